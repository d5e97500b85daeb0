"""The machine's clocks, as they are read."""

import ctypes
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from holdfast.desktop import clock
from holdfast.desktop.clock import SystemClock


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that stands for what /proc says."""
    monkeypatch.setattr(clock, "_UPTIME", tmp_path / "uptime")
    monkeypatch.setattr(clock, "_OFFSETS", tmp_path / "timens_offsets")
    monkeypatch.setattr(clock, "_BOOT_ID", tmp_path / "boot_id")
    monkeypatch.setattr(time, "clock_gettime", lambda _: 1e9)
    (tmp_path / "uptime").write_text("3699.80 3094.47\n")
    (tmp_path / "timens_offsets").write_text("monotonic 5 0\nboottime 0 0\n")
    (tmp_path / "boot_id").write_text("ee37347a-44dc\n")
    return tmp_path


def test_this_machine_runs_and_knows_which_boot_it_is() -> None:
    first, second = SystemClock().read(), SystemClock().read()
    assert first.boot_id == second.boot_id
    assert first.wall <= second.wall
    if sys.platform.startswith("linux"):
        assert first.boot_id
        assert first.since_boot
        assert second.since_boot
        assert timedelta() < first.since_boot <= second.since_boot


def test_time_since_boot_is_what_the_kernel_counts(proc: Path) -> None:
    reading = SystemClock().read()
    assert reading.since_boot == timedelta(seconds=3699, milliseconds=800)
    assert reading.boot_id == "ee37347a-44dc"
    assert proc.exists()


@pytest.mark.parametrize(
    ("offsets", "offset"),
    [
        ("monotonic 0 0\nboottime 2678400 0\n", timedelta(days=31)),
        ("boottime -60 500000000\n", timedelta(seconds=-59.5)),
        ("nonsense", timedelta()),
        ("", timedelta()),
    ],
)
def test_a_time_namespace_of_ones_own_moves_nothing(
    proc: Path, offsets: str, offset: timedelta
) -> None:
    (proc / "timens_offsets").write_text(offsets)
    seen_in_it = timedelta(seconds=3699.8) + offset
    (proc / "uptime").write_text(f"{seen_in_it.total_seconds():.2f} 1.00\n")
    assert SystemClock().read().since_boot == timedelta(seconds=3699.8)


@pytest.mark.parametrize(("uptime", "boottime"), [("99999999.00", 5000.0), ("5000.00", 1.8e9)])
def test_of_the_file_and_the_system_call_the_smaller_one_counts(
    proc: Path, monkeypatch: pytest.MonkeyPatch, uptime: str, boottime: float
) -> None:
    (proc / "uptime").write_text(f"{uptime} 1.00\n")
    monkeypatch.setattr(time, "clock_gettime", lambda _: boottime)
    assert SystemClock().read().since_boot == timedelta(seconds=5000)


@pytest.mark.parametrize("uptime", [None, "", "nonsense", "12"])
def test_a_kernel_that_says_nothing_is_no_crash(proc: Path, uptime: str | None) -> None:
    (proc / "uptime").unlink()
    (proc / "boot_id").unlink()
    if uptime is not None:
        (proc / "uptime").write_text(uptime)
    reading = SystemClock().read()
    assert (reading.since_boot, reading.boot_id) == (None, None)


class Kernel:
    """Answers adjtimex as it is told to."""

    def __init__(self, state: int) -> None:
        self.state = state

    def adjtimex(self, timex: Any) -> int:
        assert bytes(timex) == bytes(len(timex))  # all zeros: nothing is to be set
        return self.state


@pytest.mark.parametrize(
    ("state", "right"), [(0, True), (1, True), (4, True), (5, False), (-1, False)]
)
def test_whether_the_wall_is_right_is_the_kernels_own_word(
    monkeypatch: pytest.MonkeyPatch, state: int, right: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Kernel(state))
    assert SystemClock().synchronised() is right


def test_a_system_without_adjtimex_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert not SystemClock().synchronised()


def test_this_machines_kernel_can_be_asked() -> None:
    assert SystemClock().synchronised() in {True, False}


def test_where_the_kernel_can_not_be_asked_the_wall_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not SystemClock().synchronised()
