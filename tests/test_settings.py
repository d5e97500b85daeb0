"""Hours of the day, in the person's time zone."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from holdfast.settings import Hours

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("hours", "local", "inside"),
    [
        (("22:00", "08:00"), "22:00", True),
        (("22:00", "08:00"), "00:00", True),
        (("22:00", "08:00"), "07:59", True),
        (("22:00", "08:00"), "08:00", False),
        (("22:00", "08:00"), "21:59", False),
        (("01:00", "09:00"), "00:59", False),
        (("01:00", "09:00"), "01:00", True),
        (("01:00", "09:00"), "09:00", False),
        (("12:00", "12:00"), "12:00", False),
    ],
)
def test_hours_may_cross_midnight_and_do_not_include_their_end(
    hours: tuple[str, str], local: str, inside: bool
) -> None:
    moment = datetime.combine(datetime(2026, 11, 20), time.fromisoformat(local), BERLIN)
    start, end = map(time.fromisoformat, hours)
    assert Hours(start, end).contains(moment.astimezone(UTC), BERLIN) == inside
