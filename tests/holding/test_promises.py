"""Promises, whatever a person does in whatever order, against a model of what they promised.

At no point is something held for less than the strictest promise said, unless a change was asked
for, waited out and confirmed; and nobody is without a way out in the time that the docs state.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

import holdfast.domain.contact
from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.desktop.folders import find_folders
from holdfast.domain.boundary import Boundary, BoundaryKind
from holdfast.errors import HoldfastError
from holdfast.services.book import Ledger
from holdfast.services.boundaries import set_boundary
from holdfast.services.changes import cancel_change, list_changes
from holdfast.services.check import check
from holdfast.services.clock import accept_clock
from holdfast.services.confirming import confirm_change
from holdfast.services.contacts import add_contact, rename_contact
from holdfast.services.cooldowns import (
    end_cool_down,
    extend_cool_down,
    shorten_cool_down,
    start_cool_down,
)
from holdfast.services.drafts import open_draft, settle_review
from holdfast.services.forgetting import ask_to_erase, forget_contact
from holdfast.services.undoing import undo
from holdfast.services.urges import amend_urge, let_go, log_urge, retract_urge
from holdfast.services.work import trusted_now
from memory_ledger import MemoryLedger

# What they reach is reached by other tests, too; without counting it they take half as long.
pytestmark = pytest.mark.no_cover

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOTHING = timedelta()
SLACK = timedelta(minutes=3)
"""What a clock that is accepted may be off by."""
WAY_OUT = 14 * DAY
"""So long the longest loosening waits: a boundary, or 7 d, and twice that after a lapse."""
PAUSE = timedelta(hours=24)
SAID = ("Sam", "Robin")

waits = st.sampled_from([MINUTE, 9 * MINUTE, 11 * MINUTE, HOUR, 23 * HOUR, 25 * HOUR, 8 * DAY])
whom = st.sampled_from(SAID)
days = st.integers(1, 60)
any_number = st.integers(0, 50)


@dataclass(eq=False)
class Person:
    """What was promised about somebody, in true time; None where no cool-down was."""

    name: str
    cooldown: datetime | None = None
    cooldowns: int = 0
    """How many there were: a change is about one of them."""
    delay: timedelta = PAUSE
    boundary: Boundary = field(default_factory=lambda: Boundary("open"))


@dataclass(eq=False)
class Pause:
    """An urge's pause: whom it holds, and until when."""

    person: Person
    set_at: datetime
    ends_at: datetime


@dataclass(eq=False)
class Step:
    """A tightening, what stood before it, and the changes that it cancelled."""

    set_at: datetime
    person: Person
    cooldown: datetime | None
    boundary: Boundary
    cancelled: list["Asked"] = field(default_factory=list)


@dataclass(eq=False)
class Asked:
    """A change as the model knows it."""

    kind: str
    person: Person | None
    cooldown: int
    asked_at: datetime
    delay: timedelta
    apply: Callable[[], None]
    is_settled: bool = False


THEMES = ("all", "changes", "clock", "urges", "names")


def among(*themes: str) -> Callable[[Any], Any]:
    """Make a rule one of a theme: with fewer rules about fewer people, a life gets further."""
    return precondition(lambda self: self.theme in {"all", *themes})


@pytest.fixture(scope="module", autouse=True)
def _names_are_digested_at_once() -> Iterator[None]:
    """Take a digest that is not made to take long: a life asks for some dozens."""

    def digest(key: str, salt: bytes) -> bytes:
        return blake2b(key.encode(), salt=salt).digest()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(holdfast.domain.contact, "_digest", digest)
        yield


HOME = find_folders({"HOLDFAST_HOME": "/nonexistent"})


def give_space_to_two(ledger: Ledger) -> None:
    for name in SAID:
        App(HOME, clock=FakeClock(), ledger=ledger).call(add_contact, name=name)


