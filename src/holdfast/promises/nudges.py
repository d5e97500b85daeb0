"""The nudges that the promises offer, and the tags that they give to the words of all nudges."""

from collections.abc import Iterator, Mapping, Sequence

from holdfast.ledger.work import Work
from holdfast.nudging.model import CALLED_OFF, Nudge, Offer
from holdfast.promises.model import THEIR_NO
from holdfast.promises.requests import RequestAnswer, request_answer

LONGEST_REASON = 200


def planned(work: Work) -> Iterator[Nudge]:
    """Yield the nudges about requests: that one can be confirmed.

    None reminds of its end: a last reminder before a loosening expires is pressure by loss.
    """
    if work.settings.nudge_requests:
        yield from filter(None, (_about(work, request) for request in _pending(work)))


def unfit(work: Work, nudge: Nudge) -> str | None:
    """Return why a nudge about a request does not fit any more."""
    pending = {one.key for request in _pending(work) if (one := _about(work, request))}
    return None if nudge.key in pending else CALLED_OFF


def facts(work: Work, contact_ids: Sequence[int], _urge_id: int | None) -> Mapping[str, str]:
    """Return what was promised about contacts, as tags; “reason” has the person's own words."""
    each = [work.stores.boundaries.current(one, work.mark) for one in contact_ids]
    said = {one.kind for one in each}
    tags = {str(kind) for kind in said} | {"mine" for one in each if one.mine}
    # Under a no there is nothing to wait for: no words may sound as if there were.
    if said & THEIR_NO:
        tags.add("their-no")
    cooldowns = [work.stores.cooldowns.running(one, work.mark) for one in contact_ids]
    if any(cooldowns):
        tags.add("cool-down")
    reasons = [one.why for one in cooldowns if one and one.why and one.why.strip()]
    # With several it is not known whose reason is meant.
    reason = {"reason": _as_line(reasons[0])} if len(reasons) == 1 else {}
    return dict.fromkeys(tags, "") | reason


def _pending(work: Work) -> Iterator[RequestAnswer]:
    for request in work.stores.requests.unsettled():
        answer = request_answer(work, request)
        if answer.state in {"waiting", "ready"}:
            yield answer


def _about(work: Work, request: RequestAnswer) -> Nudge | None:
    expires_at = request.expires_at
    if expires_at is None:
        # Not found ready yet: return it only so that the daemon looks again then.
        if request.ready_at <= work.now:
            return None
        expires_at = request.ready_at
    return Nudge(
        f"request-ready:{request.id}",
        "request",
        request.ready_at,
        expires_at,
        f"request {request.id} has waited out its delay",
    )


def _as_line(said: str) -> str:
    words = "".join(c for c in " ".join(said.split()) if c.isprintable())
    return words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 1]}…"


def buttons(_work: Work, nudge: Nudge, _text_id: str) -> Sequence[tuple[str, str]]:
    """Return the one answer that loosens nothing."""
    return [("leave", "Leave it as it is")] if nudge.kind == "request" else ()


OFFER = Offer(
    kinds={"request": "nudge_requests"},
    planned=planned,
    unfit=unfit,
    facts=facts,
    buttons=buttons,
)
