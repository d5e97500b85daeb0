"""Whatever a use case is told and answers is the same at the other end of the door."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Commands
from doors import Asked, a_door
from fakes import FakeClock
from holdfast.app import App
from holdfast.cli.main import COMMANDS, STAYS_HERE
from holdfast.door import answering, client, protocol
from holdfast.ledger.work import USE_CASES
from lives import live

SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    NoneType: st.none(),
    bool: st.booleans(),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    datetime: st.datetimes(timezones=st.just(UTC)),
    date: st.dates(),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of any type that a use case's annotations name."""
    return SIMPLE[kind] if kind in SIMPLE else _values_of_parts(kind, get_args(kind))


def _values_of_parts(kind: Any, inside: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    match get_origin(kind):
        case origin if origin is Literal:
            return st.sampled_from(inside)
        case origin if origin is Union or origin is UnionType:
            return st.one_of(*map(values, inside))
        case origin if origin is tuple and inside[-1] is ...:
            return st.lists(values(inside[0]), max_size=2).map(tuple)
        case origin if origin is tuple:
            return st.tuples(*map(values, inside))
        case origin if origin is dict:
            return st.dictionaries(values(inside[0]), values(inside[1]), max_size=2)
    return st.deferred(
        lambda: st.builds(kind, **{name: values(of) for name, of in get_type_hints(kind).items()})
    )


def use_cases() -> dict[str, Callable[..., Any]]:
    """Return the use cases that can be told what they need in JSON; the daemon has others."""
    known = sorted(answering._use_cases().items())
    return {name: one for name, one in known if datetime not in answering._types(one).values()}


@pytest.mark.parametrize("name", use_cases())
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_arguments_and_answer_survive_the_way_through_the_door(
    app: App, name: str, data: st.DataObject
) -> None:
    use_case = use_cases()[name]
    told = {one: data.draw(values(of)) for one, of in answering._types(use_case).items()}
    answer = data.draw(values(get_type_hints(use_case)["return"]))
    heard: dict[str, Any] = {}
    known: dict[Any, bool] = USE_CASES

    @wraps(use_case)
    def stand_in(_ports: object, **arguments: Any) -> object:
        heard.update(arguments)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(known, stand_in, False)
        theirs = answering.Answering(app, outdated=lambda: None)
        theirs._known = {protocol.name_of(use_case): stand_in}
        said, _ = theirs.to(client._line(app.folders, "a call", use_case, told))
    assert client._told(said, use_case).value == answer
    assert heard == told


# One of each command that can be carried out by a daemon, in the home that `live` makes.
EVERY = [
    "init --contact Robin --length 30d",
    "log --no-draft",
    "rate 5",
    "let-go",
    "sent",
    "heard",
    "logistics",
    "amend 4 --channel mail",
    "retract 4",
    "list",
    "show 4",
    "drafts",
    "check",
    "status",
    "contact add Kim",
    "cooldown extend 1d",
    "requests",
    "undo",
    "nudges",
    "doctor",
]


def test_every_command_that_a_daemon_could_answer_is_tried() -> None:
    here = {*STAYS_HERE, "surf"}  # surf needs a terminal
    assert {words.split()[0] for words in EVERY} == COMMANDS.keys() - here


@pytest.mark.parametrize("words", EVERY)
def test_a_command_is_answered_by_the_daemon(
    holdfast: Commands, app: App, clock: FakeClock, words: str
) -> None:
    live(holdfast, clock)
    holdfast.ok("cooldown", "extend", "1d")
    door = Asked()
    with a_door(App(app.folders, clock=app.clock, notifier=app._notifier)):
        said = Commands(app, door)(*words.split())
    assert said.code in {0, 10}, said.err
    assert door.asked
    assert door.answered == door.asked
