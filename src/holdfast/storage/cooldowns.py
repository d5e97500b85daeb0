"""The cool-downs in the ledger, each with the history of its end."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from holdfast.domain.cooldown import CoolDown, Tightening
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id

_ENDS = t.cooldown_ends.c
_COOL_DOWN = select(
    t.cooldowns.c.id,
    t.cooldowns.c.contact_id,
    t.cooldowns.c.started_at,
    _ENDS.ends_at,
    t.cooldowns.c.delay,
    t.cooldowns.c.pause,
    t.cooldowns.c.why,
).join_from(t.cooldown_ends, t.cooldowns)
_TIGHTENING = select(
    _ENDS.id, _ENDS.cooldown_id, _ENDS.contact_id, _ENDS.kind, _ENDS.set_at, _ENDS.ends_at
)


class SqlCoolDowns:
    """Carries out the port `CoolDowns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, cooldown: CoolDown, now: datetime) -> CoolDown:
        """Write a new cool-down down, with its first end; its id is given by the ledger."""
        result = self._connection.execute(
            t.cooldowns.insert().values(
                contact_id=cooldown.contact_id,
                started_at=cooldown.started_at,
                delay=cooldown.delay,
                pause=cooldown.pause,
                why=cooldown.why,
            )
        )
        started = replace(cooldown, id=inserted_id(result))
        self._set_end(started, "start", now)
        return started

    def extend(self, cooldown: CoolDown, ends_at: datetime, now: datetime) -> CoolDown:
        """Write a later end down beside those before it."""
        extended = replace(cooldown, ends_at=ends_at)
        self._set_end(extended, "extend", now)
        return extended

    def standing(self, contact_id: int, now: datetime) -> CoolDown | None:
        """Give the cool-down that runs now, with its end as it stands.

        The newest end that was not taken back counts, in the order in which they were written:
        a clock that was set back must not make a promise look as if it were still to come.
        """
        return self._newest(
            _COOL_DOWN.where(_ENDS.contact_id == contact_id, _ENDS.undone_at.is_(None)), now
        )

    def stood(self, contact_id: int, at: datetime) -> CoolDown | None:
        """Give the cool-down that ran at a past moment, with its end as it stood then."""
        return self._newest(
            _COOL_DOWN.where(
                _ENDS.contact_id == contact_id,
                _ENDS.set_at <= at,
                or_(_ENDS.undone_at.is_(None), _ENDS.undone_at > at),
            ),
            at,
        )

    def last_tightening(self, contact_id: int | None) -> Tightening | None:
        """Give the newest end that was not taken back, of a contact or of all."""
        found = _TIGHTENING.where(_ENDS.undone_at.is_(None))
        if contact_id is not None:
            found = found.where(_ENDS.contact_id == contact_id)
        row = self._connection.execute(found.order_by(_ENDS.id.desc()).limit(1)).first()
        return Tightening(*row) if row else None

    def take_back(self, tightening_id: int, now: datetime) -> None:
        """Say of an end that it was taken back."""
        self._connection.execute(
            t.cooldown_ends.update().where(_ENDS.id == tightening_id).values(undone_at=now)
        )

    def _newest(self, ends: Select[Any], moment: datetime) -> CoolDown | None:
        row = self._connection.execute(ends.order_by(_ENDS.id.desc()).limit(1)).first()
        cooldown = CoolDown(*row) if row else None
        return cooldown if cooldown and moment < cooldown.ends_at else None

    def _set_end(self, cooldown: CoolDown, kind: str, now: datetime) -> None:
        self._connection.execute(
            t.cooldown_ends.insert().values(
                cooldown_id=cooldown.id,
                contact_id=cooldown.contact_id,
                kind=kind,
                set_at=now,
                ends_at=cooldown.ends_at,
            )
        )
