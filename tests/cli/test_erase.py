"""`holdfast erase`: all that Holdfast wrote goes; while something is held, it waits."""

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

GONE = "Everything that was written down here is gone.\n"
SURE = "Everything that is written down here goes, for good. Erase it? [y/N] "
SECRET = b"zwieback"


def left(folders: Folders) -> list[str]:
    """Name what is left in a home; the lock says nothing, and keeps two daemons apart."""
    files = [path for path in folders.home.rglob("*") if path.name != folders.lock.name]
    return sorted(str(path.relative_to(folders.home)) for path in files)


def has_all(holdfast: Commands, clock: FakeClock) -> Commands:
    """Give a home that holds nothing any more, with a file of each kind that is ever written."""
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


def test_where_nothing_is_held_everything_that_was_written_is_gone(
    holdfast: Commands, clock: FakeClock
) -> None:
    has_all(holdfast, clock)
    assert {"holdfast.db", "reports", "config.toml", "daemon.log"} <= set(
        left(holdfast.app.folders)
    )
    said = holdfast.ok("erase", "--yes")
    assert (said.out, said.err) == ("", GONE)
    assert left(holdfast.app.folders) == []
    assert holdfast.ok().out.startswith("Nothing is written down here yet.\n")


def test_what_somebody_else_put_there_stays(holdfast: Commands, clock: FakeClock) -> None:
    has_all(holdfast, clock)
    (holdfast.app.folders.home / "photo.jpg").touch()
    holdfast.ok("erase", "--yes")
    assert left(holdfast.app.folders) == ["photo.jpg"]


def test_on_an_empty_home_it_is_no_error(holdfast: Commands) -> None:
    said = holdfast.ok("erase", "--yes")
    assert said.err == GONE
    assert left(holdfast.app.folders) == []


def test_in_json_what_is_erased_at_once_is_no_change(holdfast: Commands, clock: FakeClock) -> None:
    has_all(holdfast, clock)
    said = holdfast.ok("erase", "--yes", "--json")
    assert said.json is None
    assert left(holdfast.app.folders) == []


def test_without_a_terminal_it_needs_yes(holdfast: Commands, clock: FakeClock) -> None:
    has_all(holdfast, clock)
    before = left(holdfast.app.folders)
    said = holdfast("erase", typed="y\n")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "Error: Everything that is written down here goes, for good. Erase it?\nTry: --yes\n"
    )
    assert left(holdfast.app.folders) == before


def test_at_a_terminal_it_asks_first(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens
) -> None:
    has_all(holdfast, clock)
    erase = by_the_clock("erase")
    erase.answer(SURE, "y")
    assert erase.end() == 0
    assert erase.seen.endswith(GONE)
    assert left(holdfast.app.folders) == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [(ENTER, 1), ("n" + ENTER, 1), (CTRL_D, 1), (CTRL_C, 130)],
    ids=["enter", "n", "ctrl-d", "ctrl-c"],
)
def test_anything_but_yes_erases_nothing(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens, answer: str, code: int
) -> None:
    has_all(holdfast, clock)
    before = left(holdfast.app.folders)
    erase = by_the_clock("erase")
    erase.until(SURE)
    erase.type(answer)
    assert erase.end() == code
    assert "is gone" not in erase.seen
    assert left(holdfast.app.folders) == before


@pytest.mark.parametrize("yes", [(), ("--yes",)])
def test_while_something_is_held_it_becomes_a_change_that_yes_does_not_hurry(
    holdfast: Commands, clock: FakeClock, yes: tuple[str, ...]
) -> None:
    live(holdfast, clock)
    before = left(holdfast.app.folders)
    said = holdfast.ok("erase", "--reason", "I am through with it", *yes)
    assert said.err == ""
    assert said.out == (
        "Asked for, as change 1: to erase everything. Nothing is looser yet.\n"
        "It can be confirmed from Sat 21 Nov 2026, 22:30 on, for a day: "
        "holdfast changes confirm 1\n"
        "To call it off, at any time: holdfast changes cancel 1\n"
    )
    assert left(holdfast.app.folders) == before
    (change,) = holdfast.ok("changes", "--json").json
    assert (change["kind"], change["contact"], change["state"]) == ("erase", None, "waiting")
    assert "Change 1, to erase everything, waits until" in holdfast.ok("status").out


