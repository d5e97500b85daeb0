"""`holdfast rate` without a number: asked for at a terminal, and never guessed."""

import json

import pytest

from cli.conftest import CTRL_C, CTRL_D, ENTER, Opens
from conftest import Commands

NOW = "How strong is it now, 0 to 10? "


def ratings(holdfast: Commands) -> list[int]:
    found = holdfast.ok("show", "1", "--json").json["urge"]["ratings"]
    return [rating["intensity"] for rating in found]


@pytest.fixture
def logged(holdfast: Commands) -> Commands:
    holdfast.ok("log", "--intensity", "8", typed="I miss you")
    return holdfast


def test_at_a_terminal_it_asks_how_strong_it_is_now(logged: Commands, by_the_clock: Opens) -> None:
    rate = by_the_clock("rate")
    rate.answer(NOW, "5")
    assert rate.end() == 0
    assert "Noted for urge 1: 8 → 5.\nTo let it go: holdfast let-go 1\n" in rate.seen
    assert ratings(logged) == [5]


def test_it_asks_again_until_it_is_a_strength(logged: Commands, by_the_clock: Opens) -> None:
    rate = by_the_clock("rate")
    rate.answer(NOW, "eleven")
    assert "“eleven” isn't a strength" in rate.answer(NOW, "11")
    assert "11 isn't on the scale" in rate.answer(NOW, "")
    rate.answer(NOW, "0")
    assert rate.end() == 0
    assert ratings(logged) == [0]


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
def test_ctrl_c_and_ctrl_d_rate_nothing(logged: Commands, by_the_clock: Opens, key: str) -> None:
    rate = by_the_clock("rate")
    rate.until(NOW)
    rate.type(key)
    assert rate.end() == 130
    assert "Traceback" not in rate.seen
    assert ratings(logged) == []


def test_with_json_it_asks_at_the_terminal_and_answers_with_one_document(
    logged: Commands, by_the_clock: Opens
) -> None:
    rate = by_the_clock("rate", "--json")
    rate.until(NOW)
    rate.type("5" + ENTER)
    rate.until("5\r\n")
    assert rate.end() == 0
    said = rate.seen.partition("{")
    assert json.loads("".join(said[1:]))["urge"]["ratings"][0]["intensity"] == 5
    assert ratings(logged) == [5]


def test_without_a_terminal_the_number_has_to_be_said(logged: Commands) -> None:
    said = logged("rate", typed="5\n")
    assert (said.code, said.out) == (2, "")
    assert said.err == "Error: Say how strong it is now, 0 to 10.\nTry: holdfast rate 5\n"
    assert ratings(logged) == []
