"""A sink that asks the whole process to end."""

import sys

from qc_service.api import hookimpl


class Exits:
    """Exits at every entry."""

    name = "exits"

    def deliver(self, entry: object) -> None:
        """Ask for the end."""
        sys.exit(3)


@hookimpl
def qc_sinks() -> list[Exits]:
    """Offer it."""
    return [Exits()]
