"""One use case's transaction: the open ledger, the moment, the settings and the zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timedelta, tzinfo
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast, get_type_hints

from holdfast.domain.mark import (
    AGREED_WITHIN,
    agrees,
    as_can_be,
    correction,
    elapsed_in_one_boot,
    jump,
    next_mark,
    wrong_after,
)
from holdfast.errors import HoldfastError, Refused, StorageError
from holdfast.services.ports import Ports
from holdfast.value import dataclass

if TYPE_CHECKING:
    from holdfast.domain.mark import Mark, Written
    from holdfast.domain.settings import Settings
    from holdfast.services.book import Book
    from holdfast.services.ports import Clock

P = ParamSpec("P")
R = TypeVar("R")

UseCase = Callable[Concatenate[Ports, P], R]

KEEP_AFTER = timedelta(minutes=2)
"""So much running time a question leaves unwritten, at the most, where the clock may be wrong."""

NOW_LASTS = timedelta(minutes=1)
"""So long a use case may take: after that, what it has judged may not be so any more."""
TRIES = 3

USE_CASES: dict[Callable[..., object], bool] = {}
"""What `reading` and `writing` have made so far, and whether it writes."""


class _NotNowAnyMore(Exception):
    """It took so long that it is to be done anew: stopped, say, or the machine slept."""


def _took_too_long() -> Refused:
    return Refused(
        "It took longer than a minute, each time anew. Nothing was changed.",
        "the same again, when the computer has less to do",
    )


@dataclass(frozen=True)
class Work:
    """What a use case has in hand while its transaction lasts; `now` is trusted."""

    book: Book
    mark: Mark
    ports: Ports
    stale_mark: bool = False
    """Whether, reading, there is no mark yet or a clock jumped since it: then it is to be kept."""
    before: Work | None = None
    """The same at the last moment that is kept, where the first one of a boot could not be.

    Each look would begin with that anew, at whatever the wall says: what is not held is to be so
    at both.
    """

    @property
    def now(self) -> datetime:
        """The trusted moment, the same one as long as it lasts."""
        return self.mark.trusted

    @property
    def written(self) -> Written:
        """How the moment of something that is written down now is kept."""
        return self.mark.written

    def local(self, moment: datetime) -> str:
        """Say a moment where the person is, within a sentence: “2026-12-24 18:00”."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"

    @cached_property
    def settings(self) -> Settings:
        """The person's settings, the same ones as long as it lasts."""
        return self.ports.settings()

    @cached_property
    def zone(self) -> tzinfo:
        """The person's time zone, the same one as long as it lasts."""
        return self.ports.zone()


@contextmanager
def read(ports: Ports) -> Iterator[Work]:
    """Open the ledger for reading, at the trusted moment."""
    with ports.ledger.reading() as book:
        last = book.marks.last()
        mark = _mark_now(last, book, ports.clock)
        first_of_boot = last is not None and elapsed_in_one_boot(last, mark.reading) is None
        found_right = last is not None and last.unsure_after and not mark.unsure_after
        is_old = last is not None and last.unsure_after and mark.ran - last.ran > KEEP_AFTER
        corrected = correction(last, mark) if last else None
        wrong = wrong_after(last, mark, corrected) if last and corrected else None
        jumped = last is not None and jump(last, mark)
        if not (first_of_boot or found_right or wrong or is_old or jumped):
            stale = last is None or bool(corrected)
            yield Work(book, mark, ports, stale_mark=stale)
            return
    # The first look of a boot is written down, as time is counted from it, and the first that
    # finds the clock right; where nothing does, how long it ran would be lost when it goes off, and
    # there that is what counts. And what was written while it was wrong holds from another year, or
    # not at all, until it is moved along.
    with nullcontext() if wrong else suppress(StorageError), write(ports):
        pass
    with ports.ledger.reading() as book:
        last = book.marks.last()
        mark = _mark_now(last, book, ports.clock)
        before = None
        if last and mark.unsure_after and elapsed_in_one_boot(last, mark.reading) is None:
            before = Work(book, last, ports)
        yield Work(book, mark, ports, stale_mark=True, before=before)


