"""From what the forms of an alarm send to the acts they mean."""

from collections.abc import Callable

from qc_service.flow.alarms import AlarmAct
from qc_service.model.acts import (
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    AlarmReopened,
    AlarmSeen,
    Meaning,
)
from qc_service.web.door import Fields


def seen(alarm: int, _fields: Fields) -> AlarmAct:
    """Give that somebody looks."""
    return AlarmSeen(alarm)


def acknowledged(alarm: int, fields: Fields) -> AlarmAct:
    """Give what is done about it. Raises ValueError where no meaning was chosen."""
    return AlarmAcknowledged(alarm, Meaning(fields.one("meaning")), fields.one("text"))


def explained(alarm: int, fields: Fields) -> AlarmAct:
    """Give what caused it; the desk refuses a cause that there is not."""
    return AlarmExplained(alarm, fields.one("cause"), fields.one("text"))


def closed(alarm: int, fields: Fields) -> AlarmAct:
    """Give that nothing is left to do."""
    return AlarmClosed(alarm, fields.one("text"))


def reopened(alarm: int, fields: Fields) -> AlarmAct:
    """Give that it is looked at again, and why."""
    return AlarmReopened(alarm, fields.one("text"))


ACTS: dict[str, Callable[[int, Fields], AlarmAct]] = {
    "seen": seen,
    "acknowledge": acknowledged,
    "explain": explained,
    "close": closed,
    "reopen": reopened,
}
"""Every act by what it is called in an address."""

ALONE = frozenset({"seen", "reopen"})
"""Acts that one person may do; the others take a second one with a PIN of their own."""
