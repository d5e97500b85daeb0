"""The JSON contract: each command's document has the keys and types that scripts rely on."""

import json
import re
from dataclasses import dataclass
from typing import Any

import click
import pytest

from conftest import Commands
from every_command import all_commands
from fakes import FakeClock
from lives import live


@dataclass(frozen=True)
class Either:
    """One of several shapes."""

    of: tuple[Any, ...]


def either(*shapes: Any) -> Either:
    return Either(shapes)


INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
WEEK = re.compile(r"\d{4}-W\d\d")
WORDS = re.compile(r"(?s).+")

HOLD = {
    "held": bool,
    "until": either(INSTANT, None),
    "reason": either("boundary", "cool-down", "pause", None),
    "remaining_seconds": either(int, None),
}
CHANGE = {
    "id": int,
    "contact": either(WORDS, None),
    "kind": either("end", "shorten", "boundary", "clock", "erase"),
    "asked_at": INSTANT,
    "ready_at": INSTANT,
    "lapses_at": INSTANT,
    "state": either("waiting", "ready", "confirmed", "cancelled", "lapsed"),
    "reason": either(WORDS, None),
}
URGE = {
    "id": int,
    "contact": WORDS,
    "felt_at": INSTANT,
    "logged_at": INSTANT,
    "channel": either(WORDS, None),
    "intensity": either(int, None),
    "triggers": [WORDS],
    "has_draft": bool,
    "ratings": [{"at": INSTANT, "intensity": int}],
    "outcome": either("open", "let-go", "sent"),
    "outcome_at": either(INSTANT, None),
    "slip": bool,
    "retracted_at": either(INSTANT, None),
    "hold": HOLD,
}
EVENT = {
    "id": int,
    "kind": either("sent", "heard", "logistics"),
    "contact": WORDS,
    "at": INSTANT,
    "channel": either(WORDS, None),
    "slip": bool,
    "urge": either(int, None),
}
COOLDOWN = {
    "contact": WORDS,
    "started_at": INSTANT,
    "length_seconds": int,
    "ends_at": either(INSTANT, None),
    "remaining_seconds": either(int, None),
    "delay_seconds": int,
    "pause_seconds": int,
    "days_kept": int,
    "days_slipped": int,
}
NUDGE = {
    "id": int,
    "key": WORDS,
    "kind": WORDS,
    "due_at": INSTANT,
    "state": either("planned", "handed-over", "failed", "suppressed", "expired"),
    "handed_over_at": either(INSTANT, None),
    "title": either(WORDS, None),
    "body": either(WORDS, None),
    "why": WORDS,
    "detail": either(WORDS, None),
}
CONTACT = {
    "name": WORDS,
    "boundary": either("open", "space", "stop", "order"),
    "boundary_until": either(INSTANT, None),
    "cooldown": either(COOLDOWN, None),
    "hold": HOLD,
    "open_urges": [int],
    "changes": [CHANGE],
}
SETTLED = {"urge": URGE, "hold": HOLD}
MADE = {"event": EVENT, "urge": either(URGE, None), "hold": HOLD}
DAEMON = {"running": bool, "pid": either(int, None), "last_tick_at": either(INSTANT, None)}
CHECK = {"check": WORDS, "ok": bool, "says": WORDS, "try": either(WORDS, None)}
STATUS = {"now": INSTANT, "contacts": [CONTACT], "daemon": DAEMON, "inbox": int}
REPORT = {
    "week": WEEK,
    "starts_on": DAY,
    "ends_on": DAY,
    "time_zone": WORDS,
    "contact": either(WORDS, None),
    "urges": {"count": int, "episodes": int},
    "outcomes": {"let_go": int, "sent": int, "open": int},
    "slips": int,
    "logistics": int,
    "heard": int,
    "check_ins": {"asked": int, "answered": int},
    "by_weekday_and_hour": [[int]],
    "triggers": dict,
    "channels": dict,
    "intensity": {"median_first": either(float, None), "median_last": either(float, None)},
    "gaps": {"clock_jumps": [{"at": INSTANT, "seconds": int}], "hours_without_daemon": float},
}
KEPT = {
    "week": WEEK,
    "contact": either(WORDS, None),
    "path": WORDS,
    "made_at": INSTANT,
    "version": int,
}
SETTING = {"key": WORDS, "value": WORDS, "source": WORDS}

