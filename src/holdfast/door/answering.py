"""Answering a call: run the use case that it names, in the client's time zone."""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

import holdfast
from holdfast import __version__
from holdfast.app import STORES, USE_CASE_MODULES, App, load
from holdfast.door import protocol
from holdfast.errors import HoldfastError, NewerLedger, StorageError
from holdfast.ledger.files import file_version
from holdfast.ledger.work import USE_CASES

PROGRAM = Path(holdfast.__file__)

_log = logging.getLogger("holdfast.daemon")


class Call(msgspec.Struct):
    """A call of a command: a use case, its arguments, and the client's home and zone."""

    version: str
    home: str
    config: str
    zone: str
    """The client's TZ; empty for the system's own."""
    id: str
    use_case: str
    arguments: dict[str, msgspec.Raw]


class Failure(msgspec.Struct):
    """A HoldfastError, by its class and its fields."""

    kind: tuple[str, str]
    fields: dict[str, Any]


class Answer(msgspec.Struct):
    """A use case's value or error, and what the client needs of the settings to print it."""

    value: msgspec.Raw
    error: Failure | None
    zone: str
    """The time zone that the settings name; empty for the system's own."""
    now: datetime
    """What the wall clock shows."""
    trouble: str | None
    """What is wrong with the config file."""


class _CommandMustRun(Exception):
    """The command has to run the use case itself."""


class Answering:
    """Runs the use cases of one home for commands.

    `outdated` is called when the program or the ledger on disk is newer than this process.
    """

    def __init__(self, app: App, outdated: Callable[[], None]) -> None:
        self._app = app
        self._outdated = outdated
        self._program = file_version(PROGRAM)
        self._known = _use_cases()
        for store in STORES.values():
            load(store)

    def to(self, line: bytes) -> tuple[bytes, bool]:
        """Return the answer to a call, and whether the call may have changed something.

        The answer is empty if the command has to run the use case itself.
        """
        try:
            return self._run(msgspec.json.decode(line, type=Call))
        except NewerLedger:
            self._outdated()
        except (_CommandMustRun, StorageError, msgspec.MsgspecError):
            pass  # the disk may accept from the command what it refuses here
        except Exception as error:  # noqa: BLE001 - the command runs into it too, and reports it
            _log.error("a call failed: %s", type(error).__name__)
        return b"", False

    def _run(self, call: Call) -> tuple[bytes, bool]:
        if file_version(PROGRAM) != self._program:
            self._outdated()
            raise _CommandMustRun
        about = (call.version, call.home, call.config)
        use_case = self._known.get(call.use_case)
        if use_case is None or about != (__version__, *protocol.identity(self._app.folders)):
            raise _CommandMustRun
        types = _types(use_case)
        if call.arguments.keys() - types.keys():
            raise _CommandMustRun
        arguments = {
            name: msgspec.json.decode(value, type=types[name])
            for name, value in call.arguments.items()
        }
        ports = self._app.ports(call.id, zone=lambda: self._zone(call.zone))
        try:
            value = use_case(ports, **arguments)
        except StorageError:
            raise
        except HoldfastError as error:
            kind = (type(error).__module__, type(error).__qualname__)
            return self._answer(None, Failure(kind, vars(error))), False
        return self._answer(value, None), USE_CASES[use_case]

    def _zone(self, client_zone: str) -> tzinfo:
        """Return the time zone of the settings, else the client's."""
        if self._app.settings().time_zone or client_zone == os.environ.get("TZ", ""):
            return self._app.zone()
        try:
            return ZoneInfo(client_zone)
        except (LookupError, ValueError, OSError):
            raise _CommandMustRun from None

    def _answer(self, value: object, error: Failure | None) -> bytes:
        zone = self._app.settings().time_zone
        raw = msgspec.Raw(msgspec.json.encode(value))
        return msgspec.json.encode(
            Answer(raw, error, zone, self._app.clock.read().wall, self._app.trouble)
        )


def _use_cases() -> dict[str, Callable[..., Any]]:
    """Return every use case by its name: no other function can be called."""
    for module in USE_CASE_MODULES:
        import_module(module)
    named = {protocol.name_of(use_case): use_case for use_case in USE_CASES}
    return {name: one for name, one in named.items() if name.startswith("holdfast.")}


@cache
def _types(use_case: Callable[..., Any]) -> dict[str, Any]:
    """Return the types of a use case's arguments."""
    types = get_type_hints(use_case)
    parameters = inspect.signature(use_case, follow_wrapped=True).parameters.values()
    return {one.name: types[one.name] for one in parameters if one.kind is one.KEYWORD_ONLY}
