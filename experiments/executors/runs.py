"""The runs of a study: one piece of them at a time, and all of them by an executor."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.executors.face import Executor
from experiments.plan import Changes, ParameterSet, Piece, pieces_of
from simulation import Settings, change
from simulation.batch import run
from simulation.measures import broker_columns, group_columns, groups
from simulation.outcomes import replicate_table
from simulation.staff import staff_of

Weekly = npt.NDArray[np.float64]

# What is kept of every week.
WEEKLY_OF_GROUPS = {
    "host": ("practising", "attitude", "knowledge", "skill", "confidence", "ties", "bond"),
    "other": ("practising", "attitude", "knowledge", "skill", "confidence", "ties", "bond"),
    "host_managers": ("practising",),
    "host_academics": ("practising",),
    "managers": ("practising", "decisions_informed"),
    "academics": ("practising", "bids_begun", "bids_won"),
}
WEEKLY_OF_BROKERS = ("brokers_in_post", "strain", "broker_confidence", "contacts", "fte_weeks")
WEEKLY = (
    *(f"{field}_{group}" for group, fields in WEEKLY_OF_GROUPS.items() for field in fields),
    *WEEKLY_OF_BROKERS,
)


class Runs(NamedTuple):
    """What came out of some replicates.

    Attributes:
        replicates: a row per replicate, as `simulation.simulate` gives them, with the number of its
            parameter set.
        weekly: `(R, W + 1, len(WEEKLY))` for the same replicates in the same order; over an ensemble
            means of a parameter set's replicates, a row per piece of work.
    """

    replicates: pd.DataFrame
    weekly: Weekly


def run_piece(piece: Piece) -> Runs:
    """Run the replicates of one piece of work once, and tabulate them."""
    history = run(piece.settings, piece.seeds)
    places = groups(staff_of(piece.settings).places)
    columns = broker_columns(history.brokers)
    for group in WEEKLY_OF_GROUPS:
        columns |= group_columns(history.places, places[group], group)
    weekly = np.stack([columns[name] for name in WEEKLY], axis=-1)
    replicates = replicate_table(history, piece.settings, piece.seeds)
    replicates.insert(1, "set", piece.number)
    return Runs(replicates, weekly)


def compile_rules() -> None:
    """Run a small world once, which leaves the compiled rules where every process finds them."""
    small = {"population.managers": 2, "population.academics": 2, "weeks": 2, "contract.weeks": 2}
    posts = {"brokers.managers": 1, "brokers.academics": 1}
    run_piece(Piece(change(Settings(), small | posts), (0,)))


def run_configurations(
    sets: Sequence[ParameterSet],
    wanted: Sequence[Changes],
    executor: Executor,
    workers: int,
    finished: Callable[[int], None],
    weekly: bool = False,
) -> list[Runs]:
    """All replicates of some configurations, in every one of some parameter sets.

    Args:
        sets: the parameter sets, with the replicates of each.
        wanted: each configuration, as changes to a parameter set; the same twice is run once.
        executor: how.
        workers: processes at once.
        finished: told the number of runs whenever some are done.
        weekly: whether the weeks are wanted too; without them `Runs.weekly` is empty.

    Returns:
        The runs of each configuration, in the order of `wanted`.
    """
    keep = _without_weeks if not weekly else _mean_weeks if len(sets) > 1 else _all
    configured = [[change(one.settings, changes) for one in sets] for changes in wanted]
    first = {settings[0]: settings for settings in reversed(configured)}
    pieces = [
        (settings[0], piece)
        for settings in first.values()
        for one, own in zip(sets, settings, strict=True)
        for piece in pieces_of(own, one.seeds, one.number)
    ]
    kept: dict[int, Runs] = {}
    with contextlib.closing(executor(run_piece, [piece for _, piece in pieces], workers)) as done:
        for number, result in done:
            kept[number] = keep(result)
            finished(len(pieces[number][1].seeds))
    found: dict[Settings, list[Runs]] = {}
    for number, (settings, _) in enumerate(pieces):
        found.setdefault(settings, []).append(kept.pop(number))
    joined = {settings: _joined(parts) for settings, parts in found.items()}
    return [joined[settings[0]] for settings in configured]


def _all(runs: Runs) -> Runs:
    return runs


def _without_weeks(runs: Runs) -> Runs:
    return Runs(runs.replicates, runs.weekly[:, :0])


def _mean_weeks(runs: Runs) -> Runs:
    """The weeks of a piece as one row: of all replicates of a set, or of as many as fit a piece."""
    some = (~np.isnan(runs.weekly)).sum(axis=0, keepdims=True)
    total = np.nansum(runs.weekly, axis=0, keepdims=True)
    return Runs(runs.replicates, total / np.where(some > 0, some, np.nan))


def _joined(parts: Sequence[Runs]) -> Runs:
    return Runs(
        pd.concat([part.replicates for part in parts], ignore_index=True),
        np.concatenate([part.weekly for part in parts]),
    )
