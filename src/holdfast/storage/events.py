"""Contact that was made, in the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id

if TYPE_CHECKING:
    from holdfast.domain.event import Event, EventKind
    from holdfast.domain.span import Span

_E = t.events.c
_EVENT = (
    select(
        _E.id,
        _E.kind,
        _E.contact_id,
        t.contacts.c.name,
        _E.at,
        _E.channel,
        _E.slip,
        _E.urge_id,
    )
    .join_from(t.events, t.contacts)
    .where(_E.retracted_at.is_(None))
)


class SqlEvents:
    """Carries out the port `Events`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, event: Event, note: str | None, now: datetime) -> Event:
        """Write contact down; its id is given by the ledger."""
        result = self._connection.execute(
            t.events.insert().values(
                kind=event.kind,
                contact_id=event.contact_id,
                at=event.at,
                noted_at=now,
                channel=event.channel,
                slip=int(event.slip),
                urge_id=event.urge_id,
                note=note,
            )
        )
        return replace(event, id=inserted_id(result))

    def note(self, event_id: int, note: str) -> None:
        """Write down what was happening."""
        self._connection.execute(t.events.update().where(_E.id == event_id).values(note=note))

    def note_about(self, urge_id: int) -> str | None:
        """Give what was written down of the contact that an urge ended in."""
        found = select(_E.note).where(_E.urge_id == urge_id, _E.retracted_at.is_(None))
        return self._connection.execute(found).scalar()

    def about_urge(self, urge_id: int) -> Event | None:
        """Find the contact that an urge ended in."""
        row = self._connection.execute(_EVENT.where(_E.urge_id == urge_id)).first()
        return _event(*row) if row else None

    def last_alone(
        self, kind: EventKind, contact_id: int | None, within: Span | None = None
    ) -> Event | None:
        """Find the last one written down of a kind that belongs to no urge."""
        found = _EVENT.where(_E.urge_id.is_(None), _E.kind == kind)
        if within is not None:
            found = found.where(_E.at >= within.start, _E.at < within.end)
        if contact_id is not None:
            found = found.where(_E.contact_id == contact_id)
        row = self._connection.execute(found.order_by(_E.id.desc()).limit(1)).first()
        return _event(*row) if row else None

    def noted_at(self, event_id: int) -> datetime:
        """Give when contact was written down."""
        found = self._connection.execute(select(_E.noted_at).where(_E.id == event_id))
        moment: datetime = found.scalar_one()
        return moment

    def retract(self, event_id: int, now: datetime) -> None:
        """Say that it was written down by mistake."""
        self._connection.execute(
            t.events.update().where(_E.id == event_id).values(retracted_at=now)
        )

    def retract_about(self, urge_id: int, now: datetime) -> None:
        """Say of an urge's contact that it was a mistake."""
        self._connection.execute(
            t.events.update()
            .where(_E.urge_id == urge_id, _E.retracted_at.is_(None))
            .values(retracted_at=now)
        )

    def move_about(self, urge_id: int, contact_id: object) -> None:
        """Say of the contact that an urge ended in that it was with another one."""
        self._connection.execute(
            t.events.update().where(_E.urge_id == urge_id).values(contact_id=contact_id)
        )

    def between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Event, ...]:
        """Give the contact made from `start` to before `end`, in that order."""
        found = _EVENT.where(_E.at >= start, _E.at < end)
        if contact_id is not None:
            found = found.where(_E.contact_id == contact_id)
        return tuple(_event(*row) for row in self._connection.execute(found.order_by(_E.at)))


def _event(
    event_id: int,
    kind: str,
    contact_id: int,
    contact: str,
    at: datetime,
    channel: str | None,
    slip: int,
    urge_id: int | None,
) -> Event:
    from holdfast.domain.event import Event  # `status` mostly finds none

    return Event(event_id, kind, contact_id, contact, at, channel, bool(slip), urge_id)  # type: ignore[arg-type] # the table's CHECK knows the kinds
