"""The daemon as a real process: starting, seeing, ending it, and trouble on the way."""

import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from conftest import Commands, Processes
from daemons import a_daemon, is_gone, log_of, query, wait_for_log, wait_for_state
from holdfast.desktop.folders import Folders
from holdfast.desktop.lock import daemon_state
from processes import has_open, processes_of
from waiting import wait_until

# It is reached in processes alone.
pytestmark = pytest.mark.measured

PID = re.compile(r"\(process (\d+)\)")


def wait_for_a_tick(folders: Folders, runs: int = 1) -> None:
    """Wait until the ledger has this many runs of the daemon; the first tick makes one."""
    made = "SELECT 1 FROM sqlite_master WHERE name = 'daemon_runs'"
    ran = "SELECT count(*) FROM daemon_runs"
    wait_until(lambda: query(folders, made) and query(folders, ran) == [(runs,)], "a tick")


def pid_in(text: str) -> int:
    found = PID.search(text)
    assert found, text
    return int(found[1])


def test_from_start_to_stop(process: Processes, folders: Folders) -> None:
    assert process("daemon", "status").stdout == (
        "Reminders are off. To turn them on: holdfast daemon start\n"
    )
    started = process("daemon", "start")
    assert started.returncode == 0, started.stderr
    pid = pid_in(started.stdout)
    # It returned when the daemon had its lock, not before.
    assert daemon_state(folders.lock).pid == pid
    wait_for_a_tick(folders)

    again = process("daemon", "start")
    assert (again.returncode, again.stdout) == (0, f"Reminders are on already (process {pid}).\n")

    here = process("daemon", "run")
    assert here.returncode == 1
    assert f"process {pid}" in here.stderr
    assert "Reminders are on already" in here.stderr

    status = process("daemon", "status").stdout
    assert "Reminders are on since " in status
    assert "Last check: " in status
    answer = json.loads(process("daemon", "status", "--json").stdout)
    assert set(answer) == {"running", "pid", "since", "last_tick_at"}
    assert (answer["running"], answer["pid"]) == (True, pid)
    assert answer["since"] <= answer["last_tick_at"]

    assert process("cooldown", "start", "30d").returncode == 0
    stopped = process("daemon", "stop")
    assert (stopped.returncode, stopped.stdout) == (
        0,
        "Reminders are off. What is on hold stays on hold.\n",
    )
    wait_until(lambda: is_gone(pid), "the end of the process")
    assert processes_of(folders.home) == {}
    assert process("check").returncode == 10  # holding needs no daemon
    again = process("daemon", "stop")
    assert (again.returncode, again.stdout) == (0, "Reminders were off already.\n")
    assert json.loads(process("daemon", "status", "--json").stdout) == {
        "running": False,
        "pid": None,
        "since": None,
        "last_tick_at": None,
    }
    log = process("daemon", "log").stdout
    assert "started" in log
    assert log.rstrip().endswith("stopped")


def test_a_restart_gives_a_new_process_whether_it_ran_or_not(
    process: Processes, folders: Folders
) -> None:
    first = process("daemon", "restart")
    second = process("daemon", "restart")
    assert (first.returncode, second.returncode) == (0, 0)
    assert pid_in(first.stdout) != pid_in(second.stdout)
    wait_until(lambda: is_gone(pid_in(first.stdout)), "the end of the first")
    assert daemon_state(folders.lock).pid == pid_in(second.stdout)
    assert len(processes_of(folders.home)) == 1


