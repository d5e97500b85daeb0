"""What a person types, understood: WHEN, LENGTH and weeks."""

from holdfast.clock.length import parse_length
from holdfast.clock.week import Week, parse_week, week_of, week_of_day
from holdfast.clock.when import FIRST_MOMENT, parse_past, parse_when
from holdfast.clock.zone import at_local, clock_at

__all__ = [
    "FIRST_MOMENT",
    "Week",
    "at_local",
    "clock_at",
    "parse_length",
    "parse_past",
    "parse_week",
    "parse_when",
    "week_of",
    "week_of_day",
]
