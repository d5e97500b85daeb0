"""`holdfast erase` removes all that Holdfast wrote; while something is held, it waits."""

import re

import pytest

from cli.conftest import CTRL_C, CTRL_D, ENTER, Opens
from conftest import Commands, Processes
from daemons import is_gone
from fakes import FakeClock
from holdfast.cli import daemon as cli_daemon
from holdfast.cli.daemon import NotStopped
from holdfast.desktop.folders import Folders
from holdfast.desktop.lock import daemon_state
from lives import live
from processes import processes_of
from waiting import wait_until

GONE = "Everything Holdfast had saved is deleted.\n"
SURE = "Delete everything Holdfast has saved? [y/N] "
SECRET = b"zwieback"


def left(folders: Folders) -> list[str]:
    """Return the names of what is left in a home, but for the lock, which is empty."""
    files = [path for path in folders.home.rglob("*") if path.name != folders.lock.name]
    return sorted(str(path.relative_to(folders.home)) for path in files)


def has_all(holdfast: Commands, clock: FakeClock) -> Commands:
    """Make a home in which nothing is held, with a file of every kind that Holdfast writes."""
    live(holdfast, clock)
    clock.forward(days=60)
    folders = holdfast.app.folders
    holdfast.ok("report", "--week", "last")
    folders.config.write_text("[nudges]\npatience = true\n")
    for file in (folders.log, folders.log.with_name("daemon.log.1"), folders.backups / "old.db"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(SECRET)
    draft = folders.home / ".draft-x" / "draft.txt"
    draft.parent.mkdir()
    draft.write_bytes(SECRET)
    return holdfast


def test_erase_removes_everything_that_holdfast_wrote(holdfast: Commands, clock: FakeClock) -> None:
    has_all(holdfast, clock)
    folders = holdfast.app.folders
    (folders.home / "photo.jpg").touch()
    before = left(folders)
    assert {"holdfast.db", "reports", "config.toml", "daemon.log"} <= set(before)
    unsure = holdfast("erase", typed="y\n")  # nobody can be asked here
    assert (unsure.code, unsure.out, unsure.err.endswith("Try: --yes\n")) == (2, "", True)
    assert left(folders) == before
    for _ in range(2):  # erasing an empty home is no error
        said = holdfast.ok("erase", "--yes")
        assert (said.out, said.err) == ("", GONE)
        assert left(folders) == ["photo.jpg"]
    assert holdfast.ok().out.startswith("Nothing saved yet in ")


@pytest.mark.parametrize(
    ("answer", "code"),
    [("y" + ENTER, 0), (ENTER, 1), (CTRL_D, 1), (CTRL_C, 130)],
    ids=["yes", "enter", "ctrl-d", "ctrl-c"],
)
def test_erase_removes_nothing_at_a_terminal_unless_the_answer_is_yes(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens, answer: str, code: int
) -> None:
    has_all(holdfast, clock)
    before = left(holdfast.app.folders)
    erase = by_the_clock("erase")
    erase.until(SURE)
    erase.type(answer)
    assert erase.end() == code
    assert erase.seen.endswith(GONE) == (code == 0)
    assert left(holdfast.app.folders) == (before if code else [])


def test_erasing_while_something_is_held_becomes_a_request_with_a_reason(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    before = left(holdfast.app.folders)
    said = holdfast("erase", "--yes")
    assert (said.code, said.out) == (2, "")
    assert "--reason" in said.err
    asked = holdfast.ok("erase", "--yes", "--reason", "I am through with it").out
    assert asked.startswith(
        "Request 1: delete everything Holdfast has saved. Nothing has changed yet.\n"
    )
    assert left(holdfast.app.folders) == before
    assert "Request 1: delete everything Holdfast has saved." in holdfast.ok("status").out


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_confirming_the_request_erases_everything(
    holdfast: Commands, clock: FakeClock, form: tuple[str, ...]
) -> None:
    live(holdfast, clock)
    holdfast.ok("erase", "--reason", "I am through with it")
    clock.forward(hours=24, seconds=-1)
    assert holdfast("requests", "confirm", "1").code == 1
    assert "holdfast.db" in left(holdfast.app.folders)
    clock.forward(seconds=1)
    said = holdfast.ok("requests", "confirm", "1", *form)
    assert said.err == GONE
    assert said.json["state"] == "confirmed" if form else said.out == ""
    assert left(holdfast.app.folders) == []


def test_erase_stops_the_daemon_first(process: Processes, folders: Folders) -> None:
    assert process("contact", "add", "Sam").returncode == 0
    started = process("daemon", "start")
    found = re.search(r"\(process (\d+)\)", started.stdout)
    assert found, started.stderr
    erased = process("erase", "--yes")
    assert (erased.returncode, erased.stdout, erased.stderr) == (0, "", GONE)
    wait_until(lambda: is_gone(int(found[1])), "the end of the daemon")
    assert processes_of(folders.home) == {}
    assert not daemon_state(folders.lock).running
    assert left(folders) == []


def test_erase_names_what_can_not_be_removed(
    holdfast: Commands, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_all(holdfast, clock)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("shutil.rmtree", refuse)
    said = holdfast("erase", "--yes")
    folders = holdfast.app.folders
    assert said.code == 1
    assert GONE not in said.err
    (sentence,) = [line for line in said.err.splitlines() if "couldn't be deleted" in line]
    assert str(folders.reports) in sentence
    assert str(folders.database) not in sentence
    assert "holdfast.db" not in left(folders)


def ready_to_erase(holdfast: Commands, clock: FakeClock) -> None:
    holdfast.ok("log", typed="I miss you")
    holdfast.ok("erase", "--reason", "enough")
    clock.forward(hours=24)


def test_a_daemon_that_does_not_stop_leaves_the_request_ready(
    holdfast: Commands, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def does_not_end(_: object) -> bool:
        raise NotStopped("The daemon did not end.", "again")

    ready_to_erase(holdfast, clock)
    with monkeypatch.context() as hung:
        hung.setattr(cli_daemon, "stop_if_running", does_not_end)
        assert holdfast("requests", "confirm", "1").code == 1
    (request,) = holdfast.ok("requests", "--json").json
    assert request["state"] == "ready"
    holdfast.ok("cooldown", "start", "30d")
    assert holdfast("requests", "confirm", "1").code == 1
    assert holdfast("check").code == 10
