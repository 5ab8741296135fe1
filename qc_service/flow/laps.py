"""A stopwatch whose laps do not overlap and add up to everything since its start."""

from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds, never running back, from any origin; handed in, since this floor knows no time."""


class Laps:
    """Collects milliseconds by stage; a stage entered twice adds up."""

    def __init__(self, clock: Clock) -> None:
        """Start now."""
        self._clock = clock
        self._last = clock()
        self.elapsed_ms: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Book everything since the last lap to `stage`."""
        now = self._clock()
        self.elapsed_ms[stage] = self.elapsed_ms.get(stage, 0.0) + (now - self._last) * 1000.0
        self._last = now
