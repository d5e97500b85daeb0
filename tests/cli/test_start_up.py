"""What a command imports: a shell's prompt waits for `status --line`, and a person for `log`."""

import subprocess
import sys

import pytest

from conftest import Processes
from doors import a_door
from holdfast.app import App
from holdfast.services.urges import log_urge
from waiting import wait_until

# Each takes tens of milliseconds, and none is needed to answer.
NEVER = {
    "alembic",
    "apscheduler",
    "jeepney",
    "jinja2",
    "markupsafe",
    "plyer",
    "pygal",
    "platformdirs",  # with HOLDFAST_HOME there is nothing to look for
    "rich",
    "sqlalchemy.orm",
    "tomlkit",
}
# What needs no ledger and answers nothing in JSON.
# What the daemon has loaded already.
NOT_WITH_A_DAEMON = {
    "holdfast.config",
    "holdfast.storage",
    "socket",
    "socketserver",
    "sqlalchemy",
    "sqlite3",
    "tomllib",
    "tzlocal",
    "zoneinfo",
}
NOT_FOR_HELP = {"sqlalchemy", "msgspec", "sqlite3", "readline", "holdfast.services"}

LIST_MODULES = """
import atexit, sys
atexit.register(lambda: print("\\nmodules:", *sys.modules, file=sys.stderr))
from holdfast.cli.main import run
run()
"""


def imported(process: Processes, words: str, **environment: str) -> set[str]:
    """Run a command in a process of its own; gives what it had imported at its end."""
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES, *words.split()],
        env={**process.environment, **environment},
        input="a message",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 10}, done.stderr
    return set(done.stderr.partition("\nmodules: ")[2].split())


@pytest.mark.parametrize("words", ["--help", "--version", "log --help"])
def test_help_and_version_import_no_ledger(process: Processes, words: str) -> None:
    found = imported(process, words)
    assert "holdfast.cli.main" in found
    assert found & (NEVER | NOT_FOR_HELP | {"holdfast.storage"}) == set()
    assert not process.folders.home.exists()


OFTEN = ["log", "status", "status --line", "check --json", "let-go", "rate 5", "list"]


@pytest.mark.parametrize("words", OFTEN)
def test_what_is_run_often_imports_nothing_that_it_does_not_need(
    process: Processes, app: App, words: str
) -> None:
    app.call(log_urge, draft="a message")
    found = imported(process, words)
    assert "holdfast.storage.ledger" in found
    assert found & NEVER == set()


@pytest.mark.parametrize("form", ["json", "csv", "md"])
def test_a_report_for_a_script_imports_nothing_to_draw_with(
    process: Processes, app: App, form: str
) -> None:
    app.call(log_urge, draft="a message")
    assert imported(process, f"report --format {form}") & NEVER == set()


@pytest.mark.parametrize("words", ["report", "report --format md", "report --json", "reports"])
def test_only_a_page_needs_charts_and_templates(process: Processes, app: App, words: str) -> None:
    app.call(log_urge, draft="a message")
    charts = {"jinja2", "markupsafe", "pygal", "holdfast.rendering.page"}
    assert imported(process, words) & charts == set()
    assert imported(process, "report --format html") >= charts


@pytest.mark.parametrize("words", [*OFTEN, "check", "show 1"])
def test_with_a_daemon_nothing_is_imported_that_only_the_daemon_needs(
    process: Processes, app: App, words: str
) -> None:
    app.call(log_urge, draft="a message")
    with a_door(app) as door:
        found = imported(process, words)
        if words.split(maxsplit=1)[0] in {"log", "let-go", "rate"}:
            wait_until(lambda: door.changes, "the wake")
    assert "holdfast.door.client" in found
    assert found & (NEVER | NOT_WITH_A_DAEMON) == set()


def test_a_command_imports_only_its_own_words(process: Processes, app: App) -> None:
    app.call(log_urge, draft="a message")
    commands = {name for name in imported(process, "status") if name.startswith("holdfast.cli.")}
    assert commands & {"holdfast.cli.log", "holdfast.cli.urge", "holdfast.cli.report"} == set()


def test_the_systems_zone_is_not_looked_up_where_one_is_configured(
    process: Processes, app: App
) -> None:
    app.call(log_urge, draft="a message")
    process.folders.config.write_text('[person]\ntime_zone = "Europe/Berlin"\n')
    assert "tzlocal" not in imported(process, "status")


INTERRUPTED = """
import sys

class Interrupts:
    def find_spec(self, name, *_):
        if name == "holdfast.cli.main":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupts())
import holdfast.__main__
"""


def test_ctrl_c_before_anything_is_loaded_says_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
