"""What `doctor` prints about the clock."""

import msgspec

from holdfast.overview.doctor import ClockExplained
from holdfast.words import Here, clock_moved, duration, moment

SET_BY_NETWORK = "timedatectl set-ntp true"


class Check(msgspec.Struct, frozen=True):
    """One thing that `doctor` looks at; `try` completes “Try: …”."""

    check: str
    ok: bool
    says: str
    way_out: str | None = msgspec.field(name="try")


def clock_check(explained: ClockExplained, here: Here) -> Check:
    """Return whether the wall's time is the trusted one, and what it means if it is not."""
    says = [_apart(explained, here), _set_by(explained)]
    way_out = SET_BY_NETWORK if explained.alone or not explained.agrees else None
    return Check("clock", explained.agrees, " ".join(says), way_out)


def clock_lines(explained: ClockExplained, check: Check, here: Here) -> list[str]:
    """Return what was found as lines, and when the clock jumped."""
    said = [check.says]
    if check.way_out:
        said.append(f"Try: {check.way_out}")
    said.extend(f"{moment(jump.at, here)}: {clock_moved(jump.seconds)}" for jump in explained.jumps)
    return said


def _apart(explained: ClockExplained, here: Here) -> str:
    if explained.agrees:
        return "The computer's clock agrees with the time Holdfast trusts."
    apart = duration(abs(explained.ahead_seconds))
    way = "ahead of" if explained.ahead_seconds > 0 else "behind"
    return (
        f"The computer's clock is {apart} {way} the time Holdfast trusts: "
        f"{moment(explained.trusted, here)}. That changes no promise."
    )


def _set_by(explained: ClockExplained) -> str:
    if explained.synchronised:
        return "The network sets the clock, so Holdfast trusts it."
    if explained.alone:
        return (
            "No network sets the clock. If somebody changes the clock and restarts the computer, "
            "a hold can end early."
        )
    return (
        "The network has not set the clock since the computer started. Until then, only the time "
        "the computer runs is counted."
    )
