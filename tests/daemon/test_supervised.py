"""A daemon that a service manager watches over: what it says, and with what code it ends."""

import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from conftest import Processes
from daemons import a_daemon, log_of
from holdfast.daemon.process import END_WITHIN_SECONDS, RESTART_ME, TICK_EVERY_SECONDS
from holdfast.desktop.folders import Folders
from holdfast.desktop.lock import daemon_state
from holdfast.desktop.login_files import DEFAULT, start_for, unit_text
from holdfast.desktop.notifications import TIME_LIMIT_SECONDS
from processes import has_open, processes_of, wait_for_the_end_of_all
from waiting import let_time_pass, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def manager() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("")  # the kernel picks a free name
        manager.settimeout(30)
        yield manager


def named(manager: socket.socket) -> dict[str, str]:
    return {"NOTIFY_SOCKET": "@" + manager.getsockname()[1:].decode()}


def hears(manager: socket.socket, count: int) -> list[str]:
    return [manager.recv(100).decode() for _ in range(count)]


def test_it_says_that_it_is_ready_that_it_lives_and_that_it_ends(
    process: Processes, manager: socket.socket
) -> None:
    with a_daemon(process, environment=named(manager)) as daemon:
        said = hears(manager, 4)
        assert said.count("READY=1") == 1
        assert said.count("WATCHDOG=1") == 3
        assert daemon.end() == (0, "")
        rest = [*iter(lambda: manager.recv(100).decode(), "STOPPING=1")]
        assert set(rest) <= {"WATCHDOG=1"}


def test_a_tick_that_hangs_says_nothing(
    process: Processes, folders: Folders, manager: socket.socket
) -> None:
    assert process("log", typed="I miss you").returncode == 0
    with closing(sqlite3.connect(folders.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with a_daemon(process, environment=named(manager)) as daemon:
            assert hears(manager, 1) == ["READY=1"]
            wait_until(lambda: has_open(daemon.pid, folders.database), "a tick that waits")
            let_time_pass(1)  # ten ticks, were they not waiting
            manager.setblocking(False)
            with pytest.raises(BlockingIOError):
                manager.recv(100)
            manager.settimeout(30)
            other.execute("ROLLBACK")
            assert hears(manager, 1) == ["WATCHDOG=1"]
            assert daemon.end() == (0, "")


def test_the_watchdog_waits_out_what_may_keep_a_tick_and_the_end_its_own(folders: Folders) -> None:
    unit = unit_text(start_for(folders, {}), DEFAULT)
    minutes = re.search(r"^WatchdogSec=(\d+)min$", unit, re.MULTILINE)
    ending = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert minutes
    assert ending
    locked = 30  # as long as SQLite waits; each of a tick's writes may meet a new lock
    longest = timedelta(seconds=TICK_EVERY_SECONDS + 4 * locked + 2 * TIME_LIMIT_SECONDS)
    assert longest < timedelta(minutes=int(minutes[1])) <= timedelta(minutes=10)
    assert int(ending[1]) > 5 * END_WITHIN_SECONDS


def test_a_manager_that_is_gone_ends_nothing(process: Processes, folders: Folders) -> None:
    with a_daemon(process, environment={"NOTIFY_SOCKET": "/nobody/is/here"}) as daemon:
        first = daemon_state(folders.lock).last_tick_at
        wait_until(lambda: daemon_state(folders.lock).last_tick_at != first, "another tick")
        assert daemon.end() == (0, "")


def make_newer(folders: Folders) -> None:
    with closing(sqlite3.connect(folders.database)) as ledger:
        ledger.execute("PRAGMA user_version = 99")


def test_it_ends_with_75_for_a_newer_one_to_be_started(
    process: Processes, folders: Folders
) -> None:
    assert process("log", typed="I miss you").returncode == 0
    with a_daemon(process) as daemon:
        make_newer(folders)
        rest, _ = daemon.child.communicate(timeout=30)
    assert daemon.child.returncode == RESTART_ME == 75
    assert rest == "Holdfast was upgraded. Reminders restart now.\n"
    # It has given its lock back, and what it said in the ledger stays.
    assert not daemon_state(folders.lock).running


# Finds at once that it is outdated; the one that it starts is the program as it is.
_OUTDATED = """
import sys
import holdfast.daemon.process
holdfast.daemon.process.watch = lambda stop, daemon: daemon.outdated()
from holdfast.__main__ import run
run()
"""


def test_started_in_the_background_it_starts_the_newer_one_itself(
    process: Processes, folders: Folders
) -> None:
    before = subprocess.run(
        [sys.executable, "-c", _OUTDATED, "daemon", "run", "--quiet"],
        env={**process.environment, "NOTIFY_SOCKET": "@nobody-is-here"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (before.returncode, before.stdout) == (75, "ready\n")
    # It returned when the next one ticked.
    assert daemon_state(folders.lock).running
    ((_, command),) = processes_of(folders.home).items()
    assert "daemon run --quiet" in command
    assert process("daemon", "stop").returncode == 0


def test_a_newer_ledger_than_any_program_ends_the_background_one_and_its_successor(
    process: Processes, folders: Folders
) -> None:
    assert process("daemon", "start").returncode == 0
    assert process("log", typed="I miss you").returncode == 0
    make_newer(folders)
    assert process("status").returncode == 1  # the daemon finds it, and so does the command
    wait_for_the_end_of_all(folders.home)
    assert log_of(folders).count("started") == 1


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_told_to_end_it_ends_with_0_whatever_is_on_disk(
    process: Processes, folders: Folders, name: str
) -> None:
    assert process("log", typed="I miss you").returncode == 0
    with a_daemon(process, fast=False) as daemon:
        make_newer(folders)
        assert daemon.end(getattr(signal, name)) == (0, "")


def test_a_second_one_ends_with_1_and_the_unit_lets_it_be(
    process: Processes, folders: Folders
) -> None:
    with a_daemon(process):
        assert process("daemon", "run").returncode == 1
    assert "\nRestartPreventExitStatus=1\n" in unit_text(start_for(folders, {}), DEFAULT)
