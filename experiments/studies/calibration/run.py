"""Calibration: which parameter sets agree with the evidence, and which settings the evidence informs.

It writes the ensemble of plausible parameter sets, its median settings, what became of each target, how far
each setting is narrowed down, all candidates, and how well planted parameters are recovered.
"""

import functools
import hashlib
import shutil
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import pandas as pd
from scipy import stats

from experiments.config import ensembles as ensemble
from experiments.config.groups import group_of
from experiments.config.plan import Plan
from experiments.config.priors import calibrated, shape
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.execution.pieces import see_compiled
from experiments.methods.estimates import quantiles
from experiments.store import atomic
from experiments.studies.calibration import planted
from experiments.studies.calibration.rejection import (
    CANDIDATE,
    HIGHEST_SEED,
    REFUSED_BY,
    calibrate,
    draw,
    prior_of,
)
from experiments.studies.calibration.targets import HELD_OUT, TARGETS
from experiments.studies.calibration.trial import LONG, Trial
from simulation import Settings, SettingsError, change
from simulation.descriptions import Outcome
from simulation.passport import Leaf

INFORMED = 0.05  # false discovery rate below which the targets inform a setting
PINNED = 0.5  # by how much its range must narrow for it to count as pinned down
MIDDLE_REPLICATES = 200  # in the check of the settings in the middle
AGAIN = 16  # replicates when an accepted set is measured again, in worlds of its own
PLANTED, FEWEST = 2, 200  # sets in the check of the method: so many for each accepted one, at least
TRIAL, LATER = "target: ", "again: "  # before the name of a target in the table of candidates
BLOCKS = "candidates"  # folder of what an unfinished search has tried
# If one of them changes, everything is tried again.
DECIDING = ("targets.yaml", "trial.py", "rejection.py")
WHERE = {TRIAL: "in the trial", LATER: "in other worlds"}


def conduct(job: Job) -> None:
    """Draw sets, measure the accepted ones again in other worlds, check the method, and write all tables."""
    plan = job.plan
    see_compiled()
    tried = _search(job)
    kept = tried.loc[tried[REFUSED_BY] == "", CANDIDATE]
    values = [draw(plan.seed, plan.left_out, n)[0] for n in kept]
    sets = pd.DataFrame(values)
    sets.insert(0, CANDIDATE, kept.to_numpy())
    middle = ensemble.middle(sets)
    again = _measure_all_again(job, [change(plan.settings, one) for one in values])
    central = Trial(change(plan.settings, middle), range(MIDDLE_REPLICATES), LONG)
    in_the_middle = {target.key: target.of(central) for target in (*TARGETS, *HELD_OUT)}
    job.study.write("plausible.csv", sets)
    ranks, recovered = _check(job)
    tables = {
        "middle.csv": pd.DataFrame(middle.items(), columns=["setting", "value"]),
        "targets.csv": target_table(tried, again, in_the_middle),
        "parameters.csv": parameter_table(sets, plan.left_out),
        "pairs.csv": pair_table(sets, left_out=plan.left_out),
        "tried.parquet": _tried_table(tried, again),
        "ranks.csv": ranks,
        "recovery.csv": recovered,
    }
    for name, table in tables.items():
        job.study.write(name, table)
    shutil.rmtree(job.study.folder / BLOCKS)


