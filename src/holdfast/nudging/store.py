"""The nudges in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.sqlite import insert

from holdfast.ledger import tables as t

if TYPE_CHECKING:
    from holdfast.nudging.model import Nudge, NudgeState, NudgeText

_PLANNED_AHEAD = 100
"""Extra rows read: a nudge may come long after its row."""
_LONGEST_LIFE = timedelta(days=8)
"""Longer than any nudge is valid."""

_N = t.nudges.c
_NUDGE = select(
    _N.key,
    _N.kind,
    _N.due_at,
    _N.expires_at,
    _N.why,
    _N.urge_id,
    _N.id,
    t.urges.c.contact_id,
    _N.state,
    _N.handed_over_at,
    _N.read_at,
    _N.title,
    _N.body,
    _N.detail,
).join_from(t.nudges, t.urges, isouter=True)
_PLANNED = _N.state == "planned"
# An expired one comes after all if the clock had been ahead; _expired_early says when.
_OPEN = _N.state.in_(("planned", "failed", "expired"))
# When a person logged, or answered, something.
_ANSWERS = (
    t.urges.c.noted_at,
    t.urges.c.outcome_at,
    t.ratings.c.at,
    t.events.c.noted_at,
    t.reviews.c.at,
    t.requests.c.asked_at,
    t.requests.c.confirmed_at,
    t.requests.c.cancelled_at,
)
# Built once: building it takes longer than running it.
_ANSWERED = select(
    or_(*(exists().where(at > bindparam("start"), at <= bindparam("end")) for at in _ANSWERS))
)


class NudgeStore:
    """Loads and saves nudges and snoozes, and loads what the pace of nudges depends on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, nudge: Nudge) -> None:
        """Save a nudge, once for each key; one that was put aside is planned again."""
        new = insert(t.nudges).values(
            key=nudge.key,
            kind=nudge.kind,
            urge_id=nudge.urge_id,
            due_at=nudge.due_at,
            expires_at=nudge.expires_at,
            state="planned",
            why=nudge.why,
        )
        self._connection.execute(
            new.on_conflict_do_update(
                index_elements=["key"],
                set_={"state": "planned", "detail": None},
                where=_called_off(),
            )
        )

    def is_saved(self, key: str) -> bool:
        """Return whether a nudge with this key was ever saved, and not merely called off."""
        return self._scalar(select(_N.id).where(_N.key == key, ~_called_off())) is not None

    def urges_without(self, since: datetime, within: timedelta) -> tuple[int, ...]:
        """Return the urges that no nudge is about, logged since then and soon after they were felt.

        `within`: how soon after. Their numbers are returned, the first one first.
        """
        u = t.urges.c
        lag = type_coerce(u.noted_at, Integer) - type_coerce(u.felt_at, Integer)
        found = select(u.id).where(
            u.noted_at >= since,
            lag < within // timedelta(microseconds=1),
            ~exists().where(_N.urge_id == u.id),
        )
        # Not sorted by SQLite, which would read all urges there ever were in that order.
        return tuple(sorted(self._connection.execute(found).scalars()))

    def moments_to_come(self, now: datetime, ran: timedelta) -> list[datetime]:
        """Return when the next one is due that is planned, claimed, or tried again."""
        claimed = select(func.min(_N.claimed_until))
        to_come = select(func.min(_N.due_at)).where(_N.due_at > now)
        # An expired one is to come if the clock had been ahead when it expired.
        dues = (self._scalar(to_come.where(_N.state == state)) for state in ("planned", "expired"))
        ends = (
            self._scalar(claimed.where(_PLANNED, _N.claimed_until > ran)),
            self._scalar(claimed.where(*_failed(now), _N.claimed_until > ran)),
        )
        return [*(due_at for due_at in dues if due_at), *(now + (end - ran) for end in ends if end)]

    def due(self, now: datetime, ran: timedelta) -> tuple[Nudge, ...]:
        """Return those that are due, to be shown or tried again, and that nobody has claimed."""
        unclaimed = _unclaimed(ran)
        found = (
            *self._all(_NUDGE.where(_PLANNED, _N.due_at <= now, _N.kind != "test", unclaimed)),
            *self._all(_NUDGE.where(*_failed(now), unclaimed)),
            *self._all(_NUDGE.where(*_expired_early(now), unclaimed)),
        )
        return tuple(sorted(found, key=lambda nudge: (nudge.due_at, nudge.id)))

    def claim(
        self, nudge_id: int, text: NudgeText, body: str, ran: timedelta, lease: timedelta
    ) -> bool:
        """Claim a nudge for showing, in one statement; False if another process was faster.

        Meanwhile it is in no inbox: a terminal would show it, too.
        """
        words = {"text_id": text.id, "title": text.title, "body": body, "state": "planned"}
        claimed = self._connection.execute(
            t.nudges.update()
            .where(_N.id == nudge_id, _OPEN, _N.read_at.is_(None), _unclaimed(ran))
            .values(claimed_until=ran + lease, **words)
            .returning(_N.id)
        )
        return claimed.first() is not None

    def settle(self, nudge_id: int, state: NudgeState, detail: str | None, now: datetime) -> None:
        """Save what became of a nudge; once it was handed over or put aside, it stays so."""
        handed_over_at = now if state == "handed-over" else None
        self._update(nudge_id, state=state, detail=detail, handed_over_at=handed_over_at)

    def try_again(self, nudge_id: int, detail: str, ran: timedelta) -> None:
        """Save why a nudge could not be shown, and from which running time on it is due again."""
        self._update(nudge_id, state="failed", detail=detail, claimed_until=ran, tries=_N.tries + 1)

    def on_screen(self, nudge_id: int, shown_as: int, shown_by: str) -> None:
        """Save the number that a nudge has on the screen, and of which bus and server."""
        seen = t.nudges.update().where(_N.id == nudge_id)
        self._connection.execute(seen.values(shown_as=shown_as, shown_by=shown_by))

    def left_on_screen(self, since: datetime) -> tuple[tuple[int, str], ...]:
        """Return number and server of what was shown with buttons since then, unanswered."""
        found = select(_N.shown_as, _N.shown_by).where(
            _N.handed_over_at >= since, _N.shown_as.is_not(None), _N.answered_at.is_(None)
        )
        return tuple(map(tuple, self._connection.execute(found)))

    def with_id(self, nudge_id: int) -> Nudge | None:
        """Return a nudge by its number."""
        return next(iter(self._all(_NUDGE.where(_N.id == nudge_id))), None)

    def answer(self, nudge_id: int, answer: str, now: datetime) -> bool:
        """Save which button was pressed; False if one was pressed before."""
        pressed = t.nudges.update().where(_N.id == nudge_id, _N.answered_at.is_(None))
        values = pressed.values(answer=answer, answered_at=now, read_at=now).returning(_N.id)
        return self._connection.execute(values).first() is not None

    def tries(self, nudge_id: int) -> int:
        """Return how often a nudge could not be shown."""
        return self._scalar(select(_N.tries).where(_N.id == nudge_id)) or 0

    def get(self, key: str) -> Nudge:
        """Return a nudge by its key."""
        return self._all(_NUDGE.where(_N.key == key))[0]

    def listed(self, limit: int | None) -> tuple[Nudge, ...]:
        """Return the nudges by when they came, or else were due: newest first."""
        # A moment may be days after its row was saved; reading all of them would take too long.
        most = None if limit is None else limit + _PLANNED_AHEAD
        found = self._all(_NUDGE.order_by(_N.id.desc()).limit(most))
        came = sorted(found, key=lambda one: one.handed_over_at or one.due_at, reverse=True)
        return tuple(came[:limit])

    def shown_between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Nudge, ...]:
        """Return the nudges handed over from `start` to before `end`, except test nudges."""
        found = _NUDGE.where(_N.kind != "test", _N.handed_over_at >= start, _N.handed_over_at < end)
        if contact_id is not None:
            found = found.where(t.urges.c.contact_id == contact_id)
        return self._all(found.order_by(_N.handed_over_at))

    def of_urges(self, urge_ids: Sequence[int]) -> tuple[Nudge, ...]:
        """Return the nudges about any of the urges, oldest first."""
        return self._all(_NUDGE.where(_N.urge_id.in_(urge_ids)).order_by(_N.id))

    def check_ins_shown(self, urge_ids: Sequence[int]) -> int:
        """Return how many check-ins about any of the urges were handed over."""
        # Not asked by the kind: SQLite would begin with all check-ins there ever were.
        about = self.of_urges(urge_ids)
        return sum(one.kind == "check-in" and one.state == "handed-over" for one in about)

    def handed_over(self, kinds: Sequence[str], most: int) -> tuple[Nudge, ...]:
        """Return the last ones of each kind that were handed over, newest first."""
        return self._all(_handed_over(tuple(kinds), most))

    def is_answered(self, start: datetime, end: datetime) -> bool:
        """Return whether a person logged or answered anything after `start`, up to `end`."""
        found = self._connection.execute(_ANSWERED, {"start": start, "end": end})
        return bool(found.scalar())

    def last_let_go(self, since: datetime) -> datetime | None:
        """Return when an urge was let go last, if one was since then."""
        # Not asked by the outcome: SQLite would begin with all that were ever let go.
        u = t.urges.c
        settled = select(u.outcome_at, u.outcome).where(
            u.outcome_at >= since, u.retracted_at.is_(None)
        )
        rows = self._connection.execute(settled)
        return max((row.outcome_at for row in rows if row.outcome == "let-go"), default=None)

    def snooze(self, now: datetime, ran: timedelta, lasts: timedelta) -> None:
        """Let all nudges wait for a length of running time."""
        self._connection.execute(
            t.snoozes.insert().values(set_at=now, set_ran=ran, ends_ran=ran + lasts)
        )

    def last_snooze(self) -> tuple[timedelta, timedelta] | None:
        """Return from when until when, in running time, nudges were last told to wait, if ever."""
        s = t.snoozes.c
        newest = select(s.set_ran, s.ends_ran).order_by(s.id.desc()).limit(1)
        row = self._connection.execute(newest).first()
        return (row.set_ran, row.ends_ran) if row else None

    def last_shown(self, text_ids: Sequence[str]) -> Mapping[str, timedelta]:
        """Return the running time at which each text was last chosen: shown, or tried."""
        # One question for each: asked together, SQLite reads all that was ever shown.
        newest = select(func.max(_N.claimed_until))
        shown = {text_id: self._scalar(newest.where(_N.text_id == text_id)) for text_id in text_ids}
        return {text_id: ran for text_id, ran in shown.items() if ran is not None}

    def inbox(self, now: datetime) -> tuple[Nudge, ...]:
        """Return those that could not be shown, still fit, and were not read, oldest first."""
        return self._all(_NUDGE.where(*_failed(now)).order_by(_N.due_at, _N.id))

    def read_of(self, key: str, now: datetime) -> bool:
        """Save that a person looked at what a nudge is about; False if that was saved before."""
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
        from holdfast.nudging.model import Nudge  # `status` mostly finds none: 2 ms

        return tuple(Nudge(*row) for row in rows)


@cache  # building it takes longer than running it
def _handed_over(kinds: tuple[str, ...], most: int) -> Select[Any]:
    ids = [
        select(
            select(_N.id)
            .where(_N.kind == kind, _N.handed_over_at.is_not(None))
            .order_by(_N.handed_over_at.desc())
            .limit(most)
            .subquery()
        )
        for kind in kinds
    ]
    return _NUDGE.where(_N.id.in_(union_all(*ids))).order_by(_N.handed_over_at.desc())


def _failed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Those that could not be shown, still fit by their time, and were not read."""
    return (
        _N.state == "failed",
        _N.kind != "test",
        _N.read_at.is_(None),
        _N.expires_at > now,
    )


def _expired_early(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Those that expired only by a clock that had been set ahead."""
    is_near = and_(_N.due_at > now - _LONGEST_LIFE, _N.due_at <= now)
    return (_N.state == "expired", is_near, _N.expires_at > now)


def _called_off() -> ColumnElement[bool]:
    from holdfast.nudging.model import CALLED_OFF

    return and_(_N.state == "suppressed", _N.detail == CALLED_OFF)


def _unclaimed(ran: timedelta) -> ColumnElement[bool]:
    return or_(_N.claimed_until.is_(None), _N.claimed_until <= ran)
