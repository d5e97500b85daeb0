"""Trouble with files and disks: each is a clear sentence, changes nothing and loses no draft."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from conftest import Commands, Processes, Said
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.ledger import database
from holdfast.ledger.tables import FIRST_SCHEMA, SCHEMA
from holdfast.urges.use_cases import log_urge
from ledger.ledger_file import LedgerFile
from needs import require_programs

DRAFT = "I miss you\nand your coffee"
DAMAGED = "is damaged, or is not a Holdfast database. Nothing was changed."

Break = Callable[[Path], object]


def _of_version(version: int) -> Break:
    return lambda path: LedgerFile(path).script(f"PRAGMA user_version = {version}")


def _cut_to(bytes_left: int) -> Break:
    return lambda path: path.write_bytes(path.read_bytes()[:bytes_left])


def _tear(path: Path) -> None:
    whole, page = bytearray(path.read_bytes()), 4_096
    whole[100:page] = b"\xaa" * (page - 100)
    path.write_bytes(whole)


def _make_another_programs(path: Path) -> None:
    path.unlink()
    LedgerFile(path).script("CREATE TABLE recipes (name); INSERT INTO recipes VALUES (1)")


def _make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _make_a_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "not" / "there.db")


TROUBLE: dict[str, tuple[Break, str, str]] = {
    "a newer database": (_of_version(SCHEMA + 1), "newer Holdfast", "pip install --upgrade"),
    "an older one": (_of_version(FIRST_SCHEMA - 1), "Holdfast's first release", "move that file"),
    "the oldest one": (_of_version(1), "Holdfast's first release", "move that file"),
    "another program's": (_make_another_programs, "another program", "file "),
    "0 bytes": (_cut_to(0), DAMAGED, "your own backups"),
    "a cut head": (_cut_to(60), DAMAGED, "your own backups"),
    "a half": (_cut_to(50_000), DAMAGED, "your own backups"),
    "a torn page": (_tear, DAMAGED, "your own backups"),
    "a short text": (lambda path: path.write_bytes(b"Dear Sam,\n"), DAMAGED, "your own backups"),
    "a long text": (
        lambda path: path.write_bytes(b"Dear Sam,\n" * 999),
        DAMAGED,
        "your own backups",
    ),
}

Heard = Said | subprocess.CompletedProcess[str]


def _plain_error(heard: Heard, *, draft: str | None = None) -> str:
    """Return an error: one sentence and a way out, and the draft if there is one."""
    if isinstance(heard, subprocess.CompletedProcess):
        code, out, err = heard.returncode, heard.stdout, heard.stderr
    else:
        code, out, err = heard.code, heard.out, heard.err
    assert (code, out) == (1, "")
    assert err.count("Error: ") == 1
    assert err.count("\nTry: ") == 1
    for inside in ("Traceback", "sqlalchemy", "sqlite3", "INSERT", "SELECT", "went wrong inside"):
        assert inside not in err
    if draft is not None:
        assert f"\n\n{draft}\n\n" in err
    return err


@pytest.mark.parametrize(("spoil", "message", "way_out"), TROUBLE.values(), ids=TROUBLE.keys())
def test_a_database_that_cannot_be_used_is_a_clear_error_and_is_left_as_it_is(
    app: App, holdfast: Commands, folders: Folders, spoil: Break, message: str, way_out: str
) -> None:
    app.call(log_urge, draft="the first one")
    spoil(folders.database)
    before = folders.database.read_bytes()
    for words, draft in ((("log",), DRAFT), (("check",), None)):
        error, _, rest = _plain_error(holdfast(*words, typed=DRAFT), draft=draft).partition("\nTry")
        assert message in error
        assert str(folders.database) in error
        assert way_out in rest
        assert str(folders.backups) not in rest
    assert folders.database.read_bytes() == before
    assert [path.name for path in folders.home.iterdir()] == ["holdfast.db"]


def test_the_way_out_of_a_damaged_database_names_the_backups(
    app: App, holdfast: Commands, folders: Folders
) -> None:
    app.call(log_urge)
    folders.database.write_bytes(b"")
    folders.backups.mkdir()
    way_out = f"copies made before upgrades are in {folders.backups}"
    assert f"\nTry: {way_out}\n" in holdfast("status").err


def test_for_a_script_the_error_is_one_json_document(
    app: App, holdfast: Commands, folders: Folders
) -> None:
    app.call(log_urge)
    folders.database.write_bytes(b"")
    failed = holdfast("status", "--json")
    assert (failed.code, failed.out) == (1, "")
    assert '"try": "a copy from your own backups' in failed.err


@pytest.mark.parametrize("spoil", [_make_a_folder, _make_a_link], ids=["a folder", "a lost link"])
def test_something_else_in_the_place_of_the_database_is_a_clear_error(
    app: App, holdfast: Commands, folders: Folders, spoil: Break
) -> None:
    app.call(log_urge)
    spoil(folders.database)
    assert str(folders.database) in _plain_error(holdfast("log", typed=DRAFT), draft=DRAFT)
    assert [path.name for path in folders.home.iterdir()] == ["holdfast.db"]


def test_a_home_that_is_a_file_is_a_clear_error(holdfast: Commands, folders: Folders) -> None:
    folders.home.write_text("not a folder", encoding="utf-8")
    error = _plain_error(holdfast("log", typed=DRAFT), draft=DRAFT)
    assert str(folders.home) in error
    assert "HOLDFAST_HOME=" not in error  # another home is empty: nothing is held there
    assert folders.home.read_text(encoding="utf-8") == "not a folder"


def _without_roots_powers(process: Processes, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command so that modes bind its user."""
    without: list[str] = []
    if os.getuid() == 0:
        require_programs("setpriv")
        without = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    return subprocess.run(
        [*without, sys.executable, "-m", "holdfast", *words],
        env=process.environment,
        input=DRAFT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def _mode(path: Path, mode: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "with a database"])
