"""What a ride is about and what it says: words that fit, the person's own reason and curves."""

import pytest

from doors import Asked, a_door
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.domain.boundary import BoundaryKind
from holdfast.domain.urge import check_intensity
from holdfast.errors import NotFound, Refused
from holdfast.services.boundaries import set_boundary
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import start_cool_down
from holdfast.services.nudges import list_nudges
from holdfast.services.riding import LOOK_BACK_URGES, ask_here, begin_ride
from holdfast.services.tick import tick
from holdfast.services.urges import let_go, log_urge, rate_urge, retract_urge

OF_A_DRAFT = "You noticed it"


def titles(app: App) -> list[str]:
    return [word.title for word in app.call(begin_ride).words]


def rate(app: App, *strengths: int) -> None:
    """Log an urge that was so strong, and later so strong, and let it go."""
    number = app.call(log_urge, intensity=check_intensity(strengths[0])).urge.id
    for strength in strengths[1:]:
        app.call(rate_urge, urge=number, intensity=strength)
    app.call(let_go, urge=number)


def test_without_a_number_it_is_the_newest_that_is_open(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    clock.forward(minutes=5)
    app.call(log_urge)
    assert app.call(begin_ride).urge.id == 2
    assert app.call(begin_ride, urge=1).urge.id == 1
    app.call(let_go, urge=2)
    assert app.call(begin_ride).urge.id == 1


def test_with_none_open_or_none_of_that_number_there_is_nothing_to_ride(app: App) -> None:
    with pytest.raises(NotFound, match="No urge is open"):
        app.call(begin_ride)
    with pytest.raises(NotFound, match="There is no urge 7"):
        app.call(begin_ride, urge=7)


def test_one_that_was_let_go_can_be_ridden_and_one_that_was_retracted_can_not(app: App) -> None:
    rate(app, 8, 5)
    assert app.call(begin_ride, urge=1).urge.outcome == "let-go"
    app.call(retract_urge, urge=1)
    with pytest.raises(Refused, match="Urge 1 was retracted"):
        app.call(begin_ride, urge=1)


def test_a_strength_that_was_said_a_moment_ago_is_not_asked_again(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, intensity=8)
    assert not app.call(begin_ride).asks_at_start
    clock.forward(minutes=2)
    assert app.call(begin_ride).asks_at_start


def test_the_words_name_no_command_and_speak_of_a_draft_only_where_there_is_one(app: App) -> None:
    app.call(log_urge)
    without = app.call(begin_ride).words
    assert len(without) > 5
    assert not any("holdfast" in word.body for word in without)
    assert OF_A_DRAFT not in titles(app)
    app.call(log_urge, draft="I miss you")
    assert OF_A_DRAFT in titles(app)


@pytest.mark.parametrize("boundary", ["stop", "order"])
def test_where_their_no_is_final_nothing_is_said_of_reading_it_again(
    app: App, boundary: BoundaryKind
) -> None:
    app.call(log_urge, draft="I miss you")
    assert "It keeps" in titles(app)
    app.call(set_boundary, contact="Ex", boundary=boundary)
    assert "It keeps" not in titles(app)


def test_the_persons_own_reason_comes_second_while_their_cool_down_runs(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, length="2d", why="They asked for room.")
    app.call(log_urge)
    word = app.call(begin_ride).words[1]
    assert (word.title, word.body) == ("Your reason:", "They asked for room.")
    clock.forward(days=3)
    assert "Your reason:" not in titles(app)


def test_a_cool_down_without_a_reason_adds_no_word(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, length="2d")
    app.call(log_urge)
    assert "Your reason:" not in titles(app)


def test_former_curves_are_the_persons_own_newest_first(app: App, clock: FakeClock) -> None:
    for strengths in ((8, 5, 3), (7, 7), (9, 4)):
        rate(app, *strengths)
        clock.forward(hours=1)
    app.call(log_urge, intensity=6)
    assert app.call(begin_ride).before == ((9, 4), (7, 7), (8, 5, 3))


def test_urges_that_were_never_rated_do_not_hide_those_that_were(
    app: App, clock: FakeClock
) -> None:
    for _ in range(3):
        rate(app, 8, 5)
        clock.forward(hours=1)
    for _ in range(LOOK_BACK_URGES + 1):
        app.call(log_urge)
    assert len(app.call(begin_ride).before) == 3


def test_it_answers_the_same_through_the_door(app: App) -> None:
    for _ in range(3):
        rate(app, 8, 5)
    app.call(log_urge, draft="I miss you", intensity=7)
    person, door = App(app.folders, clock=app.clock), Asked()
    person.door = door
    with a_door(app):
        assert person.call(begin_ride) == app.call(begin_ride)
    assert door.answered == ["begin_ride"]


def test_what_a_ride_asks_itself_the_desktop_asks_no_more(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    app.call(log_urge)
    run = app.call(tick, run=None).run
    clock.forward(minutes=9, seconds=50)
    assert app.call(ask_here, urge=1) == 1
    clock.forward(minutes=1)
    app.call(tick, run=run)
    assert len(notifier.shown) == 1  # the word of patience
    asked = next(nudge for nudge in app.call(list_nudges) if nudge.key == "check-in:urge-1:10m")
    assert (asked.state, asked.detail) == ("handed-over", "asked in holdfast surf")
    notifier.works = False
    clock.forward(minutes=20)
    app.call(tick, run=run)
    assert app.call(ask_here, urge=1) == 1  # what no desktop showed, too
    clock.forward(minutes=-1)
    # The next one is far off: who leaves the ride is asked by the desktop again.
    assert app.call(ask_here, urge=1) == 0
