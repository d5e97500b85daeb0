"""A contact: the person who is being given space; an alias, no more."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from holdfast.errors import NotUnderstood

FIRST_NAME = "Ex"
"""What the first contact is called when a message is logged before any name was given."""

LONGEST_NAME = 80


@dataclass(frozen=True)
class Contact:
    """One person, by the alias that the user gave them."""

    id: int
    name: str
    added_at: datetime


def clean_name(said: str) -> str:
    """Give the alias as it is kept; NotUnderstood if it is empty, too long or not one line."""
    name = unicodedata.normalize("NFC", said.strip())
    if not name_key(name):
        raise NotUnderstood("A contact needs a name, such as “Sam”.")
    if len(name) > LONGEST_NAME:
        raise NotUnderstood(
            f"That name is longer than {LONGEST_NAME} characters; an alias will do."
        )
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in name):
        raise NotUnderstood("A contact's name is one line, without control characters.")
    return name


def name_key(name: str) -> str:
    """Give what two spellings of one name have in common.

    Neither case, nor width, nor characters that nobody sees tell people apart.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    seen = (character for character in folded if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", "".join(seen)).strip()
