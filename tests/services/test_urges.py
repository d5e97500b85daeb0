"""Logging an urge, rating it, letting it go, correcting it, finding it again."""

from datetime import timedelta
from typing import Any

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.errors import HoldfastError, NeedsAnswer, NotFound, NotUnderstood, Refused
from holdfast.services.check import check
from holdfast.services.choosing import UnknownContact
from holdfast.services.contacts import add_contact, list_contacts
from holdfast.services.cooldowns import start_cool_down
from holdfast.services.drafts import open_draft
from holdfast.services.events import sent
from holdfast.services.reports import weekly_report
from holdfast.services.urges import (
    amend_urge,
    let_go,
    list_urges,
    log_urge,
    rate_urge,
    retract_urge,
    show_urge,
)

DAY = timedelta(days=1)


def ids(app: App, **which: Any) -> list[int]:
    return [urge.id for urge in app.call(list_urges, **which)]


def test_on_an_empty_ledger_an_urge_makes_its_contact_and_is_held_for_the_pause(app: App) -> None:
    logged = app.call(log_urge, draft="I miss you", intensity=8, triggers=("Song", "song"))
    assert (logged.urge.contact, logged.made_contact, logged.cooldown_runs) == ("Ex", True, False)
    assert (logged.urge.has_draft, logged.urge.intensity) == (True, 8)
    assert logged.urge.triggers == ("song",)
    assert (logged.hold.until, logged.hold.reason) == (EVENING + DAY, "pause")
    assert logged.urge.hold == logged.hold


def test_a_name_said_on_an_empty_ledger_is_the_new_contacts(app: App) -> None:
    assert app.call(log_urge, contact="Sam").urge.contact == "Sam"


@pytest.mark.parametrize("draft", [None, "", " \n "])
def test_an_urge_needs_no_draft_and_blanks_are_none(app: App, draft: str | None) -> None:
    assert not app.call(log_urge, draft=draft).urge.has_draft


def test_a_cool_down_gives_its_reason_and_its_pause_to_what_is_logged(app: App) -> None:
    app.call(start_cool_down, length="2d", pause="3d", why=" They asked for room. ")
    logged = app.call(log_urge)
    assert (logged.why, logged.cooldown_runs) == ("They asked for room.", True)
    assert (logged.hold.until, logged.hold.reason) == (EVENING + 3 * DAY, "pause")


def test_a_pause_counts_from_the_logging_although_it_was_felt_before(app: App) -> None:
    logged = app.call(log_urge, felt="20m ago")
    assert logged.urge.felt_at == EVENING - timedelta(minutes=20)
    assert logged.hold.until == EVENING + DAY


def test_a_later_setting_rewrites_no_pause_that_runs(app: App) -> None:
    app.call(log_urge)
    app.set_config("cooldown", "pause", "10m")
    assert app.call(check).until == EVENING + DAY


