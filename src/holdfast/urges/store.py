"""The urges in the ledger; no method here gives a draft's text out: see draft_store.py."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    select,
    tuple_,
)

from holdfast.ledger import tables as t
from holdfast.ledger.database import inserted_id
from holdfast.ledger.marks import stamp_columns
from holdfast.urges.draft_store import mentions
from holdfast.urges.model import Compared, Comparison, Outcome, Pause, Search, Urge
from holdfast.urges.urge_rows import URGE, urges_of

_U = t.urges.c
# A literal: SQLite uses the index on open urges only if it sees the value.
_OPEN = (_U.outcome == literal_column("'open'"), _U.retracted_at.is_(None))


class UrgeStore:
    """Loads and saves urges."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, urge: Urge, draft: str | None) -> Urge:
        """Save an urge with its draft; return it with its number."""
        (pause,) = urge.pauses
        result = self._connection.execute(
            t.urges.insert().values(
                contact_id=urge.contact_id,
                felt_at=urge.felt_at,
                # Not `logged_at`: the columns `logged_*` are the stamp of the pause.
                noted_at=urge.logged_at,
                pause_ends_at=pause.began.at + pause.length,
                channel=urge.channel,
                intensity=urge.intensity,
                outcome=urge.outcome,
                kind=urge.kind,
                **stamp_columns("logged", pause.began),
            )
        )
        urge_id = inserted_id(result)
        if draft is not None:
            self._connection.execute(t.drafts.insert().values(urge_id=urge_id, text=draft))
        self._set_triggers(urge_id, urge.triggers)
        return replace(urge, id=urge_id)

    def get(self, urge_id: int) -> Urge | None:
        """Return an urge by its number."""
        return self._first(URGE.where(_U.id == urge_id))

    def compare(self, urge_id: int, answer: Comparison, at: datetime) -> None:
        """Save how strong an urge is, compared with before."""
        self._connection.execute(
            t.comparisons.insert().values(urge_id=urge_id, answer=answer, at=at)
        )

    def compared(self, urge_id: int) -> tuple[Compared, ...]:
        """Return how strong an urge was later, compared with before, oldest first."""
        c = t.comparisons.c
        found = select(c.at, c.answer).where(c.urge_id == urge_id).order_by(c.id)
        return tuple(Compared(*row) for row in self._connection.execute(found))

    def felt_about_since(self, contact_id: int, since: datetime) -> bool:
        """Return whether an urge about a contact was felt since a moment."""
        found = select(_U.id).where(
            _U.contact_id == contact_id, _U.felt_at >= since, _U.retracted_at.is_(None)
        )
        return self._connection.execute(found.limit(1)).first() is not None

    def newest_open(
        self, felt_by: datetime, contact_id: int | None = None, *, to_write: bool = False
    ) -> Urge | None:
        """Return the open urge that was felt last, not later than a moment.

        `to_write`: leave out the urges to look somebody up.
        """
        newest = select(_U.id).where(*_OPEN, _U.felt_at <= felt_by)
        if to_write:
            newest = newest.where(_U.kind == "message")
        if contact_id is not None:
            newest = newest.where(_U.contact_id == contact_id)
        newest = newest.order_by(_U.felt_at.desc(), _U.id.desc()).limit(1)
        # By its number: SQLAlchemy has that statement already, or will need it soon.
        urge_id = self._connection.execute(newest).scalar()
        return None if urge_id is None else self.get(urge_id)

    def open_ids(self, contact_id: int, limit: int) -> tuple[int, ...]:
        """Return the numbers of a contact's open urges, the one felt last first."""
        which = {"whose": contact_id, "most": limit}
        return tuple(self._connection.execute(_open_ids(), which).scalars())

    def open_count(self, contact_id: int) -> int:
        """Return how many urges of a contact are open."""
        return int(self._connection.execute(_open_count(), {"whose": contact_id}).scalar_one())

    def felt_between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Urge, ...]:
        """Return the urges felt from `start` to before `end`, in that order."""
        found = URGE.where(_U.felt_at >= start, _U.felt_at < end)
        if contact_id is not None:
            found = found.where(_U.contact_id == contact_id)
        return urges_of(self._connection, found.order_by(_U.felt_at, _U.id))

    def felt_since(self, start: datetime, most: int) -> tuple[datetime, ...]:
        """Return when urges were felt since then, in that order; of very many the newest."""
        found = (
            select(_U.felt_at)
            .where(_U.felt_at >= start, _U.retracted_at.is_(None))
            .order_by(_U.felt_at.desc())
            .limit(most)
        )
        return tuple(reversed(self._connection.execute(found).scalars().all()))

    def listed(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        outcome: Outcome | None = None,
        trigger: str | None = None,
        contact_id: int | None = None,
        search: Search | None = None,
        retracted: bool = False,
        with_draft: bool = False,
        with_ratings: bool = False,
        after: int | None = None,
        limit: int | None = None,
    ) -> tuple[Urge, ...]:
        """Return the urges that fit, the one felt last first; `until` is not part of the span.

        With `after`, an urge's number, return those that come after it in that order.
        """
        found = URGE.where(_U.retracted_at.is_not(None) if retracted else _U.retracted_at.is_(None))
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
        if search is not None:
            # SQLite's own functions know the case of ASCII only.
            driver: Any = self._connection.connection.driver_connection
            driver.create_function("casefold", 1, _casefold, deterministic=True)
            found = found.where(mentions(search))
        if after is not None:
            last = t.urges.alias().c
            felt_at = select(last.felt_at).where(last.id == after).scalar_subquery()
            found = found.where(tuple_(_U.felt_at, _U.id) < tuple_(felt_at, literal(after)))
        return urges_of(
            self._connection, found.order_by(_U.felt_at.desc(), _U.id.desc()).limit(limit)
        )

    def rate(self, urge_id: int, intensity: int, now: datetime) -> None:
        """Save a rating."""
        self._connection.execute(
            t.ratings.insert().values(urge_id=urge_id, at=now, intensity=intensity)
        )

    def close(self, urge_id: int, outcome: Outcome, at: datetime) -> None:
        """Save what became of an urge."""
        self._update(urge_id, {"outcome": outcome, "outcome_at": at})

    def add_pause(self, urge_id: int, pause: Pause) -> None:
        """Save another pause of an urge, beside those before it."""
        self._connection.execute(
            t.pauses.insert().values(
                urge_id=urge_id,
                ends_at=pause.began.at + pause.length,
                **stamp_columns("set", pause.began),
            )
        )

    def retract(self, urge_id: int, now: datetime) -> None:
        """Save that an urge was logged by mistake."""
        self._update(urge_id, {"retracted_at": now})

    def amend(self, urge_id: int, changes: Mapping[str, Any], now: datetime) -> None:
        """Correct fields of an urge, and save what each said before."""
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
        """Return what was corrected: when, which field, before, after."""
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
        return next(iter(urges_of(self._connection, found)), None)


def _casefold(text: str | None) -> str:
    return (text or "").casefold()


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


@cache  # building it takes longer than running it
def _open_ids() -> Select[Any]:
    return (
        select(_U.id)
        .where(_U.contact_id == bindparam("whose"), *_OPEN)
        .order_by(_U.felt_at.desc(), _U.id.desc())
        .limit(bindparam("most", type_=Integer))
    )


@cache
def _open_count() -> Select[Any]:
    return select(func.count()).where(_U.contact_id == bindparam("whose"), *_OPEN)
