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
    *("odds", "they'll", "come back", "miss you too", "they feel", "they think"),
    # promises, or presses
    *("will pass", "gets better", "streak", "back to zero", "lose your", "last chance"),
    # helps pursuit
    *("unblock", "another account", "reach them", "find out", "you can write to"),
)
"""What nobody is ever told."""
GIVING_SPACE = ("asked for space", "keeping it quiet", "apolog", "sorry", "they want", "they said")
COMFORT = ("still counts", "days kept", "starts over", "going on?", "nothing to fix", "what worked")


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

    def shown_by(self, line: str) -> str:
        """Type a command that asks nothing; return its lines as they are."""
        self.type(line)
        return self.shown[-1]

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
    said = walk.type("log", {"> ": "I miss you. Can we talk?", ">": ".", "How strong": "9"})
    in_order(
        said,
        "It stays here and is never sent.",
        "Saved (#1). It stays here.",
        "You've stopped for now. Nothing has to be decided tonight.",
        "On hold until Sat 21 Nov, 22:30",
        "People to talk to: holdfast talk",
        "Let it go? [Y/n]",
        "Let go.",
    )
    assert walk.type("talk", {"Two letters": "DE"}).count("0800 111 0 111") == 1
    walk.type("log", {"> ": "Just one more thing", ">": ".", "How strong": "8", "Let it go": "n"})
    (patience,) = walk.remind()
    assert "Sam" not in patience
    (asked,) = walk.remind(minutes=10)
    assert "holdfast rate" in asked
    assert walk.remind(minutes=20) == []  # one question is enough at night
    assert "Noted (#2): 8 → 5." in walk.type("rate 5")
    assert "Let go (#2)." in walk.type("let-go")
    assert "  holdfast contact rename Ex NAME" in walk.shown_by("status")
    assert_never(walk, ("30 days", "30d"))


def test_the_morning_after_a_slip(walk: Walk) -> None:
    walk.type("contact add Sam")
    walk.type("cooldown start 14d")
    walk.clock.forward(hours=10)
    said = walk.type("sent --alone --at 23:10", {"What was going on?": "wine"})
    in_order(
        said,
        "Noted: you contacted Sam",
        "Logged by accident?",
        "What you kept still counts.",
        "Nothing to fix with them now: please don't write again to explain.",
        "Next: eat something, and tell one person how it was.",
    )
    walk.clock.forward(days=3)
    report = walk.type("report --week last", {"One thing": "No wine on Fridays"})
    in_order(report, "You contacted them once while on hold.", "You noted it honestly.")
    assert "Nothing starts over." in report
    assert "day 4 of 14, 1 day with contact" in walk.type("status")
    assert "You wanted to: No wine on Fridays" in walk.type("report")
    assert_never(walk, ("days kept", "holdfast talk own-behaviour"))


def test_they_wrote(walk: Walk) -> None:
    walk.type("contact add Sam")
    walk.type("cooldown start 14d")
    said = walk.type("heard --channel sms")
    in_order(
        said,
        "Sam contacted you",
        "You don't have to answer, now or ever.",
        "If you want to, write it here first: holdfast log",
        "On hold until",
    )
    assert walk.remind() == []
    walk.clock.forward(days=3)
    assert "contacted you" not in walk.type("report --week last")
    assert_never(walk, ("answer them", "reply", "children", "great news"))


def test_an_order_with_children(walk: Walk) -> None:
    walk.type("contact add Sam")
    said = walk.type("contact boundary Sam order", {"Which one?": "restricts"})
    in_order(said, "On hold: a court order.", "a court may ask for it.")
    said = walk.type("logistics --about", {"> ": "school run"})
    in_order(
        said,
        "Noted as contact about children, home or money",
        "Whether the order allows it, only the order and your lawyer can say.",
    )
    said = walk.type("log", {"> ": "Let me explain", ">": ".", "How strong": "5", "Let it go": "n"})
    in_order(
        said,
        "On hold: a court order.",
        "Is it about children, home or money? Keep it to that: holdfast logistics",
        "only the order and your lawyer can say",
        "Let it go?",
    )
    said = walk.type("sent 1")
    assert "Contact under an order can have legal consequences" in said
    assert "Please don't contact them to explain." in said
    walk.remind()
    walk.type("report")
    assert_never(walk, (*COMFORT, "give them space", "allowed"))


def test_afraid_of_an_abusive_ex(walk: Walk) -> None:
    walk.type("contact add Sam")
    assert "On hold: you said no, for your own safety." in walk.type("contact boundary Sam mine")
    walk.type("log", {"> ": "Please leave me alone", ">": ".", "How strong": "9"})
    walk.type("heard --channel sms")
    for _ in range(6):
        walk.type("log --no-draft --intensity 8", {"Let it go": "n"})
        walk.remind(minutes=20)
    assert "0808 2000 247" in walk.type("talk abuse --country GB")
    said = walk.type("contact forget Sam --yes --reason", {"> ": "safer"})
    assert "you are not safe: delete the folder" in said
    walk.type("status")
    walk.type("report")
    assert_never(walk, (*GIVING_SPACE, *COMFORT, "own-behaviour to", "space"))


def test_somebody_who_keeps_contacting_against_a_no(walk: Walk) -> None:
    walk.type("contact add Jo")
    assert "On hold: Jo said no." in walk.type("contact boundary Jo stop")
    for _ in range(2):
        said = walk.type("sent --alone")
        in_order(
            said,
            "Jo said no. This went against it. Stopping now is the one thing that helps Jo.",
            "If you're afraid you can't stop: holdfast talk own-behaviour",
        )
        walk.remind()
        walk.clock.forward(days=14)
    said = walk.type("status")
    in_order(said, "has gone on for two weeks.", "holdfast talk own-behaviour")
    report = walk.type("report --week 2026-W49")
    in_order(report, "They had said no, and you contacted them once.", "gone on for two weeks")
    assert "0508 744 633" in walk.type("talk own-behaviour --country NZ")
    assert_never(walk, (*COMFORT, "noted it honestly", "ready to look at", "until "))


def test_four_quiet_weeks(walk: Walk) -> None:
    walk.type("contact add Sam")
    walk.type("cooldown start 14d")
    walk.type("log --no-draft", {"Let it go": ""})
    walk.remind()
    came = [walk.remind(days=1) for _ in range(30)]
    # Nothing says that the cool-down is over; weeks are announced, and nothing else.
    titles = {text.partition(".")[0] for texts in came for text in texts}
    assert titles <= {"Your week is ready"}
    said = walk.type("report")
    in_order(said, "Nothing logged about Sam for four weeks", "That doesn't mean nothing was felt.")
    assert "holdfast contact forget Sam" in said
    assert "contact forget" not in walk.type("report")
    assert_never(walk, ("is over now", "free to", "ready to write", "well kept", "clean"))
