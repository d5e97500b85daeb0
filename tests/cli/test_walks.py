"""Seven people at the hardest moments: what they are told, and what nobody may tell them.

Each types into the program at a terminal of their own, by the test's clock, and their reminders
come to a real notification server.
"""

import re
from collections.abc import Iterator

import pexpect
import pytest

from cli.conftest import ENTER, Opens
from desktop_session import Desktop
from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.daemon.tick import tick
from holdfast.desktop.folders import Folders
from holdfast.desktop.notifications import DesktopNotifier

pytestmark = pytest.mark.slow

QUESTION = re.compile(r"[\])>?:] $")
"""What a line that waits for an answer ends with."""

NEVER = (
    # shames, or scolds
    *("you failed", "should have", "weak", "disappoint", "shame", "guilt"),
    # praises too much
    *("great job", "well done", "amazing", "proud", "congrat", "keep it up", "!"),
    # hands out odds, or guesses about the other person
    *("chance", "they'll", "come back", "miss you too", "they feel", "they think"),
    # promises, or presses
    *("will pass", "it gets better", "streak", "back to zero", "lose your"),
    # helps pursuit
    *("unblock", "another account", "reach them", "find out", "you can write"),
)
"""What no one is ever told."""
GIVING_SPACE = ("space", "apolog", "sorry", "what they want", "what they said", "they've said")
COMFORT = ("still counts", "kept", "starts over", "going on?", "nothing to fix")


class Walk:
    """One person's evenings: all that they type, and all that they are shown."""

    def __init__(self, opens: Opens, clock: FakeClock, desktop: Desktop, folders: Folders) -> None:
        self.clock, self.desktop = clock, desktop
        self._opens, self._folders = opens, folders
        self.shown: list[str] = []

    def type(self, line: str, answers: dict[str, str] | None = None) -> str:
        """Type a command; answer its questions, by words in them, or press Enter.

        Return what the terminal showed, without what was typed into it.
        """
        left = dict(answers or {})
        at, said = self._opens(*line.split()), ""
        while at.child.expect([QUESTION, pexpect.EOF]) == 0:
            question = f"{at.child.before}{at.child.after}"
            said += question
            asked = question.splitlines()[-1]
            found = next((words for words in left if words in asked), None)
            at.type((left.pop(found) if found else "") + ENTER)
        said += str(at.child.before)
        assert at.child.wait() == 0, said
        assert not left, f"never asked: {left}; said: {said}"
        said = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said).replace("\r\n", "\n")
        self.shown.append(said)
        return " ".join(said.split())

    def remind(self, **later: float) -> list[str]:
        """Let time go by, and return the reminders that the desktop then showed."""
        self.clock.forward(**later)
        self.desktop.forget()
        with_desktop = App(self._folders, clock=self.clock, notifier=DesktopNotifier())
        with_desktop.call(tick, run=None)
        with_desktop.close()
        came = [f"{one.title}. {one.body}" for one in self.desktop.shown()]
        self.shown += came
        return came

    def heard(self) -> str:
        """Return everything that was shown, as one text."""
        return " ".join(" ".join(self.shown).split())


@pytest.fixture
def walk(
    by_the_clock: Opens, clock: FakeClock, desktop: Desktop, folders: Folders
) -> Iterator[Walk]:
    """Somebody on a Friday at half past ten in the evening, who was never told what is NEVER."""
    clock.forward_to(EVENING)
    one = Walk(by_the_clock, clock, desktop, folders)
    yield one
    assert_never(one, NEVER)


def assert_never(walk: Walk, words: tuple[str, ...]) -> None:
    heard = walk.heard().casefold()
    assert [word for word in words if word in heard] == [], heard


def in_order(text: str, *parts: str) -> None:
    """Assert that the parts are in the text, one after the other."""
    at = 0
    for part in parts:
        assert part in text[at:], f"{part!r} is not in {text[at:]!r}"
        at = text.index(part, at) + len(part)


def test_the_first_night(walk: Walk) -> None:
    said = walk.type("log", {"> ": "I miss you. Can we talk?", "How strong": "9"})
    in_order(
        said,
        "It stays here and is never sent.",
        "Saved (#1). It stays here.",
        "You've stopped for now. Nothing has to be decided tonight.",
        "On hold until",
        "holdfast talk",
        "Let it go? [Y/n]",
    )
    assert walk.type("log")
