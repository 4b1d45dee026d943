"""The one error that a request can cause, and the end of its sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SettingsError(ValueError):
    """A setting or an input file that is impossible; the message says what and what is allowed."""


def nearest(name: str, legal: Iterable[str]) -> str:
    """The end of an error message: the nearest legal name, if any, and all of them."""
    names = list(legal)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}? Allowed" if close else "allowed"
    return f"{hint}: {', '.join(names)}."
