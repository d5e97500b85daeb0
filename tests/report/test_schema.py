"""docs/report.schema.json describes the report's JSON; real reports are as it says."""

import inspect
import json
import os
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import jsonschema
import msgspec
import pytest

from conftest import Commands
from fakes import FakeClock
from holdfast.cli.json import json_document
from holdfast.report.model import VERSION, WeeklyReport
from lives import live
from report.weeks import FULL, WEEKS

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


def schema_of_the_code() -> dict[str, Any]:
    """Return the schema of what is written, with what the types can't say."""
    found = msgspec.json.schema(WeeklyReport)
    for name, kind in classes_in(WeeklyReport).items():
        # msgspec adds the docstrings as well, but each of its versions indents them its own way.
        found["$defs"][name]["description"] = inspect.getdoc(kind)
    keys = found["$defs"]["WeeklyReport"]["properties"]
    keys["version"] = {"const": VERSION}
    for picture in ("by_weekday_and_hour", "hour_kinds"):
        keys[picture] |= {"minItems": 7, "maxItems": 7}
        keys[picture]["items"] |= {"minItems": 24, "maxItems": 24}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:holdfast:report:{VERSION}",
        "title": "Holdfast's weekly report, as `holdfast report --format json` writes it",
        **found,
    }


def classes_in(kind: Any) -> dict[str, Any]:
    """Return the dataclasses that a type is made of, by name."""
    if not is_dataclass(kind):
        return {name: one for part in get_args(kind) for name, one in classes_in(part).items()}
    found: dict[str, Any] = {kind.__name__: kind}  # type: ignore[union-attr] # a class, no value
    for hint in get_type_hints(kind).values():
        found |= classes_in(hint)
    return found


@pytest.fixture(scope="module")
def written() -> jsonschema.Draft202012Validator:
    """Return a validator for the schema in docs/."""
    if os.environ.get("SNAPSHOTS") == "write":
        SCHEMA.write_text(json.dumps(schema_of_the_code(), indent=2) + "\n", encoding="utf-8")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_schema_in_docs_is_the_one_of_the_code(
    written: jsonschema.Draft202012Validator,
) -> None:
    # If a key was removed or means something else now, raise VERSION.
    assert written.schema == schema_of_the_code()


@pytest.mark.parametrize("week", WEEKS.values(), ids=WEEKS)
def test_every_kind_of_week_fits_the_schema(
    written: jsonschema.Draft202012Validator, week: WeeklyReport
) -> None:
    written.validate(json.loads(json_document(week)))


@pytest.mark.parametrize("words", [(), ("--week", "last"), ("--contact", "Sam")], ids=" ".join)
def test_json_written_by_the_command_fits_the_schema(
    written: jsonschema.Draft202012Validator,
    holdfast: Commands,
    clock: FakeClock,
    words: tuple[str, ...],
) -> None:
    live(holdfast, clock)
    written.validate(holdfast.ok("report", "--format", "json", *words).json)


def test_the_schema_refuses_a_report_with_missing_parts(
    written: jsonschema.Draft202012Validator,
) -> None:
    document = json.loads(json_document(FULL))
    del document["slips"]
    document["by_weekday_and_hour"].pop()
    assert len(list(written.iter_errors(document))) == 2
