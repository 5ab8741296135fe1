"""Runs the real feeder as a process of its own, so that a test can kill it."""

import sys
from pathlib import Path

from qc_service.service.feeder import FeedOptions, feed


def main(folder: str, address: str, state: str) -> int:
    """Feed a folder of images without records, once."""
    options = FeedOptions(
        to=address,
        scanner="S01",
        session="night",
        formats=(),
        need_record=False,
        state=Path(state),
        once=True,
        settle=0.05,
    )
    summary = feed(Path(folder), options)
    return summary.left


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
