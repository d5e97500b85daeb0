"""The boundaries in the ledger: what each contact has said, and had said before."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from holdfast.clock.model import Mark, Stamp
from holdfast.ledger import tables as t
from holdfast.ledger.marks import stamp_columns, stamp_of
from holdfast.promises.model import Boundary
from holdfast.promises.store import counts

_P = t.promises.c


class BoundaryStore:
    """Loads and saves boundaries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(self, contact_id: int, boundary: Boundary, stamp: Stamp, *, tightens: bool) -> None:
        """Save a new row; old rows stay."""
        self._connection.execute(
            t.promises.insert().values(
                contact_id=contact_id,
                kind=boundary.kind,
                until=boundary.until,
                length=boundary.length,
                tightens=tightens,
                **stamp_columns("set", stamp),
            )
        )

    def current(self, contact_id: int, mark: Mark) -> Boundary:
        """Return what a contact said last, as it is now; `open` if nothing."""
        return self._last_said(contact_id).at(mark)

    def current_at(self, contact_id: int, at: datetime) -> Boundary:
        """Return what a contact had said at a past moment, as it was then."""
        said = self._last_said(contact_id, at)
        return said if said.ends_at is None or at < said.ends_at else Boundary("open")

    def _last_said(self, contact_id: int, at: datetime | None = None) -> Boundary:
        found = _last_said(was_past=at is not None)
        row = self._connection.execute(found, {"whose": contact_id, "at": at}).first()
        if row is None:
            return Boundary("open")
        return Boundary(row.kind, row.until, row.length, stamp_of(row, "set"))


@cache  # building it takes longer than running it
def _last_said(*, was_past: bool) -> Select[Any]:
    return (
        select(*_P)
        .where(
            counts(was_past=was_past),
            _P.contact_id == bindparam("whose"),
            _P.cooldown_id.is_(None),
        )
        .order_by(_P.id.desc())
        .limit(1)
    )
