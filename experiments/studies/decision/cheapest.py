"""The cheapest plan that is likely to work: to reach the critical mass with a chance of 0.8 or more.

A plan is a number of brokers, the hours of their posts and the length of their contracts. Its chance is over
the plausible parameter sets and the worlds in them: how often the share of people who practise at the end of
the contracts reaches the critical mass. The cheapest of many plans that do so in some runs is partly the
luckiest, so three groups of worlds are used. All plans run in one world of some sets; those clearly less
likely are dropped. The others run in a new world of every set, the cheapest first, and the cheapest that is
likely to work is chosen. Further worlds of every set, which had no part in the choice, test it.

Everywhere `base` is the settings that a plan changes, and `arm` whose plan it is. Plans are judged by the
share of the worlds in which each set reaches the critical mass.
"""

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.config.configurations import Changes, ParameterSet
from experiments.execution.job import Job
from experiments.methods.crossings import weights
from experiments.methods.estimates import CULTURE, Values, estimate, wilson, with_ends
from experiments.store.replicates import stacked
from experiments.studies.decision import KIND
from experiments.studies.phrases import listed
from simulation import Settings
from simulation.params import WEEKS_A_YEAR

LIKELY = 0.8  # chance of reaching the critical mass
# What a plan may be.
MOST_BROKERS = 10
LEAST_BROKERS = {"team": 2, "solos": 1}
FTES = (0.4, 0.5, 0.6, 0.8, 1.0)
WEEKS = tuple(range(26, 209, 26))
MANAGERS = 4 / 7  # of the brokers, as in the paper's team
ARMS = tuple(LEAST_BROKERS)
SCREENED = 40  # parameter sets in which all plans run
BEFORE_TEST = 2  # worlds of each set that have a part in the choice
AT_ONCE = 10  # plans of an arm that are judged in all sets at a time
DRAWS = 1000  # of parameter sets, for the interval of a difference in cost


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


Chances = Mapping[Choice, Values]  # `(sets,)` worlds that reach the critical mass under each plan
Judge = Callable[[Iterable[Choice]], Chances]


