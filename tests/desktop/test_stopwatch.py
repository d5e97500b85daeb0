"""How long something has gone on: sleep counts, and setting the clock does not."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from fakes import FakeClock
from holdfast.desktop.stopwatch import Stopwatch
from holdfast.domain.mark import Reading

MINUTE = timedelta(minutes=1)


class BootlessClock(FakeClock):
    """Knows no time since boot, at least not now."""

    bootless = True

    def read(self) -> Reading:
        reading = super().read()
        return replace(reading, since_boot=None) if self.bootless else reading


def test_it_goes_by_the_time_since_boot_whatever_the_wall_says(clock: FakeClock) -> None:
    watch = Stopwatch(clock)
    assert watch.elapsed() == timedelta()
    clock.forward(minutes=12)
    clock.set(days=300)
    assert watch.elapsed() == 12 * MINUTE


def test_it_never_runs_backwards(clock: FakeClock) -> None:
    watch = Stopwatch(clock)
    clock.forward(minutes=5)
    assert watch.elapsed() == 5 * MINUTE
    clock.since_boot -= 2 * MINUTE
    assert watch.elapsed() == 5 * MINUTE


def test_without_such_a_clock_it_goes_by_the_monotonic_one(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: seconds[0])
    watch = Stopwatch(BootlessClock())
    seconds[0] += 90
    assert watch.elapsed() == 1.5 * MINUTE


def test_a_clock_that_can_not_be_read_for_a_moment_stands_still_meanwhile() -> None:
    clock = BootlessClock()
    clock.bootless = False
    watch = Stopwatch(clock)
    clock.forward(minutes=1)
    assert watch.elapsed() == MINUTE
    clock.bootless = True
    assert watch.elapsed() == MINUTE
