"""Frozen dataclasses whose methods are written when the class is first used.

The standard library writes and compiles six methods per class at import, which takes half a
millisecond. A command imports thirty such classes and uses five.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import Field
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - re-exported
    from dataclasses import replace as replace  # noqa: PLC0414 - re-exported
else:

    def replace(one: T, **changes: object) -> T:
        """Return the value with other fields, as `dataclasses.replace` does."""
        import dataclasses

        return dataclasses.replace(one, **changes)

    def dataclass(*, frozen: bool) -> Callable[[type[T]], type[T]]:
        """Make a class a dataclass, as `dataclasses.dataclass` does, but at its first use."""

        def later(kind: type[T]) -> type[T]:
            unmade = _Unmade(kind, frozen=frozen)
            kind.__dataclass_fields__ = unmade
            kind.__new__ = unmade.new
            return kind

        return later


T = TypeVar("T")
_making = RLock()


class _Unmade:
    """Takes the place of a dataclass's fields, and makes the dataclass at its first use."""

    def __init__(self, kind: type[Any], *, frozen: bool) -> None:
        self._kind = kind
        self._frozen = frozen
        self._made = False

    def __get__(self, _one: object, _kind: type[Any]) -> dict[str, Field[Any]]:
        self._make()
        fields: dict[str, Field[Any]] = self._kind.__dataclass_fields__
        return fields

    def new(self, kind: type[Any], /, *_args: object, **_named: object) -> object:
        if not self._made:
            self._make()
        return object.__new__(kind)

    def _make(self) -> None:
        with _making:
            if not self._made:
                import dataclasses  # 1 ms with what it imports itself

                dataclasses.dataclass(frozen=self._frozen)(self._kind)
                self._made = True
