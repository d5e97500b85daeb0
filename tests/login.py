"""A systemctl of the tests' own: a real process that notes what it is asked, and answers."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

# What is in the folder `does-not` fails; `says` holds what it says then.
_SYSTEMCTL = """#!/bin/sh
here=$(dirname "$0")
shift 2 # --user --no-ask-password
echo "$*" >> "$here/asked"
if [ -e "$here/does-not/$1" ]; then cat "$here/does-not/$1"; exit 1; fi
if [ -x "$here/does/$1" ]; then "$here/does/$1" "$@"; fi
"""


@dataclass(frozen=True)
class FakeSystemctl:
    """What stands first on the PATH in place of systemctl."""

    folder: Path

    @property
    def asked(self) -> list[str]:
        """All that it was asked, in order."""
        asked = self.folder / "asked"
        return asked.read_text().splitlines() if asked.exists() else []

    @property
    def told(self) -> list[str]:
        """What it was told to do; questions change nothing."""
        questions = ("show", "is-active", "is-enabled")
        return [words for words in self.asked if words.split()[0] not in questions]

    def fails(self, word: str, saying: str = "") -> None:
        """Have it fail at this word from now on."""
        (self.folder / "does-not").mkdir(exist_ok=True)
        (self.folder / "does-not" / word).write_text(saying)

    def works(self, word: str) -> None:
        (self.folder / "does-not" / word).unlink()

    def does(self, word: str, script: str) -> None:
        """Have it run a script for this word."""
        (self.folder / "does").mkdir(exist_ok=True)
        program = self.folder / "does" / word
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def forget(self) -> None:
        (self.folder / "asked").unlink(missing_ok=True)


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSystemctl:
    """A user manager that answers, in whose session no graphical target is active."""
    folder = tmp_path / "systemd"
    folder.mkdir()
    program = folder / "systemctl"
    program.write_text(_SYSTEMCTL)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    fake = FakeSystemctl(folder)
    fake.fails("is-active")
    return fake


@pytest.fixture
def no_systemd(systemctl: FakeSystemctl) -> FakeSystemctl:
    """A user manager that does not answer, as over ssh or on another system."""
    systemctl.fails("show", "Failed to connect to bus")
    return systemctl


def unit_file(environment: Mapping[str, str] = os.environ) -> Path:
    return Path(environment["XDG_CONFIG_HOME"]) / "systemd" / "user" / "holdfast.service"


def entry_file(environment: Mapping[str, str] = os.environ) -> Path:
    return Path(environment["XDG_CONFIG_HOME"]) / "autostart" / "holdfast.desktop"
