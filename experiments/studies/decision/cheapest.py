"""The cheapest team, and the cheapest solos, that reach the critical mass on average.

A plan is a number of brokers, the hours of their posts and the length of their contracts. It reaches the
critical mass if the mean share of people practising at the end of the contracts does. The cheapest of many
plans that reach it in some replicates is partly the luckiest, so three groups of replicates are used. All
plans run in the study's own; those clearly below are dropped. The others are judged in new replicates, the
cheapest first, and the cheapest that reaches it there is chosen. Further replicates, which had no part in
the choice, show how the chosen plan does.

Everywhere `base` is the settings that a plan changes, `arm` whose plan it is, and `critical` the share of
people that makes a critical mass. Plans are judged by the share of people practising in each replicate.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize

from experiments.config.configurations import Changes, ParameterSet
from experiments.execution.job import Job
from experiments.methods.clusters import Values
from experiments.methods.estimates import CULTURE, estimate, three, wilson
from experiments.store.replicates import stacked
from experiments.studies.decision import KIND
from experiments.studies.phrases import listed
from simulation import Settings, change
from simulation.params import WEEKS_A_YEAR

# What a plan may be.
MOST_BROKERS = 10
LEAST_BROKERS = {"team": 2, "solos": 1}
FTES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
WEEKS = tuple(range(26, 157, 13))
MANAGERS = 4 / 7  # of the brokers, as in the paper's team
ARMS = tuple(LEAST_BROKERS)
# The circumstances of a funder: the study's own settings, changed like this.
CIRCUMSTANCES: Mapping[str, Changes] = {
    "as they are": {},
    "many reorganisations": {"context.reorganisation": 0.5},
    "seniors stand aside": {"context.senior_involvement": 0.1},
}
ANEW = 10  # times as many new replicates, to choose a plan
FURTHER = 10  # times as many further ones, to see how the chosen plan does
AT_ONCE = 10  # plans of an arm that are judged anew at a time
DRAWS = 1000  # of replicates, for the interval of a difference in cost
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


Shares = Mapping[Choice, Values]  # `(replicates,)` people practising under each plan
Judge = Callable[[Iterable[Choice]], Shares]


def table(job: Job, sets: Sequence[ParameterSet]) -> pd.DataFrame:
    """A row per circumstance and arm: the cheapest plan, and how it does where it was not chosen.

    The chosen plans run in the plausible parameter sets too.
    """
    plan, rows = job.plan, []
    critical = plan.settings.money.critical_mass
    chosen_in, worlds = (times * plan.replicates for times in (ANEW, FURTHER))
    new, further = plan.other_worlds(0, chosen_in), plan.other_worlds(chosen_in, worlds)
    for circumstances, there in CIRCUMSTANCES.items():
        base = change(plan.settings, there)
        first: dict[str, Shares] = {}
        anew: dict[str, Shares] = {}
        for arm in ARMS:
            first[arm] = _judged(job, plan.own, there, arm, choices(arm))
            again_judged = functools.partial(_judged, job, new, there, arm)
            anew[arm] = judged_anew(base, first[arm], again_judged, critical)
        gap = dearer(base, anew, critical)
        for arm in ARMS:
            seen = search(base, arm, first[arm], critical, plan.seed)
            chosen = cheapest(base, anew[arm], critical)
            found: dict[str, float] = {}
            if chosen:
                shares = _judged(job, further, there, arm, [chosen])[chosen]
                changes = {**there, **chosen.changes, "arm": arm}
                of_sets = stacked(list(job.run({0: changes}, sets=sets).values()), [CULTURE])
                found = again(shares, of_sets[..., 0], critical)
            rows.append({
                "circumstances": circumstances,
                "settings": "the study's own settings" if plan.changed() else "the default settings",
                "arm": arm, **row(base, arm, chosen, first[arm], seen, critical), **found, **gap,
                "critical": critical, "anew": len(anew[arm]), "chosen_in": chosen_in,
                "looked_at": len(seen), "plans": len(first[arm]),
            })  # fmt: skip
    return pd.DataFrame(rows, columns=list(KIND.contents.tables["cheapest.csv"].columns))


def _judged(
    job: Job, sets: Sequence[ParameterSet], there: Changes, arm: str, some: Iterable[Choice]
) -> Shares:
    """The shares of people practising under some plans in the replicates of `sets`."""
    wanted: dict[Choice, Changes] = {one: {**there, **one.changes, "arm": arm} for one in some}
    found = stacked(list(job.run(wanted, sets=sets).values()), [CULTURE])[..., 0]
    return dict(zip(wanted, found, strict=True))


def sizes(arm: str) -> tuple[int, ...]:
    """The numbers of brokers that an arm may have."""
    return tuple(range(LEAST_BROKERS[arm], MOST_BROKERS + 1))


def choices(arm: str) -> list[Choice]:
    """All plans of an arm."""
    return [Choice(*one) for one in itertools.product(sizes(arm), FTES, WEEKS)]


def edges(choice: Choice, arm: str) -> str:
    """In what a plan is at the edge of what was tried, in words; empty where it is not."""
    ends = (
        (sizes(arm), ("the fewest brokers", "the most brokers")),
        (FTES, ("the fewest hours", "full time")),
        (WEEKS, ("the shortest contract", "the longest contract")),
    )
    said = [
        name
        for value, (steps, names) in zip(choice, ends, strict=True)
        for name, end in zip(names, (steps[0], steps[-1]), strict=True)
        if value == end
    ]
    return listed(said) if said else ""


def cost(base: Settings, choice: Choice) -> float:
    """Pounds that the plan's contracts cost if no post ever falls vacant."""
    years = choice.weeks / WEEKS_A_YEAR
    return choice.size * choice.fte * base.money.salary * years


