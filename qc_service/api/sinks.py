"""What a sink may have besides `deliver`: settings, secrets, a way out, a second try, a repeat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol, runtime_checkable

import msgspec
from msgspec import Meta

from qc_service.api.protocols import Sink
from qc_service.model.events import AlarmRecord

FilePath = Annotated[str, Meta(description="a file", extra={"holds": "path"})]
"""Type of a setting that names a file: taken from the configuration's folder, absolute after."""

SecretFile = Annotated[str, Meta(description="a file with one secret", extra={"holds": "secret"})]
"""Type of a setting that names a file whose one line is a secret: it comes in `Means.secrets`."""


class TryAgainError(Exception):
    """Raised by a sink where the same may go well a little later: the service waits and repeats.

    Any other exception is final: the entry counts as not delivered.
    """


class Post(Protocol):
    """Hands a body to a web address: certificates are checked, no redirect is followed."""

    def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], ca_file: str, seconds: float
    ) -> None:
        """POST once; `ca_file` holds the certificates to trust, empty for the machine's own.

        Raises:
            TryAgainError: nobody there, no answer within `seconds`, cut off, 408, 425, 429, 5xx.
            OSError: any other answer than 2xx, or a certificate that does not hold.
        """


@dataclass(frozen=True)
class Means:
    """What the service lends to a sink: its secrets by the setting's name, and the way out."""

    post: Post
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@runtime_checkable
class SinkMaker(Protocol):
    """Makes the sink of the same name from its table `[sinks.NAME]`; without a table, none.

    `settings` is a frozen `msgspec.Struct` that forbids unknown fields; what types cannot say, its
    `__post_init__` says by `ValueError("KEY: …")`.
    """

    name: str

    @property
    def settings(self) -> type[msgspec.Struct]:
        """The record that the table is read into."""

    def make(self, settings: Any, means: Means) -> Sink:  # noqa: ANN401 - one of `settings`
        """Make it; opens nothing yet, for it is made before anything listens.

        Raises:
            QcError: where a file that the settings name cannot be used.
        """


@runtime_checkable
class RepeatingSink(Sink, Protocol):
    """A sink that also hears, every so often, which alarms stand: for those who forget."""

    every_seconds: float

    def repeat(self, standing: Sequence[AlarmRecord]) -> None:
        """Take the alarms that stand, by number, each as it was told last; called at start too."""
