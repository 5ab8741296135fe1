"""A sink that takes an entry and never comes back."""

import threading

from qc_service.api import hookimpl


class Hangs:
    """Waits for what never comes; a test may let it go."""

    name = "hangs"
    go = threading.Event()

    def deliver(self, entry: object) -> None:
        """Wait."""
        self.go.wait()


@hookimpl
def qc_sinks() -> list[Hangs]:
    """Offer it."""
    return [Hangs()]
