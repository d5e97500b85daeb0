"""The snippets of docs/desktop.md in the real programs."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from conftest import Commands, Processes
from needs import require_programs

PAGE = Path(__file__).parents[2] / "docs" / "desktop.md"
LINE = "on hold, 14 days left"


def snippet(name: str) -> str:
    """Return the block below its name."""
    text = PAGE.read_text(encoding="utf-8")
    (block,) = re.findall(rf"<!-- {name} -->\n```(?:sh)?\n(.*?)```", text, re.DOTALL)
    return str(block)


@pytest.fixture
def environment(holdfast: Commands, process: Processes, tmp_path: Path) -> dict[str, str]:
    """An environment in which `holdfast` is found, and Sam is on hold."""
    holdfast.ok("contact", "add", "Sam")
    assert process("cooldown", "start", "14d").returncode == 0
    programs = tmp_path / "bin"
    programs.mkdir()
    ours = programs / "holdfast"
    ours.write_text(f'#!/bin/sh\nexec {sys.executable} -m holdfast "$@"\n')
    ours.chmod(0o755)
    return {**process.environment, "PATH": f"{programs}:{os.environ['PATH']}", "TERM": "xterm"}


def test_the_line_is_in_the_status_bar_of_tmux(environment: dict[str, str], tmp_path: Path) -> None:
    require_programs("tmux")
    config, socket = tmp_path / "tmux.conf", tmp_path / "tmux"
    config.write_text(snippet("tmux"))
    tmux = pexpect.spawn(
        "tmux",
        ["-S", str(socket), "-f", str(config), "new-session", "cat"],
        env=environment,
        dimensions=(24, 120),
        encoding="utf-8",
        timeout=30,
    )
    try:
        tmux.expect_exact(LINE)
    finally:
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False)
        tmux.close(force=True)


def test_the_line_comes_before_that_of_i3status(
    environment: dict[str, str], tmp_path: Path
) -> None:
    require_programs("i3status")
    config = Path(environment["XDG_CONFIG_HOME"]) / "i3status" / "config"
    config.parent.mkdir(parents=True)
    config.write_text(
        f'general {{\n{snippet("i3status config")}}}\norder += "tztime local"\n'
        'tztime local {\n    format = "the time"\n}\n'
    )
    script = tmp_path / "with-holdfast"
    script.write_text(snippet("i3status"))
    script.chmod(0o755)
    with subprocess.Popen(
        [str(script)], env=environment, stdout=subprocess.PIPE, text=True, process_group=0
    ) as bar:
        assert bar.stdout
        said = bar.stdout.readline()
        os.killpg(bar.pid, signal.SIGTERM)
    assert said == f"{LINE} | the time\n"
