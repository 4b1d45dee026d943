"""Points from a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.config.values import is_number, is_whole, setting, value_of
from experiments.methods.designs.factors import Factor, table_of
from experiments.methods.designs.filling import MOST_POINTS, Stream
from simulation import SettingsError
from simulation.passport import Leaf, Value


def listed(
    factors: Sequence[Factor], size: int, stream: Stream, *, file: str | Path
) -> pd.DataFrame:
    """The points of a CSV file, whose first row is the dotted names of settings.

    Extendable: rows may be added at the end.

    Args:
        factors: none: the file names what varies.
        size: not used.
        stream: not used.
        file: path of the file, in UTF-8, separated by commas.

    Raises:
        SettingsError: something in the file is not allowed; the sentence names the file and the row,
            as an editor counts lines.
    """
    if factors:
        raise SettingsError("The design csv takes what varies from its file: leave vary empty.")
    if not isinstance(file, str | Path):
        raise SettingsError(f"file of the design csv must be a path, not {file!r}.")
    path = Path(file)
    header, *rows = _lines(path)
    columns = _settings(path, header[1])
    if not rows:
        raise SettingsError(f"{path}: there is no point in the file.")
    seen: dict[tuple[Value, ...], int] = {}
    for number, cells in rows:
        point = _point(f"{path}, row {number}", columns, cells)
        if point in seen:
            raise SettingsError(f"{path}, row {number}: the point of row {seen[point]} again.")
        seen[point] = number
    return table_of(columns, seen)


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with its line in the file."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as text:
            reader = csv.reader(text, strict=True)
            found = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if row]
    except FileNotFoundError:
        raise SettingsError(f"There is no file {str(path)!r} with points.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path} cannot be read as a CSV file: {error}.") from None
    if not found:
        raise SettingsError(f"{path}: the file is empty; its first row must name settings.")
    if len(found) > MOST_POINTS + 1:
        raise SettingsError(
            f"{path} has {len(found) - 1} points; at most {MOST_POINTS} are allowed."
        )
    return found


def _settings(path: Path, header: Sequence[str]) -> list[Leaf]:
    for name in header:
        if header.count(name) > 1:
            raise SettingsError(f"{path}, row 1: the column {name!r} is there more than once.")
    try:
        return [setting(name) for name in header]
    except SettingsError as error:
        raise SettingsError(f"{path}, row 1: {error}") from None


def _point(where: str, columns: Sequence[Leaf], cells: Sequence[str]) -> tuple[Value, ...]:
    if len(cells) > len(columns):
        raise SettingsError(f"{where}: {len(cells)} values for {len(columns)} columns.")
    for i, leaf in enumerate(columns):
        if i >= len(cells) or not cells[i]:
            raise SettingsError(f"{where}: {leaf.name} has no value.")
    try:
        return tuple(_value(leaf, cell) for leaf, cell in zip(columns, cells, strict=True))
    except SettingsError as error:
        raise SettingsError(f"{where}: {error}") from None


def _value(leaf: Leaf, cell: str) -> Value:
    """The value of a cell; what cannot be read stays text and is refused as such."""
    read: Value = cell
    if isinstance(leaf.default, bool):
        read = {"true": True, "false": False}.get(cell.lower(), cell)
    elif is_number(leaf):
        try:
            read = float(cell)
            if is_whole(leaf) and read.is_integer():
                read = int(read)
        except ValueError:
            pass
    return value_of(leaf, read)
