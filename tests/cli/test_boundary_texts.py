"""The screen under a boundary: their no has no end, and nothing counts down to one."""

import re

import pytest

from cli.conftest import Opens
from conftest import Commands, Said
from fakes import FakeClock
from holdfast.promises.words import READ_BY_OTHERS
from lives import live

STOP = "On hold: Sam said no."
ORDER = (
    "On hold: a court order. Even answering can break an order. A lawyer can say what the order "
    "allows."
)
MINE = "On hold: you said no, for your own safety."
SPACE = "On hold: Sam asked for space."
SPACE_UNTIL = "On hold until Thu 24 Dec, 00:00 (33 days left): they asked for space."
UNTIL = "space --until 2026-12-24"
HELD = {"stop": STOP, "order": ORDER, "mine": MINE, "space": SPACE, UNTIL: SPACE_UNTIL}
FINAL = ["stop", "order", "mine"]

# The lived-in home would count down to these: its cool-down of 30 days, and the pause of urge 4.
ENDS = re.compile(
    r"to go|left|remaining|Dec\b|2026-12|21 Nov|2026-11-21|\b2[01] d|\b23 h\b|24 h|344|day \d"
)
# Each command, and whether it prints the contact's verdict as a line of its own.
COMMANDS = {
    "status": True,
    "status --line": False,
    "check": True,
    "log": True,
    "log --no-draft": True,
    "heard": True,
    "logistics --about keys": False,
    "sent 4 --note wine": False,
    "sent --alone --note wine": False,
    "drafts": False,
    "drafts review 4 --let-go": False,
    "show 4": False,
    "show 1": False,
    "rate 5": False,
    "let-go 4": True,
    "let-go 4 --erase": True,
    "retract 4": True,
    "list": False,
    "amend 4 --channel sms": False,
    "cooldown show": False,
    "cooldown extend 1w": False,
    "cooldown extend 365d": False,
    "cooldown start 30d": False,
    "contact list": False,
    "contact show": False,
    "contact boundary Sam {}": True,
    "contact forget Sam --yes --reason wine": False,
    "report": False,
}


def words_of(boundary: str) -> list[str]:
    """Return the words of a command that sets a boundary; an order restricts the person."""
    return [*boundary.split(), *(["--restricts-me"] if boundary == "order" else [])]


def under(holdfast: Commands, clock: FakeClock, boundary: str, words: str) -> Said:
    """Run a command in a lived-in home whose contact has set this boundary."""
    live(holdfast, clock)
    holdfast.ok("contact", "boundary", "Sam", *words_of(boundary))
    return holdfast(*words.format(" ".join(words_of(boundary))).split(), typed="words")


@pytest.mark.parametrize("boundary", FINAL)
@pytest.mark.parametrize("words", COMMANDS)
def test_under_a_no_no_command_shows_a_date_or_a_length(
    holdfast: Commands, clock: FakeClock, words: str, boundary: str
) -> None:
    said = under(holdfast, clock, boundary, words)
    assert said.code in {0, 1, 10}
    assert said.out + said.err
    # When a request can be confirmed is no end of a hold.
    shown = re.sub(r"You can confirm it from [^.]+\.", "", said.out + said.err)
    assert ENDS.findall(shown) == []
    assert not COMMANDS[words] or HELD[boundary] in said.out.splitlines()


@pytest.mark.parametrize("boundary", FINAL)
@pytest.mark.parametrize("words", ["status", "log", "heard"])
def test_under_a_no_without_a_cool_down_none_is_suggested(
    holdfast: Commands, words: str, boundary: str
) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("contact", "boundary", "Sam", *words_of(boundary))
    said = holdfast.ok(*words.split(), typed="words").out
    assert HELD[boundary] in said
    assert ENDS.findall(said) == []
    assert "holdfast cooldown" not in said


@pytest.mark.parametrize("boundary", ["stop", "space"])
def test_heard_suggests_an_answer_only_where_they_did_not_say_no(
    holdfast: Commands, clock: FakeClock, boundary: str
) -> None:
    said = under(holdfast, clock, boundary, "heard").out
    assert ("You don't have to answer" in said) == (boundary == "space")
    assert said.endswith(f"{HELD[boundary]}\n")


