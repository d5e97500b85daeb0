"""The boundaries in the ledger: what each contact has said, and had said before."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select

from holdfast.domain.boundary import OPEN, Boundary
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id
from holdfast.storage.promises import stood_at

_P = t.promises.c
_BOUNDARY = select(_P.kind, _P.ends_at)


class SqlBoundaries:
    """Carries out the port `Boundaries`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(
        self,
        contact_id: int,
        boundary: Boundary,
        now: datetime,
        ran: timedelta,
        *,
        tightens: bool,
    ) -> int:
        """Write down what a contact said, beside what they had said before; gives its id."""
        result = self._connection.execute(
            t.promises.insert().values(
                contact_id=contact_id,
                kind=boundary.kind,
                set_at=now,
                ends_at=boundary.until,
                tightens=int(tightens),
                set_ran=ran,
            )
        )
        return inserted_id(result)

    def standing(self, contact_id: int, now: datetime) -> Boundary:
        """Give what a contact has said, as it stands now."""
        return self._newest(_BOUNDARY.where(_P.undone_at.is_(None)), contact_id).at(now)

    def stood(self, contact_id: int, at: datetime) -> Boundary:
        """Give what a contact had said, as it stood at a past moment."""
        return self._newest(_BOUNDARY.where(stood_at(at)), contact_id).at(at)

    def _newest(self, said: Select[Any], contact_id: int) -> Boundary:
        found = said.where(_P.contact_id == contact_id, _P.cooldown_id.is_(None))
        row = self._connection.execute(found.order_by(_P.id.desc()).limit(1)).first()
        return Boundary(*row) if row else OPEN
