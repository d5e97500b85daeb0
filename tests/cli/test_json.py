"""The JSON contract: each command's document has the keys and types that scripts rely on."""

import json
import re
from typing import Any

import click
import pytest

from conftest import Commands
from every_command import all_commands
from fakes import FakeClock
from lives import live

TYPES = {"bool": bool, "int": int, "float": float, "list": list, "dict": dict, "null": type(None)}
PATTERNS = {
    "instant": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
    "day": r"\d{4}-\d\d-\d\d",
    "week": r"\d{4}-W\d\d",
    "text": r"(?s).+",
}
# The keys of each object. `?` means null is possible, `[]` a list, `a|b` one of these words.
OBJECTS = {
    "hold": "held:bool until:instant? reason:boundary|cool-down|pause? remaining_seconds:int?",
    "check": "held:bool until:instant? reason:boundary|cool-down|pause? remaining_seconds:int?"
    " contact:text",
    "check-all": "held:bool until:instant? reason:boundary|cool-down|pause?"
    " remaining_seconds:int? contact:text? held_contacts:text[]",
    "request": "id:int contact:text? kind:end|shorten|boundary|mine|forget|erase asked_at:instant"
    " ready_at:instant expires_at:instant? state:waiting|ready|confirmed|cancelled|expired"
    " reason:text?",
    "rating": "at:instant intensity:int",
    "urge": "id:int contact:text felt_at:instant logged_at:instant channel:text? intensity:int?"
    " triggers:text[] has_draft:bool ratings:rating[] outcome:open|let-go|sent outcome_at:instant?"
    " slip:bool retracted_at:instant? hold:hold",
    "event": "id:int kind:sent|heard|logistics contact:text at:instant channel:text? slip:bool"
    " urge:int? note:text?",
    "entry": "at:instant type:urge|event|promise|request contact:text?",
    "opened": "urge:urge text:text",
    "cooldown": "contact:text started_at:instant length_seconds:int ends_at:instant?"
    " remaining_seconds:int? delay_seconds:int pause_seconds:int days_kept:int days_slipped:int",
    "nudge": "id:int key:text kind:text due_at:instant"
    " state:planned|handed-over|failed|suppressed|expired handed_over_at:instant? title:text?"
    " body:text? why:text detail:text?",
    "contact": "name:text boundary:open|space|stop|order boundary_until:instant? mine:bool"
    " cooldown:cooldown? goes_on:bool hold:hold open_urges:int[] requests:request[]",
    "settled": "urge:urge hold:hold",
    "help": "country:text emergency:text topic:crisis|abuse|own-behaviour lines:list instead:bool"
    " read_on:day? is_old:bool",
    "shown": "urge:urge hold:hold amendments:list reviews:list note:text?",
    "made": "event:event urge:urge? hold:hold",
    "daemon": "running:bool pid:int? last_tick_at:instant?",
    "daemon-status": "running:bool pid:int? last_tick_at:instant? since:instant?",
    "status": "now:instant contacts:contact[] daemon:daemon inbox:int",
    "report": "week:week starts_on:day ends_on:day time_zone:text contact:text? urges:counted"
    " outcomes:outcomes slips:int logistics:int heard:int check_ins:check-ins"
    " by_weekday_and_hour:int[][] triggers:dict channels:dict intensity:strengths gaps:gaps",
    "counted": "count:int episodes:int",
    "outcomes": "let_go:int sent:int open:int",
    "check-ins": "asked:int answered:int",
    "strengths": "median_first:float? median_last:float?",
    "gaps": "clock_jumps:jump[] hours_without_daemon:float",
    "jump": "at:instant seconds:int",
    "page": "week:week path:text made_at:instant",
    "setting": "key:text value:text source:text",
    "diagnosis": "check:text ok:bool says:text try:text?",
    "forgotten": "contact:text? request:request?",
    "snooze": "until:instant?",
    "undone": "undone:start|extend|boundary contact:text cooldown:cooldown? hold:hold"
    " restored_requests:int[]",
}

