"""Changes: what loosens waits, is confirmed by hand, and lapses."""

from datetime import timedelta

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.domain.change import ChangeState
from holdfast.errors import HoldfastError, NeedsAnswer, NotFound, Refused
from holdfast.services.boundaries import set_boundary
from holdfast.services.changes import ChangeAnswer, cancel_change, list_changes
from holdfast.services.check import check
from holdfast.services.confirming import confirm_change
from holdfast.services.contacts import add_contact, list_contacts
from holdfast.services.cooldowns import (
    end_cool_down,
    extend_cool_down,
    shorten_cool_down,
    show_cool_down,
    start_cool_down,
)
from holdfast.services.forgetting import ask_to_erase
from holdfast.services.reports import weekly_report
from holdfast.services.status import status
from holdfast.services.undoing import undo
from holdfast.services.urges import log_urge

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WHY = "We talked it over"


@pytest.fixture
def runs(app: App) -> App:
    """A cool-down of 30 days runs for Ex, whose loosening waits for 24 hours."""
    app.call(start_cool_down, length="30d")
    app._clock.forward(minutes=30)  # type: ignore[union-attr] # the fake one
    return app


def ask(app: App) -> ChangeAnswer:
    return app.call(end_cool_down, reason=WHY)


def state(app: App, number: int = 1) -> ChangeState:
    return next(change for change in app.call(list_changes) if change.id == number).state


def ends(app: App) -> timedelta | None:
    shown = app.call(show_cool_down)
    return shown.ends_at - EVENING if shown and shown.ends_at else None


def test_asking_for_the_end_changes_nothing_yet(runs: App) -> None:
    asked = ask(runs)
    assert (asked.kind, asked.contact, asked.reason) == ("end", "Ex", WHY)
    assert (asked.state, asked.ready_at) == ("waiting", asked.asked_at + DAY)
    assert asked.lapses_at == asked.ready_at + DAY
    assert ends(runs) == 30 * DAY


def test_it_shows_in_the_status_while_it_waits_and_not_afterwards(
    runs: App, clock: FakeClock
) -> None:
    ask(runs)
    (contact,) = runs.call(status).contacts
    assert [change.kind for change in contact.changes] == ["end"]
    clock.forward(hours=24)
    assert runs.call(list_contacts)[0].changes[0].state == "ready"
    clock.forward(hours=24)
    assert runs.call(list_contacts)[0].changes == ()


def test_confirmed_after_its_delay_it_ends_the_cool_down(runs: App, clock: FakeClock) -> None:
    ask(runs)
    clock.forward(hours=24)
    confirmed = runs.call(confirm_change, change=1)
    assert confirmed.change.state == "confirmed"
    assert confirmed.hold is not None
    assert not confirmed.hold.held
    assert ends(runs) is None
    # What held before it is still told: the promise has its history.
    clock.forward(days=1)
    assert runs.call(start_cool_down, length="3d").length_seconds == 3 * 86_400


@pytest.mark.parametrize(
    ("by", "after_confirming"),
    [("10d", 20 * DAY), ("29d", timedelta(days=1, minutes=30)), ("713h", DAY + HOUR / 2)],
)
def test_a_shorter_one_ends_earlier_but_never_before_it_was_ready(
    runs: App, clock: FakeClock, by: str, after_confirming: timedelta
) -> None:
    asked = runs.call(shorten_cool_down, by=by, reason=WHY)
    assert asked.ready_at == EVENING + DAY + HOUR / 2
    clock.forward(hours=24)
    runs.call(confirm_change, change=1)
    assert ends(runs) == (after_confirming if after_confirming > DAY + HOUR / 2 else None)


@pytest.mark.parametrize("by", ["30d", "400d"])
def test_it_is_not_made_shorter_by_more_than_is_left_of_it(runs: App, by: str) -> None:
    with pytest.raises(Refused, match="not that long") as refusal:
        runs.call(shorten_cool_down, by=by, reason=WHY)
    assert refusal.value.way_out == "a length that is less"
    assert runs.call(list_changes) == ()


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        (0, "has to wait until 2026-11-21 23:00"),
        (23.99, "has to wait until 2026-11-21 23:00"),
        (48, "has lapsed"),
        (400, "has lapsed"),
    ],
)
def test_too_early_and_too_late_it_can_not_be_confirmed(
    runs: App, clock: FakeClock, hours: float, says: str
) -> None:
    ask(runs)
    clock.forward(hours=hours)
    with pytest.raises(Refused, match=says):
        runs.call(confirm_change, change=1)
    assert ends(runs) == 30 * DAY


