"""The cheapest team (or solos) that reaches the critical mass on average: all plans, and a search among them.

A plan is a number of brokers, the hours of their posts and the length of their contracts. It reaches the
critical mass if the mean share of people practising at the end of the contracts does, with the study's own
settings. The cheapest of many that do in some worlds is partly the luckiest there, so that three lots of
worlds have a say: in the study's own all plans run, and those that are clearly below are dropped; in others
the rest are judged anew, in order of cost, and the cheapest that reaches it there is chosen; in further ones,
which had no part in choosing it, it is seen how it does: the chosen one is still partly lucky.

In the study's own worlds a plan has one value however often it is looked at, and the cheapest of all by
that is known. SciPy's differential evolution (Storn & Price 1997) must find one as cheap without looking at
all: where it does not, larger spaces are not safe with it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from scipy import optimize

from experiments.config.configurations import Changes
from experiments.methods.clusters import Values, wilson
from experiments.methods.estimates import estimate
from experiments.studies import phrases
from simulation import Settings
from simulation.params import WEEKS_A_YEAR

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
ANEW = 10  # times as many other worlds, to judge plans anew
FURTHER = 10  # times as many further ones, to see how the chosen plan does
AT_ONCE = 10  # plans of an arm that are judged anew at a time
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
    return phrases.listed(said) if said else ""


def cost(base: Settings, choice: Choice) -> float:
    """Pounds that the plan's contracts come to if no post ever falls vacant."""
    years = choice.weeks * (1 + base.contract.renewals) / WEEKS_A_YEAR
    return choice.size * choice.fte * base.money.salary * years


def by_cost(base: Settings, some: Iterable[Choice]) -> list[Choice]:
    """Plans from the cheapest to the dearest, the smallest team first where some cost the same."""
    return sorted(some, key=lambda one: (round(cost(base, one), 2), one))


def cheapest(base: Settings, judged: Shares, critical: float) -> Choice | None:
    """The cheapest plan whose mean reaches the critical mass, of those that were judged; None: of none."""
    passing = [one for one, shares in judged.items() if shares.mean() >= critical]
    return next(iter(by_cost(base, passing)), None)


def judged_anew(base: Settings, first: Shares, judge: Judge, critical: float) -> Shares:
    """The plans that may reach the critical mass, judged in other worlds, from the cheapest on.

    It goes on until some plan reaches it in every draw of these worlds, so that dearer plans would be the
    cheapest in none; where none does, all that may are judged.

    Args:
        base: the settings that a plan changes.
        first: all plans in the study's own worlds; one that is clearly below there is dropped.
        judge: gives the shares of people practising in other worlds.
        critical: the share that must be reached.
    """
    maybe = [one for one, shares in first.items() if not estimate(shares).high < critical]
    seen: dict[Choice, Values] = {}
    for some in itertools.batched(by_cost(base, maybe), AT_ONCE):
        seen.update(judge(some))
        if np.isfinite(_cheapest_in_draws(base, seen, critical)).all():
            break
    return seen


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
    return cheapest(base, seen, critical), seen


def _penalised(base: Settings, choice: Choice, shares: Values, critical: float) -> float:
    """Millions of pounds; where the plan fails, more than any plan costs, the more the further it is off."""
    short = critical - float(shares.mean())
    return cost(base, choice) / 1e6 if short <= 0 else COST_OF_FAILING * (1 + short)


def dearer(base: Settings, anew: Mapping[str, Shares], critical: float) -> dict[str, float]:
    """By how many pounds the chosen team is dearer than the chosen solos, with a 95 % interval.

    The bootstrap draws worlds, the same for all plans of both arms, and chooses the cheapest plans anew in
    each draw. All is NaN where an arm has none to choose, the interval also where it has none in some draw.

    Args:
        base: the settings that a plan changes.
        anew: the plans of both arms in the worlds in which one is chosen.
        critical: the share that must be reached.
    """
    chosen = [cheapest(base, anew[arm], critical) for arm in ARMS]
    team, solos = (cost(base, one) if one else math.nan for one in chosen)
    least = [_cheapest_in_draws(base, anew[arm], critical) for arm in ARMS]
    gaps = np.subtract(*least) if np.isfinite(least).all() else np.full(DRAWS, math.nan)
    low, high = np.quantile(gaps, (0.025, 0.975))
    return {"dearer": team - solos, "dearer_low": float(low), "dearer_high": float(high)}


def _cheapest_in_draws(base: Settings, judged: Shares, critical: float) -> Values:
    """`(DRAWS,)` what the cheapest plan costs in each draw of worlds; infinite where none reaches it."""
    if not judged:
        return np.full(DRAWS, np.inf)
    shares = np.array(list(judged.values()))  # (plans, worlds)
    worlds = shares.shape[1]
    draws = np.random.default_rng(0).multinomial(worlds, np.full(worlds, 1 / worlds), DRAWS)
    costs = np.array([cost(base, one) for one in judged])
    return np.where(shares @ draws.T / worlds >= critical, costs[:, None], np.inf).min(axis=0)


def again(further: Values, sets: Values, critical: float) -> dict[str, float]:
    """How a plan does where it was not chosen: where it was, it is partly the luckiest of many.

    Args:
        further: `(worlds,)` people practising under it, in further worlds of the same settings.
        sets: `(sets, replicates)` the same in plausible parameter sets; a set reaches the critical mass if
            its mean does. There may be none.
        critical: the share that makes a critical mass.
    """
    found = estimate(further)
    said = {"share": found.mean, "share_low": found.low, "share_high": found.high}
    said |= {"worlds": found.n, "set_runs": sets.shape[1]}
    for name, values in (("worlds", further), ("sets", sets.mean(axis=1))):
        share = float((values >= critical).mean())
        low, high = wilson(share, len(values))
        said |= {f"in_{name}": share, f"in_{name}_low": low, f"in_{name}_high": high}
    return said


AGAIN_COLUMNS = tuple(again(np.zeros(2), np.zeros((1, 1)), 0.0))


def row(
    base: Settings, arm: str, chosen: Choice | None, first: Choice | None, found: Choice | None
) -> dict[str, Any]:
    """What a table says of the chosen plan; empty where there is none.

    Args:
        base: the settings that a plan changes.
        arm: whose plan.
        chosen: the plan.
        first: the cheapest of all plans by their means in the study's own worlds.
        found: the cheapest by the same that the search found.
    """
    money, lucky, searched = (
        cost(base, one) if one else math.nan for one in (chosen, first, found)
    )
    agrees = round(lucky, 2) == round(searched, 2) if first and found else first is found
    plan = chosen._asdict() if chosen else dict.fromkeys(Choice._fields, math.nan)
    return {
        **plan, "edges": edges(chosen, arm) if chosen else "", "money": money,
        "first_money": lucky, "search_money": searched, "search_agrees": agrees,
    }  # fmt: skip
