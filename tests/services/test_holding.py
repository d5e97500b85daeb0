"""Holding, whatever a person does in whatever order: the rules against a model of them."""

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from fakes import FakeClock
from holdfast.app import App
from holdfast.desktop.folders import find_folders
from holdfast.errors import Refused
from holdfast.services.check import check
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import extend_cool_down, show_cool_down, start_cool_down
from holdfast.services.events import sent
from holdfast.services.undoing import undo
from holdfast.services.urges import let_go, log_urge, retract_urge

# What they reach is reached by other tests, too; without counting it they take half as long.
pytestmark = pytest.mark.no_cover

DAY = timedelta(days=1)
days = st.integers(1, 90)


class Holding(RuleBasedStateMachine):
    """The model: every end that was promised and not taken back, and every pause."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.clock = FakeClock()
        self.app = App(find_folders({"HOLDFAST_HOME": str(self.home)}), clock=self.clock)
        self.steps: list[tuple[datetime, datetime]] = []
        """When each tightening was made, and the end it set; the last one stands."""
        self.pauses: list[datetime] = []
        self.open: list[int] = []

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    @property
    def now(self) -> datetime:
        return self.clock.moment

    @property
    def runs_until(self) -> datetime | None:
        end = self.steps[-1][1] if self.steps else None
        return end if end and self.now < end else None

    @initialize()
    def somebody_is_given_space(self) -> None:
        self.app.call(add_contact, name="Sam")

    @rule(length=days)
    def start(self, length: int) -> None:
        if self.runs_until:
            with pytest.raises(Refused):
                self.app.call(start_cool_down, length=f"{length}d")
            return
        self.app.call(start_cool_down, length=f"{length}d")
        self.steps.append((self.now, self.now + length * DAY))

    @rule(by=days)
    def extend(self, by: int) -> None:
        runs_until = self.runs_until
        if runs_until is None or runs_until + by * DAY > self.now + 365 * DAY:
            with pytest.raises(Refused):
                self.app.call(extend_cool_down, by=f"{by}d")
            return
        self.app.call(extend_cool_down, by=f"{by}d")
        self.steps.append((self.now, runs_until + by * DAY))

    @rule()
    def take_back(self) -> None:
        if not self.steps or self.now - self.steps[-1][0] > timedelta(minutes=10):
            with pytest.raises(Refused):
                self.app.call(undo)
            return
        self.app.call(undo)
        self.steps.pop()

    @rule(felt=st.sampled_from(["now", "20m ago", "yesterday 12:00"]))
    def log(self, felt: str) -> None:
        logged = self.app.call(log_urge, felt=felt, draft="I miss you")
        self.open.append(logged.urge.id)
        self.pauses.append(self.now + DAY)

    @precondition(lambda self: self.open)
    @rule(erase=st.booleans())
    def let_one_go(self, erase: bool) -> None:
        self.app.call(let_go, urge=self.open.pop(), erase=erase)

    @precondition(lambda self: self.open)
    @rule()
    def retract_one(self) -> None:
        self.app.call(retract_urge, urge=self.open.pop())

    @rule()
    def write_to_them(self) -> None:
        held = self.expected is not None
        assert self.app.call(sent, alone=True).event.slip == held

    @rule(minutes=st.sampled_from([1, 9, 10, 11, 60, 1439, 1440, 1441, 14_400, 60_000]))
    def wait(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    @property
    def expected(self) -> datetime | None:
        ends = [*self.pauses, *([self.runs_until] if self.runs_until else [])]
        return max((end for end in ends if self.now < end), default=None)

    @invariant()
    def what_holds_is_what_was_promised_and_nothing_else(self) -> None:
        verdict = self.app.call(check)
        assert verdict.until == self.expected
        assert verdict.held == (self.expected is not None)
        running = self.app.call(show_cool_down)
        assert (running.ends_at if running else None) == self.runs_until


Holding.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
test_holding_is_what_was_promised = Holding.TestCase
