"""The table of commands: its help lines, every example, and every command that README shows."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pexpect
import pytest

from cli.conftest import Opens
from conftest import Commands, Processes
from every_command import all_commands
from fakes import FakeClock
from holdfast.cli.main import COMMANDS
from lives import live

README = Path(__file__).parents[2] / "README.md"
PROGRAMS = str(Path(sys.executable).parent)


EVERY = dict(all_commands())
# A group that does nothing alone shows its subcommands, whose examples stand there.
DOES_SOMETHING = [
    name
    for name, command in EVERY.items()
    if not isinstance(command, click.Group) or command.invoke_without_command
]


def example_of(command: click.Command) -> list[str]:
    line = re.search(r"^\s*Example: (holdfast .+)$", command.help or "", re.MULTILINE)
    return shlex.split(line[1])[1:] if line else []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_of_each_command_what_its_own_help_says(name: str) -> None:
    assert COMMANDS[name][1] == EVERY[name].short_help


@pytest.mark.parametrize("name", EVERY)
def test_every_command_says_in_one_line_what_it_is_for(holdfast: Commands, name: str) -> None:
    told = EVERY[name].short_help
    assert told
    assert told.endswith((".", "?"))
    assert len(told) <= 60
    said = holdfast.ok(*name.split(), "--help")
    assert re.match(rf"Usage: \w+ {name}", said.out)  # click's runner calls the program `cli`
    assert said.err == ""
    assert not holdfast.app.folders.home.exists()


def test_help_lists_every_command_with_its_line(holdfast: Commands) -> None:
    said = " ".join(holdfast.ok("--help").out.split())
    for name, (_, line) in COMMANDS.items():
        assert f" {name} {line}" in said
    assert holdfast.ok("-h").out == holdfast.ok("--help").out


def test_the_version_is_one_line_that_scripts_can_read(holdfast: Commands) -> None:
    assert re.fullmatch(r"holdfast \d+\.\d+\.\d+\S*\n", holdfast.ok("--version").out)


FIRST_DAY = {
    "init": "nothing yet",
    "log": "nothing yet",
    "erase": "nothing yet",
    "contact rename": "an Ex",
    "contact boundary": "an Ex",
    "contact forget": "an Ex",
    "cooldown start": "an Ex",
}
# What a home needs before an example of it makes sense: commands, then days that pass.
BEFORE: dict[str, tuple[list[str], float]] = {
    "undo": (["cooldown extend 1d"], 0),
    "changes cancel": (["cooldown end --reason peace"], 0),
    "changes confirm": (["cooldown end --reason peace"], 1.5),
    "drafts review": ([], 60),
}
# Questions that an example leaves to a person.
ANSWERED = {"contact forget": ["--yes"], "erase": ["--yes"], "drafts review": ["--let-go"]}
DAEMONS = ("run", "start", "stop", "restart", "install", "uninstall")
NEEDS_A_PROCESS = {*(f"daemon {name}" for name in DAEMONS), "demo"}
NEEDS_A_TERMINAL = {"surf"}


def prepare(holdfast: Commands, clock: FakeClock, name: str) -> None:
    """Make the home in which somebody would type an example."""
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
def test_the_example_of_every_command_runs(
    holdfast: Commands, clock: FakeClock, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    prepare(holdfast, clock, name)
    example = example_of(EVERY[name])
    assert example[: len(name.split())] == name.split()
    said = holdfast(*example, *ANSWERED.get(name, []), typed="a message")
    assert said.code == (10 if name == "check" else 0), said.err
    assert said.out or name in {"daemon log", "erase"}


def test_the_examples_of_the_daemon_run(process: Processes) -> None:
    for name, says in [
        *(("start", "runs"), ("restart", "runs"), ("stop", "has stopped")),
        *(("install", "runs"), ("uninstall", "starts at login no more")),
    ]:
        example = example_of(EVERY[f"daemon {name}"])
        assert example == ["daemon", name]
        done = process(*example)
        assert (done.returncode, done.stderr) == (0, "")
        assert says in done.stdout
    ran = process(*example_of(EVERY["daemon log"]))
    assert ran.stdout


def test_the_example_of_the_daemon_in_the_foreground_runs_until_ctrl_c(process: Processes) -> None:
    example = example_of(EVERY["daemon run"])
    daemon = pexpect.spawn(
        sys.executable,
        ["-m", "holdfast", *example],
        env={**process.environment, "TERM": "xterm"},
        encoding="utf-8",
        timeout=30,
    )
    daemon.expect("The daemon runs")
    daemon.sendintr()
    daemon.expect(pexpect.EOF)
    daemon.close()
    assert "not running" in process("daemon", "status").stdout


def test_the_example_of_what_needs_a_terminal_runs_at_one(terminal: Opens) -> None:
    example = example_of(EVERY["surf"])
    assert example == ["surf"]
    surf = terminal(*example)
    surf.until("q  leave")
    surf.type("q")
    assert surf.end() == 0


def test_the_demo_shows_the_whole_job_and_leaves_the_persons_own_home_alone(
    process: Processes,
) -> None:
    done = process(*example_of(EVERY["demo"]))
    assert (done.returncode, done.stderr) == (0, "")
    for shown in ("holdfast log", "Held: nothing goes to Sam", "let go", "When (hour of the day)"):
        assert shown in done.stdout
    assert not process.folders.home.exists()


def readme_lines() -> list[str]:
    """Give the lines of README's shell blocks that call holdfast, as they stand there."""
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    setting_up = ("pip install", "ln -sf", "_HOLDFAST_COMPLETE")  # tested elsewhere
    return [
        line
        for line in lines
        if "holdfast" in line and not any(mark in line for mark in setting_up)
    ]


