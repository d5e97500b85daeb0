"""`holdfast sent`, `heard` and `logistics`: nothing is lost, what worked before, and mistakes."""

from shlex import split

import pytest

from cli.conftest import CTRL_C, CTRL_D, ENTER, Opens
from conftest import Commands
from daemons import query
from fakes import FakeClock
from lives import live

WHAT = "What was going on? Just for you. (Enter to skip) "
SLIP = "That was a slip, and you said so. What you kept still counts.\n"
WORKED = "What worked before: Wed 11 Nov, 22:40, you let one go; it went from 8 to 5.\n"
NO = {
    "stop": (
        "Sam said no. This went against it. Stopping now is the one thing that helps Sam. If "
        "you're afraid you can't stop: holdfast talk own-behaviour\n"
    ),
    "mine": (
        "You had said no, for your own safety. That no still holds. To talk to somebody: "
        "holdfast talk abuse\n"
    ),
    "order --restricts-me": (
        "Contact under an order can have legal consequences, and Holdfast can't judge that. A "
        "lawyer can. Please don't contact them to explain.\n"
    ),
}
NEXT = (
    "Nothing to fix with them now: please don't write again to explain.\n"
    "Next: put the phone in another room for ten minutes.\n"
)


def notes(holdfast: Commands) -> list[str | None]:
    """Return the notes of the contact made, newest first."""
    rows = query(holdfast.app.folders, "SELECT note FROM events ORDER BY id DESC")
    return [note for (note,) in rows]


@pytest.fixture
def lived(holdfast: Commands, clock: FakeClock) -> Commands:
    live(holdfast, clock)
    return holdfast


def test_a_slip_shows_what_worked_before_and_offers_more_time(lived: Commands) -> None:
    said = lived.ok("sent", "4", typed="not this\n").out
    hold = lived("check").out
    assert said == (
        "Noted: you contacted Sam, Fri 20 Nov, 22:30 (#4).\n"
        "Logged by accident? holdfast amend 4 --outcome open\n"
        f"{hold}{SLIP}{WORKED}{NEXT}"
        "For more time: holdfast cooldown extend 1w\n"
    )
    assert notes(lived)[0] is None
    lived.ok("cooldown", "extend", "1w")


@pytest.mark.parametrize("words", [("--intensity", "8"), ()])
def test_a_slip_without_a_cool_down_offers_one_and_shows_no_number_that_was_not_given(
    holdfast: Commands, clock: FakeClock, words: tuple[str, ...]
) -> None:
    holdfast.ok("log", *words, typed="I miss you")
    holdfast.ok("let-go")
    clock.forward(hours=1)
    holdfast.ok("log", typed="I miss you")
    said = holdfast.ok("sent").out
    assert SLIP in said
    assert "What worked before: Fri 20 Nov, 22:30, you let one go.\n" in said
    assert said.endswith("\nFor time to breathe: holdfast cooldown start 7d\n")
    holdfast.ok("cooldown", "start", "7d")


@pytest.mark.parametrize("boundary", NO)
def test_after_a_no_a_slip_offers_no_cool_down(lived: Commands, boundary: str) -> None:
    lived.ok("contact", "boundary", "Sam", *boundary.split())
    said = lived.ok("sent", "4").out
    assert said.endswith(NO[boundary])
    for comfort in ("holdfast cooldown", "What worked", "counts", "Nothing to fix", WHAT):
        assert comfort not in said


@pytest.mark.parametrize("boundary", NO)
def test_after_contact_against_a_no_nobody_is_asked_what_was_going_on(
    lived: Commands, by_the_clock: Opens, boundary: str
) -> None:
    lived.ok("contact", "boundary", "Sam", *boundary.split())
    at = by_the_clock("sent", "4")
    assert at.end() == 0
    assert WHAT not in at.seen


@pytest.mark.parametrize("words", ["sent --alone", "heard"])
def test_contact_while_nothing_is_held_is_no_slip_and_offers_a_cool_down(
    holdfast: Commands, by_the_clock: Opens, words: str
) -> None:
    holdfast.ok("contact", "add", "Sam")
    at = by_the_clock(*words.split())
    assert at.end() == 0
    assert "slip" not in at.seen
    assert WHAT not in at.seen
    assert " hold" not in at.seen.replace(" holdfast", "")
    assert at.seen.endswith("For time to breathe: holdfast cooldown start 7d\n")


