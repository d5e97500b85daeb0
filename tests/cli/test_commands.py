"""The commands: their help, every example, every line of the README, and exit codes."""

import re
import shlex
import sys
from pathlib import Path

import click
import pytest

from conftest import Commands, Processes
from every_command import all_commands
from fakes import FakeClock
from holdfast.cli import usage
from holdfast.cli.main import COMMANDS, GROUPS
from lives import live

README = Path(__file__).parents[2] / "README.md"
PROGRAMS = str(Path(sys.executable).parent)


EVERY = dict(all_commands())
# A group that does nothing alone has its examples in its subcommands.
DOES_SOMETHING = [
    name
    for name, command in EVERY.items()
    if not isinstance(command, click.Group) or command.invoke_without_command
]


def example_of(command: click.Command) -> list[str]:
    line = re.search(r"^\s*Example: (holdfast .+)$", command.help or "", re.MULTILINE)
    return shlex.split(line[1])[1:] if line else []


@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_a_short_help_line(holdfast: Commands, name: str) -> None:
    line = EVERY[name].short_help or ""
    assert line.endswith((".", "?"))
    assert len(line) <= 60
    assert name not in COMMANDS or COMMANDS[name][1] == line
    options = [one for one in EVERY[name].params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.hidden and not one.help] == []
    said = holdfast.ok(*name.split(), "--help")
    assert re.match(rf"Usage: \w+ {name}", said.out)  # click's runner calls the program `cli`
    assert said.err == ""
    assert not holdfast.app.folders.home.exists()


def test_help_lists_every_command_with_its_help_line(holdfast: Commands) -> None:
    said = " ".join(holdfast.ok("--help").out.split())
    for name, (_, line) in COMMANDS.items():
        assert f" {name} {line}" in said
    assert holdfast.ok("-h").out == holdfast.ok("--help").out


def test_version_prints_one_line_that_scripts_can_read(holdfast: Commands) -> None:
    assert re.fullmatch(r"holdfast \d+\.\d+\.\d+\S*\n", holdfast.ok("--version").out)


FIRST_DAY = {
    "init": "nothing yet",
    "log": "nothing yet",
    "erase": "nothing yet",
    "contact show": "an Ex",
    "contact rename": "an Ex",
    "contact boundary": "an Ex",
    "contact forget": "an Ex",
    "cooldown start": "an Ex",
}
# What has to happen before an example makes sense: commands, and days that pass.
BEFORE: dict[str, tuple[list[str], float]] = {
    "undo": (["cooldown extend 1d"], 0),
    "requests show": (["cooldown end --reason peace"], 0),
    "requests cancel": (["cooldown end --reason peace"], 0),
    "requests confirm": (["cooldown end --reason peace"], 1.5),
    "drafts review": ([], 60),
    "drafts show": ([], 60),
}
# Questions that an example leaves to a person.
ANSWERED = {
    "contact forget": ["--yes", "--reason", "peace"],
    "erase": ["--yes"],
    "drafts review": ["--let-go"],
    "talk": ["--country", "DE"],
}
DAEMONS = ("run", "start", "stop", "restart", "install", "uninstall")
NEEDS_A_PROCESS = {*(f"daemon {name}" for name in DAEMONS), "demo"}
NEEDS_A_TERMINAL = {"surf"}


def prepare(holdfast: Commands, clock: FakeClock, name: str) -> None:
    """Make a home in which the command's example makes sense."""
    if name not in FIRST_DAY:
        live(holdfast, clock)
        if "14" in example_of(EVERY[name]):
            for _ in range(10):
                holdfast.ok("log", typed="a message")
        commands, days = BEFORE.get(name, ([], 0))
        for command in commands:
            holdfast.ok(*command.split())
        clock.forward(days=days)
    elif FIRST_DAY[name] == "an Ex":
        holdfast.ok("log", typed="a message")