# What is typed after `holdfast` in the lived-in home, and the document that answers it.
DOCUMENTS: dict[str, Any] = {
    "log": SETTLED,
    "log --no-draft --intensity 3": SETTLED,
    "rate 4": SETTLED,
    "let-go": SETTLED,
    "let-go 1": SETTLED,
    "amend 4 --intensity 2": SETTLED,
    "retract 4": SETTLED,
    "retract 3": SETTLED,
    "show": {**SETTLED, "amendments": list, "reviews": list, "note": None},
    "show 2": {**SETTLED, "note": either(WORDS, None)},
    "sent": MADE,
    "sent 2": MADE,
    "sent --alone": MADE,
    "heard --channel sms": MADE,
    "logistics --about keys": MADE,
    "drafts": [URGE],
    "check": {**HOLD, "contact": WORDS},
    "list": [URGE],
    "list --retracted": [URGE],
    "cooldown start 3d --contact Robin": COOLDOWN,
    "cooldown extend 1d --contact Sam": COOLDOWN,
    "cooldown show --contact Sam": COOLDOWN,
    "cooldown show --contact Robin": None,
    "cooldown end --contact Sam --reason peace": CHANGE,
    "cooldown shorten 1d --contact Sam --reason peace": CHANGE,
    "contact boundary Sam stop": CONTACT,
    "contact forget Sam --yes": {"name": WORDS, "hold": HOLD},
    "contact add Kim": CONTACT,
    "contact rename Sam Alex": CONTACT,
    "contact list": [CONTACT],
    "status": STATUS,
    "nudges": [NUDGE],
    "nudges test": NUDGE,
    "nudges snooze 3h": {"until": INSTANT},
    "reports": [KEPT],
    "report": REPORT,
    "report --week last --contact Sam": REPORT,
    "report --format json": REPORT,
    "daemon status": {**DAEMON, "since": either(INSTANT, None)},
    "doctor": [CHECK],
    "doctor clock": [CHECK],
    "doctor clock accept": None,
    "erase --reason peace": CHANGE,
    "config show": [SETTING],
}
NEEDS_ROBIN = ("Robin",)


def misfits(value: Any, shape: Any, where: str = "the document") -> list[str]:
    """Say where a value is not as its shape has it; more keys than known are fine."""
    if isinstance(shape, Either):
        tries = [misfits(value, one, where) for one in shape.of]
        return [] if [] in tries else max(tries, key=len)
    said: list[str] = []
    if isinstance(shape, dict) and isinstance(value, dict):
        said = [f"{where} lacks {key}" for key in shape.keys() - value.keys()]
        for key in shape.keys() & value.keys():
            said += misfits(value[key], shape[key], f"{where}.{key}")
    elif isinstance(shape, list) and isinstance(value, list):
        wanted = shape * len(value) if shape else ["nothing"] * len(value)
        for item, one in zip(value, wanted, strict=True):
            said += misfits(item, one, f"{where}[]")
    elif not _fits(value, shape):
        said = [f"{where} is {value!r}"]
    return said


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    if isinstance(shape, type):
        return type(value) is shape  # a bool is no int
    return bool(value == shape)


def ask(holdfast: Commands, clock: FakeClock, command: str) -> Any:
    live(holdfast, clock)
    if any(name in command for name in NEEDS_ROBIN):
        holdfast.ok("contact", "add", "Robin")
    return holdfast(*command.split(), "--json", typed="a message")


@pytest.mark.parametrize("command", DOCUMENTS)
def test_each_command_answers_with_its_document(
    holdfast: Commands, clock: FakeClock, command: str
) -> None:
    said = ask(holdfast, clock, command)
    assert said.code == (10 if command == "check" else 0)
    assert misfits(said.json, DOCUMENTS[command]) == []
    assert said.json is None or said.json != []
    assert said.err == ""


# What needs a home of its own: a young promise, a change, days that have passed.
PREPARED: dict[str, tuple[list[str], float, Any]] = {
    "undo": (["cooldown extend 1d"], 0, COOLDOWN),
    "changes": (["cooldown end --reason peace"], 0, [CHANGE]),
    "changes cancel 1": (["cooldown end --reason peace"], 0, CHANGE),
    "changes confirm 1": (["cooldown end --reason peace"], 1.5, CHANGE),
    "contact boundary Sam open --reason peace": (["contact boundary Sam stop"], 0, CHANGE),
    "drafts review 4 --keep 3d": ([], 60, SETTLED),
    "status": (["cooldown end --reason peace"], 0, STATUS),
}


@pytest.mark.parametrize("command", PREPARED)
def test_what_needs_a_home_of_its_own_answers_with_its_document(
    holdfast: Commands, clock: FakeClock, command: str
) -> None:
    live(holdfast, clock)
    before, days, shape = PREPARED[command]
    for words in before:
        holdfast.ok(*words.split())
    clock.forward(days=days)
    said = holdfast.ok(*command.split(), "--json")
    assert misfits(said.json, shape) == []
    assert said.json != []


def _takes_json(command: click.Command) -> bool:
    return any(parameter.name == "as_json" for parameter in command.params)


