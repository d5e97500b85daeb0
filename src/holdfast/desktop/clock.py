"""The machine's clocks, read in one place."""

import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path

from holdfast.domain.mark import Reading

_UPTIME = Path("/proc/uptime")
_OFFSETS = Path("/proc/self/timens_offsets")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# Where Linux systems say their zone.
_ZONE_FILES = ("/etc/localtime", "/etc/timezone", "/etc/sysconfig/clock", "/etc/conf.d/clock")
_TIME_ERROR = 5
_TIMEX_BYTES = 256  # struct timex has 208, all zeros: nothing is to be set
_NANOSECONDS = 1_000_000_000


class SystemClock:
    """Carries out the port `Clock`."""

    def read(self) -> Reading:
        """Read the wall's time (UTC), the time since boot with suspend, and which boot it is."""
        return Reading(datetime.now(UTC), _since_boot(), _boot_id(), _awake())

    def synchronised(self) -> bool:
        """Say whether the kernel holds the wall's time to be right (adjtimex, Linux only).

        The kernel itself takes that back whenever the clock is set.
        """
        if not sys.platform.startswith("linux"):
            return False
        import ctypes  # 5 ms, and seldom asked

        with suppress(OSError, AttributeError):
            state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
            return state not in {_TIME_ERROR, -1}
        return False


def _since_boot() -> timedelta | None:
    try:
        # Not CLOCK_BOOTTIME alone: a preloaded libfaketime turns it into seconds since 1970.
        seconds, hundredths = _UPTIME.read_text(encoding="ascii").partition(" ")[0].split(".")
        since_boot = timedelta(seconds=int(seconds), milliseconds=10 * int(hundredths))
    except (OSError, ValueError):
        # The nearest that other systems have; on macOS and Windows both count sleep.
        if sys.platform == "darwin":
            return timedelta(seconds=time.clock_gettime(time.CLOCK_MONOTONIC))
        return timedelta(seconds=time.monotonic()) if sys.platform == "win32" else None
    if hasattr(time, "CLOCK_BOOTTIME"):
        # The smaller one: a mount namespace of one's own can put another file in /proc's place.
        boottime = timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
        since_boot = min(since_boot, boottime)
    return max(timedelta(), since_boot - _namespace_offset())


def _awake() -> timedelta | None:
    """Give the kernel's count of its own ticks, which no namespace moves."""
    return timedelta(seconds=os.times().elapsed) if sys.platform.startswith("linux") else None


def _namespace_offset() -> timedelta:
    """Give what a time namespace adds: any user can move boot time in one of their own."""
    with suppress(OSError, ValueError):
        for line in _OFFSETS.read_text(encoding="ascii").splitlines():
            clock, seconds, nanoseconds = line.split()
            if clock == "boottime":
                return timedelta(seconds=int(seconds) + int(nanoseconds) / _NANOSECONDS)
    return timedelta()


def _boot_id() -> str | None:
    with suppress(OSError):
        return _BOOT_ID.read_text(encoding="ascii").strip() or None
    return None


def system_zone() -> tzinfo:
    """Give the system's time zone, as it is now: people travel while a daemon runs.

    One that has no name (TZ=JST-9) is the offset that the system goes by now.
    """
    if not sys.platform.startswith("linux"):
        return _read_zone()
    return _zone_said_by(os.environ.get("TZ"), tuple(map(_stamp, _ZONE_FILES)))


@lru_cache(maxsize=1)
def _zone_said_by(_variable: str | None, _stamps: tuple[object, ...]) -> tzinfo:
    """Read the zone once as long as what says it stays: a daemon asks at each tick (2 ms)."""
    return _read_zone()


def _read_zone() -> tzinfo:
    from tzlocal import reload_localzone

    try:
        return reload_localzone()
    except (LookupError, ValueError, OSError):
        with suppress(ValueError):  # TZ says a day or more, which no zone is
            return datetime.now(UTC).astimezone().tzinfo or UTC
        return UTC


def _stamp(path: str) -> object:
    try:
        file = os.lstat(path)
    except OSError:
        return None
    return file.st_mtime_ns, file.st_ino, file.st_size
