"""The jobs of `--multirun` compared: one table and one conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from experiments.config.labels import outcome_label
from experiments.execution.job import console
from experiments.methods.estimates import CULTURE, Values
from experiments.reporting.assembly import part_of
from experiments.reporting.console import show_table
from experiments.reporting.evidence import runs_of
from experiments.store.names import is_result
from experiments.store.replicates import units
from experiments.store.study_folder import StudyFolder
from experiments.studies import comparison
from experiments.studies.content import Table

ARMS = "arms"  # the kind of study of which jobs can be compared with each other


def show_compared(jobs: Mapping[str, Path]) -> None:
    """Print a table that compares jobs, and what it comes to; of other kinds the answer of each job.

    `jobs` has the folder of each result by what the job differs in; other paths are left out.
    """
    out = console()
    studies = {words: StudyFolder(path) for words, path in jobs.items() if is_result(path)}
    alike = {words: one for words, one in studies.items() if one.kind == ARMS}
    if len(alike) > 1:
        _compare(alike, out)
    for words, study in studies.items():
        if words not in alike and (answer := part_of(study).answer):
            out.print(f"{words}: {answer[0]}".replace("`", ""), markup=False)


def _compare(studies: Mapping[str, StudyFolder], out: Console) -> None:
    """A row for each comparison of arms, and the conclusion."""
    first, second = next(iter(studies.values())).configuration["compare"]
    tables = {
        number: (study.table("table"), study.table("differences"))
        for number, study in enumerate(studies.values())
    }
    found, words = comparison.of_arms(tables, CULTURE), dict(enumerate(studies))
    rows = comparison.cells(
        found, {number: {"Differs in": said} for number, said in words.items()}, (first, second)
    )
    caption = f"{outcome_label(CULTURE)}, in each job (95% interval of the difference in brackets)."
    show_table(Table("jobs", caption, pd.DataFrame(rows).fillna(""), ""), out, (first, second))
    apart = _apart(studies.values(), (first, second))
    out.print(comparison.conclusion(found, words, (first, second), "jobs", apart), markup=False)


def _apart(studies: Iterable[StudyFolder], pair: comparison.Pair) -> dict[str, Any] | None:
    """How far the jobs' differences are apart, run by run; None where their runs are not the same worlds."""
    leads: dict[int, Values] = {}
    worlds: set[tuple[Any, ...]] = set()
    for number, study in enumerate(studies):
        runs = runs_of(study)
        own = [units(runs[runs["arm"] == arm]).set_index(["set", "seed"])[CULTURE] for arm in pair]
        gap = own[0] - own[1]
        worlds.add(tuple(gap.index))
        leads[number] = gap.to_numpy(float)
    return comparison.furthest(leads) if len(worlds) == 1 and worlds != {()} else None
