"""The one remarkable thing about a week, which a report shows first, as data."""

from typing import Literal

from holdfast.report.four_weeks import Comparison
from holdfast.statistics import Share
from holdfast.urges.risky_hours import RiskyHours
from holdfast.value import dataclass

StandsOutKind = Literal[
    "before-it-began",
    "nothing-logged",
    "contact-made",
    "slip",
    "fewer",
    "more",
    "risky-hours",
    "let-go",
    "too-few",
]


@dataclass(frozen=True)
class StandsOut:
    """What a report shows first; the kind decides what `count` counts. Unused fields are None.

    | kind | count | of | before | let_go | hours |
    | --- | --- | --- | --- | --- | --- |
    | nothing-logged | check-ins answered | asked | | | |
    | contact-made | times of contact, in a week without urges | | | | |
    | slip | slips | | | urges let go | |
    | fewer, more | episodes | | episodes of the week before | | |
    | risky-hours | episodes in those hours | episodes in all | | | from, to |
    | let-go | episodes let go | episodes closed | | | |
    | too-few | episodes | | | urges let go | |
    """

    kind: StandsOutKind
    count: int = 0
    of: int | None = None
    before: int | None = None
    let_go: int | None = None
    hours: tuple[int, int] | None = None


def stands_out(
    *,
    began: bool,
    episodes: int,
    let_go: int,
    contacts_made: int,
    slips: int,
    asked: int,
    answered: int,
    decided: Share,
    comparison: Comparison | None,
    named: RiskyHours | None,
) -> StandsOut:
    """Choose what to show first: what the person did, before what numbers show.

    After a slip, that comes first, with what was let go: a bright number would sound like mockery.
    """
    if slips:
        return StandsOut("slip", slips, let_go=let_go)
    if episodes:
        return _told(episodes, let_go, decided, comparison, named)
    if contacts_made:
        return StandsOut("contact-made", contacts_made)
    return (
        StandsOut("nothing-logged", answered, of=asked) if began else StandsOut("before-it-began")
    )


def _told(
    episodes: int,
    let_go: int,
    decided: Share,
    comparison: Comparison | None,
    named: RiskyHours | None,
) -> StandsOut:
    """Choose what the numbers of a week show, if they show anything."""
    if comparison and comparison.verdict:
        return StandsOut(comparison.verdict, episodes, before=comparison.before)
    if named:
        return StandsOut("risky-hours", named.count, of=named.of, hours=(named.start, named.end))
    if decided.between:
        return StandsOut("let-go", decided.count, of=decided.of)
    return StandsOut("too-few", episodes, let_go=let_go)
