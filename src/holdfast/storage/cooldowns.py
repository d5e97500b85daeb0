"""The cool-downs in the ledger, each with the history of its end."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select

from holdfast.domain.cooldown import CoolDown, EndKind
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id
from holdfast.storage.promises import stood_at

_P = t.promises.c
_COOL_DOWN = select(
    t.cooldowns.c.id,
    t.cooldowns.c.contact_id,
    t.cooldowns.c.started_at,
    _P.ends_at,
    t.cooldowns.c.delay,
    t.cooldowns.c.pause,
    t.cooldowns.c.why,
).join_from(t.promises, t.cooldowns)


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

    def set_end(self, cooldown: CoolDown, kind: EndKind, now: datetime, ran: timedelta) -> int:
        """Write the end that a cool-down has now down, beside those before it; gives its id."""
        result = self._connection.execute(
            t.promises.insert().values(
                cooldown_id=cooldown.id,
                contact_id=cooldown.contact_id,
                kind=kind,
                set_at=now,
                ends_at=cooldown.ends_at,
                tightens=int(kind in {"start", "extend"}),
                set_ran=ran,
            )
        )
        return inserted_id(result)

    def standing(self, contact_id: int, now: datetime) -> CoolDown | None:
        """Give the cool-down that runs now, with its end as it stands.

        The newest end that was not taken back counts, in the order in which they were written:
        a clock that was set back must not make a promise look as if it were still to come.
        """
        return self._newest(_COOL_DOWN.where(_P.undone_at.is_(None)), contact_id, now)

    def stood(self, contact_id: int, at: datetime) -> CoolDown | None:
        """Give the cool-down that ran at a past moment, with its end as it stood then."""
        return self._newest(_COOL_DOWN.where(stood_at(at)), contact_id, at)

    def _newest(self, ends: Select[Any], contact_id: int, moment: datetime) -> CoolDown | None:
        found = ends.where(_P.contact_id == contact_id, _P.cooldown_id.is_not(None))
        row = self._connection.execute(found.order_by(_P.id.desc()).limit(1)).first()
        cooldown = CoolDown(*row) if row else None
        return cooldown if cooldown and moment < cooldown.ends_at else None
