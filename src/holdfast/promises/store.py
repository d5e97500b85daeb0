"""The history of the promises, and the pauses that hold beside them, in the ledger."""

from datetime import datetime, timedelta
from functools import cache
from itertools import starmap
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)

from holdfast.clock.model import NOTHING, Mark
from holdfast.ledger import tables as t
from holdfast.ledger.marks import stamp_of
from holdfast.promises.model import RequestKind, Step, Tightening

_P, _U, _L, _E = t.promises.c, t.urges.c, t.pauses.c, t.events.c
_TIGHTENING = select(
    _P.id,
    _P.contact_id,
    case((_P.cooldown_id.is_not(None) | (_P.kind == "mine"), _P.kind), else_="boundary").label(
        "kind"
    ),
    _P.set_at,
    _P.set_ran,
    _P.set_sure,
    _P.set_boot,
).where(_P.undone_at.is_(None), _P.tightens)


def counts(*, was_past: bool) -> ColumnElement[bool]:
    """Return the SQL condition: not undone, now or at `at`."""
    if not was_past:
        return _P.undone_at.is_(None)
    at = bindparam("at", type_=t.Instant)
    return and_(_P.set_at <= at, or_(_P.undone_at.is_(None), _P.undone_at > at))


class PromiseStore:
    """Loads what cool-downs and boundaries have in common, and the pauses of messages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest_id(self) -> int:
        """Return the number of the newest promise; 0: there is none."""
        return self._connection.execute(select(func.max(_P.id))).scalar() or 0

    def last_tightening(self, contact_id: int | None = None) -> Tightening | None:
        """Return the newest step that made something stricter, of a contact or of all."""
        found = (
            _TIGHTENING if contact_id is None else _TIGHTENING.where(_P.contact_id == contact_id)
        )
        row = self._connection.execute(found.order_by(_P.id.desc()).limit(1)).first()
        return Tightening(row.id, row.contact_id, row.kind, stamp_of(row, "set")) if row else None

    def tightened_since(
        self,
        promise_id: int,
        *,
        contact_id: int | None,
        cooldown_id: int | None,
        kind: RequestKind,
    ) -> bool:
        """Return whether a promise was made stricter after the one with that number.

        Of a cool-down, what a contact said, the person's own no, of a contact, or of anybody: as
        the kind of request is about it.
        """
        found = _TIGHTENING.where(_P.id > promise_id)
        if contact_id is not None:
            found = found.where(_P.contact_id == contact_id)
        if cooldown_id is not None:
            found = found.where(_P.cooldown_id == cooldown_id)
        if kind == "boundary":
            found = found.where(_P.cooldown_id.is_(None), _P.kind != "mine")
        elif kind == "mine":
            found = found.where(_P.kind == "mine")
        return self._connection.execute(found.limit(1)).first() is not None

    def newest(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        contact_id: int | None = None,
        limit: int | None = None,
    ) -> tuple[Step, ...]:
        """Return the steps that fit and were not undone, newest first."""
        earlier = t.promises.alias()
        before = (
            select(earlier.c.length)
            .where(
                earlier.c.contact_id == _P.contact_id,
                earlier.c.cooldown_id == _P.cooldown_id,
                earlier.c.id < _P.id,
                earlier.c.undone_at.is_(None),
            )
            .order_by(earlier.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        found = (
            select(
                _P.set_at, t.contacts.c.name, _P.contact_id, _P.kind, _P.length, before, _P.until
            )
            .join_from(t.promises, t.contacts)
            .where(_P.undone_at.is_(None))
        )
        if since is not None:
            found = found.where(_P.set_at >= since)
        if until is not None:
            found = found.where(_P.set_at < until)
        if contact_id is not None:
            found = found.where(_P.contact_id == contact_id)
        rows = self._connection.execute(found.order_by(_P.set_at.desc(), _P.id.desc()).limit(limit))
        return tuple(starmap(Step, rows))

    def undo(self, promise_id: int, at: datetime) -> None:
        """Save that a step was undone."""
        undone = t.promises.update().where(_P.id == promise_id).values(undone_at=at)
        self._connection.execute(undone)

    def contacted(self, contact_id: int, start: datetime, end: datetime) -> tuple[datetime, ...]:
        """Return when the person contacted somebody, from `start` to before `end`."""
        when = {"whose": contact_id, "start": start, "end": end}
        return tuple(self._connection.execute(_contacted(), when).scalars())

    def pause_left(self, contact_id: int, mark: Mark) -> timedelta:
        """Return what is left of the pause that lasts longest; zero: none runs."""
        running = {"whose": contact_id, "after": mark.trusted, "ran": mark.ran}
        left = self._connection.execute(_longest_left(), running).scalar()
        return NOTHING if left is None else max(NOTHING, left)

    def pause_ran(self, contact_id: int, at: datetime) -> bool:
        """Return whether a pause ran at a past moment."""
        ran = {"whose": contact_id, "after": at, "at": at}
        return self._connection.execute(_pauses(was_past=True), ran).first() is not None


@cache
def _longest_left() -> Select[Any]:
    """Select what is left of the pause that lasts longest, by the rule of Stamp.hold_left.

    In SQL, as a contact may have a thousand pauses.
    """
    began, began_ran, ends = _pauses(was_past=False).subquery().c
    after, ran = bindparam("after", type_=t.Instant), bindparam("ran", type_=t.Length)
    left = func.min(ends - after, ends - began - (ran - began_ran))
    return select(type_coerce(func.max(left), t.Length))


@cache  # building it takes longer than running it
def _pauses(*, was_past: bool) -> CompoundSelect[Any]:
    """Select the pauses of a contact's urges that end after a moment: when each began and ends."""
    after = bindparam("after", type_=t.Instant)
    first = select(_U.logged_at, _U.logged_ran, _U.pause_ends_at).where(
        _U.contact_id == bindparam("whose"), _U.pause_ends_at > after
    )
    # Not a join: with one, SQLite would begin with all urges of the contact.
    whose = select(_U.contact_id).where(_U.id == _L.urge_id).scalar_subquery()
    later = select(_L.set_at, _L.set_ran, _L.ends_at).where(
        _L.ends_at > after, whose == bindparam("whose")
    )
    if was_past:
        at = bindparam("at", type_=t.Instant)
        first, later = first.where(_U.logged_at <= at), later.where(_L.set_at <= at)
    return union_all(first, later)


@cache
def _contacted() -> Select[Any]:
    start, end = bindparam("start", type_=t.Instant), bindparam("end", type_=t.Instant)
    return select(_E.at).where(
        _E.contact_id == bindparam("whose"),
        _E.kind == "sent",
        _E.retracted_at.is_(None),
        _E.at >= start,
        _E.at < end,
    )
