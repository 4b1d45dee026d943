"""The cheapest team (or solos) that reaches the critical mass on average: all plans, and a search among them.

A plan is a number of brokers, the hours of their posts and the length of their contracts. It passes if
the 95 % interval of the mean share of people practising at the end of the contracts lies above the critical
mass, with the study's own settings. All plans run in the same worlds, so that a plan has one value however
often it is looked at, and the cheapest of them all is known. SciPy's differential evolution (Storn & Price
1997) must find one as cheap without looking at all: where it does not, larger spaces are not safe with it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize

from experiments import wording
from experiments.analysis import estimate, student
from experiments.configurations import Changes
from experiments.decision.clusters import Values, wilson
from simulation import Settings, change
from simulation.params import WEEKS_A_YEAR
from simulation.roster import roster

# What a plan may be.
MOST_BROKERS = 10
LEAST_BROKERS = {"team": 2, "solos": 1}
FTES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
WEEKS = tuple(range(26, 157, 13))
MANAGERS = 4 / 7  # of the brokers, as in the paper's team
ARMS = tuple(LEAST_BROKERS)
# In which circumstances a funder may be, beside those of the study's own settings.
CIRCUMSTANCES: Mapping[str, Changes] = {
    "as they are": {},
    "many reorganisations": {"context.reorganisation": 0.5},
    "seniors stand aside": {"context.senior_involvement": 0.1},
}
AGAIN = 5  # times as many other worlds, to judge the plan that was found
DRAWS = 1000  # of worlds, for the interval of a difference in cost
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


# `(replicates,)` people practising under each plan, in the same worlds.
Shares = Mapping[Choice, Values]
Judge = Callable[[Iterable[Choice]], Shares]


def sizes(arm: str) -> tuple[int, ...]:
    """The numbers of brokers that an arm may have."""
    return tuple(range(LEAST_BROKERS[arm], MOST_BROKERS + 1))


def choices(arm: str) -> list[Choice]:
    """All plans of an arm."""
    return [Choice(*one) for one in itertools.product(sizes(arm), FTES, WEEKS)]


def edges(choice: Choice, arm: str) -> str:
    """In what a plan is at the edge of what was tried, in words; empty where it is not."""
    said = []
    for value, steps, names in (
        (choice.size, sizes(arm), ("the fewest brokers", "the most brokers")),
        (choice.fte, FTES, ("the fewest hours", "full time")),
        (choice.weeks, WEEKS, ("the shortest contract", "the longest contract")),
    ):  # fmt: skip
        said += [
            name for name, end in zip(names, (steps[0], steps[-1]), strict=True) if value == end
        ]
    return wording.listed(said) if said else ""


def cost(base: Settings, choice: Choice) -> float:
    """Pounds that the plan's contracts come to if no post ever falls vacant."""
    settings = change(base, {**choice.changes, "arm": "solos"})
    years = choice.weeks * (1 + settings.contract.renewals) / WEEKS_A_YEAR
    return sum(post.fte for post in roster(settings)) * settings.money.salary * years


def cheapest(passing: Mapping[Choice, float]) -> Choice | None:
    """The cheapest plan among those that pass, the smallest team first where some cost the same."""
    return min(passing, key=lambda one: (round(passing[one], 2), one), default=None)


def passing(base: Settings, judged: Shares, critical: float) -> dict[Choice, float]:
    """What the plans that pass cost, of all that were judged."""
    lows = {one: estimate(shares).low for one, shares in judged.items()}
    return {one: cost(base, one) for one, low in lows.items() if low >= critical}


def search(
    base: Settings, arm: str, judge: Judge, critical: float, seed: int
) -> tuple[Choice | None, Shares]:
    """The cheapest plan that a search finds, and what it saw of all plans that it looked at.

    Args:
        base: the settings that a plan changes.
        arm: whose plans.
        judge: gives the shares of people practising under some plans.
        critical: the share that must be reached.
        seed: of the search's chance.
    """
    seen: dict[Choice, Values] = {}
    steps = (sizes(arm), FTES, WEEKS)

    def worth(places: Values) -> Values:
        some = [
            Choice(steps[0][int(s)], FTES[int(f)], WEEKS[int(w)]) for s, f, w in places.T.round()
        ]
        seen.update(judge([one for one in dict.fromkeys(some) if one not in seen]))
        return np.array([_penalised(base, one, seen[one], critical) for one in some])

    optimize.differential_evolution(
        worth, [(0, len(one) - 1) for one in steps], integrality=[True] * 3, vectorized=True,
        updating="deferred", polish=False, popsize=POPULATION, maxiter=GENERATIONS, rng=seed, init="sobol",
    )  # fmt: skip
    return cheapest(passing(base, seen, critical)), seen


