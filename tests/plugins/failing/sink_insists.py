"""A sink that asks for another try without end."""

from qc_service.api import TryAgainError, hookimpl


class Insists:
    """Never takes anything."""

    name = "insists"

    def deliver(self, entry: object) -> None:
        """Ask for another try."""
        raise TryAgainError("not yet")


@hookimpl
def qc_sinks() -> list[Insists]:
    """Offer it."""
    return [Insists()]
