"""Cool-downs: started, made longer, and asked about; what can't be promised starts nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.config import set_config
from holdfast.contacts.choosing import UnknownContact
from holdfast.contacts.use_cases import add_contact, contact_names
from holdfast.errors import HoldfastError, NeedsAnswer, NotUnderstood, Refused
from holdfast.ledger.work import Work, reading
from holdfast.promises.answers import CoolDownOver, last_cooldown
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.holds import check
from holdfast.promises.use_cases import (
    end_cool_down,
    extend_cool_down,
    set_up,
    shorten_cool_down,
    show_cool_down,
    start_cool_down,
)
from holdfast.urges.events import sent
from holdfast.urges.use_cases import log_urge

DAY = timedelta(days=1)
WHY = "We talked it over"


@reading
def last(work: Work) -> CoolDownOver | None:
    return last_cooldown(work, work.stores.contacts.all()[0])


def test_a_cool_down_holds_at_once_and_ends_by_itself(app: App, clock: FakeClock) -> None:
    started = app.call(start_cool_down, length="30d", why="  They asked for room ")
    assert (started.contact, started.ends_at) == ("Ex", EVENING + 30 * DAY)
    assert (started.why, started.remaining_seconds) == ("They asked for room", 30 * 86_400)
    assert app.call(check).held
    clock.forward(days=30)
    assert not app.call(check).held
    assert app.call(show_cool_down) is None


def test_a_cool_down_knows_whether_a_network_sets_the_clock(app: App) -> None:
    assert not app.call(start_cool_down, length="30d").clock_alone


def test_a_cool_down_knows_that_no_network_ever_set_the_clock(app: App, clock: FakeClock) -> None:
    clock.synchronised = False
    assert app.call(start_cool_down, length="30d").clock_alone


def test_days_count_from_an_earlier_start(app: App) -> None:
    started = app.call(start_cool_down, length="30d", since="10d ago")
    assert (started.ends_at, started.days_kept) == (EVENING + 20 * DAY, 10)
    assert started.length_seconds == 30 * 86_400


def test_a_running_cool_down_keeps_its_terms_whatever_the_settings_say(app: App) -> None:
    app.call(start_cool_down, length="30d", delay="7d", pause="2d")
    set_config(app.folders.config, "cooldown", "delay", "1h")
    set_config(app.folders.config, "cooldown", "pause", "10m")
    shown = app.call(show_cool_down)
    assert shown is not None
    assert (shown.delay_seconds, shown.pause_seconds) == (7 * 86_400, 2 * 86_400)
    asked = app.call(end_cool_down, reason=WHY)
    assert asked.ready_at - asked.asked_at == 7 * DAY


def test_the_next_cool_down_takes_its_terms_from_the_settings(app: App) -> None:
    set_config(app.folders.config, "cooldown", "delay", "48h")
    set_config(app.folders.config, "cooldown", "pause", "90m")
    started = app.call(start_cool_down, length="1d")
    assert (started.delay_seconds, started.pause_seconds) == (48 * 3600, 90 * 60)


@pytest.mark.parametrize(
    ("final", "until"), [(False, ", until 2026-12-20 22:30."), (True, r"already\.")]
)
def test_a_second_cool_down_is_refused_and_extend_is_named(
    app: App, final: bool, until: str
) -> None:
    app.call(start_cool_down, length="30d")
    if final:
        app.call(set_boundary, contact="Ex", boundary="stop")
    with pytest.raises(Refused, match=until) as refusal:
        app.call(start_cool_down, length="7d")
    assert (refusal.value.way_out or "").startswith("holdfast cooldown extend LENGTH")


def test_each_contact_has_its_own_cool_down(app: App) -> None:
    for name, length in (("Sam", "30d"), ("Kim", "10d")):
        app.call(add_contact, name=name)
        app.call(start_cool_down, length=length, contact=name)
    assert app.call(check, contact="Kim").until == EVENING + 10 * DAY
    assert app.call(check, contact="Sam").until == EVENING + 30 * DAY


@pytest.mark.parametrize(("boundary", "says"), [("open", "91 days"), ("stop", "for more than 90")])
def test_past_90_days_a_cool_down_is_asked_about_again(app: App, boundary: Any, says: str) -> None:
    app.call(add_contact, name="Ex")
    app.call(set_boundary, contact="Ex", boundary=boundary)
    with pytest.raises(NeedsAnswer, match=says) as asked:
        app.call(start_cool_down, length="91d")
    assert (asked.value.argument, asked.value.way_out) == ("sure", "--yes")
    assert app.call(show_cool_down) is None
    assert app.call(start_cool_down, length="91d", sure=True).length_seconds == 91 * 86_400


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ({"length": "366d", "sure": True}, Refused),
        ({"length": "-3d"}, NotUnderstood),
        ({"length": "1 month"}, NotUnderstood),
        ({"length": "10d", "since": "11d ago"}, Refused),
        ({"length": "10d", "since": "2027-01-01"}, NotUnderstood),
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


def test_an_extension_counts_at_once_up_to_a_year_from_now(app: App) -> None:
    app.call(start_cool_down, length="30d")
    assert app.call(extend_cool_down, by="1w").ends_at == EVENING + 37 * DAY
    with pytest.raises(Refused, match="365 days"):
        app.call(extend_cool_down, by="329d")
    assert app.call(extend_cool_down, by="328d").ends_at == EVENING + 365 * DAY


@pytest.mark.parametrize(
    ("use_case", "terms"),
    [
        (extend_cool_down, {"by": "1d"}),
        (shorten_cool_down, {"by": "1d", "reason": WHY}),
        (end_cool_down, {"reason": WHY}),
    ],
)
def test_a_cool_down_that_is_over_can_not_be_changed(
    app: App, clock: FakeClock, use_case: Any, terms: dict[str, str]
) -> None:
    app.call(start_cool_down, length="1d")
    clock.forward(days=1)
    with pytest.raises(Refused, match="No cool-down runs for Ex") as refusal:
        app.call(use_case, **terms)
    assert (refusal.value.way_out or "").startswith("holdfast cooldown start")


def test_a_slip_is_counted_and_resets_nothing(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.forward(days=10, hours=1)
    app.call(sent, alone=True, at="3d ago")
    shown = app.call(show_cool_down)
    assert shown is not None
    assert (shown.days_kept, shown.days_slipped) == (9, 1)
    assert shown.ends_at == EVENING + 30 * DAY


def test_the_last_cool_down_is_told_with_its_days_once_it_is_over(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    assert app.call(last) is None
    app.call(start_cool_down, length="5d")
    assert app.call(last) is None
    clock.forward(days=1)
    app.call(sent, alone=True)
    clock.forward(days=9)
    assert app.call(last) == CoolDownOver(EVENING + 5 * DAY, days_kept=4, days_slipped=1)


@pytest.mark.parametrize("length", [None, "2w"])
def test_setting_up_makes_a_contact_and_a_first_cool_down(app: App, length: str | None) -> None:
    for _ in range(2 if length is None else 1):
        app.call(set_up, name="Sam", length=length, delay="3d", why="Room")
    assert app.call(contact_names) == ("Sam",)
    shown = app.call(show_cool_down)
    assert (shown.delay_seconds if shown else None) == (3 * 86_400 if length else None)


def test_the_clock_set_back_opens_no_cool_down(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.set(days=-400)
    verdict = app.call(check)
    assert (verdict.held, verdict.remaining_seconds) == (True, 30 * 86_400)


@pytest.mark.parametrize("evening", [datetime(2027, 3, 27, 20), datetime(2026, 10, 24, 20)])
def test_a_day_over_a_change_of_the_clocks_has_24_hours(
    app: App, clock: FakeClock, evening: datetime
) -> None:
    clock.moment = evening.replace(tzinfo=UTC)
    assert app.call(start_cool_down, length="1d").ends_at == clock.moment + DAY


def test_a_message_logged_under_a_cool_down_waits_its_pause(app: App) -> None:
    app.call(start_cool_down, length="1d", pause="2d")
    app.call(log_urge)
    verdict = app.call(check)
    assert (verdict.until, verdict.reason) == (EVENING + 2 * DAY, "pause")


def test_a_day_before_today_with_contact_in_it_does_not_count_as_kept(app: App) -> None:
    app.call(start_cool_down, contact="Sam", length="60d", since="28d ago")
    app.call(sent, alone=True, at="3d ago")
    running = app.call(show_cool_down)
    assert running
    assert (running.days_kept, running.days_slipped) == (27, 1)
