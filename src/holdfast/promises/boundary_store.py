"""The boundaries in the ledger: what each contact said, and each no of the person's own."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select

from holdfast.clock.model import Mark, Stamp
from holdfast.ledger import tables as t
from holdfast.ledger.marks import stamp_columns, stamp_of
from holdfast.promises.model import THEIR_NO, Boundary, OwnNo
from holdfast.promises.store import counts
from holdfast.value import replace

_P = t.promises.c
_OWN_NO = frozenset({"mine", "mine-off"})


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

    def set_own_no(self, contact_id: int, stamp: Stamp, *, on: bool) -> None:
        """Save that the person says no themselves, or no longer."""
        kind: OwnNo = "mine" if on else "mine-off"
        self._connection.execute(
            t.promises.insert().values(
                contact_id=contact_id, kind=kind, tightens=on, **stamp_columns("set", stamp)
            )
        )

    def current(self, contact_id: int, mark: Mark) -> Boundary:
        """Return what a contact said last, as it is now (`open` if nothing), and the own no."""
        return self._last_said(contact_id).at(mark)

    def current_at(self, contact_id: int, at: datetime) -> Boundary:
        """Return what a contact had said at a past moment, as it was then, and the own no."""
        said = self._last_said(contact_id, at)
        is_over = said.ends_at is not None and at >= said.ends_at
        return Boundary("open", mine=said.mine) if is_over else said

    def had_own_no(self, contact_id: int) -> bool:
        """Return whether the person ever said no themselves."""
        found = select(_P.id).where(
            counts(was_past=False), _P.contact_id == contact_id, _P.kind == "mine"
        )
        return self._connection.execute(found.limit(1)).first() is not None

    def no_since(self, contact_id: int) -> datetime | None:
        """Return since when a contact says no, be it `stop` or `order`; None: they don't."""
        theirs = (counts(was_past=False), _P.contact_id == contact_id, _P.cooldown_id.is_(None))
        no_no = select(func.max(_P.id)).where(*theirs, _P.kind.in_(("open", "space")))
        since = select(func.min(_P.set_at)).where(
            *theirs,
            _P.kind.in_(THEIR_NO),
            _P.id > func.coalesce(no_no.scalar_subquery(), 0),
        )
        return self._connection.execute(since).scalar()

    def _last_said(self, contact_id: int, at: datetime | None = None) -> Boundary:
        found = _last_said(was_past=at is not None)
        said, mine = Boundary("open"), False
        for row in self._connection.execute(found, {"whose": contact_id, "at": at}):
            if row.kind in _OWN_NO:
                mine = row.kind == "mine"
            else:
                said = Boundary(row.kind, row.until, row.length, stamp_of(row, "set"))
        return replace(said, mine=mine) if mine else said


@cache  # building it takes longer than running it
def _last_said(*, was_past: bool) -> Select[Any]:
    """Select the last row that says what they said, and the last one of the person's own."""
    own = _P.kind.in_(_OWN_NO)
    return select(*_P).where(or_(_P.id == _last(~own, was_past), _P.id == _last(own, was_past)))


def _last(kind: ColumnElement[bool], was_past: bool) -> Any:  # noqa: ANN401 - SQL
    return (
        select(func.max(_P.id))
        .where(
            counts(was_past=was_past),
            _P.contact_id == bindparam("whose"),
            _P.cooldown_id.is_(None),
            kind,
        )
        .scalar_subquery()
    )
