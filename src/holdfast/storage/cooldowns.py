"""The cool-downs in the ledger, each with the history of its end."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from holdfast.domain.cooldown import CoolDown, EndKind
from holdfast.domain.mark import Written
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id
from holdfast.storage.promises import counts, set_by

_P = t.promises.c
_NEWEST = t.promises.alias()
_COOL_DOWN = (
    t.cooldowns.c.id,
    t.cooldowns.c.contact_id,
    t.cooldowns.c.started_at,
    t.cooldowns.c.delay,
    t.cooldowns.c.pause,
    t.cooldowns.c.why,
)


class SqlCoolDowns:
    """Carries out the port `CoolDowns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, cooldown: CoolDown) -> CoolDown:
        """Write a new cool-down down, without its end; its id is given by the ledger."""
        result = self._connection.execute(
            t.cooldowns.insert().values(
                contact_id=cooldown.contact_id,
                started_at=cooldown.started_at,
                delay=cooldown.delay,
                pause=cooldown.pause,
                why=cooldown.why,
            )
        )
        return replace(cooldown, id=inserted_id(result))

    def set_end(
        self, cooldown: CoolDown, kind: EndKind, written: Written, *, is_date: bool = False
    ) -> int:
        """Write the end that a cool-down has now down, beside those before it; gives its id."""
        result = self._connection.execute(
            t.promises.insert().values(
                cooldown_id=cooldown.id,
                contact_id=cooldown.contact_id,
                kind=kind,
                ends_at=cooldown.ends_at,
                tightens=int(kind in {"start", "extend"}),
                is_date=int(is_date),
                **set_by(written),
            )
        )
        return inserted_id(result)

    def standing(self, contact_id: int, now: datetime) -> CoolDown | None:
        """Give the cool-down that runs now, with its end as it stands.

        The newest end that was not taken back counts, in the order in which they were written:
        a clock that was set back must not make a promise look as if it were still to come. Two run
        only where one was begun while the clock was ahead: then it is the one that ends last, with
        the longest delay and pause of them.
        """
        return self._last_to_end(contact_id, now)

    def stood(self, contact_id: int, at: datetime) -> CoolDown | None:
        """Give the cool-down that ran at a past moment, with its end as it stood then."""
        return self._last_to_end(contact_id, at, as_at=at)

    def ran(self, contact_id: int, start: datetime, end: datetime) -> tuple[CoolDown, ...]:
        """Give the cool-downs that ran from `start` to before `end`, each as it stood at its end.

        In the order in which they end.
        """
        ran = self._ending_after(contact_id, start, as_at=end)
        return tuple(reversed([one for one in ran if one.started_at < end]))

    def _last_to_end(
        self, contact_id: int, moment: datetime, as_at: datetime | None = None
    ) -> CoolDown | None:
        standing = self._ending_after(contact_id, moment, as_at)
        if not standing:
            return None
        delay = max(cooldown.delay for cooldown in standing)
        pause = max(cooldown.pause for cooldown in standing)
        return replace(standing[0], delay=delay, pause=pause)

    def _ending_after(
        self, contact_id: int, moment: datetime, as_at: datetime | None
    ) -> list[CoolDown]:
        """Give a contact's cool-downs that end after a moment, by the newest end that counts.

        That is the one which counts now, or did at a past moment.
        """
        found = _ending_after(was_past=as_at is not None)
        values = {"whose": contact_id, "moment": moment, "as_at": as_at}
        rows = self._connection.execute(found, values).mappings()
        return [CoolDown(**row) for row in rows]


@cache  # building it takes longer than running it
def _ending_after(*, was_past: bool) -> Select[Any]:
    c = t.cooldowns.c
    newest = (
        select(func.max(_P.id))
        .where(
            counts(was_past=was_past), _P.contact_id == bindparam("whose"), _P.cooldown_id == c.id
        )
        .scalar_subquery()
        .correlate(t.cooldowns)
    )
    return (
        select(*_COOL_DOWN, _NEWEST.c.ends_at)
        .join_from(t.cooldowns, _NEWEST, _NEWEST.c.id == newest)
        .where(c.contact_id == bindparam("whose"), _NEWEST.c.ends_at > bindparam("moment"))
        .order_by(_NEWEST.c.ends_at.desc())
    )
