"""A daemon that sleeps or dies in the middle of a call: the command is carried out once."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from conftest import Processes
from daemons import RunningDaemon, a_daemon, query
from doors import Asked, a_door
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.desktop.lock import daemon_state
from holdfast.door import answering, client, protocol
from holdfast.ledger.work import time_now
from holdfast.urges.use_cases import list_urges, log_urge
from processes import has_open
from waiting import let_time_pass, wait_until

TEXTS = "SELECT text FROM drafts ORDER BY text"


@contextmanager
def locked(folders: Folders) -> Iterator[sqlite3.Connection]:
    """Lock the ledger during the block, or until the test rolls back."""
    with closing(sqlite3.connect(folders.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@contextmanager
def running(process: Processes, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a command during the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "holdfast", *words],
        env=process.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            yield child
        finally:
            if child.poll() is None:
                child.kill()


def wait_for_the_call(daemon: RunningDaemon, folders: Folders) -> None:
    """Wait until a call in the daemon waits for the ledger."""
    wait_until(lambda: has_open(daemon.pid, folders.database), "the call at the ledger")


@pytest.fixture
def daemon(process: Processes, folders: Folders) -> Iterator[RunningDaemon]:
    """A daemon that has ticked, and ticks again in half a minute."""
    assert process("contact", "add", "Sam").returncode == 0
    with a_daemon(process, fast=False) as daemon:

        def has_ticked() -> bool:
            state = daemon_state(folders.lock)
            return state.last_tick_at != state.since

        # A daemon stopped during a tick would keep the ledger locked.
        wait_until(has_ticked, "the end of the first tick")
        yield daemon


def test_while_the_daemon_sleeps_the_command_does_it_and_the_daemon_does_nothing_later(
    process: Processes, folders: Folders, daemon: RunningDaemon
) -> None:
    daemon.child.send_signal(signal.SIGSTOP)
    assert process("log", typed="I miss you").returncode == 0
    assert query(folders, TEXTS) == [("I miss you",)]
    daemon.child.send_signal(signal.SIGCONT)
    # When the daemon answers this one, it is awake and has read what came before.
    assert process("log", typed="and you").returncode == 0
    assert query(folders, TEXTS) == [("I miss you",), ("and you",)]
    assert daemon.end() == (0, "")


def test_a_daemon_killed_before_the_commit_loses_nothing(
    process: Processes, folders: Folders, daemon: RunningDaemon
) -> None:
    with locked(folders) as other, running(process, "log", "I", "miss", "you") as child:
        wait_for_the_call(daemon, folders)
        daemon.end(signal.SIGKILL)
        other.execute("ROLLBACK")
        assert child.wait(timeout=60) == 0
    assert query(folders, TEXTS) == [("I miss you",)]
    assert query(folders, "PRAGMA integrity_check") == [("ok",)]


def test_a_second_ctrl_c_while_the_daemon_answers_ends_the_command_and_breaks_nothing(
    process: Processes, folders: Folders, daemon: RunningDaemon
) -> None:
    with locked(folders) as other:
        with running(process, "contact", "add", "Robin") as child:
            wait_for_the_call(daemon, folders)
            child.send_signal(signal.SIGINT)
            let_time_pass(0.2)  # two at once would come as one
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=60)
            assert (child.returncode, out) == (130, "")
            assert "This may have been saved." in err
        other.execute("ROLLBACK")
    assert process("check", "--contact", "Sam").returncode == 0
    assert daemon.end() == (0, "")


def test_a_daemon_that_dies_between_the_commit_and_the_answer_doubles_nothing(
    person: App, app: App, door: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = answering.Answering.to

    def die(self: answering.Answering, line: bytes) -> tuple[bytes, bool]:
        real(self, line)
        raise OSError

    monkeypatch.setattr(answering.Answering, "to", die)
    with a_door(app):
        logged = person.call(log_urge, draft="I miss you")
    assert door.answered == []
    assert app.call(list_urges) == (logged.urge,)
    assert logged.made_contact  # so it is the daemon's answer, which was saved


def test_a_daemon_that_answers_too_late_doubles_nothing(
    person: App, app: App, door: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ANSWER_WITHIN_SECONDS", 0.05)
    may_go_on, done = threading.Event(), threading.Event()
    real = answering.Answering.to

    def wait(self: answering.Answering, line: bytes) -> tuple[bytes, bool]:
        may_go_on.wait(timeout=30)
        try:
            return real(self, line)
        finally:
            done.set()

    monkeypatch.setattr(answering.Answering, "to", wait)
    with a_door(app):
        person.call(log_urge, draft="I miss you")
        assert door.answered == []
        may_go_on.set()
        assert done.wait(timeout=30)
    assert len(app.call(list_urges)) == 1


@pytest.mark.parametrize("cut", [1, 2, 40, -1])
def test_an_answer_that_is_cut_off_doubles_nothing(
    person: App, app: App, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    real = protocol.read_line

    def cut_off(*how: object) -> bytes:
        said = real(*how)  # type: ignore[arg-type] # passed on
        return said[:cut] if b'"value"' in said else said

    monkeypatch.setattr(protocol, "read_line", cut_off)
    with a_door(app):
        person.call(log_urge, draft="I miss you")
    assert len(app.call(list_urges)) == 1


UNKNOWN_ERROR = (
    b'!{"value":null,"error":{"kind":["holdfast.nowhere","Gone"],"fields":{"message":"no"}},'
    b'"zone":"","trouble":null}\n'
)
NO_ERROR = UNKNOWN_ERROR.replace(b"holdfast.nowhere", b"os").replace(b"Gone", b"error")


@pytest.mark.parametrize(
    "said", [b"?", b"!", b"!{", b"!\n", b"!{}\n", b"![1]\n", UNKNOWN_ERROR, NO_ERROR]
)
def test_after_a_strange_answer_the_command_does_it_itself(
    person: App, door: Asked, place: Path, said: bytes
) -> None:
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(place))
        other.listen()

        def answer() -> None:
            one, _ = other.accept()
            with one:
                one.recv(65536)
                one.sendall(said)

        answers = threading.Thread(target=answer)
        answers.start()
        person.call(time_now)
        answers.join(timeout=30)
    assert door.answered == []


def test_a_daemon_that_does_not_accept_in_time_is_not_waited_for(
    person: App, door: Asked, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "AWAKE_WITHIN_SECONDS", 0.05)
    with socket.socket(socket.AF_UNIX) as asleep:
        asleep.bind(str(place))
        asleep.listen()
        person.call(time_now)
    assert door.answered == []


@contextmanager
def bytes_that_keep_coming(endless: bytes) -> Iterator[socket.socket]:
    """Yield a connection whose other end sends the same bytes until the block ends."""
    ours, theirs = socket.socketpair()

    def send() -> None:
        with suppress(OSError):
            while True:
                theirs.sendall(endless)

    sends = threading.Thread(target=send)
    sends.start()
    with theirs:
        with ours:
            yield ours
        sends.join(timeout=30)


def test_a_line_that_never_ends_is_given_up_although_bytes_keep_coming() -> None:
    with bytes_that_keep_coming(b"x") as ours, pytest.raises(TimeoutError):
        protocol.read_line(ours, 0.05)


def test_a_line_that_is_too_long_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "LONGEST_LINE", 100_000)
    with bytes_that_keep_coming(b"x" * 1000) as ours:
        assert protocol.read_line(ours, 30) == b""


@pytest.mark.long
def test_a_thousand_daemons_killed_under_eight_clients_lose_and_double_nothing(
    process: Processes, folders: Folders
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
            done = process("log", typed=text)
            logged.append(text)
            if done.returncode:
                troubles.append(done.stderr)

    assert process("contact", "add", "Sam").returncode == 0
    clients = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    for client_thread in clients:
        client_thread.start()
    try:
        for _ in range(1000):
            with a_daemon(process, fast=False) as daemon:
                let_time_pass(chance.uniform(0, 0.4))
                os.kill(daemon.pid, signal.SIGKILL)
    finally:
        enough.set()
        for client_thread in clients:
            client_thread.join(timeout=120)
    assert troubles == []
    assert [text for (text,) in query(folders, TEXTS)] == sorted(logged)
    assert query(folders, "PRAGMA integrity_check") == [("ok",)]