def test_confirming_twice_is_said_and_does_nothing_more(runs: App, clock: FakeClock) -> None:
    ask(runs)
    clock.forward(hours=24)
    runs.call(confirm_change, change=1)
    runs.call(start_cool_down, length="10d")
    assert runs.call(confirm_change, change=1).change.already
    assert ends(runs) is not None


def test_it_is_cancelled_at_once_and_for_good(runs: App, clock: FakeClock) -> None:
    ask(runs)
    assert runs.call(cancel_change, change=1).state == "cancelled"
    assert runs.call(cancel_change, change=1).already
    clock.forward(hours=24)
    with pytest.raises(Refused, match="was cancelled"):
        runs.call(confirm_change, change=1)


@pytest.mark.parametrize(("hours", "says"), [(24, "was confirmed already"), (48, "has lapsed")])
def test_what_is_over_can_not_be_cancelled(
    runs: App, clock: FakeClock, hours: int, says: str
) -> None:
    ask(runs)
    clock.forward(hours=hours)
    if hours == 24:
        runs.call(confirm_change, change=1)
    with pytest.raises(Refused, match=says):
        runs.call(cancel_change, change=1)


def test_there_is_one_of_a_kind_for_each_promise(runs: App, clock: FakeClock) -> None:
    ask(runs)
    with pytest.raises(Refused, match="waits already: change 1") as refusal:
        ask(runs)
    assert refusal.value.way_out == "holdfast changes, or holdfast changes cancel 1"
    clock.forward(hours=24)
    with pytest.raises(Refused) as refusal:
        ask(runs)
    assert refusal.value.way_out == "holdfast changes confirm 1"
    # Another kind, and another promise, are others.
    assert runs.call(shorten_cool_down, by="1d", reason=WHY).id == 2
    runs.call(start_cool_down, contact=_added(runs, "Robin"), length="30d")
    assert runs.call(end_cool_down, contact="Robin", reason=WHY).id == 3


def test_after_a_lapse_the_next_of_that_kind_waits_twice_as_long_once(
    runs: App, clock: FakeClock
) -> None:
    ask(runs)
    clock.forward(hours=48)
    again = ask(runs)
    assert again.ready_at - again.asked_at == 2 * DAY
    # A shorter one is another kind.
    other = runs.call(shorten_cool_down, by="1d", reason=WHY)
    assert other.ready_at - other.asked_at == DAY
    clock.forward(hours=48)
    runs.call(confirm_change, change=again.id)
    runs.call(start_cool_down, length="30d")
    next_one = ask(runs)
    assert next_one.ready_at - next_one.asked_at == DAY


def test_cancelling_does_not_take_the_doubling_away(runs: App, clock: FakeClock) -> None:
    ask(runs)
    clock.forward(hours=48)
    runs.call(cancel_change, change=ask(runs).id)
    again = ask(runs)
    assert again.ready_at - again.asked_at == 2 * DAY


def test_making_a_promise_stricter_cancels_what_waits_to_loosen_it(
    runs: App, clock: FakeClock
) -> None:
    ask(runs)
    runs.call(shorten_cool_down, by="1d", reason=WHY)
    runs.call(ask_to_erase, reason=WHY)
    runs.call(extend_cool_down, by="1d")
    assert [state(runs, number) for number in (1, 2, 3)] == ["cancelled"] * 3
    # Taken back, everything stands as it stood: they waited on.
    clock.forward(minutes=5)
    runs.call(undo)
    assert [state(runs, number) for number in (1, 2, 3)] == ["waiting"] * 3
    assert ends(runs) == 30 * DAY


def test_a_boundary_and_a_cool_down_are_different_promises(runs: App) -> None:
    ask(runs)
    runs.call(set_boundary, contact="Ex", boundary="stop")
    assert state(runs) == "waiting"


def test_a_change_of_what_ends_by_itself_first_is_refused(app: App) -> None:
    app.call(start_cool_down, length="1d")
    with pytest.raises(Refused, match="ends by itself on 2026-11-21 22:30"):
        ask(app)


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_it_asks_for_a_reason(runs: App, reason: str | None) -> None:
    with pytest.raises(NeedsAnswer) as question:
        runs.call(end_cool_down, reason=reason)
    assert (question.value.argument, question.value.in_words) == ("reason", True)
    assert runs.call(list_changes) == ()


@pytest.mark.parametrize("use_case", [confirm_change, cancel_change])
def test_a_change_that_is_not_there_is_said(runs: App, use_case: object) -> None:
    with pytest.raises(NotFound, match="There is no change 7"):
        runs.call(use_case, change=7)  # type: ignore[arg-type] # either of the two


