"""What the program refuses to do, and to say: docs/ethics.md names each test here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Commands
from every_command import all_commands
from fakes import FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.daemon.tick import tick
from holdfast.urges.use_cases import list_urges

ROOT = Path(__file__).parents[2]
SOURCE = sorted((ROOT / "src").rglob("*.py"))
# evidence.md and ethics.md speak about such words.
TEXTS = [
    ROOT / "README.md",
    ROOT / "config.example.toml",
    *(
        page
        for page in sorted((ROOT / "docs").glob("*.md"))
        if page.stem not in {"ethics", "evidence"}
    ),
    *sorted((ROOT / "src/holdfast/content").glob("*.toml")),
]
REACHES_OUT = {
    *("smtplib", "http", "ftplib", "imaplib", "poplib", "ssl", "xmlrpc", "telnetlib"),
    *("requests", "httpx", "aiohttp", "urllib3", "websockets", "paramiko"),
    *("tkinter", "pyperclip"),  # clipboards
}
PURSUES = re.compile(
    r"\b(?:from|use|using|with) another (?:account|number|phone)\b"
    r"|\b(?:second|new|fake) (?:account|number|profile)\b|\bburner\b|\banonymous(?:ly)?\b"
    r"|\bunblock\b|round (?:a|the|their) block\b"
    r"|\b(?:win|get|bring) (?:them|him|her|your ex|\w+) back\b|\bback together\b"
    r"|\bmak(?:e|ing) (?:them|him|her|your ex) (?:miss|want|jealous|regret)\b"
    r"|\b(?:odds|chances) (?:of|that|with)\b|\bsecond chance\b"
    r"|\b(?:they|he|she)(?:'ll| will| must| probably)? (?:miss|love|regret|want)(?:e?s)? you\b"
    r"|\b(?:they|he|she)(?:'ll| will) come (?:back|round)\b",
    re.IGNORECASE,
)
SHAMES = re.compile(
    r"\b(?:you failed|you should have|shame on|pathetic|weak(?:ness)? of|desperate|obsess\w+"
    r"|relaps\w+|stupid|disappoint\w+"
    r"|only yourself to blame|back to zero|start(?:s|ed)? over from)\b",
    re.IGNORECASE,
)


def shown() -> Iterator[tuple[str, str]]:
    """Yield each text that a person may read: the program's strings, the docs, the data."""
    for path in SOURCE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            # A word alone is a name, or a command that somebody tries.
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", " ".join(node.value.split())
    for path in TEXTS:
        yield str(path.relative_to(ROOT)), " ".join(path.read_text(encoding="utf-8").split())


def found(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [(where, hit[0]) for where, text in shown() for hit in pattern.finditer(text)]


def test_the_program_has_no_way_to_send() -> None:
    reaching = []
    for path in SOURCE:
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            reaching += [
                (path.name, name)
                for name in names
                if name.partition(".")[0] in REACHES_OUT or name == "urllib.request"
            ]
        assert "AF_INET" not in text, path
        assert "create_connection" not in text, path
    assert reaching == []


def test_an_urge_can_not_be_logged_for_later(app: App, holdfast: Commands) -> None:
    for when in ("tomorrow 9:00", "in 2 hours", "2999-01-01 10:00"):
        said = holdfast("log", "--at", when, typed="I miss you")
        assert said.code == 2
        assert "I miss you" in said.err  # it is given back
    assert app.call(list_urges) == ()


def test_nothing_is_said_when_a_hold_ends(
    app: App, holdfast: Commands, clock: FakeClock, notifier: FakeNotifier
) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("cooldown", "start", "2d")
    holdfast.ok("log", typed="I miss you")
    clock.forward(days=1, hours=20)
    app.call(tick, run=None)
    before = list(notifier.shown)
    for _ in range(12):
        clock.forward(hours=1)
        app.call(tick, run=None)
    assert holdfast("check", "--contact", "Sam").code == 0
    assert notifier.shown == before


def test_no_command_has_an_option_to_pass_a_message_on() -> None:
    for name, command in all_commands():
        for option in command.params:
            for word in option.opts:
                passes_on = re.search(r"^--?(?:send|copy|clip|mail|later|schedule|to\b)", word)
                assert not passes_on, (name, word)


def test_no_text_helps_pursuit() -> None:
    assert found(PURSUES) == []


def test_no_text_shames() -> None:
    assert found(SHAMES) == []


@pytest.mark.parametrize(
    "text",
    [
        "Write from another account",
        "Unblock yourself",
        "How to win her back",
        "make them miss you",
        "Your chances of getting back together",
        "They'll come back",
        "He misses you",
    ],
)
def test_a_text_that_helps_pursuit_would_be_found(text: str) -> None:
    assert PURSUES.search(text)


def test_the_page_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (ROOT / "docs/ethics.md").read_text())
    assert len(named) > 8
    for path, test in named:
        assert f"def {test or 'test_'}" in (ROOT / path).read_text(encoding="utf-8"), (path, test)
