"""Trusted time as a person lives it: what is set, seen, recorded and explained."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import NoReturn

import pytest

from fakes import EVENING, FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.errors import NeedsAnswer, Refused, StorageError
from holdfast.services.book import Ledger
from holdfast.services.boundaries import set_boundary
from holdfast.services.changes import ChangeAnswer, cancel_change, list_changes
from holdfast.services.check import check
from holdfast.services.clock import accept_clock, explain_clock
from holdfast.services.confirming import confirm_change
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import (
    end_cool_down,
    extend_cool_down,
    shorten_cool_down,
    show_cool_down,
    start_cool_down,
)
from holdfast.services.drafts import open_draft
from holdfast.services.forgetting import ask_to_erase, forget_contact, refuse_written_since
from holdfast.services.glance import glance
from holdfast.services.keeping import list_reports
from holdfast.services.nudges import list_nudges, report_looked_at
from holdfast.services.ports import Ports
from holdfast.services.reports import weekly_report
from holdfast.services.status import status
from holdfast.services.tick import tick
from holdfast.services.undoing import undo
from holdfast.services.urges import amend_urge, let_go, list_urges, log_urge
from holdfast.services.work import can_write, trusted_now
from storage.ledger_file import LedgerFile

DAY = timedelta(days=1)


def ends(app: App) -> timedelta | None:
    until = app.call(check).until
    return until - EVENING if until else None


def last_change(app: App) -> ChangeAnswer:
    return app.call(list_changes)[0]


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


def test_what_was_written_while_the_clock_was_behind_is_moved_to_when_it_was(
    app: App, clock: FakeClock
) -> None:
    clock.set(days=-9000)  # a new machine with a dead battery, before the network comes
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary="space", until="20d")
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(log_urge, draft="I miss you")
    asked = app.call(end_cool_down, contact="Sam", reason="it is enough")
    clock.forward(hours=1)
    clock.set(days=9000)
    clock.right = True
    # A question alone moves it: nobody is told that it is not held.
    (sam,) = app.call(status).contacts
    assert sam.cooldown
    assert sam.cooldown.started_at == EVENING
    assert sam.cooldown.remaining_seconds == 30 * 86_400 - 3600
    assert sam.boundary_until == EVENING + 20 * DAY
    (change,) = sam.changes
    assert (change.id, change.state, change.ready_at) == (asked.id, "waiting", EVENING + DAY)
    (urge,) = app.call(list_urges)
    assert (urge.logged_at, urge.hold.until) == (EVENING, EVENING + 30 * DAY)


def test_once_the_clock_was_found_right_its_standing_still_makes_nothing_longer(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    clock.moment += timedelta(hours=8)  # a virtual machine that was paused, and put right
    assert app.call(check).remaining_seconds == 30 * 86_400 - 8 * 3600


def test_a_clock_that_comes_right_by_itself_is_asked_before_anything_is_written(
    app: App, clock: FakeClock
) -> None:
    clock.right = False
    app.call(add_contact, name="Sam")
    clock.right = True
    app.call(start_cool_down, length="30d")
    clock.moment += timedelta(hours=8)
    assert app.call(check).remaining_seconds == 30 * 86_400 - 8 * 3600


def test_a_boundary_from_a_year_that_can_not_be_is_moved_along(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=26_000)
    until = clock.moment + 20 * DAY
    app.call(set_boundary, contact="Sam", boundary="space", until=until.isoformat())
    clock.set(days=-26_000)
    clock.right = True
    (sam,) = app.call(status).contacts
    assert sam.boundary_until == EVENING + 20 * DAY


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


def test_reading_stores_nothing_but_that_the_clock_was_set(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    before = app.folders.database.read_bytes()
    clock.forward(days=1)
    app.call(check)
    app.call(explain_clock)
    assert app.folders.database.read_bytes() == before
    clock.set(days=31)
    app.call(check)
    assert app.folders.database.read_bytes() != before


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


# Going by the wall's time on the person's own word.


def test_a_clock_that_is_right_needs_no_accepting(app: App) -> None:
    app.call(add_contact, name="Sam")
    assert app.call(accept_clock) is None
    assert app.call(list_changes) == ()


def test_an_earlier_time_waits_as_long_as_the_longest_of_what_stands(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d", delay="2d")
    clock.forward(days=2)
    clock.set(days=-1)
    asked = app.call(accept_clock, reason="It was ahead")
    assert asked
    assert asked.ready_at - asked.asked_at == 2 * DAY
    clock.forward(days=2)
    assert app.call(confirm_change, change=1).change.state == "confirmed"
    assert app.call(explain_clock).agrees
    # What is held is held for as much longer.
    assert app.call(check).remaining_seconds == 27 * 86_400


def test_an_earlier_time_is_accepted_at_once_where_nothing_is_held(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    clock.forward(days=2)
    clock.set(days=-1)
    accepted = app.call(accept_clock)
    assert accepted
    assert accepted.state == "confirmed"
    assert app.call(explain_clock).trusted == EVENING + DAY


def test_by_an_earlier_time_nothing_that_has_lapsed_stands_again(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="90d", delay="2d")
    app.call(end_cool_down, reason="because")
    clock.forward(days=2)
    clock.set(days=-1, hours=-12)
    app.call(accept_clock, reason="because")
    app.call(shorten_cool_down, by="1d", reason="because")
    clock.forward(days=2)
    app.call(confirm_change, change=2)
    # What only waits goes on waiting.
    assert app.call(list_changes)[0].state == "waiting"
    # By what it is now, the change would have another half a day.
    with pytest.raises(Refused, match="was cancelled"):
        app.call(confirm_change, change=1)


@pytest.mark.parametrize("held", [True, False])
def test_time_does_not_go_back_behind_what_was_written_down(
    app: App, clock: FakeClock, held: bool
) -> None:
    app.call(add_contact, name="Sam")
    if held:
        app.call(start_cool_down, length="30d")
    clock.forward(hours=1)
    clock.set(days=-3)
    going_back: Callable[[Ports], object] = accept_clock
    if held:
        app.call(accept_clock, reason="because")
        clock.forward(days=1)
        going_back = partial(confirm_change, change=1)
    with pytest.raises(Refused, match="time does not go back behind that"):
        app.call(going_back)
    put_right(clock, off_by=-3 * DAY)
    assert app.call(check).held == held


def test_in_a_boot_that_is_ahead_no_earlier_time_opens_what_was_promised_before(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="90d", delay="7d")
    come_up(clock, off_by=400 * DAY)
    clock.forward(minutes=5)
    assert not app.call(check).held
    clock.set(days=-500)
    assert app.call(accept_clock, reason="because") is not None
    clock.forward(days=7)
    with pytest.raises(Refused, match="time does not go back behind that"):
        app.call(confirm_change, change=1)
    put_right(clock, off_by=-100 * DAY)
    assert ends(app) == 90 * DAY


def test_a_pause_that_was_begun_since_an_earlier_time_was_asked_for_is_waited_for(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d", delay="1h")
    clock.forward(days=1)
    clock.set(hours=-20)
    app.call(accept_clock, reason="because")
    app.call(log_urge)
    clock.forward(hours=2)
    with pytest.raises(Refused, match="has not waited"):
        app.call(confirm_change, change=1)
    clock.forward(hours=22)
    app.call(confirm_change, change=1)


def test_after_a_wrong_year_that_was_put_right_by_hand_there_is_a_way_out(
    app: App, clock: FakeClock
) -> None:
    clock.right = False
    app.call(add_contact, name="Sam")
    clock.forward(hours=1)
    come_up(clock, off_by=365 * DAY)
    clock.forward(minutes=5)
    app.call(start_cool_down, length="10d")
    clock.set(days=-365)
    asked = app.call(end_cool_down, reason="It was a wrong year")
    for boot in range(3, 10):
        clock.moment += timedelta(hours=20)  # it was off
        come_up(clock, off_by=timedelta(), number=boot)
        for _ in range(4):
            clock.forward(hours=1)
            app.call(check)
        with suppress(Refused):
            app.call(confirm_change, change=asked.id)
    assert not app.call(check).held


def test_a_later_time_is_accepted_at_once_where_nothing_is_held(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    clock.set(days=3)
    accepted = app.call(accept_clock)
    assert accepted is not None
    assert accepted.state == "confirmed"
    assert app.call(explain_clock).trusted == EVENING + 3 * DAY


@pytest.mark.parametrize(
    ("holds", "waits"), [("pause", DAY), ("cool-down", 2 * DAY), ("boundary", 7 * DAY)]
)
def test_a_later_time_waits_as_long_as_the_longest_of_what_stands(
    app: App, clock: FakeClock, holds: str, waits: timedelta
) -> None:
    app.call(log_urge)
    if holds != "pause":
        app.call(start_cool_down, length="30d", delay="2d")
    if holds == "boundary":
        app.call(set_boundary, contact="Ex", boundary="space")
    clock.set(days=100)
    with pytest.raises(NeedsAnswer):
        app.call(accept_clock)
    asked = app.call(accept_clock, reason="It was behind")
    assert asked is not None
    assert asked.ready_at - asked.asked_at == waits
    clock.forward(seconds=waits.total_seconds() - 1)
    with pytest.raises(Refused, match="has to wait"):
        app.call(confirm_change, change=1)
    clock.forward(seconds=1)
    app.call(confirm_change, change=1)
    assert app.call(explain_clock).agrees


def test_only_time_in_which_the_machine_runs_counts_for_it(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d", delay="2d")
    clock.set(days=100)
    app.call(accept_clock, reason="It was behind")
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.moment += 5 * DAY
    with pytest.raises(Refused, match="has to wait"):
        app.call(confirm_change, change=1)
    clock.forward(days=2)
    app.call(confirm_change, change=1)


def test_a_clock_that_was_set_again_meanwhile_is_another_one(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d", delay="1h")
    clock.set(hours=5)
    app.call(accept_clock, reason="It was behind")
    clock.set(days=100)
    clock.forward(hours=1)
    with pytest.raises(Refused, match="was set since"):
        app.call(confirm_change, change=1)
    assert app.call(check).held


def test_what_was_logged_after_asking_waits_out_its_whole_pause(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d", delay="1h")
    clock.set(days=60)
    app.call(accept_clock, reason="It was behind")
    clock.forward(minutes=30)
    app.call(log_urge)
    clock.forward(minutes=30)
    app.call(confirm_change, change=1)
    held = app.call(check)
    assert (held.reason, held.remaining_seconds) == ("pause", 86_400 - 1800)
    assert app.call(show_cool_down) is None


def test_the_longer_pause_of_whom_an_urge_is_moved_to_runs_out_whole(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Kim")
    app.call(start_cool_down, contact="Kim", length="2h", pause="5d", delay="1h")
    app.call(start_cool_down, contact="Sam", length="2h", delay="1h")
    app.call(log_urge, contact="Sam")
    clock.set(days=4)
    app.call(accept_clock, reason="a wrong month")
    clock.forward(minutes=1)
    app.call(amend_urge, urge=1, contact="Kim")
    clock.forward(days=1)
    app.call(confirm_change, change=1)
    assert app.call(check, contact="Kim").remaining_seconds == 4 * 86_400 - 60


def test_a_time_that_the_network_overtook_makes_the_next_one_wait_no_longer(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    clock.set(days=4)
    app.call(accept_clock, reason="a wrong month")
    clock.forward(hours=1)
    clock.set(days=-4)
    assert last_change(app).state == "cancelled"
    clock.forward(days=2)
    clock.set(days=9)
    again = app.call(accept_clock, reason="another wrong month")
    assert again is not None
    assert again.ready_at - again.asked_at == DAY


def test_nor_does_it_come_back_when_the_clock_shows_that_time_again(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    clock.set(days=29)
    app.call(accept_clock, reason="a wrong month")
    clock.forward(hours=1)
    clock.set(days=-29)
    clock.right = True
    app.call(check)
    clock.forward(hours=23)
    clock.set(days=29)
    assert last_change(app).state == "cancelled"
    with pytest.raises(Refused, match="was cancelled"):
        app.call(confirm_change, change=1)


@pytest.mark.parametrize("ahead", [40 * timedelta(hours=1), 5 * DAY])
def test_whoever_calls_off_what_only_seems_to_be_moot_or_lapsed_has_called_it_off(
    app: App, clock: FakeClock, ahead: timedelta
) -> None:
    app.call(start_cool_down, length="40h")
    app.call(end_cool_down, reason="a weak moment")
    clock.forward(hours=1)
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.moment, clock.right = clock.moment + ahead, False
    app.call(cancel_change, change=1)
    clock.moment, clock.right = clock.moment - ahead, True
    clock.forward(days=1)
    assert last_change(app).state == "cancelled"
    with pytest.raises(Refused, match="was cancelled"):
        app.call(confirm_change, change=1)


def test_a_cool_down_begun_in_a_boot_that_is_ahead_is_ended_by_no_change_from_before(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    app.call(end_cool_down, reason="a weak moment")
    clock.forward(hours=1)
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=40)
    app.call(start_cool_down, length="10d")
    clock.set(days=-40)
    clock.right = True
    clock.forward(days=1)
    with pytest.raises(Refused, match="was cancelled"):
        app.call(confirm_change, change=1)
    assert app.call(check).held


@pytest.mark.parametrize(
    ("until", "ends_on"),
    [("2027-11-18", "2027-11-17"), ("2027-12-15", "2027-11-20"), ("2028-02-15", "2027-11-20")],
)
def test_a_later_date_that_was_said_while_the_clock_was_ahead_ends_no_sooner(
    app: App, clock: FakeClock, until: str, ends_on: str
) -> None:
    app.call(add_contact, name="Sam")
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=100)
    app.call(set_boundary, contact="Sam", boundary="space", until=until)
    clock.set(days=-100)
    clock.right = True
    ends = app.call(check).until
    assert ends is not None
    assert str(ends.date()) == ends_on


def test_what_was_stopped_in_the_middle_is_judged_anew_when_it_goes_on(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Kim")
    app.call(start_cool_down, contact="Sam", length="30d")
    app.call(log_urge, contact="Sam", draft="I miss you")
    stopped = iter([DAY])

    def zone() -> tzinfo:
        clock.forward(seconds=next(stopped, timedelta()).total_seconds())
        return UTC

    with pytest.raises(Refused, match="held for Sam"):
        amend_urge(app.ports("a", zone=zone), urge=1, contact="Kim", felt="now")
    stopped = iter([DAY])
    logged = log_urge(app.ports("b", zone=zone), contact="Sam", felt="now")
    assert logged.urge.logged_at == EVENING + 2 * DAY
    assert len(app.call(list_urges)) == 2


def test_making_a_promise_stricter_cancels_it(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.set(days=60)
    app.call(accept_clock, reason="It was behind")
    app.call(extend_cool_down, by="1d")
    assert app.call(list_changes)[0].state == "cancelled"


# What was written while the clock was ahead.


def ahead(clock: FakeClock, days: float) -> None:
    clock.boot_id, clock.since_boot, clock.right = "second boot", timedelta(seconds=20), False
    clock.moment += timedelta(days=days)


def right_again(clock: FakeClock, days: float) -> None:
    clock.moment -= timedelta(days=days)
    clock.right = True


def test_making_a_promise_longer_while_the_clock_was_ahead_shortens_it_by_nothing(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    ahead(clock, 29)
    app.call(extend_cool_down, by="1m")
    right_again(clock, 29)
    assert app.call(check).until == EVENING + 30 * DAY + timedelta(minutes=1)


def test_days_that_were_kept_before_are_kept_when_the_clock_comes_right(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    ahead(clock, 5)
    app.call(start_cool_down, length="30d", since="10d ago")
    right_again(clock, 5)
    shown = app.call(show_cool_down)
    assert shown is not None
    assert (shown.days_kept, shown.length_seconds) == (10, 30 * 86_400)
    assert shown.remaining_seconds == 20 * 86_400


def test_reports_of_weeks_that_never_were_are_made_anew(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    clock.since_boot = timedelta(minutes=5)
    ahead(clock, 21)
    clock.since_boot = timedelta(minutes=5)
    run = app.call(tick, run=None).run
    assert len(app.call(list_reports)) == 3
    right_again(clock, 21)
    run = app.call(tick, run=run).run
    assert app.call(list_reports) == ()
    clock.forward(days=3)
    app.call(tick, run=run)
    assert [report.week for report in app.call(list_reports)] == ["2026-W47"]


def test_a_daemon_that_ran_while_the_clock_was_ahead_did_not_run_until_then(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    ahead(clock, 100)
    clock.since_boot = timedelta(minutes=5)
    run = app.call(tick, run=None).run
    right_again(clock, 100)
    app.call(tick, run=run)
    clock.forward(days=2)
    gaps = app.call(weekly_report).gaps
    assert gaps.hours_without_daemon == pytest.approx(48, abs=1.6)


def come_up(clock: FakeClock, *, off_by: timedelta, number: int = 2) -> None:
    """Boot with a clock that is wrong by so much, and that nothing has put right yet."""
    clock.boot_id = f"boot {number}"
    clock.since_boot = clock.awake = timedelta(seconds=20)
    clock.set(seconds=off_by.total_seconds())


def put_right(clock: FakeClock, *, off_by: timedelta) -> None:
    clock.moment -= off_by
    clock.right = True


IN_2099 = timedelta(days=26_000)


def test_a_shorter_promise_made_in_such_a_boot_does_not_take_the_place_of_the_longer_one(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="60d", contact="Sam")
    come_up(clock, off_by=IN_2099)
    app.call(start_cool_down, length="1h", contact="Sam")
    put_right(clock, off_by=IN_2099)
    assert ends(app) == 60 * DAY


def test_nor_does_a_looser_boundary(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    until = EVENING + 60 * DAY
    app.call(set_boundary, contact="Sam", boundary="space", until=until.isoformat())
    come_up(clock, off_by=IN_2099)
    soon = (clock.moment + timedelta(hours=1)).isoformat()
    app.call(set_boundary, contact="Sam", boundary="space", until=soon)
    put_right(clock, off_by=IN_2099)
    assert ends(app) == 60 * DAY


def test_a_forgotten_name_said_in_such_a_boot_is_the_same_contact(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="60d", contact="Sam")
    app.call(forget_contact, name="Sam", sure=True)
    come_up(clock, off_by=IN_2099)
    app.call(add_contact, name="Sam")
    put_right(clock, off_by=IN_2099)
    assert app.call(check, contact="Sam").until == EVENING + 60 * DAY


@pytest.mark.parametrize("loosening", ["end", "shorten", "boundary"])
def test_a_change_confirmed_only_because_the_clock_was_ahead_is_called_off(
    app: App, clock: FakeClock, loosening: str
) -> None:
    app.call(start_cool_down, length="60d", contact="Sam")
    if loosening == "boundary":
        app.call(set_boundary, contact="Sam", boundary="stop")
        app.call(set_boundary, contact="Sam", boundary="open", reason="because")
    elif loosening == "end":
        app.call(end_cool_down, contact="Sam", reason="because")
    else:
        app.call(shorten_cool_down, contact="Sam", by="59d", reason="because")
    ahead = timedelta(days=7, hours=1) if loosening == "boundary" else timedelta(hours=25)
    come_up(clock, off_by=ahead)
    app.call(confirm_change, change=1)
    put_right(clock, off_by=ahead)
    held = app.call(check)
    assert held.until == (None if loosening == "boundary" else EVENING + 60 * DAY)
    (change,) = app.call(list_changes)
    assert change.state == "cancelled"


def test_a_boundary_that_was_asked_for_while_the_clock_was_behind_has_its_whole_length(
    app: App, clock: FakeClock
) -> None:
    clock.set(days=-9000)
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary="space")
    app.call(set_boundary, contact="Sam", boundary="space", until="60d", reason="because")
    put_right(clock, off_by=timedelta(days=-9000))
    clock.forward(days=7)
    app.call(confirm_change, change=1)
    assert ends(app) == 60 * DAY


@pytest.mark.parametrize("ran", [timedelta(), timedelta(hours=3)])
@pytest.mark.parametrize("puts_right", [False, True])
def test_a_boot_that_is_behind_gives_the_ten_minutes_of_undo_not_back(
    app: App, clock: FakeClock, ran: timedelta, puts_right: bool
) -> None:
    app.call(start_cool_down, length="30d")
    clock.forward(seconds=ran.total_seconds())
    clock.moment += 3 * DAY  # it was off
    behind = EVENING - timedelta(days=20_000) - clock.moment
    come_up(clock, off_by=behind)
    with suppress(Refused):
        app.call(undo)
    if puts_right:
        put_right(clock, off_by=behind)
    with pytest.raises(Refused):
        app.call(undo)
    assert ends(app) == 30 * DAY


def test_what_was_begun_in_a_boot_that_is_behind_is_undone_in_no_later_one(
    app: App, clock: FakeClock
) -> None:
    clock.set(days=-9000)
    app.call(start_cool_down, length="30d")
    clock.moment += 3 * DAY
    come_up(clock, off_by=-timedelta(minutes=5))
    app.call(check)
    put_right(clock, off_by=timedelta(days=-9000, minutes=-5))
    with pytest.raises(Refused):
        app.call(undo)


def test_in_one_boot_a_mistake_is_undone_though_the_clock_was_put_right_meanwhile(
    app: App, clock: FakeClock
) -> None:
    clock.set(days=-9000)
    app.call(start_cool_down, length="30d")
    clock.forward(minutes=1)
    put_right(clock, off_by=timedelta(days=-9000))
    assert app.call(undo).kind == "start"


def test_an_urge_that_looks_young_because_the_clock_came_right_is_not_moved(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Kim")
    come_up(clock, off_by=timedelta(hours=2))
    app.call(log_urge, contact="Sam")
    clock.forward(hours=2, minutes=5)
    put_right(clock, off_by=timedelta(hours=2))
    with pytest.raises(Refused, match="can't be moved"):
        app.call(amend_urge, urge=1, contact="Kim")


def test_a_question_that_finds_the_clock_right_is_enough(app: App, clock: FakeClock) -> None:
    clock.right = False
    app.call(start_cool_down, length="30d")
    clock.forward(minutes=1)
    clock.right = True
    app.call(check)
    clock.moment += 21 * DAY  # off, and then another boot that is behind
    come_up(clock, off_by=-21 * DAY)
    app.call(check)
    put_right(clock, off_by=-21 * DAY)
    assert ends(app) == 30 * DAY


def test_what_was_right_when_an_earlier_time_was_accepted_is_not_moved_by_the_network(
    app: App, clock: FakeClock
) -> None:
    clock.right = False
    app.call(start_cool_down, length="30d")
    clock.forward(days=20)
    clock.set(hours=-20)
    app.call(accept_clock, reason="because")
    clock.forward(days=1)
    app.call(confirm_change, change=1)
    clock.forward(minutes=5)
    put_right(clock, off_by=-timedelta(hours=20))
    assert ends(app) == 30 * DAY


def test_what_was_made_longer_after_such_a_confirmation_is_counted_from_the_end_before(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    app.call(shorten_cool_down, by="28d", reason="because")
    come_up(clock, off_by=timedelta(hours=25))
    app.call(confirm_change, change=1)
    app.call(extend_cool_down, by="1d")
    put_right(clock, off_by=timedelta(hours=25))
    assert ends(app) == 31 * DAY


def test_nor_is_one_believed_that_was_asked_for_in_another_such_boot(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    come_up(clock, off_by=timedelta(hours=1))
    app.call(end_cool_down, reason="because")
    come_up(clock, off_by=timedelta(hours=25), number=3)
    with pytest.raises(Refused, match="has to wait"):
        app.call(confirm_change, change=1)
    put_right(clock, off_by=timedelta(hours=26))
    assert ends(app) == 30 * DAY


@pytest.mark.parametrize("kind", ["boundary", "cool-down"])
def test_a_change_that_only_looks_lapsed_in_such_a_boot_is_cancelled_by_a_promise_made_stricter(
    app: App, clock: FakeClock, kind: str
) -> None:
    app.call(add_contact, name="Sam")
    if kind == "boundary":
        app.call(set_boundary, contact="Sam", boundary="space")
        app.call(set_boundary, contact="Sam", boundary="open", reason="because")
    else:
        app.call(start_cool_down, contact="Sam", length="90d", delay="7d")
        app.call(end_cool_down, contact="Sam", reason="because")
    clock.forward(days=6, hours=23)
    app.call(check)
    come_up(clock, off_by=3 * DAY)
    if kind == "boundary":
        app.call(set_boundary, contact="Sam", boundary="order")
    else:
        app.call(extend_cool_down, contact="Sam", by="60d")
    put_right(clock, off_by=3 * DAY)
    clock.forward(hours=1)
    with pytest.raises(Refused, match="cancelled"):
        app.call(confirm_change, change=1)


def test_asking_again_where_one_only_looks_lapsed_leaves_one_of_a_kind(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="90d", delay="7d")
    app.call(shorten_cool_down, by="10d", reason="because")
    come_up(clock, off_by=10 * DAY)
    app.call(shorten_cool_down, by="10d", reason="because")
    put_right(clock, off_by=10 * DAY)
    assert [change.state for change in app.call(list_changes)] == ["waiting", "cancelled"]


def test_a_weaker_promise_made_in_such_a_boot_weakens_no_term_of_the_other(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d", delay="7d", pause="7d")
    come_up(clock, off_by=31 * DAY)
    app.call(start_cool_down, length="31d", delay="1h", pause="10m")
    put_right(clock, off_by=31 * DAY)
    stands = app.call(show_cool_down)
    assert stands
    assert (stands.delay_seconds, stands.pause_seconds) == (7 * 86_400, 7 * 86_400)


def test_one_confirmation_ends_all_that_run(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="60d")
    come_up(clock, off_by=IN_2099)
    app.call(start_cool_down, length="70d")
    put_right(clock, off_by=IN_2099)
    app.call(end_cool_down, reason="because")
    clock.forward(days=1)
    app.call(confirm_change, change=1)
    assert not app.call(check).held


def test_a_small_correction_after_weeks_without_a_network_keeps_the_reports(
    app: App, clock: FakeClock
) -> None:
    clock.right = False
    app.call(log_urge)
    run = None
    for _ in range(14):
        clock.forward(days=1)
        run = app.call(tick, run=run).run
    kept = app.call(list_reports)
    assert kept
    clock.moment += timedelta(minutes=3)
    clock.right = True
    app.call(tick, run=run)
    assert app.call(list_reports) == kept


def test_what_is_planned_moves_with_its_urge_and_only_with_it(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    run = app.call(tick, run=None).run
    clock.forward(minutes=5)
    before = {nudge.key: nudge.due_at for nudge in app.call(list_nudges)}
    come_up(clock, off_by=timedelta(hours=2))
    app.call(check)
    put_right(clock, off_by=timedelta(hours=2))
    app.call(tick, run=run)
    assert {nudge.key: nudge.due_at for nudge in app.call(list_nudges)} == before


# Time that is counted later than it passed.


def sleep(clock: FakeClock, **length: float) -> None:
    clock.moment += timedelta(**length)
    clock.since_boot += timedelta(**length)


@pytest.mark.parametrize("synchronises", [True, False])
@pytest.mark.parametrize("loosens", ["end", "undo"])
def test_sleep_that_the_wall_hid_at_first_is_no_waiting_when_it_is_right_again(
    app: App, clock: FakeClock, synchronises: bool, loosens: str
) -> None:
    clock.right = synchronises
    app.call(start_cool_down, length="90d")
    clock.forward(minutes=2)
    app.call(log_urge)
    sleep(clock, hours=25)
    clock.set(hours=-25)
    if loosens == "end":
        app.call(end_cool_down, reason="because")
    clock.set(hours=25)
    clock.right = synchronises
    with pytest.raises(Refused, match=r"has to wait|nothing to take back"):
        app.call(confirm_change, change=1) if loosens == "end" else app.call(undo)
    assert app.call(check).held


@pytest.mark.parametrize("synchronises", [True, False])
@pytest.mark.parametrize("kind", ["end", "boundary"])
def test_a_change_asked_in_a_boot_that_lags_waits_out_its_delay_after_the_next_one(
    app: App, clock: FakeClock, synchronises: bool, kind: str
) -> None:
    app.call(start_cool_down, length="90d", contact="Sam")
    app.call(set_boundary, contact="Sam", boundary="space")
    clock.forward(days=3)
    app.call(log_urge)
    clock.moment += timedelta(days=8)  # it was off
    come_up(clock, off_by=timedelta(days=-8))
    if kind == "end":
        app.call(end_cool_down, reason="because")
    else:
        app.call(set_boundary, contact="Sam", boundary="open", reason="because")
    clock.forward(minutes=1)
    come_up(clock, off_by=timedelta(days=8), number=3)
    clock.right = synchronises
    with pytest.raises(Refused, match="has to wait"):
        app.call(confirm_change, change=1)
    # As long as was said it waits, and no longer.
    clock.forward(days=1 if kind == "end" else 7)
    assert app.call(confirm_change, change=1).change.state == "confirmed"


def test_where_nothing_synchronises_a_delay_is_over_after_so_much_running_time(
    app: App, clock: FakeClock
) -> None:
    clock.right = False
    app.call(start_cool_down, length="90d")
    app.call(end_cool_down, reason="because")
    for day in range(7):
        clock.moment += timedelta(hours=20)  # it was off
        come_up(clock, off_by=timedelta(), number=2 + day)
        for _ in range(4):
            clock.forward(hours=1)
            app.call(check)  # a question is enough: no daemon runs
        state = app.call(list_changes)[0].state
        assert state == ("ready" if day >= 5 else "waiting")
    app.call(confirm_change, change=1)
    assert not app.call(check).held


class Unwritable:
    """A ledger in a home that can't be written to."""

    def __init__(self, ledger: Ledger) -> None:
        self.reading, self.stamp = ledger.reading, ledger.stamp

    def writing(self) -> NoReturn:
        raise StorageError("It can't be written to.")


