"""What a report says in sentences, the same in every format.

Counts come first. No share comes without its count, and what can't be known yet is left open.
"""

from datetime import date, datetime, timedelta

from holdfast.promises.model import FEWEST_DAYS_KEPT
from holdfast.report.hours_of_week import HourKind
from holdfast.report.model import KeptReport, WeeklyReport
from holdfast.report.outcomes import AfterSlip, Curve
from holdfast.statistics import Between
from holdfast.talk.words import ALWAYS
from holdfast.urges.event_words import GOES_ON
from holdfast.words import Here, clock_moved, counted, day, duration, visible

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PEOPLE = ALWAYS
NOTHING_STARTS_OVER = "Nothing starts over."
TRIGGERS, CHANNELS = "What set it off", "How you'd have sent it"
NOT_ENOUGH = "Not enough yet to see a pattern."
FEWEST_FOR_PICTURE = 10
"""With fewer urges than this, a picture of the week's hours is mostly empty: it is folded."""
_EPISODE = "An episode is one urge, or several less than 30 minutes apart."
_MOST_SLIPS = 5


def title(report: WeeklyReport) -> str:
    """Return which week it is, and the contact that it is about."""
    monday, so_far = report.starts_on, "" if report.finished else ", so far"
    about = f" · {visible(report.contact)}" if report.contact else ""
    return f"Week of {monday.day} {monday:%b %Y} ({report.week}){so_far}{about}"


def days(report: WeeklyReport) -> str:
    """Return from when to when the week goes, and in which zone."""
    first, last = (day(one, report.starts_on.year) for one in (report.starts_on, report.ends_on))
    return f"{first} to {last}, {report.time_zone}"


def made(locally: datetime) -> str:
    """Return when a page was made, with the year: it may be read years later."""
    return f"Made {day(locally)}, {locally:%H:%M}, from what was logged by then."


def page_row(kept: KeptReport, here: Here) -> tuple[str, str, str]:
    """Return a week that has a page, as a row of a table: the week, its days, the file."""
    year_of, number = map(int, kept.week.split("-W"))
    monday = date.fromisocalendar(year_of, number, 1)
    sunday = monday + timedelta(days=6)
    year = "" if sunday.year == here.year else f" {sunday.year}"
    return kept.week, f"{monday.day} {monday:%b} – {sunday.day} {sunday:%b}{year}", kept.path


def headline(report: WeeklyReport) -> list[str]:
    """Return the one thing that is remarkable, or that nothing is known yet: a fact a line."""
    out, count = report.stands_out, report.stands_out.count
    match out.kind:
        case "before-it-began":
            facts = ["Holdfast wasn't in use yet in that week."]
        case "nothing-logged":
            facts = ["Nothing logged this week.", "That doesn't mean nothing was felt."]
            if out.of:
                facts.append(f"You answered {count} of {counted(out.of, 'check-in')}.")
        case "contact-made":
            facts = [f"You contacted them {_times(count)}.", NOTHING_STARTS_OVER]
        case "slip":
            facts = slips(count, report.slips_against_no)
            if report.slips_against_no and report.goes_on:
                facts.append(GOES_ON)
            if out.let_go and not report.slips_against_no:
                facts.append(f"You also let {counted(out.let_go, 'urge')} go.")
        case _:
            facts = _first_of_numbers(report)
    return facts


def wanted(report: WeeklyReport) -> list[str]:
    """Return the one thing that the person wanted for this week, in their words."""
    return [f"You wanted to: {visible(report.wanted)}"] if report.wanted else []


def slips(count: int, against_no: int) -> list[str]:
    """Return how often contact was made while on hold; after a no, nothing that comforts."""
    promised, facts = count - against_no, []
    if promised:
        facts.append(f"You contacted them {_times(promised)} while on hold.")
        facts.append("You noted it honestly." + ("" if against_no else f" {NOTHING_STARTS_OVER}"))
    if against_no:
        facts.append(f"They had said no, and you contacted them {_times(against_no)}.")
        facts.append("What would make it harder next time?")
    return facts


def slip_label(count: int) -> str:
    """Return what a number of slips counts."""
    return f"{'slip' if count == 1 else 'slips'}: contact while on hold"


def _first_of_numbers(report: WeeklyReport) -> list[str]:
    """Return the first thing that a week's numbers show."""
    match report.stands_out.kind:
        case "fewer":
            return beside(report)
        case "more":
            # More that is logged may be more that was noticed: no word about the week itself.
            return [*beside(report), _let_go_of_all(report)]
        case "risky-hours":
            return [_logged(report), risky_hours(report)]
        case "let-go":
            out = report.stands_out
            return [f"{_let_go_of(out.count, out.of or 0)}."]
    few = report.urges.rate.between is None
    return [_logged(report), NOT_ENOUGH if few else "Nothing unusual."]


