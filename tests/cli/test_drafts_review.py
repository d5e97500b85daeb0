"""`holdfast drafts` and `drafts review`: looking again at what was held, once it is not."""

from typing import Any

import pytest

from cli.conftest import CTRL_C, CTRL_D, ENTER, Opens, Terminal
from conftest import Commands
from daemons import query
from fakes import FakeClock
from lives import DRAFT, MARK, kept_draft, live

# It is reached in processes alone.
pytestmark = pytest.mark.measured

CALM = "Are you calm now? [y/n] "
WANTED = "What have they actually said they want? "
GLAD = "Would you be glad in a month that you sent it? [y/n] "
DECISION = "[let it go] "
NASTY = "zwieback\x1b[31m\x07\nand \N{RIGHT-TO-LEFT OVERRIDE}more\x9b1m"


@pytest.fixture
def ready(holdfast: Commands, clock: FakeClock) -> Commands:
    """A home in which the hold of urge 1 has passed."""
    holdfast.ok("log", typed=DRAFT)
    clock.forward(hours=24)
    return holdfast


def urge(holdfast: Commands) -> dict[str, Any]:
    found: dict[str, Any] = holdfast.ok("show", "1", "--json").json["urge"]
    return found


def reviews(holdfast: Commands) -> list[Any]:
    """Give what was noted of looking again."""
    asked = "SELECT decision, calm, wanted, glad FROM reviews ORDER BY id"
    return query(holdfast.app.folders, asked)


def look(at: Terminal, *answers: str) -> None:
    """Answer the questions, as far as there are answers."""
    for question, said in zip((CALM, WANTED, GLAD, DECISION), answers, strict=False):
        at.answer(question, said)


