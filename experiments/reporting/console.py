"""Renders what a study found on the console: its answer and its first table, as the report has them."""

from __future__ import annotations

import os

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable

from experiments.execution.job import console
from experiments.reporting.assembly import part_of
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Table


def show(study: StudyFolder, out: Console | None = None) -> None:
    """Print what came out of a study, and where everything is.

    Args:
        study: which has come to its end.
        out: where to print; None: on the standard output.
    """
    out = out or console()
    part = part_of(study)
    tables = [block for block in (*part.shown, *part.blocks) if isinstance(block, Table)]
    for table in tables[:1]:
        out.print(_rendered(table))
    for sentence in part.answer:
        out.print(sentence.replace("`", ""), markup=False)
    out.print(f"Everything is in {os.path.relpath(study.folder)}.", soft_wrap=True)


def _rendered(table: Table) -> RichTable:
    found = RichTable(title=table.caption, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name in table.cells.columns:
        found.add_column(str(name))
    for row in table.cells.fillna("").astype(str).itertuples(index=False):
        found.add_row(*row)
    return found
