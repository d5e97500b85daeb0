"""The saved mark of the clocks, and the jumps of the wall clock."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.sqlite import Insert, insert

from holdfast.clock.model import EARLIEST, LATEST, ClockJump, Mark, Stamp
from holdfast.ledger import tables as t

_M, _J = t.mark.c, t.clock_jumps.c
_THE_ONE = 1
_MARK = select(*(column for column in _M if column is not _M.id)).where(_M.id == _THE_ONE)
# If the mark is lost, trusted time goes on from the newest of these.
_SAVED_AT = (
    t.calls.c.made_at,
    t.urges.c.logged_at,
    t.promises.c.set_at,
)


class Marks:
    """Loads and saves the mark and the jumps."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> Mark | None:
        """Return the last mark; None if there is none or it is damaged."""
        try:
            row = self._connection.execute(_MARK).first()
        except OverflowError:
            return None  # an instant past the year 9999
        if row is None or not all(EARLIEST <= at <= LATEST for at in (row.trusted, row.wall)):
            return None
        return Mark(*row)

    def newest_instant(self) -> datetime | None:
        """Return the newest instant at which anything was saved; None if the ledger is empty."""
        newest = (self._connection.execute(select(func.max(at))).scalar() for at in _SAVED_AT)
        return max((at for at in newest if at is not None), default=None)

    def save(self, mark: Mark) -> None:
        """Save the mark; it replaces the last one."""
        self._connection.execute(
            _save(),
            {
                "id": _THE_ONE,
                "trusted": mark.trusted,
                "wall": mark.wall,
                "up": mark.up,
                "boot": mark.boot,
                "ran": mark.ran,
                "sure": mark.sure,
                "alone": mark.alone,
            },
        )

    def jumped(self, at: datetime, by: timedelta) -> None:
        """Save that the wall clock jumped."""
        self._connection.execute(t.clock_jumps.insert().values(at=at, by=by))

    def jumps(self, start: datetime, end: datetime) -> tuple[ClockJump, ...]:
        """Return the jumps from `start` to before `end`, oldest first."""
        rows = self._connection.execute(
            select(_J.at, _J.by).where(_J.at >= start, _J.at < end).order_by(_J.at)
        )
        return tuple(ClockJump(at, round(by.total_seconds())) for at, by in rows)


def stamp_columns(when: str, stamp: Stamp) -> dict[str, object]:
    """Return the values of a stamp's columns, such as `set_at`."""
    return {
        f"{when}_at": stamp.at,
        f"{when}_ran": stamp.ran,
        f"{when}_sure": stamp.sure,
        f"{when}_boot": stamp.boot,
    }


def stamp_of(row: Row[*tuple[Any, ...]], when: str) -> Stamp:
    """Return the stamp in a row's columns, such as `set_at`."""
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return Stamp(*(columns[f"{when}_{part}"] for part in ("at", "ran", "sure", "boot")))


@cache  # building it takes longer than running it
def _save() -> Insert:
    new = insert(t.mark)
    in_place = {column.name: new.excluded[column.name] for column in _M if column is not _M.id}
    return new.on_conflict_do_update(index_elements=["id"], set_=in_place)
