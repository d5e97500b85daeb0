"""How a command asks: at a terminal, on stderr, losing nothing of what is typed.

Of our own, on the readline that Python has: `click.prompt` cuts a pasted line at the 4,095
characters of the terminal's line mode, and a full line editor costs more than the whole command
may take.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from holdfast.cli.saying import say, terminal_width, text_of
from holdfast.errors import HoldfastError, NeedsAnswer

if TYPE_CHECKING:
    from holdfast.app import App
    from holdfast.services.ports import Ports

P = ParamSpec("P")
R = TypeVar("R")

END_OF_DRAFT = "."
_ENDING = ("SIGINT", "SIGTERM", "SIGQUIT")
PASTE_SECONDS = 0.03
LOOK_EVERY_SECONDS, SOON_SECONDS = 0.2, 0.001
_LOOKS = hasattr(signal, "setitimer")  # not on Windows
_YES = frozenset({"y", "yes", "j", "ja"})
_NO = frozenset({"n", "no", "not now", "nein"})
_unheard: list[int] = []
"""Signals that came while nothing was asked: the next question hears them."""


class Interrupted(click.Abort):
    """Ctrl-C at a prompt; `typed` is what stood there, finished or not.

    With `told_to_end` it was another signal: nobody will answer one more question. `left` says
    what has become of the command.
    """

    def __init__(
        self, typed: str, *, told_to_end: bool = False, left: str = "Nothing was changed."
    ) -> None:
        super().__init__()
        self.typed = typed
        self.told_to_end = told_to_end
        self.left = left


def at_terminal() -> bool:
    """Say whether there is a person to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(
    question: str,
    meanwhile: Callable[[], None] | None = None,
    *,
    unfinished_counts: bool = True,
) -> str:
    """Ask for one line; EOFError at its end, Interrupted on Ctrl-C.

    A closed terminal ends the line as it stands, and after it there is no more; where
    `unfinished_counts` is False, there is none then either. `meanwhile` is called once the prompt
    stands.
    """
    line = _Line()
    if _LOOKS:
        # Not the default, which would end everything: one may come before it is listened to.
        signal.signal(signal.SIGALRM, lambda _signal, _frame: None)
    with _on_stderr(), _keeping_what_is_typed(line, meanwhile), _looking_now_and_then(line):
        try:
            said = input(_wrapped(question))
        except (EOFError, OSError):
            if at_terminal() or not line.typed or not unfinished_counts:
                raise EOFError from None
            said = line.typed
    if line.ended_by is not None:
        raise line.interruption(said)
    return said


def _wrapped(question: str) -> str:
    """Break a long question at words: readline would break it within one."""
    if len(question) < (width := terminal_width()):
        return question
    import textwrap

    lines = textwrap.wrap(question, width - 2, break_on_hyphens=False, break_long_words=False)
    return "\n".join(lines) + " "


def ask_yes(question: str, *, default: bool, when_gone: bool = False) -> bool:
    """Ask yes or no; Enter means the default, Ctrl-D and a closed terminal `when_gone`."""
    while True:
        try:
            wanted = f"{question} [{'Y/n' if default else 'y/N'}] "
            said = ask(wanted, unfinished_counts=False).strip().lower()
        except EOFError:
            say("", err=True)
            return when_gone
        if not said:
            return default
        if said in _YES | _NO:
            return said in _YES
        say("Please say y or n.", err=True)


def read_draft(meanwhile: Callable[[], None]) -> str:
    """Read lines of any length until Ctrl-D or a line with a single dot.

    Interrupted on Ctrl-C, with all that was typed.
    """
    lines: list[str] = []
    while True:
        try:
            line = ask("> ", None if lines else meanwhile)
        except EOFError:
            say("", err=True)
            break
        except Interrupted as interrupted:
            interrupted.typed = _as_typed([*lines, interrupted.typed])
            raise
        if line == END_OF_DRAFT and not _more_is_waiting():
            break
        lines.append(line)
    return _as_typed(lines)


def _more_is_waiting() -> bool:
    """Say whether more came in with a line: then it was pasted, and a dot in it ends nothing."""
    from select import select

    try:
        return bool(select([sys.stdin], [], [], PASTE_SECONDS)[0])
    except (OSError, ValueError):  # closed; or Windows, where only sockets can be asked
        return False


def _as_typed(lines: list[str]) -> str:
    # What a terminal sent that is no UTF-8 came in byte by byte.
    return text_of("\n".join(lines).encode(errors="surrogateescape"))


