"""The screen: never a draft, nothing that moves a terminal, and no wider than the terminal."""

import re
import sys
import unicodedata

import pexpect
import pytest

from cli.conftest import Opens
from conftest import Commands
from fakes import FakeClock
from holdfast.app import App
from holdfast.daemon.tick import tick
from lives import MARK, live

READING = [
    *("", "status", "status --line", "check", "list", "list --retracted", "list --outcome sent"),
    *("show 1", "show 2", "show 3", "show 4", "drafts", "requests", "contact list"),
    *("contact show Sam", "cooldown show", "report", "report --week last", "report --list"),
    *("nudges", "doctor"),
    *("daemon status", "daemon log", "config show"),
]
WITHOUT_JSON = {"", "status --line", "daemon log"}
WRITING = [
    *("log", "amend 4 --channel letter", "rate 4 3", "let-go 4", "sent 4", "heard", "retract 4"),
    *("cooldown extend 1d", "undo", "cooldown end --reason because", "contact boundary Sam stop"),
]


@pytest.mark.parametrize("form", ["", "--json"])
@pytest.mark.parametrize("days", [0, 60])
def test_no_command_prints_a_draft(
    holdfast: Commands, clock: FakeClock, form: str, days: int
) -> None:
    live(holdfast, clock)
    clock.forward(days=days)  # after 60 days nothing is held any more
    for words in [*READING, *(() if days else WRITING)]:
        if form and words in WITHOUT_JSON:
            continue
        said = holdfast(*words.split(), *form.split(), typed="words")
        assert said.code in {0, 10}, words
        assert MARK not in said.out + said.err, words


