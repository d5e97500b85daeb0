"""`holdfast changes`, and `contact forget`: what loosens waits, and what goes leaves what holds."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from cli.conftest import CTRL_C, CTRL_D, ENTER, Opens
from conftest import Commands
from fakes import FakeClock
from holdfast.storage.tables import SCHEMA
from lives import live
from storage.ledger_file import LedgerFile

REASON = "We talked it over"


@pytest.fixture
def promised(holdfast: Commands) -> Commands:
    """Sam's cool-down of 30 days runs."""
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("cooldown", "start", "30d")
    return holdfast


def ask(holdfast: Commands) -> None:
    holdfast.ok("cooldown", "end", "--reason", REASON)


def wait(holdfast: Commands, clock: FakeClock) -> None:
    ask(holdfast)
    clock.forward(hours=23)


def become_ready(holdfast: Commands, clock: FakeClock) -> None:
    ask(holdfast)
    clock.forward(hours=24)


def confirm(holdfast: Commands, clock: FakeClock) -> None:
    become_ready(holdfast, clock)
    holdfast.ok("changes", "confirm", "1")


def cancel(holdfast: Commands, _: FakeClock) -> None:
    ask(holdfast)
    holdfast.ok("changes", "cancel", "1")


def lapse(holdfast: Commands, clock: FakeClock) -> None:
    ask(holdfast)
    clock.forward(hours=48)


Becomes = Callable[[Commands, FakeClock], None]
STATES: list[tuple[Becomes, str, str]] = [
    (wait, "waiting", "waits until Sat 21 Nov 2026, 22:30"),
    (become_ready, "ready", "can be confirmed until Sun 22 Nov 2026, 22:30"),
    (confirm, "confirmed", "confirmed"),
    (cancel, "cancelled", "cancelled"),
    (lapse, "lapsed", "lapsed Sun 22 Nov 2026, 22:30: it was not confirmed"),
]


@pytest.mark.parametrize(("becomes", "state", "stands"), STATES, ids=[one[1] for one in STATES])
def test_the_list_says_what_was_asked_for_where_it_stands_and_why(
    promised: Commands,
    clock: FakeClock,
    by_the_clock: Opens,
    becomes: Becomes,
    state: str,
    stands: str,
) -> None:
    becomes(promised, clock)
    lines = f"   1  to end the cool-down for Sam\n      {stands}\n      because: {REASON}\n"
    assert promised.ok("changes").out == lines
    shown = by_the_clock("changes", columns=80)
    assert shown.end() == 0
    assert shown.seen == lines
    (change,) = promised.ok("changes", "--json").json
    assert (change["state"], change["kind"], change["reason"]) == (state, "end", REASON)
    assert (change["ready_at"], change["lapses_at"]) == (
        "2026-11-21T21:30:00Z",
        "2026-11-22T21:30:00Z",
    )


def test_where_nothing_was_asked_for_that_is_said(promised: Commands) -> None:
    assert promised.ok("changes").out == "None: nothing is waiting to be loosened.\n"
    assert promised.ok("changes", "--json").json == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("cooldown end", "to end the cool-down for Sam"),
        ("cooldown shorten 1w", "to end the cool-down for Sam 7 d earlier"),
        ("contact boundary Sam open", "to loosen the boundary of Sam to open"),
        (
            "contact boundary Sam space --until 2026-12-24",
            "to loosen the boundary of Sam to space until Thu 24 Dec 2026, 00:00",
        ),
        ("erase", "to erase everything"),
    ],
)
def test_what_is_asked_for_says_what_it_is_when_it_can_be_confirmed_and_how_to_call_it_off(
    promised: Commands, by_the_clock: Opens, words: str, what: str
) -> None:
    promised.ok("contact", "boundary", "Sam", "stop")
    days = 1 if words.startswith("cooldown") else 7
    ready = "Sat 21" if days == 1 else "Fri 27"
    asked = by_the_clock(*words.split(), "--reason", REASON, columns=80)
    assert asked.end() == 0
    lines = asked.seen.splitlines()
    assert max(map(len, lines)) <= 80
    assert " ".join(asked.seen.split()) == (
        f"Asked for, as change 1: {what}. Nothing is looser yet. "
        f"It can be confirmed from {ready} Nov 2026, 22:30 on, for a day: "
        "holdfast changes confirm 1 "
        "To call it off, at any time: holdfast changes cancel 1"
    )
    assert f"   1  {what}\n" in promised.ok("changes").out


