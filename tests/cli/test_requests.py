"""`holdfast requests`, `contact forget`, and how the commands that loosen ask and answer."""

import subprocess

import pytest

from cli.conftest import CTRL_C, CTRL_D, Opens
from conftest import Commands
from fakes import FakeClock
from lives import live

REASON = "We talked it over"
ASKED = (
    "Request 1: end the cool-down for Sam. Nothing has changed yet.\n"
    "You can confirm it from Sat 21 Nov, 22:30. Once it's ready you have a day:\n"
    "holdfast requests confirm 1\n"
    "To cancel it: holdfast requests cancel 1\n"
)


@pytest.fixture
def promised(holdfast: Commands) -> Commands:
    """Sam's cool-down of 30 days runs."""
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("cooldown", "start", "30d")
    return holdfast


def ask(holdfast: Commands) -> str:
    return holdfast.ok("cooldown", "end", "--reason", REASON).out


def listed(state: str) -> str:
    what = "end the cool-down for Sam"
    header = f"#  {'Request':<{len(what)}}  {'State':<{len(state)}}  Why"
    return f'{header}\n1  {what}  {state}  "{REASON}"\n'


def test_a_request_is_listed_with_its_state_from_asking_to_expiring(
    promised: Commands, clock: FakeClock
) -> None:
    assert promised.ok("requests").out == "No requests.\n"
    assert ask(promised) == ASKED
    assert promised.ok("requests").out == listed("waits until Sat 21 Nov, 22:30")
    assert "Request 1: end the cool-down for Sam." in promised.ok("status").out
    clock.forward(hours=24)
    assert promised.ok("requests").out == listed("confirm until Sun 22 Nov, 22:30")
    assert "You can confirm it until Sun 22 Nov" in promised.ok("status").out
    clock.forward(hours=24)
    assert promised.ok("requests").out == listed("expired")
    assert "Request 1" not in promised.ok("status").out
    said = promised("requests", "confirm", "1")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "Error: Request 1 has expired: it wasn't confirmed within a day.\n"
        "Try: ask again if you still want it\n"
    )


def test_confirming_prints_what_is_looser_and_the_hold_that_is_left(
    promised: Commands, clock: FakeClock
) -> None:
    ask(promised)
    early = promised("requests", "confirm", "1")
    assert (early.code, early.out) == (1, "")
    assert early.err.startswith("Error: Request 1 has to wait until Sat 21 Nov, 22:30.\n")
    clock.forward(hours=24)
    assert promised.ok("requests", "confirm", "1").out == (
        "Request 1 is confirmed (end the cool-down for Sam).\nNothing is on hold for Sam.\n"
    )
    assert promised.ok("requests", "confirm", "1").out.startswith("Request 1 was already confirmed")
    assert promised.ok("requests", "confirm", "1", "--json").json["state"] == "confirmed"


def test_cancelling_a_request_changes_nothing_else(promised: Commands) -> None:
    ask(promised)
    said = promised.ok("requests", "cancel", "1").out
    assert said == "Request 1 is cancelled. Your cool-down is unchanged.\n"
    assert promised.ok("requests", "cancel", "1").out == "Request 1 was already cancelled.\n"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("cooldown shorten 1w", "shorten the cool-down for Sam by 7 days"),
        ("contact boundary Sam open", "change the boundary for Sam to open"),
        (
            "contact boundary Sam space --until 2026-12-24",
            "change the boundary for Sam to space until Thu 24 Dec, 00:00",
        ),
        ("contact forget Sam --yes", "forget Sam, with all promises"),
        ("erase", "delete everything Holdfast has saved"),
    ],
)
def test_each_request_names_what_it_would_loosen(promised: Commands, words: str, what: str) -> None:
    promised.ok("contact", "boundary", "Sam", "stop")
    said = promised.ok(*words.split(), "--reason", REASON).out
    assert f"Request 1: {what}." in said
    assert f"\n1  {what}  " in promised.ok("requests").out
    assert promised.ok("requests", "show", "1").out.startswith(f"Request 1: {what}\n")


def test_a_request_asked_before_the_network_set_the_clock_suggests_asking_again(
    promised: Commands, clock: FakeClock
) -> None:
    clock.restart(hours=8)
    assert ask(promised).endswith("Once one has, you can cancel this and ask again.\n")


def test_a_tightening_names_the_requests_it_cancels_and_undo_those_that_wait_again(
    promised: Commands,
) -> None:
    ask(promised)
    assert "\nThat cancelled request 1.\n" in promised.ok("cooldown", "extend", "1w").out
    assert "\nWaiting again: request 1. To see all: holdfast requests\n" in promised.ok("undo").out
    promised.ok("erase", "--reason", REASON)
    said = promised.ok("cooldown", "extend", "1w").out
    assert "\nThat cancelled requests 1, 2.\n" in said


