"""After a slip: what was let go until the next contact."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.examples import NOW, urge
from holdfast.domain.after_slip import MOST_SLIPS, AfterSlip, after_slips
from holdfast.domain.event import Event
from holdfast.domain.urge import Rating, Urge

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


def sent(hours: float, *, slip: bool = True, contact_id: int = 1, kind: Any = "sent") -> Event:
    return Event(1, kind, contact_id, "Sam", NOW + hours * HOUR, "sms", slip, None)


def let_go(number: int, hours: float, first: int | None = None, last: int | None = None) -> Urge:
    felt = NOW + hours * HOUR
    ratings = (Rating(felt, last),) if last is not None else ()
    fields = {"outcome": "let-go", "outcome_at": felt + HOUR}
    return urge(number, hours * HOUR, intensity=first, ratings=ratings, **fields)


def test_what_was_let_go_after_it_is_counted_and_what_had_eased() -> None:
    urges = [
        let_go(1, -1, 9, 1),  # before it
        let_go(2, 1, 8, 5),
        let_go(3, 2, 6, 7),
        let_go(4, 3),
        urge(5, 4 * HOUR),  # still open
    ]
    assert after_slips([sent(0)], urges, BERLIN) == (
        AfterSlip(
            at=NOW,
            at_locally=datetime(2026, 11, 20, 22, 30),
            contact="Sam",
            channel="sms",
            let_go=3,
            first_let_go_at=NOW + 2 * HOUR,
            rated_again=2,
            rated_lower=1,
        ),
    )


def test_it_counts_until_the_next_contact_with_the_same_person() -> None:
    events = [sent(0), sent(1, contact_id=2), sent(1.5, kind="heard"), sent(2, slip=False), sent(5)]
    urges = [let_go(number, number) for number in range(1, 5)]
    of_sam = [one for one in after_slips(events, urges, BERLIN) if one.at != NOW + HOUR]
    assert [(one.at - NOW, one.let_go) for one in of_sam] == [(0 * HOUR, 1), (5 * HOUR, 0)]
    assert of_sam[-1].first_let_go_at is None
    (of_the_other,) = (one for one in after_slips(events, urges, BERLIN) if one.at == NOW + HOUR)
    assert of_the_other.let_go == 0  # the urges were about Sam


def test_of_very_many_slips_the_newest_are_looked_at() -> None:
    found = after_slips([sent(hours) for hours in range(MOST_SLIPS + 5)], (), BERLIN)
    assert [one.at for one in found] == [NOW + (5 + n) * HOUR for n in range(MOST_SLIPS)]
