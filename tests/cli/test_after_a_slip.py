"""`holdfast sent` that is a slip: nothing is lost, what worked before, and what is next."""

from shlex import split

import pytest

from cli.conftest import CTRL_C, CTRL_D, ENTER, Opens
from conftest import Commands
from daemons import query
from fakes import FakeClock
from holdfast.rendering.holds import THE_ORDER
from lives import live

WHAT = "What was happening? For yourself. (Enter: skip) "
SLIP = "It was held then, so it counts as a slip. Nothing starts over; all you kept counts.\n"
WORKED = (
    "What worked before: Wed 11 Nov 2026, 22:40, you let one go; it went from 8 to 5.\n"
    "A next step could be: put the phone in another room for ten minutes.\n"
)


def notes(holdfast: Commands) -> list[str | None]:
    """Give the notes of what was written down as contact made, newest first."""
    rows = query(holdfast.app.folders, "SELECT note FROM events ORDER BY id DESC")
    return [note for (note,) in rows]


def test_a_slip_says_what_worked_before_and_offers_more_time(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    said = holdfast.ok("sent", "4").out
    assert said == (
        "Written down: you contacted Sam, Fri 20 Nov 2026, 22:30, about urge 4.\n"
        "A mistake? holdfast amend 4 --outcome open\n"
        "Held: nothing goes to Sam until Fri 11 Dec 2026, 22:30 (21 d to go), by your cool-down.\n"
        f"{SLIP}{WORKED}"
        "For more time: holdfast cooldown extend 1w\n"
    )
    holdfast.ok("cooldown", "extend", "1w")


def test_a_slip_without_a_cool_down_offers_one(holdfast: Commands) -> None:
    holdfast.ok("log", typed="I miss you")
    said = holdfast.ok("sent").out
    assert SLIP in said
    assert "What worked before" not in said
    assert said.endswith("\nFor time to breathe: holdfast cooldown start 7d\n")
    holdfast.ok("cooldown", "start", "7d")


@pytest.mark.parametrize("words", [("--intensity", "8"), ()])
def test_what_worked_before_goes_without_numbers_that_were_not_said(
    holdfast: Commands, clock: FakeClock, words: tuple[str, ...]
) -> None:
    holdfast.ok("log", *words, typed="I miss you")
    holdfast.ok("let-go")
    clock.forward(hours=1)
    holdfast.ok("log", typed="I miss you")
    said = holdfast.ok("sent").out
    assert "What worked before: Fri 20 Nov 2026, 22:30, you let one go.\n" in said


def test_what_was_not_held_is_no_slip_and_asks_nothing(
    holdfast: Commands, by_the_clock: Opens
) -> None:
    holdfast.ok("contact", "add", "Sam")
    sent = by_the_clock("sent", "--alone")
    assert sent.end() == 0
    assert "slip" not in sent.seen
    assert WHAT not in sent.seen


@pytest.mark.parametrize("boundary", ["stop", "order"])
def test_after_their_no_no_time_of_your_own_is_offered(
    holdfast: Commands, clock: FakeClock, boundary: str
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "boundary", "Sam", boundary)
    said = holdfast.ok("sent", "4").out
    worked, _, phone = WORKED.partition("A next step")
    next_step = f"A next step{phone}" if boundary == "stop" else ""
    assert said.endswith(f"{SLIP}{worked}{next_step}")
    assert said.count(THE_ORDER) == (boundary == "order")
    assert "holdfast cooldown" not in said


def test_what_was_let_go_in_the_same_hour_did_not_hold_and_is_not_said_to_have_worked(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("log", typed="I miss you")
    holdfast.ok("let-go")
    clock.forward(minutes=5)
    assert "What worked before" not in holdfast.ok("sent").out


def test_that_nothing_is_held_is_not_said_after_contact(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    for words in (["sent", "--alone"], ["heard"]):
        said = holdfast.ok(*words).out
        assert "Nothing holds" not in said
        assert said.endswith("For time to breathe: holdfast cooldown start 7d\n")
    assert "You need not answer now." in said


def test_with_a_contact_named_it_is_about_their_newest_urge(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("contact", "add", "Kim")
    holdfast.ok("log", "--contact", "Sam", typed="one")
    holdfast.ok("log", "--contact", "Kim", typed="two")
    assert "about urge 1" in holdfast.ok("sent", "--contact", "Sam").out
    assert "It stands by itself" in holdfast.ok("sent", "--contact", "Sam").out


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        ("I had wine, and their song came" + ENTER, "I had wine, and their song came"),
        ("  wine " + ENTER, "wine"),
        (ENTER, None),
        ("   " + ENTER, None),
        (CTRL_D, None),
    ],
    ids=["words", "words in spaces", "enter", "spaces", "ctrl-d"],
)
def test_at_a_terminal_it_asks_what_was_happening_and_the_words_are_kept_as_a_note(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens, answer: str, note: str | None
) -> None:
    live(holdfast, clock)
    sent = by_the_clock("sent", "4")
    assert SLIP in " ".join(sent.until(WHAT).split()) + "\n"
    assert "What worked before" not in sent.seen
    sent.type(answer)
    assert sent.end() == 0
    assert "What worked before: Wed 11 Nov 2026, 22:40" in sent.seen
    assert "holdfast cooldown extend 1w" in sent.seen
    assert notes(holdfast) == [note, "They picked up"]
    assert (f"  note      {note}\n" in holdfast.ok("show", "4").out) == (note is not None)
    assert holdfast.ok("show", "4", "--json").json["note"] == note
    (urge,) = holdfast.ok("list", "--outcome", "sent", "--limit", "1", "--json").json
    assert (urge["id"], urge["slip"]) == (4, True)


def test_ctrl_c_there_gives_the_words_back_and_says_all_else(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens
) -> None:
    live(holdfast, clock)
    sent = by_the_clock("sent", "4")
    sent.until(WHAT)
    sent.type("their song ca")
    sent.until("their song ca")
    sent.type(CTRL_C)
    assert sent.end() == 130
    assert "What worked before: Wed 11 Nov 2026, 22:40" in sent.seen
    assert "The contact is written down, without what was happening.\n" in sent.seen
    assert sent.seen.endswith("What you had typed: their song ca\n")
    assert notes(holdfast) == [None, "They picked up"]


@pytest.mark.parametrize("kind", ["sent", "heard", "logistics"])
def test_contact_that_belongs_to_no_urge_can_be_taken_out_of_the_counts(
    holdfast: Commands, kind: str
) -> None:
    holdfast.ok("log", "--intensity", "5")
    holdfast.ok(kind, *(["--alone"] if kind == "sent" else []))
    key = "slips" if kind == "sent" else kind
    assert holdfast.ok("report", "--format", "json").json[key] == 1
    assert holdfast.ok(kind, "--mistake").out.startswith("Out of the counts: ")
    assert holdfast.ok("report", "--format", "json").json[key] == 0
    again = holdfast(kind, "--mistake")
    assert (again.code, again.err.splitlines()[0]) == (
        1,
        "Error: None of that kind stands by itself here.",
    )


@pytest.mark.parametrize("kind", ["sent --alone", "heard", "logistics"])
def test_what_was_written_down_more_than_a_day_ago_is_taken_out_only_by_saying_when_it_was(
    holdfast: Commands, clock: FakeClock, kind: str
) -> None:
    mistake = (kind.partition(" ")[0], "--mistake")
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("contact", "add", "Kim")
    clock.forward(seconds=20)
    holdfast.ok(*kind.split(), "--contact", "Kim")
    clock.forward(days=1)
    holdfast.ok(*kind.split(), "--contact", "Sam", "--at", "3d ago")
    said = holdfast.ok(*mistake).out
    assert said.startswith("Out of the counts: ")
    assert " Sam, Wed 18 Nov 2026, 22:30.\n" in said
    clock.forward(seconds=1)

    again = holdfast(*mistake)
    way_out = f'{" ".join(mistake)} --at "2026-11-20 22:30" --contact Kim'
    assert again.code == 1
    assert again.err == (
        "Error: The last one, of 2026-11-20 22:30, was written down more than a day ago.\n"
        f"Try: holdfast {way_out}, if you mean that one\n"
    )
    for elsewhere in ("2026-11-20 22:29", "2026-11-20 22:31"):
        nothing = holdfast(*mistake, "--at", elsewhere)
        assert nothing.err.startswith("Error: None of that kind stands by itself there.\n")
    assert " Kim, Fri 20 Nov 2026, 22:30.\n" in holdfast.ok(*split(way_out)).out
    assert holdfast(*mistake).err.startswith("Error: None of that kind stands by itself here.\n")


@pytest.mark.parametrize("words", ["sent 4 --note wine", "sent 4 --json"])
def test_whoever_said_it_already_or_reads_json_is_not_asked(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens, words: str
) -> None:
    live(holdfast, clock)
    sent = by_the_clock(*words.split())
    assert sent.end() == 0
    assert WHAT not in sent.seen
    assert notes(holdfast)[0] == ("wine" if "--note" in words else None)


def test_a_pipe_is_not_asked(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    said = holdfast.ok("sent", "4", typed="not this\n")
    assert WHAT not in said.out + said.err
    assert notes(holdfast)[0] is None


@pytest.mark.parametrize("words", ["sent", "heard", "logistics --about keys"])
def test_on_an_empty_home_it_is_said_what_the_contact_is_called(
    holdfast: Commands, words: str
) -> None:
    said = holdfast.ok(*words.split()).out
    assert "They are called Ex here. Another name: holdfast contact rename Ex NAME\n" in said
    holdfast.ok("contact", "rename", "Ex", "Sam")
    again = holdfast.ok(*words.split()).out
    assert "They are called" not in again
    assert " Sam, Fri 20 Nov 2026, 22:30." in again
