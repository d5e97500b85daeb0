"""`holdfast doctor`: what is wrong, and what to do about it."""

import sqlite3
from contextlib import closing

from conftest import Commands
from fakes import FakeClock


def test_doctor_explains_a_clock_that_was_set_by_hand(holdfast: Commands, clock: FakeClock) -> None:
    holdfast.ok("log", typed="I miss you")
    clock.set(days=31)
    holdfast.ok("rate", "5")
    said = holdfast("doctor", "clock")
    assert said.code == 1
    assert said.out == (
        "The computer's clock is 31 days ahead of the time Holdfast trusts: "
        "Fri 20 Nov, 22:30. That changes no promise. "
        "The network has not set the clock since the computer started. Until then, only the time "
        "the computer runs is counted.\n"
        "Try: timedatectl set-ntp true\n"
        "Mon 21 Dec, 22:30: The computer's clock moved 31 days ahead.\n"
    )
    clock.set(days=-62)
    said = holdfast("doctor", "--json")
    checks = {check["check"]: check for check in said.json}
    assert (said.code, checks["clock"]["ok"], checks["database"]["ok"]) == (1, False, True)
    assert "31 days behind" in checks["clock"]["says"]


def test_doctor_warns_when_no_network_sets_the_clock(holdfast: Commands, clock: FakeClock) -> None:
    clock.synchronised = False
    holdfast.ok("log", typed="I miss you")
    assert holdfast.ok("doctor", "clock").out == (
        "The computer's clock agrees with the time Holdfast trusts. No network sets the clock. "
        "If somebody changes the clock and restarts the computer, a hold can end early.\n"
        "Try: timedatectl set-ntp true\n"
    )


def test_doctor_lists_the_clock_jumps_of_the_last_30_days(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("log", typed="I miss you")
    clock.set(hours=3)
    holdfast.ok("rate", "5")
    clock.set(hours=-3)
    holdfast.ok("rate", "5")
    said = holdfast.ok("doctor").out
    assert "moved 3 h ahead.\n" in said
    assert "moved 3 h back.\n" in said
    clock.forward(days=31)
    assert "moved" not in holdfast.ok("doctor").out


def test_doctor_finds_a_database_that_can_not_be_written(holdfast: Commands) -> None:
    holdfast.ok("log", typed="I miss you")
    assert "The database can be written to.\n" in holdfast.ok("doctor").out
    with closing(sqlite3.connect(holdfast.app.folders.database)) as database:
        # Root may write whatever a file's permissions say.
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON mark BEGIN SELECT RAISE(FAIL, 'no'); END"
        )
    said = holdfast("doctor")
    assert said.code == 1
    assert "The computer's clock agrees with the time Holdfast trusts." in said.out
    assert f"Holdfast can't use {holdfast.app.folders.database}" in said.out
    assert "\nTry: the same command with HOLDFAST_DEBUG=1, to see why\n" in said.out


def test_doctor_names_a_draft_that_an_editor_left_behind(holdfast: Commands) -> None:
    assert "No text was left behind by an editor.\n" in holdfast.ok("doctor").out
    left = holdfast.app.folders.home / ".draft-x"
    left.mkdir(parents=True)
    (left / "draft.txt").write_text("zwieback")
    said = holdfast("doctor", "--json")
    found = {check["check"]: check for check in said.json}
    assert (said.code, found["drafts"]["ok"]) == (1, False)
    assert str(left / "draft.txt") in found["drafts"]["says"]
    assert found["drafts"]["try"] == f"holdfast log < {left / 'draft.txt'} && rm -r {left}"
    assert "zwieback" not in said.out


def test_a_new_cool_down_says_what_lets_the_network_set_the_clock(
    holdfast: Commands, clock: FakeClock
) -> None:
    clock.synchronised = False
    assert "timedatectl set-ntp true" in holdfast.ok("cooldown", "start", "30d").out
