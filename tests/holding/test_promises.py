"""Promises against a model of them, whatever a person does in whatever order.

Nothing is held for less than the strictest promise made, unless a request was asked for, waited
out and confirmed. With an honest clock it isn't held for longer, and there is always a way out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact, rename_contact
from holdfast.data.use_cases import ask_to_erase, forget_contact
from holdfast.desktop.folders import find_folders
from holdfast.errors import HoldfastError
from holdfast.ledger.work import Work, reading
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.holds import check
from holdfast.promises.model import BoundaryKind
from holdfast.promises.requests import cancel_request, confirm_request, list_requests
from holdfast.promises.use_cases import (
    end_cool_down,
    extend_cool_down,
    shorten_cool_down,
    start_cool_down,
    undo,
)
from holdfast.urges.use_cases import log_urge
from memory_ledger import MemoryLedger

# What they reach is reached by other tests, too; without counting it they take half as long.
pytestmark = pytest.mark.no_cover

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEVER = EVENING + 10_000 * DAY
HOME = find_folders({"HOLDFAST_HOME": "/nonexistent"})
waits = st.sampled_from([MINUTE, 9 * MINUTE, 11 * MINUTE, HOUR, 23 * HOUR, 25 * HOUR, 8 * DAY])
whom, days, any_number = st.integers(0, 1), st.integers(1, 60), st.integers(0, 50)


@dataclass(eq=False)
class Person:
    """What was promised about somebody, in true time; what is over has ended."""

    name: str
    cooldown: datetime = EVENING
    delay: timedelta = DAY
    boundary: datetime = EVENING
    pause: datetime = EVENING

    def is_held(self, now: datetime) -> bool:
        return now < max(self.cooldown, self.boundary, self.pause)


@dataclass(eq=False)
class Step:
    """A tightening, and the end that was before it."""

    number: int
    person: Person
    promise: str
    before: datetime
    made_at: datetime


@dataclass(eq=False)
class Asked:
    """A request as the model knows it: what makes it void, how long it waits, what it does."""

    about: Person | None
    promises: tuple[str, ...]
    last_step: int
    may_be_confirmed_from: datetime
    loosen: Callable[[], None]


@reading
def stamped_at(work: Work) -> datetime:
    return work.stamp.at


@cache  # once for all lives
def two_people() -> MemoryLedger:
    ledger = MemoryLedger()
    for name in ("Sam", "Robin"):
        App(HOME, clock=FakeClock(), ledger=ledger).call(add_contact, name=name)  # type: ignore[arg-type] # as good as a file
    ledger.remember()
    return ledger


class Promises(RuleBasedStateMachine):
    """The real use cases on a ledger in memory, beside the model."""

    def __init__(self) -> None:
        super().__init__()
        ledger = two_people()
        ledger.go_back()
        self.clock = FakeClock()
        self.true = EVENING
        self.is_honest = True
        self.app = App(HOME, clock=self.clock, ledger=ledger)  # type: ignore[arg-type] # the same
        self.people = [Person("Sam"), Person("Robin")]
        self.numbers = 0
        self.steps: list[Step] = []
        self.asked: dict[int, Asked] = {}

    def does(self, use_case: Any, **arguments: Any) -> Any:
        """Do it; None if it is refused: that loosens nothing."""
        try:
            return self.app.call(use_case, **arguments)
        except HoldfastError:
            return None

    def end_of(self, length: timedelta) -> datetime:
        """Return when a new hold may end.

        That is earlier by as much as the clock was behind, if it was set back while unsure: a limit
        that the docs name.
        """
        return min(self.true, self.app.call(stamped_at)) + length

    # Tightening counts at once.

    def tighten(self, person: Person, promise: str, end: datetime) -> None:
        self.numbers += 1
        before = getattr(person, promise)
        self.steps.append(Step(self.numbers, person, promise, before, self.true))
        setattr(person, promise, end)

    @rule(who=whom, length=days, delay=st.sampled_from([HOUR, DAY, 7 * DAY]))
    def start(self, who: int, length: int, delay: timedelta) -> None:
        person, end = self.people[who], self.end_of(length * DAY)
        terms = {"length": f"{length}d", "delay": f"{delay // HOUR}h"}
        if self.does(start_cool_down, contact=person.name, **terms):
            self.tighten(person, "cooldown", end)
            person.delay = delay

    @rule(who=whom, by=days)
    def extend(self, who: int, by: int) -> None:
        person = self.people[who]
        if self.does(extend_cool_down, contact=person.name, by=f"{by}d"):
            self.tighten(person, "cooldown", person.cooldown + by * DAY)

    @rule(
        who=whom,
        kind=st.sampled_from(["open", "space", "stop", "order"]),
        until=st.none() | days,
    )
    def say_what_they_said(self, who: int, kind: BoundaryKind, until: int | None) -> None:
        person = self.people[who]
        length = until * DAY if until and kind == "space" else None
        end = self.end_of(length) if length else EVENING if kind == "open" else NEVER
        said = {"boundary": kind, "until": f"{until}d" if length else None, "reason": "because"}
        said["order"] = "restricts"
        answer = self.does(set_boundary, contact=person.name, **said)
        if answer and answer.request:

            def loosen() -> None:
                person.boundary = end

            self.ask(answer.request, person, ("boundary",), 7 * DAY, loosen)
        elif answer and not answer.already:
            self.tighten(person, "boundary", end)

    @rule(who=whom)
    def log(self, who: int) -> None:
        end = self.end_of(DAY)
        self.does(log_urge, contact=self.people[who].name, draft="I miss you")
        self.people[who].pause = max(self.people[who].pause, end)

    @rule()
    def take_back(self) -> None:
        if self.does(undo, sure=True):
            step = self.steps.pop()
            assert self.true - step.made_at <= 10 * MINUTE
            setattr(step.person, step.promise, step.before)

    # Loosening waits.

    def ask(
        self,
        request: Any,
        about: Person | None,
        promises: tuple[str, ...],
        delay: timedelta,
        loosen: Callable[[], None],
    ) -> None:
        self.asked[request.id] = Asked(about, promises, self.numbers, self.true + delay, loosen)

    @rule(who=whom, by=st.none() | days)
    def ask_for_an_earlier_end(self, who: int, by: int | None) -> None:
        person = self.people[who]

        def loosen() -> None:
            earlier = person.cooldown - by * DAY if by else self.true
            person.cooldown = min(person.cooldown, max(earlier, self.true))

        use_case, more = (shorten_cool_down, {"by": f"{by}d"}) if by else (end_cool_down, {})
        if request := self.does(use_case, contact=person.name, reason="because", **more):
            self.ask(request, person, ("cooldown",), person.delay, loosen)

    def delay_of_all(self, people: list[Person]) -> timedelta:
        cooldowns = [one.delay for one in people if self.true < one.cooldown]
        boundaries = [7 * DAY for one in people if self.true < one.boundary]
        return max([*cooldowns, *boundaries, timedelta()])

    @rule(who=whom)
    def forget(self, who: int) -> None:
        person = self.people[who]

        def loosen() -> None:
            assert self.true >= person.pause
            self.people[who] = Person(person.name)
            self.app.call(add_contact, name=person.name)

        gone = self.does(forget_contact, contact=person.name, sure=True, reason="because")
        assert gone
        if gone.request is None:
            assert not person.is_held(self.true)
            loosen()
        elif gone.request.id not in self.asked:
            delay = self.delay_of_all([person])
            self.ask(gone.request, person, ("cooldown", "boundary"), delay, loosen)

    @rule()
    def erase(self) -> None:
        asked = self.does(ask_to_erase, reason="because")
        if asked and asked.request:
            delay = self.delay_of_all(self.people)
            self.ask(asked.request, None, ("cooldown", "boundary"), delay, lambda: None)

    @precondition(lambda self: self.asked)
    @rule(number=any_number, is_patient=st.booleans(), cancels=st.booleans())
    def settle_a_request(self, number: int, is_patient: bool, cancels: bool) -> None:
        request = list(self.asked)[number % len(self.asked)]
        if is_patient:
            self.wait(max(MINUTE, self.asked[request].may_be_confirmed_from - self.true))
        if cancels:
            if self.does(cancel_request, request=request):
                del self.asked[request]
        else:
            self.confirm(request)

    def confirm(self, request: int) -> None:
        confirmed = self.does(confirm_request, request=request)
        asked = self.asked.get(request)
        if confirmed is None or confirmed.request.already or asked is None:
            return
        assert self.true >= asked.may_be_confirmed_from
        stricter = [step for step in self.steps if step.number > asked.last_step]
        about = [step for step in stricter if asked.about in {None, step.person}]
        assert not [step for step in about if step.promise in asked.promises]
        del self.asked[request]
        asked.loosen()

    # Names, and the clock.

    @rule(who=whom, to=st.sampled_from(["Kim", "Alex", "Sam", "Robin"]))
    def rename(self, who: int, to: str) -> None:
        if self.does(rename_contact, name=self.people[who].name, to=to):
            self.people[who].name = to

    @rule(length=waits)
    def wait(self, length: timedelta) -> None:
        self.true += length
        self.clock.forward(seconds=length.total_seconds())

    @rule(days=st.integers(-40, 40))
    def set_the_clock(self, days: int) -> None:
        self.is_honest = False
        self.clock.set(days=days)

    @rule(off=waits)
    def restart(self, off: timedelta) -> None:
        self.is_honest = False
        self.true += off
        self.clock.restart(seconds=off.total_seconds())

    @rule()
    def synchronise(self) -> None:
        self.clock.moment, self.clock.synchronised = self.true, True

    # What is always true.

    @invariant()
    def nothing_is_held_for_less_than_was_promised(self) -> None:
        for person in self.people:
            held = self.app.call(check, contact=person.name).held
            assert held or not person.is_held(self.true)
            assert held == person.is_held(self.true) or not self.is_honest

    def teardown(self) -> None:
        """There is a way out: ask, wait as long as it says, and confirm."""
        self.synchronise()
        for _ in range(2):
            for person in self.people:
                self.does(end_cool_down, contact=person.name, reason="because")
                self.does(set_boundary, contact=person.name, boundary="open", reason="because")
            for request in sorted(self.app.call(list_requests), key=lambda one: one.ready_at):
                if request.state in {"waiting", "ready"} and request.kind != "forget":
                    wait = request.ready_at - self.clock.moment
                    assert wait <= 7 * DAY
                    self.wait(max(timedelta(), wait))
                    self.does(confirm_request, request=request.id)
        self.wait(7 * DAY)
        assert not any(self.app.call(check, contact=one.name).held for one in self.people)


class ManyPromises(Promises):
    """The same for thousands of lives."""


def _examples(count: int) -> settings:
    return settings(
        max_examples=count,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


Promises.TestCase.settings = _examples(200)
ManyPromises.TestCase.settings = _examples(2000)
test_promises_hold_whatever_a_person_does = Promises.TestCase
test_promises_hold_in_thousands_of_lives = pytest.mark.slow(ManyPromises.TestCase)
