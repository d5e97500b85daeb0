"""One use case's transaction: the open ledger, the clocks, the settings and the zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, tzinfo
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast, get_type_hints

from holdfast import words
from holdfast.clock.model import jump, next_mark
from holdfast.errors import HoldfastError, StorageError
from holdfast.ledger.ports import Ports
from holdfast.value import dataclass
from holdfast.words import Here

if TYPE_CHECKING:
    from holdfast.app import Stores
    from holdfast.clock.model import Mark, Stamp
    from holdfast.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

UseCase = Callable[Concatenate[Ports, P], R]

USE_CASES: dict[Callable[..., object], bool] = {}
"""Every use case, and whether the daemon ticks after it."""
WRITES: dict[Callable[..., object], Callable[..., object]] = {}
"""The use cases that save their call, and what each returns."""


@dataclass(frozen=True)
class Work:
    """A use case's transaction: its stores, and clocks that don't move."""

    stores: Stores
    mark: Mark
    ports: Ports

    @property
    def trusted(self) -> datetime:
        """The moment by which promises and requests are judged."""
        return self.mark.trusted

    @property
    def now(self) -> datetime:
        """The moment that the person's clock shows, for records."""
        return self.mark.now

    @property
    def stamp(self) -> Stamp:
        """The stamp to save with anything that begins to wait now."""
        return self.mark.stamp

    def local_end(self, moment: datetime) -> str:
        """Return when something ends, as `local` does but rounded up to the minute."""
        return self.local(moment + timedelta(minutes=1) - timedelta.resolution)

    def local(self, moment: datetime) -> str:
        """Return a moment where the person is, for a sentence."""
        return words.moment(moment, Here(self.zone, self.now.astimezone(self.zone).year))

    @cached_property
    def settings(self) -> Settings:
        """The person's settings."""
        return self.ports.settings()

    @cached_property
    def zone(self) -> tzinfo:
        """The person's time zone."""
        return self.ports.zone()


@contextmanager
def read(ports: Ports) -> Iterator[Work]:
    """Open the ledger for reading; nothing is written, not even the mark."""
    with ports.ledger.reading() as stores:
        yield _work(stores, ports)[0]


@contextmanager
def write(ports: Ports) -> Iterator[Work]:
    """Open the ledger for writing, and save the mark."""
    with ports.ledger.writing() as stores:
        work, jumped_by = _work(stores, ports)
        stores.marks.save(work.mark)
        if jumped_by is not None:
            stores.marks.jumped(work.now, jumped_by)
        yield work


def _work(stores: Stores, ports: Ports) -> tuple[Work, timedelta | None]:
    # Read the clock inside the transaction, or two processes could save readings out of order.
    last, clocks = stores.marks.last(), ports.clock.read()
    newest = None if last else stores.marks.newest_instant()
    mark = next_mark(last, clocks, newest=newest)
    return Work(stores, mark, ports), jump(last, clocks) if last else None


def reading(use_case: Callable[Concatenate[Work, P], R]) -> UseCase[P, R]:
    """Make a use case that only reads; everything it reads is of one moment."""

    @wraps(use_case)
    def run(ports: Ports, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with read(ports) as work:
            return use_case(work, *args, **kwargs)

    USE_CASES[run] = False
    return run


def writing(use_case: Callable[Concatenate[Work, P], R]) -> UseCase[P, R]:
    """Make a use case that writes: once for each call id, everything or nothing.

    An answer of False isn't saved as a call: nothing was written.
    """

    @wraps(use_case)
    def run(ports: Ports, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with write(ports) as work:
                calls = work.stores.calls
                given = calls.answer(ports.call_id, lambda: _answer_of(use_case))
                if given is not None:
                    return cast("R", given[0])
                answer = use_case(work, *args, **kwargs)
                if answer is not False:
                    calls.save(ports.call_id, answer, work.trusted)
                return answer
        except StorageError:
            raise
        except HoldfastError:
            # Refusing something saves the mark too, so that this running time is counted.
            with suppress(StorageError), write(ports):
                pass
            raise

    USE_CASES[run] = True
    WRITES[run] = use_case
    return run


def saved_answer(ports: Ports, use_case: Callable[..., object]) -> tuple[object] | None:
    """Return the answer of this call in a tuple if it was saved; None if that can't be seen."""
    if use_case not in WRITES:
        return None
    found = None
    with suppress(StorageError), read(ports) as work:
        found = work.stores.calls.answer(ports.call_id, lambda: _answer_of(WRITES[use_case]))
    return found


def _answer_of(use_case: Callable[..., object]) -> type[Any]:
    answer: type[Any] = get_type_hints(use_case)["return"]
    return answer


def can_write(ports: Ports, /) -> bool:
    """Try to write; raise a StorageError if that fails."""
    with write(ports):
        return True


USE_CASES[can_write] = False


@reading
def time_now(work: Work) -> datetime:
    """Return what time it is by the person's clock."""
    return work.now
