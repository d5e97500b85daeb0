"""Letting a command's app use the door; light, because every command does it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfast.app import App, Told
    from holdfast.desktop.folders import Folders


def open_door(app: App) -> None:
    """Let the daemon do what can be done there; not where a traceback of it is wanted."""
    if os.name == "posix" and not os.environ.get("HOLDFAST_DEBUG"):
        app.door = _ask


def _ask(
    folders: Folders, request: str, use_case: Callable[..., Any], arguments: Mapping[str, Any]
) -> Told | None:
    from holdfast.door.client import ask  # a command that calls nothing need not pay for it

    return ask(folders, request, use_case, arguments)
