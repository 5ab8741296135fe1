"""Who has confirmed that they stand on no list, and for which day (valgloven § 10-6)."""

from qc_service.model.acts import ActRecord, NoCandidate

Confirmation = tuple[str, str]
"""A name, and the day for which it was confirmed."""


class Confirmed:
    """All confirmations of a ledger; asked for once a day, whenever the service began."""

    def __init__(self) -> None:
        """Begin with none."""
        self._all: frozenset[Confirmation] = frozenset()

    def take(self, record: ActRecord) -> None:
        """Take an act of people; another than a confirmation changes nothing."""
        if isinstance(record.act, NoCandidate):
            self._all |= {(person.name, record.act.day) for person in record.by}

    def all(self) -> frozenset[Confirmation]:
        """Give them as they stand."""
        return self._all
