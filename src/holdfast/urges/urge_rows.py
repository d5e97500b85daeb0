"""Urges in the ledger as values: each row with its words, ratings and pauses."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, exists, select

from holdfast.ledger import tables as t
from holdfast.ledger.marks import stamp_of
from holdfast.urges.model import Pause, Rating, Urge

_U = t.urges.c
URGE = select(
    *_U,
    t.contacts.c.name.label("contact"),
    exists().where(t.drafts.c.urge_id == _U.id).label("has_draft"),
    exists()
    .where(t.events.c.urge_id == _U.id, t.events.c.slip, t.events.c.retracted_at.is_(None))
    .label("slip"),
).join_from(t.urges, t.contacts)
_W, _R, _P = t.triggers.c, t.ratings.c, t.pauses.c
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
# Built once: building them takes longer than running them.
_WORDS = select(_W.urge_id, _W.word).where(_W.urge_id.in_(_IDS)).order_by(_W.urge_id, _W.position)
_RATINGS = (
    select(_R.urge_id, _R.at, _R.intensity)
    .where(_R.urge_id.in_(_IDS))
    .order_by(_R.urge_id, _R.at, _R.id)
)
_PAUSES = select(*_P).where(_P.urge_id.in_(_IDS)).order_by(_P.urge_id, _P.id)
_AT_ONCE = 500
"""How many ids go into one IN: SQLite's limit on variables is higher, but finite."""


def urges_of(connection: Connection, found: Select[Any]) -> tuple[Urge, ...]:
    """Return the urges that a narrowed URGE selects, each with its words, ratings and pauses."""
    rows = connection.execute(found).all()
    ids = [row.id for row in rows]
    words = {
        urge_id: tuple(row.word for row in group)
        for urge_id, group in _grouped(connection, _WORDS, ids)
    }
    ratings = {
        urge_id: tuple(Rating(row.at, row.intensity) for row in group)
        for urge_id, group in _grouped(connection, _RATINGS, ids)
    }
    pauses = {
        urge_id: tuple(_pause(row, "set", row.ends_at) for row in group)
        for urge_id, group in _grouped(connection, _PAUSES, ids)
    }
    return tuple(
        _urge(row, words.get(row.id, ()), ratings.get(row.id, ()), pauses.get(row.id, ()))
        for row in rows
    )


def _grouped(
    connection: Connection, found: Select[Any], ids: Sequence[int]
) -> Iterable[tuple[int, list[Row[Any]]]]:
    for start in range(0, len(ids), _AT_ONCE):
        some = {"ids": ids[start : start + _AT_ONCE]}
        rows = connection.execute(found, some).all()
        for urge_id, group in groupby(rows, key=lambda row: row.urge_id):
            yield urge_id, list(group)


def _urge(
    row: Row[Any], words: tuple[str, ...], ratings: tuple[Rating, ...], kept: tuple[Pause, ...]
) -> Urge:
    return Urge(
        id=row.id,
        contact_id=row.contact_id,
        contact=row.contact,
        felt_at=row.felt_at,
        logged_at=row.noted_at,
        pauses=(_pause(row, "logged", row.pause_ends_at), *kept),
        channel=row.channel,
        intensity=row.intensity,
        triggers=words,
        has_draft=row.has_draft,
        ratings=ratings,
        outcome=row.outcome,
        outcome_at=row.outcome_at,
        slip=row.slip,
        retracted_at=row.retracted_at,
        kind=row.kind,
    )


def _pause(row: Row[Any], when: str, ends_at: datetime) -> Pause:
    began = stamp_of(row, when)
    return Pause(began, ends_at - began.at)
