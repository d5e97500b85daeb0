"""What every command says under a boundary: their no has no end, and nothing counts down to one."""

import re

import pytest

from cli.conftest import Opens
from conftest import Commands, Said
from fakes import FakeClock
from lives import live

STOP = "Held: Sam has said no. Nothing goes to Sam."
ORDER = (
    "Held by a court order: nothing goes to Sam. The order itself and a lawyer say what it "
    "allows; answering can break it, too."
)
SPACE = "Held: Sam asked for space. Nothing goes to Sam."
SPACE_UNTIL = (
    "Held: nothing goes to Sam until Thu 24 Dec 2026, 00:00 (33 d 1 h to go), by the space they "
    "asked for."
)
HELD = {"stop": STOP, "order": ORDER, "space": SPACE, "space --until 2026-12-24": SPACE_UNTIL}
FINAL = ["stop", "order"]

# What a lived-in home would count down to: the cool-down of 30 days, and the pause of urge 4.
ENDS = re.compile(
    r"to go|left|remaining|Dec 2026|2026-12|21 Nov|2026-11-21|\b21 d\b|\b20 d\b|\b23 h\b|24 h"
)

SAYING = [
    "status",
    "status --line",
    "check",
    "log",
    "log --no-draft",
    "heard",
    "logistics --about keys",
    "sent 4 --note wine",
    "sent --alone --note wine",
    "drafts",
    "drafts review 4 --let-go",
    "show 4",
    "show 1",
    "rate 5",
    "let-go 4",
    "let-go 4 --erase",
    "retract 4",
    "list",
    "amend 4 --channel sms",
    "cooldown show",
    "cooldown extend 1w",
    "cooldown start 30d",
    "contact list",
    "contact boundary Sam {}",
    "contact forget Sam --yes",
    "report",
]
# Of these, the contact's verdict is a line of its own.
VERDICT = [
    "status",
    "check",
    "log",
    "log --no-draft",
    "heard",
    "sent 4 --note wine",
    "sent --alone --note wine",
    "let-go 4",
    "let-go 4 --erase",
    "retract 4",
    "contact list",
    "contact boundary Sam {}",
]


def under(
    holdfast: Commands, clock: FakeClock, boundary: str, words: str, typed: str = "words"
) -> Said:
    """Say a command in a home that somebody has lived in, whose contact has said this."""
    live(holdfast, clock)
    holdfast.ok("contact", "boundary", "Sam", *boundary.split())
    return holdfast(*words.format(boundary.split(maxsplit=1)[0]).split(), typed=typed)


@pytest.mark.parametrize("boundary", FINAL)
@pytest.mark.parametrize("words", SAYING)
def test_their_no_has_no_date_and_no_length_anywhere(
    holdfast: Commands, clock: FakeClock, words: str, boundary: str
) -> None:
    said = under(holdfast, clock, boundary, words)
    assert said.code in {0, 1, 10}
    assert said.out + said.err
    assert ENDS.findall(said.out + said.err) == []


@pytest.mark.parametrize("boundary", FINAL)
@pytest.mark.parametrize("words", ["status", "log", "sent --alone", "contact list", "heard"])
def test_their_no_has_no_length_where_no_cool_down_runs_either(
    holdfast: Commands, words: str, boundary: str
) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("contact", "boundary", "Sam", boundary)
    said = holdfast.ok(*words.split(), typed="words").out
    assert HELD[boundary] in said
    assert ENDS.findall(said) == []
    assert "holdfast cooldown" not in said  # nothing is to be added to what has no end


@pytest.mark.parametrize("boundary", FINAL)
@pytest.mark.parametrize("words", VERDICT)
def test_each_verdict_says_whose_no_it_is_or_names_the_order_and_a_lawyer(
    holdfast: Commands, clock: FakeClock, words: str, boundary: str
) -> None:
    said = under(holdfast, clock, boundary, words)
    assert HELD[boundary] in said.out.splitlines()


