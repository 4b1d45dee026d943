"""Whether the calibration can be trusted: planted parameters, found again from what they give.

A pool of parameter sets is drawn from the prior, of those in which nothing moves without brokers, and all
targets are measured in each. Every one of them is then taken for the truth: what it gives, moved at random
within the tolerance of each target (half its range), is the evidence, and the others are accepted if they are
within tolerance of it. If the method is right, the rank of each planted value among the accepted ones is
uniform (simulation-based calibration: Talts et al. 2018; the random move makes rejection exact: Wilkinson
2013). How close the accepted values come to the planted one says what the targets can teach at all.
"""

import contextlib
import functools
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from experiments.config.plan import Plan
from experiments.execution.executors import Executor
from experiments.methods.estimates import Values
from experiments.studies.calibration.rejection import MOST_CANDIDATES, draw
from experiments.studies.calibration.targets import TARGETS
from experiments.studies.calibration.trial import Trial
from simulation import Settings, SettingsError, change
from simulation.passport import Value

FIRST = MOST_CANDIDATES  # number of the first set of the pool: later than all candidates
WORLDS = 8  # replicates in which a set of the pool is measured
BINS = 10  # of the histogram of ranks
LEAST = 5  # sets that must be accepted, for the rank of a planted value to be counted
ALONE = [one for one in TARGETS if one.key.startswith(("C1", "C2", "N6"))]  # without brokers
OF_BROKERS = [target for target in TARGETS if target not in ALONE]
# Half the range of each of these targets.
TOLERANCE = np.array([(target.high - target.low) / 2 for target in OF_BROKERS])


def pool(
    plan: Plan, executor: Executor, workers: int, wanted: int, found: Callable[[int], None]
) -> pd.DataFrame:
    """The sets of the pool: a row each, with its settings and the value of every target of the brokers'."""
    work = functools.partial(_measure, plan.settings, plan.seed, plan.left_out)
    rows: dict[int, dict[str, Value] | None] = {}
    kept = due = 0
    with contextlib.closing(executor(work, range(FIRST, 2 * FIRST), workers)) as results:
        while kept < wanted:
            while due not in rows:
                place, row = next(results)
                rows[place] = row
            if rows[due] is not None:
                kept += 1
                found(1)
            due += 1
    return pd.DataFrame([row for _, row in sorted(rows.items()) if row is not None]).head(wanted)


def _measure(
    settings: Settings, seed: int, left_out: tuple[str, ...], number: int
) -> dict[str, Value] | None:
    """Settings and targets of a set of the pool; None where something moves without brokers."""
    drawn, first = draw(seed, left_out, number)
    try:
        trial = Trial(change(settings, drawn), range(first, first + WORLDS))
    except SettingsError:
        return None
    if not all(target.holds(target.of(trial)) for target in ALONE):
        return None
    return {**drawn, **{target.key: target.of(trial) for target in OF_BROKERS}}


def ranks(
    given: Values, tolerance: Values, places: Values, rng: np.random.Generator
) -> pd.DataFrame:
    """The rank of every planted value among the values accepted for it.

    A row per planted set and parameter: `parameter` (its number), `rank` (0 to 1; uniform if the method is
    right), `planted`, `median`, `low` and `high` (5 and 95 %) of the accepted values.

    Args:
        given: `(sets, targets)` what each set gives; NaN, which only NaN is near, where there is no value.
        tolerance: `(targets,)` how near is near enough.
        places: `(sets, parameters)` the values, on the scale of their prior from 0 to 1.
        rng: of the move within tolerance, and for ties.
    """
    rows = []
    for planted, truth in enumerate(given):
        evidence = truth + tolerance * rng.uniform(-1, 1, len(tolerance))
        near = (np.abs(given - evidence) <= tolerance) | (np.isnan(given) & np.isnan(evidence))
        accepted = near.all(axis=1)
        accepted[planted] = False
        count = int(accepted.sum())
        if count < LEAST:
            continue
        values, own = places[accepted], places[planted]
        below, same = (values < own).sum(axis=0), (values == own).sum(axis=0)
        rank = (below + (same + 1) * rng.uniform(size=len(own))) / (count + 1)
        low, middle, high = np.quantile(values, (0.05, 0.5, 0.95), axis=0)
        columns = {"parameter": range(len(own)), "rank": rank, "planted": own, "median": middle}
        rows.append(pd.DataFrame({**columns, "low": low, "high": high, "accepted": count}))
    if not rows:
        raise SettingsError(
            "No planted parameter set has enough others near it: draw more of them."
        )
    return pd.concat(rows, ignore_index=True)


def recovery(found: pd.DataFrame) -> pd.DataFrame:
    """A row per parameter: how the ranks are spread, and how well planted values are found again.

    `uniform` is the p-value of a chi-squared test of the ranks, `q` its false discovery rate; `correlation`
    that of planted values and medians of the accepted ones (0: the targets teach nothing of it), `covered`
    the share of planted values within the middle nine tenths of the accepted ones.
    """
    rows = []
    for parameter, part in found.groupby("parameter"):
        counts, _ = np.histogram(part["rank"], BINS, (0, 1))
        inside = part["planted"].between(part["low"], part["high"])
        rows.append({
            "parameter": parameter, "planted": len(part), "accepted": float(part["accepted"].median()),
            "uniform": float(stats.chisquare(counts).pvalue),
            "correlation": float(stats.spearmanr(part["planted"], part["median"]).statistic),
            "covered": float(inside.mean()),
        })  # fmt: skip
    table = pd.DataFrame(rows)
    table["q"] = stats.false_discovery_control(table["uniform"])
    return table


def histogram(found: pd.DataFrame) -> pd.DataFrame:
    """How often a rank falls into each bin, over all parameters.

    A row per `bin` (its lower end): `share`, and the band (`low`, `high`) that holds 95 % of the shares of
    single parameters if all ranks are uniform.
    """
    counts, edges = np.histogram(found["rank"], BINS, (0, 1))
    planted = int(found.groupby("parameter").size().median())
    low, high = stats.binom.interval(0.95, planted, 1 / BINS)
    shares = {"bin": edges[:-1], "share": counts / counts.sum()}
    return pd.DataFrame({**shares, "low": low / planted, "high": high / planted})
