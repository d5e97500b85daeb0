"""`holdfast log`, without a terminal."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Commands, Processes
from fakes import FakeClock
from holdfast.services import urges as urges_room
from lives import kept_draft


def urges(holdfast: Commands) -> list[dict[str, object]]:
    found: list[dict[str, object]] = holdfast.ok("list", "--json").json
    return found


def test_a_piped_message_is_written_down_and_held_for_its_pause(holdfast: Commands) -> None:
    said = holdfast.ok("log", "--intensity", "8", "--json", typed="I miss you").json
    assert said["urge"]["has_draft"]
    assert said["urge"]["intensity"] == 8
    assert said["hold"] == {
        "held": True,
        "until": "2026-11-21T21:30:00Z",
        "reason": "pause",
        "remaining_seconds": 86_400,
        "boundary": None,
    }
    assert kept_draft(holdfast.app.folders) == "I miss you"


def test_the_first_message_on_a_new_installation_needs_nothing_set_up(holdfast: Commands) -> None:
    said = holdfast.ok("log", typed="I miss you").out
    assert said == (
        "Written down as urge 1.\n"
        "Held: nothing goes to Ex until Sat 21 Nov 2026, 22:30 (1 d to go), by the pause of "
        "a message.\n"
        "They are called Ex here. Another name: holdfast contact rename Ex NAME\n"
        "To hold everything for longer: holdfast cooldown start 30d\n"
        "To let it go: holdfast let-go 1\n"
    )
    assert "I miss you" not in said


def test_on_a_new_installation_a_name_that_is_given_is_taken(holdfast: Commands) -> None:
    said = holdfast.ok("log", "--contact", "Sam", "--json", typed="I miss you").json
    assert said["urge"]["contact"] == "Sam"


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        ("log", "", "Written down as urge 1, without a message.\n"),
        ("log", "\n", "Written down as urge 1, without a message.\n"),
        ("log --no-draft", "", "Written down as urge 1.\n"),
        ("log", "I miss you", "Written down as urge 1.\n"),
    ],
)
def test_an_urge_without_a_message_is_said_to_have_none_unless_that_was_wanted(
    holdfast: Commands, words: str, typed: str, said: str
) -> None:
    assert holdfast.ok(*words.split(), typed=typed).out.startswith(said)


def test_a_name_of_two_words_stands_quoted_in_the_command_that_changes_it(
    holdfast: Commands,
) -> None:
    said = holdfast.ok("log", "--contact", "Sam Lee", typed="I miss you").out
    assert "Another name: holdfast contact rename 'Sam Lee' NAME\n" in said


def test_a_running_cool_down_is_named_with_the_persons_own_reason(holdfast: Commands) -> None:
    holdfast.ok("cooldown", "start", "30d", "--why", "They asked for room")
    said = holdfast.ok("log", typed="I miss you").out
    assert "until Sun 20 Dec 2026, 22:30 (30 d to go), by your cool-down." in said
    assert "Your reason: They asked for room\n" in said
    assert "cooldown start" not in said


@pytest.mark.parametrize("typed", ["", "\n", "  \n\t\n"])
def test_an_empty_pipe_is_an_urge_without_a_message(holdfast: Commands, typed: str) -> None:
    said = holdfast.ok("log", "--json", typed=typed).json
    assert said["urge"]["has_draft"] is False
    assert said["urge"]["intensity"] is None
    assert said["hold"]["held"]


def test_no_draft_leaves_the_pipe_unread(holdfast: Commands) -> None:
    said = holdfast.ok("log", "--no-draft", "--json", typed="not this").json
    assert said["urge"]["has_draft"] is False
    assert kept_draft(holdfast.app.folders) is None


def test_a_closed_stdin_is_an_urge_without_a_message(process: Processes) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m holdfast log --json <&-"],
        env=process.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["urge"]["has_draft"] is False


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
def test_a_message_is_kept_to_the_letter_and_said_nowhere(holdfast: Commands, message: str) -> None:
    said = holdfast.ok("log", typed=message)
    assert kept_draft(holdfast.app.folders) == message
    assert said.out.replace("\n", "").isprintable()
    assert message not in said.out + said.err


def test_a_pipe_that_is_not_utf_8_loses_no_byte(holdfast: Commands) -> None:
    holdfast.ok("log", typed=bytes(range(256)))
    kept = kept_draft(holdfast.app.folders)
    assert kept is not None
    assert kept.encode("latin-1") == bytes(range(256))


def test_words_on_the_command_line_are_kept_with_a_word_about_the_shells_history(
    holdfast: Commands,
) -> None:
    said = holdfast.ok("log", "I", "miss", "you", typed="not this")
    assert kept_draft(holdfast.app.folders) == "I miss you"
    assert said.err.startswith("Note: ")
    assert "history" in said.err
    assert "miss" not in said.out + said.err


def test_a_word_that_is_not_text_does_not_stop_the_rest(process: Processes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "holdfast", "log", "--json", b"miss \xff you"],
        env=process.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["urge"]["has_draft"]


@pytest.mark.parametrize(
    ("said", "felt"),
    [
        ("20m ago", "2026-11-20T21:10:00Z"),
        ("1h30m ago", "2026-11-20T20:00:00Z"),
        ("now", "2026-11-20T21:30:00Z"),
        ("22:15", "2026-11-20T21:15:00Z"),
        ("22:45", "2026-11-19T21:45:00Z"),  # not come yet today, so yesterday's
        ("yesterday 22:15", "2026-11-19T21:15:00Z"),
        ("today 8:05", "2026-11-20T07:05:00Z"),
        ("2026-11-20 18:00", "2026-11-20T17:00:00Z"),
        ("2026-07-01 18:00", "2026-07-01T16:00:00Z"),
        ("2026-11-20T18:00:00Z", "2026-11-20T18:00:00Z"),
        ("2026-11-19", "2026-11-18T23:00:00Z"),
    ],
)
def test_at_says_when_it_was_felt_where_the_person_is(
    holdfast: Commands, said: str, felt: str
) -> None:
    urge = holdfast.ok("log", "--no-draft", "--at", said, "--json").json["urge"]
    assert urge["felt_at"] == felt
    assert urge["logged_at"] == "2026-11-20T21:30:00Z"


@pytest.mark.parametrize(
    ("option", "said", "sentence"),
    [
        ("--at", "2026-12-24 18:00", "“2026-12-24 18:00” is still to come."),
        ("--at", "today 23:00", "“today 23:00” is still to come."),
        ("--at", "1969-12-31 18:00", "“1969-12-31 18:00” is before 1970."),
        ("--at", "last night", "“last night” isn't a moment."),
        ("--at", "99999999d ago", "“99999999d ago” isn't a moment."),
        ("--at", "9999999d ago", "“9999999d ago” isn't a moment."),
        ("--at", "2026-02-30", "“2026-02-30” isn't a moment."),
        ("--intensity", "11", "11 isn't on the scale"),
        ("--intensity", "very", "“very” isn't a strength"),
        ("--intensity", "-1", "-1 isn't on the scale"),
        ("--intensity", "", "“” isn't a strength"),
        ("--intensity", "7.5", "“7.5” isn't a strength"),
        ("--trigger", " ", "--trigger needs a word."),
        ("--trigger", "x" * 201, "--trigger takes a word or two"),
        ("--channel", "x" * 201, "--channel takes a word or two"),
    ],
)
def test_what_can_not_be_read_is_said_before_anything_is_written(
    holdfast: Commands, option: str, said: str, sentence: str
) -> None:
    answer = holdfast("log", option, said, typed="I miss you")
    assert answer.code == 2
    assert sentence in answer.err
    assert answer.out == ""
    assert holdfast("status", "--json").json["contacts"] == []


def test_triggers_are_kept_once_each_in_lower_case_and_in_their_order(holdfast: Commands) -> None:
    words = ("--trigger", "Song", "--trigger", "late  night", "--trigger", "song")
    urge = holdfast.ok("log", "--no-draft", *words, "--channel", "SMS", "--json").json["urge"]
    assert urge["triggers"] == ["song", "late night"]
    assert urge["channel"] == "sms"


def test_with_several_contacts_a_pipe_goes_to_the_one_logged_to_last_and_says_so(
    holdfast: Commands, clock: FakeClock
) -> None:
    for name in ("Sam", "Robin", "Kim"):
        holdfast.ok("contact", "add", name)
    holdfast.ok("log", "--contact", "Robin", "--no-draft")
    clock.forward(hours=1)
    said = holdfast.ok("log", typed="I miss you").out
    assert "It stands under Robin. For another one: --contact NAME\n" in said
    assert [urge["contact"] for urge in urges(holdfast)] == ["Robin", "Robin"]


def test_with_several_contacts_and_no_message_yet_a_pipe_is_still_kept(holdfast: Commands) -> None:
    for name in ("Sam", "Robin"):
        holdfast.ok("contact", "add", name)
    said = holdfast.ok("log", "--json", typed="I miss you").json
    assert said["guessed_contact"]
    assert said["urge"]["contact"] in {"Sam", "Robin"}


def test_a_contact_is_found_whatever_its_case(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Zoë")
    said = holdfast.ok("log", "--contact", "ZOE\N{COMBINING DIAERESIS}", "--json", typed="x").json
    assert said["urge"]["contact"] == "Zoë"


def test_an_unknown_contact_suggests_the_near_one_and_gives_the_message_back(
    holdfast: Commands,
) -> None:
    holdfast.ok("contact", "add", "Sam")
    said = holdfast("log", "--contact", "Sma", typed="I miss you\nso much")
    assert said.code == 1
    assert said.out == ""
    assert said.err == (
        "This could not be written down. Here it is back:\n"
        "\nI miss you\nso much\n\n"
        "Error: There is no contact called “Sma”. Did you mean “Sam”?\n"
        "Try: the same with Sam\n"
    )
    assert urges(holdfast) == []


@pytest.mark.yourself
def test_a_message_that_can_not_be_kept_is_given_back(holdfast: Commands, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    said = holdfast("log", typed="I miss you")
    assert said.code == 1
    assert "\nI miss you\n" in said.err
    assert re.search(r"^Error: .+\.$", said.err, re.MULTILINE)
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "wrong",
    [("--intensity", "very"), ("--intensity", "11"), ("--at", "soon"), ("--trigger", "")],
)
def test_a_piped_message_is_given_back_when_an_option_can_not_be_read(
    holdfast: Commands, wrong: tuple[str, str]
) -> None:
    said = holdfast("log", *wrong, typed="I miss you")
    assert said.code == 2
    assert "Here it is back:\n\nI miss you\n" in said.err


def test_bytes_that_are_no_text_lose_nothing(process: Processes) -> None:
    done = process("log", "--trigger", "caf\udce9", "--json", typed="I miss you")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["urge"]["triggers"] == ["café"]


@pytest.mark.yourself
def test_a_message_is_given_back_even_when_what_goes_wrong_was_not_foreseen(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(urges_room, "clean_triggers", fail)
    said = holdfast("log", typed="I miss you")
    assert said.code == 1
    assert "\nI miss you\n" in said.err
    assert "went wrong inside Holdfast (RuntimeError)" in said.err


def test_two_messages_are_two_urges_and_the_later_pause_holds(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("log", typed="one")
    clock.forward(hours=2)
    said = holdfast.ok("log", "--json", typed="two").json
    assert said["urge"]["id"] == 2
    assert said["hold"]["until"] == "2026-11-21T23:30:00Z"
    assert [urge["id"] for urge in urges(holdfast)] == [2, 1]


def editor(folder: Path, script: str) -> str:
    """Make an editor: a shell script that gets the file as $1."""
    program = folder / "editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def drafts_left(holdfast: Commands) -> list[Path]:
    return list(holdfast.app.folders.home.glob(".draft-*"))


def test_an_editor_writes_the_message_in_a_private_file_that_does_not_stay(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        f'stat -c %a "$1" "$(dirname "$1")" > {tmp_path}/modes; printf "I\\nmiss you\\n" > "$1"'
    )
    monkeypatch.setenv("EDITOR", editor(tmp_path, f"{script}; cp $1 $1~"))
    holdfast.ok("log", "-e", typed="")
    assert kept_draft(holdfast.app.folders) == "I\nmiss you"
    assert (tmp_path / "modes").read_text().split() == ["600", "700"]
    assert drafts_left(holdfast) == []


def test_an_editor_that_was_closed_without_a_word_logs_nothing(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, "true"))
    assert "Nothing was written down." in holdfast.ok("log", "-e", typed="").err
    assert urges(holdfast) == []
    assert drafts_left(holdfast) == []


def test_visual_goes_before_editor(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv("VISUAL", editor(tmp_path, 'echo "I miss you" > "$1"'))
    holdfast.ok("log", "-e", typed="")
    assert kept_draft(holdfast.app.folders) == "I miss you"


def test_what_an_editor_that_fails_left_for_itself_stays_and_is_named(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As vim does when it is killed: what was typed stands in its own file alone."""
    rescue = 'echo "I miss you" > "$(dirname "$1")/.draft.txt.swp"'
    program = editor(tmp_path, f"{rescue}; exit 3")
    monkeypatch.setenv("EDITOR", program)
    said = holdfast("log", "-e", typed="")
    (folder,) = drafts_left(holdfast)
    swap = folder / ".draft.txt.swp"
    assert swap.read_text() == "I miss you\n"
    assert (said.code, f"What you wrote may be in {swap}\n" in said.err) == (1, True)
    assert f"Try: the same editor with {folder / 'draft.txt'}, which may bring it back" in said.err


