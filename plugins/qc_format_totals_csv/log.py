"""What reading one table has taken so far."""

from collections import Counter
from dataclasses import dataclass, field

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.reported import Leniency, each_once


@dataclass
class Log:
    """The leniencies of one file; `name` is the file, for messages."""

    name: str
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def lenient(self, code: str, place: str) -> None:
        """Count one leniency."""
        self.counts[code, place] += 1

    def leniencies(self) -> tuple[Leniency, ...]:
        """Give each leniency once, with how often it was taken, in the order of code and place."""
        return each_once(self.counts)

    def trouble(self, code: str, line: int, what: str, way_out: str) -> QcError:
        """Make the error that ends the reading of this file."""
        message = f"{self.name}: line {line}: {what}"
        return QcError(f"totals.{code}", message, way_out, ExitCode.USAGE)
