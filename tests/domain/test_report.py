"""A report: one ISO week, and nothing but what happened in it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.examples import MINUTE, NOW, nudge, urge
from holdfast.domain.cooldown import CoolDown
from holdfast.domain.event import Event, EventKind
from holdfast.domain.record import EndedPause, Felt, RanCoolDown, Record, ShownNudge
from holdfast.domain.report import CoolDownKept, NudgeCounts, WeeklyReport, build_report
from holdfast.domain.span import Span
from holdfast.domain.urge import Rating, Urge
from holdfast.domain.week import Week

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Week(2026, 47)
HOUR = timedelta(hours=1)
NOTHING = Record(
    began_at=None,
    urges=(),
    asked_about=(),
    felt=(),
    waking=(1 / 8,) * 8,
    events=(),
    check_ins=(),
    nudges=(),
    pauses=(),
    cooldowns=(),
    daemon_ran=(),
    clock_jumps=(),
    changes=(),
)


def report(*urges: Urge, week: Week = WEEK, zone: ZoneInfo = BERLIN, **rest: Any) -> WeeklyReport:
    now, contact = rest.pop("now", NOW), rest.pop("contact", None)
    kept = sorted((one for one in urges if not one.retracted_at), key=lambda one: one.felt_at)
    record = replace(
        NOTHING,
        urges=urges,
        asked_about=urges,
        felt=tuple(Felt(one.felt_at, one.outcome) for one in kept),
    )
    return build_report(week, replace(record, **rest), now=now, zone=zone, contact=contact)


def event(kind: EventKind, *, slip: bool = False) -> Event:
    return Event(1, kind, 1, "Sam", NOW, None, slip, None)


def test_a_week_of_nothing_is_all_zeros_and_no_middle_is_made_up() -> None:
    made = report()
    assert (made.urges.count, made.urges.episodes, made.slips) == (0, 0, 0)
    assert (made.intensity.median_first, made.intensity.median_last) == (None, None)
    assert sum(map(sum, made.by_weekday_and_hour)) == 0
    assert (made.triggers, made.channels) == ({}, {})
    assert made.gaps.hours_without_daemon == 0


def test_what_happened_is_counted_and_what_was_retracted_is_not() -> None:
    made = report(
        urge(1, intensity=9, triggers=("song", "drinks"), channel="sms", outcome="let-go"),
        urge(2, 10 * MINUTE, intensity=5, triggers=("song",), ratings=(Rating(NOW, 4),)),
        urge(
            3, 60 * MINUTE, channel="sms", outcome="sent", ratings=(Rating(NOW, 8), Rating(NOW, 1))
        ),
        urge(4, 70 * MINUTE, intensity=1, retracted_at=NOW, triggers=("mistake",)),
        events=(event("sent", slip=True), event("sent"), event("heard"), event("logistics")),
    )
    assert (made.urges.count, made.urges.episodes) == (3, 2)
    assert (made.outcomes.let_go, made.outcomes.sent, made.outcomes.open) == (1, 1, 1)
    assert (made.slips, made.heard, made.logistics) == (1, 1, 1)
    assert made.triggers == {"song": 2, "drinks": 1}
    assert made.channels == {"sms": 2}
    assert (made.intensity.median_first, made.intensity.first_count) == (7.0, 2)
    assert (made.intensity.median_last, made.intensity.last_count) == (2.5, 2)


def test_the_most_common_words_come_first() -> None:
    words = ("b", "a", "c", "c")
    made = report(*(urge(number, triggers=(word,)) for number, word in enumerate(words)))
    assert list(made.triggers) == ["c", "a", "b"]


def test_hours_are_those_where_the_person_is() -> None:
    # 22:30 on a Friday in Berlin, 16:30 in New York.
    assert report(urge()).by_weekday_and_hour[4][22] == 1
    new_york = report(urge(), zone=ZoneInfo("America/New_York"))
    assert new_york.by_weekday_and_hour[4][16] == 1


def test_what_was_felt_again_within_the_half_hour_is_one_episode_of_the_share() -> None:
    made = report(
        urge(1, outcome="let-go"),
        urge(2, 10 * MINUTE, outcome="sent"),
        urge(3, 5 * HOUR, outcome="let-go"),
        urge(4, 9 * HOUR),
    )
    assert (made.outcomes.let_go, made.outcomes.sent, made.outcomes.open) == (2, 1, 1)
    share = made.let_go
    assert (share.decided.count, share.decided.of, share.at_most, share.of_all) == (1, 2, 2, 3)


def test_a_rate_is_of_a_whole_week_that_the_ledger_saw() -> None:
    hourly = tuple(urge(number, -number * HOUR) for number in range(12))
    end = WEEK.ends_at(BERLIN)
    whole = report(*hourly, began_at=WEEK.starts_at(BERLIN), now=end)
    assert (whole.urges.rate.weeks, whole.urges.rate.between is None) == (1.0, False)
    so_far = report(*hourly, began_at=WEEK.starts_at(BERLIN), now=end - 84 * HOUR)
    assert (so_far.urges.rate.weeks, so_far.urges.rate.between) == (0.5, None)
    first = report(*hourly, began_at=end - 42 * HOUR, now=end)
    assert (first.urges.rate.weeks, first.urges.rate.between) == (0.25, None)


def test_a_pause_that_ran_out_before_anything_was_sent_was_completed() -> None:
    ends = NOW + 24 * HOUR
    made = report(
        pauses=(
            EndedPause(ends, "open", None),
            EndedPause(ends, "let-go", NOW),
            EndedPause(ends, "sent", ends),
            EndedPause(ends, "sent", NOW),
        )
    )
    assert (made.holds.ended, made.holds.completed) == (4, 3)


@pytest.mark.parametrize(
    ("ends_after", "slips", "kept", "days"),
    # Counted until the week's end (7 days in), or until its own.
    [(30, (), 7, 7), (30, (2,), 6, 7), (3, (), 3, 3), (30, (9,), 7, 7)],
)
def test_the_days_of_a_cool_down_are_counted_until_the_weeks_end(
    ends_after: int, slips: tuple[int, ...], kept: int, days: int
) -> None:
    start, day = WEEK.starts_at(BERLIN), timedelta(days=1)
    ran = RanCoolDown(
        "Sam",
        CoolDown(1, 1, start, start + ends_after * day, day, day, None),
        tuple(start + slip * day for slip in slips),
    )
    made = report(began_at=start, now=start + 20 * day, cooldowns=(ran,))
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


def test_events_of_the_weeks_before_are_beside_it_and_not_in_it() -> None:
    before = replace(event("sent", slip=True), at=WEEK.starts_at(BERLIN) - HOUR)
    made = report(events=(before, event("heard")), began_at=NOW - timedelta(days=30))
    assert (made.slips, made.contacts_made, made.heard) == (0, 0, 1)
    assert [one.slips for one in made.four_weeks.weeks[-2:]] == [1, 0]


@given(st.lists(st.timedeltas(timedelta(days=-4), timedelta(hours=12)), max_size=10))
def test_no_urge_is_lost_between_the_picture_the_outcomes_and_the_count(
    after: list[timedelta],
) -> None:
    made = report(*(urge(number, at) for number, at in enumerate(after)))
    outcomes = made.outcomes
    assert made.urges.count == len(after)
    assert sum(map(sum, made.by_weekday_and_hour)) == len(after)
    assert outcomes.let_go + outcomes.sent + outcomes.open == len(after)
    assert made.urges.episodes <= len(after)


def asked(at: timedelta, about: int | None = 1, number: int = 1) -> Any:
    return nudge(number, urge_id=about, state="handed-over", handed_over_at=NOW + at)


@pytest.mark.parametrize(
    ("rated_after", "answered"),
    [((), 0), ((9,), 0), ((10,), 1), ((70,), 1), ((71,), 0), ((5, 20), 1)],
)
def test_a_check_in_is_answered_by_a_rating_within_the_hour_after_it(
    rated_after: tuple[int, ...], answered: int
) -> None:
    ratings = tuple(Rating(NOW + after * MINUTE, 5) for after in rated_after)
    made = report(urge(1, ratings=ratings), check_ins=(asked(10 * MINUTE),))
    assert (made.check_ins.asked, made.check_ins.answered) == (1, answered)


def test_a_check_in_is_answered_by_rating_any_urge_of_its_episode() -> None:
    second = urge(2, 5 * MINUTE, ratings=(Rating(NOW + 12 * MINUTE, 5),))
    assert report(urge(1), second, check_ins=(asked(10 * MINUTE),)).check_ins.answered == 1


def test_a_check_in_about_an_urge_of_the_week_before_is_answered_like_any_other() -> None:
    sunday = urge(99, ratings=(Rating(NOW + 2 * MINUTE, 5),))
    made = report(check_ins=(asked(MINUTE, about=99),), asked_about=(sunday,))
    assert (made.urges.count, made.check_ins.asked, made.check_ins.answered) == (0, 1, 1)
    assert report(urge(1), check_ins=(asked(MINUTE, about=99),)).check_ins.answered == 0
    moved_before = nudge(2, handed_over_at=None)
    assert report(urge(1), check_ins=(moved_before,)).check_ins.asked == 1


def test_hours_without_the_daemon_are_counted_from_the_beginning_of_the_ledger_until_now() -> None:
    began_at = NOW - 10 * HOUR
    ran = (Span(NOW - 8 * HOUR, NOW - 3 * HOUR),)
    assert report(began_at=began_at, daemon_ran=ran).gaps.hours_without_daemon == 5
    before = report(began_at=NOW - timedelta(days=60), week=Week(2026, 40))
    assert before.gaps.hours_without_daemon == 168
    assert before.finished
    assert not report(began_at=began_at).finished
