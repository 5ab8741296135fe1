"""Addresses of sheets: four parts that may hold anything, also a slash, a dot or nothing."""

from urllib.parse import quote, unquote

from starlette.requests import Request

from qc_service.model.sheet import SheetKey

SHEETS = "/sheets/"
CROPS = "/crops/"

PARTS = 4
"""Scanner, session, batch, sequence."""

DOTS = {".": "~.", "..": "~.."}
"""Browsers take these for steps in a path, however they are written; `~` is doubled elsewhere."""


def sheet_address(key: SheetKey) -> str:
    """Give the address of a sheet's page."""
    return SHEETS + _path(key)


def crop_address(key: SheetKey, sha256: str) -> str:
    """Give the address of a picture of one of a sheet's fields."""
    return f"{CROPS}{_path(key)}/{sha256}"


def asked_sheet(request: Request) -> tuple[SheetKey, str] | None:
    """Give the sheet that a request's address names and what follows it; None where it names none.

    From the path as it was sent: decoded, a slash within a name could not be told from one between.
    """
    path = request.scope["raw_path"].decode("ascii", "replace").partition("?")[0]
    parts = [_name(part) for part in path.split("/")[2:]]
    if not PARTS <= len(parts) <= PARTS + 1:
        return None
    scanner, session, batch, sequence, *rest = parts
    # `isdigit` alone is also true of digits that are no number to `int`.
    if not (sequence.isascii() and sequence.isdigit()):
        return None
    return SheetKey(scanner, session, batch, int(sequence)), "".join(rest)


def _path(key: SheetKey) -> str:
    names = (key.scanner, key.session, key.batch)
    return "/".join([*(_written(name) for name in names), str(key.sequence)])


def _written(name: str) -> str:
    return DOTS.get(name) or quote(name.replace("~", "~~"), safe="~")


def _name(part: str) -> str:
    text = unquote(part)
    back = {written: dots for dots, written in DOTS.items()}
    return back.get(text) or text.replace("~~", "~")
