"""Values for the tests of the rules, each with plain defaults."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.clock.model import Stamp
from holdfast.nudging.model import Nudge
from holdfast.urges.model import Pause, Urge

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def stamp(at: datetime) -> Stamp:
    """Return the stamp of something that began then."""
    return Stamp(at, ran=at - NOW, sure=True, boot="boot 1")


def urge(number: int = 1, after: timedelta = timedelta(), **fields: Any) -> Urge:
    """Return an urge felt at a time after NOW, and logged at once."""
    felt_at = NOW + after
    return replace(
        Urge(
            id=number,
            contact_id=1,
            contact="Sam",
            felt_at=felt_at,
            logged_at=felt_at,
            pauses=(Pause(stamp(felt_at), timedelta(days=1)),),
            channel=None,
            intensity=None,
            triggers=(),
            has_draft=False,
            ratings=(),
            outcome="open",
            outcome_at=None,
            slip=False,
            retracted_at=None,
        ),
        **fields,
    )


def nudge(number: int = 1, **fields: Any) -> Nudge:
    """Return a check-in that is due at NOW."""
    return replace(
        Nudge(
            id=number,
            key=f"check-in:urge-1:{number}m",
            kind="check-in",
            urge_id=1,
            due_at=NOW,
            expires_at=NOW + 20 * MINUTE,
            why="because",
        ),
        **fields,
    )
