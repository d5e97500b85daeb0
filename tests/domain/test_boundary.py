"""A boundary: what is looser than what."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.boundary import Boundary

OPEN = Boundary("open")
NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
DAY = timedelta(days=1)
FROM_LOOSE_TO_STRICT = [
    OPEN,
    Boundary("space", NOW + DAY),
    Boundary("space", NOW + 2 * DAY),
    Boundary("space"),
    Boundary("stop"),
    Boundary("order"),
]
places = st.integers(0, len(FROM_LOOSE_TO_STRICT) - 1)


@given(places, places)
def test_each_is_looser_than_every_stricter_one_and_than_no_other(one: int, other: int) -> None:
    boundary, than = FROM_LOOSE_TO_STRICT[one], FROM_LOOSE_TO_STRICT[other]
    assert boundary.is_looser_than(than) == (one < other)


@given(places, places, st.timedeltas(timedelta(), 10 * DAY))
def test_what_is_not_looser_holds_whenever_the_other_does(
    one: int, other: int, wait: timedelta
) -> None:
    boundary, than = FROM_LOOSE_TO_STRICT[one], FROM_LOOSE_TO_STRICT[other]
    if not boundary.is_looser_than(than) and than.stands(NOW + wait):
        assert boundary.stands(NOW + wait)


def test_space_until_a_day_that_has_come_is_open() -> None:
    space = Boundary("space", NOW)
    assert space.at(NOW - DAY) == space
    assert space.at(NOW) == OPEN


def test_only_a_no_and_an_order_are_final() -> None:
    assert [boundary.kind for boundary in FROM_LOOSE_TO_STRICT if boundary.is_final] == [
        "stop",
        "order",
    ]
