"""Lets a command use the door. Every command imports this, so it imports little."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfast.app import App, Told
    from holdfast.desktop.folders import Folders


def open_door(app: App) -> None:
    """Let the daemon do the work, unless HOLDFAST_DEBUG asks for tracebacks."""
    if os.name == "posix" and not os.environ.get("HOLDFAST_DEBUG"):
        app.door = _ask


def _ask(
    folders: Folders, call_id: str, use_case: Callable[..., Any], arguments: Mapping[str, Any]
) -> Told | None:
    from holdfast.door.client import ask  # only commands that make a call need it

    return ask(folders, call_id, use_case, arguments)