def _search(job: Job) -> pd.DataFrame:
    """All candidates; those that this search has saved before are not tried again."""
    told = "".join(files(__package__).joinpath(name).read_text() for name in DECIDING)
    folder = job.study.folder / BLOCKS / hashlib.sha256(told.encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    atomic.remove_orphans(folder)
    with job.progress(job.plan.accepted, "Accepted") as accepted:
        return calibrate(job.plan, job.executor, job.workers, folder, accepted)


def _check(job: Job) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The histogram of ranks of planted parameters, and how each was recovered."""
    plan = job.plan
    wanted = max(FEWEST, PLANTED * plan.accepted)
    with job.progress(wanted, "Planted") as found:
        pool = planted.pool(plan, job.executor, job.workers, wanted, found)
    varied = calibrated(plan.left_out)
    places = np.column_stack(
        [prior_places(leaf, pool[name].to_numpy(float)) for name, leaf in varied.items()]
    )
    given = pool[[target.key for target in planted.OF_BROKERS]].to_numpy(float)
    rng = np.random.default_rng(plan.seed)
    ranks = planted.ranks(given, planted.TOLERANCE, places, rng)
    recovered = planted.recovery(ranks)
    recovered.insert(0, "setting", [list(varied)[number] for number in recovered.pop("parameter")])
    return planted.histogram(ranks), recovered


def batches(plan: Plan) -> list[Batch]:
    """The runs of a calibration cannot be known beforehand.

    Raises:
        SettingsError: always.
    """
    raise SettingsError(
        "The number of parameter sets that a calibration must try is not known in advance, so "
        "dry_run cannot estimate the time."
    )


def measure_again(replicates: int, job: tuple[int, Settings]) -> dict[str, float]:
    """The value of every target, fitted or held out, in worlds that no trial has used.

    The number of the parameter set, which comes with its settings, says which worlds these are.
    """
    number, settings = job
    first = HIGHEST_SEED + number * replicates  # trials draw theirs below
    trial = Trial(settings, range(first, first + replicates), LONG)
    return {target.key: target.of(trial) for target in (*TARGETS, *HELD_OUT)}


def _measure_all_again(job: Job, sets: Sequence[Settings]) -> list[dict[str, float]]:
    work = functools.partial(measure_again, AGAIN)
    found: dict[int, dict[str, float]] = {}
    with job.progress(len(sets), "Measured again") as finished:
        for number, values in job.executor(work, enumerate(sets), job.workers):
            found[number] = values
            finished(1)
    return [found[number] for number in range(len(sets))]


def target_table(
    tried: pd.DataFrame, again: Sequence[dict[str, float]], middle: dict[str, float]
) -> pd.DataFrame:
    """A row per target: range, refusals, values in the accepted sets and with their median settings.

    The values in the accepted sets are those of `again`, in more and other worlds; the share that meets a
    target and all fitted ones above it ends in the share that meets them all at once.
    """
    rows = []
    so_far = np.ones(len(again), dtype=bool)
    refused = tried[REFUSED_BY].value_counts()
    left = len(tried)
    for target in (*TARGETS, *HELD_OUT):
        fitted = target in TARGETS
        values = np.array([found[target.key] for found in again])
        holds = np.array([target.holds(value) for value in values])
        so_far &= holds | (not fitted)
        rows.append(
            {
                "target": target.key, "meaning": target.says, "low": target.low,
                "high": target.high, "fitted": fitted, "reached": left if fitted else len(values),
                "refused": int(refused.get(target.key, 0)),
                **quantiles(values[~np.isnan(values)]),
                "holds_in": float(holds.mean()), "so_far": float(so_far.mean()) if fitted else np.nan,
                "middle": middle[target.key],
                "middle_holds": target.holds(middle[target.key]), "source": target.source,
            }
        )  # fmt: skip
        left -= int(refused.get(target.key, 0))
    return pd.DataFrame(rows)


def parameter_table(sets: pd.DataFrame, left_out: Sequence[str] = ()) -> pd.DataFrame:
    """How far the targets narrow each setting down: a row per calibrated setting, clearest first.

    On the scale of its own prior a setting is uniform before calibration. `narrowed` is by how much the
    standard deviation on that scale shrinks; `p` that of a Kolmogorov-Smirnov test against the prior, `q`
    its false discovery rate over all settings (Benjamini & Hochberg 1995). The targets inform a setting
    if `q` is small; they pin it down if its range is also halved.
    """
    rows = []
    for name, leaf in calibrated(left_out).items():
        values = sets[name].to_numpy(float)
        places = prior_places(leaf, values)
        inside = quantiles(places, "place_")
        low, high = map(float, prior_of(leaf).support())
        rows.append(
            {
                "setting": name, "group": group_of(name), "prior": shape(leaf)[0], "low": low, "high": high,
                **quantiles(values), "place": float(np.median(places)),
                "place_q05": inside["place_q05"], "place_q95": inside["place_q95"],
                "narrowed": 1 - float(places.std(ddof=1)) * np.sqrt(12),
                "p": float(stats.kstest(places, "uniform").pvalue),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows)
    table["q"] = stats.false_discovery_control(table["p"])
    table["informed"] = table["q"] < INFORMED
    table["pinned"] = table["informed"] & (table["narrowed"] >= PINNED)
    return table.sort_values(["p", "setting"], ignore_index=True)


def prior_places(leaf: Leaf, values: np.ndarray) -> np.ndarray:
    """The place of values in their prior: 0 at its low end, 1 at its high end, uniform if drawn from it.

    A whole number stands for the middle of its step.
    """
    prior = prior_of(leaf)
    step = prior.pmf(values) / 2 if shape(leaf)[0] == "randint" else 0.0
    return np.asarray(prior.cdf(values) - step)


def pair_table(sets: pd.DataFrame, most: int = 20, left_out: Sequence[str] = ()) -> pd.DataFrame:
    """The pairs of settings with the largest rank correlations (Spearman) over the accepted sets."""
    names = list(calibrated(left_out))
    found = stats.spearmanr(sets[names].to_numpy(float))
    chance = np.nan_to_num(found.pvalue, nan=1.0)  # undefined for two or three sets
    rows, columns = np.triu_indices(len(names), k=1)
    table = pd.DataFrame(
        {
            "first": [names[row] for row in rows],
            "second": [names[column] for column in columns],
            "correlation": found.statistic[rows, columns],
            "q": stats.false_discovery_control(chance[rows, columns]),
        }
    )
    order = table["correlation"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].head(most).reset_index(drop=True)


def _tried_table(tried: pd.DataFrame, again: Sequence[dict[str, float]]) -> pd.DataFrame:
    """All candidates: the target that refused them, and the value of each target.

    Values in the trial are `target: key`; those of accepted sets in other worlds are `again: key`. The
    settings of candidate n follow from its number (`draw`).
    """
    table = tried.rename(columns={target.key: f"{TRIAL}{target.key}" for target in TARGETS})
    later = pd.DataFrame(again, index=tried.index[tried[REFUSED_BY] == ""]).add_prefix(LATER)
    return table.join(later)


def explained() -> dict[str, Outcome]:
    """Meaning and unit of the columns of the table of candidates that hold a target."""
    return {
        f"{name}{one.key}": Outcome(
            f"{one.says}, {where}; {one.low:g} to {one.high:g} is allowed", "that of the target"
        )
        for name, where in WHERE.items()
        for one in (*TARGETS, *HELD_OUT)
    }