@pytest.mark.parametrize("use_case", [end_cool_down, shorten_cool_down])
def test_a_cool_down_that_does_not_run_can_not_be_loosened(app: App, use_case: object) -> None:
    app.call(log_urge)
    arguments = {"by": "1d"} if use_case is shorten_cool_down else {}
    with pytest.raises(Refused, match="No cool-down runs for Ex"):
        app.call(use_case, reason=WHY, **arguments)  # type: ignore[arg-type] # either of the two


def test_a_change_of_a_cool_down_that_is_over_loosens_no_later_one(
    runs: App, clock: FakeClock
) -> None:
    clock.forward(days=28, hours=20)
    ask(runs)
    clock.forward(hours=28)
    assert ends(runs) is None
    runs.call(start_cool_down, length="30d")
    with pytest.raises(Refused, match="The cool-down that change 1 was about does not stand"):
        runs.call(confirm_change, change=1)
    assert runs.call(list_contacts)[0].changes == ()


def test_the_report_counts_what_was_asked_confirmed_and_cancelled(
    runs: App, clock: FakeClock
) -> None:
    ask(runs)
    runs.call(shorten_cool_down, by="1d", reason=WHY)
    runs.call(cancel_change, change=2)
    clock.forward(hours=24)
    runs.call(confirm_change, change=1)
    counts = runs.call(weekly_report).changes
    assert (counts.asked, counts.confirmed, counts.cancelled) == (2, 1, 1)
    assert runs.call(weekly_report, contact="Ex").changes == counts
    clock.forward(days=7)
    assert runs.call(weekly_report).changes.asked == 0


def test_a_slip_is_decided_by_what_held_then_whatever_was_loosened_since(
    runs: App, clock: FakeClock
) -> None:
    from holdfast.services.events import sent

    ask(runs)
    clock.forward(hours=24)
    runs.call(confirm_change, change=1)
    clock.forward(hours=1)
    assert runs.call(sent, alone=True, at="2h ago").event.slip
    assert not runs.call(sent, alone=True, at="30m ago").event.slip
    assert not runs.call(check).held


