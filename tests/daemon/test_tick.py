"""The tick: what is due is done once, whatever restarts, sleeps or fails in between."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from fakes import EVENING, FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.config import make_config
from holdfast.contacts.use_cases import add_contact
from holdfast.daemon.tick import Run, end_watch, note_last_seen, tick
from holdfast.desktop.folders import find_folders
from holdfast.desktop.lock import DaemonLock
from holdfast.errors import StorageError
from holdfast.nudging.handing_over import LEASE, claim_due, hand_over_due
from holdfast.nudging.model import Nudge
from holdfast.nudging.store import NudgeStore
from holdfast.nudging.use_cases import (
    NudgeAnswer,
    inbox,
    list_nudges,
    mark_read,
    show_test_nudge,
    snooze_nudges,
)
from holdfast.overview.status import status
from holdfast.promises.requests import list_requests
from holdfast.promises.use_cases import end_cool_down, start_cool_down
from holdfast.report.use_cases import list_reports, weekly_report
from holdfast.urges.events import sent
from holdfast.urges.urge_changes import retract_urge
from holdfast.urges.use_cases import let_go, list_urges, log_urge, rate_urge

MINUTE = timedelta(minutes=1)
LONG_AGO = EVENING - timedelta(days=30)


def kinds(notifier: FakeNotifier, app: App) -> list[str]:
    """Return the kinds of what was shown, found by their words."""
    kind_of = {text.title: text.kind for text in app._nudge_texts()}
    return [kind_of[title] for title, _ in notifier.shown]


def awake(app: App) -> None:
    """Let the person sleep from three o'clock on only: a night brings one check-in at most."""
    app.folders.config.parent.mkdir(parents=True, exist_ok=True)
    app.folders.config.write_text('[person]\nsleep = "03:00-08:00"\n')


def by_key(app: App) -> dict[str, NudgeAnswer]:
    return {nudge.key: nudge for nudge in app.call(list_nudges)}


def ticks(app: App, clock: FakeClock, minutes: int, run: Run | None = None) -> Run:
    """Tick once a minute; a daemon ticks more often."""
    for _ in range(minutes):
        clock.forward(minutes=1)
        run = app.call(tick, run=run).run
    assert run is not None
    return run


