"""What is to be told of boxes: from box files and what was told before to the next notice."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from qc_service.adapters.box_file import BoxFile
from qc_service.adapters.feed_state import FeedState
from qc_service.model.batch import BatchKind, BatchNotice, NoticeKey
from qc_service.service.hot_folder import BoxLook


def next_notice(
    box: BoxLook, scanner: str, session: str, last: BatchNotice | None
) -> BatchNotice | None:
    """Give what is to be told of a box now, after what was told last; None for nothing.

    It is opened with its first sheet, or when its file says that it is closed: a box may be empty.
    It is closed when its file says so and every sheet of it is settled.
    """
    file = box.file
    if last is None:
        kind = BatchKind.OPENED if box.sheets or file.closed else None
    elif last.kind is BatchKind.CLOSED:
        kind = None if file.closed else BatchKind.REOPENED
    else:
        kind = BatchKind.CLOSED if file.closed and box.at_rest else None
    if kind is None:
        return None
    return BatchNotice(
        kind=kind,
        batch=file.batch(scanner),
        session=session,
        number=1 if last is None else last.number + 1,
        sheets=_counted(file, box.sheets) if kind is BatchKind.CLOSED else None,
        reason=file.reason if kind is BatchKind.REOPENED else "",
    )


def _counted(file: BoxFile, found: int) -> int:
    """Give the scanner's own count of a box, else that of the sheets in its folder."""
    return found if file.sheets is None else file.sheets


class BoxNotices:
    """What one feeder tells of its boxes: each notice in the journal first, then on its way."""

    def __init__(
        self,
        state: FeedState,
        scanner: str,
        session: str,
        put: Callable[[BatchNotice], None],
    ) -> None:
        """Send again what an earlier run told and was not acknowledged."""
        self._state, self._scanner, self._session, self._put = state, scanner, session, put
        self._boxes: tuple[BoxLook, ...] = ()
        for notice in state.notices_due():
            put(notice)

    def look(self, boxes: Sequence[BoxLook]) -> None:
        """Take what a look through the folder saw, and open boxes before their sheets are sent."""
        self._boxes = tuple(boxes)
        for box in boxes:
            self._tell(replace(box, at_rest=False))

    def close(self, busy: Callable[[str], bool]) -> None:
        """Close the boxes that are finished; `busy` says whether sheets of a box are under way."""
        for box in self._boxes:
            self._tell(box, busy)

    def noted(self, key: NoticeKey) -> None:
        """Take an acknowledgement."""
        self._state.noted(key)

    def complaints(self) -> tuple[str, ...]:
        """Say which boxes' files name another scanner than this feeder's."""
        return tuple(
            f"box {box.file.id}: its file names scanner {box.file.scanner!r}, "
            f"it is fed as {self._scanner!r}"
            for box in self._boxes
            if box.file.scanner not in {"", self._scanner}
        )

    def _tell(self, box: BoxLook, busy: Callable[[str], bool] | None = None) -> None:
        last = self._state.last_notice(box.file.id)
        notice = next_notice(box, self._scanner, self._session, last)
        if notice is None or (busy is not None and busy(box.file.id)):
            return
        self._state.announce(notice)
        self._put(notice)