def test_it_shows_the_text_asks_three_questions_and_enter_lets_it_go(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock("drafts", "review", "1")
    shown = at.answer(CALM, "y")
    assert shown == (
        "Urge 1, Fri 20 Nov 2026, 22:30, to Ex:\n"
        "\n"
        f"  {DRAFT}\n"
        "\n"
        "Three questions; Enter skips one.\n"
    )
    at.answer(WANTED, "time for themselves")
    at.answer(GLAD, "n")
    at.answer(DECISION, "")
    assert at.end() == 0
    assert at.seen.endswith("Urge 1: let go.\n")
    assert urge(ready)["outcome"] == "let-go"
    assert reviews(ready) == [("let-go", 1, "time for themselves", 0)]
    assert (
        "  looked at Sat 21 Nov 2026, 22:30: let go\n"
        "  calm      yes\n"
        "  they want time for themselves\n"
        "  glad      no, in a month\n"
    ) in ready.ok("show", "1").out


def test_what_was_answered_before_can_be_read_while_it_is_held_again_and_the_draft_can_not(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock("drafts", "review", "1")
    look(at, "", "room\x9b1m", "", "k 3d")
    assert at.end() == 0
    said = ready.ok("show", "1")
    assert "  they want room\\x9b1m\n" in said.out
    assert "calm" not in said.out
    assert "glad" not in said.out
    assert MARK not in said.out + ready.ok("show", "1", "--json").out


def test_the_text_is_shown_line_by_line_with_control_characters_escaped(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens
) -> None:
    holdfast.ok("log", typed=NASTY)
    clock.forward(hours=24)
    at = by_the_clock("drafts", "review", "1")
    at.until("to Ex:")
    at.child.expect_exact("Three questions")
    raw = at.child.before.replace("\x1b[0m", "")
    assert "  zwieback\\x1b[31m\\x07\r\n  and \\u202emore\\x9b1m\r\n" in raw
    assert not {"\x07", "\x9b", "\N{RIGHT-TO-LEFT OVERRIDE}"} & set(raw)
    assert "\x1b[31m" not in raw
    at.type(CTRL_C)
    assert at.end() == 130


def test_each_question_can_be_skipped_and_is_asked_again_when_not_understood(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock("drafts", "review", "1")
    at.answer(CALM, "perhaps")
    assert "Please say y or n, or Enter." in at.answer(CALM, "")
    at.answer(WANTED, "")
    at.answer(GLAD, "")
    at.answer(DECISION, "send it")
    assert "Please say Enter, “k 3d” or “m”." in at.answer(DECISION, "let")
    assert at.end() == 0
    assert reviews(ready) == [("let-go", None, None, None)]


@pytest.mark.parametrize("said", ["k 3d", "keep 3d", "K 72h"])
def test_k_keeps_it_sealed_for_longer(
    ready: Commands, clock: FakeClock, by_the_clock: Opens, said: str
) -> None:
    at = by_the_clock("drafts", "review", "1")
    look(at, "", "", "", said)
    assert at.end() == 0
    sealed = "The draft of urge 1 is sealed until Tue 24 Nov 2026, 22:30 (3 d to go)."
    assert " ".join(at.seen.split()).endswith(sealed)
    assert urge(ready)["hold"]["until"] == "2026-11-24T21:30:00Z"
    assert urge(ready)["outcome"] == "open"
    assert reviews(ready) == [("keep", None, None, None)]
    assert ready("drafts", "review", "1", "--let-go").code == 1
    clock.forward(days=3)
    ready.ok("drafts", "review", "1", "--let-go")


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("k", "Say for how long, too: k 3d"),
        ("k soon", "“soon” isn't a length"),
        ("k 5m", "takes 10m to 7d"),
        ("k 8d", "takes 10m to 7d"),
        ("k 1M", "can't be counted"),
    ],
)
def test_a_length_that_can_not_be_is_asked_for_again(
    ready: Commands, by_the_clock: Opens, said: str, answered: str
) -> None:
    at = by_the_clock("drafts", "review", "1")
    look(at, "", "", "", said)
    assert answered in at.answer(DECISION, "k 1d")
    assert at.end() == 0
    assert urge(ready)["hold"]["until"] == "2026-11-22T21:30:00Z"


def test_after_m_a_later_messages_pause_is_said_to_be_another_ones(
    ready: Commands, by_the_clock: Opens
) -> None:
    ready.ok("log", typed="words")
    at = by_the_clock("drafts", "review", "1", columns=100)
    look(at, "", "", "", "m")
    assert at.end() == 0
    held = (
        "Held: nothing goes to Ex until Sun 22 Nov 2026, 22:30 (1 d to go), by the pause of "
        "another message."
    )
    assert held in " ".join(at.seen.split())


def test_m_notes_that_they_write_themselves_and_sends_nothing(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock("drafts", "review", "1")
    look(at, "y", "", "y", "m")
    assert at.end() == 0
    assert at.seen.endswith(
        "Noted. Holdfast sends nothing, and hands nothing on.\n"
        "If you do write to them, say so afterwards: holdfast sent 1\n"
    )
    assert urge(ready)["outcome"] == "open"
    assert reviews(ready) == [("myself", 1, None, 1)]
    shown = ready.ok("show", "1").out
    assert "  looked at Sat 21 Nov 2026, 22:30: to write to them yourself\n" in shown


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize("answers", [(), ("y",), ("y", "room"), ("y", "room", "n")])
def test_ctrl_c_and_ctrl_d_decide_nothing(
    ready: Commands, by_the_clock: Opens, key: str, answers: tuple[str, ...]
) -> None:
    before = urge(ready)
    at = by_the_clock("drafts", "review", "1")
    look(at, *answers)
    at.until((CALM, WANTED, GLAD, DECISION)[len(answers)])
    at.type(key)
    assert at.end() == 130
    assert "Nothing was decided. It stays as it is." in at.seen
    assert urge(ready) == before
    assert reviews(ready) == []


SEALED = (
    "Error: The draft of urge 1 is sealed until 2026-11-21 22:30.\n"
    "Try: holdfast drafts, or holdfast let-go 1\n"
)


@pytest.mark.parametrize("form", ["", "--json", "--let-go", "--keep 3d", "--myself", "--yes"])
def test_while_it_is_held_it_is_refused_and_no_text_is_shown(holdfast: Commands, form: str) -> None:
    holdfast.ok("log", typed=DRAFT)
    said = holdfast("drafts", "review", "1", *form.split())
    assert MARK not in said.out + said.err
    assert said.out == ""
    if form == "--yes":  # nothing confirms this
        assert said.code == 2
    elif form == "--json":
        assert said.code == 1
        assert "sealed until 2026-11-21 22:30" in said.err
    else:
        assert (said.code, said.err) == (1, SEALED)
    assert urge(holdfast)["outcome"] == "open"


SHOWS = [
    *("list", "list --retracted", "show 4", "drafts", "status", "check", "contact list"),
    *("cooldown show", "changes", "report", "reports", "nudges", "doctor clock", "config show"),
    *("daemon status", "amend 4 --channel letter", "rate 4 3", "sent 4", "heard", "retract 4"),
    *("undo", "let-go 4", "cooldown end --reason because", "contact boundary Sam stop"),
]


@pytest.mark.parametrize("form", ["", "--json"])
def test_no_command_shows_a_text_that_is_held(
    holdfast: Commands, clock: FakeClock, form: str
) -> None:
    live(holdfast, clock)
    for words in SHOWS:
        said = holdfast(*words.split(), *form.split())
        assert said.out or said.err, words
        assert MARK not in said.out + said.err, words
    for other in ("html", "md", "csv"):
        assert MARK not in holdfast.ok("report", "--format", other).out
    assert MARK in (kept_draft(holdfast.app.folders) or "")


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_while_it_is_held_it_is_refused_at_a_terminal_too(
    holdfast: Commands, by_the_clock: Opens, form: tuple[str, ...]
) -> None:
    holdfast.ok("log", typed=DRAFT)
    at = by_the_clock("drafts", "review", "1", *form)
    assert at.end() == 1
    assert MARK not in at.seen
    assert "is sealed until 2026-11-21 22:30" in at.seen


def test_what_a_boundary_holds_is_sealed_without_a_day(ready: Commands) -> None:
    ready.ok("contact", "boundary", "Ex", "stop")
    said = ready("drafts", "review", "1", "--let-go")
    assert (said.code, said.err) == (
        1,
        (
            "Error: The draft of urge 1 is sealed for as long as the boundary stands.\n"
            "Try: holdfast drafts, or holdfast let-go 1\n"
        ),
    )


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_without_a_terminal_and_a_decision_the_options_are_named_and_no_text_is_shown(
    ready: Commands, form: tuple[str, ...]
) -> None:
    said = ready("drafts", "review", "1", *form, typed="y\nroom\nn\n\n")
    assert (said.code, said.out) == (2, "")
    assert "Looking again ends in a decision: say --let-go, --keep LENGTH or --myself." in said.err
    assert "holdfast drafts review 1 --let-go" in said.err
    assert MARK not in said.err
    assert reviews(ready) == []
    assert kept_draft(ready.app.folders) == DRAFT


@pytest.mark.parametrize(
    ("form", "decision", "says"),
    [
        ("--let-go", "let-go", "Urge 1: let go."),
        ("--keep 3d", "keep", "The draft of urge 1 is sealed until Tue 24 Nov 2026, 22:30"),
        ("--myself", "myself", "Noted. Holdfast sends nothing, and hands nothing on."),
    ],
)
def test_a_decision_can_be_said_at_once_and_shows_no_text(
    ready: Commands, form: str, decision: str, says: str
) -> None:
    said = ready.ok("drafts", "review", "1", *form.split())
    assert said.out.startswith(says)
    assert MARK not in said.out + said.err
    assert reviews(ready) == [(decision, None, None, None)]


def test_in_json_a_decision_gives_the_urge_and_no_text(ready: Commands) -> None:
    said = ready.ok("drafts", "review", "1", "--let-go", "--json")
    assert (said.json["urge"]["outcome"], said.json["hold"]["held"]) == ("let-go", False)
    assert MARK not in said.out + said.err


@pytest.mark.parametrize(
    ("form", "code", "sentence"),
    [
        ("--let-go --keep 3d", 2, "Say one of --let-go, --keep LENGTH and --myself."),
        ("--keep soon", 2, "“soon” isn't a length."),
        ("--keep 8d", 2, "takes 10m to 7d."),
        ("--keep 1M", 2, "can't be counted"),
    ],
)
def test_a_decision_that_can_not_be_changes_nothing(
    ready: Commands, form: str, code: int, sentence: str
) -> None:
    before = urge(ready)
    said = ready("drafts", "review", "1", *form.split())
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert (urge(ready), reviews(ready)) == (before, [])


@pytest.mark.parametrize(
    ("before", "sentence", "way_out"),
    [
        ("let-go 1", "Urge 1 was let go, so there is nothing left to decide.", "amend 1 --outcome"),
        ("sent 1", "Urge 1 was sent, so there is nothing left to decide.", "amend 1 --outcome"),
        ("retract 1", "Urge 1 was retracted.", "holdfast drafts"),
    ],
)
def test_what_is_settled_is_not_looked_at_again(
    ready: Commands, before: str, sentence: str, way_out: str
) -> None:
    ready.ok(*before.split())
    said = ready("drafts", "review", "1", "--let-go")
    assert said.code == 1
    assert said.err.startswith(f"Error: {sentence}\n")
    assert way_out in said.err
    assert MARK not in said.err


def test_an_urge_without_a_message_has_nothing_to_look_at(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("log", "--no-draft")
    clock.forward(hours=24)
    said = holdfast("drafts", "review", "1", "--let-go")
    assert (said.code, said.err) == (1, "Error: Urge 1 has no draft.\nTry: holdfast drafts\n")


def test_drafts_says_which_are_sealed_and_how_to_look_at_one_that_is_not(
    holdfast: Commands, clock: FakeClock
) -> None:
    assert holdfast.ok("drafts").out == "No draft is open.\n"
    holdfast.ok("log", typed=DRAFT)
    holdfast.ok("log", "--no-draft")
    clock.forward(hours=12)
    holdfast.ok("log", typed=DRAFT)
    assert holdfast.ok("drafts").out == (
        "   3  Sat 21 Nov 2026, 10:30  Ex  sealed until Sun 22 Nov 2026, 10:30 (1 d to go)\n"
        "   1  Fri 20 Nov 2026, 22:30  Ex  sealed until Sat 21 Nov 2026, 22:30 (12 h to go)\n"
    )
    clock.forward(hours=12)
    assert holdfast.ok("drafts").out == (
        "   3  Sat 21 Nov 2026, 10:30  Ex  sealed until Sun 22 Nov 2026, 10:30 (12 h to go)\n"
        "   1  Fri 20 Nov 2026, 22:30  Ex  ready to look at again\n"
        "To look at one again: holdfast drafts review 1\n"
    )


def test_drafts_in_json_are_urges_and_say_no_text(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    said = holdfast.ok("drafts", "--json")
    assert [one["id"] for one in said.json] == [4]
    assert MARK not in said.out


@pytest.mark.parametrize("answer", ["m", "k 1h"])
def test_after_looking_again_it_can_be_looked_at_once_more(
    ready: Commands, clock: FakeClock, by_the_clock: Opens, answer: str
) -> None:
    first = by_the_clock("drafts", "review", "1")
    look(first, "", "", "", answer)
    assert first.end() == 0
    clock.forward(hours=1)
    second = by_the_clock("drafts", "review", "1")
    assert DRAFT in second.until(CALM)
    second.type(ENTER)
    look_on = zip((WANTED, GLAD, DECISION), ("", "", ""), strict=True)
    for question, said in look_on:
        second.answer(question, said)
    assert second.end() == 0
    assert len(reviews(ready)) == 2


def test_without_a_number_it_is_the_newest_that_is_ready(ready: Commands, clock: FakeClock) -> None:
    ready.ok("log", typed="and again")
    clock.forward(hours=1)
    assert ready.ok("drafts", "review", "--let-go").out == "Urge 1: let go.\n"
    none = ready("drafts", "review", "--let-go")
    assert (none.code, none.err) == (
        1,
        "Error: No draft is ready to be looked at again.\nTry: holdfast drafts\n",
    )


def test_ctrl_c_gives_back_what_was_answered_and_decides_nothing(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock("drafts", "review")
    at.answer(CALM, "y")
    at.answer(WANTED, "They asked for quiet")
    at.until(GLAD)
    at.type(CTRL_C)
    assert at.end() == 130
    assert "Nothing was decided. It stays as it is.\n" in at.seen
    assert at.seen.endswith("What you had typed: They asked for quiet\n")
    assert urge(ready)["outcome"] == "open"


def test_what_was_answered_is_given_back_where_it_is_held_again_by_then(
    ready: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock("drafts", "review")
    at.answer(CALM, "y")
    at.answer(WANTED, "They asked for quiet")
    ready.ok("cooldown", "start", "30d")
    at.answer(GLAD, "")
    at.answer(DECISION, "")
    assert at.end() == 1
    assert "What you had typed: They asked for quiet\n" in at.seen
    assert urge(ready)["outcome"] == "open"


@pytest.mark.usefixtures("ready")
def test_in_a_narrow_terminal_its_questions_break_at_words(by_the_clock: Opens) -> None:
    at = by_the_clock("drafts", "review", columns=40)
    at.answer(CALM, "")
    at.answer("What have they actually said they\r\nwant? ", "")
    at.answer("Would you be glad in a month that you\r\nsent it? [y/n] ", "")
    at.answer(DECISION, "")
    assert at.end() == 0
