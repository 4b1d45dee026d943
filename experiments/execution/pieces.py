"""A piece of work: some replicates of one configuration, run and made into rows of a part."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from experiments.config.configurations import Piece, text_of
from experiments.config.named_files import named_in
from experiments.config.observed import WEEKLY, WEEKLY_OF_GROUPS, Weekly, outcomes_of_runs
from experiments.config.schema import by_name
from experiments.execution.progress import progress
from experiments.store.parts import WEEK, configuration_name
from experiments.store.positions import CONFIGURATION, KEYS
from simulation import Settings, change
from simulation.batch import DRIVER, run
from simulation.compiling import RULES, is_compiled, watched
from simulation.measures import History, broker_columns, group_columns, groups
from simulation.readings import replicate_columns
from simulation.staff import staff_of

NUMBERS = pa.list_(pa.float64())  # the weekly values of an outcome


class Runs(NamedTuple):
    """The results of some replicates."""

    columns: Mapping[str, npt.NDArray[Any]]  # of `simulation.simulate`'s table, each `(R,)`
    weekly: Weekly  # `(len(WEEKLY), R, W + 1)` for the same replicates in the same order

    @property
    def replicates(self) -> pd.DataFrame:
        """A row per replicate."""
        return pd.DataFrame(dict(self.columns))


class Failure(NamedTuple):
    """A run that ended with an error."""

    configuration: str
    seed: int
    error: str
    settings: str
    past: str


class Done(NamedTuple):
    """The results of some work: runs as rows of a part, and the runs that failed."""

    runs: list[pa.Table]
    failures: list[Failure]


def see_compiled() -> None:
    """Compile the model's rules unless they are compiled, with a progress bar."""
    if not is_compiled(DRIVER):
        with progress(len(RULES), "Rules") as finished, watched(finished):
            compile_rules()


def compile_rules() -> None:
    """Run a small world once, which leaves the compiled rules where every process finds them."""
    small = {"population.managers": 2, "population.academics": 2, "weeks": 2, "contract.weeks": 2}
    posts = {"brokers.managers": 1, "brokers.academics": 1}
    run_piece(Piece(change(Settings(), small | posts), (0,)))


def run_piece(piece: Piece) -> Runs:
    """Run the replicates of a piece of work.

    `Runs.weekly` is empty where the piece does not ask for weekly values, which take a while.
    """
    past = _lived(piece.past, piece.seeds) if piece.past else None
    history = run(piece.settings, piece.seeds, past=past)
    columns = replicate_columns(history, piece.settings, piece.seeds)
    weeks = _weeks(history, piece.settings) if piece.weekly else np.empty((0, 0, 0))
    return Runs(columns, weeks)


@functools.lru_cache(maxsize=1)
def _lived(past: Settings, seeds: tuple[int, ...]) -> History:
    """The history of a past; the last one is kept, as its futures are run one after the other."""
    return run(past, seeds, keep=[past.weeks])


def _weeks(history: History, settings: Settings) -> Weekly:
    """`(len(WEEKLY), R, W + 1)`: the weekly values."""
    places = groups(staff_of(settings).places)
    columns = broker_columns(history.brokers)
    for group in WEEKLY_OF_GROUPS:
        columns |= group_columns(history.places, places[group], group)
    return np.stack([columns[name] for name in WEEKLY])


def columns(outcomes: Sequence[str], weekly: bool) -> list[str]:
    """The columns of a part with some outcomes, or all if none is named, and with weekly values if wanted."""
    weeks = [f"{WEEK}{name}" for name in WEEKLY] if weekly else []
    return [*KEYS, "arm", *(outcomes or outcomes_of_runs()), *weeks]


def do_pieces(kept: Sequence[str], pieces: Sequence[Piece]) -> Done:
    """Run some pieces of work one after the other; futures of the same seeds share their past.

    Where a piece fails, its runs are repeated one by one. `kept` are the columns of a part.
    """
    done = Done([], [])
    for piece in pieces:
        try:
            done.runs.append(rows_of(piece, kept))
        except Exception as error:
            if len(piece.seeds) == 1:
                done.failures.append(_failure(piece, error))
                continue
            alone = do_pieces(kept, [piece._replace(seeds=(seed,)) for seed in piece.seeds])
            done.runs.extend(alone.runs)
            done.failures.extend(alone.failures)
    return done


def _failure(piece: Piece, error: Exception) -> Failure:
    first_line = next(iter(str(error).strip().splitlines()), "")
    for file in named_in(by_name(piece.settings)).values():
        first_line = first_line.replace(file, Path(file).name)  # paths are not published
    return Failure(
        configuration_name(piece.settings, piece.past), piece.seeds[0],
        f"{type(error).__name__}: {first_line}", text_of(piece.settings), text_of(piece.past),
    )  # fmt: skip


def rows_of(piece: Piece, kept: Sequence[str]) -> pa.Table:
    """The runs of a piece as rows of a part; weekly values are empty where it does not ask for them."""
    runs, count = run_piece(piece), len(piece.seeds)
    weeks = {f"{WEEK}{name}": number for number, name in enumerate(WEEKLY)}
    name = configuration_name(piece.settings, piece.past)

    def column(key: str) -> pa.Array:
        if key == CONFIGURATION:
            return pa.array([name] * count, pa.string())
        if key in weeks:
            return _lists(runs.weekly[weeks[key]]) if piece.weekly else pa.nulls(count, NUMBERS)
        values = runs.columns[key]
        return pa.array(values.tolist(), pa.string()) if key == "arm" else pa.array(values)

    return pa.table({key: column(key) for key in kept})


def _lists(values: Weekly) -> pa.ListArray:
    """A list per row of `(rows, weeks)` numbers."""
    rows, weeks = values.shape
    starts = np.arange(0, rows * weeks + 1, weeks, dtype=np.int32)
    return pa.ListArray.from_arrays(starts, values.reshape(-1))
