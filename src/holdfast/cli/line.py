"""Reading lines at a terminal: prompts go to stderr, and nothing that is typed gets lost.

It uses Python's own readline. `click.prompt` cuts a pasted line at the 4,095 characters of the
terminal's line mode, and importing a full line editor takes longer than a whole command may.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

import click

from holdfast.cli.saying import say, terminal_width
from holdfast.decoding import text_of, text_typed

Handler = Callable[[int, FrameType | None], None]

END_OF_DRAFT = "."
PASTE_SECONDS = 0.03
LOOK_EVERY_SECONDS, SOON_SECONDS = 0.2, 0.001
_HAS_TIMER = hasattr(signal, "setitimer")  # not on Windows
ENDING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGQUIT") if hasattr(signal, name)
]
HANGUP = [signal.SIGHUP] if hasattr(signal, "SIGHUP") else []
_unheard: list[int] = []
"""Signals that came while nothing was asked: they end the next question."""


class Interrupted(click.Abort):
    """Ctrl-C at a prompt; `typed` is what was typed so far.

    With `told_to_end` it was another signal, so nobody will answer another question. `left` is what
    has become of the command.
    """

    def __init__(
        self, typed: str, *, told_to_end: bool = False, left: str = "Nothing was changed."
    ) -> None:
        super().__init__()
        self.typed = typed
        self.told_to_end = told_to_end
        self.left = left


def at_terminal() -> bool:
    """Return whether there is a person to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(
    question: str,
    meanwhile: Callable[[], None] | None = None,
    *,
    unfinished_counts: bool = True,
) -> str:
    """Ask for one line; raise EOFError at its end, Interrupted on Ctrl-C.

    If the terminal is closed, the unfinished line is returned, or EOFError raised if
    `unfinished_counts` is False. `meanwhile` is called once the prompt is shown.
    """
    line = _Line()
    with (
        _on_stderr(),
        _in_utf_8(),
        _keeping_what_is_typed(line, meanwhile),
        _looking_now_and_then(line),
    ):
        try:
            said = text_typed(input(_wrapped(question)))
        except (EOFError, OSError):
            if at_terminal() or not line.typed or not unfinished_counts:
                raise EOFError from None
            said = line.typed
    if line.ended_by is not None:
        raise line.interruption(said)
    return said


def read_draft(meanwhile: Callable[[], None]) -> str:
    """Read lines of any length until Ctrl-D or a line with a single dot.

    Raise Interrupted on Ctrl-C, with all that was typed.
    """
    lines: list[str] = []
    while True:
        try:
            line = ask("> ", None if lines else meanwhile)
        except EOFError:
            say("", err=True)
            break
        except Interrupted as interrupted:
            interrupted.typed = "\n".join([*lines, interrupted.typed])
            raise
        if line == END_OF_DRAFT and not _more_is_waiting():
            break
        lines.append(line)
    return "\n".join(lines)


@contextmanager
def handling(handler: Handler, numbers: Iterable[int]) -> Iterator[None]:
    """Handle signals during the block."""
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


@contextmanager
def ending_later() -> Iterator[list[int]]:
    """Let the block finish before a signal ends the command; yield the signals that came.

    A question that is being asked still ends at once. A signal between questions ends the next one.
    """
    came: list[int] = []

    def hear(by: int, _frame: FrameType | None) -> None:
        came.append(by)
        _unheard.append(by)

    try:
        with handling(hear, [*ENDING, *HANGUP]):
            yield came
    finally:
        _unheard.clear()


def _wrapped(question: str) -> str:
    """Break a long question between words: readline would break it anywhere."""
    if len(question) < (width := terminal_width()):
        return question
    import textwrap

    lines = textwrap.wrap(question, width - 2, break_on_hyphens=False, break_long_words=False)
    return "\n".join(lines) + " "


def _buffer(decoded: str) -> str:
    """Return readline's buffer, which Python decodes by the locale, as text."""
    from _locale import getencoding  # importing `locale` takes 6 ms more

    return text_of(decoded.encode(getencoding(), errors="surrogateescape"))


