"""What goes wrong with files and disks is said plainly, changes nothing and loses no draft."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from conftest import Commands, Processes, Said
from holdfast.app import App
from holdfast.daemon.process import START_ANEW, run_daemon
from holdfast.desktop.folders import Folders
from holdfast.errors import LedgerLocked
from holdfast.services.urges import log_urge
from holdfast.storage import database
from holdfast.storage.tables import SCHEMA
from needs import require_programs
from storage.ledger_file import LedgerFile

DRAFT = "I miss you\nand your coffee"
COMMANDS = [("log",), ("status",), ("check",), ("let-go",)]

Break = Callable[[Folders], None]


def _newer(folders: Folders) -> None:
    LedgerFile(folders.database).script(f"PRAGMA user_version = {SCHEMA + 1}")


def _garbage(folders: Folders) -> None:
    folders.database.write_bytes(b"Dear Sam,\n" * 1_000)


def _a_short_text(folders: Folders) -> None:
    folders.database.write_bytes(b"Dear Sam,\n")


def _cut_off(folders: Folders) -> None:
    whole = folders.database.read_bytes()
    folders.database.write_bytes(whole[: len(whole) // 2])


def _cut_off_in_its_head(folders: Folders) -> None:
    folders.database.write_bytes(folders.database.read_bytes()[:60])


def _torn(folders: Folders) -> None:
    page = 4_096
    whole = bytearray(folders.database.read_bytes())
    whole[100:page] = b"\xaa" * (page - 100)
    folders.database.write_bytes(whole)


def _another_programs(folders: Folders) -> None:
    folders.database.unlink()
    LedgerFile(folders.database).script(
        "CREATE TABLE recipes (name); INSERT INTO recipes VALUES (1)"
    )


def _a_folder(folders: Folders) -> None:
    folders.database.unlink()
    folders.database.mkdir()


def _a_link_to_nowhere(folders: Folders) -> None:
    folders.database.unlink()
    folders.database.symlink_to(folders.home / "not" / "there.db")


def _a_link_to_itself(folders: Folders) -> None:
    folders.database.unlink()
    folders.database.symlink_to(folders.database)


TROUBLE: dict[str, tuple[Break, str, str]] = {
    "a newer database": (_newer, "newer Holdfast", "pip install --upgrade"),
    "garbage": (_garbage, "damaged, or is not a Holdfast database", "move it away"),
    "a short text": (_a_short_text, "damaged, or is not a Holdfast database", "move it away"),
    "cut off": (_cut_off, "damaged, or is not a Holdfast database", "move it away"),
    "cut off in its head": (_cut_off_in_its_head, "damaged, or is not a", "move it away"),
    "torn": (_torn, "damaged, or is not a Holdfast database", "move it away"),
    "another program's": (_another_programs, "another program", "HOLDFAST_HOME"),
}
NO_FILE: dict[str, tuple[Break, str, str]] = {
    "a folder": (_a_folder, "holdfast.db can't be", ""),
    "a link to itself": (_a_link_to_itself, "holdfast.db can't be", ""),
    "a link to nowhere": (_a_link_to_nowhere, "holdfast.db can't be", ""),
}


Heard = Said | subprocess.CompletedProcess[str]


def _err(said: Heard) -> str:
    return said.stderr if isinstance(said, subprocess.CompletedProcess) else said.err


def _is_plain(said: Heard) -> None:
    """Check that a person can read it: one sentence, one way out, nothing of the inside."""
    if isinstance(said, subprocess.CompletedProcess):
        code, out = said.returncode, said.stdout
    else:
        code, out = said.code, said.out
    err = _err(said)
    assert code == 1
    assert out == ""
    assert err.count("Error: ") == 1
    assert err.count("\nTry: ") == 1
    for inside in ("Traceback", "sqlalchemy", "sqlite3", "INSERT", "SELECT", "went wrong inside"):
        assert inside not in err


def _gives_back(said: Heard, draft: str = DRAFT) -> None:
    assert f"\n\n{draft}\n\n" in _err(said)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize(("spoil", "message", "way_out"), TROUBLE.values(), ids=TROUBLE.keys())
def test_a_database_that_cannot_be_used_is_said_plainly_and_left_as_it_is(
    app: App,
    holdfast: Commands,
    folders: Folders,
    words: tuple[str, ...],
    spoil: Break,
    message: str,
    way_out: str,
) -> None:
    app.call(log_urge, draft="the first one")
    spoil(folders)
    before = folders.database.read_bytes()
    said = holdfast(*words, typed=DRAFT)
    _is_plain(said)
    error, _, rest = said.err.partition("\nTry: ")
    assert message in error
    assert way_out in rest
    assert str(folders.database) in error
    assert folders.database.read_bytes() == before
    assert "backups" not in rest  # there are none
    assert [path.name for path in folders.home.iterdir()] == ["holdfast.db"]
    if words == ("log",):
        _gives_back(said)


def test_copies_from_before_upgrades_are_named_where_there_are_any(
    app: App, holdfast: Commands, folders: Folders
) -> None:
    app.call(log_urge)
    _garbage(folders)
    folders.backups.mkdir()
    way_out = f"move it away; copies made before upgrades are in {folders.backups}"
    assert f"\nTry: {way_out}\n" in holdfast("status").err


@pytest.mark.parametrize("words", [("log",), ("contact", "add", "Sam")], ids=lambda words: words[0])
@pytest.mark.parametrize(("spoil", "message", "way_out"), NO_FILE.values(), ids=NO_FILE.keys())
def test_what_stands_in_the_databases_place_is_said_and_left(
    app: App,
    holdfast: Commands,
    folders: Folders,
    words: tuple[str, ...],
    spoil: Break,
    message: str,
    way_out: str,
) -> None:
    app.call(log_urge)
    spoil(folders)
    said = holdfast(*words, typed=DRAFT)
    _is_plain(said)
    assert message in said.err
    assert way_out in said.err
    assert [path.name for path in folders.home.iterdir()] == ["holdfast.db"]
    if words == ("log",):
        _gives_back(said)


def test_trouble_is_one_json_document_for_a_script(
    app: App, holdfast: Commands, folders: Folders
) -> None:
    app.call(log_urge)
    _garbage(folders)
    said = holdfast("status", "--json")
    assert said.code == 1
    assert said.out == ""
    assert '"try": "move it away' in said.err


def test_a_home_that_is_a_file_is_said(holdfast: Commands, folders: Folders) -> None:
    folders.home.write_text("not a folder", encoding="utf-8")
    said = holdfast("log", typed=DRAFT)
    _is_plain(said)
    _gives_back(said)
    assert str(folders.home) in said.err
    assert "HOLDFAST_HOME=DIR" in said.err
    assert folders.home.read_text(encoding="utf-8") == "not a folder"


def test_a_home_below_a_file_is_said(holdfast: Commands, folders: Folders) -> None:
    folders.home.parent.joinpath("file").touch()
    below = App(
        Folders(*[str(folders.home.parent / "file" / "home")] * 3), clock=holdfast.app.clock
    )
    said = Commands(below)("log", typed=DRAFT)
    _is_plain(said)
    _gives_back(said)


def test_a_missing_home_is_made_with_all_above_it(app: App, folders: Folders) -> None:
    deep = folders.home / "one" / "two" / "three"
    logged = App(Folders(str(deep), str(deep / "config.toml"), str(deep)), clock=app.clock).call(
        log_urge
    )
    assert logged.urge.id == 1
    assert (deep / "holdfast.db").is_file()


def test_an_empty_file_in_the_databases_place_becomes_the_database(
    app: App, folders: Folders, ledger_file: LedgerFile
) -> None:
    folders.home.mkdir()
    folders.database.touch()
    assert app.call(log_urge).urge.id == 1
    assert ledger_file.is_sound()


# As somebody whom modes bind.


def _bound_by_modes(
    process: Processes, *words: str, typed: str
) -> subprocess.CompletedProcess[str]:
    """Run a command without root's powers: modes bind its user then, too."""
    without: list[str] = []
    if os.getuid() == 0:
        require_programs("setpriv")
        without = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    return subprocess.run(
        [*without, sys.executable, "-m", "holdfast", *words],
        env=process.environment,
        input=typed,
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


@pytest.mark.parametrize("mode", [0o500, 0o000], ids=["read-only", "closed"])
@pytest.mark.parametrize("place", ["home", "above"])
def test_a_home_that_cannot_be_written_is_said(
    process: Processes, folders: Folders, place: str, mode: int
) -> None:
    locked = folders.home if place == "home" else folders.home.parent
    locked.mkdir(exist_ok=True)
    with _mode(locked, mode):
        done = _bound_by_modes(process, "log", typed=DRAFT)
    _is_plain(done)
    _gives_back(done)
    assert str(folders.home) in done.stderr
    assert not folders.database.exists()


@pytest.mark.parametrize("mode", [0o500, 0o000], ids=["read-only", "closed"])
def test_a_home_with_a_database_that_cannot_be_written_is_said(
    app: App, process: Processes, folders: Folders, ledger_file: LedgerFile, mode: int
) -> None:
    app.call(log_urge, draft="the first one")
    with _mode(folders.home, mode):
        done = _bound_by_modes(process, "log", typed=DRAFT)
    _is_plain(done)
    _gives_back(done)
    assert str(folders.database) in done.stderr
    assert ledger_file.rows("SELECT text FROM drafts") == [("the first one",)]


@pytest.mark.parametrize("mode", [0o400, 0o000], ids=["read-only", "closed"])
def test_a_database_that_cannot_be_written_is_said(
    app: App, process: Processes, folders: Folders, mode: int
) -> None:
    app.call(log_urge, draft="the first one")
    before = folders.database.read_bytes()
    with _mode(folders.database, mode):
        done = _bound_by_modes(process, "log", typed=DRAFT)
    _is_plain(done)
    _gives_back(done)
    assert f"{folders.database} can't be opened for writing." in done.stderr
    assert folders.database.read_bytes() == before


def test_a_database_that_cannot_be_written_can_still_be_read(
    app: App, process: Processes, folders: Folders
) -> None:
    app.call(log_urge, draft="the first one")
    with _mode(folders.database, 0o400):
        done = _bound_by_modes(process, "list", "--json", typed="")
    assert done.returncode == 0, done.stderr
    assert '"id": 1' in done.stdout


# A disk that is full.


def _log_with_files_up_to(
    process: Processes, most_bytes: int, draft: str
) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [sys.executable, "-m", "holdfast", "log"],
        env={**process.environment, "PYTHONDONTWRITEBYTECODE": "1"},
        input=draft,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limit,
    )


