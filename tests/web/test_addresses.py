"""Addresses of sheets: whatever a name holds, the sheet behind it is the one that was meant."""

import posixpath

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from qc_service.model.sheet import SheetKey
from qc_service.web.addresses import asked_sheet, crop_address, sheet_address

NAMES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.text(alphabet="./~% ?#", max_size=4),
)
KEYS = st.builds(SheetKey, NAMES, NAMES, NAMES, st.integers(0, 10**9))


def request(path: str) -> Request:
    return Request({"type": "http", "path": path, "raw_path": path.encode("ascii"), "headers": []})


@given(KEYS)
def test_an_address_names_one_sheet_and_no_browser_changes_it(key: SheetKey) -> None:
    address = sheet_address(key)
    assert asked_sheet(request(address)) == (key, "")
    parts = address.split("/")
    # What a browser does with a path before it sends it: steps are taken, however they are written.
    assert not {".", ".."} & {part.lower().replace("%2e", ".") for part in parts}
    assert "?" not in address
    assert "#" not in address
    assert posixpath.basename(address) == str(key.sequence)


@given(KEYS)
def test_a_picture_s_address_names_its_sheet_too(key: SheetKey) -> None:
    assert asked_sheet(request(crop_address(key, "ab" * 32))) == (key, "ab" * 32)


def test_what_names_no_sheet_is_none() -> None:
    for path in ("/sheets/", "/sheets/a/b/c", "/sheets/a/b/c/x", "/sheets/a/b/c/%C2%B2",
                 "/sheets/a/b/c/1/2/3"):  # fmt: skip
        assert asked_sheet(request(path)) is None
