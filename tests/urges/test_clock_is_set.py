"""What a clock that somebody set changes about urges: records follow it, pauses do not."""

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.errors import Refused
from holdfast.urges.drafts import list_drafts, open_draft
from holdfast.urges.events import sent
from holdfast.urges.urge_changes import amend_urge
from holdfast.urges.use_cases import log_urge
from report.examples import DAY, HOUR


def test_setting_the_clock_unlocks_no_draft(app: App, clock: FakeClock) -> None:
    app.call(log_urge, draft="I miss you")
    clock.set(days=31)
    (draft,) = app.call(list_drafts)
    assert draft.hold.until == clock.moment + DAY
    with pytest.raises(Refused, match="locked until Tue 22 Dec, 22:30"):
        app.call(open_draft, urge=1)


def test_a_pause_lasts_no_longer_than_its_length_of_running_time(
    app: App, clock: FakeClock
) -> None:
    clock.set(days=300)  # ahead at first use, and corrected later
    app.call(log_urge, draft="I miss you")
    clock.set(days=-300)
    clock.synchronised = True
    assert app.call(list_drafts)[0].hold.until == EVENING + DAY
    clock.forward(days=1)
    assert app.call(open_draft).text == "I miss you"


def test_an_urge_is_felt_and_logged_by_the_persons_clock(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    clock.set(hours=2)
    logged = app.call(log_urge).urge
    assert logged.felt_at == logged.logged_at == EVENING + 2 * HOUR


def test_a_slip_is_judged_as_long_ago_as_it_was_by_the_persons_clock(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(hours=1)
    clock.set(days=2)
    assert app.call(sent, alone=True, at="30m ago").event.slip
    assert not app.call(sent, alone=True, at="2h ago").event.slip


@pytest.mark.parametrize("restarts", [False, True])
def test_an_urge_can_not_be_moved_after_a_restart_or_with_the_clock_set_back(
    app: App, clock: FakeClock, restarts: bool
) -> None:
    app.call(add_contact, name="Kim")
    app.call(add_contact, name="Sam")
    app.call(log_urge, contact="Kim")
    if restarts:
        clock.restart(minutes=1)
    else:
        clock.forward(minutes=11)
        clock.set(minutes=-11)
    with pytest.raises(Refused, match="on hold for Kim"):
        app.call(amend_urge, urge=1, contact="Sam")
