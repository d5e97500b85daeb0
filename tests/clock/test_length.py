"""What a person types for a length."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.clock.length import parse_length
from holdfast.errors import NotUnderstood


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("30d", 720),
        ("72h", 72),
        ("2w", 336),
        ("1d12h", 36),
        ("90m", 1.5),
        (" 30 D ", 720),
        ("1 day", 24),
        ("2 days", 48),
        ("10 days", 240),
        ("2 weeks and 3 days", 408),
        ("1h, 30min", 1.5),
        ("1h30", 1.5),
        ("1 h 30", 1.5),
        ("1h 30m", 1.5),
        ("45 minutes", 0.75),
        ("90 minutes", 1.5),
        ("3 hrs", 3),
        ("0d1h", 1),
        ("3w2d5h7m", 557 + 7 / 60),
        ("90 seconds", 0.025),
        # In words.
        ("a week", 168),
        ("an hour", 1),
        ("two weeks", 336),
        ("Twenty-one days", 504),
        ("forty five minutes", 0.75),
        ("a couple of days", 48),
        ("a fortnight", 336),
        ("two-week", 336),
        # In parts.
        ("1.5h", 1.5),
        ("1,5 h", 1.5),
        ("½ hour", 0.5),
        ("2½ weeks", 420),
        ("half an hour", 0.5),
        ("a half hour", 0.5),
        ("half a day", 12),
        ("an hour and a half", 1.5),
        ("one and a half hours", 1.5),
        ("2 days and a half", 60),
        ("a quarter of an hour", 0.25),
        ("three quarters of an hour", 0.75),
        ("1.33h", 1.33),
    ],
)
def test_a_typed_length_is_understood(typed: str, hours: float) -> None:
    assert parse_length(typed) == timedelta(seconds=round(hours * 3600))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        # The nearest form.
        ("30", 'I can\'t read the length "30". Try "30 days" or "30 minutes".'),
        ("1:30", 'I can\'t read the length "1:30". Try "1h 30m".'),
        ("a few days", 'I can\'t read the length "a few days". Try "3 days".'),
        ("2 wekes", 'I can\'t read the length "2 wekes". Try "2 weeks".'),
        ("for 3 days", 'I can\'t read the length "for 3 days". Try "3 days".'),
        ("fortnight", 'I can\'t read the length "fortnight". Try "a fortnight".'),
        ("3d tomorrow", 'I can\'t read the length "3d tomorrow". Try "3d".'),
        ("1 month", 'Months and years differ in length. Try "30 days".'),
        ("a month", 'Months and years differ in length. Try "30 days".'),
        ("three months", 'Months and years differ in length. Try "90 days".'),
        ("3M", 'Months and years differ in length. Try "90 days".'),
        ("1mo", 'Months and years differ in length. Try "30 days".'),
        ("1y", 'Months and years differ in length. Try "365 days".'),
        ("half a year", 'Months and years differ in length. Try "182 days".'),
        # Examples, if no form is near.
        *(
            (typed, f'I can\'t read the length "{typed}". Try "14d", "two weeks"')
            for typed in (
                *("", "0", "soon", "forever", "month", "m", "1h 2h", "2,000 days", "2.000 days"),
                *("12345678d", "9999999w" * 20, "1.5 years"),
            )
        ),
        ("0d", 'The length has to be more than zero. Try "14d"'),
        ("-3d", 'The length has to be more than zero. Try "14d"'),
        ("\N{MINUS SIGN}3d", 'The length has to be more than zero. Try "14d"'),
        ("5s", 'The length has to be at least a minute. Try "14d"'),
    ],
)
def test_a_length_that_is_not_understood_is_refused_with_the_nearest_form(
    typed: str, sentence: str
) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_length(typed)
    assert refusal.value.message.startswith(sentence)


words = st.sampled_from(
    ["a", "an", "half", "and", "two", "twenty", "3", "1.5", "½", ",", "month", "weeks", "day", "h",
     "30", "m", "quarter", "of", "few", "couple", "-", "minutes", "year"]
)  # fmt: skip
phrases = st.lists(words, min_size=1, max_size=6).map(" ".join)


@given(phrases)
def test_any_phrase_about_a_length_is_a_minute_or_more_or_is_refused(typed: str) -> None:
    with suppress(NotUnderstood):
        assert parse_length(typed) >= timedelta(minutes=1)


@given(phrases)
def test_a_length_that_a_refusal_names_is_understood(typed: str) -> None:
    try:
        parse_length(typed)
    except NotUnderstood as refusal:
        _, _, tries = refusal.message.rpartition("Try ")
        for tried in tries.split('"')[1::2]:
            assert parse_length(tried)


@pytest.mark.slow  # text of any kind takes long to make up
@given(st.text())
def test_any_text_is_a_length_or_is_refused(typed: str) -> None:
    with suppress(NotUnderstood):
        assert parse_length(typed) > timedelta()
