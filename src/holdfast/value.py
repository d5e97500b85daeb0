"""Frozen dataclasses whose methods are written when something is first asked of the class.

Writing and compiling six methods takes half a millisecond for each class, while its module is
imported; and a command imports thirty such classes, of which it uses five.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import Field
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - given on
    from dataclasses import replace as replace  # noqa: PLC0414 - given on
else:

    def replace(one: T, **changes: object) -> T:
        """Give the value with other fields, as the standard library's own does."""
        import dataclasses

        return dataclasses.replace(one, **changes)

    def dataclass(*, frozen: bool) -> Callable[[type[T]], type[T]]:
        """Make a class a frozen dataclass, as the standard library's own does, but later."""

        def later(kind: type[T]) -> type[T]:
            unmade = _Unmade(kind, frozen=frozen)
            kind.__dataclass_fields__ = unmade
            kind.__new__ = unmade.new
            return kind

        return later


T = TypeVar("T")
_making = RLock()


class _Unmade:
    """Stands where a dataclass has its fields, until they are asked for or one is made."""

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
