"""What a report says in sentences, the same in every format: counts first, and no more than known.

Each share is given with its count, and so is each thing that can't be told yet.
"""

from holdfast.report.hours_of_week import HourKind
from holdfast.report.model import WeeklyReport
from holdfast.report.outcomes import AfterSlip, Curve
from holdfast.statistics import Between
from holdfast.words import clock_moved, counted, duration, visible

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NOTHING_STARTS_OVER = "Nothing starts over."
_MOST_SLIPS = 5


def title(report: WeeklyReport) -> str:
    """Return which week it is, and the contact that it is about."""
    monday, so_far = report.starts_on, "" if report.finished else ", so far"
    about = f" · {visible(report.contact)}" if report.contact else ""
    return f"Week of {monday.day} {monday:%b %Y} ({report.week}){so_far}{about}"


def days(report: WeeklyReport) -> str:
    """Return from when to when the week goes, and in which zone."""
    return f"{report.starts_on:%Y-%m-%d} to {report.ends_on:%Y-%m-%d}, {report.time_zone}"


def headline(report: WeeklyReport) -> str:
    """Return what is remarkable, or that nothing can be told yet."""
    out, rest = report.stands_out, ""
    match out.kind:
        case "before-it-began":
            said = "Holdfast was not here yet in that week."
        case "nothing-logged":
            said = "None logged this week. That is not the same as none felt."
            rest = f"{out.count} of {out.of} check-ins answered." if out.of else ""
        case "contact-made":
            said = f"You contacted them {_times(out.count)}. {NOTHING_STARTS_OVER}"
        case "slip":
            let_go = f"You let {counted(out.let_go or 0, 'urge')} go, and" if out.let_go else "You"
            said = f"{let_go} wrote {_times(out.count)} while it was held."
            rest = f"You wrote that down, too. {NOTHING_STARTS_OVER}"
        case "fewer":
            said = beside(report)
        case "more":
            # More that is logged may be more that was noticed: no word about the week itself.
            said, rest = beside(report), _let_go_of_all(report)
        case "risky-hours":
            said, rest = f"{_logged(report)}.", risky_hours(report)
        case "let-go":
            said = f"You let {out.count} of {out.of} decided episodes go."
        case "too-few":
            few = report.urges.rate.between is None
            said = f"{_logged(report)}."
            rest = "Too few to tell more yet." if few else "Nothing stands out."
    return f"{said} {rest}".rstrip()


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
        (besides, "time you contacted them" if besides == 1 else "times you contacted them"),
        (report.slips, "while it was held (slips)"),
        (report.heard, "heard from them"),
        (report.logistics, "logistics"),
    ]
    rows = [(str(count), what) for count, what in found if count]
    if asked.asked and report.stands_out.kind != "nothing-logged":  # there it is said first
        rows.append((f"{asked.answered} of {asked.asked}", "check-ins answered"))
    if report.holds.ended:
        rows.append((f"{report.holds.completed} of {report.holds.ended}", "pauses waited out"))
    rows += [
        (
            f"{kept.days_kept} of {kept.days}",
            f"days kept so far of the cool-down for {visible(kept.contact)}",
        )
        for kept in report.cooldowns
        if kept.days
    ]
    if strength.median_first is not None:
        rows.append((f"{strength.median_first:g}", f"strength at first{_of(strength.first_count)}"))
    if strength.median_last is not None:
        rows.append(
            (f"{strength.median_last:g}", f"strength when last rated{_of(strength.last_count)}")
        )
    return rows


def told(report: WeeklyReport) -> list[str]:
    """Return what the numbers of the week tell, each with its count; nothing if they are few."""
    return [said for said in (_rate(report), _let_go(report), _lower(report)) if said]


def beside(report: WeeklyReport) -> str:
    """Return whether a week differs from the last one; “” if one of them isn't whole."""
    found = report.four_weeks.comparison
    if found is None:
        return ""
    said = f"{counted(found.now, 'episode')} logged, {found.before} the week before"
    if found.verdict is None:
        return f"{said}. Too few to tell a difference."
    return f"{said}: {found.verdict}, and hardly by chance."


def risky_hours(report: WeeklyReport) -> str:
    """Return in which three hours most episodes began, or what it would take to tell."""
    blocks = report.blocks
    if blocks.named:
        episodes = f"{blocks.named.count} of {blocks.named.of} episodes in eight weeks"
        return (
            f"{episodes} began between {blocks.named.start:02d}:00 and {blocks.named.end:02d}:00."
        )
    if blocks.fewest is None:
        return "Too few episodes to name hours of the day."
    return (
        f"No hours of the day stand out: it would take {blocks.fewest} of the "
        f"{blocks.episodes} episodes in eight weeks."
    )


