"""How many episodes were let go, of those that were decided."""

from collections import Counter
from collections.abc import Iterable, Sequence

from holdfast.domain.interval import Share, share_of
from holdfast.domain.urge import Outcome, Urge
from holdfast.value import dataclass


@dataclass(frozen=True)
class LetGo:
    """Episodes let go, of those decided: sent where one of its urges was, open where one still is.

    With the open ones it may be from `decided.count` to `at_most`, of `of_all`.
    """

    decided: Share
    at_most: int
    of_all: int


def let_go_of(groups: Iterable[Sequence[Urge]]) -> LetGo:
    """Count the episodes that were let go; each once, as its urges do not stand for themselves."""
    outcomes = Counter(_outcome_of(group) for group in groups)
    let_go, is_open = outcomes["let-go"], outcomes["open"]
    decided = let_go + outcomes["sent"]
    return LetGo(share_of(let_go, decided), at_most=let_go + is_open, of_all=decided + is_open)


def _outcome_of(group: Sequence[Urge]) -> Outcome:
    outcomes = {urge.outcome for urge in group}
    if "sent" in outcomes:
        return "sent"
    return "open" if "open" in outcomes else "let-go"
