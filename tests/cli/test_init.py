"""`holdfast init`: setting up, by questions at a terminal and by options."""

from typing import Any

import pytest

from cli.conftest import CTRL_C, CTRL_D, ENTER, Opens
from conftest import Commands, Processes
from holdfast.ledger.tables import SCHEMA
from ledger.ledger_file import LedgerFile

# Coverage is measured in the child processes, too.
pytestmark = pytest.mark.measured

WHO = "Who do you want to stop writing to? A nickname is fine."
HOW_LONG = 'How long do you want to go without writing? ("none" to decide later)'
WHY = "Why is this good for you, whatever they do?"
STRICT = "If you want to end it early, how long should you have to wait?"
SLEEP = "When do you usually sleep?"
DAEMON = "Turn on reminders now? [Y/n] "


def contacts(holdfast: Commands) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = holdfast.ok("contact", "list", "--json").json
    return found


def settings(holdfast: Commands) -> dict[str, str]:
    found = holdfast.ok("config", "show", "--json").json
    return {one["key"]: one["value"] for one in found}


def test_init_asks_at_a_terminal_and_sets_everything_up(
    terminal: Opens, holdfast: Commands
) -> None:
    init = terminal("init")
    init.until(WHO)
    init.answer("[Ex] ", "Sam")
    init.until(HOW_LONG)
    init.answer("> ", "2w")
    init.until(WHY)
    init.answer("> ", "They asked for room")
    init.until(STRICT)
    init.answer("[24h] ", "3d")
    init.until(SLEEP)
    init.answer("[22:00-08:00] ", "23:30-07:00")
    init.answer(DAEMON, "n")
    assert init.end() == 0
    assert "Your cool-down for Sam is on until" in init.seen
    assert "When you feel like writing: holdfast log" in init.seen
    (sam,) = contacts(holdfast)
    assert sam["name"] == "Sam"
    promise = sam["cooldown"] or holdfast.ok("cooldown", "show", "--json").json
    assert promise["length_seconds"] == 14 * 86_400
    assert promise["delay_seconds"] == 3 * 86_400
    assert promise["why"] == "They asked for room"
    assert settings(holdfast)["person.sleep"] == '"23:30-07:00"'


def test_init_repeats_a_question_it_does_not_understand(
    terminal: Opens, holdfast: Commands
) -> None:
    init = terminal("init", "--no-daemon")
    init.answer("[Ex] ", "x" * 81)
    assert "longer than 80 characters" in init.answer("[Ex] ", "Sam")
    init.answer("> ", "")
    assert "Please give a length, such as 14d, or none." in init.answer("> ", "1 month")
    assert "Months and years differ in length." in init.answer("> ", "30d")
    init.answer("> ", "")
    init.answer("[24h] ", "30d")
    assert "1h to 7d" in init.answer("[24h] ", "12h")
    init.answer("[22:00-08:00] ", "at night")
    assert 'two times such as "22:00-08:00"' in init.answer("[22:00-08:00] ", "")
    assert init.end() == 0
    assert contacts(holdfast)[0]["name"] == "Sam"


def test_init_asks_again_for_more_than_90_days(terminal: Opens, holdfast: Commands) -> None:
    init = terminal("init", "--no-daemon")
    for asked, said in (
        *(("[Ex] ", ""), ("> ", "120d"), ("> ", "")),
        *(("[24h] ", ""), ("[22:00-08:00] ", "")),
    ):
        init.answer(asked, said)
    init.answer("Start it? [y/N] ", "")
    assert init.end() == 1
    assert "Nothing was changed." in init.seen
    assert contacts(holdfast) == []


def test_yes_to_the_daemon_starts_it(terminal: Opens, process: Processes) -> None:
    init = terminal("init", "--contact", "Sam", "--length", "none", "--sleep", "22:00-08:00")
    init.answer(DAEMON, "")
    assert init.end() == 0
    assert "Reminders are on (process " in init.seen
    assert process("daemon", "stop").returncode == 0


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_breaking_off_init_changes_nothing_and_gives_the_answers_back(
    terminal: Opens, holdfast: Commands, key: str
) -> None:
    init = terminal("init", "--no-daemon")
    init.answer("[Ex] ", "Sam")
    init.answer("> ", "14d")
    init.answer("> ", "They asked for room")
    init.until("[24h] ")
    init.type(key)
    assert init.end() == 130
    assert "Nothing was changed." in init.seen
    assert init.seen.index("What you typed:") < init.seen.rindex("They asked for room")
    assert contacts(holdfast) == []


def test_init_gives_the_answers_back_when_the_ledger_does_not_take_them(
    terminal: Opens, holdfast: Commands
) -> None:
    holdfast.ok("contact", "add", "Sam")
    init = terminal("init", "--no-daemon")
    init.answer("[Sam] ", "")
    init.answer("> ", "2w")
    init.answer("> ", "They asked for room")
    init.answer("[24h] ", "")
    init.until("[22:00-08:00] ")
    LedgerFile(holdfast.app.folders.database).script(f"PRAGMA user_version = {SCHEMA + 1}")
    init.type(ENTER)
    assert init.end() == 1
    assert "was saved by a newer Holdfast" in init.seen
    assert init.seen.endswith("Try: pip install --upgrade holdfast\n")
    assert "What you typed:\n  2w\n  They asked for room\n" in init.seen


def test_every_answer_of_init_is_also_an_option(holdfast: Commands) -> None:
    words = "--contact Sam --length 2w --why Room --delay 3d --sleep 23:30-07:00 --no-daemon"
    said = holdfast.ok("init", *words.split())
    assert said.out == (
        "Your cool-down for Sam is on until Fri 4 Dec, 22:30 (14 days left).\n"
        "Typed that by mistake? You have 10 minutes: holdfast undo\n"
        "When you feel like writing: holdfast log\n"
    )
    assert said.err == ""
    (sam,) = contacts(holdfast)
    assert sam["cooldown"]["delay_seconds"] == 3 * 86_400
    assert sam["cooldown"]["why"] == "Room"
    assert settings(holdfast)["person.sleep"] == '"23:30-07:00"'


@pytest.mark.parametrize("given", [(), ("--contact", "Sam")])
def test_init_without_a_terminal_names_the_options_it_needs(
    holdfast: Commands, given: tuple[str, ...]
) -> None:
    said = holdfast("init", *given)
    assert said.code == 2
    assert said.err == (
        "Error: Nobody can be asked here. Give at least --contact and --length.\n"
        "Try: holdfast init --contact NAME --length 14d\n"
    )
    assert contacts(holdfast) == []


@pytest.mark.parametrize(
    ("option", "said", "sentence"),
    [
        ("--contact", "", "--contact is empty"),
        ("--length", "400d", "at most 365 days"),
        ("--sleep", "at night", 'two times such as "22:00-08:00"'),
    ],
)
def test_init_with_a_wrong_option_promises_nothing(
    holdfast: Commands, option: str, said: str, sentence: str
) -> None:
    given = {"--contact": "Sam", "--length": "30d", option: said}
    answer = holdfast("init", *(word for pair in given.items() for word in pair))
    assert answer.code in {1, 2}
    assert sentence in answer.err
    assert contacts(holdfast) == []


def test_a_second_init_keeps_the_running_cool_down(holdfast: Commands) -> None:
    holdfast.ok("init", "--contact", "Sam", "--length", "30d")
    said = holdfast.ok("init", "--contact", "sam", "--length", "60d").out
    assert "The cool-down for sam is already on. It stays as it is.\n" in said
    (sam,) = contacts(holdfast)
    assert sam["cooldown"]["length_seconds"] == 30 * 86_400
