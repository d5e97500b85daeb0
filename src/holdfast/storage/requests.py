"""Answers given, so that the same request twice is carried out once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from holdfast.storage import tables as t

KEPT_FOR = timedelta(days=1)
"""A request comes again within seconds or not at all; an answer holds names, so it must go."""


class SqlRequests:
    """Carries out the port `Requests`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def answer(self, request: str, kind: Callable[[], type[Any]]) -> object | None:
        """Give the answer that a request was given before, if it was; `kind` says of which type."""
        found = select(t.requests.c.answer).where(t.requests.c.id == request)
        text = self._connection.execute(found).scalar()
        if text is None:
            return None
        import msgspec

        given: object = msgspec.json.decode(text, type=kind())
        return given

    def keep(self, request: str, answer: object, now: datetime) -> None:
        """Write an answer down, and forget old ones."""
        self._connection.execute(t.requests.delete().where(t.requests.c.made_at < now - KEPT_FOR))
        import msgspec  # 8 ms that a command which only reads need not pay

        text = msgspec.json.encode(answer).decode()
        self._connection.execute(t.requests.insert().values(id=request, made_at=now, answer=text))
