"""LENGTH, as a person says it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.length import parse_length
from holdfast.errors import NotUnderstood


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("30d", timedelta(days=30)),
        ("72h", timedelta(hours=72)),
        ("2w", timedelta(weeks=2)),
        ("1d12h", timedelta(days=1, hours=12)),
        ("90m", timedelta(minutes=90)),
        (" 30 D ", timedelta(days=30)),
        ("1 day", timedelta(days=1)),
        ("2 weeks and 3 days", timedelta(days=17)),
        ("1h, 30min", timedelta(minutes=90)),
        ("45 minutes", timedelta(minutes=45)),
        ("3 hrs", timedelta(hours=3)),
        ("0d1h", timedelta(hours=1)),
    ],
)
def test_a_length_is_understood(said: str, meant: timedelta) -> None:
    assert parse_length(said) == meant


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("0", "isn't a length"),
        ("0d", "no time at all"),
        ("-3d", "less than nothing"),
        ("\N{MINUS SIGN}3d", "less than nothing"),
        ("1 month", "Say days"),
        ("2 years", "Say days"),
        ("1mo", "Say days"),
        ("1y", "Say days"),
        ("", "isn't a length"),
        ("soon", "isn't a length"),
        ("30", "isn't a length"),
        ("1.5h", "isn't a length"),
        ("3d tomorrow", "isn't a length"),
        ("12345678d", "isn't a length"),
        ("5s", "isn't a length"),
        ("9999999w" * 20, "twice"),
    ],
)
def test_what_is_no_length_is_said_with_examples(said: str, sentence: str) -> None:
    with pytest.raises(NotUnderstood, match=sentence) as refusal:
        parse_length(said)
    assert "30d" in refusal.value.message


@given(st.integers(0, 999), st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_its_parts_add_up(weeks: int, days: int, hours: int, minutes: int) -> None:
    meant = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    assert parse_length(f"{weeks}w{days}d{hours}h{minutes}m") == meant


@given(st.text())
def test_anything_else_is_a_sentence_and_not_a_crash(said: str) -> None:
    with suppress(NotUnderstood):
        assert parse_length(said) > timedelta()
