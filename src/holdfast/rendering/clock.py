"""What the clocks say, in plain words."""

from datetime import tzinfo

import msgspec

from holdfast.domain.mark import ClockJump
from holdfast.rendering.words import duration, moment
from holdfast.services.clock import ClockExplained


class Check(msgspec.Struct, frozen=True):
    """One thing that `doctor` looks at; `try` completes “Try: …”."""

    check: str
    ok: bool
    says: str
    way_out: str | None = msgspec.field(name="try")


def clock_check(explained: ClockExplained, zone: tzinfo) -> Check:
    """Say whether the wall's time is the trusted one, and if not, what that means."""
    if explained.agrees:
        return Check("clock", True, "The clock is as it should be.", None)
    apart = duration(abs(explained.ahead_seconds))
    way = "ahead of" if explained.ahead_seconds > 0 else "behind"
    said = (
        f"The computer's clock is {apart} {way} the time that Holdfast goes by, "
        f"{moment(explained.trusted, zone)}. No promise ends sooner or later for that."
    )
    return Check(
        "clock",
        False,
        said,
        "timedatectl set-ntp 1, so that the network sets it; or, where there is none: "
        "holdfast doctor clock accept",
    )


def clock_lines(explained: ClockExplained, check: Check, zone: tzinfo) -> list[str]:
    """Say what was found, how it is known, and when the clock jumped."""
    said = [check.says]
    if check.way_out:
        said.append(f"Try: {check.way_out}")
    if explained.synchronised:
        said.append("The system says that it is set by network, and is believed.")
    else:
        said.append(
            "The system does not say that it is set by network, so time is counted by how long "
            "the computer runs."
        )
    said.extend(f"{moment(jump.at, zone)}: {moved(jump)}" for jump in explained.jumps)
    return said


def moved(jump: ClockJump) -> str:
    """Say by how much the wall's clock moved."""
    way = "ahead" if jump.seconds > 0 else "back"
    return f"The computer's clock moved {duration(abs(jump.seconds))} {way}."
