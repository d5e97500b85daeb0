"""Clocks that are wrong or are set, tried on the whole program with a real ledger.

The rules themselves are tested in test_model.py.
"""

from datetime import UTC, datetime
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clock.lives import BEGAN, DAY, HOUR, MINUTE, Machine
from conftest import Commands
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.daemon.tick import tick
from holdfast.desktop.folders import find_folders
from holdfast.errors import Refused
from holdfast.ledger.work import can_write
from holdfast.nudging.use_cases import list_nudges, snooze_nudges, snoozed
from holdfast.promises.holds import check
from holdfast.promises.requests import confirm_request
from holdfast.promises.use_cases import (
    end_cool_down,
    show_cool_down,
    start_cool_down,
    undo,
)
from holdfast.report.use_cases import list_reports
from holdfast.urges.use_cases import list_urges, log_urge, rate_urge
from ledger.ledger_file import LedgerFile


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def on(app: App, machine: Machine) -> App:
    """The app on a machine whose clocks may be wrong."""
    return App(app.folders, clock=machine, notifier=app._notifier)


@pytest.fixture
def ledger_file(app: App) -> LedgerFile:
    return LedgerFile(app.folders.database)


def _start_and_ask_for_the_end(app: App) -> None:
    app.call(start_cool_down, contact="Sam", length="30d")
    app.call(end_cool_down, reason="I miss them")


def _is_confirmed(app: App) -> bool:
    try:
        app.call(confirm_request, request=1)
    except Refused:
        return False
    return True


# Set the clock by so many days, perhaps restart, wait so many hours, perhaps try undo.
TRICKS = st.tuples(st.integers(-400, 400), st.booleans(), st.integers(0, 30), st.booleans())


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    tricks=st.lists(TRICKS, min_size=3, max_size=8),
    network_off=st.booleans(),
    has_daemon=st.booleans(),
)
def test_where_the_network_sets_the_clock_no_trick_loosens_anything_early(
    tricks: list[tuple[int, bool, int, bool]], *, network_off: bool, has_daemon: bool
) -> None:
    with TemporaryDirectory(prefix="holdfast-test-") as home:
        machine = Machine()
        app = App(find_folders({"HOLDFAST_HOME": home}), clock=machine)
        _start_and_ask_for_the_end(app)
        machine.run(DAY)
        assert _is_confirmed(app)
        app.call(add_contact, name="Kim")
        app.call(start_cool_down, contact="Kim", length="30d")
        began = machine.true
        asked = app.call(end_cool_down, contact="Kim", reason="I miss them").id
        machine.network_time = not network_off
        for days, restarts, hours, undoes in tricks:
            machine.set_clock(days * DAY)
            if restarts:
                machine.restart()
            for _ in range(hours // 2):
                machine.run(2 * HOUR)
                if has_daemon:
                    app.call(can_write)
            if undoes and machine.true - began > 15 * MINUTE:
                with pytest.raises(Refused):
                    app.call(undo, sure=True)
            if machine.alone > 6 * DAY:
                machine.network_time = True
                machine.run(10 * MINUTE)
                app.call(can_write)
            if machine.true - began < DAY:
                with pytest.raises(Refused):
                    app.call(confirm_request, request=asked)
            if machine.true - began < 30 * DAY:
                assert app.call(check, contact="Kim").held
        machine.network_time = True
        machine.run(31 * DAY)
        assert not app.call(check, contact="Kim").held


def test_a_clock_eight_days_ahead_for_a_minute_leaves_nothing_behind(
    on: App, machine: Machine, notifier: FakeNotifier
) -> None:
    on.call(log_urge, contact="Sam")
    run = on.call(tick, run=None).run
    machine.network_time = False
    machine.set_clock(8 * DAY)
    run = on.call(tick, run=run).run
    on.call(snooze_nudges, length="1h")
    machine.run(MINUTE)
    run = on.call(tick, run=run).run
    machine.set_right()
    machine.network_time = True
    assert on.call(list_reports) == ()
    assert on.call(snoozed).until == machine.wall + 59 * MINUTE
    machine.run(HOUR)
    on.call(log_urge)
    before = len(notifier.shown)
    for _ in range(2):
        machine.run(10 * MINUTE)
        run = on.call(tick, run=run).run
    assert on.call(snoozed).until is None
    assert len(notifier.shown) > before
    assert "claimed" not in {nudge.state for nudge in on.call(list_nudges)}
    machine.run(3 * DAY)  # until Monday evening
    on.call(tick, run=run)
    assert [kept.week for kept in on.call(list_reports)] == ["2026-W47"]


def test_a_refused_confirmation_saves_the_running_time_so_far(on: App, machine: Machine) -> None:
    _start_and_ask_for_the_end(on)
    machine.online = False
    machine.run(20 * HOUR)
    assert not _is_confirmed(on)
    machine.restart(off=DAY)
    machine.run(4 * HOUR)
    assert _is_confirmed(on)


def test_reading_writes_nothing(holdfast: Commands, clock: FakeClock) -> None:
    holdfast.ok("log", "--contact", "Sam", typed="I miss you")
    file = holdfast.app.folders.database
    before = file.read_bytes(), file.stat().st_mtime_ns
    clock.forward(hours=2)
    clock.set(days=3)
    for words in ("check", "status", "status --line", "list", "drafts"):
        assert holdfast(*words.split()).code in {0, 10}
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM mark",
        "UPDATE mark SET trusted = 9000000000000000000",
        "UPDATE mark SET wall = 8000000000000000",
        "UPDATE mark SET trusted = -1",
    ],
    ids=["gone", "overflowing", "past 2200", "before 1970"],
)
def test_a_damaged_mark_ends_no_hold_and_is_put_right(
    on: App, machine: Machine, ledger_file: LedgerFile, damage: str
) -> None:
    _start_and_ask_for_the_end(on)
    ledger_file.script(damage)
    machine.network_time = False
    machine.set_clock(60 * DAY)
    assert on.call(check).held
    assert not _is_confirmed(on)
    machine.run(23 * HOUR)
    assert not _is_confirmed(on)
    machine.run(HOUR)
    assert _is_confirmed(on)


@pytest.mark.parametrize("synchronised", [True, False])
def test_a_ledger_from_another_machine_ends_no_hold(app: App, *, synchronised: bool) -> None:
    old = Machine()
    _start_and_ask_for_the_end(App(app.folders, clock=old))
    new = Machine(
        true=BEGAN + HOUR, up=300 * DAY, boot=77, synchronised=synchronised, online=synchronised
    )
    here = App(app.folders, clock=new)
    assert not _is_confirmed(here)
    assert here.call(show_cool_down).remaining_seconds == (30 * DAY - HOUR).total_seconds()  # type: ignore[union-attr] # it runs
    new.run(23 * HOUR)
    assert _is_confirmed(here)


@pytest.mark.parametrize("year", [1, 9999])
def test_with_a_clock_far_off_urges_are_saved_and_held(
    app: App, clock: FakeClock, year: int
) -> None:
    clock.moment, clock.synchronised = datetime(year, 6, 1, tzinfo=UTC), False
    app.call(log_urge, draft="I miss you")
    clock.up += 10 * MINUTE
    app.call(rate_urge, intensity=3)
    assert app.call(check).held
    assert len(app.call(list_urges)) == 1
    clock.up += DAY
    assert not app.call(check).held
