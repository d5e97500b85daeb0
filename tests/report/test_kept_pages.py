"""When a week's page is made, and how it is kept."""

import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import FakeClock
from holdfast.app import App
from holdfast.clock.week import Week, week_of
from holdfast.contacts.use_cases import add_contact
from holdfast.daemon.tick import tick
from holdfast.data.use_cases import forget_contact
from holdfast.errors import StorageError
from holdfast.ledger import files
from holdfast.nudging.use_cases import list_nudges
from holdfast.report.schedule import due_at, weeks_due
from holdfast.report.store import ReportStore
from holdfast.report.use_cases import (
    keep_page,
    list_reports,
    make_due_reports,
    next_report_at,
    report_looked_at,
)
from holdfast.settings import Settings
from holdfast.urges.events import sent
from holdfast.urges.urge_changes import retract_urge
from holdfast.urges.use_cases import log_urge
from report.examples import BERLIN, DAY, NOW

WEEK = Week(2026, 47)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("settings", "due"),
    [
        (Settings(), datetime(2026, 11, 23, 9)),
        (Settings(report_weekday=2, report_time=time(20, 30)), datetime(2026, 11, 25, 20, 30)),
    ],
)
def test_a_report_is_due_on_its_weekday_after_the_week_at_its_hour(
    settings: Settings, due: datetime
) -> None:
    assert due_at(WEEK, BERLIN, settings) == due.replace(tzinfo=BERLIN)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 6),
    st.timedeltas(timedelta(), timedelta(days=200)),
)
def test_the_weeks_due_are_the_last_eight_that_are_over_and_not_before_the_ledger(
    now: datetime, weekday: int, age: timedelta
) -> None:
    settings = Settings(report_weekday=weekday)
    weeks = weeks_due(now, now, BERLIN, settings, now - age)
    assert len(weeks) <= 8
    for week in weeks:
        assert week.ends_at(BERLIN) <= due_at(week, BERLIN, settings) <= now
        assert week.ends_at(BERLIN) > now - age
    # None is left out, and the week after the last one is not due yet.
    assert weeks == tuple(weeks[-1].before(n) for n in range(len(weeks)))[::-1]
    if weeks:
        after = week_of(weeks[-1].ends_at(BERLIN), BERLIN)
        assert due_at(after, BERLIN, settings) > now


@pytest.mark.parametrize(
    ("now", "trusted", "began_at", "newest"),
    [
        (NOW, NOW, NOW, None),  # a new ledger
        (NOW + 3 * DAY, NOW + 3 * DAY, NOW, "2026-W47"),
        (NOW, NOW, NOW - 365 * DAY, "2026-W46"),
        (NOW + 8 * DAY, NOW, NOW - 365 * DAY, "2026-W46"),  # a clock that somebody set
        (NOW + 8 * DAY, NOW + 8 * DAY, NOW - 365 * DAY, "2026-W47"),
    ],
)
def test_a_week_is_due_when_both_clocks_are_past_its_end(
    now: datetime, trusted: datetime, began_at: datetime, newest: str | None
) -> None:
    weeks = weeks_due(now, trusted, BERLIN, Settings(), began_at)
    assert (str(weeks[-1]) if weeks else None) == newest


def test_the_next_report_is_due_on_monday_at_nine(app: App) -> None:
    assert app.call(next_report_at) == datetime(2026, 11, 23, 9, tzinfo=BERLIN)


def test_no_page_is_made_from_an_empty_ledger(app: App) -> None:
    assert app.call(make_due_reports, keep_page) == 0
    assert app.call(keep_page, week="last") is None
    assert app.call(list_reports) == ()


@pytest.fixture
def kept(app: App, clock: FakeClock) -> App:
    """An app whose week with two urges is over, and its report kept."""
    app.call(log_urge, felt="1h ago", contact="Sam", intensity=8, triggers=("song",))
    app.call(log_urge, felt="20m ago")
    clock.forward_to(MONDAY)
    app.call(tick, run=None)
    return app


def names(app: App) -> list[str]:
    return [Path(one.path).name for one in app.call(list_reports)]


def test_a_page_is_made_once_when_its_week_is_over(kept: App, clock: FakeClock) -> None:
    kept.call(retract_urge, urge=1)
    clock.forward(days=1)
    assert kept.call(make_due_reports, keep_page) == 0
    assert names(kept) == ["2026-W47.html"]


