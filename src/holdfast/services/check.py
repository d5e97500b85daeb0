"""The verdict for scripts and gates."""

from datetime import datetime

from holdfast.domain.boundary import BoundaryKind
from holdfast.domain.hold import Reason
from holdfast.domain.value import dataclass
from holdfast.services.choosing import choose_contact
from holdfast.services.holds import hold_of_contact
from holdfast.services.work import Work, reading


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
    """Say whether contact with them is held now."""
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
