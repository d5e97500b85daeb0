"""A daemon that stops, dies or sleeps in the middle: the command is done, and done once."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import holdfast
from conftest import Processes
from daemons import RunningDaemon, a_daemon, query, wait_for_log
from doors import Asked, a_door
from holdfast.app import App
from holdfast.daemon.process import START_ANEW
from holdfast.desktop.folders import Folders
from holdfast.desktop.lock import daemon_state
from holdfast.door import answering, protocol
from holdfast.services.urges import list_urges, log_urge
from processes import has_open
from waiting import let_time_pass, wait_until

URGES = "SELECT count(*) FROM urges"
TEXTS = "SELECT text FROM drafts ORDER BY text"
REQUESTS = "SELECT count(*) FROM requests"


@contextmanager
def locked(folders: Folders) -> Iterator[sqlite3.Connection]:
    """Keep the ledger locked for the block, or until the lock is given back."""
    with closing(sqlite3.connect(folders.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@contextmanager
def logging(process: Processes, text: str) -> Iterator["subprocess.Popen[str]"]:
    """Have a command that logs a message run for the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "holdfast", "log"],
        env=process.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdin
        child.stdin.write(text)
        child.stdin.close()
        try:
            yield child
        finally:
            if child.poll() is None:
                child.kill()


def has_come_in(daemon: RunningDaemon, folders: Folders) -> bool:
    """Say whether a request waits in the daemon for the ledger."""
    return has_open(daemon.pid, folders.database)


@pytest.fixture
def daemon(process: Processes, folders: Folders) -> Iterator[RunningDaemon]:
    """A daemon as it is: it ticks every half minute, and not in between."""
    assert process("contact", "add", "Sam").returncode == 0
    with a_daemon(process, fast=False) as daemon:

        def has_ticked() -> bool:
            state = daemon_state(folders.lock)
            return state.last_tick_at != state.since

        # Stopped in the middle of a tick it would keep the ledger locked, door or no door.
        wait_until(has_ticked, "the end of the first tick")
        yield daemon


def test_a_daemon_that_sleeps_is_done_without_and_does_nothing_when_it_wakes(
    process: Processes, folders: Folders, daemon: RunningDaemon
) -> None:
    daemon.child.send_signal(signal.SIGSTOP)
    assert process("log", typed="I miss you").returncode == 0
    assert query(folders, URGES) == [(1,)]
    daemon.child.send_signal(signal.SIGCONT)
    # It is awake and has seen all that waited for it when it answers the next one.
    assert process("log", typed="and you").returncode == 0
    assert query(folders, TEXTS) == [("I miss you",), ("and you",)]
    assert daemon.end() == (0, "")


def test_a_daemon_killed_before_the_commit_loses_nothing(
    process: Processes, folders: Folders, daemon: RunningDaemon
) -> None:
    with locked(folders) as other, logging(process, "I miss you") as child:
        wait_until(lambda: has_come_in(daemon, folders), "the request at the ledger")
        daemon.end(signal.SIGKILL)
        other.execute("ROLLBACK")
        assert child.wait(timeout=60) == 0
    assert query(folders, TEXTS) == [("I miss you",)]
    assert query(folders, "PRAGMA integrity_check") == [("ok",)]


