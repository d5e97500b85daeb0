"""`holdfast surf`: keys at a real terminal, and whole rides by the fake clock in this process."""

import os
import re
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import CTRL_C, CTRL_D, Opens, Terminal
from conftest import Commands
from fakes import FakeClock
from holdfast.app import App
from holdfast.cli.keys import keys_in
from holdfast.cli.ride import Riding, ride_on_screen
from holdfast.cli.saying import shows_unicode
from holdfast.clock.stopwatch import Stopwatch
from holdfast.urges.ride import Ride
from holdfast.urges.surf import begin_ride
from holdfast.urges.use_cases import log_urge, show_urge

# Coverage is measured in the child processes, too.
pytestmark = pytest.mark.measured

NOW = "How strong is it now, 0 to 10?"
LEAVES = "q  leave"
ON, OFF, SHOWN = "\x1b[?1049h", "\x1b[?1049l", "\x1b[?25h"


def urge(holdfast: Commands, number: int = 1) -> Any:
    return holdfast.ok("show", str(number), "--json").json["urge"]


def ratings(holdfast: Commands) -> list[int]:
    return [rating["intensity"] for rating in urge(holdfast)["ratings"]]


@pytest.fixture
def logged(holdfast: Commands, clock: FakeClock) -> Commands:
    holdfast.ok("log", "--intensity", "8", typed="zwieback, I miss you")
    clock.forward(minutes=5)
    return holdfast


# ---- in this process, by the fake clock


class Person:
    """Presses keys at minutes of a ride; between them the fake clock moves on by a minute."""

    def __init__(self, clock: FakeClock, keys: dict[int, str]) -> None:
        self.clock = clock
        self.keys = dict(keys)
        self.minute = 0

    def __call__(self, seconds: float) -> list[str]:
        assert seconds < 1
        found = [self.keys.pop(self.minute)] if self.minute in self.keys else []
        if not found:
            self.minute += 1
            self.clock.forward(minutes=1)
        return found


@pytest.fixture
def ride(app: App, clock: FakeClock) -> Riding:
    app.call(log_urge, draft="I miss you", intensity=8)
    clock.forward(minutes=5)
    return Riding(app, app.call(begin_ride), Stopwatch(clock).elapsed)


def go(riding: Riding, clock: FakeClock, **keys: str) -> list[Ride]:
    """Ride with keys at minutes: `m10="5"`; return all that was drawn."""
    drawn: list[Ride] = []
    person = Person(clock, {int(minute[1:]): key for minute, key in keys.items()})
    ride_on_screen(riding, person, drawn.append, [])
    return drawn


def test_surf_asks_at_0_10_and_30_minutes_and_saves_each_answer_at_once(
    ride: Riding, app: App, clock: FakeClock
) -> None:
    started = clock.moment
    drawn = go(ride, clock, m0="8", m4="9", m10="5", m12="9", m31="t", m40="q")
    asked = [one.elapsed // timedelta(minutes=1) for one in drawn if one.question is not None]
    assert asked == [0, 10, 30, 31]
    rated = [
        ((rating.at - started) // timedelta(minutes=1), rating.intensity)
        for rating in app.call(show_urge).urge.ratings
    ]
    assert rated == [(0, 8), (10, 5), (31, 10)]
    assert ride.ride.ended == "left"
    assert ride.trouble is None


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("8", ["8"]),
        ("L", ["l"]),
        ("\x1b", ["esc"]),
        ("\x1b\x1b", ["esc", "esc"]),
        ("\x1b[A", []),
        ("\x1b[1;5C\x1bOP\x1b[15~", []),
        ("\x1bl", []),
        (CTRL_D, ["q"]),
        ("ü心\x00\r", []),
        ("5l", ["5", "l"]),
        ("I would like to see you", []),
        ("\x1b[200~hello\x1b[201~", []),
    ],
)
def test_single_keys_are_recognised_and_pasted_text_is_ignored(sent: str, keys: list[str]) -> None:
    assert keys_in(sent) == keys


