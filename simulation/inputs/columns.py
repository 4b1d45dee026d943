"""What a column of an input file may hold: how a cell is read, and what is said of a wrong one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_ABSENT = {"na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "?"}
_TRUTH = {"true": 1, "1": 1, "yes": 1, "false": 0, "0": 0, "no": 0}


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        name: in the first row of the file, in lower case.
        read: the value of a cell; None where it is not allowed.
        wrong: what is wrong with such a cell, and what is allowed.
        dtype: of the values, as NumPy names it.
        missing: stands for a value where a cell is wrong or empty.
        blank: whether a cell may be empty.
    """

    name: str
    read: Callable[[str], Any]
    wrong: Callable[[str], str]
    dtype: Any
    missing: Any
    blank: bool = False


def text(name: str) -> Column:
    """A column of identifiers, any text."""
    return Column(name, str, repr, object, "")


def title(name: str) -> Column:
    """A column of names that many rows share, any text but a mark of a missing value."""
    return Column(
        name, lambda cell: None if cell.lower() in _ABSENT else cell,
        lambda cell: f"{name} {cell!r} looks like a missing value; give a name", object, "",
    )  # fmt: skip


def choice(name: str, choices: Sequence[str]) -> Column:
    """A column with the numbers of some choices, in any case; -1 is none of them."""
    numbers = {one: number for number, one in enumerate(choices)}
    rule = f"must be {' or '.join(choices)}"
    return Column(
        name, lambda cell: numbers.get(cell.lower()), lambda cell: f"{name} {cell!r} {rule}", "i4", -1
    )  # fmt: skip


def truth(name: str) -> Column:
    """A column of 1 for true and 0 for false; -1 is neither."""
    return Column(
        name, lambda cell: _TRUTH.get(cell.lower()),
        lambda cell: f"{name} {cell!r} must be true or false", "i1", -1,
    )  # fmt: skip


def number(name: str, low: float = -math.inf, high: float = math.inf) -> Column:
    """A column of numbers in a range, both ends included; NaN is none."""

    def read(cell: str) -> float | None:
        value = number_in(cell)
        return value if value is not None and low <= value <= high else None

    bounds = f" from {low:g} to {high:g}" if math.isfinite(low) or math.isfinite(high) else ""

    def wrong(cell: str) -> str:
        comma = "," in cell and number_in(cell.replace(",", ".")) is not None
        point = ", with a decimal point" if comma else ""
        return f"{name} {cell!r} must be a number{bounds}{point}"

    return Column(name, read, wrong, float, math.nan)


def whole(name: str, low: int, high: int) -> Column:
    """A column of whole numbers in a range, both ends included; -1 is none."""

    def read(cell: str) -> int | None:
        value = number_in(cell)
        return int(value) if value is not None and value in range(low, high + 1) else None

    def wrong(cell: str) -> str:
        return f"{name} {cell!r} must be a whole number from {low} to {high}"

    return Column(name, read, wrong, "i8", -1)


def number_in(cell: str) -> float | None:
    """The finite number that a cell holds, written with a decimal point; None without one."""
    if not _NUMBER.fullmatch(cell):
        return None
    value = float(cell)
    return value if math.isfinite(value) else None