def test_under_an_order_it_says_of_contact_that_had_to_be_that_the_order_decides(
    holdfast: Commands, clock: FakeClock
) -> None:
    said = under(holdfast, clock, "order", "logistics --about keys")
    assert said.out == (
        "Written down: contact that had to be, with Sam, Fri 20 Nov 2026, 22:30.\n"
        "It counts apart, and is no slip.\n"
        "Under an order that is not for Holdfast to say. The order itself and a lawyer say what "
        "it allows; answering can break it, too.\n"
    )


@pytest.mark.parametrize("boundary", FINAL)
def test_when_they_write_under_their_own_no_nobody_is_told_to_think_of_an_answer(
    holdfast: Commands, clock: FakeClock, boundary: str
) -> None:
    said = under(holdfast, clock, boundary, "heard").out
    assert said.splitlines()[1:] == [HELD[boundary]]


@pytest.mark.parametrize("boundary", ["space", "space --until 2026-12-24"])
def test_when_they_write_under_space_an_answer_can_wait(
    holdfast: Commands, clock: FakeClock, boundary: str
) -> None:
    said = under(holdfast, clock, boundary, "heard").out
    assert said.splitlines()[1:] == [
        "You need not answer now. What you want to say can be written down: holdfast log",
        HELD[boundary],
    ]


@pytest.mark.parametrize(
    ("boundary", "line"),
    [
        ("stop", "Sam: held, 1 open\n"),
        ("order", "Sam: held, 1 open\n"),
        ("space", "Sam: held, 1 open\n"),
        ("space --until 2026-12-24", "Sam: held, 33 d 1 h, 1 open\n"),
    ],
)
def test_the_short_line_counts_down_only_what_has_an_end(
    holdfast: Commands, clock: FakeClock, boundary: str, line: str
) -> None:
    assert under(holdfast, clock, boundary, "status --line").out == line


@pytest.mark.parametrize("boundary", HELD)
def test_check_says_the_verdict_and_exits_10(
    holdfast: Commands, clock: FakeClock, boundary: str
) -> None:
    said = under(holdfast, clock, boundary, "check")
    assert (said.code, said.out) == (10, f"{HELD[boundary]}\n")


@pytest.mark.parametrize(
    ("boundary", "until", "seconds"),
    [
        ("stop", None, None),
        ("order", None, None),
        ("space", None, None),
        ("space --until 2026-12-24", "2026-12-23T23:00:00Z", (33 * 24 + 1) * 3600 + 1800),
    ],
)
@pytest.mark.parametrize("words", ["check --json", "show 4 --json", "status --json"])
def test_in_json_too_only_what_has_an_end_has_one(
    holdfast: Commands,
    clock: FakeClock,
    words: str,
    boundary: str,
    until: str | None,
    seconds: int | None,
) -> None:
    said = under(holdfast, clock, boundary, words).json
    hold = said["contacts"][0]["hold"] if "contacts" in said else said.get("hold", said)
    assert (hold["held"], hold["reason"], hold["until"]) == (True, "boundary", until)
    assert hold["boundary"] == boundary.split(maxsplit=1)[0]
    assert hold["remaining_seconds"] == seconds


@pytest.mark.parametrize(
    ("boundary", "lines"),
    [
        ("stop", ["  Your cool-down runs, too: 8 days kept, 1 slipped."]),
        ("order", ["  Your cool-down runs, too: 8 days kept, 1 slipped."]),
        (
            "space",
            [
                "  Cool-down until Fri 11 Dec 2026, 22:30, 21 d to go; 8 days kept, 1 slipped.",
            ],
        ),
        (
            "space --until 2026-12-24",
            [
                "  Cool-down until Fri 11 Dec 2026, 22:30, 21 d to go; 8 days kept, 1 slipped.",
            ],
        ),
    ],
)
def test_status_says_the_boundary_and_then_the_cool_down(
    holdfast: Commands, clock: FakeClock, boundary: str, lines: list[str]
) -> None:
    said = under(holdfast, clock, boundary, "status").out.splitlines()
    assert said[:4] == [
        HELD[boundary],
        *lines,
        "  Your reason: They asked for room",
        "  1 urge open: 4. To let one go: holdfast let-go 4",
    ]


