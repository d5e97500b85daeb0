"""Answers given, so that the same request twice is carried out once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, text

from holdfast.storage import tables as t

_R = t.requests.c
_FORGET_OLD = t.requests.delete().where(
    or_(_R.made_at < bindparam("oldest"), _R.made_at > bindparam("newest"))
)
KEPT_FOR = timedelta(days=1)
"""A request comes again within seconds or not at all; an answer holds names, so it must go."""


class SqlRequests:
    """Carries out the port `Requests`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def answer(self, request: str, kind: Callable[[], type[Any]]) -> tuple[object] | None:
        """Give the one answer that a request was given before, if it was; `kind` is its type."""
        found = select(t.requests.c.answer).where(t.requests.c.id == request)
        given = self._connection.execute(found).scalar()
        if given is None:
            return None
        import msgspec

        return (msgspec.json.decode(given, type=kind()),)

    def newest(self) -> str | None:
        """Give the request that was written down last."""
        found = select(t.requests.c.id).order_by(text("rowid DESC")).limit(1)
        return self._connection.execute(found).scalar()

    def keep(self, request: str, answer: object, now: datetime) -> None:
        """Write an answer down, and forget old ones."""
        # Later than now is one from when the clock was ahead.
        span = {"oldest": now - KEPT_FOR, "newest": now + KEPT_FOR}
        self._connection.execute(_FORGET_OLD, span)
        import msgspec  # 8 ms that a command which only reads need not pay

        given = msgspec.json.encode(answer).decode()
        self._connection.execute(t.requests.insert().values(id=request, made_at=now, answer=given))
