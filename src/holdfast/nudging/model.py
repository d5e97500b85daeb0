"""A nudge: one desktop notification, its words, and what became of it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from holdfast.ledger.work import Work
from holdfast.value import dataclass

NudgeState = Literal["planned", "handed-over", "failed", "suppressed", "expired"]

NEWER = "a newer one replaced it"
CALLED_OFF = "the request was confirmed or cancelled"
"""A nudge that was put aside for this reason comes after all if it fits again: after `undo`."""


@dataclass(frozen=True)
class NudgeText:
    """Words to show; `rests_on` names the step or the evidence that they rest on.

    `named` is the body for a person who does not need it discreet; {contact} and {reason} are
    filled in.
    """

    id: str
    kind: str
    title: str
    body: str
    rests_on: str
    only: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    named: str | None = None

    def fits(self, tags: Collection[str]) -> bool:
        """Return whether it fits a moment: all of `only`, one of `either`, none of `never`."""
        return (
            all(tag in tags for tag in self.only)
            and (not self.either or any(tag in tags for tag in self.either))
            and not any(tag in tags for tag in self.never)
        )


@dataclass(frozen=True)
class Nudge:
    """A nudge and what became of it.

    Its key makes it unique. `id` is 0 until it is saved, `title` and `body` are None until its
    words were chosen. `contact_id` is the contact of its urge.
    """

    key: str
    kind: str
    due_at: datetime
    expires_at: datetime
    why: str
    urge_id: int | None = None
    id: int = 0
    contact_id: int | None = None
    state: NudgeState = "planned"
    handed_over_at: datetime | None = None
    read_at: datetime | None = None
    title: str | None = None
    body: str | None = None
    detail: str | None = None

    @property
    def follows_logging(self) -> bool:
        """Whether the person's own logging started it; the others come by themselves."""
        return self.urge_id is not None


def _plans_nothing(_work: Work) -> Iterable[Nudge]:
    return ()


def _asks_nothing(_work: Work, _nudge: Nudge, _text_id: str) -> Sequence[tuple[str, str]]:
    return ()


def _knows_nothing(
    _work: Work, _contact_ids: Sequence[int], _urge_id: int | None
) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Offer:
    """What a feature gives to nudging.

    `kinds`: kind -> its setting; the first kind wins among unasked ones.
    `planned` returns the nudges that are due about now or later. `unfit` returns why a nudge that
    is due does not fit any more. `facts` returns the tags that are true of the moment, about
    contacts and perhaps an urge, each with the words that it fills into a text. `buttons` returns
    what a nudge with these words can be answered: each answer with its label, three at most.
    """

    kinds: Mapping[str, str]
    unfit: Callable[[Work, Nudge], str | None]
    planned: Callable[[Work], Iterable[Nudge]] = _plans_nothing
    facts: Callable[[Work, Sequence[int], int | None], Mapping[str, str]] = _knows_nothing
    buttons: Callable[[Work, Nudge, str], Sequence[tuple[str, str]]] = _asks_nothing


def choose_text(
    texts: Sequence[NudgeText], last_shown: Mapping[str, timedelta], tags: Collection[str]
) -> NudgeText:
    """Choose, of the words that fit, those shown longest ago; the ones never shown come first."""
    fitting = [text for text in texts if text.fits(tags)]
    never = [text for text in fitting if text.id not in last_shown]
    return never[0] if never else min(fitting, key=lambda text: last_shown[text.id])
