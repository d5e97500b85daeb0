"""25 daemons killed at random moments over many nudges: none lost, none shown without need."""

import os
import random
import signal

import pytest

from conftest import Processes
from daemons import a_daemon, query
from desktop_session import WHOLE_SERVER, FakeServer
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.urges.use_cases import log_urge
from processes import processes_of
from waiting import let_time_pass, wait_until

KILLS = 25
OPEN_PATIENCE = "SELECT count(*) FROM nudges WHERE kind = 'patience' AND state = 'planned'"


@pytest.mark.long
def test_killed_again_and_again_no_nudge_is_lost_and_none_shown_without_need(
    process: Processes, folders: Folders, bus: str
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)
    settings = {"DBUS_SESSION_BUS_ADDRESS": bus, "TEST_LEASE_SECONDS": "1"}
    person = App(folders)
    urges = 0
    with FakeServer(bus, answers=WHOLE_SERVER) as server:
        for _ in range(KILLS):
            with a_daemon(process, environment=settings) as daemon:
                for _ in range(chance.randint(1, 3)):
                    person.call(log_urge, draft="I miss you")
                    urges += 1
                    let_time_pass(chance.uniform(0, 0.4))
                daemon.end(signal.SIGKILL)
            for pid in processes_of(folders.home):
                os.kill(pid, signal.SIGKILL)
        with a_daemon(process, environment=settings) as daemon:
            wait_until(
                lambda: (
                    query(folders, "SELECT count(*) FROM nudges WHERE kind = 'patience'")
                    == [(urges,)]
                    and query(folders, OPEN_PATIENCE) == [(0,)]
                ),
                "the end of every nudge",
            )
            assert daemon.end() == (0, "")
    states = dict(query(folders, "SELECT state, count(*) FROM nudges GROUP BY state"))
    assert set(states) <= {"planned", "handed-over", "suppressed"}
    # Each was handed over, or put aside for a newer one that was.
    shown = server.asked.count("Notify")
    assert states["handed-over"] <= shown
    # Shown twice only where a kill came between the showing and the note of it.
    assert shown <= states["handed-over"] + KILLS
    assert query(folders, "PRAGMA integrity_check") == [("ok",)]
