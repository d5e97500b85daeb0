"""Being told to end: by a signal, which is heard at any moment, or by a part of the daemon."""

from __future__ import annotations

import select
import signal
import socket
from contextlib import suppress
from types import FrameType

SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")


class Stop:
    """What the main thread waits for.

    Not a threading.Event: a signal just before `wait` is handled only at the timeout, and one that
    comes while its lock is held deadlocks. A byte in a socket also wakes a later wait.
    """

    def __init__(self) -> None:
        self.by_signal = False
        self._is_set = False
        self._woken, self._wakes = socket.socketpair()
        self._woken.setblocking(False)
        self._wakes.setblocking(False)

    def set(self) -> None:
        """Tell it to end."""
        self._is_set = True
        with suppress(OSError):  # full: it will wake without this one
            self._wakes.send(b"!")

    def is_set(self) -> bool:
        """Return whether it was told to end."""
        return self._is_set

    def wait(self, seconds: float) -> bool:
        """Wait for a time, or until it is told to end. Return whether it was."""
        if not self._is_set:
            select.select([self._woken], [], [], seconds)
            with suppress(OSError):
                self._woken.recv(1024)
        return self._is_set

    def listen(self) -> None:
        """Hear the signals that say to end, from here on."""
        signal.set_wakeup_fd(self._wakes.fileno(), warn_on_full_buffer=False)
        for name in SIGNALS:
            if number := getattr(signal, name, None):
                signal.signal(number, self._hear)

    def close(self) -> None:
        """Hear no more."""
        signal.set_wakeup_fd(-1)
        self._woken.close()
        self._wakes.close()

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        self.by_signal = True
        self.set()
