"""Changes in plain words: dates, and no counting down."""

from datetime import tzinfo

from holdfast.rendering.words import duration, moment, visible
from holdfast.services.changes import ChangeAnswer


def change_lines(change: ChangeAnswer, zone: tzinfo) -> list[str]:
    """Say a change: what was asked for and why, and where it stands."""
    what, stands = what_changes(change, zone), _where_it_stands(change, zone)
    said = [f"{change.id:>4}  {what}", f"      {stands}"]
    if change.reason:
        said.append(f"      because: {visible(change.reason)}")
    return said


def what_changes(change: ChangeAnswer, zone: tzinfo) -> str:
    """Say what a change would loosen."""
    name = visible(change.contact or "")
    match change.kind:
        case "end":
            return f"to end the cool-down for {name}"
        case "shorten":
            return f"to end the cool-down for {name} {duration(change.by_seconds or 0)} earlier"
        case "boundary":
            until = f" until {moment(change.boundary_until, zone)}" if change.boundary_until else ""
            return f"to loosen the boundary of {name} to {change.boundary or 'open'}{until}"
        case "clock":
            by = change.by_seconds or 0
            return f"to go by a clock that is {duration(abs(by))} {'ahead' if by > 0 else 'behind'}"
        case "erase":
            return "to erase everything"


def pending_line(change: ChangeAnswer, zone: tzinfo, *, dated: bool = True) -> str:
    """Say of a change that waits how it goes on, or can be called off.

    Not `dated` where their no stands: there, nothing looks like counting down to an end.
    """
    cancel = f"holdfast changes cancel {change.id}"
    if change.state == "ready":
        return (
            f"Change {change.id}, {what_changes(change, zone)}, can be confirmed until "
            f"{moment(change.lapses_at, zone)}: holdfast changes confirm {change.id}; or {cancel}"
        )
    if not dated:
        return f"Change {change.id}, {what_changes(change, zone)}, waits: holdfast changes"
    return (
        f"Change {change.id}, {what_changes(change, zone)}, waits until "
        f"{moment(change.ready_at, zone)}. To call it off: {cancel}"
    )


def asked_lines(change: ChangeAnswer, zone: tzinfo) -> list[str]:
    """Say of a change that was just asked for what happens now: nothing, until it is confirmed."""
    what, ready = what_changes(change, zone), moment(change.ready_at, zone)
    confirm = f"holdfast changes confirm {change.id}"
    return [
        f"Asked for, as change {change.id}: {what}. Nothing is looser yet.",
        f"It can be confirmed from {ready} on, for a day: {confirm}",
        f"To call it off, at any time: holdfast changes cancel {change.id}",
    ]


def cancelled_line(numbers: tuple[int, ...]) -> str:
    """Say which changes were cancelled by making a promise stricter."""
    return f"{_numbered(numbers)} cancelled by that."


def restored_line(numbers: tuple[int, ...]) -> str:
    """Say which changes wait again, since what had cancelled them was taken back."""
    return f"{_numbered(numbers)} in force again: holdfast changes"


def _numbered(numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return f"Change {numbers[0]} is"
    return f"Changes {', '.join(str(number) for number in numbers)} are"


def _where_it_stands(change: ChangeAnswer, zone: tzinfo) -> str:
    ready, lapses = moment(change.ready_at, zone), moment(change.lapses_at, zone)
    match change.state:
        case "waiting":
            return f"waits until {ready}"
        case "ready":
            return f"can be confirmed until {lapses}"
        case "lapsed":
            return f"lapsed {lapses}: it was not confirmed"
        case _:
            return change.state