def by_cost(base: Settings, some: Iterable[Choice]) -> list[Choice]:
    """Plans from the cheapest to the dearest, the smallest team first where some cost the same."""
    return sorted(some, key=lambda one: (round(cost(base, one), 2), one))


def cheapest(base: Settings, judged: Shares, critical: float) -> Choice | None:
    """The cheapest plan whose mean reaches the critical mass; None: there is none."""
    passing = [one for one, shares in judged.items() if shares.mean() >= critical]
    return next(iter(by_cost(base, passing)), None)


def judged_anew(base: Settings, first: Shares, judge: Judge, critical: float) -> Shares:
    """The plans that may reach the critical mass, judged in new replicates, from the cheapest on.

    It stops when some plan reaches it in every bootstrap draw of these replicates, so that dearer plans
    would be the cheapest in none.

    A plan that is clearly below in `first`, the study's own replicates, is dropped; `judge` runs new ones.
    """
    maybe = [one for one, shares in first.items() if not estimate(shares).high < critical]
    seen: dict[Choice, Values] = {}
    for some in itertools.batched(by_cost(base, maybe), AT_ONCE):
        seen.update(judge(some))
        if np.isfinite(_cheapest_in_draws(base, seen, critical)).all():
            break
    return seen


def search(base: Settings, arm: str, every: Shares, critical: float, seed: int) -> Shares:
    """The plans, out of all, that differential evolution (Storn & Price 1997) looks at.

    The table reports how it does.
    """
    seen: dict[Choice, Values] = {}
    steps = (sizes(arm), FTES, WEEKS)

    def worth(places: Values) -> Values:
        """Millions of pounds; a plan that fails costs more than any, the more the further it is off."""
        some = [
            Choice(steps[0][int(size)], FTES[int(fte)], WEEKS[int(weeks)])
            for size, fte, weeks in places.T.round()
        ]
        seen.update((one, every[one]) for one in some)
        short = [critical - float(every[one].mean()) for one in some]
        return np.array([
            cost(base, one) / 1e6 if by <= 0 else COST_OF_FAILING * (1 + by)
            for one, by in zip(some, short, strict=True)
        ])  # fmt: skip

    optimize.differential_evolution(
        worth, [(0, len(one) - 1) for one in steps], integrality=[True] * 3, vectorized=True,
        updating="deferred", polish=False, popsize=POPULATION, maxiter=GENERATIONS, rng=seed, init="sobol",
    )  # fmt: skip
    return seen


def dearer(base: Settings, anew: Mapping[str, Shares], critical: float) -> dict[str, float]:
    """By how many pounds the chosen team is dearer than the chosen solos, with a 95 % interval.

    The bootstrap draws replicates, the same for all plans of both arms, and chooses anew in each draw. All is
    NaN where an arm has no plan to choose, the interval also where it has none in some draw.
    """
    chosen = [cheapest(base, anew[arm], critical) for arm in ARMS]
    team, solos = (cost(base, one) if one else math.nan for one in chosen)
    least = [_cheapest_in_draws(base, anew[arm], critical) for arm in ARMS]
    gaps = np.subtract(*least) if np.isfinite(least).all() else np.full(DRAWS, math.nan)
    low, high = np.quantile(gaps, (0.025, 0.975))
    return three("dearer", team - solos, (float(low), float(high)))


def _cheapest_in_draws(base: Settings, judged: Shares, critical: float) -> Values:
    """`(DRAWS,)` what the cheapest plan costs in each draw; infinite where none reaches the critical mass."""
    if not judged:
        return np.full(DRAWS, np.inf)
    shares = np.array(list(judged.values()))  # (plans, replicates)
    worlds = shares.shape[1]
    draws = np.random.default_rng(0).multinomial(worlds, np.full(worlds, 1 / worlds), DRAWS)
    costs = np.array([cost(base, one) for one in judged])
    return np.where(shares @ draws.T / worlds >= critical, costs[:, None], np.inf).min(axis=0)


def again(further: Values, sets: Values, critical: float) -> dict[str, float]:
    """How a plan does in replicates that had no part in choosing it.

    Args:
        further: `(replicates,)` people practising under it, with the same settings.
        sets: `(sets, replicates)` the same in plausible parameter sets; a set reaches the critical mass if
            its mean does. There may be none.
        critical: as everywhere.
    """
    found = estimate(further)
    said = three("share", found.mean, found[1:]) | {"worlds": found.n, "set_runs": sets.shape[1]}
    for name, values in (("worlds", further), ("sets", sets.mean(axis=1))):
        share = float((values >= critical).mean())
        said |= three(f"in_{name}", share, wilson(share, len(values)))
    return said


def row(
    base: Settings, arm: str, chosen: Choice | None, first: Shares, seen: Shares, critical: float
) -> dict[str, Any]:
    """What the table says of the chosen plan; empty where there is none.

    `first` are all plans in the study's own replicates, `seen` those of them that the search looked at.
    """
    best, searched = (cheapest(base, some, critical) for some in (first, seen))
    money, first_money, search_money = (
        cost(base, one) if one else math.nan for one in (chosen, best, searched)
    )
    plan = chosen._asdict() if chosen else dict.fromkeys(Choice._fields, math.nan)
    return {
        **plan, "edges": edges(chosen, arm) if chosen else "", "money": money,
        "first_money": first_money, "search_money": search_money,
        "search_agrees": best is searched or round(first_money, 2) == round(search_money, 2),
    }  # fmt: skip
