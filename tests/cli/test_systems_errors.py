"""What the system refuses is a sentence with a way out, wherever it happens."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from conftest import Commands, Processes
from holdfast.app import App
from holdfast.errors import os_trouble

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")


@pytest.mark.parametrize(
    ("number", "says", "way_out"),
    [
        (errno.ENOSPC, "The disk is full", "free some space first"),
        (errno.EDQUOT, "The disk is full", "free some space first"),
        (errno.EROFS, "can only be read", "findmnt -T '/a b'"),
        (errno.EACCES, "/a b can't be used", "ls -ld '/a b'"),
        (errno.EISDIR, "it's a folder", "ls -ld '/a b'"),
        (errno.ENOTDIR, "where a folder should be", "ls -ld '/a b'"),
        (errno.EIO, "The disk can't read or write /a b", "dmesg"),
        (errno.EMFILE, "Too many files", "close some programs"),
        (errno.EPROTO, "/a b can't be used: ", "ls -ld '/a b'"),
    ],
)
def test_each_error_has_a_sentence_and_a_way_out_that_is_no_empty_home(
    monkeypatch: pytest.MonkeyPatch, number: int, says: str, way_out: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.lstat("/").st_uid)
    told = os_trouble("/a b", OSError(number, os.strerror(number)))
    assert says in told[0]
    assert told[1].startswith(way_out)


def _on_a_full_disk(process: Processes, *words: str) -> "subprocess.CompletedProcess[str]":
    with Path("/dev/full").open("w") as full:
        return subprocess.run(
            [sys.executable, "-m", "holdfast", *words],
            env=process.environment,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )


@on_linux
@pytest.mark.parametrize("words", ["report", "list --json", "status", "log --help"])
def test_an_answer_that_cannot_be_printed_is_reported(process: Processes, words: str) -> None:
    process("log", "--no-draft")
    done = _on_a_full_disk(process, *words.split())
    assert done.returncode == 1
    assert "answer can't be printed: No space left on device." in done.stderr
    assert "went wrong" not in done.stderr
    assert "saved" not in done.stderr


@on_linux
def test_if_only_the_answer_failed_it_says_that_all_was_saved(process: Processes) -> None:
    process("log", "--no-draft")
    done = _on_a_full_disk(process, "rate", "5")
    assert done.returncode == 1
    assert "It was saved, but the answer can't be printed" in done.stderr
    assert '"intensity": 5' in process("show", "1", "--json").stdout


def test_a_folder_in_the_place_of_the_log_is_a_sentence(holdfast: Commands) -> None:
    holdfast.ok("log", "--no-draft")
    log = holdfast.app.folders.log
    log.mkdir()
    said = holdfast("daemon", "log")
    assert (said.code, said.out) == (1, "")
    assert f"{log} can't be used: it's a folder" in said.err


class _Failed(Exception):
    sqlite_errorname = "SQLITE_IOERR_FSYNC"


@pytest.mark.parametrize("was_saved", [True, False])
def test_after_an_error_in_the_commit_a_message_is_confirmed_or_given_back(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch, *, was_saved: bool
) -> None:
    holdfast.ok("log", typed="the first one")
    commit, commits = Connection.commit, []

    def fails(connection: Connection) -> None:
        commits.append(connection)
        if len(commits) > 1:
            commit(connection)
            return
        (commit if was_saved else Connection.rollback)(connection)
        raise OperationalError("COMMIT", {}, _Failed())

    monkeypatch.setattr(Connection, "commit", fails)
    said = holdfast("log", "--json", typed="the second one")
    monkeypatch.undo()
    urges: list[Any] = holdfast.ok("list", "--json").json
    if was_saved:
        assert (said.code, said.json["urge"]["id"], len(urges)) == (0, 2, 2)
    else:
        assert (said.code, said.out, len(urges)) == (1, "", 1)
        assert '"draft": "the second one"' in said.err


def test_after_an_error_in_the_commit_it_says_what_the_disk_could_not_confirm(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    from holdfast.urges.use_cases import log_urge

    app.call(log_urge)
    commit, warned = Connection.commit, list[str]()

    def fails(connection: Connection) -> None:
        commit(connection)
        raise OperationalError("COMMIT", {}, _Failed())

    app.warn = warned.append
    monkeypatch.setattr(Connection, "commit", fails)
    assert app.call(log_urge).urge.id == 2
    assert warned == ["It was saved, but the disk could not confirm that. To look: holdfast list"]
