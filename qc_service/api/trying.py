"""How the conformance kit tries a plugin: twice, on a guarded page, against a time budget."""

import hashlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from types import TracebackType
from typing import Protocol, Self, TypeVar

import numpy as np

from qc_service.model.errors import QcError
from qc_service.model.page import Page
from qc_service.model.reading import PxBox

BUDGET = 20.0
"""Most time for one page, as a multiple of one cumulative sum over it, which is about as long as
decoding it: generous, because it is for telling milliseconds from seconds, not for tuning."""

ROUNDS = 3
"""The best of so many is measured, so that a busy machine does not fail an innocent plugin."""

Clock = Callable[[], float]
Given = TypeVar("Given")


class NonconformityError(AssertionError):
    """A plugin does not keep what its Protocol promises."""


class Named(Protocol):
    """Every object a plugin offers, profiles and layouts apart, has a name."""

    name: str


def need(holds: object, who: Named, what: str) -> None:
    """Raise `NonconformityError` with the object's name where something does not hold."""
    if not holds:
        raise NonconformityError(f"{type(who).__name__} {who.name!r}: {what}")


class Trial:
    """One attempt: the page must come out untouched; an exception is told where it happened."""

    def __init__(self, who: Named, where: str, page: Page | None = None) -> None:
        """Take note of how the page is before."""
        self._who, self._where, self._page = who, where, page
        self._name, self._before = who.name, _digest(page)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say where an exception came from; without one, check page and name."""
        if error is not None:
            error.add_note(f"{type(self._who).__name__} {self._name!r} raised this: {self._where}")
            return
        need(_digest(self._page) == self._before, self._who, f"changed the page: {self._where}")
        need(self._who.name == self._name, self._who, f"changed its name: {self._where}")


def twice(who: Named, where: str, call: Callable[[], Given]) -> Given:
    """Call twice; the same question must have the same answer."""
    first, second = call(), call()
    need(_same(first, second), who, f"gave two answers to one question: {where}")
    return first


def check_name(who: Named) -> None:
    """Check that an object has a name that can stand in records and on screens."""
    name: object = who.name
    good = isinstance(name, str) and name and name.isprintable() and name == name.strip()
    need(good, who, "`name` must be a text of printable characters")


def check_budget(who: Named, page: Page, clock: Clock | None, call: Callable[[], object]) -> None:
    """Check that a call takes no longer than `BUDGET` times a plain sum over the page."""
    if clock is None:
        return
    own = _best(clock, call) / 2  # `call` asks twice
    work = _best(clock, lambda: np.cumsum(page.pixels, axis=1, dtype=np.float64))
    ratio = own / work if work > 0 else 0.0
    need(ratio <= BUDGET, who, f"took {ratio:.0f} times a sum over the page, {BUDGET:g} allowed")


def _best(clock: Clock, call: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        before = clock()
        call()
        spent.append(clock() - before)
    return min(spent)


def _digest(page: Page | None) -> str:
    if page is None:
        return ""
    return hashlib.sha256(page.pixels.tobytes() + page.small.tobytes()).hexdigest()


def _same(first: object, second: object) -> bool:
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        return np.array_equal(np.asarray(first), np.asarray(second), equal_nan=True)
    if is_dataclass(first) and type(first) is type(second):
        return all(_same(getattr(first, f.name), getattr(second, f.name)) for f in fields(first))
    if isinstance(first, QcError) and isinstance(second, QcError):
        return (first.code, first.message) == (second.code, second.message)
    # By text as well: no number is not equal to itself, but as an answer it is the same.
    return first == second or repr(first) == repr(second)


def is_share(value: float) -> bool:
    """Say whether a value lies in [0, 1]; no number does not."""
    return 0 <= value <= 1


def is_box(px: PxBox) -> bool:
    """Say whether a box is four plain whole numbers, as a record can hold them."""
    return tuple(map(type, px)) == (int,) * 4
