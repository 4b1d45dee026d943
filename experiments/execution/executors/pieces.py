"""A piece of work: some replicates of one configuration, run and tabulated."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.config.configurations import Piece
from experiments.config.observed import WEEKLY, WEEKLY_OF_GROUPS, Weekly
from simulation import Settings, change
from simulation.batch import run
from simulation.measures import History, broker_columns, group_columns, groups
from simulation.readings import replicate_columns
from simulation.staff import staff_of


class Runs(NamedTuple):
    """What came out of some replicates.

    Attributes:
        columns: the columns of the table that `simulation.simulate` gives, each `(R,)`.
        weekly: `(len(WEEKLY), R, W + 1)` for the same replicates in the same order.
    """

    columns: Mapping[str, npt.NDArray[Any]]
    weekly: Weekly

    @property
    def replicates(self) -> pd.DataFrame:
        """A row per replicate."""
        return pd.DataFrame(dict(self.columns))


def run_piece(piece: Piece) -> Runs:
    """Run the replicates of one piece of work once, and tabulate them.

    `Runs.weekly` is empty where the piece does not want the weeks, as they take a while.
    """
    past = _lived(piece.past, piece.seeds) if piece.past else None
    history = run(piece.settings, piece.seeds, past=past)
    columns = replicate_columns(history, piece.settings, piece.seeds)
    weeks = _weeks(history, piece.settings) if piece.weekly else np.empty((0, 0, 0))
    return Runs(columns, weeks)


@functools.lru_cache(maxsize=1)
def _lived(past: Settings, seeds: tuple[int, ...]) -> History:
    """What came of a past; remembered until another is lived, as its futures are run one after the other."""
    return run(past, seeds, keep=[past.weeks])


def _weeks(history: History, settings: Settings) -> Weekly:
    """`(len(WEEKLY), R, W + 1)`: what is kept of every week."""
    places = groups(staff_of(settings).places)
    columns = broker_columns(history.brokers)
    for group in WEEKLY_OF_GROUPS:
        columns |= group_columns(history.places, places[group], group)
    return np.stack([columns[name] for name in WEEKLY])


def compile_rules() -> None:
    """Run a small world once, which leaves the compiled rules where every process finds them."""
    small = {"population.managers": 2, "population.academics": 2, "weeks": 2, "contract.weeks": 2}
    posts = {"brokers.managers": 1, "brokers.academics": 1}
    run_piece(Piece(change(Settings(), small | posts), (0,)))
