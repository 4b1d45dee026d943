"""What a study has to run, done once: what the store has is read, what is missing is run and kept."""

from __future__ import annotations

import contextlib
import functools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments import store
from experiments.analysis import outcomes_of_runs
from experiments.executors import WEEKLY, Executor, Runs, run_piece
from experiments.plan import Changes, ParameterSet, Piece, pieces_of
from experiments.runs import CONFIGURATION, KEYS, WEEK, RunStore, configuration_name, take_over
from simulation import Settings, SettingsError, change
from simulation.passport import leaves

RUNS_AT_ONCE = 2_000  # that are in memory before a part is written
SECONDS = 5.0  # for which a result may be in memory only
FAILURES = "failures.csv"


class Failure(NamedTuple):
    """A run that ended with an error."""

    configuration: str
    seed: int
    error: str
    settings: str


class Done(NamedTuple):
    """What came of a piece of work: runs as rows of the store, and those that failed."""

    runs: pd.DataFrame
    failures: list[Failure]


class StudyFailed(Exception):  # noqa: N818 - it says what happened
    """Some runs of a study failed; all others are kept."""


def columns(outcomes: Sequence[str], weekly: bool) -> list[str]:
    """What a run in the store consists of.

    Args:
        outcomes: those that are kept; empty: all.
        weekly: whether the weeks are kept too.
    """
    weeks = [f"{WEEK}{name}" for name in WEEKLY] if weekly else []
    return [*KEYS, "arm", *(outcomes or outcomes_of_runs()), *weeks]


def do_piece(kept: Sequence[str], weekly: bool, piece: Piece) -> Done:
    """Run a piece of work; where that fails, its runs one by one.

    Args:
        kept: columns of a run in the store.
        weekly: whether the weeks are among them.
        piece: what to run.
    """
    try:
        return Done(_rows(run_piece(piece, weekly), piece, kept), [])
    except Exception as error:
        if len(piece.seeds) == 1:
            return Done(pd.DataFrame(), [_failure(piece, error)])
    alone = [do_piece(kept, weekly, piece._replace(seeds=(seed,))) for seed in piece.seeds]
    runs = [done.runs for done in alone if len(done.runs)]
    failures = [failure for done in alone for failure in done.failures]
    return Done(pd.concat(runs, ignore_index=True) if runs else pd.DataFrame(), failures)


def _rows(runs: Runs, piece: Piece, kept: Sequence[str]) -> pd.DataFrame:
    table = runs.replicates.assign(**{CONFIGURATION: configuration_name(piece.settings)})
    if runs.weekly.size:
        weeks = {
            f"{WEEK}{name}": list(runs.weekly[:, :, column]) for column, name in enumerate(WEEKLY)
        }
        table = pd.concat([table, pd.DataFrame(weeks)], axis="columns")
    return table[list(kept)]


def _failure(piece: Piece, error: Exception) -> Failure:
    said = {leaf.name: leaf.value for leaf in leaves(piece.settings)}
    words = f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"
    return Failure(configuration_name(piece.settings), piece.seeds[0], words, json.dumps(said))