def test_logistics_under_an_order_leaves_it_to_the_order_what_is_allowed(
    holdfast: Commands, clock: FakeClock
) -> None:
    said = under(holdfast, clock, "order", "logistics --about keys")
    assert said.out == (
        "Noted as contact about children, home or money: with Sam, Fri 20 Nov, 22:30.\n"
        "Whether the order allows it, only the order and your lawyer can say.\n"
    )


NO_END = ["  Your cool-down is on too."]
END = [
    "  Your cool-down: until Fri 11 Dec, 22:30 (21 days left).",
    "  ████░░░░░░░░░░░░  day 10 of 30: 8 days kept, 1 day with contact",
]


@pytest.mark.parametrize(
    ("boundary", "cooldown", "line", "locked"),
    [
        ("stop", NO_END, "on hold, 1 open urge", "locked: they said no"),
        ("order", NO_END, "on hold, 1 open urge", "locked: court order"),
        ("mine", NO_END, "on hold, 1 open urge", "locked: you said no"),
        ("space", END, "on hold, 1 open urge", "locked: they asked for space"),
        (
            UNTIL,
            END,
            "on hold, 33 days left, 1 open urge",
            "locked until Thu 24 Dec, 00:00 (33 days left)",
        ),
    ],
)
def test_status_and_drafts_show_the_boundary_before_the_cool_down(
    holdfast: Commands,
    clock: FakeClock,
    boundary: str,
    cooldown: list[str],
    line: str,
    locked: str,
) -> None:
    said = under(holdfast, clock, boundary, "status").out
    shown = [
        HELD[boundary],
        *cooldown,
        "  Your reason: They asked for room",
        "  Open: #4. To let it go: holdfast let-go 4",
    ]
    assert said.startswith("\n".join(shown) + "\n")
    named = HELD[boundary].replace("On hold", "On hold for Sam").replace("Sam asked", "they asked")
    named = named.replace("Sam said", "they said")
    assert holdfast.ok("contact", "show").out == "\n".join([named, *shown[1:]]) + "\n"
    assert holdfast.ok("status", "--line").out == f"{line}\n"
    assert f"4  Fri 20 Nov, 22:25  {locked}\n" in holdfast.ok("drafts").out
    assert f"\n  message   {locked}\n" in holdfast.ok("show", "4").out
    hidden = "  until     no end date: "
    assert (hidden in holdfast.ok("cooldown", "show").out) == (boundary in FINAL)


@pytest.mark.parametrize("boundary", HELD)
def test_setting_a_boundary_shows_the_hold_and_can_be_undone(
    holdfast: Commands, clock: FakeClock, boundary: str
) -> None:
    live(holdfast, clock)
    said = holdfast.ok("contact", "boundary", "Sam", *words_of(boundary))
    read = f"{READ_BY_OTHERS}\n" if boundary == "order" else ""
    assert said.out == (
        f"{HELD[boundary]}\n{read}Typed that by mistake? You have 10 minutes: holdfast undo\n"
    )
    again = holdfast.ok("contact", "boundary", "Sam", *words_of(boundary))
    assert again.out == f"That was already set.\n{HELD[boundary]}\n{read}"
    whose = "your own no" if boundary == "mine" else "what they said"
    assert holdfast.ok("undo", "--yes").out == (
        f"Taken back: {whose}.\nOn hold until Fri 11 Dec, 22:30 (21 days left): your cool-down.\n"
    )


@pytest.mark.parametrize("boundary", HELD)
def test_no_verdict_is_wider_than_40_columns(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens, boundary: str
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "boundary", "Sam", *words_of(boundary))
    for words in ("status", "contact show", "contact list", "requests", "cooldown show"):
        shown = by_the_clock(*words.split(), columns=40)
        assert shown.end() == 0
        assert max(map(len, shown.seen.splitlines())) <= 40


def test_what_they_said_is_repeated_where_the_cool_down_holds_for_longer(
    holdfast: Commands,
) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("cooldown", "start", "30d")
    said = holdfast.ok("contact", "boundary", "Sam", "space", "--until", "sunday").out
    assert said.splitlines()[:2] == [
        "Noted: Sam, they asked for space until Sun 22 Nov, 00:00.",
        "On hold until Sun 20 Dec, 22:30 (30 days left): your cool-down.",
    ]