@pytest.mark.parametrize(
    "name", [name for name in DOES_SOMETHING if name not in NEEDS_A_PROCESS | NEEDS_A_TERMINAL]
)
def test_the_example_in_every_commands_help_runs(
    holdfast: Commands, clock: FakeClock, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    prepare(holdfast, clock, name)
    example = example_of(EVERY[name])
    assert example[: len(name.split())] == name.split()
    said = holdfast(*example, *ANSWERED.get(name, []), typed="a message")
    assert said.code == (10 if name == "check" else 0), said.err
    assert said.out or name in {"daemon log", "erase"}


@pytest.mark.slow
def test_the_demo_shows_every_step_and_leaves_the_persons_home_alone(
    process: Processes,
) -> None:
    done = process(*example_of(EVERY["demo"]))
    assert (done.returncode, done.stderr) == (0, "")
    for shown in ("holdfast log", "On hold until", "Let go", "Week of"):
        assert shown in done.stdout
    assert not process.folders.home.exists()


def test_every_command_that_the_readme_mentions_exists() -> None:
    told = README.read_text(encoding="utf-8")
    mentioned = re.findall(r"`holdfast ([a-z-]+)(?: ([a-z]+))?", told)
    assert len(mentioned) > 10
    for name, below in mentioned:
        command = EVERY[name]
        assert not below or not isinstance(command, click.Group) or below in command.commands


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("lgo", "log"),
        ("cool-down", "cooldown"),
        # Another word for it.
        ("write", "log"),
        ("breathe", "surf"),
        ("unlock", "drafts"),
        ("start", "cooldown start 14d"),
        ("delete", "retract"),
        ("stop", "daemon stop"),
        ("LOG", "log"),
        # The beginning of one.
        ("stat", "status"),
        ("cool", "cooldown"),
        ("unretract", "amend URGE --outcome open"),
        # Alike by chance, or not at all.
        ("reset", "--help"),
        ("xyz", "--help"),
        # Below a command.
        ("contact delete", "contact forget"),
        ("contact renam", "contact rename"),
        ("cooldown stop", "cooldown end"),
        ("cooldown cancel", "cooldown end"),
        ("requests remove", "requests cancel"),
        ("nudges pause", "nudges snooze"),
        ("nudges disable", "nudges off"),
        ("contact block", "contact boundary"),
        ("config reset", "config edit"),
        ("nudges enable", "nudges on"),
        ("nudges silense", "nudges snooze"),
        ("contact new", "contact add"),
        ("contact change", "contact rename"),
        ("cooldown begin", "cooldown start"),
        ("cooldown longer", "cooldown extend"),
        ("cooldown reduce", "cooldown shorten"),
        ("requests approve", "requests confirm"),
        ("drafts open", "drafts review"),
        ("daemon enable", "daemon start"),
        ("daemon delete", "daemon uninstall"),
        # Starting is no way to pause.
        ("daemon pause", "daemon --help"),
        ("cooldown pause", "cooldown --help"),
        ("config xyz", "config --help"),
    ],
)
def test_a_mistyped_command_suggests_the_near_one(
    holdfast: Commands, wrong: str, near: str
) -> None:
    said = holdfast(*wrong.split())
    assert said.code == 2
    program = "cli" if " " in wrong else "holdfast"  # click's runner calls the program `cli`
    assert said.err == f'Error: There is no command "{wrong}".\nTry: {program} {near}\n'


@pytest.mark.parametrize("meant", [*usage._RUNS.values(), *usage._SUGGESTS.values()])
def test_another_word_leads_to_a_command_that_exists(holdfast: Commands, meant: str) -> None:
    assert holdfast.ok(*meant.split(), "--help").err == ""


@pytest.mark.parametrize(
    ("tried", "meant"),
    [
        ("help", "--help"),
        ("help cooldown", "cooldown --help"),
        ("cooldown help", "cooldown --help"),
        ("version", "--version"),
        ("ls", "list"),
        ("settings", "config show"),
        ("settings --json", "config show --json"),
        ("config list", "config show"),
        ("daemon show", "daemon status"),
        ("cooldown status --json", "cooldown show --json"),
        ("contact ls", "contact list"),
        ("requests list", "requests"),
        ("drafts list --json", "drafts --json"),
        ("nudges status", "nudges"),
    ],
)
def test_another_word_for_a_command_that_only_looks_runs_it(
    holdfast: Commands, clock: FakeClock, tried: str, meant: str
) -> None:
    live(holdfast, clock)
    assert holdfast.ok(*tried.split()).out == holdfast.ok(*meant.split()).out


