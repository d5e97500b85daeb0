"""The prose of the code is plain English: comments, docstrings and the names of tests."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for folder in ("src", "tests", "migrations", "docs")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path != Path(__file__)
]
RIDDLES = re.compile(
    r"\bstands?\b|\bstood\b|\bwhoever\b|\bso long\b|\banew\b|\bis to be\b|\bare to be\b|\bwhom\b"
    r"|\bnor\b|\bat the most\b|\b(?:comes?|came) right\b|\bwritten down\b|\bwrites? down\b"
    r"|\bby that\b|\bthat is so\b|\blikewise\b|\bof theirs\b",
    re.IGNORECASE,
)


def is_command(node: ast.FunctionDef) -> bool:
    """Return whether a function's docstring is a command's help: text on the screen."""
    names = (ast.unparse(one.func) for one in node.decorator_list if isinstance(one, ast.Call))
    return any(name.endswith((".command", ".group")) for name in names)


def prose(path: Path) -> Iterator[str]:
    """Yield each comment, each docstring, and each test's name in words."""
    text = path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    shown = [one.body[0] for one in functions if is_command(one)]
    for node in ast.walk(tree):
        if node in shown:
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name.replace("_", " ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_prose_has_no_riddles(path: Path) -> None:
    found = {hit[0] for text in prose(path) for hit in RIDDLES.finditer(text)}
    assert found == set()
