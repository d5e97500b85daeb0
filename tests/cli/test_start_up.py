"""A command's start: it imports only what it needs, and Ctrl-C ends it quietly."""

import subprocess
import sys

import pytest

from conftest import Processes
from doors import a_door
from holdfast.app import App
from holdfast.urges.use_cases import log_urge
from waiting import wait_until

# Each of these takes tens of milliseconds.
HEAVY = {"alembic", "apscheduler", "jinja2", "plyer", "pygal", "rich", "sqlalchemy.orm", "tomlkit"}

LIST_MODULES = """
import atexit, sys
atexit.register(lambda: print("\\nmodules:", *sys.modules, file=sys.stderr))
from holdfast.cli.main import run
run()
"""


def imported(process: Processes, words: str) -> set[str]:
    """Run a command in a process of its own; return the modules that it imported."""
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES, *words.split()],
        env=process.environment,
        input="a message",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 10}, done.stderr
    return set(done.stderr.partition("\nmodules: ")[2].split())


def test_help_imports_no_database_and_creates_no_home(process: Processes) -> None:
    assert imported(process, "log --help") & (HEAVY | {"sqlalchemy", "sqlite3"}) == set()
    assert not process.folders.home.exists()


@pytest.mark.parametrize("words", ["log", "status --line", "check --json"])
def test_frequent_commands_import_nothing_heavy_and_with_a_daemon_no_sqlalchemy(
    process: Processes, app: App, words: str
) -> None:
    app.call(log_urge, draft="a message")
    assert imported(process, words) & HEAVY == set()
    with a_door(app) as door:
        found = imported(process, words)
        if words == "log":
            wait_until(lambda: door.changes, "the daemon to be woken")
    assert "holdfast.door.client" in found
    assert found & (HEAVY | {"sqlalchemy", "sqlite3"}) == set()


INTERRUPTED = """
import sys

class Interrupts:
    def find_spec(self, name, *_):
        if name == "holdfast.cli.main":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupts())
import holdfast.__main__
"""


def test_ctrl_c_before_the_program_is_loaded_prints_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
