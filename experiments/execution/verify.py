"""Runs a random sample of a study's runs again and compares every number with what is stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from experiments.config.configurations import Piece, settings_from
from experiments.execution.executors import run_piece
from experiments.execution.worker import rows_of
from experiments.store.archive import read_plan
from experiments.store.locations import CONFIGURATION
from experiments.store.parts import WEEK, RunStore, configuration_name
from simulation import SettingsError

TEXTS = (CONFIGURATION, "arm")  # columns that hold no numbers


class Verdict(NamedTuple):
    """What came of running a sample again: how many, and the names of those that differ."""

    sampled: int
    different: list[str]


def verify(
    folder: Path, sample: int, seed: int, finished: Callable[[int], None] = lambda done: None
) -> Verdict:
    """Run a random sample of a study's runs again, and compare every number with what is stored.

    Args:
        folder: of the study.
        sample: how many runs, at most.
        seed: of the choice.
        finished: told of each run.

    Raises:
        SettingsError: no study, or runs of another version of the model.
    """
    plan, runs = read_plan(folder), RunStore(folder)
    index = runs.index()
    if not len(index.seed):
        raise SettingsError(f"{folder} has no runs yet.")
    chosen = np.random.default_rng(seed).permutation(len(index.seed))[:sample]
    texts = zip(plan["settings"], plan["past"], strict=True)
    said = dict(zip(plan[CONFIGURATION], texts, strict=True))
    different = []
    for place in chosen:
        name, run_seed = index.name_at(place), int(index.seed[place])
        if not _same(runs, name, run_seed, *said.get(name, ("", ""))):
            different.append(f"{name}-{run_seed}")
        finished(1)
    return Verdict(len(chosen), different)


def _same(runs: RunStore, name: str, seed: int, text: str, past_text: str) -> bool:
    """Whether a run gives what is stored, number by number and week by week."""
    if not text:  # the plan does not know it
        return False
    settings, past = settings_from(text), settings_from(past_text) if past_text else None
    if configuration_name(settings, past) != name:
        raise SettingsError(
            f"The runs in {runs.folder} are of another version of the model: they can be verified with "
            "that only."
        )
    stored = runs.read({name: [seed]})
    weekly = any(c.startswith(WEEK) and stored[c].null_count == 0 for c in stored.column_names)
    piece = Piece(settings, (seed,), weekly, past)
    again = rows_of(run_piece(piece), piece, stored.column_names)
    return all(
        np.array_equal(_numbers(stored[name]), _numbers(again[name]), equal_nan=name not in TEXTS)
        for name in stored.column_names
    )


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    """What a run has in a column: a number, a name, or a list of weeks."""
    (value,) = column.to_pylist()
    return np.asarray([] if value is None else value)
