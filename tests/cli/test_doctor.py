"""`holdfast doctor`: what is wrong, and what to do about it."""

import sqlite3
from contextlib import closing

import pytest

from cli.conftest import Opens
from conftest import Commands
from fakes import FakeClock
from holdfast.desktop.folders import Folders


def test_a_clock_that_is_right_is_said_in_a_sentence(holdfast: Commands) -> None:
    holdfast.ok("log", typed="I miss you")
    assert holdfast.ok("doctor", "clock").out == (
        "The clock is as it should be.\n"
        "The system says that it is set by network, and is believed.\n"
    )


def test_a_clock_that_was_set_is_explained_with_a_way_out(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("log", typed="I miss you")
    clock.set(days=31)
    holdfast.ok("rate", "5")
    said = holdfast("doctor", "clock")
    assert said.code == 1
    assert said.out == (
        "The computer's clock is 31 d ahead of the time that Holdfast goes by, "
        "Fri 20 Nov 2026, 22:30. No promise ends sooner or later for that.\n"
        "Try: timedatectl set-ntp 1, so that the network sets it; or, where there is none: "
        "holdfast doctor clock accept\n"
        "The system does not say that it is set by network, so time is counted by how long the "
        "computer runs.\n"
        "Fri 20 Nov 2026, 22:30: The computer's clock moved 31 d ahead.\n"
    )
    clock.set(days=-62)
    (check,) = holdfast("doctor", "clock", "--json").json
    assert (check["check"], check["ok"]) == ("clock", False)
    assert "31 d behind" in check["says"]
    assert "moved 31 d ahead. No promise moved with it." in holdfast.ok("report").out


@pytest.mark.parametrize(("days", "code"), [(0, 0), (31, 1)])
def test_doctor_alone_looks_at_everything_in_json_too(
    holdfast: Commands, clock: FakeClock, days: int, code: int
) -> None:
    holdfast.ok("log", typed="I miss you")
    clock.set(days=days)
    said = holdfast("doctor", "--json")
    assert (said.code, said.err) == (code, "")
    found = {check["check"]: check for check in said.json}
    assert all(set(check) == {"check", "ok", "says", "try"} for check in found.values())
    assert found["clock"]["ok"] == (code == 0)
    assert (found["clock"]["try"] is None) == (code == 0)


def test_doctor_alone_says_it_in_words(holdfast: Commands, clock: FakeClock) -> None:
    holdfast.ok("log", typed="I miss you")
    assert "The clock is as it should be.\n" in holdfast.ok("doctor").out
    clock.set(days=31)
    said = holdfast("doctor")
    assert said.code == 1
    assert "31 d ahead of the time that Holdfast goes by" in said.out


@pytest.mark.yourself
def test_doctor_alone_says_that_nothing_can_be_written_down(holdfast: Commands) -> None:
    holdfast.ok("log", typed="I miss you")
    assert "The database can be written.\n" in holdfast.ok("doctor").out
    with closing(sqlite3.connect(holdfast.app.folders.database)) as database:
        # Root may write whatever a file's permissions say.
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON mark BEGIN SELECT RAISE(FAIL, 'no'); END"
        )
    said = holdfast("doctor")
    assert said.code == 1
    assert "The clock is as it should be.\n" in said.out
    assert f"{holdfast.app.folders.database} could not be used" in said.out
    assert "\nTry: HOLDFAST_DEBUG=1 shows why\n" in said.out


def test_doctor_alone_names_a_draft_that_was_left_behind_and_how_to_write_it_down(
    holdfast: Commands,
) -> None:
    assert "No draft was left behind by an editor.\n" in holdfast.ok("doctor").out
    left = holdfast.app.folders.home / ".draft-x"
    left.mkdir(parents=True)
    (left / "draft.txt").write_text("zwieback")
    said = holdfast("doctor", "--json")
    found = {check["check"]: check for check in said.json}
    assert (said.code, found["drafts"]["ok"]) == (1, False)
    assert str(left / "draft.txt") in found["drafts"]["says"]
    assert found["drafts"]["try"] == f"holdfast log < {left / 'draft.txt'} && rm -r {left}"
    assert "zwieback" not in said.out


def test_doctor_gives_the_command_for_such_a_draft_whole_however_narrow_the_terminal(
    terminal: Opens, folders: Folders
) -> None:
    left = folders.home / ".draft-x"
    left.mkdir(parents=True)
    (left / "draft.txt").write_text("zwieback")
    doctor = terminal("doctor", columns=40)
    assert doctor.end() == 1
    assert f"\nholdfast log < {left / 'draft.txt'} && rm -r {left}\n" in doctor.seen


@pytest.mark.parametrize(("days", "way"), [(3, "ahead"), (-3, "behind")])
def test_accepting_either_says_what_waits(
    holdfast: Commands, clock: FakeClock, days: int, way: str
) -> None:
    holdfast.ok("cooldown", "start", "30d")
    clock.set(days=days)
    said = holdfast.ok("doctor", "clock", "accept", "--reason", "It was wrong").out
    assert f"to go by a clock that is 3 d {way}" in said
    assert "What counts is time in which the computer runs." in said
