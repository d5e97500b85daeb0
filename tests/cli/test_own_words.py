"""A person's own words as an option: kept out of the shell's history, and never lost."""

import pytest

from cli.conftest import Opens
from conftest import Commands
from fakes import FakeClock
from lives import live

STAYS = "Words on the command line stay in your shell's history."
OPTIONS = [
    ("sent --alone", "--note"),
    ("logistics", "--about"),
    ("amend e1", "--note"),
    ("cooldown start 14d --contact Kim", "--why"),
    ("cooldown end", "--reason"),
    ("cooldown shorten 2d", "--reason"),
    ("contact boundary Sam open", "--reason"),
    ("contact forget Sam --yes", "--reason"),
    ("erase", "--reason"),
]


@pytest.fixture
def lived(holdfast: Commands, clock: FakeClock) -> Commands:
    """Sam, with a cool-down and a boundary; Kim, with nothing."""
    live(holdfast, clock)
    holdfast.ok("contact", "boundary", "Sam", "space")
    holdfast.ok("contact", "add", "Kim")
    return holdfast


def told(option: str, words: str) -> str:
    """Return an option's command for the contact it is about."""
    is_about_sam = words.startswith(("sent", "logistics", "cooldown end", "cooldown shorten"))
    return f"{words} --contact Sam {option}" if is_about_sam else f"{words} {option}"


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize(("words", "option"), OPTIONS)
def test_an_option_for_words_given_alone_asks_for_them(
    by_the_clock: Opens, words: str, option: str
) -> None:
    at = by_the_clock(*told(option, words).split())
    at.answer("> ", "They asked for room")
    assert at.end() == 0, at.seen
    assert STAYS not in at.seen


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize(("words", "option"), OPTIONS)
def test_words_on_the_command_line_are_taken_with_a_warning(
    by_the_clock: Opens, words: str, option: str
) -> None:
    at = by_the_clock(*told(option, words).split(), "space")
    assert at.end() == 0, at.seen
    assert f"{STAYS} Next time, type {option} alone" in " ".join(at.seen.split())


def test_a_script_that_gives_no_words_is_told_how(lived: Commands) -> None:
    said = lived("sent", "--alone", "--contact", "Sam", "--note")
    assert said.code == 2
    assert said.err == 'Error: --note needs a text.\nTry: the same command with --note "…"\n'


@pytest.mark.usefixtures("lived")
def test_words_that_were_asked_for_are_given_back_if_the_call_fails(by_the_clock: Opens) -> None:
    at = by_the_clock("sent", "99", "--note")
    at.answer("> ", "We met by chance")
    assert at.end() == 1
    assert "What you typed: We met by chance" in at.seen


def test_heard_asks_for_no_words(lived: Commands) -> None:
    assert lived("heard", "--note", "hello").code == 2
