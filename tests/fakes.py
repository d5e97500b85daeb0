"""Fakes of the ports, for tests that need no real clock and no desktop."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from holdfast.clock.model import Reading
from holdfast.ledger.ports import Shown

# A Friday evening in November, 22:30 where the tests' person lives (Europe/Berlin).
EVENING = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)


@dataclass
class FakeClock:
    """A clock that moves only when a test moves it: forward, or set as a person does."""

    moment: datetime = EVENING
    """What the wall shows."""
    up: timedelta = timedelta(hours=3)
    boot: str | None = "boot 1"
    synchronised: bool = True
    """Whether the network has set the clock; false once a person sets it."""

    def read(self) -> Reading:
        return Reading(self.moment, self.up, self.boot, self.synchronised)

    def forward(self, **length: float) -> None:
        self.moment += timedelta(**length)
        self.up += timedelta(**length)

    def forward_to(self, moment: datetime) -> None:
        self.forward(seconds=(moment - self.moment).total_seconds())

    def set(self, **length: float) -> None:
        """Move the wall, as a person does who sets the clock."""
        self.moment += timedelta(**length)
        self.synchronised = False

    def restart(self, **off: float) -> None:
        """Restart after some time off; the network has not set the clock yet."""
        self.moment += timedelta(**off)
        self.up = timedelta(seconds=20)
        self.boot = f"boot {int((self.boot or 'boot 0').split()[1]) + 1}"
        self.synchronised = False


@dataclass
class FakeNotifier:
    """Shows every notification, or none; remembers what it was asked to show."""

    works: bool = True
    shown: list[tuple[str, str]] = field(default_factory=list)
    gentle: list[bool] = field(default_factory=list)

    def show(self, title: str, body: str, *, tag: str, gentle: bool) -> Shown:
        assert tag
        self.shown.append((title, body))
        self.gentle.append(gentle)
        if self.works:
            return Shown(ok=True, detail="handed over to a fake")
        return Shown(ok=False, detail="there is no desktop here")
