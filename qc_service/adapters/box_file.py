"""`box.toml`: what a scan folder says of the box of ballots whose images lie in it."""

from pathlib import Path

import msgspec

from qc_service.adapters.config_checking import Source, read_record
from qc_service.adapters.text_file import read_text
from qc_service.model.batch import Batch
from qc_service.model.categories import KNOWN, find_category
from qc_service.model.errors import ExitCode, QcError
from qc_service.wire.limits import batch_complaint, number_complaint, text_complaint

BOX_FILE = "box.toml"
"""The file's name; it is for the images of its folder and of those below it."""

MOST_BYTES = 65_536
"""A box file has some ten lines; what is larger was named so by mistake."""

SEE = "docs/feed.md describes every key."


class BoxFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file's keys: the box as in `model.batch.Batch`, and how it stands.

    `closed` is set when the box is finished, `sheets` is then the scanner's own count of them;
    set back to false it means that the box was opened anew, for a `reason`.
    """

    id: str
    election: str = ""
    category: str = ""
    locale: str = ""
    locale_name: str = ""
    box: int = 0
    boxes: int = 0
    scanner: str = ""
    count: int = 1
    expected: int | None = None
    closed: bool = False
    sheets: int | None = None
    reason: str = ""
    configuration: str = ""

    def batch(self, scanner: str) -> Batch:
        """Give the box as it is scanned by that scanner."""
        found = find_category(self.category)
        return Batch(
            id=self.id,
            election=self.election,
            category=found.code if found is not None else "",
            locale=self.locale,
            locale_name=self.locale_name,
            box=self.box,
            boxes=self.boxes,
            scanner=scanner,
            count=self.count,
            expected=self.expected,
            configuration=self.configuration,
        )


def read_box_file(path: Path) -> BoxFile:
    """Read a box file strictly.

    Raises:
        QcError: `box-file.*` naming file, line and key.
    """
    text = read_text(path, "box-file", ExitCode.USAGE, most=MOST_BYTES, see=SEE)
    source = Source(str(path), text)
    try:
        file = read_record(source, BoxFile)
    except QcError as error:
        code = error.code.replace("config.", "box-file.")
        raise QcError(code, error.message, SEE, ExitCode.USAGE) from error
    if file.category and find_category(file.category) is None:
        known = ", ".join(each.code for each in KNOWN)
        raise QcError(
            "box-file.category",
            f"{source.at(('category',))}: {file.category!r} is no category",
            f"Known are {known}, and their official names.",
            ExitCode.USAGE,
        )
    complaint = batch_complaint(file.batch(file.scanner or "any"))
    complaint = complaint or number_complaint("sheets", file.sheets, 0)
    complaint = complaint or text_complaint("reason", file.reason, least=0)
    if complaint:
        key = complaint.partition(":")[0]
        raise QcError("box-file.value", f"{source.at((key,))}: {complaint}", SEE, ExitCode.USAGE)
    return file
