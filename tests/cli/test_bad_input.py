"""What can't be: one sentence, a way out, an exit code, and nothing changed."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cli.conftest import Opens
from conftest import Commands, Processes
from fakes import FakeClock
from holdfast.app import App
from holdfast.services import status as status_room
from holdfast.services.urges import log_urge
from lives import live


def state(holdfast: Commands) -> str:
    """Give all that a command could have changed, as JSON."""
    said = [holdfast.ok(*words.split(), "--json").out for words in ("list", "contact list")]
    return "".join([*said, holdfast.ok("list", "--retracted", "--json").out])


@pytest.mark.parametrize(
    ("words", "code", "sentence", "way_out"),
    [
        # Urges: 1 was let go, 2 sent, 3 retracted, 4 is open.
        ("show 99", 1, "There is no urge 99.", "holdfast list"),
        ("let-go 99", 1, "There is no urge 99.", "holdfast list"),
        ("rate 99 5", 1, "There is no urge 99.", "holdfast list"),
        ("amend 99 --intensity 5", 1, "There is no urge 99.", "holdfast list"),
        ("retract 99", 1, "There is no urge 99.", "holdfast list"),
        ("sent 99", 1, "There is no urge 99.", "holdfast sent --alone"),
        ("let-go 2", 1, "Urge 2 was sent, by what you said.", "holdfast amend 2 --outcome open"),
        ("rate 3 5", 1, "Urge 3 was retracted.", "holdfast log"),
        ("let-go 3", 1, "Urge 3 was retracted.", "holdfast log"),
        ("sent 3", 1, "Urge 3 was retracted.", "holdfast sent --alone"),
        ("let-go -1", 2, "No such option", "let-go --help"),
        ("let-go 1.5", 2, "“1.5” isn't the number of an urge.", "let-go --help"),
        ("let-go ٣", 2, "“٣” isn't the number of an urge.", "let-go --help"),
        ("let-go 9999999999999", 2, "isn't the number of an urge.", "let-go --help"),
        ("rate", 2, "Say how strong it is now, 0 to 10.", "holdfast rate 5"),
        ("rate 4 5 6", 2, "Say how strong it is now, 0 to 10.", "holdfast rate 5"),
        ("rate 4 5 --at 2020-01-01", 2, "Urge 4 was felt later than that", "holdfast amend 4 --at"),
        ("rate 11", 2, "11 isn't on the scale", ""),
        ("rate 4 very", 2, "“very” isn't a strength", ""),
        ("rate four 5", 2, "“four” isn't the number of an urge.", ""),
        ("amend 4", 2, "Say what to correct:", "holdfast amend 4 --intensity 6"),
        ("amend 4 --intensity 11", 2, "11 isn't on the scale", "amend --help"),
        ("amend 4 --contact Robin", 1, "There is no contact called “Robin”.", ""),
        ("amend 4 --outcome sent", 2, "--outcome takes open.", "amend --help"),
        ("amend", 2, "Say URGE, too.", "amend URGE"),
        ("sent 4 --alone", 2, "Say either an urge or --alone.", ""),
        ("sent 4 --mistake", 2, "With --mistake only --contact and --at", "amend URGE"),
        ("sent 0 --mistake", 2, "With --mistake only --contact and --at", "amend URGE"),
        ("sent --mistake --note x", 2, "With --mistake only --contact and --at", "amend URGE"),
        ("sent --at tomorrow", 2, "“tomorrow” isn't a moment.", ""),
        ("sent --contact Robin", 1, "There is no contact called “Robin”.", ""),
        ("list --limit 0", 2, "--limit takes a number from 1 to 1000000.", "list --help"),
        (f"list --limit {'9' * 30}", 2, "--limit takes a number from 1 to 1000000.", "list --help"),
        (
            f"drafts --limit {'9' * 30}",
            2,
            "--limit takes a number from 1 to 1000000.",
            "drafts --help",
        ),
        (
            f"nudges --limit {'9' * 30}",
            2,
            "--limit takes a number from 1 to 1000000.",
            "nudges --help",
        ),
        ("list --outcome maybe", 2, "--outcome takes open, let-go or sent.", "list --help"),
        ("list --since whenever", 2, "“whenever” isn't a moment.", ""),
        ("list --contact Robin", 1, "There is no contact called “Robin”.", "contact add Robin"),
        # Promises: Sam's cool-down runs.
        ("cooldown start 30d", 1, "A cool-down for Sam runs already", "cooldown extend LENGTH"),
        ("cooldown extend 0d", 2, "“0d” is no time at all.", ""),
        ("cooldown extend -3d", 2, "“-3d” is less than nothing.", ""),
        ("cooldown extend 1 month", 2, "“1 month” can't be counted", ""),
        ("cooldown extend 1M", 2, "“1M” can't be counted: months and years differ", ""),
        ("cooldown extend 1 M", 2, "“1 M” can't be counted: months and years differ", ""),
        ("cooldown extend 1y", 2, "“1y” can't be counted", ""),
        ("cooldown extend soon", 2, "“soon” isn't a length.", ""),
        ("cooldown extend 365d", 1, "A cool-down ends at most 365 days from now.", "extend 344d"),
        ("cooldown extend", 2, "Say LENGTH, too.", "cooldown extend LENGTH"),
        ("cooldown show --contact Robin", 1, "There is no contact called “Robin”.", ""),
        ("undo", 1, "Nothing was made stricter in the last 10 minutes", "holdfast status"),
        ("contact add", 2, "Say NAME, too.", "contact add NAME"),
        ("contact rename Robin Kim", 1, "There is no contact called “Robin”.", ""),
        # Looking back.
        ("report --week garbage", 2, "“garbage” isn't a week.", ""),
        ("report --week 2026-W54", 2, "“2026-W54” isn't a week.", ""),
        ("report --week 2026-W48", 1, "The week 2026-W48 is still to come.", "holdfast report"),
        ("report --format pdf", 2, "--format takes text, html, md, json or csv.", "report --help"),
        ("daemon log -n 0", 2, "--lines takes a number from 1.", "daemon log --help"),
        ("show 4 11", 2, "“11” is more than this takes.", "show [URGE]"),
        ("contact rename Sam", 2, "Say NEW_NAME, too.", "contact rename NAME NEW_NAME"),
        ("nudges off naps", 2, "KIND takes patience, check-in,", "nudges off --help"),
        ("report --output .", 2, "'.' is a directory.", "report --help"),
        ("status --lin", 2, "No such option '--lin'.", "status --help"),
    ],
)
def test_it_is_said_in_a_sentence_and_changes_nothing(
    holdfast: Commands, clock: FakeClock, words: str, code: int, sentence: str, way_out: str
) -> None:
    live(holdfast, clock)
    before = state(holdfast)
    said = holdfast(*words.split())
    assert said.code == code
    assert said.out == ""
    assert said.err.startswith("Error: ")
    assert sentence in said.err.splitlines()[0]
    assert f"\nTry: {way_out}".rstrip() in said.err or way_out in said.err.splitlines()[-1]
    assert "Traceback" not in said.err
    assert state(holdfast) == before


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("cooldown start 0d", 2, "“0d” is no time at all."),
        ("cooldown start -3d", 2, "“-3d” is less than nothing."),
        ("cooldown start 1 month", 2, "“1 month” can't be counted"),
        ("cooldown start 1M", 2, "“1M” can't be counted: months and years differ"),
        ("cooldown start 30d --delay 1M", 2, "“1M” can't be counted: months and years differ"),
        ("cooldown start 400d", 1, "A cool-down ends at most 365 days from now."),
        ("cooldown start 9999999d", 1, "at most 365 days"),
        ("cooldown start 91d", 2, "91 days. Start it?"),
        ("cooldown start 30d --delay 8d", 2, "--delay takes 1h to 7d."),
        ("cooldown start 30d --delay 30m", 2, "--delay takes 1h to 7d."),
        ("cooldown start 30d --pause 5m", 2, "--pause takes 10m to 7d."),
        ("cooldown start 30d --since tomorrow", 2, "“tomorrow” isn't a moment."),
        ("cooldown start 30d --since 2026-12-01", 2, "“2026-12-01” is still to come."),
        ("cooldown start 3d --since 2026-11-01", 1, "would be over already."),
        ("cooldown extend 3d", 1, "No cool-down runs for Sam."),
        ("undo", 1, "Nothing was made stricter"),
        ("let-go", 1, "No urge is open."),
        ("show", 1, "No urge is open."),
        ("rate 5", 1, "No urge is open."),
    ],
)
def test_a_promise_that_can_not_be_made_is_not_made(
    holdfast: Commands, words: str, code: int, sentence: str
) -> None:
    holdfast.ok("contact", "add", "Sam")
    said = holdfast(*words.split())
    assert said.code == code
    assert sentence in said.err
    assert said.out == ""
    assert holdfast.ok("cooldown", "show", "--json").json is None


def test_more_than_90_days_needs_yes_where_nobody_can_be_asked(holdfast: Commands) -> None:
    said = holdfast("cooldown", "start", "91d")
    assert said.code == 2
    assert said.err.endswith("\nTry: --yes\n")
    started = holdfast.ok("cooldown", "start", "91d", "--yes", "--json").json
    assert started["length_seconds"] == 91 * 86_400
    holdfast.ok("undo")
    holdfast.ok("cooldown", "start", "90d")


def test_letting_go_twice_is_no_error(holdfast: Commands) -> None:
    holdfast.ok("log", typed="a message")
    holdfast.ok("let-go", "1")
    assert holdfast.ok("let-go", "1").out == "Urge 1 was let go before.\n"


def test_retracting_twice_is_no_error(holdfast: Commands) -> None:
    holdfast.ok("log", typed="a message")
    assert holdfast.ok("retract", "1").out.startswith("Urge 1 is retracted.\n")
    assert holdfast.ok("retract", "1").out == "Urge 1 was retracted before.\n"


def test_having_sent_twice_is_no_error_and_one_contact(holdfast: Commands) -> None:
    holdfast.ok("log", typed="a message")
    first = holdfast.ok("sent", "1", "--json").json
    assert "was written down before" in holdfast.ok("sent", "1").out
    assert holdfast.ok("sent", "1", "--json").json["event"] == first["event"]


def test_an_urge_that_was_let_go_can_still_be_rated(holdfast: Commands) -> None:
    holdfast.ok("log", "--intensity", "8", typed="a message")
    holdfast.ok("let-go")
    assert holdfast.ok("rate", "1", "3").out == "Noted for urge 1: 8 → 3.\n"


def test_adding_somebody_twice_is_one_contact(holdfast: Commands) -> None:
    for name in ("Sam", "SAM"):
        holdfast.ok("contact", "add", name)
    assert [one["name"] for one in holdfast.ok("contact", "list", "--json").json] == ["Sam"]


@pytest.mark.parametrize(
    "name",
    ["", "  ", "x" * 81, "Sam\nKim", "Sam\x1b[31m", "Sam\0", "Sam\N{LINE SEPARATOR}Kim"],
)
def test_a_name_that_is_no_name_is_refused(holdfast: Commands, name: str) -> None:
    said = holdfast("contact", "add", name)
    assert said.code == 2
    assert "\x1b" not in said.err
    assert holdfast.ok("contact", "list", "--json").json == []


def test_a_name_that_somebody_else_has_is_refused(holdfast: Commands) -> None:
    for name in ("Sam", "Robin"):
        holdfast.ok("contact", "add", name)
    said = holdfast("contact", "rename", "Sam", "robin")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(
        "Error: Another contact, “Robin”, is called so already or was before."
    )


def test_undo_is_there_for_ten_minutes_and_not_a_second_longer(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("cooldown", "start", "30d")
    clock.forward(minutes=10)
    assert "Taken back: the start of the cool-down." in holdfast.ok("undo").out
    holdfast.ok("cooldown", "start", "30d")
    clock.forward(minutes=10, seconds=1)
    assert holdfast("undo").code == 1
    assert holdfast.ok("cooldown", "show", "--json").json is not None


@pytest.mark.parametrize(
    "words", ["cooldown start 3d", "cooldown extend 1d", "cooldown show", "check", "sent --alone"]
)
def test_which_of_several_is_meant_has_to_be_said_and_the_choices_are_named(
    holdfast: Commands, words: str
) -> None:
    for name in ("Sam", "Robin"):
        holdfast.ok("contact", "add", name)
    said = holdfast(*words.split())
    assert said.code == (1 if words == "check" else 2)
    assert said.err == (
        "Error: Which contact is it about?\nTry: --contact NAME, one of: Sam, Robin\n"
    )


@pytest.mark.parametrize("words", ["log", "contact add Sam", "cooldown start 3d"])
def test_a_home_that_can_not_be_made_is_one_sentence(
    process: Processes, tmp_path: Path, words: str
) -> None:
    (tmp_path / "file").touch()
    done = process(*words.split(), typed="hello", HOLDFAST_HOME=str(tmp_path / "file" / "home"))
    assert done.returncode == 1
    assert "\nError: " in f"\n{done.stderr}"
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_person_without_a_home_folder_gets_a_sentence_or_an_answer(
    process: Processes, tmp_path: Path
) -> None:
    environment = {name: os.environ.get(name, "") for name in ("PATH", "LANG")}
    nowhere = str(tmp_path / "not" / "there")
    done = process("log", typed="hello", HOLDFAST_HOME="", HOME=nowhere, **environment)
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}


@pytest.mark.yourself
def test_a_database_that_is_none_is_one_sentence_and_the_message_is_given_back(
    holdfast: Commands,
) -> None:
    holdfast.app.folders.home.mkdir()
    holdfast.app.folders.database.write_text("this is no database" * 100)
    said = holdfast("log", typed="I miss you")
    assert said.code == 1
    assert "\nI miss you\n" in said.err
    assert "\nError: " in said.err
    assert holdfast("check").code == 1
    assert holdfast("status").code == 1


@pytest.mark.yourself
def test_a_database_from_a_later_version_is_left_alone(holdfast: Commands) -> None:
    holdfast.ok("log", typed="hello")
    with closing(sqlite3.connect(holdfast.app.folders.database)) as database:
        database.execute("PRAGMA user_version = 9999")
        database.commit()
    said = holdfast("status")
    assert said.code == 1
    assert said.err.startswith("Error: ")
    assert "went wrong inside" not in said.err


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret text")

    monkeypatch.setattr(status_room, "contact_answer", fail)


@pytest.mark.usefixtures("_broken")
@pytest.mark.parametrize("words", ["status", "status --json"])
@pytest.mark.yourself
def test_what_nobody_foresaw_is_one_sentence_without_anything_that_was_written(
    holdfast: Commands, words: str
) -> None:
    holdfast.ok("log", typed="a message")
    said = holdfast(*words.split())
    assert (said.code, said.out) == (1, "")
    assert "Something went wrong inside Holdfast (RuntimeError). Nothing was sent." in said.err
    assert "secret" not in said.err
    assert "Traceback" not in said.err
    assert "HOLDFAST_DEBUG=1" in said.err


@pytest.mark.usefixtures("_broken")
@pytest.mark.yourself
def test_holdfast_debug_shows_where_it_went_wrong(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    holdfast.ok("log", typed="a message")
    monkeypatch.setenv("HOLDFAST_DEBUG", "1")
    raised = holdfast("status").result.exception
    assert isinstance(raised, RuntimeError)


@pytest.mark.parametrize("words", ["status", "log --no-draft", "list --json", "check"])
def test_trouble_with_the_ledger_shows_where_only_with_holdfast_debug(
    process: Processes, words: str
) -> None:
    process.folders.home.mkdir()
    process.folders.database.write_text("this is no database" * 100)
    plain = process(*words.split())
    assert plain.returncode == 1
    assert "Traceback" not in plain.stderr
    assert "is damaged, or is not a Holdfast database" in plain.stderr
    where = process(*words.split(), HOLDFAST_DEBUG="1")
    assert where.returncode == 1
    assert "Traceback (most recent call last)" in where.stderr
    assert "StorageError" in where.stderr
    assert "sqlite3.DatabaseError" in where.stderr


@pytest.mark.parametrize("words", ["show 99", "cooldown extend soon", "list --limit 0", "rate 11"])
def test_holdfast_debug_makes_no_traceback_of_what_was_only_said_wrong(
    process: Processes, words: str
) -> None:
    assert process("log", "--no-draft").returncode == 0
    plain, debug = (
        process(*words.split()),
        process(*words.split(), HOLDFAST_DEBUG="1"),
    )
    assert (debug.returncode, debug.stderr) == (plain.returncode, plain.stderr)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "words", ["status", "list", "report", "rate 5", "let-go", "log --no-draft"]
)
def test_closed_output_keeps_no_work_from_being_done(
    process: Processes, app: App, words: str, closed: str
) -> None:
    app.call(log_urge)
    done = subprocess.run(
        ["bash", "-c", f'"$0" -m holdfast {words} {closed}', sys.executable],
        env=process.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_zone_that_is_none_is_said_once_and_the_work_is_done(process: Processes) -> None:
    note = "Note: TZ says “No/Where”, which no time zone is called: moments are in UTC.\n"
    for words in (("log", "--no-draft"), ("status",), ("list", "--json")):
        done = process(*words, TZ="No/Where")
        assert (done.returncode, done.stderr) == (0, note)
    process.folders.config.write_text('[person]\ntime_zone = "Asia/Tokyo"\n')
    assert process("status", TZ="No/Where").stderr == ""


@pytest.mark.parametrize("zone", ["JST-9", "CET-1CEST", "EST5EDT,M3.2.0,M11.1.0", "UTC", "XXX-24"])
def test_a_zone_that_has_no_name_is_no_trouble(process: Processes, zone: str) -> None:
    assert process("log", "--no-draft", TZ=zone).returncode == 0
    for words in ("status", "list", "report"):
        done = process(words, TZ=zone)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_home_of_nobodys_is_a_name_like_any_other(process: Processes, tmp_path: Path) -> None:
    done = process("config", "path", HOLDFAST_HOME="~nosuchperson/x")
    assert (done.returncode, done.stderr) == (0, "")
    assert "~nosuchperson/x" in done.stdout
    assert list(tmp_path.glob("~*")) == []


def test_a_home_whose_name_is_no_text_keeps_its_reports(process: Processes, tmp_path: Path) -> None:
    home = str(tmp_path / "caf\udce9")
    assert process("log", "--at", "9d ago", "--no-draft", HOLDFAST_HOME=home).returncode == 0
    assert process("report", "--week", "last", HOLDFAST_HOME=home).returncode == 0
    assert process("daemon", "start", HOLDFAST_HOME=home).returncode == 0
    assert process("daemon", "stop", HOLDFAST_HOME=home).returncode == 0


@pytest.mark.parametrize("group", ["daemon", "cooldown", "config", "contact"])
def test_a_group_alone_says_what_it_can_do(holdfast: Commands, group: str) -> None:
    said = holdfast(group)
    assert said.code == 2
    assert "\\n" not in said.err
    assert "Commands:" in said.err


def test_a_group_alone_fits_a_narrow_terminal(terminal: Opens) -> None:
    shown = terminal("cooldown", columns=40)
    assert shown.end() == 2
    assert max(map(len, shown.seen.splitlines())) <= 40
