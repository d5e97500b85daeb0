"""A daemon that ticks for weeks: nothing grows in it or on the disk."""

import gc
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.daemon.tick import Run, tick
from holdfast.urges.use_cases import let_go, log_urge

pytestmark = pytest.mark.slow

# So many objects come and go with caches; one more each tick would be thousands.
COMING_AND_GOING = 200


def ticked(app: App, clock: FakeClock, times: int, run: Run | None) -> Run:
    for _ in range(times):
        clock.forward(seconds=30)
        run = app.call(tick, run=run).run
    assert run
    return run


def state_of(app: App) -> tuple[int, int, int]:
    """Give what must not grow: threads, open files, and the ledger's size."""
    files = len([*Path("/proc/self/fd").iterdir()])
    return threading.active_count(), files, app.folders.database.stat().st_size


@pytest.mark.parametrize("ticks", [2_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_nothing_grows_however_often_it_ticks(app: App, clock: FakeClock, ticks: int) -> None:
    app.call(log_urge)
    app.call(let_go)
    clock.forward_to(datetime(2026, 11, 23, 7, 55, tzinfo=UTC))
    # Past the week's report, at nine o'clock, and every path once: the next one is the first that
    # finds another before it.
    run = ticked(app, clock, 500, None)
    clock.forward_to(datetime(2026, 11, 30, 7, 55, tzinfo=UTC))
    run = ticked(app, clock, 500, run)
    gc.collect()
    before, objects = state_of(app), len(gc.get_objects())
    run = ticked(app, clock, ticks, run)
    gc.collect()
    assert len(gc.get_objects()) - objects < COMING_AND_GOING
    after = state_of(app)
    assert after[:2] == before[:2]
    # A report and a nudge for each week, and no more.
    weeks = ticks * 30 / (7 * 24 * 3600)
    assert after[2] - before[2] <= 4096 * (1 + weeks)
