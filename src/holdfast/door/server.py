"""The daemon's side of the door: answers one request a connection."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from holdfast.app import App
from holdfast.door import protocol
from holdfast.door.answering import Answering
from holdfast.door.listening import listen

REQUEST_WITHIN_SECONDS = 2.0
TAKEN_WITHIN_SECONDS = 5.0
END_WITHIN_SECONDS = 1.0
MOST_SILENT = 32
"""Guests that have not said all yet; one more sends the one away that has been silent longest."""
MOST_AT_ONCE = 16

_log = logging.getLogger("holdfast.daemon")


class Server:
    """Answers requests, each in a thread of its own; `changed` is called after those that write.

    `outdated` is called when the program or the ledger on disk is newer than this process.
    """

    def __init__(
        self, app: App, *, changed: Callable[[], None], outdated: Callable[[], None]
    ) -> None:
        self._folders = app.folders
        self._answering = Answering(app, outdated)
        self._changed = changed
        self._socket: socket.socket | None = None
        self._place: Path | None = None
        self._made: tuple[int, int] | None = None
        """Which file the socket is: another one may lie at its place by now."""
        self._warned = self._closed = False
        self._silent: list[socket.socket] = []
        self._silence = threading.Lock()
        self._running = threading.BoundedSemaphore(MOST_AT_ONCE)

    def open(self) -> None:
        """Open the door in the first place where that can be; without it, commands do all alone."""
        for place in protocol.places(self._folders, os.environ.get("XDG_RUNTIME_DIR")):
            try:
                self._socket = listen(Path(place))
            except OSError as error:
                if not self._warned:
                    _log.warning("a door could not be made: %s", type(error).__name__)
                continue
            self._place = Path(place)
            self._made = _file_at(self._place)
            threading.Thread(target=self._accept, args=(self._socket,), daemon=True).start()
            self._warned = False
            return
        self._warned = True

    def keep_open(self) -> None:
        """Make the door anew where its socket was taken away: a session's folder goes with it."""
        if not self._closed and (self._place is None or _file_at(self._place) != self._made):
            self._shut()
            self.open()

    def close(self) -> None:
        """Let nobody in any more, and let those that are being answered finish, for a moment."""
        if self._closed:
            return
        self._closed = True
        self._shut()
        for _ in range(MOST_AT_ONCE):
            self._running.acquire(timeout=END_WITHIN_SECONDS / MOST_AT_ONCE)

    def _shut(self) -> None:
        if self._socket is None or self._place is None:
            return
        listening, self._socket = self._socket, None
        with suppress(OSError):
            if _file_at(self._place) == self._made:
                self._place.unlink()
        self._place = None
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in accept
        listening.close()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                guest, _ = listening.accept()
            except OSError:
                if self._socket is not listening:
                    return
                threading.Event().wait(0.1)  # too many open files, perhaps: not in a spin
                continue
            try:
                self._let_in(guest)
            except (OSError, RuntimeError):  # no more threads: this one does it itself
                guest.close()

    def _let_in(self, guest: socket.socket) -> None:
        if not protocol.is_ours(guest):
            guest.close()
            return
        with self._silence:
            self._silent.append(guest)
            if len(self._silent) > MOST_SILENT:
                with suppress(OSError):
                    self._silent.pop(0).shutdown(socket.SHUT_RDWR)
        threading.Thread(target=self._serve, args=(guest,), daemon=True).start()

    def _serve(self, guest: socket.socket) -> None:
        """Hear a guest out and answer; whoever breaks off, does it alone."""
        with guest, suppress(OSError):
            try:
                line = protocol.read_line(guest, REQUEST_WITHIN_SECONDS, protocol.LARGEST_REQUEST)
            finally:
                with self._silence, suppress(ValueError):
                    self._silent.remove(guest)
            if line and self._running.acquire(blocking=False):
                try:
                    self._reply(guest, line)
                finally:
                    self._running.release()

    def _reply(self, guest: socket.socket, line: bytes) -> None:
        guest.settimeout(TAKEN_WITHIN_SECONDS)
        # Fails if the guest has gone: it has done it alone meanwhile.
        guest.sendall(protocol.AWAKE)
        answer, wrote = self._answering.to(line)
        try:
            guest.sendall(answer + b"\n")
        finally:
            if wrote:
                self._changed()


def _file_at(place: Path) -> tuple[int, int] | None:
    try:
        there = place.lstat()
    except OSError:
        return None
    return there.st_dev, there.st_ino
