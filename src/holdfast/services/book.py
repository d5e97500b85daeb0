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
    from holdfast.domain.boundary import Boundary
    from holdfast.domain.change import Change
    from holdfast.domain.contact import Contact
    from holdfast.domain.cooldown import CoolDown, EndKind
    from holdfast.domain.event import Event, EventKind
    from holdfast.domain.keeping import KeptReport, LastKept, NewReport
    from holdfast.domain.mark import ClockJump, Mark, Written
    from holdfast.domain.nudge import Nudge, NudgeKind, NudgePlan, NudgeState, NudgeText
    from holdfast.domain.promise import Tightening
    from holdfast.domain.record import EndedPause, Felt
    from holdfast.domain.review import Review
    from holdfast.domain.span import Span
    from holdfast.domain.urge import Outcome, Urge


class Contacts(Protocol):
    """The contacts in the ledger."""

    def add(self, name: str, key: str, now: datetime) -> Contact: ...
    def rename(self, contact_id: int, name: str, key: str) -> None: ...
    def forget(self, contact_id: int, name: str, key: str, trace: str, now: datetime) -> None:
        """Take a contact's name, and every text that was written about them."""

    def keys(self, contact_id: int) -> tuple[str, ...]:
        """Give what a contact is known by: its name's key, and those of its former names."""

    def all(self) -> tuple[Contact, ...]: ...
    def with_key(self, key: str) -> Contact | None: ...
    def called(self, key: str, older: str) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
        """Find by either key who is or was called so; gives beside them who else was forgotten."""

    def last_logged_to(self) -> Contact | None: ...


class Promises(Protocol):
    """What is common to the promises in the ledger."""

    def last_tightening(self, contact_id: int | None) -> Tightening | None: ...
    def take_back(self, tightening_id: int, now: datetime) -> None: ...


class CoolDowns(Protocol):
    """The cool-downs in the ledger, each with the history of its end."""

    def start(self, cooldown: CoolDown) -> CoolDown:
        """Write a new cool-down down, without its end."""

    def set_end(
        self, cooldown: CoolDown, kind: EndKind, written: Written, *, is_date: bool = False
    ) -> int:
        """Write the end that a cool-down has now down, beside those before it.

        With `is_date` it is counted from a date that was said.
        """

    def standing(self, contact_id: int, now: datetime) -> CoolDown | None:
        """Give the cool-down that runs now, if one does: of several the one that ends last."""

    def stood(self, contact_id: int, at: datetime) -> CoolDown | None:
        """Give the cool-down as it stood at a past moment, if one ran then."""

    def ran(self, contact_id: int, start: datetime, end: datetime) -> tuple[CoolDown, ...]:
        """Give the cool-downs that ran at any time from `start` to before `end`."""


class Boundaries(Protocol):
    """What each contact has said about contact, and had said before."""

    def set(
        self,
        contact_id: int,
        boundary: Boundary,
        written: Written,
        *,
        tightens: bool,
    ) -> int: ...
    def standing(self, contact_id: int, now: datetime) -> Boundary:
        """Give what they have said, as it stands now: the strictest since it was loosened."""

    def stood(self, contact_id: int, at: datetime) -> Boundary: ...


class Changes(Protocol):
    """The changes in the ledger; a contact of None means those about everything."""

    def add(self, change: Change) -> Change: ...
    def count_from_now(self, now: datetime, ran: timedelta) -> None:
        """Count what is left of each delay by the clock, as that is right from now on."""

    def count_by_running(self, asked_by: datetime, now: datetime, ran: timedelta) -> None:
        """Count those that were asked for by a moment in running time, with what they waited."""

    def get(self, change_id: int) -> Change | None: ...
    def last_alike(self, change: Change) -> Change | None:
        """Give the newest of the same kind of the same promise that was not cancelled.

        One that was called off when it was ready counts: it was let lapse.
        """

    def unsettled(self, contact_id: int | None) -> tuple[Change, ...]:
        """Give those that were neither confirmed nor cancelled, lapsed ones among them."""

    def of_clock(self) -> tuple[Change, ...]:
        """Give those for another time that wait, or would again if an undo let them."""

    def all_unsettled(self) -> tuple[Change, ...]: ...
    def listed(self) -> tuple[Change, ...]: ...
    def touching(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Change, ...]: ...
    def confirm(self, change_id: int, now: datetime, delay: timedelta) -> None:
        """Say of a change that it was confirmed, and how long it had to wait."""

    def cancel(self, change_id: int, now: datetime, by: int | None = None) -> None:
        """Cancel a change; `by` is the tightening that does it."""

    def restore(self, cancelled_by: int) -> frozenset[int]:
        """Let what a tightening cancelled stand again; gives their ids."""


