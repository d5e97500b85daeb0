"""What is shown: never a draft, nothing that moves a terminal, and no wider than it is."""

import re
import sys
import unicodedata

import pexpect
import pytest

from cli.conftest import Opens
from conftest import Commands
from fakes import FakeClock
from holdfast.app import App
from holdfast.services.tick import tick
from lives import MARK, live

READING = [
    "",
    "status",
    "status --line",
    "check",
    "list",
    "list --retracted",
    "list --outcome sent",
    "show 1",
    "show 2",
    "show 3",
    "show 4",
    "drafts",
    "changes",
    "contact list",
    "cooldown show",
    "report",
    "report --week last",
    "reports",
    "nudges",
    "daemon status",
    "daemon log",
    "config show",
]
SILENT_IN_JSON = {"", "status --line", "daemon log"}


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_a_draft_stands_in_no_answer(
    holdfast: Commands, clock: FakeClock, form: tuple[str, ...]
) -> None:
    live(holdfast, clock)
    for words in READING:
        if form and words in SILENT_IN_JSON:
            continue
        said = holdfast(*words.split(), *form)
        assert said.code in {0, 10}
        assert MARK not in said.out + said.err, words


def test_a_draft_stands_in_no_answer_once_its_hold_has_passed(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    clock.forward(days=60)
    for words in READING:
        said = holdfast(*words.split())
        assert said.code == 0
        assert MARK not in said.out + said.err, words
    assert "draft     ready to look at again" in holdfast.ok("show", "4").out


def test_a_draft_stands_in_no_file_but_the_database(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    home = holdfast.app.folders.home
    files = [path for path in home.rglob("*") if path.is_file()]
    holding = {path.name for path in files if MARK.encode() in path.read_bytes()}
    assert holding <= {"holdfast.db", "holdfast.db-wal"}
    assert holding


# What must not reach a terminal as it is: it would move its cursor, or turn a line round.
NASTY = "a\x1b[31mb\x07\x9b1m\N{RIGHT-TO-LEFT OVERRIDE}c\x7f\N{LEFT-TO-RIGHT ISOLATE}"


def is_calm(text: str) -> bool:
    kinds = {unicodedata.category(character) for character in text.replace("\n", "")}
    turned = {"\N{RIGHT-TO-LEFT OVERRIDE}", "\N{LEFT-TO-RIGHT ISOLATE}"} & set(text)
    return not kinds & {"Cc", "Zl", "Zp", "Cs"} and not turned


def test_whatever_a_person_typed_is_shown_with_control_characters_escaped(
    holdfast: Commands,
) -> None:
    turned = "Sam\N{RIGHT-TO-LEFT OVERRIDE}maS"  # control characters proper, a name refuses
    holdfast.ok("contact", "add", turned)
    holdfast.ok("cooldown", "start", "30d", "--why", NASTY)
    holdfast.ok("log", "--trigger", NASTY, "--channel", NASTY, typed="a message")
    holdfast.ok("sent", "--note", NASTY, "--channel", NASTY)
    holdfast.ok("log", typed="a message")
    holdfast.ok("log", typed="a message")
    shown = ""
    answering = ["log", "rate 5", "let-go", "retract 2", "cooldown extend 1d", "undo"]
    for words in (*READING, *answering):
        said = holdfast(*words.split(), typed="a message")
        assert is_calm(said.out + said.err), words
        shown += said.out
    assert r"Sam\u202emaS" in shown
    assert r"a\x1b[31mb\x07\x9b1m\u202ec\x7f\u2066" in shown


@pytest.mark.parametrize(
    "words",
    [
        ("check", "--contact", NASTY),
        ("list", "--since", NASTY),
        ("cooldown", "start", NASTY),
        ("report", "--week", NASTY),
        ("show", NASTY),
        ("log", "--intensity", NASTY),
        ("contact", "rename", "Sam", NASTY),
        (NASTY,),
        ("list", f"--{NASTY}"),
        ("list", NASTY),
        ("list", "--outcome", NASTY),
    ],
)
def test_what_was_typed_wrong_is_said_back_escaped(
    holdfast: Commands, words: tuple[str, ...]
) -> None:
    holdfast.ok("contact", "add", "Sam")
    said = holdfast(*words, typed="")
    assert said.code in {1, 2}
    assert is_calm(said.err)


def test_json_escapes_control_characters_as_json_does(holdfast: Commands) -> None:
    holdfast.ok("log", "--trigger", "a\x1bb", typed="a message")
    said = holdfast.ok("list", "--json")
    assert said.json[0]["triggers"] == ["a\x1bb"]
    assert "\x1b" not in said.out


WIDE = [
    "status",
    "list",
    "show 4",
    "drafts",
    "changes",
    "contact list",
    "cooldown show",
    "report",
    "report --week last",
    "nudges",
    "check",
    "config show",
    "daemon status",
    "",
]
LONG_NAME = "Somebody with quite a long name, as an alias may be"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def crowd(holdfast: Commands) -> None:
    """Fill a home with what is long: names, reasons, many triggers."""
    holdfast.ok("contact", "add", LONG_NAME)
    holdfast.ok("cooldown", "start", "30d", "--why", "They asked for room, and so did I. " * 5)
    for word in ("song", "late night", "photo", "an argument", "their birthday", "wine"):
        more = ("--trigger", word, "--trigger", "alone", "--channel", "a letter by post")
        holdfast.ok("log", *more, "--intensity", "7", typed="a message")
    holdfast.ok("sent", "1")
    holdfast.ok("cooldown", "end", "--reason", "We talked it over, for a long time. " * 5)


SCREENFUL = """
import sys
from holdfast.cli.main import cli
for line in sys.argv[1:]:
    try:
        cli.main(line.split())
    except SystemExit:
        pass
"""


def screenful(terminal: Opens, columns: int, words: list[str]) -> list[str]:
    """Run commands one after another at one terminal; gives its lines."""
    shown = terminal(program=[sys.executable, "-c", SCREENFUL, *words], columns=columns)
    shown.end()
    return shown.seen.splitlines()


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_terminal(
    holdfast: Commands, terminal: Opens, columns: int
) -> None:
    crowd(holdfast)
    words = [*WIDE, "--help", *(f"{name.split()[0]} --help" for name in WIDE if name)]
    lines = screenful(terminal, columns, words)
    assert len(lines) > 100
    path = re.compile(r"/\S{30,}")  # a path stands whole, to be copied
    assert [line for line in lines if len(line) > columns and not path.search(line)] == []


@pytest.mark.parametrize("words", WIDE)
def test_a_pipe_gets_no_escape_codes(holdfast: Commands, clock: FakeClock, words: str) -> None:
    live(holdfast, clock)
    said = holdfast(*words.split())
    assert "\x1b" not in said.out + said.err


def raw(terminal: Opens, *words: str, **environment: str) -> str:
    shown = terminal(*words, **environment)
    shown.child.expect(pexpect.EOF)
    return str(shown.child.before)


@pytest.mark.parametrize("words", ["check", "report", "show 99"])
def test_a_terminal_gets_colour_and_no_color_takes_it_away(
    holdfast: Commands, terminal: Opens, words: str
) -> None:
    crowd(holdfast)
    assert COLOUR.search(raw(terminal, *words.split()))
    assert "\x1b" not in raw(terminal, *words.split(), NO_COLOR="1")


def test_show_says_what_was_corrected_as_before_and_after(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "add", "Robin")
    clock.forward(minutes=2)
    words = ("--intensity", "9", "--trigger", "rain", "--contact", "Robin", "--at", "5m ago")
    holdfast.ok("amend", "4", *words)
    amended = [line for line in holdfast.ok("show", "4").out.splitlines() if "amended" in line]
    now = "Fri 20 Nov 2026, 22:32"
    assert amended[0] == "  amended   channel: not said → mail, Fri 20 Nov 2026, 22:25"
    assert sorted(amended[1:]) == [
        f"  amended   contact: Sam → Robin, {now}",
        f"  amended   felt: Fri 20 Nov 2026, 22:25 → Fri 20 Nov 2026, 22:27, {now}",
        f"  amended   intensity: 6 → 9, {now}",
        f"  amended   triggers: song → rain, {now}",
    ]


def test_show_says_an_outcome_that_was_taken_back_once(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    holdfast.ok("amend", "2", "--outcome", "open")
    assert re.findall(
        r"  amended   (.+), Fri 20 Nov 2026, 22:30", holdfast.ok("show", "2").out
    ) == ["outcome: sent → open"]


def test_status_in_one_line_is_one_line(holdfast: Commands, clock: FakeClock) -> None:
    assert holdfast.ok("status", "--line").out == "nothing held\n"
    live(holdfast, clock)
    assert holdfast.ok("status", "--line").out == "Sam: held, 21 d, 1 open\n"
    holdfast.ok("contact", "add", "Robin")
    assert holdfast.ok("status", "--line").out == "Sam: held, 21 d, 1 open · Robin: not held\n"


def test_holdfast_alone_on_an_empty_home_invites_and_makes_nothing(holdfast: Commands) -> None:
    said = holdfast.ok()
    assert said.out == (
        "Nothing is written down here yet.\n"
        "When you want to write to them: holdfast log\n"
        "To set things up first: holdfast init\n"
    )
    assert not holdfast.app.folders.database.exists()


def test_holdfast_alone_is_the_status(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    assert holdfast.ok().out == holdfast.ok("status").out
    assert holdfast.ok().out == (
        "Held: nothing goes to Sam until Fri 11 Dec 2026, 22:30 (21 d to go), by your cool-down.\n"
        "  8 days kept, 1 slipped.\n"
        "  Your reason: They asked for room\n"
        "  1 urge open: 4. To let one go: holdfast let-go 4\n"
        "\n"
        "The daemon is not running, so nothing nudges you.\n"
        "To start it: holdfast daemon start\n"
    )


def test_a_cool_down_that_was_kept_to_its_end_is_not_forgotten(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("cooldown", "start", "5d", "--contact", "Sam")
    clock.forward(days=1)
    holdfast.ok("sent", "--alone")
    clock.forward(days=9)
    said = "  Your last cool-down ended Wed 25 Nov 2026, 22:30, with 4 days kept, 1 slipped.\n"
    assert said in holdfast.ok("status").out
    holdfast.ok("cooldown", "start", "1d")
    assert "last cool-down" not in holdfast.ok("status").out
    holdfast.ok("undo")
    assert said in holdfast.ok("status").out
    holdfast.ok("contact", "boundary", "Sam", "stop")
    assert "cool-down" not in holdfast.ok("status").out


def test_the_list_is_a_line_for_each_urge_newest_first(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    assert holdfast.ok("list").out == (
        "   4  Fri 20 Nov 2026, 22:25  Sam  strength 6  mail  song  open\n"
        "   2  Thu 12 Nov 2026, 18:40  Sam  slip\n"
        "   1  Wed 11 Nov 2026, 22:30  Sam  strength 8 → 5  sms  song, alone  let go\n"
    )
    assert holdfast.ok("list", "--retracted").out.startswith("   3  ")


@pytest.mark.parametrize(
    ("which", "numbers"),
    [
        ("--since 2026-11-12", [4, 2]),
        ("--until 2026-11-12", [1]),
        ("--since 2027-01-01", []),
        ("--outcome let-go", [1]),
        ("--outcome sent", [2]),
        ("--outcome open", [4]),
        ("--trigger song", [4, 1]),
        ("--trigger SONG --limit 1", [4]),
        ("--retracted", [3]),
        ("--contact sam", [4, 2, 1]),
    ],
)
def test_the_list_can_be_narrowed(
    holdfast: Commands, clock: FakeClock, which: str, numbers: list[int]
) -> None:
    live(holdfast, clock)
    found = holdfast.ok("list", *which.split(), "--json").json
    assert [urge["id"] for urge in found] == numbers
    text = holdfast.ok("list", *which.split()).out
    assert text.count("\n") == max(1, len(numbers))
    assert (text == "None logged that fits.\n") == (not numbers)


def test_a_long_list_ends_after_twenty_and_says_how_to_see_more(holdfast: Commands) -> None:
    assert holdfast.ok("list").out == "None logged yet.\n"
    for _ in range(21):
        holdfast.ok("log", "--no-draft")
    lines = holdfast.ok("list").out.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "The newest 20. More of them: holdfast list --limit 100"
    assert len(holdfast.ok("list", "--limit", "100").out.splitlines()) == 21
    assert len(holdfast.ok("list", "--json").json) == 21


def test_what_the_desktop_could_not_show_waits_for_the_next_command_at_a_terminal(
    app: App, holdfast: Commands, terminal: Opens
) -> None:
    # Not with the fake clock: the command at the terminal has a real one.
    real = Commands(App(app.folders, notifier=app._notifier))
    real.ok("log", typed="a message")
    fail_to_show(real)
    assert "could not be shown: holdfast nudges" in real.ok("status").out
    assert "A nudge that could not be shown on the desktop:" in raw(terminal, "list")
    assert "could not be shown" not in raw(terminal, "list")
    assert holdfast.app.folders.database.exists()


def fail_to_show(commands: Commands) -> None:
    commands.app._notifier.works = False  # type: ignore[union-attr] # the tests' fake
    commands.app.call(tick, run=None)
