"""An answer from JSON is the answer that was given, in the classes that its annotations name."""

from datetime import UTC, date, datetime
from typing import Literal

import msgspec
import pytest

from holdfast.domain.report import WeeklyReport
from holdfast.door.unpacking import unpack
from holdfast.value import dataclass
from rendering.weeks import FULL


@dataclass(frozen=True)
class Inner:
    at: datetime
    day: date | None
    kind: Literal["a", "b"]


@dataclass(frozen=True)
class Outer:
    inner: Inner | None
    several: tuple[Inner, ...]
    pair: "tuple[int, Inner]"
    counts: dict[str, int]
    share: float = 0.5


INNER = Inner(datetime(2026, 11, 20, 21, 30, 0, 250, tzinfo=UTC), date(2026, 11, 20), "a")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Outer(INNER, (INNER, INNER), (3, INNER), {"song": 2}), Outer),
        (Outer(None, (), (3, INNER), {}), Outer),
        (FULL, WeeklyReport),
        ((INNER,), tuple[Inner, ...]),
        ((True, None), tuple[bool, datetime | None]),
        (None, Inner | None),
        (5, int),
        ("words", str),
    ],
)
def test_what_was_packed_comes_out_as_it_was(value: object, kind: object) -> None:
    assert unpack(msgspec.json.decode(msgspec.json.encode(value)), kind) == value


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"at": "2026-11-20T21:30:00Z"}, Inner),
        ("words", Inner),
        ("soon", datetime),
        (5, datetime),
        ([1], tuple[int, int]),
        ("words", int | str),
    ],
)
def test_what_can_not_be_one_is_refused(value: object, kind: object) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        unpack(value, kind)
