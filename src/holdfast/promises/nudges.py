"""The nudges that the promises offer, and the tags that they give to the words of all nudges."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from holdfast.ledger.work import Work
from holdfast.nudging.model import CALLED_OFF, NEWER, Nudge, Offer
from holdfast.nudging.pace import before_quiet
from holdfast.promises.model import THEIR_NO
from holdfast.promises.requests import RequestAnswer, request_answer

EXPIRES_AHEAD = timedelta(hours=2)
LONGEST_REASON = 200


def planned(work: Work) -> Iterator[Nudge]:
    """Yield the nudges about requests: that one can be confirmed, and that it expires soon."""
    if not work.settings.nudge_requests:
        return
    for request in _pending(work):
        yield from _about(work, request)


def unfit(work: Work, nudge: Nudge) -> str | None:
    """Return why a nudge about a request does not fit any more."""
    pending = {one.key: one for request in _pending(work) for one in _about(work, request)}
    if nudge.key not in pending:
        return CALLED_OFF
    expires = pending.get(nudge.key.replace("ready", "expires"))
    if nudge.key.startswith("request-ready") and expires and expires.due_at <= work.now:
        return NEWER
    return None


def facts(work: Work, contact_ids: Sequence[int], _urge_id: int | None) -> Mapping[str, str]:
    """Return what was promised about contacts, as tags; “reason” has the person's own words."""
    each = [work.stores.boundaries.current(one, work.mark) for one in contact_ids]
    said = {one.kind for one in each}
    tags = {str(kind) for kind in said} | {"mine" for one in each if one.mine}
    # Under a no there is nothing to wait for: no words may sound as if there were.
    tags.add("their-no" if said & THEIR_NO else "not-their-no")
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


def _about(work: Work, request: RequestAnswer) -> Iterator[Nudge]:
    expires_at = request.expires_at
    if expires_at is None:
        # Not found ready yet: yield it only so that the daemon looks again then.
        if request.ready_at <= work.now:
            return
        expires_at = request.ready_at
    yield Nudge(
        f"request-ready:{request.id}",
        "request",
        request.ready_at,
        expires_at,
        f"request {request.id} has waited out its delay",
    )
    if request.expires_at:
        ahead = before_quiet(expires_at - EXPIRES_AHEAD, work.settings.quiet_hours, work.zone)
        yield Nudge(
            f"request-expires:{request.id}",
            "request",
            max(ahead, request.ready_at),
            expires_at,
            f"request {request.id} expires soon unless it is confirmed",
        )


def _as_line(said: str) -> str:
    words = "".join(c for c in " ".join(said.split()) if c.isprintable())
    return words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 1]}…"


OFFER = Offer(kinds={"request": "nudge_requests"}, planned=planned, unfit=unfit, facts=facts)