def test_a_daemon_that_dies_between_the_commit_and_the_answer_doubles_nothing(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = answering.Answering.to

    def die(self: answering.Answering, line: bytes) -> tuple[bytes, bool]:
        real(self, line)
        raise OSError

    monkeypatch.setattr(answering.Answering, "to", die)
    person, door = App(app.folders, clock=app.clock), Asked()
    person.door = door
    with a_door(app):
        logged = person.call(log_urge, draft="I miss you")
    assert door.answered == []
    assert app.call(list_urges) == (logged.urge,)
    assert logged.made_contact  # the first answer, given again


@pytest.mark.parametrize("cut", [1, 2, 40, -1])
def test_an_answer_that_is_cut_off_doubles_nothing(
    app: App, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    real = protocol.read_line

    def cut_off(*how: object) -> bytes:
        said = real(*how)  # type: ignore[arg-type] # as it came
        return said[:cut] if b'"value"' in said else said

    monkeypatch.setattr(protocol, "read_line", cut_off)
    person = App(app.folders, clock=app.clock)
    person.door = Asked()
    with a_door(app):
        person.call(log_urge, draft="I miss you")
    assert len(app.call(list_urges)) == 1


def test_a_daemon_stopped_in_the_middle_of_a_request_is_done_without(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.door.client.ANSWER_WITHIN_SECONDS", 0.05)
    going_on, done = threading.Event(), threading.Event()
    real = answering.Answering.to

    def stop(self: answering.Answering, line: bytes) -> tuple[bytes, bool]:
        going_on.wait(timeout=30)
        try:
            return real(self, line)
        finally:
            done.set()

    monkeypatch.setattr(answering.Answering, "to", stop)
    person, door = App(app.folders, clock=app.clock), Asked()
    person.door = door
    with a_door(app):
        person.call(log_urge, draft="I miss you")
        assert door.answered == []
        going_on.set()
        assert done.wait(timeout=30)
    assert len(app.call(list_urges)) == 1


def test_ctrl_c_while_the_daemon_answers_ends_the_command_and_breaks_nothing(
    process: Processes, folders: Folders, daemon: RunningDaemon
) -> None:
    with locked(folders) as other:
        with subprocess.Popen(
            [sys.executable, "-m", "holdfast", "contact", "add", "Robin"],
            env=process.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            wait_until(lambda: has_come_in(daemon, folders), "the request at the ledger")
            child.send_signal(signal.SIGINT)
            said, trouble = child.communicate(timeout=60)
            assert (child.returncode, said, trouble.strip()) == (130, "", "")
        other.execute("ROLLBACK")
    assert process("check", "--contact", "Sam").returncode == 0
    assert daemon.end() == (0, "")


def test_a_disk_that_is_full_for_the_daemon_alone_keeps_no_message_back(
    process: Processes, folders: Folders
) -> None:
    assert process("contact", "add", "Sam").returncode == 0
    with a_daemon(process, fast=False) as daemon:
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (0, 0))
        assert process("log", typed="I miss you").returncode == 0
        assert query(folders, TEXTS) == [("I miss you",)]
        assert process("check", "--contact", "Sam").returncode == 10


def test_a_program_upgraded_under_a_daemon_ends_it_and_the_command_is_done(
    process: Processes, folders: Folders, tmp_path: Path
) -> None:
    package = Path(holdfast.__file__).parent
    copy = tmp_path / "lib"
    shutil.copytree(package, copy / "holdfast")
    shutil.copytree(package.parents[1] / "migrations", copy / "holdfast" / "migrations")
    environment = {"PYTHONPATH": str(copy)}
    with a_daemon(process, fast=False, environment=environment) as daemon:
        program = copy / "holdfast" / "__init__.py"
        program.write_text(program.read_text() + "\n")
        assert process("log", typed="I miss you", **environment).returncode == 0
        wait_for_log(folders, "a newer holdfast is there")
        assert daemon.child.wait(timeout=30) == START_ANEW
    assert query(folders, TEXTS) == [("I miss you",)]


@pytest.mark.parametrize("kills", [8, pytest.param(1000, marks=pytest.mark.soak)])
def test_daemons_killed_again_and_again_under_eight_clients_lose_and_double_nothing(
    process: Processes, folders: Folders, kills: int
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)
    logged: list[str] = []
    troubles: list[str] = []
    enough = threading.Event()

    def write(name: int) -> None:
        number = 0
        while not enough.is_set():
            number += 1
            text = f"message {name}.{number}"
            said = process("log", typed=text)
            logged.append(text)
            if said.returncode:
                troubles.append(said.stderr)

    assert process("contact", "add", "Sam").returncode == 0
    clients = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    for client in clients:
        client.start()
    try:
        for _ in range(kills):
            with a_daemon(process, fast=False) as daemon:
                let_time_pass(chance.uniform(0, 0.4))
                os.kill(daemon.pid, signal.SIGKILL)
    finally:
        enough.set()
        for client in clients:
            client.join(timeout=120)
    assert troubles == []
    assert [text for (text,) in query(folders, TEXTS)] == sorted(logged)
    assert query(folders, "PRAGMA integrity_check") == [("ok",)]
    print(f"{len(logged)} messages under {kills} kills")  # noqa: T201 - for whoever runs it by hand
