"""All prose is plain English: what a person reads, comments, docstrings, docs, test names."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("src", "tests", "migrations", "docs")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path != Path(__file__)
]
TEXTS = [
    ROOT / "README.md",
    ROOT / "config.example.toml",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "src/holdfast/report/templates").iterdir()),
]
RIDDLES = re.compile(
    r"\bstands?\b|\bstood\b|\bwhoever\b|\bso long\b|\banew\b|\bis to be\b|\bare to be\b|\bwhom\b"
    r"|\bnor\b|\bat the most\b|\b(?:comes?|came) right\b|\bwritten down\b|\bwrites? down\b"
    r"|\bby that\b|\bthat is so\b|\blikewise\b|\bof theirs\b",
    re.IGNORECASE,
)


def prose(path: Path) -> Iterator[str]:
    """Yield a Python file's comments, docstrings and names of tests; in src all its strings."""
    text = path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    is_program = path.is_relative_to(ROOT / "src")
    for node in ast.walk(ast.parse(text)):
        if is_program and isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name.replace("_", " ")


def riddles(texts: Iterator[str]) -> set[str]:
    # A line break does not part the words of a phrase.
    return {hit[0] for text in texts for hit in RIDDLES.finditer(" ".join(text.split()))}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_words_of_code_have_no_riddles(path: Path) -> None:
    assert riddles(prose(path)) == set()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_words_of_pages_and_data_have_no_riddles(path: Path) -> None:
    assert riddles(iter([path.read_text(encoding="utf-8")])) == set()
