"""When the daemon ran: saved by its ticks, read by the reports."""

from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from holdfast.clock.span import Span
from holdfast.ledger import tables as t
from holdfast.ledger.database import inserted_id

_D = t.daemon_runs.c
_NEWEST = select(func.max(_D.id)).scalar_subquery()


class DaemonRunStore:
    """Loads and saves the stretches in which the daemon ran, each without a gap."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, now: datetime) -> int:
        """Save that the daemon runs from now on. Return the run's id."""
        result = self._connection.execute(t.daemon_runs.insert().values(began_at=now, seen_at=now))
        return inserted_id(result)

    def seen(self, run_id: int, at: datetime) -> None:
        """Save that a run went on until then."""
        self._connection.execute(t.daemon_runs.update().where(_D.id == run_id).values(seen_at=at))

    def seen_last(self, at: datetime) -> None:
        """Save that the newest run went on until then, unless it went on for longer."""
        self._connection.execute(
            t.daemon_runs.update().where(_D.id == _NEWEST, _D.seen_at < at).values(seen_at=at)
        )

    def between(
        self, start: datetime, end: datetime, ticked_at: datetime | None = None
    ) -> tuple[Span, ...]:
        """Return the runs that touch a span of time.

        The newest one went on until `ticked_at`, if that is known: a run is saved only hourly.
        """
        rows = self._connection.execute(
            select(_D.began_at, _D.seen_at, _D.id == _NEWEST).where(
                or_(_D.seen_at >= start, _D.id == _NEWEST), _D.began_at < end
            )
        )
        return tuple(
            Span(began_at, max(seen_at, ticked_at or seen_at) if is_newest else seen_at)
            for began_at, seen_at, is_newest in rows
        )
