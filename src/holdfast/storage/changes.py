"""The changes in the ledger."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    or_,
    select,
    type_coerce,
)

from holdfast.domain.boundary import Boundary
from holdfast.domain.change import Change
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id

_C = t.changes.c
_CHANGE = select(*_C, t.contacts.c.name.label("contact")).join_from(
    t.changes, t.contacts, isouter=True
)
_Int = BigInteger()
_UNSETTLED = (_C.confirmed_at.is_(None), _C.cancelled_at.is_(None))


class SqlChanges:
    """Carries out the port `Changes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, change: Change) -> Change:
        """Write a change down; its id is given by the ledger."""
        result = self._connection.execute(
            t.changes.insert().values(
                kind=change.kind,
                contact_id=change.contact_id,
                cooldown_id=change.cooldown_id,
                asked_at=change.asked_at,
                delay=change.delay,
                asked_ran=change.asked_ran,
                reason=change.reason,
                by=change.by,
                boundary=change.boundary.kind if change.boundary else None,
                boundary_until=change.boundary.until if change.boundary else None,
                boundary_is_date=int(change.boundary.is_date) if change.boundary else 0,
                confirmed_at=change.confirmed_at,
            )
        )
        return replace(change, id=inserted_id(result))

    def count_from_now(self, now: datetime, ran: timedelta) -> None:
        """Count what is left of each delay by the clock, as that is right from now on.

        Whoever asks for another clock, though, is never counted by it.
        """
        for change in self.all_unsettled():
            if change.asked_ran is not None and change.kind != "clock":
                asked_at = now - (ran - change.asked_ran)
                self._update(_C.id == change.id, asked_at=asked_at, asked_ran=None)

    def count_by_running(self, asked_by: datetime, now: datetime, ran: timedelta) -> None:
        """Count those that were asked for by a moment in running time, with what they waited."""
        for change in self.all_unsettled():
            if change.asked_ran is None and change.asked_at <= asked_by:
                waited = change.waited(now, ran)
                self._update(_C.id == change.id, asked_ran=ran - waited)

    def get(self, change_id: int) -> Change | None:
        """Find a change by its number."""
        return next(iter(self._all(_CHANGE.where(_C.id == change_id))), None)

    def last_alike(self, change: Change) -> Change | None:
        """Give the newest change of the same kind of the same promise that was not cancelled.

        One that was called off when it was ready counts: it was let lapse.
        """
        ready_at = type_coerce(_C.asked_at, _Int) + type_coerce(_C.delay, _Int)
        called_off_ready = and_(
            _C.cancelled_by.is_(None), type_coerce(_C.cancelled_at, _Int) >= ready_at
        )
        found = _CHANGE.where(
            _C.kind == change.kind,
            _same(_C.contact_id, change.contact_id),
            _same(_C.cooldown_id, change.cooldown_id),
            or_(_C.cancelled_at.is_(None), called_off_ready),
        )
        return next(iter(self._all(found.order_by(_C.id.desc()).limit(1))), None)

    def unsettled(self, contact_id: int | None) -> tuple[Change, ...]:
        """Give a contact's changes (None: those about everything) that nobody has settled."""
        return self._all(
            _CHANGE.where(*_UNSETTLED, _same(_C.contact_id, contact_id)).order_by(_C.id)
        )

    def of_clock(self) -> tuple[Change, ...]:
        """Give those for another time that wait, or would again if an undo let them."""
        would_again = and_(_C.cancelled_at.is_not(None), _C.cancelled_by.is_not(None))
        found = _CHANGE.where(_C.kind == "clock", _C.confirmed_at.is_(None))
        return self._all(found.where(or_(_C.cancelled_at.is_(None), would_again)).order_by(_C.id))

    def all_unsettled(self) -> tuple[Change, ...]:
        """Give those that nobody has settled, whatever they are about."""
        return self._all(_CHANGE.where(*_UNSETTLED).order_by(_C.id))

    def listed(self) -> tuple[Change, ...]:
        """Give all changes, newest first."""
        return self._all(_CHANGE.order_by(_C.id.desc()))

    def touching(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Change, ...]:
        """Give the changes that were asked for, confirmed or cancelled from `start` to `end`."""
        found = _CHANGE.where(
            or_(*(at.between(start, end) for at in (_C.asked_at, _C.confirmed_at, _C.cancelled_at)))
        )
        if contact_id is not None:
            found = found.where(_C.contact_id == contact_id)
        return self._all(found.order_by(_C.id))

    def confirm(self, change_id: int, now: datetime, delay: timedelta) -> None:
        """Say of a change that it was confirmed, and how long it had to wait."""
        self._update(_C.id == change_id, confirmed_at=now, delay=delay)

    def cancel(self, change_id: int, now: datetime, by: int | None = None) -> None:
        """Say of a change that it was cancelled, and by which tightening, if one did it."""
        self._update(_C.id == change_id, cancelled_at=now, cancelled_by=by)

    def restore(self, cancelled_by: int) -> frozenset[int]:
        """Let what a tightening cancelled stand again, as it was taken back; gives their ids."""
        restored = (
            t.changes.update()
            .where(_C.cancelled_by == cancelled_by)
            .values(cancelled_at=None, cancelled_by=None)
            .returning(_C.id)
        )
        return frozenset(self._connection.execute(restored).scalars())

    def _update(self, which: ColumnElement[bool], **values: Any) -> None:  # noqa: ANN401 - columns
        self._connection.execute(t.changes.update().where(which).values(**values))

    def _all(self, found: Select[Any]) -> tuple[Change, ...]:
        return tuple(
            Change(
                id=row.id,
                kind=row.kind,
                contact_id=row.contact_id,
                contact=row.contact,
                cooldown_id=row.cooldown_id,
                asked_at=row.asked_at,
                delay=row.delay,
                reason=row.reason,
                by=row.by,
                boundary=_boundary(row),
                asked_ran=row.asked_ran,
                confirmed_at=row.confirmed_at,
                cancelled_at=row.cancelled_at,
            )
            for row in self._connection.execute(found)
        )


def _boundary(row: Row[Any]) -> Boundary | None:
    if row.boundary is None:
        return None
    return Boundary(row.boundary, row.boundary_until, bool(row.boundary_is_date))


def _same(column: ColumnElement[int | None], value: int | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value
