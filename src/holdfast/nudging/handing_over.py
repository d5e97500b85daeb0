"""Handing over: claim the one nudge that is due, show it on the desktop, save what came of it."""

from contextlib import suppress
from datetime import datetime, timedelta

from holdfast.errors import StorageError
from holdfast.ledger.ports import CannotAsk, Ports, Shown
from holdfast.ledger.work import Work, reading, write
from holdfast.nudging.model import Nudge
from holdfast.nudging.planning import plan
from holdfast.nudging.texts import words_for
from holdfast.value import dataclass

LEASE = timedelta(minutes=1)
"""A claim lasts this long, in running time: far longer than showing one nudge may take."""
SAVING_TRIES = 4
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True)
class Claimed:
    """A nudge that this process shows now.

    `gentle`: no logging started it, or the person usually sleeps now, so it doesn't wake anybody.
    """

    id: int
    title: str
    body: str
    gentle: bool
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class HandedOver:
    """What became of the nudges that were due, and when the next one is due, if one is planned."""

    shown: int = 0
    failed: int = 0
    put_aside: int = 0
    next_at: datetime | None = None


def hand_over_due(ports: Ports, *, here_since: datetime) -> HandedOver:
    """Plan what there is to nudge, and show what is due: each nudge once, even after a restart.

    `here_since` is when the machine woke or the daemon started. Nothing is written if there is
    nothing to do. The desktop is called between two transactions, never inside one.
    """
    has_work, next_at = look(ports, here_since=here_since)
    if not has_work:
        return HandedOver(next_at=next_at)
    claimed, put_aside, next_at = claim_due(ports, here_since=here_since)
    if claimed is None:
        return HandedOver(put_aside=put_aside, next_at=next_at)
    result = show(ports, claimed)
    _save(ports, claimed, result)
    # `next_at` may be old: saving wakes another tick.
    return HandedOver(int(result.ok), int(not result.ok), put_aside, next_at)


def show(ports: Ports, claimed: Claimed) -> Shown:
    """Hand a nudge to the desktop; if it is shown again, it takes the place of the first."""
    tag = f"holdfast-{claimed.id}"
    if claimed.buttons and ports.asker:
        with suppress(CannotAsk):  # nothing was sent: show it without buttons
            return ports.asker.ask(
                claimed.id, claimed.title, claimed.body, claimed.buttons, gentle=claimed.gentle
            )
    try:
        return ports.notifier().show(claimed.title, claimed.body, tag=tag, gentle=claimed.gentle)
    except Exception as error:  # noqa: BLE001 - unsaved, it would be shown again every minute
        return Shown(ok=False, detail=f"showing it failed: {type(error).__name__}")


@reading
def look(work: Work, *, here_since: datetime) -> tuple[bool, datetime | None]:
    """Return whether there is anything to save or to show, and when to look again."""
    found = plan(work, here_since)
    return bool(found.new or found.aside or found.show), found.next_at


def claim_due(ports: Ports, *, here_since: datetime) -> tuple[Claimed | None, int, datetime | None]:
    """Save what is planned and what is put aside, and claim the one to show.

    Return that one, how many were put aside, and when to look again.
    """
    with write(ports) as work:
        nudges, found = work.stores.nudges, plan(work, here_since)
        for nudge in found.new:
            nudges.plan(nudge)
        for key, aside in found.aside.items():
            nudges.settle(nudges.get(key).id, aside.state, aside.why, work.now)
        claimed = claim(work, nudges.get(found.show.key)) if found.show else None
        return claimed, len(found.aside), found.next_at


def claim(work: Work, nudge: Nudge) -> Claimed | None:
    """Choose a nudge's words and claim it; None if another process was faster."""
    text, title, body = words_for(work, nudge)
    if not work.stores.nudges.claim(nudge.id, text, body, work.mark.ran, LEASE):
        return None
    sleeps = work.settings.sleep.contains(work.now, work.zone)
    by_itself = not nudge.follows_logging
    gentle = (by_itself or sleeps) and nudge.kind != "test"
    buttons = (
        button
        for offer in work.ports.offers()
        if nudge.kind in offer.kinds
        for button in offer.buttons(work, nudge, text.id)
    )
    return Claimed(nudge.id, title, body, gentle, tuple(buttons))


def _save(ports: Ports, claimed: Claimed, result: Shown) -> None:
    """Save what became of a nudge that was shown.

    A locked ledger is tried several times: if this is lost, the nudge is shown twice.
    """
    tries = 0
    while True:
        tries += 1
        try:
            with write(ports) as work:
                nudges = work.stores.nudges
                if result.ok:
                    nudges.settle(claimed.id, "handed-over", result.detail, work.now)
                    if result.shown_as and result.shown_by:
                        nudges.on_screen(claimed.id, result.shown_as, result.shown_by)
                else:
                    again_in = retry_after(nudges.tries(claimed.id))
                    nudges.try_again(claimed.id, result.detail, work.mark.ran + again_in)
                return
        except StorageError:
            if tries == SAVING_TRIES:
                raise


def retry_after(tries: int) -> timedelta:
    """Return how long to wait after a desktop showed nothing: longer each time."""
    return min(FIRST_RETRY * (1 << min(tries, 10)), LONGEST_RETRY)
