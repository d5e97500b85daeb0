"""Nudges end to end: a real daemon, a real desktop or none, and a person at a terminal."""

import os
import sys

import pexpect
import pytest

from conftest import Processes
from daemons import a_daemon, nudges_of, query, wait_for_state
from desktop_session import Desktop, FakeServer, Notification
from fakes import FakeNotifier
from holdfast.app import App
from holdfast.daemon.tick import tick
from holdfast.desktop.folders import Folders
from holdfast.urges.use_cases import log_urge
from processes import wait_for_the_end_of_all
from waiting import let_time_pass, wait_until

pytestmark = pytest.mark.slow

PATIENCE = "patience:urge-1"
INBOX = "The desktop could not show this nudge"


@pytest.fixture
def unshown(folders: Folders) -> str:
    """A nudge that no desktop showed, as a daemon leaves it; gives its title."""
    notifier = FakeNotifier(works=False)
    app = App(folders, notifier=notifier)
    app.call(log_urge, draft="I miss you")
    app.call(tick, run=None)
    ((title, _body),) = notifier.shown
    return title


def at_a_terminal(process: Processes, *words: str) -> str:
    """Run a command at a terminal of 100 columns; gives what a person sees."""
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "holdfast", *words],
        env={**process.environment, "TERM": "dumb"},
        encoding="utf-8",
        dimensions=(40, 100),
        timeout=60,
    )
    terminal.expect(pexpect.EOF)
    terminal.close()
    return str(terminal.before)


def test_a_logged_urge_is_followed_by_one_word_of_patience(
    process: Processes, folders: Folders, desktop: Desktop
) -> None:
    with a_daemon(process) as daemon:
        # It is logged while the daemon runs, as it is in life.
        logged = process("log", "--contact", "Marlene", typed="unsent words")
        assert logged.returncode == 0, logged.stderr
        wait_for_state(folders, PATIENCE, "handed-over")
        let_time_pass(0.5)
        nudge = next(one for one in nudges_of(process) if one["key"] == PATIENCE)
        assert desktop.shown() == [Notification("Holdfast", nudge["title"], nudge["body"])]
        assert daemon.end() == (0, "")
    assert nudge["why"] == "urge 1 was logged"
    assert nudge["detail"].startswith("handed over to dunst")
    # A glance at the screen gives nothing away.
    for private in ("Marlene", "unsent"):
        assert private not in nudge["title"] + nudge["body"]
    # The check-ins are planned and not shown yet.
    later = {one["key"]: one["state"] for one in nudges_of(process) if one["key"] != PATIENCE}
    assert later == {"check-in:urge-1:10m": "planned", "check-in:urge-1:30m": "planned"}
    assert INBOX not in at_a_terminal(process, "status")


def test_an_urge_logged_without_a_daemon_is_nudged_by_the_next_one_once(
    process: Processes, folders: Folders, desktop: Desktop
) -> None:
    assert process("log", typed="I miss you").returncode == 0
    for _ in range(2):
        with a_daemon(process) as daemon:
            wait_for_state(folders, PATIENCE, "handed-over")
            assert daemon.end() == (0, "")
    assert len(desktop.shown()) == 1


def test_a_test_nudge_is_seen_and_says_so(process: Processes, desktop: Desktop) -> None:
    said = process("nudges", "test")
    assert (said.returncode, said.stderr) == (0, "")
    assert "handed over to dunst" in said.stdout
    ((app, title, _body),) = [(one.app, one.title, one.body) for one in desktop.shown()]
    assert (app, title) == ("Holdfast", "This is a test")


def test_a_test_nudge_without_a_desktop_says_why_and_fails(process: Processes) -> None:
    said = process("nudges", "test")
    assert said.returncode == 1
    assert "no desktop session here" in said.stderr
    (nudge,) = nudges_of(process)
    assert (nudge["state"], nudge["kind"]) == ("failed", "test")
    # It was asked for, and has been answered: it does not come again.
    assert INBOX not in at_a_terminal(process, "status")


def test_what_no_desktop_showed_is_said_at_the_next_command_at_a_terminal_once(
    process: Processes, folders: Folders
) -> None:
    with a_daemon(process):
        assert process("log", typed="I miss you").returncode == 0
        wait_for_state(folders, PATIENCE, "failed")
    nudge = next(one for one in nudges_of(process) if one["key"] == PATIENCE)
    assert nudge["state"] == "failed"
    assert "no desktop session here" in nudge["detail"]
    said = at_a_terminal(process, "status")
    assert said.count(INBOX) == 1
    assert said.count(f"  {nudge['title']}. ") == 1
    assert INBOX not in at_a_terminal(process, "status")


@pytest.mark.parametrize(
    "words",
    [
        ("status", "--json"),
        ("status", "--line"),
        ("check",),
        ("nudges", "--json"),
        ("daemon", "status"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_what_a_script_reads_swallows_no_nudge(
    process: Processes, folders: Folders, unshown: str, words: tuple[str, ...]
) -> None:
    said = at_a_terminal(process, *words)
    assert INBOX not in said
    assert said.strip()
    waiting = query(folders, "SELECT title FROM nudges WHERE state = 'failed' AND read_at IS NULL")
    assert waiting == [(unshown,)]


def test_a_pipe_swallows_no_nudge(process: Processes, unshown: str) -> None:
    for words in (("status",), ("list",), ()):
        said = process(*words)
        assert said.returncode == 0
        assert INBOX not in said.stdout + said.stderr
    assert unshown in at_a_terminal(process)


def test_stopping_ends_a_notification_that_hangs_and_loses_no_nudge(
    process: Processes, folders: Folders, bus: str
) -> None:
    with FakeServer(bus, answers=("GetServerInformation", "GetCapabilities")) as server:
        assert process("log", typed="I miss you").returncode == 0
        # The first tick hangs: it delays the start and the end no more than others.
        with a_daemon(process, environment={"DBUS_SESSION_BUS_ADDRESS": bus}) as daemon:
            wait_until(lambda: "Notify" in server.asked, "the notification at the server")
            stopped = process("daemon", "stop")
            assert stopped.returncode == 0, stopped.stderr
            assert daemon.child.wait(timeout=30) == 0
        wait_for_the_end_of_all(os.environ["HOLDFAST_HOME"])
    # It was ended, and not waited for until its time was up.
    ((detail,),) = query(folders, f"SELECT detail FROM nudges WHERE key = '{PATIENCE}'")  # noqa: S608 - ours
    assert detail == "the notification helper ended without an answer"
    assert INBOX in at_a_terminal(process, "status")
