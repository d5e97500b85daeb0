"""Weeks that try a page: a bad one, one with more than fits, and one of nothing but attacks."""

from dataclasses import replace

from holdfast.clock.model import ClockJump
from holdfast.promises.model import CoolDown
from holdfast.report.facts import Felt, RanCoolDown
from holdfast.urges.model import LONGEST_WORD, Event, Outcome, Rating, Urge
from report.examples import DAY, HOUR, MINUTE, stamp, urge
from report.weeks import END, FACTS, START, URGES, triggers_of, week_of

MARKUP = "<script>alert(1)</script>"
ESCAPES = "\x1b[31mred\x1b]0;title\x07\u202e"
OUTCOMES: tuple[Outcome, ...] = ("let-go", "sent", "open")


def _slip(number: int, one: Urge, contact: str = "Sam", channel: str = "sms") -> Event:
    return Event(number, "sent", 1, contact, one.felt_at, channel, slip=True, urge_id=one.id)


def _cool_down(contact: str, slips: tuple[Event, ...] = ()) -> RanCoolDown:
    lasts = CoolDown(1, 1, END - 28 * DAY, stamp(END - 28 * DAY), 29 * DAY, DAY, DAY, None)
    return RanCoolDown(contact, lasts, tuple(one.at for one in slips))


def _felt(urges: tuple[Urge, ...]) -> tuple[Felt, ...]:
    before = tuple(one for one in FACTS.felt if one.felt_at < START)
    return (*before, *(Felt(one.felt_at, one.outcome) for one in urges))


_SENT = tuple(
    replace(one, contact="Sam", outcome="let-go" if one.id == len(URGES) else "sent")
    for one in URGES[5:]
)
_SLIPS = tuple(_slip(one.id, one) for one in _SENT if one.outcome == "sent")
BAD = week_of(
    urges=_SENT,
    asked_about=_SENT,
    triggers=triggers_of(_SENT),
    felt=_felt(_SENT),
    events=_SLIPS,
    cooldowns=(_cool_down("Sam", _SLIPS),),
)
"""Most urges ended in a message."""

_MANY = tuple(
    urge(
        number,
        felt_at=START + 17 * MINUTE * number,
        intensity=number % 11,
        ratings=tuple(
            Rating(START + 17 * MINUTE * number + 5 * MINUTE * later, (number + later) % 11)
            for later in range(1, 14)
        ),
        outcome=OUTCOMES[number % 3],
        triggers=(f"a trigger of several words {number % 40}",),
        channel=f"a channel {number % 30}",
    )
    for number in range(1, 590)
)
_NAMES = tuple(f"Alexandra-Maria {number}" for number in range(9))
OVERFULL = week_of(
    urges=_MANY,
    asked_about=_MANY,
    triggers=triggers_of(_MANY),
    felt=_felt(_MANY),
    events=tuple(_slip(one.id, one, _NAMES[one.id % 9]) for one in _MANY if one.outcome == "sent"),
    cooldowns=tuple(_cool_down(name) for name in _NAMES),
    clock_jumps=tuple(ClockJump(START + hour * HOUR, 4_000) for hour in range(20)),
)
"""More of everything than anybody logs."""

_ATTACKS = tuple(
    replace(
        one,
        contact=MARKUP,
        triggers=(MARKUP, ESCAPES, "w" * LONGEST_WORD),
        channel=(MARKUP, ESCAPES)[one.id % 2],
    )
    for one in URGES
)
HOSTILE = week_of(
    urges=_ATTACKS,
    asked_about=_ATTACKS,
    triggers=triggers_of(_ATTACKS),
    events=(_slip(1, _ATTACKS[1], MARKUP, ESCAPES),),
    cooldowns=(_cool_down(MARKUP), _cool_down(ESCAPES)),
)
"""Every text that a person can type is an attack."""
