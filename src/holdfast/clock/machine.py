"""The machine's clocks, read in one place."""

import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from holdfast.clock.model import Reading

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_TIMEX_BYTES = 256  # struct timex has 208, all zeros: nothing is set
_TIMEX = "@I4li3lll"  # modes; four numbers; status; three numbers; the time: seconds, fraction
_TIME_ERROR = 5
_HAS_NANOSECONDS = 0x2000  # a bit of status; else the fraction is in microseconds


class SystemClock:
    """Carries out the port `Clock`."""

    def read(self) -> Reading:
        """Return the wall's time (UTC), this boot's running time, and which boot it is."""
        set_by_network = _time_set_by_network()
        return Reading(
            wall=set_by_network or datetime.now(UTC),
            up=timedelta(seconds=_up()),
            boot=_boot_id(),
            synchronised=set_by_network is not None,
        )


def _time_set_by_network() -> datetime | None:
    """Return the kernel's time if it says that the network has set it (adjtimex, Linux only).

    The kernel takes that back when the clock is set. Time and word are from one answer, so that
    nobody can set the clock in between.
    """
    if not sys.platform.startswith("linux"):
        return None
    import ctypes
    import struct

    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    try:
        state = ctypes.CDLL(None).adjtimex(timex)
    except (OSError, AttributeError):
        return None
    if state in {_TIME_ERROR, -1}:
        return None
    *_, status, _, _, _, seconds, fraction = struct.unpack_from(_TIMEX, timex)
    microseconds = fraction // 1000 if status & _HAS_NANOSECONDS else fraction
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)


def _up() -> float:
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # on macOS the second one counts sleep
        if hasattr(time, name):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()


def _boot_id() -> str | None:
    with suppress(OSError):
        return _BOOT_ID.read_text(encoding="ascii").strip() or None
    return None
