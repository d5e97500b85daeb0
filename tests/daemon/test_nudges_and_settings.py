"""Nudges that do not fit any more when their moment comes, and what a crash makes of one."""

from datetime import timedelta

import pytest

from conftest import Commands
from fakes import EVENING, FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.daemon.tick import tick
from holdfast.errors import StorageError
from holdfast.nudging.handing_over import LEASE, claim_due, hand_over_due
from holdfast.nudging.store import NudgeStore
from holdfast.nudging.use_cases import NudgeAnswer, inbox, list_nudges
from holdfast.urges.urge_changes import amend_urge
from holdfast.urges.use_cases import let_go, log_urge
from lives import live

OFF = "this kind was switched off"
EARLIER = "it was corrected to an earlier time"

LONG_AGO = EVENING - timedelta(days=30)


def switch_off(app: App, *names: str) -> None:
    app.folders.config.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{name} = false\n" for name in names)
    app.folders.config.write_text(f"[nudges]\n{lines}")


def pass_minutes(app: App, clock: FakeClock, minutes: int) -> None:
    """Tick once a minute, each time as a daemon that was just started."""
    for _ in range(minutes):
        clock.forward(minutes=1)
        app.call(tick, run=None)


def by_key(app: App) -> dict[str, NudgeAnswer]:
    return {nudge.key: nudge for nudge in app.call(list_nudges)}


def became(app: App, kind: str) -> set[tuple[str, str | None]]:
    return {(one.state, one.detail) for one in by_key(app).values() if one.kind == kind}


def test_check_ins_that_were_switched_off_after_logging_do_not_come(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    app.call(tick, run=None)
    assert became(app, "check-in") == {("planned", None)}
    switch_off(app, "check_ins")
    pass_minutes(app, clock, 40)
    assert len(notifier.shown) == 1
    assert became(app, "check-in") == {("suppressed", OFF)}
    assert by_key(app)["patience:urge-1"].state == "handed-over"


def test_patience_that_was_switched_off_before_it_could_come_does_not_come(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    claim_due(
        app.ports("one"), here_since=LONG_AGO
    )  # planned, and its daemon died before it showed anything
    switch_off(app, "patience")
    clock.forward(seconds=LEASE.total_seconds())
    app.call(tick, run=None)
    assert notifier.shown == []
    assert became(app, "patience") == {("suppressed", OFF)}


def test_the_second_question_can_still_be_switched_off_after_the_first(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    pass_minutes(app, clock, 11)
    switch_off(app, "check_ins")
    pass_minutes(app, clock, 30)
    assert len(notifier.shown) == 2
    states = {key: one.state for key, one in by_key(app).items()}
    assert states["check-in:urge-1:10m"] == "handed-over"
    assert states["check-in:urge-1:30m"] == "suppressed"


def test_what_was_switched_off_and_on_again_before_its_moment_comes(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    app.call(tick, run=None)
    switch_off(app, "check_ins")
    pass_minutes(app, clock, 5)
    app.folders.config.unlink()
    pass_minutes(app, clock, 10)
    assert len(notifier.shown) == 2
    assert by_key(app)["check-in:urge-1:10m"].state == "handed-over"


def test_the_report_is_not_announced_once_that_was_switched_off(
    app: App, holdfast: Commands, clock: FakeClock, notifier: FakeNotifier
) -> None:
    live(holdfast, clock)
    notifier.shown.clear()
    report = by_key(app)["report:2026-W46"]
    assert report.state == "planned"  # somebody sleeps by then: it waits for the morning
    switch_off(app, "weekly_report")
    clock.forward(hours=10)
    app.call(tick, run=None)
    assert notifier.shown == []
    assert became(app, "report") == {("suppressed", OFF)}


def test_what_waits_in_the_inbox_is_silent_once_it_is_switched_off(
    app: App, notifier: FakeNotifier
) -> None:
    notifier.works = False
    app.call(log_urge)
    app.call(tick, run=None)
    assert len(app.call(inbox)) == 1
    switch_off(app, "patience")
    assert app.call(inbox) == ()


@pytest.mark.parametrize("felt", ["2h ago", "yesterday 21:00"])
def test_an_urge_that_is_corrected_to_an_earlier_moment_is_not_asked_about(
    app: App, clock: FakeClock, notifier: FakeNotifier, felt: str
) -> None:
    app.call(log_urge)
    app.call(tick, run=None)
    app.call(amend_urge, urge=1, felt=felt)
    pass_minutes(app, clock, 40)
    assert len(notifier.shown) == 1
    assert became(app, "check-in") == {("suppressed", EARLIER)}


def test_an_urge_that_is_corrected_by_a_minute_is_still_asked_about(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    clock.forward(hours=12)  # a night brings one check-in at most
    app.call(log_urge)
    app.call(tick, run=None)
    clock.forward(minutes=2)
    app.call(amend_urge, urge=1, felt="3m ago")
    pass_minutes(app, clock, 40)
    assert len(notifier.shown) == 3
    assert {state for state, _ in became(app, "check-in")} == {"handed-over"}


def test_an_urge_that_is_corrected_before_anybody_looked_is_a_record_and_starts_nothing(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    app.call(amend_urge, urge=1, felt="2h ago")
    pass_minutes(app, clock, 40)
    assert notifier.shown == []
    assert by_key(app) == {}


def test_what_waits_in_the_inbox_is_silent_once_its_urge_was_earlier(
    app: App, notifier: FakeNotifier
) -> None:
    notifier.works = False
    app.call(log_urge)
    app.call(tick, run=None)
    app.call(amend_urge, urge=1, felt="2h ago")
    assert app.call(inbox) == ()


def test_a_nudge_that_a_killed_daemon_may_have_shown_comes_again_in_the_same_words(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    claimed, _, _ = claim_due(
        app.ports("one"), here_since=LONG_AGO
    )  # handed over, and killed before the mark
    assert claimed is not None
    clock.forward(seconds=LEASE.total_seconds())
    assert app.call(tick, run=None).nudges.shown == 1
    assert notifier.shown == [(claimed.title, claimed.body)]
    assert by_key(app)["patience:urge-1"].title == claimed.title


def test_a_nudge_whose_mark_could_not_be_written_comes_again_in_the_same_words_once(
    app: App, clock: FakeClock, notifier: FakeNotifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("the disk is full")

    app.call(log_urge)
    with monkeypatch.context() as broken:
        broken.setattr(NudgeStore, "settle", full)
        assert app.call(tick, run=None).troubles
    for _ in range(3):
        clock.forward(seconds=LEASE.total_seconds())
        app.call(hand_over_due, here_since=LONG_AGO)
    first, second = notifier.shown
    assert first == second
    assert by_key(app)["patience:urge-1"].state == "handed-over"


def test_the_words_of_a_nudge_that_came_again_have_had_their_turn(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    patience = [
        text.title
        for text in app._nudge_texts()
        if text.kind == "patience" and text.fits({"message", "night", "open"})
    ]
    assert len(patience) > 1
    app.call(log_urge)
    claim_due(app.ports("one"), here_since=LONG_AGO)
    clock.forward(seconds=LEASE.total_seconds())
    app.call(tick, run=None)
    app.call(let_go)
    clock.forward(hours=1)
    app.call(log_urge)
    app.call(tick, run=None)
    assert [title for title, _ in notifier.shown] == patience[:2]
