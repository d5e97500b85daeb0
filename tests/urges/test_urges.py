"""Logging an urge, rating it, letting it go, correcting it, finding it again."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.config import set_config
from holdfast.contacts.choosing import UnknownContact
from holdfast.contacts.use_cases import add_contact, contact_names
from holdfast.errors import HoldfastError, NeedsAnswer, NotFound, NotUnderstood, Refused
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.holds import check
from holdfast.promises.use_cases import start_cool_down
from holdfast.report.use_cases import weekly_report
from holdfast.urges.drafts import open_draft
from holdfast.urges.events import sent
from holdfast.urges.urge_changes import amend_urge, retract_urge
from holdfast.urges.use_cases import let_go, list_urges, log_urge, rate_urge, show_urge
from report.examples import DAY, HOUR, MINUTE


def ids(app: App, **which: Any) -> list[int]:
    return [urge.id for urge in app.call(list_urges, **which)]


@pytest.fixture
def kim_and_sam(app: App) -> App:
    for name in ("Kim", "Sam"):
        app.call(add_contact, name=name)
    return app


def test_a_first_urge_makes_its_contact_and_is_held_for_the_pause(app: App) -> None:
    logged = app.call(log_urge, draft="I miss you", intensity=8, triggers=("Song", "song"))
    assert (logged.urge.contact, logged.made_contact, logged.cooldown_runs) == ("Ex", True, False)
    assert (logged.urge.has_draft, logged.urge.intensity) == (True, 8)
    assert logged.urge.triggers == ("song",)
    assert (logged.hold.until, logged.hold.reason) == (EVENING + DAY, "pause")
    assert logged.urge.hold == logged.hold


@pytest.mark.parametrize("draft", [None, "", " \n "])
def test_an_urge_without_a_text_has_no_draft(app: App, draft: str | None) -> None:
    assert not app.call(log_urge, draft=draft).urge.has_draft


def test_an_urge_takes_its_reason_and_its_pause_from_a_cool_down(app: App) -> None:
    app.call(start_cool_down, length="2d", pause="3d", why=" They asked for room. ")
    logged = app.call(log_urge)
    assert (logged.why, logged.cooldown_runs) == ("They asked for room.", True)
    assert (logged.hold.until, logged.hold.reason) == (EVENING + 3 * DAY, "pause")


def test_a_pause_begins_when_an_urge_is_logged_and_not_when_it_was_felt(app: App) -> None:
    logged = app.call(log_urge, felt="20m ago")
    assert logged.urge.felt_at == EVENING - 20 * MINUTE
    assert logged.hold.until == EVENING + DAY


def test_a_running_pause_keeps_its_length_when_the_setting_changes(app: App) -> None:
    app.call(log_urge)
    set_config(app.folders.config, "cooldown", "pause", "10m")
    assert app.call(check).until == EVENING + DAY


def test_logging_asks_which_of_several_contacts_and_suggests_the_last_one(
    kim_and_sam: App,
) -> None:
    for default in (None, "Kim"):
        with pytest.raises(NeedsAnswer) as question:
            kim_and_sam.call(log_urge)
        assert (question.value.choices, question.value.default) == (("Kim", "Sam"), default)
        kim_and_sam.call(log_urge, contact="kim")


def test_logging_goes_to_the_last_contact_where_nobody_can_be_asked(kim_and_sam: App) -> None:
    newest = kim_and_sam.call(log_urge, guess_contact=True)
    assert (newest.urge.contact, newest.guessed_contact) == ("Sam", True)
    kim_and_sam.call(log_urge, contact="Kim", guess_contact=True)
    assert kim_and_sam.call(log_urge, guess_contact=True).urge.contact == "Kim"


def test_a_message_without_a_name_goes_to_the_contact_under_a_promise(kim_and_sam: App) -> None:
    kim_and_sam.call(log_urge, contact="Sam")
    kim_and_sam.call(set_boundary, contact="Kim", boundary="stop")
    assert kim_and_sam.call(log_urge, guess_contact=True).urge.contact == "Kim"


def test_logging_to_an_unknown_contact_saves_nothing_and_suggests_a_similar_one(
    app: App,
) -> None:
    app.call(add_contact, name="Sam")
    with pytest.raises(UnknownContact, match='Did you mean "Sam"') as unknown:
        app.call(log_urge, contact="Sma", draft="I miss you", guess_contact=True)
    assert unknown.value.exit_code == 1
    with pytest.raises(UnknownContact) as nothing_near:
        app.call(log_urge, contact="Zebedee")
    assert nothing_near.value.way_out == "holdfast contact add Zebedee"
    assert ids(app) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"intensity": 11}, "0 to 10"),
        ({"felt": "2027-01-01"}, "still to come"),
        ({"felt": "1960-01-01"}, "1970"),
        ({"channel": " "}, "--channel"),
        ({"channel": "c" * 201}, "--channel"),
        ({"triggers": ("",)}, "--trigger"),
        ({"contact": "a\nb"}, "one line"),
    ],
)
def test_an_urge_with_a_wrong_value_is_refused_whole(
    app: App, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(NotUnderstood, match=message):
        app.call(log_urge, draft="I miss you", **wrong)
    assert app.call(contact_names) == ()


def test_ratings_are_listed_in_the_order_of_their_moments(app: App, clock: FakeClock) -> None:
    app.call(log_urge, intensity=8)
    clock.forward(hours=9)
    app.call(rate_urge, intensity=2)
    rated = app.call(rate_urge, urge=1, intensity=5, at="8h ago").urge
    assert [(one.at, one.intensity) for one in rated.ratings] == [
        (EVENING + HOUR, 5),
        (EVENING + 9 * HOUR, 2),
    ]
    with pytest.raises(NotUnderstood, match="was felt later, Fri 20 Nov, 22:30"):
        app.call(rate_urge, intensity=5, at="10h ago")


def test_an_urge_that_was_let_go_can_still_be_rated(app: App) -> None:
    app.call(log_urge)
    app.call(let_go)
    assert app.call(rate_urge, urge=1, intensity=3).urge.outcome == "let-go"


def test_a_use_case_without_a_number_means_the_open_urge_felt_last(app: App) -> None:
    app.call(log_urge)
    app.call(log_urge, felt="1h ago")
    assert [app.call(let_go).urge.id for _ in range(2)] == [1, 2]
    for use_case in (let_go, show_urge):
        with pytest.raises(NotFound, match="No urge is open"):
            app.call(use_case)
    with pytest.raises(NotFound, match="no urge 99"):
        app.call(show_urge, urge=99)


def test_letting_go_closes_an_urge_and_leaves_its_pause_as_it_was(app: App) -> None:
    logged = app.call(log_urge, draft="I miss you")
    gone = app.call(let_go)
    assert (gone.urge.outcome, gone.urge.outcome_at) == ("let-go", EVENING)
    assert (gone.hold, gone.urge.has_draft) == (logged.hold, True)


def test_letting_go_twice_counts_once_and_can_still_erase_the_draft(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, draft="I miss you")
    assert not app.call(let_go).already
    clock.forward(hours=1)
    again = app.call(let_go, urge=1)
    assert (again.already, again.urge.outcome_at) == (True, EVENING)
    erased = app.call(let_go, urge=1, erase=True)
    assert (erased.already, erased.erased, erased.urge.has_draft) == (False, True, False)
    again = app.call(let_go, urge=1, erase=True)
    assert (again.already, again.erased) == (True, False)


def test_an_urge_that_was_sent_can_not_be_let_go(app: App) -> None:
    app.call(log_urge)
    app.call(sent)
    with pytest.raises(Refused, match="noted as sent") as refusal:
        app.call(let_go, urge=1)
    assert refusal.value.way_out is not None
    assert "amend 1 --outcome open" in refusal.value.way_out


def test_a_retracted_urge_leaves_the_list_and_its_pause_goes_on(app: App) -> None:
    app.call(log_urge)
    assert not app.call(retract_urge, urge=1).already
    assert app.call(retract_urge, urge=1).already
    assert (ids(app), ids(app, retracted=True)) == ([], [1])
    assert app.call(check).held
    with pytest.raises(Refused, match="retracted"):
        app.call(let_go, urge=1)
    with pytest.raises(Refused, match="retracted"):
        app.call(rate_urge, urge=1, intensity=1)


def test_retracting_can_be_taken_back_with_the_draft_unharmed(app: App, clock: FakeClock) -> None:
    app.call(log_urge, draft="I miss you")
    app.call(retract_urge, urge=1)
    settled = app.call(amend_urge, urge=1, outcome="open")
    assert (settled.already, settled.urge.retracted_at) == (False, None)
    assert app.call(amend_urge, urge=1, outcome="open").already
    clock.forward(days=2)
    assert app.call(open_draft, urge=1).text == "I miss you"


def test_a_corrected_urge_shows_what_it_was_before(kim_and_sam: App, clock: FakeClock) -> None:
    first: dict[str, Any] = {"intensity": 8, "triggers": ("song", "drinks"), "channel": "sms"}
    kim_and_sam.call(log_urge, contact="Kim", **first)
    clock.forward(minutes=5)
    then: dict[str, Any] = {"intensity": 6, "triggers": ("photo",), "channel": "WhatsApp"}
    kim_and_sam.call(amend_urge, urge=1, contact="Sam", felt="1h ago", **then)
    story = kim_and_sam.call(show_urge, urge=1)
    assert {one.field: (one.before, one.after) for one in story.amendments} == {
        "contact": ("Kim", "Sam"),
        "channel": ("sms", "whatsapp"),
        "intensity": ("8", "6"),
        "triggers": ("song, drinks", "photo"),
        "felt_at": ("2026-11-20T21:30:00Z", "2026-11-20T20:35:00Z"),
    }
    corrected = story.urge
    assert (corrected.contact, corrected.channel, corrected.intensity) == ("Sam", "whatsapp", 6)
    assert (corrected.triggers, corrected.felt_at) == (("photo",), EVENING - 55 * MINUTE)


def test_a_correction_that_changes_nothing_is_not_saved(app: App) -> None:
    app.call(log_urge, intensity=5)
    assert app.call(amend_urge, urge=1, intensity=5, outcome="open").already
    assert not app.call(amend_urge, urge=1, intensity=6).already
    assert [one.field for one in app.call(show_urge, urge=1).amendments] == ["intensity"]


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({}, NotUnderstood, "Nothing to correct"),
        ({"outcome": "let-go"}, Refused, "back to open"),
        ({"outcome": "sent"}, Refused, "back to open"),
        ({"intensity": -1}, NotUnderstood, "0 to 10"),
        ({"felt": "2030-01-01"}, NotUnderstood, "still to come"),
        ({"contact": "Zebedee"}, UnknownContact, "no contact"),
    ],
)
def test_a_wrong_correction_is_refused_and_changes_nothing(
    app: App, wrong: dict[str, Any], error: type[HoldfastError], message: str
) -> None:
    before = app.call(log_urge, intensity=8).urge
    with pytest.raises(error, match=message):
        app.call(amend_urge, urge=1, **wrong)
    story = app.call(show_urge, urge=1)
    assert (story.urge, story.amendments) == (before, ())


def test_an_urge_moved_to_another_contact_within_ten_minutes_takes_its_pause_along(
    kim_and_sam: App, clock: FakeClock
) -> None:
    kim_and_sam.call(log_urge, contact="Kim")
    clock.forward(minutes=10)
    kim_and_sam.call(amend_urge, urge=1, contact="Sam")
    assert kim_and_sam.call(check, contact="Sam").held
    assert not kim_and_sam.call(check, contact="Kim").held


def test_an_urge_that_is_held_can_not_be_moved_after_ten_minutes(
    kim_and_sam: App, clock: FakeClock
) -> None:
    kim_and_sam.call(log_urge, contact="Kim")
    clock.forward(minutes=10, microseconds=1)
    with pytest.raises(Refused, match="on hold for Kim"):
        kim_and_sam.call(amend_urge, urge=1, contact="Sam")
    same = kim_and_sam.call(amend_urge, urge=1, contact="Kim", channel="sms")
    assert same.urge.contact == "Kim"
    clock.forward(days=1)
    assert kim_and_sam.call(amend_urge, urge=1, contact="Sam").urge.contact == "Sam"


def test_an_urge_can_not_be_moved_out_of_a_cool_down_although_its_pause_is_over(
    kim_and_sam: App, clock: FakeClock
) -> None:
    kim_and_sam.call(start_cool_down, contact="Sam", length="30d", pause="10m")
    kim_and_sam.call(log_urge, contact="Sam", draft="I miss you")
    clock.forward(minutes=11)
    with pytest.raises(Refused, match="on hold for Sam"):
        kim_and_sam.call(amend_urge, urge=1, contact="Kim")


def test_an_urge_moved_into_a_cool_down_gets_its_pause_if_that_is_longer(
    kim_and_sam: App,
) -> None:
    kim_and_sam.call(start_cool_down, contact="Sam", length="2d", pause="7d")
    kim_and_sam.call(log_urge, contact="Kim")
    kim_and_sam.call(amend_urge, urge=1, contact="Sam")
    story = kim_and_sam.call(show_urge, urge=1)
    assert story.urge.hold.remaining_seconds == 7 * 86_400
    assert [one.field for one in story.amendments] == ["contact"]


def test_moving_an_urge_moves_the_contact_made(kim_and_sam: App) -> None:
    kim_and_sam.call(log_urge, contact="Kim")
    kim_and_sam.call(sent)
    kim_and_sam.call(amend_urge, urge=1, contact="Sam")
    again = kim_and_sam.call(sent, urge=1)
    assert (again.already, again.event.contact, again.event.slip) == (True, "Sam", True)
    slips = [kim_and_sam.call(weekly_report, contact=name).slips for name in ("Kim", "Sam")]
    assert slips == [0, 1]


def test_retracting_or_reopening_an_urge_retracts_the_contact_made(app: App) -> None:
    for number in (1, 2):
        app.call(log_urge)
        assert app.call(sent, urge=number).event.slip
    app.call(retract_urge, urge=1)
    reopened = app.call(amend_urge, urge=2, outcome="open").urge
    assert (reopened.outcome, reopened.outcome_at, reopened.slip) == ("open", None, False)
    report = app.call(weekly_report)
    assert (report.urges.count, report.slips, report.contacts_made) == (1, 0, 0)
    assert app.call(sent, urge=2).already is False


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
def test_urges_are_listed_newest_first_if_they_match(
    app: App, which: dict[str, Any], found: list[int]
) -> None:
    app.call(log_urge, felt="2d ago", triggers=("song",), contact="Sam")
    app.call(log_urge, felt="3h ago")
    app.call(log_urge, felt="1h ago", triggers=("photo", "song"))
    app.call(add_contact, name="Kim")
    app.call(log_urge, contact="Kim")
    app.call(let_go, urge=2)
    assert ids(app, **which) == found


def test_years_of_urges_are_listed_whole(app: App) -> None:
    app.call(log_urge)
    with closing(sqlite3.connect(app.folders.database)) as database, database:
        database.executemany(
            "INSERT INTO urges (id, contact_id, felt_at, noted_at, logged_at, pause_ends_at,"
            " logged_ran, logged_sure, outcome) VALUES (?, 1, ?, 0, 0, 0, 0, 1, 'open')",
            ((number, number) for number in range(2, 1_202)),
        )
        database.execute("INSERT INTO triggers SELECT id, 0, 'word ' || id FROM urges")
    listed = app.call(list_urges)
    assert [one.triggers for one in listed[1:]] == [(f"word {n}",) for n in range(1_201, 1, -1)]
