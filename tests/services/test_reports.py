"""Looking back: a week, and the reports that are kept."""

from datetime import UTC, datetime

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.errors import NotUnderstood, Refused
from holdfast.services.choosing import UnknownContact
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import start_cool_down
from holdfast.services.events import sent
from holdfast.services.keeping import list_reports
from holdfast.services.reports import weekly_report
from holdfast.services.tick import tick
from holdfast.services.urges import let_go, log_urge, rate_urge, retract_urge


def test_this_week_so_far_and_the_one_before(app: App, clock: FakeClock) -> None:
    app.call(log_urge, felt="7d ago", intensity=9)
    app.call(log_urge, intensity=5)
    this, last = app.call(weekly_report), app.call(weekly_report, week="last")
    assert (this.week, this.finished, this.intensity.median_first) == ("2026-W47", False, 5)
    assert (last.week, last.finished, last.intensity.median_first) == ("2026-W46", True, 9)
    clock.forward(days=3)
    assert app.call(weekly_report, week="2026-W47").finished


def test_a_week_is_about_everyone_or_about_one(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Kim")
    app.call(log_urge, contact="Sam")
    app.call(log_urge, contact="Kim")
    app.call(sent, alone=True, contact="Kim")
    everyone, kim = app.call(weekly_report), app.call(weekly_report, contact="kim")
    assert (everyone.contact, everyone.urges.count, everyone.slips) == (None, 2, 1)
    assert (kim.contact, kim.urges.count, kim.slips) == ("Kim", 1, 1)
    assert app.call(weekly_report, contact="Sam").slips == 0


def test_an_urge_at_the_very_edge_belongs_to_one_week(app: App, clock: FakeClock) -> None:
    clock.forward(days=4)
    for edge in ("2026-11-22 23:59:59", "2026-11-23 00:00"):
        app.call(log_urge, felt=edge)
    assert app.call(weekly_report, week="2026-W47").urges.count == 1
    assert app.call(weekly_report, week="2026-W48").urges.count == 1


def test_what_was_retracted_is_in_no_report(app: App) -> None:
    app.call(log_urge)
    app.call(retract_urge, urge=1)
    assert app.call(weekly_report).urges.count == 0


def test_check_ins_are_those_that_were_asked_and_answered(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    app.call(log_urge, contact="Ex")
    clock.forward(minutes=10)
    app.call(tick, run=None)
    clock.forward(minutes=2)
    app.call(rate_urge, intensity=4)
    clock.forward(minutes=20)
    app.call(tick, run=None)
    for found in (app.call(weekly_report), app.call(weekly_report, contact="Ex")):
        assert (found.check_ins.asked, found.check_ins.answered) == (2, 1)
    app.call(let_go)
    assert app.call(weekly_report).outcomes.let_go == 1


def test_a_check_in_past_sundays_midnight_is_answered_like_any_other(
    app: App, clock: FakeClock
) -> None:
    clock.moment = datetime(2026, 11, 22, 22, 55, tzinfo=UTC)  # Sunday, 23:55
    app.call(log_urge)
    clock.forward(minutes=10)
    app.call(tick, run=None)
    clock.forward(minutes=2)
    app.call(rate_urge, intensity=4)
    found = app.call(weekly_report)
    assert (found.week, found.check_ins.asked, found.check_ins.answered) == ("2026-W48", 1, 1)


def test_a_week_to_come_can_not_be_looked_back_on(app: App) -> None:
    with pytest.raises(Refused, match="still to come"):
        app.call(weekly_report, week="2026-W48")
    with pytest.raises(NotUnderstood):
        app.call(weekly_report, week="next")


def test_an_empty_ledger_has_an_empty_week_and_no_contact(app: App) -> None:
    assert app.call(weekly_report).urges.count == 0
    assert app.call(list_reports) == ()
    app.call(add_contact, name="Sam")
    with pytest.raises(UnknownContact):
        app.call(weekly_report, contact="Kim")
