from hypothesis import given
from hypothesis import strategies as st

from holdfast.decoding import text_of, text_typed


@given(st.text().filter(lambda text: "\r\n" not in text and not text.startswith("\ufeff")))
def test_text_in_utf_8_is_read_unchanged(text: str) -> None:
    assert text_of(text.encode()) == text


@given(st.binary())
def test_any_bytes_become_text_that_can_be_saved(data: bytes) -> None:
    text_of(data).encode()


def test_a_broken_byte_that_was_typed_becomes_text() -> None:
    assert text_typed("caf\udce9 déjà \udcc3") == "café déjà Ã"
