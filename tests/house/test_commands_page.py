"""docs/commands.md says what the commands say."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from holdfast.cli.check import EXIT_HELD
from holdfast.cli.main import EXIT_INTERRUPTED
from holdfast.daemon.process import RESTART_ME
from holdfast.errors import HoldfastError

SCRIPT = Path(__file__).parents[2] / "docs" / "commands.py"


@pytest.fixture(scope="module")
def commands() -> Any:
    found = importlib.util.spec_from_file_location("commands", SCRIPT)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_page_of_commands_is_what_their_help_says(commands: Any) -> None:
    made = commands.page()
    assert commands.PAGE.read_text(encoding="utf-8") == made, "run: python docs/commands.py"


def test_the_page_of_commands_has_every_exit_code(commands: Any) -> None:
    of_errors = {kind.exit_code for kind in _all(HoldfastError)}
    ends = {0, EXIT_HELD, RESTART_ME, EXIT_INTERRUPTED}
    assert set(commands.EXIT_CODES) == of_errors | ends


def _all(kind: type[HoldfastError]) -> set[type[HoldfastError]]:
    return {kind, *(one for below in kind.__subclasses__() for one in _all(below))}
