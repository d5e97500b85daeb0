"""The nudges in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from holdfast.storage import tables as t

if TYPE_CHECKING:
    from holdfast.domain.nudge import Nudge, NudgePlan, NudgeState, NudgeText

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

    def next_due_at(self, now: datetime) -> datetime | None:
        """Give when the next planned one is due, or was claimed and is due again."""
        moments = [
            self._connection.execute(
                select(func.min(at)).where(_N.state == "planned", at > now)
            ).scalar()
            for at in (_N.due_at, _N.claimed_until)
        ]
        return min((moment for moment in moments if moment is not None), default=None)

    def due(self, now: datetime) -> tuple[Nudge, ...]:
        """Give the planned ones whose moment has come and that nobody has claimed."""
        return self._all(
            _NUDGE.where(_N.state == "planned", _N.due_at <= now, _unclaimed(now)).order_by(
                _N.due_at, _N.id
            )
        )

    def claim(
        self, nudge_id: int, text: NudgeText | None, body: str, now: datetime, lease: timedelta
    ) -> bool:
        """Take a nudge for showing, in one statement; False if another was faster."""
        words = {"text_id": text.id, "title": text.title, "body": body} if text else {}
        claimed = self._connection.execute(
            t.nudges.update()
            .where(_N.id == nudge_id, _N.state == "planned", _unclaimed(now))
            .values(claimed_until=now + lease, **words)
            .returning(_N.id)
        )
        return claimed.first() is not None

    def settle(self, nudge_id: int, state: NudgeState, detail: str | None, now: datetime) -> None:
        """Say what became of a nudge; one that was settled before stays as it is."""
        self._connection.execute(
            t.nudges.update()
            .where(_N.id == nudge_id, _N.state == "planned")
            .values(
                state=state, detail=detail, handed_over_at=now if state == "handed-over" else None
            )
        )

    def get(self, key: str) -> Nudge:
        """Give a nudge by its key."""
        return self._all(_NUDGE.where(_N.key == key))[0]

    def listed(self, limit: int | None) -> tuple[Nudge, ...]:
        """Give the nudges, newest first."""
        return self._all(_NUDGE.order_by(_N.id.desc()).limit(limit))

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

    def asked_about(self, urge_ids: Sequence[int]) -> int:
        """Count the check-ins handed over about any of the urges."""
        counted = select(func.count()).where(
            _N.urge_id.in_(urge_ids), _N.kind == "check-in", _N.state == "handed-over"
        )
        return int(self._connection.execute(counted).scalar_one())

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
        return self._all(
            _NUDGE.where(
                _N.state == "failed",
                _N.kind != "test",
                _N.read_at.is_(None),
                _N.expires_at > now,
            ).order_by(_N.due_at, _N.id)
        )

    def read_inbox(self, nudge_ids: Sequence[int], now: datetime) -> None:
        """Say of nudges that a person was shown them."""
        self._connection.execute(t.nudges.update().where(_N.id.in_(nudge_ids)).values(read_at=now))

    def _all(self, found: Select[Any]) -> tuple[Nudge, ...]:
        rows = self._connection.execute(found).all()
        if not rows:
            return ()
        from holdfast.domain.nudge import Nudge  # `status` mostly finds none: 2 ms

        return tuple(Nudge(*row) for row in rows)


def _unclaimed(now: datetime) -> Any:  # noqa: ANN401 - a condition
    return or_(_N.claimed_until.is_(None), _N.claimed_until <= now)
