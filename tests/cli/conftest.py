"""A person at a terminal, for the tests of commands that ask."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread
from typing import Any

import pexpect
import pytest

from conftest import Processes

ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"


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
