"""The real program while the wall's clock is set: libfaketime moves it, and nothing else."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from conftest import Processes
from needs import require_programs

# The kernel of a machine that is set by network would vouch for a wall that only a preloaded
# library moves; there such a library is a limit that the docs name.
_UNSYNCHRONISED = """
import sys
from holdfast.desktop.clock import SystemClock
SystemClock.synchronised = lambda self: False
from holdfast.__main__ import run
sys.argv[0] = "holdfast"
run()
"""


@dataclass
class Faked:
    """Commands run at another time than it is."""

    process: Processes
    zone: str = "Europe/Berlin"

    def __call__(self, *words: str, by: str = "+0", typed: str = "") -> Any:
        done = subprocess.run(
            ["faketime", "-f", by, sys.executable, "-c", _UNSYNCHRONISED, *words, "--json"],
            env={
                **self.process.environment,
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "TZ": self.zone,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in {0, 1, 10}, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def at(process: Processes) -> Faked:
    require_programs("faketime")
    return Faked(process)


def test_the_clock_is_really_moved(at: Faked) -> None:
    at("log", typed="I miss you")
    (clock,) = at("doctor", "clock", by="+31d")
    assert not clock["ok"]
    assert "31 d ahead" in clock["says"]


@pytest.mark.parametrize("by", ["+31d", "+400d", "-400d"])
def test_no_promise_ends_sooner_or_later(at: Faked, by: str) -> None:
    at("cooldown", "start", "30d")
    before = at("check")
    moved = at("check", by=by)
    assert moved["until"] == before["until"]
    assert 0 <= before["remaining_seconds"] - moved["remaining_seconds"] < 60
    # What is written meanwhile changes nothing of it, and right again is as before.
    at("log", by=by, typed="I miss you")
    assert at("check")["until"] == before["until"]


def test_small_steps_earn_nothing(at: Faked) -> None:
    at("cooldown", "start", "1d")
    until = at("check")["until"]
    for hours in range(0, 48, 6):
        at("rate", "1", "5", by=f"+{hours}h") if hours else at("log", typed="I miss you")
        assert at("check", by=f"+{hours}h")["until"] >= until
    assert at("check", by="+48h")["held"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def test_another_zone_moves_no_end(at: Faked, zone: str) -> None:
    at("cooldown", "start", "30d")
    until = at("check")["until"]
    assert Faked(at.process, zone)("check")["until"] == until


@pytest.mark.parametrize(
    ("zone", "before_change"),
    [
        ("Europe/Berlin", "2027-03-27 20:00:00"),
        ("Europe/Berlin", "2026-10-24 20:00:00"),
        ("America/New_York", "2027-03-13 20:00:00"),
        ("America/New_York", "2026-10-31 20:00:00"),
    ],
)
def test_a_day_over_a_change_of_the_clock_has_24_hours(
    process: Processes, zone: str, before_change: str
) -> None:
    require_programs("faketime")
    at = Faked(process, zone)
    started = at("cooldown", "start", "1d", by=f"@{before_change}")
    start, end = (datetime.fromisoformat(started[key]) for key in ("started_at", "ends_at"))
    assert end - start == timedelta(days=1)
