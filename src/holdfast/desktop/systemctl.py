"""Asking systemd's user manager, through its own program."""

import subprocess
from dataclasses import dataclass

WITHIN_SECONDS = 120
"""Longer than a unit takes to start."""
ANSWER_WITHIN_SECONDS = 5


@dataclass(frozen=True)
class Outcome:
    """Whether a call of systemctl succeeded, and what it printed."""

    ok: bool
    said: str


def systemctl(*words: str, within_seconds: float = WITHIN_SECONDS) -> Outcome:
    """Run systemctl for the user manager."""
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
    """Return whether a user manager answers."""
    asked = ("show", "--property=Version")
    return systemctl(*asked, within_seconds=ANSWER_WITHIN_SECONDS).ok
