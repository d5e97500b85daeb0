"""What a person answers to a nudge by a button: done once, and only what still makes sense."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.daemon.tick import tick
from holdfast.data.use_cases import forget_contact
from holdfast.ledger.ports import Left, Shown
from holdfast.nudging.use_cases import NudgeAnswer, list_nudges
from holdfast.promises.requests import cancel_request
from holdfast.promises.use_cases import end_cool_down, start_cool_down
from holdfast.urges.events import sent
from holdfast.urges.nudge_answers import answer_nudge, left_on_screen, still_asked
from holdfast.urges.urge_changes import retract_urge
from holdfast.urges.use_cases import let_go, list_urges, log_urge, rate_urge, show_urge

DAY = EVENING + timedelta(hours=12)


class Screen:
    """An asker that shows everything."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, list[str]]] = []

    def ask(
        self,
        nudge: int,
        title: str,
        body: str,
        buttons: Sequence[tuple[str, str]],
        *,
        gentle: bool,
    ) -> Shown:
        assert title
        assert body
        assert not gentle
        self.asked.append((nudge, [label for _, label in buttons]))
        return Shown(ok=True, detail="with buttons", shown_as=nudge + 40, shown_by="bus server")

    def visible(self) -> tuple[int, ...]:
        return ()

    def withdraw(self, nudges: Iterable[int]) -> None: ...

    def close_left(self, left: Sequence[Left]) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def screen(app: App, clock: FakeClock) -> Screen:
    """By day, one urge is logged, and its word of patience is on the screen."""
    clock.forward_to(DAY)
    app.asker = screen = Screen()
    app.call(log_urge, draft="I miss you")
    app.call(tick, run=None)
    return screen


def nudge(app: App, key: str) -> NudgeAnswer:
    return next(one for one in app.call(list_nudges) if one.key == key)


def press(app: App, answer: str, key: str = "patience:urge-1") -> bool:
    return app.call(answer_nudge, nudge=nudge(app, key).id, answer=answer)


def test_a_word_of_patience_offers_to_let_go_and_a_reminder(screen: Screen) -> None:
    ((_, labels),) = screen.asked
    assert labels == ["Let it go", "Remind me in 10 min"]


def test_let_go_closes_that_urge_and_no_other(app: App, screen: Screen) -> None:
    assert screen.asked
    app.call(log_urge)
    assert press(app, "let-go")
    assert {one.id: one.outcome for one in app.call(list_urges)} == {1: "let-go", 2: "open"}


def test_the_first_press_counts(app: App, screen: Screen) -> None:
    assert screen.asked
    assert press(app, "later")
    assert not press(app, "let-go")
    assert app.call(list_urges)[0].outcome == "open"


def test_the_same_call_id_is_done_once(app: App, screen: Screen) -> None:
    assert screen.asked
    number = nudge(app, "patience:urge-1").id
    ports = app.ports(f"nudge:{number}")
    assert answer_nudge(ports, nudge=number, answer="let-go")
    assert answer_nudge(app.ports(f"nudge:{number}"), nudge=number, answer="later")  # as before
    assert app.call(list_urges)[0].outcome == "let-go"
    assert all("later" not in one.key for one in app.call(list_nudges))


@pytest.mark.parametrize(
    "settle",
    [
        lambda app: app.call(let_go, urge=1),
        lambda app: app.call(sent, urge=1),
        lambda app: app.call(retract_urge, urge=1),
        lambda app: app.call(forget_contact, contact="Ex", sure=True, reason="peace"),
    ],
    ids=["let go", "sent", "retracted", "forgotten"],
)
def test_what_was_settled_meanwhile_stays_as_it_is(
    app: App, clock: FakeClock, screen: Screen, settle: Callable[[App], object]
) -> None:
    assert screen.asked
    clock.forward(hours=25)
    settle(app)
    before = app.call(list_urges, retracted=False)
    assert not press(app, "let-go") or before == app.call(list_urges)
    assert app.call(list_urges) == before


