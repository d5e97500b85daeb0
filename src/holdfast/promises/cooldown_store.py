"""The cool-downs in the ledger, each with the history of its length."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from holdfast.clock.model import NOTHING, Mark, Stamp
from holdfast.ledger import tables as t
from holdfast.ledger.database import inserted_id
from holdfast.ledger.marks import stamp_columns, stamp_of
from holdfast.promises.model import CoolDown, EndKind
from holdfast.promises.store import counts

_C, _P = t.cooldowns.c, t.promises.c


class CoolDownStore:
    """Loads and saves cool-downs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, cooldown: CoolDown) -> CoolDown:
        """Save a new cool-down; return it with its number."""
        result = self._connection.execute(
            t.cooldowns.insert().values(
                contact_id=cooldown.contact_id,
                started_at=cooldown.started_at,
                delay=cooldown.delay,
                pause=cooldown.pause,
                why=cooldown.why,
                **stamp_columns("began", cooldown.began),
            )
        )
        started = replace(cooldown, id=inserted_id(result))
        self.set_length(started, "start", cooldown.began)
        return started

    def set_length(self, cooldown: CoolDown, kind: EndKind, stamp: Stamp) -> None:
        """Save a new row; old rows stay."""
        self._connection.execute(
            t.promises.insert().values(
                cooldown_id=cooldown.id,
                contact_id=cooldown.contact_id,
                kind=kind,
                length=cooldown.length,
                tightens=kind in {"start", "extend"},
                **stamp_columns("set", stamp),
            )
        )

    def running(self, contact_id: int, mark: Mark) -> CoolDown | None:
        """Return the cool-down that runs now."""
        runs = [one for one in self._all(contact_id) if one.left(mark) > NOTHING]
        return runs[-1] if runs else None

    def running_at(self, contact_id: int, at: datetime) -> CoolDown | None:
        """Return the cool-down that ran at a past moment, as it was then."""
        ran = [one for one in self._all(contact_id, at) if one.began.at <= at < one.ends_at]
        return ran[-1] if ran else None

    def ran(self, contact_id: int, start: datetime, end: datetime) -> tuple[CoolDown, ...]:
        """Return the cool-downs that ran from `start` to before `end`, each as it was at its end.

        The one that ends first comes first.
        """
        every = self._all(contact_id, end)
        ran = [one for one in every if one.started_at < end and one.ends_at > start]
        return tuple(sorted(ran, key=lambda one: one.ends_at))

    def _all(self, contact_id: int, at: datetime | None = None) -> list[CoolDown]:
        found = _with_length(was_past=at is not None)
        rows = self._connection.execute(found, {"whose": contact_id, "at": at})
        return [_cooldown(row) for row in rows]


def _cooldown(row: Row[Any]) -> CoolDown:
    return CoolDown(
        id=row.id,
        contact_id=row.contact_id,
        started_at=row.started_at,
        began=stamp_of(row, "began"),
        length=row.length,
        delay=row.delay,
        pause=row.pause,
        why=row.why,
    )


@cache  # building it takes longer than running it
def _with_length(*, was_past: bool) -> Select[Any]:
    """Select a contact's cool-downs with the newest length that counts."""
    newest = t.promises.alias()
    newest_id = (
        select(func.max(_P.id))
        .where(
            counts(was_past=was_past), _P.contact_id == bindparam("whose"), _P.cooldown_id == _C.id
        )
        .scalar_subquery()
        .correlate(t.cooldowns)
    )
    return (
        select(*_C, newest.c.length)
        .join_from(t.cooldowns, newest, newest.c.id == newest_id)
        .where(_C.contact_id == bindparam("whose"))
        .order_by(_C.id)
    )
