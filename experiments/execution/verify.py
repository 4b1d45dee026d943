"""Repeats runs of a study: a random sample to compare every number, or one run that failed."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.config.configurations import Configuration, Piece, settings_from
from experiments.config.named_files import located
from experiments.execution.pieces import rows_of, run_piece
from experiments.store.parts import WEEK, Parts, configuration_name
from experiments.store.positions import CONFIGURATION
from experiments.store.study_folder import FAILURES, StudyFolder
from simulation import SettingsError

TEXTS = (CONFIGURATION, "arm")  # columns without numbers


class Verdict(NamedTuple):
    """The result of repeating a sample: its size, and the names of the runs that differ."""

    sampled: int
    different: list[str]


def verify(study: StudyFolder, sample: int, seed: int, files: Sequence[Path] = ()) -> Verdict:
    """Repeat a random sample of at most so many runs, and compare every number with the saved one.

    `seed` is for the selection of runs; `files` are those that the study may have read, apart from those in
    the current folder.

    Raises:
        SettingsError: there are no runs, a file that they read is not there, or they are of another
            version of the model.
    """
    plan, positions = study.plan(), study.runs.positions()
    files = [*files, *study.rosters()]
    if not len(positions.seed):
        again = study.command_explained
        raise SettingsError(f"{study.folder} has no undamaged runs: run {again} first.")
    texts = zip(plan["settings"], plan["past"], strict=True)
    planned = dict(zip(plan[CONFIGURATION], texts, strict=True))
    chosen = np.random.default_rng(seed).permutation(len(positions.seed))[:sample]
    different = []
    for place in chosen:
        name, run_seed = positions.name_at(place), int(positions.seed[place])
        if name not in planned or not _same(study.runs, name, run_seed, planned[name], files):
            different.append(f"{name}-{run_seed}")
    return Verdict(len(chosen), different)


def _same(
    parts: Parts, name: str, seed: int, texts: tuple[str, str], files: Sequence[Path]
) -> bool:
    """Whether a run gives the saved numbers, week by week."""
    configuration = _configuration(*texts, files)
    if configuration_name(*configuration) != name:
        raise SettingsError(
            f"The runs in {parts.folder} are of another version of the model: verify them with "
            "the version that made them."
        )
    saved = parts.read({name: [seed]})
    weekly = any(c.startswith(WEEK) and saved[c].null_count == 0 for c in saved.column_names)
    piece = Piece(configuration.settings, (seed,), weekly, configuration.past)
    again = rows_of(piece, saved.column_names)
    return all(
        np.array_equal(_numbers(saved[name]), _numbers(again[name]), equal_nan=name not in TEXTS)
        for name in saved.column_names
    )


def _configuration(settings: str, past: str, files: Sequence[Path]) -> Configuration:
    own, *lived = (located(settings_from(text), files) for text in (settings, past) if text)
    return Configuration(own, lived[0] if lived else None)


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    """The content of a run's column: a number, a name, or a list of weekly values."""
    (value,) = column.to_pylist()
    return np.asarray([] if value is None else value)


def replay(study: StudyFolder, name: str, files: Sequence[Path] = ()) -> pd.DataFrame:
    """Repeat a run that failed, in this process; its error is raised.

    Its name is the configuration and the seed, joined by a hyphen; `files` are as for `verify`.

    Raises:
        SettingsError: no such run has failed.
    """
    failed = {
        f"{row['configuration']}-{row['seed']}": row for row in study.failures().to_dict("records")
    }
    if name not in failed:
        those = f"{FAILURES} lists those that have" if failed else "none has"
        raise SettingsError(f"No run {name!r} has failed in {study.folder}; {those}.")
    row, found = failed[name], [*files, *study.rosters()]
    settings, past = _configuration(row["settings"], row["past"], found)
    return run_piece(Piece(settings, (int(row["seed"]),), past=past)).replicates
