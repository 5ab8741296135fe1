"""Who looks at a page, and what they may see there: by role, and by the embargo hour."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from qc_service.adapters.doorkeeper import Session
from qc_service.model.people import Role
from qc_service.web.door import Door

AT_WORK = frozenset({Role.OPERATOR, Role.CONTROLLER, Role.OFFICER})
"""Who answers for something tonight; observers only look."""

AT_PAPER = frozenset({Role.CONTROLLER, Role.OFFICER})
"""Who may see a ballot: as a picture, as it was read, and where it lies."""


@dataclass(frozen=True)
class Viewer:
    """Somebody before a page; `session` is None for who is not signed in.

    `open` is whether the embargo hour is past, `can_sign_in` whether anybody can.
    """

    session: Session | None
    open: bool
    can_sign_in: bool

    @property
    def role(self) -> Role:
        """The role in which they look."""
        return Role.OBSERVER if self.session is None else self.session.person.role

    @property
    def at_work(self) -> bool:
        """Whether they may act."""
        return self.role in AT_WORK

    @property
    def sees_lists(self) -> bool:
        """Whether they may see what is told by list, contest or option (valgloven § 21-8)."""
        return self.open or self.at_work

    @property
    def sees_ballots(self) -> bool:
        """Whether they may see single ballots and their pictures."""
        return self.role in AT_PAPER

    @property
    def wall_only(self) -> bool:
        """Whether they signed in to observe: the wall is for them, and nothing else."""
        return self.session is not None and self.role is Role.OBSERVER


class Viewers:
    """Tells who looks, from a request."""

    def __init__(self, door: Door, is_open: Callable[[], bool]) -> None:
        """Keep who is at the door, and who knows whether the embargo hour is past."""
        self._door, self._is_open = door, is_open

    def of(self, request: Request, *, touched: bool = True) -> Viewer:
        """Give who looks; what asks by itself touches nothing."""
        session = self._door.session(request, touched=touched)
        return Viewer(session, self._is_open(), self._door.open)
