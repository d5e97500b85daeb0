"""The reports that are kept, and when the daemon ran, in the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from holdfast.domain.keeping import KeptReport
from holdfast.domain.span import Span
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id

_R = t.reports.c
_D = t.daemon_runs.c


class SqlReports:
    """Carries out the port `Reports`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, week: str, path: str, now: datetime) -> None:
        """Write down that a week's report was made, once for each week."""
        self._connection.execute(
            insert(t.reports)
            .values(week=week, path=path, made_at=now)
            .on_conflict_do_nothing(index_elements=["week"])
        )

    def weeks(self, weeks: Sequence[str]) -> frozenset[str]:
        """Give those of the weeks whose report is kept."""
        found = select(_R.week).where(_R.week.in_(weeks))
        return frozenset(self._connection.execute(found).scalars())

    def listed(self) -> tuple[KeptReport, ...]:
        """Give the reports that are kept, newest week first."""
        rows = self._connection.execute(
            select(_R.week, _R.path, _R.made_at).order_by(_R.week.desc())
        )
        return tuple(KeptReport(week, None, path, made_at) for week, path, made_at in rows)


class SqlDaemonRuns:
    """Carries out the port `DaemonRuns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, now: datetime) -> int:
        """Write down that the daemon runs from now on; gives the run's id."""
        result = self._connection.execute(t.daemon_runs.insert().values(began_at=now, seen_at=now))
        return inserted_id(result)

    def seen(self, run_id: int, now: datetime) -> None:
        """Write down that a run still went on."""
        self._connection.execute(t.daemon_runs.update().where(_D.id == run_id).values(seen_at=now))

    def seen_last(self, at: datetime) -> None:
        """Write down that the newest run went on until then, if it is not known to."""
        newest = select(func.max(_D.id)).scalar_subquery()
        self._connection.execute(
            t.daemon_runs.update().where(_D.id == newest, _D.seen_at < at).values(seen_at=at)
        )

    def between(
        self, start: datetime, end: datetime, ticked_at: datetime | None = None
    ) -> tuple[Span, ...]:
        """Give the runs that touch a span of time.

        The newest one went on until `ticked_at`, where that is known: a run is written down
        only once an hour.
        """
        newest = select(func.max(_D.id)).scalar_subquery()
        rows = self._connection.execute(
            select(_D.began_at, _D.seen_at, _D.id == newest).where(
                or_(_D.seen_at >= start, _D.id == newest), _D.began_at < end
            )
        )
        return tuple(
            Span(began_at, max(seen_at, ticked_at or seen_at) if is_newest else seen_at)
            for began_at, seen_at, is_newest in rows
        )