def test_while_something_is_held_it_needs_a_reason(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    said = holdfast("erase", "--yes")
    assert (said.code, said.out) == (2, "")
    assert "--reason" in said.err
    assert holdfast.ok("changes", "--json").json == []


def test_at_a_terminal_the_reason_is_asked_for(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens
) -> None:
    live(holdfast, clock)
    erase = by_the_clock("erase")
    erase.until("What makes you want to erase everything?")
    erase.answer("> ", "I am through with it")
    assert erase.end() == 0
    assert "Asked for, as change 1: to erase everything." in erase.seen
    assert holdfast.ok("changes", "--json").json[0]["reason"] == "I am through with it"


@pytest.mark.parametrize(
    ("promises", "hours"),
    [
        (["log --no-draft"], 24),
        (["cooldown start 30d"], 24),
        (["cooldown start 30d --delay 3d"], 72),
        (["cooldown start 30d", "contact boundary Sam stop"], 7 * 24),
        (["contact boundary Sam space --until 2026-12-24"], 7 * 24),
    ],
    ids=["a pause", "a cool-down", "a long delay", "their no", "space"],
)
def test_it_waits_for_as_long_as_what_is_held_would_take_to_loosen_and_then_erases(
    holdfast: Commands, clock: FakeClock, promises: list[str], hours: int
) -> None:
    holdfast.ok("contact", "add", "Sam")
    for words in promises:
        holdfast.ok(*words.split())
    holdfast.ok("erase", "--reason", "I am through with it")
    clock.forward(hours=hours, seconds=-1)
    assert holdfast("changes", "confirm", "1").code == 1
    assert "holdfast.db" in left(holdfast.app.folders)
    clock.forward(seconds=1)
    said = holdfast.ok("changes", "confirm", "1")
    assert (said.out, said.err) == ("", GONE)
    assert left(holdfast.app.folders) == []


def test_in_json_the_change_that_erased_is_said(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    holdfast.ok("erase", "--reason", "I am through with it")
    clock.forward(hours=24)
    said = holdfast.ok("changes", "confirm", "1", "--json")
    assert (said.json["kind"], said.json["state"]) == ("erase", "confirmed")
    assert left(holdfast.app.folders) == []


def test_at_a_terminal_a_confirmed_one_leaves_no_new_ledger_behind(
    holdfast: Commands, clock: FakeClock, by_the_clock: Opens
) -> None:
    live(holdfast, clock)
    holdfast.ok("erase", "--reason", "I am through with it")
    clock.forward(hours=24)
    confirm = by_the_clock("changes", "confirm", "1")
    assert confirm.end() == 0
    assert confirm.seen == GONE
    assert left(holdfast.app.folders) == []


def test_called_off_it_erases_nothing(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    holdfast.ok("erase", "--reason", "I am through with it")
    holdfast.ok("changes", "cancel", "1")
    clock.forward(hours=24)
    assert holdfast("changes", "confirm", "1").code == 1
    assert "holdfast.db" in left(holdfast.app.folders)


def test_left_to_lapse_it_erases_nothing_and_the_next_waits_twice_as_long(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    holdfast.ok("erase", "--reason", "I am through with it")
    clock.forward(hours=48)
    assert holdfast("changes", "confirm", "1").code == 1
    assert "holdfast.db" in left(holdfast.app.folders)
    holdfast.ok("erase", "--reason", "again")
    assert "waits until Tue 24 Nov 2026, 22:30" in holdfast.ok("changes").out


def test_a_second_one_while_the_first_waits_is_refused(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    holdfast.ok("erase", "--reason", "I am through with it")
    said = holdfast("erase", "--reason", "now")
    assert said.code == 1
    assert said.err.startswith("Error: A change of this kind waits already: change 1.\n")


def test_a_daemon_that_runs_is_stopped_first_and_makes_nothing_anew(
    process: Processes, folders: Folders
) -> None:
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


def test_what_can_not_be_removed_is_named(
    holdfast: Commands, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_all(holdfast, clock)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("shutil.rmtree", refuse)
    said = holdfast("erase", "--yes")
    folders = holdfast.app.folders
    assert said.code == 1
    assert "Everything" not in said.err
    (sentence,) = [line for line in said.err.splitlines() if "could not be removed" in line]
    assert str(folders.reports) in sentence
    assert str(folders.database) not in sentence
    assert "holdfast.db" not in left(folders)


@pytest.mark.yourself
def test_what_is_promised_while_the_daemon_is_being_ended_is_not_erased(
    holdfast: Commands, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def promise(_: object) -> bool:
        clock.forward(minutes=5)
        holdfast.ok("cooldown", "start", "30d")
        return True

    has_all(holdfast, clock)
    monkeypatch.setattr(cli_daemon, "stop_if_running", promise)
    said = holdfast("erase", "--yes")
    assert said.code == 1
    assert "Something was written down since that was asked. Nothing was erased." in said.err
    assert "The daemon was ended for that. To start it: holdfast daemon start" in said.err
    assert holdfast("check").code == 10


def ready_to_erase(holdfast: Commands, clock: FakeClock) -> None:
    holdfast.ok("log", typed="I miss you")
    holdfast.ok("erase", "--reason", "enough")
    clock.forward(hours=24)


def test_a_daemon_that_does_not_end_leaves_the_erasing_to_be_confirmed(
    holdfast: Commands, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def does_not_end(_: object) -> bool:
        raise NotStopped("The daemon did not end.", "again")

    ready_to_erase(holdfast, clock)
    with monkeypatch.context() as hung:
        hung.setattr(cli_daemon, "stop_if_running", does_not_end)
        assert holdfast("changes", "confirm", "1").code == 1
    (change,) = holdfast.ok("changes", "--json").json
    assert change["state"] == "ready"
    holdfast.ok("cooldown", "start", "30d")
    assert holdfast("changes", "confirm", "1").code == 1
    assert holdfast("check").code == 10


def test_a_refused_erasing_says_that_the_daemon_was_ended_for_it(
    holdfast: Commands, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_to_erase(holdfast, clock)
    holdfast.ok("log", typed="and again")
    monkeypatch.setattr(cli_daemon, "stop_if_running", lambda _: True)
    refused = holdfast("changes", "confirm", "1")
    assert refused.code == 1
    assert (
        "Note: The daemon was ended for that. To start it: holdfast daemon start\n" in refused.err
    )
    monkeypatch.setattr(cli_daemon, "stop_if_running", lambda _: False)
    assert "Note" not in holdfast("changes", "confirm", "1").err
