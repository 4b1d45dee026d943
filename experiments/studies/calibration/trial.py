"""A trial of a parameter set: replicates of the arms, run when a target first needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from simulation import Settings, change
from simulation.batch import run
from simulation.measures import History, group_columns, groups
from simulation.passport import Value
from simulation.staff import staff_of
from simulation.tables import World

Values = npt.NDArray[np.float64]
YEAR, SURVEY = 52, 95  # weeks; the survey of Dobbins et al. (2018) came after 22 months
# A service that only answers questions: a day a month of somebody without a desk at the hosts.
BRIEFING: Mapping[str, Value] = {
    "arm": "single", "brokers.single_fte": 0.05, "brokers.embedding": "none",
}  # fmt: skip


class Trial:
    """Replicates of the arms under one parameter set; an arm runs when it is first needed.

    Args:
        settings: the parameter set; with the default contract and length of run.
        seeds: one per replicate, the same in every arm.
    """

    def __init__(self, settings: Settings, seeds: Sequence[int]) -> None:
        self.settings = settings
        self.seeds = list(seeds)
        self.end = settings.contract.start + settings.contract.weeks
        self.weeks = {"year": YEAR, "end": self.end}  # by the names that targets have
        self._groups = groups(staff_of(settings).places)
        self._histories: dict[str, History] = {}

    def history(self, arm: str) -> History:
        """The observations of an arm; `briefing` is a service that only answers questions."""
        if arm not in self._histories:
            changes = BRIEFING if arm == "briefing" else {"arm": arm}
            settings = change(self.settings, changes)
            later = min(settings.weeks, self.end + YEAR)
            self._histories[arm] = run(settings, self.seeds, (YEAR, SURVEY, self.end, later))
        return self._histories[arm]

    def replicates(self, outcome: str, group: str, arm: str, week: int) -> Values:
        """An outcome in a group of organisations, by replicate."""
        sums = self.history(arm).places[:, week]
        return group_columns(sums, self._groups[group], group)[f"{outcome}_{group}"]

    def mean(self, outcome: str, group: str, arm: str, week: int) -> float:
        """The mean of that over the replicates."""
        return float(self.replicates(outcome, group, arm, week).mean())

    def gain(self, outcome: str, group: str, arm: str, week: int) -> float:
        """The mean difference of an arm to no brokers."""
        return self.mean(outcome, group, arm, week) - self.mean(outcome, group, "none", week)

    def standardised(self, outcome: str, group: str, arm: str, week: int) -> float:
        """A gain in a stance, in standard deviations between people."""
        return self.gain(outcome, group, arm, week) / self.settings.population.spread

    def worlds(self, arm: str, week: int) -> list[World]:
        """The worlds of the replicates at `YEAR`, `SURVEY`, the end of contract or a year after it."""
        return self.history(arm).worlds[week]