def test_of_two_starts_at_once_one_daemon_comes(process: Processes, folders: Folders) -> None:
    starts = [
        subprocess.Popen(
            [sys.executable, "-m", "holdfast", "daemon", "start"],
            env=process.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [start.communicate(timeout=60)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0], said
    assert {pid_in(words) for words in said} == {daemon_state(folders.lock).pid}
    assert len(processes_of(folders.home)) == 1


@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL"])
def test_a_start_that_is_broken_off_leaves_no_daemon(
    process: Processes, folders: Folders, name: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "holdfast", "daemon", "start"],
        env=process.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as start:
        wait_until(lambda: len(processes_of(folders.home)) == 2, "the daemon that starts")
        start.send_signal(getattr(signal, name))
    wait_until(lambda: processes_of(folders.home) == {}, "the end of both")
    assert not daemon_state(folders.lock).running


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_it_cleanly(process: Processes, folders: Folders, name: str) -> None:
    with a_daemon(process, fast=False) as daemon:
        assert daemon.first_line == (
            f"Reminders are on (process {daemon.pid}). Press Ctrl-C to turn reminders off."
        )
        wait_for_a_tick(folders)
        assert daemon.end(getattr(signal, name)) == (0, "")
    assert not daemon_state(folders.lock).running
    # Its run ends with it, and not with its last hourly note.
    ((began_at, seen_at),) = query(folders, "SELECT began_at, seen_at FROM daemon_runs")
    assert seen_at > began_at
    assert log_of(folders).rstrip().endswith("stopped")
    assert processes_of(folders.home) == {}


def test_a_start_after_a_kill_works_and_the_killed_one_was_there_until_its_last_tick(
    process: Processes, folders: Folders
) -> None:
    with a_daemon(process) as daemon:
        first = daemon_state(folders.lock).last_tick_at
        wait_until(lambda: daemon_state(folders.lock).last_tick_at != first, "another tick")
        last = daemon_state(folders.lock).last_tick_at
        daemon.end(signal.SIGKILL)
    assert "Reminders are off." in process("daemon", "status").stdout
    assert process("daemon", "start").returncode == 0
    wait_for_a_tick(folders, runs=2)
    runs = query(folders, "SELECT seen_at FROM daemon_runs ORDER BY id")
    assert last
    assert runs[0][0] >= int(last.timestamp() * 1_000_000)


def test_a_stop_of_one_that_does_not_answer_says_what_to_do(
    process: Processes, folders: Folders, holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.cli.daemon.STOP_WITHIN_SECONDS", 0.2)
    with a_daemon(process) as daemon:
        daemon.child.send_signal(signal.SIGSTOP)
        stopped = holdfast("daemon", "stop")
        assert stopped.code == 1
        assert f"kill -9 {daemon.pid}" in stopped.err
        daemon.child.send_signal(signal.SIGCONT)
        daemon.child.wait(timeout=30)
    assert not daemon_state(folders.lock).running


@pytest.mark.parametrize(
    ("how", "content", "key"),
    [
        ("start", '[nudges]\npatience = "perhaps"\n', "nudges.patience"),
        ("run", '[person]\ntime_zone = "Moon/Sea"\n', "person.time_zone"),
        ("start", "[nudges\n", "TOML"),
    ],
)
def test_a_broken_config_is_said_at_the_start(
    process: Processes, folders: Folders, how: str, content: str, key: str
) -> None:
    folders.home.mkdir()
    folders.config.write_text(content)
    said = process("daemon", how)
    assert (said.returncode, said.stdout) == (1, "")
    assert str(folders.config) in said.stderr
    assert key in said.stderr
    assert said.stderr.count("Error:") == 1
    assert said.stderr.count("Try:") == 1
    assert processes_of(folders.home) == {}


def test_a_config_broken_while_it_runs_is_logged_once_and_what_it_said_before_counts(
    process: Processes, folders: Folders
) -> None:
    folders.home.mkdir()
    folders.config.write_text("[nudges]\npatience = false\n")
    with a_daemon(process) as daemon:
        folders.config.write_text('[nudges]\npatience = "perhaps"\n')
        assert process("log", typed="I miss you").returncode == 0
        # It goes on, with check-ins alone: what was off stays off.
        wait_for_state(folders, "check-in:urge-1:10m", "planned")
        wait_for_log(folders, "the config can't be used")
        before = daemon_state(folders.lock).last_tick_at
        wait_until(lambda: daemon_state(folders.lock).last_tick_at != before, "another tick")
        assert daemon.end() == (0, "")
    assert log_of(folders).count("the config can't be used") == 1
    assert "perhaps" not in log_of(folders)  # the file's content is the person's own


def test_a_home_that_is_not_there_is_made_for_its_owner_alone(
    process: Processes, folders: Folders
) -> None:
    assert not folders.home.exists()
    assert process("daemon", "start").returncode == 0
    assert stat.S_IMODE(folders.home.stat().st_mode) == 0o700
    for path in folders.home.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


@pytest.mark.parametrize("how", ["start", "run"])
def test_a_home_that_cannot_be_is_said_in_a_sentence(
    process: Processes, tmp_path: Path, how: str
) -> None:
    (tmp_path / "file").touch()
    home = str(tmp_path / "file" / "home")
    said = process("daemon", how, HOLDFAST_HOME=home)
    assert (said.returncode, said.stdout) == (1, "")
    assert home in said.stderr
    assert "can't be used: a file is where a folder should be" in said.stderr
    assert "went wrong" not in said.stderr
    assert processes_of(home) == {}


def test_the_daemon_keeps_no_folder_busy_and_no_terminal(
    process: Processes, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pid = pid_in(process("daemon", "start").stdout)
    assert Path(f"/proc/{pid}/cwd").readlink() == Path("/")
    assert os.getsid(pid) == pid
    opened = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # it may be closed meanwhile
            opened.add(str(link.readlink()))
    assert not {name for name in opened if name.startswith("/dev/pts")}
    assert daemon_state(folders.lock).pid == pid


def test_a_ledger_that_somebody_locks_keeps_the_daemon_from_nothing_but_ticking(
    process: Processes, folders: Folders
) -> None:
    assert process("log", typed="I miss you").returncode == 0
    with closing(sqlite3.connect(folders.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with a_daemon(process) as daemon:
            wait_until(lambda: has_open(daemon.pid, folders.database), "a tick that waits")
            stopped = process("daemon", "stop")
            assert stopped.returncode == 0, stopped.stderr
            # Not when the tick's patience with the lock is over, half a minute later.
            assert daemon.child.wait(timeout=10) == 0
        other.execute("ROLLBACK")
    assert query(folders, "SELECT count(*) FROM urges") == [(1,)]


def remove(folders: Folders) -> None:
    """Remove it as somebody would: again, if the daemon wrote something in between."""

    def is_removed() -> bool:
        shutil.rmtree(folders.home, ignore_errors=True)
        return not folders.home.exists()

    wait_until(is_removed, "a home that is gone")


def move_away(folders: Folders) -> None:
    folders.home.rename(folders.home.with_name("elsewhere"))


@pytest.mark.parametrize("gone", [remove, move_away])
def test_it_ends_by_itself_when_its_home_is_gone_and_makes_no_other(
    process: Processes, folders: Folders, gone: Callable[[Folders], None]
) -> None:
    with a_daemon(process) as daemon:
        wait_for_a_tick(folders)
        gone(folders)
        assert daemon.child.wait(timeout=30) == 0
    assert not folders.home.exists()


def test_a_home_that_was_removed_and_made_again_belongs_to_the_next_daemon(
    process: Processes, folders: Folders
) -> None:
    with a_daemon(process) as first:
        wait_for_a_tick(folders)
        remove(folders)
        assert process("log", typed="I miss you").returncode == 0
        with a_daemon(process) as second:
            assert first.child.wait(timeout=30) == 0
            wait_for_state(folders, "patience:urge-1", "failed")
            assert daemon_state(folders.lock).pid == second.pid
            assert second.end() == (0, "")
    assert query(folders, "SELECT count(*) FROM daemon_runs") == [(1,)]


def test_a_lock_that_was_removed_ends_the_daemon_so_that_there_are_never_two(
    process: Processes, folders: Folders
) -> None:
    with a_daemon(process) as daemon:
        wait_for_a_tick(folders)
        folders.lock.unlink()
        assert daemon.child.wait(timeout=30) == 0
    assert "the lock is gone" in log_of(folders)


@pytest.mark.parametrize(
    ("content", "says"),
    [('[nudges]\npatience = "perhaps"\n', "nudges.patience"), ("[nudges\n", "TOML")],
)
def test_a_restart_with_a_config_that_can_not_be_used_leaves_the_running_one_running(
    process: Processes, folders: Folders, content: str, says: str
) -> None:
    pid = pid_in(process("daemon", "start").stdout)
    folders.config.write_text(content)
    said = process("daemon", "restart")
    assert (said.returncode, said.stdout) == (1, "")
    assert says in said.stderr
    assert said.stderr.endswith("\nTry: holdfast config edit\n")
    assert daemon_state(folders.lock).pid == pid
    assert list(processes_of(folders.home)) == [pid]
    folders.config.unlink()
    assert pid_in(process("daemon", "restart").stdout) != pid
