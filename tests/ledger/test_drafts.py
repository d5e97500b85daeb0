"""A draft is saved as it was typed, appears nowhere else, and is gone when it is erased."""

import pytest

from conftest import Commands
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact, contact_names
from holdfast.desktop.folders import Folders
from holdfast.urges.use_cases import list_urges, log_urge, rate_urge, show_urge
from ledger.ledger_file import LedgerFile

DRAFTS = {
    "emoji": "I miss you 🥺👩‍👩‍👧 🏳️‍🌈",
    "right to left": "أفتقدك كثيرا، מתגעגעת \u202eevol\u202c \u200f\u2066x\u2069",
    "combining": "e\u0301 is not é, \u1112\u1161\u11ab is not 한",
    "a NUL in the middle": "before\0after",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9b\x1b[2J",
    "line ends": "one\r\ntwo\rthree\n\nfour\u2028five\u2029six\x0bseven",
    "white space around": "  \t indented\n  like this  \t ",
    "quotes and SQL": "'); DROP TABLE drafts; -- \"\\'%s ?1 :name {0}",
    "the last code points": "\ufeff\ufffd\ufffe\uffff\U0010ffff",
    "a megabyte": "I can't sleep. 🌙\n" * 60_000,
}
WORD = "Xylophon-Quittenmus-4711"


def _text(ledger_file: LedgerFile) -> str:
    text = ledger_file.one("SELECT text FROM drafts")
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
def test_a_piped_draft_is_saved_as_it_came_without_a_bom_and_its_last_line_ends(
    holdfast: Commands, ledger_file: LedgerFile, draft: str
) -> None:
    holdfast.ok("log", typed=f"{draft}\n".encode())
    assert _text(ledger_file) == draft.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n")


def test_bytes_that_are_no_text_are_all_saved(holdfast: Commands, ledger_file: LedgerFile) -> None:
    piped = b"caf\xe9 \xff\xfe\x80"
    holdfast.ok("log", typed=piped)
    assert _text(ledger_file).encode("latin-1") == piped


@pytest.mark.parametrize("draft", ["", "\t \r\n", "\u2003\u3000"])
def test_white_space_alone_is_no_draft(app: App, ledger_file: LedgerFile, draft: str) -> None:
    assert not app.call(log_urge, draft=draft).urge.has_draft
    assert ledger_file.one("SELECT count(*) FROM drafts") == 0


@pytest.mark.parametrize(
    "name", ["José", "李雷", "سارة", "👩‍👩‍👧", 'O\'Brien "Bo"; DROP', "x" * 80]
)
def test_a_name_comes_back_as_it_was_given(app: App, name: str) -> None:
    app.call(add_contact, name=name)
    assert app.call(contact_names) == (name,)
    assert app.call(log_urge, contact=name).urge.contact == name


@pytest.mark.parametrize(
    "words",
    [("a song", "alone", "wine"), ("🎵", "'); --", "100%"), tuple(f"word {n}" for n in range(50))],
    ids=["words", "signs", "many"],
)
def test_triggers_keep_their_order(app: App, words: tuple[str, ...]) -> None:
    app.call(log_urge, triggers=words)
    assert app.call(show_urge).urge.triggers == words
    (found,) = app.call(list_urges, trigger=words[-1])
    assert found.triggers == words


def test_an_urge_among_two_thousand_has_its_own_triggers_and_ratings(
    app: App, ledger_file: LedgerFile
) -> None:
    app.call(log_urge)
    names = [name for _, name, *_ in ledger_file.rows("PRAGMA table_info(urges)") if name != "id"]
    numbers = "WITH RECURSIVE n(n) AS (VALUES (2) UNION ALL SELECT n + 1 FROM n LIMIT 2000)"
    columns = ", ".join(names)
    ledger_file.script(
        f"{numbers} INSERT INTO urges (id, {columns}) SELECT n, {columns} FROM urges, n;"  # noqa: S608 - our own names
        f"{numbers} INSERT INTO triggers SELECT n, 0, 'word ' || n FROM n"
    )
    app.call(rate_urge, urge=1, intensity=3)
    listed = app.call(list_urges)
    assert len(listed) == 2_001
    for urge in listed:
        assert urge.triggers == (() if urge.id == 1 else (f"word {urge.id}",))
        assert [rating.intensity for rating in urge.ratings] == ([3] if urge.id == 1 else [])


@pytest.mark.parametrize(
    "words",
    [
        *("rate 3", "let-go", "retract 1", "amend 1 --channel letter", "sent", "list", "show"),
        *("drafts", "status", "check", "nudges", "report", "contact list"),
    ],
)
def test_no_command_shows_a_locked_draft(
    holdfast: Commands, clock: FakeClock, notifier: FakeNotifier, words: str
) -> None:
    logged = holdfast.ok("log", typed=WORD)
    clock.forward(minutes=11)
    answered = holdfast(*words.split())
    assert answered.code in {0, 10}, answered.err
    assert WORD not in f"{logged.out}{logged.err}{answered.out}{answered.err}{notifier.shown}"


def test_a_draft_is_in_its_own_table_and_nowhere_else(
    app: App, folders: Folders, ledger_file: LedgerFile
) -> None:
    app.call(log_urge, draft=WORD)
    content = ledger_file.content()
    assert {name for name in content if WORD in str(content[name])} == {"drafts"}
    files = [path for path in folders.home.rglob("*") if path.is_file()]
    assert [path for path in files if WORD.encode() in path.read_bytes()] == [folders.database]


@pytest.mark.parametrize("times", [1, 4_000], ids=["a line", "many pages"])
@pytest.mark.parametrize("already_let_go", [False, True])
def test_an_erased_draft_is_gone_from_the_file_and_its_urge_still_counts(
    holdfast: Commands,
    folders: Folders,
    ledger_file: LedgerFile,
    times: int,
    *,
    already_let_go: bool,
) -> None:
    holdfast.ok("log", typed="another one, which stays")
    holdfast.ok("log", typed=f"{WORD} " * times)
    if already_let_go:
        holdfast.ok("let-go", "2")
    assert WORD.encode() in folders.database.read_bytes()
    erased = holdfast.ok("let-go", "2", "--erase", "--json").json["urge"]
    assert (erased["outcome"], erased["has_draft"]) == ("let-go", False)
    for path in folders.home.iterdir():
        assert WORD.encode() not in path.read_bytes()
    assert ledger_file.rows("SELECT text FROM drafts") == [("another one, which stays",)]
