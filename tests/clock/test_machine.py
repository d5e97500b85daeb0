"""The clocks of this machine, as they are read."""

import ctypes
import struct
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from holdfast.clock import machine
from holdfast.clock.machine import SystemClock

SECONDS = 1_795_000_000


class Kernel:
    """Answers adjtimex as it is told to."""

    def __init__(self, state: int, status: int = 0, fraction: int = 0) -> None:
        self.state = state
        self.answer = struct.pack("@I4li3lll", 0, 1, 2, 3, 4, status, 5, 6, 7, SECONDS, fraction)

    def adjtimex(self, timex: Any) -> int:
        assert bytes(timex) == bytes(len(timex))  # nothing is set
        timex[: len(self.answer)] = self.answer
        return self.state


def run_on(monkeypatch: pytest.MonkeyPatch, kernel: object, platform: str = "linux") -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: kernel)


def test_this_machine_runs_and_knows_which_boot_it_is() -> None:
    first, second = SystemClock().read(), SystemClock().read()
    assert first.boot == second.boot
    assert first.wall <= second.wall
    assert timedelta() < first.up <= second.up
    assert abs(first.wall.timestamp() - time.clock_gettime(time.CLOCK_REALTIME)) < 60
    if sys.platform.startswith("linux"):
        assert first.boot


@pytest.mark.parametrize("state", [0, 1, 4])
@pytest.mark.parametrize(("status", "fraction"), [(0x2000, 250_000_999), (0, 250_000)])
def test_a_clock_that_the_network_has_set_is_read_from_the_same_answer(
    monkeypatch: pytest.MonkeyPatch, state: int, status: int, fraction: int
) -> None:
    run_on(monkeypatch, Kernel(state, status, fraction))
    reading = SystemClock().read()
    assert reading.synchronised
    assert reading.wall == datetime.fromtimestamp(SECONDS + 0.25, UTC)


@pytest.mark.parametrize("kernel", [Kernel(5), Kernel(-1), object()])
def test_a_clock_that_the_kernel_does_not_vouch_for_is_not_synchronised(
    monkeypatch: pytest.MonkeyPatch, kernel: object
) -> None:
    run_on(monkeypatch, kernel)
    reading = SystemClock().read()
    assert not reading.synchronised
    assert abs(reading.wall.timestamp() - time.clock_gettime(time.CLOCK_REALTIME)) < 60


@pytest.mark.parametrize(
    ("platform", "missing"),
    [("darwin", ["CLOCK_BOOTTIME"]), ("win32", ["CLOCK_BOOTTIME", "CLOCK_MONOTONIC"])],
)
def test_the_kernel_is_not_asked_on_other_systems_which_count_running_time_too(
    monkeypatch: pytest.MonkeyPatch, platform: str, missing: list[str]
) -> None:
    run_on(monkeypatch, Kernel(0), platform)
    for name in missing:
        monkeypatch.delattr(time, name)
    reading = SystemClock().read()
    assert not reading.synchronised
    assert reading.up > timedelta()


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_container_without_a_boot_id_has_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    monkeypatch.setattr(machine, "_BOOT_ID", tmp_path / "boot_id")
    if content is not None:
        (tmp_path / "boot_id").write_text(content)
    assert SystemClock().read().boot is None
