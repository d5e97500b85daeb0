"""The JSON documents of --json: field names are keys, instants are ISO 8601 in UTC."""

import msgspec


def json_document(value: object) -> str:
    """Return a use case's answer as one indented JSON document."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