def clock_changes(report: WeeklyReport) -> list[str]:
    """Return which hour of the week was missing, and which came twice."""
    said = {
        "missing": "left out: the clocks went forward",
        "doubled": "there twice: the clocks went back",
    }
    return [
        f"{day}, the hour from {hour:02d}:00 was {said[kind]}."
        for day, kinds in zip(DAYS, report.hour_kinds, strict=True)
        for hour, kind in enumerate(kinds)
        if kind in said
    ]


def curve(one: Curve) -> str:
    """Return how strong an urge was at first and at last, and in which time it changed."""
    first, last = one.points[0], one.points[-1]
    went = f"{first.intensity} → {last.intensity}"
    minutes = last.minutes - first.minutes
    return f"{went} in {duration(minutes * 60)}" if minutes > 0 else went


def after_slips(report: WeeklyReport) -> list[str]:
    """Return what was let go after each of the newest five slips, and what had eased."""
    slips = [one for one in report.after_slips if one.let_go]
    return [_after_slip(one, report) for one in slips[-_MOST_SLIPS:]]


def requests_and_nudges(report: WeeklyReport) -> list[str]:
    """Return how many requests the person made, and which nudges were shown."""
    said, requests = [], report.requests
    if any((requests.asked, requests.confirmed, requests.cancelled)):
        said.append(
            f"Loosenings: {requests.asked} asked for, {requests.confirmed} confirmed, "
            f"{requests.cancelled} cancelled."
        )
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
    said = [f"{clock_moved(jump.seconds)} No promise moved with it." for jump in jumps]
    if hours := report.gaps.hours_without_daemon:
        said.append(f"Without the daemon: {hours:g} h, in which nothing was nudged or asked.")
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
    return f"{rate.count} episodes: a usual week may well have between {low:.1f} and {high:.1f}."


def _let_go(report: WeeklyReport) -> str:
    """Return how many of the decided episodes were let go, and the most with the open ones."""
    decided, all_of = report.let_go.decided, report.let_go.of_all
    if report.urges.rate.between is None and decided.between is None:
        return ""
    said = f"Let go: {decided.count} of {counted(decided.of, 'decided episode')}"
    if decided.between:
        share = "" if decided.share is None else f"{decided.share:.0%}, "
        said += f" ({share}{_percent(decided.between)})"
    said += "."
    if all_of > decided.of:
        said += f" With the open ones: {decided.count} to {report.let_go.at_most} of {all_of}."
    return said


def _let_go_of_all(report: WeeklyReport) -> str:
    return f"You let {report.outcomes.let_go} of {counted(report.urges.count, 'urge')} go."


def _lower(report: WeeklyReport) -> str:
    """Return how many of the urges rated again were less strong; “” if none was rated again."""
    strength = report.intensity
    again = strength.lower + strength.same + strength.higher
    if not again:
        return ""
    said = f"Rated again: {strength.lower} of {again} less strong"
    for count, what in ((strength.same, "the same"), (strength.higher, "stronger")):
        said += f", {count} {what}" if count else ""
    return f"{said}."


def _logged(report: WeeklyReport) -> str:
    urges = report.urges
    moments = f" in {counted(urges.episodes, 'episode')}" if urges.episodes < urges.count else ""
    let_go = f"; {report.outcomes.let_go} let go" if report.outcomes.let_go else ""
    return f"{counted(urges.count, 'urge')} logged{moments}{let_go}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _of(count: int) -> str:
    return f" (middle of {count})" if count > 1 else " (one rating)"


def _percent(between: Between) -> str:
    return f"{between.low * 100:.0f}–{between.high * 100:.0f}%"


def _after_slip(slip: AfterSlip, report: WeeklyReport) -> str:
    to = "" if report.contact else f" to {visible(slip.contact)}"
    by = f" ({visible(slip.channel)})" if slip.channel else ""
    said = f"After {slip.at_locally:%a %H:%M}{to}{by}: {counted(slip.let_go, 'urge')} let go"
    if not slip.rated_again:
        return f"{said}."
    return f"{said}, {slip.rated_lower} of {slip.rated_again} rated again less strong by then."
