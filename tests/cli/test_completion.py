"""Completion in real shells, set up with the README's own lines."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from conftest import Commands, Processes
from fakes import FakeClock
from holdfast.app import App
from holdfast.desktop.folders import find_folders
from needs import require_programs
from waiting import let_time_pass

pytestmark = pytest.mark.slow

GUIDE = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
SETUP = {
    "bash": 'eval "$(holdfast completion bash)"',
    "zsh": 'eval "$(holdfast completion zsh)"',
    "fish": "holdfast completion fish | source",
}


def setup_of(shell: str) -> str:
    """Return the line of the guide that sets up a shell's completion."""
    assert shell == "zsh" or SETUP[shell] in GUIDE  # it is bash's line with another word
    return SETUP[shell]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with Sam, Robin and Sally, and the open urges 1, 2 and 12."""
    folder = tmp_path_factory.mktemp("completion") / "home"
    holdfast = Commands(App(find_folders({"HOLDFAST_HOME": str(folder)}), clock=FakeClock()))
    for name in ("Sam", "Robin", "Sally"):
        holdfast.ok("contact", "add", name)
    for _ in range(12):
        holdfast.ok("log", "--no-draft", "--contact", "Sam")
    for number in range(3, 12):
        holdfast.ok("let-go", str(number))
    holdfast.ok("heard", "--contact", "Sam")
    return folder


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """Return what a shell needs: that home, and holdfast on PATH."""
    programs = Path(sys.executable).parent
    path = f"{programs}:{os.environ['PATH']}"
    own = {"HOLDFAST_HOME": str(home), "PATH": path, "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    return {**os.environ, **own}


# The line before Tab, and the words that are offered.
OFFERS = {
    "holdfast retr": {"retract"},
    "holdfast cooldown ": {"start", "extend", "show", "end", "shorten"},
    "holdfast let-go ": {"1", "2", "12"},
    "holdfast rate 1": {"1", "12"},
    "holdfast amend 1": {"1", "10", "11", "12"},
    "holdfast retract e": {"e1"},
    "holdfast check --contact sa": {"Sam", "Sally"},
    "holdfast contact rename S": {"Sam", "Sally"},
    "holdfast config get report.": {"report.weekday", "report.time"},
    "holdfast report --week l": {"last"},
    "holdfast report --format ": {"text", "html", "md", "json", "csv"},
    "holdfast check --contact Nobody": set(),
}


def run(shell: list[str], script: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [*shell, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout


# Does for every line what bash does at a press of Tab.
BASH = """
offer() {{
    COMP_LINE="$*" COMPREPLY=()
    COMP_POINT=${{#COMP_LINE}}
    {function} holdfast
    echo "${{COMPREPLY[@]}}"
}}
"""


def test_bash_completes_commands_contacts_urges_and_formats(environment: dict[str, str]) -> None:
    require_programs("bash")
    setup = setup_of("bash")
    registered = run(["bash", "--norc"], f"{setup}; complete -p holdfast", environment)
    (function,) = re.findall(r"-F (\S+)", registered)
    calls = ("offer " + " ".join(word or "''" for word in line.split(" ")) for line in OFFERS)
    script = "\n".join([setup, BASH.format(function=function), *calls])
    offered = run(["bash", "--norc"], script, environment).splitlines()
    assert dict(zip(OFFERS, (set(line.split()) for line in offered), strict=True)) == OFFERS


def test_fish_completes_commands_contacts_urges_and_formats(
    environment: dict[str, str], tmp_path: Path
) -> None:
    require_programs("fish")
    calls = (f'complete -C "{line}"; echo over' for line in OFFERS)
    private = {**environment, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    told = run(["fish", "--private"], "\n".join([setup_of("fish"), *calls]), private)
    offered = told.removesuffix("over\n").split("over\n")
    found = ({one.split("\t")[0] for one in part.splitlines()} for part in offered)
    assert dict(zip(OFFERS, found, strict=True)) == OFFERS


# zsh completes only at a terminal: what is offered is written into a file beside it.
ZSH = """
autoload -Uz compinit && compinit -u -D
{setup}
zstyle ':completion:*' menu no
compadd() {{
    local -a found
    builtin compadd -O found "$@"
    print -rl -- $found >> {found}
    builtin compadd "$@"
}}
PS1='ready> '
"""


def test_zsh_completes_commands_contacts_urges_and_formats(
    environment: dict[str, str], tmp_path: Path
) -> None:
    require_programs("zsh")
    found = tmp_path / "found"
    (tmp_path / ".zshrc").write_text(ZSH.format(setup=setup_of("zsh"), found=found))
    shell = pexpect.spawn(
        "zsh",
        ["-i"],
        env={**environment, "ZDOTDIR": str(tmp_path), "HOME": str(tmp_path), "TERM": "xterm"},
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 100),
    )
    offered = {}
    try:
        shell.expect_exact("ready> ")
        for line in OFFERS:
            found.write_text("")
            # The second word of an answer says that the completion before it is over.
            shell.send(f"{line}\t")
            shell.send("\x15print over-$((40 + 2))\r")
            shell.expect_exact("over-42")
            shell.expect_exact("ready> ")
            offered[line] = set(found.read_text().split())
    finally:
        shell.close(force=True)
    assert offered == OFFERS


# What is typed before Tab, and the word that a command gets.
WORDS = {
    "Anna": "Anna Maria",
    "'Anna M": "Anna Maria",
    '"Anna M': "Anna Maria",
    r"Anna\ M": "Anna Maria",
    "J": "J;touch x",
    '"Q': "Q$(touch x)",
    "O": "O'Hara",
    "Smi": "Smith, Jo",
    "a:b": "a:bc",
    "me@": "me@home",
    "--contact=Anna": "--contact=Anna Maria",
    "--contact=a:b": "--contact=a:bc",
}
SHELLS = {
    "bash": ["--rcfile", "{rc}", "-i"],
    "zsh": ["-i"],
    "fish": ["--private", "--no-config", "--init-command", "source {rc}"],
}
PROMPT = {"fish": "function fish_prompt; echo 'ready> '; end"}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_name_is_completed_as_one_word_and_never_run(
    holdfast: Commands, environment: dict[str, str], tmp_path: Path, shell: str
) -> None:
    require_programs(shell)
    for word in dict.fromkeys(word.removeprefix("--contact=") for word in WORDS.values()):
        holdfast.ok("contact", "add", word)
    holdfast.ok("contact", "add", "a:cd")
    rc = tmp_path / ".zshrc"
    before = "autoload -Uz compinit && compinit -u -D" if shell == "zsh" else ""
    rc.write_text("\n".join([before, setup_of(shell), PROMPT.get(shell, "PS1='ready> '")]))
    private = {
        **environment,
        "HOLDFAST_HOME": str(holdfast.app.folders.home),
        "HOME": str(tmp_path),
        "ZDOTDIR": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    terminal = pexpect.spawn(
        shell,
        [word.format(rc=rc) for word in SHELLS[shell]],
        env=private,
        cwd=tmp_path,
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 200),
    )
    try:
        for typed, word in WORDS.items():
            terminal.expect_exact("ready> ")
            option = "" if typed.startswith("--") else "--contact "
            terminal.send(f"holdfast check {option}{typed}\t")
            terminal.expect_exact(word[-1])  # the end of what Tab has inserted
            let_time_pass(0.3)
            terminal.send("\x01printf '<%s>' \r")
            terminal.expect_exact(f"<{word}>")
    finally:
        terminal.close(force=True)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("broken", ["config.toml", "holdfast.db"])
def test_completion_prints_no_error_when_the_home_is_broken(
    process: Processes, holdfast: Commands, broken: str
) -> None:
    holdfast.ok("log", "--no-draft")
    (holdfast.app.folders.home / broken).write_bytes(b"\xffbroken" * 1000)
    done = process(
        _HOLDFAST_COMPLETE="bash_complete", COMP_WORDS="holdfast let-go ", COMP_CWORD="2"
    )
    assert done.stderr == ""
    assert done.stdout.strip() == ("plain,1" if broken == "config.toml" else "")


def test_a_command_still_runs_when_the_completion_variable_is_set(process: Processes) -> None:
    process("cooldown", "start", "30d")
    assert process("check", _HOLDFAST_COMPLETE="bash_source").returncode == 10
