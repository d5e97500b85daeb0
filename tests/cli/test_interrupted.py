"""Ctrl-C while a command saves something."""

import signal
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from conftest import Commands


def interrupting(times: int) -> Any:
    """Return a door at which Ctrl-C comes so often, and that leaves the call to the command."""

    def door(*_call: object) -> None:
        for _ in range(times):
            signal.raise_signal(signal.SIGINT)

    return door


def events(holdfast: Commands) -> int:
    with closing(sqlite3.connect(holdfast.app.folders.database)) as ledger:
        return int(ledger.execute("SELECT count(*) FROM events").fetchone()[0])


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_what_was_saved_before_ctrl_c_is_said(holdfast: Commands, words: list[str]) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.door = interrupting(1)
    said = holdfast("sent", "--alone", *words)
    assert said.code == 130
    assert "This was saved before Ctrl-C. To look: holdfast status" in said.err
    assert events(holdfast) == 1


def test_a_second_ctrl_c_ends_the_command_at_once(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.door = interrupting(2)
    said = holdfast("sent", "--alone")
    assert said.code == 130
    assert "This may have been saved. To look: holdfast status" in said.err
    assert events(holdfast) == 0


def test_ctrl_c_leaves_an_error_to_be_read(holdfast: Commands) -> None:
    holdfast.door = interrupting(1)
    said = holdfast("rate", "99", "5")
    assert said.code == 130
    assert "saved" not in said.err


def test_ctrl_c_ends_a_command_that_only_reads_at_once(holdfast: Commands) -> None:
    holdfast.door = interrupting(1)
    said = holdfast("list")
    assert (said.code, said.out) == (130, "")
    assert "saved" not in said.err
