"""What is common to the promises in the ledger: what stood when, and taking one back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, or_, select

from holdfast.domain.mark import Written
from holdfast.domain.promise import Tightening
from holdfast.storage import tables as t

_P = t.promises.c
_TIGHTENING = select(
    _P.id,
    _P.contact_id,
    case((_P.cooldown_id.is_(None), "boundary"), else_=_P.kind).label("kind"),
    _P.set_at,
    _P.set_ran,
    _P.set_boot,
)


def set_by(written: Written) -> dict[str, Any]:
    """Give the columns that say when a promise was set."""
    return {"set_at": written.at, "set_ran": written.ran, "set_boot": written.boot}


def counts(*, was_past: bool) -> ColumnElement[bool]:
    """Give the condition that a promise was not taken back; of a past moment, bound to `as_at`.

    By that moment it had been made, and not taken back yet.
    """
    if not was_past:
        return _P.undone_at.is_(None)
    as_at = bindparam("as_at", type_=t.Instant)
    return and_(_P.set_at <= as_at, or_(_P.undone_at.is_(None), _P.undone_at > as_at))


class SqlPromises:
    """Carries out the port `Promises`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_tightening(self, contact_id: int | None) -> Tightening | None:
        """Give the newest step that made something stricter, of a contact or of all."""
        found = _TIGHTENING.where(_P.undone_at.is_(None), _P.tightens == 1)
        if contact_id is not None:
            found = found.where(_P.contact_id == contact_id)
        row = self._connection.execute(found.order_by(_P.id.desc()).limit(1)).first()
        if row is None:
            return None
        return Tightening(
            row.id, row.contact_id, row.kind, Written(row.set_at, row.set_ran, row.set_boot)
        )

    def take_back(self, tightening_id: int, now: datetime) -> None:
        """Say of a step that it was taken back."""
        self._connection.execute(
            t.promises.update().where(_P.id == tightening_id).values(undone_at=now)
        )
