"""A piece of work: some replicates of one configuration, run and tabulated."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.plan import Piece
from simulation import Settings, change
from simulation.batch import run
from simulation.measures import History, broker_columns, group_columns, groups
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
        weekly: `(R, W + 1, len(WEEKLY))` for the same replicates in the same order.
    """

    replicates: pd.DataFrame
    weekly: Weekly


def run_piece(piece: Piece) -> Runs:
    """Run the replicates of one piece of work once, and tabulate them.

    `Runs.weekly` is empty where the piece does not want the weeks, as they take a while.
    """
    history = run(piece.settings, piece.seeds)
    replicates = replicate_table(history, piece.settings, piece.seeds)
    replicates.insert(1, "set", piece.number)
    weeks = _weeks(history, piece.settings) if piece.weekly else np.empty((len(replicates), 0, 0))
    return Runs(replicates, weeks)


def _weeks(history: History, settings: Settings) -> Weekly:
    """`(R, W + 1, len(WEEKLY))`: what is kept of every week."""
    places = groups(staff_of(settings).places)
    columns = broker_columns(history.brokers)
    for group in WEEKLY_OF_GROUPS:
        columns |= group_columns(history.places, places[group], group)
    return np.stack([columns[name] for name in WEEKLY], axis=-1)


def compile_rules() -> None:
    """Run a small world once, which leaves the compiled rules where every process finds them."""
    small = {"population.managers": 2, "population.academics": 2, "weeks": 2, "contract.weeks": 2}
    posts = {"brokers.managers": 1, "brokers.academics": 1}
    run_piece(Piece(change(Settings(), small | posts), (0,)))