def test_a_page_is_replaced_in_place_when_it_is_asked_for(kept: App, clock: FakeClock) -> None:
    (first,) = kept.call(list_reports)
    before = Path(first.path).read_text(encoding="utf-8")
    kept.call(retract_urge, urge=1)
    clock.forward(days=1)
    again = kept.call(keep_page, week="2026-W47")
    assert again
    assert (again.path, again.made_at) == (first.path, clock.moment)
    assert Path(first.path).read_text(encoding="utf-8") != before
    assert kept.call(list_reports) == (again,)
    assert [one.key for one in kept.call(list_nudges)].count("report:2026-W47") == 1


def test_a_page_is_kept_only_of_a_week_that_is_over_and_not_before_the_first_entry(
    kept: App, clock: FakeClock
) -> None:
    assert kept.call(keep_page, week="this") is None
    assert kept.call(keep_page, week="2026-W30") is None
    clock.forward(days=100)  # so many weeks later the daemon would not make this page
    assert kept.call(keep_page, week="2026-W48")
    assert names(kept) == ["2026-W48.html", "2026-W47.html"]


def test_a_page_is_made_again_after_a_crash_between_its_file_and_its_row(
    kept: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    clock.forward(days=7)
    with monkeypatch.context() as broken:
        broken.setattr(ReportStore, "keep", fail)
        with pytest.raises(StorageError):
            kept.call(make_due_reports, keep_page)
    assert names(kept) == ["2026-W47.html"]
    assert kept.call(make_due_reports, keep_page) == 1
    assert names(kept) == ["2026-W48.html", "2026-W47.html"]
    modes = {file.name: file.stat().st_mode & 0o777 for file in kept.folders.reports.iterdir()}
    assert modes == {"2026-W47.html": 0o600, "2026-W48.html": 0o600}


def test_a_kept_page_is_not_announced_if_the_person_wants_no_nudge(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    app.folders.config.write_text("[nudges]\nweekly_report = false\n")
    app._settings = None
    clock.forward_to(MONDAY)
    assert app.call(make_due_reports, keep_page) == 1
    assert "report:2026-W47" not in [one.key for one in app.call(list_nudges)]


def test_a_page_that_can_not_be_removed_is_reported(
    kept: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "remove_all", list)
    with pytest.raises(StorageError, match=r"2026-W47\.html can't be removed"):
        kept.ports("a call").shelf.clear()


def test_a_reports_text_is_kept_until_a_page_can_be_drawn(
    app: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.call(log_urge, felt="1h ago")
    clock.forward_to(MONDAY)
    with monkeypatch.context() as broken:
        broken.setitem(sys.modules, "jinja2", None)
        app.call(tick, run=None)
    assert names(app) == ["2026-W47.txt"]
    text = Path(app.call(list_reports)[0].path).read_text(encoding="utf-8")
    assert "1 urge logged" in text
    assert text.endswith("\nA page can't be drawn here: jinja2 is missing.\n")
    app.call(keep_page, week="last")
    assert [file.name for file in app.folders.reports.iterdir()] == ["2026-W47.html"]


def test_a_forgotten_contacts_name_is_in_no_page(kept: App) -> None:
    kept.call(add_contact, name="Zora")
    kept.call(sent, alone=True, contact="Zora", at="2026-11-19 20:00")
    page = kept.folders.reports / "2026-W47.html"
    kept.call(keep_page, week="last")
    kept.call(forget_contact, contact="Zora", sure=True)
    assert kept.call(list_reports) == ()
    assert list(kept.folders.reports.iterdir()) == []
    assert kept.call(make_due_reports, keep_page) == 1
    assert "Zora" not in page.read_text(encoding="utf-8")


def test_a_report_that_is_read_before_its_nudge_is_announced_no_more(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    assert not app.call(report_looked_at, week="2026-W47")  # not over yet
    clock.forward_to(datetime(2026, 11, 23, 7, tzinfo=UTC))
    assert app.call(report_looked_at, week="2026-W47")
    assert not app.call(report_looked_at, week="2026-W47")
    (nudge,) = (one for one in app.call(list_nudges) if one.key == "report:2026-W47")
    assert (nudge.state, nudge.detail) == ("suppressed", "you had already looked at it")
