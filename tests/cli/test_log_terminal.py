"""`holdfast log` at a real terminal: what is typed survives, whatever happens."""

import json
import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import (
    CTRL_C,
    CTRL_D,
    ENTER,
    KEEP,
    LET_IT_GO,
    STRENGTH,
    Opens,
    Terminal,
    write,
)
from conftest import Commands, Processes
from fakes import FakeClock
from holdfast.app import App
from lives import kept_draft
from processes import has_open
from waiting import wait_until

# It is reached in processes alone.
pytestmark = pytest.mark.measured

LONG = "".join(f"{number} times I miss you. " for number in range(1000))[:20_000]
PASTE, PASTED = "\x1b[200~", "\x1b[201~"


def newest(process: Processes) -> dict[str, Any]:
    urges = Commands(App(process.folders, clock=FakeClock())).ok("list", "--json").json
    found: dict[str, Any] = urges[0]
    return found


def nothing_written(process: Processes) -> bool:
    return not process.folders.database.exists()


def test_a_message_a_strength_and_enter_and_it_is_let_go(
    terminal: Opens, process: Processes
) -> None:
    log = terminal("log")
    assert "It stays here and is never sent." in log.until("> ")
    log.type("I miss you" + ENTER)
    write(log)
    log.answer(STRENGTH, "8")
    assert "Held: nothing goes to Ex until" in log.answer(LET_IT_GO, "")
    assert log.end() == 0
    assert "Let go." in log.seen
    assert kept_draft(process.folders) == "I miss you"
    urge = newest(process)
    assert (urge["intensity"], urge["outcome"]) == (8, "let-go")


