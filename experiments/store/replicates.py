"""The runs of one configuration, read from disk only when they are needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from experiments.config.observed import WEEKLY, Weekly
from experiments.store.parts import WEEK, Parts
from experiments.store.positions import CONFIGURATION, SEED

VALUES = 2_000_000  # numbers that are read at once
FIRST = ("arm", "set", SEED)  # the columns of a table of runs before its outcomes

Units = pd.DataFrame | Mapping[str, "pd.Series[Any]"]  # columns of runs or of parameter sets


class Member(NamedTuple):
    """A configuration in one parameter set."""

    number: int  # of the set
    name: str  # of the configuration
    seeds: Sequence[int]
    weekly: int = 0  # replicates with weekly values, from the first on


class Replicates:
    """The runs of one configuration; over an ensemble in every parameter set.

    `members` are the configuration in each set, `outcomes` what was kept of a run.
    """

    def __init__(self, parts: Parts, members: Sequence[Member], outcomes: Sequence[str]) -> None:
        self.parts, self.members, self.outcomes = parts, members, outcomes

    @property
    def replicates(self) -> pd.DataFrame:
        """A row per run: arm, number of the parameter set, seed, and all outcomes."""
        return self.table()

    def table(self, outcomes: Sequence[str] = ()) -> pd.DataFrame:
        """A row per run: arm, number of the parameter set, seed, and some outcomes; all if none is named."""
        table: pd.DataFrame = self._read(self.members, outcomes or self.outcomes).to_pandas()
        return table

    def units(self, outcomes: Sequence[str]) -> Units:
        """The rows that are independent of each other: the runs or, over an ensemble, the parameter sets."""
        if len(self.members) > 1:
            return units(self.table(outcomes))
        return Columns(self, outcomes)

    def pieces(self) -> Iterator[pa.Table]:
        """The rows of `replicates`, a few at a time."""
        rows = max(1, VALUES // len(self.outcomes))
        for member in self.members:
            for at in range(0, len(member.seeds), rows):
                some = member._replace(seeds=member.seeds[at : at + rows])
                yield self._read([some], self.outcomes)

    def _read(self, members: Sequence[Member], outcomes: Sequence[str]) -> pa.Table:
        wanted = {member.name: member.seeds for member in members}
        found = self.parts.read(wanted, [CONFIGURATION, SEED, "arm", *outcomes])
        sets = np.repeat([m.number for m in members], [len(m.seeds) for m in members])
        columns = {"arm": found["arm"], "set": pa.array(sets), SEED: found[SEED]}
        return pa.table(columns | {name: found[name] for name in outcomes})

    @property
    def weekly(self) -> Weekly:
        """`(R, W + 1, len(WEEKLY))`: weekly values of the runs that have them, or each set's mean."""
        if len(self.members) == 1:
            return self._weeks(self.members[0])
        return np.stack([_mean(self._weeks(member)) for member in self.members])

    def _weeks(self, member: Member) -> Weekly:
        names = [f"{WEEK}{name}" for name in WEEKLY]
        found = self.parts.read({member.name: member.seeds[: member.weekly]}, names)
        columns = [found[name].combine_chunks().flatten().to_numpy() for name in names]
        return np.stack([column.reshape(len(found), -1) for column in columns], axis=-1)


def _mean(weeks: Weekly) -> npt.NDArray[np.float64]:
    """`(W + 1, outcomes)`: the mean over some runs, ignoring missing values."""
    some = (~np.isnan(weeks)).sum(axis=0)
    return np.nansum(weeks, axis=0) / np.where(some > 0, some, np.nan)


class Columns(Mapping[str, "pd.Series[Any]"]):
    """Arm, set, seed and some outcomes of one configuration's runs, read in groups that fit in memory."""

    def __init__(self, runs: Replicates, outcomes: Sequence[str]) -> None:
        self._runs, self._outcomes = runs, list(outcomes)
        rows = sum(len(member.seeds) for member in runs.members)
        self._at_once = max(1, VALUES // rows)
        self._read = pd.DataFrame()

    def __getitem__(self, name: str) -> pd.Series[Any]:
        if name not in self._read:
            at = 0 if name in FIRST else self._outcomes.index(name)
            self._read = self._runs.table(self._outcomes[at : at + self._at_once])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*FIRST, *self._outcomes])

    def __len__(self) -> int:
        return len(FIRST) + len(self._outcomes)


def stacked(runs: Sequence[Replicates], outcomes: Sequence[str]) -> npt.NDArray[np.float64]:
    """`(configurations, replicates, outcomes)`: runs of configurations with one parameter set each."""
    members = [member for one in runs for member in one.members]
    wanted = {member.name: member.seeds for member in members}
    found = runs[0].parts.read(wanted, list(outcomes))
    numbers = np.stack([found[name].to_numpy() for name in outcomes], axis=-1)
    rows = dict(zip(wanted, numbers.reshape(len(wanted), -1, len(outcomes)), strict=True))
    return np.stack([rows[member.name] for member in members])


def units(runs: pd.DataFrame) -> pd.DataFrame:
    """The rows that are independent of each other: replicates or, over an ensemble, parameter sets.

    A parameter set's row is the mean of its replicates, so that intervals over an ensemble hold both
    uncertainty about the parameters and stochastic variance.
    """
    if runs["set"].nunique() == 1:
        return runs
    numbers = runs.groupby("set", sort=False).mean(numeric_only=True).reset_index()
    numbers.insert(0, "arm", runs["arm"].iloc[0])
    return numbers