# What needs a person at a terminal, or a day that has passed: tested by itself.
NOT_IN_A_ROW = (
    "holdfast init",
    "holdfast surf",
    "holdfast changes confirm",
    "holdfast drafts review",
)


def test_every_line_of_the_readme_runs_in_the_order_in_which_it_stands(
    process: Processes, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "I miss you" > "$1"\n')
    editor.chmod(0o755)
    path = f"{PROGRAMS}{os.pathsep}{process.environment['PATH']}"
    environment = {**process.environment, "EDITOR": str(editor), "PATH": path}
    lines = readme_lines()
    assert len(lines) > 15
    for line in lines:
        if line.startswith(NOT_IN_A_ROW):
            continue
        done = subprocess.run(
            ["bash", "-c", line],
            env=environment,
            input="I miss you",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == (10 if line.startswith("holdfast check") else 0), line
        assert done.stderr == "", line
        assert done.stdout, line


def test_every_command_that_the_readme_mentions_in_a_sentence_exists() -> None:
    told = README.read_text(encoding="utf-8")
    mentioned = re.findall(r"`holdfast ([a-z-]+)(?: ([a-z]+))?", told)
    assert len(mentioned) > 10
    for name, below in mentioned:
        command = EVERY[name]
        assert not below or not isinstance(command, click.Group) or below in command.commands


@pytest.mark.parametrize("name", EVERY)
def test_every_option_says_what_it_is_for(name: str) -> None:
    for option in EVERY[name].params:
        if isinstance(option, click.Option) and not option.hidden:
            assert option.help, option.name


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("lgo", "log"),
        ("staus", "status"),
        ("letgo", "let-go"),
        ("cool-down", "cooldown"),
        ("nudge", "nudges"),
        # Another word for it.
        ("write", "log"),
        ("breathe", "surf"),
        ("unlock", "changes"),
        ("start", "cooldown start 30d"),
        ("unretract", "amend URGE --outcome open"),
        # Alike by chance, or not at all.
        ("reset", "--help"),
        ("held", "--help"),
        ("xyz", "--help"),
    ],
)
def test_a_mistyped_command_suggests_the_near_one(
    holdfast: Commands, wrong: str, near: str
) -> None:
    said = holdfast(wrong)
    assert said.code == 2
    assert said.err == f"Error: There is no command “{wrong}”.\nTry: holdfast {near}\n"


def test_it_never_sends_and_says_so(holdfast: Commands) -> None:
    said = holdfast("send", "her", "a message")
    assert said.code == 2
    assert said.err == (
        "Error: Holdfast never sends anything. Write it here instead, and it is held.\n"
        "Try: holdfast log\n"
    )


def test_a_command_like_no_other_points_to_the_help(holdfast: Commands) -> None:
    assert holdfast("xyzzy").err.endswith("Try: holdfast --help\n")


