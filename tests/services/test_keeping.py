"""Kept reports: each week once, and anew beside the first where it was amended since."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.domain.keeping import NewReport
from holdfast.errors import NotDrawn, StorageError
from holdfast.services.contacts import add_contact
from holdfast.services.events import sent
from holdfast.services.forgetting import forget_contact
from holdfast.services.keeping import amended_since, keep_page, list_reports, make_due_reports
from holdfast.services.nudges import list_nudges
from holdfast.services.tick import tick
from holdfast.services.urges import amend_urge, let_go, log_urge, rate_urge, retract_urge
from holdfast.storage.reports import SqlReports

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Change = Callable[[App], object]


@pytest.fixture
def kept(app: App, clock: FakeClock) -> App:
    """An app whose week with two urges is over, and its report kept."""
    app.call(log_urge, felt="1h ago", contact="Sam", intensity=8, triggers=("song",))
    app.call(log_urge, felt="20m ago")
    clock.forward_to(MONDAY)
    app.call(tick, run=None)
    return app


def names(app: App) -> list[str]:
    return [Path(kept.path).name for kept in app.call(list_reports)]


AMENDS: dict[str, Change] = {
    "logged afterwards": lambda app: app.call(log_urge, felt="2026-11-19 20:00"),
    "another time": lambda app: app.call(amend_urge, urge=1, felt="2026-11-19 20:00"),
    "another week": lambda app: app.call(amend_urge, urge=1, felt="2026-11-12 20:00"),
    "another strength": lambda app: app.call(amend_urge, urge=1, intensity=3),
    "another trigger": lambda app: app.call(amend_urge, urge=1, triggers=("wine",)),
    "another channel": lambda app: app.call(amend_urge, urge=1, channel="mail"),
    "retracted": lambda app: app.call(retract_urge, urge=2),
    "sent in that week": lambda app: app.call(sent, alone=True, at="2026-11-19 20:00"),
}
AMENDS_NOTHING: dict[str, Change] = {
    "nothing": lambda _: None,
    "an urge of this week": lambda app: app.call(log_urge),
    "let go": lambda app: app.call(let_go, urge=1),
    "rated again": lambda app: app.call(rate_urge, urge=1, intensity=2),
    "sent now": lambda app: app.call(sent, urge=1),
    "another zone": lambda app: app.folders.config.write_text(
        '[person]\ntime_zone = "Asia/Tokyo"\n'
    ),
}


@pytest.mark.parametrize("what", AMENDS)
def test_a_week_that_was_amended_is_made_anew_beside_the_old_one(
    kept: App, clock: FakeClock, what: str
) -> None:
    first = Path(kept.call(list_reports)[0].path)
    before = first.read_text(encoding="utf-8")
    AMENDS[what](kept)
    amended = kept.call(amended_since, week="2026-W47")
    assert amended is not None
    assert amended.path == str(first)
    clock.forward(days=1)
    kept.call(make_due_reports)
    assert names(kept) == ["2026-W47-2.html", "2026-W47.html"]
    assert first.read_text(encoding="utf-8") == before
    anew = first.with_name("2026-W47-2.html").read_text(encoding="utf-8")
    assert "This week was amended" in anew
    assert "This week was amended" not in before
    assert kept.call(amended_since, week="2026-W47") is None
    clock.forward(days=1)
    assert kept.call(make_due_reports) == 0


@pytest.mark.parametrize("what", AMENDS_NOTHING)
def test_what_comes_after_a_week_amends_nothing_of_it(
    kept: App, clock: FakeClock, what: str
) -> None:
    AMENDS_NOTHING[what](kept)
    assert kept.call(amended_since, week="2026-W47") is None
    clock.forward(days=1)
    assert kept.call(make_due_reports) == 0
    assert names(kept) == ["2026-W47.html"]


def test_who_sets_several_things_right_gets_one_new_page(kept: App, clock: FakeClock) -> None:
    for day in (17, 18, 19):
        kept.call(log_urge, felt=f"2026-11-{day} 20:00")
        clock.forward(hours=1)
        assert kept.call(make_due_reports) == 0
    clock.forward(days=1)
    assert kept.call(make_due_reports) == 1
    kept.call(retract_urge, urge=1)
    clock.forward(days=1)
    assert kept.call(make_due_reports) == 1
    assert names(kept) == ["2026-W47-3.html", "2026-W47-2.html", "2026-W47.html"]


def test_a_report_that_is_made_anew_is_not_announced_again(kept: App, clock: FakeClock) -> None:
    def announced() -> list[str]:
        return [one.key for one in kept.call(list_nudges) if one.kind == "report"]

    assert announced() == ["report:2026-W47"]
    kept.call(retract_urge, urge=1)
    clock.forward(days=1)
    kept.call(make_due_reports)
    assert announced() == ["report:2026-W47"]


def test_a_page_is_opened_as_it_was_kept_and_made_where_it_was_not(
    kept: App, clock: FakeClock
) -> None:
    (first,) = kept.call(list_reports)
    assert kept.call(keep_page, week="2026-W47") == first
    assert kept.call(keep_page, week="this") is None
    assert kept.call(keep_page, week="2026-W30") is None  # before anything was written down
    # Nobody waits for a day who looks now.
    kept.call(retract_urge, urge=1)
    anew = kept.call(keep_page, week="last")
    assert anew
    assert (Path(anew.path).name, anew.version) == ("2026-W47-2.html", 2)
    assert kept.call(keep_page, week="last") == anew
    # One that no daemon would make any more.
    clock.forward(days=100)
    assert kept.call(keep_page, week="2026-W48")
    assert names(kept)[0] == "2026-W48.html"


def test_an_empty_ledger_has_nothing_to_keep(app: App) -> None:
    assert app.call(make_due_reports) == 0
    assert app.call(keep_page, week="last") is None
    assert app.call(list_reports) == ()


def test_a_crash_between_file_and_row_makes_the_same_version_again(
    kept: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    kept.call(retract_urge, urge=1)
    clock.forward(days=1)
    with monkeypatch.context() as broken:
        broken.setattr(SqlReports, "keep", fail)
        with pytest.raises(StorageError):
            kept.call(make_due_reports)
    assert names(kept) == ["2026-W47.html"]
    assert kept.call(make_due_reports) == 1
    assert names(kept) == ["2026-W47-2.html", "2026-W47.html"]
    folder = kept.folders.reports
    assert {file.name for file in folder.iterdir()} == {"2026-W47.html", "2026-W47-2.html"}
    assert {oct(file.stat().st_mode & 0o777) for file in folder.iterdir()} == {"0o600"}


def test_two_who_make_the_same_report_keep_it_once(kept: App, clock: FakeClock) -> None:
    kept.call(retract_urge, urge=1)
    clock.forward(days=1)
    draw = kept._draw

    def meanwhile(new: NewReport) -> str:
        kept._draw = draw
        kept.call(make_due_reports)
        return draw(new)

    kept._draw = meanwhile
    kept.call(make_due_reports)
    assert names(kept) == ["2026-W47-2.html", "2026-W47.html"]


def test_where_no_page_can_be_drawn_the_text_is_kept_and_says_so(
    app: App, clock: FakeClock
) -> None:
    def can_not(_: NewReport) -> str:
        raise NotDrawn("A page can't be drawn here: pygal is missing.")

    app._draw = can_not
    app.call(log_urge, felt="1h ago")
    clock.forward_to(MONDAY)
    app.call(tick, run=None)
    assert names(app) == ["2026-W47.txt"]
    text = Path(app.call(list_reports)[0].path).read_text(encoding="utf-8")
    assert "1 urge logged" in text
    assert text.endswith("\nA page can't be drawn here: pygal is missing.\n")


def test_a_report_from_before_what_it_was_made_from_was_kept_counts_as_never_amended(
    kept: App, clock: FakeClock
) -> None:
    with kept._open_ledger().writing() as book:
        book._connection.exec_driver_sql("UPDATE reports SET digest = NULL")  # type: ignore[attr-defined] # storage's own
    kept.call(retract_urge, urge=1)
    clock.forward(days=1)
    assert kept.call(amended_since, week="last") is None
    assert kept.call(make_due_reports) == 0


def test_a_forgotten_name_stands_in_no_page_any_more(kept: App, clock: FakeClock) -> None:
    kept.call(add_contact, name="Zora")
    kept.call(sent, alone=True, contact="Zora", at="2026-11-19 20:00")
    clock.forward(days=1)
    kept.call(make_due_reports)
    kept.call(forget_contact, name="Zora", sure=True)
    assert kept.call(list_reports) == ()
    assert list(kept.folders.reports.iterdir()) == []
    assert kept.call(make_due_reports) == 1
    assert names(kept) == ["2026-W47.html"]
    assert "Zora" not in (kept.folders.reports / "2026-W47.html").read_text(encoding="utf-8")