class Urges(Protocol):
    """The urges in the ledger; no method here gives a draft's text out."""

    def add(self, urge: Urge, draft: str | None, written: Written) -> Urge: ...
    def written(self, urge_id: int) -> Written: ...
    def get(self, urge_id: int) -> Urge | None: ...
    def newest_open(self, felt_by: datetime, contact_id: int | None = None) -> Urge | None: ...
    def open_ids(self, contact_id: int, limit: int) -> tuple[int, ...]: ...
    def open_count(self, contact_id: int) -> int: ...
    def pause_end(self, contact_id: int, now: datetime) -> datetime | None:
        """Give the latest end of the pauses of all urges, if one runs now."""

    def pause_end_at(self, contact_id: int, at: datetime) -> datetime | None:
        """Give the latest end of the pauses that had begun by a past moment and ran then."""

    def felt_between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Urge, ...]: ...
    def logged_since(self, start: datetime) -> tuple[Urge, ...]: ...
    def felt_since(self, start: datetime, most: int) -> tuple[datetime, ...]:
        """Give when urges were felt since then, in that order; of very many the newest."""

    def last_let_go(self, since: datetime) -> datetime | None: ...
    def listed(
        self,
        *,
        since: datetime | None,
        until: datetime | None,
        outcome: Outcome | None,
        trigger: str | None,
        contact_id: int | None,
        retracted: bool,
        with_draft: bool = False,
        with_ratings: bool = False,
        limit: int | None,
    ) -> tuple[Urge, ...]: ...
    def rate(self, urge_id: int, intensity: int, now: datetime) -> None: ...
    def close(self, urge_id: int, outcome: Outcome, at: datetime) -> None: ...
    def keep_longer(self, urge_id: int, until: datetime, now: datetime) -> None:
        """Begin another pause of an urge."""

    def retract(self, urge_id: int, now: datetime) -> None: ...
    def amend(self, urge_id: int, changes: Mapping[str, Any], now: datetime) -> None: ...
    def amendments(self, urge_id: int) -> tuple[tuple[datetime, str, str, str], ...]:
        """Give what was amended: when, which field, before, after."""