@pytest.mark.parametrize(
    ("words", "way_out"),
    [
        ("cooldown extend 1w", "cooldown start 1w"),
        ("undo", "status"),
        ("show 5", "list"),
        ("amend 1", "amend 1 --intensity 6"),
        ("rate", "rate 5"),
        ("report --week 2027-W01", "report"),
        ("stats", "status"),
        ("check --contact Nobody", "contact add Nobody"),
    ],
)
def test_what_an_error_says_to_try_can_be_typed(
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
        (f"log {KIM}", f"cooldown start 30d {KIM}"),
        ("status", f"cooldown start 30d {KIM}"),
        ("contact list", f"cooldown start 30d {KIM}"),
        (f"cooldown show {KIM}", f"cooldown start 30d {KIM}"),
        (f"heard {KIM}", f"cooldown start 7d {KIM}"),
        (f"sent {KIM}", f"cooldown start 7d {KIM}"),
        ("sent 1", f"cooldown extend 1w {SAM}"),
        ("sent 1 --at '3d ago'", f"sent --alone --at '3d ago' {SAM}"),
        (f"cooldown end {KIM} --reason peace", f"cooldown start 30d {KIM}"),
        (f"cooldown extend 2d {KIM}", f"cooldown start 2d {KIM}"),
        (f"cooldown start 500d {KIM}", f"cooldown start 365d {KIM}"),
        (f"cooldown extend 365d {SAM}", f"cooldown extend 362d {SAM}"),
    ],
)
def test_with_several_contacts_what_it_says_to_type_names_the_one_it_is_about(
    holdfast: Commands, words: str, advised: str
) -> None:
    for name in ("Sam", "Kim O'Hara"):
        holdfast.ok("contact", "add", name)
    holdfast.ok("cooldown", "start", "3d", "--contact", "Sam")
    holdfast.ok("log", "--contact", "Sam", "--intensity", "5")
    said = holdfast(*shlex.split(words))
    assert f"holdfast {advised}" in said.out + said.err
    holdfast.ok(*shlex.split(advised), *(["--yes"] if "365d" in advised else []))


def test_where_one_runs_already_the_way_to_a_later_end_names_whose(holdfast: Commands) -> None:
    for name in ("Sam", "Kim"):
        holdfast.ok("contact", "add", name)
    start = ("cooldown", "start", "3d", "--contact", "Sam")
    holdfast.ok(*start)
    way_out = "holdfast cooldown extend LENGTH --contact Sam, to let it end that much later"
    assert holdfast(*start).err.endswith(f"Try: {way_out}\n")


def test_of_several_contacts_one_that_is_not_known_is_a_name_to_fill_in(
    holdfast: Commands, terminal: Opens
) -> None:
    for name in ("Sam", "Kim"):
        holdfast.ok("contact", "add", name)
    show = terminal("cooldown", "show")
    show.answer("Which one? ", "Kim")
    assert show.end() == 0
    assert show.seen.endswith("holdfast cooldown start 30d --contact NAME\n")
    way_out = "holdfast sent --alone --contact NAME, when it belongs to no urge"
    assert holdfast("sent", "9").err.endswith(f"Try: {way_out}\n")


def test_an_extension_that_is_too_long_says_the_longest_that_there_is_room_for(
    holdfast: Commands,
) -> None:
    holdfast.ok("cooldown", "start", "3d")
    said = holdfast("cooldown", "extend", "365d")
    assert said.code == 1
    assert said.err.endswith("\nTry: holdfast cooldown extend 362d\n")
    holdfast.ok("cooldown", "extend", "362d")


@pytest.mark.parametrize("words", ["show x", "list --limit 0", "list --sinse 7d"])
def test_wrong_usage_points_to_the_commands_own_help(process: Processes, words: str) -> None:
    done = process(*words.split())
    assert done.returncode == 2
    assert done.stderr.endswith(f"\nTry: holdfast {words.split(maxsplit=1)[0]} --help\n")


def test_a_word_that_is_missing_is_shown_in_its_place(process: Processes) -> None:
    done = process("contact", "rename", "Sam")
    assert (done.returncode, done.stderr) == (
        2,
        "Error: Say NEW_NAME, too.\nTry: holdfast contact rename NAME NEW_NAME\n",
    )


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
        ("check", 1),  # which of the two? Then it can't tell
    ],
)
def test_the_exit_code_says_how_it_went(
    holdfast: Commands, clock: FakeClock, words: str, code: int
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "add", "Robin")
    assert holdfast(*words.split()).code == code


def test_check_can_not_tell_on_an_empty_home_and_makes_none(holdfast: Commands) -> None:
    said = holdfast("check")
    assert (said.code, said.out) == (1, "")
    assert said.err.endswith("Try: holdfast init\n")
    assert not holdfast.app.folders.database.exists()
