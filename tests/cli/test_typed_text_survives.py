"""What was typed survives a broken ledger, a failing editor, and a kill."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import (
    CTRL_C,
    ENTER,
    KEEP,
    LET_IT_GO,
    STRENGTH,
    Opens,
    Terminal,
    an_editor,
    finish,
    write,
)
from conftest import Commands
from holdfast.desktop.folders import Folders
from holdfast.urges import model
from lives import kept_draft

TYPED = "I miss you\nso mu"
WRITE = 'echo "I miss you" > "$1"'
LEAVE_SWAP_FILE = 'echo "I miss you" > "$(dirname "$1")/.draft.txt.swp"'
NOT_SAVED = "This couldn't be saved. Here it is back:\n"


def no_database(folders: Folders) -> None:
    folders.home.mkdir()
    folders.database.write_text("this is no database" * 100)


def a_folder_in_its_place(folders: Folders) -> None:
    folders.database.mkdir(parents=True)


def drafts_left(folders: Folders) -> list[str]:
    """Return the texts of the files that were left for drafts."""
    return [file.read_text() for file in folders.home.glob(".draft-*/draft.txt")]


def joined(text: str) -> str:
    """Return a text on one line, as it was before the terminal's width broke it."""
    return " ".join(text.split())


def type_half_a_line(log: Terminal) -> None:
    log.answer("> ", "I miss you")
    log.until("> ")
    log.type("so mu")
    log.until("so mu")


def ctrl_c_and_keep(log: Terminal) -> None:
    type_half_a_line(log)
    log.type(CTRL_C)
    log.answer(KEEP, "y")


def terminated(log: Terminal) -> None:
    type_half_a_line(log)
    log.child.kill(signal.SIGTERM)


Does = Callable[[Terminal], None]


