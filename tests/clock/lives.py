"""A computer whose clocks may be wrong, and the person who sets them.

`Machine` is a clock: whatever reads one can be run on it, the pure model and the whole program.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from holdfast.clock.model import Mark, Reading, next_mark

NOTHING, MINUTE, HOUR, DAY = (
    timedelta(),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
BEGAN = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
FACTORY = datetime(2020, 1, 1, tzinfo=UTC)
"""What a clock shows that lost its date."""
NETWORK_TAKES = 5 * MINUTE
"""From when there is a network until it has set the clock."""
BELIEVED_FOR = 9 * HOUR
"""How long the kernel goes on calling its clock synchronised without the network."""


@dataclass
class Machine:
    """True time, and what the clocks of a computer make of it."""

    online: bool = True
    network_time: bool = True
    synchronised: bool = True
    true: datetime = BEGAN
    ahead: timedelta = NOTHING
    """By how much the wall clock is wrong."""
    up: timedelta = MINUTE
    boot: int = 1
    loses_its_date: bool = False
    """At each boot the clock begins at FACTORY again."""
    local: timedelta = NOTHING
    """Another system on this computer leaves the clock in local time, so far from UTC."""
    ran: timedelta = NOTHING
    connected: timedelta = NOTHING
    alone: timedelta = NOTHING
    """Running time since the network last set the clock."""

    @property
    def wall(self) -> datetime:
        return self.true + self.ahead

    def read(self) -> Reading:
        return Reading(self.wall, self.up, f"boot {self.boot}", self.synchronised)

    def run(self, length: timedelta) -> None:
        """Run, or sleep: to the clocks it is the same."""
        self.true += length
        self.up += length
        self.ran += length
        self.alone += length
        if not (self.online and self.network_time):
            self.connected = NOTHING
            self.synchronised = self.synchronised and self.alone < BELIEVED_FOR
            return
        self.connected += length
        if self.connected >= NETWORK_TAKES:
            self.ahead = self.alone = NOTHING
            self.synchronised = True

    def restart(self, *, off: timedelta = MINUTE) -> None:
        self.true += off
        self.up, self.boot = NOTHING, self.boot + 1
        self.connected, self.synchronised = NOTHING, False
        if self.loses_its_date:
            self.ahead = FACTORY - self.true
        elif self.local:
            self.ahead = self.local
        self.run(MINUTE)

    def pause(self, length: timedelta) -> None:
        """Pause a virtual machine: its clocks stop, and its kernel doesn't know."""
        self.true += length
        self.ahead -= length
        self.connected = NOTHING

    def set_clock(self, by: timedelta) -> None:
        self.ahead += by
        self.connected, self.synchronised = NOTHING, False

    def set_right(self) -> None:
        self.set_clock(-self.ahead)


@dataclass
class Life:
    """A machine, and the mark that was saved last. Reading commands save nothing."""

    machine: Machine = field(default_factory=Machine)
    mark: Mark | None = None
    has_daemon: bool = False

    def look(self) -> Mark:
        return next_mark(self.mark, self.machine.read())

    def save(self) -> Mark:
        self.mark = self.look()
        return self.mark

    def run(self, length: timedelta) -> None:
        """Run, with a daemon's mark every hour and at its stop."""
        while self.has_daemon and length > HOUR:
            self.machine.run(HOUR)
            self.save()
            length -= HOUR
        self.machine.run(length)
        if self.has_daemon:
            self.save()

    def restart(self, *, off: timedelta = MINUTE) -> None:
        """Go off, and come up again, with a daemon's mark at its start."""
        self.machine.restart(off=off)
        if self.has_daemon:
            self.save()
