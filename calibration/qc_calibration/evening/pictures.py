"""The pictures of documents in `docs/pictures`: first pages of a made-up evening's.

`python -m qc_calibration.evening.pictures docs/pictures` makes them again.
"""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import cv2
import numpy as np

from qc_calibration.evening.making import boxes, make_evening
from qc_service.flow.log_facts import Office, Proof
from qc_service.flow.logbook import make_logbook
from qc_service.flow.publishing import public_copy
from qc_service.reports.exporting import compose
from qc_service.reports.writing import as_pictures

SHOWN = (("summary", "nb", 1), ("table", "nn", 1), ("night", "en", 1))
"""Document, language and page."""

PPI = 110
"""Large enough to be read, small enough for a page that is opened on a phone."""

OFFICE = Office("Guovdageaidnu – Kautokeino", "5612", "valgstyret", "Stortingsvalget 2025")
HEAD = "7d1c5e0b93a8f24619be0c77d5a3e8f1042b6c9d8e7f30a1b5c4d2e6f8091a3b"
ROOT = "c2f4a6b8d0e1f3957b8d6c4a2e0f1b3d5c7e9a8b6d4f2e0c1a3b5d7f9e8c6a40"
KEY = "1f3a 77c0 5be2 94d1 08af 6c3d e25b 90f4"


def main(folder: Path) -> None:
    """Write the pictures, each as `log-NAME.png`."""
    entries = make_evening(boxes(420))
    proof = Proof(HEAD, len(entries), ROOT, len(entries), KEY)
    book = public_copy(make_logbook(lambda: iter(entries), OFFICE, proof))
    for name, language, page in SHOWN:
        document = compose(book, name, language, ZoneInfo("Europe/Oslo"))
        png = np.frombuffer(as_pictures(document, PPI)[page - 1], np.uint8)
        grey = cv2.imdecode(png, cv2.IMREAD_GRAYSCALE)
        if grey is None:
            raise RuntimeError(f"{name}: the page could not be decoded")
        # Sixteen greys: letters stay smooth, and the file is half as large.
        flat = np.round(grey / 17).astype(np.uint8) * 17
        cv2.imwrite(str(folder / f"log-{name}.png"), flat, [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