def test_where_the_first_moment_of_a_boot_can_not_be_kept_nothing_is_opened_by_it(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, draft="I miss you")
    app.call(start_cool_down, length="30d")
    locked = App(app.folders, clock=clock, ledger=Unwritable(app._open_ledger()))
    come_up(clock, off_by=timedelta(days=1))
    assert locked.call(check).held
    come_up(clock, off_by=timedelta(days=400))
    with pytest.raises(StorageError, match="could not be written down"):
        locked.call(check)
    # Nor does what a person reads look laxer.
    assert [one.hold.held for one in locked.call(glance)] == [True]
    assert [one.hold.held for one in locked.call(status).contacts] == [True]
    with pytest.raises(Refused, match="is sealed until"):
        locked.call(open_draft)
    # What is over in any case is told, and what the network says is believed.
    put_right(clock, off_by=timedelta(days=401))
    clock.forward(days=31)
    assert not locked.call(check).held
    assert locked.call(open_draft).text == "I miss you"


def test_a_cool_down_begun_while_the_clock_was_ahead_ends_no_other_under_its_own_delay(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="90d", delay="7d")
    come_up(clock, off_by=400 * DAY)
    app.call(start_cool_down, length="365d", delay="1h", sure=True)
    app.call(end_cool_down, reason="because")
    put_right(clock, off_by=400 * DAY)
    clock.forward(hours=1)
    with pytest.raises(Refused, match="has to wait"):
        app.call(confirm_change, change=1)
    # It waits on, as long as the longer of the two says.
    clock.forward(days=6, hours=23)
    app.call(confirm_change, change=1)
    assert not app.call(check).held