def test_n_keeps_it_open_and_enter_skips_the_strength(terminal: Opens, process: Processes) -> None:
    log = terminal("log")
    write(log, "I miss you", "", "so much")
    log.answer(STRENGTH, "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert "It stays open, and held." in log.seen
    assert kept_draft(process.folders) == "I miss you\n\nso much"
    urge = newest(process)
    assert (urge["intensity"], urge["outcome"]) == (None, "open")


def test_a_wrong_strength_and_a_wrong_yes_are_asked_for_again(
    terminal: Opens, process: Processes
) -> None:
    log = terminal("log")
    write(log, "I miss you")
    log.answer(STRENGTH, "eleven")
    assert "“eleven” isn't a strength" in log.answer(STRENGTH, "11")
    assert "11 isn't on the scale" in log.answer(STRENGTH, "10")
    log.answer(LET_IT_GO, "maybe")
    assert "Please say y or n." in log.answer(LET_IT_GO, "no")
    assert log.end() == 0
    assert newest(process)["intensity"] == 10


def test_a_line_of_20_000_characters_survives_whole(terminal: Opens, process: Processes) -> None:
    log = terminal("log")
    log.until("> ")
    log.type(LONG + ENTER)
    write(log)
    log.answer(STRENGTH, "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(process.folders) == LONG


def test_pasted_lines_of_20_000_characters_survive_whole(
    terminal: Opens, process: Processes
) -> None:
    log = terminal("log")
    log.until("> ")
    log.type(PASTE + LONG + ENTER + LONG + PASTED + ENTER)
    write(log)
    log.answer(STRENGTH, "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(process.folders) == f"{LONG}\n{LONG}"


def test_a_dot_in_what_is_pasted_ends_nothing(terminal: Opens, process: Processes) -> None:
    log = terminal("log")
    log.until("> ")
    log.type(PASTE + "one" + ENTER + "." + ENTER + "two" + PASTED + ENTER)
    write(log)
    log.answer(STRENGTH, "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(process.folders) == "one\n.\ntwo"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGQUIT])
def test_a_signal_while_it_is_written_down_loses_nothing(
    terminal: Opens, process: Processes, number: int
) -> None:
    assert process("log", "--no-draft").returncode == 0
    database = process.folders.database
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        log = terminal("log")
        write(log, "I miss you")
        log.answer(STRENGTH, "7")
        wait_until(lambda: has_open(log.child.pid, database), "the writing that waits")
        log.child.kill(number)
        other.execute("ROLLBACK")
        assert log.end() == 130
    assert kept_draft(process.folders) == "I miss you"


def test_bytes_that_are_no_utf_8_are_kept_as_they_came(terminal: Opens, process: Processes) -> None:
    log = terminal("log", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    log.until("> ")
    log.type("café 💔" + ENTER)
    write(log)
    log.answer(STRENGTH, "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(process.folders) == "café 💔"


def test_ctrl_d_at_let_it_go_lets_nothing_go(terminal: Opens, process: Processes) -> None:
    log = terminal("log")
    write(log, "I miss you")
    log.answer(STRENGTH, "")
    log.until(LET_IT_GO)
    log.type(CTRL_D)
    assert log.end() == 0
    assert newest(process)["outcome"] == "open"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_an_editor_that_is_cut_off_keeps_what_it_had_saved(
    terminal: Opens, process: Processes, tmp_path: Path, number: int
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "I miss you" > "$1"\necho saved\nexec sleep 60\n')
    editor.chmod(0o755)
    log = terminal("log", "-e", EDITOR=str(editor))
    log.until("saved")
    os.killpg(log.child.pid, number)
    assert log.end() == 130
    assert kept_draft(process.folders) == "I miss you"
    assert list(process.folders.home.glob(".draft-*")) == []


@pytest.mark.parametrize("saved", ["", "I miss"])
def test_what_an_editor_that_is_cut_off_left_for_itself_stays(
    terminal: Opens, process: Processes, tmp_path: Path, saved: str
) -> None:
    editor = tmp_path / "editor"
    rescue = 'echo "I miss you" > "$(dirname "$1")/.draft.txt.swp"'
    editor.write_text(f'#!/bin/sh\nprintf "{saved}" > "$1"\n{rescue}\necho open\nexec sleep 60\n')
    editor.chmod(0o755)
    log = terminal("log", "-e", EDITOR=str(editor))
    log.until("open")
    os.killpg(log.child.pid, signal.SIGHUP)
    assert log.end() == 130
    (left,) = process.folders.home.glob(".draft-*/*")
    assert left.read_text() == "I miss you\n"
    # What had been saved is in the ledger, and nowhere else.
    assert process("list", "--json").stdout.count('"id"') == bool(saved)


@pytest.mark.parametrize("columns", [40, 80, 300])
def test_what_a_killed_editor_left_behind_is_named_the_next_time_with_one_line_to_copy(
    terminal: Opens, process: Processes, columns: int
) -> None:
    left = process.folders.home / ".draft-x"
    left.mkdir(parents=True)
    (left / "draft.txt").write_text("I miss you")
    log = terminal("log", columns=columns)
    seen = log.until("> ")
    assert f"\nholdfast log < {left / 'draft.txt'} && rm -r {left}\n" in seen
    log.type(CTRL_C)
    log.end()


def test_what_an_editor_that_ended_well_left_for_itself_goes_with_the_draft(
    terminal: Opens, process: Processes, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "I miss you" > "$1"\ncp "$1" "$1~"\n')
    editor.chmod(0o755)
    log = terminal("log", "-e", EDITOR=str(editor))
    log.until(STRENGTH)
    log.type(CTRL_C)
    log.answer(KEEP, "n")
    assert log.end() == 130
    assert "cut off" not in log.seen
    assert list(process.folders.home.glob(".draft-*")) == []


def test_what_a_killed_editor_left_for_itself_is_named_until_it_is_removed(
    terminal: Opens, process: Processes
) -> None:
    left = process.folders.home / ".draft-x"
    left.mkdir(parents=True)
    (left / "draft.txt").touch()
    (left / ".draft.txt.swp").write_text("I miss you")
    log = terminal("log", columns=300)
    seen = log.until("> ")
    said = " ".join(seen.split())
    assert f"left {left / '.draft.txt.swp'}: with it, it may bring back what you wrote." in said
    assert f"\nrm -r {left}\n" in seen
    log.type(CTRL_C)
    log.end()


def test_what_an_editor_that_failed_left_is_named_in_one_line_whatever_the_width(
    terminal: Opens, process: Processes, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "I miss you" > "$1"\nexit 3\n')
    editor.chmod(0o755)
    log = terminal("log", "-e", columns=40, EDITOR=str(editor))
    assert log.end() == 1
    (left,) = process.folders.home.glob(".draft-*")
    assert log.seen.endswith(f"\nTry:\nholdfast log < {left}/draft.txt && rm -r {left}\n")


def test_ctrl_d_ends_the_message(terminal: Opens, process: Processes) -> None:
    log = terminal("log")
    log.answer("> ", "I miss you")
    log.until("> ")
    log.type(CTRL_D)
    log.answer(STRENGTH, "3")
    log.answer(LET_IT_GO, "")
    assert log.end() == 0
    assert kept_draft(process.folders) == "I miss you"


def test_ctrl_d_at_every_question_logs_an_urge_without_a_message(
    terminal: Opens, process: Processes
) -> None:
    log = terminal("log")
    for question in ("> ", STRENGTH, LET_IT_GO):
        log.until(question)
        log.type(CTRL_D)
    assert log.end() == 0
    assert "Written down as urge 1, without a message." in log.seen
    assert newest(process)["has_draft"] is False


@pytest.mark.parametrize("strength", ["", "7"])
def test_ctrl_c_at_the_strength_of_no_message_writes_nothing_down(
    terminal: Opens, process: Processes, strength: str
) -> None:
    log = terminal("log")
    log.until("> ")
    log.type(CTRL_D)
    log.until(STRENGTH)
    log.type(strength)
    log.until(strength)
    log.type(CTRL_C)
    assert log.end() == 130
    assert log.seen.endswith("\nNothing was written down.\n")
    assert process("list", "--json").stdout == "[]\n"


@pytest.mark.parametrize("typed", ["🫂 ich vermisse dich, Zoë", "tab\x16\there"])
def test_any_text_can_be_typed(terminal: Opens, process: Processes, typed: str) -> None:
    log = terminal("log", LC_ALL="C.UTF-8")
    write(log, typed)
    log.answer(STRENGTH, "")
    log.answer(LET_IT_GO, "")
    assert log.end() == 0
    assert kept_draft(process.folders) == typed.replace("\x16", "")


def interrupt_draft(log: Terminal) -> str:
    log.answer("> ", "I miss you")
    log.until("> ")
    log.type("so mu")
    log.until("so mu")
    log.type(CTRL_C)
    return "I miss you\nso mu"


def interrupt_strength(log: Terminal) -> str:
    write(log, "I miss you")
    log.until(STRENGTH)
    log.type(CTRL_C)
    return "I miss you"


@pytest.mark.parametrize(
    ("interrupted", "answer", "kept"),
    [
        (interrupt_draft, "y" + ENTER, True),
        (interrupt_draft, CTRL_C, True),
        (interrupt_draft, "n" + ENTER, False),
        (interrupt_strength, ENTER, True),
        (interrupt_strength, CTRL_D, True),
        (interrupt_strength, "no" + ENTER, False),
    ],
    ids=["yes", "another ctrl-c", "n", "enter", "ctrl-d", "no"],
)
def test_ctrl_c_offers_to_keep_what_was_typed(
    terminal: Opens, process: Processes, interrupted: Any, answer: str, *, kept: bool
) -> None:
    log = terminal("log", "--trigger", "song")
    typed = interrupted(log)
    log.until(KEEP)
    log.type(answer)
    assert log.end() == 130
    if kept:
        assert kept_draft(process.folders) == typed
        assert newest(process)["triggers"] == ["song"]
        assert "Held: nothing goes to Ex" in log.seen
    else:
        assert nothing_written(process)
        assert "Nothing was written down." in log.seen


def test_ctrl_c_before_anything_was_typed_just_ends(terminal: Opens, process: Processes) -> None:
    log = terminal("log")
    log.until("> ")
    log.type(CTRL_C)
    assert log.end() == 130
    assert "Nothing was written down." in log.seen
    assert "Traceback" not in log.seen
    assert nothing_written(process)


def test_a_machine_that_shuts_down_keeps_what_was_typed(
    terminal: Opens, process: Processes
) -> None:
    at = terminal("log")
    at.answer("> ", "I miss you")
    at.until("> ")
    at.type("and I can't sl")
    at.until("and I can't sl")
    at.child.kill(signal.SIGTERM)
    assert at.end() == 130
    assert "Written down as urge 1" in at.seen
    assert kept_draft(process.folders) == "I miss you\nand I can't sl"


def test_ctrl_c_at_let_it_go_leaves_it_open_and_held(terminal: Opens, process: Processes) -> None:
    log = terminal("log")
    write(log, "I miss you")
    log.answer(STRENGTH, "")
    log.until(LET_IT_GO)
    log.type(CTRL_C)
    assert log.end() == 130
    assert "It stays open, and held. To let it go: holdfast let-go 1" in log.seen
    assert newest(process)["outcome"] == "open"


def wakes(log: Terminal) -> int:
    """Count how often the command has woken up, from the kernel."""
    status = Path(f"/proc/{log.child.pid}/status").read_text()
    return int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])


def hang_up_in_a_line(log: Terminal) -> str:
    log.answer("> ", "I miss you")
    log.until("> ")
    log.type("so mu")
    log.until("so mu")
    before = wakes(log)
    wait_until(lambda: wakes(log) > before + 2, "a look at the line")
    return "I miss you\nso mu"


def hang_up_at_strength(log: Terminal) -> str:
    write(log, "I miss you")
    log.until(STRENGTH)
    return "I miss you"


@pytest.mark.parametrize("standing", [hang_up_in_a_line, hang_up_at_strength])
def test_a_terminal_that_is_closed_keeps_what_was_typed(
    terminal: Opens, process: Processes, standing: Any
) -> None:
    log = terminal("log")
    typed = standing(log)
    log.hang_up()
    kept = kept_draft(process.folders)
    assert kept is not None
    assert kept == typed
    assert newest(process)["outcome"] == "open"


def test_a_terminal_that_is_closed_at_let_it_go_lets_nothing_go(
    terminal: Opens, process: Processes
) -> None:
    log = terminal("log")
    write(log, "I miss you")
    log.answer(STRENGTH, "")
    log.until(LET_IT_GO)
    log.hang_up()
    assert kept_draft(process.folders) == "I miss you"
    assert newest(process)["outcome"] == "open"


def test_json_into_a_file_still_asks_at_the_terminal_and_the_file_is_nothing_else(
    terminal: Opens, process: Processes, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    command = f"{sys.executable} -m holdfast log --json > {file}"
    log = terminal(program=["bash", "-c", command])
    write(log, "I miss you")
    log.answer(STRENGTH, "4")
    assert log.end() == 0
    document = json.loads(file.read_text())
    assert document["urge"]["intensity"] == 4
    assert "I miss you" not in file.read_text()
    assert kept_draft(process.folders) == "I miss you"


def test_with_several_contacts_it_asks_which_and_enter_is_the_last_one(
    terminal: Opens, holdfast: Commands, process: Processes
) -> None:
    for name in ("Sam", "Robin"):
        holdfast.ok("contact", "add", name)
    holdfast.ok("log", "--contact", "Sam", "--no-draft")
    log = terminal("log")
    write(log, "I miss you")
    log.answer(STRENGTH, "")
    asked = log.answer("Which one? (Enter: Sam) ", "")
    assert "Which contact is it about?" in asked
    assert "  Sam\n  Robin\n" in asked
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert newest(process)["contact"] == "Sam"


def test_a_contact_that_is_mistyped_is_asked_for_again_and_the_message_is_kept(
    terminal: Opens, holdfast: Commands, process: Processes
) -> None:
    for name in ("Sam", "Robin"):
        holdfast.ok("contact", "add", name)
    log = terminal("log")
    write(log, "I miss you")
    log.answer(STRENGTH, "")
    log.answer("Which one?", "Rbin")
    assert "Did you mean “Robin”?" in log.answer("Which one? (Enter: Robin) ", "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert newest(process)["contact"] == "Robin"
    assert kept_draft(process.folders) == "I miss you"


def test_ctrl_c_at_which_contact_keeps_the_message_all_the_same(
    terminal: Opens, holdfast: Commands, process: Processes
) -> None:
    for name in ("Sam", "Robin"):
        holdfast.ok("contact", "add", name)
    holdfast.ok("log", "--contact", "Sam", "--no-draft")
    log = terminal("log")
    write(log, "I miss you")
    log.answer(STRENGTH, "")
    log.until("Which one? (Enter: Sam) ")
    log.type(CTRL_C)
    log.answer(KEEP, "")
    assert log.end() == 130
    assert "It stands under Sam." in log.seen
    assert kept_draft(process.folders) == "I miss you"


def test_words_on_the_command_line_ask_only_whether_to_let_it_go(
    terminal: Opens, process: Processes
) -> None:
    log = terminal("log", "I miss you")
    assert "history" in log.answer(LET_IT_GO, "")
    assert log.end() == 0
    assert newest(process)["outcome"] == "let-go"


def test_an_option_that_can_not_be_read_is_said_before_a_word_is_typed(terminal: Opens) -> None:
    log = terminal("log", "--at", "tomorrow")
    assert log.end() == 2
    assert "“tomorrow” isn't a moment." in log.seen
    assert "> " not in log.seen


def test_an_editor_at_a_terminal_asks_for_the_strength_and_whether_to_let_it_go(
    terminal: Opens, process: Processes, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "I miss you" > "$1"\n')
    editor.chmod(0o755)
    log = terminal("log", "-e", EDITOR=str(editor))
    log.answer(STRENGTH, "7")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(process.folders) == "I miss you"


def test_a_hangup_signal_while_somebody_types_does_not_end_it(
    terminal: Opens, process: Processes
) -> None:
    log = terminal("log")
    log.answer("> ", "I miss you")
    log.until("> ")
    os.kill(log.child.pid, signal.SIGHUP)
    log.type("so much" + ENTER)
    write(log)
    log.answer(STRENGTH, "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(process.folders) == "I miss you\nso much"


# The program itself, with imports that take until all is answered and longer.
SLOW_TO_LOAD = """
import sys, threading
from holdfast.app import App
from holdfast.cli.main import run
def load(self):
    threading.Event().wait(0.5)
    print("loaded")
App.load = load
sys.argv = ["holdfast", "log"]
run()
"""


def test_what_is_still_loaded_at_the_end_is_waited_for_as_python_may_crash_over_it(
    terminal: Opens,
) -> None:
    log = terminal(program=[sys.executable, "-c", SLOW_TO_LOAD])
    log.until("> ")
    log.type(CTRL_C)
    assert log.end() == 130
    assert "Nothing was written down." in log.seen
    assert log.seen.endswith("loaded\n")
