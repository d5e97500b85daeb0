"""The requests in the ledger."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select

from holdfast.clock.model import Stamp
from holdfast.ledger import tables as t
from holdfast.ledger.database import inserted_id
from holdfast.ledger.marks import stamp_columns, stamp_of
from holdfast.promises.model import Boundary, Request

_R = t.requests.c
_REQUEST = select(*_R, t.contacts.c.name.label("contact")).join_from(
    t.requests, t.contacts, isouter=True
)
_UNSETTLED = _REQUEST.where(_R.confirmed_at.is_(None), _R.cancelled_at.is_(None)).order_by(_R.id)


class RequestStore:
    """Loads and saves requests; one without a contact is about everything."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, request: Request) -> Request:
        """Save a request; return it with its number."""
        boundary = request.boundary
        result = self._connection.execute(
            t.requests.insert().values(
                kind=request.kind,
                contact_id=request.contact_id,
                cooldown_id=request.cooldown_id,
                delay=request.delay,
                reason=request.reason,
                by=request.by,
                boundary=boundary.kind if boundary else None,
                boundary_until=boundary.until if boundary else None,
                boundary_length=boundary.length if boundary else None,
                last_promise_id=request.last_promise_id,
                **stamp_columns("asked", request.asked),
            )
        )
        return replace(request, id=inserted_id(result))

    def get(self, request_id: int) -> Request | None:
        """Return a request by its number."""
        return next(iter(self._all(_REQUEST.where(_R.id == request_id))), None)

    def unsettled(self) -> tuple[Request, ...]:
        """Return those that nobody confirmed or cancelled, oldest first."""
        return self._all(_UNSETTLED)

    def listed(self) -> tuple[Request, ...]:
        """Return all requests, newest first."""
        return self._all(_REQUEST.order_by(_R.id.desc()))

    def touching(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Request, ...]:
        """Return the requests that were asked, confirmed or cancelled from `start` to `end`."""
        found = _REQUEST.where(
            or_(*(at.between(start, end) for at in (_R.asked_at, _R.confirmed_at, _R.cancelled_at)))
        )
        if contact_id is not None:
            found = found.where(_R.contact_id == contact_id)
        return self._all(found.order_by(_R.id))

    def newest(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        contact_id: int | None = None,
        limit: int | None = None,
    ) -> tuple[Request, ...]:
        """Return the requests that were asked, confirmed or cancelled then, newest first."""
        touched = (_R.asked_at, _R.confirmed_at, _R.cancelled_at)
        found = _REQUEST
        if since is not None:
            found = found.where(or_(*(at >= since for at in touched)))
        if until is not None:
            found = found.where(or_(*(at < until for at in touched)))
        if contact_id is not None:
            found = found.where(_R.contact_id == contact_id)
        last = func.coalesce(_R.confirmed_at, _R.cancelled_at, _R.asked_at)
        return self._all(found.order_by(last.desc(), _R.id.desc()).limit(limit))

    def found_ready(self, request_id: int, stamp: Stamp) -> None:
        """Save when a request was first found ready."""
        self._update(_R.id == request_id, **stamp_columns("found", stamp))

    def confirm(self, request_id: int, at: datetime) -> None:
        """Save that a request was confirmed."""
        self._update(_R.id == request_id, confirmed_at=at)

    def cancel(self, request_id: int, at: datetime) -> None:
        """Save that a request was cancelled by hand."""
        self._update(_R.id == request_id, cancelled_at=at)

    def _update(self, which: ColumnElement[bool], **values: Any) -> None:  # noqa: ANN401 - columns
        self._connection.execute(t.requests.update().where(which).values(**values))

    def _all(self, found: Select[Any]) -> tuple[Request, ...]:
        return tuple(_request(row) for row in self._connection.execute(found))


def _request(row: Row[Any]) -> Request:
    asked = stamp_of(row, "asked")
    boundary = Boundary(row.boundary, row.boundary_until, row.boundary_length, asked)
    return Request(
        id=row.id,
        kind=row.kind,
        asked=asked,
        delay=row.delay,
        reason=row.reason,
        last_promise_id=row.last_promise_id,
        contact_id=row.contact_id,
        contact=row.contact,
        cooldown_id=row.cooldown_id,
        by=row.by,
        boundary=boundary if row.boundary else None,
        found=stamp_of(row, "found") if row.found_at is not None else None,
        confirmed_at=row.confirmed_at,
        cancelled_at=row.cancelled_at,
    )
