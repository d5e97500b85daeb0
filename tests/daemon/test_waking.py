"""The tick comes when it is called, also while one runs, and sleeps until something is due."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from conftest import Processes
from daemons import a_daemon, is_gone, query, wait_for_log
from desktop_session import WHOLE_SERVER, FakeServer
from fakes import EVENING, FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.daemon import process as daemon_process
from holdfast.daemon.process import RESTART_ME, TICK_EVERY_SECONDS, Daemon
from holdfast.daemon.tick import tick
from holdfast.desktop.folders import Folders
from holdfast.desktop.lock import DaemonLock
from holdfast.ledger.files import make_private_folder
from holdfast.ledger.ports import Shown
from holdfast.urges.use_cases import let_go, log_urge
from waiting import wait_until


@dataclass
class FakeJob:
    """The scheduled tick: remembers for when it was called forward."""

    called_for: list[timedelta] = field(default_factory=list)

    def modify(self, *, next_run_time: datetime) -> None:
        self.called_for.append(next_run_time - datetime.now(UTC))  # noqa: TID251 - APScheduler's


@dataclass
class Slow:
    """Shows a notification for as long as the test wants."""

    showing: threading.Event = field(default_factory=threading.Event)
    shown: threading.Event = field(default_factory=threading.Event)

    def show(self, _title: str, _body: str, *, tag: str, gentle: bool) -> Shown:  # noqa: ARG002 - the port's
        self.showing.set()
        assert self.shown.wait(timeout=30)
        return Shown(ok=True, detail="handed over to a fake")


def a_daemon_of(app: App) -> Daemon:
    make_private_folder(app.folders.state)
    lock = DaemonLock(app.folders.lock)
    lock.acquire(EVENING)
    return Daemon(app, lock, threading.Event())


@pytest.fixture
def daemon(app: App) -> Iterator[Daemon]:
    daemon = a_daemon_of(app)
    yield daemon
    daemon._lock.release()


@pytest.fixture
def job(daemon: Daemon) -> FakeJob:
    job = FakeJob()
    daemon.job = job
    return job


def test_after_an_idle_tick_nothing_is_called_forward(daemon: Daemon, job: FakeJob) -> None:
    daemon.tick()
    daemon.plan_next()
    assert job.called_for == []


def test_a_wake_calls_the_tick_well_within_a_second(daemon: Daemon, job: FakeJob) -> None:
    daemon.wake()
    assert len(job.called_for) == 1
    assert job.called_for[0] < timedelta(seconds=0.5)


def test_many_wakes_do_not_put_the_tick_off(daemon: Daemon, job: FakeJob) -> None:
    for _ in range(5):
        daemon.wake()
    assert len(job.called_for) == 1
    daemon.tick()
    daemon.wake()
    assert len(job.called_for) == 2


def test_a_wake_before_there_is_a_schedule_is_not_lost(daemon: Daemon, job: FakeJob) -> None:
    daemon.job = None
    daemon.wake()
    daemon.job = job
    daemon.plan_next()
    assert len(job.called_for) == 1


def test_a_wake_while_a_tick_runs_is_followed_by_another_tick(
    daemon: Daemon, job: FakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = daemon._app.call

    def woken_meanwhile(*args: object, **named: object) -> object:
        daemon.wake()
        return real(*args, **named)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(daemon._app, "call", woken_meanwhile)
    daemon.tick()
    monkeypatch.undo()
    job.called_for.clear()
    daemon.plan_next()
    assert len(job.called_for) == 1
    daemon.tick()
    daemon.plan_next()
    assert len(job.called_for) == 1


def test_the_tick_sleeps_until_the_next_nudge_is_due(
    app: App, daemon: Daemon, job: FakeJob, clock: FakeClock
) -> None:
    app.call(log_urge)
    daemon.tick()  # shows patience, and plans the check-in of ten minutes
    daemon.plan_next()
    assert job.called_for == []
    clock.forward(minutes=9, seconds=48)
    daemon.tick()
    daemon.plan_next()
    assert [round(called.total_seconds()) for called in job.called_for] == [12]


def test_a_daemon_that_ends_calls_nothing_forward(daemon: Daemon, job: FakeJob) -> None:
    daemon._stop.set()
    daemon.wake()
    assert job.called_for == []


def test_a_schedule_that_has_just_ended_is_no_trouble(app: App) -> None:
    daemon = a_daemon_of(app)
    scheduler = daemon_process._schedule(daemon)
    scheduler.shutdown()
    daemon.wake()
    daemon._lock.release()


def test_no_wake_is_lost_however_it_meets_the_schedule(
    folders: Folders, clock: FakeClock, app: App
) -> None:
    slow = Slow()
    daemon = a_daemon_of(App(folders, clock=clock, notifier=slow))
    app.call(log_urge)
    scheduler = daemon_process._schedule(daemon)
    assert slow.showing.wait(timeout=30)  # a tick runs
    clock.forward(hours=1)
    app.call(log_urge)
    daemon.wake()
    slow.shown.set()
    settled = "SELECT count(*) FROM nudges WHERE kind = 'patience' AND state != 'planned'"
    # Long before the schedule's own next tick.
    wait_until(lambda: query(folders, settled) == [(2,)], "both", within=TICK_EVERY_SECONDS / 2)
    scheduler.shutdown()
    daemon._lock.release()


def test_an_idle_tick_writes_nothing_while_a_nudge_is_planned(
    app: App, clock: FakeClock, folders: Folders
) -> None:
    app.call(log_urge)
    run = app.call(tick, run=None).run
    before = folders.database.stat()
    for _ in range(5):
        clock.forward(seconds=30)
        run = app.call(tick, run=run).run
    after = folders.database.stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)


def test_when_the_next_is_due_is_known_after_showing_and_nothing_is_after_a_let_go(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    shown = app.call(tick, run=None).nudges
    assert (shown.shown, len(notifier.shown)) == (1, 1)
    assert shown.next_at == clock.moment + timedelta(minutes=10)
    app.call(let_go)
    clock.forward(minutes=30)
    app.call(tick, run=None)
    # The week's report, on Monday.
    assert app.call(tick, run=None).nudges.next_at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_patience_comes_with_the_logging_and_not_with_the_next_round(
    process: Processes, folders: Folders, bus: str
) -> None:
    settings = {"DBUS_SESSION_BUS_ADDRESS": bus}
    with (
        FakeServer(bus, answers=WHOLE_SERVER) as server,
        a_daemon(process, fast=False, environment=settings) as daemon,
    ):
        wait_until(lambda: query(folders, "SELECT 1 FROM sqlite_master"), "the first tick")
        assert process("log", typed="I miss you").returncode == 0
        wait_until(
            lambda: "Notify" in server.asked, "a word of patience", within=TICK_EVERY_SECONDS / 2
        )
        assert daemon.end() == (0, "")


def test_a_ledger_that_a_newer_program_has_taken_ends_the_daemon(
    process: Processes, folders: Folders
) -> None:
    import sqlite3
    from contextlib import closing

    assert process("log", typed="I miss you").returncode == 0
    with a_daemon(process) as daemon:
        with closing(sqlite3.connect(folders.database)) as ledger:
            ledger.execute("PRAGMA user_version = 99")
        wait_for_log(folders, "a newer holdfast is there")
        assert daemon.child.wait(timeout=30) == RESTART_ME
        assert is_gone(daemon.pid)


def test_a_wake_that_comes_while_the_next_tick_is_planned_is_not_put_off(daemon: Daemon) -> None:
    class Woken(FakeJob):
        """Somebody writes while the tick is being called forward for what is due next."""

        def modify(self, *, next_run_time: datetime) -> None:
            daemon.wake()
            super().modify(next_run_time=next_run_time)

    job = daemon.job = Woken()
    daemon._next_in = timedelta(seconds=20)
    daemon.plan_next()
    assert job.called_for[-1] < timedelta(seconds=1)
