"""WHEN, as a person says it; local time over gaps, folds and journeys."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.when import EARLIEST, at_local, parse_past, parse_when
from holdfast.errors import NotUnderstood

BERLIN = ZoneInfo("Europe/Berlin")
# Whole hours, half an hour, a whole day that does not exist, and one with negative DST.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Europe/Dublin",
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
# A Friday, 22:30 in Berlin.
NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("now", NOW),
        ("20m ago", NOW - timedelta(minutes=20)),
        ("1d12h ago", NOW - timedelta(hours=36)),
        ("22:15", berlin("2026-11-20 22:15")),
        ("22:15:30", berlin("2026-11-20 22:15:30")),
        ("9 o'clock", berlin("2026-11-20 09:00")),
        ("an hour ago", NOW - timedelta(hours=1)),
        ("Half an hour ago", NOW - timedelta(minutes=30)),
        ("9pm", berlin("2026-11-20 21:00")),
        ("9:40 p.m.", berlin("2026-11-20 21:40")),
        ("11 PM", berlin("2026-11-19 23:00")),
        ("12am", berlin("2026-11-20 00:00")),
        ("12pm", berlin("2026-11-20 12:00")),
        ("yesterday 9pm", berlin("2026-11-19 21:00")),
        ("last night 23:10", berlin("2026-11-19 23:10")),
        ("last night at 1am", berlin("2026-11-20 01:00")),
        ("22:30", NOW),
        ("23:00", berlin("2026-11-19 23:00")),
        ("yesterday 22:15", berlin("2026-11-19 22:15")),
        ("yesterday at 22:15", berlin("2026-11-19 22:15")),
        ("Yesterday", berlin("2026-11-19 00:00")),
        ("today 08:00", berlin("2026-11-20 08:00")),
        ("today", berlin("2026-11-20 00:00")),
        ("2026-12-24", berlin("2026-12-24 00:00")),
        ("2026-12-24 18:00", berlin("2026-12-24 18:00")),
        ("2026-12-24T18:00", berlin("2026-12-24 18:00")),
        ("2026-12-24T18:00:00.5", berlin("2026-12-24 18:00:00.500000")),
        ("2026-12-24T18:00:00Z", datetime(2026, 12, 24, 18, tzinfo=UTC)),
        ("2026-12-24 18:00+09:00", datetime(2026, 12, 24, 9, tzinfo=UTC)),
    ],
)
def test_a_moment_is_understood(said: str, meant: datetime) -> None:
    assert parse_when(said, now=NOW, zone=BERLIN) == meant


@pytest.mark.parametrize(
    "said",
    ["", "soon", "25:00", "yesterday 25:00", "2026-13-01", "2026-02-30 10:00", "24.12.2026",
     "tomorrow", "0001-01-01", "9999-12-31T23:59:59-12:00", "999999w ago", "today at noon",
     "13pm", "0am", "last night", "last night 15:00", "1 month ago", "0m ago", "-5m ago"],
)  # fmt: skip
def test_what_is_no_moment_is_said_with_examples(said: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_when(said, now=NOW, zone=BERLIN)
    assert "for example" in refusal.value.message


def test_a_moment_before_1970_is_refused_as_that() -> None:
    assert parse_when("1970-01-02", now=NOW, zone=BERLIN) > EARLIEST
    with pytest.raises(NotUnderstood, match="before 1970"):
        parse_when("1969-12-31 12:00", now=NOW, zone=BERLIN)


def test_what_has_been_may_not_be_still_to_come() -> None:
    assert parse_past("22:29", now=NOW, zone=BERLIN) < NOW
    assert parse_past("now", now=NOW, zone=BERLIN) == NOW
    with pytest.raises(NotUnderstood, match="still to come"):
        parse_past("2026-11-20 22:31", now=NOW, zone=BERLIN)


@given(st.text())
def test_anything_else_is_a_sentence_and_not_a_crash(said: str) -> None:
    with suppress(NotUnderstood):
        assert parse_when(said, now=NOW, zone=BERLIN) >= EARLIEST


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        # Gaps: the clock jumps over it, so the first moment after it is meant.
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 02:59:59.999999", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
        ("America/New_York", "2026-03-08 02:10", "2026-03-08 07:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00"),
        # Folds: it comes twice, and the first one is meant.
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
    ],
)
def test_a_local_time_in_a_gap_or_a_fold_is_one_instant(
    zone: str, local: str, instant: str
) -> None:
    found = at_local(datetime.fromisoformat(local), ZoneInfo(zone))
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)


local_times = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2090, 1, 1))
# Most random times are nowhere near a change of the clock; these are.
near_changes = st.tuples(
    st.sampled_from(
        [
            datetime(2026, 3, 29, 2),
            datetime(2026, 10, 25, 2),
            datetime(2026, 3, 8, 2),
            datetime(2026, 11, 1, 1),
            datetime(2026, 4, 5, 1, 30),
            datetime(2026, 10, 4, 2),
            datetime(2011, 12, 30),
        ]
    ),
    st.timedeltas(timedelta(hours=-3), timedelta(hours=30)),
).map(lambda pair: pair[0] + pair[1])


@given(local_times | near_changes, zones)
def test_an_instant_reads_as_the_local_time_it_was_made_from_unless_that_never_was(
    local: datetime, zone: ZoneInfo
) -> None:
    instant = at_local(local, zone)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    assert shown >= local
    if shown != local:
        # It was in a gap: the offset changes exactly there, and an instant earlier reads earlier.
        earlier = (instant - timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None)
        assert earlier < local


@given(local_times | near_changes, local_times | near_changes, zones)
def test_later_on_the_clock_is_never_earlier_in_time(
    one: datetime, other: datetime, zone: ZoneInfo
) -> None:
    first, second = sorted((one, other))
    # In a fold the first of the two is meant, and that keeps the order, too.
    assert at_local(first, zone) <= at_local(second, zone)
