"""Speed with a daemon, and its cost: `pytest -m speed -s tests/benchmarks/test_door_speed.py`."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.measuring import INSERT_BY_SQLITE, Home, Taken, fill, floor, ratio

pytestmark = pytest.mark.speed

AT_ONCE = 8


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return fill(tmp_path / "home", 500)


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        (("log", "--intensity", "5"), 1.2),
        (("status",), 1.1),
        (("status", "--line"), 1.05),
        (("check",), 1.1),
    ],
    ids=str,
)
def test_with_a_daemon_a_command_takes_little_more_than_an_insert(
    home: Home, tmp_path: Path, words: tuple[str, ...], bound: float
) -> None:
    bare_insert = floor(tmp_path, INSERT_BY_SQLITE)
    with home.daemon():
        found = ratio(f"{' '.join(words)} / F", lambda: home.run(*words), bare_insert)
    assert found <= bound


def test_without_a_daemon_asking_for_one_costs_next_to_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_asking() -> Taken:
        with monkeypatch.context() as patch:
            patch.setenv("HOLDFAST_DEBUG", "1")
            return home.run("check")

    found = ratio("check / not asking for a daemon", lambda: home.run("check"), without_asking)
    assert found <= 1.05


def test_eight_clients_at_once_wait_for_a_second_at_most(home: Home, tmp_path: Path) -> None:
    bare = slowest_of_many(floor(tmp_path, INSERT_BY_SQLITE))
    with home.daemon():
        slowest = slowest_of_many(lambda: home.run("log"))
    sys.stdout.write(f"\n{AT_ONCE} at once: the slowest log {slowest:.2f} s, F {bare:.2f} s")
    assert slowest <= 1


def slowest_of_many(run: Callable[[], Taken]) -> float:
    """Return the seconds that the slowest of many runs takes, eight at once."""
    with ThreadPoolExecutor(AT_ONCE) as clients:
        runs = [clients.submit(run) for _ in range(5 * AT_ONCE)]
    return max(one.result().wall for one in runs)


def test_the_daemon_gives_back_the_memory_of_a_report(tmp_path: Path) -> None:
    dense = fill(tmp_path / "dense", 40_000, over=timedelta(weeks=2))
    with dense.daemon() as pid:
        dense.run("status")
        before = pss_megabytes(pid)
        for _ in range(3):
            dense.run("report", "--week", "last")
        after = pss_megabytes(pid)
    sys.stdout.write(f"\nMB PSS before a report of 20,000 urges {before:.1f}, after {after:.1f}")
    assert after <= 1.25 * before


def test_an_idle_daemon_costs_next_to_nothing(home: Home) -> None:
    """For ten minutes, or as many as `IDLE_MINUTES` says."""
    minutes = float(os.environ.get("IDLE_MINUTES", "10"))
    with home.daemon() as pid:
        time.sleep(15)  # the first ticks are not those of an idle daemon
        switched, spent = switches(pid), cpu_seconds(pid)
        time.sleep(minutes * 60)
        switched_a_minute = (switches(pid) - switched) / minutes
        spent_an_hour = (cpu_seconds(pid) - spent) * 60 / minutes
        pss = pss_megabytes(pid)
    sys.stdout.write(
        f"\nidle for {minutes:g} min: {pss:.1f} MB PSS, {switched_a_minute:.1f} wake-ups a "
        f"minute, {spent_an_hour:.2f} s CPU an hour"
    )
    assert pss <= 45
    assert switched_a_minute <= 8
    assert spent_an_hour <= 0.3


def switches(pid: int) -> int:
    """Count the voluntary context switches of all threads."""
    words = [
        line.split()[1]
        for status in Path(f"/proc/{pid}/task").glob("*/status")
        for line in status.read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    ]
    return sum(map(int, words))


def cpu_seconds(pid: int) -> float:
    """Return the processor's time that a process has had, in nanoseconds' resolution."""
    spent = (path.read_text().split()[0] for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(map(int, spent)) / 1e9


def pss_megabytes(pid: int) -> float:
    """Return a process's proportional share of the memory."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(rollup.split("\nPss:")[1].split()[0]) / 1024
