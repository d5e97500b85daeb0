"""The daemon's side of the door: answers one call per connection."""

from __future__ import annotations

import logging
import socket
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from holdfast.app import App
from holdfast.door import protocol
from holdfast.door.answering import Answering

CALL_WITHIN_SECONDS = 2.0
TAKEN_WITHIN_SECONDS = 5.0
END_WITHIN_SECONDS = 1.0
MOST_AT_ONCE = 16
WAITING = 128

_log = logging.getLogger("holdfast.daemon")


class Server:
    """Answers calls, each in its own thread; `changed` is called after a call that writes.

    `outdated` is called when the program or the ledger on disk is newer than this process.
    """

    def __init__(
        self, app: App, *, changed: Callable[[], None], outdated: Callable[[], None]
    ) -> None:
        self._answering = Answering(app, outdated)
        self._changed = changed
        self._place = Path(app.folders.door)
        self._socket: socket.socket | None = None
        self._running = threading.BoundedSemaphore(MOST_AT_ONCE)

    def open(self) -> None:
        """Open the door. If that fails, commands do everything themselves."""
        try:
            self._socket = _listen(self._place)
        except OSError as error:
            _log.warning("a door could not be made: %s", type(error).__name__)
            return
        threading.Thread(target=self._accept, args=(self._socket,), daemon=True).start()

    def close(self) -> None:
        """Close the door, and give the current calls a moment to finish."""
        listening, self._socket = self._socket, None
        if listening is None:
            return
        with suppress(OSError):
            self._place.unlink()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)  # ends the waiting in accept
        listening.close()
        for _ in range(MOST_AT_ONCE):
            self._running.acquire(timeout=END_WITHIN_SECONDS / MOST_AT_ONCE)

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                guest, _ = listening.accept()
            except OSError:
                if self._socket is not listening:
                    return
                threading.Event().wait(0.1)  # perhaps too many open files: don't spin
                continue
            try:
                self._let_in(guest)
            except (OSError, RuntimeError):  # no more threads: the command does it itself
                guest.close()

    def _let_in(self, guest: socket.socket) -> None:
        if not protocol.is_ours(guest):
            guest.close()
            return
        threading.Thread(target=self._serve, args=(guest,), daemon=True).start()

    def _serve(self, guest: socket.socket) -> None:
        """Read a call and answer it. If the connection breaks, the command does it itself."""
        with guest, suppress(OSError):
            line = protocol.read_line(guest, CALL_WITHIN_SECONDS)
            if line and self._running.acquire(blocking=False):
                try:
                    self._reply(guest, line)
                finally:
                    self._running.release()

    def _reply(self, guest: socket.socket, line: bytes) -> None:
        guest.settimeout(TAKEN_WITHIN_SECONDS)
        # Fails if the command has gone: by now it has done it itself.
        guest.sendall(protocol.AWAKE)
        answer, wrote = self._answering.to(line)
        try:
            guest.sendall(answer + b"\n")
        finally:
            if wrote:
                self._changed()


def _listen(place: Path) -> socket.socket:
    """Return a new socket that only this user can reach; raise OSError if that fails."""
    place.parent.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileNotFoundError):
        if not stat.S_ISSOCK(place.lstat().st_mode):
            raise FileExistsError
        place.unlink()  # of a killed daemon: this one has the lock
    listening = socket.socket(socket.AF_UNIX)
    try:
        with protocol.address(str(place)) as address:
            listening.bind(address)
        place.chmod(0o600)
        listening.listen(WAITING)
    except OSError:
        listening.close()
        raise
    return listening