def _more_is_waiting() -> bool:
    """Return whether more input came with a line: then it was pasted, and a dot ends nothing."""
    from select import select

    try:
        return bool(select([sys.stdin], [], [], PASTE_SECONDS)[0])
    except (OSError, ValueError):  # closed; or Windows, whose select takes only sockets
        return False


@contextmanager
def _on_stderr() -> Iterator[None]:
    """Send prompt and echo to stderr: `input` writes to stdout, which may be a script's."""
    try:
        # Use the terminal itself if stderr is a script's too: else a line is cut at 4,095.
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


@contextmanager
def _in_utf_8() -> Iterator[None]:
    """Have readline edit whole characters, not bytes, where the locale is C or isn't installed."""
    from _locale import LC_CTYPE, setlocale

    if setlocale(LC_CTYPE) not in {"C", "POSIX"}:
        yield
        return
    # Readline sets the locale by the environment, for each line again.
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


class _Line:
    """The line that is being typed.

    Readline reports nothing while it waits for a key, so a timer looks at its buffer now and then.
    Ctrl-C ends the line at such a look, and never in its own handler: it may come before readline
    waits, or in readline's hook, where an exception is lost.
    """

    def __init__(self) -> None:
        self.so_far: Callable[[], str] = str
        self.typed = ""
        self.ended_by: int | None = None

    def interruption(self, typed: str) -> Interrupted:
        """Return the error for a line that a signal ended."""
        return Interrupted(typed, told_to_end=self.ended_by != signal.SIGINT)

    def look(self, _signal: int, _frame: FrameType | None) -> None:
        """Save what is typed so far: a terminal that closes takes readline's buffer with it."""
        if self.ended_by is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise self.interruption(self.so_far())
        self.typed = self.so_far()

    def interrupt(self, by: int, _frame: FrameType | None) -> None:
        """End the line, unfinished, at the next look."""
        self.ended_by = by
        if not _HAS_TIMER:
            raise self.interruption(self.so_far())
        self.look_from(SOON_SECONDS)

    def look_from(self, seconds: float) -> None:
        """Look after so many seconds, and now and then from there on."""
        signal.setitimer(signal.ITIMER_REAL, seconds, LOOK_EVERY_SECONDS)


@contextmanager
def _keeping_what_is_typed(line: _Line, meanwhile: Callable[[], None] | None) -> Iterator[None]:
    """Make Ctrl-C hand over the unfinished line, and a closed terminal not end the command."""
    if _HAS_TIMER:
        # Install a no-op SIGALRM handler first: the default kills the process.
        signal.signal(signal.SIGALRM, lambda _signal, _frame: None)
    try:
        import readline  # with it a line can have any length, and be edited
    except ImportError:
        if meanwhile:
            meanwhile()
    else:
        readline.set_auto_history(False)
        # Python switches this off: then a pasted line with a single dot would end a message.
        readline.parse_and_bind("set enable-bracketed-paste on")
        line.so_far = lambda: _buffer(readline.get_line_buffer())
        readline.set_pre_input_hook(_once(line, meanwhile) if meanwhile else None)
    for hangup in HANGUP:
        # Never restored: the shell and the kernel send one each, and what was typed has to be
        # saved between the two. Without a terminal, questions end by themselves.
        signal.signal(hangup, signal.SIG_IGN)
    with handling(line.interrupt, ENDING):
        if _unheard:
            line.interrupt(_unheard.pop(0), None)
        yield


@contextmanager
def _looking_now_and_then(line: _Line) -> Iterator[None]:
    if not _HAS_TIMER:
        yield
        return
    signal.signal(signal.SIGALRM, line.look)
    signal.siginterrupt(signal.SIGALRM, False)
    line.look_from(LOOK_EVERY_SECONDS if line.ended_by is None else SOON_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        # Not the default, which kills the process: one signal may still be on its way.
        signal.signal(signal.SIGALRM, lambda _signal, _frame: None)


def _once(line: _Line, action: Callable[[], None]) -> Callable[[], None]:
    pending = [action]

    def run() -> None:
        try:
            while pending:
                pending.pop()()
        except Interrupted:
            line.look_from(SOON_SECONDS)  # readline drops what is raised in its hook

    return run
