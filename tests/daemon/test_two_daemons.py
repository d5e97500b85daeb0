"""Two daemons on one ledger, killed again and again: each due nudge is shown, by one of them."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.two_daemons import SharedClock
from daemons import query
from fakes import EVENING
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.urges.use_cases import log_urge
from waiting import let_time_pass, wait_until

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("two_daemons.py")
SETTLED = "SELECT count(*) FROM nudges WHERE kind = 'patience' AND state != 'planned'"


class Daemons:
    """Two of them, whose clock is a file."""

    def __init__(self, folders: Folders, tmp_path: Path) -> None:
        self.folders = folders
        self.clock = tmp_path / "clock"
        self.shown = tmp_path / "shown"
        self.shown.touch()
        self.children: list[subprocess.Popen[bytes]] = []
        self._moment = EVENING
        self.let_pass(timedelta())

    def let_pass(self, length: timedelta) -> None:
        """Move the clock on, for everybody at once."""
        self._moment += length
        new = self.clock.with_suffix(".new")
        new.write_text(str(self._moment.timestamp()))
        new.replace(self.clock)

    def start(self) -> None:
        command = [
            sys.executable,
            str(PROGRAM),
            *map(str, (self.folders.home, self.clock, self.shown)),
        ]
        environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parents[1])}
        self.children.append(subprocess.Popen(command, env=environment))

    def wait_for(self, settled: int) -> None:
        """Wait until so many nudges are settled; time passes, or a claim would never end."""

        def they_are() -> bool:
            self.let_pass(timedelta(seconds=0.2))
            return bool(query(self.folders, SETTLED) == [(settled,)])

        wait_until(they_are, f"{settled} settled nudges", within=60)

    def kill(self, number: int) -> None:
        child = self.children.pop(number)
        assert child.poll() is None  # it has not ended by itself
        child.send_signal(signal.SIGKILL)
        child.wait()


@contextmanager
def two_daemons(folders: Folders, tmp_path: Path) -> Iterator[Daemons]:
    both = Daemons(folders, tmp_path)
    try:
        both.start()
        both.start()
        yield both
    finally:
        while both.children:
            both.kill(0)


@pytest.mark.parametrize(
    ("nudges", "kills"), [(40, 5), pytest.param(400, 25, marks=pytest.mark.long)]
)
def test_of_two_daemons_that_are_killed_one_shows_each_due_nudge(
    folders: Folders, tmp_path: Path, nudges: int, kills: int
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)
    killed_at = set(chance.sample(range(nudges), kills))
    folders.home.mkdir()
    folders.config.write_text("[nudges]\ncheck_ins = false\nweekly_report = false\n")
    with two_daemons(folders, tmp_path) as both:
        person = App(folders, clock=SharedClock(both.clock))
        for number in range(nudges):
            both.let_pass(timedelta(minutes=45))
            person.call(log_urge)
            if number in killed_at:
                let_time_pass(chance.uniform(0, 0.2))
                both.kill(chance.randint(0, 1))
                both.start()
            both.wait_for(number + 1)
    states = dict(
        query(folders, "SELECT state, count(*) FROM nudges WHERE kind = 'patience' GROUP BY state")
    )
    assert states == {"handed-over": nudges}
    times = Counter(both.shown.read_text().split())
    of_patience = [
        f"holdfast-{nudge_id}"
        for (nudge_id,) in query(folders, "SELECT id FROM nudges WHERE kind = 'patience'")
    ]
    # None is lost; one is repeated only where a kill fell between the showing and its mark.
    assert all(times[tag] >= 1 for tag in of_patience)
    assert sum(times.values()) - len(times) <= kills
    assert query(folders, "PRAGMA integrity_check") == [("ok",)]
