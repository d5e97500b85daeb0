"""Trusted time as a person lives it: what is set, seen, recorded and explained."""

from datetime import timedelta

import pytest

from fakes import EVENING, FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.services.check import check
from holdfast.services.clock import explain_clock
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import start_cool_down
from holdfast.services.reports import list_reports, weekly_report
from holdfast.services.tick import tick
from holdfast.services.urges import list_urges, log_urge
from storage.ledger_file import LedgerFile

DAY = timedelta(days=1)


def ends(app: App) -> timedelta | None:
    until = app.call(check).until
    return until - EVENING if until else None


@pytest.mark.parametrize("days", [31, 400, -400])
def test_setting_the_clock_moves_no_end(app: App, clock: FakeClock, days: int) -> None:
    app.call(start_cool_down, length="30d")
    clock.set(days=days)
    held = app.call(check)
    assert (held.held, held.until) == (True, EVENING + 30 * DAY)
    assert held.remaining_seconds == 30 * 86_400
    clock.forward(days=29)
    assert app.call(check).remaining_seconds == 86_400
    clock.forward(days=1)
    assert not app.call(check).held


def test_small_steps_open_nothing_either(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="1d")
    for _ in range(60):
        clock.set(hours=1)
        clock.forward(minutes=1)
        assert app.call(check).held
        app.call(log_urge)
    assert ends(app) == timedelta(days=1, hours=1)


def test_a_clock_that_is_right_again_is_as_if_nothing_had_been(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.set(days=31)
    app.call(log_urge)
    clock.set(days=-31)
    clock.forward(days=1)
    assert app.call(check).remaining_seconds == 29 * 86_400
    clock.right = True
    assert app.call(explain_clock).agrees


def test_a_boot_that_believes_in_2099_leaves_nothing_behind(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=26_000)
    app.call(tick, run=None)
    assert not app.call(check).held
    clock.set(days=-26_000)
    clock.right = True
    assert app.call(check).remaining_seconds == 30 * 86_400


def test_what_is_logged_in_such_a_boot_is_held_for_a_day_and_not_for_73_years(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=26_000)
    app.call(log_urge)
    assert app.call(check).remaining_seconds == 86_400
    clock.set(days=-26_000)
    clock.right = True
    # A question alone moves it along: nobody is told that it is not held.
    assert app.call(check).remaining_seconds == 86_400
    clock.forward(days=1)
    assert not app.call(check).held


def test_what_was_promised_in_such_a_boot_is_moved_to_when_it_was(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=26_000)
    app.call(start_cool_down, length="3d")
    app.call(log_urge)
    clock.forward(hours=1)
    clock.set(days=-26_000)
    clock.right = True
    app.call(tick, run=None)
    held = app.call(check)
    assert (held.reason, held.remaining_seconds) == ("cool-down", 3 * 86_400 - 3600)
    (urge,) = app.call(list_urges)
    assert urge.logged_at == EVENING
    assert [jump.seconds for jump in app.call(weekly_report).gaps.clock_jumps] == [-26_000 * 86_400]
    clock.forward(days=3)
    assert not app.call(check).held


def test_a_wall_that_comes_right_between_two_looks_is_not_believed(
    app: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.call(start_cool_down, length="30d")
    clock.set(days=31)

    def comes_right(_: FakeClock) -> bool:
        clock.moment = EVENING
        return True

    monkeypatch.setattr(FakeClock, "synchronised", comes_right)
    assert app.call(check).remaining_seconds == 30 * 86_400


def test_a_tick_that_finds_no_mark_makes_one(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="1d")
    run = app.call(tick, run=None).run
    LedgerFile(app.folders.database).script("DELETE FROM mark")
    clock.right = False
    for _ in range(26):
        clock.forward(hours=1)
        run = app.call(tick, run=run).run
    assert not app.call(check).held


def test_a_boot_that_may_be_wrong_about_the_year_nudges_and_reports_nothing(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=26_000)
    run = app.call(tick, run=None).run
    assert app.call(list_reports) == ()
    clock.set(days=-26_000)
    clock.right = True
    app.call(tick, run=run)
    assert app.call(list_reports) == ()
    assert len(notifier.shown) == 1


def test_a_clock_that_nothing_synchronises_is_believed_after_two_minutes(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    clock.right = False
    clock.since_boot = timedelta(minutes=2, seconds=-1)
    app.call(log_urge)
    run = app.call(tick, run=None).run
    assert notifier.shown == []
    clock.forward(seconds=1)
    app.call(tick, run=run)
    assert len(notifier.shown) == 1


def test_waking_in_1970_locks_nobody_longer_than_it_was_off(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=-20_000)
    assert app.call(check).remaining_seconds == 30 * 86_400
    clock.forward(days=1)
    assert app.call(check).remaining_seconds == 29 * 86_400


def test_each_jump_stands_once_in_the_report_with_its_size(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    clock.forward(minutes=1)
    clock.set(days=31)
    run = app.call(tick, run=None).run
    clock.forward(minutes=1)
    app.call(tick, run=run)
    clock.set(days=-31)
    app.call(log_urge)
    jumps = app.call(weekly_report).gaps.clock_jumps
    assert [jump.seconds for jump in jumps] == [31 * 86_400, -31 * 86_400]
    assert jumps[0].at == EVENING + timedelta(minutes=1)


def test_an_idle_tick_writes_when_the_clock_jumped_and_hourly_and_else_not(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    run = app.call(tick, run=None).run

    def wrote() -> bool:
        nonlocal run
        before = app.folders.database.read_bytes()
        clock.forward(minutes=1)
        run = app.call(tick, run=run).run
        return app.folders.database.read_bytes() != before

    assert [wrote() for _ in range(3)] == [False, False, False]
    clock.set(minutes=5)
    assert [wrote() for _ in range(3)] == [True, False, False]
    assert sum(wrote() for _ in range(120)) == 2


def test_reading_stores_nothing(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    before = app.folders.database.read_bytes()
    clock.set(days=31)
    app.call(check)
    app.call(explain_clock)
    assert app.folders.database.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM mark",
        "UPDATE mark SET trusted = 9223372036854775807",
        "UPDATE mark SET wall = -9223372036854775808",
        "UPDATE mark SET trusted = 253402300799000000",
        "UPDATE mark SET since_boot = -9000000000000000000",
    ],
)
def test_without_a_mark_that_can_be_one_it_is_as_late_as_the_ledger_knows(
    app: App, clock: FakeClock, damage: str
) -> None:
    app.call(start_cool_down, length="30d")
    clock.forward(hours=1)
    app.call(log_urge)
    LedgerFile(app.folders.database).script(damage)
    clock.set(days=31)
    assert app.call(check).remaining_seconds == 30 * 86_400 - 3600
    clock.right = True
    assert not app.call(check).held


def test_what_the_clocks_say_is_explained(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    right = app.call(explain_clock)
    assert (right.agrees, right.ahead_seconds, right.jumps) == (True, 0, ())
    clock.set(days=31)
    app.call(log_urge)
    wrong = app.call(explain_clock)
    assert (wrong.agrees, wrong.synchronised) == (False, False)
    assert (wrong.trusted, wrong.wall) == (EVENING, EVENING + 31 * DAY)
    assert [jump.seconds for jump in wrong.jumps] == [wrong.ahead_seconds] == [31 * 86_400]
