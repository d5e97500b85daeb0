"""One process a home: holds the lock, ticks, ends at once when it is told to."""

import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from holdfast import __version__
from holdfast.app import App
from holdfast.daemon.log import open_log, where
from holdfast.daemon.stopping import Stop
from holdfast.desktop.lock import DaemonLock
from holdfast.desktop.resume import ResumeWatch
from holdfast.desktop.service_manager import (
    ALIVE,
    READY,
    STOPPING,
    ServiceManager,
    service_manager,
)
from holdfast.door.server import Server
from holdfast.errors import LedgerLocked, NewerLedger, unusable
from holdfast.services.tick import Run, Ticked, end_watch, note_last_seen, tick
from holdfast.services.work import trusted_now

TICK_EVERY_SECONDS = 30
LATE_AFTER_SECONDS = 1.5 * TICK_EVERY_SECONDS
END_WITHIN_SECONDS = 1.5
SOON = timedelta(seconds=0.2)
START_ANEW = 75
"""The exit code with which a service manager starts it anew: EX_TEMPFAIL."""
PYTHON_GC_THRESHOLD = (700, 10, 10)

_log = logging.getLogger("holdfast.daemon")


class TickJob(Protocol):
    """The scheduled tick, as far as it can be called forward."""

    def modify(self, *, next_run_time: datetime) -> object:
        """Set when it runs next."""


class Stopping(Protocol):
    """What says when to end; stopping.py carries it out."""

    def set(self) -> None:
        """Tell it to end."""

    def is_set(self) -> bool:
        """Say whether it was told to end."""

    def wait(self, seconds: float, /) -> bool:
        """Wait so long, or until it is told to end; says whether it was."""


class Daemon:
    """The state of a running daemon: its run in the ledger, and when it last ticked."""

    def __init__(
        self,
        app: App,
        lock: DaemonLock,
        stop: Stopping,
        manager: ServiceManager | None = None,
    ) -> None:
        self._app = app
        self._lock = lock
        self._stop = stop
        self._manager = manager or ServiceManager("")
        self._run: Run | None = None
        self._troubles: set[str] = set()
        self._ticking = threading.Lock()
        self._ended = False
        self._again = threading.Event()
        self._next_in: timedelta | None = None
        self.is_outdated = False
        self.ticked_at = time.monotonic()
        self.job: TickJob | None = None
        self.door: Server | None = None

    def wake(self) -> None:
        """Have a tick come soon; one that runs already is followed by another.

        Not at once: whoever has just written something is to have the processor first.
        """
        if not self._again.is_set():
            self._again.set()
            self.call_forward(SOON)

    def plan_next(self) -> None:
        """After a tick, have the next one come when something is due, if that is before its time.

        A job that is called forward while it runs, APScheduler lets go without a word.
        """
        if self._next_in is not None and self._next_in.total_seconds() < TICK_EVERY_SECONDS:
            self.call_forward(self._next_in)
        # Last: one that comes meanwhile must not be put off again.
        if self._again.is_set():
            self.call_forward(SOON)

    def outdated(self) -> None:
        """End: what is on disk is newer than this process."""
        _log.info("a newer holdfast is there")
        self.is_outdated = True
        self._stop.set()

    def call_forward(self, to: timedelta) -> None:
        """Have the next tick come so soon."""
        if self.job is None or self._stop.is_set():
            return
        with suppress(JobLookupError):  # it ends at this moment
            self.job.modify(next_run_time=datetime.now(UTC) + to)  # noqa: TID251 - APScheduler's own clock, not ours

    def tick(self) -> None:
        """Do what is due; trouble is logged once, and the next tick tries again."""
        with self._ticking:
            if self._ended:
                return
            self._again.clear()
            self._next_in = None
            try:
                if not self._lock.stands():
                    # Its home was removed: it must not make it anew, out of everybody's reach.
                    _log.info("the lock is gone")
                    self._stop.set()
                    return
                if self.door:
                    self.door.keep_open()
                done = self._app.call(tick, run=self._run)
                self._note(done)
                self._note_troubles(done.troubles)
            except Exception as error:  # noqa: BLE001 - a tick must never end the daemon
                self._note_troubles((error,))
            finally:
                self.ticked_at = time.monotonic()
                # From here and from nowhere else: a tick that hangs is to be noticed.
                self._manager.tell(ALIVE)

    def end(self) -> bool:
        """Wait for a tick that runs, as long as that is bearable, and note the end.

        False if the tick still runs: a locked database can keep it for half a minute.
        """
        self._app.close()
        if not self._ticking.acquire(timeout=END_WITHIN_SECONDS):
            return False
        self._ended = True
        try:
            if self._run and self._lock.stands():
                self._app.call(end_watch, run=self._run)
        except Exception as error:  # noqa: BLE001 - it ends all the same; the lock knows the last tick
            _log.error("the end could not be noted: %s", where(error))
        finally:
            self._ticking.release()
        return True

    def _note(self, done: Ticked) -> None:
        self._run = done.run
        self._lock.ticked(done.run.ticked_at)
        nudges = done.nudges
        if nudges.next_at:
            self._next_in = nudges.next_at - done.run.ticked_at
        if nudges.shown or nudges.failed or nudges.put_aside or done.reports:
            _log.info(
                "nudges: %d handed over, %d failed, %d put aside; reports: %d",
                nudges.shown,
                nudges.failed,
                nudges.put_aside,
                done.reports,
            )

    def _note_troubles(self, errors: tuple[Exception, ...]) -> None:
        """Log each thing that went wrong once, and that all of it is over."""
        if any(isinstance(error, NewerLedger) for error in errors):
            self.outdated()
        new = {where(error) for error in errors} - self._troubles
        for trouble in sorted(new):
            _log.error("tick failed: %s", trouble)
        if self._troubles and not errors:
            _log.info("ticking again")
            self._troubles.clear()
        self._troubles |= new


