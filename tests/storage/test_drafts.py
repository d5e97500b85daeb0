"""A draft goes in as it was typed, comes out of nothing, and goes when it is erased."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Commands
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.services.check import check
from holdfast.services.contacts import add_contact, list_contacts, rename_contact
from holdfast.services.cooldowns import show_cool_down, start_cool_down
from holdfast.services.events import sent
from holdfast.services.keeping import list_reports, reports_due
from holdfast.services.nudges import inbox, list_nudges
from holdfast.services.reports import urges_of_week, weekly_report
from holdfast.services.status import status
from holdfast.services.tick import tick
from holdfast.services.undoing import undo
from holdfast.services.urges import (
    amend_urge,
    let_go,
    list_urges,
    log_urge,
    rate_urge,
    retract_urge,
    show_urge,
)
from storage.ledger_file import LedgerFile

pytestmark = pytest.mark.usefixtures("made_before")

DRAFTS = {
    "emoji": "I miss you 🥺👩‍👩‍👧 🏳️‍🌈",
    "right to left": "أفتقدك كثيرا، מתגעגעת אליך",
    "marks of direction": "\u202eevol\u202c \u200f\u2066x\u2069",
    "combining": "e\u0301 is not é, \u1112\u1161\u11ab is not 한",
    "a NUL in the middle": "before\0after",
    "a NUL at both ends": "\0x\0",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9b",
    "terminal sequences": "\x1b[2J\x1b]0;title\x07",
    "line ends": "one\r\ntwo\rthree\n\nfour\u2028five\u2029six\x0bseven",
    "white space around": "  \t indented\n  like this  \t ",
    "quotes and SQL": "'); DROP TABLE drafts; -- \"\\'%s ?1 :name {0}",
    "the last code points": "\ufffd\ufffe\uffff\U0010fffe\U0010ffff",
    "a byte order mark": "\ufeffhello",
    "a number": "007",
    "a megabyte": "I can't sleep. 🌙\n" * 60_000,
}

WRITTEN = "Xylophon-Quittenmus-4711"


def _text(ledger_file: LedgerFile) -> str:
    text = ledger_file.one("SELECT text FROM drafts")
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
def test_a_draft_lies_there_as_it_was_typed(app: App, ledger_file: LedgerFile, draft: str) -> None:
    assert app.call(log_urge, draft=draft).urge.has_draft
    assert _text(ledger_file) == draft


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
def test_a_piped_draft_lies_there_as_it_came_but_for_its_last_line_ends(
    holdfast: Commands, ledger_file: LedgerFile, draft: str
) -> None:
    holdfast.ok("log", typed=f"{draft}\n".encode())
    assert _text(ledger_file) == draft.rstrip("\n")


def test_bytes_that_are_no_text_lose_none(holdfast: Commands, ledger_file: LedgerFile) -> None:
    piped = b"caf\xe9 \xff\xfe\x80"
    holdfast.ok("log", typed=piped)
    assert _text(ledger_file).encode("latin-1") == piped


def test_words_of_the_command_line_that_are_no_text_are_kept_as_latin_1(
    holdfast: Commands, ledger_file: LedgerFile
) -> None:
    # So a byte that is no text comes out of Python's argv.
    holdfast.ok("log", "I", "miss", "you", "\udcff")
    assert _text(ledger_file) == "I miss you ÿ"


@pytest.mark.parametrize("draft", ["", " ", "\n\n", "\t \r\n", "\u2003\u3000"])
def test_white_space_alone_is_no_draft(app: App, ledger_file: LedgerFile, draft: str) -> None:
    assert not app.call(log_urge, draft=draft).urge.has_draft
    assert ledger_file.one("SELECT count(*) FROM drafts") == 0


@pytest.mark.parametrize(
    "name",
    [
        "Sam",
        "José",
        "李雷",
        "سارة",
        "🦊",
        "👩‍👩‍👧",
        'O\'Brien "Bobby"; DROP TABLE',
        "\u202eevol",
        "x" * 80,
    ],
)
def test_a_name_comes_back_as_it_was_given(app: App, ledger_file: LedgerFile, name: str) -> None:
    app.call(add_contact, name=name)
    assert [contact.name for contact in app.call(list_contacts)] == [name]
    assert app.call(log_urge, contact=name).urge.contact == name
    assert ledger_file.one("SELECT name FROM contacts") == name


@pytest.mark.parametrize(
    "words",
    [
        ("song",),
        ("a song", "alone", "wine"),
        ("🎵",),
        ("أغنية",),
        ("nul\0inside",),
        ("\x1b[31m",),
        ("'); --",),
        ("100%", "?", ":a"),
        tuple(f"word {number}" for number in range(600)),
    ],
    ids=lambda words: ascii(words[0]),
)
def test_triggers_come_back_in_the_order_in_which_they_were_said(
    app: App, words: tuple[str, ...]
) -> None:
    app.call(log_urge, triggers=words)
    assert app.call(show_urge).urge.triggers == words
    (found,) = app.call(list_urges, trigger=words[-1])
    assert found.triggers == words


def test_an_urge_among_two_thousand_has_its_own_triggers_and_ratings(app: App) -> None:
    logged = app.call(log_urge).urge.id
    _copy_urges(app.folders.database, 2_000)
    app.call(rate_urge, urge=logged, intensity=3)
    listed = app.call(list_urges)
    assert len(listed) == 2_001
    for urge in listed:
        if urge.id == logged:
            assert [rating.intensity for rating in urge.ratings] == [3]
        else:
            assert urge.triggers == (f"word {urge.id}",)


def _copy_urges(path: Path, count: int) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany(
            "INSERT INTO urges (id, contact_id, felt_at, logged_at, pause_ends_at, outcome) "
            "SELECT ?, contact_id, felt_at, logged_at, pause_ends_at, outcome FROM urges "
            "WHERE id = 1",
            [(number,) for number in range(2, count + 2)],
        )
        database.executemany(
            "INSERT INTO triggers VALUES (?, 0, ?)",
            [(number, f"word {number}") for number in range(2, count + 2)],
        )


# What is asked of an app whose one urge, number 1, has WRITTEN for its draft.
UseCase = Callable[[App], object]
ASKED: dict[str, UseCase] = {
    "rate": lambda app: app.call(rate_urge, urge=1, intensity=3),
    "let go": lambda app: app.call(let_go, urge=1),
    "let go and erase": lambda app: app.call(let_go, urge=1, erase=True),
    "retract": lambda app: app.call(retract_urge, urge=1),
    "amend": lambda app: app.call(amend_urge, urge=1, channel="letter"),
    "list": lambda app: app.call(list_urges),
    "show": lambda app: app.call(show_urge, urge=1),
    "sent": lambda app: app.call(sent, urge=1),
    "check": lambda app: app.call(check),
    "status": lambda app: app.call(status),
    "contacts": lambda app: app.call(list_contacts),
    "add a contact": lambda app: app.call(add_contact, name="Robin"),
    "rename": lambda app: app.call(rename_contact, name="Ex", to="Sam"),
    "start": lambda app: app.call(start_cool_down, length="30d"),
    "start and undo": lambda app: (app.call(start_cool_down, length="1d"), app.call(undo)),
    "show the cool-down": lambda app: app.call(show_cool_down),
    "report": lambda app: app.call(weekly_report),
    "urges of a week": lambda app: app.call(urges_of_week),
    "reports": lambda app: (app.call(reports_due), app.call(list_reports)),
    "tick": lambda app: app.call(tick, run=None),
    "nudges": lambda app: (app.call(tick, run=None), app.call(list_nudges), app.call(inbox)),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_a_draft_comes_out_of_no_use_case(
    app: App, clock: FakeClock, notifier: FakeNotifier, ask: UseCase
) -> None:
    logged = app.call(log_urge, draft=WRITTEN)
    clock.forward(minutes=11)
    assert WRITTEN not in repr((logged, ask(app), notifier.shown))


def test_a_draft_lies_in_its_own_table_and_nowhere_else(
    app: App, clock: FakeClock, folders: Folders, ledger_file: LedgerFile
) -> None:
    app.call(log_urge, draft=WRITTEN)
    clock.forward(days=8)
    app.call(tick, run=None)
    holding = {
        table
        for table in ledger_file.tables()
        if any(WRITTEN in str(row) for row in ledger_file.rows(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
    }
    assert holding == {"drafts"}
    others = [path for path in folders.home.rglob("*") if path.is_file()]
    assert [path for path in others if WRITTEN.encode() in path.read_bytes()] == [folders.database]


@pytest.mark.parametrize("size", [1, 40, 4_000], ids=["a line", "a page", "many pages"])
def test_an_erased_draft_is_gone_from_the_file(
    holdfast: Commands, folders: Folders, ledger_file: LedgerFile, size: int
) -> None:
    holdfast.ok("log", typed="another one, which stays")
    holdfast.ok("log", typed=f"{WRITTEN} " * size)
    assert WRITTEN.encode() in folders.database.read_bytes()
    said = holdfast.ok("let-go", "2", "--erase", "--json").json
    assert not said["urge"]["has_draft"]
    for path in folders.home.iterdir():
        assert WRITTEN.encode() not in path.read_bytes()
    assert ledger_file.rows("SELECT text FROM drafts") == [("another one, which stays",)]


def test_an_urge_whose_draft_was_erased_still_counts(holdfast: Commands) -> None:
    holdfast.ok("log", typed=WRITTEN)
    holdfast.ok("let-go", "--erase")
    (urge,) = holdfast.ok("list", "--json").json
    assert (urge["id"], urge["outcome"], urge["has_draft"]) == (1, "let-go", False)


def test_a_draft_can_be_erased_after_its_urge_was_let_go(
    holdfast: Commands, folders: Folders
) -> None:
    holdfast.ok("log", typed=WRITTEN)
    holdfast.ok("let-go")
    assert WRITTEN.encode() in folders.database.read_bytes()
    holdfast.ok("let-go", "1", "--erase")
    assert WRITTEN.encode() not in folders.database.read_bytes()
