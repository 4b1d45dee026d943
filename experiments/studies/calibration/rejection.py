"""Calibration by rejection sampling: which parameter sets agree with the evidence.

Parameter sets are drawn from the prior, tried against the targets, and kept if every target holds (Tavaré
et al. 1997; Pritchard et al. 1999). Candidate n has a random stream of its own, so that the same sets are
found with any number of processes. An eighth of the worlds of a trial screens a candidate; one that passes
must meet all targets in all of them.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.plan import Plan
from experiments.config.priors import calibrated, shape, value_from, values_of
from experiments.execution.executors import Executor
from experiments.store.atomic import save_parquet
from experiments.studies.calibration.targets import TARGETS, Target
from experiments.studies.calibration.trial import Trial
from simulation import Settings, SettingsError, change
from simulation.passport import Leaf, Value

MOST_CANDIDATES = 1_000_000
HIGHEST_SEED = 2**31  # of a trial's first world
SCREENED = 8  # so many times as many worlds in a trial as in its screening
BLOCK = 100  # candidates that are tried, and saved, at a time
CANDIDATE, REFUSED_BY = "candidate", "refused_by"


def try_out(settings: Settings, seeds: Sequence[int]) -> dict[str, float]:
    """The value of every target in a parameter set, up to the first that does not hold; then NaN."""
    screening = seeds[: max(1, len(seeds) // SCREENED)]
    often = [one for one in TARGETS if not one.rare]
    found = _judge(often, Trial(settings, screening, briefly=True))
    if not any(map(math.isnan, found.values())):
        found = _judge(TARGETS, Trial(settings, seeds))
    return dict.fromkeys((target.key for target in TARGETS), math.nan) | found


def _judge(targets: Collection[Target], trial: Trial) -> dict[str, float]:
    """Each target's value, up to the first that does not hold."""
    found = dict.fromkeys((target.key for target in targets), math.nan)
    for target in targets:
        found[target.key] = target.of(trial)
        if not target.holds(found[target.key]):
            break
    return found


def calibrate(
    plan: Plan, executor: Executor, workers: int, folder: Path, accepted: Callable[[int], None]
) -> pd.DataFrame:
    """Draw parameter sets until enough are accepted; gives all that were tried, in order.

    The first to meet all targets by number count, whichever is finished first. Blocks that an earlier,
    unfinished search saved are not tried again.

    Args:
        plan: says how many are to be accepted, and how many replicates a trial has.
        executor: how.
        workers: processes at once.
        folder: where blocks of candidates are saved.
        accepted: called with the number of sets accepted in each block.

    Returns:
        A row per candidate: its number, `refused_by` (the first target that does not hold; empty if all do)
        and the value of every target, NaN after that one.

    Raises:
        SettingsError: too few parameter sets meet the targets.
    """
    there = {int(path.stem): path for path in folder.glob("*.parquet")}
    missing = [n for n in range(MOST_CANDIDATES // BLOCK) if n not in there]
    work = functools.partial(_block, plan.settings, plan.replicates, plan.seed, plan.left_out)
    tried: list[pd.DataFrame] = []
    found = 0
    with contextlib.closing(executor(work, missing, workers)) as results:
        while found < plan.accepted and len(tried) < MOST_CANDIDATES // BLOCK:
            number = len(tried)
            while number not in there:
                place, rows = next(results)
                there[missing[place]] = folder / f"{missing[place]:05}.parquet"
                save_parquet(there[missing[place]], rows)
            tried.append(pd.read_parquet(there[number]))
            new = int((tried[-1][REFUSED_BY] == "").sum())
            accepted(min(new, plan.accepted - found))
            found += new
    table = pd.concat(tried, ignore_index=True)
    if found < plan.accepted:
        raise SettingsError(
            f"Only {found} of {len(table)} parameter sets meet all targets; {plan.accepted} are wanted."
        )
    last = np.flatnonzero(table[REFUSED_BY] == "")[plan.accepted - 1]
    return table.head(last + 1)


def _block(
    settings: Settings, replicates: int, seed: int, left_out: tuple[str, ...], number: int
) -> pd.DataFrame:
    """Try the candidates of a block."""
    numbers = range(number * BLOCK, (number + 1) * BLOCK)
    return pd.DataFrame([candidate(settings, replicates, seed, left_out, n) for n in numbers])


def candidate(
    settings: Settings, replicates: int, seed: int, left_out: tuple[str, ...], number: int
) -> dict[str, float | str]:
    """Draw and try candidate `number`: settings and first world come from its own stream."""
    drawn, first = draw(seed, left_out, number)
    try:
        changed = change(settings, drawn)
    except SettingsError:  # the values do not go together: no target holds
        found = dict.fromkeys((target.key for target in TARGETS), math.nan)
    else:
        found = try_out(changed, range(first, first + replicates))
    refused_by = next((t.key for t in TARGETS if not t.holds(found[t.key])), "")
    return {CANDIDATE: number, REFUSED_BY: refused_by, **found}


def draw(seed: int, left_out: tuple[str, ...], number: int) -> tuple[dict[str, Value], int]:
    """The settings of candidate `number` and its first world, from its own stream."""
    stream = np.random.RandomState([seed, number])  # any other generator would draw other sets
    values = {name: value_from(*prior, stream) for name, prior in _priors(left_out).items()}
    return values_of(values), int(stream.randint(HIGHEST_SEED))


@functools.cache
def _priors(left_out: tuple[str, ...]) -> dict[str, tuple[str, float, float]]:
    return {name: shape(leaf) for name, leaf in calibrated(left_out).items()}


def prior_of(leaf: Leaf) -> Any:
    """The prior of a setting, as a distribution of SciPy."""
    from scipy import stats

    kind, *bounds = shape(leaf)
    return getattr(stats, kind)(*bounds)
