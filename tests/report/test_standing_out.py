"""What is remarkable about a week: the one thing that its report begins with."""

from typing import Any

import pytest

from holdfast.report.four_weeks import compare
from holdfast.report.standing_out import StandsOut, stands_out
from holdfast.statistics import share_of
from holdfast.urges.risky_hours import RiskyHours

QUIET: dict[str, Any] = {
    "began": True,
    "episodes": 0,
    "let_go": 0,
    "contacts_made": 0,
    "slips": 0,
    "asked": 0,
    "answered": 0,
    "decided": share_of(0, 0),
    "comparison": None,
    "named": None,
}
BUSY = {
    **QUIET,
    "episodes": 12,
    "let_go": 11,
    "decided": share_of(9, 10),
    "comparison": compare(12, 4),
    "named": RiskyHours(21, 20, 40),
}


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (QUIET | {"began": False}, StandsOut("before-it-began")),
        (QUIET | {"asked": 7, "answered": 5}, StandsOut("nothing-logged", 5, of=7)),
        (QUIET | {"contacts_made": 2}, StandsOut("contact-made", 2)),
        (QUIET | {"began": False, "contacts_made": 2}, StandsOut("contact-made", 2)),
        (QUIET | {"contacts_made": 1, "slips": 1}, StandsOut("slip", 1, let_go=0)),
        (BUSY | {"slips": 2}, StandsOut("slip", 2, let_go=11)),
        (BUSY | {"comparison": compare(30, 12)}, StandsOut("fewer", 12, before=30)),
        (BUSY | {"comparison": compare(2, 12)}, StandsOut("more", 12, before=2)),
        (BUSY, StandsOut("risky-hours", 20, of=40, hours=(21, 24))),
        (BUSY | {"named": None}, StandsOut("let-go", 9, of=10)),
        (
            BUSY | {"named": None, "decided": share_of(5, 5)},
            StandsOut("too-few", 12, let_go=11),
        ),
        (QUIET | {"episodes": 3, "let_go": 1}, StandsOut("too-few", 3, let_go=1)),
    ],
)
def test_one_thing_is_remarkable_about_a_week(week: dict[str, Any], said: StandsOut) -> None:
    assert stands_out(**week) == said