@contextmanager
def write(ports: Ports) -> Iterator[Work]:
    """Open the ledger for writing, at the trusted moment, which becomes the mark."""
    with ports.ledger.writing() as book:
        last = book.marks.last()
        mark = _mark_now(last, book, ports.clock)
        book.marks.keep(mark)
        corrected = correction(last, mark) if last else None
        if last and corrected and (wrong := wrong_after(last, mark, corrected)):
            book.marks.move(wrong, corrected, mark.trusted)
        if last and last.unsure_after and not mark.unsure_after:
            book.changes.count_from_now(mark.trusted, mark.ran)
        if by := corrected or (jump(last, mark) if last else None):
            book.marks.jumped(mark.trusted, by)
        if last and not (last.agrees and mark.agrees):
            _call_off_other_times(book, mark)
        yield Work(book, mark, ports)


def _call_off_other_times(book: Book, mark: Mark) -> None:
    """Call off what was asked for by a time that the wall does not show any more.

    Written down, or it would have waited if the wall showed that time again.
    """
    for change in book.changes.of_clock():
        if not mark.is_still_ahead_by(change.by or timedelta()):
            book.changes.cancel(change.id, change.cancelled_at or mark.trusted)


def _mark_now(last: Mark | None, book: Book, clock: Clock) -> Mark:
    # Inside the transaction: two processes must not hand their readings in out of order.
    reading = as_can_be(clock.read())
    # The kernel is asked only where it makes a difference: asking costs a command 2 ms.
    is_sure = last is not None and last.unsure_after is None and agrees(last, reading)
    synchronised = not is_sure and clock.synchronised()
    if synchronised:
        # It may have come right between the two looks: then it is not this wall that is right.
        again = as_can_be(clock.read())
        synchronised = abs(again.wall - reading.wall) <= AGREED_WITHIN
    newest = None if last else book.marks.newest_instant()
    return next_mark(last, reading, synchronised=synchronised, newest=newest)


def reading(use_case: Callable[Concatenate[Work, P], R]) -> UseCase[P, R]:
    """Make a use case that only reads: all it sees is of one moment."""

    @wraps(use_case)
    def run(ports: Ports, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with read(ports) as work:
            return use_case(work, *args, **kwargs)

    USE_CASES[run] = False
    return run


def writing(use_case: Callable[Concatenate[Work, P], R]) -> UseCase[P, R]:
    """Make a use case that writes: once for each request id, and all of it or nothing."""

    def once(ports: Ports, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with write(ports) as work:
            requests = work.book.requests
            given = requests.answer(ports.request, lambda: get_type_hints(use_case)["return"])
            if given is not None:
                return cast("R", given[0])
            answer = use_case(work, *args, **kwargs)
            if answer is not False:  # with it nothing was written, so nothing is done twice
                requests.keep(ports.request, answer, work.now)
            elapsed = elapsed_in_one_boot(work.mark, as_can_be(ports.clock.read()))
            if elapsed and elapsed > NOW_LASTS:
                raise _NotNowAnyMore
            return answer

    @wraps(use_case)
    def run(ports: Ports, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            for _ in range(TRIES):
                with suppress(_NotNowAnyMore):
                    return once(ports, *args, **kwargs)
            raise _took_too_long()
        except StorageError:
            raise
        except HoldfastError:
            # It has looked at the clock, and what a question would have kept of that is kept.
            with suppress(StorageError), read(ports):
                pass
            raise

    USE_CASES[run] = True
    return run


def can_write(ports: Ports, /) -> bool:
    """Try whether anything could be written down; StorageError says why nothing could.

    Nothing is but the mark: a row of it would be something behind which time does not go back.
    """
    with write(ports):
        return True


USE_CASES[can_write] = False


@reading
def trusted_now(work: Work) -> datetime:
    """Say what time it is: the moment that everything is compared with."""
    return work.now
