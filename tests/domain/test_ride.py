"""A ride: when it asks, what a key means, and that it never counts down to anything."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.examples import MINUTE, NOW, urge
from holdfast.domain.nudge import NudgeKind, NudgeText
from holdfast.domain.ride import (
    BREATH_IN,
    BREATH_OUT,
    Ride,
    ToDo,
    asks_at_start,
    asks_later,
    begin,
    breath,
    curves_before,
    left,
    not_written,
    passed,
    pressed,
    words_for,
    written,
)
from holdfast.domain.urge import Rating

SECOND = timedelta(seconds=1)


def at(ride: Ride, minutes: float) -> Ride:
    return passed(ride, minutes * MINUTE)[0]


def answered(ride: Ride, key: str) -> Ride:
    """Press a key, and write down what it asks for."""
    ride, to_do = pressed(ride, key)
    return written(ride, to_do) if to_do else ride


@pytest.fixture
def ride() -> Ride:
    return at(begin(is_open=True, asks_at_start=True), 0)


def test_it_asks_at_the_start_at_10_and_at_30_minutes(ride: Ride) -> None:
    assert ride.question == 0
    assert answered(ride, "8").question is None
    assert at(answered(ride, "8"), 9.9).question is None
    assert at(ride, 10).question == 1
    assert at(answered(at(ride, 10), "5"), 29.9).question is None
    assert at(ride, 30).question == 2
    assert at(answered(at(ride, 30), "3"), 300).question is None


@pytest.mark.parametrize(
    ("planned", "asks"),
    [
        ((9.5, 29.5), (9.5, 29.5)),  # a moment after it was written down
        ((5, 25), (5, 25)),
        ((1, 21), (21,)),  # the start asks for the one that comes soon
        ((-3, 17), (17,)),
        ((1,), (10, 30)),
        ((), (10, 30)),
    ],
)
def test_it_asks_when_the_desktop_would_and_else_at_10_and_30_minutes(
    planned: tuple[float, ...], asks: tuple[float, ...]
) -> None:
    given_later = asks_later(after * MINUTE for after in planned)
    assert given_later == tuple(after * MINUTE for after in asks)


def test_what_was_said_a_moment_ago_is_not_asked_at_the_start() -> None:
    ride = begin(is_open=True, asks_at_start=False)
    assert at(ride, 0).question is None
    assert at(ride, 10).question == 1


def test_a_question_that_is_not_answered_stays_until_the_next_one(ride: Ride) -> None:
    assert at(ride, 9).question == 0
    late = at(ride, 10)
    assert (late.question, pressed(late, "4")[1]) == (1, ToDo(4, 1))


def test_of_several_questions_over_a_sleep_of_the_machine_only_the_newest_is_asked(
    ride: Ride,
) -> None:
    woken, soon = passed(ride, 45 * MINUTE)
    assert (woken.question, soon) == (2, True)
    assert at(answered(woken, "2"), 46).question is None


def test_ten_seconds_before_a_question_it_is_about_to_ask_once(ride: Ride) -> None:
    soon = []
    for seconds in range(0, 1900, 5):
        ride, about_to_ask = passed(ride, seconds * SECOND)
        if about_to_ask:
            soon.append(seconds)
    assert soon == [590, 1790]


@pytest.mark.parametrize(("key", "strength"), [("0", 0), ("7", 7), ("9", 9), ("t", 10)])
def test_one_key_says_the_strength(ride: Ride, key: str, strength: int) -> None:
    assert pressed(ride, key) == (ride, ToDo(strength, 0))
    assert answered(ride, key).rated == (strength,)


def test_l_lets_it_go_and_is_nothing_where_the_urge_is_closed(ride: Ride) -> None:
    assert pressed(ride, "l") == (ride, ToDo())
    assert answered(ride, "l").ended == "let-go"
    closed = begin(is_open=False, asks_at_start=True)
    assert pressed(closed, "l") == (closed, None)


@pytest.mark.parametrize("key", ["q", "esc"])
def test_q_and_escape_leave_and_write_nothing_down(ride: Ride, key: str) -> None:
    assert pressed(ride, key) == (left(ride), None)


@pytest.mark.parametrize("key", ["x", " ", "", "T", "10", "٣"])
def test_any_other_key_is_nothing(ride: Ride, key: str) -> None:
    assert pressed(ride, key) == (ride, None)


def test_after_the_end_nothing_happens_any_more(ride: Ride) -> None:
    over = left(ride)
    assert passed(over, 99 * MINUTE) == (over, False)
    assert pressed(over, "5") == (over, None)


def test_what_could_not_be_written_down_can_be_pressed_again(ride: Ride) -> None:
    tried = not_written(ride)
    assert tried.unwritten
    assert pressed(tried, "8")[1] == ToDo(8, 0)
    assert not answered(tried, "8").unwritten
    assert not at(tried, 10).unwritten


def test_time_never_runs_backwards(ride: Ride) -> None:
    assert at(at(ride, 12), 3).elapsed == 12 * MINUTE


KEYS = st.sampled_from([*"0123456789tlqx \x1b", "esc", "10", ""])


@given(
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.timedeltas(timedelta(), 20 * MINUTE), KEYS, st.booleans())),
)
def test_whatever_keys_at_whatever_moments_each_question_is_answered_once_at_the_most(
    is_open: bool, asks: bool, moments: list[tuple[timedelta, str, bool]]
) -> None:
    ride, elapsed = begin(is_open=is_open, asks_at_start=asks), timedelta()
    answers: list[int | None] = []
    for later, key, works in moments:
        elapsed += later
        ride, _ = passed(ride, elapsed)
        ride, to_do = pressed(ride, key)
        if to_do and works:
            answers.append(to_do.question)
            ride = written(ride, to_do)
        elif to_do:
            ride = not_written(ride)
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
    assert breath(2 * SECOND)[1] == pytest.approx(0.5)
    assert breath(7 * SECOND)[1] == pytest.approx(0.5)


@given(st.timedeltas(timedelta(), timedelta(days=2)))
def test_a_breath_is_never_more_than_full(elapsed: timedelta) -> None:
    assert 0 <= breath(elapsed)[1] <= 1


def test_it_asks_at_the_start_unless_the_strength_was_said_a_moment_ago() -> None:
    assert asks_at_start(urge(), NOW)
    said = urge(intensity=8)
    assert not asks_at_start(said, NOW + MINUTE)
    assert asks_at_start(said, NOW + 2 * MINUTE)
    rated = urge(intensity=8, ratings=(Rating(NOW + 10 * MINUTE, 5),))
    assert not asks_at_start(rated, NOW + 11 * MINUTE)
    assert asks_at_start(rated, NOW + 12 * MINUTE)


def text(
    name: str, kind: NudgeKind = "patience", body: str = "…", *, only: tuple[str, ...] = ()
) -> NudgeText:
    return NudgeText(name, kind, name, body, "evidence", only=only)


TEXTS = [text("a"), text("b"), text("of it", only=("draft",)), text("c", "check-in")]
TEXTS.append(text("d", body="One word: holdfast let-go"))


def names(number: int, *tags: str) -> list[str]:
    return [one.id for one in words_for(TEXTS, frozenset(tags), urge(number))]


def test_each_urge_begins_with_another_word() -> None:
    assert [names(number, "draft") for number in (3, 4, 5)] == [
        ["a", "b", "of it"],
        ["b", "of it", "a"],
        ["of it", "a", "b"],
    ]


def test_words_are_said_where_what_they_need_is_true() -> None:
    assert names(2) == ["a", "b"]


def test_without_any_words_there_are_none() -> None:
    assert words_for([], frozenset(), urge()) == ()


def curves(*strengths: tuple[int | None, ...]) -> tuple[tuple[int, ...], ...]:
    former = [
        urge(number, intensity=first, ratings=tuple(Rating(NOW, one or 0) for one in later))
        for number, (first, *later) in enumerate(strengths, 1)
    ]
    return curves_before(former, urge(99))


def test_former_curves_are_shown_from_three_on_and_only_the_newest() -> None:
    assert curves((8, 5), (7, 7)) == ()
    assert curves((8, 5), (7, 7), (9, 4, 3)) == ((8, 5), (7, 7), (9, 4, 3))
    assert curves((8, 5), (7, 7), (9, 4, 3), (1, 1)) == ((8, 5), (7, 7), (9, 4, 3))


def test_an_urge_without_a_strength_or_without_a_later_one_has_no_curve() -> None:
    assert curves((8, 5), (7, 7), (None, 4), (9,)) == ()


def test_the_urge_that_is_ridden_is_not_among_those_before() -> None:
    former = [urge(number, intensity=8, ratings=(Rating(NOW, 5),)) for number in (1, 2, 3)]
    assert curves_before(former, former[0]) == ()
