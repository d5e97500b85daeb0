"""Cool-downs: starting, extending, taking back."""

from datetime import timedelta
from typing import Any

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.errors import HoldfastError, NeedsAnswer, NotUnderstood, Refused
from holdfast.services.check import check
from holdfast.services.choosing import UnknownContact
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import extend_cool_down, show_cool_down, start_cool_down
from holdfast.services.events import sent
from holdfast.services.undoing import undo
from holdfast.services.urges import log_urge

DAY = timedelta(days=1)


def test_a_cool_down_holds_at_once_until_its_end_and_not_after(app: App, clock: FakeClock) -> None:
    started = app.call(start_cool_down, length="30d", why="They asked for room")
    assert (started.ends_at, started.length_seconds) == (EVENING + 30 * DAY, 30 * 86_400)
    assert (started.delay_seconds, started.pause_seconds) == (86_400, 86_400)
    assert (started.contact, started.why) == ("Ex", "They asked for room")
    assert app.call(check).reason == "cool-down"
    clock.forward(days=30, microseconds=-1)
    assert app.call(check).remaining_seconds == 1
    clock.forward(microseconds=1)
    assert not app.call(check).held
    assert app.call(show_cool_down) is None


def test_days_already_kept_count_and_the_end_is_counted_from_then(app: App) -> None:
    started = app.call(start_cool_down, length="30d", since="10d ago")
    assert (started.ends_at, started.days_kept) == (EVENING + 20 * DAY, 10)


def test_its_terms_are_its_own_whatever_the_settings_say_later(app: App) -> None:
    app.call(start_cool_down, length="30d", delay="7d", pause="2d")
    app.set_config("cooldown", "delay", "1h")
    app.set_config("cooldown", "pause", "10m")
    shown = app.call(show_cool_down)
    assert shown is not None
    assert (shown.delay_seconds, shown.pause_seconds) == (7 * 86_400, 2 * 86_400)
    assert app.call(log_urge).urge.hold.until == EVENING + 30 * DAY


def test_settings_give_the_next_ones_terms(app: App) -> None:
    app.set_config("cooldown", "delay", "48h")
    app.set_config("cooldown", "pause", "90m")
    started = app.call(start_cool_down, length="1d")
    assert (started.delay_seconds, started.pause_seconds) == (48 * 3600, 90 * 60)


def test_a_second_one_is_refused_and_names_extend(app: App) -> None:
    app.call(start_cool_down, length="30d")
    with pytest.raises(Refused, match="runs already, until 2026-12-20 22:30") as refusal:
        app.call(start_cool_down, length="7d")
    assert (refusal.value.way_out or "").startswith("holdfast cooldown extend LENGTH")


def test_each_contact_has_its_own(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Kim")
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(start_cool_down, length="10d", contact="Kim")
    assert app.call(check, contact="Kim").until == EVENING + 10 * DAY


def test_past_90_days_it_asks_again(app: App) -> None:
    app.call(start_cool_down, length="90d")
    app.call(undo)
    with pytest.raises(NeedsAnswer, match="91 days") as asked:
        app.call(start_cool_down, length="91d")
    assert (asked.value.argument, asked.value.way_out) == ("sure", "--yes")
    assert not app.call(check).held
    assert app.call(start_cool_down, length="91d", sure=True).remaining_seconds == 91 * 86_400


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ({"length": "366d", "sure": True}, Refused),
        ({"length": "-3d"}, NotUnderstood),
        ({"length": "0d"}, NotUnderstood),
        ({"length": "1 month"}, NotUnderstood),
        ({"length": "10d", "since": "11d ago"}, Refused),
        ({"length": "10d", "since": "2027-01-01"}, NotUnderstood),
        ({"length": "10d", "delay": "59m"}, NotUnderstood),
        ({"length": "10d", "delay": "8d"}, NotUnderstood),
        ({"length": "10d", "pause": "9m"}, NotUnderstood),
        ({"length": "10d", "contact": "Zebedee"}, UnknownContact),
    ],
)
def test_terms_that_can_not_be_kept_start_nothing(
    app: App, terms: dict[str, Any], error: type[HoldfastError]
) -> None:
    app.call(add_contact, name="Sam")
    with pytest.raises(error):
        app.call(start_cool_down, **terms)
    assert app.call(show_cool_down) is None


def test_it_is_made_longer_at_once_by_that_much(app: App) -> None:
    app.call(start_cool_down, length="30d")
    assert app.call(extend_cool_down, by="1w").ends_at == EVENING + 37 * DAY
    with pytest.raises(Refused, match="365 days"):
        app.call(extend_cool_down, by="329d")
    assert app.call(extend_cool_down, by="328d").ends_at == EVENING + 365 * DAY


def test_what_does_not_run_can_not_be_made_longer(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="1d")
    clock.forward(days=1)
    with pytest.raises(Refused, match="No cool-down runs") as refusal:
        app.call(extend_cool_down, by="1d")
    assert refusal.value.way_out == "holdfast cooldown start 1d"


def test_undo_takes_back_one_step_and_what_stood_before_stands_again(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    app.call(extend_cool_down, by="1w")
    clock.forward(minutes=10)
    undone = app.call(undo)
    assert undone.cooldown is not None
    assert (undone.kind, undone.cooldown.ends_at) == ("extend", EVENING + 30 * DAY)
    undone = app.call(undo)
    assert (undone.kind, undone.cooldown, undone.contact) == ("start", None, "Ex")
    with pytest.raises(Refused, match="nothing to take back"):
        app.call(undo)


def test_after_ten_minutes_nothing_is_taken_back(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.forward(minutes=10, microseconds=1)
    with pytest.raises(Refused, match="last 10 minutes"):
        app.call(undo)
    assert app.call(check).held


def test_undo_is_about_the_contact_that_was_named_else_about_the_last_step(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Kim")
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(start_cool_down, length="30d", contact="Kim")
    assert app.call(undo, contact="Sam").contact == "Sam"
    assert app.call(undo).contact == "Kim"


def test_what_was_logged_under_a_cool_down_that_is_taken_back_waits_out_its_own_pause(
    app: App,
) -> None:
    app.call(start_cool_down, length="30d", pause="3d")
    app.call(log_urge)
    app.call(undo)
    assert (app.call(check).until, app.call(check).reason) == (EVENING + 3 * DAY, "pause")


def test_a_slip_is_counted_and_sets_nothing_to_zero(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.forward(days=10, hours=1)
    app.call(sent, alone=True, at="3d ago")
    shown = app.call(show_cool_down)
    assert shown is not None
    assert (shown.days_kept, shown.days_slipped) == (9, 1)
    assert shown.ends_at == EVENING + 30 * DAY


def test_a_clock_that_was_set_back_opens_no_promise(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    app.call(extend_cool_down, by="1d")
    clock.set(days=-400)
    held = app.call(check)
    assert (held.held, held.until) == (True, EVENING + 31 * DAY)