def test_an_option_that_does_not_exist_suggests_the_near_one(holdfast: Commands) -> None:
    said = holdfast("list", "--outcom", "open")
    assert (said.code, said.out) == (2, "")
    assert said.err == "Error: There is no option --outcom here.\nTry: cli list --outcome\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_same_script_as_the_completion_variable(
    process: Processes, shell: str
) -> None:
    done = process("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == process(_HOLDFAST_COMPLETE=f"{shell}_source").stdout
    assert "_HOLDFAST_COMPLETE" in done.stdout


def test_help_lists_each_command_under_one_heading(holdfast: Commands) -> None:
    shown = holdfast.ok("--help").out
    places = [shown.index(f"\n{heading}:\n") for heading in GROUPS]
    assert places == sorted(places)
    assert sum(map(len, GROUPS.values())) == len(COMMANDS)


@pytest.mark.parametrize("word", ["send", "schedule", "post", "forward", "reply", "copy"])
def test_a_word_for_sending_is_refused_because_holdfast_never_sends(
    holdfast: Commands, word: str
) -> None:
    said = holdfast(word, "her", "a message")
    assert said.code == 2
    assert said.err == (
        "Error: Holdfast never sends anything. Write it here instead.\nTry: holdfast log\n"
    )


@pytest.mark.parametrize(
    ("words", "way_out"),
    [
        ("cooldown extend 1w", "cooldown start 1w"),
        ("undo", "status"),
        ("report --week 2027-W01", "report"),
        ("stats", "status"),
        ("check --contact Nobody", "contact add Nobody"),
    ],
)
def test_the_command_that_an_error_suggests_works(
    holdfast: Commands, words: str, way_out: str
) -> None:
    holdfast.ok("log", typed="a message")
    said = holdfast(*words.split())
    assert said.code in {1, 2}
    assert said.err.endswith(f"\nTry: holdfast {way_out}\n")
    holdfast.ok(*way_out.split())


KIM, SAM = """--contact 'Kim O'"'"'Hara'""", "--contact Sam"


@pytest.mark.parametrize(
    ("words", "advised"),
    [
        ("status", f"cooldown start 14d {KIM}"),
        (f"contact show {KIM.partition(' ')[2]}", f"cooldown start 14d {KIM}"),
        (f"cooldown show {KIM}", f"cooldown start 14d {KIM}"),
        (f"heard {KIM}", f"cooldown start 7d {KIM}"),
        (f"sent {KIM}", f"cooldown start 7d {KIM}"),
        ("sent 1", f"cooldown extend 1w {SAM}"),
        ("sent 1 --at '3d ago'", f"sent --alone --at '3d ago' {SAM}"),
        (f"cooldown end {KIM} --reason peace", f"cooldown start 14d {KIM}"),
        (f"cooldown extend 2d {KIM}", f"cooldown start 2d {KIM}"),
    ],
)
def test_with_several_contacts_a_suggested_command_names_the_right_one(
    holdfast: Commands, words: str, advised: str
) -> None:
    for name in ("Sam", "Kim O'Hara"):
        holdfast.ok("contact", "add", name)
    holdfast.ok("cooldown", "start", "3d", "--contact", "Sam")
    holdfast.ok("log", "--no-draft", "--contact", "Sam", "--intensity", "5")
    said = holdfast(*shlex.split(words))
    assert f"holdfast {advised}" in said.out + said.err
    holdfast.ok(*shlex.split(advised))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("status", 0),
        ("let-go 1", 0),  # done before: that is said, and no error
        ("show 99", 1),
        ("cooldown start 3 parsecs", 2),
        ("rate eleven", 2),
        ("list --no-such-option", 2),
        ("no-such-command", 2),
        ("check --contact Sam", 10),
        ("check --contact Robin", 0),
        ("check --contact Kim", 1),
        ("check", 10),  # Sam is on hold
    ],
)
def test_exit_codes_are_those_of_the_documented_table(
    holdfast: Commands, clock: FakeClock, words: str, code: int
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "add", "Robin")
    assert holdfast(*words.split()).code == code


def test_check_on_an_empty_home_exits_with_1_and_saves_nothing(holdfast: Commands) -> None:
    said = holdfast("check")
    assert (said.code, said.out) == (1, "")
    assert said.err.endswith("Try: holdfast init\n")
    assert not holdfast.app.folders.database.exists()