class Worker(NamedTuple):
    """How runs are done, and where they are kept.

    Attributes:
        runs: the store of the study.
        executor: how.
        workers: processes at once.
        outcomes: what is kept of a run; empty: all.
        fail_fast: whether the first run that fails ends the study.
    """

    runs: RunStore
    executor: Executor
    workers: int
    outcomes: Sequence[str] = ()
    fail_fast: bool = False

    def do(
        self,
        sets: Sequence[ParameterSet],
        wanted: Sequence[Changes],
        finished: Callable[[int], None],
        weekly: bool = False,
    ) -> list[Runs]:
        """All replicates of some configurations, in every one of some parameter sets.

        Args:
            sets: the parameter sets, with the replicates of each.
            wanted: each configuration, as changes to a parameter set; the same twice is run once.
            finished: told the number of runs whenever some are done or were there already.
            weekly: whether the weeks are wanted too; without them `Runs.weekly` is empty.

        Returns:
            The runs of each configuration, in the order of `wanted`.

        Raises:
            StudyFailed: some runs failed.
        """
        configured = [[change(one.settings, changes) for one in sets] for changes in wanted]
        seeds: dict[Settings, Sequence[int]] = {
            settings: one.seeds
            for row in configured
            for one, settings in zip(sets, row, strict=True)
        }
        self._fill(seeds, finished, weekly)
        return [self._read(sets, row, weekly) for row in configured]

    def _fill(
        self, seeds: Mapping[Settings, Sequence[int]], finished: Callable[[int], None], weekly: bool
    ) -> None:
        kept = columns(self.outcomes, weekly)
        missing = self._missing(seeds)
        if missing:
            take_over(self.runs, {configuration_name(s): some for s, some in missing.items()}, kept)
            missing = self._missing(seeds)
        finished(sum(map(len, seeds.values())) - sum(map(len, missing.values())))
        pieces = [p for settings, some in missing.items() for p in pieces_of(settings, some)]
        failures = self._work_off(pieces, functools.partial(do_piece, kept, weekly), finished)
        self._note(failures)

    def _missing(self, seeds: Mapping[Settings, Sequence[int]]) -> dict[Settings, list[int]]:
        there = self.runs.index().seeds_of()
        left = {
            settings: [
                seed for seed in some if seed not in there.get(configuration_name(settings), ())
            ]
            for settings, some in seeds.items()
        }
        return {settings: some for settings, some in left.items() if some}

    def _work_off(
        self,
        pieces: Sequence[Piece],
        work: Callable[[Piece], Done],
        finished: Callable[[int], None],
    ) -> list[Failure]:
        """Run the pieces, and write what comes whenever it is much or old; also when it is stopped."""
        failures: list[Failure] = []
        waiting: list[pd.DataFrame] = []
        since = time.monotonic()
        with contextlib.closing(self.executor(work, pieces, self.workers)) as results:
            try:
                for number, done in results:
                    failures += done.failures
                    if len(done.runs):
                        waiting.append(done.runs)
                    finished(len(pieces[number].seeds))
                    full = sum(map(len, waiting)) >= RUNS_AT_ONCE
                    if full or time.monotonic() - since >= SECONDS:
                        self._write(waiting)
                        since = time.monotonic()
                    if failures and self.fail_fast:
                        break
            finally:
                self._write(waiting)
        return failures

    def _write(self, waiting: list[pd.DataFrame]) -> None:
        if waiting:
            self.runs.add(pd.concat(waiting, ignore_index=True))
            waiting.clear()

    def _note(self, failures: Sequence[Failure]) -> None:
        """Keep what failed, or remove what had failed before.

        Raises:
            StudyFailed: something failed; it says how to see it again.
        """
        path = self.runs.folder / FAILURES
        if not failures:
            path.unlink(missing_ok=True)
            return
        store.save_csv(path, pd.DataFrame(failures))
        first = failures[0]
        raise StudyFailed(
            f"{len(failures)} runs failed, all others are kept; see {path}. The first: {first.error} "
            f"To see it again: brokering-replay {self.runs.folder} {first.configuration}-{first.seed}"
        )

    def _read(
        self, sets: Sequence[ParameterSet], configured: Sequence[Settings], weekly: bool
    ) -> Runs:
        """The runs of one configuration; over several parameter sets the weeks are means of each set."""
        names = [configuration_name(settings) for settings in configured]
        try:
            found = self.runs.read(dict(zip(names, (one.seeds for one in sets), strict=True)))
        except LookupError as error:
            raise StudyFailed(f"{error} They were there: run the same command again.") from None
        number = {name: one.number for name, one in zip(names, sets, strict=True)}
        found.insert(1, "set", found[CONFIGURATION].map(number))
        weeks = np.empty((len(found), 0, 0))
        if weekly:
            weeks = np.stack(
                [np.stack(found[f"{WEEK}{name}"].to_list()) for name in WEEKLY], axis=-1
            )
            if len(sets) > 1:
                weeks = _set_means(weeks, found["set"].to_numpy())
        kept = ["arm", "set", "seed", *(self.outcomes or outcomes_of_runs())]
        return Runs(found[kept], weeks)


def _set_means(weeks: np.ndarray, sets: np.ndarray) -> np.ndarray:
    """`(S, weeks, outcomes)`: the mean over the replicates of each set, without what is missing."""
    means = []
    for number in dict.fromkeys(sets.tolist()):
        own = weeks[sets == number]
        some = (~np.isnan(own)).sum(axis=0)
        means.append(np.nansum(own, axis=0) / np.where(some > 0, some, np.nan))
    return np.stack(means)


def settings_from(text: str) -> Settings:
    """Settings as `Failure.settings` has them.

    Raises:
        SettingsError: they do not fit this version of the model.
    """
    try:
        return change(Settings(), json.loads(text))
    except json.JSONDecodeError as error:
        raise SettingsError(f"These are no settings: {error}") from None


def replay(folder: Path, name: str) -> pd.DataFrame:
    """Run a failed run again, in this process, with whatever error it has.

    Args:
        folder: of the study.
        name: of the run: configuration and seed, joined by a hyphen.

    Raises:
        SettingsError: no such run has failed there.
    """
    path = folder / FAILURES
    rows = pd.read_csv(path).to_dict("records") if path.is_file() else []
    for row in rows:
        if name == f"{row['configuration']}-{row['seed']}":
            piece = Piece(settings_from(row["settings"]), (int(row["seed"]),))
            return run_piece(piece).replicates
    raise SettingsError(f"No run {name} has failed in {folder}.")
