"""The drafts in the ledger, and what was answered when one was looked at again.

Only this class can load a draft's text.
"""

from sqlalchemy import Connection, select

from holdfast.ledger import tables as t
from holdfast.ledger.database import ERASED
from holdfast.urges.model import Review

_R = t.reviews.c


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
            )
        )

    def reviews(self, urge_id: int) -> tuple[Review, ...]:
        """Return each time a draft was looked at again, oldest first."""
        rows = self._connection.execute(
            select(_R.at, _R.decision, _R.calm, _R.wanted, _R.glad)
            .where(_R.urge_id == urge_id)
            .order_by(_R.id)
        )
        return tuple(Review(*row) for row in rows)