@pytest.mark.parametrize(
    ("encoding", "environment", "shows"),
    [
        ("utf-8", {}, True),
        ("utf-8", {"LANG": "C"}, False),
        ("utf-8", {"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, True),
        ("utf-8", {"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, False),
        ("ascii", {}, False),
        ("no such", {}, False),
    ],
)
def test_unicode_is_shown_if_encoding_and_locale_support_it(
    encoding: str, environment: dict[str, str], *, shows: bool
) -> None:
    assert shows_unicode(encoding, environment) is shows


def test_surf_without_a_terminal_suggests_rate(holdfast: Commands) -> None:
    said = holdfast("surf")
    assert (said.code, said.out) == (2, "")
    assert said.err == "Error: Riding it out needs a terminal.\nTry: holdfast rate\n"
    assert not holdfast.app.folders.database.exists()


# ---- the program itself, at a terminal


def test_one_key_rates_and_another_lets_the_urge_go(logged: Commands, by_the_clock: Opens) -> None:
    surf = by_the_clock("surf")
    surf.until(NOW)
    surf.until(LEAVES)
    surf.type("5")
    surf.until("Noted: 8 → 5.")
    assert ratings(logged) == [5]
    surf.type("l")
    assert surf.end() == 0
    assert "Noted: 8 → 5.\nLet go (#1).\n" in surf.seen
    assert urge(logged)["outcome"] == "let-go"
    assert "zwieback" not in surf.seen


@pytest.mark.parametrize("key", ["q", "\x1b", CTRL_D], ids=["q", "escape", "ctrl-d"])
def test_leaving_keeps_the_urge_open_and_exits_with_0(
    logged: Commands, by_the_clock: Opens, key: str
) -> None:
    surf = by_the_clock("surf", "1")
    surf.until(LEAVES)
    surf.type(key)
    assert surf.end() == 0
    assert "Kept. When you're ready: holdfast let-go 1\n" in surf.seen
    assert ratings(logged) == []
    assert urge(logged)["outcome"] == "open"


MODES = "stty -a | grep -o '[-]*icanon\\|[-]*echo \\|[-]*ixon'"


def modes(text: str) -> list[str]:
    return re.findall(r"-*(?:icanon|echo|ixon)\b", text)


def in_a_shell(terminal: Opens, program: str) -> Terminal:
    """Run `surf` in a shell that prints the exit code and the modes of the terminal."""
    ride = f"{sys.executable} {program} surf"
    shell = f"trap : INT TERM HUP; {MODES}; {ride}; echo code $?; {MODES}; echo done"
    return terminal(program=["bash", "-c", shell])


@pytest.mark.parametrize("by", [CTRL_C, signal.SIGTERM, signal.SIGHUP], ids=str)
def test_ctrl_c_and_signals_restore_the_terminal(
    logged: Commands, terminal: Opens, by: str | int
) -> None:
    surf = in_a_shell(terminal, "-m holdfast")
    before = modes(surf.until(ON))
    surf.until(LEAVES)
    if isinstance(by, int):
        os.killpg(os.tcgetpgrp(surf.child.child_fd), by)
    else:
        surf.type(by)
    surf.until(OFF)
    after = surf.until("done")
    assert "code 130" in after
    assert modes(after) == before
    assert before
    assert urge(logged)["outcome"] == "open"


BREAKS = """
import holdfast.urges.surf_words as room
def fail(*_, **__): raise RuntimeError
room.surf_screen = fail
from holdfast.cli.main import run
run()
"""


@pytest.mark.usefixtures("logged")
def test_an_unforeseen_error_restores_the_terminal(terminal: Opens, tmp_path: Path) -> None:
    (tmp_path / "breaks.py").write_text(BREAKS)
    surf = in_a_shell(terminal, str(tmp_path / "breaks.py"))
    before = modes(surf.until(ON))
    surf.until(OFF)
    after = surf.until("done")
    assert "code 1" in after
    assert "went wrong inside Holdfast" in after
    assert modes(after) == before


def test_closing_the_terminal_keeps_the_urge_open(logged: Commands, by_the_clock: Opens) -> None:
    surf = by_the_clock("surf")
    surf.until(LEAVES)
    surf.hang_up()
    assert urge(logged)["outcome"] == "open"


@pytest.mark.usefixtures("logged")
def test_surf_follows_the_terminals_size_to_40_columns(by_the_clock: Opens) -> None:
    surf = by_the_clock("surf")
    surf.until(f"{NOW} Press 0 to 9, or t for 10.")
    surf.child.setwinsize(12, 40)
    narrow = surf.until(LEAVES) + surf.until("Press 0 to 9, or t for 10.")
    assert f"{NOW} Press" not in narrow
    surf.type("q")
    assert surf.end() == 0


def test_surf_without_an_open_urge_logs_one(holdfast: Commands, by_the_clock: Opens) -> None:
    surf = by_the_clock("surf")
    surf.until("Saved (#1), without a message.")
    surf.until("Saved (#1)")
    surf.until(NOW)
    surf.type("t")
    surf.until("Noted: 10.")
    surf.type("q")
    assert surf.end() == 0
    assert (urge(holdfast)["has_draft"], ratings(holdfast)) == (False, [10])


def test_a_ledger_that_breaks_during_the_ride_is_reported_after_leaving(
    logged: Commands, by_the_clock: Opens
) -> None:
    surf = by_the_clock("surf")
    surf.until(LEAVES)
    logged.app.folders.database.write_bytes(b"Dear Sam,\n" * 1_000)
    surf.type("5")
    surf.until("couldn't be saved")
    surf.type("q")
    assert surf.end() == 1
    assert "Kept." in surf.seen
    assert surf.seen.count("Error:") == 1
    assert "Traceback" not in surf.seen


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"LC_ALL": "C"}], ids=str)
def test_surf_works_without_colour_and_without_unicode(
    by_the_clock: Opens, environment: dict[str, str]
) -> None:
    surf = by_the_clock("surf", **environment)
    surf.child.expect_exact(LEAVES)
    drawn = str(surf.child.before)
    if "NO_COLOR" in environment:
        assert re.findall(r"\x1b\[[0-9;]+m", drawn) == []
    else:
        assert drawn.isascii()
        assert "=" in drawn
    surf.type("q")
    assert surf.end() == 0


def test_surf_refuses_a_terminal_that_can_not_be_drawn_on(
    holdfast: Commands, terminal: Opens, tmp_path: Path
) -> None:
    said = "Error: This terminal can't draw a screen.\nTry: holdfast rate\n"
    surf = terminal("surf", TERM="dumb")
    assert surf.end() == 1
    assert said in surf.seen
    into_a_file = f"{sys.executable} -m holdfast surf > {tmp_path / 'said.txt'}"
    surf = terminal(program=["bash", "-c", into_a_file])
    assert surf.end() == 1
    assert said in surf.seen
    assert not holdfast.app.folders.database.exists()
