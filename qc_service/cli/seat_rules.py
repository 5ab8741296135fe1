"""How seats are shared out, from the configuration."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qc_service.adapters.config import Config
    from qc_service.flow.stake import Seats


def seats_of(config: "Config") -> "Seats":
    """Give the rules of `[seats]`."""
    from qc_service.comparing.seats import Method  # noqa: PLC0415 - --help must be quick
    from qc_service.flow.stake import Seats  # noqa: PLC0415 - the same

    return Seats(config.seats.number, Method(config.seats.method), config.seats.weight)