@contextmanager
def ending_later() -> Iterator[list[int]]:
    """Let what is being written down be finished before a signal ends it; gives those that came.

    A question asked meanwhile hears them at once, and so does the next one that is asked.
    """
    came: list[int] = []

    def hear(by: int, _frame: FrameType | None) -> None:
        came.append(by)
        _unheard.append(by)

    numbers = [getattr(signal, name) for name in (*_ENDING, "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, hear) for number in numbers}
    try:
        yield came
    finally:
        _unheard.clear()
        for number, handler in before.items():
            signal.signal(number, handler)


def call_asking(
    app: App, use_case: Callable[Concatenate[Ports, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Call a use case; what it still needs to know is asked, where there is somebody to ask."""
    typed = ""
    while True:
        try:
            return app.call(use_case, *args, **kwargs)
        except NeedsAnswer as needed:
            if not at_terminal():
                raise
            kwargs[needed.argument] = answer = _answer(needed)
            typed = answer if needed.in_words else typed
        except HoldfastError:
            if typed:
                say_typed(typed)
            raise


def say_typed(typed: str) -> None:
    """Give words back that could not be written down."""
    from holdfast.rendering.words import visible

    say(f"What you had typed: {visible(typed)}", err=True)


def _answer(needed: NeedsAnswer) -> Any:
    if needed.in_words:
        return _words(needed.message)
    if not needed.choices:
        if ask_yes(needed.message, default=needed.default == "yes"):
            return True
        say("Nothing was changed.", err=True)
        raise click.exceptions.Exit(1)
    from holdfast.rendering.words import visible

    say(visible(needed.message), err=True)
    for choice in needed.choices:
        say(f"  {visible(choice)}", err=True)
    enter = f" (Enter: {visible(needed.default)})" if needed.default else ""
    while True:
        try:
            said = ask(f"Which one?{enter} ", unfinished_counts=False).strip()
        except EOFError:
            raise Interrupted("") from None
        if chosen := said or needed.default:
            return chosen


def _words(question: str) -> str:
    say(question, err=True)
    while True:
        try:
            said = ask("> ", unfinished_counts=False).strip()
        except EOFError:
            raise Interrupted("") from None
        if said:
            return said
        say("It needs a few words. Ctrl-C leaves everything as it is.", err=True)


@contextmanager
def _on_stderr() -> Iterator[None]:
    """Send prompt and echo to stderr: `input` knows only stdout, which may be a script's."""
    try:
        # Where stderr is a script's, too, the terminal itself: else a line is cut at 4,095.
        terminal = os.dup(2) if sys.stderr.isatty() else os.open("/dev/tty", os.O_RDWR)
    except OSError:
        yield
        return
    sys.stdout.flush()
    saved = os.dup(1)
    try:
        os.dup2(terminal, 1)
        yield
    finally:
        sys.stdout.flush()
        os.dup2(saved, 1)
        os.close(saved)
        os.close(terminal)


class _Line:
    """The line that is being typed.

    Readline says nothing of it while it waits for a key, so it is looked at now and then. That
    is also when a Ctrl-C ends it, which may have come before readline waits, or in its hook,
    where it would count for nothing; a handler that raised at once could also meet the look.
    """

    def __init__(self) -> None:
        self.so_far: Callable[[], str] = str
        self.typed = ""
        self.ended_by: int | None = None

    def interruption(self, typed: str) -> Interrupted:
        """Say that the line was ended, and by whom."""
        return Interrupted(typed, told_to_end=self.ended_by != signal.SIGINT)

    def look(self, _signal: int, _frame: FrameType | None) -> None:
        """Remember what stands there now, which a closed terminal takes along."""
        if self.ended_by is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise self.interruption(self.so_far())
        self.typed = self.so_far()

    def interrupt(self, by: int, _frame: FrameType | None) -> None:
        """Have the line end, unfinished, at the next look."""
        self.ended_by = by
        if not _LOOKS:
            raise self.interruption(self.so_far())
        self.look_from(SOON_SECONDS)

    def look_from(self, seconds: float) -> None:
        """Look in so many seconds, and now and then afterwards."""
        signal.setitimer(signal.ITIMER_REAL, seconds, LOOK_EVERY_SECONDS)


@contextmanager
def _keeping_what_is_typed(line: _Line, meanwhile: Callable[[], None] | None) -> Iterator[None]:
    """Let Ctrl-C hand over the unfinished line, and a closed terminal not end the command."""
    try:
        import readline  # with it a line has no limit, and can be edited
    except ImportError:
        if meanwhile:
            meanwhile()
    else:
        readline.set_auto_history(False)
        # Python switches it off: then a pasted line with a single dot would end a message.
        readline.parse_and_bind("set enable-bracketed-paste on")
        line.so_far = readline.get_line_buffer
        readline.set_pre_input_hook(_once(line, meanwhile) if meanwhile else None)
    if hasattr(signal, "SIGHUP"):
        # For good: a shell sends one and the kernel another, and what was typed is to be kept
        # between them, too. Nothing waits for long where nobody answers.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {number: signal.signal(number, line.interrupt) for number in numbers}
    try:
        if _unheard:
            line.interrupt(_unheard.pop(0), None)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _looking_now_and_then(line: _Line) -> Iterator[None]:
    if not _LOOKS:
        yield
        return
    signal.signal(signal.SIGALRM, line.look)
    signal.siginterrupt(signal.SIGALRM, False)
    line.look_from(LOOK_EVERY_SECONDS if line.ended_by is None else SOON_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        # Not the default, which would end everything: one may be underway.
        signal.signal(signal.SIGALRM, lambda _signal, _frame: None)


def _once(line: _Line, action: Callable[[], None]) -> Callable[[], None]:
    pending = [action]

    def run() -> None:
        try:
            while pending:
                pending.pop()()
        except Interrupted:
            line.look_from(SOON_SECONDS)  # readline swallows what is raised here

    return run
