"""A report: one ISO week, and nothing but what happened in it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.clock.span import Span
from holdfast.clock.week import Week
from holdfast.promises.model import CoolDown
from holdfast.report.facts import Felt, HoldCounts, RanCoolDown, ShownNudge, WeekFacts
from holdfast.report.model import CoolDownKept, NudgeCounts, WeeklyReport, build_report
from holdfast.urges.model import Event, EventKind, Rating, Urge
from report.examples import BERLIN, DAY, HOUR, MINUTE, NOW, nudge, stamp, urge

WEEK = Week(2026, 47)
START, END = WEEK.starts_at(BERLIN), WEEK.ends_at(BERLIN)
NOTHING = WeekFacts(
    began_at=None,
    urges=(),
    asked_about=(),
    wanted=None,
    slips_against_no=0,
    goes_on=False,
    triggers={},
    felt=(),
    waking=(1 / 8,) * 8,
    events=(),
    check_ins=(),
    nudges=(),
    holds=HoldCounts(0, 0),
    cooldowns=(),
    daemon_ran=(),
    clock_jumps=(),
    requests=(),
)


def report(*urges: Urge, week: Week = WEEK, **rest: Any) -> WeeklyReport:
    now = rest.pop("now", NOW)
    kept = sorted((one for one in urges if not one.retracted_at), key=lambda one: one.felt_at)
    felt = tuple(Felt(one.felt_at, one.outcome) for one in kept)
    facts = replace(NOTHING, **{"urges": urges, "asked_about": urges, "felt": felt, **rest})
    return build_report(week, facts, now=now, trusted=now, zone=BERLIN, contact=None)


def event(kind: EventKind, *, slip: bool = False) -> Event:
    return Event(1, kind, 1, "Sam", NOW, None, slip, None)


def test_a_week_without_entries_is_all_zeros() -> None:
    made = report()
    assert (made.urges.count, made.urges.episodes, made.slips) == (0, 0, 0)
    assert sum(map(sum, made.by_weekday_and_hour)) == 0
    assert (made.triggers, made.channels) == ({}, {})
    assert made.gaps.hours_without_daemon == 0


def test_a_report_counts_what_happened_but_not_what_was_retracted() -> None:
    made = report(
        urge(1, intensity=9, channel="sms", outcome="let-go"),
        urge(2, 10 * MINUTE, intensity=5, ratings=(Rating(NOW, 4),)),
        urge(
            3, 60 * MINUTE, channel="sms", outcome="sent", ratings=(Rating(NOW, 8), Rating(NOW, 1))
        ),
        urge(4, 70 * MINUTE, intensity=1, retracted_at=NOW, channel="mail"),
        events=(event("sent", slip=True), event("sent"), event("heard"), event("logistics")),
    )
    assert (made.urges.count, made.urges.episodes) == (3, 2)
    assert (made.outcomes.let_go, made.outcomes.sent, made.outcomes.open) == (1, 1, 1)
    # By episodes: the first one is still open.
    assert (made.let_go.decided.of, made.let_go.at_most, made.let_go.of_all) == (1, 1, 2)
    assert (made.slips, made.contacts_made, made.heard, made.logistics) == (1, 2, 1, 1)
    assert made.channels == {"sms": 2}
    assert (made.intensity.median_first, made.intensity.median_last) == (7, 2.5)


def test_channels_are_listed_most_common_first() -> None:
    words = ("b", "a", "c", "c")
    made = report(*(urge(number, channel=word) for number, word in enumerate(words)))
    assert list(made.channels) == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("began_at", "now", "weeks"),
    [(START, END, 1), (START, END - 84 * HOUR, 0.5), (END - 42 * HOUR, END, 0.25)],
)
def test_a_rate_has_a_range_only_where_the_ledger_saw_the_whole_week(
    began_at: Any, now: Any, weeks: float
) -> None:
    rate = report(
        *(urge(number, -number * HOUR) for number in range(12)), began_at=began_at, now=now
    ).urges.rate
    assert (rate.weeks, rate.between is not None) == (weeks, weeks == 1)


@pytest.mark.parametrize(
    ("ends_after", "slips", "kept", "days"),
    # Counted until the week's end (7 days in), or until its own.
    [(30, (), 7, 7), (30, (2,), 6, 7), (3, (), 3, 3), (30, (9,), 7, 7)],
)
def test_the_days_of_a_cool_down_are_counted_until_the_weeks_end(
    ends_after: int, slips: tuple[int, ...], kept: int, days: int
) -> None:
    cooldown = CoolDown(1, 1, START, stamp(START), ends_after * DAY, DAY, DAY, None)
    ran = RanCoolDown("Sam", cooldown, tuple(START + slip * DAY for slip in slips))
    made = report(began_at=START, now=START + 20 * DAY, cooldowns=(ran,))
    assert made.cooldowns == (CoolDownKept("Sam", kept, days),)


def test_nudges_are_counted_by_kind_and_patience_asks_for_no_answer() -> None:
    made = report(
        nudges=(
            ShownNudge("risky-hours", answered=True),
            ShownNudge("patience", None),
            ShownNudge("patience", None),
            ShownNudge("risky-hours", answered=False),
            ShownNudge("report", answered=False),
        )
    )
    assert made.nudges == (
        NudgeCounts("patience", 2, None),
        NudgeCounts("report", 1, 0),
        NudgeCounts("risky-hours", 2, 1),
    )


def test_a_slip_of_the_week_before_is_shown_beside_the_week_but_not_counted_in_it() -> None:
    before = replace(event("sent", slip=True), at=START - HOUR)
    made = report(events=(before, event("heard")), began_at=NOW - 30 * DAY)
    assert (made.slips, made.contacts_made, made.heard) == (0, 0, 1)
    assert [one.slips for one in made.four_weeks.weeks[-2:]] == [1, 0]


@settings(max_examples=50)
@given(st.lists(st.timedeltas(timedelta(days=-4), timedelta(hours=12)), max_size=6))
def test_the_picture_the_outcomes_and_the_count_hold_every_urge(after: list[timedelta]) -> None:
    made = report(*(urge(number, at) for number, at in enumerate(after)))
    outcomes = made.outcomes
    assert made.urges.count == len(after)
    assert sum(map(sum, made.by_weekday_and_hour)) == len(after)
    assert outcomes.let_go + outcomes.sent + outcomes.open == len(after)
    assert made.urges.episodes <= len(after)


def check_in(at: timedelta, about: int = 1) -> Any:
    return nudge(urge_id=about, state="handed-over", handed_over_at=NOW + at)


@pytest.mark.parametrize(
    ("rated_after", "answered"),
    [((), 0), ((9,), 0), ((10,), 1), ((70,), 1), ((71,), 0), ((5, 20), 1)],
)
def test_a_check_in_is_answered_by_a_rating_within_the_hour_after_it(
    rated_after: tuple[int, ...], answered: int
) -> None:
    ratings = tuple(Rating(NOW + after * MINUTE, 5) for after in rated_after)
    made = report(urge(1, ratings=ratings), check_ins=(check_in(10 * MINUTE),))
    assert (made.check_ins.asked, made.check_ins.answered) == (1, answered)


def test_a_check_in_is_answered_by_rating_any_urge_of_its_episode() -> None:
    second = urge(2, 5 * MINUTE, ratings=(Rating(NOW + 12 * MINUTE, 5),))
    assert report(urge(1), second, check_ins=(check_in(10 * MINUTE),)).check_ins.answered == 1


def test_a_check_in_about_an_urge_of_the_week_before_is_answered_like_any_other() -> None:
    sunday = urge(99, ratings=(Rating(NOW + 2 * MINUTE, 5),))
    made = report(check_ins=(check_in(MINUTE, about=99),), asked_about=(sunday,))
    assert (made.urges.count, made.check_ins.asked, made.check_ins.answered) == (0, 1, 1)
    assert report(urge(1), check_ins=(check_in(MINUTE, about=99),)).check_ins.answered == 0


def test_a_check_in_about_a_retracted_urge_is_not_counted() -> None:
    mistake = urge(1, retracted_at=NOW)
    assert report(mistake, check_ins=(check_in(MINUTE),)).check_ins.asked == 0


def test_hours_without_the_daemon_are_counted_from_the_ledgers_first_entry_until_now() -> None:
    ran = (Span(NOW - 8 * HOUR, NOW - 3 * HOUR),)
    so_far = report(began_at=NOW - 10 * HOUR, daemon_ran=ran)
    assert (so_far.gaps.hours_without_daemon, so_far.finished) == (5, False)
    before = report(began_at=NOW - 60 * DAY, week=Week(2026, 40))
    assert (before.gaps.hours_without_daemon, before.finished) == (168, True)
