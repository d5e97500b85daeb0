"""Putting an answer from JSON back into the classes that its annotations name.

Of our own, and for this side alone: the daemon, which has to mistrust what it is told, has msgspec
check it, whose import and first look at a class are a tenth of all that a command may take.
"""

from __future__ import annotations

from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def unpack(value: Any, kind: Any) -> Any:  # noqa: ANN401 - any type there is
    """Give a value of a kind; ValueError, TypeError or KeyError if it can't be one."""
    if value is None:
        return None
    if kind is datetime or kind is date:
        return kind.fromisoformat(value)
    inside = get_args(kind)
    match get_origin(kind):
        case origin if origin is Union or origin is UnionType:
            (only,) = (one for one in inside if one is not NoneType)
            return unpack(value, only)
        case origin if origin is tuple:
            kinds = inside[:1] * len(value) if inside[-1] is ... else inside
            return tuple(unpack(one, of) for one, of in zip(value, kinds, strict=True))
        case origin if origin is dict:
            return {name: unpack(one, inside[1]) for name, one in value.items()}
    return _one_of(kind, value) if "__dataclass_fields__" in vars(kind) else value


def _one_of(kind: Any, value: dict[str, Any]) -> Any:  # noqa: ANN401 - any class there is
    # Not by its own __init__, which would first have to be written (value.py): to be
    # printed it needs no methods.
    one = object.__new__(kind)
    vars(one).update({name: unpack(value[name], of) for name, of in types_in(kind).items()})
    return one


def types_in(what: Any) -> dict[str, Any]:  # noqa: ANN401 - a class or a function
    """Give the types that annotations name, which may be written as text."""
    stated: dict[str, Any] = what.__annotations__
    as_text = any(isinstance(one, str) for one in stated.values())
    return get_type_hints(what) if as_text else stated
