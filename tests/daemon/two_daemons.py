"""A daemon's tick, again and again, beside another one's: a process of its own, to be killed.

Its moment is the one that the test has written into a file, so that hours pass in seconds; what it
shows it writes into another, as a desktop would. Arguments: the home, the two files.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fakes import FakeClock
from holdfast.app import App
from holdfast.clock.model import Reading
from holdfast.daemon.tick import tick
from holdfast.desktop.folders import find_folders
from holdfast.ledger.ports import Shown
from holdfast.nudging import handing_over as nudging


class Screen:
    """Takes every notification, and remembers it beyond the process's end."""

    def __init__(self, shown: Path) -> None:
        self._shown = shown

    def show(self, _title: str, _body: str, *, tag: str, gentle: bool) -> Shown:  # noqa: ARG002 - the port's
        with self._shown.open("a") as screen:
            screen.write(f"{tag}\n")
        return Shown(ok=True, detail="handed over to a file")


class SharedClock(FakeClock):
    """One clock for several processes: a file says what it shows."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def read(self) -> Reading:
        self.forward_to(datetime.fromtimestamp(float(self._file.read_text()), UTC))
        return super().read()


def main() -> None:
    """Tick for ever."""
    home, clock_file, shown = (Path(word) for word in sys.argv[1:])
    nudging.LEASE = timedelta(seconds=1)
    app = App(
        find_folders({**os.environ, "HOLDFAST_HOME": str(home)}),
        clock=SharedClock(clock_file),
        notifier=Screen(shown),
    )
    run = None
    while True:
        run = app.call(tick, run=run).run
        time.sleep(0.01)


if __name__ == "__main__":
    main()
