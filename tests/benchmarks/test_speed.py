"""Speed without a daemon, and with many urges: `pytest -m speed -s tests/benchmarks`."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.measuring import (
    BARE_GROUP,
    BARE_PROMPT,
    HOLDFAST,
    INSERT_BY_SQLALCHEMY,
    Home,
    bare,
    fill,
    floor,
    ratio,
    taken,
)

pytestmark = pytest.mark.speed

LOG, LINE = ("log", "--intensity", "5"), ("status", "--line")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return fill(tmp_path / "home", 500)


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        (LOG, 1.0),
        (("status",), 0.97),
        (LINE, 0.97),
        (("check",), 0.97),
        (("list",), 0.97),
        (("rate", "5"), 0.97),
    ],
    ids=str,
)
def test_a_command_alone_takes_no_longer_than_an_insert_by_sqlalchemy(
    home: Home, tmp_path: Path, words: tuple[str, ...], bound: float
) -> None:
    bare_insert = floor(tmp_path, INSERT_BY_SQLALCHEMY)
    assert ratio(f"{' '.join(words)} / F", lambda: home.run(*words), bare_insert) <= bound


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_takes_no_longer_than_a_bare_group(home: Home, tmp_path: Path, option: str) -> None:
    group = [*bare(tmp_path, BARE_GROUP), "--help"]
    what = f"{option} / --help of a bare click group"
    assert ratio(what, lambda: home.run(option), lambda: taken(group, home.environment)) <= 1.0


@pytest.mark.parametrize("with_daemon", [False, True], ids=["alone", "with a daemon"])
def test_the_prompt_of_log_comes_at_once(home: Home, tmp_path: Path, *, with_daemon: bool) -> None:
    prompt = bare(tmp_path, BARE_PROMPT)
    with ExitStack() as stack:
        if with_daemon:
            stack.enter_context(home.daemon())
        found = ratio(
            "the prompt of log / a bare prompt",
            lambda: home.until_prompt([HOLDFAST, "log"]),
            lambda: home.until_prompt(prompt),
        )
    assert found <= 1.4


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return fill(tmp_path_factory.mktemp("small") / "home", 1_000)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return fill(tmp_path_factory.mktemp("large") / "home", 1_000_000)


@pytest.mark.parametrize("with_daemon", [False, True], ids=["alone", "with a daemon"])
def test_a_million_urges_cost_next_to_nothing(
    small: Home, large: Home, *, with_daemon: bool
) -> None:
    ratios = {}
    with ExitStack() as stack:
        if with_daemon:
            stack.enter_context(small.daemon())
            stack.enter_context(large.daemon())
        for words in (LOG, ("status",), ("check",), ("list",)):
            ratios[words[0]] = ratio(
                f"{words[0]} at 1,000,000 urges / at 1,000",
                lambda words=words: large.run(*words),  # type: ignore[misc] # bound now
                lambda words=words: small.run(*words),  # type: ignore[misc] # bound now
            )
    assert {name: found for name, found in ratios.items() if found > 1.1} == {}


REPORT = ("report", "--week", "last")


def test_a_report_takes_no_longer_for_all_that_was_before_its_weeks(tmp_path: Path) -> None:
    few = fill(tmp_path / "few", 1_000)
    many = fill(tmp_path / "many", 1_000, older=999_000)
    what = "a report at 1,000,000 urges / at 1,000"
    assert ratio(what, lambda: many.run(*REPORT), lambda: few.run(*REPORT)) <= 1.5


def test_the_report_of_a_dense_week_takes_twice_as_long_at_most(tmp_path: Path) -> None:
    # Two weeks, so that last week is full of urges whatever day it is.
    few = fill(tmp_path / "few", 40, over=timedelta(weeks=2))
    many = fill(tmp_path / "many", 40_000, over=timedelta(weeks=2))
    what = "the report of a week of 20,000 urges / of 20"
    assert ratio(what, lambda: many.run(*REPORT), lambda: few.run(*REPORT)) <= 2


def test_a_report_takes_no_longer_than_two_looks_at_the_status(home: Home) -> None:
    what = "report / status"
    assert ratio(what, lambda: home.run("report"), lambda: home.run("status")) <= 2
