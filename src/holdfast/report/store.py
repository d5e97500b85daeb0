"""The pages of past weeks in the ledger, and what looking back asks of the urges of many weeks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import starmap
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, func, select
from sqlalchemy.dialects.sqlite import insert

from holdfast.ledger import tables as t
from holdfast.report.facts import Felt, FeltUrge, HoldCounts
from holdfast.report.model import KeptReport
from holdfast.urges.model import Rating

_R = t.reports.c
_U = t.urges.c
_P = t.pauses.c
_W = t.triggers.c
_S = t.ratings.c
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
)
_KEPT_UNTIL = select(func.max(_P.ends_at)).where(_P.urge_id == _U.id).scalar_subquery()
_ended_at = func.max(_U.pause_ends_at, func.coalesce(_KEPT_UNTIL, _U.pause_ends_at))


class ReportStore:
    """Loads and saves which week has a page, and loads what a report is built from."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, kept: KeptReport) -> None:
        """Save that a week's report was made, in the place of what was known of that week."""
        new = insert(t.reports).values(week=kept.week, path=kept.path, made_at=kept.made_at)
        self._connection.execute(
            new.on_conflict_do_update(
                index_elements=["week"],
                set_={"path": new.excluded.path, "made_at": new.excluded.made_at},
            )
        )

    def listed(self) -> tuple[KeptReport, ...]:
        """Return the reports that are kept, newest week first."""
        rows = self._connection.execute(_REPORT.order_by(_R.week.desc()))
        return tuple(starmap(KeptReport, rows))

    def newest_week(self) -> str | None:
        """Return the newest week that has a page."""
        return self._connection.execute(select(func.max(_R.week))).scalar()

    def clear(self) -> None:
        """Delete all rows; the pages are the shelf's."""
        self._connection.execute(t.reports.delete())

    def urges(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[FeltUrge, ...]:
        """Return the urges felt from `start` to before `end`, in that order."""
        fit = [_U.felt_at >= start, _U.felt_at < end]
        if contact_id is not None:
            fit.append(_U.contact_id == contact_id)
        words: dict[int, list[str]] = defaultdict(list)
        ratings: dict[int, list[Rating]] = defaultdict(list)
        said = select(_W.urge_id, _W.word).join_from(t.triggers, t.urges).where(*fit)
        for urge_id, word in self._all(said.order_by(_W.urge_id, _W.position)):
            words[urge_id].append(word)
        rated = select(_S.urge_id, _S.at, _S.intensity).join_from(t.ratings, t.urges).where(*fit)
        for urge_id, at, strength in self._all(rated.order_by(_S.at, _S.id)):
            ratings[urge_id].append(Rating(at, strength))
        return tuple(
            FeltUrge._make((*row, words.get(row[0], ()), ratings.get(row[0], ())))
            for row in self._all(_URGE.where(*fit).order_by(_U.felt_at, _U.id))
        )

    def felt(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Felt, ...]:
        """Return when urges were felt and what became of them, in the order in which they were."""
        found = select(_U.felt_at, _U.outcome).where(
            _U.felt_at >= start, _U.felt_at < end, _U.retracted_at.is_(None)
        )
        if contact_id is not None:
            found = found.where(_U.contact_id == contact_id)
        return tuple(starmap(Felt, self._all(found.order_by(_U.felt_at, _U.id))))

    def holds_ended(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> HoldCounts:
        """Count the pauses that ran out from `start` to before `end`, each urge's last one."""
        whose = select(t.contacts.c.id)
        if contact_id is not None:
            whose = whose.where(t.contacts.c.id == contact_id)
        # By contact, for the index; those that were kept longer are found apart.
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
