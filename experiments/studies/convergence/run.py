"""How many replicates each headline needs, and what common random numbers save.

A comparison is run twice: both arms in the same worlds, and each arm in worlds of its own. The ratio of
the two variances is how many times as many independent runs would be needed for the same interval.
"""

import itertools
import math
import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from experiments.config.plan import MOST_REPLICATES, Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import CULTURE_AT, Values, estimate, student, with_ends
from simulation.params import whole_number
from simulation.settings import ARMS

PAIRS = tuple(itertools.combinations(reversed(ARMS), 2))  # the team first, no brokers last
WANTED = {arm: {"arm": arm} for arm in ARMS}
WIDTHS = (0.01, 0.02, 0.05)  # half widths of an interval that replicates are counted for
POINTS = 24  # numbers of replicates at which intervals are drawn
RESAMPLES = 2000
NORMAL = 1.95  # just under the quantile that Student's comes down to


def conduct(job: Job) -> None:
    """Run every arm in shared worlds and in worlds of its own, and compare the two."""
    plan = job.plan
    shared = {arm: runs.replicates for arm, runs in job.run(WANTED).items()}
    apart = {}
    for block, arm in enumerate(dict.fromkeys(other for _, other in PAIRS)):
        sets = plan.other_worlds(block * plan.replicates, plan.replicates)
        apart[arm] = job.run({arm: WANTED[arm]}, sets=sets)[arm].replicates
    job.study.write("savings.csv", compare(shared, apart))
    job.study.write("widths.csv", courses(shared))


def check(plan: Plan) -> None:
    """Refuse more replicates than there are different worlds for.

    Raises:
        SettingsError: there are too many.
    """
    whole_number("replicates", plan.replicates, 2, MOST_REPLICATES // len(ARMS))


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    others = {other for _, other in PAIRS}
    apart = [changes for arm, changes in WANTED.items() if arm in others]
    return [Batch(plan.own, list(WANTED.values())), Batch(plan.own, apart)]


def compare(shared: Mapping[str, pd.DataFrame], apart: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row per pair of arms and moment: the saving of shared worlds, and the replicates needed.

    The tables of replicates are of each arm in worlds that all share, and in other worlds.
    """
    rows = []
    for (first, second), (moment, outcome) in itertools.product(PAIRS, CULTURE_AT.items()):
        a, b = (shared[arm][outcome].to_numpy(float) for arm in (first, second))
        saving = saved(a, b, apart[second][outcome].to_numpy(float))
        spread = float((a - b).std(ddof=1))
        rows.append(
            {"arm": first, "reference": second, "moment": moment, "outcome": outcome}
            | estimate(a - b)._asdict()
            | {"sd": spread, **with_ends("saving", saving[0], saving[1:])}
            | {f"needed_{width:g}": needed(spread, width) for width in WIDTHS}
        )
    return pd.DataFrame(rows)


def saved(a: Values, b: Values, elsewhere: Values) -> tuple[float, float, float]:
    """How many times the variance of a difference independent worlds have; with a 95 % interval.

    It is the ratio of the variances of a, `(R,)` in one arm, less another arm in other worlds (`elsewhere`),
    and less b, the same in the same worlds. The interval is a bootstrap's (percentiles, replicates drawn with
    what belongs to them). NaN where the arms never differ.
    """
    if np.ptp(a - b) == 0:
        return math.nan, math.nan, math.nan

    def ratio(a: Values, b: Values, elsewhere: Values, axis: int = -1) -> Values:
        apart, together = (a - elsewhere).var(axis, ddof=1), (a - b).var(axis, ddof=1)
        return np.asarray(apart / np.where(together > 0, together, np.nan))

    with warnings.catch_warnings():  # with few runs a resample may have no variance
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (a, b, elsewhere), ratio, paired=True, n_resamples=RESAMPLES, method="percentile",
            rng=np.random.default_rng(0),
        )  # fmt: skip
    low, high = np.nanpercentile(found.bootstrap_distribution, (2.5, 97.5))
    return float(ratio(a, b, elsewhere)), float(low), float(high)


def needed(spread: float, width: float) -> int:
    """Replicates until Student's 95 % interval is no wider than `width` to either side.

    `spread` is the standard deviation of the paired difference.
    """
    count = max(2, math.ceil((NORMAL * spread / width) ** 2))
    while student(count - 1) * spread / math.sqrt(count) > width:
        count += 1
    return count


def courses(shared: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The interval of each comparison after so many replicates: a row per pair, moment and number."""
    rows = []
    for (first, second), (moment, outcome) in itertools.product(PAIRS, CULTURE_AT.items()):
        gap = (shared[first][outcome] - shared[second][outcome]).to_numpy(float)
        what = {"arm": first, "reference": second, "moment": moment}
        counts = np.unique(np.geomspace(min(10, len(gap)), len(gap), POINTS).astype(int))
        rows += [what | estimate(gap[:count])._asdict() for count in counts]
    return pd.DataFrame(rows)
