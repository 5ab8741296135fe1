"""The Norwegian demo as a process of its own: heard while it runs, met on its page, and ended."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Thread

from qc_calibration.demo.plan import HARD_STOP

SEED = 3

SECONDS = 300.0
"""Enough under coverage, with a browser beside it on a busy machine; a quick one takes a third."""

PAGE = re.compile(r"http://\S+/")
PIN = re.compile(r"PIN\D*(\d{6})")


class DemoNight:
    """One run of `make demo`, with its pages kept up until it is stopped."""

    def __init__(self, out: Path) -> None:
        """Start it."""
        self.out = out
        self.said: list[str] = []
        self._heard = Condition()
        self._over = False
        options = ["--headless", "--stay", "--seconds", str(SECONDS), "--seed", str(SEED)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "qc_calibration.municipality", *options, "--out", str(out)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = Thread(target=self._read, name="demo-night")
        self._reader.start()

    @property
    def ledger(self) -> Path:
        """Give where its ledger is."""
        return self.out / "ledger.sqlite"

    def begun(self) -> tuple[str, str]:
        """Wait until the scanners work; give the page's address without its slash, and the PIN."""
        self._until(lambda: any(PIN.search(line) for line in self.said))
        text = "\n".join(self.said)
        page, pin = PAGE.search(text), PIN.search(text)
        assert page is not None, text
        assert pin is not None, text
        return page.group().rstrip("/"), pin.group(1)

    def ended(self) -> str:
        """Wait until the night is over and its pages are up again; give all that was said."""
        self._until(lambda: sum(bool(PAGE.search(line)) for line in self.said) > 1)
        return "\n".join(self.said)

    def stop(self) -> int:
        """End it as Ctrl-C does; give its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            code = self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code

    def _until(self, heard: Callable[[], bool]) -> None:
        with self._heard:
            there = self._heard.wait_for(lambda: self._over or heard(), SECONDS + HARD_STOP + 60)
        assert there, self.said
        assert heard(), "\n".join(self.said)

    def _read(self) -> None:
        for line in self._process.stdout or ():
            with self._heard:
                self.said.append(line.rstrip("\n"))
                self._heard.notify_all()
        with self._heard:
            self._over = True
            self._heard.notify_all()
