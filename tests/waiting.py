"""Waiting for what a test can observe, in one place: generous, and never timed tightly."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

WITHIN_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.02


def wait_until(look: Callable[[], T], what: str, within: float = WITHIN_SECONDS) -> T:
    """Look again and again until there is something to see, and return it; else fail."""
    never = threading.Event()
    for _ in range(int(within / LOOK_EVERY_SECONDS)):
        if seen := look():
            return seen
        never.wait(LOOK_EVERY_SECONDS)
    raise AssertionError(f"it did not come within {within:g} s: {what}")


def let_time_pass(seconds: float) -> None:
    """Wait, so that what must not happen could happen: a short wait can only miss it."""
    threading.Event().wait(seconds)