@cache  # once for all lives
def memory_with_two_people() -> MemoryLedger:
    ledger = MemoryLedger()
    give_space_to_two(ledger)
    ledger.remember()
    return ledger


class Promises(RuleBasedStateMachine):
    """The real use cases on a ledger in memory, beside the model."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.true = EVENING
        self.app = App(HOME, clock=self.clock, ledger=self.ledger())
        self.theme = "all"
        self.people = {name: Person(name) for name in SAID}
        self.pauses: dict[int, Pause] = {}
        self.open: set[int] = set()
        self.steps: list[Step] = []
        self.asked: dict[int, Asked] = {}

    def ledger(self) -> Ledger:
        ledger = memory_with_two_people()
        ledger.go_back()
        return ledger

    @initialize(theme=st.sampled_from(THEMES))
    def a_life_is_about_something(self, theme: str) -> None:
        self.theme = theme

    def does(self, use_case: Any, **arguments: Any) -> Any:
        """Do it; None if that is refused: what a person can't do loosens nothing."""
        try:
            return self.app.call(use_case, **arguments)
        except HoldfastError:
            return None

    def who(self, name: str) -> Person:
        return self.meant(self.people[name if self.theme in {"all", "names", "urges"} else "Sam"])

    def meant(self, person: Person) -> Person:
        """Give whom their name means by now: another one who had it and is held for longer."""
        verdict = self.does(check, contact=person.name)
        named = (one for one in self.people.values() if verdict and one.name == verdict.contact)
        return next(named, person)

    # Tightening, at once.

    def tighten(self, person: Person, *, of_cooldown: bool) -> None:
        step = Step(self.true, person, person.cooldown, person.boundary)
        for asked in self.asked.values():
            is_its = asked.person is person and (asked.kind != "boundary") == of_cooldown
            of_this = not of_cooldown or asked.cooldown == person.cooldowns
            if not asked.is_settled and (asked.person is None or (is_its and of_this)):
                asked.is_settled = True
                step.cancelled.append(asked)
        self.steps.append(step)

    @rule(name=whom, length=days, delay=st.sampled_from([HOUR, 24 * HOUR, 7 * DAY]))
    def start(self, name: str, length: int, delay: timedelta) -> None:
        person = self.who(name)
        said = f"{delay // HOUR}h"
        if self.does(start_cool_down, contact=person.name, length=f"{length}d", delay=said):
            person.cooldowns += 1
            self.tighten(person, of_cooldown=True)
            person.cooldown, person.delay = self.true + length * DAY, delay

    @among("changes")
    @rule(name=whom, by=days)
    def extend(self, name: str, by: int) -> None:
        person = self.who(name)
        if self.does(extend_cool_down, contact=person.name, by=f"{by}d"):
            self.tighten(person, of_cooldown=True)
            assert person.cooldown
            person.cooldown += by * DAY

    @among("changes", "names")
    @rule(
        name=whom,
        kind=st.sampled_from(["open", "space", "stop", "order"]),
        until=st.none() | days,
    )
    def say_what_they_said(self, name: str, kind: BoundaryKind, until: int | None) -> None:
        person = self.who(name)
        length = until * DAY if until and kind == "space" else None
        said = f"{until}d" if length else None
        answer = self.does(
            set_boundary, contact=person.name, boundary=kind, until=said, reason="because"
        )
        boundary = Boundary(kind, self.true + length if length else None)
        if answer and answer.change:
            self.note(answer.change, person, lambda: self._set(person, boundary))
        elif answer and not answer.already:
            self.tighten(person, of_cooldown=False)
            self._set(person, boundary)

    def _set(self, person: Person, boundary: Boundary) -> None:
        person.boundary = boundary

    @among("changes")
    @rule(name=st.none() | whom)
    def take_back(self, name: str | None) -> None:
        person = self.people[name] if name else None
        mine = [step for step in self.steps if person is None or step.person is person]
        undone = self.does(undo, contact=person.name if person else None)
        if undone is None:
            return
        step = mine[-1]
        assert self.true - step.set_at <= 10 * MINUTE
        self.steps.remove(step)
        step.person.cooldown, step.person.boundary = step.cooldown, step.boundary
        for asked in step.cancelled:
            asked.is_settled = False

    # Loosening, which waits.

    def note(self, change: Any, person: Person | None, apply: Callable[[], None]) -> None:
        count = person.cooldowns if person and change.kind in {"end", "shorten"} else 0
        delay = person.delay if count and person else WAY_OUT / 2
        if change.kind in {"clock", "erase"}:
            delay = max(
                (one.delay for one in self.people.values() if self._runs(one)), default=NOTHING
            )
            delay = max([delay, *(end.ends_at - self.true for end in self.pauses.values())])
            if any(one.boundary.stands(self.true) for one in self.people.values()):
                delay = max(delay, 7 * DAY)
        asked = Asked(change.kind, person, count, self.true, delay, apply)
        self.asked[change.id] = asked

    def _runs(self, person: Person) -> bool:
        return person.cooldown is not None and self.true < person.cooldown

    @among("changes")
    @rule(name=whom)
    def ask_for_its_end(self, name: str) -> None:
        person = self.who(name)
        if change := self.does(end_cool_down, contact=person.name, reason="because"):
            self.note(change, person, lambda: self._end(person, self.true))

    @among("changes")
    @rule(name=whom, by=days)
    def ask_for_an_earlier_end(self, name: str, by: int) -> None:
        person = self.who(name)
        if change := self.does(
            shorten_cool_down, contact=person.name, by=f"{by}d", reason="because"
        ):
            self.note(change, person, lambda: self._shorten(person, by * DAY))

    def _end(self, person: Person, at: datetime) -> None:
        person.cooldown = at

    def _shorten(self, person: Person, by: timedelta) -> None:
        assert person.cooldown
        # Never before it was ready, which is some time before now.
        person.cooldown = min(person.cooldown, max(person.cooldown - by, self.true - DAY))

    @among("changes")
    @rule()
    def ask_to_erase_all(self) -> None:
        asked = self.does(ask_to_erase, reason="because")
        if asked and asked.change:
            self.note(asked.change, None, lambda: None)

    @among("changes")
    @precondition(lambda self: self.asked)
    @rule(number=any_number)
    def call_a_change_off(self, number: int) -> None:
        change = list(self.asked)[number % len(self.asked)]
        if self.does(cancel_change, change=change):
            self.asked[change].is_settled = True

    @among("changes")
    @precondition(lambda self: self.asked)
    @rule(number=any_number)
    def confirm_a_change(self, number: int) -> None:
        self._confirm(list(self.asked)[number % len(self.asked)])

    @among("changes", "clock")
    @precondition(lambda self: self.asked)
    @rule(number=any_number)
    def wait_until_a_change_is_ready_and_confirm_it(self, number: int) -> None:
        """One that was cancelled, too: that must be refused."""
        change, asked = list(self.asked.items())[number % len(self.asked)]
        self.pass_time(max(NOTHING, asked.asked_at + asked.delay - self.true) + MINUTE)
        self._confirm(change)

    @among("changes")
    @precondition(lambda self: self.asked)
    @rule(number=any_number, by=days)
    def make_it_stricter_meanwhile_and_confirm_it(self, number: int, by: int) -> None:
        asked = list(self.asked.values())[number % len(self.asked)]
        name = next((one for one, who in self.people.items() if who is asked.person), "Sam")
        if asked.kind == "boundary":
            self.say_what_they_said(name, "order", None)
        else:
            self.extend(name, by)
        self.wait_until_a_change_is_ready_and_confirm_it(number)

    def _confirm(self, change: int) -> None:
        confirmed = self.does(confirm_change, change=change)
        if confirmed is None or confirmed.change.already:
            return
        asked = self.asked[change]
        assert not asked.is_settled, "it was cancelled, or what it is about was made stricter"
        assert self.true - asked.asked_at >= asked.delay
        asked.is_settled = True
        asked.apply()

    # Urges.

    @among("urges", "clock", "names")
    @rule(name=whom)
    def log(self, name: str) -> None:
        logged = self.does(log_urge, contact=self.who(name).name, draft="I miss you")
        if logged:
            person = self.who(name)
            self.pauses[logged.urge.id] = Pause(person, self.true, self.true + PAUSE)
            self.open.add(logged.urge.id)

    @among("urges")
    @precondition(lambda self: self.open)
    @rule(number=any_number, erase=st.booleans(), retract=st.booleans())
    def settle_one(self, number: int, erase: bool, retract: bool) -> None:
        urge = sorted(self.open)[number % len(self.open)]
        if retract:
            self.app.call(retract_urge, urge=urge)
        else:
            self.app.call(let_go, urge=urge, erase=erase)
        self.open.discard(urge)

    @among("urges")
    @precondition(lambda self: self.open)
    @rule(number=any_number, name=whom)
    def say_it_was_about_the_other(self, number: int, name: str) -> None:
        urge = sorted(self.open)[number % len(self.open)]
        pause, person = self.pauses[urge], self.meant(self.people[name])
        if self.does(amend_urge, urge=urge, contact=person.name):
            is_young = self.true - pause.set_at <= 10 * MINUTE
            assert is_young or pause.person is person or self.true >= pause.ends_at
            pause.person = person

    @among("urges")
    @precondition(lambda self: self.open)
    @rule(number=any_number, hours=st.integers(1, 168))
    def keep_one_longer(self, number: int, hours: int) -> None:
        urge = sorted(self.open)[number % len(self.open)]
        kept = self.does(settle_review, urge=urge, decision="keep", length=f"{hours}h")
        if kept:
            self.pauses[urge].ends_at = self.true + hours * HOUR

    # Names.

    @among("names")
    @rule(name=whom)
    def forget(self, name: str) -> None:
        person = self.who(name)
        if gone := self.does(forget_contact, name=person.name, sure=True):
            person.name = gone.name

    @among("names")
    @rule(name=whom)
    def name_them_anew(self, name: str) -> None:
        """Say the name that they had: while something is held, that is the same person."""
        known = self.app.call(add_contact, name=name)
        if known.already and self._somebody_else_has(known.name, self.people[name]):
            return
        if known.already:
            self.people[name].name = known.name
        else:
            assert not self._held(self.people[name])
            self.people[name] = Person(known.name)

    @among("names")
    @rule(name=whom, to=st.sampled_from(["Kim", "Alex", "Sam", "Robin"]))
    def rename(self, name: str, to: str) -> None:
        person = self.meant(self.people[name])
        if renamed := self.does(rename_contact, name=person.name, to=to):
            person.name = renamed.name

    # The clock.

    def pass_time(self, length: timedelta) -> None:
        self.true += length
        self.clock.forward(seconds=length.total_seconds())

    @rule(length=waits)
    def wait(self, length: timedelta) -> None:
        self.pass_time(length)

    @among("clock")
    @rule(days=st.integers(-40, 40))
    def set_the_clock(self, days: int) -> None:
        self.clock.set(days=days)

    @among("clock")
    @rule()
    def synchronise(self) -> None:
        self.clock.moment, self.clock.right = self.true, True

    @among("clock")
    @rule()
    def accept_what_it_shows(self) -> None:
        before = self.app.call(trusted_now)
        ahead = self.clock.moment - before
        change = self.does(accept_clock, reason="because")
        if change is None:
            return
        asked_at = self.true
        if change.state != "confirmed":
            self.note(change, None, lambda: self._all_ends_sooner(asked_at, abs(ahead)))
        else:
            assert not any(self._held(person) for person in self.people.values())

    def _all_ends_sooner(self, asked_at: datetime, by: timedelta) -> None:
        """What stood when the clock was asked to be believed ends that much sooner."""
        by += SLACK
        for person in self.people.values():
            person.cooldown = person.cooldown and person.cooldown - by
            if person.boundary.until:
                person.boundary = Boundary("space", person.boundary.until - by)
        for step in self.steps:
            step.cooldown = step.cooldown and step.cooldown - by
            if step.boundary.until:
                step.boundary = Boundary("space", step.boundary.until - by)
        for pause in self.pauses.values():
            if pause.set_at <= asked_at:
                pause.ends_at -= by

    # What has to hold, always.

    def _held(self, person: Person) -> bool:
        paused = any(
            self.true < pause.ends_at for pause in self.pauses.values() if pause.person is person
        )
        return self._runs(person) or person.boundary.stands(self.true) or paused

    @invariant()
    def nothing_is_held_for_less_than_was_promised(self) -> None:
        for name, person in self.people.items():
            if not self._held(person):
                continue
            verdict = self.app.call(check, contact=person.name)
            assert verdict.held
            if person.boundary.kind in {"stop", "order"}:
                assert verdict.until is None
            if person.name != name:
                # Nor under the name that they had, if somebody has it.
                had = self.does(check, contact=name)
                assert getattr(had, "held", True) or self._somebody_else_has(name, person)

    def _somebody_else_has(self, name: str, person: Person) -> bool:
        return any(one.name == name for one in self.people.values() if one is not person)

    @invariant()
    def no_sealed_draft_is_shown(self) -> None:
        for urge, pause in self.pauses.items():
            if urge in self.open and self._held(pause.person) and self.true < pause.ends_at:
                with pytest.raises(HoldfastError):
                    self.app.call(open_draft, urge=urge)

    def teardown(self) -> None:
        """Whatever was done, there is a way out: ask, wait as long as is stated, and confirm."""
        person = self.people["Sam"]
        if not self.app.call(check, contact=person.name).held if self._is_known(person) else True:
            return
        # One that was asked for before may be cancelled by nothing but time, and the name may mean
        # another one who had it, too, and is held for longer: what is asked then is about them.
        for _ in range(4):
            self.does(end_cool_down, contact=person.name, reason="because")
            self.does(set_boundary, contact=person.name, boundary="open", reason="because")
            for change in sorted(self.app.call(list_changes), key=lambda one: one.ready_at):
                if change.state in {"waiting", "ready"} and change.contact:
                    wait = max(NOTHING, change.ready_at - self.app.call(trusted_now))
                    assert wait <= WAY_OUT
                    self.pass_time(wait)
                    self.does(confirm_change, change=change.id)
        self.pass_time(7 * DAY)
        assert (
            not self.app.call(check, contact=person.name).held if self._is_known(person) else True
        )

    def _is_known(self, person: Person) -> bool:
        return self.does(check, contact=person.name) is not None


class PromisesInFiles(Promises):
    """The same on real files."""

    def ledger(self) -> Ledger:
        from holdfast.storage.ledger import SqlLedger

        self.folder = Path(tempfile.mkdtemp())
        ledger = SqlLedger(self.folder / "holdfast.db", self.folder / "backups")
        give_space_to_two(ledger)
        return ledger

    def teardown(self) -> None:
        super().teardown()
        shutil.rmtree(self.folder)


class OtherPromises(Promises):
    """The same, so that both cores share the work."""


def _examples(count: int) -> settings:
    """Give so many, where there is time: they take minutes."""
    return settings(
        max_examples=count if os.environ.get("CI") else count // 10,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


Promises.TestCase.settings = OtherPromises.TestCase.settings = _examples(1000)
PromisesInFiles.TestCase.settings = _examples(100)
test_nothing_is_held_for_less_than_was_promised = Promises.TestCase
test_nor_in_other_lives = OtherPromises.TestCase
test_nor_on_real_files = PromisesInFiles.TestCase
