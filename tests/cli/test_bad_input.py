"""Bad input and trouble: one sentence, a way out, an exit code, and nothing changed."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from conftest import Commands, Processes
from every_command import all_commands
from fakes import FakeClock
from holdfast.app import App
from holdfast.overview import status as status_room
from holdfast.urges.use_cases import log_urge
from lives import live


def state(holdfast: Commands) -> str:
    """Return all that a command could have changed, as JSON."""
    said = [holdfast.ok(*words.split(), "--json").out for words in ("list", "contact list")]
    return "".join([*said, holdfast.ok("list", "--retracted", "--json").out])


@pytest.mark.parametrize(
    ("words", "code", "sentence", "way_out"),
    [
        # Urges: 1 was let go, 2 sent, 3 retracted, 4 is open.
        ("show 99", 1, "There is no urge 99.", "holdfast list"),
        ("amend 99 --intensity 5", 1, "There is no urge 99.", "holdfast list"),
        ("sent 99", 1, "There is no urge 99.", "holdfast sent --alone"),
        ("let-go 2", 1, "Urge 2 is noted as sent.", "holdfast amend 2 --outcome open"),
        ("rate 3 5", 1, "Urge 3 was retracted.", "holdfast amend 3 --outcome open"),
        ("sent 3", 1, "Urge 3 was retracted.", "holdfast sent --alone"),
        ("let-go -1", 2, "There is no option -1 here.", "let-go --help"),
        ("let-go ٣", 2, '"٣" isn\'t the number of an urge.', "let-go --help"),
        ("let-go 9999999999999", 2, "isn't the number of an urge.", "let-go --help"),
        ("rate", 2, "A number from 0 to 10 is missing.", "holdfast rate NUMBER"),
        ("rate 4 5 --at 2020-01-01", 2, "Urge 4 was felt later, ", "holdfast amend 4 --at"),
        ("rate 11", 2, '"11" isn\'t a number from 0 to 10.', ""),
        ("amend 4", 2, "Nothing to correct was given:", "holdfast amend 4 --intensity NUMBER"),
        ("amend 4 --outcome sent", 2, "--outcome takes open.", "amend --help"),
        ("amend", 2, "ENTRY is missing.", "amend ENTRY"),
        ("sent 4 --alone", 2, "An urge and --alone contradict each other.", "sent --alone"),
        ("sent 4 --mistake", 2, "--mistake takes only --contact and --at", "amend URGE"),
        ("sent --mistake --note x", 2, "--mistake takes only --contact and --at", "amend URGE"),
        ("list --limit 0", 2, "--limit takes a number from 1 to 1000000.", "list --help"),
        (f"nudges --limit {'9' * 30}", 2, "--limit takes a number from 1", "nudges --help"),
        ("nudges snooze 40d", 2, "Nudges can be paused for up to 30 days.", "nudges off KIND"),
        ("nudges snooze soon", 2, 'I can\'t read the length "soon".', ""),
        ("list --outcome maybe", 2, "--outcome takes open, let-go or sent.", "list --help"),
        (f"sent --note {'n' * 10_001}", 2, "A note can have up to 10,000 characters.", ""),
        (f"log --no-draft{' --trigger x' * 51}", 2, "An urge can have up to 50 triggers.", ""),
        (f"list --contact {'x' * 801}", 2, "That name is longer than 80 characters.", ""),
        # Promises: Sam's cool-down runs.
        (
            "cooldown start 30d",
            1,
            "A cool-down for Sam is already running",
            "cooldown extend LENGTH",
        ),
        ("cooldown extend -3d", 2, "The length has to be more than zero.", ""),
        (
            "cooldown extend 365d",
            1,
            "A cool-down can end at most 365 days from now.",
            "extend 344d",
        ),
        ("cooldown show --contact Robin", 1, 'There is no contact called "Robin".', ""),
        ("undo", 1, "Nothing to undo from the last 10 minutes.", "holdfast status"),
        (f"cooldown end --reason {'r' * 10_001}", 2, "A reason can have up to 10,000", ""),
        ("contact rename Robin Kim", 1, 'There is no contact called "Robin".', ""),
        # Looking back.
        ("report --week garbage", 2, 'I can\'t read the week "garbage".', ""),
        ("report --week 2026-W48", 1, "Week 2026-W48 hasn't begun yet.", "holdfast report"),
        ("report --format pdf", 2, "--format takes text, html, md, json or csv.", "report --help"),
        ("daemon log -n 0", 2, "--lines takes a number from 1 up.", "daemon log --help"),
        ("show 4 11", 2, 'Unexpected: "11".', "show [URGE]"),
        ("contact rename Sam", 2, "NEW_NAME is missing.", "contact rename NAME NEW_NAME"),
        ("nudges off naps", 2, "KIND takes patience, check-in,", "nudges off --help"),
        ("cooldown start 14d --reason x", 2, "There is no option --reason here.", "start --help"),
        ("status --lin", 2, "There is no option --lin here.", "status --line"),
    ],
)
def test_bad_input_is_one_sentence_with_a_way_out_and_changes_nothing(
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
        ("cooldown start 1 month", 2, "Months and years differ in length."),
        ("cooldown start 500d", 1, "Try: holdfast cooldown start 365d, and extend it later"),
        ("cooldown start 91d", 2, "That's 91 days, until Fri 19 Feb 2027, 22:30. Start it?"),
        ("cooldown start 30d --since 2026-12-01", 2, '"2026-12-01" is still to come.'),
        ("cooldown extend 3d", 1, "There is no cool-down for Sam."),
        ("let-go", 1, "No urge is open."),
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


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("let-go 1", "Let go already (#1).\n"),
        ("rate 1 3", "Noted (#1): 8 → 5 → 3.\n"),
        ("sent 2", "Already noted: you contacted Sam"),
        ("retract 3", "Retracted already (#3).\n"),
    ],
)
def test_an_urge_that_is_settled_already_is_no_error(
    holdfast: Commands, clock: FakeClock, words: str, says: str
) -> None:
    live(holdfast, clock)
    assert says in holdfast.ok(*words.split()).out


@pytest.mark.parametrize(
    "words", ["cooldown start 3d", "cooldown extend 1d", "cooldown show", "sent --alone"]
)
def test_with_several_contacts_a_command_names_them_and_asks_for_one(
    holdfast: Commands, words: str
) -> None:
    for name in ("Sam", "Robin"):
        holdfast.ok("contact", "add", name)
    said = holdfast(*words.split())
    assert said.code == 2
    assert said.err == (
        "Error: Which contact do you mean?\nTry: add --contact NAME, with one of: Sam, Robin\n"
    )


@pytest.mark.parametrize("words", ["log", "contact add Sam", "cooldown start 3d"])
def test_a_home_that_can_not_be_made_is_an_error_of_one_sentence(
    process: Processes, tmp_path: Path, words: str
) -> None:
    (tmp_path / "file").touch()
    done = process(*words.split(), typed="hello", HOLDFAST_HOME=str(tmp_path / "file" / "home"))
    assert done.returncode == 1
    assert "\nError: " in f"\n{done.stderr}"
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret text")

    monkeypatch.setattr(status_room, "contact_answer", fail)


@pytest.mark.usefixtures("_broken")
@pytest.mark.parametrize("words", ["status", "status --json"])
def test_an_unforeseen_error_is_one_sentence_without_any_text_of_the_person(
    holdfast: Commands, words: str
) -> None:
    holdfast.ok("log", typed="a message")
    said = holdfast(*words.split())
    assert (said.code, said.out) == (1, "")
    assert "Something went wrong inside Holdfast (RuntimeError). Nothing was sent." in said.err
    assert "secret" not in said.err
    assert "Traceback" not in said.err
    assert "HOLDFAST_DEBUG=1" in said.err


@pytest.mark.parametrize("words", ["status", "log --no-draft", "check"])
def test_a_damaged_ledger_shows_a_traceback_only_with_holdfast_debug(
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
def test_bad_input_shows_no_traceback_even_with_holdfast_debug(
    process: Processes, words: str
) -> None:
    assert process("log", "--no-draft").returncode == 0
    plain, debug = (
        process(*words.split()),
        process(*words.split(), HOLDFAST_DEBUG="1"),
    )
    assert (debug.returncode, debug.stderr) == (plain.returncode, plain.stderr)


@pytest.mark.parametrize(
    ("words", "closed"),
    [
        ("status", ">&-"),
        ("report", "2>&-"),
        ("let-go", ">&- 2>&-"),
        ("log --no-draft", "<&- >&- 2>&-"),
    ],
)
def test_a_command_does_its_work_when_its_output_is_closed(
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


def test_a_home_of_an_unknown_user_is_taken_as_a_plain_name(
    process: Processes, tmp_path: Path
) -> None:
    done = process("config", "path", HOLDFAST_HOME="~nosuchperson/x")
    assert (done.returncode, done.stderr) == (0, "")
    assert "~nosuchperson/x" in done.stdout
    assert list(tmp_path.glob("~*")) == []


def test_a_home_whose_name_is_not_utf_8_works(process: Processes, tmp_path: Path) -> None:
    home = str(tmp_path / "caf\udce9")
    assert process("log", "--at", "9d ago", "--no-draft", HOLDFAST_HOME=home).returncode == 0
    assert process("report", "--week", "last", HOLDFAST_HOME=home).returncode == 0
    assert process("daemon", "start", HOLDFAST_HOME=home).returncode == 0
    assert process("daemon", "stop", HOLDFAST_HOME=home).returncode == 0


@pytest.mark.parametrize("group", ["daemon", "cooldown", "config", "contact"])
def test_a_group_without_a_subcommand_lists_its_subcommands(holdfast: Commands, group: str) -> None:
    said = holdfast(group)
    assert said.code == 2
    assert "\\n" not in said.err
    assert "Commands:" in said.err


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (name, max(option.opts, key=len))
        for name, command in all_commands()
        for option in command.params
        if isinstance(option, click.Option) and not (option.is_flag or option.count)
    ],
)
def test_an_empty_option_is_an_error_and_saves_nothing(
    holdfast: Commands, command: str, option: str
) -> None:
    for words in ([option, ""], [f"{option}= "]):
        said = holdfast(*command.split(), *words, typed="I miss you")
        assert (said.code, said.out) == (2, "")
        # `log` refuses it itself, and gives the message back.
        assert ("Here it is back" if command == "log" else f"{option} is empty.") in said.err
    assert holdfast.ok("status", "--json").json["contacts"] == []


def test_an_error_quotes_only_the_beginning_and_the_end_of_a_very_long_text(
    holdfast: Commands,
) -> None:
    said = holdfast("heard", "--at", "9" * 100_000)
    assert said.code == 2
    assert len(said.err) < 3000
    assert said.err.startswith("Error: I can't read the time \"999")
    assert said.err.endswith('Try "20m ago", "9pm" or "yesterday 22:15".\n')
