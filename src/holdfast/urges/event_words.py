"""Contact that was made, in plain words."""

from collections.abc import Iterator

from holdfast.contacts.model import naming
from holdfast.urges.events import ContactMade, EventAnswer
from holdfast.urges.words import ONLY_THE_ORDER, children_lines
from holdfast.words import Here, moment, visible


def what_happened(event: EventAnswer) -> str:
    """Return what happened: “you contacted Sam”."""
    name = visible(event.contact)
    match event.kind:
        case "sent":
            return f"you contacted {name}"
        case "heard":
            return f"{name} contacted you"
        case "logistics":
            return f"necessary contact with {name}"


def made_line(made: ContactMade, here: Here, label: str) -> str:
    """Return contact that was made as a sentence after a label, such as “Noted”."""
    about = f" (#{made.urge.id})" if made.urge else ""
    return f"{label}: {what_happened(made.event)}, {moment(made.event.at, here)}{about}."


def logistics_lines(made: ContactMade, here: Here) -> Iterator[str]:
    """Return necessary contact as lines."""
    name = visible(made.event.contact)
    when = moment(made.event.at, here)
    yield f"Noted as contact about children, home or money: with {name}, {when}."
    if made.hold.boundary == "order":
        yield ONLY_THE_ORDER


def heard_lines(made: ContactMade) -> Iterator[str]:
    """Return what helps when they wrote first; after a no there is nothing to answer."""
    if not made.hold.is_final:
        yield "You don't have to answer, now or ever."
        yield "If you want to, write it here first: holdfast log"
    if made.has_logistics:
        yield from children_lines(made.hold)


def slip_line(made: ContactMade) -> str:
    """Return what a slip means: after a no it is about the other person, not about days kept."""
    name = visible(made.event.contact)
    match made.against:
        case "mine":
            return (
                "You had said no, for your own safety. That no still holds. To talk to somebody: "
                "holdfast talk abuse"
            )
        case "order":
            return (
                "Contact under an order can have legal consequences, and Holdfast can't judge "
                "that. A lawyer can. Please don't contact them to explain."
            )
        case "stop":
            return (
                f"{name} said no. This went against it. Stopping now is the one thing that helps "
                f"{name}. If you're afraid you can't stop: holdfast talk own-behaviour"
            )
    return "That was a slip, and you said so. What you kept still counts."


def after_slip_lines(made: ContactMade, here: Here) -> Iterator[str]:
    """Return what is next after a slip."""
    if made.against:
        return
    if made.worked_before:
        before = made.worked_before
        line = f"What worked before: {moment(before.at, here)}, you let one go"
        if before.intensity is not None and before.last_rating is not None:
            line += f"; it went from {before.intensity} to {before.last_rating}"
        yield f"{line}."
    yield "Nothing to fix with them now: please don't write again to explain."
    if made.is_old:
        yield "Next: eat something, and tell one person how it was."
    else:
        yield "Next: put the phone in another room for ten minutes."


def more_time_line(made: ContactMade) -> str:
    """Return the offer of a cool-down, or of a longer one."""
    option = naming(visible(made.event.contact), several=made.several_contacts)
    if made.cooldown_runs:
        return f"For more time: holdfast cooldown extend 1w{option}"
    return f"For time to breathe: holdfast cooldown start 7d{option}"


GOES_ON = (
    "Contact they said no to has gone on for two weeks. Research links that to real harm for the "
    "other person, and it can be a crime. People who can help you stop: "
    "holdfast talk own-behaviour"
)