def _penalised(base: Settings, choice: Choice, shares: Values, critical: float) -> float:
    """Millions of pounds; where the plan fails, more than any plan costs, the more the further it is off."""
    low = estimate(shares).low
    short = critical - low if not math.isnan(low) else 1.0
    return cost(base, choice) / 1e6 if short <= 0 else COST_OF_FAILING * (1 + short)


def dearer(base: Settings, judged: Mapping[str, Shares], critical: float) -> dict[str, float]:
    """By how many pounds the cheapest team is dearer than the cheapest solos, with a 95 % interval.

    The bootstrap draws worlds, the same for all plans of both arms, and finds the cheapest plans anew in each
    draw. All is NaN where an arm has no plan that passes, the interval also where it has none in some draw.

    Args:
        base: the settings that a plan changes.
        judged: all plans of both arms.
        critical: the share that must be reached.
    """
    best = [min(passing(base, judged[arm], critical).values(), default=math.nan) for arm in ARMS]
    worlds = len(next(iter(judged[ARMS[0]].values())))
    draws = np.random.default_rng(0).multinomial(worlds, np.full(worlds, 1 / worlds), DRAWS)
    least = [_cheapest_in(base, judged[arm], critical, draws) for arm in ARMS]
    gaps = np.subtract(*least) if np.isfinite(least).all() else np.full(DRAWS, math.nan)
    low, high = np.quantile(gaps, (0.025, 0.975)) if worlds > 1 else (math.nan, math.nan)
    return {"dearer": best[0] - best[1], "dearer_low": float(low), "dearer_high": float(high)}


def _cheapest_in(
    base: Settings, judged: Shares, critical: float, draws: npt.NDArray[np.int_]
) -> Values:
    """`(draws,)` what the cheapest plan costs in each draw of worlds; infinite where none passes."""
    shares = np.array(list(judged.values()))  # (plans, worlds)
    worlds = shares.shape[1]
    mean = shares @ draws.T / worlds
    variance = np.maximum(0.0, shares**2 @ draws.T / worlds - mean**2) * worlds / max(1, worlds - 1)
    low = mean - student(max(1, worlds - 1)) * np.sqrt(variance / worlds)
    costs = np.array([cost(base, one) for one in judged])
    return np.where(low >= critical, costs[:, None], np.inf).min(axis=0)


def again(other_worlds: Values, sets: Values, critical: float) -> dict[str, float]:
    """How a plan does where it was not chosen: it is the luckiest of many where it was.

    Args:
        other_worlds: `(replicates,)` people practising under it, in other worlds of the same settings.
        sets: `(sets, replicates)` the same in plausible parameter sets; a set reaches the critical mass if
            its mean does. There may be none.
        critical: the share that makes a critical mass.
    """
    found = estimate(other_worlds)
    said = {"share": found.mean, "share_low": found.low, "share_high": found.high}
    for name, values in (("worlds", other_worlds), ("sets", sets.mean(axis=1))):
        share = float((values >= critical).mean())
        low, high = wilson(share, len(values))
        said |= {f"in_{name}": share, f"in_{name}_low": low, f"in_{name}_high": high}
    return said


AGAIN_COLUMNS = tuple(again(np.zeros(2), np.zeros((1, 1)), 0.0))


def row(base: Settings, arm: str, best: Choice | None, found: Choice | None) -> dict[str, Any]:
    """What a table says of the cheapest plan; empty where none passes.

    Args:
        base: the settings that a plan changes.
        arm: whose plan.
        best: the cheapest plan of all.
        found: the cheapest that the search found.
    """
    money, searched = (cost(base, one) if one else math.nan for one in (best, found))
    agrees = round(money, 2) == round(searched, 2) if best and found else best is found
    plan = best._asdict() if best else dict.fromkeys(Choice._fields, math.nan)
    return {
        **plan, "edges": edges(best, arm) if best else "", "money": money,
        "search_money": searched, "search_agrees": agrees,
    }  # fmt: skip
