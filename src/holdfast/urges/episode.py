"""An episode: urges less than 30 minutes apart."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

EPISODE_GAP = timedelta(minutes=30)
EPISODE_REACH = timedelta(hours=6)
"""How far from an urge others of its episode are looked for."""


class Felt(Protocol):
    """An urge, whole or as far as a report asks for it."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def felt_at(self) -> datetime:
        """When it was felt."""


F = TypeVar("F", bound=Felt)


def episodes(urges: Iterable[F]) -> tuple[tuple[F, ...], ...]:
    """Return the urges grouped into episodes, each in the order in which they were felt."""
    groups: list[list[F]] = []
    for urge in sorted(urges, key=lambda urge: (urge.felt_at, urge.id)):
        if groups and urge.felt_at - groups[-1][-1].felt_at < EPISODE_GAP:
            groups[-1].append(urge)
        else:
            groups.append([urge])
    return tuple(tuple(group) for group in groups)


def beginnings(felt: Sequence[datetime]) -> tuple[datetime, ...]:
    """Return when each episode began, from moments in the order in which they were felt."""
    return tuple(
        moment
        for before, moment in zip((None, *felt), felt, strict=False)
        if before is None or moment - before >= EPISODE_GAP
    )
