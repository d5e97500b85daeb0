"""The cool-downs in the ledger, each with the history of its end."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from holdfast.domain.cooldown import CoolDown, EndKind
from holdfast.domain.mark import Written
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id
from holdfast.storage.promises import set_by, stood_at

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
        return self._last_to_end(_P.undone_at.is_(None), contact_id, now)

    def stood(self, contact_id: int, at: datetime) -> CoolDown | None:
        """Give the cool-down that ran at a past moment, with its end as it stood then."""
        return self._last_to_end(stood_at(at), contact_id, at)

    def ran(self, contact_id: int, start: datetime, end: datetime) -> tuple[CoolDown, ...]:
        """Give the cool-downs that ran from `start` to before `end`, each as it stood at its end.

        In the order in which they end.
        """
        ran = self._ending_after(stood_at(end), contact_id, start)
        return tuple(reversed([one for one in ran if one.started_at < end]))

    def _last_to_end(
        self, counts: ColumnElement[bool], contact_id: int, moment: datetime
    ) -> CoolDown | None:
        standing = self._ending_after(counts, contact_id, moment)
        if not standing:
            return None
        delay = max(cooldown.delay for cooldown in standing)
        pause = max(cooldown.pause for cooldown in standing)
        return replace(standing[0], delay=delay, pause=pause)

    def _ending_after(
        self, counts: ColumnElement[bool], contact_id: int, moment: datetime
    ) -> list[CoolDown]:
        """Give a contact's cool-downs that end after a moment, by the newest end that counts."""
        newest = (
            select(func.max(_P.id))
            .where(counts, _P.contact_id == contact_id, _P.cooldown_id == t.cooldowns.c.id)
            .scalar_subquery()
            .correlate(t.cooldowns)
        )
        found = (
            select(*_COOL_DOWN, _NEWEST.c.ends_at)
            .join_from(t.cooldowns, _NEWEST, _NEWEST.c.id == newest)
            .where(t.cooldowns.c.contact_id == contact_id, _NEWEST.c.ends_at > moment)
            .order_by(_NEWEST.c.ends_at.desc())
        )
        rows = self._connection.execute(found).mappings()
        return [CoolDown(**row) for row in rows]
