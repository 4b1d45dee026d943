"""Calibration by rejection sampling: which parameter sets agree with the evidence.

Parameter sets are drawn from the prior, tried against the targets, and kept if every target holds (Tavaré
et al. 1997; Pritchard et al. 1999). Candidate n has a random stream of its own, so that the same sets are
found with any number of processes.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.config.plan import Plan
from experiments.config.priors import calibrated, shape, values_of
from experiments.execution.executors import Executor
from experiments.studies.calibration.targets import TARGETS, Trial
from simulation import Settings, SettingsError, change
from simulation.passport import Leaf, Value

MOST_CANDIDATES = 1_000_000
HIGHEST_SEED = 2**31  # of a trial's first world


class Tried(NamedTuple):
    """A parameter set that was tried.

    Attributes:
        candidate: its number.
        values: the settings drawn.
        found: the value of every target; NaN for those after the first that does not hold.
    """

    candidate: int
    values: Mapping[str, Value]
    found: Mapping[str, float]

    @property
    def refused_by(self) -> str:
        """Key of the first target that does not hold; empty if all hold."""
        return next((t.key for t in TARGETS if not t.holds(self.found[t.key])), "")


def try_out(settings: Settings, seeds: Sequence[int]) -> dict[str, float]:
    """The value of every target in a parameter set, up to the first that does not hold; then NaN."""
    trial = Trial(settings, seeds)
    found = dict.fromkeys((target.key for target in TARGETS), math.nan)
    for target in TARGETS:
        found[target.key] = target.of(trial)
        if not target.holds(found[target.key]):
            break
    return found


def calibrate(
    plan: Plan, executor: Executor, workers: int, finished: Callable[[Tried], None]
) -> list[Tried]:
    """Draw parameter sets until enough are accepted; gives all that were tried, in order.

    The first to meet all targets by number count, whichever is finished first.

    Args:
        plan: says how many are to be accepted, and how many replicates a trial has.
        executor: how.
        workers: processes at once.
        finished: called with each candidate as soon as it has been tried.

    Raises:
        SettingsError: too few parameter sets meet the targets.
    """
    work = functools.partial(candidate, plan.settings, plan.replicates, plan.seed, plan.left_out)
    waiting: dict[int, Tried] = {}
    tried: list[Tried] = []
    accepted = 0
    with contextlib.closing(executor(work, range(MOST_CANDIDATES), workers)) as results:
        for number, one in results:
            waiting[number] = one
            finished(one)
            while len(tried) in waiting:
                tried.append(waiting.pop(len(tried)))
                accepted += not tried[-1].refused_by
                if accepted == plan.accepted:
                    return tried
    raise SettingsError(
        f"Only {accepted} of {MOST_CANDIDATES} parameter sets meet all targets; {plan.accepted} are wanted."
    )


def candidate(
    settings: Settings, replicates: int, seed: int, left_out: tuple[str, ...], number: int
) -> Tried:
    """Draw and try candidate `number`: settings and first world come from its own stream."""
    stream = np.random.RandomState(
        [seed, number]
    )  # of the shipped ensemble; a newer one draws others
    drawn = values_of(
        {name: prior.rvs(random_state=stream) for name, prior in _priors(left_out).items()}
    )
    first = int(stream.randint(HIGHEST_SEED))
    try:
        changed = change(settings, drawn)
    except SettingsError:  # the values do not go together: no target holds
        return Tried(number, drawn, dict.fromkeys((target.key for target in TARGETS), math.nan))
    return Tried(number, drawn, try_out(changed, range(first, first + replicates)))


@functools.cache
def _priors(left_out: tuple[str, ...]) -> dict[str, Any]:
    return {name: prior_of(leaf) for name, leaf in calibrated(left_out).items()}


def prior_of(leaf: Leaf) -> Any:
    """The prior of a setting, as a distribution of SciPy."""
    from scipy import stats

    kind, *bounds = shape(leaf)
    return getattr(stats, kind)(*bounds)
