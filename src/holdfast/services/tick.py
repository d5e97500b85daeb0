"""The daemon's one idempotent tick: see what is due, do it, mark it."""

from datetime import datetime, timedelta, tzinfo

from holdfast.domain.mark import NOTHING, Mark, Reading, agrees, is_settling, next_mark, slept
from holdfast.domain.settings import Settings
from holdfast.services.keeping import make_due_reports
from holdfast.services.nudging import HandedOver, hand_over_due
from holdfast.services.ports import Ports
from holdfast.services.work import read, write
from holdfast.value import dataclass, replace

SEEN_EVERY = timedelta(hours=1)
AWAY_AFTER = timedelta(minutes=2)
"""Ticks further apart than this mean that nobody was there to nudge: suspended, or stopped."""
ASLEEP_AFTER = timedelta(seconds=5)
"""Less may be how two clocks are rounded."""
LOOK_EVERY = timedelta(minutes=30)
"""So often the ledger is asked though nothing says that it has anything new to tell."""
REPORTS_AGAIN_AFTER = timedelta(minutes=30)
"""So long a report that could not be made is left alone: drawing one takes a second."""


@dataclass(frozen=True)
class Looked:
    """What the last look at the ledger was made with, and when the next thing is due."""

    at: datetime
    ledger: object
    settings: Settings
    zone: tzinfo
    next_at: datetime | None


@dataclass(frozen=True)
class Unmade:
    """Why a report could not be made, and when that was tried."""

    trouble: Exception
    at: datetime


@dataclass(frozen=True)
class Run:
    """One stretch in which the daemon ran without a gap."""

    id: int
    began_at: datetime
    noted_at: datetime
    mark: Mark
    looked: Looked | None = None
    unmade: Unmade | None = None

    @property
    def ticked_at(self) -> datetime:
        """When it ticked last."""
        return self.mark.trusted


@dataclass(frozen=True)
class Ticked:
    """What one tick did."""

    run: Run
    nudges: HandedOver
    reports: int
    troubles: tuple[Exception, ...]
    """What kept a part of it from being done, and still does; it is tried again."""


def tick(ports: Ports, *, run: Run | None) -> Ticked:
    """See what is due and do it; an idle tick writes nothing.

    A report that can't be made keeps no nudge back, nor the other way round.
    """
    if run and (gone_on := _nothing_has_happened(ports, run)):
        return gone_on
    # Before they are read: what changes meanwhile is seen the next time.
    ledger, settings, zone = ports.ledger.stamp(), ports.settings(), ports.zone()
    run = keep_watch(ports, run)
    if is_settling(ports.clock.read()) and not ports.clock.synchronised():
        # It may believe in another year until it is synchronised: nothing is to follow from that.
        return Ticked(run, HandedOver(), 0, _unmade(run))
    run, reports = _make_reports(ports, run)
    try:
        nudges = hand_over_due(ports, here_since=run.began_at)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is handed on
        return Ticked(run, HandedOver(), reports, (*_unmade(run), error))
    if run.unmade:
        again_at = run.unmade.at + REPORTS_AGAIN_AFTER
        nudges = replace(nudges, next_at=min(again_at, nudges.next_at or again_at))
    run = replace(run, looked=Looked(run.ticked_at, ledger, settings, zone, nudges.next_at))
    return Ticked(run, nudges, reports, _unmade(run))


def _make_reports(ports: Ports, run: Run) -> tuple[Run, int]:
    """Make the reports that are due, unless one could not be made just now; says how many."""
    if run.unmade and NOTHING <= run.ticked_at - run.unmade.at < REPORTS_AGAIN_AFTER:
        return run, 0
    try:
        return replace(run, unmade=None), make_due_reports(ports)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is handed on
        return replace(run, unmade=Unmade(error, run.ticked_at)), 0


def _unmade(run: Run) -> tuple[Exception, ...]:
    return (run.unmade.trouble,) if run.unmade else ()


def _nothing_has_happened(ports: Ports, run: Run) -> Ticked | None:
    """Tick without asking the ledger, where it can't have anything new to say: most of the time."""
    reading, looked = ports.clock.read(), run.looked
    if looked is None or not agrees(run.mark, reading) or ports.ledger.stamp() != looked.ledger:
        return None
    if ports.settings() is not looked.settings or ports.zone() != looked.zone:
        return None
    if run.mark.unsure_after and ports.clock.synchronised():
        return None
    mark = next_mark(run.mark, reading, synchronised=False, newest=None)
    now = mark.trusted
    is_due = looked.next_at is not None and looked.next_at <= now
    if is_due or now - looked.at >= LOOK_EVERY or _was_away(run, now, reading):
        return None
    run = replace(run, mark=mark)
    return Ticked(run, HandedOver(next_at=looked.next_at), 0, _unmade(run))


def _was_away(run: Run, now: datetime, reading: Reading) -> bool:
    """Say whether nobody was there since the last tick: too long ago, or asleep in between."""
    return now - run.ticked_at > AWAY_AFTER or slept(run.mark.reading, reading) > ASLEEP_AFTER


def keep_watch(ports: Ports, run: Run | None) -> Run:
    """Keep the record of when the daemon ran, from which the gaps in a report follow."""
    with read(ports) as work:
        now, mark, stale_mark = work.now, work.mark, work.stale_mark
    goes_on = run and now >= run.ticked_at and not _was_away(run, now, mark.reading)
    if run and goes_on and not stale_mark and now - run.noted_at < SEEN_EVERY:
        return replace(run, mark=mark, looked=None)
    # Whatever is written keeps the mark, too: hourly, and when the clock jumped.
    with write(ports) as work:
        runs, now = work.book.daemon_runs, work.now
        if run and goes_on:
            runs.seen(run.id, now)
            return replace(run, noted_at=now, mark=work.mark, looked=None)
        if run:
            # No later than now: the clock may have been ahead when it ticked.
            runs.seen(run.id, min(run.ticked_at, now))
        return Run(runs.begin(now), now, now, work.mark)


def end_watch(ports: Ports, *, run: Run) -> None:
    """Note when the daemon was last there."""
    with write(ports) as work:
        work.book.daemon_runs.seen(run.id, work.now)


def note_last_seen(ports: Ports, *, at: datetime) -> None:
    """Note when the daemon before this one ticked last, in case it could not say so itself."""
    with write(ports) as work:
        work.book.daemon_runs.seen_last(min(at, work.now))
