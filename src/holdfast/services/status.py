"""Everything at a glance."""

from datetime import datetime

from holdfast.services.changes import ChangeAnswer, pending_changes
from holdfast.services.choosing import known_contacts
from holdfast.services.contacts import ContactAnswer, contact_answer
from holdfast.services.ports import DaemonState
from holdfast.services.work import Work, reading
from holdfast.value import dataclass


@dataclass(frozen=True)
class StatusAnswer:
    """Everything at a glance; `inbox` counts the nudges that wait to be read.

    `changes` are those that are about everything, and no single contact.
    """

    now: datetime
    contacts: tuple[ContactAnswer, ...]
    daemon: DaemonState
    inbox: int
    changes: tuple[ChangeAnswer, ...]


@reading
def status(work: Work) -> StatusAnswer:
    """Say who is being given space, what holds, what is open and whether the daemon runs."""
    return StatusAnswer(
        now=work.now,
        contacts=tuple(contact_answer(work, contact) for contact in known_contacts(work)),
        daemon=work.ports.daemon(),
        inbox=_waiting(work),
        changes=pending_changes(work, None),
    )


def _waiting(work: Work) -> int:
    if not work.book.nudges.inbox(work.now):
        return 0
    from holdfast.services.nudging import waiting  # mostly there is nothing to judge

    return len(waiting(work))
