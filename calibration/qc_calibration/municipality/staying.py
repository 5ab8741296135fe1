"""After the night: the pages stay up, at the address they had, until a person has seen enough."""

import sys
from urllib.parse import urlsplit

from qc_calibration.demo.processes import Child, hear_page
from qc_calibration.municipality.plan import Night
from qc_calibration.municipality.words import say

LOOK = 0.5
"""Seconds between two looks at whether the pages are still served."""


def stay(night: Night, page: str) -> None:
    """Serve the finished ledger with `qc desk`, until Ctrl-C or SIGTERM.

    Raises:
        QcError: the pages ended by themselves.
    """
    ledger, config = night.out / "ledger.sqlite", night.out / "qc.toml"
    options = ["--config", str(config), "--web", urlsplit(page).netloc]
    desk = Child("qc desk", ["desk", str(ledger), *options], night.out / "desk.log")
    try:
        said = say("stays", night.language, page=hear_page(desk))
        sys.stdout.write(f"\n{said}\n")
        sys.stdout.flush()
        while desk.wait(LOOK) is None:
            pass
        raise desk.trouble()
    except KeyboardInterrupt:
        return
    finally:
        desk.stop()
