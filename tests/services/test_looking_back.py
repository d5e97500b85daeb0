"""What a report is built from, gathered over the calendar's traps; the ledger is a real file."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.domain.report import HoldCounts, NudgeCounts, WeeklyReport
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import extend_cool_down, start_cool_down
from holdfast.services.drafts import settle_review
from holdfast.services.events import sent
from holdfast.services.forgetting import forget_contact
from holdfast.services.nudges import report_looked_at
from holdfast.services.reports import urges_of_week, weekly_report
from holdfast.services.tick import tick
from holdfast.services.undoing import undo
from holdfast.services.urges import let_go, log_urge, rate_urge, retract_urge


def of(app: App, week: str | None = None, contact: str | None = None) -> WeeklyReport:
    return app.call(weekly_report, week=week, contact=contact)


def zone_is(app: App, name: str) -> None:
    app.folders.home.mkdir(exist_ok=True)
    app.folders.config.write_text(f'[person]\ntime_zone = "{name}"\n')
    app._settings = None


def test_week_53_goes_over_new_year(app: App, clock: FakeClock) -> None:
    clock.moment = datetime(2027, 1, 4, 12, tzinfo=UTC)
    for felt in ("2026-12-27 23:59", "2026-12-28 00:00", "2027-01-01 12:00", "2027-01-03 23:59"):
        app.call(log_urge, felt=felt)
    found = of(app, "last")
    assert (found.week, found.urges.count) == ("2026-W53", 3)
    assert (str(found.starts_on), str(found.ends_on)) == ("2026-12-28", "2027-01-03")
    assert found.by_weekday_and_hour[4][12] == 1  # New Year's Day was a Friday
    assert [one.week for one in found.four_weeks.weeks[-2:]] == ["2026-W52", "2026-W53"]


def test_after_a_journey_all_is_told_in_the_zone_where_the_person_is(
    app: App, clock: FakeClock
) -> None:
    # 22:30 on a Friday in Berlin; then, in New York, Sunday 20:00, which is Monday in Berlin.
    app.call(log_urge)
    zone_is(app, "America/New_York")
    clock.moment = datetime(2026, 11, 23, 1, tzinfo=UTC)
    app.call(log_urge)
    there = of(app)
    assert (there.week, there.time_zone, there.urges.count) == ("2026-W47", "America/New_York", 2)
    assert (there.by_weekday_and_hour[4][16], there.by_weekday_and_hour[6][20]) == (1, 1)
    zone_is(app, "Europe/Berlin")
    back = [of(app, week) for week in ("2026-W47", "2026-W48")]
    assert [found.urges.count for found in back] == [1, 1]
    assert back[0].by_weekday_and_hour[4][22] == back[1].by_weekday_and_hour[0][2] == 1


@pytest.mark.parametrize(
    ("monday", "week", "hours", "kind"),
    [
        (datetime(2026, 3, 30, 12, tzinfo=UTC), "2026-W13", 167, "missing"),
        (datetime(2026, 10, 26, 12, tzinfo=UTC), "2026-W43", 169, "doubled"),
    ],
)
def test_a_week_in_which_the_clocks_change_is_as_long_as_it_was(
    app: App, clock: FakeClock, monday: datetime, week: str, hours: int, kind: str
) -> None:
    clock.moment = monday - timedelta(days=20)
    app.call(add_contact, name="Sam")
    clock.moment = monday
    found = of(app, "last")
    assert (found.week, found.gaps.hours_without_daemon) == (week, hours)
    assert found.hour_kinds[6][2] == kind


def test_an_urge_that_is_logged_afterwards_counts_in_the_week_in_which_it_was_felt(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(days=7)
    assert of(app, "last").urges.count == 1
    app.call(log_urge, felt="2026-11-18 12:00")
    assert (of(app, "last").urges.count, of(app).urges.count) == (2, 0)


def test_the_first_week_is_not_whole_and_what_was_felt_before_it_counts(app: App) -> None:
    app.call(log_urge, felt="2026-11-10 12:00")
    app.call(log_urge)
    this, before = of(app), of(app, "last")
    assert (this.urges.rate.weeks, this.stands_out.kind) == (0, "too-few")
    assert (before.urges.count, before.stands_out.kind) == (1, "too-few")
    assert [(one.week, one.whole) for one in this.four_weeks.weeks] == [
        ("2026-W46", False),
        ("2026-W47", False),
    ]
    assert of(app, "2026-W40").stands_out.kind == "before-it-began"


def test_a_contact_who_was_forgotten_is_counted_under_another_name(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, contact="Sam", length="30d")
    app.call(log_urge, contact="Sam", draft="I miss you", triggers=("song",))
    app.call(sent, contact="Sam")
    forgotten = app.call(forget_contact, name="Sam", sure=True).name
    for found in (of(app), of(app, contact=forgotten)):
        assert (found.urges.count, found.slips) == (1, 1)
        assert [one.contact for one in found.after_slips] == [forgotten]
        assert [one.contact for one in found.cooldowns] == [forgotten]


def test_what_is_open_is_in_the_report_and_what_was_retracted_is_in_none_of_it(app: App) -> None:
    app.call(log_urge)
    app.call(log_urge)
    app.call(retract_urge, urge=1)
    found = of(app)
    assert [one.urges for one in found.four_weeks.weeks] == [1]
    assert found.blocks.episodes == 1
    assert [urge.id for urge in app.call(urges_of_week)] == [2]


def test_a_weeks_urges_are_of_everyone_or_of_one(app: App) -> None:
    for name in ("Sam", "Kim"):
        app.call(add_contact, name=name)
        app.call(log_urge, contact=name)
    assert [urge.contact for urge in app.call(urges_of_week)] == ["Sam", "Kim"]
    assert [urge.contact for urge in app.call(urges_of_week, contact="kim")] == ["Kim"]
    assert of(app, contact="Kim").four_weeks.weeks[-1].urges == 1
    assert app.call(urges_of_week, week="last") == ()


def test_a_hold_is_completed_when_its_pause_has_run_out_and_nothing_was_sent(
    app: App, clock: FakeClock
) -> None:
    clock.moment = datetime(2026, 11, 16, 12, tzinfo=UTC)  # a Monday
    for name in ("Sam", "Kim"):
        app.call(add_contact, name=name)
    for contact in ("Sam", "Sam", "Kim"):
        app.call(log_urge, contact=contact, draft="I miss you")
    app.call(sent, urge=2)
    assert of(app).holds == HoldCounts(0, 0)  # they run still
    clock.forward(days=2)
    assert of(app).holds == HoldCounts(3, 2)
    assert of(app, contact="Kim").holds == HoldCounts(1, 1)
    app.call(settle_review, urge=1, decision="keep", length="5d")
    assert of(app).holds == HoldCounts(2, 1)  # the first one goes on
    clock.forward(days=6)
    assert (of(app, "last").holds, of(app).holds) == (HoldCounts(2, 1), HoldCounts(1, 1))
    assert of(app, contact="Kim").holds == HoldCounts(0, 0)
    app.call(retract_urge, urge=1)
    assert of(app).holds == HoldCounts(0, 0)


def test_cool_downs_are_those_that_ran_in_the_week_as_they_stood_at_its_end(
    app: App, clock: FakeClock
) -> None:
    clock.moment = datetime(2026, 11, 2, 12, tzinfo=UTC)  # the Monday of week 45
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, contact="Sam", length="3d")
    clock.forward(days=4)
    app.call(start_cool_down, contact="Sam", length="4d")  # until Tuesday
    clock.forward(days=3)
    app.call(extend_cool_down, contact="Sam", by="20d")
    clock.forward(days=3)
    app.call(sent, alone=True, contact="Sam")
    clock.forward(days=10)
    counts = {
        week: [(one.days_kept, one.days) for one in of(app, week).cooldowns]
        for week in ("2026-W44", "2026-W45", "2026-W46", "2026-W47")
    }
    assert counts == {
        "2026-W44": [],
        "2026-W45": [(3, 3), (2, 2)],
        "2026-W46": [(8, 9)],
        "2026-W47": [(15, 16)],
    }


def test_a_cool_down_that_was_taken_back_is_none(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, contact="Sam", length="30d")
    app.call(undo)
    assert of(app).cooldowns == ()


def on_monday_at_half_past_nine(app: App, clock: FakeClock) -> None:
    """Let the daemon run for some minutes, in which it announces last week's report."""
    app.call(add_contact, name="Sam")
    clock.forward_to(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    run = None
    for _ in range(8):
        run = app.call(tick, run=run).run
        clock.forward(minutes=1)


def test_nudges_are_those_that_were_shown_and_what_answered_them(
    app: App, clock: FakeClock
) -> None:
    on_monday_at_half_past_nine(app, clock)
    assert of(app).nudges == (NudgeCounts("report", 1, 0),)
    app.call(report_looked_at, week="2026-W47")
    assert of(app).nudges == (NudgeCounts("report", 1, 1),)
    clock.forward(hours=3)
    app.call(log_urge, contact="Sam")
    app.call(tick, run=None)
    assert of(app).nudges == (NudgeCounts("patience", 1, None), NudgeCounts("report", 1, 1))
    # What comes by itself is about nobody.
    assert of(app, contact="Sam").nudges == (NudgeCounts("patience", 1, None),)


def test_what_was_logged_within_the_hour_answers_a_nudge(app: App, clock: FakeClock) -> None:
    on_monday_at_half_past_nine(app, clock)
    app.call(log_urge, contact="Sam")
    assert of(app).nudges == (NudgeCounts("report", 1, 1),)


def test_what_was_let_go_after_a_slip_stands_beside_it(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, contact="Sam", length="30d")
    app.call(sent, alone=True, contact="Sam")
    for strength in (8, 3):
        clock.forward(hours=1)
        app.call(log_urge, contact="Sam", intensity=strength)
        clock.forward(minutes=10)
        app.call(rate_urge, intensity=5)
        app.call(let_go)
    (found,) = of(app).after_slips
    assert (found.let_go, found.rated_again, found.rated_lower) == (2, 2, 1)
    assert len(of(app).curves) == 2


@pytest.mark.no_cover  # it reaches nothing that shorter ones don't
def test_a_hundred_thousand_urges_in_one_week_make_a_report_of_the_same_size(app: App) -> None:
    from holdfast.rendering.json import as_json
    from holdfast.rendering.report import report_text

    app.call(add_contact, name="Sam")
    count, apart = 100_000, 4_000_000  # every four seconds
    newest = int(EVENING.timestamp()) * 1_000_000

    def row(number: int) -> tuple[Any, ...]:
        felt = newest - number * apart
        return number + 1, felt, felt, felt + 10, number % 11

    with closing(sqlite3.connect(app.folders.database)) as database, database:
        database.executemany(
            "INSERT INTO urges (id, contact_id, felt_at, logged_at, pause_ends_at, intensity,"
            " outcome) VALUES (?, 1, ?, ?, ?, ?, 'let-go')",
            map(row, range(count)),
        )
        database.execute("INSERT INTO triggers SELECT id, 0, 'song' || id % 50 FROM urges")
        database.execute(
            "INSERT INTO ratings (urge_id, at, intensity) SELECT id, felt_at, 5 FROM urges"
        )
    found = of(app)
    in_week = found.urges.count
    assert 0 < in_week <= count
    assert in_week == found.outcomes.let_go == sum(map(sum, found.by_weekday_and_hour))
    assert len(as_json(found)) < 64 * 1024
    assert len(report_text(found).splitlines()) < 80