class History(Protocol):
    """The urges of many weeks, as far as looking back asks for them."""

    def felt(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Felt, ...]:
        """Give what looking back over weeks asks of the urges felt, in that order."""

    def pauses_ended(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[EndedPause, ...]:
        """Give the pauses that ran out from `start` to before `end`, each urge's last one."""


class Drafts(Protocol):
    """The drafts: the only way by which a text comes out of the ledger."""

    def text(self, urge_id: int) -> str | None: ...
    def erase(self, urge_id: int) -> None: ...
    def reviewed(self, urge_id: int, review: Review) -> None: ...
    def reviews(self, urge_id: int) -> tuple[Review, ...]: ...


class Events(Protocol):
    """The contact that was made."""

    def add(self, event: Event, note: str | None, now: datetime) -> Event: ...
    def note(self, event_id: int, note: str) -> None: ...
    def note_about(self, urge_id: int) -> str | None:
        """Give what was happening, in the person's words, at the contact that an urge ended in."""

    def about_urge(self, urge_id: int) -> Event | None: ...
    def last_alone(
        self, kind: EventKind, contact_id: int | None, within: Span | None = None
    ) -> Event | None:
        """Find the last one written down of a kind that belongs to no urge."""

    def noted_at(self, event_id: int) -> datetime:
        """Give when contact was written down."""

    def retract(self, event_id: int, now: datetime) -> None: ...
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
    def is_written(self, key: str) -> bool: ...
    def next_due_at(self, now: datetime) -> datetime | None:
        """Give when the next one is due that is planned, claimed, or to be tried again."""

    def due(self, now: datetime) -> tuple[Nudge, ...]:
        """Give those whose moment has come, to be shown or tried again, and claimed by nobody."""

    def claim(
        self, nudge_id: int, text: NudgeText, body: str, now: datetime, lease: timedelta
    ) -> bool:
        """Take a nudge for showing, in one statement; False if another was faster."""

    def settle(self, nudge_id: int, state: NudgeState, detail: str | None, now: datetime) -> None:
        """Say what became of a nudge; one that was settled before stays as it is."""

    def plan_anew(self, key: str, detail: str) -> None:
        """Forget a nudge that was put aside for that reason, so that it is planned anew."""

    def try_again(self, nudge_id: int, detail: str, at: datetime) -> None:
        """Say why a nudge could not be shown, and from when on it is due again."""

    def tries(self, nudge_id: int) -> int: ...
    def get(self, key: str) -> Nudge: ...
    def listed(self, limit: int | None) -> tuple[Nudge, ...]: ...
    def asked_between(
        self, start: datetime, end: datetime, contact_id: int | None = None
    ) -> tuple[Nudge, ...]: ...
    def shown_between(
        self,
        kinds: Sequence[NudgeKind],
        start: datetime,
        end: datetime,
        contact_id: int | None = None,
    ) -> tuple[tuple[NudgeKind, datetime, datetime | None], ...]:
        """Give those of the kinds that were handed over, when that was, and when read."""

    def of_urges(self, urge_ids: Sequence[int]) -> tuple[Nudge, ...]: ...
    def asked_about(self, urge_ids: Sequence[int]) -> int: ...
    def handed_over(
        self, kinds: Sequence[NudgeKind], most: int
    ) -> tuple[tuple[NudgeKind, datetime, datetime | None], ...]:
        """Give the last ones of each kind that were handed over, newest first, and when read."""

    def is_answered(self, start: datetime, end: datetime) -> bool:
        """Say whether a person logged or answered anything after `start`, up to `end`."""

    def snooze(self, until: datetime, now: datetime) -> None: ...
    def last_snooze(self) -> Span | None: ...
    def read_of(self, key: str, now: datetime) -> bool:
        """Say of a nudge that a person has looked at what it is about; False if it was said."""

    def last_shown(self, text_ids: Sequence[str]) -> Mapping[str, datetime]: ...
    def inbox(self, now: datetime) -> tuple[Nudge, ...]: ...


class Reports(Protocol):
    """The reports that are kept."""

    def keep(self, new: NewReport, path: str, now: datetime) -> None: ...
    def newest(self, weeks: Sequence[str]) -> dict[str, LastKept]:
        """Give of each of the weeks the report that was made last, if one is kept."""

    def listed(self) -> tuple[KeptReport, ...]: ...
    def clear(self) -> None: ...


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

    def answer(self, request: str, kind: Callable[[], type[Any]]) -> tuple[object] | None:
        """Give the one answer that was given, which may be None; None if none was."""

    def newest(self) -> str | None:
        """Give the request that was written down last."""

    def keep(self, request: str, answer: object, now: datetime) -> None: ...


class Book(Protocol):
    """The ledger, open for one transaction."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def promises(self) -> Promises: ...
    @property
    def cooldowns(self) -> CoolDowns: ...
    @property
    def boundaries(self) -> Boundaries: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def urges(self) -> Urges: ...
    @property
    def history(self) -> History: ...
    @property
    def drafts(self) -> Drafts: ...
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
    def stamp(self) -> object:
        """Give what differs after anything was written."""


class Marks(Protocol):
    """The mark: the last trusted reading of the clock, and the jumps of the wall's."""

    def last(self) -> Mark | None:
        """Give the last mark; None if there is none, or what is there can't be one."""

    def newest_written(self) -> datetime | None:
        """Give the newest instant at which a person wrote something down."""

    def newest_instant(self) -> datetime | None:
        """Give the newest instant at which anything was written down."""

    def keep(self, mark: Mark) -> None: ...
    def move(self, after: datetime, by: timedelta, now: datetime) -> None:
        """Move what was written at moments after this one: the clock was wrong by so much then."""

    def jumped(self, at: datetime, by: timedelta) -> None: ...
    def jumps(self, start: datetime, end: datetime) -> tuple[ClockJump, ...]: ...
