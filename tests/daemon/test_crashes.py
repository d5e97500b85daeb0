"""A nudge is shown once and never lost, whatever crashes, restarts or runs twice."""

import os
import signal
import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from conftest import Processes
from daemons import a_daemon, query, wait_for_state
from desktop_session import WHOLE_SERVER, FakeServer
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.daemon.tick import tick
from holdfast.desktop.folders import Folders
from holdfast.desktop.notifications import TIME_LIMIT_SECONDS
from holdfast.ledger.ports import Shown
from holdfast.nudging.handing_over import LEASE
from holdfast.nudging.use_cases import list_nudges
from holdfast.urges.use_cases import log_urge
from processes import processes_of
from waiting import wait_until

pytestmark = pytest.mark.slow

PATIENCE = "patience:urge-1"


class Killed(BaseException):
    """Plays a SIGKILL: nothing that runs gets to tidy up."""


@dataclass
class Deadly:
    """Kills the process that shows something, before or after it was shown."""

    after: bool
    shown: list[tuple[str, str]] = field(default_factory=list)

    def show(self, title: str, body: str, *, tag: str, gentle: bool) -> Shown:  # noqa: ARG002 - the port's
        if self.after:
            self.shown.append((title, body))
        raise Killed


@pytest.mark.parametrize("after", [False, True])
def test_a_nudge_whose_daemon_was_killed_while_showing_is_shown_after_the_lease(
    folders: Folders, clock: FakeClock, *, after: bool
) -> None:
    deadly, next_one = Deadly(after), FakeNotifier()
    first = App(folders, clock=clock, notifier=deadly)
    first.call(log_urge, draft="I miss you")
    with pytest.raises(Killed):
        first.call(tick, run=None)

    second = App(folders, clock=clock, notifier=next_one)
    clock.forward(seconds=(LEASE - timedelta(seconds=1)).total_seconds())
    second.call(tick, run=None)
    # It may be on its way still: shown a second time only when that can't be.
    assert next_one.shown == []
    clock.forward(seconds=1)
    for _ in range(3):
        second.call(tick, run=None)
    assert len(next_one.shown) == 1
    assert _states(second, "patience") == ["handed-over"]


def test_a_claim_outlasts_the_two_notifications_that_one_tick_may_show() -> None:
    assert LEASE.total_seconds() > 2 * TIME_LIMIT_SECONDS


def test_two_daemons_at_once_show_each_nudge_once(folders: Folders, clock: FakeClock) -> None:
    notifier = FakeNotifier()
    apps = [App(folders, clock=clock, notifier=notifier) for _ in range(2)]
    rounds = 8
    for number in range(rounds):
        apps[0].call(log_urge, draft=f"message {number}")
        _tick_at_once(apps)
        assert len(notifier.shown) == number + 1
        clock.forward(hours=1)  # the check-ins of this urge are stale by then
        _tick_at_once(apps)
    assert len(notifier.shown) == rounds
    assert _states(apps[0], "patience") == ["handed-over"] * rounds


def test_a_restart_at_any_moment_shows_nothing_again(folders: Folders, clock: FakeClock) -> None:
    notifier = FakeNotifier()
    App(folders, clock=clock, notifier=notifier).call(log_urge, draft="I miss you")
    for _ in range(5):
        App(folders, clock=clock, notifier=notifier).call(tick, run=None)
        clock.forward(minutes=1)
    assert len(notifier.shown) == 1


def test_a_daemon_killed_while_the_desktop_hangs_loses_no_nudge(
    process: Processes, folders: Folders, bus: str
) -> None:
    settings = {"DBUS_SESSION_BUS_ADDRESS": bus, "TEST_LEASE_SECONDS": "2"}
    with FakeServer(bus, answers=WHOLE_SERVER[:2]) as server:
        assert process("log", typed="I miss you").returncode == 0
        with a_daemon(process, ready=False, environment=settings) as daemon:
            wait_until(lambda: "Notify" in server.asked, "the notification at the server")
            daemon.end(signal.SIGKILL)
        # Claimed, and nobody said what became of it.
        assert query(folders, "SELECT key, state FROM nudges WHERE claimed_until IS NOT NULL") == [
            (PATIENCE, "planned")
        ]
        for pid in processes_of(folders.home):  # what the killed one could not end
            os.kill(pid, signal.SIGKILL)
        server.answers = WHOLE_SERVER
        with a_daemon(process, environment=settings) as daemon:
            wait_for_state(folders, PATIENCE, "handed-over")
            assert daemon.end() == (0, "")
    assert server.asked.count("Notify") == 2


def _tick_at_once(apps: list[App]) -> None:
    together = threading.Barrier(len(apps))
    troubles: list[BaseException] = []

    def work(app: App) -> None:
        together.wait(timeout=30)
        try:
            app.call(tick, run=None)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            troubles.append(error)

    threads = [threading.Thread(target=work, args=(app,)) for app in apps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert troubles == []


def _states(app: App, kind: str) -> list[str]:
    return [nudge.state for nudge in app.call(list_nudges) if nudge.kind == kind]