def tables(job: Job) -> dict[str, pd.DataFrame]:
    """The tables of the plans.

    `cheapest` has a row per arm: the cheapest plan, and how it does in worlds that had no part in the choice;
    `plans` a row per plan: its cost and its chance in the first worlds.
    """
    plan, base = job.plan, job.plan.settings
    some = plan.sets[:: max(1, len(plan.members) // SCREENED)][:SCREENED]
    new, judged, frames = _worlds(plan.sets, 1, 1), dict[str, Chances](), list[pd.DataFrame]()
    for arm in ARMS:
        first = _judged(job, _worlds(some, 0, 1), arm, choices(arm))
        frames.append(_screened(base, arm, first))
        maybe = [one for one, chances in first.items() if not _unlikely(chances)]
        judged[arm] = judged_anew(base, maybe, functools.partial(_judged, job, new, arm))
    gap, rows = dearer(base, judged), []
    further = _worlds(plan.sets, BEFORE_TEST, plan.replicates)
    for arm in ARMS:
        chosen = cheapest(base, judged[arm])
        row = {"arm": arm, "judged": len(judged[arm]), "plans": len(choices(arm)), **gap}
        row |= {"critical": base.money.critical_mass, "sets": len(plan.members)}
        if chosen:
            tested = estimate(_judged(job, further, arm, [chosen])[chosen])
            row |= {**chosen._asdict(), "edges": edges(chosen), "money": cost(base, chosen)}
            row |= tested.named("chance")
        rows.append(row)
    chosen_plans = pd.DataFrame(rows, columns=list(KIND.contents.tables["cheapest.csv"].columns))
    return {"cheapest": chosen_plans, "plans": pd.concat(frames, ignore_index=True)}


def _screened(base: Settings, arm: str, judged: Chances) -> pd.DataFrame:
    """A row per plan of an arm: what it is, its cost, and its chance over the sets in which all plans ran."""
    rows = [
        {"arm": arm, **one._asdict(), "money": cost(base, one)}
        | {"chance": chances.mean(), "sets": len(chances)}
        for one, chances in judged.items()
    ]
    return pd.DataFrame(rows)


def _worlds(sets: Sequence[ParameterSet], first: int, count: int) -> list[ParameterSet]:
    """The same parameter sets with so many worlds, from the first on."""
    return [
        one._replace(seeds=range(one.seeds[0] + first, one.seeds[0] + first + count))
        for one in sets
    ]


def _judged(job: Job, sets: Sequence[ParameterSet], arm: str, some: Iterable[Choice]) -> Chances:
    """How often the critical mass is reached under some plans."""
    wanted: dict[Choice, Changes] = {one: {**one.changes, "arm": arm} for one in some}
    if not wanted:
        return {}
    found = stacked(list(job.run(wanted, sets=sets).values()), [CULTURE])
    reached = found.reshape(len(wanted), len(sets), -1) >= job.plan.settings.money.critical_mass
    return dict(zip(wanted, reached.mean(axis=-1), strict=True))


def _unlikely(chances: Values) -> bool:
    """Whether a plan that ran in one world of some sets is clearly less likely than it must be."""
    return wilson(float(chances.mean()), len(chances)).high < LIKELY


def choices(arm: str) -> list[Choice]:
    """All plans of an arm."""
    sizes = range(LEAST_BROKERS[arm], MOST_BROKERS + 1)
    return [Choice(*one) for one in itertools.product(sizes, FTES, WEEKS)]


def edges(choice: Choice) -> str:
    """In what a plan is at the edge of what was tried, in words; empty where it is not.

    No team is smaller than two, and no post has more hours than full time.
    """
    at = {
        "the most brokers": choice.size == MOST_BROKERS,
        "the fewest hours": choice.fte == FTES[0],
        "the shortest contract": choice.weeks == WEEKS[0],
        "the longest contract": choice.weeks == WEEKS[-1],
    }
    return listed([name for name, there in at.items() if there]) if any(at.values()) else ""


def cost(base: Settings, choice: Choice) -> float:
    """Pounds that the plan's contracts cost if no post ever falls vacant."""
    years = choice.weeks / WEEKS_A_YEAR
    return choice.size * choice.fte * base.money.salary * years


def by_cost(base: Settings, some: Iterable[Choice]) -> list[Choice]:
    """Plans from the cheapest to the dearest, the smallest team first where some cost the same."""
    return sorted(some, key=lambda one: (round(cost(base, one), 2), one))


def cheapest(base: Settings, judged: Chances) -> Choice | None:
    """The cheapest plan that is likely to work; None: there is none."""
    passing = [one for one, chances in judged.items() if chances.mean() >= LIKELY]
    return next(iter(by_cost(base, passing)), None)


def judged_anew(base: Settings, maybe: Iterable[Choice], judge: Judge) -> Chances:
    """Plans judged in new worlds, from the cheapest on.

    It stops when some plan is likely to work in every bootstrap draw of the parameter sets, so that dearer
    plans would be the cheapest in none.
    """
    seen: dict[Choice, Values] = {}
    for some in itertools.batched(by_cost(base, maybe), AT_ONCE):
        seen.update(judge(some))
        if np.isfinite(_cheapest_in_draws(base, seen)).all():
            break
    return seen


def dearer(base: Settings, judged: Mapping[str, Chances]) -> dict[str, float]:
    """By how many pounds the chosen team is dearer than the chosen solos, with a 95 % interval.

    The bootstrap draws parameter sets, the same for all plans of both arms, and chooses anew in each draw.
    All is NaN where an arm has no plan to choose, the interval also where it has none in some draw.
    """
    chosen = [cheapest(base, judged[arm]) for arm in ARMS]
    team, solos = (cost(base, one) if one else math.nan for one in chosen)
    least = [_cheapest_in_draws(base, judged[arm]) for arm in ARMS]
    gaps = np.subtract(*least) if np.isfinite(least).all() else np.full(DRAWS, math.nan)
    low, high = np.quantile(gaps, (0.025, 0.975))
    return with_ends("dearer", team - solos, (float(low), float(high)))


def _cheapest_in_draws(base: Settings, judged: Chances) -> Values:
    """`(DRAWS,)` what the cheapest plan costs in each draw; infinite where none is likely to work."""
    if not judged:
        return np.full(DRAWS, np.inf)
    chances = np.array(list(judged.values()))  # (plans, sets)
    sets = chances.shape[1]
    costs = np.array([cost(base, one) for one in judged])
    likely = chances @ weights(sets, DRAWS).T / sets >= LIKELY
    return np.where(likely, costs[:, None], np.inf).min(axis=0)
