"""What `qc read` says of one image: a line of JSON, or some lines for people."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from qc_service.model.layout import Layout
    from qc_service.model.sheet import PageReread
    from qc_service.model.verdict import WriteIn

Json = dict[str, object]


@dataclass(frozen=True)
class ReadImage:
    """One image that was read: its page, what each stage took (ms), writing in it, its layout."""

    page: "PageReread"
    elapsed_ms: dict[str, float]
    written: "tuple[WriteIn, ...]" = ()
    layout: "Layout | None" = None


def json_line(read: ReadImage) -> str:
    """Give one image as one line of JSON."""
    import msgspec  # noqa: PLC0415 - --help must be quick

    return msgspec.json.encode(page_json(read)).decode()


def page_json(read: ReadImage) -> Json:
    """Give one image's line: the keys that `docs/read.md` promises."""
    page = read.page
    return {
        "image": page.image,
        "fault": None
        if page.fault is None
        else {
            "code": page.fault.code.value,
            "message": page.fault.message,
            "detail": page.fault.detail,
        },
        "layout": page.layout or None,
        "side": page.side or None,
        "rotation_deg": page.rotation_deg,
        "residual_px": page.residual_px,
        "registration": page.registration,
        "marks": page.marks,
        "outside": page.outside,
        "write_ins": list(read.written),
        "quality": page.quality,
        "troubles": [
            {"code": trouble.code.value, "message": trouble.message} for trouble in page.troubles
        ],
        "elapsed_ms": read.elapsed_ms,
        "identity": _identity(page, read.layout),
        "stamp": next(({"score": s.score, "state": s.state} for s in page.stamps), None),
        "writeins": [
            {"row": row.row, "state": row.state, "score": row.score, "flags": row.flags}
            for row in page.rows
        ],
    }


def _identity(page: "PageReread", layout: "Layout | None") -> Json | None:
    """Say whose list a ballot is, on forms that belong to one list; None on all others.

    Without a list a person must look: the page bears no list's name, or what it bears is doubtful.
    """
    from qc_service.model.faults import FOR_A_PERSON  # noqa: PLC0415 - --help must be quick

    if layout is None or not layout.form_code:
        return None
    known = not page.alike and FOR_A_PERSON.isdisjoint(page.doubts)
    return {
        "election": layout.election,
        "form_code": layout.form_code,
        "list": layout.style if known else None,
        "side": page.side,
        "confidence": page.confidence,
        "doubts": page.doubts,
    }


def print_page(read: ReadImage) -> None:
    """Print one image for people: a head line, its marks, and what else was seen."""
    from rich.console import Console  # noqa: PLC0415 - --help must be quick

    from qc_service.model.faults import DOUBTS  # noqa: PLC0415 - the same

    page = read.page
    console = Console(highlight=False, markup=False)
    console.print(page.image, style="bold")
    if page.fault is not None:
        console.print(f"  fault {page.fault.code}: {page.fault.message}")
        return
    turned = ", upside down" if page.rotation_deg else ""
    console.print(
        f"  {page.layout}, {page.side}{turned}; registration {page.registration:.2f}, "
        f"residual {page.residual_px:.2f} px, {sum(read.elapsed_ms.values()):.0f} ms"
    )
    shown = [mark for mark in page.marks if mark.state != "empty"]
    if shown:
        console.print(_marks_table(page))
    empty = len(page.marks) - len(shown)
    console.print(f"  {len(shown)} targets shown, {empty} empty")
    for line in read.written:
        without = ", its oval is not marked" if line.without_mark else ""
        console.print(f"  handwriting at {line.contest}/{line.option}{without}")
    for doubt in page.doubts:
        console.print(f"  {DOUBTS.get(doubt, doubt)}")
    for stamp in page.stamps:
        console.print(f"  stamp {stamp.state}, score {stamp.score:.2f}")
    for row in page.rows:
        if row.state != "empty":
            console.print(f"  row {row.row} {row.state}")
    for mark in page.outside:
        console.print(f"  ink {mark.kind} {mark.contest}/{mark.option} at {mark.px}")
    for trouble in page.troubles:
        console.print(f"  {trouble.code}: {trouble.message}")


def _marks_table(page: "PageReread") -> "Table":
    from rich.table import Table  # noqa: PLC0415 - --help must be quick

    table = Table("contest", "option", "state", "score", "match", "why", box=None, pad_edge=True)
    for mark in page.marks:
        if mark.state != "empty":
            score, match = f"{mark.score:.3f}", f"{mark.match:.2f}"
            table.add_row(mark.contest, mark.option, mark.state, score, match, mark.reason)
    return table