def run_daemon(
    app: App, ready: Callable[[], None], *, next_one: Callable[[], object] = lambda: None
) -> int:
    """Tick until a signal says to end; `ready` is called once it has the lock and will tick.

    Gives the exit code: START_ANEW where what is on disk is newer. `next_one` is then
    called, after the lock was given back. AlreadyRunning if another daemon has the lock.
    LedgerLocked, with that exit code, if another program keeps the database locked.
    """
    stop = Stop()
    stop.listen()
    manager = service_manager()
    app.explain_settings()  # a config that can't be used is said now, not into a log
    lock = DaemonLock(app.folders.lock)
    try:
        try:
            app.make_folder(app.folders.state)
            before = lock.acquire(app.call(trusted_now))
            open_log(app.folders.log)
            if before:
                app.call(note_last_seen, at=before)
        except OSError as error:
            raise unusable(app.folders.state, error) from error
        except LedgerLocked as error:
            error.exit_code = START_ANEW  # by the next try it may be free
            raise
        # Not its own words, which quote what stands in the file.
        app.warn = lambda _: _log.warning("the config can't be used: see holdfast config check")
        gc.set_threshold(*PYTHON_GC_THRESHOLD)  # as Python has it: the command's own is for a start
        _log.info("holdfast %s started", __version__)
        daemon = Daemon(app, lock, stop, manager)
        _tick_until(stop, daemon, app, ready, manager)
        ended = daemon.end()
        _log.info("stopped")
    finally:
        lock.release()
        stop.close()
    code = 0
    if daemon.is_outdated and not stop.by_signal:
        code = START_ANEW
        next_one()
    if not ended:
        # Python would wait for the tick's thread; what that had begun, the ledger takes back.
        logging.shutdown()
        os._exit(code)
    return code


def _tick_until(
    stop: Stopping,
    daemon: Daemon,
    app: App,
    ready: Callable[[], None],
    manager: ServiceManager,
) -> None:
    # The first tick is the scheduler's, too: a desktop that hangs must keep nobody waiting.
    scheduler = _schedule(daemon)
    door = Server(app, changed=daemon.wake, outdated=daemon.outdated)
    door.open()
    daemon.door = door
    resume = ResumeWatch(daemon.wake)
    resume.open()
    gc.freeze()  # what is loaded stays: looking through it again would keep a guest waiting
    _tell(ready, stop)
    manager.tell(READY)
    watch(stop, daemon)
    manager.tell(STOPPING)
    resume.close()
    scheduler.shutdown(wait=False)
    door.close()


def watch(stop: Stopping, daemon: Daemon, monotonic: Callable[[], float] = time.monotonic) -> None:
    """Wait for the end, calling a tick forward that is late.

    APScheduler computes its next run from the wall clock: one that was set back by a day would
    keep it waiting for a day.
    """
    while not stop.wait(TICK_EVERY_SECONDS):
        if monotonic() - daemon.ticked_at > LATE_AFTER_SECONDS:
            daemon.ticked_at = monotonic()
            _log.info("the tick was late; it is called now")
            daemon.call_forward(timedelta())


def _tell(ready: Callable[[], None], stop: Stopping) -> None:
    """Say that it ticks; if whoever started it has gone meanwhile, it was interrupted."""
    try:
        ready()
    except OSError:
        _log.info("nobody waits for the daemon any more")
        stop.set()


def _schedule(daemon: Daemon) -> BackgroundScheduler:
    # UTC: a local zone's clock changes must not move the tick. One thread: ticks never overlap.
    scheduler = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    daemon.job = scheduler.add_job(
        daemon.tick,
        IntervalTrigger(seconds=TICK_EVERY_SECONDS, timezone=UTC),
        next_run_time=datetime.now(UTC),  # noqa: TID251 - APScheduler's own clock, not ours
    )
    scheduler.add_listener(lambda _: daemon.plan_next(), EVENT_JOB_EXECUTED)
    scheduler.start()
    return scheduler
