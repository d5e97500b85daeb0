"""Keeping reports: when one is due, which were made, and whether a week was amended since."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from holdfast.domain.event import Event
from holdfast.domain.report import WeeklyReport
from holdfast.domain.settings import Settings
from holdfast.domain.span import Span
from holdfast.domain.urge import Urge
from holdfast.domain.week import Week, week_of
from holdfast.domain.when import at_local
from holdfast.value import dataclass

MISSED_WEEKS_MADE = 8
ANEW_AFTER = timedelta(days=1)
"""So long a kept report stands at least: who sets several things right gets one new page."""


@dataclass(frozen=True)
class MadeFrom:
    """What a report was made from: the week where the person was then, and a digest of it."""

    week: Span
    digest: str


@dataclass(frozen=True)
class KeptReport:
    """A report that was made and written down."""

    week: str
    contact: str | None
    path: str
    made_at: datetime
    version: int
    """1; where its week was amended and it was made anew beside the first, 2 and so on."""


@dataclass(frozen=True)
class LastKept:
    """The report of a week that was made last, and what from; None: long ago, and never amended."""

    kept: KeptReport
    made_from: MadeFrom | None


@dataclass(frozen=True)
class NewReport:
    """A report that is made and to be kept, beside the one before it if there is one."""

    report: WeeklyReport
    made_from: MadeFrom
    before: KeptReport | None = None

    @property
    def version(self) -> int:
        """1, or which one of its week it is."""
        return self.before.version + 1 if self.before else 1

    @property
    def name(self) -> str:
        """What its file is called, without an ending: 2026-W47, or 2026-W47-2."""
        return self.report.week if self.before is None else f"{self.report.week}-{self.version}"


def due_at(week: Week, zone: tzinfo, settings: Settings) -> datetime:
    """Give the instant (UTC) at which a week's report is to be made: after the week is over."""
    day = week.monday + timedelta(days=7 + settings.report_weekday)
    return at_local(datetime.combine(day, settings.report_time), zone)


def weeks_due(
    now: datetime, zone: tzinfo, settings: Settings, began_at: datetime
) -> tuple[Week, ...]:
    """Give the weeks whose report is due by now, oldest first, eight at most.

    None from before the ledger began.
    """
    this = week_of(now, zone)
    candidates = (this.before(count) for count in range(MISSED_WEEKS_MADE + 1, 0, -1))
    due = [
        week
        for week in candidates
        if due_at(week, zone, settings) <= now and week.ends_at(zone) > began_at
    ]
    return tuple(due[-MISSED_WEEKS_MADE:])


def made_from(week: Span, urges: Iterable[Urge], events: Iterable[Event]) -> MadeFrom:
    """Give what a report is made from, which changes when what was felt or done is amended.

    What became of an urge later, and how strong it was then, amends nothing; nor does a clock that
    is set right, which moves when it was felt and when it was logged alike.
    """
    from hashlib import sha256  # 3 ms, and only here

    felt = sorted(
        (
            *(one.id, one.contact_id, one.felt_at - one.logged_at),
            *(one.channel, one.intensity, one.triggers),
        )
        for one in urges
        if one.retracted_at is None
    )
    done = sorted((one.id, one.kind, one.contact_id, one.channel) for one in events)
    return MadeFrom(week, sha256(repr((felt, done)).encode()).hexdigest())