def test_nor_is_another_time_accepted_under_it(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="90d", delay="7d")
    come_up(clock, off_by=400 * DAY)
    app.call(start_cool_down, length="365d", delay="1h", sure=True)
    clock.set(days=400)
    app.call(accept_clock, reason="because")
    put_right(clock, off_by=800 * DAY)
    app.call(check)
    clock.forward(hours=1)
    clock.set(days=400)
    with pytest.raises(Refused, match="was cancelled"):
        app.call(confirm_change, change=1)


def test_an_urge_that_looks_free_because_the_clock_is_ahead_is_not_moved(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Kim")
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, contact="Sam", length="30d", pause="7d")
    app.call(log_urge, contact="Sam")
    come_up(clock, off_by=400 * DAY)
    with pytest.raises(Refused, match="may be held for Sam"):
        app.call(amend_urge, urge=1, contact="Kim")
    put_right(clock, off_by=400 * DAY)
    clock.forward(days=31)
    app.call(amend_urge, urge=1, contact="Kim")


@pytest.mark.parametrize("spelling", ["%Y-%m-%dT%H:%M:%SZ", "%Y%m%dT%H%M%SZ"])
def test_a_date_that_was_said_while_the_clock_was_behind_stays_that_date(
    app: App, clock: FakeClock, spelling: str
) -> None:
    app.call(add_contact, name="Sam")
    clock.forward(days=200)
    come_up(clock, off_by=-200 * DAY)
    until = EVENING + 230 * DAY
    app.call(set_boundary, contact="Sam", boundary="space", until=f"{until:{spelling}}")
    app.call(start_cool_down, length="240d", since="2026-11-01 12:00", sure=True)
    put_right(clock, off_by=-200 * DAY)
    shown = app.call(show_cool_down)
    assert shown
    assert f"{shown.started_at:%Y-%m-%d}" == "2026-11-01"
    (sam,) = app.call(status).contacts
    assert sam.boundary_until == until


