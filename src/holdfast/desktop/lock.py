"""The daemon's lock: one process a home. The kernel holds it, so a killed daemon frees it.

Not filelock: `status` asks for it too, and that import takes 55 ms.
"""

import errno
import os
import stat
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from holdfast.errors import AlreadyRunning, unusable
from holdfast.ledger.ports import DaemonState

NOT_RUNNING = DaemonState(running=False, pid=None, since=None, last_tick_at=None)
CANT_TELL = DaemonState(running=None, pid=None, since=None, last_tick_at=None)
TRY_FOR_SECONDS = 0.5
TRY_EVERY_SECONDS = 0.02

# A pipe's opening would wait for its other end.
_NEITHER_LINK_NOR_PIPE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

if sys.platform == "win32":
    import msvcrt

    # Far behind the content, so that others can read that while the lock is held.
    _LOCKED_BYTE = 1 << 30

    def _try_lock(file: IO[str], *, shared: bool) -> None:  # noqa: ARG001 - Windows has no shared one
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

    def lock_folder(folder: Path) -> bool:  # noqa: ARG001 - Windows locks no folders
        """Return False: whether another process has the folder can't be known."""
        return False
else:
    import fcntl

    def _try_lock(file: IO[str], *, shared: bool) -> None:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def lock_folder(folder: Path) -> bool:
        """Lock a folder while this process lives; return False if another process has it."""
        number = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(number)
            return False
        return True


class DaemonLock:
    """Held by the daemon while it lives; the file has its pid, its start and its last tick."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def acquire(self, now: datetime) -> datetime | None:
        """Take the lock; return when the daemon before ticked last.

        Its folder must exist. Raise AlreadyRunning if another daemon has it.
        """
        file = _open(self._path, os.O_CREAT | os.O_RDWR)
        give_up_at = time.monotonic() + TRY_FOR_SECONDS
        while True:
            try:
                _try_lock(file, shared=False)
                break
            except OSError:
                # A command that only looks holds it too, for a moment.
                if time.monotonic() > give_up_at:
                    pid = _read(file).pid
                    file.close()
                    raise AlreadyRunning(pid) from None
                time.sleep(TRY_EVERY_SECONDS)
        self._file = file
        before = _read(file).last_tick_at
        import json  # 3 ms, which `status` without a daemon saves

        whose = json.dumps({"pid": os.getpid(), "since": now.isoformat()})
        # Unbuffered: closing the file must not retry what a full disk refused.
        os.ftruncate(file.fileno(), 0)
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        os.write(file.fileno(), whose.encode())
        self.ticked(now)
        return before

    def is_in_place(self) -> bool:
        """Return whether the lock's file is still there: the home may have been removed."""
        if self._file is None:
            return False
        try:
            there, held = self._path.stat(), os.fstat(self._file.fileno())
        except OSError:
            return False
        return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)

    def ticked(self, now: datetime) -> None:
        """Save the moment of a tick as the file's time: that writes nothing to the disk."""
        nanoseconds = int(now.timestamp() * 1_000_000) * 1000
        with suppress(FileNotFoundError):
            os.utime(self._path, ns=(nanoseconds, nanoseconds))

    def release(self) -> None:
        """Release the lock. The file stays: if it were removed, two daemons could start."""
        if self._file:
            with suppress(OSError):
                # Another process may get this pid later, and is no daemon.
                os.ftruncate(self._file.fileno(), 0)
            self._file.close()
            self._file = None


def daemon_state(path: Path) -> DaemonState:
    """Return whether a daemon holds the lock, and what its file says.

    Raise StorageError if the lock can't be read: a daemon may run.
    """
    try:
        file = _open(path, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        return NOT_RUNNING
    except OSError as error:
        raise unusable(path, error) from error
    with file:
        try:
            _try_lock(file, shared=True)
        except OSError:
            return _read(file)
    return NOT_RUNNING


def _open(path: Path, flags: int) -> IO[str]:
    """Open the lock's own file: no link, and nothing that another user put there."""
    number = os.open(path, flags | _NEITHER_LINK_NOR_PIPE, 0o600)
    found, trouble = os.fstat(number), 0
    if os.name == "posix" and found.st_uid != os.geteuid():
        trouble = errno.EACCES
    elif stat.S_ISDIR(found.st_mode):
        trouble = errno.EISDIR
    elif not stat.S_ISREG(found.st_mode):
        trouble = errno.EINVAL
    if trouble:
        os.close(number)
        raise OSError(trouble, os.strerror(trouble), str(path))
    return os.fdopen(number, "r+" if flags & os.O_RDWR else "r", encoding="utf-8")


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
