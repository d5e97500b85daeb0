"""Nudges: which are planned, and whether each still fits when it is due."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.examples import MINUTE, NOW, nudge, urge
from holdfast.domain.nudge import (
    NudgeKind,
    NudgeText,
    choose_text,
    judge,
    only_newest,
    plan_for_urge,
)
from holdfast.domain.urge import Rating, Urge


def planned(one: Urge, **which: bool) -> dict[str, timedelta]:
    wanted = {"starts_episode": True, "patience": True, "check_ins": True, **which}
    return {plan.key: plan.due_at - NOW for plan in plan_for_urge(one, **wanted)}


def test_an_urge_starts_a_word_of_patience_at_once_and_two_check_ins() -> None:
    assert planned(urge(14)) == {
        "patience:urge-14": timedelta(),
        "check-in:urge-14:10m": 10 * MINUTE,
        "check-in:urge-14:30m": 30 * MINUTE,
    }


def test_an_urge_within_an_episode_shares_its_check_ins() -> None:
    assert planned(urge(14), starts_episode=False) == {"patience:urge-14": timedelta()}


def test_what_the_person_turned_off_is_not_planned() -> None:
    assert planned(urge(), patience=False).keys() == {"check-in:urge-1:10m", "check-in:urge-1:30m"}
    assert planned(urge(), check_ins=False).keys() == {"patience:urge-1"}


def test_an_urge_logged_a_little_later_is_asked_about_from_when_it_was_felt() -> None:
    late = urge(1, felt_at=NOW - 15 * MINUTE, logged_at=NOW)
    assert planned(late) == {"patience:urge-1": timedelta(), "check-in:urge-1:30m": 15 * MINUTE}


def test_an_urge_logged_an_episode_later_is_a_record_and_starts_nothing() -> None:
    assert planned(urge(1, felt_at=NOW - 30 * MINUTE, logged_at=NOW)) == {}


@given(st.timedeltas(timedelta(), timedelta(hours=2)))
def test_nothing_is_planned_for_before_it_was_logged_and_all_of_it_expires(
    late: timedelta,
) -> None:
    one = urge(1, felt_at=NOW - late, logged_at=NOW)
    for plan in plan_for_urge(one, starts_episode=True, patience=True, check_ins=True):
        assert one.logged_at <= plan.due_at < plan.expires_at


RATED = (Rating(NOW, 5),)


@pytest.mark.parametrize(
    ("episode", "asked", "why"),
    [
        ((urge(),), 0, None),
        ((urge(outcome="let-go"),), 0, "let go"),
        ((urge(outcome="sent"),), 0, "sent"),
        ((urge(retracted_at=NOW),), 0, "retracted"),
        ((urge(ratings=RATED),), 0, "rated"),
        # The rating answered the check-in before; this one asks again.
        ((urge(ratings=RATED),), 1, None),
        ((urge(ratings=RATED * 2),), 1, "rated"),
        # An episode is asked about as long as one of its urges is open.
        ((urge(1, outcome="let-go"), urge(2)), 0, None),
        ((urge(1, outcome="let-go"), urge(2, outcome="sent")), 0, "let go"),
        ((urge(1, retracted_at=NOW), urge(2, outcome="sent")), 0, "sent"),
        ((), 0, None),
    ],
)
def test_a_check_in_is_shown_unless_there_is_nothing_to_ask(
    episode: tuple[Urge, ...], asked: int, why: str | None
) -> None:
    aside = judge(nudge(), NOW, episode, asked=asked)
    if why is None:
        assert aside is None
    else:
        assert aside is not None
        assert aside.state == "suppressed"
        assert why in aside.why


def test_patience_comes_although_it_was_rated() -> None:
    about = urge(ratings=RATED)
    assert judge(nudge(kind="patience"), NOW, (about,), asked=0) is None


def test_a_nudge_whose_moment_has_passed_expires_whatever_else_is_true() -> None:
    due = nudge()
    assert judge(due, due.expires_at - MINUTE, (urge(),), asked=0) is None
    late = judge(due, due.expires_at, (urge(),), asked=0)
    assert late is not None
    assert late.state == "expired"


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=1)), max_size=8))
def test_of_those_due_together_one_is_shown_and_none_is_lost(after: list[timedelta]) -> None:
    due = [nudge(number, due_at=NOW + at) for number, at in enumerate(after)]
    newest, others = only_newest(due)
    assert {newest, *others} - {None} == set(due)
    if newest:
        assert all((one.due_at, one.id) < (newest.due_at, newest.id) for one in others)
    else:
        assert due == []


def text(name: str, kind: NudgeKind = "patience") -> NudgeText:
    return NudgeText(id=name, kind=kind, title=name, body="…", rests_on="evidence")


@pytest.mark.parametrize(
    ("last_shown", "chosen"),
    [
        ({}, "a"),
        ({"a": NOW}, "b"),
        ({"a": NOW, "b": NOW - MINUTE}, "c"),
        ({"a": NOW - 2 * MINUTE, "b": NOW - MINUTE, "c": NOW}, "a"),
        ({"a": NOW, "b": NOW - MINUTE, "c": NOW - 2 * MINUTE}, "c"),
    ],
)
def test_the_words_shown_longest_ago_come_first(last_shown: dict[str, Any], chosen: str) -> None:
    texts = (text("a"), text("b"), text("c"))
    assert choose_text(texts, last_shown).id == chosen


def test_words_take_turns() -> None:
    texts = [text(name) for name in "abc"]
    last_shown: dict[str, Any] = {}
    said = []
    for turn in range(9):
        chosen = choose_text(texts, last_shown)
        last_shown[chosen.id] = NOW + turn * MINUTE
        said.append(chosen.id)
    assert "".join(said) == "abcabcabc"
