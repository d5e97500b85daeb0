"""What the tests share: a home of their own, a fake clock, a person's commands."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from doors import Asked
from fakes import FakeClock, FakeNotifier
from forked import can_be_forked, end_parent
from forked import run as run_forked
from holdfast.app import App
from holdfast.cli.main import cli
from holdfast.desktop.background import stop_daemon
from holdfast.desktop.folders import Folders, find_folders
from holdfast.ledger import database, migrating
from once import migrating_once, quick_engine

_NOT_OURS = (
    *("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"),
    *("XDG_CURRENT_DESKTOP", "XDG_SESSION_DESKTOP", "DESKTOP_SESSION", "NOTIFY_SOCKET"),
    "SNAP_REAL_HOME",
)


@pytest.fixture(autouse=True)
def _own_world(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Keep every test away from the real home, desktop and zone of the person who runs it."""
    if request.node.get_closest_marker("measured") is None:
        for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
            monkeypatch.delenv(name, raising=False)
    for name in (*_NOT_OURS, "NO_COLOR", "HOLDFAST_DEBUG", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    monkeypatch.setenv("HOLDFAST_HOME", str(tmp_path / "home"))
    # The files that start the daemon at login would be written into the real home otherwise.
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    time.tzset()  # a process reads TZ only when it starts
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def _done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "run_migrations", migrating_once(migrating.run_migrations))
    monkeypatch.setattr(database, "create_engine", quick_engine)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return find_folders({"HOLDFAST_HOME": str(tmp_path / "home")})


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def notifier() -> FakeNotifier:
    return FakeNotifier()


@pytest.fixture
def app(folders: Folders, clock: FakeClock, notifier: FakeNotifier) -> App:
    """An app on a real SQLite file, with the fake clock and notifier."""
    return App(folders, clock=clock, notifier=notifier)


@dataclass
class Said:
    """A command's exit code and output."""

    result: Result

    @property
    def code(self) -> int:
        return self.result.exit_code

    @property
    def out(self) -> str:
        return self.result.stdout

    @property
    def err(self) -> str:
        return self.result.stderr

    @property
    def json(self) -> Any:
        return json.loads(self.result.stdout)


@dataclass
class Commands:
    """Runs commands in this process, through click's runner, on the test's app."""

    app: App
    door: Asked | None = None

    def __call__(self, *words: str, typed: str | bytes | None = None) -> Said:
        # A new app for each command, as a process has one; clock and notifier stay the same.
        app = App(self.app.folders, clock=self.app.clock, notifier=self.app._notifier)
        app.door = self.door
        result = CliRunner().invoke(cli, list(words), input=typed, obj=app)
        return Said(result)

    def ok(self, *words: str, typed: str | bytes | None = None) -> Said:
        said = self(*words, typed=typed)
        assert said.code == 0, said.err
        return said


@pytest.fixture
def holdfast(app: App) -> Commands:
    """Run `holdfast …` in this process: `holdfast("log", typed="I miss you")`."""
    return Commands(app)


@dataclass
class Processes:
    """Runs commands as processes of their own in the test's home."""

    folders: Folders
    started: bool = False
    """Whether a new Python is started for each, instead of forking one that runs."""

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "HOLDFAST_HOME": str(self.folders.home)}

    def __call__(
        self, *words: str, typed: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        program = ["-m", "holdfast", *words]
        whole = {**self.environment, **environment}
        if not self.started and can_be_forked(whole):
            return run_forked(program, whole, (typed or "").encode(), 60)
        return subprocess.run(
            [sys.executable, *program],
            env=whole,
            input=typed if typed is not None else "",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def process(request: pytest.FixtureRequest, folders: Folders) -> Iterator[Processes]:
    """Run `holdfast …` as a process of its own; end a daemon that a test left running."""
    yield Processes(folders, started=request.node.get_closest_marker("started") is not None)
    stop_daemon(folders.lock, within_seconds=5)


# Nothing may fail because a computer is slow.
# CI tries the same examples each time: a red run is the change's own.
settings.register_profile(
    "holdfast", max_examples=200, deadline=None, derandomize=os.environ.get("CI") == "true"
)
settings.load_profile("holdfast")


def pytest_sessionfinish() -> None:
    end_parent()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the models first: at the end, one worker would run them while the other waits."""
    items.sort(key=lambda item: item.path.parent.name != "holding")
