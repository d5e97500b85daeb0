"""The daemon's lock: one process a home, known by the kernel and not by a file's being there.

Of our own, because `status` asks it, and importing the usual library costs more than that whole
command may take (filelock: 55 ms here).
"""

import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from holdfast.errors import AlreadyRunning
from holdfast.services.ports import DaemonState

NOT_RUNNING = DaemonState(running=False, pid=None, since=None, last_tick_at=None)
TRY_FOR_SECONDS = 0.5
TRY_EVERY_SECONDS = 0.02

if sys.platform == "win32":
    import msvcrt

    # Far behind the content, which others must be able to read while the lock is held.
    _LOCKED_BYTE = 1 << 30

    def _try_lock(file: IO[str], *, shared: bool) -> None:  # noqa: ARG001 - Windows has no shared one
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

    def lock_folder(folder: Path) -> bool:  # noqa: ARG001 - Windows locks no folders
        """Take a folder for as long as this process lives; False if that can't be known."""
        return False
else:
    import fcntl

    def _try_lock(file: IO[str], *, shared: bool) -> None:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def lock_folder(folder: Path) -> bool:
        """Take a folder for as long as this process lives; False if another one has it."""
        number = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(number)
            return False
        return True


class DaemonLock:
    """Held by the daemon as long as it lives; the file says whose it is and when it ticked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def acquire(self, now: datetime) -> datetime | None:
        """Take the lock; gives when the daemon before ticked last.

        Its folder must be there. AlreadyRunning if another has it.
        """
        file = _open_private(self._path)
        give_up_at = time.monotonic() + TRY_FOR_SECONDS
        while True:
            try:
                _try_lock(file, shared=False)
                break
            except OSError:
                # It may be nothing but somebody looking who holds it, for a moment.
                if time.monotonic() > give_up_at:
                    pid = _read(file).pid
                    file.close()
                    raise AlreadyRunning(pid) from None
                time.sleep(TRY_EVERY_SECONDS)
        self._file = file
        before = _read(file).last_tick_at
        import json  # 3 ms that a `status` without a daemon need not pay

        whose = json.dumps({"pid": os.getpid(), "since": now.isoformat()})
        # Past the buffer: what a full disk refuses is not to be tried again on closing.
        os.ftruncate(file.fileno(), 0)
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        os.write(file.fileno(), whose.encode())
        self.ticked(now)
        return before

    def stands(self) -> bool:
        """Say whether the lock's place is still this one: the home may have been removed."""
        if self._file is None:
            return False
        try:
            there, held = self._path.stat(), os.fstat(self._file.fileno())
        except OSError:
            return False
        return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)

    def ticked(self, now: datetime) -> None:
        """Note the moment of a tick, where no disk has to turn for it: in the file's time."""
        nanoseconds = int(now.timestamp() * 1_000_000) * 1000
        with suppress(FileNotFoundError):
            os.utime(self._path, ns=(nanoseconds, nanoseconds))

    def release(self) -> None:
        """Give the lock back; the file stays, for removing it would let two daemons in."""
        if self._file:
            with suppress(OSError):
                # Whoever has this number next is not to be taken for a daemon that starts.
                os.ftruncate(self._file.fileno(), 0)
            self._file.close()
            self._file = None


def daemon_state(path: Path) -> DaemonState:
    """Say whether a daemon holds the lock, without taking it away from one that starts."""
    try:
        file = path.open("r", encoding="utf-8")
    except OSError:
        return NOT_RUNNING
    with file:
        try:
            _try_lock(file, shared=True)
        except OSError:
            return _read(file)
    return NOT_RUNNING


def _open_private(path: Path) -> IO[str]:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "r+", encoding="utf-8")


def _read(file: IO[str]) -> DaemonState:
    file.seek(0)
    import json

    pid = since = None
    with suppress(ValueError, KeyError, TypeError):
        known = json.loads(file.read())
        pid, since = int(known["pid"]), datetime.fromisoformat(known["since"])
    ticked_at = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    return DaemonState(
        running=True, pid=pid, since=since, last_tick_at=ticked_at if since else None
    )
