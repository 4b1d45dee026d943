"""Renders what a study found on the console: its first table and its answer, as the report has them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable

from experiments.execution.job import console
from experiments.reporting import setup
from experiments.reporting.assembly import part_of
from experiments.reporting.evidence import by_default
from experiments.reporting.wording import said
from experiments.store.study_folder import StudyFolder
from experiments.studies import comparison
from experiments.studies.content import Table
from experiments.studies.headline.report import FAVOURED

MOST_ROWS = 40
GAP = 2  # letters between columns
LONG = 31  # letters: shorter lines are not broken
BREAKS = r" (?=\([-+\d]|minus )"  # where a cell may go on in a second line
BETWEEN = r"(?<=\d to) (?=[-+\d.,]+\))"  # where an interval may, before a column is left out


def show(study: StudyFolder) -> None:
    """Print what came out of a study, and where everything is."""
    out, part = console(), part_of(study)
    out.print(setup.runs(study).replace("`", ""), markup=False)
    tables = [block for block in (*part.shown, *part.blocks) if isinstance(block, Table)]
    pair = tuple(study.configuration.get("compare") or ())
    compared = pair if all(pair) and pair else None  # some studies compare no arms
    for table in tables[:1]:
        show_table(table, out, compared)
    for sentence in part.answer:
        out.print(sentence.replace("`", ""), markup=False)
    if by_default(study):
        warned = f"{said('default', share=FAVOURED)} Run study=headline ensemble=plausible."
        out.print(warned, style="bold", markup=False)
    out.print(f"All results are in {os.path.relpath(study.folder)}.", soft_wrap=True)


def show_table(table: Table, out: Console, compared: comparison.Pair | None = None) -> None:
    """A table without the rows and columns that there is no room for.

    Columns that say least are left out first; two arms that are compared are shown with their difference in
    any case.
    """
    whole = table.cells.fillna("").astype(str)
    broken = whole.replace(BREAKS, "\n", regex=True)
    narrow = broken.replace(BETWEEN, "\n", regex=True)
    candidates = [whole, broken, *(narrow[names] for names in _fewer(whole, compared))]
    cells = next((one for one in candidates if _room(one, out) >= 0), candidates[-1])
    out.print(table.caption, style="bold", markup=False)
    out.print(_drawn(cells, _room(cells, out)))
    left_out = [_named(whole[name]) for name in whole.columns if name not in cells.columns]
    if len(cells) > MOST_ROWS:
        left_out.append(f"{len(cells) - MOST_ROWS} of {len(cells)} rows")
    if left_out:
        out.print(f"Not shown here, but in the results: {', '.join(left_out)}.", markup=False)


def _fewer(cells: pd.DataFrame, compared: comparison.Pair | None) -> Iterator[list[str]]:
    """All columns, then always one fewer, but none of those that are compared, nor the first.

    What says least goes first: columns with the same text in all rows, those of arms that are not compared,
    and what else is said of compared arms; of each, the last goes first.
    """
    names = [*cells.columns]
    yield names
    first = 1 if compared else 2
    others = [one for one in names[first:] if not (compared and comparison.shows(one, compared))]

    def tells(name: str) -> int:
        if _always(cells[name]):
            return 0
        return 1 + comparison.belongs(name, compared) if compared else 1

    for name in sorted(reversed(others), key=tells):
        names = [each for each in names if each != name]
        yield names


def _always(column: pd.Series[str]) -> str:
    """The text of all rows of a column; empty if they differ or there is one row only."""
    return str(column.iloc[0]) if len(column) > 1 and column.nunique() == 1 else ""


def _named(column: pd.Series[str]) -> str:
    """A column that is left out."""
    same = _always(column)
    return f"the column '{column.name}'{f' ({same} in every row)' if same else ''}"


def _drawn(cells: pd.DataFrame, room: int) -> RichTable:
    """A table; the first column takes what it needs of the room that is left."""
    found = RichTable(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for place, name in enumerate(cells.columns):
        least, wanted = _widths(cells[name])
        found.add_column(str(name), width=max(least, min(least + room, wanted) if not place else 0))
    for row in cells.head(MOST_ROWS).itertuples(index=False):
        found.add_row(*row)
    return found


def _room(cells: pd.DataFrame, out: Console) -> int:
    """Letters that are left on a line; negative where words or short lines would have to be broken."""
    return out.width - sum(_widths(cells[name])[0] + GAP for name in cells.columns)


def _widths(column: pd.Series[str]) -> tuple[int, int]:
    """The letters that a column needs so that no word and no short line is broken, and no line at all."""
    texts = [str(column.name), *(line for cell in column for line in cell.split("\n"))]
    word = max(len(word) for text in texts for word in text.split() or [""])
    short = max((len(line) for line in texts[1:] if len(line) <= LONG), default=0)
    return max(word, short), max(map(len, texts))