def test_several_are_listed_newest_first(promised: Commands, clock: FakeClock) -> None:
    wait(promised, clock)
    promised.ok("cooldown", "shorten", "1w", "--reason", "too long")
    assert promised.ok("changes").out == (
        "   2  to end the cool-down for Sam 7 d earlier\n"
        "      waits until Sun 22 Nov 2026, 21:30\n"
        "      because: too long\n"
        "   1  to end the cool-down for Sam\n"
        "      waits until Sat 21 Nov 2026, 22:30\n"
        f"      because: {REASON}\n"
    )
    assert [one["id"] for one in promised.ok("changes", "--json").json] == [2, 1]


def test_a_reason_is_shown_with_control_characters_escaped(promised: Commands) -> None:
    said = promised.ok("cooldown", "end", "--reason", "a\x1b[31mb")
    assert "\x1b" not in said.out + promised.ok("changes").out
    assert "      because: a\\x1b[31mb\n" in promised.ok("changes").out


HELD = "Held: nothing goes to Sam until Sun 20 Dec 2026, 22:30"


@pytest.mark.parametrize(
    ("becomes", "code", "sentence", "way_out"),
    [
        (
            wait,
            1,
            "Change 1 has to wait until 2026-11-21 22:30.",
            "the same again then, or holdfast changes cancel 1",
        ),
        (cancel, 1, "Change 1 was cancelled.", "holdfast changes"),
        (
            lapse,
            1,
            "Change 1 has lapsed: it was not confirmed within a day.",
            "ask for it anew; the next one waits twice as long, once",
        ),
    ],
    ids=["waiting", "cancelled", "lapsed"],
)
def test_what_can_not_be_confirmed_is_refused_and_holds_on(
    promised: Commands,
    clock: FakeClock,
    becomes: Becomes,
    code: int,
    sentence: str,
    way_out: str,
) -> None:
    becomes(promised, clock)
    said = promised("changes", "confirm", "1")
    assert (said.code, said.out) == (code, "")
    assert said.err == f"Error: {sentence}\nTry: {way_out}\n"
    assert promised("check").code == 10


def test_confirming_says_what_is_looser_and_what_holds_now(
    promised: Commands, clock: FakeClock
) -> None:
    become_ready(promised, clock)
    assert promised.ok("changes", "confirm", "1").out == (
        "Change 1 is confirmed: to end the cool-down for Sam.\n"
        "Nothing holds contact with Sam now.\n"
    )
    again = promised.ok("changes", "confirm", "1").out
    assert again.startswith("Change 1 was confirmed before: to end the cool-down for Sam.\n")
    assert promised.ok("changes", "confirm", "1", "--json").json["state"] == "confirmed"


@pytest.mark.parametrize(
    ("becomes", "code", "says"),
    [
        (wait, 0, "Change 1 is cancelled. What it was about holds on.\n"),
        (become_ready, 0, "Change 1 is cancelled. What it was about holds on.\n"),
        (cancel, 0, "Change 1 was cancelled before.\n"),
        (confirm, 1, "Error: Change 1 was confirmed already.\nTry: holdfast status\n"),
        (lapse, 1, "Error: Change 1 has lapsed: it loosens nothing any more.\n"),
    ],
    ids=["waiting", "ready", "cancelled", "confirmed", "lapsed"],
)
def test_cancelling_says_what_came_of_it(
    promised: Commands, clock: FakeClock, becomes: Becomes, code: int, says: str
) -> None:
    becomes(promised, clock)
    said = promised("changes", "cancel", "1")
    assert (said.code, said.out + said.err) == (code, says)


