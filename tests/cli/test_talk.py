"""People to talk to: who it names, what it asks, and that nothing keeps it from answering."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import CTRL_D, ENTER, Opens
from conftest import Commands
from fakes import EVENING, FakeClock
from holdfast.app import content
from holdfast.cli import talk as command
from holdfast.talk.model import Topic, countries, help_in
from holdfast.talk.words import ABOUT, help_lines

DATA = content("helplines.toml")
TODAY = date(2026, 12, 2)
TOPICS: tuple[Topic, ...] = ("crisis", "abuse", "own-behaviour")
EVERYWHERE = [(code, topic) for code in countries(DATA) for topic in TOPICS]


@pytest.mark.parametrize("line", DATA["line"], ids=lambda line: f"{line['country']} {line['name']}")
def test_each_help_line_has_its_number_its_page_and_the_day_it_was_read(
    line: dict[str, Any],
) -> None:
    assert re.fullmatch(r"[0-9][0-9 -]+", line["number"])
    assert re.match(r"https?://\S+$", line["source"])
    assert date(2026, 12, 1) <= line["checked_on"]
    assert set(line["topics"]) <= set(TOPICS)
    assert line["country"] in countries(DATA)


@pytest.mark.parametrize(("code", "topic"), EVERYWHERE)
def test_every_country_names_its_emergency_number_first_and_one_to_three_lines(
    code: str, topic: Topic
) -> None:
    found = help_in(DATA, code, topic, TODAY)
    assert found
    assert 1 <= len(found.lines) <= 3
    first, *rest = help_lines(found)
    assert first == f"In danger: {found.emergency}"
    assert ("no line" in rest[0]) == found.instead
    assert rest[-1] == "Read on Tue 1 Dec 2026; numbers change. Calls may show on a bill."


def test_a_topic_without_a_line_shows_the_crisis_line_instead() -> None:
    found, crisis = help_in(DATA, "ES", "abuse", TODAY), help_in(DATA, "ES", "crisis", TODAY)
    assert found
    assert crisis
    assert (found.instead, found.lines) == (True, crisis.lines)


@pytest.mark.parametrize(("days", "is_old"), [(365, False), (366, True)])
def test_numbers_that_were_read_more_than_a_year_ago_are_called_old(
    days: int, *, is_old: bool
) -> None:
    found = help_in(DATA, "DE", "crisis", date(2026, 12, 1) + timedelta(days=days))
    assert found
    assert found.is_old == is_old
    assert ("more than a year ago" in "".join(help_lines(found))) == is_old


def test_the_country_is_asked_once_and_saved(by_the_clock: Opens, holdfast: Commands) -> None:
    at = by_the_clock("talk")
    at.answer("Two letters: ", "Germany")
    at.answer("Two letters: ", "xx")
    at.answer("Two letters: ", "uk")
    assert at.end() == 0
    assert "There are no help lines for XX here." in " ".join(at.seen.split())
    assert "In danger: 999\nSamaritans: call 116 123 (free)\n" in at.seen
    assert holdfast.ok("config", "get", "person.country").out == "GB\n"
    again = by_the_clock("talk", "abuse")
    assert again.end() == 0
    assert "0808 2000 247" in again.seen


def test_a_script_is_told_how_to_say_the_country(holdfast: Commands) -> None:
    said = holdfast("talk")
    assert said.code == 2
    assert said.err == (
        "Error: Holdfast doesn't know which country you are in.\n"
        "Try: holdfast config set person.country DE\n"
    )


def test_no_country_at_the_question_ends_with_the_way_out(by_the_clock: Opens) -> None:
    at = by_the_clock("talk")
    at.until("Two letters: ")
    at.type(CTRL_D)
    assert at.end() == 2
    assert "holdfast config set person.country DE" in at.seen


def test_a_country_that_is_not_there_says_which_are(holdfast: Commands) -> None:
    holdfast.ok("config", "set", "person.country", "JP")
    said = holdfast("talk")
    assert said.code == 2
    assert "There are no help lines for JP here. In danger, call the emergency number" in said.err
    assert "AT, AU, CA, CH, DE, ES, FR, GB, IE, NZ, US" in said.err


def test_another_country_is_shown_for_this_time_only(holdfast: Commands) -> None:
    holdfast.ok("config", "set", "person.country", "de")
    assert "142" in holdfast.ok("talk", "--country", "AT").out
    assert "0800 111 0 111" in holdfast.ok("talk").out
    assert holdfast("talk", "--country", "Austria").code == 2


def test_each_topic_names_the_others(holdfast: Commands) -> None:
    for topic in TOPICS:
        said = holdfast.ok("talk", topic, "--country", "US").out
        named = re.findall(r"holdfast talk (\S+)", said)
        assert set(named) == set(TOPICS) - {topic}


def test_json_has_the_pages_the_numbers_were_read_in(holdfast: Commands) -> None:
    found = holdfast.ok("talk", "--country", "NZ", "--json").json
    assert (found["country"], found["emergency"]) == ("New Zealand", "111")
    assert found["lines"][0]["number"] == "1737"
    assert found["lines"][0]["source"].startswith("http")


@pytest.mark.parametrize("broken", ["", "country = 3", "[[country]]\nname = 'x'", "= ="])
def test_a_broken_list_still_names_the_emergency_numbers(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    import tomllib

    monkeypatch.setattr(command, "content", lambda _: tomllib.loads(broken))
    said = holdfast("talk", "--country", "DE")
    assert said.code == 1
    assert "call your emergency number: 112 in Europe" in said.err
    assert "Traceback" not in said.err


def test_nothing_is_logged_or_saved(holdfast: Commands) -> None:
    holdfast.ok("talk", "abuse", "--country", "US")
    assert not holdfast.app.folders.home.exists()


def test_a_damaged_ledger_does_not_keep_anybody_from_it(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.app.folders.database.write_bytes(b"no database")
    assert "911" in holdfast.ok("talk", "--country", "US").out


def test_a_country_that_can_not_be_saved_is_no_reason_to_show_nothing(
    by_the_clock: Opens, holdfast: Commands
) -> None:
    config = holdfast.app.folders.config
    config.mkdir(parents=True)
    at = by_the_clock("talk")
    at.answer("Two letters: ", "us" + ENTER)
    at.end()
    assert "988" in at.seen


def test_it_is_named_in_the_help_and_found_by_near_words(holdfast: Commands) -> None:
    for words in (("--help",), ("help",)):
        assert "People to talk to, day or night: holdfast talk\n" in holdfast.ok(*words).out
    for word in ("helpline", "hotline", "crisis"):
        assert holdfast(word).err.endswith("Try: holdfast talk\n")


def test_the_topics_are_explained_in_the_help(holdfast: Commands) -> None:
    said = " ".join(holdfast.ok("talk", "--help").out.split())
    for topic, about in ABOUT.items():
        assert f"{topic}: {about}" in said


def test_the_numbers_are_old_by_the_persons_own_clock(holdfast: Commands, clock: FakeClock) -> None:
    clock.forward_to(EVENING + timedelta(days=400))
    assert "more than a year ago" in holdfast.ok("talk", "--country", "DE").out


def test_the_page_of_settings_has_the_country() -> None:
    example = Path(__file__).parents[2] / "config.example.toml"
    assert 'country = ""' in example.read_text(encoding="utf-8")
