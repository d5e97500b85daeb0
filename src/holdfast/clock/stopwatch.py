"""How long something has gone on, sleep included."""

from datetime import timedelta

from holdfast.clock.model import NOTHING, Clock


class Stopwatch:
    """Runs from when it is made; it never runs backwards, and setting the clock moves nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._begun = clock.read().up
        self._elapsed = NOTHING

    def elapsed(self) -> timedelta:
        """Return how long it has run."""
        self._elapsed = max(self._elapsed, self._clock.read().up - self._begun)
        return self._elapsed
