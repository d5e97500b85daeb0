"""Planning: which nudges the features offer, which one is shown, and why the others are not."""

from datetime import UTC, datetime, timedelta

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.daemon.tick import tick
from holdfast.ledger.work import read
from holdfast.nudging.planning import Plan, plan
from holdfast.promises.use_cases import end_cool_down, start_cool_down
from holdfast.urges.urge_changes import retract_urge
from holdfast.urges.use_cases import let_go, log_urge, rate_urge

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A Friday, 15:00 in Berlin.
NOON = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _by_day(clock: FakeClock) -> None:
    clock.moment = NOON


def settle(app: App, **nudges: str) -> None:
    app.folders.home.mkdir(exist_ok=True)
    lines = "".join(f"{name} = {value}\n" for name, value in nudges.items())
    app.folders.config.write_text(f"[nudges]\n{lines}")


def planned(app: App) -> Plan:
    """Return the plan of a daemon that has run for a month."""
    with read(app.ports("a call")) as work:
        return plan(work, here_since=NOON - 30 * DAY)


def new(app: App) -> dict[str, timedelta]:
    return {nudge.key: nudge.due_at - NOON for nudge in planned(app).new}


def shown(app: App) -> str | None:
    show = planned(app).show
    return show.key if show else None


def test_an_urge_starts_a_word_of_patience_and_two_check_ins(app: App) -> None:
    app.call(log_urge)
    assert new(app) == {
        "patience:urge-1": timedelta(),
        "check-in:urge-1:10m": 10 * MINUTE,
        "check-in:urge-1:30m": 30 * MINUTE,
    }
    assert shown(app) == "patience:urge-1"
    assert planned(app).aside == {}


def test_an_urge_logged_a_little_later_is_asked_about_from_when_it_was_felt(app: App) -> None:
    app.call(log_urge, felt="15m ago")
    assert new(app) == {"patience:urge-1": timedelta(), "check-in:urge-1:30m": 15 * MINUTE}


