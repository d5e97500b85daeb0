"""`holdfast drafts` and `drafts review`: reading a message again once its hold is over."""

from typing import Any

import pytest

from cli.conftest import CTRL_C, CTRL_D, Opens, Terminal
from conftest import Commands
from daemons import query
from fakes import FakeClock
from lives import DRAFT, MARK

# Coverage is measured in the child processes, too.
pytestmark = pytest.mark.measured

CALM = "Are you calm now? [y/n] "
WANTED = "What have they actually said they want? "
GLAD = "Would you be glad in a month that you sent it? [y/n] "
DECISION = "[let it go] "
QUESTIONS = (CALM, WANTED, GLAD, DECISION)
NASTY = "zwieback\x1b[31m\x07\nand \N{RIGHT-TO-LEFT OVERRIDE}more\x9b1m"
REVIEW = ("drafts", "review", "1")


@pytest.fixture
def ready(holdfast: Commands, clock: FakeClock) -> Commands:
    """Urge 1 has a draft whose hold is over."""
    holdfast.ok("log", typed=DRAFT)
    clock.forward(hours=24)
    return holdfast


def urge(holdfast: Commands) -> dict[str, Any]:
    found: dict[str, Any] = holdfast.ok("show", "1", "--json").json["urge"]
    return found


def reviews(holdfast: Commands) -> list[Any]:
    """Return the reviews that were saved."""
    asked = "SELECT decision, calm, wanted, glad FROM reviews ORDER BY id"
    return query(holdfast.app.folders, asked)


def answer(at: Terminal, *answers: str) -> None:
    """Answer the questions in their order, as far as there are answers."""
    for question, words in zip(QUESTIONS, answers, strict=False):
        at.answer(question, words)


def test_drafts_lists_which_are_locked_and_how_to_review_one_that_is_not(
    holdfast: Commands, clock: FakeClock
) -> None:
    assert holdfast.ok("drafts").out == "No message is open.\n"
    holdfast.ok("log", typed=DRAFT)
    holdfast.ok("log", "--no-draft")
    clock.forward(hours=12)
    holdfast.ok("log", typed=DRAFT)
    clock.forward(hours=12)
    assert holdfast.ok("drafts").out == (
        "#  Written            Locked?\n"
        "3  Sat 21 Nov, 10:30  locked until Sun 22 Nov, 10:30 (12 h left)\n"
        "1  Fri 20 Nov, 22:30  ready to look at again\n"
        "To look at one again: holdfast drafts review 1\n"
    )


# ---- at a terminal


