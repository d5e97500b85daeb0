"""Decoding what comes from outside: pipes, prompts, files, arguments."""

import codecs
from typing import Any

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(data: bytes) -> str:
    """Return bytes as text: UTF-8, but each broken byte as Latin-1, so that none is lost.

    A byte order mark is dropped, and lines end as they do on Unix.
    """
    if data.startswith(_UTF_16):
        text = data.decode("utf-16", errors="replace")
    else:
        text = data.removeprefix(codecs.BOM_UTF8).decode(errors=_BROKEN)
    return text.replace("\r\n", "\n")


def text_typed(typed: str) -> str:
    """Return what Python read in UTF-8 with its `surrogateescape`, as text."""
    return text_of(typed.encode(errors="surrogateescape"))


_BROKEN = "holdfast-latin-1"


def _as_latin_1(error: Any) -> tuple[str, int]:  # noqa: ANN401 - a UnicodeDecodeError
    broken: bytes = error.object[error.start : error.end]
    return broken.decode("latin-1"), error.end


codecs.register_error(_BROKEN, _as_latin_1)
