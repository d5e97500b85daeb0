"""Which weeks have a page, and the urges, triggers and slips that reports need."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import starmap
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, false, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from holdfast.ledger import tables as t
from holdfast.promises.model import THEIR_NO
from holdfast.report.facts import Felt, FeltUrge, HoldCounts
from holdfast.report.model import KeptReport
from holdfast.urges.model import Outcome, Rating

_R = t.reports.c
_U = t.urges.c
_P = t.pauses.c
_W = t.triggers.c
_S = t.ratings.c
_E = t.events.c
_I = t.intentions.c
_B = t.promises.c
_AT_ONCE = 1_000
_REPORT = select(_R.week, _R.path, _R.made_at)
_URGE = select(
    _U.id,
    _U.contact_id,
    _U.felt_at,
    _U.channel,
    _U.intensity,
    _U.outcome,
    _U.outcome_at,
    _U.retracted_at,
    _U.kind,
)
_KEPT_UNTIL = select(func.max(_P.ends_at)).where(_P.urge_id == _U.id).scalar_subquery()
_ended_at = func.max(_U.pause_ends_at, func.coalesce(_KEPT_UNTIL, _U.pause_ends_at))


class ReportStore:
    """Loads and saves which weeks have a page, and loads what reports need."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, kept: KeptReport) -> None:
        """Save that a week's report was made, replacing an older entry of that week."""
        new = insert(t.reports).values(week=kept.week, path=kept.path, made_at=kept.made_at)
        self._connection.execute(
            new.on_conflict_do_update(
                index_elements=["week"],
                set_={"path": new.excluded.path, "made_at": new.excluded.made_at},
            )
        )

    def listed(self) -> tuple[KeptReport, ...]:
        """Return the weeks that have a page, newest first."""
        rows = self._connection.execute(_REPORT.order_by(_R.week.desc()))
        return tuple(starmap(KeptReport, rows))

    def newest_week(self) -> str | None:
        """Return the newest week that has a page."""
        return self._connection.execute(select(func.max(_R.week))).scalar()

    def want(self, week: str, text: str | None, at: datetime) -> None:
        """Save the one thing that the person wants after a week; None: they skipped it."""
        self._connection.execute(t.intentions.insert().values(week=week, text=text, at=at))

    def wanted_after(self, week: str) -> str | None:
        """Return the one thing that the person wanted after a week, if they said one."""
        newest = select(_I.text).where(_I.week == week).order_by(_I.id.desc()).limit(1)
        return self._connection.execute(newest).scalar()

    def was_asked_after(self, week: str) -> bool:
        """Return whether the person was asked for one thing after a week."""
        asked = select(_I.id).where(_I.week == week).limit(1)
        return self._connection.execute(asked).first() is not None

    def clear(self) -> None:
        """Delete all rows, but not the pages."""
        self._connection.execute(t.reports.delete())

    def urges(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[FeltUrge, ...]:
        """Return the urges felt from `start` to before `end`, oldest first."""
        fit = [_U.felt_at >= start, _U.felt_at < end]
        if contact_id is not None:
            fit.append(_U.contact_id == contact_id)
        ratings: dict[int, list[Rating]] = defaultdict(list)
        rated = select(_S.urge_id, _S.at, _S.intensity).join_from(t.ratings, t.urges).where(*fit)
        for urge_id, at, strength in self._all(rated.order_by(_S.at, _S.id)):
            ratings[urge_id].append(Rating(at, strength))
        return tuple(
            FeltUrge._make((*row, ratings.get(row[0], ())))
            for row in self._all(_URGE.where(*fit).order_by(_U.felt_at, _U.id))
        )

    def triggers(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> dict[str, int]:
        """Count the triggers of a time's urges, most frequent first; none of a retracted urge."""
        count = func.count()
        found = (
            select(_W.word, count)
            .join_from(t.triggers, t.urges)
            .where(_U.felt_at >= start, _U.felt_at < end, _U.retracted_at.is_(None))
            .group_by(_W.word)
            .order_by(count.desc(), _W.word)
        )
        if contact_id is not None:
            found = found.where(_U.contact_id == contact_id)
        return dict(map(tuple, self._all(found)))

    def felt(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Felt, ...]:
        """Return when urges were felt, and their outcomes, oldest first."""
        found = select(_U.felt_at, _U.outcome).where(
            _U.felt_at >= start, _U.felt_at < end, _U.retracted_at.is_(None)
        )
        if contact_id is not None:
            found = found.where(_U.contact_id == contact_id)
        return tuple(starmap(Felt, self._all(found.order_by(_U.felt_at, _U.id))))

    def felt_ever(
        self, contact_id: int | None = None
    ) -> Iterator[tuple[datetime, Outcome, int | None]]:
        """Yield when each urge was felt, what became of it, and how strong it was, in order."""
        found = select(_U.felt_at, _U.outcome, _U.intensity).where(_U.retracted_at.is_(None))
        if contact_id is not None:
            found = found.where(_U.contact_id == contact_id)
        for rows in self._connection.execute(found.order_by(_U.felt_at)).partitions(_AT_ONCE):
            yield from map(tuple, rows)

    def slips(
        self,
        contact_id: int | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Sequence[Row[datetime, bool]]:
        """Return when each slip was made, in order, and whether the contact had said no."""
        said = (
            select(_B.kind)
            .where(
                _B.contact_id == _E.contact_id,
                _B.cooldown_id.is_(None),
                _B.kind.in_(("open", "space", *THEIR_NO)),
                _B.set_at <= _E.at,
                or_(_B.undone_at.is_(None), _B.undone_at > _E.at),
            )
            .order_by(_B.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        found = select(_E.at, func.coalesce(said.in_(THEIR_NO), false())).where(
            _E.slip, _E.retracted_at.is_(None)
        )
        if contact_id is not None:
            found = found.where(_E.contact_id == contact_id)
        if start is not None:
            found = found.where(_E.at >= start)
        if end is not None:
            found = found.where(_E.at < end)
        return self._all(found.order_by(_E.at, _E.id))

    def holds_ended(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> HoldCounts:
        """Count the messages whose wait ended from `start` to before `end`, by their last pause."""
        whose = select(t.contacts.c.id)
        if contact_id is not None:
            whose = whose.where(t.contacts.c.id == contact_id)
        # By contact, to use the index; pauses that a review made longer come from their own table.
        first = select(_U.id).where(
            _U.contact_id.in_(whose), _U.pause_ends_at >= start, _U.pause_ends_at < end
        )
        later = select(_P.urge_id).where(_P.ends_at >= start, _P.ends_at < end)
        is_broken = and_(_U.outcome == "sent", _U.outcome_at < _ended_at)
        found = select(func.count(), func.count(case((is_broken, 1)))).where(
            _U.id.in_(first.union(later)),
            _U.contact_id.in_(whose),
            _U.retracted_at.is_(None),
            _ended_at >= start,
            _ended_at < end,
        )
        ended, broken = self._connection.execute(found).one()
        return HoldCounts(ended, ended - broken)

    def _all(self, found: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._connection.execute(found).all()  # one by one takes twice as long
