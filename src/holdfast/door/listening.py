"""The socket on which the daemon listens: this user's alone, and nobody else's in its place."""

import os
import socket
import stat
from pathlib import Path

from holdfast.door import protocol

WAITING = 128
KNOCK_WITHIN_SECONDS = 1.0


def listen(place: Path) -> socket.socket:
    """Open a socket that only this user can reach; OSError where that can't be."""
    place.parent.mkdir(mode=0o700, exist_ok=True)
    folder = place.parent.lstat()
    if not stat.S_ISDIR(folder.st_mode) or folder.st_uid != os.geteuid() or folder.st_mode & 0o022:
        raise PermissionError
    _clear(place)
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


def _clear(place: Path) -> None:
    """Take away a socket that a killed daemon left; OSError if it is anything else."""
    try:
        there = place.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(there.st_mode) or there.st_uid != os.geteuid():
        raise FileExistsError
    with socket.socket(socket.AF_UNIX) as knock, protocol.address(str(place)) as address:
        knock.settimeout(KNOCK_WITHIN_SECONDS)
        try:
            knock.connect(address)
        except ConnectionRefusedError:
            place.unlink()
            return
    raise FileExistsError  # another home's, whose short name happens to be the same
