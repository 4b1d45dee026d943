"""The one error that a request can cause, and the end of its sentence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

LONGEST = 200  # characters of what was given, in a message
MOST = 5_000  # characters of a message
# What is given stands in quotes, or is a word. Short quotations are found too, as otherwise the text
# between two of them would pass for one; an apostrophe in a word begins none.
_GIVEN = re.compile(
    rf"""\[[^\]]{{{LONGEST},}}\]|(?<!\w)'(?:[^'\\]|\\.)*'|"[^"]*"|\S{{{LONGEST},}}"""
)


class SettingsError(ValueError):
    """A setting or an input file that is impossible; the message says what and what is allowed."""

    def __init__(self, message: str) -> None:
        super().__init__(brief(str(message)))


class UnknownNameError(KeyError):
    """There is no column, setting or outcome of that name; the message says which ones are near."""

    def __str__(self) -> str:
        return str(self.args[0])  # without the quotes of a key


def _bare(name: str) -> str:
    """A name without what people leave out of it: `oneway` for `one_way`."""
    return re.sub(r"[\W_]", "", name).lower()


def brief(message: str) -> str:
    """A message that does not repeat long input: of each value the beginning, and the end of the whole."""
    if len(message) <= LONGEST:
        return message
    text = _GIVEN.sub(_cut, message)
    return text if len(text) <= MOST else f"{text[:LONGEST]} ... {text[-LONGEST:]}"


def _cut(found: re.Match[str]) -> str:
    text = found[0]
    if len(text) <= LONGEST:
        return text
    end = next((mark for mark in (", ", "; ") if text.endswith(mark)), text[-1])
    return f"{text[:LONGEST]} ...{end}"


def nearest(name: str, legal: Iterable[str]) -> str:
    """The end of an error message: the nearest legal name, if any, and all of them."""
    names = list(legal)
    bare = _bare(name[:LONGEST])
    begun = [one for one in names if len(bare) > 2 and _bare(one).startswith(bare)]
    close = begun or difflib.get_close_matches(name[:LONGEST], names, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}? Allowed" if close else "allowed"
    return f"{hint}: {', '.join(names)}."
