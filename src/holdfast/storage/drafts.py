"""The drafts in the ledger, and what was answered when one was looked at again.

Apart from the urges: this is the only way by which a text comes out.
"""

from sqlalchemy import Connection, select

from holdfast.domain.review import Review
from holdfast.storage import tables as t

_R = t.reviews.c


class SqlDrafts:
    """Carries out the port `Drafts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def text(self, urge_id: int) -> str | None:
        """Give a draft's text."""
        found = select(t.drafts.c.text).where(t.drafts.c.urge_id == urge_id)
        return self._connection.execute(found).scalar()

    def erase(self, urge_id: int) -> None:
        """Remove a draft's text; `secure_delete` overwrites it in the file."""
        self._connection.execute(t.drafts.delete().where(t.drafts.c.urge_id == urge_id))

    def reviewed(self, urge_id: int, review: Review) -> None:
        """Write down that a draft was looked at again, and what was decided."""
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
        """Give each time a draft was looked at again, oldest first."""
        rows = self._connection.execute(
            select(_R.at, _R.decision, _R.calm, _R.wanted, _R.glad)
            .where(_R.urge_id == urge_id)
            .order_by(_R.id)
        )
        return tuple(
            Review(
                row.at,
                row.decision,
                None if row.calm is None else bool(row.calm),
                row.wanted,
                None if row.glad is None else bool(row.glad),
            )
            for row in rows
        )
