"""Ctrl-C while something is saved."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let the block finish before Ctrl-C ends the command. A second Ctrl-C ends it at once."""
    came: list[int] = []

    def hear(by: int, _frame: FrameType | None) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(by)

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread can handle signals
        return
    before = signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)
