"""Reading single keys, for a command that draws while it waits.

Not click's `getchar`, which waits forever, and not a screen library, whose import takes longer
than the command may.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

# Waits for keys for so many seconds at most. Returns them in lower case, Escape as “esc”; raises
# EOFError when the terminal is gone.
Keys = Callable[[float], list[str]]

MOST_AT_ONCE = 4
"""More keys than this in one moment are a pasted text, which is ignored."""
REST_SECONDS = 0.02
"""Timeout for the rest of an escape sequence, or of a pasted text."""
_AT_ONCE_BYTES = 65_536
_CTRL_D = "\x04"
# An arrow key, a function key or a key with Alt; else Escape alone.
_SENT = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^\x1b])|\x1b|[^\x1b]", re.DOTALL)


def keys_in(sent: str) -> list[str]:
    """Return the keys in what a terminal sent; none if it is a pasted text.

    Ctrl-D is “q”, because it leaves. Other control characters are no keys.
    """
    found = []
    for one in _SENT.findall(sent):
        if one == "\x1b":
            found.append("esc")
        elif one == _CTRL_D:
            found.append("q")
        elif one.isascii() and one.isprintable():
            found.append(one.lower())
    return found if len(found) <= MOST_AT_ONCE else []


if sys.platform == "win32":
    import msvcrt
    import time

    _LOOK_EVERY_SECONDS = 0.05
    _CTRL_C = "\x03"
    _SPECIAL = frozenset({"\x00", "\xe0"})

    @contextmanager
    def single_keys() -> Iterator[Keys]:
        """Yield a function that reads keys from the console."""
        yield _keys_within

    def _keys_within(seconds: float) -> list[str]:
        until = time.monotonic() + seconds
        while not msvcrt.kbhit() and time.monotonic() < until:
            time.sleep(_LOOK_EVERY_SECONDS)
        sent = ""
        while msvcrt.kbhit():
            one = msvcrt.getwch()
            if one == _CTRL_C:
                raise KeyboardInterrupt
            if one in _SPECIAL:
                msvcrt.getwch()
            else:
                sent += one
        return keys_in(sent)

else:
    import select
    import termios

    @contextmanager
    def single_keys() -> Iterator[Keys]:
        """Yield a function that reads keys from the terminal; restore the terminal afterwards."""
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        mode = termios.tcgetattr(terminal)
        # Ctrl-S would stop the drawing, and Ctrl-Z leave the shell in this mode and screen.
        mode[0] &= ~termios.IXON
        mode[3] &= ~(termios.ICANON | termios.ECHO)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        mode[6][termios.VSUSP] = os.fpathconf(terminal, "PC_VDISABLE").to_bytes(1, "big")
        try:
            # Drop what was typed before the screen was drawn.
            termios.tcsetattr(terminal, termios.TCSAFLUSH, mode)
            yield lambda seconds: _keys_within(terminal, seconds)
        finally:
            with suppress(termios.error):  # the terminal is closed
                termios.tcsetattr(terminal, termios.TCSAFLUSH, before)

    def _keys_within(terminal: int, seconds: float) -> list[str]:
        sent = b""
        while select.select([terminal], [], [], REST_SECONDS if sent else seconds)[0]:
            try:
                more = os.read(terminal, _AT_ONCE_BYTES)
            except OSError:
                raise EOFError from None
            if not more:
                raise EOFError
            sent += more
        return keys_in(sent.decode(errors="replace"))