@pytest.mark.parametrize(
    ("boundary", "sealed"),
    [
        ("stop", "sealed, for as long as their no stands"),
        ("order", "sealed, for as long as the order stands"),
        ("space", "sealed, for as long as they want space"),
        (
            "space --until 2026-12-24",
            "sealed until Thu 24 Dec 2026, 00:00 (33 d 1 h to go)",
        ),
    ],
)
def test_a_draft_is_sealed_for_as_long(
    holdfast: Commands, clock: FakeClock, boundary: str, sealed: str
) -> None:
    assert under(holdfast, clock, boundary, "show 4").out.splitlines()[5] == f"  draft     {sealed}"
    assert holdfast.ok("drafts").out == f"   4  Fri 20 Nov 2026, 22:25  Sam  {sealed}\n"


@pytest.mark.parametrize("boundary", FINAL)
def test_the_cool_down_below_their_no_is_shown_without_its_end(
    holdfast: Commands, clock: FakeClock, boundary: str
) -> None:
    said = under(holdfast, clock, boundary, "cooldown show").out
    assert "  until     a boundary stands above it, and has no end\n" in said
    assert "  so far    8 days kept, 1 slipped\n" in said
    assert holdfast.ok("cooldown", "show", "--json").json["remaining_seconds"] is None


@pytest.mark.parametrize("boundary", ["space", "space --until 2026-12-24"])
def test_the_cool_down_below_space_is_shown_with_its_end(
    holdfast: Commands, clock: FakeClock, boundary: str
) -> None:
    said = under(holdfast, clock, boundary, "cooldown show").out
    assert "  until     Fri 11 Dec 2026, 22:30\n  to go     21 d\n" in said


@pytest.mark.parametrize("boundary", HELD)
def test_setting_it_says_what_holds_and_for_ten_minutes_how_to_take_it_back(
    holdfast: Commands, clock: FakeClock, boundary: str
) -> None:
    live(holdfast, clock)
    said = holdfast.ok("contact", "boundary", "Sam", *boundary.split())
    assert said.out == (f"{HELD[boundary]}\nA slip of the finger? For 10 minutes: holdfast undo\n")
    again = holdfast.ok("contact", "boundary", "Sam", *boundary.split())
    assert again.out == f"That stands already.\n{HELD[boundary]}\n"
    assert holdfast.ok("undo").out == (
        "Taken back: the boundary. What stood before stands again.\n"
        "Held: nothing goes to Sam until Fri 11 Dec 2026, 22:30 (21 d to go), by your cool-down.\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("Sam stop --until 2026-12-24", 2, "Only space has an end: stop takes no --until."),
        ("Sam order --until 2026-12-24", 2, "Only space has an end: order takes no --until."),
        ("Sam space --until 2026-11-01", 2, "“2026-11-01” has been already."),
        ("Sam space --until 2030-01-01", 1, "An end lies at most"),
        ("Sam space --until soon", 2, "“soon” isn't a day to come."),
        ("Sam perhaps", 2, "BOUNDARY takes open, space, stop or order."),
        ("Robin stop", 1, "There is no contact called “Robin”."),
        ("Sam", 2, "Say BOUNDARY, too: open, space, stop or order."),
    ],
)
def test_a_boundary_that_can_not_be_is_said_and_changes_nothing(
    holdfast: Commands, clock: FakeClock, words: str, code: int, sentence: str
) -> None:
    live(holdfast, clock)
    before = holdfast.ok("contact", "list", "--json").out
    said = holdfast("contact", "boundary", *words.split())
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert holdfast.ok("contact", "list", "--json").out == before


@pytest.mark.parametrize("boundary", HELD)
def test_no_verdict_is_wider_than_the_terminal(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens, boundary: str
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "boundary", "Sam", *boundary.split())
    for words in ("status", "drafts", "cooldown show"):
        shown = by_the_clock(*words.split(), columns=40)
        assert shown.end() == 0
        assert max(map(len, shown.seen.splitlines())) <= 40


@pytest.mark.parametrize("boundary", FINAL)
def test_a_long_cool_down_below_a_no_is_asked_about_without_its_end(
    holdfast: Commands, boundary: str
) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("contact", "boundary", "Sam", boundary)
    said = holdfast("cooldown", "start", "91d")
    assert (said.code, "Start it?" in said.err) == (2, True)
    assert "2027" not in said.err
