"""The command's side of the door: hands a use case over, or says that nobody took it."""

from __future__ import annotations

import _socket  # the other one is 2 ms of conveniences that nobody here needs
import json
import os
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from holdfast import __version__
from holdfast.app import Told
from holdfast.door import protocol
from holdfast.door.unpacking import types_in, unpack
from holdfast.errors import HoldfastError
from holdfast.services.work import USE_CASES

if TYPE_CHECKING:
    from holdfast.desktop.folders import Folders

AWAKE_WITHIN_SECONDS = 0.5
ANSWER_WITHIN_SECONDS = 45.0
"""Longer than a locked database may take: after that the daemon has stopped."""


def ask(
    folders: Folders, request: str, use_case: Callable[..., Any], arguments: Mapping[str, Any]
) -> Told | None:
    """Have the daemon run a use case; None if it has to be done here.

    Whatever goes wrong on the way is no trouble: the same request, done here, is done once.
    """
    if use_case not in USE_CASES:
        return None
    try:
        line = _line(folders, request, use_case, arguments)
        said = _said(folders, line) if len(line) <= protocol.LARGEST_REQUEST else b""
        return _told(said, use_case) if said.strip() else None
    except Exception:  # noqa: BLE001 - whatever it is, the same request is carried out here, once
        return None


def _line(
    folders: Folders, request: str, use_case: Callable[..., Any], arguments: Mapping[str, Any]
) -> bytes:
    if os.environ.get("TZ") == "":
        raise ValueError  # UTC to the C library, and nothing to others: not to be handed on
    home, config = protocol.identity(folders)
    whole = {
        "version": __version__,
        "home": home,
        "config": config,
        "zone": os.environ.get("TZ", ""),
        "id": request,
        "use_case": protocol.name_of(use_case),
        "arguments": arguments,
    }
    return json.dumps(whole, ensure_ascii=False).encode() + b"\n"


def _said(folders: Folders, line: bytes) -> bytes:
    """Give what the daemon answers; empty if nobody is there, awake and this user's."""
    for place in protocol.places(folders, os.environ.get("XDG_RUNTIME_DIR")):
        with closing(_socket.socket(_socket.AF_UNIX)) as door:
            door.settimeout(AWAKE_WITHIN_SECONDS)
            # Not there, nobody at home, or (after “su”) somebody else's folder: the next place.
            with suppress(
                FileNotFoundError, NotADirectoryError, ConnectionRefusedError, PermissionError
            ):
                with protocol.address(place) as address:
                    door.connect(address)
                if not protocol.is_ours(door):
                    continue
                door.sendall(line)
                if door.recv(1) != protocol.AWAKE:
                    return b""
                return protocol.read_line(door, ANSWER_WITHIN_SECONDS)
    return b""


def _told(said: bytes, use_case: Callable[..., Any]) -> Told:
    answer = json.loads(said)
    error = _error(**answer["error"]) if answer["error"] else None
    value = None if error else unpack(answer["value"], types_in(use_case)["return"])
    return Told(value, error, answer["zone"], answer["trouble"], minded=answer["minded"])


def _error(kind: tuple[str, str], fields: dict[str, Any]) -> HoldfastError:
    """Give the error as it was raised there; TypeError if it is of no kind that is known."""
    module, name = kind
    known = getattr(import_module(module), name, None) if module.startswith("holdfast.") else None
    if not (isinstance(known, type) and issubclass(known, HoldfastError)):
        raise TypeError
    # Not by its own way of being made, which takes other arguments than it keeps.
    error = known.__new__(known, fields["message"])
    for field, value in fields.items():
        setattr(error, field, tuple(value) if isinstance(value, list) else value)
    return error
