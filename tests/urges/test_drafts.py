"""Looking again: a draft is locked while it is held, and decides nothing by itself afterwards."""

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.errors import HoldfastError, NotFound, Refused
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.holds import check
from holdfast.promises.use_cases import start_cool_down
from holdfast.urges.drafts import list_drafts, open_draft, settle_review
from holdfast.urges.events import sent
from holdfast.urges.model import Review
from holdfast.urges.urge_changes import retract_urge
from holdfast.urges.use_cases import let_go, log_urge, show_urge
from report.examples import DAY, HOUR

TEXT = "I miss you\nCan we talk?"


@pytest.fixture
def ready(app: App, clock: FakeClock) -> App:
    """An app whose urge 1 has a draft, and its pause is over."""
    app.call(log_urge, draft=TEXT)
    clock.forward(hours=24)
    return app


@pytest.mark.parametrize("urge", [1, None])
def test_a_draft_can_be_read_once_its_hold_is_over(ready: App, urge: int | None) -> None:
    assert ready.call(open_draft, urge=urge).text == TEXT


@pytest.mark.parametrize(
    ("hold", "message"),
    [
        ("pause", "locked until Sat 21 Nov, 22:30"),
        ("cool-down", "locked until Sun 20 Dec, 22:30"),
        ("boundary", "locked: Ex said no"),
    ],
)
def test_a_held_draft_is_locked_and_the_refusal_tells_until_when(
    app: App, hold: str, message: str
) -> None:
    app.call(log_urge, draft=TEXT)
    if hold == "cool-down":
        app.call(start_cool_down, length="30d")
    if hold == "boundary":
        app.call(set_boundary, contact="Ex", boundary="stop")
    with pytest.raises(Refused, match=message) as refusal:
        app.call(open_draft, urge=1)
    assert "miss you" not in str(refusal.value)
    with pytest.raises(Refused, match=message):
        app.call(settle_review, urge=1, decision="let-go")
    with pytest.raises(NotFound, match="No message is ready yet"):
        app.call(open_draft)


def test_a_draft_is_not_locked_by_the_pause_of_another_urge(ready: App) -> None:
    ready.call(log_urge, draft="again")
    assert ready.call(check).held
    assert ready.call(open_draft, urge=1).text == TEXT
    assert [urge.hold.held for urge in ready.call(list_drafts)] == [True, False]


def test_letting_go_after_looking_again_closes_the_urge(ready: App) -> None:
    settled = ready.call(settle_review, urge=1, decision="let-go", calm=True, glad=False)
    assert settled.urge.outcome == "let-go"
    assert ready.call(show_urge, urge=1).reviews == (
        Review(EVENING + DAY, "let-go", calm=True, wanted=None, glad=False),
    )
    assert ready.call(list_drafts) == ()


def test_keeping_a_draft_longer_begins_a_new_pause_that_holds(ready: App, clock: FakeClock) -> None:
    clock.forward(hours=2)
    kept = ready.call(settle_review, urge=1, decision="keep", length="3d", wanted=" Time. ")
    assert kept.urge.hold.until == kept.hold.until == EVENING + 4 * DAY + 2 * HOUR
    assert ready.call(show_urge, urge=1).reviews[0].wanted == "Time."
    clock.forward(days=2)
    assert ready.call(sent, alone=True).event.slip
    # Between its pauses it was not held.
    assert not ready.call(sent, alone=True, at="2026-11-21 23:30").event.slip
    clock.forward(days=1)
    assert ready.call(open_draft, urge=1).text == TEXT


def test_a_kept_drafts_pause_holds_even_if_a_later_urges_pause_ends_before(
    ready: App, clock: FakeClock
) -> None:
    ready.call(settle_review, urge=1, decision="keep", length="7d")
    ready.call(log_urge)
    clock.forward(days=2)
    assert ready.call(check).until == EVENING + 8 * DAY


def test_a_kept_drafts_pause_holds_no_other_contact(ready: App) -> None:
    ready.call(add_contact, name="Kim")
    ready.call(settle_review, urge=1, decision="keep", length="3d")
    assert not ready.call(check, contact="Kim").held


def test_deciding_to_write_oneself_is_saved_and_changes_nothing(ready: App) -> None:
    settled = ready.call(settle_review, urge=1, decision="myself")
    assert (settled.urge.outcome, settled.urge.has_draft) == ("open", True)
    assert ready.call(show_urge, urge=1).reviews[0].decision == "myself"
    assert not ready.call(check).held


@pytest.mark.parametrize("length", [None, "5m", "8d", "1 month", "0d"])
def test_a_draft_can_not_be_kept_for_a_wrong_length(ready: App, length: str | None) -> None:
    with pytest.raises(HoldfastError):
        ready.call(settle_review, urge=1, decision="keep", length=length)
    assert ready.call(show_urge, urge=1).reviews == ()


def test_a_draft_of_a_closed_urge_or_without_a_text_can_not_be_opened(
    ready: App, clock: FakeClock
) -> None:
    for draft in (TEXT, TEXT, TEXT, TEXT, None):
        ready.call(log_urge, draft=draft)
    ready.call(let_go, urge=2)
    ready.call(sent, urge=3)
    ready.call(retract_urge, urge=4)
    ready.call(let_go, urge=5, erase=True)
    clock.forward(days=2)
    messages = {
        2: "was let go, so there is nothing left",
        3: "was sent, so there is nothing left",
        4: "was retracted",
        6: "has no message",
        70: "There is no urge 70",
    }
    for urge, message in messages.items():
        with pytest.raises(HoldfastError, match=message):
            ready.call(open_draft, urge=urge)
    assert [urge.id for urge in ready.call(list_drafts)] == [1]


def test_drafts_can_be_listed_for_one_contact(ready: App) -> None:
    ready.call(add_contact, name="Sam")
    ready.call(log_urge, contact="Sam", draft=TEXT)
    assert [urge.contact for urge in ready.call(list_drafts, contact="Sam")] == ["Sam"]
    assert len(ready.call(list_drafts)) == 2
    assert len(ready.call(list_drafts, limit=1)) == 1


def test_without_an_open_draft_there_is_none_to_look_at(app: App) -> None:
    app.call(log_urge)
    with pytest.raises(NotFound, match="No message is open"):
        app.call(open_draft)
