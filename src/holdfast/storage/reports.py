"""The reports that are kept, and when the daemon ran, in the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from holdfast.domain.keeping import KeptReport, LastKept, MadeFrom, NewReport
from holdfast.domain.span import Span
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id

_R = t.reports.c
_D = t.daemon_runs.c
_REPORT = select(_R.week, _R.path, _R.made_at, _R.version)


class SqlReports:
    """Carries out the port `Reports`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, new: NewReport, path: str, now: datetime) -> None:
        """Write down that a week's report was made, once for each of its versions."""
        self._connection.execute(
            insert(t.reports)
            .values(
                week=new.report.week,
                version=new.version,
                path=path,
                made_at=now,
                starts_at=new.made_from.week.start,
                ends_at=new.made_from.week.end,
                digest=new.made_from.digest,
            )
            .on_conflict_do_nothing(index_elements=["week", "version"])
        )

    def newest(self, weeks: Sequence[str]) -> dict[str, LastKept]:
        """Give of each of the weeks the report that was made last, if one is kept."""
        found = _REPORT.add_columns(_R.starts_at, _R.ends_at, _R.digest)
        rows = self._connection.execute(found.where(_R.week.in_(weeks)).order_by(_R.version))
        return {
            row.week: LastKept(
                _kept(*row[:4]),
                MadeFrom(Span(row.starts_at, row.ends_at), row.digest) if row.digest else None,
            )
            for row in rows
        }

    def listed(self) -> tuple[KeptReport, ...]:
        """Give the reports that are kept, newest week first, and of a week the one made last."""
        rows = self._connection.execute(_REPORT.order_by(_R.week.desc(), _R.version.desc()))
        return tuple(_kept(*row) for row in rows)

    def clear(self) -> None:
        """Keep none of them any more."""
        self._connection.execute(t.reports.delete())


def _kept(week: str, path: str, made_at: datetime, version: int) -> KeptReport:
    return KeptReport(week, None, path, made_at, version)


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