@pytest.mark.parametrize("boundary", ["stop", "order --restricts-me", "mine"])
def test_status_under_a_no_shows_no_date_of_a_request(promised: Commands, boundary: str) -> None:
    ask(promised)
    promised.ok("contact", "boundary", "Sam", *boundary.split())
    said = promised.ok("status").out
    assert "Request 1: end the cool-down for Sam. It's waiting: holdfast requests\n" in said
    assert "2026" not in said


def test_a_request_under_an_order_does_not_change_the_order_itself(promised: Commands) -> None:
    promised.ok("contact", "boundary", "Sam", "order", "--restricts-me")
    asked = promised.ok("contact", "boundary", "Sam", "open", "--reason", REASON).out
    assert asked.endswith("\nA request doesn't change the order itself.\n")


def test_at_a_terminal_the_reason_is_asked_for_until_there_is_one(
    promised: Commands, by_the_clock: Opens
) -> None:
    asked = by_the_clock("cooldown", "end")
    asked.until("Why do you want to end the cool-down early?")
    asked.answer("> ", "  ")
    asked.until("Please type a few words.")
    asked.answer("> ", REASON)
    assert asked.end() == 0
    assert promised.ok("requests", "--json").json[0]["reason"] == REASON


def test_enter_at_the_choice_of_a_contact_says_what_can_be_answered(
    promised: Commands, by_the_clock: Opens
) -> None:
    promised.ok("contact", "add", "Robin")
    asked = by_the_clock("cooldown", "show")
    asked.answer("Which one? ", "")
    assert "Please type one of the names above." in asked.answer("Which one? ", "Sam")
    assert asked.end() == 0


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
def test_breaking_off_at_the_reason_makes_no_request_and_gives_the_text_back(
    promised: Commands, by_the_clock: Opens, key: str
) -> None:
    asked = by_the_clock("cooldown", "end")
    asked.until("> ")
    if key == CTRL_C:
        asked.type("half a reason")
        asked.until("half a reason")
    asked.type(key)
    assert asked.end() == 130
    assert "Nothing was changed." in asked.seen
    assert ("What you typed: half a reason" in asked.seen) == (key == CTRL_C)
    assert promised.ok("requests", "--json").json == []


# Forgetting somebody.

SURE = "Delete the name Sam and every text about them, for good? [y/N] "


@pytest.mark.parametrize("answer", ["\r", CTRL_D], ids=["enter", "ctrl-d"])
def test_forget_keeps_the_contact_unless_the_answer_is_yes(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens, answer: str
) -> None:
    live(holdfast, clock)
    asked = by_the_clock("contact", "forget", "Sam", columns=100)
    asked.until(SURE)
    asked.type(answer)
    assert asked.end() == 1
    assert "They asked for room" in holdfast.ok("status").out


def test_forgetting_a_contact_on_hold_deletes_the_texts_and_the_name_waits(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    said = holdfast.ok("contact", "forget", "Sam", "--yes", "--reason", REASON).out
    assert said.startswith(
        "The texts are deleted. Something is on hold for Sam.\n"
        "So deleting the name and the promises has to wait.\n"
        "Request 1: forget Sam, with all promises.\n"
    )
    clock.forward(hours=24)
    assert holdfast.ok("requests", "confirm", "1").out == (
        "Request 1 is confirmed. The name and the texts are deleted. The counts stay.\n"
    )
    assert holdfast.ok("contact", "list", "--json").json == []


def test_forgetting_an_unknown_name_at_a_terminal_goes_on_with_the_one_that_is_meant(
    holdfast: Commands, by_the_clock: Opens
) -> None:
    holdfast.ok("contact", "add", "Sam")
    asked = by_the_clock("contact", "forget", "Sma", columns=100)
    asked.answer("Which one? ", "Sam")
    asked.answer("for good? [y/N] ", "y")
    assert asked.end() == 0
    assert "The name and the texts are deleted." in asked.seen


def test_forgetting_names_the_copies_and_messages_that_are_left(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    folders = holdfast.app.folders
    folders.backups.mkdir(exist_ok=True)
    (folders.backups / "before.db").touch()
    left = folders.home / ".draft-x"
    left.mkdir()
    (left / "draft.txt").write_text("I miss you")
    said = holdfast.ok("contact", "forget", "Sam", "--yes").out
    assert said == (
        "The name and the texts are deleted. The counts stay.\n"
        f"Backups from before upgrades still contain those texts: {folders.backups}\n"
        f"A message that was never saved is still here: {left}/draft.txt\n"
        "If that message is about the same person, delete it with:\n"
        f"rm -r {left}\n"
    )
    subprocess.run(["bash", "-c", said.splitlines()[-1]], check=True)
    assert not left.exists()
