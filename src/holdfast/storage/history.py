"""The urges of many weeks, as far as looking back asks for them."""

from datetime import datetime
from itertools import starmap

from sqlalchemy import Connection, func, select

from holdfast.domain.record import EndedPause, Felt
from holdfast.storage import tables as t

_U = t.urges.c
_P = t.pauses.c
_KEPT_UNTIL = select(func.max(_P.ends_at)).where(_P.urge_id == _U.id).scalar_subquery()


class SqlHistory:
    """Carries out the port `History`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def felt(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Felt, ...]:
        """Give when urges were felt and what became of them, in the order in which they were."""
        found = select(_U.felt_at, _U.outcome).where(
            _U.felt_at >= start, _U.felt_at < end, _U.retracted_at.is_(None)
        )
        if contact_id is not None:
            found = found.where(_U.contact_id == contact_id)
        rows = self._connection.execute(found.order_by(_U.felt_at, _U.id)).all()
        return tuple(starmap(Felt, rows))

    def pauses_ended(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[EndedPause, ...]:
        """Give the pauses that ran out from `start` to before `end`, each urge's last one."""
        whose = select(t.contacts.c.id)
        if contact_id is not None:
            whose = whose.where(t.contacts.c.id == contact_id)
        # By contacts, as the index is; and apart from those that were kept longer.
        first = select(_U.id).where(
            _U.contact_id.in_(whose), _U.pause_ends_at >= start, _U.pause_ends_at < end
        )
        later = select(_P.urge_id).where(_P.ends_at >= start, _P.ends_at < end)
        found = select(_U.pause_ends_at, _KEPT_UNTIL, _U.outcome, _U.outcome_at).where(
            _U.id.in_(first.union(later)), _U.contact_id.in_(whose), _U.retracted_at.is_(None)
        )
        ended = (
            EndedPause(max(first_end, kept_until or first_end), outcome, outcome_at)
            for first_end, kept_until, outcome, outcome_at in self._connection.execute(found)
        )
        return tuple(pause for pause in ended if start <= pause.ended_at < end)