def test_of_several_contacts_it_asks_with_the_last_one_as_default(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Kim")
    with pytest.raises(NeedsAnswer) as asked:
        app.call(log_urge)
    assert (asked.value.choices, asked.value.default) == (("Sam", "Kim"), None)
    app.call(log_urge, contact="sam")
    with pytest.raises(NeedsAnswer) as asked:
        app.call(log_urge)
    assert asked.value.default == "Sam"


def test_where_nobody_can_be_asked_it_goes_to_the_one_logged_to_last(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Kim")
    newest = app.call(log_urge, guess_contact=True)
    assert (newest.urge.contact, newest.guessed_contact) == ("Kim", True)
    app.call(log_urge, contact="Sam", guess_contact=True)
    assert app.call(log_urge, guess_contact=True).urge.contact == "Sam"


def test_an_unknown_contact_suggests_the_near_one_and_writes_nothing(app: App) -> None:
    app.call(add_contact, name="Sam")
    with pytest.raises(UnknownContact, match="Did you mean “Sam”") as unknown:
        app.call(log_urge, contact="Sma", draft="I miss you", guess_contact=True)
    assert unknown.value.exit_code == 1
    with pytest.raises(UnknownContact) as nothing_near:
        app.call(log_urge, contact="Zebedee")
    assert nothing_near.value.way_out == "holdfast contact add Zebedee"
    assert ids(app) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"intensity": 11}, "0 to 10"),
        ({"felt": "2027-01-01"}, "still to come"),
        ({"felt": "1960-01-01"}, "1970"),
        ({"channel": " "}, "--channel"),
        ({"triggers": ("",)}, "--trigger"),
        ({"contact": "a\nb"}, "one line"),
    ],
)
def test_what_can_not_be_kept_is_refused_whole(
    app: App, wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(NotUnderstood, match=sentence):
        app.call(log_urge, draft="I miss you", **wrong)
    assert app.call(list_contacts) == ()


def test_ratings_are_kept_in_their_order(app: App, clock: FakeClock) -> None:
    app.call(log_urge, intensity=8)
    clock.forward(minutes=10)
    app.call(rate_urge, intensity=5)
    clock.forward(minutes=20)
    rated = app.call(rate_urge, intensity=0, urge=1).urge
    assert [(one.at - EVENING, one.intensity) for one in rated.ratings] == [
        (timedelta(minutes=10), 5),
        (timedelta(minutes=30), 0),
    ]


def test_a_rating_can_be_of_a_moment_that_has_been_since_the_urge_was_felt(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, intensity=8)
    clock.forward(hours=9)
    app.call(rate_urge, intensity=2)
    rated = app.call(rate_urge, intensity=5, at="8h ago").urge
    assert [(one.at - EVENING, one.intensity) for one in rated.ratings] == [
        (timedelta(hours=1), 5),
        (timedelta(hours=9), 2),
    ]
    with pytest.raises(NotUnderstood, match="was felt later than that, at 2026-11-20 22:30"):
        app.call(rate_urge, intensity=5, at="10h ago")


def test_retracting_by_mistake_is_taken_back_and_the_draft_can_be_looked_at_again(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, draft="I miss you")
    app.call(retract_urge, urge=1)
    settled = app.call(amend_urge, urge=1, outcome="open")
    assert (settled.already, settled.urge.retracted_at) == (False, None)
    assert app.call(amend_urge, urge=1, outcome="open").already
    clock.forward(days=2)
    assert app.call(open_draft, urge=1).text == "I miss you"


def test_an_urge_that_was_let_go_can_still_be_rated(app: App) -> None:
    app.call(log_urge)
    app.call(let_go)
    assert app.call(rate_urge, urge=1, intensity=3).urge.outcome == "let-go"


def test_without_a_number_the_one_felt_last_that_is_open_is_meant(app: App) -> None:
    app.call(log_urge)
    app.call(log_urge, felt="1h ago")
    assert app.call(let_go).urge.id == 1
    assert app.call(let_go).urge.id == 2
    for use_case in (let_go, show_urge):
        with pytest.raises(NotFound, match="No urge is open"):
            app.call(use_case)
    with pytest.raises(NotFound, match="no urge 99"):
        app.call(show_urge, urge=99)


def test_letting_go_closes_it_and_its_pause_runs_out_as_it_would_have(app: App) -> None:
    logged = app.call(log_urge, draft="I miss you")
    gone = app.call(let_go)
    assert (gone.urge.outcome, gone.urge.outcome_at) == ("let-go", EVENING)
    assert gone.hold == logged.hold
    assert gone.urge.has_draft


def test_letting_go_twice_is_once_and_says_so(app: App, clock: FakeClock) -> None:
    app.call(log_urge, draft="I miss you")
    assert not app.call(let_go).already
    clock.forward(hours=1)
    again = app.call(let_go, urge=1)
    assert (again.already, again.urge.outcome_at) == (True, EVENING)
    erased = app.call(let_go, urge=1, erase=True)
    assert (erased.already, erased.urge.has_draft) == (False, False)
    assert app.call(let_go, urge=1, erase=True).already


def test_what_was_sent_is_not_let_go(app: App) -> None:
    app.call(log_urge)
    app.call(sent)
    with pytest.raises(Refused, match="was sent") as refusal:
        app.call(let_go, urge=1)
    assert refusal.value.way_out is not None
    assert "amend 1 --outcome open" in refusal.value.way_out


def test_a_retracted_urge_leaves_the_list_and_its_pause_runs_on(app: App) -> None:
    app.call(log_urge)
    assert not app.call(retract_urge, urge=1).already
    assert app.call(retract_urge, urge=1).already
    assert ids(app) == []
    assert ids(app, retracted=True) == [1]
    assert app.call(check).held
    with pytest.raises(Refused, match="retracted"):
        app.call(let_go, urge=1)
    with pytest.raises(Refused, match="retracted"):
        app.call(rate_urge, urge=1, intensity=1)


def test_what_was_corrected_says_what_it_said_before(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Kim")
    app.call(log_urge, intensity=8, triggers=("song", "drinks"), channel="sms", contact="Kim")
    app.call(add_contact, name="Sam")
    clock.forward(minutes=5)
    corrected = app.call(
        amend_urge,
        urge=1,
        contact="Sam",
        channel="WhatsApp",
        intensity=6,
        triggers=("photo",),
        felt="1h ago",
    ).urge
    assert (corrected.contact, corrected.channel, corrected.intensity) == ("Sam", "whatsapp", 6)
    assert (corrected.triggers, corrected.felt_at) == (
        ("photo",),
        EVENING - timedelta(minutes=55),
    )
    story = app.call(show_urge, urge=1)
    assert {one.field: (one.before, one.after) for one in story.amendments} == {
        "contact": ("Kim", "Sam"),
        "channel": ("sms", "whatsapp"),
        "intensity": ("8", "6"),
        "triggers": ("song, drinks", "photo"),
        "felt_at": ("2026-11-20T21:30:00Z", "2026-11-20T20:35:00Z"),
    }


def test_amending_the_contact_moves_the_pause(app: App) -> None:
    app.call(add_contact, name="Kim")
    app.call(add_contact, name="Sam")
    app.call(log_urge, contact="Kim")
    app.call(amend_urge, urge=1, contact="Sam")
    assert app.call(check, contact="Sam").held
    assert not app.call(check, contact="Kim").held


def test_later_a_pause_that_runs_is_not_moved_away(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Kim")
    app.call(add_contact, name="Sam")
    app.call(log_urge, contact="Kim")
    clock.forward(minutes=10, microseconds=1)
    with pytest.raises(Refused, match="is held for Kim"):
        app.call(amend_urge, urge=1, contact="Sam")
    assert app.call(amend_urge, urge=1, contact="Kim", channel="sms").urge.contact == "Kim"
    clock.forward(days=1)
    assert app.call(amend_urge, urge=1, contact="Sam").urge.contact == "Sam"


def test_amending_the_contact_takes_the_contact_made_along(app: App) -> None:
    app.call(add_contact, name="Kim")
    app.call(add_contact, name="Sam")
    app.call(log_urge, contact="Kim")
    app.call(sent)
    app.call(amend_urge, urge=1, contact="Sam")
    again = app.call(sent, urge=1)
    assert (again.already, again.event.contact, again.event.slip) == (True, "Sam", True)
    assert app.call(weekly_report, contact="Kim").slips == 0
    assert app.call(weekly_report, contact="Sam").slips == 1


def test_retracting_takes_the_contact_made_along(app: App) -> None:
    app.call(log_urge)
    app.call(sent)
    app.call(retract_urge, urge=1)
    report = app.call(weekly_report)
    assert (report.urges.count, report.slips, report.contacts_made) == (0, 0, 0)


def test_a_correction_to_what_it_says_already_is_none(app: App) -> None:
    app.call(log_urge, intensity=5)
    assert app.call(amend_urge, urge=1, intensity=5, outcome="open").already
    assert not app.call(amend_urge, urge=1, intensity=6).already
    assert [one.field for one in app.call(show_urge, urge=1).amendments] == ["intensity"]


def test_erasing_says_whether_there_was_a_text(app: App) -> None:
    app.call(log_urge, draft="I miss you")
    assert app.call(let_go, erase=True).erased
    assert not app.call(let_go, urge=1, erase=True).erased


def test_an_outcome_is_taken_back_to_open_and_with_it_the_contact_made(app: App) -> None:
    app.call(start_cool_down, length="30d")
    app.call(log_urge)
    assert app.call(sent).event.slip
    reopened = app.call(amend_urge, urge=1, outcome="open").urge
    assert (reopened.outcome, reopened.outcome_at, reopened.slip) == ("open", None, False)
    assert app.call(sent, urge=1).already is False


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({}, NotUnderstood, "Say what to correct"),
        ({"outcome": "let-go"}, Refused, "back to open"),
        ({"outcome": "sent"}, Refused, "back to open"),
        ({"intensity": -1}, NotUnderstood, "0 to 10"),
        ({"felt": "2030-01-01"}, NotUnderstood, "still to come"),
        ({"contact": "Zebedee"}, UnknownContact, "no contact"),
    ],
)
def test_a_correction_that_can_not_be_made_changes_nothing(
    app: App, changes: dict[str, Any], error: type[HoldfastError], sentence: str
) -> None:
    before = app.call(log_urge, intensity=8).urge
    with pytest.raises(error, match=sentence):
        app.call(amend_urge, urge=1, **changes)
    story = app.call(show_urge, urge=1)
    assert (story.urge, story.amendments) == (before, ())


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ({}, [4, 3, 2, 1]),
        ({"limit": 2}, [4, 3]),
        ({"since": "2h ago"}, [4, 3]),
        ({"until": "2h ago"}, [2, 1]),
        ({"since": "1d ago", "until": "2h ago"}, [2]),
        ({"outcome": "open"}, [4, 3, 1]),
        ({"outcome": "let-go"}, [2]),
        ({"trigger": "SONG"}, [3, 1]),
        ({"trigger": "rain"}, []),
        ({"contact": "Kim"}, [4]),
    ],
)
def test_urges_are_listed_newest_first_as_far_as_they_fit(
    app: App, which: dict[str, Any], found: list[int]
) -> None:
    app.call(log_urge, felt="2d ago", triggers=("song",), contact="Sam")
    app.call(log_urge, felt="3h ago")
    app.call(log_urge, felt="1h ago", triggers=("photo", "song"))
    app.call(add_contact, name="Kim")
    app.call(log_urge, contact="Kim")
    app.call(let_go, urge=2)
    assert ids(app, **which) == found


