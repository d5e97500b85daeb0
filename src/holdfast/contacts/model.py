"""A contact: the person who is given space, known by a nickname."""

import unicodedata
from datetime import datetime

from holdfast.errors import NotUnderstood
from holdfast.value import dataclass

FIRST_NAME = "Ex"
"""What the first contact is called when a message is logged before any name was given."""

LONGEST_NAME = 80
_LONGEST_SPELLING = 10 * LONGEST_NAME
"""As typed: combining and invisible characters take more room than they are counted for."""
_TOO_LONG = f"That name is longer than {LONGEST_NAME} characters. A nickname is fine."
NEEDS_NAME = "A contact needs a name, such as Sam."

# Unicode's Default_Ignorable_Code_Point without the category Cf, and the blank of Braille.
_UNSEEN = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2065, 0x2065),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0xE0000, 0xE0FFF),
)


@dataclass(frozen=True)
class Contact:
    """One person, by a nickname; a forgotten one has a number for a name."""

    id: int
    name: str
    added_at: datetime
    forgotten_at: datetime | None = None


def naming(name: str, *, several: bool) -> str:
    """Return the option that names a contact in an advised command, if there are several."""
    if not several:
        return ""
    from shlex import quote

    return f" --contact {quote(name)}"


def clean_name(said: str) -> str:
    """Return a name as it is saved; NotUnderstood if it is empty, too long or not one line."""
    if not name_key(said):
        raise NotUnderstood(NEEDS_NAME)
    name = unicodedata.normalize("NFC", said.strip())
    if len(name) > LONGEST_NAME:
        raise NotUnderstood(_TOO_LONG)
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in name):
        raise NotUnderstood("A name has to be one line, without control characters.")
    return name


def name_key(name: str) -> str:
    """Return a key that is the same for all spellings of a name.

    Case, width, invisible characters and the number of spaces make no difference. Raise
    NotUnderstood if no name can be that long: normalizing millions of characters takes minutes.
    """
    if len(name) > _LONGEST_SPELLING:
        raise NotUnderstood(_TOO_LONG)
    folded = unicodedata.normalize("NFKC", name).casefold()
    seen = (character for character in folded if not _is_unseen(character))
    return " ".join(unicodedata.normalize("NFKC", "".join(seen)).split())


def _is_unseen(character: str) -> bool:
    """Return whether a character is invisible: Unicode's list, and the blank of Braille."""
    if unicodedata.category(character) == "Cf":
        return True
    return any(first <= ord(character) <= last for first, last in _UNSEEN)
