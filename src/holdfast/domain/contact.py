"""A contact: the person who is being given space; an alias, no more."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from holdfast.errors import NotUnderstood
from holdfast.value import dataclass

FIRST_NAME = "Ex"
"""What the first contact is called when a message is logged before any name was given."""

LONGEST_NAME = 80

# Default_Ignorable_Code_Point, as far as it is not of the category Cf.
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
    """One person, by the alias that the user gave them; a forgotten one has another name.

    `forgotten_names` is the trace of the names they had.
    """

    id: int
    name: str
    added_at: datetime
    forgotten_at: datetime | None = None
    forgotten_names: str | None = None


def naming(name: str, *, several: bool) -> str:
    """Give what a command ends with to be about a contact: it names them if there are several."""
    from shlex import quote  # only where a command is advised

    return f" --contact {quote(name)}" if several else ""


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

    Neither case, nor width, nor characters that nobody sees, nor how many spaces there are tell
    people apart.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    seen = (character for character in folded if not _is_unseen(character))
    return " ".join(unicodedata.normalize("NFKC", "".join(seen)).split())


def name_keys(name: str) -> tuple[str, str]:
    """Give what a name may be known by: its key, and the one by the rule of ledgers before 6.

    What is left of a forgotten name can't be reckoned anew, and neither was a key that another
    contact had already.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    seen = (character for character in folded if unicodedata.category(character) != "Cf")
    before = unicodedata.normalize("NFKC", "".join(seen)).strip()
    return name_key(name), before


def _is_unseen(character: str) -> bool:
    """Say whether a character is shown as nothing: Unicode's own list, and the blank of Braille."""
    if unicodedata.category(character) == "Cf":
        return True
    return any(first <= ord(character) <= last for first, last in _UNSEEN)


def trace_of(keys: Iterable[str], salt: bytes) -> str:
    """Give what is left of forgotten names: they can be recognised, and not be read."""
    digests = (_digest(key, salt).hex() for key in keys)
    return ":".join([salt.hex(), *digests])


def is_in_trace(key: str, trace: str) -> bool:
    """Say whether a name is among those that a trace, or several with spaces between, is of."""
    for one in trace.split():
        salt, *digests = one.split(":")
        if _digest(key, bytes.fromhex(salt)).hex() in digests:
            return True
    return False


def _digest(key: str, salt: bytes) -> bytes:
    """Give a name's digest, which takes some 40 ms and 16 MB: a list of aliases is slow to try."""
    from hashlib import scrypt  # only on the way of forgetting

    return scrypt(key.encode(), salt=salt, n=2**14, r=8, p=1, dklen=16)
