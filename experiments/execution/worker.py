"""Runs what is missing in a study's folder, and saves it."""

import contextlib
import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.config.commands import typed
from experiments.config.configurations import (
    Configuration,
    ParameterSet,
    Piece,
    pieces_of,
    portions_of,
    sharing_a_past,
)
from experiments.config.observed import outcomes_of_runs
from experiments.execution.executors import Executor
from experiments.execution.pieces import Done, Failure, columns, do_pieces
from experiments.store.atomic import save_csv
from experiments.store.parts import Parts, configuration_name, take_over
from experiments.store.replicates import Member, Replicates
from experiments.store.study_folder import FAILURES

RUNS_AT_ONCE = 2_000  # in memory before a part is written
SECONDS = 5.0  # that a result may be in memory only
PORTIONS = 32  # for each process at least, so that all have work to the end
InSets = Sequence[tuple[ParameterSet, Configuration]]  # a configuration in each of its sets
Missing = Mapping[Configuration, Sequence[int]]  # seeds of each


class StudyFailed(Exception):  # noqa: N818 - it says what happened
    """Some runs of a study failed; all others are saved."""


class Worker(NamedTuple):
    """How runs are done, and where they are saved."""

    parts: Parts
    executor: Executor
    workers: int  # processes at once; 0: any number, and nothing is handed out together
    outcomes: Sequence[str] = ()  # those that are kept; empty: all
    fail_fast: bool = False  # whether the first run that fails ends the study

    def run(
        self, wanted: Sequence[InSets], finished: Callable[[int], None], weekly: int = 0
    ) -> list[Replicates]:
        """All replicates of some configurations, each in some parameter sets.

        Args:
            wanted: each configuration in its parameter sets; the same twice is run once.
            finished: called with the number of runs that are done or were there already.
            weekly: in each set, the number of replicates, from the first on, with weekly values.

        Returns:
            The runs of each configuration, in the order of `wanted`.

        Raises:
            StudyFailed: some runs failed.
        """
        self.parts.needed = frozenset(columns(self.outcomes, weekly=False))
        seeds = {configuration: one.seeds for row in wanted for one, configuration in row}
        self._fill(seeds, finished, weekly)
        if missing := _count(self._missing(seeds)):
            raise StudyFailed(
                f"{missing} of {_count(seeds)} runs have disappeared from {self.parts.path}: run "
                "the same command again to repeat them."
            )
        members = [
            [Member(one.number, configuration_name(*what), one.seeds, weekly) for one, what in row]
            for row in wanted
        ]
        outcomes = self.outcomes or outcomes_of_runs()
        return [Replicates(self.parts, each, outcomes) for each in members]

    def _fill(self, seeds: Missing, finished: Callable[[int], None], weekly: int) -> None:
        """Run what is missing; what another folder of the study has is copied."""
        kept = columns(self.outcomes, weekly > 0)
        if missing := self._missing(seeds):
            take_over(self.parts, {configuration_name(*c): s for c, s in missing.items()}, kept)
            missing = self._missing(seeds)
        finished(_count(seeds) - _count(missing))
        pieces = (
            together
            for members, some in sharing_a_past(missing)
            for together in _pieces(members, some, seeds[members[0]], weekly)
        )
        fair = _count(missing) // (PORTIONS * self.workers) if self.workers else 1
        work = functools.partial(do_pieces, kept)
        self._note(self._work_off(portions_of(pieces, fair), work, finished))

    def _missing(self, seeds: Missing) -> dict[Configuration, list[int]]:
        positions = self.parts.positions()
        left = {}
        for configuration, some in seeds.items():
            lacking = positions.places(configuration_name(*configuration), some) < 0
            if lacking.any():
                left[configuration] = np.asarray(some)[lacking].tolist()
        return left

    def _work_off(
        self,
        pieces: Iterable[Sequence[Piece]],
        work: Callable[[Sequence[Piece]], Done],
        finished: Callable[[int], None],
    ) -> list[Failure]:
        """Run the pieces; save results when they are many or old, and when the study is stopped."""
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
                        self._save(waiting)
                        since = time.monotonic()
                    if failures and self.fail_fast:
                        break
            finally:
                self._save(waiting)
        return failures

    def _save(self, waiting: list[pa.Table]) -> None:
        if waiting:
            self.parts.add(pa.concat_tables(waiting))
            waiting.clear()

    def _note(self, failures: Sequence[Failure]) -> None:
        """Save which runs failed, and end the study; or delete the list of an earlier run."""
        path = self.parts.folder / FAILURES
        if not failures:
            path.unlink(missing_ok=True)
            return
        save_csv(path, [pd.DataFrame(failures)])
        first = failures[0]
        name = f"{first.configuration}-{first.seed}"
        raise StudyFailed(
            f"{len(failures)} runs failed; all others are saved. The first error: {first.error} "
            f"All errors are in {path}. To repeat the first one: "
            f"{typed('brokering-repeat', str(self.parts.folder), name)}"
        )


def _count(seeds: Missing) -> int:
    return sum(map(len, seeds.values()))


def _pieces(
    members: Sequence[Configuration], missing: Sequence[int], seeds: Sequence[int], weekly: int
) -> Iterator[list[Piece]]:
    """The missing runs of configurations that lack the same seeds, in pieces that go together.

    Runs with weekly values come first.
    """
    early = set(seeds[:weekly])
    for has_weeks in (True, False):
        some = [seed for seed in missing if (seed in early) == has_weeks]
        for pieces in zip(
            *(pieces_of(settings, some, past) for settings, past in members), strict=True
        ):
            yield [piece._replace(weekly=has_weeks) for piece in pieces]