def outcomes(report: WeeklyReport) -> list[tuple[int, str]]:
    """Return what became of the week's urges.

    Leave out "0 sent" if there was other contact: it would sound like a denial.
    """
    counts = report.outcomes
    found = [(counts.let_go, "let go"), (counts.open, "still open")]
    if counts.sent or not report.contacts_made:
        found.append((counts.sent, "sent"))
    return found


def numbers(report: WeeklyReport) -> list[tuple[str, str]]:
    """Return the figures of a week, each with what it counts; those that are 0 are left out."""
    asked, strength = report.check_ins, report.intensity
    # Contact of no urge, or of another week's.
    besides = report.contacts_made if report.contacts_made != report.outcomes.sent else 0
    found = [
        (
            report.lookups,
            "urge to look them up" if report.lookups == 1 else "urges to look them up",
        ),
        (besides, "time you contacted them" if besides == 1 else "times you contacted them"),
        (report.slips, slip_label(report.slips)),
        (report.logistics, "necessary contact (children, home, money)"),
    ]
    rows = [(str(count), what) for count, what in found if count]
    if asked.asked and report.stands_out.kind != "nothing-logged":  # there it is said first
        rows.append((f"{asked.answered} of {asked.asked}", "check-ins answered"))
    if report.holds.ended:
        kept_unsent = f"{report.holds.completed} of {report.holds.ended}"
        rows.append((kept_unsent, "messages kept unsent for their whole wait"))
    rows += [
        (
            f"{kept.days_kept} of {kept.days}",
            f"days kept of your cool-down for {visible(kept.contact)}",
        )
        for kept in report.cooldowns
        if kept.days >= FEWEST_DAYS_KEPT
    ]
    if strength.median_first is not None:
        urges = counted(strength.first_count, "urge")
        rows.append((f"{strength.median_first:g}", f"typical strength at first ({urges})"))
    if strength.median_last is not None:
        urges = counted(strength.last_count, "urge")
        rows.append((f"{strength.median_last:g}", f"typical strength when last rated ({urges})"))
    return rows


def told(report: WeeklyReport) -> list[str]:
    """Return what the numbers of the week show, each with its count; nothing if they are few."""
    of_episodes = [said for said in (_rate(report), _let_go(report)) if said]
    if of_episodes or report.urges.episodes < report.urges.count:
        of_episodes.append(_EPISODE)
    return [*of_episodes, *_lower(report)]


def beside(report: WeeklyReport) -> list[str]:
    """Return whether a week differs from the last one; nothing if one of them isn't whole."""
    found = report.four_weeks.comparison
    if found is None:
        return []
    said = f"{counted(found.now, 'episode')} this week, {found.before} the week before."
    if found.verdict is None:
        return [said, "That's too few to tell a difference."]
    chance = "Chance alone makes such a difference in about 1 of 20 pairs of weeks."
    return [said, f"That's {found.verdict}.", chance]


def risky_hours(report: WeeklyReport) -> str:
    """Return in which three hours most episodes began, or how many that would take."""
    blocks = report.blocks
    if blocks.named:
        episodes = f"{blocks.named.count} of {blocks.named.of} episodes in eight weeks"
        return (
            f"{episodes} began between {blocks.named.start:02d}:00 and {blocks.named.end:02d}:00."
        )
    if blocks.fewest is None:
        return "Not enough episodes yet to see a time of day."
    return (
        "No time of day is clearly busier. "
        f"(That takes {blocks.fewest} of the {blocks.episodes} episodes in the same three hours.)"
    )


def clock_changes(report: WeeklyReport) -> list[str]:
    """Return which hour of the week was missing, and which came twice."""
    said = {
        "missing": "the clocks went forward: there was no {:02d}:00",
        "doubled": "the clocks went back: the hour from {:02d}:00 came twice",
    }
    return [
        f"On {day} {said[kind].format(hour)}."
        for day, kinds in zip(DAYS, report.hour_kinds, strict=True)
        for hour, kind in enumerate(kinds)
        if kind in said
    ]


def curve(one: Curve) -> str:
    """Return how strong an urge was at first and when last rated, and the time between."""
    first, last = one.points[0], one.points[-1]
    went = f"{first.intensity} → {last.intensity}"
    minutes = last.minutes - first.minutes
    return f"{went} in {duration(minutes * 60)}" if minutes > 0 else went


def after_slips(report: WeeklyReport) -> list[str]:
    """Return what was let go after each of the newest five slips; nothing if one was after a no."""
    if report.slips_against_no:
        return []
    followed = [one for one in report.after_slips if one.let_go]
    return [_after_slip(one, report) for one in followed[-_MOST_SLIPS:]]


