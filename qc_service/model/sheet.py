"""One sheet on its way through: what came in (`Submission`) and what came of it (`Examination`)."""

import msgspec

from qc_service.model.faults import Fault
from qc_service.model.reading import OutsideMark, RegionScore
from qc_service.model.verdict import (
    Candidate,
    ContestReread,
    Difference,
    Mark,
    RowReread,
    StampReread,
    WriteIn,
)


class SheetKey(msgspec.Struct, frozen=True, order=True):
    """One passage of one sheet through one scanner; the same key twice is one record."""

    scanner: str
    session: str
    batch: str
    sequence: int

    def text(self) -> str:
        """Give the key as one word: `scanner/session/batch/sequence`."""
        return f"{self.scanner}/{self.session}/{self.batch}/{self.sequence}"


class ImageHead(msgspec.Struct, frozen=True):
    """What the sender says of one image: its name, its bytes' SHA-256 (hex) and length."""

    name: str
    sha256: str
    size: int


class Submission(msgspec.Struct, frozen=True):
    """A sheet as it arrived. `reported` is the scanner's interpretation, still closed.

    `images` are the encoded bytes in the order of `heads`; `reported` is the canonical JSON of a
    `Reported`, or None where the scanner exports no record of the sheet.
    """

    key: SheetKey
    heads: tuple[ImageHead, ...]
    images: tuple[bytes, ...]
    reported: bytes | None = None


class PageReread(msgspec.Struct, frozen=True):
    """Our reading of one image: a fault, or where it lies, what is marked, how good it is.

    `confidence`, `alike` and `doubts` are its `Identity`'s. `paper` is a keyed hash (16 hexadecimal
    digits) of the sheet's printed serial under a secret that is thrown away: it tells the same
    paper again within one session and nothing else; empty where there is none to be read.
    `coarse` are a few bits of print and stamp, keyed likewise, that thousands of sheets share.
    """

    image: str
    sha256: str
    fault: Fault | None = None
    layout: str = ""
    side: str = ""
    rotation_deg: int = 0
    residual_px: float = 0.0
    registration: float = 0.0
    marks: tuple[Mark, ...] = ()
    regions: tuple[RegionScore, ...] = ()
    outside: tuple[OutsideMark, ...] = ()
    quality: dict[str, float] = {}
    troubles: tuple[Fault, ...] = ()
    confidence: float = 0.0
    alike: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    paper: str = ""
    coarse: str = ""
    stamps: tuple[StampReread, ...] = ()
    rows: tuple[RowReread, ...] = ()


class Crop(msgspec.Struct, frozen=True):
    """That a small picture of a disputed field was cut: which field, and the picture's SHA-256."""

    contest: str
    option: str
    sha256: str


class Examination(msgspec.Struct, frozen=True):
    """All that is known of one sheet after reread and comparison: small, no pixels.

    `compared` is true where a reported interpretation was opened, which the flow does only after
    the reread is finished. `faults` holds the sheet's; a page's own fault stands with the page.
    `election` and `form_code` are those of the sheet's layout, empty where the sheet has none.
    `reported` are the (contest, option) pairs that the scanner says are marked, or voted for where
    it names no marks; None where its word was not opened. `crops` names pictures of disputed
    fields where the configuration wants them; they are never here.
    """

    key: SheetKey
    pages: tuple[PageReread, ...]
    contests: tuple[ContestReread, ...] = ()
    write_ins: tuple[WriteIn, ...] = ()
    differences: tuple[Difference, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    faults: tuple[Fault, ...] = ()
    compared: bool = False
    record: str = ""
    style: str = ""
    profile: str = ""
    digest: str = ""
    election: str = ""
    form_code: str = ""
    reported: tuple[tuple[str, str], ...] | None = None
    crops: tuple[Crop, ...] = ()
