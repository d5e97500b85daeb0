"""The pace of nudges: what keeps one back, until when, and why."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.clock.span import Span
from holdfast.nudging.pace import Pace, Unasked, Waits, before_quiet
from holdfast.settings import Hours, Settings

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ZONES = [BERLIN, NEW_YORK, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Apia")]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A Friday, 15:00 in Berlin.
NOON = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
NEVER = Hours(time(0), time(0))
PLAIN = Pace(BERLIN, Settings(quiet=NEVER), here_since=NOON - 30 * DAY)

WAITS = {
    "just woken": (
        {"here_since": NOON - MINUTE},
        NOON + 4 * MINUTE,
        "the computer had just woken or started",
    ),
    "just let go": (
        {"let_go_at": NOON - MINUTE},
        NOON + 59 * MINUTE,
        "you had just let an urge go",
    ),
    "another nudge": (
        {"shown_at": NOON - MINUTE},
        NOON + 44 * MINUTE,
        "another nudge came in the 45 minutes before",
    ),
    "one a day": (
        {"unasked": (Unasked(NOON - HOUR, answered=True),)},
        MIDNIGHT,
        "one had come that day",
    ),
    "three a day": (
        {
            "unasked": tuple(Unasked(NOON - n * HOUR, answered=True) for n in (1, 2, 3)),
            "settings": Settings(unasked_a_day=3, quiet=NEVER),
        },
        MIDNIGHT,
        "3 had come that day",
    ),
    "none a day": (
        {"settings": Settings(unasked_a_day=0, quiet=NEVER)},
        MIDNIGHT,
        "unasked nudges are off",
    ),
    "quiet hours": (
        {"settings": Settings(quiet=Hours(time(14), time(16)))},
        NOON + HOUR,
        "it was due in your quiet hours",
    ),
}


@pytest.mark.parametrize(("fields", "until", "why"), WAITS.values(), ids=WAITS.keys())
def test_a_nudge_that_comes_by_itself_waits(
    fields: dict[str, Any], until: datetime, why: str
) -> None:
    pace = replace(PLAIN, **fields)
    assert pace.waits(NOON, asked=False) == Waits(until, why)
    if why != "unasked nudges are off":
        assert pace.waits(until, asked=False) is None
    assert pace.waits(NOON, asked=True) is None


def test_a_snooze_keeps_every_nudge_back() -> None:
    pace = replace(PLAIN, snoozed=Span(NOON - HOUR, NOON + HOUR))
    for asked in (True, False):
        assert pace.waits(NOON, asked=asked) == Waits(NOON + HOUR, "nudges were paused")
        assert pace.waits(NOON + HOUR, asked=asked) is None
        assert pace.waits(NOON - 2 * HOUR, asked=asked) is None


def test_what_was_shown_by_a_clock_that_had_been_ahead_keeps_no_nudge_back() -> None:
    ahead = NOON + 8 * DAY
    pace = replace(PLAIN, here_since=ahead, shown_at=ahead, let_go_at=ahead)
    assert replace(pace, unasked=(Unasked(ahead, answered=False),)).waits(NOON, asked=False) is None


def unasked(*answered: bool, first: timedelta = HOUR) -> tuple[Unasked, ...]:
    return tuple(Unasked(NOON - first - n * DAY, answer) for n, answer in enumerate(answered))


@pytest.mark.parametrize(
    ("history", "halved"),
    [
        (unasked(), False),
        (unasked(False, False), False),
        (unasked(False, False, False), True),
        (unasked(False, False, False, True), True),
        (unasked(True, False, False, False), False),
        (unasked(False, True, False, False), False),
        # Within the hour it is not known yet whether it is ignored.
        (unasked(False, False, False, first=HOUR - MINUTE), False),
        (unasked(False, False, False, False, first=HOUR - MINUTE), True),
    ],
)
def test_after_three_ignored_in_a_row_nudges_come_half_as_often(
    history: tuple[Unasked, ...], halved: bool
) -> None:
    waits = replace(PLAIN, unasked=history).waits(NOON, asked=False)
    assert (waits is not None and "got no answer" in waits.why) == halved


@pytest.mark.parametrize(
    ("a_day", "days", "shown_in_all"), [(1, 20, 10), (2, 20, 20), (3, 20, 30), (0, 20, 0)]
)
def test_half_as_often_means_half_as_many(a_day: int, days: int, shown_in_all: int) -> None:
    pace = replace(PLAIN, settings=Settings(unasked_a_day=a_day))
    history = tuple(Unasked(NOON - n * DAY, answered=False) for n in (8, 9, 10))
    for hour in range(24 * days):
        now = MIDNIGHT + hour * HOUR
        if replace(pace, unasked=history[:12]).waits(now, asked=False) is None:
            history = (Unasked(now, answered=False), *history)
    assert len(history) - 3 == shown_in_all


def test_a_day_is_the_day_where_the_person_is() -> None:
    # Shown at 15:00 in Berlin; they fly to New York, where it is still Friday, then Saturday.
    pace = replace(PLAIN, zone=NEW_YORK, unasked=(Unasked(NOON, answered=True),))
    assert pace.waits(NOON + 10 * HOUR, asked=False)
    assert pace.waits(datetime(2026, 11, 21, 13, 0, tzinfo=UTC), asked=False) is None


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(MOMENTS, st.sampled_from(ZONES), st.times(), st.times())
def test_quiet_hours_keep_a_nudge_back_and_end(
    now: datetime, zone: ZoneInfo, start: time, end: time
) -> None:
    quiet = Hours(start, end)
    waits = replace(PLAIN, zone=zone, settings=Settings(quiet=quiet)).waits(now, asked=False)
    assert (waits is not None) == quiet.contains(now, zone)
    if waits:
        assert now < waits.until <= now + DAY + 2 * HOUR


@given(MOMENTS, st.sampled_from(ZONES), st.times(), st.times())
def test_what_falls_into_quiet_hours_comes_half_an_hour_before_they_begin(
    moment: datetime, zone: ZoneInfo, start: time, end: time
) -> None:
    quiet = Hours(start, end)
    before = before_quiet(moment, quiet, zone)
    if not quiet.contains(moment, zone):
        assert before == moment
    else:
        assert moment - DAY - 2 * HOUR - 30 * MINUTE <= before <= moment - 30 * MINUTE
        began = (before + 30 * MINUTE).astimezone(zone)
        assert moment.astimezone(zone).date() - began.date() <= DAY
