"""One process a home: holds the lock, ticks, ends at once when it is told to."""

import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from holdfast import __version__
from holdfast.app import App
from holdfast.daemon.buttons import Buttons
from holdfast.daemon.log import open_log, where
from holdfast.daemon.pages import make_page_in_child
from holdfast.daemon.stopping import Stop
from holdfast.daemon.tick import Run, Ticked, end_watch, note_last_seen, tick
from holdfast.desktop.lock import DaemonLock
from holdfast.desktop.service_manager import (
    ALIVE,
    READY,
    STOPPING,
    ServiceManager,
    service_manager,
)
from holdfast.door.server import Server
from holdfast.errors import LedgerLocked, NewerLedger, unusable
from holdfast.ledger.files import make_private_folder
from holdfast.ledger.work import time_now
from holdfast.report.use_cases import keep_page

TICK_EVERY_SECONDS = 30
LATE_AFTER_SECONDS = 1.5 * TICK_EVERY_SECONDS
END_WITHIN_SECONDS = 1.5
SOON = timedelta(seconds=0.2)
RESTART_ME = 75
"""The exit code after which a service manager starts it again: EX_TEMPFAIL."""
PYTHON_GC_THRESHOLD = (700, 10, 10)

_log = logging.getLogger("holdfast.daemon")


class Daemon:
    """The state of a running daemon: its run in the ledger, and when it last ticked."""

    def __init__(
        self,
        app: App,
        lock: DaemonLock,
        stop: Stop | threading.Event,
        manager: ServiceManager | None = None,
        make_page: Callable[..., object] = keep_page,
    ) -> None:
        self._app = app
        self._lock = lock
        self._stop = stop
        self._manager = manager or ServiceManager("")
        self._make_page = make_page
        self._buttons = Buttons(app, self.wake)
        self._run: Run | None = None
        self._troubles: set[str] = set()
        self._ticking = threading.Lock()
        self._ended = False
        self._again = threading.Event()
        self._next_in: timedelta | None = None
        self.is_outdated = False
        self.ticked_at = time.monotonic()
        self.job: Any = None
        """The scheduled tick: APScheduler has no types."""

    def wake(self) -> None:
        """Have a tick come soon; if a tick runs already, another follows.

        Not at once: the command that has just written something gets the processor first.
        """
        if not self._again.is_set():
            self._again.set()
            self.call_forward(SOON)

    def plan_next(self) -> None:
        """Schedule the next tick earlier if something is due.

        Not during a tick: APScheduler silently drops that.
        """
        if self._next_in is not None and self._next_in.total_seconds() < TICK_EVERY_SECONDS:
            self.call_forward(self._next_in)
        # Last: a wake that comes meanwhile must not be put off again.
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
                if not self._lock.is_in_place():
                    # Its home was removed: it must not make another one that nothing else finds.
                    _log.info("the lock is gone")
                    self._stop.set()
                    return
                if self._run is None:
                    self._buttons.close_left()
                done = self._app.call(tick, run=self._run, make_page=self._make_page)
                self._buttons.withdraw_answered()
                self._note(done)
                self._note_troubles(done.troubles)
            except Exception as error:  # noqa: BLE001 - a tick must never end the daemon
                self._note_troubles((error,))
            finally:
                self.ticked_at = time.monotonic()
                # From here only, so that the service manager notices a tick that hangs.
                self._manager.tell(ALIVE)

    def end(self) -> bool:
        """Wait up to 1.5 s for a running tick, and save when the daemon ended.

        Return False if the tick still runs: a locked database can keep it for half a minute.
        """
        self._app.close()
        if not self._ticking.acquire(timeout=END_WITHIN_SECONDS):
            return False
        self._ended = True
        try:
            if self._run and self._lock.is_in_place():
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

    Return the exit code: RESTART_ME where what is on disk is newer. `next_one` is then
    called, after the lock was given back. AlreadyRunning if another daemon has the lock.
    LedgerLocked, with that exit code, if another program keeps the database locked.
    """
    stop = Stop()
    stop.listen()
    manager = service_manager()
    app.explain_settings()  # report a broken config here, not in the log
    lock = DaemonLock(app.folders.lock)
    try:
        try:
            make_private_folder(app.folders.state)
            before = lock.acquire(app.call(time_now))
            open_log(app.folders.log)
            if before:
                app.call(note_last_seen, at=before)
        except OSError as error:
            raise unusable(app.folders.state, error) from error
        except LedgerLocked as error:
            error.exit_code = RESTART_ME  # by the next try it may be free
            raise
        # Log a fixed sentence: the error quotes the file.
        app.warn = lambda _: _log.warning("the config can't be used: see holdfast config check")
        gc.set_threshold(*PYTHON_GC_THRESHOLD)  # Python's default; __main__ raised it
        _log.info("holdfast %s started", __version__)
        make_page = partial(make_page_in_child, config=app.folders.config)
        daemon = Daemon(app, lock, stop, manager, make_page)
        _tick_until(stop, daemon, app, ready, manager)
        ended = daemon.end()
        _log.info("stopped")
    finally:
        lock.release()
        stop.close()
    code = 0
    if daemon.is_outdated and not stop.by_signal:
        code = RESTART_ME
        next_one()
    if not ended:
        # Python would wait for the thread; its transaction is rolled back.
        logging.shutdown()
        os._exit(code)
    return code


def _tick_until(
    stop: Stop,
    daemon: Daemon,
    app: App,
    ready: Callable[[], None],
    manager: ServiceManager,
) -> None:
    # The scheduler runs the first tick too, so a hanging desktop delays nobody.
    scheduler = _schedule(daemon)
    door = Server(app, changed=daemon.wake, outdated=daemon.outdated)
    door.open()
    gc.freeze()  # what is loaded stays: looking through it again would keep a guest waiting
    _tell(ready, stop)
    manager.tell(READY)
    watch(stop, daemon)
    manager.tell(STOPPING)
    scheduler.shutdown(wait=False)
    door.close()


def watch(
    stop: Stop | threading.Event, daemon: Daemon, monotonic: Callable[[], float] = time.monotonic
) -> None:
    """Wait for the end, calling a tick forward that is late.

    APScheduler computes its next run from the wall clock: a clock that was set back by a day
    would keep it waiting for a day.
    """
    while not stop.wait(TICK_EVERY_SECONDS):
        if monotonic() - daemon.ticked_at > LATE_AFTER_SECONDS:
            daemon.ticked_at = monotonic()
            _log.info("the tick was late; it is called now")
            daemon.call_forward(timedelta())


def _tell(ready: Callable[[], None], stop: Stop) -> None:
    """Report that it ticks; if the process that started it is gone, that was interrupted."""
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
