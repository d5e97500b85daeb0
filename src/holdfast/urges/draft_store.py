"""The drafts in the ledger, and what was answered when one was looked at again.

Only this class can load a draft's text.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
)

from holdfast.ledger import tables as t
from holdfast.ledger.database import ERASED
from holdfast.urges.model import Review, Search

_R, _U, _P, _D = t.reviews.c, t.urges.c, t.pauses.c, t.drafts.c


def mentions(search: Search) -> ColumnElement[bool]:
    """Return the condition that an urge, its note or its draft has a text in it, in any case.

    A draft that is held never counts: else the answer would tell what it says.
    """
    mark, wanted = search.mark, search.text.casefold()

    def has(column: ColumnElement[Any]) -> ColumnElement[bool]:
        return func.instr(func.casefold(column), wanted) > 0

    def runs(
        began: ColumnElement[Any], ran: ColumnElement[Any], ends: ColumnElement[Any]
    ) -> ColumnElement[bool]:
        # The rule of Stamp.hold_left.
        return and_(ends > mark.trusted, ends - began > type_coerce(mark.ran, t.Length) - ran)

    e, w = t.events.c, t.triggers.c
    is_locked = or_(
        _U.contact_id.not_in(search.free),
        runs(_U.logged_at, _U.logged_ran, _U.pause_ends_at),
        exists().where(_P.urge_id == _U.id, runs(_P.set_at, _P.set_ran, _P.ends_at)),
    )
    return or_(
        has(_U.channel),
        exists().where(w.urge_id == _U.id, has(w.word)),
        exists().where(e.urge_id == _U.id, e.retracted_at.is_(None), has(e.note)),
        and_(not_(is_locked), exists().where(_D.urge_id == _U.id, has(_D.text))),
    )


class DraftStore:
    """Loads and erases drafts; loads and saves their reviews."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def text(self, urge_id: int) -> str | None:
        """Return a draft's text."""
        found = select(t.drafts.c.text).where(t.drafts.c.urge_id == urge_id)
        return self._connection.execute(found).scalar()

    def erase(self, urge_id: int) -> None:
        """Delete a draft's text, so that the file does not hold it any more."""
        self._connection.info[ERASED] = True
        self._connection.execute(t.drafts.delete().where(t.drafts.c.urge_id == urge_id))

    def reviewed(self, urge_id: int, review: Review) -> None:
        """Save that a draft was looked at again, and what was decided."""
        self._connection.execute(
            t.reviews.insert().values(
                urge_id=urge_id,
                at=review.at,
                decision=review.decision,
                calm=review.calm,
                wanted=review.wanted,
                glad=review.glad,
                left_because=review.left_because,
            )
        )

    def reviews(self, urge_id: int) -> tuple[Review, ...]:
        """Return each time a draft was looked at again, oldest first."""
        rows = self._connection.execute(
            select(_R.at, _R.decision, _R.calm, _R.wanted, _R.glad, _R.left_because)
            .where(_R.urge_id == urge_id)
            .order_by(_R.id)
        )
        return tuple(Review(*row) for row in rows)
