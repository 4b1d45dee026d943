"""Tables from files: cells by column, and their values in the types that are wanted.

A new kind of table is a tuple of columns (`simulation.inputs.columns`), read with `read_table` and checked
with `checked`; what rows must be to each other is checked on the result.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.inputs.columns import Column
from simulation.inputs.faults import Fault, Faults
from simulation.inputs.sheet import MOST_ROWS, Sheet, read_sheet
from simulation.inputs.text import clean, unreadable

LONGEST = 60  # characters of a cell in a message

Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]


class Cells(NamedTuple):
    """The cells of a column, each different text once: `texts[codes[k]]` is that of row k."""

    codes: Positions
    texts: Sequence[str]

    @classmethod
    def of(cls, cells: Sequence[str]) -> Cells:
        """The cells of a column, cleaned."""
        array = np.empty(len(cells), object)
        array[:] = cells
        codes, texts = pd.factorize(array)
        return cls(codes, [clean(text) for text in texts])

    def at(self, row: int) -> str:
        """The text of a row."""
        return self.texts[self.codes[row]]

    def which(self, wanted: Callable[[str], bool]) -> Mask:
        """The rows whose text is as wanted."""
        return np.fromiter(map(wanted, self.texts), bool, len(self.texts))[self.codes]


class Table(NamedTuple):
    """The cells of a file, or of the nodes or edges in it.

    Attributes:
        name: of the file, as messages name it.
        cells: by column; all are equally long.
        numbers: of the rows, as an editor counts lines; of nodes and edges, as they follow each other.
        noun: what the numbers count: `row`, `node` or `edge`.
        absent: what is said of an empty cell in a column.
        labels: of the rows, beside their numbers; empty: none.
        assumed: what was assumed to read the file.
        head: number of the row that names the columns.
        others: names of the columns that were left out.
    """

    name: str
    cells: Mapping[str, Cells]
    numbers: Positions
    noun: str = "row"
    absent: str = "{} must not be empty"
    labels: Sequence[str] = ()
    assumed: tuple[str, ...] = ()
    head: int = 1
    others: tuple[str, ...] = ()

    def where(self, position: int) -> str:
        """The place of a row in words, such as `row 3` or `node 3 ('ben')`."""
        label = f" ({self.labels[position]!r})" if self.labels else ""
        return f"{self.noun} {self.numbers[position]}{label}"

    def fault(self, wrong: Mask | Positions, text: str) -> Fault:
        """The fault of some rows, given as a mask or by position.

        Args:
            wrong: the rows, at least one.
            text: what is wrong with the first of them.
        """
        rows = np.flatnonzero(wrong) if wrong.dtype == bool else wrong
        return Fault(
            self.name, self.where(int(rows[0])), text, self.noun, self.numbers[rows[1:]].tolist()
        )


def read_table(
    name: str, known: Collection[str], faults: Faults, strict: bool = False, most: int = MOST_ROWS
) -> Table:
    """A CSV file, whose first row names its columns.

    Empty rows are left out, and so are columns without a name and without content.

    Args:
        name: path of the file.
        known: the columns that can be used, in lower case; others are left out.
        faults: where faults in the form of the file are noted.
        strict: whether other columns are not left out, but kept for the caller to refuse.
        most: rows.

    Raises:
        SettingsError: the file cannot be read as a table at all.
    """
    sheet = read_sheet(name, known, most)
    header = [clean(cell).lower() for cell in sheet.rows[0]]
    if not strict and not set(known) & set(header):
        raise unreadable(name, "CSV", f"its first row names none of the columns {', '.join(known)}")
    _even(name, sheet, len(header), faults)
    unnamed = _check_header(name, sheet, header, strict, faults)
    kept = {title: k for k, title in enumerate(header) if title and (strict or title in known)}
    cells = {title: _cells(name, sheet, k, title, faults) for title, k in kept.items()}
    others = tuple(title for title in header if title and title not in kept)
    left = [*map(repr, others), *(f"number {k + 1}, which has no name" for k in unnamed)]
    assumed = (*sheet.assumed, *([f"columns left out: {', '.join(left)}"] if left else []))
    head, numbers = int(sheet.numbers[0]), sheet.numbers[1:]
    return _without_empty(Table(name, cells, numbers, assumed=assumed, head=head, others=others))


def _check_header(
    name: str, sheet: Sheet, header: Sequence[str], strict: bool, faults: Faults
) -> list[int]:
    """Note names that are there twice; gives the columns that have content but no name."""
    where = f"row {sheet.numbers[0]}"
    for title, count in Counter(header).items():
        if title and count > 1:
            faults.add(Fault(name, where, f"column {title!r} appears twice; name each column once"))
    empty = [k for k, title in enumerate(header) if not title]
    unnamed = [k for k in empty if any(row[k].strip() for row in sheet.rows[1:])]
    if strict and unnamed:
        text = f"column {unnamed[0] + 1} has content but no name (it is '')"
        faults.add(Fault(name, where, text))
    return unnamed


def _even(name: str, sheet: Sheet, width: int, faults: Faults) -> None:
    """Give all rows `width` cells; cells with content beyond the header are a fault."""
    lengths = np.fromiter(map(len, sheet.rows), int, len(sheet.rows))
    wide = []
    for k in np.flatnonzero(lengths != width):
        row = sheet.rows[k]
        if any(map(str.strip, row[width:])):
            wide.append(int(k))
        sheet.rows[k] = [*row[:width], *[""] * (width - len(row))]
    if wide:
        text = f"{lengths[wide[0]]} cells, but the first row names {width} columns"
        numbers = sheet.numbers[wide].tolist()
        faults.add(Fault(name, f"row {numbers[0]}", text, others=numbers[1:]))


def _cells(name: str, sheet: Sheet, k: int, title: str, faults: Faults) -> Cells:
    """The cells of a column; a line break in one is a fault."""
    raw = [row[k] for row in sheet.rows[1:]]
    cells = Cells.of(raw)
    broken = [k for k, cell in enumerate(raw) if "\n" in cell or "\r" in cell]
    if broken := [k for k in broken if len(raw[k].strip().splitlines()) > 1]:
        rows = sheet.numbers[1:][broken].tolist()
        text = f"{title} has a line break: perhaps a quotation mark is missing"
        faults.add(Fault(name, f"row {rows[0]}", text, others=rows[1:]))
    return cells


def _without_empty(table: Table) -> Table:
    """The table without rows that are empty in all columns that are kept."""
    full = np.zeros(len(table.numbers), bool)
    for cells in table.cells.values():
        full |= cells.which(bool)
    if full.all() or not table.cells:
        return table
    kept = {title: cells._replace(codes=cells.codes[full]) for title, cells in table.cells.items()}
    left = f"rows left out, with nothing in the columns used: {(~full).sum()}"
    return table._replace(cells=kept, numbers=table.numbers[full], assumed=(*table.assumed, left))


def checked(table: Table, columns: Sequence[Column], faults: Faults) -> pd.DataFrame:
    """The values of some columns, with a row for each of the table.

    Args:
        table: with the cells.
        columns: what is allowed in each.
        faults: where a missing column, and every wrong or empty cell, is noted; its value is then
            the column's `missing`.
    """
    names = [column.name for column in columns]
    if missing := [_missing(table, name) for name in names if name not in table.cells]:
        what, where = ("column", f"row {table.head}")
        if table.noun != "row":
            what, where = ("attribute", f"all {table.noun}s")
        said = (
            f"{what} {missing[0]} is" if len(missing) == 1 else f"{what}s {', '.join(missing)} are"
        )
        faults.add(Fault(table.name, where, f"{said} missing; required: {', '.join(names)}"))
    values = {column.name: _values(table, column, faults) for column in columns}
    return pd.DataFrame(
        {name: pd.Series(found, dtype=found.dtype) for name, found in values.items()}
    )


def _missing(table: Table, name: str) -> str:
    """A column that is missing, with the name that may stand for it."""
    near = difflib.get_close_matches(name, table.others, n=1)
    return f"{name!r} (did you mean {near[0]!r}?)" if near else repr(name)


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST else f"{cell[:LONGEST]}..."


def _values(table: Table, column: Column, faults: Faults) -> npt.NDArray[Any]:
    """The values of a column. Each different cell is read once."""
    if column.name not in table.cells:
        return np.full(len(table.numbers), column.missing, column.dtype)
    cells = table.cells[column.name]
    read = [column.read(text) if text else None for text in cells.texts]
    empty = cells.which(lambda text: not text)
    wrong = np.array([value is None for value in read], bool)[cells.codes] & ~empty
    if empty.any() and not column.blank:
        faults.add(table.fault(empty, table.absent.format(column.name)))
    if wrong.any():
        faults.add(table.fault(wrong, column.wrong(_short(cells.at(int(wrong.argmax()))))))
    values = np.empty(len(read), column.dtype)
    values[:] = [column.missing if value is None else value for value in read]
    found: npt.NDArray[Any] = values[cells.codes]
    return found
