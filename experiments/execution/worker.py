"""What a study has to run, done once: what the store has is read, what is missing is run and kept."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.config.configurations import (
    Changes,
    Configuration,
    ParameterSet,
    Piece,
    pieces_of,
    settings_from,
    sharing_a_past,
    text_of,
)
from experiments.config.observed import WEEKLY, Weekly
from experiments.execution.executors import Executor, Runs, run_piece
from experiments.methods.estimates import outcomes_of_runs
from experiments.store import files as store
from experiments.store.archive import FAILURES
from experiments.store.locations import CONFIGURATION, KEYS
from experiments.store.parts import WEEK, RunStore, configuration_name, take_over
from experiments.store.replicates import Member, Stored
from simulation import SettingsError

RUNS_AT_ONCE = 2_000  # that are in memory before a part is written
SECONDS = 5.0  # for which a result may be in memory only
InSets = Sequence[tuple[ParameterSet, Configuration]]  # a configuration in each of its sets
NUMBERS = pa.list_(pa.float64())  # the weeks of an outcome


class Failure(NamedTuple):
    """A run that ended with an error."""

    configuration: str
    seed: int
    error: str
    settings: str
    past: str


class Done(NamedTuple):
    """What came of a piece of work: runs as rows of the store, and those that failed."""

    runs: list[pa.Table]
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


def do_pieces(kept: Sequence[str], pieces: Sequence[Piece]) -> Done:
    """Run some pieces of work one after the other; futures of the same seeds share their past.

    Args:
        kept: columns of a run in the store.
        pieces: what to run.
    """
    done = [do_piece(kept, piece) for piece in pieces]
    return Done([t for d in done for t in d.runs], [f for d in done for f in d.failures])


def do_piece(kept: Sequence[str], piece: Piece) -> Done:
    """Run a piece of work; where that fails, its runs one by one.

    Args:
        kept: columns of a run in the store.
        piece: what to run.
    """
    try:
        return Done([rows_of(run_piece(piece), piece, kept)], [])
    except Exception as error:
        if len(piece.seeds) == 1:
            return Done([], [_failure(piece, error)])
    alone = [do_piece(kept, piece._replace(seeds=(seed,))) for seed in piece.seeds]
    return Done([t for d in alone for t in d.runs], [f for d in alone for f in d.failures])


def rows_of(runs: Runs, piece: Piece, kept: Sequence[str]) -> pa.Table:
    """Runs as the store keeps them; the weeks are empty where they are not wanted."""
    count = len(piece.seeds)
    weeks = {f"{WEEK}{name}": number for number, name in enumerate(WEEKLY)}
    rows = {
        CONFIGURATION: pa.array(
            [configuration_name(piece.settings, piece.past)] * count, pa.string()
        )
    }
    for name in kept:
        if name in weeks:
            rows[name] = (
                _lists(runs.weekly[weeks[name]]) if piece.weekly else pa.nulls(count, NUMBERS)
            )
        elif name == "arm":
            rows[name] = pa.array(runs.columns[name].tolist(), pa.string())
        elif name != CONFIGURATION:
            rows[name] = pa.array(runs.columns[name])
    return pa.table({name: rows[name] for name in kept})


def _lists(values: Weekly) -> pa.ListArray:
    """A list per row of `(rows, weeks)` numbers."""
    rows, weeks = values.shape
    starts = np.arange(0, rows * weeks + 1, weeks, dtype=np.int32)
    return pa.ListArray.from_arrays(starts, values.reshape(-1))


def _failure(piece: Piece, error: Exception) -> Failure:
    words = f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"
    name = configuration_name(piece.settings, piece.past)
    return Failure(name, piece.seeds[0], words, text_of(piece.settings), text_of(piece.past))


def in_sets(sets: Sequence[ParameterSet], wanted: Iterable[Changes]) -> list[InSets]:
    """Each of some changes in every one of some parameter sets."""
    return [[(one, one.configured(changes)) for one in sets] for changes in wanted]


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
        weekly: int = 0,
    ) -> list[Stored]:
        """All replicates of some configurations, in every one of some parameter sets.

        Args:
            sets: the parameter sets, with the replicates of each.
            wanted: each configuration, as changes to a parameter set; the same twice is run once.
            finished: told the number of runs whenever some are done or were there already.
            weekly: in each set, of how many replicates the weeks are kept too: of the first ones.

        Returns:
            The runs of each configuration, in the order of `wanted`.

        Raises:
            StudyFailed: some runs failed.
        """
        return self.do_in_sets(in_sets(sets, wanted), finished, weekly)

    def do_in_sets(
        self, wanted: Sequence[InSets], finished: Callable[[int], None], weekly: int = 0
    ) -> list[Stored]:
        """Like `do`, with each configuration in parameter sets of its own; a run is in one set only."""
        seeds: dict[Configuration, Sequence[int]] = {
            configuration: one.seeds for row in wanted for one, configuration in row
        }
        self._fill(seeds, finished, weekly)
        self._reconcile(seeds)
        outcomes = self.outcomes or outcomes_of_runs()
        return [
            Stored(
                self.runs,
                [
                    Member(one.number, configuration_name(*configuration), one.seeds, weekly)
                    for one, configuration in row
                ],
                outcomes,
            )
            for row in wanted
        ]

    def _fill(
        self,
        seeds: Mapping[Configuration, Sequence[int]],
        finished: Callable[[int], None],
        weekly: int,
    ) -> None:
        kept = columns(self.outcomes, weekly > 0)
        missing = self._missing(seeds)
        if missing:
            take_over(
                self.runs, {configuration_name(*c): some for c, some in missing.items()}, kept
            )
            missing = self._missing(seeds)
        finished(sum(map(len, seeds.values())) - sum(map(len, missing.values())))
        pieces = (
            together
            for members, some in sharing_a_past(missing)
            for together in _pieces(members, some, seeds[members[0]], weekly)
        )
        failures = self._work_off(pieces, functools.partial(do_pieces, kept), finished)
        self._note(failures)

    def _missing(
        self, seeds: Mapping[Configuration, Sequence[int]]
    ) -> dict[Configuration, list[int]]:
        index = self.runs.index()
        left = {}
        for configuration, some in seeds.items():
            lacking = index.places(configuration_name(*configuration), some) < 0
            if lacking.any():
                left[configuration] = np.asarray(some)[lacking].tolist()
        return left

    def _reconcile(self, seeds: Mapping[Configuration, Sequence[int]]) -> None:
        """See that every run that was planned is there.

        Raises:
            StudyFailed: some are not.
        """
        if missing := sum(map(len, self._missing(seeds).values())):
            planned = sum(map(len, seeds.values()))
            raise StudyFailed(
                f"{missing} of {planned} runs are not in the store. They were there: "
                "run the same command again."
            )

    def _work_off(
        self,
        pieces: Iterable[Sequence[Piece]],
        work: Callable[[Sequence[Piece]], Done],
        finished: Callable[[int], None],
    ) -> list[Failure]:
        """Run the pieces, and write what comes whenever it is much or old; also when it is stopped."""
        failures: list[Failure] = []
        waiting: list[pa.Table] = []
        since = time.monotonic()
        with contextlib.closing(self.executor(work, pieces, self.workers)) as results:
            try:
                for _, done in results:
                    failures += done.failures
                    waiting += done.runs
                    finished(sum(map(len, done.runs)) + len(done.failures))
                    full = sum(map(len, waiting)) >= RUNS_AT_ONCE
                    if full or time.monotonic() - since >= SECONDS:
                        self._write(waiting)
                        since = time.monotonic()
                    if failures and self.fail_fast:
                        break
            finally:
                self._write(waiting)
        return failures

    def _write(self, waiting: list[pa.Table]) -> None:
        if waiting:
            self.runs.add(pa.concat_tables(waiting))
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


def _pieces(
    members: Sequence[Configuration], missing: Sequence[int], seeds: Sequence[int], weekly: int
) -> Iterator[list[Piece]]:
    """The missing runs of configurations that lack the same, in pieces of the same seeds that go together.

    Those whose weeks are kept come first.
    """
    early = set(seeds[:weekly])
    for has_weeks in (True, False):
        some = [seed for seed in missing if (seed in early) == has_weeks]
        for pieces in zip(
            *(pieces_of(settings, some, past) for settings, past in members), strict=True
        ):
            yield [piece._replace(weekly=has_weeks) for piece in pieces]


def replay(folder: Path, name: str) -> pd.DataFrame:
    """Run a failed run again, in this process, with whatever error it has.

    Args:
        folder: of the study.
        name: of the run: configuration and seed, joined by a hyphen.

    Raises:
        SettingsError: no such run has failed there.
    """
    path = folder / FAILURES
    rows = pd.read_csv(path, keep_default_na=False).to_dict("records") if path.is_file() else []
    for row in rows:
        if name == f"{row['configuration']}-{row['seed']}":
            past = settings_from(row["past"]) if row.get("past") else None
            piece = Piece(settings_from(row["settings"]), (int(row["seed"]),), past=past)
            return run_piece(piece).replicates
    raise SettingsError(f"No run {name} has failed in {folder}.")