def test_nothing_held_is_erased_at_once_when_that_is_meant(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    clock.forward(hours=24)
    with pytest.raises(NeedsAnswer, match="Erase it"):
        app.call(ask_to_erase)
    assert app.call(ask_to_erase, sure=True).now


@pytest.mark.parametrize(
    ("promise", "waits"),
    [
        ("pause", timedelta(hours=23)),
        ("cool-down", 3 * DAY),
        ("boundary", 7 * DAY),
    ],
)
def test_erasing_everything_waits_as_long_as_the_longest_of_what_stands(
    app: App, clock: FakeClock, promise: str, waits: timedelta
) -> None:
    app.call(log_urge)
    clock.forward(hours=1)
    if promise != "pause":
        app.call(start_cool_down, length="30d", delay="3d")
    if promise == "boundary":
        app.call(set_boundary, contact="Ex", boundary="space")
    asked = app.call(ask_to_erase, reason=WHY, sure=True)
    assert not asked.now
    assert asked.change is not None
    assert asked.change.ready_at - asked.change.asked_at == waits
    clock.forward(seconds=waits.total_seconds())
    assert app.call(confirm_change, change=1).change.state == "confirmed"


def test_what_was_asked_about_everything_stands_in_the_status_of_no_single_contact(
    runs: App,
) -> None:
    runs.call(ask_to_erase, reason=WHY)
    seen = runs.call(status)
    assert [change.kind for change in seen.changes] == ["erase"]
    assert seen.contacts[0].changes == ()


def test_each_refusal_has_a_sentence(runs: App) -> None:
    with pytest.raises(HoldfastError) as refusal:
        runs.call(confirm_change, change=1)
    assert refusal.value.message.endswith(".")


def test_taking_one_promise_back_revives_nothing_that_another_cancels(
    app: App, clock: FakeClock
) -> None:
    for name in ("Sam", "Robin"):
        app.call(start_cool_down, contact=_added(app, name), length="30d", delay="1h")
    clock.forward(minutes=11)
    app.call(ask_to_erase, reason=WHY)
    app.call(extend_cool_down, contact="Sam", by="1d")
    app.call(set_boundary, contact="Robin", boundary="stop")
    app.call(undo, contact="Sam")
    assert state(app) == "cancelled"


def _added(app: App, name: str) -> str:
    from holdfast.services.contacts import add_contact

    return app.call(add_contact, name=name).name


def test_erasing_waits_for_a_pause_that_was_begun_since(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="1h", pause="10m", delay="1h")
    app.call(ask_to_erase, reason=WHY)
    clock.forward(hours=2)
    app.call(log_urge)
    with pytest.raises(Refused, match="has not waited"):
        app.call(confirm_change, change=1)


def test_a_lapse_is_remembered_whatever_was_tightened_since(runs: App, clock: FakeClock) -> None:
    ask(runs)
    clock.forward(hours=48)
    runs.call(extend_cool_down, by="1d")
    assert state(runs) == "lapsed"
    again = ask(runs)
    assert again.ready_at - again.asked_at == 2 * DAY


def test_a_clock_that_comes_right_makes_no_old_promise_young(app: App, clock: FakeClock) -> None:
    from holdfast.services.clock import accept_clock
    from holdfast.services.contacts import add_contact

    app.call(add_contact, name="Sam")
    clock.set(days=1)
    app.call(accept_clock)
    app.call(start_cool_down, length="30d")
    clock.forward(days=1, minutes=5)
    clock.set(days=-1)
    clock.right = True
    with pytest.raises(Refused, match="nothing to take back"):
        app.call(undo)
    assert app.call(check).held


def test_a_change_that_has_nothing_left_to_loosen_keeps_no_other_one_back(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary="stop")
    app.call(set_boundary, contact="Sam", boundary="order")
    app.call(set_boundary, contact="Sam", boundary="stop", reason=WHY)
    app.call(undo)
    app.call(set_boundary, contact="Sam", boundary="open", reason=WHY)
    assert (state(app, 1), state(app, 2)) == ("cancelled", "waiting")
    clock.forward(days=7)
    app.call(confirm_change, change=2)
    assert not app.call(check).held


def test_calling_one_off_that_is_ready_counts_as_letting_it_lapse(
    runs: App, clock: FakeClock
) -> None:
    ask(runs)
    runs.call(cancel_change, change=1)  # while it waits that costs nothing
    assert ask(runs).ready_at - EVENING < DAY + HOUR
    clock.forward(hours=24)
    runs.call(cancel_change, change=2)
    asked = ask(runs)
    assert asked.ready_at - asked.asked_at == 2 * DAY


def test_one_that_was_confirmed_in_time_makes_no_later_one_wait_longer(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary="stop")
    app.call(set_boundary, contact="Sam", boundary="space", until="60d", reason=WHY)
    clock.forward(days=7, hours=1)
    app.call(confirm_change, change=1)
    clock.forward(days=1)
    app.call(set_boundary, contact="Sam", boundary="space", until="20d", reason=WHY)
    app.call(cancel_change, change=2)
    third = app.call(set_boundary, contact="Sam", boundary="open", reason=WHY).change
    assert third is not None
    assert third.ready_at - third.asked_at == 7 * DAY


def test_one_of_a_cool_down_that_has_ended_by_itself_has_nothing_left_to_loosen(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="3d")
    clock.forward(days=1, hours=23)
    ask(app)
    clock.forward(days=1, hours=2)
    with pytest.raises(Refused, match="cool-down that change 1 was about does not stand any more"):
        app.call(confirm_change, change=1)


def test_an_erasing_that_broke_off_erases_nothing_later(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    app.call(ask_to_erase, reason=WHY)
    clock.forward(hours=24)
    app.call(confirm_change, change=1)
    with pytest.raises(Refused, match="was confirmed already"):
        app.call(confirm_change, change=1)


def test_what_an_undo_leaves_nothing_of_to_loosen_is_no_lapse_later(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary="space")
    clock.forward(days=1)
    app.call(set_boundary, contact="Sam", boundary="stop")
    app.call(set_boundary, contact="Sam", boundary="space", reason=WHY)
    app.call(undo)
    clock.forward(days=9)
    assert state(app, 1) == "cancelled"
    asked = app.call(set_boundary, contact="Sam", boundary="open", reason=WHY).change
    assert asked
    assert asked.ready_at - asked.asked_at == 7 * DAY


def test_what_stood_before_stands_again_and_what_was_asked_instead_is_called_off(
    runs: App,
) -> None:
    runs.call(end_cool_down, reason=WHY)
    runs.call(extend_cool_down, by="1d")
    runs.call(end_cool_down, reason=WHY)
    assert runs.call(undo).restored_changes == (1,)
    assert [one.state for one in runs.call(list_changes)] == ["cancelled", "waiting"]


def test_it_stands_again_where_the_clock_is_not_known_to_be_right_too(
    runs: App, clock: FakeClock
) -> None:
    clock.boot_id, clock.right = "second boot", False
    runs.call(end_cool_down, reason=WHY)
    runs.call(extend_cool_down, by="1d")
    assert runs.call(undo).restored_changes == (1,)