def test_logging_brings_patience_at_once_and_two_check_ins_later(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    awake(app)
    app.call(log_urge)
    run = app.call(tick, run=None).run
    assert kinds(notifier, app) == ["patience"]
    run = ticks(app, clock, 9, run)
    assert len(notifier.shown) == 1
    ticks(app, clock, 60, run)
    assert kinds(notifier, app) == ["patience", "check-in", "check-in"]
    found = by_key(app)
    assert found["check-in:urge-1:10m"].handed_over_at == EVENING + 10 * MINUTE
    assert found["check-in:urge-1:30m"].handed_over_at == EVENING + 30 * MINUTE
    assert found["patience:urge-1"].why == "urge 1 was logged"


def test_in_sleeping_hours_at_most_one_check_in_comes_and_wakes_nobody(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    ticks(app, clock, 90)
    assert kinds(notifier, app) == ["patience", "check-in"]
    assert notifier.gentle == [True, True]
    aside = by_key(app)["check-in:urge-1:30m"]
    assert aside.detail == "one question is enough while you usually sleep"


@pytest.mark.no_cover  # it reaches nothing that shorter ones don't
def test_a_restart_between_any_two_ticks_shows_nothing_twice(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    awake(app)
    app.call(log_urge)
    for _ in range(120):
        app.call(tick, run=None)
        clock.forward(seconds=30)
    assert kinds(notifier, app) == ["patience", "check-in", "check-in"]


def test_no_text_names_a_contact_or_quotes_a_draft(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    awake(app)
    app.call(log_urge, draft="I miss you Samira", contact="Samira", triggers=("rainsong",))
    ticks(app, clock, 40)
    said = " ".join(word for shown in notifier.shown for word in shown)
    assert len(notifier.shown) == 3
    assert not any(word in said for word in ("Samira", "miss you Sam", "rainsong"))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda app: app.call(let_go), "let go"),
        (lambda app: app.call(sent), "sent"),
        (lambda app: app.call(retract_urge, urge=1), "retracted"),
        (lambda app: app.call(rate_urge, intensity=3), "rated"),
    ],
    ids=["let-go", "sent", "retracted", "rated"],
)
def test_a_check_in_does_not_come_after_an_answer(
    app: App, clock: FakeClock, notifier: FakeNotifier, answer: object, why: str
) -> None:
    app.call(log_urge)
    run = ticks(app, clock, 5)
    assert callable(answer)
    answer(app)
    ticks(app, clock, 6, run)
    first = by_key(app)["check-in:urge-1:10m"]
    assert (first.state, len(notifier.shown)) == ("suppressed", 1)
    assert why in (first.detail or "")


def test_after_a_rating_the_next_check_in_still_comes(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    awake(app)
    app.call(log_urge)
    run = ticks(app, clock, 11)
    app.call(rate_urge, intensity=5)
    ticks(app, clock, 25, run)
    assert kinds(notifier, app) == ["patience", "check-in", "check-in"]


def test_an_episode_is_asked_about_once(app: App, clock: FakeClock, notifier: FakeNotifier) -> None:
    awake(app)
    run = None
    for _ in range(4):
        app.call(log_urge)
        run = ticks(app, clock, 12, run)
    ticks(app, clock, 60, run)
    assert sorted(kinds(notifier, app)) == ["check-in"] * 2 + ["patience"] * 4
    assert {key for key in by_key(app) if "check-in" in key} == {
        "check-in:urge-1:10m",
        "check-in:urge-1:30m",
    }


def test_ten_urges_in_two_minutes_bring_one_word_of_patience(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    run = None
    for _ in range(10):
        app.call(log_urge)
        run = app.call(tick, run=run).run
        clock.forward(seconds=12)
    assert kinds(notifier, app) == ["patience"]
    details = {nudge.detail for nudge in app.call(list_nudges) if nudge.state == "suppressed"}
    assert details == {"another word of patience had come shortly before"}


def test_an_urge_logged_into_an_older_episode_shares_its_check_ins(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    run = ticks(app, clock, 1)
    app.call(log_urge, felt="10m ago")
    ticks(app, clock, 1, run)
    assert {key for key in by_key(app) if "check-in" in key} == {
        "check-in:urge-1:10m",
        "check-in:urge-1:30m",
    }


def test_an_urge_logged_an_hour_later_starts_no_nudge(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge, felt="1h ago")
    ticks(app, clock, 40)
    assert notifier.shown == []


def test_nudges_missed_for_days_expire(app: App, clock: FakeClock, notifier: FakeNotifier) -> None:
    for _ in range(3):
        app.call(log_urge)
        clock.forward(minutes=40)
    clock.forward(days=2)
    app.call(tick, run=None)
    assert kinds(notifier, app) == []
    found = by_key(app)
    assert len(found) == 9
    assert {nudge.state for nudge in found.values()} == {"expired"}
    late = {"it was too late to show it", "the computer was asleep, or reminders were off"}
    assert {nudge.detail for nudge in found.values()} <= late


def test_after_a_short_sleep_only_the_newest_nudge_comes(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    clock.forward(minutes=5)
    app.call(log_urge)
    clock.forward(minutes=6)
    app.call(tick, run=None)
    assert kinds(notifier, app) == ["check-in"]
    app.call(tick, run=None)
    assert len(notifier.shown) == 1
    states = {key: nudge.state for key, nudge in by_key(app).items()}
    assert states["patience:urge-1"] == states["patience:urge-2"] == "suppressed"


def test_a_nudge_that_two_daemons_see_is_claimed_by_one(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    first, _, _ = claim_due(app.ports("one"), here_since=LONG_AGO)
    second, _, _ = claim_due(app.ports("two"), here_since=LONG_AGO)
    assert first is not None
    assert second is None
    clock.forward(seconds=59)
    assert claim_due(app.ports("three"), here_since=LONG_AGO)[0] is None


def test_a_nudge_claimed_by_another_daemon_after_the_look_is_not_shown(
    app: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.call(log_urge)
    app.call(tick, run=None)
    clock.forward(minutes=11)
    app.call(log_urge)
    looked: list[tuple[Nudge, ...]] = []
    due = NudgeStore.due

    def looks(nudges: NudgeStore, now: datetime, ran: timedelta) -> tuple[Nudge, ...]:
        looked.append(due(nudges, now, ran))
        return looked[-1]

    monkeypatch.setattr(NudgeStore, "due", looks)
    assert claim_due(app.ports("one"), here_since=LONG_AGO)[0] is not None
    monkeypatch.setattr(NudgeStore, "due", lambda *_: looked[-1])
    assert claim_due(app.ports("two"), here_since=LONG_AGO)[0] is None


def test_a_claim_whose_daemon_died_is_shown_by_the_next_one(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    claim_due(app.ports("one"), here_since=LONG_AGO)
    clock.forward(seconds=LEASE.total_seconds())
    assert app.call(hand_over_due, here_since=LONG_AGO).shown == 1
    assert app.call(hand_over_due, here_since=LONG_AGO).shown == 0
    assert kinds(notifier, app) == ["patience"]


def test_a_nudge_that_the_desktop_does_not_show_waits_in_the_inbox_until_it_is_read(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    notifier.works = False
    app.call(log_urge)
    done = app.call(tick, run=None)
    assert (done.nudges.shown, done.nudges.failed) == (0, 1)
    (waiting,) = app.call(inbox)
    assert (waiting.state, waiting.detail) == ("failed", "there is no desktop here")
    assert app.call(status).inbox == 1
    assert app.call(mark_read, nudge_ids=(waiting.id,)) == 1
    assert app.call(inbox) == ()
    # Who has read it needs no desktop any more.
    notifier.works = True
    ticks(app, clock, 5, done.run)
    assert len(notifier.shown) == 1


def test_a_desktop_that_shows_nothing_is_tried_less_and_less_often(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    notifier.works = False
    app.call(log_urge)
    clock.forward(minutes=1)  # what is logged is not at a tick's very moment
    run, tried = None, []
    for minute in range(50):
        before = len(notifier.shown)
        run = app.call(tick, run=run).run
        tried += [minute] * (len(notifier.shown) - before)
        clock.forward(minutes=1)
    # Patience at 0, and again after 1, 2, 4 and 8 minutes; at 9 and 29 the check-ins begin.
    assert tried[:5] == [0, 1, 3, 7, 9]
    assert len(tried) <= 15


def test_a_notification_server_that_starts_later_shows_a_waiting_nudge_once(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    notifier.works = False
    app.call(log_urge)
    run = ticks(app, clock, 2)
    notifier.works = True
    notifier.shown.clear()
    run = ticks(app, clock, 5, run)
    assert kinds(notifier, app) == ["patience"]
    assert by_key(app)["patience:urge-1"].state == "handed-over"
    ticks(app, clock, 2, run)
    assert len(notifier.shown) == 1


def test_a_failed_nudge_is_not_tried_again_after_let_go(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    notifier.works = False
    app.call(log_urge)
    run = ticks(app, clock, 1)
    app.call(let_go)
    ticks(app, clock, 9, run)
    assert len(notifier.shown) == 1
    assert by_key(app)["patience:urge-1"].detail == "it had been let go by then"


def test_a_nudge_expires_in_the_inbox_too(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    notifier.works = False
    app.call(log_urge)
    app.call(tick, run=None)
    clock.forward(minutes=31)
    assert app.call(inbox) == ()


@pytest.mark.parametrize("answer", [let_go, sent])
def test_a_nudge_leaves_the_inbox_when_its_urge_is_settled(
    app: App, notifier: FakeNotifier, answer: Callable[..., object]
) -> None:
    notifier.works = False
    app.call(log_urge)
    app.call(tick, run=None)
    app.call(answer)
    assert app.call(inbox) == ()
    assert app.call(status).inbox == 0


@pytest.mark.no_cover  # it reaches nothing that shorter ones don't
def test_the_words_take_turns(app: App, clock: FakeClock, notifier: FakeNotifier) -> None:
    patience = [
        text.title
        for text in app._nudge_texts()
        if text.kind == "patience" and text.fits({"message", "open"})
    ]
    clock.moment = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # nothing of the evening's fits
    for _ in patience * 2:
        app.call(log_urge)
        app.call(tick, run=None)
        app.call(let_go)
        clock.forward(minutes=11)
    shown = [title for title, _ in notifier.shown]
    assert shown == patience * 2


def test_kinds_that_are_off_do_not_come(app: App, clock: FakeClock, notifier: FakeNotifier) -> None:
    config = app.folders.config
    config.parent.mkdir(parents=True)
    config.write_text("[nudges]\npatience = false\ncheck_ins = false\nweekly_report = false\n")
    app.call(log_urge)
    run = ticks(app, clock, 40)
    clock.forward(days=7)
    app.call(tick, run=run)
    assert notifier.shown == []
    assert len(app.call(list_reports)) == 1


def test_nudges_come_although_a_report_can_not_be_written(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge, felt="1h ago")
    app.folders.reports.write_text("a file where the folder should be")
    clock.forward_to(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    app.call(log_urge)
    done = app.call(tick, run=None)
    assert kinds(notifier, app) == ["patience"]
    assert [type(trouble).__name__ for trouble in done.troubles] == ["StorageError"]
    again = app.call(tick, run=done.run)
    assert again.run.id == done.run.id


def test_a_report_that_can_not_be_made_is_tried_again_in_half_an_hour(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, felt="1h ago")
    clock.forward_to(datetime(2026, 12, 7, 9, 0, tzinfo=UTC))
    in_its_place = app.folders.reports / "2026-W48.html"
    in_its_place.mkdir(parents=True)
    done = app.call(tick, run=None)
    assert [one.week for one in app.call(list_reports)] == ["2026-W49", "2026-W47"]
    assert len(done.troubles) == 1
    in_its_place.rmdir()
    # Drawing one takes a second: it is not tried at each tick, and what is wrong stays known.
    for _ in range(58):
        clock.forward(seconds=30)
        done = app.call(tick, run=done.run)
        assert (done.reports, len(done.troubles)) == (0, 1)
    clock.forward(minutes=1)
    done = app.call(tick, run=done.run)
    assert (done.reports, done.troubles) == (1, ())


def test_reports_are_made_although_nudging_fails(
    app: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.call(log_urge)
    clock.forward_to(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(NudgeStore, "due", fail)
    done = app.call(tick, run=None)
    assert (done.reports, len(done.troubles)) == (1, 1)


@pytest.mark.parametrize(("failures", "settled"), [(3, True), (4, False)])
def test_saving_what_was_shown_is_tried_again_while_the_ledger_is_locked(
    app: App, monkeypatch: pytest.MonkeyPatch, failures: int, settled: bool
) -> None:
    app.call(log_urge)
    settle = NudgeStore.settle
    left = [StorageError("locked")] * failures

    def locked(*args: Any) -> None:
        if left:
            raise left.pop()
        settle(*args)

    monkeypatch.setattr(NudgeStore, "settle", locked)
    done = app.call(tick, run=None)
    assert (not done.troubles) == settled
    assert (by_key(app)["patience:urge-1"].state == "handed-over") == settled


def test_urges_logged_later_cost_a_tick_no_questions(app: App, clock: FakeClock) -> None:
    for _ in range(50):
        app.call(log_urge, felt="3h ago")
    run = ticks(app, clock, 2)
    app.call(log_urge, felt="3h ago")
    assert 0 < questions_of(app, run) < 30


def questions_of(app: App, run: Run) -> int:
    """Return how many statements a tick sends to the ledger."""
    statements: list[str] = []
    event.listen(Engine, "before_cursor_execute", count := lambda *args: statements.append(args[2]))
    try:
        app.call(tick, run=run)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return len(statements)


def test_an_idle_tick_does_not_ask_the_ledger(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    run = ticks(app, clock, 4)
    clock.forward(seconds=30)
    assert questions_of(app, run) == 0


@pytest.mark.parametrize("what", ["saved", "due", "set", "slept", "settings", "zone"])
def test_the_ledger_is_asked_when_something_has_happened(
    app: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    app.call(log_urge)
    run = ticks(app, clock, 4)
    match what:
        case "saved":
            app.call(rate_urge, intensity=3)
        case "due":
            run = ticks(app, clock, 5, run)
            assert questions_of(app, run) == 0
            clock.forward(minutes=1)
        case "set":
            clock.set(days=3)
        case "slept":
            clock.forward(minutes=3)
        case "settings":
            make_config(app.folders.config)
        case _:
            monkeypatch.setenv("TZ", "America/New_York")
    assert questions_of(app, run) > 0


def test_an_idle_tick_writes_the_mark_hourly(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    run = ticks(app, clock, 60)
    before = app.folders.database.read_bytes()
    assert questions_of(app, run) == 0
    run = ticks(app, clock, 1, run)
    assert app.folders.database.read_bytes() != before
    assert questions_of(app, run) > 0


def test_an_empty_ledger_gives_no_nudge_and_no_report(app: App, clock: FakeClock) -> None:
    run = ticks(app, clock, 2)
    clock.forward(days=30)
    app.call(tick, run=run)
    assert app.call(list_reports) == ()
    assert app.call(list_nudges) == ()


def test_an_idle_tick_writes_nothing(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    run = ticks(app, clock, 45)
    before = app.folders.database.read_bytes()
    stat = app.folders.database.stat()
    run = ticks(app, clock, 10, run)
    assert app.folders.database.read_bytes() == before
    assert app.folders.database.stat().st_mtime_ns == stat.st_mtime_ns


def test_a_report_made_in_quiet_hours_is_announced_after_them(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.folders.config.parent.mkdir(parents=True)
    app.folders.config.write_text('[report]\ntime = "06:00"\n')
    app.call(log_urge, felt="1h ago")
    clock.moment = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)  # a Monday, 06:30
    run = app.call(tick, run=None).run
    assert len(app.call(list_reports)) == 1
    assert notifier.shown == []
    clock.forward(minutes=90)  # 08:00: awake
    ticks(app, clock, 6, run)
    assert kinds(notifier, app) == ["report"]
    assert notifier.shown[0][0] == "Your week is ready"
    assert notifier.gentle == [True]


def test_a_report_is_announced_for_a_week_at_most(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.folders.config.parent.mkdir(parents=True)
    app.folders.config.write_text('[person]\nsleep = "00:00-23:59"\n')
    app.call(log_urge, felt="1h ago")
    clock.moment = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    run = app.call(tick, run=None).run
    clock.moment += timedelta(days=7, minutes=-90)
    app.call(tick, run=run)
    assert by_key(app)["report:2026-W47"].state == "planned"
    clock.forward(hours=2)
    app.call(tick, run=run)
    assert by_key(app)["report:2026-W47"].state == "expired"
    assert notifier.shown == []


def test_after_weeks_off_each_report_is_made_and_the_newest_is_announced(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge, felt="1h ago")
    clock.moment = datetime(2026, 12, 15, 11, 0, tzinfo=UTC)
    run = app.call(tick, run=None).run
    assert [kept.week for kept in app.call(list_reports)] == [
        "2026-W50",
        "2026-W49",
        "2026-W48",
        "2026-W47",
    ]
    # Not in the moment in which the machine is opened.
    assert notifier.shown == []
    run = ticks(app, clock, 6, run)
    assert kinds(notifier, app) == ["report"]
    assert notifier.shown[0][0] == "Your week is ready"
    ticks(app, clock, 60, run)
    assert len(notifier.shown) == 1
    # The week in which it happened is looked back on although nobody was there at its end.
    text = Path(app.call(list_reports)[-1].path).read_text(encoding="utf-8")
    assert "1 urge logged" in text


def test_after_a_year_off_eight_weeks_are_made(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    clock.forward(days=365)
    app.call(tick, run=None)
    assert len(app.call(list_reports)) == 8
    app.call(tick, run=None)
    assert len(app.call(list_reports)) == 8


def test_after_a_crash_a_half_written_page_is_written_again(app: App, clock: FakeClock) -> None:
    app.call(log_urge, felt="1h ago")
    clock.moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    folder = app.folders.reports
    folder.mkdir(parents=True)
    (folder / "2026-W47.html").write_text("half a rep")
    app.call(tick, run=None)
    assert "Week of 16 Nov 2026" in (folder / "2026-W47.html").read_text(encoding="utf-8")


def hours_without(app: App) -> float:
    return app.call(weekly_report).gaps.hours_without_daemon


def test_hours_without_a_tick_are_gaps_in_the_report(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    clock.forward(hours=2)
    run = ticks(app, clock, 90)
    app.call(end_watch, run=run)
    assert hours_without(app) == pytest.approx(2, abs=0.11)
    clock.forward(hours=5)  # suspended: ticks far apart
    run = ticks(app, clock, 90, run)
    app.call(end_watch, run=run)
    assert hours_without(app) == pytest.approx(7, abs=0.11)


def test_a_running_daemon_leaves_no_gap_until_its_last_tick(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    lock = DaemonLock(app.folders.lock)
    lock.acquire(clock.moment)
    run = ticks(app, clock, 50)
    lock.ticked(run.ticked_at)
    assert hours_without(app) == 0
    clock.forward(hours=2)
    lock.release()
    assert hours_without(app) > 2


def test_a_killed_daemon_leaves_a_gap_only_after_its_last_tick(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    run = ticks(app, clock, 50)
    clock.forward(hours=3)
    app.call(note_last_seen, at=run.ticked_at)
    app.call(tick, run=None)
    assert hours_without(app) == pytest.approx(3, abs=0.11)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_begins_a_new_run_and_is_in_the_report(
    app: App, clock: FakeClock, hours: int
) -> None:
    app.call(add_contact, name="Sam")
    run = ticks(app, clock, 5)
    clock.set(hours=hours)
    assert app.call(tick, run=run).run.id != run.id
    assert [jump.seconds for jump in app.call(weekly_report).gaps.clock_jumps] == [hours * 3600]


def test_a_clock_that_was_eight_days_ahead_for_a_minute_changes_nothing(
    app: App, clock: FakeClock
) -> None:
    awake(app)
    app.call(log_urge)
    run = ticks(app, clock, 5)
    app.call(snooze_nudges, length="20m")
    clock.set(days=8)
    run = ticks(app, clock, 1, run)
    assert app.call(list_reports) == ()
    clock.set(days=-8)
    ticks(app, clock, 60, run)
    found = by_key(app)
    assert found["check-in:urge-1:10m"].handed_over_at == EVENING + 25 * MINUTE  # the snooze's end
    assert found["check-in:urge-1:30m"].handed_over_at == EVENING + 30 * MINUTE
    assert app.call(list_reports) == ()


def test_a_nudge_that_was_claimed_while_the_clock_was_ahead_is_shown(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    app.call(tick, run=None)
    clock.forward(minutes=9)
    clock.set(minutes=1)
    assert claim_due(app.ports("one"), here_since=LONG_AGO)[0] is not None
    clock.set(minutes=-1)
    clock.forward(minutes=1)
    assert app.call(tick, run=None).nudges.shown == 1


def test_a_request_is_found_ready_by_the_tick(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(end_cool_down, reason="peace")
    run = ticks(app, clock, 1)
    clock.forward(days=1)
    assert app.call(tick, run=run).nudges.put_aside == 0
    database = app.folders.database.read_bytes()
    (request,) = app.call(list_requests)
    assert request.expires_at == clock.moment + timedelta(days=1)
    assert app.folders.database.read_bytes() == database


@pytest.mark.parametrize("works", [True, False])
def test_a_test_nudge_tells_what_happened_and_never_waits_in_the_inbox(
    app: App, notifier: FakeNotifier, works: bool
) -> None:
    notifier.works = works
    shown = app.call(show_test_nudge)
    assert (shown.kind, shown.state) == ("test", "handed-over" if works else "failed")
    assert notifier.shown == [(shown.title, shown.body)]
    assert app.call(inbox) == ()
    assert app.call(hand_over_due, here_since=LONG_AGO).shown == 0


def let_go_if_open(app: App, clock: FakeClock) -> None:
    if app.call(list_urges, outcome="open"):
        app.call(let_go)
    clock.forward(seconds=1)


def rate_if_open(app: App, clock: FakeClock) -> None:
    if app.call(list_urges, outcome="open"):
        app.call(rate_urge, intensity=4)
    clock.forward(seconds=1)


def test_the_same_call_shows_its_test_nudge_once(app: App, notifier: FakeNotifier) -> None:
    shown = show_test_nudge(app.ports("one request"))
    assert show_test_nudge(app.ports("one request")) == shown
    assert len(notifier.shown) == 1


LIFE: dict[str, Callable[[App, FakeClock], object]] = {
    "log": lambda app, _: app.call(log_urge),
    "let go": let_go_if_open,
    "rate": rate_if_open,
    "tick": lambda app, _: app.call(tick, run=None),
    "wait": lambda _, clock: clock.forward(minutes=4),
    "doze": lambda _, clock: clock.forward(minutes=25),
    "sleep": lambda _, clock: clock.forward(hours=9),
}


@pytest.mark.no_cover  # it reaches nothing that shorter ones don't
@given(st.lists(st.sampled_from(sorted(LIFE)), max_size=40))
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_in_any_life_each_nudge_comes_once_at_most_and_no_check_in_comes_late(
    tmp_path_factory: pytest.TempPathFactory, life: list[str]
) -> None:
    home = tmp_path_factory.mktemp("home")
    clock, notifier = FakeClock(), FakeNotifier()
    app = App(find_folders({"HOLDFAST_HOME": str(home)}), clock=clock, notifier=notifier)
    app.call(add_contact, name="Sam")
    for action in life:
        before = len(notifier.shown)
        LIFE[action](app, clock)
        # Never a queue: one about the urges, one about a report.
        assert len(notifier.shown) - before <= (2 if action == "tick" else 0)
    nudges = app.call(list_nudges)
    assert len(notifier.shown) == sum(nudge.state == "handed-over" for nudge in nudges)
    assert len({nudge.key for nudge in nudges}) == len(nudges)
    for nudge in nudges:
        if nudge.handed_over_at and nudge.kind == "check-in":
            assert timedelta() <= nudge.handed_over_at - nudge.due_at < timedelta(minutes=20)
