"""The verdict for scripts and gates."""

from datetime import datetime

from holdfast.domain.boundary import BoundaryKind
from holdfast.domain.hold import Reason
from holdfast.errors import StorageError
from holdfast.services.choosing import choose_contact
from holdfast.services.holds import hold_of_contact
from holdfast.services.work import Work, reading
from holdfast.value import dataclass


@dataclass(frozen=True)
class CheckAnswer:
    """The verdict about a contact: a hold, and whose."""

    contact: str
    held: bool
    until: datetime | None
    reason: Reason | None
    remaining_seconds: int | None
    boundary: BoundaryKind | None


@reading
def check(work: Work, *, contact: str | None = None) -> CheckAnswer:
    """Say whether contact with them is held now; StorageError where that can't be told."""
    verdict = _verdict(work, contact)
    if not verdict.held and work.before and _verdict(work.before, contact).held:
        raise StorageError(
            "The time since the computer came up could not be written down, so it can't be told "
            "whether this is over.",
            "holdfast doctor",
        )
    return verdict


def _verdict(work: Work, contact: str | None) -> CheckAnswer:
    whom = choose_contact(work, contact)
    hold = hold_of_contact(work, whom.id)
    return CheckAnswer(
        contact=whom.name,
        held=hold.held,
        until=hold.until,
        reason=hold.reason,
        remaining_seconds=hold.remaining_seconds,
        boundary=hold.boundary,
    )
