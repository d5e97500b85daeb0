"""What a report is built from, gathered from a real ledger over the calendar's traps."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.choosing import UnknownContact
from holdfast.contacts.use_cases import add_contact
from holdfast.daemon.tick import tick
from holdfast.data.use_cases import forget_contact
from holdfast.errors import NotUnderstood, Refused
from holdfast.promises.boundaries import set_boundary, set_own_no
from holdfast.promises.use_cases import extend_cool_down, start_cool_down, undo
from holdfast.report.facts import HoldCounts
from holdfast.report.model import NudgeCounts, WeeklyReport
from holdfast.report.use_cases import report_looked_at, urges_of_week, weekly_report
from holdfast.urges.drafts import settle_review
from holdfast.urges.events import sent
from holdfast.urges.urge_changes import retract_urge
from holdfast.urges.use_cases import log_urge, rate_urge


def of(app: App, week: str | None = None, contact: str | None = None) -> WeeklyReport:
    return app.call(weekly_report, week=week, contact=contact)


def live_in(app: App, zone: str) -> None:
    app.folders.home.mkdir(exist_ok=True)
    app.folders.config.write_text(f'[person]\ntime_zone = "{zone}"\n')
    app._settings = None


def test_a_report_is_of_this_week_so_far_or_of_a_whole_one_before(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, felt="7d ago", intensity=9)
    app.call(log_urge, intensity=5)
    this, last = of(app), of(app, "last")
    assert (this.week, this.finished, this.intensity.median_first) == ("2026-W47", False, 5)
    assert (last.week, last.finished, last.intensity.median_first) == ("2026-W46", True, 9)
    clock.forward(days=3)
    assert of(app, "2026-W47").finished


def test_a_report_is_refused_for_a_week_to_come_an_unknown_week_or_contact(app: App) -> None:
    assert of(app).urges.count == 0  # an empty ledger has reports
    app.call(add_contact, name="Sam")
    with pytest.raises(Refused, match="hasn't begun"):
        of(app, "2026-W48")
    with pytest.raises(NotUnderstood):
        of(app, "next")
    with pytest.raises(UnknownContact):
        of(app, contact="Kim")


def test_a_report_and_a_weeks_urges_are_of_everyone_or_of_one_contact(app: App) -> None:
    for name in ("Sam", "Kim"):
        app.call(add_contact, name=name)
        app.call(log_urge, contact=name)
    app.call(sent, alone=True, contact="Kim")
    everyone, kim, sam = of(app), of(app, contact="kim"), of(app, contact="Sam")
    assert (everyone.contact, everyone.urges.count, everyone.slips) == (None, 2, 1)
    assert (kim.contact, kim.urges.count, kim.slips) == ("Kim", 1, 1)
    assert (sam.slips, sam.four_weeks.weeks[-1].urges) == (0, 1)
    assert [urge.contact for urge in app.call(urges_of_week)] == ["Sam", "Kim"]
    assert [urge.contact for urge in app.call(urges_of_week, contact="kim")] == ["Kim"]
    assert app.call(urges_of_week, week="last") == ()


def test_triggers_are_counted_in_their_week_most_frequent_first(app: App) -> None:
    for name in ("Sam", "Kim"):
        app.call(add_contact, name=name)
    app.call(log_urge, contact="Sam", triggers=("lonely", "song", "drinks"))
    app.call(log_urge, contact="Kim", triggers=("song",))
    app.call(log_urge, contact="Kim", triggers=("photo",), felt="7d ago")
    app.call(log_urge, contact="Kim", triggers=("typo",))
    app.call(retract_urge, urge=4)
    assert [*of(app).triggers.items()] == [("song", 2), ("drinks", 1), ("lonely", 1)]
    assert of(app, contact="Kim").triggers == {"song": 1}
    assert of(app, "last").triggers == {"photo": 1}


def test_a_week_53_holds_the_urges_of_both_years(app: App, clock: FakeClock) -> None:
    clock.moment = datetime(2027, 1, 4, 12, tzinfo=UTC)
    for felt in ("2026-12-27 23:59", "2026-12-28 00:00", "2027-01-01 12:00", "2027-01-03 23:59"):
        app.call(log_urge, felt=felt)
    found = of(app, "last")
    assert (found.week, found.urges.count) == ("2026-W53", 3)
    assert (str(found.starts_on), str(found.ends_on)) == ("2026-12-28", "2027-01-03")
    assert found.by_weekday_and_hour[4][12] == 1  # New Year's Day was a Friday
    assert [one.week for one in found.four_weeks.weeks[-2:]] == ["2026-W52", "2026-W53"]


def test_all_weeks_are_told_in_the_zone_where_the_person_is_after_a_journey(
    app: App, clock: FakeClock
) -> None:
    # 22:30 on a Friday in Berlin; then, in New York, Sunday 20:00, which is Monday in Berlin.
    app.call(log_urge)
    live_in(app, "America/New_York")
    clock.moment = datetime(2026, 11, 23, 1, tzinfo=UTC)
    app.call(log_urge)
    there = of(app)
    assert (there.week, there.time_zone, there.urges.count) == ("2026-W47", "America/New_York", 2)
    assert (there.by_weekday_and_hour[4][16], there.by_weekday_and_hour[6][20]) == (1, 1)
    live_in(app, "Europe/Berlin")
    back = [of(app, week) for week in ("2026-W47", "2026-W48")]
    assert [found.urges.count for found in back] == [1, 1]
    assert back[0].by_weekday_and_hour[4][22] == back[1].by_weekday_and_hour[0][2] == 1


def test_an_urge_counts_in_the_week_in_which_it_was_felt_even_if_logged_later(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(days=7)
    app.call(log_urge, felt="2026-11-22 23:59:59")
    app.call(log_urge, felt="2026-11-23 00:00")
    assert (of(app, "last").urges.count, of(app).urges.count) == (2, 1)


def test_the_first_week_is_not_whole_but_what_was_felt_before_it_counts(app: App) -> None:
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


def test_a_forgotten_contact_is_counted_without_a_name(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    app.call(log_urge, contact="Sam", draft="I miss you", triggers=("song",))
    app.call(sent, contact="Sam")
    assert [one.contact for one in of(app).after_slips] == ["Sam"]
    clock.forward(days=2)
    app.call(forget_contact, contact="Sam", sure=True)
    found = of(app)
    assert (found.urges.count, found.slips) == (1, 1)
    assert "Sam" not in {one.contact for one in found.after_slips}


def test_a_retracted_urge_is_in_no_part_of_a_report(app: App) -> None:
    app.call(log_urge)
    app.call(log_urge)
    app.call(retract_urge, urge=1)
    found = of(app)
    assert [one.urges for one in found.four_weeks.weeks] == [1]
    assert (found.urges.count, found.blocks.episodes) == (1, 1)
    assert [urge.id for urge in app.call(urges_of_week)] == [2]


def test_a_hold_is_completed_when_its_pause_has_ended_and_nothing_was_sent(
    app: App, clock: FakeClock
) -> None:
    clock.moment = datetime(2026, 11, 16, 12, tzinfo=UTC)  # a Monday
    for name in ("Sam", "Kim"):
        app.call(add_contact, name=name)
    for contact in ("Sam", "Sam", "Kim"):
        app.call(log_urge, contact=contact, draft="I miss you")
    app.call(sent, urge=2)
    assert of(app).holds == HoldCounts(0, 0)  # all pauses still run
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


def test_a_report_has_the_cool_downs_of_its_week_as_they_were_at_its_end(
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
        number: [(one.days_kept, one.days) for one in of(app, f"2026-W{number}").cooldowns]
        for number in (44, 45, 46, 47)
    }
    assert counts == {44: [], 45: [(3, 3), (2, 2)], 46: [(8, 9)], 47: [(15, 16)]}


def test_slips_are_told_apart_by_whether_they_had_said_no(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, contact="Sam", length="30d")
    app.call(sent, alone=True)
    clock.forward(days=1)
    app.call(set_boundary, contact="Sam", boundary="stop")
    app.call(set_own_no, contact="Sam")
    app.call(sent, alone=True)
    this, last = of(app), of(app, "last")
    assert (this.slips, this.slips_against_no, last.slips_against_no) == (2, 1, 0)
    assert not this.goes_on
    assert this.cooldowns == ()  # after a no, nobody counts the days that they kept


def test_contact_against_a_no_goes_on_from_the_week_in_which_it_does(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary="stop")
    for _ in range(2):
        app.call(sent, alone=True)
        clock.forward(days=14)
    weeks = ("2026-W47", "2026-W49", "this")
    assert [of(app, week).goes_on for week in weeks] == [False, True, True]


def test_an_undone_cool_down_is_in_no_report(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, contact="Sam", length="30d")
    app.call(undo, sure=True)
    assert of(app).cooldowns == ()


def test_check_ins_count_as_asked_and_answered_even_past_sundays_midnight(
    app: App, clock: FakeClock
) -> None:
    clock.moment = datetime(2026, 11, 22, 22, 55, tzinfo=UTC)  # Sunday, 23:55
    app.folders.config.parent.mkdir(parents=True)
    app.folders.config.write_text('[person]\nsleep = "03:00-08:00"\n')
    app.call(log_urge, contact="Sam")
    clock.forward(minutes=10)
    app.call(tick, run=None)
    clock.forward(minutes=2)
    app.call(rate_urge, intensity=4)
    clock.forward(minutes=20)
    app.call(tick, run=None)
    for found in (of(app), of(app, contact="Sam")):
        assert (found.week, found.check_ins.asked, found.check_ins.answered) == ("2026-W48", 2, 1)


def announce_report(app: App, clock: FakeClock) -> None:
    """Let the daemon run on Monday at 9:30, when it announces last week's report."""
    app.call(add_contact, name="Sam")
    clock.forward_to(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    run = None
    for _ in range(8):
        run = app.call(tick, run=run).run
        clock.forward(minutes=1)


def test_nudges_count_as_shown_and_as_answered_by_reading_the_report(
    app: App, clock: FakeClock
) -> None:
    announce_report(app, clock)
    assert of(app).nudges == (NudgeCounts("report", 1, 0),)
    app.call(report_looked_at, week="2026-W47")
    assert of(app).nudges == (NudgeCounts("report", 1, 1),)
    clock.forward(hours=3)
    app.call(log_urge, contact="Sam")
    app.call(tick, run=None)
    assert of(app).nudges == (NudgeCounts("patience", 1, None), NudgeCounts("report", 1, 1))
    # A nudge that comes by itself is about no contact.
    assert of(app, contact="Sam").nudges == (NudgeCounts("patience", 1, None),)


def test_an_urge_that_is_logged_within_the_hour_answers_a_nudge(app: App, clock: FakeClock) -> None:
    announce_report(app, clock)
    app.call(log_urge, contact="Sam")
    assert of(app).nudges == (NudgeCounts("report", 1, 1),)


@pytest.mark.slow
def test_a_hundred_thousand_urges_in_one_week_make_a_report_of_the_usual_size(app: App) -> None:
    from holdfast.cli.json import json_document
    from holdfast.report.terminal import report_text

    app.call(add_contact, name="Sam")
    count, apart = 100_000, 4_000_000  # every four seconds
    newest = int(EVENING.timestamp()) * 1_000_000

    def row(number: int) -> tuple[Any, ...]:
        felt = newest - number * apart
        return number + 1, felt, felt, felt, felt + 10, number % 11

    with closing(sqlite3.connect(app.folders.database)) as database, database:
        database.executemany(
            "INSERT INTO urges (id, contact_id, felt_at, noted_at, logged_at, pause_ends_at,"
            " intensity, logged_ran, logged_sure, outcome)"
            " VALUES (?, 1, ?, ?, ?, ?, ?, 0, 1, 'let-go')",
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
    assert len(json_document(found)) < 64 * 1024
    assert len(report_text(found).splitlines()) < 80
