"""One short line, for a shell prompt or a status bar."""

from collections.abc import Iterable

from holdfast.overview.glance import Glance
from holdfast.words import duration, visible


def glance_line(found: Iterable[Glance]) -> str:
    """Return what holds for each contact in one line."""
    return " · ".join(_short(one) for one in found) or "nothing held"


def _short(one: Glance) -> str:
    name = visible(one.contact)
    if not one.hold.held:
        said = f"{name}: not held"
    elif one.hold.remaining_seconds is None:
        said = f"{name}: held"
    else:
        said = f"{name}: held, {duration(one.hold.remaining_seconds)}"
    return f"{said}, {one.open_urge_count} open" if one.open_urge_count else said
