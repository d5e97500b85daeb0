"""`holdfast rate` without a number: it asks at a terminal."""

import json

import pytest

from cli.conftest import CTRL_C, CTRL_D, Opens
from conftest import Commands

NOW = "How strong is it now, 0 to 10? "


def ratings(holdfast: Commands) -> list[int]:
    found = holdfast.ok("show", "1", "--json").json["urge"]["ratings"]
    return [rating["intensity"] for rating in found]


@pytest.fixture
def logged(holdfast: Commands) -> Commands:
    holdfast.ok("log", "--intensity", "8", typed="I miss you")
    return holdfast


def test_rate_asks_until_the_answer_is_a_strength(logged: Commands, by_the_clock: Opens) -> None:
    rate = by_the_clock("rate")
    rate.answer(NOW, "eleven")
    assert "Please give a number from 0 to 10." in rate.answer(NOW, "11")
    assert "Please give a number from 0 to 10." in rate.answer(NOW, "")
    rate.answer(NOW, "0")
    assert rate.end() == 0
    assert "Noted (#1): 8 → 0.\nWhen you're ready: holdfast let-go 1\n" in rate.seen
    assert ratings(logged) == [0]


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
def test_breaking_off_rates_nothing(logged: Commands, by_the_clock: Opens, key: str) -> None:
    rate = by_the_clock("rate")
    rate.until(NOW)
    rate.type(key)
    assert rate.end() == 130
    assert "Traceback" not in rate.seen
    assert ratings(logged) == []


def test_rate_with_json_asks_and_then_prints_one_document(
    logged: Commands, by_the_clock: Opens
) -> None:
    rate = by_the_clock("rate", "--json")
    rate.answer(NOW, "5")
    rate.until("5\r\n")
    assert rate.end() == 0
    document = json.loads("".join(rate.seen.partition("{")[1:]))
    assert document["urge"]["ratings"][0]["intensity"] == 5
    assert ratings(logged) == [5]
