"""A person at a terminal, for the tests of commands that ask."""

import os
import re
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pexpect
import pytest
from pexpect.fdpexpect import fdspawn

from conftest import Commands, Processes
from fakes import FakeClock
from forked import Forked, can_be_forked

TESTS = Path(__file__).parents[1]
ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"
STRENGTH = "(Enter to skip) "
LET_IT_GO = "Let it go? [Y/n] "
KEEP = "Keep what you typed? [Y/n] "

# The program itself, with the time of the test's own clock.
_BY_THE_CLOCK = """
import os, sys
from datetime import datetime, timedelta
tests, moment, up, boot, synchronised, *words = sys.argv[1:]
sys.path.insert(0, tests)
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.cli.main import cli
from holdfast.cli.saying import say_warning
from holdfast.desktop.folders import find_folders
up = timedelta(seconds=float(up))
clock = FakeClock(datetime.fromisoformat(moment), up, boot, synchronised == "True")
folders = find_folders(os.environ)
sys.argv = ["holdfast", *words]
cli.main(words, obj=App(folders, clock=clock, notifier=FakeNotifier(), warn=say_warning))
"""


class ForkedAtTerminal(fdspawn):  # type: ignore[misc] # pexpect ships no types
    """A forked process at a terminal of its own; works like `pexpect.spawn`."""

    def __init__(self, program: list[str], environment: dict[str, str], columns: int) -> None:
        ours, theirs = os.openpty()
        termios.tcsetwinsize(ours, (24, columns))
        self.process = Forked(program, environment, (theirs, theirs, theirs), terminal=True)
        os.close(theirs)
        super().__init__(ours, encoding="utf-8", timeout=20)
        self.pid = self.process.pid
        self.kill = self.process.kill

    def setwinsize(self, rows: int, columns: int) -> None:
        """Make its terminal another size."""
        termios.tcsetwinsize(self.child_fd, (rows, columns))

    def wait(self) -> int:
        """Return its exit code, or the signal's number below zero."""
        return self.process.wait(20)

    def close(self, *, force: bool = False) -> None:
        """Close its terminal."""
        super().close()
        if force:
            self.kill()
            self.wait()


class StartedAtTerminal(pexpect.spawn):  # type: ignore[misc] # the same
    """A program that is really started, at a terminal of its own."""

    def __init__(self, program: list[str], environment: dict[str, str], columns: int) -> None:
        super().__init__(
            program[0],
            program[1:],
            env=environment,
            dimensions=(24, columns),
            encoding="utf-8",
            timeout=20,
        )
        self.ptyproc.delayafterclose = 0

    def wait(self) -> int:
        """Return its exit code, or the signal's number below zero."""
        self.ptyproc.wait()
        ended = self.ptyproc
        return int(ended.exitstatus) if ended.signalstatus is None else -int(ended.signalstatus)


class Terminal:
    """A terminal of its own in which one command runs."""

    def __init__(self, child: ForkedAtTerminal | StartedAtTerminal) -> None:
        self.child = child
        self.seen = ""

    def until(self, words: str) -> str:
        """Read until the words appear; return the text before them."""
        self.child.expect_exact(words)
        before = _plain(str(self.child.before))
        self.seen += before + words
        return before

    def type(self, text: str) -> None:
        """Type or paste, however long it is, while the terminal goes on echoing."""
        Thread(target=self._send, args=(text.encode(),), daemon=True).start()

    def answer(self, question: str, said: str) -> str:
        """Wait for a question, then type an answer and press Enter; return the text before it."""
        before = self.until(question)
        self.type(said + ENTER)
        return before

    def end(self) -> int:
        """Read the rest; return the exit code."""
        self.child.expect(pexpect.EOF)
        self.seen += _plain(str(self.child.before))
        return self.child.wait()

    def hang_up(self) -> None:
        """Close the terminal's window, and wait until the command has ended."""
        os.close(self.child.child_fd)
        self.child.child_fd = -1
        self.child.wait()

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


def finish(log: Terminal, strength: str = "", let_go: str = "n") -> None:
    """Answer the questions after a message, and wait until `log` has ended."""
    log.answer(STRENGTH, strength)
    log.answer(LET_IT_GO, let_go)
    assert log.end() == 0


def an_editor(folder: Path, script: str, name: str = "editor") -> str:
    """Return the path of an editor: a shell script that gets the draft's file as $1."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


Opens = Callable[..., Terminal]


@pytest.fixture
def _sam_and_robin(holdfast: Commands) -> None:
    """Add two contacts; the last urge was logged for Sam."""
    for name in ("Sam", "Robin"):
        holdfast.ok("contact", "add", name)
    holdfast.ok("log", "--contact", "Sam", "--no-draft")


@pytest.fixture
def terminal(process: Processes) -> Iterator[Opens]:
    """Run `holdfast …` at a terminal: `terminal("log")`; end commands that a test leaves behind."""
    opened: list[Terminal] = []

    def at_terminal(
        *words: str, columns: int = 80, program: list[str] | None = None, **environment: Any
    ) -> Terminal:
        called = program or [sys.executable, "-m", "holdfast", *words]
        whole = {**process.environment, "TERM": "xterm-256color", **environment}
        for name in ("COLUMNS", "LINES"):  # pytest-xdist sets them; the terminal knows its own
            whole.pop(name, None)
        if process.started or called[0] != sys.executable or not can_be_forked(whole):
            opened.append(Terminal(StartedAtTerminal(called, whole, columns)))
        else:
            opened.append(Terminal(ForkedAtTerminal(called[1:], whole, columns)))
        return opened[-1]

    yield at_terminal
    for one in opened:
        with suppress(OSError):
            one.child.close(force=True)


@pytest.fixture
def by_the_clock(terminal: Opens, clock: FakeClock) -> Opens:
    """Run `holdfast …` at a terminal by the test's own clock: `by_the_clock("requests")`."""

    def at_terminal(*words: str, **how: Any) -> Terminal:
        up = str(clock.up.total_seconds())
        now = (clock.moment.isoformat(), up, str(clock.boot), str(clock.synchronised))
        program = [sys.executable, "-c", _BY_THE_CLOCK, str(TESTS), *now, *words]
        return terminal(program=program, **how)

    return at_terminal