@pytest.mark.parametrize("broken", [no_database, a_folder_in_its_place])
@pytest.mark.parametrize("interrupted", [ctrl_c_and_keep, terminated])
def test_text_that_the_ledger_does_not_take_is_printed_and_left_in_a_private_file(
    terminal: Opens, folders: Folders, interrupted: Does, broken: Callable[[Folders], None]
) -> None:
    broken(folders)
    log = terminal("log")
    interrupted(log)
    assert log.end() == 1
    _, _, back = log.seen.partition(NOT_SAVED)
    assert back.startswith(f"\n{TYPED}\n")
    assert "\nError:" in back
    assert "Traceback" not in log.seen
    (file,) = folders.home.glob(".draft-*/draft.txt")
    assert file.read_text() == TYPED
    assert f"It's also in {file}" in joined(back)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_text_is_printed_where_no_file_can_be_made_for_it(terminal: Opens, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log = terminal("log", HOLDFAST_HOME=str(tmp_path / "file" / "home"))
    ctrl_c_and_keep(log)
    assert log.end() == 1
    assert f"{NOT_SAVED}\n{TYPED}\n" in log.seen
    assert "\nError:" in log.seen
    assert "It's also in" not in log.seen


def test_the_next_log_names_a_text_that_was_left_and_a_command_that_saves_it(
    terminal: Opens, folders: Folders
) -> None:
    no_database(folders)
    log = terminal("log")
    ctrl_c_and_keep(log)
    log.end()
    folders.database.unlink()
    again = terminal("log", columns=300)
    _, _, way = joined(again.until("> ")).partition("To save it: ")
    command, _, _ = way.partition(" What do you want to write?")
    again.type(CTRL_C)
    again.end()
    named = command.replace("holdfast", f"{sys.executable} -m holdfast", 1)
    assert terminal(program=["bash", "-c", named]).end() == 0
    assert kept_draft(folders) == TYPED
    assert list(folders.home.glob(".draft-*")) == []


def close(log: Terminal) -> None:
    log.hang_up()


def hang_up_as_a_shell_does(log: Terminal) -> None:
    os.killpg(log.child.pid, signal.SIGHUP)
    log.hang_up()


def in_the_message(log: Terminal) -> None:
    log.answer("> ", "I miss you")
    log.until("> ")


def at_the_strength(log: Terminal) -> None:
    write(log, "I miss you")
    log.until(STRENGTH)


@pytest.mark.parametrize("typing", [in_the_message, at_the_strength])
@pytest.mark.parametrize("closed", [close, hang_up_as_a_shell_does])
def test_closing_the_terminal_over_a_broken_ledger_leaves_the_text_in_a_file(
    terminal: Opens, folders: Folders, typing: Does, closed: Does
) -> None:
    no_database(folders)
    log = terminal("log")
    typing(log)
    closed(log)
    assert drafts_left(folders) == ["I miss you"]


@pytest.mark.usefixtures("_sam_and_robin")
@pytest.mark.parametrize(
    ("adds", "which", "saved_for"), [("y", "", "Kim"), ("n", "Robin", "Robin")]
)
def test_an_unknown_name_is_asked_about_before_anybody_types_a_message(
    terminal: Opens, holdfast: Commands, adds: str, which: str, saved_for: str
) -> None:
    log = terminal("log", "--contact", "Kim")
    log.answer('There is no contact called "Kim". Add that name? [y/N] ', adds)
    if which:
        log.answer("Which one? ", which)
    write(log, "I miss you")
    finish(log)
    assert log.end() == 0
    assert holdfast.ok("list", "--json").json[0]["contact"] == saved_for


# ---- with an editor

Edits = Callable[..., Terminal]


@pytest.fixture
def edit(terminal: Opens, tmp_path: Path) -> Edits:
    """Run `holdfast log -e` at a terminal, with a shell script as the editor."""

    def log(script: str, columns: int = 300) -> Terminal:
        return terminal("log", "-e", columns=columns, EDITOR=an_editor(tmp_path, script))

    return log


STILL_OPEN = "Is the editor still open? Press Enter when you've saved. "


def test_an_editor_that_ends_at_once_is_asked_about_and_its_text_is_saved(
    edit: Edits, folders: Folders
) -> None:
    log = edit("exit 0")
    log.until(STILL_OPEN)
    (file,) = folders.home.glob(".draft-*/draft.txt")
    file.write_text("I miss you")
    log.type(ENTER)
    log.answer(STRENGTH, "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(folders) == "I miss you"


def test_an_editor_that_ended_at_once_and_saved_nothing_logs_nothing(
    edit: Edits, folders: Folders
) -> None:
    log = edit("exit 0")
    log.answer(STILL_OPEN, "")
    assert log.end() == 0
    assert "the next holdfast log finds it" in log.seen
    assert not folders.database.exists()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_an_editor_that_is_ended_keeps_what_it_had_saved(
    edit: Edits, folders: Folders, number: int
) -> None:
    log = edit(f"{WRITE}\necho saved\nexec sleep 60")
    log.until("saved")
    os.killpg(log.child.pid, number)
    assert log.end() == 130
    assert kept_draft(folders) == "I miss you"
    assert list(folders.home.glob(".draft-*")) == []


@pytest.mark.parametrize("saved", ["", "I miss"])
def test_the_recovery_file_of_an_editor_that_is_ended_is_left(
    edit: Edits, folders: Folders, holdfast: Commands, saved: str
) -> None:
    log = edit(f'printf "{saved}" > "$1"\n{LEAVE_SWAP_FILE}\necho open\nexec sleep 60')
    log.until("open")
    os.killpg(log.child.pid, signal.SIGHUP)
    assert log.end() == 130
    (left,) = folders.home.glob(".draft-*/*")
    assert left.read_text() == "I miss you\n"
    assert len(holdfast.ok("list", "--json").json) == bool(saved)


def test_the_editors_file_is_left_until_the_urge_is_saved(edit: Edits, folders: Folders) -> None:
    log = edit(f'{WRITE}\ncp "$1" "$1~"')
    log.until(STRENGTH)
    assert drafts_left(folders) == ["I miss you\n"]
    log.type(ENTER)
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert kept_draft(folders) == "I miss you"
    assert list(folders.home.glob(".draft-*")) == []


def test_the_editors_file_survives_a_kill_and_is_named_until_it_is_saved(
    edit: Edits, terminal: Opens, folders: Folders
) -> None:
    log = edit(WRITE)
    log.until(STRENGTH)
    log.child.kill(signal.SIGKILL)
    assert log.end() == -signal.SIGKILL
    (left,) = folders.home.glob(".draft-*/draft.txt")
    told = f"is in {left}. To save it: holdfast log < {left} && rm -r {left.parent}"

    asking = terminal("log", columns=300)
    assert told in joined(asking.until("> "))
    asking.type(CTRL_C)
    asking.end()

    edited = edit(WRITE)
    assert told in joined(edited.until(STRENGTH))
    edited.type(ENTER)
    edited.answer(LET_IT_GO, "n")
    assert edited.end() == 0
    # The second editor's file is removed, and the first one is left.
    assert list(folders.home.glob(".draft-*")) == [left.parent]


def test_the_file_of_an_editor_that_still_runs_is_not_named(edit: Edits, terminal: Opens) -> None:
    first = edit(WRITE)
    first.until(STRENGTH)
    second = terminal("log", columns=300)
    assert ".draft-" not in second.until("> ")
    for log in (second, first):
        log.type(CTRL_C)


def test_the_editors_file_is_left_when_the_ledger_does_not_take_the_urge(
    edit: Edits, folders: Folders
) -> None:
    no_database(folders)
    log = edit(WRITE)
    log.answer(STRENGTH, "")
    assert log.end() == 1
    assert f"{NOT_SAVED}\nI miss you\n" in log.seen
    (left,) = folders.home.glob(".draft-*/draft.txt")
    assert left.read_text() == "I miss you\n"
    assert f"It's also in {left}" in joined(log.seen)


def test_declining_to_keep_the_text_removes_the_editors_files(
    edit: Edits, folders: Folders
) -> None:
    log = edit(f'{WRITE}\ncp "$1" "$1~"')
    log.until(STRENGTH)
    log.type(CTRL_C)
    log.answer(KEEP, "n")
    assert log.end() == 130
    assert "Nothing was saved." in log.seen
    assert "cut off" not in log.seen
    assert list(folders.home.glob(".draft-*")) == []
    assert not folders.database.exists()


@pytest.mark.parametrize("columns", [40, 300])
@pytest.mark.parametrize("swap", [False, True])
def test_a_text_that_an_editor_left_is_named_with_one_line_to_copy_at_any_width(
    terminal: Opens, folders: Folders, columns: int, *, swap: bool
) -> None:
    left = folders.home / ".draft-x"
    left.mkdir(parents=True)
    (left / "draft.txt").write_text("" if swap else "I miss you")
    if swap:
        (left / ".draft.txt.swp").write_text("I miss you")
    log = terminal("log", columns=columns)
    seen = log.until("> ")
    saves = f"rm -r {left}" if swap else f"holdfast log < {left / 'draft.txt'} && rm -r {left}"
    assert f"\n{saves}\n" in seen
    log.type(CTRL_C)
    log.end()


def test_a_message_that_is_too_long_is_given_back(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "LONGEST_DRAFT", 10)
    said = holdfast("log", typed="I miss you so")
    assert said.code == 2
    assert "I miss you so" in said.err
    assert said.err.endswith("Error: A message can have up to 10 characters.\n")
