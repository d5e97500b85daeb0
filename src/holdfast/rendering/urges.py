"""Urges in plain words; never a draft."""

from datetime import tzinfo

from holdfast.rendering.words import duration, moment, visible
from holdfast.services.urge_answers import UrgeAnswer, UrgeStory

OUTCOMES = {"open": "open", "let-go": "let go", "sent": "sent"}


def strength(urge: UrgeAnswer) -> str:
    """Say how strong it was, and how strong later: “8 → 5”."""
    said = [urge.intensity, *(rating.intensity for rating in urge.ratings)]
    known = [str(intensity) for intensity in said if intensity is not None]
    return " → ".join(known) or "not said"


def urge_line(urge: UrgeAnswer, zone: tzinfo) -> str:
    """Say one urge in a line of a list."""
    parts = [
        f"{urge.id:>4}",
        moment(urge.felt_at, zone),
        visible(urge.contact),
        f"strength {strength(urge)}" if urge.intensity is not None or urge.ratings else "",
        visible(urge.channel or ""),
        visible(", ".join(urge.triggers)),
        "slip" if urge.slip else OUTCOMES[urge.outcome],
    ]
    return "  ".join(part for part in parts if part)


def urge_story(story: UrgeStory, zone: tzinfo) -> list[str]:
    """Say an urge with all that became of it."""
    urge = story.urge
    said = [
        f"Urge {urge.id}, about {visible(urge.contact)}",
        f"  felt      {moment(urge.felt_at, zone)}",
    ]
    if urge.felt_at != urge.logged_at:
        said.append(f"  logged    {moment(urge.logged_at, zone)}")
    said.append(f"  strength  {strength(urge)}")
    if urge.channel:
        said.append(f"  channel   {visible(urge.channel)}")
    if urge.triggers:
        said.append(f"  triggers  {visible(', '.join(urge.triggers))}")
    said.append(f"  draft     {_draft(urge, zone)}")
    said.append(f"  outcome   {_outcome(urge, zone)}")
    said.extend(
        f"  rated     {rating.intensity}, {moment(rating.at, zone)}" for rating in urge.ratings
    )
    said.extend(
        f"  amended   {_FIELDS.get(one.field, one.field)}, {moment(one.at, zone)}"
        for one in story.amendments
        if one.field != "outcome_at"
    )
    if urge.retracted_at:
        said.append(f"  retracted {moment(urge.retracted_at, zone)}")
    return said


_FIELDS = {"contact_id": "contact", "felt_at": "when it was felt"}


def _draft(urge: UrgeAnswer, zone: tzinfo) -> str:
    if not urge.has_draft:
        return "none"
    if urge.hold.until and urge.hold.remaining_seconds is not None:
        left = duration(urge.hold.remaining_seconds)
        return f"sealed until {moment(urge.hold.until, zone)} ({left} to go)"
    return "kept; its hold has passed"


def _outcome(urge: UrgeAnswer, zone: tzinfo) -> str:
    said = OUTCOMES[urge.outcome] + (" (a slip)" if urge.slip else "")
    return f"{said}, {moment(urge.outcome_at, zone)}" if urge.outcome_at else said
