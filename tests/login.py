"""A fake systemctl: a real process that notes its arguments and answers."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

# A word with a file in the folder `does-not` fails and prints that file.
_SYSTEMCTL = """#!/bin/sh
here=$(dirname "$0")
shift 2 # --user --no-ask-password
echo "$*" >> "$here/asked"
if [ -e "$here/does-not/$1" ]; then cat "$here/does-not/$1"; exit 1; fi
if [ -x "$here/does/$1" ]; then "$here/does/$1" "$@"; fi
"""


@dataclass(frozen=True)
class FakeSystemctl:
    """The fake that comes first on the PATH."""

    folder: Path

    @property
    def asked(self) -> list[str]:
        """All calls, in order."""
        asked = self.folder / "asked"
        return asked.read_text().splitlines() if asked.exists() else []

    @property
    def told(self) -> list[str]:
        """The calls that change something, without the questions."""
        questions = ("show", "is-active", "is-enabled")
        return [words for words in self.asked if words.split()[0] not in questions]

    def fails(self, word: str, saying: str = "") -> None:
        """Make this word fail from now on."""
        (self.folder / "does-not").mkdir(exist_ok=True)
        (self.folder / "does-not" / word).write_text(saying)

    def works(self, word: str) -> None:
        (self.folder / "does-not" / word).unlink()

    def does(self, word: str, script: str) -> None:
        """Run a script for this word from now on."""
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
