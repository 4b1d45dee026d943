"""What every refusal has to be, whatever its words: one sentence that names what is wrong and allowed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import pytest

from simulation import SettingsError


def check_sentence(text: str, names: str = "") -> None:
    """See that a refusal is one sentence, and that it has every one of some names and values in it.

    Args:
        text: what was said.
        names: separated by blanks; a name does not count where it is a part of another.
    """
    line = text.removesuffix("\n")
    assert line.endswith(".") and "\n" not in line and "Traceback" not in line, text
    for name in names.split():
        before, after = (r"(?<!\w)" * name[0].isalnum(), r"(?!\w)" * name[-1].isalnum())
        assert re.search(before + re.escape(name) + after, line), f"{name} is not in: {text}"


@contextlib.contextmanager
def refusal(names: str = "", error: type[Exception] = SettingsError) -> Iterator[None]:
    """Expects a refusal that names these."""
    with pytest.raises(error) as caught:
        yield
    check_sentence(str(caught.value), names)
