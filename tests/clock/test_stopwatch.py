"""How long something has gone on: sleep counts, and setting the clock doesn't."""

from datetime import timedelta

from fakes import FakeClock
from holdfast.clock.stopwatch import Stopwatch


def test_a_stopwatch_counts_running_time_whatever_the_wall_shows(clock: FakeClock) -> None:
    watch = Stopwatch(clock)
    assert watch.elapsed() == timedelta()
    clock.forward(minutes=12)
    clock.set(days=300)
    assert watch.elapsed() == timedelta(minutes=12)


def test_a_stopwatch_never_runs_backwards(clock: FakeClock) -> None:
    watch = Stopwatch(clock)
    clock.forward(minutes=5)
    assert watch.elapsed() == timedelta(minutes=5)
    clock.up -= timedelta(minutes=2)
    assert watch.elapsed() == timedelta(minutes=5)