def test_undo_asks_before_it_removes_a_whole_promise(
    holdfast: Commands, by_the_clock: Opens
) -> None:
    holdfast.ok("cooldown", "start", "30d", "--contact", "Sam")
    said = holdfast("undo")
    assert (said.code, said.out) == (2, "")
    assert said.err == "Error: Take back the whole cool-down for Sam?\nTry: --yes\n"
    at = by_the_clock("undo")
    at.answer("Sam? [y/N] ", "")
    assert at.end() == 1
    assert holdfast("check").code == 10
    holdfast.ok("undo", "--yes")
    assert holdfast("check").code == 0


# The own no, and what an order does.


def test_an_order_is_asked_about_at_a_terminal(holdfast: Commands, by_the_clock: Opens) -> None:
    holdfast.ok("contact", "add", "Sam")
    at = by_the_clock("contact", "boundary", "Sam", "order")
    at.answer("Which one? ", "perhaps")
    at.answer("Which one? ", "protects")
    assert at.end() == 0
    assert "Does the order restrict you, or does it protect you?" in at.seen
    assert MINE in at.seen
    assert "The order protects you. Ask your lawyer or advocate before any contact." in at.seen
    assert READ_BY_OTHERS not in " ".join(at.seen.split())


def test_an_order_of_unknown_direction_is_an_error_for_a_script(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    said = holdfast("contact", "boundary", "Sam", "order")
    assert said.code == 2
    assert said.err == (
        "Error: Does the order restrict you, or does it protect you?\n"
        "Try: --restricts-me, or --protects-me\n"
    )


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("mine --until 14d", "--until only goes with space."),
        ("stop --off", "--off only goes with mine."),
        ("space --protects-me", "--restricts-me or --protects-me only goes with order."),
    ],
)
def test_an_option_of_another_boundary_is_refused(
    holdfast: Commands, words: str, error: str
) -> None:
    holdfast.ok("contact", "add", "Sam")
    said = holdfast("contact", "boundary", "Sam", *words.split())
    assert (said.code, said.err.splitlines()[0]) == (2, f"Error: {error}")


def test_what_they_said_is_repeated_where_the_own_no_is_shown(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("contact", "boundary", "Sam", "mine")
    said = holdfast.ok("contact", "boundary", "Sam", "stop").out
    assert said.startswith(f"Noted: Sam, they said no.\n{MINE}\n")
    assert holdfast.ok("contact", "boundary", "Sam", "mine").out.startswith("That was already set")


def test_ending_an_own_no_is_a_request_that_names_it(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("contact", "boundary", "Sam", "mine")
    asked = holdfast.ok("contact", "boundary", "Sam", "mine", "--off", "--reason", "safe").out
    assert asked.startswith("Request 1: end your own no to Sam. Nothing has changed yet.\n")
    assert (
        "Request 1: end your own no to Sam. It's waiting: holdfast requests\n"
        in holdfast.ok("status").out
    )
    assert "Your own no" in holdfast.ok("history").out


def test_forgetting_and_erasing_that_have_to_wait_name_the_folder(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("contact", "boundary", "Sam", "mine")
    for words in ("contact forget Sam --yes", "erase"):
        said = " ".join(holdfast.ok(*words.split(), "--reason", "safe").out.split())
        folder = holdfast.app.folders.home_text
        assert f"you are not safe: delete the folder {folder} yourself. That needs" in said


# Children, home and money.

ABOUT_THEM = "Is it about children, home or money? Keep it to that: holdfast logistics\n"


@pytest.mark.parametrize("words", ["log", "heard"])
def test_necessary_contact_is_mentioned_to_those_who_have_it(
    holdfast: Commands, words: str
) -> None:
    holdfast.ok("contact", "add", "Sam")
    assert ABOUT_THEM not in holdfast.ok(words, typed="words").out
    holdfast.ok("logistics")
    assert ABOUT_THEM in holdfast.ok(words, typed="words").out
    holdfast.ok("contact", "boundary", "Sam", "order", "--restricts-me")
    said = holdfast.ok(words, typed="words").out
    assert f"{ABOUT_THEM}Whether the order allows it, only the order and your lawyer" in said


def test_contact_against_a_no_for_two_weeks_is_named_in_status(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("contact", "boundary", "Sam", "stop")
    for _ in range(2):
        assert "has gone on for two weeks" not in holdfast.ok("status").out
        holdfast.ok("sent", "--alone")
        clock.forward(days=14)
    assert "has gone on for two weeks" in holdfast.ok("status").out
    assert "has gone on for two weeks" in holdfast.ok("report", "--week", "2026-W49").out
