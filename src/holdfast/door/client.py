"""The command's side of the door: asks the daemon to run a use case."""

from __future__ import annotations

import _socket  # importing `socket` takes 2 ms more
import json
import os
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from holdfast import __version__
from holdfast.app import Told
from holdfast.door import protocol
from holdfast.door.unpacking import types_in, unpack
from holdfast.errors import HoldfastError
from holdfast.ledger.work import USE_CASES

if TYPE_CHECKING:
    from holdfast.desktop.folders import Folders

AWAKE_WITHIN_SECONDS = 0.5
ANSWER_WITHIN_SECONDS = 45.0
"""Longer than a locked database may take: a daemon that takes longer has stopped."""


def ask(
    folders: Folders, call_id: str, use_case: Callable[..., Any], arguments: Mapping[str, Any]
) -> Told | None:
    """Have the daemon run a use case; return None if the command has to do it.

    Nothing is lost if anything goes wrong on the way: the same call is carried out once.
    """
    if use_case not in USE_CASES:
        return None
    try:
        said = _said(folders, _line(folders, call_id, use_case, arguments))
        return _told(said, use_case) if said.strip() else None
    except Exception:  # noqa: BLE001 - after any error the command makes the same call itself
        return None


def _line(
    folders: Folders, call_id: str, use_case: Callable[..., Any], arguments: Mapping[str, Any]
) -> bytes:
    if os.environ.get("TZ") == "":
        raise ValueError  # the C library takes this for UTC, others for no zone
    home, config = protocol.identity(folders)
    whole = {
        "version": __version__,
        "home": home,
        "config": config,
        "zone": os.environ.get("TZ", ""),
        "id": call_id,
        "use_case": protocol.name_of(use_case),
        "arguments": arguments,
    }
    return json.dumps(whole, ensure_ascii=False).encode() + b"\n"


def _said(folders: Folders, line: bytes) -> bytes:
    """Return the daemon's answer; empty if it isn't awake, or belongs to another user."""
    with closing(_socket.socket(_socket.AF_UNIX)) as door:
        door.settimeout(AWAKE_WITHIN_SECONDS)
        with protocol.address(folders.door) as address:
            door.connect(address)
        if not protocol.is_ours(door):
            return b""
        door.sendall(line)
        if door.recv(1) != protocol.AWAKE:
            return b""
        return protocol.read_line(door, ANSWER_WITHIN_SECONDS)


def _told(said: bytes, use_case: Callable[..., Any]) -> Told:
    answer = json.loads(said)
    error = _error(**answer["error"]) if answer["error"] else None
    value = None if error else unpack(answer["value"], types_in(use_case)["return"])
    now = datetime.fromisoformat(answer["now"])
    return Told(value, error, answer["zone"], now, answer["trouble"])


def _error(kind: tuple[str, str], fields: dict[str, Any]) -> HoldfastError:
    """Return the error that the daemon raised; raise TypeError if its class is unknown."""
    module, name = kind
    known = getattr(import_module(module), name, None) if module.startswith("holdfast.") else None
    if not (isinstance(known, type) and issubclass(known, HoldfastError)):
        raise TypeError
    # Without its __init__, whose arguments differ from its fields.
    error = known.__new__(known, fields["message"])
    for field, value in fields.items():
        setattr(error, field, tuple(value) if isinstance(value, list) else value)
    return error
