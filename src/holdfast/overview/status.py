"""Everything at a glance."""

from datetime import datetime

from holdfast.contacts.choosing import known_contacts
from holdfast.ledger.ports import DaemonState
from holdfast.ledger.work import Work, reading
from holdfast.overview.contact import ContactAnswer, contact_answer
from holdfast.promises.requests import RequestAnswer, pending_requests
from holdfast.value import dataclass


@dataclass(frozen=True)
class StatusAnswer:
    """Everything at a glance; `inbox` is how many nudges wait to be read.

    `requests` are those about everything, and no single contact.
    """

    now: datetime
    contacts: tuple[ContactAnswer, ...]
    daemon: DaemonState
    inbox: int
    requests: tuple[RequestAnswer, ...]


@reading
def status(work: Work) -> StatusAnswer:
    """Return who is given space, what holds, what is open and whether the daemon runs."""
    return StatusAnswer(
        now=work.now,
        contacts=tuple(contact_answer(work, contact) for contact in known_contacts(work)),
        daemon=work.ports.daemon(),
        inbox=_waiting(work),
        requests=pending_requests(work, None),
    )


def _waiting(work: Work) -> int:
    if not work.stores.nudges.inbox(work.now):
        return 0
    from holdfast.nudging.planning import waiting  # mostly there is nothing to judge

    return len(waiting(work))
