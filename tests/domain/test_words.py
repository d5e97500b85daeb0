"""Names, strengths, channels and triggers, as they are kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.contact import LONGEST_NAME, clean_name, name_key
from holdfast.domain.urge import (
    LONGEST_WORD,
    check_intensity,
    clean_triggers,
    clean_word,
    parse_intensity,
)
from holdfast.errors import NotUnderstood


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (" Sam ", "Sam"),
        ("שרה", "שרה"),
        ("👩‍🦰", "👩‍🦰"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("a" * 80, "a" * 80),
    ],
)
def test_a_name_is_kept_as_it_was_said(said: str, kept: str) -> None:
    assert clean_name(said) == kept


@pytest.mark.parametrize(
    "said",
    ["", "  ", "a" * (LONGEST_NAME + 1), "Sam\nEx", "Sam\x1b[2J", "S\x00am", "S\u2028am", "\udcff"],
    ids=ascii,
)
def test_a_name_is_one_short_line_without_control_characters(said: str) -> None:
    with pytest.raises(NotUnderstood):
        clean_name(said)


def test_case_and_composition_do_not_tell_people_apart() -> None:
    assert name_key("ZOË") == name_key(unicodedata.normalize("NFD", " zoë "))
    assert name_key("STRASSE") == name_key("straße")
    assert name_key("Sam") != name_key("Samira")


@pytest.mark.parametrize(("said", "strength"), [("0", 0), ("10", 10), (" 7 ", 7), ("007", 7)])
def test_a_strength_is_understood(said: str, strength: int) -> None:
    assert parse_intensity(said) == strength


@pytest.mark.parametrize(
    "said", ["11", "-1", "very", "", "7.5", "8/10", "--1", "１", "9" * 5000, "-"]
)
def test_what_is_no_strength_is_said_with_the_scale(said: str) -> None:
    with pytest.raises(NotUnderstood, match="0 to 10"):
        parse_intensity(said)


@given(st.integers())
def test_only_the_scale_is_on_the_scale(strength: int) -> None:
    if 0 <= strength <= 10:
        assert check_intensity(strength) == strength
        return
    with pytest.raises(NotUnderstood):
        check_intensity(strength)


def test_a_strength_that_was_not_said_stays_so() -> None:
    assert check_intensity(None) is None


def test_words_that_are_counted_are_lower_case_and_each_once() -> None:
    assert clean_word("  Late   Night ", "--trigger") == "late night"
    assert clean_triggers(("Song", "photo", " song ")) == ("song", "photo")


@pytest.mark.parametrize("said", ["", "   ", "x" * (LONGEST_WORD + 1)])
def test_a_word_that_can_not_be_kept_names_its_option(said: str) -> None:
    with pytest.raises(NotUnderstood, match="--channel"):
        clean_word(said, "--channel")
