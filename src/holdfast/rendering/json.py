"""The JSON documents of the contract: field names are keys, instants are ISO 8601 in UTC."""

import msgspec


def as_json(value: object) -> str:
    """Give an answer of a use case as one JSON document, indented."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
