"""`holdfast surf`: single keys at a real terminal, and the marks of 10 and 30 minutes in here."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import CTRL_C, CTRL_D, ENTER, Opens
from conftest import Commands
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.cli import riding as riding_room
from holdfast.cli.keys import keys_in
from holdfast.cli.riding import Riding, ride_on_screen
from holdfast.cli.saying import shows_unicode
from holdfast.desktop.stopwatch import Stopwatch
from holdfast.domain.ride import Ride
from holdfast.errors import HoldfastError, StorageError
from holdfast.services.events import sent
from holdfast.services.riding import begin_ride
from holdfast.services.tick import tick
from holdfast.services.urges import log_urge, rate_urge, show_urge

# It is reached in processes alone.
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


# ---- in this process, by a clock that is moved


class Person:
    """Presses keys at moments of a ride; between them the test's clock goes on by a minute."""

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
    """Ride with keys at minutes: `m10="5"`; gives all that was drawn."""
    drawn: list[Ride] = []
    person = Person(clock, {int(minute[1:]): key for minute, key in keys.items()})
    ride_on_screen(riding, person, drawn.append, [])
    return drawn


def test_it_asks_at_0_10_and_30_minutes_and_each_answer_is_written_down_then(
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


def test_before_it_asks_at_10_and_30_minutes_it_comes_by_the_place_that_says_so(
    ride: Riding, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[timedelta] = []
    monkeypatch.setattr(
        riding_room, "about_to_ask", lambda riding: came.append(riding.ride.elapsed)
    )
    go(ride, clock, m40="q")
    assert [one // timedelta(minutes=1) for one in came] == [0, 10, 30]


def test_what_can_not_be_written_down_ends_nothing_and_can_be_pressed_again(
    ride: Riding, app: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, broken = app.call, [True]

    def call(*args: Any, **kwargs: Any) -> Any:
        if broken and args[0] is rate_urge:
            broken.pop()
            raise StorageError("The disk is full.")
        return real(*args, **kwargs)

    monkeypatch.setattr(app, "call", call)
    drawn = go(ride, clock, m0="8", m1="7", m2="q")
    assert [one.unwritten for one in drawn] == [False, True, True, False, False]
    assert ride.trouble is None
    assert [one.intensity for one in app.call(show_urge).urge.ratings] == [7]


def test_one_that_was_settled_elsewhere_meanwhile_ends_the_ride_and_that_is_no_trouble(
    ride: Riding, app: App, clock: FakeClock
) -> None:
    app.call(sent, urge=1)
    go(ride, clock, m1="l")
    assert ride.ride.ended == "left"
    assert ride.trouble is None
    assert ride.elsewhere
    assert ride.elsewhere.message == "Urge 1 was sent, by what you said."


def test_the_desktop_does_not_ask_what_the_ride_asks(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge, intensity=8)
    run = app.call(tick, run=None).run
    clock.forward(seconds=20)
    riding = Riding(app, app.call(begin_ride), Stopwatch(clock).elapsed)
    asked: list[timedelta] = []
    for _ in range(12 * 31):
        clock.forward(seconds=5)
        before = riding.ride.asked
        riding.pass_time()
        if riding.ride.asked > before:
            asked.append(riding.ride.elapsed)
        run = app.call(tick, run=run).run
    assert [one // timedelta(seconds=1) for one in asked] == [9 * 60 + 40, 29 * 60 + 40]
    assert len(notifier.shown) == 1  # the word of patience


def test_nor_what_it_asks_a_minute_before_the_desktop_would_at_its_start(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    run = app.call(tick, run=None).run
    clock.forward(minutes=9)
    riding = Riding(app, app.call(begin_ride), Stopwatch(clock).elapsed)
    for _ in range(5):
        riding.pass_time()  # nobody answers
        clock.forward(minutes=1)
        run = app.call(tick, run=run).run
    assert riding.ride.question == 0
    assert len(notifier.shown) == 1  # the word of patience


def test_what_is_still_not_written_down_at_the_end_is_trouble(
    ride: Riding, app: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def call(*_: Any, **__: Any) -> Any:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(app, "call", call)
    go(ride, clock, m0="8", m11="l", m12="q")
    assert isinstance(ride.trouble, HoldfastError)
    assert ride.ride.rated == ()


def test_a_terminal_that_is_gone_ends_the_ride(ride: Riding) -> None:
    def gone(_: float) -> list[str]:
        raise EOFError

    ride_on_screen(ride, gone, lambda _: None, [])
    assert ride.ride.ended == "left"


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
def test_what_a_key_sends_is_that_key_and_a_pasted_text_is_none(sent: str, keys: list[str]) -> None:
    assert keys_in(sent) == keys


@pytest.mark.parametrize(
    ("encoding", "environment", "shows"),
    [
        ("utf-8", {}, True),
        ("utf-8", {"LANG": "de_DE.UTF-8"}, True),
        ("utf-8", {"LANG": "C"}, False),
        ("utf-8", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ("utf-8", {"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, True),
        ("utf-8", {"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, False),
        ("ascii", {}, False),
        ("latin-1", {}, False),
        ("no such", {}, False),
    ],
)
def test_unicode_is_shown_where_encoding_and_locale_know_it(
    encoding: str, environment: dict[str, str], *, shows: bool
) -> None:
    assert shows_unicode(encoding, environment) is shows


def test_without_a_terminal_it_says_what_to_do_instead(holdfast: Commands) -> None:
    said = holdfast("surf")
    assert (said.code, said.out) == (2, "")
    assert said.err == "Error: Riding it out needs you at a terminal.\nTry: holdfast rate 5\n"
    assert not holdfast.app.folders.database.exists()


# ---- the program itself, at a terminal


def test_one_key_rates_and_one_lets_it_go(logged: Commands, by_the_clock: Opens) -> None:
    surf = by_the_clock("surf")
    surf.until(NOW)
    surf.until(LEAVES)
    surf.type("5")
    surf.until("Noted: 8 → 5.")
    assert ratings(logged) == [5]
    surf.type("l")
    assert surf.end() == 0
    assert "Noted: 8 → 5.\nUrge 1: let go.\nHeld: nothing goes to Ex until" in surf.seen
    assert urge(logged)["outcome"] == "let-go"
    assert "zwieback" not in surf.seen


@pytest.mark.parametrize("key", ["q", "\x1b", CTRL_D], ids=["q", "escape", "ctrl-d"])
def test_leaving_is_no_failure_and_says_what_stays(
    logged: Commands, by_the_clock: Opens, key: str
) -> None:
    surf = by_the_clock("surf", "1")
    surf.until(LEAVES)
    surf.type(key)
    assert surf.end() == 0
    assert "It stays open. What is held stays held.\n" in surf.seen
    assert "To let it go later: holdfast let-go 1\n" in surf.seen
    assert ratings(logged) == []
    assert urge(logged)["outcome"] == "open"


MODES = "stty -a | grep -o '[-]*icanon\\|[-]*echo \\|[-]*ixon'"


@pytest.fixture
def in_a_shell(logged: Commands, terminal: Opens) -> Iterator[Opens]:
    """Run it within a shell that says afterwards how it ended, and how the terminal is."""

    def opened(*words: str, **how: Any) -> Any:
        ride = f"{sys.executable} -m holdfast surf {' '.join(words)}"
        shell = f"trap : INT TERM HUP; {MODES}; {ride}; echo code $?; {MODES}; echo done"
        return terminal(program=["bash", "-c", shell], **how)

    yield opened
    assert urge(logged)["outcome"] == "open"


def modes(text: str) -> list[str]:
    return re.findall(r"-*(?:icanon|echo|ixon)\b", text)


@pytest.mark.parametrize("by", [CTRL_C, signal.SIGTERM, signal.SIGHUP], ids=str)
def test_whatever_ends_it_the_terminal_is_as_it_was(in_a_shell: Opens, by: str | int) -> None:
    surf = in_a_shell()
    before = modes(surf.until("\x1b[?1049h"))
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
    surf.end()


@pytest.mark.usefixtures("logged")
def test_an_exception_gives_the_terminal_back_too(terminal: Opens, process: Any) -> None:
    breaks = (
        "import holdfast.rendering.surf as room\n"
        "def fail(*_, **__): raise RuntimeError\n"
        "room.surf_screen = fail\n"
        "from holdfast.cli.main import run\n"
        "run()\n"
    )
    file = process.folders.home / "breaks.py"
    file.write_text(breaks)
    shell = f"{MODES}; {sys.executable} {file} surf; echo code $?; {MODES}; echo done"
    surf = terminal(program=["bash", "-c", shell])
    before = modes(surf.until(ON))
    surf.until(OFF)
    after = surf.until("done")
    assert "code 1" in after
    assert "went wrong inside Holdfast" in after
    assert modes(after) == before
    surf.end()


def test_a_window_that_is_closed_leaves_the_urge_as_it_is(
    logged: Commands, by_the_clock: Opens
) -> None:
    surf = by_the_clock("surf")
    surf.until(LEAVES)
    surf.hang_up()
    assert urge(logged)["outcome"] == "open"


@pytest.mark.usefixtures("logged")
def test_it_follows_the_terminal_to_40_columns(by_the_clock: Opens) -> None:
    surf = by_the_clock("surf")
    surf.until(f"{NOW} Press 0 to 9, or t for 10.")
    surf.child.setwinsize(12, 40)
    narrow = surf.until(LEAVES) + surf.until("Press 0 to 9, or t for 10.")
    assert f"{NOW} Press" not in narrow
    surf.type("q")
    assert surf.end() == 0


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("variable", [{"COLUMNS": "0"}, {"COLUMNS": "5"}, {"TTY_INTERACTIVE": "0"}])
def test_it_draws_on_the_terminal_as_it_is_whatever_a_variable_says(
    by_the_clock: Opens, variable: dict[str, str]
) -> None:
    by_the_clock("surf", **variable).until(f"{NOW} Press 0 to 9, or t for 10.")


def test_with_none_open_one_is_written_down_and_that_is_said(
    holdfast: Commands, by_the_clock: Opens
) -> None:
    surf = by_the_clock("surf")
    surf.until("Written down as urge 1, without a message.")
    surf.until("Written down as urge 1")
    surf.until(NOW)
    surf.type("t")
    surf.until("Noted: 10.")
    surf.type("q")
    assert surf.end() == 0
    assert (urge(holdfast)["has_draft"], ratings(holdfast)) == (False, [10])


def test_a_number_that_is_no_urge_writes_nothing_down(
    logged: Commands, by_the_clock: Opens
) -> None:
    surf = by_the_clock("surf", "7")
    assert surf.end() == 1
    assert "There is no urge 7." in surf.seen
    assert len(logged.ok("list", "--json").json) == 1


def test_one_that_was_let_go_before_can_be_rated_and_left(
    logged: Commands, by_the_clock: Opens
) -> None:
    logged.ok("let-go", "1")
    surf = by_the_clock("surf", "1")
    assert "let it go" not in surf.until(LEAVES)
    surf.type("2")
    surf.until("Noted: 8 → 2.")
    surf.type("q")
    assert surf.end() == 0
    assert "To let it go" not in surf.seen


def test_a_ledger_that_breaks_on_the_way_is_said_after_leaving(
    logged: Commands, by_the_clock: Opens
) -> None:
    surf = by_the_clock("surf")
    surf.until(LEAVES)
    logged.app.folders.database.write_bytes(b"Dear Sam,\n" * 1_000)
    surf.type("5")
    surf.until("could not be written down")
    surf.type("q")
    assert surf.end() == 1
    assert "What is held stays held." in surf.seen
    assert surf.seen.count("Error:") == 1
    assert "Traceback" not in surf.seen


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"LC_ALL": "C"}], ids=str)
def test_it_needs_neither_colour_nor_unicode(
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


def test_on_a_dumb_terminal_it_goes_line_by_line(logged: Commands, by_the_clock: Opens) -> None:
    surf = by_the_clock("surf", TERM="dumb")
    surf.answer(f"{NOW} (Enter: skip, l: let it go, q: leave) ", "eleven")
    surf.until("Please say 0 to 10, Enter, or one of the letters.")
    surf.answer("q: leave) ", "10")
    surf.until("Noted: 8 → 10.")
    surf.answer("Enter goes on (l: let it go, q: leave) ", "")
    surf.answer("Enter goes on (l: let it go, q: leave) ", "l")
    assert surf.end() == 0
    assert "Urge 1: let go." in surf.seen
    assert ON not in surf.seen
    assert ratings(logged) == [10]


@pytest.mark.usefixtures("logged")
def test_into_a_file_goes_what_came_of_it_and_nothing_is_drawn(
    terminal: Opens, tmp_path: Path
) -> None:
    file = tmp_path / "said.txt"
    command = f"{sys.executable} -m holdfast surf > {file}"
    surf = terminal(program=["bash", "-c", command])
    surf.answer("q: leave) ", "5")
    surf.answer("q: leave) ", "q")
    assert surf.end() == 0
    assert file.read_text().startswith("Noted: 8 → 5.\nIt stays open.")


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize(("key", "code"), [("q" + ENTER, 0), (CTRL_D, 0), (CTRL_C, 130)])
def test_line_by_line_it_can_be_left_at_any_time(by_the_clock: Opens, key: str, code: int) -> None:
    surf = by_the_clock("surf", TERM="dumb")
    surf.until("q: leave) ")
    surf.type(key)
    assert surf.end() == code
    assert "It stays open. What is held stays held." in surf.seen
    assert "Traceback" not in surf.seen
