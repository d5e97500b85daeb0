"""Weeks to render: a full one, in which the clocks go back, and others that differ from it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from holdfast.clock.model import ClockJump
from holdfast.clock.span import Span
from holdfast.clock.week import Week
from holdfast.promises.model import CoolDown, Request
from holdfast.report.facts import Felt, HoldCounts, RanCoolDown, ShownNudge, WeekFacts
from holdfast.report.model import WeeklyReport, build_report
from holdfast.settings import Settings
from holdfast.urges.model import Event, Outcome, Rating, Urge
from holdfast.urges.risky_hours import waking_shares
from report.examples import BERLIN, DAY, HOUR, nudge, stamp, urge

WEEK = Week(2026, 43)
"""19 to 25 October: its Sunday has 25 hours."""
ALIAS = "<b>Sam</b>|\x1b[1m"
"""Markup for one kind of rendering, a table's bar for another, an escape for a terminal."""
START = WEEK.starts_at(BERLIN)
END = WEEK.ends_at(BERLIN)

# Hours after the week's start, strengths, triggers, outcome.
_URGES: tuple[tuple[float, tuple[int, ...], tuple[str, ...], Outcome], ...] = (
    (8, (4,), (), "let-go"),
    (22, (8, 5, 3), ("lonely",), "let-go"),
    (22.25, (7,), ("lonely", "=1+1"), "let-go"),
    (46.5, (9, 6), ("song",), "let-go"),
    (61, (5, 5), ("photo",), "let-go"),
    (94.75, (9, 9), ("drinks", "song"), "sent"),
    (118, (10, 7, 4), ("drinks",), "let-go"),
    (119, (6, 3), (), "let-go"),
    (134.5, (3,), ("photo",), "let-go"),
    (142.5, (6, 2), ("lonely",), "let-go"),
    (146.5, (), ("lonely",), "let-go"),  # 02:30 on Sunday, the first one
    (147.5, (7, 8), (), "open"),  # 02:30 again
    (166, (8, 4), ("lonely",), "open"),
)


def _urge(
    number: int, hours: float, strengths: tuple[int, ...], triggers: tuple[str, ...], outcome: Any
) -> Urge:
    felt = START + hours * HOUR
    ratings = tuple(
        Rating(felt + after * timedelta(minutes=1), strength)
        for after, strength in zip((10, 30), strengths[1:], strict=False)
    )
    return replace(
        urge(number),
        contact=ALIAS,
        felt_at=felt,
        logged_at=felt,
        intensity=strengths[0] if strengths else None,
        triggers=triggers,
        channel="whatsapp" if number % 3 else "sms",
        ratings=ratings,
        outcome=outcome,
        outcome_at=None if outcome == "open" else felt + HOUR / 2,
        slip=outcome == "sent",
    )


URGES = tuple(_urge(number, *row) for number, row in enumerate(_URGES, 1))


def _event(kind: Any, at: datetime, *, slip: bool = False) -> Event:
    return Event(1, kind, 1, ALIAS, at, "whatsapp", slip, None)


def triggers_of(urges: Iterable[Urge]) -> dict[str, int]:
    """Return how often each trigger comes, most frequent first, as the ledger does."""
    words = sorted(word for one in urges for word in one.triggers)
    return dict(Counter(words).most_common())


def _before() -> tuple[Felt, ...]:
    """Seven weeks before: on most evenings one, fewer of late."""
    evenings = [START - DAY * number + 20 * HOUR for number in range(1, 50)]
    return tuple(
        Felt(evening, "let-go" if evening.day % 5 else "sent")
        for evening in reversed(evenings)
        if evening.day % 4
    )


FACTS = WeekFacts(
    began_at=START - 60 * DAY,
    urges=URGES,
    asked_about=URGES,
    wanted=None,
    slips_against_no=0,
    goes_on=False,
    triggers=triggers_of(URGES),
    felt=(*_before(), *(Felt(one.felt_at, one.outcome) for one in URGES)),
    waking=waking_shares(Settings().sleep),
    events=(
        _event("sent", START + 95 * HOUR, slip=True),
        _event("heard", START + 96 * HOUR),
        _event("logistics", START + 100 * HOUR),
    ),
    check_ins=tuple(
        nudge(number, urge_id=one.id, handed_over_at=one.felt_at + timedelta(minutes=9))
        for number, one in enumerate(URGES)
    ),
    nudges=(
        *(ShownNudge("patience", None) for _ in URGES),
        ShownNudge("report", answered=True),
        ShownNudge("risky-hours", answered=False),
    ),
    holds=HoldCounts(12, 11),
    cooldowns=(
        RanCoolDown(
            ALIAS,
            CoolDown(1, 1, END - 28 * DAY, stamp(END - 28 * DAY), 29 * DAY, DAY, DAY, None),
            contacted=(START + 95 * HOUR,),
        ),
    ),
    daemon_ran=(Span(START, END - 30 * HOUR),),
    clock_jumps=(ClockJump(START + 10 * HOUR, 3_600),),
    requests=(Request(1, "end", stamp(START + DAY), DAY, None, 1, cancelled_at=START + 2 * DAY),),
)


def week_of(
    facts: WeekFacts = FACTS, now: datetime = END + DAY, week: Week = WEEK, **fields: Any
) -> WeeklyReport:
    """Return the report of that week, or of one that differs from it."""
    return build_report(
        week, replace(facts, **fields), now=now, trusted=now, zone=BERLIN, contact=None
    )


FULL = week_of()
QUIET = week_of(
    urges=(),
    asked_about=(),
    triggers={},
    felt=(),
    events=(),
    check_ins=tuple(nudge(number, handed_over_at=START) for number in range(3)),
    nudges=(),
    holds=HoldCounts(0, 0),
    requests=(),
    clock_jumps=(),
    daemon_ran=(Span(START, END),),
)
"""Nothing was logged."""
SO_FAR = week_of(
    now=START + 50 * HOUR,
    urges=URGES[:4],
    asked_about=URGES[:4],
    triggers=triggers_of(URGES[:4]),
    felt=tuple(Felt(one.felt_at, one.outcome) for one in URGES[:4]),
    began_at=START - 2 * DAY,
    events=(),
    check_ins=(),
    nudges=(),
    cooldowns=(),
    requests=(),
)
"""The first week, on its Wednesday morning."""
SPRING = build_report(
    Week(2026, 13),
    WeekFacts(
        began_at=datetime(2026, 1, 1, tzinfo=UTC),
        urges=(replace(urge(1), felt_at=datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),),
        wanted=None,
        slips_against_no=0,
        goes_on=False,
        triggers={},
        holds=HoldCounts(0, 0),
        **dict.fromkeys(
            (
                *("asked_about", "felt", "events", "check_ins", "nudges", "cooldowns"),
                *("daemon_ran", "clock_jumps", "requests"),
            ),
            (),
        ),
        waking=waking_shares(Settings().sleep),
    ),
    now=datetime(2026, 3, 30, 12, tzinfo=UTC),
    trusted=datetime(2026, 3, 30, 12, tzinfo=UTC),
    zone=BERLIN,
    contact="Sam",
)
"""A week in which the clocks go forward, of one contact."""
WEEKS = {"full": FULL, "quiet": QUIET, "so-far": SO_FAR, "spring": SPRING}
