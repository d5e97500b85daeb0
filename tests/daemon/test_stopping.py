"""Being told to end is heard at any moment."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from holdfast.daemon.stopping import Stop


@pytest.fixture
def stop() -> Iterator[Stop]:
    before = {
        name: signal.getsignal(getattr(signal, name)) for name in ("SIGTERM", "SIGINT", "SIGHUP")
    }
    one = Stop()
    yield one
    one.close()
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


def test_a_signal_that_came_before_the_wait_is_heard_in_it(stop: Stop) -> None:
    stop.listen()
    os.kill(os.getpid(), signal.SIGTERM)
    assert stop.wait(60)
    assert stop.by_signal


def test_a_signal_wakes_the_wait_although_no_python_could_run_before_it(stop: Stop) -> None:
    # As the kernel does it in the moment before the wait: the byte alone, no handler yet.
    stop.listen()
    stop._wakes.send(b"\x0f")
    assert not stop.wait(60)


def test_another_thread_ends_the_wait_and_that_is_no_signal(stop: Stop) -> None:
    teller = threading.Timer(0.05, stop.set)
    teller.start()
    assert stop.wait(60)
    assert not stop.by_signal
    teller.join()
    assert stop.wait(60)


def test_nobody_is_told_anything_when_the_time_is_up(stop: Stop) -> None:
    assert not stop.wait(0)
    assert not stop.is_set()


def test_being_told_a_thousand_times_is_being_told(stop: Stop) -> None:
    for _ in range(100_000):
        stop.set()
    assert stop.wait(60)