@pytest.mark.parametrize("what", ["cancel", "confirm"])
@pytest.mark.parametrize(
    ("number", "code", "sentence"),
    [
        ("9", 1, "There is no change 9."),
        ("0", 1, "There is no change 0."),
        ("two", 2, "“two” isn't the number of a change."),
        ("", 2, "Say CHANGE, too."),
    ],
)
def test_a_change_that_is_not_there_is_said(
    promised: Commands, what: str, number: str, code: int, sentence: str
) -> None:
    ask(promised)
    said = promised("changes", what, *number.split())
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert promised.ok("changes", "--json").json[0]["state"] == "waiting"


@pytest.mark.parametrize("words", ["cooldown end", "cooldown shorten 1w"])
def test_without_a_terminal_a_loosening_needs_its_reason_as_an_option(
    promised: Commands, words: str
) -> None:
    said = promised(*words.split())
    assert (said.code, said.out) == (2, "")
    assert "--reason" in said.err
    assert promised.ok("changes", "--json").json == []


def test_at_a_terminal_the_reason_is_asked_for_until_there_is_one(
    promised: Commands, by_the_clock: Opens
) -> None:
    asked = by_the_clock("cooldown", "end")
    asked.until("What makes you want to end the cool-down early?")
    asked.answer("> ", "  ")
    asked.until("It needs a few words.")
    asked.answer("> ", REASON)
    assert asked.end() == 0
    assert promised.ok("changes", "--json").json[0]["reason"] == REASON


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
def test_ctrl_c_at_the_reason_asks_for_nothing(
    promised: Commands, by_the_clock: Opens, key: str
) -> None:
    asked = by_the_clock("cooldown", "end")
    asked.until("> ")
    asked.type(key)
    assert asked.end() == 130
    assert "Nothing was changed." in asked.seen
    assert promised.ok("changes", "--json").json == []


def test_ctrl_c_at_the_reason_gives_back_what_was_typed(
    promised: Commands, by_the_clock: Opens
) -> None:
    asked = by_the_clock("cooldown", "end")
    asked.until("> ")
    asked.type("half a reason")
    asked.until("half a reason")  # what the terminal has not handed over, Ctrl-C takes along
    asked.type(CTRL_C)
    assert asked.end() == 130
    assert "What you had typed: half a reason" in asked.seen
    assert promised.ok("changes", "--json").json == []


def test_a_reason_that_can_not_be_written_down_is_given_back(
    promised: Commands, by_the_clock: Opens
) -> None:
    asked = by_the_clock("cooldown", "end")
    asked.until("> ")
    LedgerFile(promised.app.folders.database).script(f"PRAGMA user_version = {SCHEMA + 1}")
    asked.type(REASON + ENTER)
    assert asked.end() == 1
    assert f"What you had typed: {REASON}\n" in asked.seen
    assert "was written by a newer Holdfast" in asked.seen


def test_the_status_says_what_waits_and_then_what_can_be_confirmed(
    promised: Commands, clock: FakeClock
) -> None:
    ask(promised)
    assert (
        "  Change 1, to end the cool-down for Sam, waits until Sat 21 Nov 2026, 22:30. To call it "
        "off: holdfast changes cancel 1\n"
    ) in promised.ok("status").out
    clock.forward(hours=24)
    assert (
        "  Change 1, to end the cool-down for Sam, can be confirmed until Sun 22 Nov 2026, 22:30"
    ) in promised.ok("status").out
    clock.forward(hours=24)
    assert "Change 1" not in promised.ok("status").out


# Forgetting somebody.

