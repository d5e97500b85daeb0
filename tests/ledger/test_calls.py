"""The same call twice is carried out once, and gives the first answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_type_hints

import msgspec
import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact, rename_contact
from holdfast.data.use_cases import forget_contact
from holdfast.door import answering
from holdfast.ledger.work import USE_CASES
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.requests import cancel_request, confirm_request
from holdfast.promises.use_cases import (
    end_cool_down,
    extend_cool_down,
    set_up,
    start_cool_down,
    undo,
)
from holdfast.urges.drafts import settle_review
from holdfast.urges.events import heard, sent
from holdfast.urges.urge_changes import amend_urge
from holdfast.urges.use_cases import let_go, list_urges, log_urge, rate_urge
from ledger.ledger_file import LedgerFile

# The life of one ledger: each call is made twice, an hour apart, and the next one a day later.
LIFE: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (add_contact, {"name": "Kim"}),
    (rename_contact, {"name": "Kim", "to": "Sam"}),
    (log_urge, {"draft": "I miss you", "triggers": ("song", "wine")}),
    (settle_review, {"urge": 1, "decision": "keep", "length": "3d", "calm": True}),
    (rate_urge, {"urge": 1, "intensity": 3}),
    (set_up, {"name": "Robin"}),
    (start_cool_down, {"contact": "Sam", "length": "30d", "why": "peace"}),
    (extend_cool_down, {"contact": "Sam", "by": "2d"}),
    (log_urge, {"contact": "Robin", "draft": "and you"}),
    (amend_urge, {"urge": 2, "intensity": 2, "triggers": ("rain",)}),
    (sent, {"urge": 2, "note": "hi"}),
    (heard, {"contact": "Sam"}),
    (let_go, {"urge": 1, "erase": True}),
    (end_cool_down, {"contact": "Sam", "reason": "peace"}),
    (cancel_request, {"request": 1}),
    (end_cool_down, {"contact": "Sam", "reason": "peace"}),
    (confirm_request, {"request": 2}),
    (set_boundary, {"contact": "Sam", "boundary": "stop"}),
    (forget_contact, {"contact": "Robin", "sure": True}),
]


def test_a_repeated_call_gives_the_first_answer_and_changes_nothing(
    app: App, clock: FakeClock, ledger_file: LedgerFile
) -> None:
    for number, (use_case, arguments) in enumerate(LIFE):
        clock.forward(hours=24)
        first = use_case(app.ports(f"call {number}"), **arguments)
        saved = ledger_file.content()
        clock.forward(hours=1)
        other_process = App(app.folders, clock=clock)
        again = use_case(other_process.ports(f"call {number}"), **arguments)
        assert (type(again), again) == (type(first), first), use_case.__name__
        assert ledger_file.content() == saved, use_case.__name__


def test_a_repeated_undo_undoes_one_thing(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, contact="Sam", length="30d")
    app.call(extend_cool_down, by="1d")
    first = undo(app.ports("same"))
    clock.forward(minutes=1)
    assert undo(app.ports("same")) == first
    assert first.kind == "extend"


def test_the_answer_of_every_writing_use_case_can_be_saved() -> None:
    for use_case in answering._use_cases().values():
        if USE_CASES[use_case]:
            msgspec.json.Decoder(get_type_hints(use_case)["return"])


def test_another_call_is_carried_out(app: App) -> None:
    for call_id in ("one", "two", "one"):
        log_urge(app.ports(call_id), draft="I miss you")
    assert len(app.call(list_urges)) == 2


def test_a_call_that_failed_can_be_repeated(app: App) -> None:
    app.call(add_contact, name="Sam")
    with pytest.raises(Exception, match="no contact called"):
        log_urge(app.ports("same"), contact="Robin")
    app.call(add_contact, name="Robin")
    assert log_urge(app.ports("same"), contact="Robin").urge.contact == "Robin"


@pytest.mark.parametrize(
    ("age", "is_kept"),
    [(timedelta(days=1), True), (timedelta(days=1, microseconds=1), False)],
    ids=str,
)
def test_an_answer_is_kept_for_one_day(
    app: App, clock: FakeClock, ledger_file: LedgerFile, age: timedelta, *, is_kept: bool
) -> None:
    add_contact(app.ports("old"), name="Sam")
    clock.moment += age
    add_contact(app.ports("new"), name="Robin")
    kept = {call_id for (call_id,) in ledger_file.rows("SELECT id FROM calls")}
    assert kept == ({"old", "new"} if is_kept else {"new"})
