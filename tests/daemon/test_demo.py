"""`holdfast demo`: the whole job in a temporary home, which leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Processes
from desktop_session import Desktop
from holdfast.desktop.folders import Folders
from processes import processes_of
from waiting import let_time_pass, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files, by which the demo's processes are known, too."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    for pid in processes_of(folder, "TMPDIR"):
        os.kill(pid, signal.SIGKILL)


def test_the_demo_without_a_desktop_says_where_the_nudge_would_have_gone(
    process: Processes, folders: Folders, temporary: Path
) -> None:
    said = process("demo")
    assert (said.returncode, said.stderr) == (0, "")
    assert "On a desktop, a notification would show" in said.stdout
    assert "no desktop session here" in said.stdout
    for words in ("daemon start", "cooldown start 14d", "log --intensity 8", "let-go", "report"):
        assert f"holdfast {words}" in said.stdout
    # Each command's words come after its prompt, and before the next.
    order = ["$ holdfast daemon start", "Reminders are on", "Saved (#", "let-go", "2026"]
    places = [said.stdout.find(words) for words in order[:4]]
    assert -1 not in places
    assert places == sorted(places)
    assert "Sam" in said.stdout
    assert "holdfast init" in said.stdout.splitlines()[-2]
    _assert_nothing_is_left(folders, temporary)


def test_the_demo_on_a_desktop_shows_a_notification(
    process: Processes, folders: Folders, temporary: Path, desktop: Desktop
) -> None:
    said = process("demo")
    assert (said.returncode, said.stderr) == (0, "")
    assert "A notification was handed over to dunst" in said.stdout
    (shown,) = desktop.shown()
    assert shown.app == "Holdfast"
    assert f'"{shown.title}. {shown.body}"' in said.stdout
    _assert_nothing_is_left(folders, temporary)


def everywhere(demo: "subprocess.Popen[str]") -> None:
    """Send it as a terminal does: to all of the group."""
    os.killpg(demo.pid, signal.SIGINT)


def to_it_alone(demo: "subprocess.Popen[str]") -> None:
    """Send it as a task manager does."""
    demo.send_signal(signal.SIGINT)


@pytest.mark.parametrize("interrupt", [everywhere, to_it_alone])
@pytest.mark.parametrize("moment", ["before the daemon", "as it starts", "with the daemon"])
def test_ctrl_c_in_the_middle_of_the_demo_leaves_nothing_behind(
    process: Processes,
    folders: Folders,
    temporary: Path,
    moment: str,
    interrupt: Callable[["subprocess.Popen[str]"], None],
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "holdfast", "demo"],
        env=process.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as demo:
        try:
            assert demo.stdout
            line = "Saved (#" if moment == "with the daemon" else "daemon start"
            assert any(line in said for said in demo.stdout)
            if moment == "as it starts":
                wait_until(lambda: _daemons(temporary), "a daemon that starts")
            interrupt(demo)
            _out, errors = demo.communicate(timeout=60)
        finally:
            demo.kill()
    assert demo.returncode == 130, errors
    assert "Traceback" not in errors
    _assert_nothing_is_left(folders, temporary)


def test_the_exit_code_counts_though_ctrl_c_met_a_librarys_exec(
    process: Processes, tmp_path: Path
) -> None:
    (tmp_path / "interrupted.py").write_text(
        "import sys\n"
        "from holdfast.cli.main import run\n"
        "try:\n"
        "    exec('raise KeyboardInterrupt')\n"
        "except KeyboardInterrupt:\n"
        "    sys.argv = ['holdfast', 'check']\n"
        "run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "interrupted"],
        env=process.environment,
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1  # it can't tell: nobody is here yet


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_demo_that_is_told_to_end_leaves_nothing_behind(
    process: Processes, folders: Folders, temporary: Path, number: int
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "holdfast", "demo"],
        env=process.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as demo:
        try:
            assert demo.stdout
            assert any("Saved (#" in said for said in demo.stdout)
            demo.send_signal(number)
            demo.communicate(timeout=60)
        finally:
            demo.kill()
    assert demo.returncode == 128 + number
    _assert_nothing_is_left(folders, temporary)


def _daemons(temporary: Path) -> list[int]:
    found = processes_of(temporary, "TMPDIR")
    return [pid for pid, command in found.items() if "daemon run" in command]


def _assert_nothing_is_left(folders: Folders, temporary: Path) -> None:
    let_time_pass(0.3)  # for what may start late
    wait_until(lambda: processes_of(temporary, "TMPDIR") == {}, "the end of all its processes", 10)
    assert list(temporary.iterdir()) == []
    assert not folders.home.exists()  # the person's own data is not touched
