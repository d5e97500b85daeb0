"""A ride: when it asks, what a key means, and which words and curves it shows."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.nudging.model import NudgeText
from holdfast.urges.model import Rating
from holdfast.urges.ride import (
    BREATH_IN,
    BREATH_OUT,
    Ride,
    ToDo,
    advance,
    asks_at_start,
    asks_later,
    begin,
    breath,
    curves_before,
    leave,
    not_saved,
    press,
    saved,
    words_for,
)
from report.examples import MINUTE, NOW, urge

SECOND = timedelta(seconds=1)


def at(ride: Ride, minutes: float) -> Ride:
    return advance(ride, minutes * MINUTE)[0]


def answered(ride: Ride, key: str) -> Ride:
    """Press a key, and save what it asks for."""
    ride, to_do = press(ride, key)
    return saved(ride, to_do) if to_do else ride


@pytest.fixture
def ride() -> Ride:
    return at(begin(is_open=True, asks_at_start=True), 0)


def test_a_ride_asks_at_the_start_after_10_and_after_30_minutes(ride: Ride) -> None:
    questions = []
    for minutes in (0, 9.9, 10, 29.9, 30, 300):
        ride = at(ride, minutes)
        questions.append(ride.question)
        ride = answered(ride, "5")
    assert questions == [0, None, 1, None, 2, None]


def test_a_ride_does_not_ask_at_the_start_what_was_answered_a_moment_ago() -> None:
    ride = begin(is_open=True, asks_at_start=False)
    assert (at(ride, 0).question, at(ride, 10).question) == (None, 1)
    assert asks_at_start(urge(), NOW)
    rated = urge(intensity=8, ratings=(Rating(NOW + 10 * MINUTE, 5),))
    for one, minutes in ((urge(intensity=8), 0), (rated, 10)):
        assert not asks_at_start(one, NOW + (minutes + 1) * MINUTE)
        assert asks_at_start(one, NOW + (minutes + 2) * MINUTE)


@pytest.mark.parametrize(
    ("planned", "asks"),
    [
        ((9.5, 29.5), (9.5, 29.5)),  # a moment after it was logged
        ((5, 25), (5, 25)),
        ((1, 21), (21,)),  # the question at the start replaces one that would come soon
        ((-3, 17), (17,)),
        ((1,), (10, 30)),
        ((), (10, 30)),
    ],
)
def test_a_ride_asks_when_the_desktop_would_have_asked(
    planned: tuple[float, ...], asks: tuple[float, ...]
) -> None:
    found = asks_later(after * MINUTE for after in planned)
    assert found == tuple(after * MINUTE for after in asks)


def test_a_question_stays_until_the_next_one_and_only_the_newest_is_asked(ride: Ride) -> None:
    assert at(ride, 9).question == 0
    late = at(ride, 10)
    assert (late.question, press(late, "4")[1]) == (1, ToDo(4, 1))
    woken, soon = advance(ride, 45 * MINUTE)  # after a sleep of the machine
    assert (woken.question, soon) == (2, True)
    assert at(answered(woken, "2"), 46).question is None


def test_a_ride_is_about_to_ask_once_ten_seconds_before_a_question(ride: Ride) -> None:
    soon = []
    for seconds in range(0, 1900, 5):
        ride, about_to_ask = advance(ride, seconds * SECOND)
        if about_to_ask:
            soon.append(seconds)
    assert soon == [590, 1790]


@pytest.mark.parametrize(("key", "strength"), [("0", 0), ("7", 7), ("9", 9), ("t", 10)])
def test_one_key_rates_the_strength(ride: Ride, key: str, strength: int) -> None:
    assert press(ride, key) == (ride, ToDo(strength, 0))
    assert answered(ride, key).rated == (strength,)


def test_l_lets_an_open_urge_go_and_does_nothing_to_a_closed_one(ride: Ride) -> None:
    assert press(ride, "l") == (ride, ToDo())
    assert answered(ride, "l").ended == "let-go"
    closed = begin(is_open=False, asks_at_start=True)
    assert press(closed, "l") == (closed, None)


@pytest.mark.parametrize("key", ["q", "esc"])
def test_q_and_escape_leave_a_ride_without_saving(ride: Ride, key: str) -> None:
    assert press(ride, key) == (leave(ride), None)


@pytest.mark.parametrize("key", ["x", " ", "", "T", "10", "٣"])
def test_any_other_key_does_nothing(ride: Ride, key: str) -> None:
    assert press(ride, key) == (ride, None)


def test_a_ride_that_has_ended_changes_no_more(ride: Ride) -> None:
    over = leave(ride)
    assert advance(over, 99 * MINUTE) == (over, False)
    assert press(over, "5") == (over, None)


def test_a_key_can_be_pressed_again_if_its_answer_was_not_saved(ride: Ride) -> None:
    tried = not_saved(ride)
    assert tried.unsaved
    assert press(tried, "8")[1] == ToDo(8, 0)
    assert not answered(tried, "8").unsaved
    assert not at(tried, 10).unsaved


def test_a_rides_time_never_runs_backwards(ride: Ride) -> None:
    assert at(at(ride, 12), 3).elapsed == 12 * MINUTE


KEYS = st.sampled_from([*"0123456789tlqx \x1b", "esc", "10", ""])
MOMENTS = st.tuples(st.timedeltas(timedelta(), 20 * MINUTE), KEYS, st.booleans())


@given(st.booleans(), st.booleans(), st.lists(MOMENTS, max_size=12))
def test_no_question_is_answered_twice_by_any_keys_at_any_moments(
    is_open: bool, asks: bool, moments: list[tuple[timedelta, str, bool]]
) -> None:
    ride, elapsed = begin(is_open=is_open, asks_at_start=asks), timedelta()
    answers: list[int | None] = []
    for later, key, works in moments:
        elapsed += later
        ride, _ = advance(ride, elapsed)
        ride, to_do = press(ride, key)
        if to_do and works:
            answers.append(to_do.question)
        if to_do:
            ride = saved(ride, to_do) if works else not_saved(ride)
    assert len(answers) == len(set(answers))
    questions = [question for question in answers if question is not None]
    assert questions == sorted(questions)
    assert all(elapsed >= ride.asks_after[question] for question in questions)
    assert len(ride.rated) == len(questions)
    if ride.ended:
        assert answers.count(None) == (ride.ended == "let-go")


def test_a_breath_goes_in_for_four_seconds_and_out_for_six() -> None:
    assert breath(timedelta()) == (True, 0)
    assert breath(BREATH_IN) == (False, 1)
    assert breath(BREATH_IN + BREATH_OUT) == (True, 0)
    assert [breath(n * SECOND)[1] for n in (2, 7)] == pytest.approx([0.5, 0.5])
    assert all(0 <= breath(n * SECOND / 7)[1] <= 1 for n in range(1_000))


def text(
    name: str, kind: str = "patience", body: str = "…", *, only: tuple[str, ...] = ()
) -> NudgeText:
    return NudgeText(name, kind, name, body, "evidence", only=only)


TEXTS = [
    text("a"),
    text("b"),
    text("of it", only=("draft",)),
    text("c", "check-in"),
    text("d", body="One word: holdfast let-go"),
]


@pytest.mark.parametrize(
    ("number", "tags", "names"),
    [
        (3, {"draft"}, ["a", "b", "of it"]),
        (4, {"draft"}, ["b", "of it", "a"]),
        (5, {"draft"}, ["of it", "a", "b"]),
        (2, set(), ["a", "b"]),
    ],
)
def test_each_ride_begins_with_another_word_of_those_that_fit(
    number: int, tags: set[str], names: list[str]
) -> None:
    assert [one.id for one in words_for(TEXTS, frozenset(tags), urge(number))] == names
    assert words_for([], frozenset(tags), urge(number)) == ()


@pytest.mark.parametrize(
    ("former", "shown"),
    [
        (((8, 5), (7, 7)), 0),  # too few
        (((8, 5), (7, 7), (9, 4, 3)), 3),
        (((8, 5), (7, 7), (9, 4, 3), (1, 1)), 3),  # the first ones are the newest
        (((8, 5), (7, 7), (None, 4), (9,)), 0),  # an urge needs two strengths
    ],
)
def test_former_curves_are_shown_from_three_on_and_at_most_three(
    former: tuple[tuple[int | None, ...], ...], shown: int
) -> None:
    urges = [
        urge(number, intensity=first, ratings=tuple(Rating(NOW, one or 0) for one in later))
        for number, (first, *later) in enumerate(former, 1)
    ]
    assert curves_before(urges, urge(99)) == former[:shown]
    # The urge that is ridden is not among those before it.
    assert len(curves_before(urges, urges[0])) in {0, 3 if len(urges) > 3 else 0}
