"""The boundaries in the ledger: what each contact has said, and had said before."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from holdfast.domain.boundary import Boundary
from holdfast.domain.mark import Written
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id
from holdfast.storage.promises import counts, set_by

_P = t.promises.c


class SqlBoundaries:
    """Carries out the port `Boundaries`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(
        self,
        contact_id: int,
        boundary: Boundary,
        written: Written,
        *,
        tightens: bool,
    ) -> int:
        """Write down what a contact said, beside what they had said before; gives its id."""
        result = self._connection.execute(
            t.promises.insert().values(
                contact_id=contact_id,
                kind=boundary.kind,
                ends_at=boundary.until,
                tightens=int(tightens),
                is_date=int(boundary.is_date),
                **set_by(written),
            )
        )
        return inserted_id(result)

    def standing(self, contact_id: int, now: datetime) -> Boundary:
        """Give what a contact has said, as it stands now: the strictest since it was loosened.

        That is the newest, but where one was said while the clock was ahead.
        """
        return self._strictest(contact_id, now)

    def stood(self, contact_id: int, at: datetime) -> Boundary:
        """Give what a contact had said, as it stood at a past moment."""
        return self._strictest(contact_id, at, as_at=at)

    def _strictest(
        self, contact_id: int, moment: datetime, as_at: datetime | None = None
    ) -> Boundary:
        found = _said(was_past=as_at is not None)
        said_so_far = self._connection.execute(found, {"whose": contact_id, "as_at": as_at})
        strictest = Boundary("open")
        for kind, until, tightens in said_so_far:
            said = Boundary(kind, until).at(moment)
            strictest = said if strictest.is_looser_than(said) else strictest
            if not tightens:
                break
        return strictest


@cache  # building it takes longer than running it
def _said(*, was_past: bool) -> Select[Any]:
    return (
        select(_P.kind, _P.ends_at, _P.tightens)
        .where(
            counts(was_past=was_past),
            _P.contact_id == bindparam("whose"),
            _P.cooldown_id.is_(None),
        )
        .order_by(_P.id.desc())
    )
