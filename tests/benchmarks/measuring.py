"""What the benchmarks share: homes with many urges, floors, and ratios of whole processes.

Every figure is the median of the ratios of pairs: a command and its floor, one after the other,
so that a machine's moods fall on both.
"""

import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pexpect

from holdfast.desktop.background import start_daemon, stop_daemon
from holdfast.desktop.folders import find_folders

ROUNDS = int(os.environ.get("ROUNDS", "31"))
HOLDFAST = str(Path(sys.executable).with_name("holdfast"))
DRAFT = "I miss you"
HOUR = timedelta(hours=1)

INSERT_BY_SQLITE = """
import click, sqlite3

@click.command()
def main():
    connection = sqlite3.connect("FILE", isolation_level=None)
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO rows (text) VALUES ('I miss you')")
    connection.execute("COMMIT")
    connection.close()

main()
"""

INSERT_BY_SQLALCHEMY = """
import click
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine
rows = Table("rows", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text))

@click.command()
def main():
    engine = create_engine("sqlite:///FILE")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = EXTRA")
        connection.execute(rows.insert().values(text="I miss you"))

main()
"""

BARE_GROUP = """
import click

@click.group()
def main():
    "A group of commands."

for name in "init log rate let-go sent amend retract list show check status contact".split():
    main.command(name, help="Do one thing and say so.")(lambda: None)

main()
"""

BARE_PROMPT = """
import click

@click.command()
def main():
    click.prompt("> ", prompt_suffix="")

main()
"""


@dataclass(frozen=True)
class Taken:
    """What a process took: seconds by the clock, and of the processor (user and system)."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Home:
    """A home, and the commands that are run in it."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands: with bytecode, as an installed program has it."""
        ours = {**os.environ, "HOLDFAST_HOME": str(self.folder)}
        return {name: value for name, value in ours.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run(self, *words: str) -> Taken:
        """Run a command, as a person does; what it reads is the draft of `log`."""
        return taken([HOLDFAST, *words], self.environment, DRAFT)

    def until_prompt(self, command: list[str]) -> Taken:
        """Return what a program takes until it asks."""
        began = time.perf_counter()
        child = pexpect.spawn(command[0], command[1:], env=self.environment, timeout=30)
        child.expect_exact("> ")
        passed = time.perf_counter() - began
        child.terminate(force=True)
        return Taken(passed, passed)

    @contextmanager
    def daemon(self) -> Iterator[int]:
        """Run the home's daemon for the block; its process's number."""
        folders = find_folders({"HOLDFAST_HOME": str(self.folder)})
        assert start_daemon(folders.config, self.environment) == "ready"
        try:
            yield int(folders.lock.read_text().split('"pid": ')[1].split(",")[0])
        finally:
            stop_daemon(folders.lock, within_seconds=5)


def taken(command: list[str], environment: dict[str, str], said: str = "") -> Taken:
    """Run a process to its end; return what it took."""
    spent, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        command, env=environment, input=said, text=True, capture_output=True, check=False
    )
    wall = time.perf_counter() - began
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(wall, now.ru_utime + now.ru_stime - spent.ru_utime - spent.ru_stime)


def ratio(
    what: str,
    run: Callable[[], Taken],
    floor: Callable[[], Taken],
    rounds: int = ROUNDS,
    before: Callable[[], object] = lambda: None,
) -> float:
    """Return the median ratio of pairs by the clock, after a warm-up; print the processor's too."""
    pairs = []
    for number in range(rounds + 2):
        before()
        pair = (run(), floor())
        if number > 1:
            pairs.append(pair)
    found = median(own.wall / other.wall for own, other in pairs)
    cpu = median(own.cpu / other.cpu for own, other in pairs)
    own, other = (median(one.wall for one in column) for column in zip(*pairs, strict=True))
    sys.stdout.write(
        f"\n{what}: {found:.2f}, cpu {cpu:.2f} ({own * 1000:.0f} ms against {other * 1000:.0f} ms)"
    )
    sys.stdout.flush()
    return float(found)


def floor(folder: Path, program: str) -> Callable[[], Taken]:
    """Return what runs a bare program once."""
    database = folder / "bare.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, text TEXT)")
    command, environment = bare(folder, program.replace("FILE", str(database))), dict(os.environ)
    return lambda: taken(command, environment)


def bare(folder: Path, program: str) -> list[str]:
    """Save a bare program; return the command that runs it."""
    script = folder / "bare.py"
    script.write_text(program)
    return [sys.executable, str(script)]


THREE_YEARS = timedelta(days=3 * 365)


def fill(folder: Path, urges: int, *, over: timedelta = THREE_YEARS, older: int = 0) -> Home:
    """Return a home with a cool-down and so many urges up to an hour ago; of 20, one is open.

    `over` is the time that they are spread over; `older` ones are spread over the three years
    before. Each has a trigger, a rating and a nudge.
    """
    home = Home(folder)
    taken([HOLDFAST, "cooldown", "start", "30d"], home.environment)
    microsecond = timedelta(microseconds=1)
    now = int(datetime.now(UTC).timestamp()) * 1_000_000  # noqa: TID251 - made-up data up to now
    end, length, before = now - HOUR // microsecond, over // microsecond, THREE_YEARS // microsecond
    felt = (
        *(end - length - number * before // older for number in range(older, 0, -1)),
        *(end - number * length // urges for number in range(urges, 0, -1)),
    )
    rows = (
        (at, number % 11, "open" if number % 20 == 0 else "let-go", number % 20)
        for number, at in zip(range(len(felt), 0, -1), felt, strict=True)
    )
    with closing(sqlite3.connect(folder / "holdfast.db")) as database, database:
        database.executemany(
            "INSERT INTO urges (contact_id, felt_at, noted_at, logged_at, logged_ran, logged_sure,"
            " pause_ends_at, intensity, outcome, outcome_at) VALUES (1, ?1, ?1, ?1, 0, 1,"
            " ?1 + 86400000000, ?2, ?3, CASE ?4 WHEN 0 THEN NULL ELSE ?1 + 600000000 END)",
            rows,
        )
        database.execute(
            "INSERT INTO triggers SELECT id, 0, iif(id % 3, 'photo', 'song') FROM urges"
        )
        database.execute(
            "INSERT INTO ratings (urge_id, at, intensity) SELECT id, felt_at, 5 FROM urges"
        )
        database.execute(
            "INSERT INTO nudges (key, kind, urge_id, due_at, expires_at, state, handed_over_at,"
            " why) SELECT 'patience:urge-' || id, 'patience', id, felt_at, felt_at + 1800000000,"
            " iif(id % 20, 'suppressed', 'handed-over'), iif(id % 20, NULL, felt_at),"
            " 'urge ' || id || ' was logged' FROM urges"
        )
    return home
