"""One short line, for a shell prompt or a status bar."""

from collections.abc import Sequence

from holdfast.overview.glance import Glance
from holdfast.words import counted, left, visible


def glance_line(found: Sequence[Glance]) -> str:
    """Return what holds for each contact in one line; only one of several is named."""
    if not found:
        return "nothing on hold"
    if len(found) == 1:
        return _short(found[0])
    return " · ".join(f"{visible(one.contact)}: {_short(one)}" for one in found)


def _short(one: Glance) -> str:
    if not one.hold.held:
        said = "not on hold"
    elif one.hold.remaining_seconds is None:
        said = "on hold"
    else:
        said = f"on hold, {left(one.hold.remaining_seconds)} left"
    return f"{said}, {counted(one.open_urge_count, 'open urge')}" if one.open_urge_count else said