def requests_and_nudges(report: WeeklyReport) -> list[str]:
    """Return how many requests the person made, and which nudges were shown."""
    said, requests = [], report.requests
    became = (
        (requests.asked, "made"),
        (requests.confirmed, "confirmed"),
        (requests.cancelled, "cancelled"),
    )
    if made := [f"{count} {what}" for count, what in became if count]:
        said.append(f"Requests to loosen or delete something: {', '.join(made)}.")
    nudges = [
        f"{one.kind} {one.shown}"
        if one.answered is None
        else f"{one.kind} {one.shown} ({one.answered} answered)"
        for one in report.nudges
    ]
    return [*said, f"Nudges shown: {', '.join(nudges)}."] if nudges else said


def hour_cell(count: int, kind: HourKind) -> str:
    """Return one character for an hour: its count, a dot for none, a blank where 0 says nothing."""
    if count:
        return str(count) if count < 10 else "+"  # noqa: PLR2004 - one digit a cell
    return " " if kind in {"missing", "to-come"} else "·"


def gaps(report: WeeklyReport) -> list[str]:
    """Return when Holdfast saw nothing."""
    jumps = report.gaps.clock_jumps
    said = [f"{clock_moved(jump.seconds)} No promise changed." for jump in jumps]
    if hours := report.gaps.hours_without_daemon:
        said.append(f"Reminders were off for {duration(round(hours * 3_600))}.")
    return said


def words(counts: dict[str, int], most: int) -> str:
    """Return words with their counts, the most frequent first."""
    shown = [f"{visible(word)} {count}" for word, count in list(counts.items())[:most]]
    return ", ".join(shown) + (", …" if len(counts) > most else "")


def _rate(report: WeeklyReport) -> str:
    rate = report.urges.rate
    if rate.between is None:
        return ""
    low, high = rate.between.low, rate.between.high
    return (
        f"{counted(rate.count, 'episode')}: by chance alone, a week like this one could have shown "
        f"roughly {low:.0f} to {high:.0f}."
    )


def _let_go(report: WeeklyReport) -> str:
    """Return how many of the closed episodes were let go, and the most with the open ones."""
    decided, all_of = report.let_go.decided, report.let_go.of_all
    is_little = report.urges.rate.between is None and decided.between is None
    if is_little or not decided.of:
        return ""
    said = _let_go_of(decided.count, decided.of)
    if decided.between:
        share = "" if decided.share is None else f"{decided.share:.0%}; "
        said += f" ({share}{_percent(decided.between)} allowing for chance)"
    said += "."
    if still_open := all_of - decided.of:
        ones = "the open one" if still_open == 1 else f"the {still_open} open ones"
        said += f" With {ones}: {decided.count} to {report.let_go.at_most} of {all_of}."
    return said


def _let_go_of(count: int, of: int) -> str:
    are = "is" if of == 1 else "are"
    return f"You let go of {count} of the {counted(of, 'episode')} that {are} no longer open"


def _let_go_of_all(report: WeeklyReport) -> str:
    return f"You let {report.outcomes.let_go} of {counted(report.urges.count, 'urge')} go."


def _lower(report: WeeklyReport) -> list[str]:
    """Return how many of the urges rated again were less strong."""
    strength = report.intensity
    again = strength.lower + strength.same + strength.higher
    if not again:
        return []
    said = f"{strength.lower} of {again} eased when rated again"
    for count, what in ((strength.same, "stayed the same"), (strength.higher, "got stronger")):
        said += f", {count} {what}" if count else ""
    return [f"{said}. (Strong feelings often ease by themselves.)"]


def _logged(report: WeeklyReport) -> str:
    urges = report.urges
    moments = f" in {counted(urges.episodes, 'episode')}" if urges.episodes < urges.count else ""
    let_go = f", {report.outcomes.let_go} let go" if report.outcomes.let_go else ""
    return f"{counted(urges.count, 'urge')} logged{moments}{let_go}."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _percent(between: Between) -> str:
    return f"{between.low * 100:.0f}–{between.high * 100:.0f}%"


def _after_slip(slip: AfterSlip, report: WeeklyReport) -> str:
    name = "them" if report.contact else visible(slip.contact)
    by = f" ({visible(slip.channel)})" if slip.channel else ""
    said = f"After you contacted {name} on {slip.at_locally:%a, %H:%M}{by}, "
    said += f"you let {counted(slip.let_go, 'urge')} go."
    if slip.rated_again:
        said += f" {slip.rated_lower} of the {slip.rated_again} rated again had eased."
    return said