@pytest.mark.parametrize("first_run", [True, False], ids=["first run", "later"])
@pytest.mark.parametrize("most_bytes", [0, 20_000, 130_000])
def test_a_file_that_may_not_grow_gives_the_draft_back_and_breaks_nothing(
    app: App,
    process: Processes,
    folders: Folders,
    ledger_file: LedgerFile,
    most_bytes: int,
    first_run: bool,
) -> None:
    if not first_run:
        app.call(log_urge, draft="the first one")
    draft = "I can't sleep. " * 20_000
    done = _log_with_files_up_to(process, most_bytes, draft.strip())
    _is_plain(done)
    _gives_back(done, draft.strip())
    assert str(folders.database) in done.stderr
    kept = [] if first_run else [("the first one",)]
    # The next command takes back what was begun, where the limit did not let this one do so.
    assert app.call(log_urge, draft="later").urge.id == len(kept) + 1
    assert ledger_file.is_sound()
    assert ledger_file.rows("SELECT text FROM drafts") == [*kept, ("later",)]


_FULL_DISK = """
set -e
mount -t tmpfs -o size=400k none "$HOLDFAST_HOME"
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


def test_a_disk_that_is_full_gives_the_draft_back_and_breaks_nothing(
    process: Processes, folders: Folders, tmp_path: Path
) -> None:
    require_programs("unshare", "mount", "dd")
    inside = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--mount", "-r"]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not permitted here")
    folders.home.mkdir()
    draft = "I can't sleep. " * 20_000
    (tmp_path / "draft").write_text(draft.strip(), encoding="utf-8")
    subprocess.run(
        [*inside, "bash", "-c", _FULL_DISK, sys.executable, tmp_path / "draft", tmp_path],
        env={**process.environment, "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        timeout=60,
    )
    err = (tmp_path / "err").read_text(encoding="utf-8")
    assert (tmp_path / "code").read_text(encoding="utf-8") == "1\n"
    assert (tmp_path / "out").read_text(encoding="utf-8") == ""
    assert f"The disk is full: {folders.database} can't be written." in err
    assert f"\n\n{draft.strip()}\n\n" in err
    after, later = LedgerFile(tmp_path / "after.db"), LedgerFile(tmp_path / "later.db")
    assert after.is_sound()
    assert after.rows("SELECT text FROM drafts") == [("the first one",)]
    assert later.is_sound()
    assert later.rows("SELECT text FROM drafts") == [("the first one",), ("later",)]


# A database that somebody else keeps locked.


@contextmanager
def _locked(path: Path, kind: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    with closing(other):
        other.execute(f"BEGIN {kind}")
        yield other


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a lock a moment and not half a minute."""
    pragmas = [
        "PRAGMA busy_timeout = 50" if "busy_timeout" in pragma else pragma
        for pragma in database.PRAGMAS
    ]
    monkeypatch.setattr(database, "PRAGMAS", tuple(pragmas))


