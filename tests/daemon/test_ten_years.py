"""Ten years of life with the daemon: sleeping machines, journeys, clock changes, weeks off.

Ten people live a year each on the real tables; no tick is left out that has anything to do. In
the short variant each lives five weeks of their year: together one year, with its clock changes.
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fakes import FakeClock
from holdfast.app import App, content
from holdfast.clock.zone import at_local
from holdfast.daemon import tick as ticking
from holdfast.daemon.tick import Run, tick
from holdfast.desktop.folders import find_folders
from holdfast.errors import HoldfastError
from holdfast.ledger.ports import Shown
from holdfast.nudging.use_cases import NudgeAnswer, list_nudges, snooze_nudges
from holdfast.promises.use_cases import end_cool_down, start_cool_down
from holdfast.report.use_cases import list_reports
from holdfast.settings import Settings
from holdfast.urges.use_cases import let_go, log_urge, rate_urge
from memory_ledger import MemoryLedger

# What they reach is reached by other tests, too; without counting it they take half as long.
pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A session is one stretch without a gap, however far apart its ticks are here.
WITHIN_A_SESSION = timedelta(hours=3, minutes=5)


UNASKED = {
    text["title"]
    for text in content("nudges.toml")["nudge"]
    if text["kind"] not in {"patience", "check-in"}
}
"""The titles of what comes without anything being logged."""


@dataclass
class Seen:
    """A notification as the person saw it: when, and where they were."""

    at: datetime
    zone: tzinfo
    awake_since: datetime
    unasked: bool
    tag: str


@dataclass
class Life:
    """A person, their machine, and what they saw on it."""

    app: App
    clock: FakeClock
    chance: random.Random
    settings: Settings
    zone: ZoneInfo = BERLIN
    true: datetime = datetime(2026, 1, 5, tzinfo=UTC)
    awake_since: datetime = datetime(2026, 1, 5, tzinfo=UTC)
    run: Run | None = None
    seen: list[Seen] = field(default_factory=list)
    works: bool = True

    def show(self, title: str, _body: str, *, tag: str, gentle: bool) -> Shown:
        unasked = title in UNASKED
        assert gentle or not unasked
        if not self.works:
            return Shown(ok=False, detail="there is no desktop here")
        self.seen.append(Seen(self.true, self.zone, self.awake_since, unasked, tag))
        return Shown(ok=True, detail="handed over to a fake")

    def call(self, use_case: Any, **arguments: Any) -> Any:
        request = self.chance.randbytes(16).hex()
        ports = self.app.ports(request, zone=lambda: self.zone)
        return use_case(replace(ports, settings=lambda: self.settings), **arguments)

    def pass_until(self, moment: datetime, *, ticking: bool) -> None:
        """Let time pass; while the machine is awake, each tick comes that has something to do."""
        while self.true < moment:
            then = moment
            if ticking:
                done = self.call(tick, run=self.run)
                assert not done.troubles
                assert done.nudges.shown + done.nudges.failed <= 1
                self.run, next_at = done.run, done.nudges.next_at
                if next_at:
                    # Ticks come every half a minute, or when something is due.
                    then = min(moment, max(next_at, self.true + timedelta(seconds=0.2)))
            by = then - self.true
            self.clock.forward(seconds=by.total_seconds())
            self.true = then

    def live_a_day(self, day: date) -> None:
        """Open the machine in the morning and in the evening, and sometimes at night."""
        for start, end in self.sessions(day):
            self.pass_until(start, ticking=False)
            self.awake_since = self.true
            while self.true < end:
                self.do_something()
                self.pass_until(
                    min(end, self.true + self.chance.randint(20, 180) * MINUTE), ticking=True
                )

    def sessions(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        spans = [((9, 0), 3), ((18, 30), 4)]
        if self.chance.random() < 0.15:
            spans.insert(0, ((1, 40), 1))
        for (hour, minute), lasts in spans:
            start = at_local(datetime.combine(day, time(hour, minute)), self.zone)
            if start > self.true and self.chance.random() < 0.85:
                yield start, start + lasts * HOUR

    def do_something(self) -> None:
        hour = self.true.astimezone(self.zone).hour
        wants = 0.35 if hour in {21, 22, 1} else 0.05
        with suppress(HoldfastError):
            if self.chance.random() < wants:
                self.call(log_urge)
            if self.chance.random() < 0.1:
                self.call(let_go)
            if self.chance.random() < 0.1:
                self.call(rate_urge, intensity=self.chance.randint(0, 10))
            if self.chance.random() < 0.02:
                self.call(end_cool_down, reason="a weak moment", contact=None)
            if self.chance.random() < 0.01:
                self.call(snooze_nudges, length=self.chance.choice(["2h", "1d", None]))
        self.works = self.chance.random() > 0.05


A_YEAR = 365
FIVE_WEEKS = 37


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int, days: int) -> Life:
    monkeypatch.setattr(ticking, "AWAY_AFTER", WITHIN_A_SESSION)
    chance = random.Random(year)
    settings = Settings(
        nudge_reflection=year % 2 == 1, unasked_a_day=1 + year % 3, reflection_at=time(20)
    )
    true = datetime(2026, 1, 5, tzinfo=UTC)
    true = true.replace(year=2026 + year) if days == A_YEAR else true + year * FIVE_WEEKS * DAY
    clock = FakeClock(moment=true)
    app = App(
        find_folders({"HOLDFAST_HOME": str(tmp_path)}),
        clock=clock,
        ledger=MemoryLedger(),  # type: ignore[arg-type] # it has the same methods
    )
    one = Life(app, clock, chance, settings, true=true, awake_since=true)
    app._notifier = one
    one.call(start_cool_down, length="300d", contact="Sam", delay="24h", sure=True)
    return one


@pytest.mark.parametrize("days", [FIVE_WEEKS, pytest.param(A_YEAR, marks=pytest.mark.long)])
@pytest.mark.parametrize("year", range(10))
def test_in_ten_years_it_never_nags_and_forgets_nothing(life: Life, days: int) -> None:
    first = life.true.date()
    day = first
    while (day - first).days < days:
        number = (day - first).days
        if number % 90 == 20:  # a week off
            day += timedelta(days=life.chance.randint(7, 10))
        if number % 120 == 8:
            life.zone = NEW_YORK
        elif number % 120 == 15:
            life.zone = BERLIN
        life.live_a_day(day)
        day += DAY
    nudges: tuple[NudgeAnswer, ...] = life.call(list_nudges)
    _each_once_and_none_stale(life, nudges)
    _never_nagged(life)
    _each_says_why(nudges, life.true)
    _nothing_was_forgotten(life, nudges, days)
    if days == A_YEAR:
        # So that the rest says something: each kind came that these settings have room for.
        reflects, many = life.settings.nudge_reflection, life.settings.unasked_a_day > 1
        daily = {"reflection"} if reflects else set()
        ahead = {"risky-hours"} if many or not reflects else set()
        came = {nudge.kind for nudge in nudges if nudge.state == "handed-over"}
        assert came == {"patience", "check-in", "report", "request", *daily, *ahead}


def _each_once_and_none_stale(life: Life, nudges: tuple[NudgeAnswer, ...]) -> None:
    shown = {f"holdfast-{nudge.id}": nudge for nudge in nudges if nudge.state == "handed-over"}
    assert Counter(seen.tag for seen in life.seen) == Counter(shown.keys())
    for seen in life.seen:
        nudge = shown[seen.tag]
        assert nudge.due_at <= seen.at + timedelta(seconds=1)
        if nudge.kind in {"patience", "check-in"}:
            assert seen.at - nudge.due_at < 30 * MINUTE


def _never_nagged(life: Life) -> None:
    unasked = [seen for seen in life.seen if seen.unasked]
    a_day = Counter((str(seen.zone), seen.at.astimezone(seen.zone).date()) for seen in unasked)
    assert max(a_day.values()) <= life.settings.unasked_a_day
    for seen in unasked:
        assert not life.settings.quiet_hours.contains(seen.at, seen.zone)
        assert seen.at - seen.awake_since >= 5 * MINUTE
    for before, after in zip(life.seen, life.seen[1:], strict=False):
        if after.unasked:
            assert after.at - before.at >= 45 * MINUTE


def _each_says_why(nudges: tuple[NudgeAnswer, ...], now: datetime) -> None:
    for nudge in nudges:
        assert nudge.why
        assert nudge.state == "planned" or nudge.detail
        # What is still planned is still to come, or due on the last day.
        assert nudge.state != "planned" or nudge.due_at > now - 8 * DAY


def _nothing_was_forgotten(life: Life, nudges: tuple[NudgeAnswer, ...], days: int) -> None:
    weeks = {report.week for report in life.call(list_reports)}
    assert len(weeks) >= days // 7 - 1
    assert sum(nudge.kind == "report" for nudge in nudges) == len(weeks)
    for nudge in nudges:
        if nudge.kind == "report" and nudge.state == "expired":
            assert nudge.detail
            assert "before it could be shown" not in nudge.detail
