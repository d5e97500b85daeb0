"""What a person types for a moment, where they are."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.clock.when import FIRST_MOMENT, parse_past, parse_when
from holdfast.errors import NotUnderstood

BERLIN = ZoneInfo("Europe/Berlin")
# A Friday, 22:30 in Berlin.
NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
when = partial(parse_when, now=NOW, zone=BERLIN)
past = partial(parse_past, now=NOW, zone=BERLIN)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "in_berlin"),
    [
        # Just now, and some time ago.
        ("now", "2026-11-20 22:30"),
        ("just now", "2026-11-20 22:30"),
        ("right now", "2026-11-20 22:30"),
        ("a moment ago", "2026-11-20 22:30"),
        ("30 seconds ago", "2026-11-20 22:29:30"),
        ("20m ago", "2026-11-20 22:10"),
        ("20 min ago", "2026-11-20 22:10"),
        ("twenty minutes ago", "2026-11-20 22:10"),
        ("an hour ago", "2026-11-20 21:30"),
        ("Half an hour ago", "2026-11-20 22:00"),
        ("two hours ago", "2026-11-20 20:30"),
        ("an hour and a half ago", "2026-11-20 21:00"),
        ("1.5h ago", "2026-11-20 21:00"),
        ("1d12h ago", "2026-11-19 10:30"),
        ("3 days ago", "2026-11-17 22:30"),
        ("a week ago", "2026-11-13 22:30"),
        # A clock time: the latest one that has been.
        ("22:15", "2026-11-20 22:15"),
        ("22.15", "2026-11-20 22:15"),
        ("22h15", "2026-11-20 22:15"),
        ("22:15h", "2026-11-20 22:15"),
        ("22:15:30", "2026-11-20 22:15:30"),
        ("22:30", "2026-11-20 22:30"),
        ("23:00", "2026-11-19 23:00"),
        ("9:30", "2026-11-20 09:30"),
        ("9pm", "2026-11-20 21:00"),
        ("9 pm", "2026-11-20 21:00"),
        ("at 9pm", "2026-11-20 21:00"),
        ("around 9pm", "2026-11-20 21:00"),
        ("nine pm", "2026-11-20 21:00"),
        ("9:30pm", "2026-11-20 21:30"),
        ("9.40 p.m.", "2026-11-20 21:40"),
        ("11 PM", "2026-11-19 23:00"),
        ("12am", "2026-11-20 00:00"),
        ("12pm", "2026-11-20 12:00"),
        ("noon", "2026-11-20 12:00"),
        ("midday", "2026-11-20 12:00"),
        ("midnight", "2026-11-20 00:00"),
        # A part of the day; before its usual hour, now.
        ("this morning", "2026-11-20 08:00"),
        ("this afternoon", "2026-11-20 15:00"),
        ("this evening", "2026-11-20 20:00"),
        ("tonight", "2026-11-20 21:00"),
        ("last night", "2026-11-19 23:00"),
        ("the evening", "2026-11-20 20:00"),
        ("this night", "2026-11-20 22:30"),
        ("yesterday morning", "2026-11-19 08:00"),
        ("yesterday evening", "2026-11-19 20:00"),
        ("last evening", "2026-11-19 20:00"),
        # A part of the day says which half of it a clock time is in.
        ("this morning at 7", "2026-11-20 07:00"),
        ("tonight at 10", "2026-11-20 22:00"),
        ("9 in the evening", "2026-11-20 21:00"),
        ("10 o'clock in the morning", "2026-11-20 10:00"),
        ("11 at night", "2026-11-19 23:00"),
        ("2 at night", "2026-11-20 02:00"),
        ("half past nine in the evening", "2026-11-20 21:30"),
        ("yesterday evening at quarter to 10", "2026-11-19 21:45"),
        ("yesterday afternoon 3:30", "2026-11-19 15:30"),
        ("last night 23:10", "2026-11-19 23:10"),
        ("last night at 11:30", "2026-11-19 23:30"),
        ("last night at 1am", "2026-11-20 01:00"),
        ("last night at 12", "2026-11-20 00:00"),
        ("last night at midnight", "2026-11-20 00:00"),
        ("last night 00:30", "2026-11-20 00:30"),
        # A day.
        ("today", "2026-11-20 00:00"),
        ("today 08:00", "2026-11-20 08:00"),
        ("today at noon", "2026-11-20 12:00"),
        ("Yesterday", "2026-11-19 00:00"),
        ("yesterday 9pm", "2026-11-19 21:00"),
        ("yesterday at 22:15", "2026-11-19 22:15"),
        ("9pm yesterday", "2026-11-19 21:00"),
        ("the day before yesterday at noon", "2026-11-18 12:00"),
        ("3 days ago at 9pm", "2026-11-17 21:00"),
        ("two days ago in the evening", "2026-11-18 20:00"),
        ("a week ago 22:15", "2026-11-13 22:15"),
        # A day of the week: the latest that has been.
        ("friday", "2026-11-20 00:00"),
        ("friday 22:00", "2026-11-20 22:00"),
        ("friday 23:00", "2026-11-13 23:00"),
        ("fri 10pm", "2026-11-20 22:00"),
        ("10pm on friday", "2026-11-20 22:00"),
        ("on Thursday at 9 in the evening", "2026-11-19 21:00"),
        ("friday evening", "2026-11-20 20:00"),
        ("monday night", "2026-11-16 23:00"),
        ("saturday night at 1", "2026-11-15 01:00"),
        ("tues 08:00", "2026-11-17 08:00"),
        ("last friday", "2026-11-13 00:00"),
        ("last thursday 21:00", "2026-11-19 21:00"),
        ("monday last week at 9pm", "2026-11-09 21:00"),
        # A date; without a year, the latest that has been.
        ("2026-11-18", "2026-11-18 00:00"),
        ("2026-11-18 18:00", "2026-11-18 18:00"),
        ("2026-11-18 6pm", "2026-11-18 18:00"),
        ("2026-11-18T18:00:00.5", "2026-11-18 18:00:00.500000"),
        ("2026-11-18T18:00:00Z", "2026-11-18 19:00"),
        ("2026-11-18 18:00+09:00", "2026-11-18 10:00"),
        ("18 nov 18:00", "2026-11-18 18:00"),
        ("nov 18 18:00", "2026-11-18 18:00"),
        ("24 dec 18:00", "2025-12-24 18:00"),
        ("dec 24", "2025-12-24 00:00"),
        ("24th of December, 2025 at 6pm", "2025-12-24 18:00"),
        ("Sept. 3rd in the evening", "2026-09-03 20:00"),
        ("Thu 19 Nov, 19:31", "2026-11-19 19:31"),  # as Holdfast prints it
        ("Wed 19 Nov 2025, 19:31", "2025-11-19 19:31"),
        ("18.11.2026 18:00", "2026-11-18 18:00"),
        ("18.11. 18:00", "2026-11-18 18:00"),
        ("24.12", "2025-12-24 00:00"),
        ("12/24/2025 6pm", "2025-12-24 18:00"),
        ("24/12/2025", "2025-12-24 00:00"),
        ("11/11", "2026-11-11 00:00"),
        ("29 feb", "2024-02-29 00:00"),
    ],
)
def test_a_typed_moment_is_understood(typed: str, in_berlin: str) -> None:
    assert past(typed) == berlin(in_berlin)


@pytest.mark.parametrize(
    ("typed", "at", "in_berlin"),
    [
        ("this morning", "2026-11-20 07:10", "2026-11-20 07:10"),
        ("this evening", "2026-11-20 18:30", "2026-11-20 18:30"),
        ("friday evening", "2026-11-20 18:30", "2026-11-20 18:30"),
        ("friday evening", "2026-11-20 12:00", "2026-11-13 20:00"),
        ("evening", "2026-11-20 12:00", "2026-11-19 20:00"),
        # After midnight, somebody who is still awake means the evening before.
        ("tonight", "2026-11-21 01:30", "2026-11-20 21:00"),
        ("this evening at 9", "2026-11-21 01:30", "2026-11-20 21:00"),
        ("tonight at 1", "2026-11-21 01:30", "2026-11-21 01:00"),
        ("last night", "2026-11-21 01:30", "2026-11-20 23:00"),
        ("yesterday 22:15", "2026-11-21 01:30", "2026-11-20 22:15"),
        ("9pm", "2026-11-21 01:30", "2026-11-20 21:00"),
        ("midnight", "2026-11-21 00:00", "2026-11-21 00:00"),
        # The repeated hour: the first one. The skipped hour: its end.
        ("2:30", "2026-10-25 12:00", "2026-10-25 02:30"),
        ("last night at 2:30", "2026-03-29 12:00", "2026-03-29 03:00"),
        ("sunday 02:30", "2026-03-30 12:00", "2026-03-29 03:00"),
    ],
)
def test_a_phrase_means_the_latest_moment_that_has_been(
    typed: str, at: str, in_berlin: str
) -> None:
    assert parse_past(typed, now=berlin(at), zone=BERLIN) == berlin(in_berlin)


EXAMPLES = 'Try "20m ago", "9pm" or "yesterday 22:15".'


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("9", 'Try "9am" or "9pm".'),
        ("at 9", 'Try "at 9am" or "at 9pm".'),
        ("9 o'clock", 'Try "9am" or "9pm".'),
        ("yesterday 9", 'Try "yesterday 9am" or "yesterday 9pm".'),
        ("half past nine", 'Try "half past 9 in the morning" or "half past 9 in the evening".'),
        ("22", 'Try "22:00".'),
        ("22h", 'Try "22h ago" or "22:00".'),
        ("13pm", 'Try "13:00".'),
        ("2215", 'Try "22:15".'),
        ("2h", 'Try "2h ago", "2am" or "2pm".'),
        ("20 min", 'Try "20 min ago".'),
        ("-20m", 'Try "20m ago".'),
        ("-5m ago", 'Try "5m ago".'),
        ("a few minutes ago", 'Try "3 minutes ago".'),
        ("1 month ago", 'Try "30 days ago".'),
        ("last month", 'Try "30 days ago".'),
        ("last week", 'Try "7 days ago".'),
        ("10/11", 'Try "2026-11-10" or "2026-10-11".'),
        ("10/11 18:00", 'Try "2026-11-10 18:00" or "2026-10-11 18:00".'),
        ("24.12.25", 'Try "24.12.2025".'),
        ("Thu 20 Nov", 'Try "20 nov".'),
        ("midnight yesterday", 'Try "yesterday 00:00" or "yesterday night at 00:00".'),
        ("in the middle of the night", 'Try "night".'),
        ("friday midnight", 'Try "friday 00:00" or "friday night at 00:00".'),
        ("this friday", 'Try "friday".'),
        ("late last night", 'Try "last night".'),
        ("this morning at 9pm", EXAMPLES),
        ("yesterdy 22:15", 'Try "yesterday 22:15".'),
        ("firday 10pm", 'Try "friday 10pm".'),
        ("tonite", 'Try "tonight".'),
        *(
            (typed, EXAMPLES)
            for typed in (
                *("", "soon", "this", "ago", "earlier", "25:00", "24:00", "0am", "0m ago"),
                *("2026-13-01", "2026-02-30 10:00", "30/2", "13/13", "0/5", "0001-01-01x"),
                *("9999-12-31T23:59:59-12:00", "999999w ago", "9pm" * 100),
            )
        ),
    ],
)
def test_a_moment_that_is_not_clear_is_refused_with_the_nearest_form(
    typed: str, nearest: str
) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        past(typed)
    assert refusal.value.message == f'I can\'t read the time "{typed}". {nearest}'


def test_a_moment_before_1970_is_refused_as_too_early() -> None:
    assert when("1970-01-02") > FIRST_MOMENT
    with pytest.raises(NotUnderstood, match="before 1970"):
        when("1969-12-31 12:00")


@pytest.mark.parametrize(
    ("typed", "in_berlin"),
    [
        ("2026-11-20 22:31", "2026-11-20 22:31"),
        ("today 23:00", "2026-11-20 23:00"),
        ("tomorrow", "2026-11-21 00:00"),
        ("tomorrow evening", "2026-11-21 20:00"),
        ("in two hours", "2026-11-21 00:30"),
        ("next friday", "2026-11-27 00:00"),
        ("Wed 30 Dec, 19:31", "2026-12-30 19:31"),
    ],
)
def test_a_moment_still_to_come_is_refused_where_a_past_one_is_needed(
    typed: str, in_berlin: str
) -> None:
    assert when(typed) == berlin(in_berlin)
    with pytest.raises(NotUnderstood, match="still to come"):
        past(typed)


zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]
).map(ZoneInfo)
moments = st.datetimes(datetime(1971, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(
    st.sampled_from(
        ["9pm", "00:30", "2:30", "noon", "midnight", "evening", "morning", "sun 02:30", "friday",
         "monday night", "last sunday", "last night", "yesterday 23:59", "last night at 1"]
    ),
    moments,
    zones,
)  # fmt: skip
def test_a_phrase_without_a_date_means_a_moment_of_the_last_eight_days(
    typed: str, now: datetime, zone: ZoneInfo
) -> None:
    if typed == "last night at 1" and now.astimezone(zone).hour < 1:
        return  # it is still to come
    assert now - timedelta(days=8) < parse_past(typed, now=now, zone=zone) <= now


words = st.sampled_from(
    ["9", "22:15", "9pm", "10/11", "24.12.", "half past", "midnight", "noon", "yesterday", "friday",
     "last", "this", "next", "night", "morning", "tonight", "ago", "two", "days", "24", "dec", "2h",
     "at", "in", "the", "now", "2026-11-18", "frday", "-", "month", "week", "2215"]
)  # fmt: skip
phrases = st.lists(words, min_size=1, max_size=5).map(" ".join)


@given(phrases, moments, zones)
def test_a_phrase_that_a_refusal_names_is_understood(
    typed: str, now: datetime, zone: ZoneInfo
) -> None:
    try:
        assert parse_when(typed, now=now, zone=zone) >= FIRST_MOMENT
    except NotUnderstood as refusal:
        _, _, tries = refusal.message.rpartition("Try ")
        for tried in tries.split('"')[1::2]:
            assert FIRST_MOMENT <= parse_past(tried, now=now, zone=zone) <= now


@pytest.mark.slow  # text of any kind takes long to make up
@given(st.text())
def test_any_text_is_a_moment_or_is_refused(typed: str) -> None:
    with suppress(NotUnderstood):
        assert when(typed) >= FIRST_MOMENT
