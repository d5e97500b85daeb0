"""Urges in plain words; never a draft."""

from datetime import datetime

from holdfast.promises.model import Hold
from holdfast.talk.words import SOMEBODY
from holdfast.urges.answers import Amendment, Logged, UrgeAnswer, UrgeStory
from holdfast.urges.model import HARD, Review
from holdfast.words import Here, end, left, moment, visible

CHILDREN = "Is it about children, home or money? Keep it to that: holdfast logistics"
ONLY_THE_ORDER = "Whether the order allows it, only the order and your lawyer can say."
OUTCOMES = {"open": "open", "let-go": "let go", "sent": "sent"}


def logged_lines(logged: Logged, *, no_draft: bool) -> list[str]:
    """Return that an urge was saved, and what else a person needs to know.

    One thing is enough before the question: people to talk to, their reason, or the children.
    """
    urge = logged.urge
    if urge.has_draft:
        lines = [f"Saved (#{urge.id}). It stays here."]
    elif urge.kind == "lookup":
        lines = [f"Saved (#{urge.id}): an urge to look."]
    else:
        lines = [f"Saved (#{urge.id}){'' if no_draft else ', without a message'}."]
    if logged.guessed_contact:
        lines.append(f"Saved for {visible(urge.contact)}. For somebody else: --contact NAME")
    if (urge.intensity or 0) >= HARD:
        lines.append(SOMEBODY)
    elif logged.why:
        lines.append(f"Your reason: {visible(logged.why)}")
    elif logged.has_logistics:
        lines += children_lines(logged.hold)
    return lines


def children_lines(hold: Hold) -> list[str]:
    """Return where necessary contact is noted, for somebody who has such contact."""
    return [CHILDREN, ONLY_THE_ORDER] if hold.boundary == "order" else [CHILDREN]


def strength(urge: UrgeAnswer) -> str:
    """Return how strong it was, and how strong later: “8 → 5”; nothing if that is unknown."""
    given = [urge.intensity, *(rating.intensity for rating in urge.ratings)]
    return " → ".join(str(intensity) for intensity in given if intensity is not None)


def urge_row(urge: UrgeAnswer, here: Here, *, several: bool) -> tuple[str, ...]:
    """Return an urge's cells in a list."""
    return (
        str(urge.id),
        moment(urge.felt_at, here),
        visible(urge.contact) if several else "",
        strength(urge),
        visible(", ".join(urge.triggers)),
        outcome_cell(urge),
    )


def outcome_cell(urge: UrgeAnswer) -> str:
    """Return what became of an urge, and whether it was one to look somebody up."""
    became = "sent, a slip" if urge.slip else OUTCOMES[urge.outcome]
    return f"to look, {became}" if urge.kind == "lookup" else became


def draft_row(urge: UrgeAnswer, here: Here, *, several: bool) -> tuple[str, ...]:
    """Return a draft's cells in a list; never its text."""
    return (
        str(urge.id),
        moment(urge.logged_at, here),
        visible(urge.contact) if several else "",
        draft_state(urge, here),
    )


def draft_state(urge: UrgeAnswer, here: Here) -> str:
    """Return whether a draft is locked, and until when; after a no there is no date."""
    hold = urge.hold
    if not hold.held:
        return "ready to look at again"
    if hold.until is None or hold.remaining_seconds is None:
        from holdfast.promises.words import BOUNDARIES  # `log` and `list` need none

        return f"locked: {BOUNDARIES[hold.boundary or 'space']}"
    return f"locked until {end(hold.until, here)} ({left(hold.remaining_seconds)} left)"


def urge_story(story: UrgeStory, here: Here) -> list[str]:
    """Return an urge with all that became of it, as lines."""
    urge = story.urge
    said = [
        f"Urge {urge.id}, for {visible(urge.contact)}",
        f"  felt      {moment(urge.felt_at, here)}",
    ]
    if urge.felt_at != urge.logged_at:
        said.append(f"  logged    {moment(urge.logged_at, here)}")
    said.append(f"  strength  {strength(urge) or 'not given'}")
    if urge.channel:
        said.append(f"  channel   {visible(urge.channel)}")
    if urge.triggers:
        said.append(f"  triggers  {visible(', '.join(urge.triggers))}")
    if urge.kind == "lookup":
        said.append("  urge      to look them up")
    else:
        said.append(f"  message   {draft_state(urge, here) if urge.has_draft else 'none'}")
    said.append(f"  outcome   {_outcome(urge, here)}")
    if story.note:
        said.append(f"  note      {visible(story.note)}")
    said.extend(
        f"  rated     {rating.intensity}, {moment(rating.at, here)}" for rating in urge.ratings
    )
    said.extend(
        f"  asked     {_COMPARED[one.answer]}, {moment(one.at, here)}" for one in story.comparisons
    )
    said.extend(f"  changed   {_amendment(one, here)}" for one in story.amendments)
    for review in story.reviews:
        said.extend(_review(review, here))
    if urge.retracted_at:
        said.append(f"  retracted {moment(urge.retracted_at, here)}")
    return said


def _amendment(one: Amendment, here: Here) -> str:
    before, after = one.before, one.after
    if one.field == "felt_at":
        before, after = (moment(datetime.fromisoformat(at), here) for at in (before, after))
    field = {"felt_at": "felt", "intensity": "strength"}.get(one.field, one.field)
    was, now = (visible(said) or "not given" for said in (before, after))
    return f"{field}: {was} → {now}, {moment(one.at, here)}"


def _review(review: Review, here: Here) -> list[str]:
    """Return a review of the draft with its answers, without those that were skipped."""
    said = [f"  looked at {moment(review.at, here)}: {_DECISIONS[review.decision]}"]
    if review.calm is not None:
        said.append(f"  calm      {_YES_OR_NO[review.calm]}")
    if review.wanted:
        said.append(f"  they want {visible(review.wanted)}")
    if review.left_because:
        said.append(f"  you left because {visible(review.left_because)}")
    if review.glad is not None:
        said.append(f"  glad in a month: {_YES_OR_NO[review.glad]}")
    return said


_COMPARED = {"less": "calmer", "same": "the same", "more": "stronger"}
_YES_OR_NO = {True: "yes", False: "no"}
_DECISIONS = {"let-go": "let go", "keep": "kept longer", "myself": "you would write yourself"}


def _outcome(urge: UrgeAnswer, here: Here) -> str:
    said = OUTCOMES[urge.outcome] + (" (a slip)" if urge.slip else "")
    return f"{said}, {moment(urge.outcome_at, here)}" if urge.outcome_at else said
