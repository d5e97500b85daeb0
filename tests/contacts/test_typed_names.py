"""Names of contacts, as they are saved."""

import unicodedata
from collections.abc import Callable

import pytest

from holdfast.contacts.model import LONGEST_NAME, clean_name, name_key
from holdfast.errors import NotUnderstood


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        (" Sam ", "Sam"),
        ("שרה", "שרה"),
        ("👩‍🦰", "👩‍🦰"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("a" * 80, "a" * 80),
    ],
)
def test_a_name_is_saved_as_it_was_typed(typed: str, saved: str) -> None:
    assert clean_name(typed) == saved


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "a" * (LONGEST_NAME + 1), "Sam\nEx", "Sam\x1b[2J", "S\x00am", "S\u2028am", "\udcff"],
    ids=ascii,
)
def test_a_name_is_refused_unless_it_is_one_short_line_without_control_characters(
    typed: str,
) -> None:
    with pytest.raises(NotUnderstood):
        clean_name(typed)


@pytest.mark.parametrize("read", [clean_name, name_key])
def test_a_name_of_millions_of_characters_is_refused_before_it_is_normalized(
    read: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:  # pytest needs it, too
        patch.delattr(unicodedata, "normalize")
        with pytest.raises(NotUnderstood, match="longer than 80"):
            read("\u0301\u0323" * 5_000_000)


def test_names_that_differ_only_in_case_and_composition_are_the_same_persons() -> None:
    assert name_key("ZOË") == name_key(unicodedata.normalize("NFD", " zoë "))
    assert name_key("STRASSE") == name_key("straße")
    assert name_key("Sam") != name_key("Samira")
