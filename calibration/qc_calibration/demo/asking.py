"""What both demos ask for on the command line, and what they say where it cannot be meant."""

import argparse
from collections.abc import Callable


def seconds_between(least: float, most: float) -> Callable[[str], float]:
    """Give what reads a time in seconds within these bounds."""

    def read(text: str) -> float:
        try:
            seconds = float(text)
        except ValueError:
            seconds = float("nan")
        if not least <= seconds <= most:
            raise argparse.ArgumentTypeError(f"{text}: wanted are {least:g} to {most:g}")
        return seconds

    return read


def count(text: str) -> int:
    """Read a whole number, 0 or more."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text}: wanted is a whole number, 0 or more")
    return int(text)
