"""`holdfast log` without a terminal: from a pipe, from the command line, from an editor."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from cli.conftest import an_editor
from conftest import Commands, Processes
from fakes import FakeClock
from holdfast.urges import use_cases as urges_room
from lives import kept_draft


def urges(holdfast: Commands) -> list[dict[str, object]]:
    found: list[dict[str, object]] = holdfast.ok("list", "--json").json
    return found


def test_the_first_message_on_a_new_installation_needs_nothing_set_up(holdfast: Commands) -> None:
    said = holdfast.ok("log", "--intensity", "8", typed="I miss you").out
    saved, night, hold, people, let_go = said.splitlines()
    assert saved == "Saved (#1). It stays here."
    assert night == "You've stopped for now. Nothing has to be decided tonight."
    assert "Sat 21 Nov, 22:30" in hold
    assert people.endswith("People to talk to: holdfast talk")
    assert let_go == "When you're ready: holdfast let-go 1"
    assert kept_draft(holdfast.app.folders) == "I miss you"
    assert urges(holdfast)[0]["intensity"] == 8
    # What can wait comes with the next status.
    assert "  holdfast contact rename Ex NAME\n" in holdfast.ok("status").out
    holdfast.ok("contact", "rename", "Ex", "Sam")
    assert "contact rename" not in holdfast.ok("status").out


def test_log_under_a_cool_down_repeats_the_persons_reason(holdfast: Commands) -> None:
    holdfast.ok("cooldown", "start", "30d", "--why", "They asked for room")
    said = holdfast.ok("log", typed="I miss you").out
    assert "Sun 20 Dec, 22:30" in said
    assert "Your reason: They asked for room\n" in said
    assert "children" not in said
    assert "cooldown start" not in said


@pytest.mark.parametrize(
    "words", ["</dev/null", "--intensity 5 <<< '  '", "--json <&-", "' ' </dev/null"]
)
def test_log_without_a_message_or_a_terminal_saves_nothing(
    process: Processes, holdfast: Commands, words: str
) -> None:
    done = in_bash(process, f"log {words}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no message: the input is empty." in done.stderr
    assert "holdfast log --no-draft" in done.stderr
    assert urges(holdfast) == []


def test_no_draft_leaves_the_pipe_unread(holdfast: Commands) -> None:
    said = holdfast.ok("log", "--no-draft", typed="not this")
    assert said.out.startswith("Saved (#1).\n")
    assert kept_draft(holdfast.app.folders) is None


@pytest.mark.parametrize(
    "message",
    [
        "two\nlines\n\nand a gap",
        "  an indent stays",
        "🫂 I miss you 👩‍👩‍👧",
        "أفتقدك \N{RIGHT-TO-LEFT OVERRIDE}back\N{POP DIRECTIONAL FORMATTING}",
        "a bell \a, an escape \x1b[31m, a tab \t and \x7f",
        "before\0after",
        "Zoe\N{COMBINING DIAERESIS}",
        "x" * 20_000,
        "I miss you. " * 90_000,  # over 1 MB
    ],
    ids=["lines", "indent", "emoji", "rtl", "controls", "nul", "combining", "long line", "1 MB"],
)
def test_a_message_is_saved_unchanged_and_printed_nowhere(holdfast: Commands, message: str) -> None:
    said = holdfast.ok("log", typed=message)
    assert kept_draft(holdfast.app.folders) == message
    assert said.out.replace("\n", "").isprintable()
    assert message not in said.out + said.err


def test_a_pipe_that_is_not_utf_8_loses_no_byte(holdfast: Commands) -> None:
    holdfast.ok("log", typed=bytes(range(256)))
    kept = kept_draft(holdfast.app.folders)
    assert kept is not None
    assert kept.encode("latin-1") == bytes(range(256))


@pytest.mark.parametrize(
    ("piped", "saved"),
    [
        (b"sch\xc3\xb6ne Gr\xc3\xbc\xc3\x9fe \xc3 du", "schöne Grüße \xc3 du"),
        (b"gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x98", "grüß dich \xf0\x9f\x98"),
        (b"\xef\xbb\xbfone\r\ntwo\r\n", "one\ntwo"),
        ("schöne Grüße\r\n".encode("utf-16"), "schöne Grüße"),
    ],
    ids=["a broken byte", "a cut emoji", "BOM and CR LF", "UTF-16"],
)
def test_a_pipe_is_read_as_well_as_it_can_be(holdfast: Commands, piped: bytes, saved: str) -> None:
    holdfast.ok("log", typed=piped)
    assert kept_draft(holdfast.app.folders) == saved


def test_a_message_on_the_command_line_is_saved_with_a_note_about_the_shells_history(
    holdfast: Commands,
) -> None:
    said = holdfast.ok("log", "I", "miss", "you", typed="not this")
    assert kept_draft(holdfast.app.folders) == "I miss you"
    assert said.err.startswith("Note: ")
    assert "history" in said.err
    assert "miss" not in said.out + said.err


@pytest.mark.parametrize("words", [["miss \udcff you"], ["--trigger", "caf\udce9"]])
def test_words_that_are_not_utf_8_are_saved(process: Processes, words: list[str]) -> None:
    done = process("log", "--json", *words, typed="I miss you")
    assert done.returncode == 0, done.stderr
    urge = json.loads(done.stdout)["urge"]
    assert urge["has_draft"]
    assert urge["triggers"] == (["café"] if "--trigger" in words else [])


def test_at_is_read_in_the_persons_time_zone(holdfast: Commands) -> None:
    urge = holdfast.ok("log", "--no-draft", "--at", "yesterday 22:15", "--json").json["urge"]
    assert urge["felt_at"] == "2026-11-19T21:15:00Z"
    assert urge["logged_at"] == "2026-11-20T21:30:00Z"


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--at", "2026-12-24 18:00", '"2026-12-24 18:00" is still to come.'),
        ("--at", "1969-12-31 18:00", '"1969-12-31 18:00" is before 1970.'),
        ("--at", "9999999d ago", 'I can\'t read the time "9999999d ago".'),
        ("--intensity", "11", '"11" isn\'t a number from 0 to 10.'),
        ("--intensity", "very", '"very" isn\'t a number from 0 to 10.'),
        ("--intensity", "", '"" isn\'t a number from 0 to 10.'),
        ("--intensity", "7.5", '"7.5" isn\'t a number from 0 to 10.'),
        ("--trigger", " ", "--trigger needs a word."),
        ("--trigger", "x" * 201, "--trigger takes a word or two"),
        ("--channel", "x" * 201, "--channel takes a word or two"),
    ],
)
def test_a_wrong_option_saves_nothing_and_gives_the_message_back(
    holdfast: Commands, option: str, value: str, sentence: str
) -> None:
    said = holdfast("log", option, value, typed="I miss you")
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert "Here it is back:\n\nI miss you\n" in said.err
    assert holdfast("status", "--json").json["contacts"] == []


def test_triggers_and_channel_are_saved_in_lower_case_without_repeats(holdfast: Commands) -> None:
    words = ("--trigger", "Song", "--trigger", "late  night", "--trigger", "song")
    urge = holdfast.ok("log", "--no-draft", *words, "--channel", "SMS", "--json").json["urge"]
    assert urge["triggers"] == ["song", "late night"]
    assert urge["channel"] == "sms"


def test_with_several_contacts_a_pipe_goes_to_the_last_one_logged_to_and_says_so(
    holdfast: Commands, clock: FakeClock
) -> None:
    for name in ("Sam", "Robin", "Kim"):
        holdfast.ok("contact", "add", name)
    assert holdfast.ok("log", "--json", typed="I miss you").json["guessed_contact"]
    holdfast.ok("log", "--contact", "robin", "--no-draft")
    clock.forward(hours=1)
    said = holdfast.ok("log", typed="I miss you").out
    assert "Saved for Robin. For somebody else: --contact NAME\n" in said
    assert [urge["contact"] for urge in urges(holdfast)][:2] == ["Robin", "Robin"]


def test_an_unknown_contact_suggests_the_nearest_and_gives_the_message_back(
    holdfast: Commands,
) -> None:
    holdfast.ok("contact", "add", "Sam")
    said = holdfast("log", "--contact", "Sma", typed="I miss you\nso much")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "This couldn't be saved. Here it is back:\n"
        "\nI miss you\nso much\n\n"
        'Error: There is no contact called "Sma". Did you mean "Sam"?\n'
        "Try: the same command with Sam\n"
    )
    assert urges(holdfast) == []


@pytest.mark.parametrize("broken", ["no folder", "no database"])
def test_a_message_that_can_not_be_saved_is_given_back(holdfast: Commands, broken: str) -> None:
    folders = holdfast.app.folders
    if broken == "no folder":
        folders.home.write_text("a file in the folder's place")
    else:
        folders.home.mkdir()
        folders.database.write_text("this is no database" * 100)
    said = holdfast("log", typed="I miss you")
    assert said.code == 1
    assert "\nI miss you\n" in said.err
    assert "\nError: " in said.err
    assert "Traceback" not in said.err


def test_a_message_is_given_back_with_control_characters_escaped(holdfast: Commands) -> None:
    said = holdfast("log", "--intensity", "11", typed="one\n\ttwo\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}")
    assert "\n\none\n\ttwo\\x1b[2J\\u202e\n\n" in said.err


def test_an_unforeseen_error_gives_the_message_back(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(urges_room, "clean_triggers", fail)
    said = holdfast("log", typed="I miss you")
    assert said.code == 1
    assert "\nI miss you\n" in said.err
    assert "went wrong inside Holdfast (RuntimeError)" in said.err


@pytest.mark.parametrize("form", ["", "--json"])
def test_a_full_disk_behind_stdout_keeps_no_message_from_being_saved(
    process: Processes, form: str
) -> None:
    done = in_bash(process, f"log {form} >/dev/full", typed="I miss you")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert kept_draft(process.folders) == "I miss you"


def in_bash(process: Processes, words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a command with redirections of bash."""
    return subprocess.run(
        ["bash", "-c", f'"$0" -m holdfast {words}', sys.executable],
        env=process.environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


# ---- with an editor

WRITE = 'echo "I miss you" > "$1"'
LEAVE_SWAP_FILE = 'echo "I miss you" > "$(dirname "$1")/.draft.txt.swp"'  # as vim does if killed


Makes = Callable[..., str]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Makes:
    """Make a shell script the person's editor: `editor("exit 1")`."""

    def make(script: str, name: str = "editor", variable: str = "EDITOR") -> str:
        program = an_editor(tmp_path, script, name)
        monkeypatch.setenv(variable, program)
        return program

    return make


def drafts_left(holdfast: Commands) -> list[Path]:
    return list(holdfast.app.folders.home.glob(".draft-*"))


def test_an_editor_gets_a_private_file_that_is_removed_afterwards(
    holdfast: Commands, editor: Makes, tmp_path: Path
) -> None:
    modes = tmp_path / "modes"
    look = f'stat -c %a "$1" "$(dirname "$1")" > {modes}; printf "I\\nmiss you\\n" > "$1"'
    editor(f"{look}; cp $1 $1~")
    holdfast.ok("log", "-e", typed="")
    assert kept_draft(holdfast.app.folders) == "I\nmiss you"
    assert modes.read_text().split() == ["600", "700"]
    assert drafts_left(holdfast) == []


def test_an_editor_closed_without_text_logs_nothing(
    holdfast: Commands, editor: Makes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.cli.editing.AT_ONCE", timedelta())
    editor("true")
    assert "Nothing was saved." in holdfast.ok("log", "-e", typed="").err
    assert urges(holdfast) == []


@pytest.mark.parametrize("script", ["true", 'rm "$1"'])
def test_an_editor_that_ends_at_once_leaves_its_file_for_a_text_that_is_saved_later(
    process: Processes, holdfast: Commands, editor: Makes, script: str
) -> None:
    editor(script)
    done = process("log", "-e")
    (folder,) = drafts_left(holdfast)
    file = folder / "draft.txt"
    assert done.returncode == 1
    assert f"the next holdfast log finds it in {file}" in done.stderr
    assert "--wait" in done.stderr
    folder.mkdir(exist_ok=True)
    file.write_text("I miss you")
    assert f"holdfast log < {file}" in process("log", "-e").stderr


def test_of_the_files_without_text_only_the_newest_stays(
    process: Processes, holdfast: Commands, editor: Makes
) -> None:
    editor("true")
    for _ in range(4):
        process("log", "-e")
    assert len(drafts_left(holdfast)) == 2  # of this command, and of the one before


def test_an_editor_whose_name_has_an_open_quote_is_an_error(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "vim 'x")
    assert "The editor" in holdfast("log", "-e", typed="").err


def test_visual_is_used_before_editor(holdfast: Commands, editor: Makes) -> None:
    editor("false", "other")
    editor(WRITE, variable="VISUAL")
    holdfast.ok("log", "-e", typed="")
    assert kept_draft(holdfast.app.folders) == "I miss you"


def test_the_text_of_an_editor_that_failed_is_left_with_a_command_that_saves_it(
    holdfast: Commands, editor: Makes
) -> None:
    program = editor(f"{WRITE}; exit 3")
    said = holdfast("log", "-e", typed="")
    (folder,) = drafts_left(holdfast)
    kept = folder / "draft.txt"
    assert kept.read_text() == "I miss you\n"
    assert said.code == 1
    assert said.err == (
        f'Error: The editor "{program}" couldn\'t be started, or ended with an error. Your '
        f"text is in {kept}\n"
        "Try:\n"
        f"holdfast log < {kept} && rm -r {folder}\n"
    )


@pytest.mark.parametrize("saved", [True, False])
def test_the_recovery_file_of_an_editor_that_failed_is_left_too(
    holdfast: Commands, editor: Makes, *, saved: bool
) -> None:
    editor(f"{WRITE if saved else ''}\n{LEAVE_SWAP_FILE}; exit 3")
    said = holdfast("log", "-e", typed="")
    (folder,) = drafts_left(holdfast)
    swap, draft = folder / ".draft.txt.swp", folder / "draft.txt"
    assert (said.code, swap.read_text()) == (1, "I miss you\n")
    if saved:  # the recovery file may be newer, so only the saved draft is removed
        assert said.err.endswith(f"\nholdfast log < {draft} && rm {draft}\n")
    else:
        assert f"Your text may be in {swap}\n" in said.err
        assert f"Try: opening {draft} in the same editor, which may recover it" in said.err


@pytest.mark.parametrize(
    ("program", "there", "way_out"),
    [
        ("/no/such/editor", True, "EDITOR=nano holdfast log -e, or holdfast log"),
        ("false", True, "EDITOR=nano holdfast log -e, or holdfast log"),
        ("false", False, "holdfast log"),
        ("nano", True, "holdfast log"),
    ],
)
def test_an_editor_that_can_not_be_started_leaves_no_file_and_another_is_suggested(
    holdfast: Commands,
    editor: Makes,
    tmp_path: Path,
    program: str,
    way_out: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    there: bool,
) -> None:
    if there:
        editor("exit 1", "nano")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("EDITOR", program)
    said = holdfast("log", "-e", typed="")
    assert said.code == 1
    assert said.err == (
        f'Error: The editor "{program}" couldn\'t be started, or ended with an error.\n'
        f"Try: {way_out}\n"
    )
    assert drafts_left(holdfast) == []
