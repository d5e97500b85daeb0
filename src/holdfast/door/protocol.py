"""What the two sides of the door say to each other, and where they meet.

A request is one line; the daemon's first byte says “awake, I have it all”, and a line with the
answer follows. An empty one says “do it yourself”, and so does everything unexpected.
"""

from __future__ import annotations

import _socket as socket  # what every socket is; see client.py
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from holdfast.desktop.folders import Folders

AWAKE = b"!"
LARGEST_REQUEST = 16 * 1024 * 1024
_LONGEST_PATH = 100  # of the 104 to 108 bytes that a socket's address has room for
_PRIME = 2**61 - 1
_CHUNK = 256 * 1024


def name_of(use_case: Callable[..., object]) -> str:
    """Give the name by which a use case is asked for: its module's and its own."""
    return f"{use_case.__module__}.{use_case.__name__}"


def identity(folders: Folders) -> tuple[str, str]:
    """Give the home and the config that a request is about, as both sides say them."""
    return os.path.realpath(folders.home_text), os.path.realpath(folders.config_text)


def places(folders: Folders, runtime: str | None) -> list[str]:
    """Give where the socket may lie: in the session's runtime folder, else in the home.

    In the home alone where the system does not say who is at the other end.
    """
    if not runtime or not hasattr(socket, "SO_PEERCRED"):
        return [folders.door]
    home, _ = identity(folders)
    # A short name, no secret one: whose home it is, every request says in full.
    short = int.from_bytes(os.fsencode(home), "big") % _PRIME
    return [f"{runtime}/holdfast/{short:x}.sock", folders.door]


@contextmanager
def address(place: str) -> Iterator[str]:
    """Give a socket's address for the block, by way of its open folder where it is too long."""
    if len(os.fsencode(place)) <= _LONGEST_PATH:
        yield place
        return
    parent, _, name = place.rpartition("/")
    folder = os.open(parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{name}"
    finally:
        os.close(folder)


def is_ours(other: socket.socket) -> bool:
    """Say whether the process at the other end is this user's, where the system knows."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True  # the permissions of folder and file have to say so
    whose = other.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)  # pid, uid, gid
    return int.from_bytes(whose[4:8], sys.byteorder) == os.geteuid()


def read_line(other: socket.socket, within_seconds: float, most: int | None = None) -> bytes:
    """Read one line that has to be there in time; empty if it is cut off or too long."""
    give_up_at = time.monotonic() + within_seconds
    chunks: list[bytes] = []
    size = 0
    while not chunks or not chunks[-1].endswith(b"\n"):
        other.settimeout(max(0.001, give_up_at - time.monotonic()))
        chunk = other.recv(_CHUNK)
        size += len(chunk)
        if not chunk or (most is not None and size > most):
            return b""
        chunks.append(chunk)
    return b"".join(chunks)