def test_the_command_that_writes_a_saved_text_down_leaves_what_may_be_newer(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rescue = 'echo "I miss you" > "$(dirname "$1")/.draft.txt.swp"'
    program = editor(tmp_path, f'echo "I miss" > "$1"; {rescue}; exit 3')
    monkeypatch.setenv("EDITOR", program)
    said = holdfast("log", "-e", typed="")
    (folder,) = drafts_left(holdfast)
    kept = folder / "draft.txt"
    assert said.err.endswith(f"\nholdfast log < {kept} && rm {kept}\n")


def test_an_editor_that_fails_after_writing_leaves_the_text_and_says_where(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = editor(tmp_path, 'echo "I miss you" > "$1"; exit 3')
    monkeypatch.setenv("EDITOR", program)
    said = holdfast("log", "-e", typed="")
    assert said.code == 1
    (folder,) = drafts_left(holdfast)
    kept = folder / "draft.txt"
    assert kept.read_text() == "I miss you\n"
    assert said.err == (
        f"Error: The editor “{program}” could not be started, or ended with an error. What you "
        f"wrote is in {kept}\n"
        "Try:\n"
        f"holdfast log < {kept} && rm -r {folder}\n"
    )
    holdfast.ok("log", typed=kept.read_text())
    assert kept_draft(holdfast.app.folders) == "I miss you"


@pytest.mark.parametrize(
    ("program", "there", "way_out"),
    [
        ("/no/such/editor", True, "EDITOR=nano holdfast log -e, or holdfast log"),
        ("false", True, "EDITOR=nano holdfast log -e, or holdfast log"),
        ("false", False, "holdfast log"),
        ("nano", True, "holdfast log"),
        ("nano", False, "holdfast log"),
    ],
)
def test_a_missing_or_failing_editor_is_one_sentence_and_leaves_no_file(
    holdfast: Commands,
    tmp_path: Path,
    program: str,
    way_out: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    there: bool,
) -> None:
    if there:
        Path(editor(tmp_path, "exit 1")).rename(tmp_path / "nano")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("EDITOR", program)
    said = holdfast("log", "-e", typed="")
    assert said.code == 1
    assert said.err == (
        f"Error: The editor “{program}” could not be started, or ended with an error.\n"
        f"Try: {way_out}\n"
    )
    assert drafts_left(holdfast) == []
    assert holdfast("status", "--json").json["contacts"] == []


@pytest.mark.parametrize("form", ["", "--json"])
def test_a_full_disk_for_what_is_said_keeps_nothing_from_being_written_down(
    process: Processes, form: str
) -> None:
    command = f'echo "I miss you" | "$0" -m holdfast log {form} >/dev/full'
    done = subprocess.run(
        ["bash", "-c", command, sys.executable],
        env=process.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert kept_draft(process.folders) == "I miss you"
