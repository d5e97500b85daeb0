"""The words of a nudge: those that fit, and of them the ones shown longest ago."""

from typing import Any

import pytest

from holdfast.nudging.model import NudgeText, choose_text
from report.examples import MINUTE, NOW

ANY = frozenset[str]()


def text(name: str, kind: str = "patience", only: tuple[str, ...] = ()) -> NudgeText:
    return NudgeText(name, kind, title=name, body="…", rests_on="evidence", only=only)


@pytest.mark.parametrize(
    ("last_shown", "chosen"),
    [
        ({}, "a"),
        ({"a": NOW}, "b"),
        ({"a": NOW, "b": NOW - MINUTE}, "c"),
        ({"a": NOW - 2 * MINUTE, "b": NOW - MINUTE, "c": NOW}, "a"),
        ({"a": NOW, "b": NOW - MINUTE, "c": NOW - 2 * MINUTE}, "c"),
    ],
)
def test_the_words_shown_longest_ago_come_first(last_shown: dict[str, Any], chosen: str) -> None:
    texts = (text("a"), text("b"), text("c"))
    assert choose_text(texts, last_shown, ANY).id == chosen


def test_words_take_turns() -> None:
    texts = [text(name) for name in "abc"]
    last_shown: dict[str, Any] = {}
    said = []
    for turn in range(9):
        chosen = choose_text(texts, last_shown, ANY)
        last_shown[chosen.id] = NOW + turn * MINUTE
        said.append(chosen.id)
    assert "".join(said) == "abcabcabc"


@pytest.mark.parametrize(
    ("tags", "chosen"),
    [
        (set(), "always"),
        ({"night"}, "by night"),
        ({"stop"}, "always"),
        ({"night", "stop"}, "by night, under a no"),
    ],
)
def test_words_fit_where_all_that_they_need_is_true(tags: set[str], chosen: str) -> None:
    texts = (
        text("by night, under a no", only=("night", "stop")),
        text("by night", only=("night",)),
        text("always"),
    )
    assert choose_text(texts, {}, frozenset(tags)).id == chosen
