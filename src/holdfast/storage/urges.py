"""The urges in the ledger; no method here gives a draft's text out: see drafts.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    exists,
    func,
    select,
    union_all,
)

from holdfast.domain.mark import Written
from holdfast.domain.urge import Outcome, Rating, Urge
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id

_U = t.urges.c
_URGE = select(
    _U.id,
    _U.contact_id,
    t.contacts.c.name.label("contact"),
    _U.felt_at,
    _U.logged_at,
    _U.pause_ends_at,
    select(func.max(t.pauses.c.ends_at))
    .where(t.pauses.c.urge_id == _U.id)
    .scalar_subquery()
    .label("kept_until"),
    _U.channel,
    _U.intensity,
    exists().where(t.drafts.c.urge_id == _U.id).label("has_draft"),
    _U.outcome,
    _U.outcome_at,
    exists()
    .where(t.events.c.urge_id == _U.id, t.events.c.slip == 1, t.events.c.retracted_at.is_(None))
    .label("slip"),
    _U.retracted_at,
).join_from(t.urges, t.contacts)
_OPEN = (_U.outcome == "open", _U.retracted_at.is_(None))
_AT_ONCE = 500
"""So many ids go into one IN: SQLite's limit on variables is higher, but finite."""


class SqlUrges:
    """Carries out the port `Urges`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, urge: Urge, draft: str | None, written: Written) -> Urge:
        """Write an urge down, with its draft; its id is given by the ledger."""
        result = self._connection.execute(
            t.urges.insert().values(
                contact_id=urge.contact_id,
                felt_at=urge.felt_at,
                logged_at=urge.logged_at,
                logged_ran=written.ran,
                logged_boot=written.boot,
                pause_ends_at=urge.pause_ends_at,
                channel=urge.channel,
                intensity=urge.intensity,
                outcome=urge.outcome,
            )
        )
        urge_id = inserted_id(result)
        if draft is not None:
            self._connection.execute(t.drafts.insert().values(urge_id=urge_id, text=draft))
        self._set_triggers(urge_id, urge.triggers)
        return replace(urge, id=urge_id)

    def written(self, urge_id: int) -> Written:
        """Give when an urge was logged, as far as that is known."""
        found = select(_U.logged_at, _U.logged_ran, _U.logged_boot).where(_U.id == urge_id)
        return Written(*self._connection.execute(found).one())

    def get(self, urge_id: int) -> Urge | None:
        """Find an urge by its number."""
        return self._first(_URGE.where(_U.id == urge_id))

    def newest_open(self, felt_by: datetime, contact_id: int | None = None) -> Urge | None:
        """Give the open urge that was felt last by a moment."""
        newest = _URGE.where(*_OPEN, _U.felt_at <= felt_by)
        if contact_id is not None:
            newest = newest.where(_U.contact_id == contact_id)
        return self._first(newest.order_by(_U.felt_at.desc(), _U.id.desc()).limit(1))

    def open_ids(self, contact_id: int, limit: int) -> tuple[int, ...]:
        """Give the numbers of a contact's open urges, the one felt last first."""
        # “+ 0” has SQLite look through what is open, not through all that they are about.
        rows = self._connection.execute(
            select(_U.id)
            .where(_U.contact_id + 0 == contact_id, *_OPEN)
            .order_by(_U.felt_at.desc(), _U.id.desc())
            .limit(limit)
        )
        return tuple(rows.scalars())

    def open_count(self, contact_id: int) -> int:
        """Count a contact's open urges."""
        counted = select(func.count()).where(_U.contact_id == contact_id, *_OPEN)
        return int(self._connection.execute(counted).scalar_one())

    def pause_end(self, contact_id: int, now: datetime) -> datetime | None:
        """Give the latest end of the pauses of all urges of a contact, if one runs now."""
        return self._latest_pause(contact_id, now, begun_by=None)

    def pause_end_at(self, contact_id: int, at: datetime) -> datetime | None:
        """Give the latest end of the pauses that had begun by a past moment and ran then."""
        return self._latest_pause(contact_id, at, begun_by=at)

    def _latest_pause(
        self, contact_id: int, running_at: datetime, begun_by: datetime | None
    ) -> datetime | None:
        values = {"whose": contact_id, "running_at": running_at, "begun_by": begun_by}
        latest = _latest_pause(was_past=begun_by is not None)
        end: datetime | None = self._connection.execute(latest, values).scalar()
        return end

    def felt_between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Urge, ...]:
        """Give the urges felt from `start` to before `end`, in that order."""
        found = _URGE.where(_U.felt_at >= start, _U.felt_at < end)
        if contact_id is not None:
            found = found.where(_U.contact_id == contact_id)
        return self._all(found.order_by(_U.felt_at, _U.id))

    def logged_since(self, start: datetime) -> tuple[Urge, ...]:
        """Give the urges logged since then, oldest first."""
        return self._all(_URGE.where(_U.logged_at >= start).order_by(_U.logged_at, _U.id))

    def felt_since(self, start: datetime, most: int) -> tuple[datetime, ...]:
        """Give when urges were felt since then, in that order; of very many the newest."""
        found = (
            select(_U.felt_at)
            .where(_U.felt_at >= start, _U.retracted_at.is_(None))
            .order_by(_U.felt_at.desc())
            .limit(most)
        )
        return tuple(reversed(self._connection.execute(found).scalars().all()))

    def last_let_go(self, since: datetime) -> datetime | None:
        """Give when an urge was let go last, if one was since then."""
        # Not asked by the outcome: SQLite would begin with all that were ever let go.
        settled = select(_U.outcome_at, _U.outcome).where(
            _U.outcome_at >= since, _U.retracted_at.is_(None)
        )
        rows = self._connection.execute(settled)
        return max((row.outcome_at for row in rows if row.outcome == "let-go"), default=None)

    def listed(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        outcome: Outcome | None = None,
        trigger: str | None = None,
        contact_id: int | None = None,
        retracted: bool = False,
        with_draft: bool = False,
        with_ratings: bool = False,
        limit: int | None = None,
    ) -> tuple[Urge, ...]:
        """Give the urges that fit, the one felt last first; `until` is not part of the span."""
        found = _URGE.where(
            _U.retracted_at.is_not(None) if retracted else _U.retracted_at.is_(None)
        )
        if since is not None:
            found = found.where(_U.felt_at >= since)
        if until is not None:
            found = found.where(_U.felt_at < until)
        if outcome is not None:
            found = found.where(_U.outcome == outcome)
        if contact_id is not None:
            found = found.where(_U.contact_id == contact_id)
        if with_draft:
            found = found.where(exists().where(t.drafts.c.urge_id == _U.id))
        if with_ratings:
            found = found.where(exists().where(t.ratings.c.urge_id == _U.id))
        if trigger is not None:
            found = found.where(
                _U.id.in_(select(t.triggers.c.urge_id).where(t.triggers.c.word == trigger))
            )
        return self._all(found.order_by(_U.felt_at.desc(), _U.id.desc()).limit(limit))

    def rate(self, urge_id: int, intensity: int, now: datetime) -> None:
        """Write a rating down."""
        self._connection.execute(
            t.ratings.insert().values(urge_id=urge_id, at=now, intensity=intensity)
        )

    def close(self, urge_id: int, outcome: Outcome, at: datetime) -> None:
        """Write down what became of an urge."""
        self._update(urge_id, {"outcome": outcome, "outcome_at": at})

    def keep_longer(self, urge_id: int, until: datetime, now: datetime) -> None:
        """Begin another pause of an urge."""
        self._connection.execute(
            t.pauses.insert().values(urge_id=urge_id, set_at=now, ends_at=until)
        )

    def retract(self, urge_id: int, now: datetime) -> None:
        """Say of an urge that it was a mistake."""
        self._update(urge_id, {"retracted_at": now})

    def amend(self, urge_id: int, changes: Mapping[str, Any], now: datetime) -> None:
        """Correct fields of an urge, writing down what each said before."""
        before = self.get(urge_id)
        for field, after in changes.items():
            self._connection.execute(
                t.amendments.insert().values(
                    urge_id=urge_id,
                    at=now,
                    field=field,
                    before=_as_text(getattr(before, field)),
                    after=_as_text(after),
                )
            )
        rest = dict(changes)
        if (words := rest.pop("triggers", None)) is not None:
            self._connection.execute(t.triggers.delete().where(t.triggers.c.urge_id == urge_id))
            self._set_triggers(urge_id, words)
        if rest:
            self._update(urge_id, rest)

    def amendments(self, urge_id: int) -> tuple[tuple[datetime, str, str, str], ...]:
        """Give what was corrected: when, which field, before, after."""
        a = t.amendments.c
        rows = self._connection.execute(
            select(a.at, a.field, a.before, a.after).where(a.urge_id == urge_id).order_by(a.id)
        )
        return tuple((at, field, before, after) for at, field, before, after in rows)

    def _update(self, urge_id: int, values: Mapping[str, Any]) -> None:
        self._connection.execute(t.urges.update().where(_U.id == urge_id).values(**values))

    def _set_triggers(self, urge_id: int, words: Iterable[str]) -> None:
        rows = [
            {"urge_id": urge_id, "position": position, "word": word}
            for position, word in enumerate(words)
        ]
        if rows:
            self._connection.execute(t.triggers.insert(), rows)

    def _first(self, found: Select[Any]) -> Urge | None:
        return next(iter(self._all(found)), None)

    def _all(self, found: Select[Any]) -> tuple[Urge, ...]:
        rows = self._connection.execute(found).all()
        ids = [row.id for row in rows]
        words = self._words_of(ids)
        ratings = self._ratings_of(ids)
        return tuple(_urge(row, words.get(row.id, ()), ratings.get(row.id, ())) for row in rows)

    def _words_of(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        w = t.triggers.c
        found = select(w.urge_id, w.word).order_by(w.urge_id, w.position)
        return {
            urge_id: tuple(row.word for row in rows)
            for urge_id, rows in self._grouped(found, w.urge_id, ids)
        }

    def _ratings_of(self, ids: Sequence[int]) -> dict[int, tuple[Rating, ...]]:
        r = t.ratings.c
        found = select(r.urge_id, r.at, r.intensity).order_by(r.urge_id, r.at, r.id)
        return {
            urge_id: tuple(Rating(row.at, row.intensity) for row in rows)
            for urge_id, rows in self._grouped(found, r.urge_id, ids)
        }

    def _grouped(
        self,
        found: Select[Any],
        column: ColumnElement[int],
        ids: Sequence[int],
    ) -> Iterable[tuple[int, list[Row[Any]]]]:
        for start in range(0, len(ids), _AT_ONCE):
            some = found.where(column.in_(ids[start : start + _AT_ONCE]))
            rows = self._connection.execute(some).all()
            for urge_id, group in groupby(rows, key=lambda row: row.urge_id):
                yield urge_id, list(group)


@cache  # building them takes longer than running them
def _latest_pause(*, was_past: bool) -> Select[Any]:
    p, running_at = t.pauses.c, bindparam("running_at", type_=t.Instant)
    first = select(func.max(_U.pause_ends_at).label("end")).where(
        _U.contact_id == bindparam("whose"), _U.pause_ends_at > running_at
    )
    # Not a join: by that, SQLite would begin with all urges of the contact.
    whose = select(_U.contact_id).where(_U.id == p.urge_id).scalar_subquery()
    later = select(func.max(p.ends_at)).where(p.ends_at > running_at, whose == bindparam("whose"))
    if was_past:
        begun_by = bindparam("begun_by", type_=t.Instant)
        first, later = first.where(_U.logged_at <= begun_by), later.where(p.set_at <= begun_by)
    ends = union_all(first, later).subquery()
    return select(func.max(ends.c.end))


def _urge(row: Row[Any], words: tuple[str, ...], ratings: tuple[Rating, ...]) -> Urge:
    return Urge(
        id=row.id,
        contact_id=row.contact_id,
        contact=row.contact,
        felt_at=row.felt_at,
        logged_at=row.logged_at,
        pause_ends_at=max(row.pause_ends_at, row.kept_until or row.pause_ends_at),
        channel=row.channel,
        intensity=row.intensity,
        triggers=words,
        has_draft=bool(row.has_draft),
        ratings=ratings,
        outcome=row.outcome,
        outcome_at=row.outcome_at,
        slip=bool(row.slip),
        retracted_at=row.retracted_at,
    )


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)
