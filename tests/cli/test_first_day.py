"""The README's first day, typed at a terminal in its order."""

import re
import shlex
from pathlib import Path

import pexpect

from cli.conftest import ENTER, Opens
from conftest import Commands

README = Path(__file__).parents[2] / "README.md"
QUESTION = re.compile(r"[\])>?:] $")
"""What a line that waits for an answer ends with."""
ANSWERS = {
    "init": ["Sam", "14d", "They asked for time", "", "", "n"],
    "log": ["I miss you. Can we talk?", ".", "8", "n"],
    "rate": ["5"],
}
"""What a person types; at any other question they press Enter."""


def story() -> list[list[str]]:
    """Return the words of each command."""
    text = README.read_text(encoding="utf-8")
    (block,) = re.findall(r"<!-- first day -->\n```sh\n(.*?)```", text, re.DOTALL)
    lines = [shlex.split(line, comments=True) for line in block.splitlines()]
    return [words[1:] for words in lines if words]


def test_the_first_day_of_the_readme_can_be_typed_in_its_order(
    terminal: Opens, holdfast: Commands
) -> None:
    for words in story():
        at = terminal(*words)
        answers = iter(ANSWERS.get(words[0], []) if "--no-draft" not in words else [])
        while at.child.expect([QUESTION, pexpect.EOF]) == 0:
            at.type(next(answers, "") + ENTER)
        assert at.child.wait() == 0, (words, at.seen, at.child.before)
    urges = {urge["id"]: urge for urge in holdfast.ok("list", "--json").json}
    assert (urges[1]["outcome"], urges[1]["has_draft"]) == ("let-go", True)
    assert urges[1]["ratings"][-1]["intensity"] == 5
    assert (urges[2]["intensity"], urges[2]["triggers"]) == (6, ["song"])
    (contact,) = holdfast.ok("contact", "list", "--json").json
    assert contact["hold"]["held"]
