"""Answering a request: which use case is meant, with what, in whose zone."""

from __future__ import annotations

import inspect
import logging
import os
import pkgutil
from collections.abc import Callable
from datetime import tzinfo
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

from holdfast import __version__, services
from holdfast.app import App, stamp
from holdfast.domain.settings import Settings
from holdfast.door import protocol
from holdfast.errors import HoldfastError, NewerLedger, StorageError
from holdfast.services.work import USE_CASES

PROGRAM = Path(services.__file__).parents[1] / "__init__.py"

_log = logging.getLogger("holdfast.daemon")


class Request(msgspec.Struct):
    """A use case to be run: which, with what, for whom."""

    version: str
    home: str
    config: str
    zone: str
    """The client's TZ; empty for the system's own."""
    id: str
    use_case: str
    arguments: dict[str, msgspec.Raw]


class Failure(msgspec.Struct):
    """An error that a person can be told, with all that it knows."""

    kind: tuple[str, str]
    fields: dict[str, Any]


class Answer(msgspec.Struct):
    """What a use case gave, or the error; and what the settings say to whoever prints it."""

    value: msgspec.Raw
    error: Failure | None
    zone: str
    """The time zone that the settings name; empty for the system's own."""
    trouble: str | None
    """What is wrong with the config file."""
    minded: bool
    """Whether the use case went by the settings."""


class _Yourself(Exception):
    """The command has to do it in its own process."""


class Answering:
    """Runs the use cases of one home for whoever asks.

    `outdated` is called when the program or the ledger on disk is newer than this process.
    """

    def __init__(self, app: App, outdated: Callable[[], None]) -> None:
        self._app = app
        self._outdated = outdated
        self._program = stamp(PROGRAM)
        self._known = _use_cases()
        app.load_all()

    def to(self, line: bytes) -> tuple[bytes, bool]:
        """Give the answer to a request, and whether it may have changed something.

        An empty one where the command has to do it itself.
        """
        try:
            return self._run(msgspec.json.decode(line, type=Request))
        except NewerLedger:
            self._outdated()
        except (_Yourself, StorageError, msgspec.MsgspecError):
            pass  # what the disk refuses this process, it may not refuse that one
        except Exception as error:  # noqa: BLE001 - the command meets it itself, and says so
            _log.error("a request failed: %s", type(error).__name__)
        return b"", False

    def _run(self, request: Request) -> tuple[bytes, bool]:
        if stamp(PROGRAM) != self._program:
            self._outdated()
            raise _Yourself
        about = (request.version, request.home, request.config)
        use_case = self._known.get(request.use_case)
        if use_case is None or about != (__version__, *protocol.identity(self._app.folders)):
            raise _Yourself
        types = _types(use_case)
        if request.arguments.keys() - types.keys():
            raise _Yourself
        arguments = {
            name: msgspec.json.decode(value, type=types[name])
            for name, value in request.arguments.items()
        }
        world = _World(self._app, request.zone)
        ports = self._app.ports(request.id, settings=world.settings, zone=world.zone)
        try:
            value = use_case(ports, **arguments)
        except StorageError:
            raise
        except HoldfastError as error:
            kind = (type(error).__module__, type(error).__qualname__)
            return world.answer(None, Failure(kind, vars(error))), False
        return world.answer(value, None), USE_CASES[use_case]


class _World:
    """The person's settings and zone, as one request goes by them."""

    def __init__(self, app: App, client_zone: str) -> None:
        self._app = app
        self._client_zone = client_zone
        self._minded = False

    def settings(self) -> Settings:
        """Give the settings, and remember that they were asked for."""
        self._minded = True
        return self._app.settings()

    def zone(self) -> tzinfo:
        """Give the time zone: the settings', else the one where the client is."""
        if self.settings().time_zone or self._client_zone == os.environ.get("TZ", ""):
            return self._app.zone()
        try:
            return ZoneInfo(self._client_zone)
        except (LookupError, ValueError, OSError):
            raise _Yourself from None

    def answer(self, value: object, error: Failure | None) -> bytes:
        """Say the answer, with what whoever prints it has to know of the settings."""
        zone = self._app.settings().time_zone
        raw = msgspec.Raw(msgspec.json.encode(value))
        return msgspec.json.encode(Answer(raw, error, zone, self._app.trouble, self._minded))


def _use_cases() -> dict[str, Callable[..., Any]]:
    """Give every use case by its name; nothing else can be asked for."""
    inside = f"{services.__name__}."
    for module in pkgutil.iter_modules(services.__path__, inside):
        import_module(module.name)
    named = {protocol.name_of(use_case): use_case for use_case in USE_CASES}
    return {name: use_case for name, use_case in named.items() if name.startswith(inside)}


@cache
def _types(use_case: Callable[..., Any]) -> dict[str, Any]:
    """Give the types of what a use case has to be told."""
    types = get_type_hints(use_case)
    told = inspect.signature(use_case, follow_wrapped=True).parameters.values()
    return {one.name: types[one.name] for one in told if one.kind is one.KEYWORD_ONLY}
