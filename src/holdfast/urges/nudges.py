"""The nudges that the urges offer: patience, check-ins, a daily look back, risky hours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta

from holdfast.clock.model import A_DAY, NOTHING
from holdfast.clock.zone import at_local
from holdfast.ledger.work import Work
from holdfast.nudging.model import Nudge, Offer
from holdfast.nudging.pace import AHEAD, before_quiet
from holdfast.urges.episode import EPISODE_GAP, EPISODE_REACH, beginnings, episodes
from holdfast.urges.model import HARD, STRONG, Urge
from holdfast.urges.risky_hours import LOOKED_BACK, name_risky_hours, waking_shares

CHECK_IN_AFTER = (timedelta(minutes=10), timedelta(minutes=30))
CHECK_IN_STALE_AFTER = timedelta(minutes=20)
"""After this a check-in isn't asked."""
PATIENCE_STALE_AFTER = timedelta(minutes=30)
PATIENCE_APART = timedelta(minutes=10)
RATED_SHORTLY = timedelta(minutes=5)
REFLECTION_STALE_AFTER = timedelta(hours=2)
ASKS_TO_LET_GO = "check-in-or-let-go"
LOOK_BACK = timedelta(days=7)
MOST_MOMENTS = 1000
"""At most this many urges are looked at for risky hours: enough to tell, and quick."""


def planned(work: Work) -> Iterator[Nudge]:
    """Yield nudges of new urges, and the unasked ones around now."""
    settings = work.settings
    if settings.nudge_patience or settings.nudge_check_ins:
        yield from _for_new_urges(work)
    if settings.nudge_reflection:
        yield from _reflections(work)
    # A person who asks for a daily look back gets it: if one a day may come, it is that one.
    if settings.nudge_risky_hours and (settings.unasked_a_day > 1 or not settings.nudge_reflection):
        yield from _ahead_of_risky_hours(work)


def unfit(work: Work, nudge: Nudge) -> str | None:
    """Return why a nudge about an urge does not fit any more."""
    urge = work.stores.urges.get(nudge.urge_id) if nudge.urge_id is not None else None
    if urge is None:
        return None
    if not _is_of_the_moment(urge):
        return "it was corrected to an earlier time"
    if nudge.kind == "check-in":
        return _unfit_check_in(work, episode_of(work, urge))
    said = work.stores.nudges.handed_over(["patience"], 1)
    if said and said[0].handed_over_at and _is_within(PATIENCE_APART, said[0].handed_over_at, work):
        return "another word of patience had come shortly before"
    return _why_settled((urge,))


def facts(work: Work, _contact_ids: Sequence[int], urge_id: int | None) -> Mapping[str, str]:
    """Return as tags an urge's kind, whether it has a draft, and how strong it was last."""
    urge = work.stores.urges.get(urge_id) if urge_id is not None else None
    if urge is None:
        return {}
    tags: list[str] = [urge.kind, *(["draft"] if urge.has_draft else [])]
    strength = urge.ratings[-1].intensity if urge.ratings else urge.intensity
    if strength is not None:
        tags += ["below-7"] if strength < STRONG else []
        tags += ["at-least-8"] if strength >= HARD else []
    return dict.fromkeys(tags, "")


def episode_of(work: Work, urge: Urge) -> tuple[Urge, ...]:
    """Return the urges of an urge's episode, itself among them."""
    near = work.stores.urges.felt_between(
        urge.felt_at - EPISODE_REACH, urge.felt_at + EPISODE_REACH
    )
    return next(group for group in episodes(near) if any(one.id == urge.id for one in group))


def _for_new_urges(work: Work) -> Iterator[Nudge]:
    # Urges logged long after they were felt start nothing.
    new = work.stores.nudges.urges_without(work.now - LOOK_BACK, within=EPISODE_GAP)
    episode: dict[int, tuple[Urge, ...]] = {}
    for urge in filter(None, map(work.stores.urges.get, new)):
        if work.settings.nudge_patience:
            yield _patience(urge)
        if work.settings.nudge_check_ins:
            if urge.id not in episode:
                group = episode_of(work, urge)
                episode |= dict.fromkeys((one.id for one in group), group)
            if urge.id == _first_of(episode[urge.id]):
                yield from _check_ins(urge)


def _first_of(episode: Iterable[Urge]) -> int | None:
    """Return the urge that was logged first: the check-ins of an episode are about that one."""
    moments = (one for one in episode if _is_of_the_moment(one) and one.retracted_at is None)
    return min((one.id for one in moments), default=None)


def _is_of_the_moment(urge: Urge) -> bool:
    """Return whether an urge was logged while it was felt; later, it is a record."""
    return urge.logged_at - urge.felt_at < EPISODE_GAP


def _patience(urge: Urge) -> Nudge:
    return Nudge(
        f"patience:urge-{urge.id}",
        "patience",
        urge.logged_at,
        urge.logged_at + PATIENCE_STALE_AFTER,
        f"urge {urge.id} was logged",
        urge.id,
    )


