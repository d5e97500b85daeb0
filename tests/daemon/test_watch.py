"""Watching the tick: one that is late is called forward, whatever the wall clock says."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from fakes import EVENING
from holdfast.app import App
from holdfast.daemon import process
from holdfast.daemon.process import LATE_AFTER_SECONDS, Daemon, watch
from holdfast.desktop.lock import DaemonLock
from holdfast.ledger.files import make_private_folder


@dataclass
class FakeJob:
    """The scheduled tick: remembers when it was called forward."""

    called_forward: list[datetime] = field(default_factory=list)

    def modify(self, *, next_run_time: datetime) -> None:
        self.called_forward.append(next_run_time)


@dataclass
class Monotonic:
    """Gives one reading after another, and ends the watch after the last."""

    readings: list[float]
    stop: threading.Event

    def __call__(self) -> float:
        if len(self.readings) == 1:
            self.stop.set()
        return self.readings.pop(0)


@pytest.fixture
def daemon(app: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    monkeypatch.setattr(process, "TICK_EVERY_SECONDS", 0.001)
    make_private_folder(app.folders.state)
    lock = DaemonLock(app.folders.lock)
    lock.acquire(EVENING)
    daemon = Daemon(app, lock, threading.Event())
    daemon.ticked_at = 100.0
    yield daemon
    lock.release()


LATE, IN_TIME = 100.5 + LATE_AFTER_SECONDS, 99.5 + LATE_AFTER_SECONDS


def test_a_tick_in_time_is_left_alone(daemon: Daemon) -> None:
    assert _watch(daemon, [100.0, 101.0, IN_TIME, IN_TIME]) == 0


def test_a_late_tick_is_called_forward(daemon: Daemon) -> None:
    # Read again when it is called forward: from then on its time begins again.
    assert _watch(daemon, [IN_TIME, LATE, LATE]) == 1


def test_a_tick_that_stays_away_is_called_forward_again_but_not_all_the_time(
    daemon: Daemon,
) -> None:
    after = LATE + LATE_AFTER_SECONDS
    assert _watch(daemon, [LATE, LATE, LATE + 5, after, after + 1, after + 1, after + 5]) == 2


def test_a_daemon_that_was_told_to_end_calls_nothing_forward(daemon: Daemon) -> None:
    stop, job = threading.Event(), FakeJob()
    daemon.job = job
    stop.set()
    watch(stop, daemon, Monotonic([LATE, LATE], stop))
    assert job.called_forward == []


def test_a_tick_that_is_done_counts_as_one_in_time(daemon: Daemon) -> None:
    before = daemon.ticked_at
    daemon.tick()
    assert daemon.ticked_at != before


def test_a_tick_that_comes_after_the_end_does_nothing(daemon: Daemon, app: App) -> None:
    assert daemon.end()
    daemon.tick()
    assert not app.folders.database.exists()


def _watch(daemon: Daemon, readings: list[float]) -> int:
    """Watch with these readings of the monotonic clock; gives how often it was called forward."""
    stop, job = threading.Event(), FakeJob()
    daemon.job = job
    watch(stop, daemon, Monotonic(readings, stop))
    assert all(moment.tzinfo is not None for moment in job.called_forward)
    return len(job.called_forward)
