"""`holdfast history`, and the numbers in it that amend and retract take."""

import os
import subprocess
import sys

import pytest

from conftest import Commands, Processes
from fakes import FakeClock
from holdfast.urges.event_changes import note_event
from lives import MARK, live


@pytest.fixture
def lived(holdfast: Commands, clock: FakeClock) -> Commands:
    live(holdfast, clock)
    return holdfast


def test_history_lists_everything_newest_first(lived: Commands, clock: FakeClock) -> None:
    clock.forward(minutes=1)
    lived.ok("heard", "--channel", "sms")
    lived.app.call(note_event, event=2, note="a bell \a")
    clock.forward(seconds=1)
    lived.ok("cooldown", "extend", "1w")
    clock.forward(minutes=1)
    lived.ok("cooldown", "end", "--reason", "peace")
    lived.ok("requests", "cancel", "1")
    said = lived.ok("history").out
    assert said == (
        " #  When               What\n"
        "    Fri 20 Nov, 22:32  Request 1 cancelled: end the cool-down for Sam\n"
        "    Fri 20 Nov, 22:32  Request 1: end the cool-down for Sam\n"
        "    Fri 20 Nov, 22:31  Cool-down extended by 7 days\n"
        "e2  Fri 20 Nov, 22:31  Sam contacted you by sms: a bell \\x07\n"
        " 4  Fri 20 Nov, 22:25  Urge: open, strength 6, song\n"
        "e1  Thu 12 Nov, 18:40  You contacted Sam by phone (#2), a slip: They picked up\n"
        " 2  Thu 12 Nov, 18:40  Urge: sent\n"
        " 1  Wed 11 Nov, 22:30  Urge: let go, strength 8 → 5, song, alone\n"
        "    Wed 11 Nov, 22:30  Cool-down started: 30 days\n"
    )
    assert MARK not in said + lived.ok("history", "--json").out


def test_history_can_be_narrowed(lived: Commands) -> None:
    def types(*words: str) -> list[str]:
        return [entry["type"] for entry in lived.ok("history", "--json", *words).json]

    assert types() == ["urge", "event", "urge", "urge", "promise"]
    assert types("--limit", "2") == ["urge", "event"]
    assert types("--since", "2026-11-12") == ["urge", "event", "urge"]
    assert types("--until", "2026-11-12") == ["urge", "promise"]
    lived.ok("contact", "add", "Robin")
    assert types("--contact", "Robin") == []
    assert lived.ok("history", "--contact", "Robin").out == "Nothing fits that.\n"


def test_history_before_a_moment_has_what_was_asked_before_and_confirmed_after(
    lived: Commands, clock: FakeClock
) -> None:
    lived.ok("cooldown", "end", "--reason", "peace")
    clock.forward(days=1)
    lived.ok("requests")
    lived.ok("requests", "confirm", "1")
    steps = [entry.get("step") for entry in lived.ok("history", "--json").json]
    assert steps.count("confirmed") == steps.count("asked") == 1
    before = lived.ok("history", "--json", "--until", "2026-11-21", "--limit", "1").json
    assert [entry["step"] for entry in before] == ["asked"]


def test_history_ends_after_30_entries_and_names_the_way_to_more(holdfast: Commands) -> None:
    for _ in range(31):
        holdfast.ok("log", "--no-draft")
    lines = holdfast.ok("history").out.splitlines()
    assert len(lines) == 32
    assert lines[-1] == "These are the newest 30. For more: holdfast history --limit 100"


@pytest.mark.parametrize("boundary", ["stop", "order --restricts-me", "mine"])
def test_after_a_no_history_shows_no_length_to_count_down_from(
    lived: Commands, boundary: str
) -> None:
    lived.ok("contact", "boundary", "Sam", *boundary.split())
    said = lived.ok("history").out
    assert "Cool-down started\n" in said
    assert "30 days" not in said


def test_an_entry_of_contact_can_be_corrected_and_taken_back(lived: Commands) -> None:
    said = lived.ok("amend", "E1", "--note", "a dream", "--channel", "sms")
    assert said.out == "Corrected: you contacted Sam, Thu 12 Nov, 18:40 (#2).\n"
    assert "by sms (#2), a slip: a dream\n" in lived.ok("history").out
    assert lived.ok("amend", "e1", "--note", "a dream").out.startswith("Nothing to correct: ")
    assert lived.ok("retract", "e1").out == (
        "Retracted: you contacted Sam, Thu 12 Nov, 18:40 (#2).\n"
        "#2 is open again. When you're ready: holdfast let-go 2\n"
    )
    assert lived.ok("retract", "e1").out.startswith("Retracted already: ")
    assert "e1" not in lived.ok("history").out
    assert lived.ok("report", "--format", "json", "--week", "last").json["slips"] == 0


@pytest.mark.parametrize(
    ("command", "code", "sentence", "way_out"),
    [
        ("retract e99", 1, "There is no entry e99.", "holdfast history"),
        ("amend e99 --note x", 1, "There is no entry e99.", "holdfast history"),
        ("amend e1", 2, "Nothing to correct was given", "holdfast amend e1 --at"),
        ("amend e1 --intensity 0", 2, "For contact, only --at", "holdfast amend e1"),
        ("amend e1 --outcome open", 2, "For contact, only --at", "holdfast amend e1"),
        ("amend 4 --note x", 2, "--note is for contact", "holdfast history"),
        ("amend ex --note x", 2, '"ex" isn\'t the number of an urge', ""),
    ],
)
def test_a_wrong_entry_or_option_is_refused(
    lived: Commands, command: str, code: int, sentence: str, way_out: str
) -> None:
    said = lived(*command.split())
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith(f"Error: {sentence}")
    assert f"\nTry: {way_out}" in said.err


@pytest.mark.parametrize("command", ["list", "history", "drafts"])
def test_a_reader_that_quits_ends_a_list_without_an_error(
    holdfast: Commands, process: Processes, command: str
) -> None:
    holdfast.ok("log", typed="a message")
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [sys.executable, "-m", "holdfast", command],
        env=process.environment,
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(theirs)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("name", ["🫂" * 80, "x" * 80, "سام", "Sam " * 19 + "Sam"])
def test_tables_show_any_name_whole(holdfast: Commands, name: str) -> None:
    for one in (name, "Robin"):
        holdfast.ok("contact", "add", one)
    holdfast.ok("log", "--contact", name, typed="a message")
    for table in ("list", "history", "drafts"):
        assert name in holdfast.ok(table).out