def _check_ins(urge: Urge) -> Iterator[Nudge]:
    for after in CHECK_IN_AFTER:
        due_at, minutes = urge.felt_at + after, after // timedelta(minutes=1)
        if due_at >= urge.logged_at:
            yield Nudge(
                f"check-in:urge-{urge.id}:{minutes}m",
                "check-in",
                due_at,
                due_at + CHECK_IN_STALE_AFTER,
                f"{minutes} minutes after urge {urge.id}",
                urge.id,
            )


def _unfit_check_in(work: Work, episode: Sequence[Urge]) -> str | None:
    if settled := _why_settled(episode):
        return settled
    shown = work.stores.nudges.check_ins_shown([urge.id for urge in episode])
    if shown and work.settings.sleep.contains(work.now, work.zone):
        return "one question is enough while you usually sleep"
    ratings = [rating for urge in episode for rating in urge.ratings]
    # More ratings than check-ins: don't ask again.
    if len(ratings) > shown:
        return "it had been rated by then"
    if any(_is_within(RATED_SHORTLY, rating.at, work) for rating in ratings):
        return "it had been rated shortly before"
    return None


def _why_settled(episode: Iterable[Urge]) -> str | None:
    outcomes = {urge.outcome for urge in episode if urge.retracted_at is None}
    if "open" in outcomes:
        return None
    if "let-go" in outcomes:
        return "it had been let go by then"
    return "it had been sent by then" if outcomes else "it had been retracted by then"


def _is_within(length: timedelta, moment: datetime, work: Work) -> bool:
    return NOTHING <= work.now - moment < length


def _reflections(work: Work) -> Iterator[Nudge]:
    for day, moment in _daily(work, work.settings.reflection_at):
        expires_at = moment + REFLECTION_STALE_AFTER
        if work.now < expires_at:
            due_at = before_quiet(moment, work.settings.quiet_hours, work.zone)
            why = "you asked for a daily look back"
            yield Nudge(f"reflection:{day}", "reflection", due_at, expires_at, why)


def _ahead_of_risky_hours(work: Work) -> Iterator[Nudge]:
    settings, zone = work.settings, work.zone
    felt = work.stores.urges.felt_since(work.now - LOOKED_BACK, MOST_MOMENTS)
    risky = name_risky_hours(beginnings(felt), zone, waking_shares(settings.sleep))
    if risky is None:
        return
    why = (
        f"{risky.count} of {risky.of} times in eight weeks began "
        f"between {risky.start:02d}:00 and {risky.end:02d}:00"
    )
    for day, begins in _daily(work, time(risky.start)):
        due_at = before_quiet(begins - AHEAD, settings.quiet_hours, zone, about=begins)
        expires_at = due_at + 2 * AHEAD
        if work.now < expires_at:
            yield Nudge(f"risky-hours:{day}", "risky-hours", due_at, expires_at, why)


def _daily(work: Work, clock: time) -> Iterator[tuple[str, datetime]]:
    """Yield a time of day's instants around now, each with its day."""
    today = work.now.astimezone(work.zone).date()
    for day in (today - A_DAY, today, today + A_DAY, today + 2 * A_DAY):
        yield day.isoformat(), at_local(datetime.combine(day, clock), work.zone)


def buttons(work: Work, nudge: Nudge, text_id: str) -> Sequence[tuple[str, str]]:
    """Return what a nudge about an urge can be answered; nothing that loosens is a button."""
    if nudge.kind == "check-in" and text_id != ASKS_TO_LET_GO:
        return [("less", "Calmer"), ("same", "Same"), ("more", "Stronger")]
    if nudge.kind not in {"patience", "check-in"} or nudge.urge_id is None:
        return ()
    answers = [("let-go", "Let it go")]
    sleeps = work.settings.sleep.contains(work.now, work.zone)
    if not (sleeps or work.stores.nudges.is_saved(reminder(nudge.urge_id, work.now).key)):
        answers.append(("later", "Remind me in 10 min"))
    return answers


def reminder(urge_id: int, now: datetime) -> Nudge:
    """Return the check-in that somebody asked for by a button; there is one for each urge."""
    due_at = now + CHECK_IN_AFTER[0]
    return Nudge(
        f"check-in:urge-{urge_id}:later",
        "check-in",
        due_at,
        due_at + CHECK_IN_STALE_AFTER,
        f"you asked to be reminded of urge {urge_id}",
        urge_id,
    )


OFFER = Offer(
    kinds={
        "patience": "nudge_patience",
        "check-in": "nudge_check_ins",
        "risky-hours": "nudge_risky_hours",
        "reflection": "nudge_reflection",
    },
    planned=planned,
    unfit=unfit,
    facts=facts,
    buttons=buttons,
)
