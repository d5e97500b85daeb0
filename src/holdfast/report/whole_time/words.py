"""What the view of the whole time says in sentences, the same in the terminal and on the page."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from holdfast.promises.model import FEWEST_DAYS_KEPT
from holdfast.report.whole_time.model import CoolDownDays, MonthCounts, WholeTime
from holdfast.report.words import (
    FEWEST_FOR_PICTURE,
    NOT_ENOUGH,
    slip_label,
    slips,
)
from holdfast.talk.words import ALWAYS
from holdfast.words import counted, day, visible

PEOPLE = ALWAYS
MONTH_COLUMNS = ("Month", "Urges", "Let go", "Sent", "Slips", "Strength")
STRENGTH_NOTE = "Strength: the typical (middle) one. In brackets: how many urges were rated."
SHADES = ((1, "1"), (2, "2"), (3, "3–4"), (5, "5 or more"))
"""From so many urges on, a day is one shade darker."""
NOTHING_LOGGED = "nothing logged"
REMINDERS_OFF = "nothing logged, and reminders off"
_FEWEST_DAYS_AGO = 7


def title(whole: WholeTime) -> str:
    """Return the heading, with the contact that it is about."""
    return "The whole time" + (f" · {visible(whole.contact)}" if whole.contact else "")


def span(whole: WholeTime) -> str:
    """Return from which day to which, with the year of each, and in which zone."""
    ends = [day(one) for one in (whole.starts_on, whole.ends_on)]
    return f"{' to '.join(dict.fromkeys(ends))}, {whole.time_zone}"


def headline(whole: WholeTime) -> list[str]:
    """Return what was done, a fact a line: contact first, as a bright number would sound wrong."""
    if whole.slips:
        return slips(whole.slips, whole.slips_against_no)
    if not whole.urges:
        return ["Nothing logged yet.", "That doesn't mean nothing was felt."]
    return [f"{counted(whole.urges, 'urge')} logged; {whole.let_go} let go."]


def numbers(whole: WholeTime) -> list[tuple[str, str]]:
    """Return the figures, each with what it counts; those that are 0 are left out."""
    found = [
        (whole.urges, "urge" if whole.urges == 1 else "urges"),
        (whole.let_go, "let go"),
        (whole.open, "still open"),
        (whole.sent, "sent"),
        (whole.slips, slip_label(whole.slips)),
    ]
    return [(str(count), what) for count, what in found if count]


def months(whole: WholeTime) -> list[tuple[str, ...]]:
    """Return a row for each month; months without an entry are one row with dashes."""
    rows: list[tuple[str, ...]] = []
    for is_empty, group in groupby(whole.months, lambda one: not (one.urges or one.slips)):
        some = list(group)
        if is_empty:
            name = _month(some[0]) if len(some) == 1 else counted(len(some), "month")
            rows.append((name, "–", "–", "–", "–", ""))
            continue
        for one in some:
            strength = "" if one.strength is None else f"{one.strength:g} ({one.rated})"
            counts = (one.urges, one.let_go, one.sent, one.slips)
            rows.append((_month(one), *map(str, counts), strength))
    return rows


def months_notes(whole: WholeTime) -> list[str]:
    """Return what the signs in the table of months mean."""
    has_gap = any(not (one.urges or one.slips) for one in whole.months)
    is_rated = any(one.rated for one in whole.months)
    return ["–: nothing logged."] * has_gap + [STRENGTH_NOTE] * is_rated


def cooldowns(whole: WholeTime) -> list[tuple[str, str]]:
    """Return the days kept of each cool-down, and which one it is."""
    return [
        (f"{one.days_kept} of {one.days}", _cooldown(one, whole))
        for one in whole.cooldowns
        if one.days >= FEWEST_DAYS_KEPT
    ]


def strength(whole: WholeTime) -> list[str]:
    """Return how strength changed, if both ends have enough urges."""
    change = whole.strength
    if change is None:
        return [NOT_ENOUGH]
    first, last = ("month", "month") if change.months == 1 else (f"{change.months} months",) * 2
    return [
        f"Typical strength in the first {first}: {change.first:g} ({change.first_count} urges).",
        f"In the last {last}: {change.last:g} ({change.last_count} urges).",
        "This doesn't show why. You may also have logged differently.",
    ]


def gaps(whole: WholeTime) -> list[str]:
    """Return on how many days nothing is known."""
    if whole.began_on is None:
        return []
    since = (whole.ends_on - whole.began_on).days + 1
    days = list(whole.by_day)
    logged = sum(one >= whole.began_on for one in days)
    began_on = day(whole.began_on, whole.ends_on.year)
    said = [f"Since {began_on}, you logged urges on {logged} of {counted(since, 'day')}."]
    if logged < since and whole.urges:
        said.append("A day without an entry doesn't mean nothing was felt.")
    if off := len(whole.days_without_reminders):
        said.append(f"On {off} of these days, reminders were off all day.")
    if days and (ago := (whole.ends_on - max(days)).days) >= _FEWEST_DAYS_AGO:
        last = day(max(days), whole.ends_on.year)
        said.append(f"Your last logged urge: {last}, {ago} days ago.")
    return said


def is_few(whole: WholeTime) -> bool:
    """Return whether there are too few urges for a picture."""
    return whole.urges < FEWEST_FOR_PICTURE


def shade_of(count: int) -> int:
    """Return how dark a day with so many urges is; 0: it has none."""
    return sum(count >= least for least, _ in SHADES)


def calendar(year: int, whole: WholeTime) -> str:
    """Return a year's calendar in a sentence, for those who don't see it."""
    counts = [count for one, count in whole.by_day.items() if one.year == year]
    return f"{year}: urges on {counted(len(counts), 'day')}, at most {max(counts)} on one day."


def days_told(year: int, whole: WholeTime) -> Iterator[tuple[date, str]]:
    """Yield each day of a year that has urges, and how many."""
    for one, count in whole.by_day.items():
        if one.year == year:
            yield one, f"{day(one, year)}: {counted(count, 'urge')}"


def _cooldown(one: CoolDownDays, whole: WholeTime) -> str:
    year = whole.ends_on.year
    since = day(one.started_on, year)
    when = f"since {since}" if one.ended_on is None else f"{since} to {day(one.ended_on, year)}"
    return f"days kept for {visible(one.contact)}, {when}"


def _month(one: MonthCounts) -> str:
    return f"{date.fromisoformat(one.month + '-01'):%b %Y}"
