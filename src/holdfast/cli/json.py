"""The JSON documents of --json: field names are keys, instants are ISO 8601 in UTC."""

import re

import msgspec

from holdfast.words import HIDDEN


def json_document(value: object) -> str:
    """Return a use case's answer as one indented JSON document."""
    document = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    # JSON needs no escape for these, but a terminal does.
    return re.sub(
        HIDDEN, lambda found: "\n" if found[0] == "\n" else f"\\u{ord(found[0]):04x}", document
    )