@pytest.mark.usefixtures("impatient")
def test_a_daemon_that_finds_it_locked_at_its_start_says_so_and_is_started_anew(
    app: App, folders: Folders
) -> None:
    app.call(log_urge)
    with _locked(folders.database, "EXCLUSIVE"), pytest.raises(LedgerLocked) as locked:
        run_daemon(app, lambda: None)
    assert locked.value.exit_code == START_ANEW


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("IMMEDIATE", ("log",)),
        ("EXCLUSIVE", ("log",)),
        ("EXCLUSIVE", ("status",)),
        ("EXCLUSIVE", ("check",)),
    ],
)
def test_a_database_that_stays_locked_is_said(
    app: App, holdfast: Commands, folders: Folders, kind: str, words: tuple[str, ...]
) -> None:
    app.call(log_urge)
    with _locked(folders.database, kind):
        said = holdfast(*words, typed=DRAFT)
    _is_plain(said)
    assert f"Another program keeps {folders.database} locked." in said.err
    assert "Try: the same again in a moment" in said.err
    if words == ("log",):
        _gives_back(said)
        assert holdfast.ok("log", typed=DRAFT).code == 0


@pytest.mark.usefixtures("impatient")
def test_a_reader_is_not_kept_waiting_by_a_writer(
    app: App, holdfast: Commands, folders: Folders
) -> None:
    app.call(log_urge)
    with _locked(folders.database):
        assert holdfast.ok("list", "--json").json[0]["id"] == 1


def test_logging_waits_for_a_writer_and_then_succeeds(
    app: App, holdfast: Commands, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.call(log_urge)
    reached = threading.Event()

    def connect(path: Path, *, isolation_level: None, timeout: float) -> sqlite3.Connection:
        connection = really_connect(path, isolation_level=isolation_level, timeout=timeout)
        # Called before each statement begins: at this one the lock is still held.
        connection.set_trace_callback(
            lambda statement: reached.set() if statement == "BEGIN IMMEDIATE" else None
        )
        return connection

    really_connect = sqlite3.connect
    with _locked(folders.database) as other:
        other.execute("UPDATE urges SET intensity = 9")
        monkeypatch.setattr("holdfast.storage.database.sqlite3.connect", connect)
        waiting = threading.Thread(
            target=lambda: (reached.wait(60), other.execute("COMMIT")), daemon=True
        )
        waiting.start()
        said = holdfast.ok("log", "--json", typed=DRAFT).json
        waiting.join()
    assert reached.is_set()
    assert said["urge"]["id"] == 2
    assert [urge["intensity"] for urge in holdfast.ok("list", "--json").json] == [None, 9]