@pytest.mark.no_cover  # it reaches nothing that shorter ones don't
def test_years_of_urges_are_listed_whole(app: App) -> None:
    for number in range(501):
        app.call(log_urge, triggers=(f"word {number}",))
    listed = app.call(list_urges)
    assert [one.triggers for one in listed] == [(f"word {n}",) for n in reversed(range(501))]


def test_a_cool_down_keeps_an_urge_where_it_is_though_its_pause_is_over(
    app: App, clock: FakeClock
) -> None:
    for name in ("Sam", "Robin"):
        app.call(add_contact, name=name)
    app.call(start_cool_down, contact="Sam", length="30d", pause="10m")
    app.call(log_urge, contact="Sam", draft="I miss you")
    clock.forward(minutes=11)
    with pytest.raises(Refused, match="is held for Sam"):
        app.call(amend_urge, urge=1, contact="Robin")


def test_moved_into_a_cool_down_with_a_longer_pause_it_has_that_one(app: App) -> None:
    app.call(add_contact, name="Kim")
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, contact="Sam", length="2d", pause="7d")
    app.call(log_urge, contact="Kim")
    app.call(amend_urge, urge=1, contact="Sam")
    story = app.call(show_urge, urge=1)
    assert story.urge.hold.remaining_seconds == 7 * 86_400
    assert [one.field for one in story.amendments] == ["contact"]
