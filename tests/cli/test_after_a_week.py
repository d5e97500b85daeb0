"""After a week: one thing for the next, a report to show somebody, and the end of a chapter."""

from datetime import timedelta

import pytest

from cli.conftest import Opens
from conftest import Commands
from fakes import FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.overview.closing import offer_closing
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.use_cases import start_cool_down
from holdfast.report.use_cases import asks_for_next_week, want_next_week
from holdfast.urges.events import sent
from holdfast.urges.use_cases import log_urge
from lives import live

ONE_THING = "One thing for next week? (Enter to skip) "


@pytest.fixture
def lived(holdfast: Commands, clock: FakeClock) -> Commands:
    live(holdfast, clock)
    return holdfast


# One thing for next week.


def test_after_last_weeks_report_one_thing_is_asked_for_once_and_shown_a_week_later(
    lived: Commands, by_the_clock: Opens, clock: FakeClock
) -> None:
    at = by_the_clock("report", "--week", "last")
    at.answer(ONE_THING, "Phone in the kitchen at ten")
    assert at.end() == 0
    again = by_the_clock("report", "--week", "last")
    assert again.end() == 0
    assert ONE_THING not in again.seen
    wanted = "You wanted to: Phone in the kitchen at ten\n"
    assert wanted in lived.ok("report").out
    assert wanted not in lived.ok("report", "--week", "last").out
    assert wanted.strip() in lived.ok("report", "--format", "md").out
    assert wanted.strip() in lived.ok("report", "--format", "html").out
    clock.forward(days=7)
    assert wanted in lived.ok("report", "--week", "last").out


def test_skipping_it_saves_nothing_and_it_is_not_asked_again(
    lived: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock("report", "--week", "last")
    at.answer(ONE_THING, "")
    assert at.end() == 0
    assert not lived.app.call(asks_for_next_week, week="last")
    assert "You wanted to" not in lived.ok("report").out


@pytest.mark.parametrize("words", ["report", "report --all", "report --week last --share"])
def test_it_is_asked_after_last_week_only(lived: Commands, by_the_clock: Opens, words: str) -> None:
    at = by_the_clock(*words.split())
    assert at.end() == 0
    assert ONE_THING not in at.seen
    assert lived.app.call(asks_for_next_week, week="last")


def test_a_script_is_never_asked(lived: Commands) -> None:
    assert ONE_THING not in lived.ok("report", "--week", "last").out


def test_forgetting_somebody_deletes_what_was_wanted(lived: Commands) -> None:
    lived.app.call(want_next_week, week="last", text="Not to write to Sam")
    lived.ok("contact", "forget", "Sam", "--yes", "--reason", "peace")
    assert "You wanted to" not in lived.ok("report").out


# A report to show to somebody.


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_a_report_to_share_has_no_names_no_triggers_and_no_own_words(
    lived: Commands, form: str
) -> None:
    lived.app.call(want_next_week, week="last", text="Phone in the kitchen")
    private = ("Sam", "song", "alone", "sms", "kitchen")
    whole = lived.ok("report", "--format", form).out
    assert all(word in whole for word in ("Sam", "song", "kitchen"))
    shared = lived.ok("report", "--share", "--format", form).out
    assert [word for word in private if word in shared] == []


@pytest.mark.parametrize("words", ["--share --all", "--share --format csv"])
def test_what_can_not_be_shared_is_refused(lived: Commands, words: str) -> None:
    said = lived("report", *words.split())
    assert (said.code, said.out) == (2, "")
    assert "--share is for a week, and can't be csv." in said.err


# The end of a chapter.


@pytest.fixture
def quiet(app: App, clock: FakeClock) -> App:
    """Sam: one urge, then four weeks without any; nothing is on hold."""
    app.call(add_contact, name="Sam")
    app.call(log_urge)
    clock.forward(days=28, minutes=1)
    return app


def test_after_four_weeks_without_an_entry_closing_is_offered_once(
    quiet: App, holdfast: Commands, by_the_clock: Opens
) -> None:
    at = by_the_clock("report")
    assert at.end() == 0
    said = " ".join(at.seen.split())
    assert "Nothing logged about Sam for four weeks, and nothing is on hold." in said
    assert "That doesn't mean nothing was felt." in said
    assert "holdfast contact forget Sam" in said
    assert "holdfast daemon stop" in said
    again = by_the_clock("report")
    assert again.end() == 0
    assert "contact forget" not in again.seen
    assert "contact forget" not in holdfast.ok("status").out
    assert quiet.call(offer_closing) == ()


def test_closing_is_not_offered_a_day_before(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    clock.forward(days=27)
    assert app.call(offer_closing) == ()


def test_closing_is_not_offered_after_an_urge_or_contact(quiet: App) -> None:
    quiet.call(log_urge)
    assert quiet.call(offer_closing) == ()


def test_closing_is_not_offered_after_contact(quiet: App) -> None:
    quiet.call(sent, alone=True, contact="Sam")
    assert quiet.call(offer_closing) == ()


def test_closing_is_not_offered_while_something_is_on_hold(quiet: App, clock: FakeClock) -> None:
    quiet.call(start_cool_down, length="1d", contact="Sam")
    assert quiet.call(offer_closing) == ()
    clock.forward_to(clock.moment + timedelta(days=1))
    quiet.call(set_boundary, contact="Sam", boundary="space")
    assert quiet.call(offer_closing) == ()
