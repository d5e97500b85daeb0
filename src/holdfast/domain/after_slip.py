"""After a slip: what there was to help until the next contact. Nothing starts over."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from holdfast.domain.event import Event
from holdfast.domain.urge import Urge
from holdfast.domain.when import clock_at
from holdfast.value import dataclass

MOST_SLIPS = 20


@dataclass(frozen=True)
class AfterSlip:
    """A slip, and what was let go after it, until the next contact was made or the week ended.

    `at_locally` is what the person's clock showed at the slip. `rated_again` of those let
    go were; `rated_lower` of these were less strong then than at first.
    """

    at: datetime
    at_locally: datetime
    contact: str
    channel: str | None
    let_go: int
    first_let_go_at: datetime | None
    rated_again: int
    rated_lower: int


def after_slips(
    events: Sequence[Event], urges: Sequence[Urge], zone: tzinfo
) -> tuple[AfterSlip, ...]:
    """Look at what came after each slip among events, in their order; of very many the newest."""
    sent = [event for event in events if event.kind == "sent"]
    slips = [event for event in sent if event.slip]
    return tuple(_after(slip, sent, urges, zone) for slip in slips[-MOST_SLIPS:])


def _after(slip: Event, sent: Sequence[Event], urges: Sequence[Urge], zone: tzinfo) -> AfterSlip:
    next_at = min(
        (one.at for one in sent if one.contact_id == slip.contact_id and one.at > slip.at),
        default=None,
    )
    let_go = [
        urge
        for urge in urges
        if urge.contact_id == slip.contact_id
        and urge.outcome == "let-go"
        and urge.felt_at >= slip.at
        and (next_at is None or urge.felt_at < next_at)
    ]
    both = [
        (urge.intensity, urge.ratings[-1].intensity)
        for urge in let_go
        if urge.intensity is not None and urge.ratings
    ]
    return AfterSlip(
        at=slip.at,
        at_locally=clock_at(slip.at, zone),
        contact=slip.contact,
        channel=slip.channel,
        let_go=len(let_go),
        first_let_go_at=let_go[0].outcome_at if let_go else None,
        rated_again=len(both),
        rated_lower=sum(last < first for first, last in both),
    )
