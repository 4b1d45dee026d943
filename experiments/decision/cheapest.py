"""The cheapest team (or solos) that surely reaches the critical mass: a search, checked by a dense grid.

A plan is a number of brokers, the hours of their posts and the length of their contracts. It passes if
the 95 % interval of the share of people practising at the end of the contracts lies above the critical
mass. The search is SciPy's differential evolution (Storn & Price 1997) over whole numbers; as all plans
run in the same worlds, a plan has one value however often it is looked at.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize

from experiments.analysis import Estimate
from experiments.configurations import Changes
from simulation import Settings, change
from simulation.params import WEEKS_A_YEAR
from simulation.roster import roster

# What the search may choose; the dense grid takes every second step of hours and weeks.
SIZES = tuple(range(2, 11))
FTES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
WEEKS = tuple(range(26, 157, 13))
MANAGERS = 4 / 7  # of the brokers, as in the paper's team
ARMS = ("team", "solos")
# In which circumstances a funder may be, beside those of the study's own settings.
CIRCUMSTANCES: Mapping[str, Changes] = {
    "as they are": {},
    "many reorganisations": {"context.reorganisation": 0.5},
    "seniors stand aside": {"context.senior_involvement": 0.1},
}
POPULATION, GENERATIONS = 15, 25  # of the search, the first for each of the three numbers
COST_OF_FAILING = 10.0  # millions: more than any plan costs


class Choice(NamedTuple):
    """A plan: brokers, hours of each as a share of full time, and weeks of contract."""

    size: int
    fte: float
    weeks: int

    @property
    def changes(self) -> Changes:
        """The settings of the plan."""
        managers = max(1, round(self.size * MANAGERS))
        return {
            "brokers.managers": managers, "brokers.academics": self.size - managers,
            "brokers.fte": self.fte, "contract.weeks": self.weeks,
        }  # fmt: skip


Judge = Callable[[Iterable[Choice]], Mapping[Choice, Estimate]]


def choices() -> list[Choice]:
    """All plans of the dense grid."""
    return [Choice(*one) for one in itertools.product(SIZES, FTES[::2], WEEKS[::2])]


def cost(base: Settings, choice: Choice) -> float:
    """Pounds that the plan's contracts come to if no post ever falls vacant."""
    settings = change(base, {**choice.changes, "arm": "solos"})
    years = choice.weeks * (1 + settings.contract.renewals) / WEEKS_A_YEAR
    return sum(post.fte for post in roster(settings)) * settings.money.salary * years


def cheapest(passing: Mapping[Choice, float]) -> Choice | None:
    """The cheapest plan among those that pass, the smallest team first where some cost the same."""
    return min(passing, key=lambda one: (round(passing[one], 2), one), default=None)


def cheapest_of(
    base: Settings, judged: Mapping[Choice, Estimate], critical: float
) -> Choice | None:
    """The cheapest plan of all that were judged."""
    return cheapest({c: cost(base, c) for c, found in judged.items() if found.low >= critical})


def search(
    base: Settings, judge: Judge, critical: float, seed: int
) -> tuple[Choice | None, Mapping[Choice, Estimate]]:
    """The cheapest plan that a search finds, and what it saw of all plans that it looked at.

    Args:
        base: the settings that a plan changes.
        judge: gives the share of people practising under some plans.
        critical: the share that must be reached.
        seed: of the search's chance.
    """
    seen: dict[Choice, Estimate] = {}

    def worth(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        some = [Choice(SIZES[int(s)], FTES[int(f)], WEEKS[int(w)]) for s, f, w in places.T.round()]
        seen.update(judge([one for one in dict.fromkeys(some) if one not in seen]))
        return np.array([_penalised(base, one, seen[one], critical) for one in some])

    optimize.differential_evolution(
        worth, [(0, len(steps) - 1) for steps in (SIZES, FTES, WEEKS)], integrality=[True] * 3,
        vectorized=True, updating="deferred", polish=False, popsize=POPULATION,
        maxiter=GENERATIONS, rng=seed, init="sobol",
    )  # fmt: skip
    return cheapest_of(base, seen, critical), seen


def _penalised(base: Settings, choice: Choice, found: Estimate, critical: float) -> float:
    """Millions of pounds; where the plan fails, more than any plan costs, the more the further it is off."""
    short = critical - found.low if not math.isnan(found.low) else 1.0
    return cost(base, choice) / 1e6 if short <= 0 else COST_OF_FAILING * (1 + short)


def row(
    base: Settings, choice: Choice | None, again: Estimate | None, grid: Choice | None
) -> dict[str, Any]:
    """What a table says of the plan that the search found; empty where none passes.

    Args:
        base: the settings that a plan changes.
        choice: the plan.
        again: the share of people practising under it, in worlds that it was not chosen in.
        grid: the cheapest plan of the dense grid.
    """
    grid_money = cost(base, grid) if grid else math.nan
    if choice is None or again is None:
        names = (*Choice._fields, "money", "share", "share_low", "share_high")
        return dict.fromkeys(names, math.nan) | {
            "grid_money": grid_money, "search_agrees": grid is None,
        }  # fmt: skip
    money = cost(base, choice)
    return {
        **choice._asdict(), "money": money,
        "share": again.mean, "share_low": again.low, "share_high": again.high,
        "grid_money": grid_money, "search_agrees": not money > grid_money,
    }  # fmt: skip
