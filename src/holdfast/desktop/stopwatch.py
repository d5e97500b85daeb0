"""How long something has gone on, sleep counted where the machine counts it."""

import time
from datetime import timedelta

from holdfast.services.ports import Clock


class Stopwatch:
    """Runs from when it is made; it never runs backwards, and setting the clock moves nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts_sleep = clock.read().since_boot is not None
        self._elapsed = timedelta()
        self._begun = self._now() or timedelta()

    def elapsed(self) -> timedelta:
        """Say how long it has run."""
        now = self._now()
        if now is not None:
            self._elapsed = max(self._elapsed, now - self._begun)
        return self._elapsed

    def _now(self) -> timedelta | None:
        # One or the other from beginning to end: the two count from different moments.
        if self._counts_sleep:
            return self._clock.read().since_boot
        return timedelta(seconds=time.monotonic())
