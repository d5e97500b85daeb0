"""docs/report.schema.json says what the report's JSON is, and real reports are as it says."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from conftest import Commands
from fakes import FakeClock
from holdfast.domain.report import VERSION, WeeklyReport
from holdfast.rendering.json import as_json
from lives import live
from rendering.weeks import FULL, QUIET, SO_FAR, SPRING

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


def schema_of_the_code() -> dict[str, Any]:
    """Give the schema of what is written, with what the types can't say."""
    found = msgspec.json.schema(WeeklyReport)
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


@pytest.fixture(scope="module")
def written() -> jsonschema.Draft202012Validator:
    """Give the schema that is written down, ready to be held against a document."""
    if os.environ.get("SNAPSHOTS") == "write":
        SCHEMA.write_text(json.dumps(schema_of_the_code(), indent=2) + "\n", encoding="utf-8")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_schema_is_the_codes_own(written: jsonschema.Draft202012Validator) -> None:
    # Where a key left or changed its meaning, VERSION is to be raised.
    assert written.schema == schema_of_the_code()


@pytest.mark.parametrize("week", [FULL, QUIET, SO_FAR, SPRING], ids=lambda week: week.week)
def test_every_kind_of_week_is_as_the_schema_says(
    written: jsonschema.Draft202012Validator, week: WeeklyReport
) -> None:
    written.validate(json.loads(as_json(week)))


@pytest.mark.parametrize("words", [(), ("--week", "last"), ("--contact", "Sam")], ids=" ".join)
def test_what_the_command_writes_is_as_the_schema_says(
    written: jsonschema.Draft202012Validator,
    holdfast: Commands,
    clock: FakeClock,
    words: tuple[str, ...],
) -> None:
    live(holdfast, clock)
    written.validate(holdfast.ok("report", "--format", "json", *words).json)


def test_the_schema_notices_what_is_missing(written: jsonschema.Draft202012Validator) -> None:
    document = json.loads(as_json(FULL))
    del document["slips"]
    document["by_weekday_and_hour"].pop()
    assert len(list(written.iter_errors(document))) == 2
