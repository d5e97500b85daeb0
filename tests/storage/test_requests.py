"""The same request twice is carried out once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from fakes import FakeClock, FakeNotifier
from holdfast import services
from holdfast.app import App
from holdfast.services import (
    boundaries,
    changes,
    confirming,
    contacts,
    cooldowns,
    drafts,
    events,
    forgetting,
    nudges,
    riding,
    undoing,
    urges,
)
from holdfast.services import clock as clocks
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import start_cool_down
from holdfast.services.urges import list_urges, log_urge
from holdfast.services.work import USE_CASES
from storage.ledger_file import LedgerFile

pytestmark = pytest.mark.usefixtures("made_before")


@dataclass(frozen=True)
class Asked:
    """A writing use case, and what it is asked."""

    use_case: Callable[..., Any]
    arguments: dict[str, Any]
    prepared: Callable[[App, FakeClock], object] = lambda _app, _clock: None


def _a_change_is_ready(app: App, clock: FakeClock) -> None:
    app.call(cooldowns.end_cool_down, contact="Sam", reason="peace")
    clock.forward(hours=25)


def _a_change_waits(app: App, _: FakeClock) -> None:
    app.call(cooldowns.end_cool_down, contact="Sam", reason="peace")


def _the_hold_has_passed(_: App, clock: FakeClock) -> None:
    clock.forward(days=31)


def _they_wrote(app: App, _: FakeClock) -> None:
    app.call(events.heard, contact="Sam")


def _the_clock_is_ahead(_: App, clock: FakeClock) -> None:
    clock.set(days=3)


# Asked of a ledger with Sam, a cool-down of Sam's, and urge 1, which has a draft.
ASKED = [
    Asked(urges.log_urge, {"contact": "Sam", "draft": "and again", "triggers": ("song", "wine")}),
    Asked(urges.rate_urge, {"urge": 1, "intensity": 3}),
    Asked(urges.let_go, {"urge": 1}),
    Asked(urges.let_go, {"urge": 1, "erase": True}),
    Asked(urges.retract_urge, {"urge": 1}),
    Asked(urges.amend_urge, {"urge": 1, "intensity": 2, "triggers": ("rain",)}),
    Asked(contacts.add_contact, {"name": "Robin"}),
    Asked(contacts.rename_contact, {"name": "Sam", "to": "Alex"}),
    Asked(cooldowns.start_cool_down, {"contact": "Kim", "length": "30d", "why": "peace"}),
    Asked(cooldowns.set_up, {"name": "Jo", "length": "30d", "why": "peace"}),
    Asked(cooldowns.extend_cool_down, {"contact": "Sam", "by": "2d"}),
    Asked(cooldowns.set_up, {"name": "Jo"}),
    Asked(cooldowns.end_cool_down, {"contact": "Sam", "reason": "peace"}),
    Asked(cooldowns.shorten_cool_down, {"contact": "Sam", "by": "1d", "reason": "peace"}),
    Asked(undoing.undo, {"contact": "Sam"}),
    Asked(boundaries.set_boundary, {"contact": "Sam", "boundary": "stop"}),
    Asked(changes.cancel_change, {"change": 1}, _a_change_waits),
    Asked(confirming.confirm_change, {"change": 1}, _a_change_is_ready),
    Asked(clocks.accept_clock, {"reason": "peace"}, _the_clock_is_ahead),
    Asked(clocks.accept_clock, {"reason": "none is needed"}),
    Asked(
        drafts.settle_review,
        {"urge": 1, "decision": "keep", "length": "3d", "calm": True, "wanted": "x"},
        _the_hold_has_passed,
    ),
    Asked(forgetting.forget_contact, {"name": "Kim", "sure": True}),
    Asked(forgetting.ask_to_erase, {"reason": "peace"}),
    Asked(events.heard, {"contact": "Sam", "note": "hi"}),
    Asked(events.logistics, {"contact": "Sam", "about": "keys"}),
    Asked(events.note_event, {"event": 1, "note": "hi"}),
    Asked(events.retract_event, {"kind": "heard"}, _they_wrote),
    Asked(events.sent, {"urge": 1, "note": "hi"}),
    Asked(events.sent, {"alone": True, "contact": "Sam", "channel": "mail"}),
    Asked(nudges.mark_read, {"nudge_ids": (1, 2)}),
    Asked(nudges.report_looked_at, {"week": "2026-W46"}),
    Asked(riding.ask_here, {"urge": 1}),
    Asked(nudges.snooze_nudges, {"length": "3h"}),
]
NAMES = [f"{asked.use_case.__name__}-{'-'.join(asked.arguments)}" for asked in ASKED]


def _ask(app: App, request: str, asked: Asked) -> Any:
    return asked.use_case(app.ports(request), **asked.arguments)


def _all_rows(ledger_file: LedgerFile) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: ledger_file.rows(f"SELECT * FROM {table}")  # noqa: S608 - our own names
        for table in ledger_file.tables() - {"mark"}  # which follows the clock, whatever is asked
    }


@pytest.fixture
def filled(app: App, clock: FakeClock) -> App:
    app.call(log_urge, draft="I miss you", contact="Sam", triggers=("song",))
    app.call(add_contact, name="Kim")
    clock.forward(minutes=1)
    app.call(start_cool_down, contact="Sam", length="30d")
    clock.forward(minutes=1)
    return app


def test_every_writing_use_case_is_in_the_table() -> None:
    known = {asked.use_case.__name__ for asked in ASKED}
    for module in iter_modules(services.__path__):
        import_module(f"holdfast.services.{module.name}")
    assert known == {use_case.__name__ for use_case, writes in USE_CASES.items() if writes}


@pytest.mark.parametrize("asked", ASKED, ids=NAMES)
def test_the_same_request_twice_gives_the_first_answer_and_does_nothing_more(
    filled: App, clock: FakeClock, ledger_file: LedgerFile, asked: Asked
) -> None:
    asked.prepared(filled, clock)
    first = _ask(filled, "same", asked)
    rows = _all_rows(ledger_file)
    clock.forward(minutes=5)
    again = _ask(filled, "same", asked)
    assert again == first
    assert type(again) is type(first)
    assert _all_rows(ledger_file) == rows
    # Another process is asked the same.
    assert _ask(App(filled.folders, clock=clock), "same", asked) == first


def test_another_request_is_carried_out(filled: App) -> None:
    for request in ("one", "two", "one"):
        _ask(filled, request, ASKED[0])
    assert len(filled.call(list_urges)) == 3


def test_a_request_that_failed_can_be_made_again(filled: App) -> None:
    with pytest.raises(Exception, match="no contact called"):
        log_urge(filled.ports("same"), contact="Robin")
    filled.call(add_contact, name="Robin")
    assert log_urge(filled.ports("same"), contact="Robin").urge.contact == "Robin"


def test_a_test_nudge_is_shown_for_each_request(filled: App, notifier: FakeNotifier) -> None:
    for request in ("one", "two"):
        assert nudges.show_test_nudge(filled.ports(request)).state == "handed-over"
    assert len(notifier.shown) == 2


@pytest.mark.parametrize(
    ("age", "kept"),
    [
        (timedelta(), True),
        (timedelta(hours=23), True),
        (timedelta(days=1), True),
        (timedelta(days=1, microseconds=1), False),
        (timedelta(days=400), False),
    ],
    ids=str,
)
def test_an_answer_is_kept_for_one_day(
    app: App, clock: FakeClock, ledger_file: LedgerFile, age: timedelta, kept: bool
) -> None:
    add_contact(app.ports("old"), name="Sam")
    clock.moment += age
    add_contact(app.ports("new"), name="Robin")
    requests = {request for (request,) in ledger_file.rows("SELECT id FROM requests")}
    assert requests == ({"old", "new"} if kept else {"new"})
