"""Hearing that the computer wakes: from a logind on a private bus, and doing without one."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_session import FakeLogind, a_bus
from holdfast.desktop.resume import END_WITHIN_SECONDS, ResumeWatch
from waiting import let_time_pass, wait_until


@pytest.fixture(autouse=True)
def _log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "holdfast.daemon")


@pytest.fixture
def system_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with a_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@contextmanager
def a_watch() -> Iterator[list[str]]:
    """Watch during the block, and give each waking; no thread is left."""
    heard: list[str] = []
    watch = ResumeWatch(lambda: heard.append("awake"))
    watch.open()
    try:
        yield heard
    finally:
        watch.close()
        assert "resume" not in {thread.name for thread in threading.enumerate()}


def test_waking_is_heard_and_falling_asleep_is_not(system_bus: str) -> None:
    with FakeLogind(system_bus) as logind, a_watch() as heard:
        wait_until(logind.is_heard, "the watch")
        logind.says(sleeps=True)
        logind.says(sleeps=False, member="PrepareForShutdown")
        logind.says(sleeps=False)
        wait_until(lambda: heard, "the waking")
        logind.says(sleeps=True)
        logind.says(sleeps=False)
        wait_until(lambda: len(heard) == 2, "the next waking")


def test_a_logind_that_comes_later_is_heard(system_bus: str) -> None:
    with a_watch() as heard:
        with FakeLogind(system_bus) as logind:
            wait_until(logind.is_heard, "the watch")
        with FakeLogind(system_bus) as logind:
            logind.says(sleeps=False)
            wait_until(lambda: heard, "the waking")


def test_somebody_elses_word_is_not_logind(system_bus: str) -> None:
    with FakeLogind(system_bus) as logind, a_watch() as heard:
        wait_until(logind.is_heard, "the watch")
        with FakeLogind(system_bus) as other:  # second in the queue for the name
            other.says(sleeps=False)
            wait_until(other.is_heard, "the bus")
        logind.says(sleeps=False)
        wait_until(lambda: heard, "the waking")
        assert len(heard) == 1


def test_it_ends_while_nothing_is_heard(system_bus: str, caplog: pytest.LogCaptureFixture) -> None:
    with FakeLogind(system_bus) as logind, a_watch():
        wait_until(logind.is_heard, "the watch")
    assert caplog.messages == []


def test_closing_before_it_listens_ends_it(system_bus: str) -> None:
    assert system_bus
    for _ in range(20):
        with a_watch():
            pass


def test_a_bus_that_dies_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with a_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        with FakeLogind(address) as logind:
            watch = ResumeWatch(lambda: None)
            watch.open()
            wait_until(logind.is_heard, "the watch")
    wait_until(lambda: not watch._thread.is_alive(), "the end of the thread")
    watch.close()
    assert caplog.messages == ["waking is noticed by the gap alone: ConnectionResetError"]


@pytest.mark.parametrize("address", ["unix:path={}/missing", "nonsense", "tcp:host=nowhere"])
def test_without_a_system_bus_it_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address.format(tmp_path))
    with a_watch():
        wait_until(lambda: caplog.messages, "the word")
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("waking is noticed by the gap alone: ")


def test_a_callback_that_fails_ends_the_watch_and_nothing_else(
    system_bus: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise RuntimeError

    watch = ResumeWatch(fails)
    with FakeLogind(system_bus) as logind:
        watch.open()
        wait_until(logind.is_heard, "the watch")
        logind.says(sleeps=False)
        wait_until(lambda: not watch._thread.is_alive(), "the end of the thread")
    watch.close()
    assert caplog.messages == ["waking is noticed by the gap alone: RuntimeError"]


def test_a_bus_that_never_answers_keeps_nobody_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as hung:
        hung.bind("s")
        hung.listen()
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=s")
        watch = ResumeWatch(lambda: None)
        watch.open()
        closing = threading.Thread(target=watch.close)
        closing.start()
        closing.join(timeout=20 * END_WITHIN_SECONDS)
        assert not closing.is_alive()
        assert watch._thread.daemon  # Python does not wait for it either


def test_while_nothing_happens_it_does_not_wake(system_bus: str) -> None:
    with FakeLogind(system_bus) as logind, a_watch():
        wait_until(logind.is_heard, "the watch")
        (number,) = (one.native_id for one in threading.enumerate() if one.name == "resume")

        def switches() -> str:
            status = Path(f"/proc/self/task/{number}/status").read_text()
            return next(line for line in status.splitlines() if line.startswith("voluntary"))

        before = wait_until(lambda: (one := switches()) == switches() and one, "its rest")
        let_time_pass(1)
        assert switches() == before
