"""Speed, run by hand: `pytest -m speed -s tests/benchmarks`.

Every figure is a ratio against a floor that is measured in the same run, in turn with it, so
that a machine's moods fall on both. Whole processes, medians.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pexpect
import pytest

pytestmark = pytest.mark.speed

ROUNDS = 25
HOLDFAST = [sys.executable, "-m", "holdfast"]

BARE_INSERT = """
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


@dataclass
class Home:
    """A home with so many urges, and the commands run in it."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        # With its bytecode, as an installed program has it.
        ours = {**os.environ, "HOLDFAST_HOME": str(self.folder)}
        return {name: value for name, value in ours.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def seconds(self, *words: str) -> float:
        return seconds([*HOLDFAST, *words], self.environment)


def seconds(command: list[str], environment: dict[str, str] | None = None) -> float:
    began = time.perf_counter()
    subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return time.perf_counter() - began


def ratio(
    what: str, run: Callable[[], float], floor: Callable[[], float], rounds: int = ROUNDS
) -> float:
    """Give the ratio of medians, both measured in turn after a warm-up."""
    run(), floor()
    pairs = [(run(), floor()) for _ in range(rounds)]
    own, bare = (median(column) for column in zip(*pairs, strict=True))
    sys.stdout.write(
        f"\n{what}: {own / bare:.2f} ({own * 1000:.0f} ms against {bare * 1000:.0f} ms)"
    )
    return float(own / bare)


def bare(tmp_path: Path, program: str) -> list[str]:
    """Write a bare program down; gives the command that runs it."""
    script = tmp_path / "bare.py"
    script.write_text(program.replace("FILE", str(tmp_path / "bare.db")))
    return [sys.executable, str(script)]


def fill(home: Path, urges: int, older: int = 0) -> None:
    """Give a home so many urges, over three years up to now; of 20, one stays open.

    `older` ones lie in the three years before those.
    """
    environment = {**os.environ, "HOLDFAST_HOME": str(home)}
    subprocess.run([*HOLDFAST, "cooldown", "start", "30d"], env=environment, check=True)
    now = int(datetime.now(UTC).timestamp()) * 1_000_000  # noqa: TID251 - made-up data up to now
    three_years = int(timedelta(days=3 * 365).total_seconds() * 1_000_000)
    day = 24 * 3600 * 1_000_000
    ages = (
        *(three_years + number * three_years // older for number in range(older, 0, -1)),
        *(number * three_years // urges for number in range(urges, 0, -1)),
    )
    rows = (
        (
            1,
            at := now - age - 3_600_000_000,
            at,
            at + day,
            number % 11,
            "open" if number % 20 == 0 else "let-go",
            None if number % 20 == 0 else at + 600_000_000,
        )
        for number, age in zip(range(len(ages), 0, -1), ages, strict=True)
    )
    with sqlite3.connect(home / "holdfast.db") as database:
        database.executemany(
            "INSERT INTO urges (contact_id, felt_at, logged_at, pause_ends_at, intensity, outcome,"
            " outcome_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        database.execute(
            "INSERT INTO triggers SELECT id, 0, CASE id % 3 WHEN 0 THEN 'song' ELSE 'photo' END"
            " FROM urges"
        )
        database.execute(
            "INSERT INTO ratings (urge_id, at, intensity) SELECT id, felt_at, 5 FROM urges"
        )
    database.close()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "home"
    fill(folder, 100)
    return Home(folder)


@pytest.mark.parametrize(
    "words",
    [("log", "--intensity", "5"), ("status",), ("check",), ("let-go",)],
    ids=lambda words: words[0],
)
def test_a_command_takes_no_longer_than_a_bare_insert(
    home: Home, tmp_path: Path, words: tuple[str, ...]
) -> None:
    floor = bare(tmp_path, BARE_INSERT)
    with sqlite3.connect(tmp_path / "bare.db") as database:
        database.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")
    what = f"{words[0]} / bare click + SQLAlchemy insert"
    assert ratio(what, lambda: home.seconds(*words), lambda: seconds(floor)) <= 1.0


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_takes_no_longer_than_a_bare_group(home: Home, tmp_path: Path, option: str) -> None:
    floor = [*bare(tmp_path, BARE_GROUP), "--help"]
    what = f"{option} / bare click group --help"
    assert ratio(what, lambda: home.seconds(option), lambda: seconds(floor)) <= 1.0


def until_prompt(command: list[str], environment: dict[str, str]) -> float:
    """Give the seconds until a program asks."""
    began = time.perf_counter()
    child = pexpect.spawn(command[0], command[1:], env=environment, timeout=30)
    child.expect_exact("> ")
    stood = time.perf_counter() - began
    child.terminate(force=True)
    return stood


def test_the_draft_prompt_stands_at_once(home: Home, tmp_path: Path) -> None:
    floor = bare(tmp_path, BARE_PROMPT)
    what = "the prompt of log / a bare click program's prompt"
    found = ratio(
        what,
        lambda: until_prompt([*HOLDFAST, "log"], home.environment),
        lambda: until_prompt(floor, home.environment),
    )
    assert found <= 1.5


@pytest.mark.parametrize(("urges", "bound"), [(100_000, 1.1), (1_000_000, 1.5)])
def test_many_urges_cost_next_to_nothing(
    home: Home, tmp_path: Path, urges: int, bound: float
) -> None:
    large = Home(tmp_path / "large")
    fill(large.folder, urges)
    ratios = {}
    for words in (("log", "--intensity", "5"), ("status",), ("check",)):
        what = f"{words[0]} at {urges} urges / at 100"
        ratios[words[0]] = ratio(
            what,
            lambda words=words: large.seconds(*words),  # type: ignore[misc] # bound now
            lambda words=words: home.seconds(*words),  # type: ignore[misc] # bound now
        )
    assert {name: value for name, value in ratios.items() if value > bound} == {}


def test_a_weeks_report_takes_no_longer_for_all_that_was_before_its_weeks(tmp_path: Path) -> None:
    """The same report: 1,000 urges over three years, and 999,000 in the years before those."""
    small, large = Home(tmp_path / "small"), Home(tmp_path / "large")
    fill(small.folder, 1_000)
    fill(large.folder, 1_000, older=999_000)
    words = ("report", "--week", "last")
    found = ratio(
        "report at 1,000,000 urges / at 1,000",
        lambda: large.seconds(*words),
        lambda: small.seconds(*words),
    )
    assert found <= 1.5


def test_the_report_in_the_terminal_takes_no_longer_than_two_looks_at_the_status(
    home: Home,
) -> None:
    found = ratio("report / status", lambda: home.seconds("report"), lambda: home.seconds("status"))
    assert found <= 2
