"""Looking again: a draft is sealed while it is held, and decides nothing by itself afterwards."""

from datetime import timedelta

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.domain.review import Review
from holdfast.errors import HoldfastError, NotFound, Refused
from holdfast.services.boundaries import set_boundary
from holdfast.services.check import check
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import start_cool_down
from holdfast.services.drafts import list_drafts, open_draft, settle_review
from holdfast.services.events import sent
from holdfast.services.urges import let_go, log_urge, retract_urge, show_urge

TEXT = "I miss you\nCan we talk?"
DAY = timedelta(days=1)


@pytest.fixture
def ready(app: App, clock: FakeClock) -> App:
    """Urge 1 has a draft, and its pause has passed."""
    app.call(log_urge, draft=TEXT)
    clock.forward(hours=24)
    return app


def test_once_its_hold_has_passed_it_can_be_read(ready: App) -> None:
    assert ready.call(open_draft, urge=1).text == TEXT


@pytest.mark.parametrize(
    ("hold", "says"),
    [
        ("pause", "sealed until 2026-11-21 22:30"),
        ("cool-down", "sealed until 2026-12-20 22:30"),
        ("boundary", "sealed for as long as the boundary stands"),
    ],
)
def test_while_it_is_held_it_says_until_when_and_shows_nothing(
    app: App, hold: str, says: str
) -> None:
    app.call(log_urge, draft=TEXT)
    if hold == "cool-down":
        app.call(start_cool_down, length="30d")
    if hold == "boundary":
        app.call(set_boundary, contact="Ex", boundary="stop")
    with pytest.raises(Refused, match=says) as refusal:
        app.call(open_draft, urge=1)
    assert "miss you" not in str(refusal.value)
    with pytest.raises(Refused, match=says):
        app.call(settle_review, urge=1, decision="let-go")


def test_another_urges_pause_does_not_seal_it(ready: App) -> None:
    ready.call(log_urge, draft="again")
    assert ready.call(check).held
    assert ready.call(open_draft, urge=1).text == TEXT
    assert [urge.hold.held for urge in ready.call(list_drafts)] == [True, False]


def test_letting_go_after_looking_again_closes_it(ready: App) -> None:
    settled = ready.call(settle_review, urge=1, decision="let-go", calm=True, glad=False)
    assert settled.urge.outcome == "let-go"
    assert ready.call(show_urge, urge=1).reviews == (
        Review(EVENING + DAY, "let-go", calm=True, wanted=None, glad=False),
    )
    assert ready.call(list_drafts) == ()


def test_keeping_it_longer_begins_a_new_pause_that_holds(ready: App, clock: FakeClock) -> None:
    clock.forward(hours=2)
    kept = ready.call(settle_review, urge=1, decision="keep", length="3d", wanted=" Time. ")
    assert kept.urge.hold.until == kept.hold.until == EVENING + 4 * DAY + timedelta(hours=2)
    assert ready.call(show_urge, urge=1).reviews[0].wanted == "Time."
    clock.forward(days=2)
    assert ready.call(check).held
    assert ready.call(sent, alone=True).event.slip
    # Between its pauses it was not held.
    assert not ready.call(sent, alone=True, at="2026-11-21 23:30").event.slip
    clock.forward(days=1)
    assert not ready.call(check).held
    assert ready.call(open_draft, urge=1).text == TEXT


def test_a_kept_drafts_pause_never_ends_earlier_than_one_before(
    ready: App, clock: FakeClock
) -> None:
    ready.call(settle_review, urge=1, decision="keep", length="7d")
    ready.call(log_urge)
    clock.forward(days=2)
    assert ready.call(check).until == EVENING + 8 * DAY


def test_writing_oneself_is_noted_and_changes_nothing(ready: App) -> None:
    noted = ready.call(settle_review, urge=1, decision="myself")
    assert (noted.urge.outcome, noted.urge.has_draft) == ("open", True)
    assert ready.call(show_urge, urge=1).reviews[0].decision == "myself"
    assert not ready.call(check).held


@pytest.mark.parametrize("length", [None, "5m", "8d", "1 month", "0d"])
def test_a_length_that_can_not_be_is_said_and_decides_nothing(
    ready: App, length: str | None
) -> None:
    with pytest.raises(HoldfastError):
        ready.call(settle_review, urge=1, decision="keep", length=length)
    assert ready.call(show_urge, urge=1).reviews == ()


def test_what_is_closed_or_has_no_text_is_not_looked_at(ready: App, clock: FakeClock) -> None:
    for _ in range(4):
        ready.call(log_urge, draft=TEXT)
    ready.call(log_urge)
    ready.call(let_go, urge=2)
    ready.call(sent, urge=3)
    ready.call(retract_urge, urge=4)
    ready.call(let_go, urge=5, erase=True)
    clock.forward(days=2)
    said = {
        2: "was let go, so there is nothing left",
        3: "was sent, so there is nothing left",
        4: "was retracted",
        6: "has no draft",
    }
    for urge, sentence in said.items():
        with pytest.raises(HoldfastError, match=sentence):
            ready.call(open_draft, urge=urge)
    with pytest.raises(NotFound, match="There is no urge 70"):
        ready.call(open_draft, urge=70)
    assert [urge.id for urge in ready.call(list_drafts)] == [1]


def test_the_list_can_be_of_one_contact(ready: App) -> None:
    ready.call(add_contact, name="Sam")
    ready.call(log_urge, contact="Sam", draft=TEXT)
    assert [urge.contact for urge in ready.call(list_drafts, contact="Sam")] == ["Sam"]
    assert len(ready.call(list_drafts)) == 2
    assert len(ready.call(list_drafts, limit=1)) == 1