# The commands in the lived-in home that print each document.
DOCUMENTS = {
    "settled": [
        *("log", "log --no-draft --intensity 3", "rate 4", "let-go", "let-go 1"),
        *("amend 4 --intensity 2", "retract 4", "retract 3"),
    ],
    "shown": ["show", "show 2"],
    "made": [
        *("sent", "sent 2", "sent --alone", "heard --channel sms", "logistics --about keys"),
        *("amend e1 --note wine", "retract e1"),
    ],
    "entry[]": ["history", "history --contact Sam"],
    "urge[]": ["drafts", "drafts list", "list", "list --retracted", "list --search song"],
    "check": ["check"],
    "cooldown": [
        *("cooldown start 3d --contact Robin", "cooldown extend 1d --contact Sam"),
        "cooldown show --contact Sam",
    ],
    "null": ["cooldown show --contact Robin"],
    "request": [
        "cooldown end --contact Sam --reason peace",
        "cooldown shorten 1d --contact Sam --reason peace",
        "erase --reason peace",
    ],
    "forgotten": ["contact forget Sam --yes --reason peace", "contact forget Robin --yes"],
    "contact": [
        "contact show",
        "contact boundary Sam stop",
        "contact add Kim",
        "contact rename Sam Alex",
    ],
    "contact[]": ["contact list"],
    "status": ["status"],
    "nudge": ["nudges test"],
    "nudge[]": ["nudges"],
    "snooze": ["nudges snooze 3h", "nudges snooze off"],
    "page[]": ["report --list"],
    "report": ["report", "report --week last --contact Sam", "report --format json"],
    "daemon-status": ["daemon status"],
    "help": ["talk --country DE"],
    "diagnosis[]": ["doctor", "doctor clock"],
    "setting[]": ["config show"],
    "setting": ["config get cooldown.pause", "config set cooldown.pause 2h"],
}
PAIRS = [(command, shape) for shape, commands in DOCUMENTS.items() for command in commands]

# What has to happen before a command: another command, and days that pass.
PREPARED = {
    "undo": ("cooldown extend 1d", 0, "undone"),
    "requests": ("cooldown end --reason peace", 0, "request[]"),
    "requests list": ("cooldown end --reason peace", 0, "request[]"),
    "requests show 1": ("cooldown end --reason peace", 0, "request"),
    "requests cancel 1": ("cooldown end --reason peace", 0, "request"),
    "requests confirm 1": ("cooldown end --reason peace", 1.5, "request"),
    "contact boundary Sam open --reason peace": ("contact boundary Sam stop", 0, "request"),
    "drafts review 4 --keep 3d": ("requests", 60, "settled"),
    "drafts show 4": ("requests", 60, "opened"),
    "status": ("cooldown end --reason peace", 0, "status"),
}


def misfits(value: Any, shape: str, where: str = "document") -> list[str]:
    """Return where a value differs from its shape; more keys than the shape has are fine."""
    if shape.endswith("?"):
        return [] if value is None else misfits(value, shape[:-1], where)
    if shape.endswith("[]") and isinstance(value, list):
        return [one for item in value for one in misfits(item, shape[:-2], f"{where}[]")]
    if shape in OBJECTS and isinstance(value, dict):
        keys = dict(pair.split(":") for pair in OBJECTS[shape].split())
        lacks = [f"{where} lacks {key}" for key in keys.keys() - value.keys()]
        parts = (misfits(value[key], keys[key], f"{where}.{key}") for key in keys if key in value)
        return [*lacks, *(one for part in parts for one in part)]
    if shape in TYPES:
        fits = type(value) is TYPES[shape]  # a bool is no int
    elif shape in PATTERNS:
        fits = isinstance(value, str) and re.fullmatch(PATTERNS[shape], value) is not None
    else:
        fits = value in shape.split("|")
    return [] if fits else [f"{where} is {value!r}"]


@pytest.mark.parametrize(("command", "shape"), PAIRS)
def test_every_command_prints_the_keys_and_types_that_scripts_rely_on(
    holdfast: Commands, clock: FakeClock, command: str, shape: str
) -> None:
    live(holdfast, clock)
    if "Robin" in command:
        holdfast.ok("contact", "add", "Robin")
    said = holdfast(*command.split(), "--json", typed="a message")
    assert (said.code, said.err) == (10 if command.startswith("check") else 0, "")
    assert misfits(said.json, shape) == []
    assert said.json != []


@pytest.mark.parametrize("command", PREPARED)
def test_a_command_that_needs_another_first_prints_its_keys_and_types(
    holdfast: Commands, clock: FakeClock, command: str
) -> None:
    live(holdfast, clock)
    before, days, shape = PREPARED[command]
    holdfast.ok(*before.split())
    clock.forward(days=days)
    said = holdfast.ok(*command.split(), "--json")
    assert misfits(said.json, shape) == []
    assert said.json != []


