"""A person at a terminal, for the tests of commands that ask."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pexpect
import pytest

from conftest import Commands, Processes
from doors import Asked, a_door
from fakes import FakeClock
from holdfast.app import App

TESTS = Path(__file__).parents[1]
ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"
STRENGTH = "(Enter: skip) "
LET_IT_GO = "Let it go? [Y/n] "
KEEP = "Keep what you typed, and hold it? [Y/n] "

# The program itself, by a clock that stands where the test's own does.
_BY_THE_CLOCK = """
import os, sys
from datetime import datetime, timedelta
tests, moment, since_boot, *words = sys.argv[1:]
sys.path.insert(0, tests)
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.cli.main import cli
from holdfast.cli.saying import say_warning
from holdfast.desktop.folders import find_folders
ran = timedelta(seconds=float(since_boot))
clock = FakeClock(datetime.fromisoformat(moment), ran, ran)
folders = find_folders(os.environ)
sys.argv = ["holdfast", *words]
cli.main(words, obj=App(folders, clock=clock, notifier=FakeNotifier(), warn=say_warning))
"""


class Terminal:
    """A terminal of its own in which one command runs."""

    def __init__(self, environment: dict[str, str], words: list[str], columns: int) -> None:
        self.child = pexpect.spawn(
            words[0],
            words[1:],
            env=environment,
            dimensions=(24, columns),
            encoding="utf-8",
            timeout=20,
        )
        self.child.ptyproc.delayafterclose = 0
        self.seen = ""

    def until(self, words: str) -> str:
        """Read on until the words stand there; gives what came before them."""
        self.child.expect_exact(words)
        before = _plain(str(self.child.before))
        self.seen += before + words
        return before

    def type(self, text: str) -> None:
        """Type or paste, however long it is, while the terminal goes on echoing."""
        Thread(target=self._send, args=(text.encode(),), daemon=True).start()

    def answer(self, question: str, said: str) -> str:
        """Wait for a question, then say something and press Enter."""
        before = self.until(question)
        self.type(said + ENTER)
        return before

    def end(self) -> int:
        """Read what is left; gives the exit code."""
        self.child.expect(pexpect.EOF)
        self.seen += _plain(str(self.child.before))
        self.child.wait()
        if self.child.signalstatus is not None:
            return -int(self.child.signalstatus)
        return int(self.child.exitstatus)

    def hang_up(self) -> None:
        """Close the terminal's window, and wait until the command has ended."""
        os.close(self.child.child_fd)
        self.child.ptyproc.wait()

    def _send(self, data: bytes) -> None:
        with suppress(OSError):  # the command may have ended by then
            while data:
                data = data[os.write(self.child.child_fd, data) :]


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r\n", "\n")


def write(terminal: Terminal, *lines: str) -> None:
    """Type lines of a message, and the dot that ends it."""
    for line in (*lines, "."):
        terminal.answer("> ", line)


THEIR_OWN = {"keep_page", "show_test_nudge"}
"""What a command does itself: it hands something to a desktop, or draws."""


@pytest.fixture(params=["alone", "through the door"])
def holdfast(
    request: pytest.FixtureRequest, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Commands]:
    """Run `holdfast …` in this process: alone, and with a daemon's door that answers."""
    if request.param == "alone":
        yield Commands(app)
        return
    runtime = tmp_path / "run"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    daemons = App(app.folders, clock=app.clock, notifier=app._notifier)
    door = Asked()
    with a_door(daemons):
        yield Commands(app, door)
    # Each was answered there, or the test says what has to be done by the command itself.
    if request.node.get_closest_marker("yourself") is None:
        assert [name for name in door.asked if name not in THEIR_OWN] == door.answered


Opens = Callable[..., Terminal]


@pytest.fixture
def terminal(process: Processes) -> Iterator[Opens]:
    """Run `holdfast …` at a terminal: `terminal("log")`; what still runs at the end is ended."""
    opened: list[Terminal] = []

    def at_terminal(
        *words: str, columns: int = 80, program: list[str] | None = None, **environment: Any
    ) -> Terminal:
        called = program or [sys.executable, "-m", "holdfast", *words]
        whole = {**process.environment, "TERM": "xterm-256color", **environment}
        for name in ("COLUMNS", "LINES"):  # pytest-xdist sets them; the terminal knows its own
            whole.pop(name, None)
        opened.append(Terminal(whole, called, columns))
        return opened[-1]

    yield at_terminal
    for one in opened:
        with suppress(OSError):
            one.child.close(force=True)


@pytest.fixture
def by_the_clock(terminal: Opens, clock: FakeClock) -> Opens:
    """Run `holdfast …` at a terminal by the test's own clock: `by_the_clock("changes")`."""

    def at_terminal(*words: str, **how: Any) -> Terminal:
        now = (clock.moment.isoformat(), str(clock.since_boot.total_seconds()))
        program = [sys.executable, "-c", _BY_THE_CLOCK, str(TESTS), *now, *words]
        return terminal(program=program, **how)

    return at_terminal
