"""Urges in plain words; never a draft."""

from datetime import datetime

from holdfast.promises.words import sealed
from holdfast.urges.answers import Amendment, UrgeAnswer, UrgeStory
from holdfast.urges.model import Review
from holdfast.words import Here, moment, visible

OUTCOMES = {"open": "open", "let-go": "let go", "sent": "sent"}


def strength(urge: UrgeAnswer) -> str:
    """Return how strong it was, and how strong later: “8 → 5”."""
    said = [urge.intensity, *(rating.intensity for rating in urge.ratings)]
    known = [str(intensity) for intensity in said if intensity is not None]
    return " → ".join(known) or "not said"


def urge_line(urge: UrgeAnswer, here: Here) -> str:
    """Return one urge as a line of a list."""
    parts = [
        f"{urge.id:>4}",
        moment(urge.felt_at, here),
        visible(urge.contact),
        f"strength {strength(urge)}" if urge.intensity is not None or urge.ratings else "",
        visible(urge.channel or ""),
        visible(", ".join(urge.triggers)),
        "slip" if urge.slip else OUTCOMES[urge.outcome],
    ]
    return "  ".join(part for part in parts if part)


def draft_line(urge: UrgeAnswer, here: Here) -> str:
    """Return one draft as a line of a list: whose, from when, and whether it is locked."""
    felt, name = moment(urge.felt_at, here), visible(urge.contact)
    return f"{urge.id:>4}  {felt}  {name}  {sealed(urge.hold, here)}"


def urge_story(story: UrgeStory, here: Here) -> list[str]:
    """Return an urge with all that became of it, as lines."""
    urge = story.urge
    said = [
        f"Urge {urge.id}, about {visible(urge.contact)}",
        f"  felt      {moment(urge.felt_at, here)}",
    ]
    if urge.felt_at != urge.logged_at:
        said.append(f"  logged    {moment(urge.logged_at, here)}")
    said.append(f"  strength  {strength(urge)}")
    if urge.channel:
        said.append(f"  channel   {visible(urge.channel)}")
    if urge.triggers:
        said.append(f"  triggers  {visible(', '.join(urge.triggers))}")
    said.append(f"  draft     {sealed(urge.hold, here) if urge.has_draft else 'none'}")
    said.append(f"  outcome   {_outcome(urge, here)}")
    if story.note:
        said.append(f"  note      {visible(story.note)}")
    said.extend(
        f"  rated     {rating.intensity}, {moment(rating.at, here)}" for rating in urge.ratings
    )
    said.extend(f"  amended   {_amendment(one, here)}" for one in story.amendments)
    for review in story.reviews:
        said.extend(_review(review, here))
    if urge.retracted_at:
        said.append(f"  retracted {moment(urge.retracted_at, here)}")
    return said


def _amendment(one: Amendment, here: Here) -> str:
    before, after = one.before, one.after
    if one.field == "felt_at":
        before, after = (moment(datetime.fromisoformat(at), here) for at in (before, after))
    field = "felt" if one.field == "felt_at" else one.field
    was, now = (visible(said) or "not said" for said in (before, after))
    return f"{field}: {was} → {now}, {moment(one.at, here)}"


def _review(review: Review, here: Here) -> list[str]:
    """Return a review of the draft with its answers, without those that were skipped."""
    said = [f"  looked at {moment(review.at, here)}: {_DECISIONS[review.decision]}"]
    if review.calm is not None:
        said.append(f"  calm      {_YES_OR_NO[review.calm]}")
    if review.wanted:
        said.append(f"  they want {visible(review.wanted)}")
    if review.glad is not None:
        said.append(f"  glad      {_YES_OR_NO[review.glad]}, in a month")
    return said


_YES_OR_NO = {True: "yes", False: "no"}
_DECISIONS = {"let-go": "let go", "keep": "kept longer", "myself": "to write to them yourself"}


def _outcome(urge: UrgeAnswer, here: Here) -> str:
    said = OUTCOMES[urge.outcome] + (" (a slip)" if urge.slip else "")
    return f"{said}, {moment(urge.outcome_at, here)}" if urge.outcome_at else said