@pytest.mark.parametrize(
    ("words", "undone"), [("cooldown start 3d", "start"), ("contact boundary Sam stop", "boundary")]
)
def test_undoing_a_whole_promise_prints_what_was_undone(
    holdfast: Commands, words: str, undone: str
) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok(*words.split())
    document = holdfast.ok("undo", "--yes", "--json").json
    assert misfits(document, "undone") == []
    assert (document["undone"], document["contact"], document["cooldown"]) == (undone, "Sam", None)
    assert not document["hold"]["held"]


def test_erasing_at_once_prints_that_everything_is_erased(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    assert holdfast.ok("erase", "--yes", "--json").json == {"erased": True}


def _takes_json(command: click.Command) -> bool:
    return any(parameter.name == "as_json" for parameter in command.params)


def test_every_command_with_json_is_in_a_table_of_documents() -> None:
    described = [*(command for command, _ in PAIRS), *PREPARED]
    commands = {name for name, command in all_commands() if _takes_json(command)}
    found = {
        name for name in commands if any(f"{words} ".startswith(f"{name} ") for words in described)
    }
    assert commands == found


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ({"running": 1, "pid": None, "last_tick_at": None}, "daemon"),
        ({"running": True, "pid": None}, "daemon"),
        ("2026-11-20T21:30:00+00:00", "instant"),
        (True, "int"),
        ("closed", "open|let-go|sent"),
    ],
)
def test_a_document_with_a_wrong_key_or_type_is_noticed(value: Any, shape: str) -> None:
    assert misfits(value, shape)


@pytest.mark.parametrize("command", ["list", "report --list", "nudges", "contact list"])
def test_an_empty_list_is_an_empty_document(holdfast: Commands, command: str) -> None:
    assert holdfast.ok(*command.split(), "--json").json == []


def find(document: Any, keys: set[str]) -> list[frozenset[str]]:
    """Return the keys of every object in a document that has at least these."""
    if not isinstance(document, dict | list):
        return []
    inside = document.values() if isinstance(document, dict) else document
    found = [one for part in inside for one in find(part, keys)]
    if isinstance(document, dict) and keys <= document.keys():
        found.append(frozenset(document))
    return found


def test_objects_of_one_kind_have_the_same_keys_everywhere(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "add", "Robin")
    answers = [holdfast(*command.split(), "--json", typed="a message") for command, _ in PAIRS]
    documents = [said.json for said in answers if said.out]
    for kind in ("hold", "urge", "event", "cooldown", "nudge", "contact", "daemon"):
        keys = {pair.split(":")[0] for pair in OBJECTS[kind].split()}
        # `check` adds contacts to the hold's keys, `history` the type and the moment.
        apart = {"contact", "held_contacts", "at", "type"} - keys
        found = [one - apart for document in documents for one in find(document, keys)]
        assert len(found) > 1, kind
        assert len(set(found)) == 1, kind


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("show 99", 1, "There is no urge 99."),
        ("check --contact Robbin", 1, 'There is no contact called "Robbin".'),
        ("cooldown extend -3d", 2, "The length has to be more than zero."),
        ("list --limit 0", 2, "--limit takes a number from 1 to 1000000."),
        ("let-gone", 2, 'There is no command "let-gone".'),
        ("list --sinse 7d", 2, "There is no option --sinse here."),
        ("amend", 2, "ENTRY is missing."),
    ],
)
def test_an_error_with_json_is_one_document_on_stderr_with_the_same_exit_code(
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


@pytest.mark.parametrize("count", [0, 1, 2, 4, 5])
@pytest.mark.parametrize("limit", [(), ("--limit", "3"), ("--limit", "4")])
def test_a_long_list_is_printed_a_page_at_a_time_as_one_document(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch, count: int, limit: tuple[str, ...]
) -> None:
    for number in range(count):  # some are of the same moment
        when = ("--at", "1h ago") if number % 2 else ()
        holdfast.ok("log", "--contact", "Sam", *when, typed="I miss you")
    for words in ("list", "drafts"):
        whole = holdfast.ok(words, "--json", *limit)
        monkeypatch.setattr("holdfast.cli.asking.PAGE", 2)
        paged = holdfast.ok(words, "--json", *limit)
        monkeypatch.undo()
        assert len(whole.json) == min(count, int(limit[1]) if limit else count)
        assert paged.out == whole.out
