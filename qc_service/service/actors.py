"""Who acts at the command line, and what must be on record before they do."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qc_service.flow.desk import Desk
from qc_service.model.acts import NoCandidate
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.people import Person


@dataclass(frozen=True)
class Actors:
    """People who act together; `verified` where each of them gave their PIN.

    `confirms` asks one of them whether they stand on no list of candidates.
    """

    people: tuple[Person, ...]
    verified: bool = False
    confirms: Callable[[Person], bool] = lambda _person: False

    def confirmations(self, desk: Desk, today: str) -> Iterator[tuple[Person, NoCandidate]]:
        """Give the confirmations that the ledger does not have yet of today.

        None of people who were only named: what one says of others confirms nothing.

        Raises:
            QcError: `people.candidate` where one of them does not confirm (valgloven § 10-6).
        """
        for person in self.people if self.verified else ():
            if (person.name, today) in desk.confirmed.all():
                continue
            if not self.confirms(person):
                raise QcError(
                    "people.candidate",
                    f"{person.name} has not confirmed to stand on no list of candidates",
                    "Candidates cannot take part. Who is none confirms it when asked, or with "
                    "--no-candidate.",
                    ExitCode.USAGE,
                )
            yield person, NoCandidate(today)


def named(people: Sequence[Person]) -> Actors:
    """Give people as whoever runs a command names them, without a PIN."""
    return Actors(tuple(people))
