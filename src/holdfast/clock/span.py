"""A stretch of time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from holdfast.value import dataclass

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Span:
    """From `start` to before `end`."""

    start: datetime
    end: datetime


def hours_outside(seen: Span, spans: Iterable[Span]) -> float:
    """Return the hours of `seen` that no span covers, to a tenth of one."""
    missing, reached = timedelta(), seen.start
    for span in sorted(spans, key=lambda span: span.start):
        missing += max(timedelta(), min(span.start, seen.end) - reached)
        reached = max(reached, min(span.end, seen.end))
    missing += max(timedelta(), seen.end - reached)
    return round(missing / HOUR, 1)