SURE = "The name Sam and every text about them go, for good. Forget them? [y/N] "
FORGOTTEN = (
    "The name and the texts are gone. The counts stay.\n"
    "What is held is held until its end, under “Forgotten 1”.\n"
    "Held: nothing goes to Forgotten 1 until Fri 11 Dec 2026, 22:30 (21 d to go), by your "
    "cool-down.\n"
)


def names(holdfast: Commands) -> list[Any]:
    return [one["name"] for one in holdfast.ok("contact", "list", "--json").json]


def test_without_a_terminal_forgetting_somebody_needs_yes(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    said = holdfast("contact", "forget", "Sam", typed="y\n")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "Error: The name Sam and every text about them go, for good. Forget them?\nTry: --yes\n"
    )
    assert names(holdfast) == ["Sam"]


def test_with_yes_it_says_what_is_held_on_and_under_which_name(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    assert holdfast.ok("contact", "forget", "Sam", "--yes").out == FORGOTTEN
    assert names(holdfast) == ["Forgotten 1"]
    assert holdfast.ok("status", "--line").out == "Forgotten 1: held, 21 d, 1 open\n"
    # The name opens nothing: it is known again, and what was promised about it holds.
    assert holdfast("check", "--contact", "sam").code == 10


def test_at_a_terminal_it_asks_first(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens
) -> None:
    live(holdfast, clock)
    asked = by_the_clock("contact", "forget", "Sam", columns=100)
    asked.answer(SURE, "y")
    assert asked.end() == 0
    said = " ".join(asked.seen.split())
    assert said.endswith(" ".join(FORGOTTEN.split()))
    assert names(holdfast) == ["Forgotten 1"]


@pytest.mark.parametrize(
    ("answer", "code"), [("\r", 1), ("n\r", 1), (CTRL_D, 1), (CTRL_C, 130)], ids=repr
)
def test_anything_but_yes_forgets_nobody(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens, answer: str, code: int
) -> None:
    live(holdfast, clock)
    asked = by_the_clock("contact", "forget", "Sam", columns=100)
    asked.until(SURE)
    asked.type(answer)
    assert asked.end() == code
    assert "are gone" not in asked.seen
    assert names(holdfast) == ["Sam"]


def test_where_nothing_holds_nothing_is_said_to(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    said = holdfast.ok("contact", "forget", "Sam", "--yes").out
    assert said == "The name and the texts are gone. The counts stay.\n"


def test_in_json_it_is_the_new_name_and_what_holds(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    said = holdfast.ok("contact", "forget", "Sam", "--yes", "--json").json
    assert said["name"] == "Forgotten 1"
    assert said["hold"]["held"] is True


def test_where_copies_from_before_upgrades_still_hold_the_texts_that_is_said(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    backups = holdfast.app.folders.backups
    backups.mkdir(exist_ok=True)
    (backups / "before.db").touch()
    said = holdfast.ok("contact", "forget", "Sam", "--yes").out
    assert f"Copies that were made before upgrades still hold them: {backups}\n" in said


def test_a_draft_that_was_left_in_a_file_stays_and_is_named_with_how_to_remove_it(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    left = holdfast.app.folders.home / ".draft-x"
    left.mkdir()
    (left / "draft.txt").write_text("I miss you")
    said = holdfast.ok("contact", "forget", "Sam", "--yes").out
    assert said == (
        f"{FORGOTTEN}"
        f"A message that was never written down is still there: {left}/draft.txt\n"
        "If it is about them, this removes it:\n"
        f"rm -r {left}\n"
    )
    subprocess.run(["bash", "-c", said.splitlines()[-1]], check=True)
    assert not left.exists()
    assert "rm" not in holdfast.ok("contact", "forget", "Forgotten 1", "--yes").out


def test_making_a_promise_stricter_says_what_it_cancels_and_undo_what_waits_again(
    promised: Commands, clock: FakeClock
) -> None:
    promised.ok("cooldown", "end", "--reason", REASON)
    assert "\nChange 1 is cancelled by that.\n" in promised.ok("cooldown", "extend", "1w").out
    assert "\nChange 1 is in force again: holdfast changes\n" in promised.ok("undo").out
    promised.ok("contact", "boundary", "Sam", "stop")
    clock.forward(minutes=1)
    promised.ok("contact", "boundary", "Sam", "open", "--reason", REASON)
    promised.ok("erase", "--reason", REASON)
    said = promised.ok("contact", "boundary", "Sam", "order").out
    assert "\nChanges 2, 3 are cancelled by that.\n" in said
    assert "\nChanges 2, 3 are in force again: holdfast changes\n" in promised.ok("undo").out


def test_a_change_of_what_does_not_stand_any_more_is_called_off(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("cooldown", "start", "30d")
    holdfast.ok("cooldown", "end", "--reason", REASON)
    holdfast.ok("undo")
    (change,) = holdfast.ok("changes", "--json").json
    assert change["state"] == "cancelled"
    clock.forward(hours=25)
    refused = holdfast("changes", "confirm", "1")
    assert (refused.code, "does not stand any more" in refused.err) == (1, True)


def test_under_an_order_loosening_says_that_the_order_is_not_changed_by_it(
    promised: Commands,
) -> None:
    promised.ok("contact", "boundary", "Sam", "order")
    asked = promised.ok("contact", "boundary", "Sam", "open", "--reason", REASON).out
    assert asked.endswith(
        "\nIt changes what Holdfast holds. The order itself it does not change.\n"
    )
    assert "\n  The order itself is not changed by that.\n" in promised.ok("status").out


@pytest.mark.parametrize("boundary", ["stop", "order"])
def test_where_their_no_stands_status_names_no_day_of_a_change(
    promised: Commands, boundary: str
) -> None:
    promised.ok("cooldown", "end", "--reason", REASON)
    promised.ok("contact", "boundary", "Sam", boundary)
    said = promised.ok("status").out
    assert "Change 1, to end the cool-down for Sam, waits: holdfast changes\n" in said
    assert "2026" not in said


@pytest.mark.parametrize("words", ["cooldown end", "contact boundary Sam open"])
def test_a_window_that_is_closed_over_the_question_for_a_reason_asks_for_nothing(
    promised: Commands, by_the_clock: Opens, words: str
) -> None:
    promised.ok("contact", "boundary", "Sam", "stop")
    asked = by_the_clock(*words.split())
    asked.until("> ")
    asked.type("because I mi")
    asked.until("because I mi")
    asked.hang_up()
    assert promised.ok("changes", "--json").json == []


def test_undo_leaves_one_change_of_a_kind_waiting(promised: Commands, clock: FakeClock) -> None:
    promised.ok("cooldown", "shorten", "1d", "--reason", REASON)
    clock.forward(hours=1)
    promised.ok("cooldown", "extend", "1w")
    promised.ok("cooldown", "shorten", "2d", "--reason", REASON)
    promised.ok("undo")
    states = {change["id"]: change["state"] for change in promised.ok("changes", "--json").json}
    assert states == {1: "waiting", 2: "cancelled"}


@pytest.mark.parametrize("until", ["9999999w", "9999999d", "400d", "9999-12-31"])
def test_a_boundary_that_ends_too_late_is_refused(promised: Commands, until: str) -> None:
    refused = promised("contact", "boundary", "Sam", "space", "--until", until)
    assert refused.code == 1
    assert refused.err.startswith("Error: An end lies at most 365 days from now.\n")


def test_the_name_that_a_forgotten_contact_has_gives_it_no_other(promised: Commands) -> None:
    promised.ok("contact", "forget", "Sam", "--yes")
    assert promised.ok("contact", "add", "forgotten 1").out == "Forgotten 1 is here already.\n"
    assert promised.ok("contact", "add", "Sam").out == "Sam is here already.\n"
