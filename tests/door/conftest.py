"""What the tests of the door share."""

from pathlib import Path

import pytest

from doors import Asked
from holdfast.app import App
from holdfast.ledger.files import make_private_folder


@pytest.fixture
def door() -> Asked:
    return Asked()


@pytest.fixture
def person(app: App, door: Asked) -> App:
    """The app of a command, which asks at the door first."""
    theirs = App(app.folders, clock=app.clock, notifier=app._notifier)
    theirs.door = door
    return theirs


@pytest.fixture
def place(app: App) -> Path:
    """Where the socket is."""
    make_private_folder(app.folders.home)
    return Path(app.folders.door)
