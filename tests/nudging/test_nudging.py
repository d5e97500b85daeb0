"""Nudges over days: which ones come, and in which words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.daemon.tick import Run, tick
from holdfast.data.use_cases import forget_contact
from holdfast.errors import NotUnderstood
from holdfast.ledger.ports import Shown
from holdfast.nudging.model import NudgeText
from holdfast.nudging.use_cases import (
    NudgeAnswer,
    inbox,
    list_nudges,
    mark_read,
    snooze_nudges,
)
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.model import BoundaryKind
from holdfast.promises.requests import cancel_request
from holdfast.promises.use_cases import end_cool_down, extend_cool_down, start_cool_down, undo
from holdfast.report.use_cases import report_looked_at
from holdfast.urges.events import heard
from holdfast.urges.urge_changes import amend_urge
from holdfast.urges.use_cases import let_go, log_urge, rate_urge

# A Monday, 13:00 in Berlin.
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _by_day(clock: FakeClock) -> None:
    clock.moment = MONDAY


def settle(app: App, **nudges: object) -> None:
    """Save the settings of nudges, in TOML."""
    app.folders.config.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{name} = {value}\n" for name, value in nudges.items())
    app.folders.config.write_text(f"[nudges]\n{lines}")


def ticks(app: App, clock: FakeClock, minutes: int, run: Run | None = None) -> Run:
    for _ in range(minutes):
        clock.forward(minutes=1)
        run = app.call(tick, run=run).run
    assert run
    return run


def nudges(app: App, kind: str) -> list[NudgeAnswer]:
    return [nudge for nudge in app.call(list_nudges) if nudge.kind == kind]


def texts(app: App) -> tuple[NudgeText, ...]:
    return tuple(app._nudge_texts())


# Answered or ignored.

ANSWERS: dict[str, Callable[[App], object]] = {
    "logged": lambda app: app.call(log_urge),
    "rated": lambda app: app.call(rate_urge, urge=1, intensity=2),
    "let go": lambda app: app.call(let_go, urge=1),
    "heard": lambda app: app.call(heard),
    "asked": lambda app: app.call(end_cool_down, reason="peace"),
}


def log_again(app: App) -> object:
    return app.call(log_urge)


def reflected_on(app: App, clock: FakeClock, days: int, after: Callable[[App], object]) -> int:
    """Live some evenings, doing something after each nudge. Return how many nudges came."""
    settle(app, reflection="true", reflection_at='"20:00"', weekly_report="false")
    app.call(start_cool_down, length="60d", contact="Sam", delay="7d")
    app.call(log_urge, felt="2h ago")
    for day in range(days):
        clock.forward_to(MONDAY + day * DAY + 420 * MINUTE)  # 20:00 in Berlin
        run = ticks(app, clock, 10)
        if nudges(app, "reflection")[0].state == "handed-over":
            clock.forward(minutes=10)
            after(app)
        ticks(app, clock, 125, run)
    return sum(nudge.state == "handed-over" for nudge in nudges(app, "reflection"))


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_nudges_that_are_answered_come_every_day(
    app: App, clock: FakeClock, answer: Callable[[App], object]
) -> None:
    answers = iter([answer])

    def answer_once_and_log_then(app: App) -> None:
        next(answers, log_again)(app)

    assert reflected_on(app, clock, 4, answer_once_and_log_then) == 4


def test_nudges_ignored_three_times_come_half_as_often_and_say_so(
    app: App, clock: FakeClock
) -> None:
    assert reflected_on(app, clock, 8, lambda _: None) == 3 + 2
    missed = [nudge for nudge in nudges(app, "reflection") if nudge.state == "expired"]
    assert {nudge.detail for nudge in missed} == {"the last three got no answer, so fewer come"}


# The report's own.


def announced(app: App, clock: FakeClock) -> Run:
    app.call(log_urge, felt="2d ago")
    app.call(add_contact, name="Robin")
    clock.forward(days=7)
    return ticks(app, clock, 6)


def test_a_report_that_was_looked_at_is_not_announced(app: App, clock: FakeClock) -> None:
    app.call(log_urge, felt="2d ago")
    clock.forward(days=7)
    run = app.call(tick, run=None).run
    assert nudges(app, "report")[0].state == "planned"
    assert app.call(report_looked_at, week="2026-W48")
    ticks(app, clock, 8, run)
    (nudge,) = nudges(app, "report")
    assert (nudge.state, nudge.detail) == ("suppressed", "you had already looked at it")


def test_a_report_looked_at_before_it_is_made_is_not_announced(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge, felt="2d ago")
    clock.forward_to(MONDAY + 7 * DAY - 320 * MINUTE)  # 7:40 in Berlin, before 9:00
    assert app.call(report_looked_at, week="2026-W48")
    assert not app.call(report_looked_at, week="2026-W48")
    ticks(app, clock, 120)
    assert notifier.shown == []
    (nudge,) = nudges(app, "report")
    assert (nudge.state, nudge.detail) == ("suppressed", "you had already looked at it")


def test_looking_at_a_report_that_will_not_be_announced_leaves_no_line(
    app: App, clock: FakeClock
) -> None:
    assert not app.call(report_looked_at, week="2026-W47")  # nothing was ever saved
    app.call(log_urge)
    assert not app.call(report_looked_at, week="2026-W47")  # it was before that
    assert not app.call(report_looked_at, week="2026-W48")  # it is not over
    clock.forward(days=7)
    settle(app, weekly_report="false")
    assert not app.call(report_looked_at, week="2026-W48")  # none is wanted
    app.call(tick, run=None)
    settle(app, weekly_report="true")
    assert not app.call(report_looked_at, week="2026-W48")  # it was made before
    clock.forward(days=15)
    assert not app.call(report_looked_at, week="2026-W49")  # it would be news no more
    assert nudges(app, "report") == []


def test_looking_at_a_report_answers_its_nudge_once(app: App, clock: FakeClock) -> None:
    announced(app, clock)
    assert nudges(app, "report")[0].state == "handed-over"
    assert app.call(report_looked_at, week="2026-W48")
    assert not app.call(report_looked_at, week="2026-W48")
    assert not app.call(report_looked_at, week="2020-W01")
    assert nudges(app, "report")[0].state == "handed-over"


def test_looking_at_reports_answers_their_nudges(app: App, clock: FakeClock) -> None:
    settle(app, reflection="true", reflection_at='"13:00"')
    app.call(add_contact, name="Sam")
    for _ in range(3):
        clock.forward(days=7)
        ticks(app, clock, 6)
        week = nudges(app, "report")[0]
        assert week.state == "handed-over"
        app.call(report_looked_at, week=week.key.removeprefix("report:"))
    clock.forward(days=1)
    ticks(app, clock, 6)
    clock.forward(days=1)
    ticks(app, clock, 6)
    # Two days in a row: nothing was halved.
    assert [nudge.state for nudge in nudges(app, "reflection")][:2] == ["handed-over"] * 2


# Requests.


def test_a_request_that_was_cancelled_is_not_nudged_about(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    asked = app.call(end_cool_down, reason="peace")
    clock.forward(days=1)
    run = app.call(tick, run=None).run
    (ready,) = nudges(app, "request")
    assert (ready.key, ready.state) == ("request-ready:1", "planned")
    app.call(cancel_request, request=asked.id)
    ticks(app, clock, 6, run)
    assert notifier.shown == []
    assert nudges(app, "request")[0].detail == "the request was confirmed or cancelled"


def test_a_request_that_undo_restores_is_nudged_about_after_all(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(end_cool_down, reason="peace")
    clock.forward(days=1)
    run = app.call(tick, run=None).run
    app.call(extend_cool_down, by="1d")
    run = ticks(app, clock, 2, run)
    assert nudges(app, "request")[0].state == "suppressed"
    app.call(undo, sure=True)
    ticks(app, clock, 6, run)
    assert len(notifier.shown) == 1
    assert nudges(app, "request")[0].state == "handed-over"


def test_undo_does_not_repeat_a_nudge_about_a_request(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(end_cool_down, reason="peace")
    clock.forward(days=1)
    run = ticks(app, clock, 6)
    app.call(extend_cool_down, by="1d")
    run = ticks(app, clock, 2, run)
    app.call(undo, sure=True)
    ticks(app, clock, 60, run)
    assert len(notifier.shown) == 1


def test_a_nudge_about_a_request_is_discreet(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Samira")
    app.call(end_cool_down, reason="I miss you")
    clock.forward(days=1)
    ticks(app, clock, 6)
    ((title, body),) = notifier.shown
    assert "Samira" not in title + body
    assert "holdfast requests" in body
    assert notifier.gentle == [True]


# Risky hours.


def test_after_ten_evenings_alike_a_nudge_comes_before_the_next_one(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    settle(app, patience="false", check_ins="false", weekly_report="false")
    for day in range(10):
        clock.forward_to(MONDAY + day * DAY + 360 * MINUTE)  # 19:00
        app.call(log_urge)
    clock.forward_to(MONDAY + 10 * DAY + 260 * MINUTE)
    ticks(app, clock, 20)
    (nudge,) = nudges(app, "risky-hours")
    assert nudge.why == "10 of 10 times in eight weeks began between 18:00 and 21:00"
    assert len(notifier.shown) == 1


# Snoozing.


def test_no_nudge_comes_until_a_snooze_ends(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    until = app.call(snooze_nudges, length="20m").until
    assert until == clock.moment + 20 * MINUTE
    app.call(log_urge)
    run = ticks(app, clock, 19)
    assert notifier.shown == []
    ticks(app, clock, 2, run)
    assert len(notifier.shown) == 1


def test_a_snooze_can_be_ended_and_set_again(app: App, clock: FakeClock) -> None:
    app.call(snooze_nudges, length="3h")
    assert app.call(snooze_nudges, length=None).until is None
    app.call(log_urge)
    assert app.call(tick, run=None).nudges.shown == 1
    app.call(snooze_nudges, length="1h")
    run = ticks(app, clock, 11)
    assert nudges(app, "check-in")[1].state == "planned"
    ticks(app, clock, 60, run)
    assert {nudge.detail for nudge in nudges(app, "check-in")} == {"nudges were paused"}


@pytest.mark.parametrize("said", ["31d", "soon", ""])
def test_a_snooze_of_more_than_thirty_days_is_not_understood(app: App, said: str) -> None:
    with pytest.raises(NotUnderstood):
        app.call(snooze_nudges, length=said)


# A desktop that fails, and the terminal instead.


def failed_by_name(app: App, notifier: FakeNotifier) -> str:
    """Let the word of patience that names Samira fail. Return its body."""
    settle(app, discreet="false")
    notifier.works = False
    app.call(log_urge, contact="Samira", draft="I miss you")
    app.call(tick, run=None)
    ((_, body),) = notifier.shown
    assert "Samira" in body
    return body


def test_a_nudge_that_is_tried_again_keeps_its_words(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    body = failed_by_name(app, notifier)
    ticks(app, clock, 2)
    assert {said for _, said in notifier.shown} == {body}
    assert app.call(inbox)[0].body == body


def test_a_waiting_nudge_becomes_discreet_with_the_setting(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    failed_by_name(app, notifier)
    settle(app, discreet="true")
    assert "Samira" not in (app.call(inbox)[0].body or "")
    notifier.works = True
    ticks(app, clock, 2)
    assert "Samira" not in notifier.shown[-1][1]


def test_after_a_no_a_nudge_that_is_tried_again_changes_its_words(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    said_at(app, clock, 10, times=5)
    notifier.works = False
    run = None
    while notifier.shown[-1][0] != "Keeping it quiet":
        clock.forward(hours=1)
        app.call(log_urge)
        run = app.call(tick, run=None).run
    app.call(set_boundary, contact="Sam", boundary="order", order="restricts")
    notifier.works = True
    ticks(app, clock, 2, run)
    assert notifier.shown[-1][0] != "Keeping it quiet"


def test_a_notifier_that_breaks_is_tried_less_and_less_often(
    app: App, clock: FakeClock, notifier: FakeNotifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def break_after(title: str, _body: str, **_: object) -> None:
        shown.append(title)
        raise UnicodeDecodeError("utf-8", b"", 0, 1, "as a wrapper may print")

    monkeypatch.setattr(notifier, "show", break_after)
    app.call(log_urge)
    ticks(app, clock, 8)
    assert len(shown) <= 4
    assert nudges(app, "patience")[0].detail == "showing it failed: UnicodeDecodeError"


def test_a_nudge_shown_at_a_terminal_counts_as_the_days_one(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    settle(app, reflection="true", reflection_at='"13:30"')
    notifier.works = False
    app.call(add_contact, name="Sam")
    clock.forward(days=7)
    run = ticks(app, clock, 6)
    (week,) = app.call(inbox)
    assert week.kind == "report"
    app.call(mark_read, nudge_ids=(week.id,))
    notifier.works = True
    ticks(app, clock, 60, run)
    (announced,) = nudges(app, "report")
    assert (announced.state, announced.detail) == ("handed-over", "shown at a terminal")
    assert nudges(app, "reflection")[0].state == "planned"
    assert len(notifier.shown) == 1


def test_a_terminal_shows_the_newest_nudge_and_puts_older_ones_aside(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    notifier.works = False
    app.call(log_urge)
    ticks(app, clock, 11)
    kept = app.call(inbox)
    assert [nudge.kind for nudge in kept] == ["patience", "check-in"]
    app.call(mark_read, nudge_ids=tuple(nudge.id for nudge in kept))
    assert nudges(app, "check-in")[1].state == "handed-over"
    assert nudges(app, "patience")[0].state == "suppressed"


def test_a_claimed_nudge_is_not_in_the_inbox(
    app: App, clock: FakeClock, notifier: FakeNotifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifier.works = False
    app.call(log_urge)
    run = ticks(app, clock, 1)
    assert len(app.call(inbox)) == 1
    meanwhile: list[object] = []

    def show(*_: object, **__: object) -> Shown:
        meanwhile.extend(app.call(inbox))
        return Shown(ok=False, detail="there is no desktop here")

    monkeypatch.setattr(notifier, "show", show)
    ticks(app, clock, 3, run)
    assert meanwhile == []
    assert nudges(app, "patience")[0].detail == "there is no desktop here"
    assert len(app.call(inbox)) == 1


def test_at_a_terminal_a_report_waits_behind_a_word_of_patience(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    notifier.works = False
    app.call(add_contact, name="Sam")
    clock.forward(days=7)
    run = ticks(app, clock, 6)
    app.call(log_urge)
    ticks(app, clock, 2, run)
    kept = app.call(inbox)
    assert [nudge.kind for nudge in kept] == ["report", "patience"]
    app.call(mark_read, nudge_ids=tuple(nudge.id for nudge in kept))
    assert nudges(app, "patience")[0].state == "handed-over"
    assert nudges(app, "report")[0].state == "failed"  # to be tried again


@pytest.mark.parametrize("keeps", ["quiet hours", "snooze"])
def test_quiet_hours_and_a_snooze_apply_at_a_terminal(
    app: App, clock: FakeClock, notifier: FakeNotifier, keeps: str
) -> None:
    notifier.works = False
    app.call(add_contact, name="Sam")
    clock.forward(days=7)
    ticks(app, clock, 6)
    assert len(app.call(inbox)) == 1
    if keeps == "snooze":
        app.call(snooze_nudges, length="3h")
    else:
        clock.forward(hours=10)
    assert app.call(inbox) == ()


def test_an_evening_logged_afterwards_keeps_no_nudge_back(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)  # while no daemon ran
    clock.forward(hours=9)
    for minutes in range(520, 0, -25):
        app.call(log_urge, felt=f"{minutes}m ago")
    app.call(log_urge)
    done = app.call(tick, run=None)
    assert not done.troubles
    assert len(notifier.shown) == 1


def test_an_urge_that_was_let_go_is_not_named(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    settle(app, discreet="false", patience="false")
    app.call(log_urge, contact="Samira")
    clock.forward(minutes=2)
    app.call(add_contact, name="Robin")
    app.call(log_urge, contact="Robin")
    app.call(let_go, urge=1)
    ticks(app, clock, 40)
    assert len(notifier.shown) == 2
    assert not any("Samira" in body for _, body in notifier.shown)


# Words.


def said_at(app: App, clock: FakeClock, hour: int, times: int = 20) -> list[str]:
    """Log again and again at an hour of the day (UTC). Return the titles that came."""
    for _ in range(times):
        clock.forward_to((clock.moment + DAY).replace(hour=hour, minute=0))
        app.call(log_urge)
        app.call(tick, run=None)
        app.call(let_go)
    return [nudge.title or "" for nudge in reversed(nudges(app, "patience"))]


def by_title(app: App) -> dict[str, NudgeText]:
    return {text.title: text for text in texts(app)}


def test_by_day_no_words_are_about_the_night(app: App, clock: FakeClock) -> None:
    said = [by_title(app)[title] for title in said_at(app, clock, 10)]
    assert not any("night" in text.only for text in said)


@pytest.mark.parametrize("boundary", ["stop", "order"])
def test_under_a_no_no_words_are_about_waiting(
    app: App, clock: FakeClock, boundary: BoundaryKind
) -> None:
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary=boundary, order="restricts")
    said = said_at(app, clock, 22)
    assert "You can feel all of it" in said
    assert not {"Keeping it quiet", "Not tonight", "It's late"} & set(said)


def test_the_persons_reason_is_quoted_only_if_nudges_are_not_discreet(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="90d", contact="Samira", why="They asked\nfor \x1b[2Jroom")
    said_at(app, clock, 10, times=14)
    bodies = {nudge.title: nudge.body or "" for nudge in nudges(app, "patience")}
    assert bodies["You had a reason"].endswith("holdfast cooldown show")
    assert not any("Samira" in body or "room" in body for body in bodies.values())
    settle(app, discreet="false")
    said_at(app, clock, 10, times=14)
    bodies = {nudge.title: nudge.body or "" for nudge in nudges(app, "patience")[:14]}
    assert bodies["You had a reason"] == "In your own words: They asked for [2Jroom"
    assert "Samira" in bodies["Both can be true"]


def test_a_long_reason_is_cut(app: App, clock: FakeClock) -> None:
    settle(app, discreet="false")
    app.call(start_cool_down, length="90d", contact="Sam", why="because " * 100)
    said_at(app, clock, 10, times=14)
    body = next(one.body for one in nudges(app, "patience") if one.title == "You had a reason")
    assert body
    assert len(body) < 230
    assert body.endswith("…")


def test_with_several_contacts_a_nudge_about_none_of_them_names_none(
    app: App, clock: FakeClock
) -> None:
    settle(app, discreet="false", reflection="true", reflection_at='"13:05"')
    for name in ("Samira", "Robin"):
        app.call(add_contact, name=name)
        app.call(start_cool_down, length="60d", contact=name, why=f"for {name}")
    ticks(app, clock, 12)
    (nudge,) = nudges(app, "reflection")
    assert nudge.state == "handed-over"
    assert "Samira" not in f"{nudge.title} {nudge.body}"


def test_forgetting_a_contact_deletes_the_words_of_their_nudges(app: App, clock: FakeClock) -> None:
    settle(app, discreet="false")
    for name in ("Samira", "Robin"):
        app.call(add_contact, name=name)
    run = None
    for number in range(1, 15):
        app.call(log_urge, contact="Samira")
        run = app.call(tick, run=run).run
        if number % 2:
            app.call(amend_urge, urge=number, contact="Robin")
        clock.forward(minutes=11)
    assert any("Samira" in (nudge.body or "") for nudge in nudges(app, "patience"))
    app.call(forget_contact, contact="Samira", sure=True, reason="peace")
    assert {(nudge.title, nudge.body) for nudge in nudges(app, "patience")} == {(None, None)}


def test_only_nudges_about_an_urge_can_name_a_contact(app: App) -> None:
    assert {text.kind for text in texts(app) if text.named} <= {"patience", "check-in"}


def test_every_kind_has_words_that_always_fit(app: App) -> None:
    for kind in ("patience", "check-in", "risky-hours", "reflection", "request", "report"):
        assert any(text.kind == kind and text.fits(()) for text in texts(app))


def test_after_waking_nothing_comes_by_itself_for_five_minutes(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    settle(app, reflection="true", reflection_at='"13:11"')
    app.call(add_contact, name="Sam")
    run = ticks(app, clock, 10)
    clock.forward(seconds=130)
    run = app.call(tick, run=run).run
    run = ticks(app, clock, 4, run)
    assert notifier.shown == []
    ticks(app, clock, 2, run)
    assert len(notifier.shown) == 1
