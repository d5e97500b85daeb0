"""What was typed survives what keeps it from being written down, and signals at bad moments."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import CTRL_C, ENTER, KEEP, LET_IT_GO, STRENGTH, Opens, Terminal, write
from conftest import Commands
from daemons import query
from holdfast.desktop.folders import Folders
from lives import kept_draft

TYPED = "I miss you\nso mu"


def garbage(folders: Folders) -> None:
    folders.home.mkdir()
    folders.database.write_text("this is no database" * 100)


def a_folder_in_its_place(folders: Folders) -> None:
    folders.database.mkdir(parents=True)


def drafts_left(folders: Folders) -> list[str]:
    """Give what stands in the files that were left for drafts."""
    return [file.read_text() for file in folders.home.glob(".draft-*/draft.txt")]


def type_and_ctrl_c(log: Terminal) -> None:
    log.answer("> ", "I miss you")
    log.until("> ")
    log.type("so mu")
    log.until("so mu")
    log.type(CTRL_C)
    log.answer(KEEP, "y")


def type_and_be_ended(log: Terminal) -> None:
    log.answer("> ", "I miss you")
    log.until("> ")
    log.type("so mu")
    log.until("so mu")
    log.child.kill(signal.SIGTERM)


@pytest.mark.parametrize("broken", [garbage, a_folder_in_its_place])
@pytest.mark.parametrize("interrupted", [type_and_ctrl_c, type_and_be_ended])
def test_what_was_typed_before_an_interruption_is_given_back_when_the_ledger_does_not_take_it(
    terminal: Opens,
    folders: Folders,
    interrupted: Callable[[Terminal], None],
    broken: Callable[[Folders], None],
) -> None:
    broken(folders)
    log = terminal("log")
    interrupted(log)
    assert log.end() == 1
    _, _, back = log.seen.partition("This could not be written down. Here it is back:\n")
    assert back.startswith(f"\n{TYPED}\n")
    assert "\nError:" in back
    assert "Traceback" not in log.seen
    assert drafts_left(folders) == [TYPED]
    (file,) = folders.home.glob(".draft-*/draft.txt")
    assert f"It stands in {file}, too." in " ".join(back.split())
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("interrupted", [type_and_ctrl_c, type_and_be_ended])
def test_where_no_file_can_be_made_either_it_is_given_back_all_the_same(
    terminal: Opens, tmp_path: Path, interrupted: Callable[[Terminal], None]
) -> None:
    (tmp_path / "file").touch()
    log = terminal("log", HOLDFAST_HOME=str(tmp_path / "file" / "home"))
    interrupted(log)
    assert log.end() == 1
    assert f"Here it is back:\n\n{TYPED}\n" in log.seen
    assert "\nError:" in log.seen
    assert "It stands in" not in log.seen
    assert "Traceback" not in log.seen


def test_what_could_not_be_written_down_is_named_the_next_time_and_written_down_by_what_it_says(
    terminal: Opens, folders: Folders
) -> None:
    garbage(folders)
    log = terminal("log")
    type_and_ctrl_c(log)
    log.end()
    folders.database.unlink()
    again = terminal("log", columns=300)
    said = again.until("> ")
    _, _, way = " ".join(said.split()).partition("To write it down: ")
    command, _, _ = way.partition(" What do you want to write?")
    again.type(CTRL_C)
    again.end()
    named = command.replace("holdfast", f"{sys.executable} -m holdfast", 1)
    done = terminal(program=["bash", "-c", named])
    assert done.end() == 0
    assert kept_draft(folders) == TYPED
    assert list(folders.home.glob(".draft-*")) == []


def window_closed(log: Terminal) -> None:
    log.hang_up()


def told_and_then_closed(log: Terminal) -> None:
    """As a shell does: it tells its children, and then the window goes."""
    os.killpg(log.child.pid, signal.SIGHUP)
    log.hang_up()


def in_the_message(log: Terminal) -> None:
    log.answer("> ", "I miss you")
    log.until("> ")


def at_the_strength(log: Terminal) -> None:
    write(log, "I miss you")
    log.until(STRENGTH)


@pytest.mark.parametrize("standing", [in_the_message, at_the_strength])
@pytest.mark.parametrize("gone", [window_closed, told_and_then_closed])
def test_a_window_that_is_closed_over_a_broken_ledger_leaves_the_text_in_a_file(
    terminal: Opens,
    folders: Folders,
    standing: Callable[[Terminal], None],
    gone: Callable[[Terminal], None],
) -> None:
    garbage(folders)
    log = terminal("log")
    standing(log)
    gone(log)
    assert drafts_left(folders) == ["I miss you"]


@pytest.fixture
def _sam_and_robin(holdfast: Commands) -> None:
    for name in ("Sam", "Robin"):
        holdfast.ok("contact", "add", name)
    holdfast.ok("log", "--contact", "Sam", "--no-draft")


@pytest.mark.usefixtures("_sam_and_robin")
@pytest.mark.parametrize("interrupted", [type_and_ctrl_c, type_and_be_ended])
def test_under_a_mistyped_name_it_goes_to_the_likely_one_with_a_note(
    terminal: Opens, holdfast: Commands, interrupted: Callable[[Terminal], None]
) -> None:
    log = terminal("log", "--contact", "Nobody")
    interrupted(log)
    assert log.end() == 130
    assert "Note: There is no contact called “Nobody”." in log.seen
    assert "It stands under Sam. For another one: --contact NAME" in log.seen
    assert kept_draft(holdfast.app.folders) == TYPED
    assert holdfast.ok("list", "--json").json[0]["contact"] == "Sam"
    assert drafts_left(holdfast.app.folders) == []


@pytest.mark.usefixtures("_sam_and_robin")
def test_under_a_mistyped_name_a_window_that_is_closed_loses_nothing(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log", "--contact", "Nobody")
    in_the_message(log)
    log.hang_up()
    folders = holdfast.app.folders
    assert [kept_draft(folders), *drafts_left(folders)].count("I miss you") == 1


@pytest.fixture
def editor(tmp_path: Path) -> str:
    """An editor that writes a message and ends."""
    program = tmp_path / "editor"
    program.write_text('#!/bin/sh\necho "I miss you" > "$1"\n')
    program.chmod(0o755)
    return str(program)


def named(log: Terminal, before: str) -> str:
    """Give what a command says before something, on one line."""
    return " ".join(log.until(before).split())


def test_the_file_of_the_editor_stays_until_the_urge_is_written_down(
    terminal: Opens, folders: Folders, editor: str
) -> None:
    log = terminal("log", "-e", EDITOR=editor)
    log.until(STRENGTH)
    assert drafts_left(folders) == ["I miss you\n"]
    log.type("7" + ENTER)
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(folders) == "I miss you"
    assert list(folders.home.glob(".draft-*")) == []


def test_the_file_of_the_editor_outlives_a_kill_and_is_named_until_it_is_written_down(
    terminal: Opens, folders: Folders, editor: str
) -> None:
    log = terminal("log", "-e", EDITOR=editor)
    log.until(STRENGTH)
    log.child.kill(signal.SIGKILL)
    assert log.end() == -signal.SIGKILL
    assert drafts_left(folders) == ["I miss you\n"]
    (left,) = folders.home.glob(".draft-*/draft.txt")
    told = f"is in {left}. To write it down: holdfast log < {left} && rm -r {left.parent}"

    prompt = terminal("log", columns=300)
    assert told in named(prompt, "> ")
    prompt.type(CTRL_C)
    prompt.end()

    edited = terminal("log", "-e", columns=300, EDITOR=editor)
    assert told in named(edited, STRENGTH)
    edited.type(ENTER)
    edited.answer(LET_IT_GO, "n")
    assert edited.end() == 0
    # Its own file is gone, and the one that it named is not.
    assert list(folders.home.glob(".draft-*")) == [left.parent]


def test_the_file_of_a_log_that_still_runs_is_not_named(
    terminal: Opens, folders: Folders, editor: str
) -> None:
    first = terminal("log", "-e", EDITOR=editor)
    first.until(STRENGTH)
    second = terminal("log", columns=300)
    assert ".draft-" not in second.until("> ")
    second.type(CTRL_C)
    second.end()
    first.type(ENTER)
    first.answer(LET_IT_GO, "n")
    assert first.end() == 0
    assert kept_draft(folders) == "I miss you"


def test_the_file_of_the_editor_stays_when_the_ledger_does_not_take_the_urge(
    terminal: Opens, folders: Folders, editor: str
) -> None:
    garbage(folders)
    log = terminal("log", "-e", columns=300, EDITOR=editor)
    log.answer(STRENGTH, "")
    assert log.end() == 1
    assert "Here it is back:\n\nI miss you\n" in log.seen
    (left,) = folders.home.glob(".draft-*/draft.txt")
    assert left.read_text() == "I miss you\n"
    assert f"It stands in {left}, too." in " ".join(log.seen.split())


def test_ctrl_c_at_the_strength_and_n_takes_the_file_of_the_editor_along(
    terminal: Opens, folders: Folders, editor: str
) -> None:
    log = terminal("log", "-e", EDITOR=editor)
    log.until(STRENGTH)
    log.type(CTRL_C)
    log.answer(KEEP, "n")
    assert log.end() == 130
    assert "Nothing was written down." in log.seen
    assert list(folders.home.glob(".draft-*")) == []
    assert query(folders, "SELECT name FROM sqlite_master") == []


def test_a_dot_in_what_is_pasted_without_brackets_ends_nothing_and_a_typed_one_does(
    terminal: Opens, folders: Folders
) -> None:
    log = terminal("log")
    log.until("> ")
    log.type("one" + ENTER + "." + ENTER + "two" + ENTER)
    log.until("> two")
    log.until("> ")
    log.type("." + ENTER)
    log.answer(STRENGTH, "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(folders) == "one\n.\ntwo"


# Three questions, and a signal that comes when none of them stands.
BETWEEN = """
import signal, sys
from holdfast.cli.asking import Interrupted, ask, ending_later
with ending_later() as came:
    ask("one? ")
    signal.raise_signal(int(sys.argv[1]))
    try:
        ask("two? ")
    except Interrupted as heard:
        print("heard, told to end:", heard.told_to_end, "came:", came == [int(sys.argv[1])])
    print("three:", ask("three? "))
"""


@pytest.mark.parametrize(
    ("number", "told_to_end"),
    [(signal.SIGINT, False), (signal.SIGTERM, True), (signal.SIGQUIT, True)],
)
def test_a_signal_between_two_questions_is_heard_by_the_next_one_and_only_by_it(
    terminal: Opens, number: signal.Signals, *, told_to_end: bool
) -> None:
    program = [sys.executable, "-c", BETWEEN, str(number.value)]
    asking = terminal(program=program)
    asking.answer("one? ", "1")
    asking.until(f"heard, told to end: {told_to_end} came: True")
    asking.answer("three? ", "3")
    assert asking.end() == 0
    assert "three: 3" in asking.seen


def test_a_signal_between_two_questions_is_forgotten_with_what_was_asked(terminal: Opens) -> None:
    program = """
import signal
from holdfast.cli.asking import ask, ending_later
with ending_later():
    signal.raise_signal(signal.SIGINT)
with ending_later():
    print("said:", ask("later? "))
"""
    asking = terminal(program=[sys.executable, "-c", program])
    asking.answer("later? ", "yes")
    assert asking.end() == 0
    assert "said: yes" in asking.seen
