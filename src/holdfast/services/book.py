"""The ledger as the use cases need it; each part is carried out by a file of storage/.

Apart from the other ports, and named only in signatures: making so many Protocols takes 3 ms, which
no command need pay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from holdfast.domain.contact import Contact
    from holdfast.domain.cooldown import CoolDown, Tightening
    from holdfast.domain.event import Event
    from holdfast.domain.mark import ClockJump, Mark
    from holdfast.domain.nudge import Nudge, NudgePlan, NudgeState, NudgeText
    from holdfast.domain.report import KeptReport
    from holdfast.domain.span import Span
    from holdfast.domain.urge import Outcome, Urge


class Contacts(Protocol):
    """The contacts in the ledger."""

    def add(self, name: str, key: str, now: datetime) -> Contact: ...
    def rename(self, contact_id: int, name: str, key: str) -> None: ...
    def all(self) -> tuple[Contact, ...]: ...
    def with_key(self, key: str) -> Contact | None: ...
    def last_logged_to(self) -> Contact | None: ...


class CoolDowns(Protocol):
    """The cool-downs in the ledger, each with the history of its end."""

    def start(self, cooldown: CoolDown, now: datetime) -> CoolDown: ...
    def extend(self, cooldown: CoolDown, ends_at: datetime, now: datetime) -> CoolDown: ...
    def standing(self, contact_id: int, now: datetime) -> CoolDown | None:
        """Give the cool-down that runs now, if one does."""

    def stood(self, contact_id: int, at: datetime) -> CoolDown | None:
        """Give the cool-down as it stood at a past moment, if one ran then."""

    def last_tightening(self, contact_id: int | None) -> Tightening | None: ...
    def take_back(self, tightening_id: int, now: datetime) -> None: ...


class Urges(Protocol):
    """The urges in the ledger; a draft goes in, and its text comes out of no method here."""

    def add(self, urge: Urge, draft: str | None) -> Urge: ...
    def get(self, urge_id: int) -> Urge | None: ...
    def newest_open(self, felt_by: datetime) -> Urge | None: ...
    def open_ids(self, contact_id: int, limit: int) -> tuple[int, ...]: ...
    def open_count(self, contact_id: int) -> int: ...
    def pause_end(self, contact_id: int, logged_by: datetime) -> datetime | None:
        """Give the latest end of the pauses of all urges that were logged by a moment."""

    def pause_end_at(self, contact_id: int, at: datetime) -> datetime | None:
        """Give the latest end of the pauses that had begun by a past moment and ran then."""

    def felt_between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Urge, ...]: ...
    def logged_since(self, start: datetime) -> tuple[Urge, ...]: ...
    def listed(
        self,
        *,
        since: datetime | None,
        until: datetime | None,
        outcome: Outcome | None,
        trigger: str | None,
        contact_id: int | None,
        retracted: bool,
        limit: int | None,
    ) -> tuple[Urge, ...]: ...
    def rate(self, urge_id: int, intensity: int, now: datetime) -> None: ...
    def close(self, urge_id: int, outcome: Outcome, at: datetime) -> None: ...
    def erase_draft(self, urge_id: int) -> None: ...
    def retract(self, urge_id: int, now: datetime) -> None: ...
    def amend(self, urge_id: int, changes: Mapping[str, Any], now: datetime) -> None: ...
    def amendments(self, urge_id: int) -> tuple[tuple[datetime, str, str, str], ...]:
        """Give what was amended: when, which field, before, after."""


class Events(Protocol):
    """The contact that was made."""

    def add(self, event: Event, note: str | None, now: datetime) -> Event: ...
    def about_urge(self, urge_id: int) -> Event | None: ...
    def retract_about(self, urge_id: int, now: datetime) -> None: ...
    def move_about(self, urge_id: int, contact_id: object) -> None:
        """Say of the contact that an urge ended in that it was with another one."""

    def between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Event, ...]: ...


class Nudges(Protocol):
    """The nudges in the ledger."""

    def plan(self, plan: NudgePlan) -> None:
        """Write a nudge down, once for each key."""

    def planned_urges(self, urge_ids: Sequence[int]) -> frozenset[int]: ...
    def due(self, now: datetime) -> tuple[Nudge, ...]:
        """Give the planned ones whose moment has come and that nobody has claimed."""

    def claim(
        self, nudge_id: int, text: NudgeText, body: str, now: datetime, lease: timedelta
    ) -> bool:
        """Take a nudge for showing, in one statement; False if another was faster."""

    def settle(self, nudge_id: int, state: NudgeState, detail: str | None, now: datetime) -> None:
        """Say what became of a nudge; one that was settled before stays as it is."""

    def get(self, key: str) -> Nudge: ...
    def listed(self, limit: int | None) -> tuple[Nudge, ...]: ...
    def asked_between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Nudge, ...]: ...
    def asked_about(self, urge_ids: Sequence[int]) -> int: ...
    def last_shown(self, text_ids: Sequence[str]) -> Mapping[str, datetime]: ...
    def inbox(self, now: datetime) -> tuple[Nudge, ...]: ...
    def read_inbox(self, nudge_ids: Sequence[int], now: datetime) -> None: ...


class Reports(Protocol):
    """The reports that are kept."""

    def keep(self, week: str, path: str, now: datetime) -> None: ...
    def weeks(self, weeks: Sequence[str]) -> frozenset[str]: ...
    def listed(self) -> tuple[KeptReport, ...]: ...


class DaemonRuns(Protocol):
    """When the daemon ran: what the gaps in a report follow from."""

    def begin(self, now: datetime) -> int: ...
    def seen(self, run_id: int, now: datetime) -> None: ...
    def seen_last(self, at: datetime) -> None: ...
    def between(
        self, start: datetime, end: datetime, ticked_at: datetime | None = None
    ) -> tuple[Span, ...]:
        """Give the runs that touch a span; the newest went on until `ticked_at`, if known."""


class Requests(Protocol):
    """Answers given, so that the same request twice is carried out once."""

    def answer(self, request: str, kind: Callable[[], type[Any]]) -> object | None: ...
    def keep(self, request: str, answer: object, now: datetime) -> None: ...


class Book(Protocol):
    """The ledger, open for one transaction."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def cooldowns(self) -> CoolDowns: ...
    @property
    def urges(self) -> Urges: ...
    @property
    def events(self) -> Events: ...
    @property
    def nudges(self) -> Nudges: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def daemon_runs(self) -> DaemonRuns: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def marks(self) -> Marks: ...

    def began_at(self) -> datetime | None:
        """Give when the ledger begins: its first contact was added; None while it is empty."""


class Ledger(Protocol):
    """Where everything is written down; one transaction is one `with`."""

    def reading(self) -> AbstractContextManager[Book]: ...
    def writing(self) -> AbstractContextManager[Book]: ...


class Marks(Protocol):
    """The mark: the last trusted reading of the clock, and the jumps of the wall's."""

    def last(self) -> Mark | None:
        """Give the last mark; None if there is none, or what is there can't be one."""

    def newest_instant(self) -> datetime | None: ...
    def keep(self, mark: Mark) -> None: ...
    def put_back(self, after: datetime, by: timedelta) -> None:
        """Move what was written at moments after this one back: the clock was ahead then."""

    def jumped(self, at: datetime, by: timedelta) -> None: ...
    def jumps(self, start: datetime, end: datetime) -> tuple[ClockJump, ...]: ...
