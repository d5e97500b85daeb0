"""What the two sides of the door send each other.

A call is one line. The daemon's first byte means that it is awake and has the whole call; a line
with the answer follows. An empty line, or anything unexpected, means: do it yourself.
"""

from __future__ import annotations

import _socket as socket  # see client.py
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from holdfast.desktop.folders import Folders

AWAKE = b"!"
_LONGEST_PATH = 100  # an address has room for 104 to 108 bytes, depending on the system
_CHUNK = 256 * 1024
LONGEST_LINE = 128 * 1024 * 1024
"""In bytes: more than the longest message takes."""


def name_of(use_case: Callable[..., object]) -> str:
    """Return a use case's name in a call: its module and its own name."""
    return f"{use_case.__module__}.{use_case.__name__}"


def identity(folders: Folders) -> tuple[str, str]:
    """Return the home and the config of a call, spelled the same on both sides."""
    return os.path.realpath(folders.home_text), os.path.realpath(folders.config_text)


@contextmanager
def address(place: str) -> Iterator[str]:
    """Return a socket's address for the block. If it is too long, go through its open folder."""
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
    """Return whether the other process is this user's; True if the system can't tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True  # folder and file are private
    whose = other.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)  # pid, uid, gid
    return int.from_bytes(whose[4:8], sys.byteorder) == os.geteuid()


def read_line(other: socket.socket, within_seconds: float) -> bytes:
    """Return one line; empty if it is cut off or too long.

    Raise TimeoutError if the whole line takes too long, even if bytes keep coming.
    """
    give_up_at = time.monotonic() + within_seconds
    chunks: list[bytes] = []
    room = LONGEST_LINE
    while not chunks or not chunks[-1].endswith(b"\n"):
        left = give_up_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        other.settimeout(left)
        chunk = other.recv(_CHUNK)
        room -= len(chunk)
        if not chunk or room < 0:
            return b""
        chunks.append(chunk)
    return b"".join(chunks)
