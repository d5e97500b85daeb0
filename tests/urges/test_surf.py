"""What a ride is about and what it shows: words that fit, the person's own reason and curves."""

import pytest

from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.daemon.tick import tick
from holdfast.errors import NotFound, Refused
from holdfast.nudging.use_cases import list_nudges
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.model import BoundaryKind
from holdfast.promises.use_cases import start_cool_down
from holdfast.urges.surf import LOOK_BACK_URGES, ask_here, begin_ride
from holdfast.urges.urge_changes import retract_urge
from holdfast.urges.use_cases import let_go, log_urge, rate_urge

OF_A_DRAFT = "Not tonight"


def titles(app: App) -> list[str]:
    return [word.title for word in app.call(begin_ride).words]


def log_and_let_go(app: App, first: int, *later: int) -> None:
    """Log an urge with these strengths, and let it go."""
    number = app.call(log_urge, intensity=first).urge.id
    for strength in later:
        app.call(rate_urge, urge=number, intensity=strength)
    app.call(let_go, urge=number)


def test_a_ride_is_about_the_newest_open_urge_or_the_one_that_is_named(
    app: App, clock: FakeClock
) -> None:
    with pytest.raises(NotFound, match="No urge is open"):
        app.call(begin_ride)
    app.call(log_urge)
    clock.forward(minutes=5)
    app.call(log_urge)
    newest = app.call(begin_ride)
    assert (newest.urge.id, newest.asks_at_start) == (2, True)
    assert app.call(begin_ride, urge=1).urge.id == 1
    app.call(let_go, urge=2)
    assert app.call(begin_ride).urge.id == 1
    with pytest.raises(NotFound, match="There is no urge 7"):
        app.call(begin_ride, urge=7)


def test_an_urge_can_be_ridden_after_it_was_let_go_but_not_when_it_was_retracted(app: App) -> None:
    log_and_let_go(app, 8, 5)
    assert app.call(begin_ride, urge=1).urge.outcome == "let-go"
    app.call(retract_urge, urge=1)
    with pytest.raises(Refused, match="Urge 1 was retracted"):
        app.call(begin_ride, urge=1)


def test_words_name_no_command_and_mention_a_draft_only_if_there_is_one(app: App) -> None:
    app.call(log_urge)
    without = app.call(begin_ride).words
    assert len(without) > 5
    assert not any("holdfast" in word.body for word in without)
    assert OF_A_DRAFT not in titles(app)
    app.call(log_urge, draft="I miss you")
    assert OF_A_DRAFT in titles(app)


@pytest.mark.parametrize("boundary", ["stop", "order"])
def test_words_mention_no_reading_again_where_a_no_is_final(
    app: App, boundary: BoundaryKind
) -> None:
    app.call(log_urge, draft="I miss you")
    assert "Not tonight" in titles(app)
    app.call(set_boundary, contact="Ex", boundary=boundary, order="restricts")
    assert "Not tonight" not in titles(app)


def test_a_ride_without_a_number_is_never_about_last_nights_urge(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(minutes=59)
    assert app.call(begin_ride).urge.id == 1
    clock.forward(minutes=2)
    with pytest.raises(NotFound, match="from the last hour"):
        app.call(begin_ride)
    assert app.call(begin_ride, urge=1).urge.id == 1


def test_the_persons_own_reason_comes_second_while_their_cool_down_runs(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="2d", why="They asked for room.")
    app.call(log_urge)
    word = app.call(begin_ride).words[1]
    assert (word.title, word.body) == ("Your reason:", "They asked for room.")
    clock.forward(days=3)
    app.call(log_urge)
    assert "Your reason:" not in titles(app)
    app.call(start_cool_down, length="2d")
    assert "Your reason:" not in titles(app)


def test_former_curves_are_newest_first_and_unrated_urges_do_not_hide_them(
    app: App, clock: FakeClock
) -> None:
    for strengths in ((8, 5, 3), (7, 7), (9, 4)):
        log_and_let_go(app, *strengths)
        clock.forward(hours=1)
    for _ in range(LOOK_BACK_URGES + 1):
        app.call(log_urge)
    assert app.call(begin_ride).before == ((9, 4), (7, 7), (8, 5, 3))


def test_check_ins_that_a_ride_asks_are_not_asked_by_the_desktop(
    app: App, clock: FakeClock, notifier: FakeNotifier
) -> None:
    clock.forward(hours=12)  # a night brings one check-in at most
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
    assert app.call(ask_here, urge=1) == 1  # also one that no desktop showed
    assert app.call(ask_here, urge=1) == 0