def test_a_draft_is_in_no_file_but_the_database(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    files = [path for path in holdfast.app.folders.home.rglob("*") if path.is_file()]
    holding = {path.name for path in files if MARK.encode() in path.read_bytes()}
    assert holding == {"holdfast.db"}


# These characters would move a terminal's cursor, or turn a line round.
NASTY = "a\x1b[31mb\x07\x9b1m\N{RIGHT-TO-LEFT OVERRIDE}c\x7f\N{LEFT-TO-RIGHT ISOLATE}\u061c"


def is_calm(text: str) -> bool:
    kinds = {unicodedata.category(character) for character in text.replace("\n", "")}
    turned = {"\N{RIGHT-TO-LEFT OVERRIDE}", "\N{LEFT-TO-RIGHT ISOLATE}", "\u061c"} & set(text)
    return not kinds & {"Cc", "Zl", "Zp", "Cs"} and not turned


def test_typed_text_is_printed_with_control_characters_escaped(holdfast: Commands) -> None:
    turned = "Sam\N{RIGHT-TO-LEFT OVERRIDE}maS"  # a name refuses the other control characters
    holdfast.ok("contact", "add", turned)
    holdfast.ok("cooldown", "start", "30d", "--why", NASTY)
    holdfast.ok("log", "--trigger", NASTY, "--channel", NASTY, typed="a message")
    holdfast.ok("sent", "--note", NASTY, "--channel", NASTY)
    for _ in range(2):
        holdfast.ok("log", typed="a message")
    shown = ""
    for words in (*READING, "log", "rate 5", "let-go", "retract 2", "cooldown extend 1d", "undo"):
        said = holdfast(*words.split(), typed="a message")
        assert is_calm(said.out + said.err), words
        shown += said.out
    assert r"Sam\u202emaS" in shown
    assert r"a\x1b[31mb\x07\x9b1m\u202ec\x7f\u2066\u061c" in shown
    for words in READING:
        if words not in WITHOUT_JSON:
            assert is_calm(holdfast(*words.split(), "--json").out), words
    assert any(NASTY in urge["triggers"] for urge in holdfast.ok("list", "--json").json)
    for form in ("html", "md", "json", "csv", "text"):
        assert is_calm(holdfast.ok("report", "--week", "now", "--format", form).out), form


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
def test_an_error_repeats_bad_input_with_control_characters_escaped(
    holdfast: Commands, words: tuple[str, ...]
) -> None:
    holdfast.ok("contact", "add", "Sam")
    said = holdfast(*words, typed="")
    assert said.code in {1, 2}
    assert is_calm(said.err)


WIDE = [
    *("status", "list", "show 4", "drafts", "requests", "contact list", "cooldown show", "report"),
    *("report --week last", "nudges", "check", "config show", "daemon status", ""),
]
LONG_NAME = "Somebody with quite a long name, as an alias may be"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def crowd(holdfast: Commands) -> None:
    """Fill a home with long names, long reasons and many triggers."""
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


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_terminal(
    holdfast: Commands, terminal: Opens, columns: int
) -> None:
    crowd(holdfast)
    helped = (f"{name.split()[0]} --help" for name in WIDE if name)
    words = [*WIDE, "cooldown", "--help", *helped]
    shown = terminal(program=[sys.executable, "-c", SCREENFUL, *words], columns=columns)
    shown.end()
    lines = shown.seen.splitlines()
    assert len(lines) > 100
    path = re.compile(r"/\S{30,}")  # a path is never broken, so that it can be copied
    assert [line for line in lines if len(line) > columns and not path.search(line)] == []


def test_a_pipe_gets_no_escape_codes(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    for words in WIDE:
        said = holdfast(*words.split())
        assert "\x1b" not in said.out + said.err, words


def raw(terminal: Opens, *words: str, **environment: str) -> str:
    shown = terminal(*words, **environment)
    shown.child.expect(pexpect.EOF)
    return str(shown.child.before)


@pytest.mark.parametrize("words", ["check", "report", "show 99"])
def test_a_terminal_gets_colour_unless_no_color_is_set(
    holdfast: Commands, terminal: Opens, words: str
) -> None:
    crowd(holdfast)
    assert COLOUR.search(raw(terminal, *words.split()))
    assert "\x1b" not in raw(terminal, *words.split(), NO_COLOR="1")


def test_show_lists_each_correction_as_before_and_after(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "add", "Robin")
    clock.forward(minutes=2)
    words = ("--intensity", "9", "--trigger", "rain", "--contact", "Robin", "--at", "5m ago")
    holdfast.ok("amend", "4", *words)
    holdfast.ok("amend", "2", "--outcome", "open")
    amended = [line for line in holdfast.ok("show", "4").out.splitlines() if "changed" in line]
    now = "Fri 20 Nov, 22:32"
    assert amended[0] == "  changed   channel: not given → mail, Fri 20 Nov, 22:25"
    assert sorted(amended[1:]) == [
        f"  changed   contact: Sam → Robin, {now}",
        f"  changed   felt: Fri 20 Nov, 22:25 → Fri 20 Nov, 22:27, {now}",
        f"  changed   strength: 6 → 9, {now}",
        f"  changed   triggers: song → rain, {now}",
    ]
    assert f"  changed   outcome: sent → open, {now}\n" in holdfast.ok("show", "2").out


def test_status_line_is_one_line_for_all_contacts(holdfast: Commands, clock: FakeClock) -> None:
    assert holdfast.ok("status", "--line").out == "nothing on hold\n"
    live(holdfast, clock)
    assert holdfast.ok("status", "--line").out == "on hold, 21 days left, 1 open urge\n"
    holdfast.ok("contact", "add", "Robin")
    assert holdfast.ok("status", "--line").out == (
        "Sam: on hold, 21 days left, 1 open urge · Robin: not on hold\n"
    )


def test_holdfast_alone_on_an_empty_home_invites_and_saves_nothing(holdfast: Commands) -> None:
    assert holdfast.ok().out == (
        f"Nothing saved yet in {holdfast.app.folders.home}.\n"
        "To write a message here instead of sending it: holdfast log\n"
        "To set up who, how long and why: holdfast init\n"
    )
    assert not holdfast.app.folders.database.exists()


def test_holdfast_alone_prints_the_status(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    assert holdfast.ok().out == holdfast.ok("status").out
    assert holdfast.ok().out == (
        "On hold until Fri 11 Dec, 22:30 (21 days left): your cool-down.\n"
        "  ████░░░░░░░░░░░░  day 10 of 30: 8 days kept, 1 day with contact\n"
        "  Your reason: They asked for room\n"
        "  Open: #4. To let it go: holdfast let-go 4\n"
        "\n"
        "Reminders are off. To turn them on: holdfast daemon start\n"
    )


def test_status_of_several_contacts_names_each_and_not_every_open_urge(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "add", "Robin")
    for _ in range(6):
        holdfast.ok("log", "--no-draft", "--contact", "Sam")
    said = holdfast.ok("status").out
    assert said.startswith("On hold for Sam until Fri 11 Dec, 22:30")
    assert "  Open: #10, #9, #8, #7, #6 and 2 more. To let one go: holdfast let-go 10\n" in said
    assert "\nNothing is on hold for Robin.\n" in said


def test_contact_list_is_a_table_with_what_is_on_hold(holdfast: Commands, clock: FakeClock) -> None:
    assert holdfast.ok("contact", "list").out.startswith("No contacts yet.")
    live(holdfast, clock)
    holdfast.ok("contact", "add", "Robin")
    holdfast.ok("cooldown", "end", "--contact", "Sam", "--reason", "peace")
    assert holdfast.ok("contact", "list").out == (
        "Name   On hold         Until              Waiting\n"
        "Robin  no\n"
        "Sam    your cool-down  Fri 11 Dec, 22:30  1 open urge, 1 request\n"
    )


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("cooldown status", "cooldown show"),
        ("cooldown list", "cooldown show"),
        ("contact status", "contact list"),
        ("requests status", "requests list"),
    ],
)
def test_list_and_status_of_a_group_show_what_there_is(
    holdfast: Commands, clock: FakeClock, words: str, same: str
) -> None:
    live(holdfast, clock)
    assert holdfast.ok(*words.split()).out == holdfast.ok(*same.split()).out


def test_check_without_a_name_prints_everybody_who_is_on_hold(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    one = holdfast("check").out
    assert one == "On hold until Fri 11 Dec, 22:30 (21 days left): your cool-down.\n"
    holdfast.ok("contact", "add", "Robin")
    assert holdfast("check").out.startswith("On hold for Sam until Fri 11 Dec, 22:30")
    holdfast.ok("contact", "boundary", "Robin", "stop")
    said = holdfast("check")
    assert (said.code, said.out) == (
        10,
        "On hold for Robin: they said no.\nAlso on hold: Sam.\n",
    )
    clock.forward(days=60)
    assert holdfast.ok("check", "--contact", "Sam").out == "Nothing is on hold for Sam.\n"


def test_status_remembers_the_last_cool_down_until_the_next_promise(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("cooldown", "start", "5d", "--contact", "Sam")
    clock.forward(days=10)
    said = "  Your last cool-down ended Wed 25 Nov, 22:30.\n"
    assert said in holdfast.ok("status").out
    holdfast.ok("cooldown", "start", "1d")
    assert "last cool-down" not in holdfast.ok("status").out
    holdfast.ok("undo", "--yes")
    holdfast.ok("contact", "boundary", "Sam", "stop")
    assert "cool-down" not in holdfast.ok("status").out


def test_list_prints_one_line_for_each_urge_newest_first(
    holdfast: Commands, clock: FakeClock
) -> None:
    assert holdfast.ok("list").out == "Nothing logged yet: holdfast log\n"
    live(holdfast, clock)
    assert holdfast.ok("list").out == (
        "#  Felt               Strength  Triggers     Outcome\n"
        "4  Fri 20 Nov, 22:25  6         song         open\n"
        "2  Thu 12 Nov, 18:40                         sent, a slip\n"
        "1  Wed 11 Nov, 22:30  8 → 5     song, alone  let go\n"
    )
    assert "\n3  " in holdfast.ok("list", "--retracted").out


def test_a_table_names_contacts_only_if_there_are_several(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    tables = ("list", "drafts", "history")
    assert not any("Contact " in holdfast.ok(name).out for name in tables)
    holdfast.ok("contact", "add", "Robin")
    assert all("Contact " in holdfast.ok(name).out for name in tables)
    assert "Contact " not in holdfast.ok("list", "--contact", "Sam").out


@pytest.mark.parametrize(
    ("which", "numbers"),
    [
        ("--since 2026-11-12 --contact sam", [4, 2]),
        ("--until 2026-11-12", [1]),
        ("--since 2027-01-01", []),
        ("--outcome sent", [2]),
        ("--trigger SONG --limit 1", [4]),
        ("--retracted", [3]),
    ],
)
def test_list_can_be_narrowed(
    holdfast: Commands, clock: FakeClock, which: str, numbers: list[int]
) -> None:
    live(holdfast, clock)
    found = holdfast.ok("list", *which.split(), "--json").json
    assert [urge["id"] for urge in found] == numbers
    text = holdfast.ok("list", *which.split()).out
    assert (text == "No urge fits that.\n") == (not numbers)


def test_list_ends_after_20_urges_and_names_the_way_to_more(holdfast: Commands) -> None:
    for _ in range(21):
        holdfast.ok("log", "--no-draft")
    lines = holdfast.ok("list").out.splitlines()
    assert len(lines) == 22
    assert lines[-1] == "These are the newest 20. For more: holdfast list --limit 100"
    assert len(holdfast.ok("list", "--limit", "100").out.splitlines()) == 22
    assert len(holdfast.ok("list", "--json").json) == 21


def test_a_nudge_that_could_not_be_shown_waits_for_the_next_command_at_a_terminal(
    app: App, terminal: Opens
) -> None:
    # The command at the terminal has the real clock, so the nudge needs it, too.
    real = Commands(App(app.folders, notifier=app._notifier))
    real.ok("log", typed="a message")
    real.app._notifier.works = False  # type: ignore[union-attr] # the tests' fake
    real.app.call(tick, run=None)
    assert "couldn't be shown. To read: holdfast nudges" in real.ok("status").out
    assert "The desktop could not show this nudge:" in raw(terminal, "list")
    assert "could not be shown" not in raw(terminal, "list")
