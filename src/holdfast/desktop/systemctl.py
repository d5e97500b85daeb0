"""Asking systemd's user manager, through its own program."""

import subprocess
from dataclasses import dataclass

WITHIN_SECONDS = 120
"""Longer than a unit may take to start."""
ANSWER_WITHIN_SECONDS = 5


@dataclass(frozen=True)
class Outcome:
    """Whether it did what it was told, and what it said."""

    ok: bool
    said: str


def systemctl(*words: str, within_seconds: float = WITHIN_SECONDS) -> Outcome:
    """Have the user manager do something."""
    try:
        done = subprocess.run(
            ["systemctl", "--user", "--no-ask-password", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=within_seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Outcome(ok=False, said=type(error).__name__)
    return Outcome(done.returncode == 0, done.stdout.strip())


def manager_answers() -> bool:
    """Say whether there is a user manager that can be asked from here."""
    asked = ("show", "--property=Version")
    return systemctl(*asked, within_seconds=ANSWER_WITHIN_SECONDS).ok
