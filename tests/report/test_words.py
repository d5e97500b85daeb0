"""A report in sentences: what is remarkable first, and little where little is known."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

import pytest

from holdfast.report import words
from holdfast.report.four_weeks import Comparison
from holdfast.report.model import CoolDownKept
from holdfast.report.outcomes import Curve, LetGo, Point
from holdfast.report.standing_out import StandsOut
from holdfast.statistics import rate_of, share_of
from holdfast.urges.event_words import GOES_ON
from report.examples import NOW
from report.weeks import FULL, QUIET, SPRING


@pytest.mark.parametrize(
    ("out", "said"),
    [
        (StandsOut("before-it-began"), ["Holdfast wasn't in use yet in that week."]),
        (
            StandsOut("nothing-logged", 0, of=0),
            ["Nothing logged this week.", "That doesn't mean nothing was felt."],
        ),
        (
            StandsOut("nothing-logged", 5, of=7),
            [
                "Nothing logged this week.",
                "That doesn't mean nothing was felt.",
                "You answered 5 of 7 check-ins.",
            ],
        ),
        (StandsOut("contact-made", 3), ["You contacted them 3 times.", "Nothing starts over."]),
        (
            StandsOut("slip", 1, let_go=0),
            [
                "You contacted them once while on hold.",
                "You noted it honestly. Nothing starts over.",
            ],
        ),
        (
            StandsOut("slip", 2, let_go=1),
            [
                "You contacted them twice while on hold.",
                "You noted it honestly. Nothing starts over.",
                "You also let 1 urge go.",
            ],
        ),
        (
            StandsOut("risky-hours", 38, of=50, hours=(18, 21)),
            [
                "13 urges logged in 12 episodes, 10 let go.",
                "38 of 50 episodes in eight weeks began between 18:00 and 21:00.",
            ],
        ),
        (
            StandsOut("let-go", 9, of=10),
            ["You let go of 9 of the 10 episodes that are no longer open."],
        ),
        (
            StandsOut("too-few", 12, let_go=10),
            ["13 urges logged in 12 episodes, 10 let go.", "Nothing unusual."],
        ),
    ],
)
def test_a_headline_tells_the_one_thing_that_is_remarkable_a_fact_a_line(
    out: StandsOut, said: list[str]
) -> None:
    assert words.headline(replace(FULL, stands_out=out)) == said


@pytest.mark.parametrize(
    ("verdict", "rest"),
    [
        ("fewer", []),
        ("more", ["You let 10 of 13 urges go."]),
    ],
)
def test_a_headline_tells_a_difference_between_weeks_by_what_was_logged(
    verdict: Literal["fewer", "more"], rest: list[str]
) -> None:
    beside = replace(FULL.four_weeks, comparison=Comparison(12, 2, 0.01, verdict))
    week = replace(FULL, four_weeks=beside, stands_out=StandsOut(verdict, 2, before=12))
    chance = "Chance alone makes such a difference in about 1 of 20 pairs of weeks."
    assert words.headline(week) == [
        "2 episodes this week, 12 the week before.",
        f"That's {verdict}.",
        chance,
        *rest,
    ]


def test_a_week_of_few_urges_is_told_only_that_they_are_few() -> None:
    assert words.headline(SPRING) == ["1 urge logged.", "Not enough yet to see a pattern."]
    assert (words.told(SPRING), words.told(QUIET)) == ([], [])
    assert words.risky_hours(SPRING) == "Not enough episodes yet to see a time of day."


def test_a_share_is_told_in_percent_from_a_hundred_episodes_on() -> None:
    many = replace(FULL, let_go=LetGo(share_of(80, 100), 80, 100))
    of = "You let go of 80 of the 100 episodes that are no longer open"
    assert f"{of} (80%; 71–87% allowing for chance)." in words.told(many)


def test_a_share_has_no_range_below_ten_closed_episodes() -> None:
    few = replace(FULL, let_go=LetGo(share_of(6, 7), 10, 11))
    of = "You let go of 6 of the 7 episodes that are no longer open."
    assert f"{of} With the 4 open ones: 6 to 10 of 11." in words.told(few)
    none = replace(few, urges=replace(few.urges, rate=rate_of(9, 1)))
    assert not any("let go of" in said for said in words.told(none))


def test_no_share_is_told_while_all_episodes_are_open() -> None:
    all_open = replace(FULL, let_go=LetGo(share_of(0, 0), 12, 12))
    assert not any("let go of" in said for said in words.told(all_open))


def test_hours_that_are_not_risky_are_told_with_what_it_would_take() -> None:
    week = replace(FULL, blocks=replace(FULL.blocks, named=None, fewest=19, episodes=50))
    assert "takes 19 of the 50 episodes" in words.risky_hours(week)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((Point(0, 8), Point(10, 5), Point(30, 3)), "8 → 3 in 30 min"),
        ((Point(10, 5), Point(30, 6)), "5 → 6 in 20 min"),
        ((Point(0, 8), Point(0, 5)), "8 → 5"),
        ((Point(0, 8), Point(1_500, 5)), "8 → 5 in 1 day 1 h"),
    ],
)
def test_a_curve_is_told_by_its_ends(points: tuple[Point, ...], said: str) -> None:
    local = datetime(2026, 11, 20, 22, 30)
    assert words.curve(Curve(1, NOW, local, "open", points)) == said


def test_what_was_let_go_after_a_slip_is_told_with_what_had_eased() -> None:
    (slip,) = FULL.after_slips
    unrated = replace(slip, contact="Sam", channel=None, rated_again=0)
    assert words.after_slips(replace(FULL, after_slips=(unrated,))) == [
        "After you contacted Sam on Thu, 23:00, you let 5 urges go."
    ]


@pytest.mark.parametrize(
    ("slips", "against_no", "said"),
    [
        (
            1,
            1,
            [
                "They had said no, and you contacted them once.",
                "What would make it harder next time?",
            ],
        ),
        (
            3,
            1,
            [
                "You contacted them twice while on hold.",
                "You noted it honestly.",
                "They had said no, and you contacted them once.",
                "What would make it harder next time?",
            ],
        ),
    ],
)
def test_contact_against_a_no_is_told_without_comfort(
    slips: int, against_no: int, said: list[str]
) -> None:
    out = StandsOut("slip", slips, let_go=10)
    week = replace(FULL, stands_out=out, slips=slips, slips_against_no=against_no)
    assert words.headline(week) == said
    assert words.after_slips(week) == []
    assert words.headline(replace(week, goes_on=True)) == [*said, GOES_ON]


def test_a_week_without_contact_against_a_no_has_no_card_about_it() -> None:
    assert GOES_ON not in words.headline(replace(FULL, goes_on=True))


@pytest.mark.parametrize(("days", "shown"), [(6, False), (7, True)])
def test_days_kept_are_told_from_the_seventh_day_on(days: int, *, shown: bool) -> None:
    week = replace(FULL, cooldowns=(CoolDownKept("Sam", days, days),))
    row = (f"{days} of {days}", "days kept of your cool-down for Sam")
    assert (row in words.numbers(week)) == shown


def test_contact_without_an_urge_is_counted_besides_the_urges() -> None:
    rows = words.numbers(replace(FULL, contacts_made=2))
    assert ("2", "times you contacted them") in rows
    assert ("1", "time you contacted them") in words.numbers(replace(QUIET, contacts_made=1))
