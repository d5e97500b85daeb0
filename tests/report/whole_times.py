"""Whole times to render: a long one, others that differ from it, and one full of odd names."""

from dataclasses import replace

from holdfast.clock.model import Mark
from holdfast.clock.span import Span
from holdfast.promises.model import CoolDown
from holdfast.report.facts import RanCoolDown
from holdfast.report.whole_time.model import WholeTime, build_whole_time
from report.examples import BERLIN, DAY, NOW, stamp

_FELT = sorted(
    (
        *(NOW - DAY * number for number in range(0, 300, 3) if not 100 < number < 180),
        *(NOW - DAY * number for number in range(700, 1030, 5)),
        *[NOW] * 5,
    )
)


def of(contact: str | None = None, name: str = "Sam") -> WholeTime:
    began = NOW - 20 * DAY
    return build_whole_time(
        [(at, "let-go", at.day % 11) for at in _FELT],
        [],
        [RanCoolDown(name, CoolDown(1, 1, began, stamp(began), 30 * DAY, DAY, DAY, None), ())],
        [Span(NOW - 500 * DAY, NOW)],
        began_at=NOW - 1030 * DAY,
        mark=Mark(NOW, NOW, DAY, "boot 1", 0 * DAY, sure=True, alone=0 * DAY),
        zone=BERLIN,
        contact=contact,
    )


LONG = of()
ONE = replace(
    LONG, urges=1, let_go=1, days={"2026-11-18": 1}, months=LONG.months[-1:], cooldowns=()
)
EMPTY = replace(
    ONE,
    urges=0,
    let_go=0,
    days={},
    months=(),
    days_without_reminders=(),
    began_on=None,
    starts_on=LONG.ends_on,
    strength=None,
)
HOSTILE = of("Zoë 👩‍🚀 שלום", f"<b>\u202e {'very ' * 20}\x1b[31m")
WHOLE_TIMES = {"long": LONG, "one": ONE, "empty": EMPTY, "hostile": HOSTILE}
