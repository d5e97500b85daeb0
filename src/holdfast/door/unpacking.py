"""Turning an answer's JSON back into the classes that its annotations name.

The daemon reads calls with msgspec, which checks their types. The command trusts the daemon and
saves that time: importing msgspec and its first look at a class take a tenth of a command.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def _length(value: str) -> timedelta:
    import msgspec  # few answers have a length in them

    return msgspec.convert(value, timedelta)


_SIMPLE: dict[Any, Callable[[str], object]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    timedelta: _length,
}


def unpack(value: Any, kind: Any) -> Any:  # noqa: ANN401 - any type there is
    """Return the value as this type; raise ValueError, TypeError or KeyError if it can't be."""
    if value is None:
        return None
    if kind in _SIMPLE:
        return _SIMPLE[kind](value)
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
    # Without its __init__, which value.py would have to write first: printing needs no methods.
    one = object.__new__(kind)
    vars(one).update({name: unpack(value[name], of) for name, of in types_in(kind).items()})
    return one


def types_in(what: Any) -> dict[str, Any]:  # noqa: ANN401 - a class or a function
    """Return the types that annotations name; annotations may be strings."""
    stated: dict[str, Any] = what.__annotations__
    as_text = any(isinstance(one, str) for one in stated.values())
    return get_type_hints(what) if as_text else stated
