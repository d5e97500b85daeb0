"""Values for the tests of the rules, each with plain defaults."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from holdfast.domain.nudge import Nudge
from holdfast.domain.urge import Urge

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def urge(number: int = 1, after: timedelta = timedelta(), **fields: Any) -> Urge:
    """Give an urge felt so long after NOW, logged at once."""
    felt_at = NOW + after
    return replace(
        Urge(
            id=number,
            contact_id=1,
            contact="Sam",
            felt_at=felt_at,
            logged_at=felt_at,
            pause_ends_at=felt_at + timedelta(days=1),
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
    """Give a check-in that is due at NOW."""
    return replace(
        Nudge(
            id=number,
            key=f"check-in:urge-1:{number}m",
            kind="check-in",
            urge_id=1,
            due_at=NOW,
            expires_at=NOW + 20 * MINUTE,
            state="planned",
            handed_over_at=None,
            title=None,
            body=None,
            why="because",
            detail=None,
        ),
        **fields,
    )
