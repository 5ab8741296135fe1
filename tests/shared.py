"""Where the shared real material lies: QC_SHARED_DATA, else ../shared/data."""

import os
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent


def shared_data() -> Path:
    """Give the folder of shared test material; a missing folder is an error, never a skip."""
    folder = Path(os.environ.get("QC_SHARED_DATA", REPO.parent / "shared" / "data"))
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: set QC_SHARED_DATA to the folder of shared test data")
    return folder


def real_data() -> Path:
    """Give the folder of real scans."""
    return shared_data() / "real"