def test_review_shows_the_text_asks_three_questions_and_enter_lets_it_go(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock(*REVIEW)
    assert at.answer(CALM, "y") == (
        f"You wrote this on Fri 20 Nov, 22:30, for Ex (#1):\n\n  {DRAFT}\n\n"
        "Three questions. Enter skips one.\n"
    )
    at.answer(WANTED, "time for themselves\x9b1m")
    at.answer(GLAD, "n")
    at.answer(DECISION, "")
    assert at.end() == 0
    assert at.seen.endswith("Let go (#1).\n")
    assert urge(ready)["outcome"] == "let-go"
    assert reviews(ready) == [("let-go", 1, "time for themselves\x9b1m", 0)]
    shown = ready.ok("show", "1").out
    assert (
        "  looked at Sat 21 Nov, 22:30: let go\n"
        "  calm      yes\n"
        "  they want time for themselves\\x9b1m\n"
        "  glad in a month: no\n"
    ) in shown
    assert MARK not in shown


def test_review_shows_the_text_with_control_characters_escaped(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens
) -> None:
    holdfast.ok("log", typed=NASTY)
    clock.forward(hours=24)
    at = by_the_clock(*REVIEW)
    at.until("for Ex (#1):")
    at.child.expect_exact("Three questions")
    raw = at.child.before.replace("\x1b[0m", "")
    assert "  zwieback\\x1b[31m\\x07\r\n  and \\u202emore\\x9b1m\r\n" in raw
    assert "\x1b[31m" not in raw


def test_a_question_can_be_skipped_and_is_repeated_if_the_answer_is_not_understood(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock(*REVIEW)
    at.answer(CALM, "perhaps")
    assert "Please answer y or n, or press Enter." in at.answer(CALM, "")
    answer_rest = {WANTED: "", GLAD: "", DECISION: "send it"}
    for question, words in answer_rest.items():
        at.answer(question, words)
    assert "Please press Enter, or type k 3d or m." in at.answer(DECISION, "k")
    assert "For how long? For example: k 3d" in at.answer(DECISION, "k soon")
    assert 'I can\'t read the length "soon".' in at.answer(DECISION, "k 8d")
    assert "takes 10m to 7d" in at.answer(DECISION, "let")
    assert at.end() == 0
    assert reviews(ready) == [("let-go", None, None, None)]


def test_k_keeps_the_draft_locked_for_longer(
    ready: Commands, clock: FakeClock, by_the_clock: Opens
) -> None:
    at = by_the_clock(*REVIEW)
    answer(at, "", "", "", "K 72h")
    assert at.end() == 0
    kept = "The message (#1) is locked until Tue 24 Nov, 22:30 (3 days left)."
    assert " ".join(at.seen.split()).endswith(kept)
    assert urge(ready)["outcome"] == "open"
    assert ready(*REVIEW, "--let-go").code == 1
    clock.forward(days=3)
    again = by_the_clock(*REVIEW)
    assert DRAFT in again.until(CALM)


def test_m_notes_that_the_person_writes_and_sends_nothing(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock(*REVIEW)
    answer(at, "y", "", "y", "m")
    assert at.end() == 0
    assert at.seen.endswith(
        "Noted. Holdfast sends nothing.\n"
        "If you do write to them, note it afterwards: holdfast sent 1\n"
    )
    assert urge(ready)["outcome"] == "open"
    assert reviews(ready) == [("myself", 1, None, 1)]
    shown = ready.ok("show", "1").out
    assert "  looked at Sat 21 Nov, 22:30: you would write yourself\n" in shown


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize("answers", [(), ("y", "room"), ("y", "room", "n")])
def test_breaking_off_decides_nothing_and_gives_the_answer_back(
    ready: Commands, by_the_clock: Opens, key: str, answers: tuple[str, ...]
) -> None:
    before = urge(ready)
    at = by_the_clock(*REVIEW)
    answer(at, *answers)
    at.until(QUESTIONS[len(answers)])
    at.type(key)
    assert at.end() == 130
    assert "Nothing was decided. The message stays as it is.\n" in at.seen
    assert at.seen.endswith("What you typed: room\n") == ("room" in answers)
    assert (urge(ready), reviews(ready)) == (before, [])


def test_a_hold_that_begins_during_a_review_ends_it_and_gives_the_answer_back(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock(*REVIEW)
    answer(at, "y", "They asked for quiet")
    ready.ok("cooldown", "start", "30d")
    at.answer(GLAD, "")
    at.answer(DECISION, "")
    assert at.end() == 1
    assert "What you typed: They asked for quiet\n" in at.seen
    assert urge(ready)["outcome"] == "open"


# ---- by options


@pytest.mark.parametrize("form", ["", "--json", "--let-go", "--keep 3d", "--myself"])
def test_a_review_of_a_locked_draft_is_refused_and_prints_no_text(
    holdfast: Commands, by_the_clock: Opens, form: str
) -> None:
    holdfast.ok("log", typed=DRAFT)
    said = holdfast(*REVIEW, *form.split())
    assert (said.code, said.out) == (1, "")
    assert "The message of urge 1 is locked until Sat 21 Nov, 22:30." in said.err
    assert "holdfast let-go 1" in said.err
    assert MARK not in said.err
    at = by_the_clock(*REVIEW, *form.split())
    assert (at.end(), MARK in at.seen) == (1, False)
    assert urge(holdfast)["outcome"] == "open"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("", "A decision is missing: --let-go, --keep LENGTH or --myself."),
        ("--json", "A decision is missing: --let-go, --keep LENGTH or --myself."),
        ("--let-go --keep 3d", "Only one of these is possible: --let-go, --keep or --myself."),
        ("--keep soon", 'I can\'t read the length "soon".'),
        ("--keep 8d", "takes 10m to 7d."),
        ("--yes", "There is no option"),
    ],
)
def test_without_a_terminal_a_review_needs_one_decision_and_prints_no_text(
    ready: Commands, form: str, sentence: str
) -> None:
    said = ready(*REVIEW, *form.split(), typed="y\nroom\nn\n\n")
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert MARK not in said.err
    assert (urge(ready)["outcome"], reviews(ready)) == ("open", [])


@pytest.mark.parametrize(
    ("form", "decision", "says"),
    [
        ("--let-go", "let-go", "Let go (#1)."),
        ("--keep 3d", "keep", "The message (#1) is locked until Tue 24 Nov, 22:30"),
        ("--myself", "myself", "Noted. Holdfast sends nothing."),
    ],
)
def test_a_decision_can_be_an_option(ready: Commands, form: str, decision: str, says: str) -> None:
    said = ready.ok("drafts", "review", *form.split())  # without a number: the newest that is ready
    assert said.out.startswith(says)
    assert MARK not in said.out + said.err
    assert reviews(ready) == [(decision, None, None, None)]


# ---- only reading


@pytest.mark.parametrize("before", [None, "let-go 1", "sent 1"])
def test_a_draft_that_nothing_holds_can_be_read_whatever_became_of_it(
    ready: Commands, before: str | None
) -> None:
    if before:
        ready.ok(*before.split())
    said = ready.ok("drafts", "show", "1")
    assert said.out == f"You wrote this on Fri 20 Nov, 22:30, for Ex (#1):\n\n  {DRAFT}\n"
    document = ready.ok("drafts", "show", "1", "--json").json
    assert (document["text"], document["urge"]["id"]) == (DRAFT, 1)


@pytest.mark.parametrize(
    ("hold", "sentence"),
    [
        ("requests", "The message of urge 1 is locked until Sat 21 Nov, 22:30."),
        ("cooldown start 30d", "The message of urge 1 is locked until Sun 20 Dec, 22:30."),
        ("contact boundary Ex stop", "The message of urge 1 is locked: Ex said no."),
        (
            "contact boundary Ex mine",
            "The message of urge 1 is locked: you said no, for your own safety.",
        ),
        (
            "contact boundary Ex order --restricts-me",
            "The message of urge 1 is locked under the order.",
        ),
    ],
)
@pytest.mark.parametrize("outcome", ["open", "let go"])
def test_a_locked_draft_can_not_be_read(
    holdfast: Commands, hold: str, sentence: str, outcome: str
) -> None:
    holdfast.ok("log", typed=DRAFT)
    holdfast.ok(*hold.split())
    if outcome == "let go":
        holdfast.ok("let-go", "1")
    for form in ([], ["--json"]):
        said = holdfast("drafts", "show", "1", *form)
        assert (said.code, said.out) == (1, "")
        assert sentence in said.err
        assert MARK not in said.err


def test_an_urge_without_a_draft_has_nothing_to_read(holdfast: Commands) -> None:
    holdfast.ok("log", "--no-draft")
    said = holdfast("drafts", "show", "1")
    assert (said.code, "has no message" in said.err) == (1, True)
