"""Every look at a ballot is an act in the ledger, before anything of the ballot is sent."""

from collections import OrderedDict
from threading import Lock

from qc_service.adapters.doorkeeper import Session
from qc_service.model.acts import ImageSeen, Refusal
from qc_service.model.sheet import SheetKey
from qc_service.web.door import Door

KNOWN_MOST = 10_000
"""Looks remembered; one that is forgotten is logged again."""


class LookLog:
    """Logs the first look of each session at each thing; a page that is renewed is no new look."""

    def __init__(self, door: Door) -> None:
        """Keep the way to the one writer."""
        self._door = door
        self._known: OrderedDict[tuple[str, SheetKey, str], None] = OrderedDict()
        self._lock = Lock()

    async def seen(self, session: Session, key: SheetKey, what: str) -> Refusal | None:
        """Have a look written down; give why it could not be: then nothing may be shown."""
        look = session.token, key, what
        with self._lock:
            if look in self._known:
                return None
        refusal = await self._door.ask(session, ImageSeen(key, what))
        if refusal is None:
            with self._lock:
                self._known[look] = None
                if len(self._known) > KNOWN_MOST:
                    self._known.popitem(last=False)
        return refusal
