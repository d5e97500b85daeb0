"""Nudges over days: what the ledger knows of them decides what comes, and in which words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.domain.boundary import BoundaryKind
from holdfast.domain.nudge import ASKED, NudgeText
from holdfast.errors import NotUnderstood
from holdfast.services.boundaries import set_boundary
from holdfast.services.changes import cancel_change
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import end_cool_down, extend_cool_down, start_cool_down
from holdfast.services.events import heard
from holdfast.services.forgetting import forget_contact
from holdfast.services.nudges import (
    NudgeAnswer,
    inbox,
    list_nudges,
    mark_read,
    report_looked_at,
    snooze_nudges,
)
from holdfast.services.ports import Shown
from holdfast.services.tick import Run, tick
from holdfast.services.undoing import undo
from holdfast.services.urges import amend_urge, let_go, log_urge, rate_urge

# A Monday, 13:00 in Berlin.
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _by_day(clock: FakeClock) -> None:
    clock.moment = MONDAY


def settle(app: App, **nudges: object) -> None:
    """Write the settings of nudges down, as TOML has them."""
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
    """Live so many evenings, doing something after each nudge; gives how many came."""
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
def test_what_is_answered_comes_every_day(
    app: App, clock: FakeClock, answer: Callable[[App], object]
) -> None:
    answers = iter([answer])

    def answer_once_and_log_then(app: App) -> None:
        next(answers, log_again)(app)

    assert reflected_on(app, clock, 4, answer_once_and_log_then) == 4


def test_what_is_ignored_three_times_comes_half_as_often_and_says_so(
    app: App, clock: FakeClock
) -> None:
    assert reflected_on(app, clock, 8, lambda _: None) == 3 + 2
    missed = [nudge for nudge in nudges(app, "reflection") if nudge.state == "expired"]
    assert {nudge.detail for nudge in missed} == {
        "its moment passed while nudges came half as often, as three in a row had gone unanswered"
    }


# The report's own.


def announced(app: App, clock: FakeClock) -> Run:
    app.call(log_urge, felt="2d ago")
    app.call(add_contact, name="Robin")
    clock.forward(days=7)
    return ticks(app, clock, 6)


def test_a_report_that_was_looked_at_is_announced_no_more(app: App, clock: FakeClock) -> None:
    app.call(log_urge, felt="2d ago")
    clock.forward(days=7)
    run = app.call(tick, run=None).run
    assert nudges(app, "report")[0].state == "planned"
    assert app.call(report_looked_at, week="2026-W48")
    ticks(app, clock, 8, run)
    (nudge,) = nudges(app, "report")
    assert (nudge.state, nudge.detail) == ("suppressed", "it had been looked at by then")


def test_a_report_that_was_looked_at_before_it_is_made_is_not_announced_when_it_is(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge, felt="2d ago")
    clock.forward_to(MONDAY + 7 * DAY - 320 * MINUTE)  # 7:40 in Berlin, before 9:00
    assert app.call(report_looked_at, week="2026-W48")
    assert not app.call(report_looked_at, week="2026-W48")
    ticks(app, clock, 120)
    assert notifier.shown == []
    (nudge,) = nudges(app, "report")
    assert (nudge.state, nudge.detail) == ("suppressed", "it had been looked at by then")
    assert nudge.why == "the report of 2026-W48 was to be made"


def test_looking_at_a_report_that_will_not_be_announced_leaves_no_line(
    app: App, clock: FakeClock
) -> None:
    assert not app.call(report_looked_at, week="2026-W47")  # nothing is written down at all
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


def test_whoever_looks_at_their_reports_has_ignored_nothing(app: App, clock: FakeClock) -> None:
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


# Changes.


def test_a_change_is_said_when_it_is_ready_and_not_once_it_was_called_off(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    asked = app.call(end_cool_down, reason="peace")
    clock.forward(days=1)
    run = app.call(tick, run=None).run
    (ready,) = nudges(app, "change")
    assert (ready.key, ready.state) == ("change-ready:1", "planned")
    app.call(cancel_change, change=asked.id)
    ticks(app, clock, 6, run)
    assert notifier.shown == []
    assert nudges(app, "change")[0].detail == "it had been confirmed or called off by then"


def test_a_change_that_an_undo_brings_back_is_said_after_all(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(end_cool_down, reason="peace")
    clock.forward(days=1)
    run = app.call(tick, run=None).run
    app.call(extend_cool_down, by="1d")
    run = ticks(app, clock, 2, run)
    assert nudges(app, "change")[0].state == "suppressed"
    assert app.call(undo).restored_changes == (1,)
    ticks(app, clock, 6, run)
    assert len(notifier.shown) == 1
    assert nudges(app, "change")[0].state == "handed-over"


def test_a_change_that_was_said_is_not_said_again_by_an_undo(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(end_cool_down, reason="peace")
    clock.forward(days=1)
    run = ticks(app, clock, 6)
    app.call(extend_cool_down, by="1d")
    run = ticks(app, clock, 2, run)
    app.call(undo)
    ticks(app, clock, 60, run)
    assert len(notifier.shown) == 1


def test_a_change_speaks_of_itself_in_no_words_that_a_glance_gives_away(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Samira")
    app.call(end_cool_down, reason="I miss you")
    clock.forward(days=1)
    ticks(app, clock, 6)
    ((title, body),) = notifier.shown
    assert "Samira" not in title + body
    assert "holdfast changes" in body
    assert notifier.gentle == [True]


# Risky hours.


def test_after_ten_evenings_alike_the_next_one_is_spoken_of_before_it_begins(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    settle(app, patience="false", check_ins="false", weekly_report="false")
    for day in range(10):
        clock.forward_to(MONDAY + day * DAY + 360 * MINUTE)  # 19:00
        app.call(log_urge)
    clock.forward_to(MONDAY + 10 * DAY + 260 * MINUTE)
    ticks(app, clock, 20)
    (nudge,) = nudges(app, "risky-hours")
    assert nudge.why == "10 of 10 times in eight weeks began between 18 and 21 o'clock"
    assert len(notifier.shown) == 1


# Snoozing.


def test_snoozed_nothing_comes_until_it_ends(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    until = app.call(snooze_nudges, length="20m").until
    assert until == clock.moment + 20 * MINUTE
    app.call(log_urge)
    run = ticks(app, clock, 19)
    assert notifier.shown == []
    ticks(app, clock, 2, run)
    assert len(notifier.shown) == 1


def test_a_snooze_can_be_ended_and_set_anew(app: App, clock: FakeClock) -> None:
    app.call(snooze_nudges, length="3h")
    assert app.call(snooze_nudges, length=None).until is None
    app.call(log_urge)
    assert app.call(tick, run=None).nudges.shown == 1
    app.call(snooze_nudges, length="1h")
    run = ticks(app, clock, 11)
    assert nudges(app, "check-in")[1].state == "planned"
    ticks(app, clock, 60, run)
    assert {nudge.detail for nudge in nudges(app, "check-in")} == {
        "its moment passed while nudges were snoozed"
    }


@pytest.mark.parametrize("said", ["31d", "soon", ""])
def test_a_snooze_lasts_thirty_days_at_most(app: App, said: str) -> None:
    with pytest.raises(NotUnderstood):
        app.call(snooze_nudges, length=said)


# A desktop that fails, and the terminal instead.


def failed_by_name(app: App, notifier: FakeNotifier) -> str:
    """Let the word of patience that names Samira fail; gives what it said."""
    settle(app, discreet="false")
    notifier.works = False
    app.call(log_urge, contact="Samira", draft="I miss you")
    app.call(tick, run=None)
    ((_, body),) = notifier.shown
    assert "Samira" in body
    return body


def test_a_nudge_that_is_tried_again_has_the_same_words_while_they_fit(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    body = failed_by_name(app, notifier)
    ticks(app, clock, 2)
    assert {said for _, said in notifier.shown} == {body}
    assert app.call(inbox)[0].body == body


def test_whoever_wants_it_discreet_meanwhile_has_it_discreet(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    failed_by_name(app, notifier)
    settle(app, discreet="true")
    assert "Samira" not in (app.call(inbox)[0].body or "")
    notifier.works = True
    ticks(app, clock, 2)
    assert "Samira" not in notifier.shown[-1][1]


def test_after_a_no_a_nudge_that_is_tried_again_speaks_of_no_waiting(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    said_at(app, clock, 10, times=5)
    notifier.works = False
    run = None
    while notifier.shown[-1][0] != "Space is something you give":
        clock.forward(hours=1)
        app.call(log_urge)
        run = app.call(tick, run=None).run
    app.call(set_boundary, contact="Sam", boundary="order")
    notifier.works = True
    ticks(app, clock, 2, run)
    assert notifier.shown[-1][0] != "Space is something you give"


def test_a_desktop_that_breaks_after_showing_is_not_asked_every_minute(
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


def test_what_a_terminal_showed_counts_as_the_days_and_what_was_older_says_so(
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


def test_of_several_that_wait_the_newest_is_shown_at_a_terminal(
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


def test_what_a_desktop_is_being_asked_to_show_is_not_shown_at_a_terminal_meanwhile(
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


def test_what_was_looked_at_is_not_said_again_when_the_clock_is_put_right(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    clock.forward_to(datetime(2026, 11, 30, 8, 10, tzinfo=UTC))
    # Monday morning: a second system leaves the clock an hour ahead until the network is there.
    clock.boot_id, clock.since_boot, clock.right = "another", timedelta(minutes=3), False
    clock.awake = clock.since_boot
    clock.moment += timedelta(hours=1)
    run = ticks(app, clock, 10)
    assert [one.state for one in nudges(app, "report")] == ["handed-over"]
    app.call(report_looked_at, week="2026-W48")
    clock.moment, clock.right = clock.moment - timedelta(hours=1), True
    ticks(app, clock, 60 * 3, run)
    (week,) = nudges(app, "report")
    assert week.state == "handed-over"


def test_what_comes_by_itself_waits_behind_a_word_that_a_terminal_shows(
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
def test_a_terminal_shows_nothing_that_waits_for_its_turn(
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


def test_an_evening_written_down_afterwards_keeps_nothing_of_now_from_coming(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    clock.moment = MONDAY - timedelta(hours=9)
    app.call(log_urge)  # while no daemon ran
    clock.moment = MONDAY
    for minutes in range(520, 0, -25):
        app.call(log_urge, felt=f"{minutes}m ago")
    app.call(log_urge)
    done = app.call(tick, run=None)
    assert not done.troubles
    assert len(notifier.shown) == 1


def test_what_was_let_go_is_asked_about_without_a_name(
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


@pytest.mark.parametrize("hours", [72, -72], ids=["ahead", "behind"])
def test_a_change_is_said_at_its_true_moment_once_the_clock_is_right(
    app: App, clock: FakeClock, hours: int
) -> None:
    app.call(start_cool_down, length="30d", contact="Sam", delay="2h")
    app.call(end_cool_down, reason="peace")
    clock.forward(minutes=30)
    app.call(list_nudges)
    # Another boot, before the network.
    clock.boot_id, clock.since_boot, clock.awake = "second", timedelta(minutes=10), timedelta(0)
    clock.set(hours=hours)
    run = ticks(app, clock, 8)
    clock.moment -= timedelta(hours=hours)
    clock.right = True
    ticks(app, clock, 120, run)
    true = [one for one in nudges(app, "change") if one.key == "change-ready:1"]
    assert [one.state for one in true] == ["handed-over"]


# Words.


def said_at(app: App, clock: FakeClock, hour: int, times: int = 20) -> list[str]:
    """Log again and again at an hour of the day (UTC); gives the titles that came."""
    for _ in range(times):
        clock.forward_to((clock.moment + DAY).replace(hour=hour, minute=0))
        app.call(log_urge)
        app.call(tick, run=None)
        app.call(let_go)
    return [nudge.title or "" for nudge in reversed(nudges(app, "patience"))]


def by_title(app: App) -> dict[str, NudgeText]:
    return {text.title: text for text in texts(app)}


def test_by_day_nothing_is_said_of_the_night(app: App, clock: FakeClock) -> None:
    said = [by_title(app)[title] for title in said_at(app, clock, 10)]
    assert not any({"dark", "night", "evening"} & set(text.only) for text in said)


@pytest.mark.parametrize("boundary", ["stop", "order"])
def test_under_their_no_no_words_sound_as_if_there_were_something_to_wait_for(
    app: App, clock: FakeClock, boundary: BoundaryKind
) -> None:
    app.call(add_contact, name="Sam")
    app.call(set_boundary, contact="Sam", boundary=boundary)
    said = said_at(app, clock, 22)
    assert "Nothing is to be answered" in said
    assert not {"Space is something you give", "It keeps", "Only what was said"} & set(said)


def test_the_persons_own_reason_is_among_the_words_and_discreet_until_they_say_otherwise(
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


def test_whoever_is_forgotten_is_forgotten_in_the_nudges_too(app: App, clock: FakeClock) -> None:
    settle(app, discreet="false")
    app.call(start_cool_down, length="90d", contact="Samira", why="They asked for room")
    said_at(app, clock, 10, times=14)
    app.call(forget_contact, name="Samira", sure=True)
    assert {(nudge.title, nudge.body) for nudge in nudges(app, "patience")} == {(None, None)}
    assert b"Samira" not in app.folders.database.read_bytes()


def test_so_is_whoever_an_urge_was_moved_away_from(app: App, clock: FakeClock) -> None:
    settle(app, discreet="false")
    for name in ("Samira", "Robin"):
        app.call(add_contact, name=name)
    run = app.call(tick, run=None).run
    for number in range(1, 15):
        app.call(log_urge, contact="Samira")
        run = app.call(tick, run=run).run
        app.call(amend_urge, urge=number, contact="Robin")
        clock.forward(minutes=11)
    assert any("Samira" in (nudge.body or "") for nudge in nudges(app, "patience"))
    app.call(forget_contact, name="Samira", sure=True)
    assert b"Samira" not in app.folders.database.read_bytes()


def test_only_what_is_about_one_urge_can_name_anybody(app: App) -> None:
    assert {text.kind for text in texts(app) if text.named} <= set(ASKED)


def test_for_every_moment_there_are_words(app: App) -> None:
    for kind in ("patience", "check-in", "risky-hours", "reflection", "report"):
        assert any(text.kind == kind and not text.only for text in texts(app))
    assert {text.only for text in texts(app) if text.kind == "change"} >= {
        ("change-ready",),
        ("change-lapse",),
    }


def test_nothing_comes_by_itself_at_the_moment_of_waking_from_a_short_sleep(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    settle(app, reflection="true", reflection_at='"13:11"')
    app.call(add_contact, name="Sam")
    run = ticks(app, clock, 10)
    clock.moment += timedelta(seconds=100)
    clock.since_boot += timedelta(seconds=100)
    run = app.call(tick, run=run).run
    run = ticks(app, clock, 4, run)
    assert notifier.shown == []
    ticks(app, clock, 2, run)
    assert len(notifier.shown) == 1
