"""Completion in shells: what is inserted is quoted as the shell needs it.

click's own scripts for bash and fish insert a name as it is: one with spaces becomes several
words, and bash runs one that is a command.
"""

import os
import re

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

_BREAKS = " \t\n\"'@><=;|&(:"
"""Where bash begins a new word unless told otherwise; it inserts only what comes after."""

_OPTION = re.compile("--[^=]*=")

_BASH = """\
%(complete_func)s() {
    local type value
    while IFS=, read -r type value; do
        case $type in
            dir) COMPREPLY=(); compopt -o dirnames ;;
            file) COMPREPLY=(); compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_WORDS="${COMP_LINE:0:COMP_POINT}" COMP_BREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1")
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class Bash(BashComplete):
    """Completion in bash."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is being typed, and that one."""
        words, self._quote, self._inserted_from = _typed(
            os.environ["COMP_WORDS"], os.environ.get("COMP_BREAKS", _BREAKS)
        )
        return words[1:-1], words[-1]

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return a line for the script: the part that bash inserts, quoted."""
        return f"{item.type},{_quoted(item.value[self._inserted_from :], self._quote)}"


class _WholeWords(ShellComplete):
    """Completion in a shell that quotes by itself, and that replaces all of --name=value."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is being typed, and that one."""
        words, typed = super().get_completion_args()
        option = _OPTION.match(typed)
        self._option = option[0] if option else ""
        return words, typed

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return what the shell's script reads."""
        item.value = f"{self._option}{item.value}"
        return super().format_completion(item)


class Zsh(_WholeWords, ZshComplete):
    """Completion in zsh."""


class Fish(_WholeWords, FishComplete):
    """Completion in fish."""

    # A name may have a comma.
    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split --max 1 ","'
    )


def _typed(line: str, breaks: str) -> tuple[list[str], str, int]:
    """Return a line's words, the quote that is open, and from where on bash inserts.

    The last word is the one that is being typed. In --name=value only the value counts.
    """
    words, text, begun = [], "", False
    quote, escaped, inserted_from = "", False, 0
    for character in line:
        if escaped:
            text, escaped = text + character, False
        elif character == "\\" and quote != "'":
            begun = escaped = True
        elif character == quote:
            quote = ""
        elif quote:
            text += character
        elif character in "'\"":
            begun, quote, inserted_from = True, character, len(text)
        elif character.isspace():
            if begun:
                words.append(text)
            text, begun, inserted_from = "", False, 0
        else:
            text, begun = text + character, True
            if character in breaks:
                inserted_from = len(text) - (character == "@")  # bash keeps this one
    option = _OPTION.match(text)
    return [*words, text], quote, max(0, inserted_from - (option.end() if option else 0))


def _quoted(text: str, quote: str) -> str:
    if quote == "'":
        return text.replace("'", r"'\''")
    if quote:
        return re.sub(r'(["$`\\])', r"\\\1", text)
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", text)


for _kind in (Bash, Zsh, Fish):
    add_completion_class(_kind)
