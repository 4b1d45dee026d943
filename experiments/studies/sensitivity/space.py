"""What varies: groups of settings, each as a list of blocks of values that go together.

A block has the group's calibrated settings as they are in one parameter set of the ensemble, so that their
dependence within the group is kept; what somebody chooses or finds in place is a point of a Latin hypercube
over plausible ranges. Any block of one group goes with any of another: dependence between groups is ignored.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from experiments.config.groups import grouped
from experiments.config.plan import Plan
from experiments.config.priors import CHOSEN
from experiments.config.schema import by_name, passport
from experiments.config.values import is_number, setting
from experiments.methods.designs import Factor, points
from simulation.params import FILE_SETTINGS

BLOCKS = 1000  # at least, of each group
# What multiplies other settings, and how files are read.
LEFT = ("team.hours", *FILE_SETTINGS)
# A team has brokers from both sides, and posts that the longest meetings fit into.
AT_LEAST = {"brokers.managers": 1, "brokers.academics": 1, "brokers.fte": 0.35}
SHUFFLES = 200  # of the parameter sets, to see what correlations chance alone gives
CHANCE = 0.95  # quantile of the largest of them


class Space(NamedTuple):
    """What varies."""

    # A table per group, with a row per block and a column per setting.
    blocks: Mapping[str, pd.DataFrame]
    calibrated: Sequence[str]  # the settings whose values come from the parameter sets

    @property
    def size(self) -> int:
        """How many blocks each group has."""
        return len(next(iter(self.blocks.values())))


def space(plan: Plan) -> Space:
    """What varies in a study: all that differs between parameter sets, and every number that is `CHOSEN`.

    What was given a value keeps it, as does what the user's files decide.
    """
    sets = pd.DataFrame(map(by_name, plan.members))
    sets = sets.loc[:, sets.nunique() > 1]
    held = {*LEFT, *sets, *plan.changed(), *plan.left_out}
    factors = [_factor(name) for name in CHOSEN if name not in held and is_number(setting(name))]
    repeats = -(-BLOCKS // len(sets))  # every set equally often
    table = pd.concat([sets] * repeats, ignore_index=True)
    if factors:
        table = table.join(points("latin_hypercube", factors, len(table), plan.seed))
    groups = grouped(map(str, table.columns))
    return Space({group: table[names] for group, names in groups.items()}, [*map(str, sets)])


def _factor(name: str) -> Factor:
    leaf = setting(name)
    low, high = passport(leaf).plausible
    return Factor(name, low=max(low, AT_LEAST.get(name, low)), high=high)  # type: ignore[arg-type]


def ranges(found: Space) -> pd.DataFrame:
    """A row per setting: its group, where its values come from, and the least and the greatest."""
    rows = [
        {"setting": name, "group": group, "calibrated": name in found.calibrated,
         "low": table[name].min(), "high": table[name].max()}
        for group, table in found.blocks.items() for name in table
    ]  # fmt: skip
    return pd.DataFrame(rows)


def dependence(found: Space, sets: int, seed: int) -> pd.DataFrame:
    """How large the dependence between groups is that the design ignores: a row per pair of groups.

    It has the two settings with the largest rank correlation (Spearman) over the sets, which are the first
    blocks, and `by_chance`, the 95 % quantile of the largest where they are shuffled in one of the groups.
    """
    of_sets: dict[str, pd.DataFrame] = {}
    for group, table in found.blocks.items():
        if names := [name for name in table if name in found.calibrated]:
            of_sets[group] = table.loc[: sets - 1, names].rank()
    stream = np.random.default_rng(seed)
    rows = []
    for group, other in itertools.combinations(of_sets, 2):
        one, two = (stats.zscore(of_sets[name].to_numpy(float)) for name in (group, other))
        here = one.T @ two / sets
        largest = np.unravel_index(np.abs(here).argmax(), here.shape)
        shuffled = [np.abs(one.T @ stream.permutation(two) / sets).max() for _ in range(SHUFFLES)]
        rows.append({
            "group": group, "other_group": other, "setting": of_sets[group].columns[largest[0]],
            "other_setting": of_sets[other].columns[largest[1]], "correlation": here[largest],
            "by_chance": np.quantile(shuffled, CHANCE),
        })  # fmt: skip
    columns = ["group", "other_group", "setting", "other_setting", "correlation", "by_chance"]
    return pd.DataFrame(rows, columns=columns)