def test_the_tables_have_every_command_that_takes_json() -> None:
    described = [*DOCUMENTS, *PREPARED]
    commands = {name for name, command in all_commands() if _takes_json(command)}
    found = {
        name for name in commands if any(f"{words} ".startswith(f"{name} ") for words in described)
    }
    assert commands == found


def test_a_shape_that_does_not_fit_is_noticed() -> None:
    assert misfits({"held": 1}, {"held": bool})
    assert misfits({}, HOLD)
    assert misfits("2026-11-20T21:30:00+00:00", INSTANT)
    assert misfits(True, int)
    assert misfits([HOLD, 3], [either(HOLD, None)])


def test_undo_answers_with_the_cooldown_that_stands_again_or_null(holdfast: Commands) -> None:
    holdfast.ok("cooldown", "start", "3d")
    holdfast.ok("cooldown", "extend", "1d")
    stands = holdfast.ok("undo", "--json").json
    assert misfits(stands, COOLDOWN) == []
    assert stands["length_seconds"] == 3 * 86_400
    assert holdfast.ok("undo", "--json").json is None


@pytest.mark.parametrize(
    ("command", "empty"),
    [("list", []), ("reports", []), ("nudges", []), ("contact list", [])],
)
def test_a_list_of_nothing_is_an_empty_list(holdfast: Commands, command: str, empty: Any) -> None:
    assert holdfast.ok(*command.split(), "--json").json == empty


def find(document: Any, keys: set[str]) -> list[dict[str, Any]]:
    """Give every object in a document that has these keys."""
    inside = document.values() if isinstance(document, dict) else document
    if not isinstance(document, dict | list):
        return []
    found = [item for part in inside for item in find(part, keys)]
    return [document, *found] if isinstance(document, dict) and keys <= document.keys() else found


@pytest.mark.parametrize(
    ("kind", "apart"),
    [
        (HOLD, {"contact"}),  # `check` has the name beside the hold's keys
        (URGE, set()),
        (EVENT, set()),
        (COOLDOWN, set()),
        (NUDGE, set()),
        (CONTACT, set()),
        (DAEMON, set()),
    ],
    ids=["hold", "urge", "event", "cool-down", "nudge", "contact", "daemon"],
)
def test_an_object_of_one_kind_looks_the_same_wherever_it_appears(
    holdfast: Commands, clock: FakeClock, kind: dict[str, Any], apart: set[str]
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "add", "Robin")
    found = []
    for command in DOCUMENTS:
        said = holdfast(*command.split(), "--json", typed="a message")
        if said.out:
            found += find(said.json, set(kind))
    assert len(found) > 1
    assert len({frozenset(one.keys() - apart) for one in found}) == 1


def test_a_report_has_a_week_of_hours_that_adds_up(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    made = holdfast.ok("report", "--week", "last", "--json").json
    grid = made["by_weekday_and_hour"]
    assert [len(day) for day in grid] == [24] * 7
    assert sum(map(sum, grid)) == made["urges"]["count"] == 2
    assert sum(made["outcomes"].values()) == 2
    assert made["triggers"] == {"alone": 1, "song": 1}
    assert made["channels"] == {"sms": 1}
    assert made["slips"] == 1


def test_nothing_of_an_instant_hangs_on_the_persons_zone(
    holdfast: Commands, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(holdfast, clock)
    here = holdfast.ok("list", "--json").out
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert holdfast.ok("list", "--json").out == here


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("show 99", 1, "There is no urge 99."),
        ("check --contact Robbin", 1, "There is no contact called “Robbin”."),
        ("cooldown extend -3d", 2, "“-3d” is less than nothing."),
        ("report --week soon", 2, "“soon” isn't a week."),
        ("list --limit 0", 2, "--limit takes a number from 1 to 1000000."),
        ("let-gone", 2, "There is no command “let-gone”."),
        ("list --sinse 7d", 2, "No such option '--sinse'"),
        ("amend", 2, "Say URGE, too."),
    ],
)
def test_an_error_is_one_document_on_stderr_with_the_same_exit_code(
    holdfast: Commands, clock: FakeClock, command: str, code: int, message: str
) -> None:
    live(holdfast, clock)
    said = holdfast(*command.split(), "--json")
    plain = holdfast(*command.split())
    assert said.code == plain.code == code
    assert said.out == ""
    document = json.loads(said.err)
    assert document.keys() == {"error"}
    assert document["error"].keys() >= {"message", "try"}
    assert document["error"]["message"].startswith(message)
    assert isinstance(document["error"]["try"], str | None)
    assert plain.err.startswith(f"Error: {message}")
    assert "Try: " in plain.err or document["error"]["try"] is None
