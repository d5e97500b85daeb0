"""The mark in the ledger, and the jumps of the wall's clock."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Connection, func, select, type_coerce
from sqlalchemy.dialects.sqlite import insert

from holdfast.domain.mark import ClockJump, Mark, Reading
from holdfast.storage import tables as t

_M = t.mark.c
_J = t.clock_jumps.c
_THE_ONE = 1
_MARK = select(_M.trusted, _M.wall, _M.since_boot, _M.boot_id).where(_M.id == _THE_ONE)
# Each says when something was done; the ends of promises, which lie ahead, are not among them.
_DONE_AT = (
    t.contacts.c.added_at,
    t.urges.c.logged_at,
    t.cooldown_ends.c.set_at,
    t.daemon_runs.c.seen_at,
)


# Table, when a row was written, and what of it is to be moved along.
_MOVED = (
    (t.contacts, "added_at", ("added_at",)),
    (t.urges, "logged_at", ("felt_at", "logged_at", "pause_ends_at")),
    (t.cooldowns, "started_at", ("started_at",)),
    (t.cooldown_ends, "set_at", ("set_at", "ends_at")),
    (t.events, "noted_at", ("at", "noted_at")),
    (t.ratings, "at", ("at",)),
    (t.daemon_runs, "began_at", ("began_at", "seen_at")),
)
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_Int = BigInteger()


def _micro(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


def _is_plausible(trusted: datetime, wall: datetime, since_boot: timedelta | None) -> bool:
    return (
        all(_EARLIEST <= moment < _LATEST for moment in (trusted, wall))
        and (since_boot or timedelta()) >= timedelta()
    )


class SqlMarks:
    """Carries out the port `Marks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> Mark | None:
        """Give the last mark; None if there is none, or what is there can't be one."""
        try:
            row = self._connection.execute(_MARK).first()
        except OverflowError:
            return None  # an instant past the year 9999: whoever wrote it, it is no mark
        if row is None or not _is_plausible(row.trusted, row.wall, row.since_boot):
            return None
        return Mark(row.trusted, Reading(row.wall, row.since_boot, row.boot_id))

    def newest_instant(self) -> datetime | None:
        """Give the newest instant at which something was written down."""
        moments = (self._connection.execute(select(func.max(at))).scalar() for at in _DONE_AT)
        return max((moment for moment in moments if moment is not None), default=None)

    def keep(self, mark: Mark) -> None:
        """Write the mark down, in the place of the one before."""
        reading = mark.reading
        values = {
            "trusted": mark.trusted,
            "wall": reading.wall,
            "since_boot": reading.since_boot,
            "boot_id": reading.boot_id,
        }
        self._connection.execute(
            insert(t.mark)
            .values(id=_THE_ONE, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )

    def put_back(self, after: datetime, by: timedelta) -> None:
        """Move what was written at moments after this one back: the clock was ahead then."""
        for table, written_at, others in _MOVED:
            moved = {column: type_coerce(table.c[column], _Int) - _micro(by) for column in others}
            self._connection.execute(
                table.update().where(table.c[written_at] > after).values(**moved)
            )

    def jumped(self, at: datetime, by: timedelta) -> None:
        """Write down that the wall's clock jumped."""
        self._connection.execute(t.clock_jumps.insert().values(at=at, by=by))

    def jumps(self, start: datetime, end: datetime) -> tuple[ClockJump, ...]:
        """Give the jumps from `start` to before `end`, in that order."""
        rows = self._connection.execute(
            select(_J.at, _J.by).where(_J.at >= start, _J.at < end).order_by(_J.at)
        )
        return tuple(ClockJump(at, round(by.total_seconds())) for at, by in rows)
