"""The contact events in the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from holdfast.ledger import tables as t
from holdfast.ledger.database import inserted_id

if TYPE_CHECKING:
    from holdfast.clock.span import Span
    from holdfast.urges.model import Event, EventKind

_E = t.events.c
_ANY = select(
    _E.id,
    _E.kind,
    _E.contact_id,
    t.contacts.c.name,
    _E.at,
    _E.channel,
    _E.slip,
    _E.urge_id,
    _E.note,
    _E.retracted_at,
).join_from(t.events, t.contacts)
_EVENT = _ANY.where(_E.retracted_at.is_(None))


class EventStore:
    """Loads and saves contact events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, event: Event, now: datetime) -> Event:
        """Save an event; return it with its number."""
        result = self._connection.execute(
            t.events.insert().values(
                kind=event.kind,
                contact_id=event.contact_id,
                at=event.at,
                noted_at=now,
                channel=event.channel,
                slip=event.slip,
                urge_id=event.urge_id,
                note=event.note,
            )
        )
        return replace(event, id=inserted_id(result))

    def get(self, event_id: int) -> Event | None:
        """Return an event by its number, a retracted one too."""
        row = self._connection.execute(_ANY.where(_E.id == event_id)).first()
        return _event(*row) if row else None

    def newest(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        contact_id: int | None = None,
        limit: int | None = None,
    ) -> tuple[Event, ...]:
        """Return the events that fit, newest first; `until` is not part of the span."""
        found = _EVENT
        if since is not None:
            found = found.where(_E.at >= since)
        if until is not None:
            found = found.where(_E.at < until)
        if contact_id is not None:
            found = found.where(_E.contact_id == contact_id)
        found = found.order_by(_E.at.desc(), _E.id.desc()).limit(limit)
        return tuple(_event(*row) for row in self._connection.execute(found))

    def amend(self, event: Event, changed: Event, now: datetime) -> None:
        """Correct an event; a copy of what it said before is kept, out of the counts."""
        before = self.add(replace(event, retracted_at=None), self.noted_at(event.id))
        self.retract(before.id, now)
        self._connection.execute(
            t.events.update()
            .where(_E.id == event.id)
            .values(at=changed.at, channel=changed.channel, note=changed.note, slip=changed.slip)
        )

    def note(self, event_id: int, note: str) -> None:
        """Save what was happening."""
        self._connection.execute(t.events.update().where(_E.id == event_id).values(note=note))

    def note_about(self, urge_id: int) -> str | None:
        """Return the note of the contact event that belongs to an urge."""
        found = select(_E.note).where(_E.urge_id == urge_id, _E.retracted_at.is_(None))
        return self._connection.execute(found).scalar()

    def has_logistics(self, contact_id: int) -> bool:
        """Return whether necessary contact with somebody was ever noted."""
        found = select(_E.id).where(
            _E.contact_id == contact_id, _E.kind == "logistics", _E.retracted_at.is_(None)
        )
        return self._connection.execute(found.limit(1)).first() is not None

    def about_urge(self, urge_id: int) -> Event | None:
        """Return the contact event that belongs to an urge."""
        row = self._connection.execute(_EVENT.where(_E.urge_id == urge_id)).first()
        return _event(*row) if row else None

    def last_alone(
        self, kind: EventKind, contact_id: int | None, within: Span | None = None
    ) -> Event | None:
        """Return the last event of a kind that belongs to no urge."""
        found = _EVENT.where(_E.urge_id.is_(None), _E.kind == kind)
        if within is not None:
            found = found.where(_E.at >= within.start, _E.at < within.end)
        if contact_id is not None:
            found = found.where(_E.contact_id == contact_id)
        row = self._connection.execute(found.order_by(_E.id.desc()).limit(1)).first()
        return _event(*row) if row else None

    def noted_at(self, event_id: int) -> datetime:
        """Return when an event was noted."""
        found = self._connection.execute(select(_E.noted_at).where(_E.id == event_id))
        moment: datetime = found.scalar_one()
        return moment

    def retract(self, event_id: int, now: datetime) -> None:
        """Save that an event was noted by mistake."""
        self._connection.execute(
            t.events.update().where(_E.id == event_id).values(retracted_at=now)
        )

    def retract_about(self, urge_id: int, now: datetime) -> None:
        """Save that an urge's contact event was noted by mistake."""
        self._connection.execute(
            t.events.update()
            .where(_E.urge_id == urge_id, _E.retracted_at.is_(None))
            .values(retracted_at=now)
        )

    def move_about(self, urge_id: int, contact_id: int) -> None:
        """Move an urge's contact event to another contact."""
        self._connection.execute(
            t.events.update().where(_E.urge_id == urge_id).values(contact_id=contact_id)
        )

    def between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Event, ...]:
        """Return the events from `start` to before `end`, in that order."""
        found = _EVENT.where(_E.at >= start, _E.at < end)
        if contact_id is not None:
            found = found.where(_E.contact_id == contact_id)
        return tuple(_event(*row) for row in self._connection.execute(found.order_by(_E.at)))


def _event(*row: Any) -> Event:  # noqa: ANN401 - the columns of _EVENT
    from holdfast.urges.model import Event  # `status` mostly finds none

    return Event(*row)