@pytest.mark.parametrize(
    ("answer", "said"), [("less", "calmer"), ("same", "the same"), ("more", "stronger")]
)
def test_a_check_in_is_answered_by_comparing_never_by_a_number(
    app: App, clock: FakeClock, screen: Screen, answer: str, said: str
) -> None:
    clock.forward(minutes=10)
    app.call(tick, run=None)
    assert screen.asked[-1][1] == ["Calmer", "Same", "Stronger"]
    assert press(app, answer, "check-in:urge-1:10m")
    story = app.call(show_urge, urge=1)
    assert [one.answer for one in story.comparisons] == [answer]
    assert story.urge.ratings == ()
    from holdfast.urges.words import urge_story

    assert any(line.startswith(f"  asked     {said}, ") for line in urge_story(story, app.here()))


def test_a_reminder_comes_in_ten_minutes_instead_of_the_next_check_in(
    app: App, clock: FakeClock, screen: Screen
) -> None:
    clock.forward(minutes=5)
    assert press(app, "later")
    assert nudge(app, "check-in:urge-1:10m").state == "suppressed"
    clock.forward(minutes=10)
    app.call(tick, run=None)
    assert nudge(app, "check-in:urge-1:later").state == "handed-over"
    # Once for each urge: a later word about it offers no second one.
    clock.forward(minutes=15)
    app.call(tick, run=None)
    assert all("Remind me in 10 min" not in labels for _, labels in screen.asked[1:])


def test_at_night_no_reminder_is_offered(app: App, clock: FakeClock) -> None:
    class Quiet(Screen):
        def ask(self, nudge: int, title: str, body: str, buttons: object, **_: object) -> Shown:
            return super().ask(nudge, title, body, buttons, gentle=False)  # type: ignore[arg-type]

    app.asker = screen = Quiet()
    assert clock.moment == EVENING
    app.call(log_urge)
    app.call(tick, run=None)
    assert screen.asked[0][1] == ["Let it go"]


def test_a_request_can_be_left_as_it_is_and_nothing_is_loosened(app: App, clock: FakeClock) -> None:
    clock.forward_to(DAY)
    app.call(start_cool_down, length="14d", contact="Sam")
    asked = app.call(end_cool_down, reason="peace")
    clock.forward(days=1)

    class Gentle(Screen):
        def ask(self, nudge: int, title: str, body: str, buttons: object, **_: object) -> Shown:
            return super().ask(nudge, title, body, buttons, gentle=False)  # type: ignore[arg-type]

    app.asker = screen = Gentle()
    run = None
    for _ in range(8):
        run = app.call(tick, run=run).run
        clock.forward(minutes=1)
    assert screen.asked[-1][1] == ["Leave it as it is"]
    key = f"request-ready:{asked.id}"
    number = nudge(app, key).id
    assert app.call(still_asked, nudges=(number,)) == (number,)
    assert not press(app, "leave", key)
    assert app.call(still_asked, nudges=(number,)) == ()
    app.call(cancel_request, request=asked.id)


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda app: app.call(let_go, urge=1),
        lambda app: app.call(rate_urge, intensity=3),
        lambda app: press(app, "later"),
    ],
    ids=["let go", "rated", "pressed"],
)
def test_what_was_answered_elsewhere_is_not_asked_any_more(
    app: App, screen: Screen, elsewhere: Callable[[App], object]
) -> None:
    assert screen.asked
    number = nudge(app, "patience:urge-1").id
    assert app.call(still_asked, nudges=(number, 999)) == (number,)
    elsewhere(app)
    assert app.call(still_asked, nudges=(number,)) == ()


def test_what_is_on_the_screen_can_be_closed_by_the_next_daemon(
    app: App, clock: FakeClock, screen: Screen
) -> None:
    assert screen.asked
    number = nudge(app, "patience:urge-1").id
    assert app.call(left_on_screen) == (Left(number + 40, "bus server"),)
    clock.forward(minutes=31)
    assert app.call(left_on_screen) == ()


def test_an_answered_nudge_was_not_left(app: App, screen: Screen) -> None:
    assert screen.asked
    press(app, "let-go")
    assert app.call(left_on_screen) == ()


def test_a_nudge_that_is_not_there_is_no_answer(app: App) -> None:
    app.call(add_contact, name="Sam")
    assert not app.call(answer_nudge, nudge=99, answer="let-go")