def test_sent_with_a_contact_is_about_their_newest_urge(holdfast: Commands) -> None:
    for name in ("Sam", "Kim"):
        holdfast.ok("contact", "add", name)
        holdfast.ok("log", "--contact", name, typed="one")
    assert "(#1)" in holdfast.ok("sent", "--contact", "Sam").out
    assert "It belongs to no urge" in holdfast.ok("sent", "--contact", "Sam").out


@pytest.mark.parametrize("words", ["sent", "heard", "logistics --about keys"])
def test_contact_on_a_new_installation_names_the_contact_ex(holdfast: Commands, words: str) -> None:
    assert "holdfast contact rename Ex NAME" in holdfast.ok(*words.split()).out
    holdfast.ok("contact", "rename", "Ex", "Sam")
    again = holdfast.ok(*words.split()).out
    assert "contact rename" not in again
    assert "Sam" in again


# ---- at a terminal


@pytest.mark.parametrize(
    ("answer", "note"),
    [("  wine " + ENTER, "wine"), ("   " + ENTER, None), (CTRL_D, None)],
    ids=["words in spaces", "spaces", "ctrl-d"],
)
def test_at_a_terminal_sent_asks_what_was_happening_and_saves_the_answer(
    lived: Commands, by_the_clock: Opens, answer: str, note: str | None
) -> None:
    sent = by_the_clock("sent", "4")
    assert SLIP in " ".join(sent.until(WHAT).split()) + "\n"
    sent.type(answer)
    assert sent.end() == 0
    assert WORKED in sent.seen
    assert "holdfast cooldown extend 1w" in sent.seen
    assert notes(lived) == [note, "They picked up"]
    assert (f"  note      {note}\n" in lived.ok("show", "4").out) == (note is not None)
    assert lived.ok("show", "4", "--json").json["note"] == note


def test_ctrl_c_at_what_was_happening_gives_the_words_back_and_keeps_the_contact(
    lived: Commands, by_the_clock: Opens
) -> None:
    sent = by_the_clock("sent", "4")
    sent.until(WHAT)
    sent.type("their song ca")
    sent.until("their song ca")
    sent.type(CTRL_C)
    assert sent.end() == 130
    assert WORKED in sent.seen
    assert "The contact is noted, without what was going on.\n" in sent.seen
    assert sent.seen.endswith("What you typed: their song ca\n")
    assert notes(lived) == [None, "They picked up"]


@pytest.mark.parametrize("words", ["sent 4 --note wine", "sent 4 --json"])
def test_sent_with_a_note_or_json_asks_nothing(
    lived: Commands, by_the_clock: Opens, words: str
) -> None:
    sent = by_the_clock(*words.split())
    assert sent.end() == 0
    assert WHAT not in sent.seen
    assert notes(lived)[0] == ("wine" if "--note" in words else None)


# ---- logged by accident


@pytest.mark.parametrize("kind", ["sent", "heard", "logistics"])
def test_mistake_takes_contact_without_an_urge_out_of_the_report(
    holdfast: Commands, kind: str
) -> None:
    holdfast.ok("log", "--no-draft", "--intensity", "5")
    holdfast.ok(kind, *(["--alone"] if kind == "sent" else []))
    key = "slips" if kind == "sent" else kind
    assert holdfast.ok("report", "--format", "json").json[key] == 1
    assert holdfast.ok(kind, "--mistake").out.startswith("Retracted: ")
    assert holdfast.ok("report", "--format", "json").json[key] == 0
    again = holdfast(kind, "--mistake")
    assert again.code == 1
    assert again.err.startswith("Error: No such contact is noted.\n")


def test_mistake_about_contact_of_more_than_a_day_ago_needs_its_time(
    holdfast: Commands, clock: FakeClock
) -> None:
    for name in ("Sam", "Kim"):
        holdfast.ok("contact", "add", name)
    holdfast.ok("heard", "--contact", "Kim")
    clock.forward(days=1, seconds=1)
    late = holdfast("heard", "--mistake")
    way_out = 'heard --mistake --at "2026-11-20 22:30" --contact Kim'
    assert (late.code, late.out) == (1, "")
    assert late.err == (
        "Error: The last one, Fri 20 Nov, 22:30, was noted more than a day ago.\n"
        f"Try: holdfast {way_out}, if you mean that one\n"
    )
    elsewhere = holdfast("heard", "--mistake", "--at", "2026-11-20 22:31")
    assert elsewhere.err.startswith("Error: No such contact is noted at that time.\n")
    assert ": Kim contacted you, Fri 20 Nov, 22:30.\n" in holdfast.ok(*split(way_out)).out