def test_a_home_that_is_read_only_is_a_clear_error(
    app: App, process: Processes, folders: Folders, *, is_new: bool
) -> None:
    folders.home.mkdir()
    if not is_new:
        app.call(log_urge)
    before = [path.read_bytes() for path in folders.home.iterdir()]
    with _mode(folders.home, 0o500):
        error = _plain_error(_without_roots_powers(process, "log"), draft=DRAFT)
    assert str(folders.home) in error
    assert [path.read_bytes() for path in folders.home.iterdir()] == before


def test_a_database_that_is_read_only_can_be_read_and_is_a_clear_error_to_writers(
    app: App, process: Processes, folders: Folders
) -> None:
    app.call(log_urge)
    with _mode(folders.database, 0o400):
        error = _plain_error(_without_roots_powers(process, "log"), draft=DRAFT)
        listed = _without_roots_powers(process, "list", "--json")
    assert str(folders.database) in error
    assert listed.returncode == 0, listed.stderr
    assert '"id": 1' in listed.stdout


_FULL_DISK = """
set -e
mount -t tmpfs -o size=600k none "$HOLDFAST_HOME"
echo "the first one" | "$0" -m holdfast log >/dev/null
dd if=/dev/zero of="$HOLDFAST_HOME/rest" bs=1k 2>/dev/null || true
set +e
"$0" -m holdfast log <"$1" >"$2/out" 2>"$2/err"
echo $? >"$2/code"
set -e
cp "$HOLDFAST_HOME/holdfast.db" "$2/after.db"
rm "$HOLDFAST_HOME/rest"
echo "later" | "$0" -m holdfast log >/dev/null
cp "$HOLDFAST_HOME/holdfast.db" "$2/later.db"
"""


def test_a_full_disk_is_a_clear_error_and_breaks_nothing(
    process: Processes, folders: Folders, tmp_path: Path
) -> None:
    require_programs("unshare", "mount", "dd")
    inside = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--mount", "-r"]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not permitted here")
    folders.home.mkdir()
    draft = ("I can't sleep. " * 20_000).strip()
    (tmp_path / "draft").write_text(draft, encoding="utf-8")
    subprocess.run(
        [*inside, "bash", "-c", _FULL_DISK, sys.executable, tmp_path / "draft", tmp_path],
        env={**process.environment, "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        timeout=60,
    )
    code, out, err = (
        (tmp_path / name).read_text(encoding="utf-8") for name in ("code", "out", "err")
    )
    error = _plain_error(subprocess.CompletedProcess([], int(code), out, err), draft=draft)
    assert f"The disk is full: {folders.database} can't be written." in error
    after, later = LedgerFile(tmp_path / "after.db"), LedgerFile(tmp_path / "later.db")
    assert after.is_sound()
    assert after.rows("SELECT text FROM drafts") == [("the first one",)]
    assert later.is_sound()
    assert later.rows("SELECT text FROM drafts") == [("the first one",), ("later",)]


@contextmanager
def _locked(path: Path, kind: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    with closing(other):
        other.execute(f"BEGIN {kind}")
        yield other


@pytest.mark.parametrize(
    ("kind", "words"),
    [("IMMEDIATE", "log"), ("EXCLUSIVE", "check")],
)
def test_a_database_that_stays_locked_is_a_clear_error(
    app: App,
    holdfast: Commands,
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    words: str,
) -> None:
    app.call(log_urge)
    monkeypatch.setattr(database, "PRAGMAS", ("PRAGMA busy_timeout = 50", *database.PRAGMAS[1:]))
    with _locked(folders.database, kind):
        failed = holdfast(words, typed=DRAFT)
    error = _plain_error(failed, draft=DRAFT if words == "log" else None)
    assert f"Another program is using {folders.database}." in error
    assert "Try: the same command in a minute" in error


def test_a_reader_does_not_wait_for_a_writer(
    app: App, holdfast: Commands, folders: Folders
) -> None:
    app.call(log_urge)
    with _locked(folders.database):
        assert holdfast.ok("list", "--json").json[0]["id"] == 1


def test_a_writer_waits_for_another_program_and_then_succeeds(
    app: App, holdfast: Commands, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.call(log_urge)
    reached = threading.Event()

    def connect(path: str, **how: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = really_connect(path, **how)
        # Called before a statement begins: this one still finds the lock.
        connection.set_trace_callback(
            lambda statement: reached.set() if statement == "BEGIN IMMEDIATE" else None
        )
        return connection

    really_connect = sqlite3.connect
    with _locked(folders.database) as other:
        other.execute("UPDATE urges SET intensity = 9")
        monkeypatch.setattr("holdfast.ledger.database.sqlite3.connect", connect)
        commits = threading.Thread(target=lambda: (reached.wait(60), other.execute("COMMIT")))
        commits.start()
        logged = holdfast.ok("log", "--json", typed=DRAFT).json
        commits.join()
    assert logged["urge"]["id"] == 2
    assert [urge["intensity"] for urge in holdfast.ok("list", "--json").json] == [None, 9]
