"""The rows of a CSV file, whatever separates its cells."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.errors import SettingsError
from simulation.inputs.text import clean, read_text, unreadable

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MOST_ROWS = 2_000_000
_SAID = re.compile(r"sep=([,;|\t])\s*")  # how Excel names the separator, in the first line


class Sheet(NamedTuple):
    """Rows of cells as they stand in a file, without empty rows.

    Attributes:
        rows: the first names the columns.
        numbers: of the lines on which the rows begin.
        assumed: what was assumed to read the file.
    """

    rows: list[list[str]]
    numbers: npt.NDArray[np.int64]
    assumed: tuple[str, ...]


def read_sheet(name: str, known: Collection[str], most: int) -> Sheet:
    """The rows of a CSV file.

    Args:
        name: path of the file.
        known: names of columns, by which the separator is recognised.
        most: rows below the first.

    Raises:
        SettingsError: the file cannot be read, or has too many rows.
    """
    content, assumed = read_text(name, "CSV")
    if content.lstrip()[:1] == "<":
        raise unreadable(name, "CSV", "it is XML; the name of a GraphML file ends in .graphml")
    lines = content.lstrip("\r\n \ufeff")[:100_000].splitlines() or [""]
    said = _SAID.fullmatch(lines[0])
    separator = said[1] if said else _separator(lines[0], known)
    rows, ends = _rows(name, content, separator, most + 3)
    begins = np.array([0, *ends[:-1]], np.int64)[: len(rows)] + 1
    full = [k for k, row in enumerate(rows) if "".join(row).strip()][1 if said else 0 :]
    if not full:
        raise unreadable(name, "CSV", "it is empty; its first row must name the columns")
    if len(full) > most + 1:
        raise SettingsError(f"{name} has more than {most} rows, the largest number allowed.")
    if long := int((np.array(ends, np.int64) > begins).sum()):
        assumed = (*assumed, f"rows that run over several lines: {long}")
    if separator != ",":
        assumed = (*assumed, f"cells are separated by {SEPARATORS[separator]}")
    if len(full) < len(rows):
        rows, begins = [rows[k] for k in full], begins[full]
    return Sheet(rows, begins, assumed)


def _separator(line: str, known: Collection[str]) -> str:
    """The separator that gives most known names, and among those most cells, in the first line."""

    def found(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=separator), [])
        return len({clean(cell).lower() for cell in cells} & set(known)), len(cells)

    return max(SEPARATORS, key=found)


def _rows(name: str, content: str, separator: str, most: int) -> tuple[list[list[str]], list[int]]:
    """At most so many rows, and the lines on which they end.

    Raises:
        SettingsError: a row cannot be divided into cells.
    """
    reader = csv.reader(
        io.StringIO(content, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    rows, ends = [], []
    try:
        for row in itertools.islice(reader, most):
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error as error:
        line = ends[-1] + 1 if ends else 1
        wrong = "a quotation mark is missing or is not at the end of its cell"
        if "limit" in str(error):
            wrong = f"a cell has more than {csv.field_size_limit()} characters"
        raise unreadable(name, "CSV", f"in the row that begins in line {line}, {wrong}") from None
    return rows, ends
