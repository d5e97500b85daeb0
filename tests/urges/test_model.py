"""Strengths, channels and triggers, as they are saved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.errors import NotUnderstood
from holdfast.urges.model import (
    LONGEST_WORD,
    check_intensity,
    clean_triggers,
    clean_word,
    parse_intensity,
)


@pytest.mark.parametrize(("typed", "strength"), [("0", 0), ("10", 10), (" 7 ", 7), ("007", 7)])
def test_a_typed_strength_is_understood(typed: str, strength: int) -> None:
    assert parse_intensity(typed) == strength


@pytest.mark.parametrize(
    "typed", ["11", "-1", "very", "", "7.5", "8/10", "--1", "１", "9" * 5000, "-"]
)
def test_a_strength_that_is_not_understood_is_refused_with_the_scale(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="0 to 10"):
        parse_intensity(typed)


@given(st.integers() | st.none())
def test_a_strength_is_unknown_or_from_0_to_10(strength: int | None) -> None:
    if strength is None or 0 <= strength <= 10:
        assert check_intensity(strength) == strength
        return
    with pytest.raises(NotUnderstood):
        check_intensity(strength)


def test_triggers_are_saved_in_lower_case_and_once_each() -> None:
    assert clean_word("  Late   Night ", "--trigger") == "late night"
    assert clean_triggers(("Song", "photo", " song ")) == ("song", "photo")


@pytest.mark.parametrize("typed", ["", "   ", "x" * (LONGEST_WORD + 1)])
def test_an_empty_or_overlong_word_is_refused_with_the_name_of_its_option(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="--channel"):
        clean_word(typed, "--channel")