def test_a_length_said_in_a_boot_that_was_ahead_is_as_long_as_was_said(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    come_up(clock, off_by=30 * DAY)
    app.call(set_boundary, contact="Sam", boundary="space", until="10d")
    put_right(clock, off_by=30 * DAY)
    assert ends(app) == 10 * DAY


def test_a_boot_past_the_year_2200_leaves_nothing_behind(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    clock.forward(hours=1)
    come_up(clock, off_by=86_000 * DAY)
    app.call(log_urge)
    clock.forward(minutes=1)
    put_right(clock, off_by=86_000 * DAY)
    assert app.call(check).remaining_seconds == 86_400 - 60
    clock.forward(days=1)
    assert not app.call(check).held


def test_a_clock_that_was_ahead_for_longer_than_it_was_wrong_is_put_right_too(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    come_up(clock, off_by=30 * DAY)
    app.call(start_cool_down, length="90d")
    clock.forward(days=31)
    app.call(check)
    put_right(clock, off_by=30 * DAY)
    assert ends(app) == 90 * DAY


def test_a_confirmation_that_was_waited_for_stays_when_the_clock_comes_right(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    come_up(clock, off_by=timedelta(hours=2))
    app.call(end_cool_down, reason="because")
    clock.forward(hours=24, minutes=1)
    app.call(confirm_change, change=1)
    clock.forward(minutes=20)
    put_right(clock, off_by=timedelta(hours=2))
    assert not app.call(check).held
    assert app.call(list_changes)[0].state == "confirmed"


@pytest.mark.parametrize("holds", ["cool-down", "boundary", "pause"])
def test_where_what_stands_only_seems_to_be_over_erasing_everything_waits(
    app: App, clock: FakeClock, holds: str
) -> None:
    app.call(add_contact, name="Sam")
    if holds == "cool-down":
        app.call(start_cool_down, length="30d")
    elif holds == "boundary":
        app.call(set_boundary, contact="Sam", boundary="space", until="30d")
    else:
        app.call(log_urge)
    come_up(clock, off_by=31 * DAY)
    assert not app.call(check).held
    assert not app.call(ask_to_erase, sure=True, reason="because").now


def test_a_boundary_loosened_to_a_length_in_a_boot_that_was_ahead_ends_when_it_was_to(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary="space")
    app.call(set_boundary, contact="Sam", boundary="space", until="30d", reason="because")
    clock.forward(days=7)
    come_up(clock, off_by=timedelta(hours=20))
    app.call(confirm_change, change=1)
    put_right(clock, off_by=timedelta(hours=20))
    assert ends(app) == 30 * DAY


def test_what_waits_beside_a_later_time_waits_its_whole_delay(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary="stop")
    app.call(set_boundary, contact="Sam", boundary="open", reason="because")
    clock.forward(days=9)  # it has lapsed: the next one waits for 14 days
    app.call(set_boundary, contact="Sam", boundary="open", reason="because")
    clock.set(days=6)
    app.call(accept_clock, reason="because")
    clock.forward(days=7)
    app.call(confirm_change, change=last_change(app).id)
    waits = next(one for one in app.call(list_changes) if one.kind == "boundary")
    assert waits.state == "waiting"
    clock.forward(days=6, hours=23)
    with pytest.raises(Refused, match="has to wait"):
        app.call(confirm_change, change=waits.id)
    clock.forward(hours=1)
    app.call(confirm_change, change=waits.id)


def test_a_change_that_stands_again_is_counted_by_the_clock_where_that_is_right_by_now(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    clock.set()
    app.call(end_cool_down, reason="because")
    app.call(extend_cool_down, by="1d")
    clock.forward(minutes=1)
    clock.right = True
    app.call(undo)
    clock.moment += DAY  # switched off over night
    clock.boot_id = "boot 2"
    app.call(confirm_change, change=1)
    assert not app.call(check).held


HOUR = timedelta(hours=1)


def test_one_confirmed_in_such_a_boot_had_to_wait_for_the_longest_of_what_it_ended(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="60d", delay="7d")
    come_up(clock, off_by=61 * DAY)
    app.call(start_cool_down, length="90d", delay="1h", sure=True)
    app.call(end_cool_down, reason="because")
    put_right(clock, off_by=61 * DAY)
    clock.forward(hours=2)
    app.call(check)
    come_up(clock, off_by=7 * DAY + HOUR, number=3)
    app.call(confirm_change, change=1)
    put_right(clock, off_by=7 * DAY + HOUR)
    assert app.call(check).held


def test_erasing_that_was_asked_for_before_is_not_confirmed_in_such_a_boot(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="60d")
    app.call(ask_to_erase, reason="because")
    clock.forward(minutes=5)
    come_up(clock, off_by=DAY)
    with pytest.raises(Refused, match="can't be told yet"):
        app.call(confirm_change, change=1)


@pytest.mark.parametrize("loosens", ["nothing", "end"])
def test_a_small_step_back_leaves_nothing_to_be_moved_by_the_next_wrong_boot(
    app: App, clock: FakeClock, loosens: str
) -> None:
    app.call(add_contact, name="Sam")
    clock.forward(hours=1)
    come_up(clock, off_by=timedelta(seconds=100))
    app.call(start_cool_down, length="30d")
    if loosens == "end":
        app.call(end_cool_down, reason="because")
    clock.forward(seconds=10)
    put_right(clock, off_by=timedelta(seconds=100))
    app.call(check)
    clock.forward(hours=1)
    off_by = 25 * HOUR if loosens == "end" else 31 * DAY
    come_up(clock, off_by=off_by, number=3)
    if loosens == "end":
        app.call(confirm_change, change=1)
    app.call(check)
    put_right(clock, off_by=off_by)
    assert app.call(check).held


def test_a_clock_that_a_question_saw_being_set_earns_nothing_in_the_next_boot(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="1d")
    clock.forward(hours=1)
    clock.set(hours=25)
    assert app.call(check).held
    clock.forward(minutes=10)
    come_up(clock, off_by=timedelta())
    assert app.call(check).held


def test_an_end_that_was_waited_for_stays_though_a_shortening_before_it_is_called_off(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="60d")
    app.call(shorten_cool_down, by="30d", reason="because")
    clock.forward(hours=1)
    come_up(clock, off_by=30 * HOUR)
    app.call(confirm_change, change=1)
    app.call(end_cool_down, reason="because")
    clock.forward(hours=24, minutes=1)
    app.call(confirm_change, change=2)
    clock.forward(minutes=5)
    put_right(clock, off_by=30 * HOUR)
    assert not app.call(check).held


def test_what_is_logged_where_a_longer_pause_only_seems_to_be_over_has_that_one(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="2d", pause="7d")
    come_up(clock, off_by=3 * DAY)
    app.call(log_urge)
    put_right(clock, off_by=3 * DAY)
    assert ends(app) == 7 * DAY


def test_what_is_logged_where_a_shorter_pause_only_may_stand_has_not_that_one(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="2d", pause="10m")
    clock.right = False
    come_up(clock, off_by=3 * DAY)
    assert not app.call(check).held
    logged = app.call(log_urge)
    assert (logged.cooldown_runs, ends(app)) == (False, 3 * DAY + DAY)


def test_a_week_that_was_looked_at_before_it_had_begun_is_announced_when_it_is_over(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    come_up(clock, off_by=10 * DAY)
    assert app.call(report_looked_at, week="2026-W48")
    put_right(clock, off_by=10 * DAY)
    clock.forward_to(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    run = None
    for _ in range(12):
        clock.forward(minutes=1)
        run = app.call(tick, run=run).run
    announced = [one for one in app.call(list_nudges) if one.key == "report:2026-W48"]
    assert [one.state for one in announced] == ["handed-over"]


def test_what_was_said_of_before_while_the_clock_was_ahead_lies_in_no_future(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(hours=1)
    app.call(trusted_now)
    come_up(clock, off_by=10 * DAY)
    app.call(amend_urge, urge=1, felt="2h ago")
    put_right(clock, off_by=10 * DAY)
    clock.forward(minutes=5)
    assert app.call(list_urges)[0].felt_at <= app.call(trusted_now)
    assert app.call(let_go).urge.outcome == "let-go"


def test_trying_whether_anything_can_be_written_keeps_no_earlier_time_from_being_accepted(
    app: App, clock: FakeClock
) -> None:
    clock.right = False
    app.call(add_contact, name="Sam")
    clock.forward(days=3)
    clock.set(hours=-12)
    assert app.call(can_write)
    assert not app.call(report_looked_at, week="2026-W30")
    accepted = app.call(accept_clock)
    assert accepted
    assert accepted.state == "confirmed"


def test_a_report_nudge_that_came_while_the_clock_was_ahead_keeps_its_line_and_counts(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, felt="2h ago")
    clock.since_boot = timedelta(minutes=5)
    ahead(clock, 10)
    clock.since_boot = timedelta(minutes=5)
    run = None
    for _ in range(12 * 60):  # until it is no quiet hour any more
        run = app.call(tick, run=run).run
        clock.forward(minutes=1)
    (came,) = [one.id for one in app.call(list_nudges) if one.state == "handed-over"]
    right_again(clock, 10)
    app.call(tick, run=run)
    (still,) = [one for one in app.call(list_nudges) if one.kind == "report" and one.handed_over_at]
    assert still.id == came


def test_a_command_that_is_refused_keeps_what_it_saw_of_the_clock(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    app.call(end_cool_down, reason="because")
    clock.forward(hours=1)
    clock.set(hours=24)
    with pytest.raises(Refused):
        app.call(undo)
    clock.forward(minutes=5)
    come_up(clock, off_by=timedelta())
    with pytest.raises(Refused, match="has to wait"):
        app.call(confirm_change, change=1)


def test_where_nothing_synchronises_commands_that_are_refused_count_as_looks(
    app: App, clock: FakeClock
) -> None:
    clock.right = False
    app.call(start_cool_down, length="90d")
    app.call(end_cool_down, reason="because")
    for day in range(14):  # two hours of each day are seen
        clock.moment += timedelta(hours=20)
        come_up(clock, off_by=timedelta(), number=2 + day)
        for _ in range(2):
            with suppress(Refused):
                app.call(confirm_change, change=1)
            clock.forward(hours=2)
    assert not app.call(check).held


def test_a_boundary_loosened_to_a_length_beside_a_later_time_ends_when_it_was_to(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary="space")
    app.call(set_boundary, contact="Sam", boundary="space", until="30d", reason="because")
    clock.forward(minutes=1)
    clock.set(days=100)
    app.call(accept_clock, reason="because")
    clock.forward(days=7)
    app.call(confirm_change, change=2)
    clock.forward(hours=1)
    app.call(confirm_change, change=1)
    put_right(clock, off_by=100 * DAY)
    assert app.call(check).held


def test_just_after_a_boot_erasing_says_that_it_can_not_be_told_how_long_it_waited(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    app.call(ask_to_erase, reason="because")
    clock.forward(hours=1)
    app.call(check)
    clock.moment += timedelta(hours=24)
    come_up(clock, off_by=timedelta())
    with pytest.raises(Refused, match="can't be told yet"):
        app.call(confirm_change, change=1)
    clock.right = True
    assert app.call(confirm_change, change=1).change.state == "confirmed"


@pytest.mark.parametrize(("off", "ahead", "length"), [(60, 3, 360), (200, 60, 300), (370, 60, 30)])
def test_a_date_said_in_such_a_boot_after_weeks_without_a_look_stays_that_date(
    app: App, clock: FakeClock, off: int, ahead: int, length: int
) -> None:
    app.call(add_contact, name="Sam")
    clock.moment += off * DAY
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(minutes=ahead)
    since = clock.moment.date().isoformat()
    app.call(start_cool_down, length=f"{length}d", since=since, sure=True)
    said = app.call(check).until
    clock.forward(seconds=40)
    clock.set(minutes=-ahead)
    clock.right = True
    assert app.call(check).until == said


def test_what_was_made_longer_while_the_clock_was_ahead_ends_no_later_than_anything_may(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="364d", sure=True)
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=300)
    app.call(extend_cool_down, by="300d")
    clock.set(days=-300)
    clock.right = True
    assert app.call(check).remaining_seconds == 365 * 86_400


def test_where_no_clock_counts_from_boot_a_command_is_done_once(app: App, clock: FakeClock) -> None:
    clock.boot_id = clock.since_boot = clock.awake = None  # type: ignore[assignment] # as there
    clock.right = False
    app.call(log_urge, draft="I miss you")
    assert app.call(check).held


def test_what_takes_too_long_each_time_is_given_up(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")

    def zone() -> tzinfo:
        clock.forward(minutes=5)
        return UTC

    with pytest.raises(Refused, match="longer than a minute"):
        log_urge(app.ports("a", zone=zone), contact="Sam", felt="now")
    assert app.call(list_urges) == ()


def test_a_lapse_counts_though_a_promise_was_made_stricter_before_the_network_came(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    app.call(end_cool_down, reason="a weak moment")
    clock.forward(hours=49)
    clock.boot_id, clock.since_boot, clock.right = "second boot", timedelta(seconds=20), False
    app.call(extend_cool_down, by="1m")
    clock.right = True
    again = app.call(end_cool_down, reason="another")
    assert again.ready_at - again.asked_at == 2 * DAY


def test_no_undo_brings_back_a_time_that_the_wall_does_not_show_any_more(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    clock.forward(hours=1)
    clock.set(days=31)
    app.call(accept_clock, reason="a wrong month")
    clock.forward(hours=2)
    app.call(extend_cool_down, by="1m")
    clock.set(days=-31)
    clock.right = True
    app.call(tick, run=None)
    clock.forward(minutes=1)
    clock.set(days=31)
    app.call(undo)
    assert last_change(app).state == "cancelled"


def test_nor_what_was_called_off_by_hand_as_well(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.forward(minutes=20)
    app.call(end_cool_down, reason="a weak moment")
    app.call(extend_cool_down, by="1d")
    app.call(cancel_change, change=1)
    app.call(undo)
    assert last_change(app).state == "cancelled"


def test_what_is_promised_after_erasing_was_allowed_is_seen_whatever_the_clock_does(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    clock.boot_id, clock.since_boot = "second boot", timedelta(seconds=20)
    clock.set(days=30)
    allowed = app.call(ask_to_erase, sure=True)
    clock.set(days=-30)
    clock.right = True
    app.call(start_cool_down, length="30d")
    with pytest.raises(Refused, match="Nothing was erased"):
        app.call(refuse_written_since, request=allowed.request)
