"""The words of the nudges: short, plain, discreet, and none where it would do harm."""

import re
from itertools import product
from pathlib import Path

import pyphen  # type: ignore[import-untyped] # it ships no types
import pytest

from every_command import all_commands
from holdfast.app import content
from holdfast.nudging.model import NudgeText

TEXTS = [NudgeText(**text) for text in content("nudges.toml")["nudge"]]
BY_ID = {text.id: text for text in TEXTS}
EVIDENCE = Path(__file__).parents[2] / "docs" / "evidence.md"
MOST_WORDS, HIGHEST_GRADE = 20, 8
UNDER = {
    "open": {"open"},
    "space": {"space"},
    "stop": {"stop", "their-no"},
    "order": {"order", "their-no"},
    "mine": {"open", "mine"},
    "mine and stop": {"stop", "their-no", "mine"},
}
# Only these are left out somewhere. A night, a cool-down, a reason and a draft are there.
SHOWN_UNDER = {
    "patience-their-no": {"stop", "order"},
    "patience-space": {"open", "space"},
    "patience-morning": {"open", "space"},
    "patience-night": {"open", "space"},
    "patience-what-they-said": {"open", "space", "stop", "order"},
}

every_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.id)


@every_text
def test_a_text_has_at_most_20_words(text: NudgeText) -> None:
    for body in filter(None, (text.body, text.named)):
        assert len(re.findall(r"[\w']+", body)) <= MOST_WORDS


@every_text
def test_a_text_names_nobody_and_quotes_nothing_by_default(text: NudgeText) -> None:
    assert not re.search(r'[{}"“”«»]', text.title + text.body)


@every_text
def test_no_check_in_gives_a_number_as_an_example(text: NudgeText) -> None:
    assert not re.search(r"holdfast \w+ \d", text.body)


@every_text
def test_every_command_of_a_text_exists(text: NudgeText) -> None:
    commands = {name for name, _ in all_commands()}
    for named in re.findall(r"holdfast ((?:[a-z-]+ ?)+)", text.body):
        words = named.split()
        assert words[0] in commands or " ".join(words[:2]) in commands


@every_text
def test_a_text_rests_on_a_part_of_the_evidence_or_on_our_choice(text: NudgeText) -> None:
    part = text.rests_on.partition(":")[0]
    headings = re.findall(r"^\*\*(.+?)\*\*", EVIDENCE.read_text(encoding="utf-8"), re.MULTILINE)
    known = {heading.casefold() for heading in headings}
    assert part in known | {"our choice"} or text.kind == "test"


@pytest.mark.parametrize(
    "text", [one for one in TEXTS if one.kind == "patience"], ids=lambda text: text.id
)
def test_a_word_of_patience_is_shown_only_under_its_boundaries(text: NudgeText) -> None:
    true = {"cool-down", "reason", "draft", "message", "at-least-8", "below-7"}
    shown = {
        name
        for name, tags in UNDER.items()
        if any(text.fits(true | tags | hour) for hour in ({"night"}, set()))
    }
    assert shown == SHOWN_UNDER.get(text.id, set(UNDER))


@pytest.mark.parametrize("kind", ["message", "lookup"])
def test_whatever_is_true_there_are_several_words_of_patience(kind: str) -> None:
    others = ("night", "draft", "below-7", "at-least-8", "cool-down", "reason")
    for under, chosen in product(UNDER.values(), product((False, True), repeat=len(others))):
        tags = {kind} | under | {tag for tag, true in zip(others, chosen, strict=True) if true}
        fitting = [text for text in TEXTS if text.kind == "patience" and text.fits(tags)]
        assert len(fitting) >= 3, tags


def test_an_urge_to_look_gets_no_words_about_a_message() -> None:
    for text in TEXTS:
        if text.kind == "patience" and text.fits({"lookup", "open", "reason", "cool-down"}):
            assert "message here" not in text.body
            assert "It's saved" not in text.body


def test_people_to_talk_to_are_named_at_night_and_when_it_is_strong() -> None:
    talk = BY_ID["patience-talk"]
    assert talk.fits({"night"})
    assert talk.fits({"at-least-8"})
    assert not talk.fits({"below-7"})


def test_a_text_of_the_day_comes_by_day_and_only_when_it_is_not_strong() -> None:
    reflect = BY_ID["patience-reflect"]
    assert reflect.fits({"below-7"})
    assert not reflect.fits({"below-7", "night"})
    assert not reflect.fits(set())


def test_all_bodies_together_have_a_reading_grade_of_at_most_8() -> None:
    """By Flesch and Kincaid; a command counts as one word of two syllables."""
    said = " ".join(re.sub(r"holdfast [a-z -]+", "holdfast", text.body) for text in TEXTS)
    words = re.findall(r"[A-Za-z']+", said)
    sentences = len(re.findall(r"[.?…]", said))
    hyphens = pyphen.Pyphen(lang="en_US")
    syllables = sum(len(hyphens.positions(word)) + 1 for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    assert 0 < grade <= HIGHEST_GRADE
