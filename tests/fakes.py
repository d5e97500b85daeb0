"""Fakes that carry out the ports, for tests that need no real clock and no desktop."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from holdfast.domain.mark import Reading
from holdfast.services.ports import Shown

# A Friday evening in November, 22:30 where the tests' person lives (Europe/Berlin).
EVENING = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until it is moved; time passes forwards, and the wall can be set."""

    moment: datetime = EVENING
    """What the wall shows."""
    since_boot: timedelta = timedelta(hours=3)
    awake: timedelta = timedelta(hours=3)
    boot_id: str | None = "first boot"
    right: bool = True
    """Whether the kernel holds the wall to be right; once it is set, no more."""

    def read(self) -> Reading:
        return Reading(self.moment, self.since_boot, self.boot_id, self.awake)

    def synchronised(self) -> bool:
        return self.right

    def forward(self, **length: float) -> None:
        self.moment += timedelta(**length)
        self.since_boot += timedelta(**length)
        self.awake += timedelta(**length)

    def forward_to(self, moment: datetime) -> None:
        self.forward(seconds=(moment - self.moment).total_seconds())

    def set(self, **length: float) -> None:
        """Set the wall's clock by so much, as a person does."""
        self.moment += timedelta(**length)
        self.right = False


@dataclass
class FakeNotifier:
    """Takes every notification, or none; remembers what it was asked to show."""

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
