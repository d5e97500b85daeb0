"""The nudges in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.sqlite import insert

from holdfast.domain.span import Span
from holdfast.storage import tables as t

if TYPE_CHECKING:
    from holdfast.domain.nudge import Nudge, NudgeKind, NudgePlan, NudgeState, NudgeText

_PLANNED_AHEAD = 100
"""Among so many more than are asked for the newest are looked for: their rows may be older."""

_N = t.nudges.c
_NUDGE = select(
    _N.id,
    _N.key,
    _N.kind,
    _N.urge_id,
    _N.due_at,
    _N.expires_at,
    _N.state,
    _N.handed_over_at,
    _N.title,
    _N.body,
    _N.why,
    _N.detail,
)
_PLANNED = _N.state == "planned"
_OPEN = _N.state.in_(("planned", "failed"))
# When a person logged, or answered, something.
_ANSWERS = (
    t.urges.c.logged_at,
    t.urges.c.outcome_at,
    t.ratings.c.at,
    t.events.c.noted_at,
    t.reviews.c.at,
    t.changes.c.asked_at,
    t.changes.c.confirmed_at,
    t.changes.c.cancelled_at,
)
# Made once: making it anew would cost more than asking it.
_ANSWERED = select(
    or_(*(exists().where(at > bindparam("start"), at <= bindparam("end")) for at in _ANSWERS))
)


class SqlNudges:
    """Carries out the port `Nudges`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, plan: NudgePlan) -> None:
        """Write a nudge down, once for each key."""
        self._connection.execute(
            insert(t.nudges)
            .values(
                key=plan.key,
                kind=plan.kind,
                urge_id=plan.urge_id,
                due_at=plan.due_at,
                expires_at=plan.expires_at,
                state="planned",
                why=plan.why,
            )
            .on_conflict_do_nothing(index_elements=["key"])
        )

    def planned_urges(self, urge_ids: Sequence[int]) -> frozenset[int]:
        """Give those of the urges that have nudges."""
        found = select(_N.urge_id).where(_N.urge_id.in_(urge_ids))
        return frozenset(self._connection.execute(found).scalars())

    def is_written(self, key: str) -> bool:
        """Say whether there is, or was, a nudge with this key."""
        return self._scalar(select(_N.id).where(_N.key == key)) is not None

    def next_due_at(self, now: datetime) -> datetime | None:
        """Give when the next one is due that is planned, claimed, or to be tried again."""
        moments = (
            self._scalar(select(func.min(_N.due_at)).where(_PLANNED, _N.due_at > now)),
            self._scalar(
                select(func.min(_N.claimed_until)).where(_PLANNED, _N.claimed_until > now)
            ),
            self._scalar(
                select(func.min(_N.claimed_until)).where(*_failed(now), _N.claimed_until > now)
            ),
        )
        return min((moment for moment in moments if moment is not None), default=None)

    def due(self, now: datetime) -> tuple[Nudge, ...]:
        """Give those whose moment has come, to be shown or tried again, and claimed by nobody."""
        planned = self._all(_NUDGE.where(_PLANNED, _N.due_at <= now, _unclaimed(now)))
        failed = self._all(_NUDGE.where(*_failed(now), _unclaimed(now)))
        return tuple(sorted(planned + failed, key=lambda nudge: (nudge.due_at, nudge.id)))

    def claim(
        self, nudge_id: int, text: NudgeText, body: str, now: datetime, lease: timedelta
    ) -> bool:
        """Take a nudge for showing, in one statement; False if another was faster.

        Meanwhile it is in no inbox: a terminal would show it, too.
        """
        words = {"text_id": text.id, "title": text.title, "body": body, "state": "planned"}
        claimed = self._connection.execute(
            t.nudges.update()
            .where(_N.id == nudge_id, _OPEN, _N.read_at.is_(None), _unclaimed(now))
            .values(claimed_until=now + lease, **words)
            .returning(_N.id)
        )
        return claimed.first() is not None

    def settle(self, nudge_id: int, state: NudgeState, detail: str | None, now: datetime) -> None:
        """Say what became of a nudge; one that was settled before stays as it is."""
        handed_over_at = now if state == "handed-over" else None
        self._update(nudge_id, state=state, detail=detail, handed_over_at=handed_over_at)

    def plan_anew(self, key: str, detail: str) -> None:
        """Forget a nudge that was put aside for that reason, so that it is planned anew."""
        put_aside = (_N.state == "suppressed", _N.detail == detail)
        self._connection.execute(t.nudges.delete().where(_N.key == key, *put_aside))

    def try_again(self, nudge_id: int, detail: str, at: datetime) -> None:
        """Say why a nudge could not be shown, and from when on it is due again."""
        self._update(nudge_id, state="failed", detail=detail, claimed_until=at, tries=_N.tries + 1)

    def tries(self, nudge_id: int) -> int:
        """Count how often a nudge could not be shown."""
        return self._scalar(select(_N.tries).where(_N.id == nudge_id)) or 0

    def get(self, key: str) -> Nudge:
        """Give a nudge by its key."""
        return self._all(_NUDGE.where(_N.key == key))[0]

    def listed(self, limit: int | None) -> tuple[Nudge, ...]:
        """Give the nudges by when they came, else were due: newest first."""
        # A moment may lie days after its row was written; reading all of them would take too long.
        most = None if limit is None else limit + _PLANNED_AHEAD
        found = self._all(_NUDGE.order_by(_N.id.desc()).limit(most))
        came = sorted(found, key=lambda one: one.handed_over_at or one.due_at, reverse=True)
        return tuple(came[:limit])

    def asked_between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Nudge, ...]:
        """Give the check-ins handed over from `start` to before `end`."""
        found = _NUDGE.where(
            _N.kind == "check-in", _N.handed_over_at >= start, _N.handed_over_at < end
        )
        if contact_id is not None:
            found = found.join(t.urges).where(t.urges.c.contact_id == contact_id)
        return self._all(found.order_by(_N.handed_over_at))

    def shown_between(
        self,
        kinds: Sequence[NudgeKind],
        start: datetime,
        end: datetime,
        contact_id: int | None = None,
    ) -> tuple[tuple[NudgeKind, datetime, datetime | None], ...]:
        """Give those of the kinds that were handed over, when that was, and when read."""
        found = select(_N.kind, _N.handed_over_at, _N.read_at).where(
            _N.kind.in_(kinds), _N.handed_over_at >= start, _N.handed_over_at < end
        )
        if contact_id is not None:
            found = found.join(t.urges).where(t.urges.c.contact_id == contact_id)
        return tuple((kind, at, read_at) for kind, at, read_at in self._connection.execute(found))

    def of_urges(self, urge_ids: Sequence[int]) -> tuple[Nudge, ...]:
        """Give the nudges about any of the urges, oldest first."""
        return self._all(_NUDGE.where(_N.urge_id.in_(urge_ids)).order_by(_N.id))

    def asked_about(self, urge_ids: Sequence[int]) -> int:
        """Count the check-ins handed over about any of the urges."""
        # Not asked by the kind: SQLite would begin with all check-ins there ever were.
        about = self.of_urges(urge_ids)
        return sum(one.kind == "check-in" and one.state == "handed-over" for one in about)

    def handed_over(
        self, kinds: Sequence[NudgeKind], most: int
    ) -> tuple[tuple[NudgeKind, datetime, datetime | None], ...]:
        """Give the last ones of each kind that were handed over, newest first, and when read."""
        each = [
            select(_N.kind, _N.handed_over_at, _N.read_at)
            .where(_N.kind == kind, _N.handed_over_at.is_not(None))
            .order_by(_N.handed_over_at.desc())
            .limit(most)
            .subquery()
            for kind in kinds
        ]
        rows = self._connection.execute(union_all(*(select(newest) for newest in each)))
        found = [(row.kind, row.handed_over_at, row.read_at) for row in rows]
        return tuple(sorted(found, key=lambda one: one[1], reverse=True))

    def is_answered(self, start: datetime, end: datetime) -> bool:
        """Say whether a person logged or answered anything after `start`, up to `end`."""
        found = self._connection.execute(_ANSWERED, {"start": start, "end": end})
        return bool(found.scalar())

    def snooze(self, until: datetime, now: datetime) -> None:
        """Let all nudges wait until then."""
        self._connection.execute(t.snoozes.insert().values(set_at=now, ends_at=until))

    def last_snooze(self) -> Span | None:
        """Give from when until when nudges were told to wait the last time, if ever."""
        s = t.snoozes.c
        newest = select(s.set_at, s.ends_at).order_by(s.id.desc()).limit(1)
        row = self._connection.execute(newest).first()
        return Span(*row) if row else None

    def last_shown(self, text_ids: Sequence[str]) -> Mapping[str, datetime]:
        """Give when each of the texts was chosen last, if it was: shown, or tried."""
        # One question for each: asked together, SQLite reads all that was ever shown.
        newest = select(func.max(_N.claimed_until))
        shown = {
            text_id: self._connection.execute(newest.where(_N.text_id == text_id)).scalar()
            for text_id in text_ids
        }
        return {text_id: moment for text_id, moment in shown.items() if moment is not None}

    def inbox(self, now: datetime) -> tuple[Nudge, ...]:
        """Give those that could not be shown, still fit, and were not read, oldest first."""
        return self._all(_NUDGE.where(*_failed(now)).order_by(_N.due_at, _N.id))

    def read_of(self, key: str, now: datetime) -> bool:
        """Say of a nudge that a person has looked at what it is about; False if it was said."""
        read = t.nudges.update().where(_N.key == key, _N.read_at.is_(None)).values(read_at=now)
        return self._connection.execute(read.returning(_N.id)).first() is not None

    def _scalar(self, found: Select[Any]) -> Any:  # noqa: ANN401 - whatever the one column holds
        return self._connection.execute(found).scalar()

    def _update(self, nudge_id: int, **values: Any) -> None:  # noqa: ANN401 - columns
        self._connection.execute(t.nudges.update().where(_N.id == nudge_id, _OPEN).values(**values))

    def _all(self, found: Select[Any]) -> tuple[Nudge, ...]:
        rows = self._connection.execute(found).all()
        if not rows:
            return ()
        from holdfast.domain.nudge import Nudge  # `status` mostly finds none: 2 ms

        return tuple(Nudge(*row) for row in rows)


def _failed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Those that could not be shown, still fit by their time, and were not read."""
    return (
        _N.state == "failed",
        _N.kind != "test",
        _N.read_at.is_(None),
        _N.expires_at > now,
    )


def _unclaimed(now: datetime) -> ColumnElement[bool]:
    return or_(_N.claimed_until.is_(None), _N.claimed_until <= now)
