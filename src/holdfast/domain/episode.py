"""An episode: urges less than 30 minutes apart."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from holdfast.domain.urge import Urge

APART = timedelta(minutes=30)
EPISODE_REACH = timedelta(hours=6)
"""So far an urge is looked around for others of its episode."""


def episodes(urges: Iterable[Urge]) -> tuple[tuple[Urge, ...], ...]:
    """Group urges into episodes, each in the order in which they were felt."""
    groups: list[list[Urge]] = []
    for urge in sorted(urges, key=lambda urge: (urge.felt_at, urge.id)):
        if groups and urge.felt_at - groups[-1][-1].felt_at < APART:
            groups[-1].append(urge)
        else:
            groups.append([urge])
    return tuple(tuple(group) for group in groups)


def beginnings(felt: Sequence[datetime]) -> tuple[datetime, ...]:
    """Give when each episode began, of moments in the order in which they were felt."""
    return tuple(
        moment
        for before, moment in zip((None, *felt), felt, strict=False)
        if before is None or moment - before >= APART
    )
