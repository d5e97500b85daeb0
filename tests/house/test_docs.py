"""What the docs point at is there, and what they tell people to type works."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from holdfast.app import OFFERS, load
from holdfast.cli.main import cli

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]


def test_the_page_about_nudges_has_every_kind_with_when_why_and_how_to_turn_it_off() -> None:
    page = (DOCS / "nudges.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in page.splitlines() if row.startswith("| `")]
    listed = {row[0].strip("|` "): row for row in rows}
    assert set(listed) == {kind for offer in OFFERS for kind in load(offer).kinds}
    for kind, row in listed.items():
        assert len(row) == 4
        assert f"`holdfast nudges off {kind}`" in row[3]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        path, _, part = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if part:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert part in {
                re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings
            }


def commands_named(text: str) -> Iterator[list[str]]:
    """Yield the words after `holdfast` in the shell's blocks, and in code within a sentence."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for code in [*"\n".join(blocks).splitlines(), *re.findall(r"`([^`]+)`", rest)]:
        words = shlex.split(code.replace("…", ""), comments=True)
        for at, word in enumerate(words):
            if word.rpartition("/")[2] == "holdfast":
                yield words[at + 1 :]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_a_page_names_exists(page: Path) -> None:
    for words in commands_named(page.read_text(encoding="utf-8")):
        command: click.Command = cli
        context = click.Context(cli)
        options = [word.partition("=")[0] for word in words if word.startswith("-")]
        for word in words:
            if not isinstance(command, click.Group) or word.startswith("-"):
                break
            found = command.get_command(context, word)
            assert found or command.invoke_without_command, f"holdfast {' '.join(words)}"
            command = found or command
        known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        assert set(options) <= known | {"--help"}, f"holdfast {' '.join(words)}"


def test_the_readme_is_short_and_its_two_installations_are_one_line_each() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert blocks[0].startswith("python3 ")
    assert blocks[0].count("\n") == 1
    (tests,) = re.findall(r"<!-- tests -->\n```sh\n(.*?)```", text, re.DOTALL)
    assert tests.startswith("python3 ")
    assert tests.count("\n") == 1
    assert " -q" not in blocks[0] + tests