def test_a_retracted_urge_begins_no_episode(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    app.call(retract_urge, urge=1)
    clock.forward(minutes=20)
    app.call(log_urge)
    assert {"check-in:urge-2:10m", "check-in:urge-2:30m"} <= set(new(app))
    assert "check-in:urge-1:10m" not in new(app)


def test_a_kind_that_is_off_is_not_planned(app: App) -> None:
    app.call(log_urge)
    settle(app, patience="false")
    assert set(new(app)) == {"check-in:urge-1:10m", "check-in:urge-1:30m"}
    settle(app, check_ins="false")
    assert set(new(app)) == {"patience:urge-1"}


def test_an_episode_is_asked_about_while_one_of_its_urges_is_open(
    app: App, clock: FakeClock
) -> None:
    for _ in range(2):
        app.call(log_urge)
    app.call(tick, run=None)
    app.call(let_go, urge=1)
    clock.forward(minutes=10)
    assert shown(app) == "check-in:urge-1:10m"
    app.call(let_go, urge=2)
    assert planned(app).aside["check-in:urge-1:10m"].why == "it had been let go by then"


def test_a_rating_within_five_minutes_replaces_a_check_in(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    app.call(tick, run=None)
    clock.forward(minutes=10)
    app.call(tick, run=None)
    clock.forward(minutes=16)
    app.call(rate_urge, intensity=3)
    clock.forward(minutes=4)
    (aside,) = planned(app).aside.values()
    assert aside.why == "it had been rated shortly before"
    clock.forward(minutes=1)
    assert shown(app) == "check-in:urge-1:30m"


def test_a_check_in_comes_within_twenty_minutes_or_not_at_all(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    app.call(tick, run=None)
    clock.forward(minutes=50, microseconds=-1)
    assert shown(app) == "check-in:urge-1:30m"
    clock.forward(microseconds=1)
    assert shown(app) is None
    assert {aside.state for aside in planned(app).aside.values()} == {"expired"}


def test_words_of_patience_come_ten_minutes_apart(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    app.call(tick, run=None)
    clock.forward(minutes=9)
    app.call(log_urge)
    assert shown(app) is None
    clock.forward(minutes=1)
    app.call(let_go)
    app.call(log_urge)
    assert shown(app) == "patience:urge-3"


def ready_request(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(end_cool_down, reason="peace")
    clock.forward(days=1)
    with pytest.MonkeyPatch.context() as nudging:
        nudging.setattr("holdfast.daemon.tick.hand_over_due", lambda *_, **__: planned(app))
        app.call(tick, run=None)


def test_a_request_is_nudged_about_when_it_is_ready_and_never_before_it_expires(
    app: App, clock: FakeClock
) -> None:
    ready_request(app, clock)
    assert shown(app) == "request-ready:1"
    keys = set()
    for _ in range(26):
        keys |= {nudge.key for nudge in planned(app).new if nudge.kind == "request"}
        clock.forward(hours=1)
    assert keys == {"request-ready:1"}


def test_the_daily_look_back_is_off_until_it_is_switched_on(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    clock.forward(hours=5)
    assert new(app) == {}
    settle(app, reflection="true")
    assert shown(app) == "reflection:2026-11-20"
    clock.forward(hours=2)
    assert new(app) == {}


def habit(app: App, clock: FakeClock, hour: int) -> None:
    """Log at one hour (UTC) on each of the last eleven days; then it is 15:00 in Berlin."""
    settle(app, patience="false", check_ins="false")
    days = sorted((NOON - number * DAY).replace(hour=hour) for number in range(1, 12))
    clock.moment = days[0]
    for moment in days:
        clock.forward_to(moment)
        app.call(log_urge)
    clock.forward_to(NOON)


def test_risky_hours_are_nudged_about_half_an_hour_ahead(app: App, clock: FakeClock) -> None:
    habit(app, clock, 18)  # 19:00 in Berlin: the hours from 18 to 21
    assert planned(app).next_at == datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    clock.forward(hours=2.5)
    (nudge,) = planned(app).new
    assert nudge.key == "risky-hours:2026-11-20"
    assert nudge.why == "11 of 11 times in eight weeks began between 18:00 and 21:00"
    clock.forward(hours=1)
    assert new(app) == {}


def test_risky_hours_within_quiet_hours_are_nudged_about_before_those(
    app: App, clock: FakeClock
) -> None:
    habit(app, clock, 23)  # midnight in Berlin
    clock.forward_to(datetime(2026, 11, 20, 20, 30, tzinfo=UTC))
    assert "risky-hours:2026-11-21" in new(app)


def test_the_daily_look_back_comes_instead_of_risky_hours_if_one_a_day_may_come(
    app: App, clock: FakeClock
) -> None:
    habit(app, clock, 18)
    clock.forward(hours=2.5)
    settle(app, patience="false", check_ins="false", reflection="true")
    assert new(app) == {}
    settle(app, patience="false", check_ins="false", reflection="true", unasked_a_day="2")
    assert set(new(app)) == {"risky-hours:2026-11-20"}


def test_if_one_may_come_a_request_is_first_then_a_report_then_the_look_back(
    app: App, clock: FakeClock
) -> None:
    settle(app, reflection="true", reflection_at='"15:00"')
    clock.forward_to(datetime(2026, 11, 22, 14, 0, tzinfo=UTC))  # Sunday
    ready_request(app, clock)
    assert shown(app) == "request-ready:1"
    settle(app, reflection="true", reflection_at='"15:00"', requests="false")
    assert shown(app) == "report:2026-W47"
    settle(app, reflection="true", reflection_at='"15:00"', requests="false", weekly_report="false")
    assert shown(app) == "reflection:2026-11-23"
    assert planned(app).aside["report:2026-W47"].why == "this kind was switched off"
