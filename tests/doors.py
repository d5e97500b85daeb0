"""A real door in the tests' own process: the daemon's server, with the tests' clock."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from holdfast.app import App, Told
from holdfast.desktop.folders import Folders
from holdfast.door.client import ask
from holdfast.door.server import Server


@dataclass
class Asked:
    """Asks at the door as a command does; remembers what was asked, and what was answered."""

    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)

    def __call__(
        self,
        folders: Folders,
        call_id: str,
        use_case: Callable[..., Any],
        arguments: Mapping[str, Any],
    ) -> Told | None:
        self.asked.append(use_case.__name__)
        told = ask(folders, call_id, use_case, arguments)
        if told:
            self.answered.append(use_case.__name__)
        return told


@dataclass
class OpenDoor:
    """A running server, and what it told its daemon."""

    server: Server
    changes: list[str] = field(default_factory=list)
    outdated: threading.Event = field(default_factory=threading.Event)


@contextmanager
def a_door(app: App) -> Iterator[OpenDoor]:
    """Run a server that answers for an app's home during the block."""
    changes: list[str] = []
    outdated = threading.Event()
    server = Server(app, changed=lambda: changes.append("changed"), outdated=outdated.set)
    server.open()
    try:
        yield OpenDoor(server, changes, outdated)
    finally:
        server.close()
