"""Lazily built frozen dataclasses behave like the standard library's."""

import dataclasses
import pickle
import threading
from typing import get_type_hints

import msgspec
import pytest

from holdfast.value import dataclass


def a_class() -> type:
    @dataclass(frozen=True)
    class Point:
        x: int
        y: int = 2

        @property
        def sum(self) -> int:
            return self.x + self.y

    return Point


@dataclass(frozen=True)
class Place:
    name: str
    at: tuple[int, ...] = ()


def test_a_value_has_its_fields_and_defaults() -> None:
    point = a_class()(1)
    assert (point.x, point.y, point.sum) == (1, 2, 3)
    assert repr(point).endswith("Point(x=1, y=2)")


def test_values_with_the_same_content_are_equal_and_hash_alike() -> None:
    kind = a_class()
    assert kind(1) == kind(1, 2)
    assert kind(1) != kind(2)
    assert len({kind(1), kind(1)}) == 1


def test_a_value_can_be_replaced_but_not_changed() -> None:
    point = a_class()(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 5
    assert dataclasses.replace(point, x=5).x == 5


def test_the_fields_are_known_before_the_first_value() -> None:
    assert [field.name for field in dataclasses.fields(a_class())] == ["x", "y"]
    assert set(get_type_hints(a_class())) == {"x", "y"}


def test_the_first_value_can_come_from_json() -> None:
    class Outer(msgspec.Struct):
        place: Place

    read = msgspec.json.decode('{"place": {"name": "here", "at": [1, 2]}}', type=Outer)
    assert read.place == Place("here", (1, 2))


def test_a_value_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Place("here"))) == Place("here")  # noqa: S301 - our own


def test_wrong_arguments_are_refused_for_the_first_value() -> None:
    with pytest.raises(TypeError):
        a_class()()


def test_several_threads_can_make_the_first_value_at_once() -> None:
    for _ in range(50):
        kind, together, made = a_class(), threading.Barrier(4), []

        def make(kind: type = kind, together: threading.Barrier = together) -> None:
            together.wait(timeout=30)
            made.append(kind(1))  # noqa: B023 - joined before the next round

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert made == [kind(1)] * 4


def test_the_class_is_built_only_once() -> None:
    kind = a_class()
    unmade = kind.__dict__["__dataclass_fields__"]
    assert unmade.__get__(None, kind) is unmade.__get__(None, kind)


def test_a_field_may_be_named_kind_or_self() -> None:
    @dataclass(frozen=True)
    class Odd:
        kind: str
        self: int

    assert Odd(kind="odd", self=1).kind == "odd"
