"""`holdfast log` at a real terminal: its questions, its keys, and signals at bad moments."""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
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
    finish,
    write,
)
from conftest import Commands
from lives import kept_draft
from processes import has_open
from waiting import wait_until

# Coverage is measured in the child processes, too.
pytestmark = pytest.mark.measured

LONG = "".join(f"{number} times I miss you. " for number in range(1000))[:20_000]
PASTE, PASTED = "\x1b[200~", "\x1b[201~"


def newest(holdfast: Commands) -> dict[str, Any]:
    found: dict[str, Any] = holdfast.ok("list", "--json").json[0]
    return found


def nothing_saved(holdfast: Commands) -> bool:
    return not holdfast.app.folders.database.exists()


@pytest.mark.started
def test_a_message_a_strength_and_enter_let_the_urge_go(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log")
    assert "It stays here and is never sent." in log.until("> ")
    log.type("I miss you" + ENTER)
    write(log)
    log.answer(STRENGTH, "8")
    assert "On hold until" in log.answer(LET_IT_GO, "")
    assert log.end() == 0
    assert "Let go." in log.seen
    assert kept_draft(holdfast.app.folders) == "I miss you"
    urge = newest(holdfast)
    assert (urge["intensity"], urge["outcome"]) == (8, "let-go")


def test_ctrl_d_ends_the_message_enter_skips_the_strength_and_n_keeps_the_urge_open(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log")
    for line in ("I miss you", "", "so much"):
        log.answer("> ", line)
    log.until("> ")
    log.type(CTRL_D)
    finish(log)
    assert "Kept." in log.seen
    assert kept_draft(holdfast.app.folders) == "I miss you\n\nso much"
    urge = newest(holdfast)
    assert (urge["intensity"], urge["outcome"]) == (None, "open")


def test_an_answer_that_is_not_understood_is_asked_for_again(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log")
    write(log, "I miss you")
    log.answer(STRENGTH, "eleven")
    assert "Please give a number from 0 to 10." in log.answer(STRENGTH, "11")
    assert "Please give a number from 0 to 10." in log.answer(STRENGTH, "10")
    log.answer(LET_IT_GO, "maybe")
    assert "Please answer y or n." in log.answer(LET_IT_GO, "no")
    assert log.end() == 0
    assert newest(holdfast)["intensity"] == 10


@pytest.mark.parametrize("locale", ["de_XX.UTF-8", "C"])
def test_backspace_takes_a_whole_character_where_the_locale_is_unknown(
    terminal: Opens, holdfast: Commands, locale: str
) -> None:
    log = terminal("log", LC_ALL=locale)
    write(log, "sché\x7föner è")
    log.answer(STRENGTH, "é\x7f7")
    log.until(LET_IT_GO)
    log.type("é\x7f" + CTRL_C)
    assert log.end() == 130
    assert kept_draft(holdfast.app.folders) == "schöner è"
    assert newest(holdfast)["intensity"] == 7


NO_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    ("typed", "saved", "environment"),
    [
        (LONG, LONG, {}),
        (f"{PASTE}{LONG}{ENTER}{LONG}{PASTED}", f"{LONG}\n{LONG}", {}),
        (f"{PASTE}one{ENTER}.{ENTER}two{PASTED}", "one\n.\ntwo", {}),
        ("🫂 ich vermisse dich, Zoë", "🫂 ich vermisse dich, Zoë", {"LC_ALL": "C.UTF-8"}),
        ("tab\x16\there", "tab\there", {}),
        ("café 💔", "café 💔", NO_LOCALE),
    ],
    ids=["long line", "pasted long lines", "pasted dot", "emoji", "tab", "no locale"],
)
def test_typed_and_pasted_text_is_saved_unchanged(
    terminal: Opens, holdfast: Commands, typed: str, saved: str, environment: dict[str, str]
) -> None:
    log = terminal("log", **environment)
    log.until("> ")
    log.type(typed + ENTER)
    write(log)
    finish(log)
    assert kept_draft(holdfast.app.folders) == saved


def test_a_dot_pasted_without_brackets_ends_nothing_and_a_typed_dot_ends_the_message(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log")
    log.until("> ")
    log.type("one" + ENTER + "." + ENTER + "two" + ENTER)
    log.until("> two")
    log.until("> ")
    log.type("." + ENTER)
    finish(log)
    assert kept_draft(holdfast.app.folders) == "one\n.\ntwo"


def test_ctrl_d_at_every_question_logs_an_urge_without_a_message(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log")
    for question in ("> ", STRENGTH, LET_IT_GO):
        log.until(question)
        log.type(CTRL_D)
    assert log.end() == 0
    assert "Saved (#1), without a message." in log.seen
    assert newest(holdfast)["has_draft"] is False


def in_a_line(log: Terminal) -> str:
    """Type a line and a half; return what was typed."""
    log.answer("> ", "I miss you")
    log.until("> ")
    log.type("so mu")
    log.until("so mu")
    return "I miss you\nso mu"


def at_the_strength(log: Terminal) -> str:
    """Type a message, as far as the question for its strength; return what was typed."""
    write(log, "I miss you")
    log.until(STRENGTH)
    return "I miss you"


Types = Callable[[Terminal], str]


@pytest.mark.parametrize(
    ("typing", "answer", "kept"),
    [
        (in_a_line, "y" + ENTER, True),
        (in_a_line, CTRL_C, True),
        (in_a_line, "n" + ENTER, False),
        (at_the_strength, ENTER, True),
        (at_the_strength, CTRL_D, True),
        (at_the_strength, "no" + ENTER, False),
    ],
    ids=["yes", "another ctrl-c", "n", "enter", "ctrl-d", "no"],
)
def test_ctrl_c_offers_to_keep_what_was_typed(
    terminal: Opens, holdfast: Commands, typing: Types, answer: str, *, kept: bool
) -> None:
    log = terminal("log", "--trigger", "song")
    typed = typing(log)
    log.type(CTRL_C)
    log.until(KEEP)
    log.type(answer)
    assert log.end() == 130
    if kept:
        assert kept_draft(holdfast.app.folders) == typed
        assert newest(holdfast)["triggers"] == ["song"]
        assert "On hold until" in log.seen
    else:
        assert nothing_saved(holdfast)
        assert "Nothing was saved." in log.seen


@pytest.mark.parametrize("keys", [[], [CTRL_D], [CTRL_D, "7"]], ids=repr)
def test_ctrl_c_before_anything_was_written_logs_nothing(
    terminal: Opens, holdfast: Commands, keys: list[str]
) -> None:
    log = terminal("log")
    for question, key in zip(("> ", STRENGTH), keys, strict=False):
        log.until(question)
        log.type(key)
    log.until(("> ", STRENGTH, "7")[len(keys)])
    log.type(CTRL_C)
    assert log.end() == 130
    assert log.seen.endswith("\nNothing was saved.\n")
    assert nothing_saved(holdfast)


@pytest.mark.parametrize(("key", "code"), [(CTRL_C, 130), (CTRL_D, 0)], ids=["ctrl-c", "ctrl-d"])
def test_breaking_off_at_let_it_go_keeps_the_urge_open(
    terminal: Opens, holdfast: Commands, key: str, code: int
) -> None:
    log = terminal("log")
    at_the_strength(log)
    log.type(ENTER)
    log.until(LET_IT_GO)
    log.type(key)
    assert log.end() == code
    assert "Kept. When you're ready: holdfast let-go" in log.seen
    assert newest(holdfast)["outcome"] == "open"


def test_json_into_a_file_asks_at_the_terminal_and_writes_only_the_document(
    terminal: Opens, holdfast: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    command = f"{sys.executable} -m holdfast log --json > {file}"
    log = terminal(program=["bash", "-c", command])
    write(log, "I miss you")
    log.answer(STRENGTH, "4")
    assert log.end() == 0
    assert json.loads(file.read_text())["urge"]["intensity"] == 4
    assert "I miss you" not in file.read_text()
    assert kept_draft(holdfast.app.folders) == "I miss you"


WHICH = "Which one? (Enter: Sam) "


@pytest.mark.usefixtures("_sam_and_robin")
def test_with_several_contacts_log_asks_for_one_until_it_is_known(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log")
    at_the_strength(log)
    log.type(ENTER)
    asked = log.answer(WHICH, "Rbin")
    assert "Which contact do you mean?" in asked
    assert "  Sam\n  Robin\n" in asked
    assert 'Did you mean "Robin"?' in log.answer("Which one? (Enter: Robin) ", "")
    log.answer(LET_IT_GO, "n")
    assert log.end() == 0
    assert newest(holdfast)["contact"] == "Robin"
    assert kept_draft(holdfast.app.folders) == "I miss you"


@pytest.mark.usefixtures("_sam_and_robin")
def test_ctrl_c_at_the_question_for_the_contact_offers_to_keep_the_message(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log")
    at_the_strength(log)
    log.type(ENTER)
    log.until(WHICH)
    log.type(CTRL_C)
    log.answer(KEEP, "")
    assert log.end() == 130
    assert "Saved for Sam." in log.seen
    assert kept_draft(holdfast.app.folders) == "I miss you"


def test_a_message_on_the_command_line_is_asked_only_whether_to_let_it_go(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log", "I miss you")
    assert "history" in log.answer(LET_IT_GO, "")
    assert log.end() == 0
    assert newest(holdfast)["outcome"] == "let-go"


def test_a_wrong_option_is_refused_before_a_message_is_asked_for(terminal: Opens) -> None:
    log = terminal("log", "--at", "tomorrow")
    assert log.end() == 2
    assert '"tomorrow" is still to come.' in log.seen
    assert "> " not in log.seen


# ---- signals and closed terminals


def test_a_machine_that_shuts_down_keeps_what_was_typed(
    terminal: Opens, holdfast: Commands
) -> None:
    log = terminal("log")
    typed = in_a_line(log)
    log.child.kill(signal.SIGTERM)
    assert log.end() == 130
    assert "Saved (#1)" in log.seen
    assert kept_draft(holdfast.app.folders) == typed


def test_a_hangup_signal_while_typing_ends_nothing(terminal: Opens, holdfast: Commands) -> None:
    log = terminal("log")
    log.answer("> ", "I miss you")
    log.until("> ")
    os.kill(log.child.pid, signal.SIGHUP)
    log.type("so much" + ENTER)
    write(log)
    finish(log)
    assert kept_draft(holdfast.app.folders) == "I miss you\nso much"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGQUIT])
def test_a_signal_while_the_message_is_saved_loses_nothing(
    terminal: Opens, holdfast: Commands, number: int
) -> None:
    holdfast.ok("log", "--no-draft")
    database = holdfast.app.folders.database
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        log = terminal("log")
        at_the_strength(log)
        log.type("7" + ENTER)
        wait_until(lambda: has_open(log.child.pid, database), "the command to wait for the lock")
        log.child.kill(number)
        other.execute("ROLLBACK")
        assert log.end() == 130
    assert kept_draft(holdfast.app.folders) == "I miss you"


def wakes(log: Terminal) -> int:
    """Return how often the command has woken up, from the kernel."""
    status = Path(f"/proc/{log.child.pid}/status").read_text()
    return int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])


def in_a_line_that_was_looked_at(log: Terminal) -> str:
    """Type half a line, and wait until the command has read it."""
    typed = in_a_line(log)
    before = wakes(log)
    wait_until(lambda: wakes(log) > before + 2, "the command to read the line")
    return typed


def at_let_it_go(log: Terminal) -> str:
    typed = at_the_strength(log)
    log.type(ENTER)
    log.until(LET_IT_GO)
    return typed


@pytest.mark.parametrize("typing", [in_a_line_that_was_looked_at, at_the_strength, at_let_it_go])
def test_closing_the_terminal_keeps_what_was_typed(
    terminal: Opens, holdfast: Commands, typing: Types
) -> None:
    log = terminal("log")
    typed = typing(log)
    log.hang_up()
    assert kept_draft(holdfast.app.folders) == typed
    assert newest(holdfast)["outcome"] == "open"


# The program itself, with imports that end only after the last answer.
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


@pytest.mark.started
def test_log_waits_for_imports_in_the_background_because_python_may_crash_otherwise(
    terminal: Opens,
) -> None:
    log = terminal(program=[sys.executable, "-c", SLOW_TO_LOAD])
    log.until("> ")
    log.type(CTRL_C)
    assert log.end() == 130
    assert log.seen.endswith("loaded\n")


REASON, CHILDREN = "Your reason: They asked for room", "Is it about children, home or money?"


@pytest.mark.parametrize(
    ("strength", "why", "logistics", "shown"),
    [
        ("8", True, True, "People to talk to: holdfast talk"),
        ("7", True, True, REASON),
        ("7", False, True, CHILDREN),
        ("7", False, False, None),
    ],
)
def test_after_log_at_most_one_more_line_comes_before_the_question(
    holdfast: Commands,
    by_the_clock: Opens,
    strength: str,
    *,
    why: bool,
    logistics: bool,
    shown: str | None,
) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("cooldown", "start", "14d", *(["--why", "They asked for room"] if why else []))
    if logistics:
        holdfast.ok("logistics")
    at = by_the_clock("log", "--intensity", strength)
    write(at, "I miss you")
    said = at.answer(LET_IT_GO, "n").splitlines()
    said = said[said.index("Saved (#1). It stays here.") :]
    assert len(said) == 3 + (shown is not None)
    assert shown is None or shown in said[3]
    assert at.end() == 0
