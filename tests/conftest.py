"""What the tests share: a home of their own, a clock that stands still, a person's commands."""

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
from sqlalchemy import Connection, Engine, create_engine

from doors import Asked
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.cli.main import cli
from holdfast.desktop.background import stop_daemon
from holdfast.desktop.folders import Folders, find_folders
from holdfast.domain.keeping import NewReport
from holdfast.storage import database, migrating

_NOT_OURS = (
    *("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"),
    *("XDG_CURRENT_DESKTOP", "NOTIFY_SOCKET"),
)


@pytest.fixture(autouse=True)
def _own_world(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Keep every test away from the real home, desktop and zone of whoever runs it."""
    if request.node.get_closest_marker("measured") is None:
        for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
            monkeypatch.delenv(name, raising=False)
    # Nor is logind's: a daemon of a test listens to nobody, unless the test has a bus.
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/no-bus")
    for name in (*_NOT_OURS, "NO_COLOR", "HOLDFAST_DEBUG", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.setenv("HOLDFAST_HOME", str(tmp_path / "home"))
    # Where what starts at login stands: without it a test would write into the real one.
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    time.tzset()  # a process has read TZ when it starts
    yield
    monkeypatch.undo()
    time.tzset()


_SCHEMA: list[str] = []


@pytest.fixture(autouse=True)
def _migrations_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each further database of this process with what the migrations made of the first one.

    They take a tenth of a second, and there are thousands of tests; those of the migrations
    themselves, and every process that a test starts, run them.
    """
    run_migrations = migrating.run_migrations

    def run(connection: Connection) -> None:
        is_empty = not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        if is_empty and _SCHEMA:
            for statement in _SCHEMA:
                connection.exec_driver_sql(statement)
            return
        run_migrations(connection)
        if is_empty:
            made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
            _SCHEMA.extend(connection.exec_driver_sql(made).scalars())
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            _SCHEMA.append(f"INSERT INTO alembic_version VALUES ({version.scalar_one()!r})")  # noqa: S608

    monkeypatch.setattr(migrating, "run_migrations", run)


_ENGINES: list[Engine] = []


@pytest.fixture(autouse=True)
def _statements_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each further engine of this process use what was compiled for the first one.

    Every command of a test has an engine of its own, as a process has: compiling its statements
    anew takes a third of the time of those that run in this process.
    """

    def create(*arguments: Any, **options: Any) -> Engine:
        engine = create_engine(*arguments, **options)
        if _ENGINES:
            first = _ENGINES[0]
            # They are kept by the dialect for which they are.
            engine.dialect = engine.pool._dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        else:
            _ENGINES.append(engine)
        return engine

    monkeypatch.setattr(database, "create_engine", create)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return find_folders({"HOLDFAST_HOME": str(tmp_path / "home")})


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def notifier() -> FakeNotifier:
    return FakeNotifier()


def draw(new: NewReport) -> str:
    """Draw a page in this process: a child of its own takes half a second."""
    from holdfast.rendering.page import render_page

    return render_page(new.report, is_anew=new.before is not None)


@pytest.fixture
def app(folders: Folders, clock: FakeClock, notifier: FakeNotifier) -> App:
    """An app on a real SQLite file, with the fake clock and notifier."""
    return App(folders, clock=clock, notifier=notifier, draw=draw)


@dataclass
class Said:
    """What a command answered."""

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
        app = App(self.app.folders, clock=self.app.clock, notifier=self.app._notifier, draw=draw)
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
    """Runs commands as real processes in the test's home."""

    folders: Folders

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "HOLDFAST_HOME": str(self.folders.home)}

    def __call__(
        self, *words: str, typed: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "holdfast", *words],
            env={**self.environment, **environment},
            input=typed if typed is not None else "",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def process(folders: Folders) -> Iterator[Processes]:
    """Run `holdfast …` as a real process; a daemon that a test leaves behind is ended."""
    yield Processes(folders)
    stop_daemon(folders.lock, within_seconds=5)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long models: at the end, one worker would run them while the other waits.

    What is run alone and through the door is counted for coverage alone: counting takes half as
    long again.
    """
    items.sort(key=lambda item: item.path.parent.name != "holding")
    for item in items:
        if "through the door" in item.name:
            item.add_marker("no_cover")
