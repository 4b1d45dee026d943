"""The headline: the team against every other arm, for the default and over the plausible parameter sets.

It says how often the team loses, what the parameter sets in which it loses have in common, and how much of
the lead is prior.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.config import ensembles, shipped
from experiments.config.plan import Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.association import rank_correlations
from experiments.methods.estimates import CULTURE_AT, DIGITS, difference, estimate, quantiles
from experiments.studies.headline import shuffled
from simulation.settings import ARMS

# What the team is compared with, and what is the same in both.
OTHERS = {
    "solos": "equal people and money",
    "single_matched": "equal money",
    "single": "a lone full-timer",
    "none": "nobody",
}
OUTCOMES = CULTURE_AT | {
    "bids": "bids_begun_academics_followup",
    "grants": "bids_won_academics_followup",
    "decisions": "decisions_informed_managers_followup",
}
LOW, HIGH = 0.1, 0.5  # shares of people practising below and above which runs are counted
FEWEST_SETS = 20  # for a correlation over them
WANTED = {arm: {"arm": arm} for arm in ARMS}
TEAM = {"team": WANTED["team"]}
Arms = Mapping[str, pd.DataFrame]


def conduct(job: Job) -> None:
    """Run all arms with the study's own settings and in the parameter sets, and compare them."""
    plan = job.plan
    own = {arm: runs.replicates for arm, runs in job.run(WANTED).items()}
    in_sets = {arm: runs.replicates for arm, runs in job.run(WANTED, sets=plan.sets).items()}
    job.study.write("headline.csv", comparisons(own, in_sets))
    job.study.write("runs.csv", single_runs({"own": own, "sets": in_sets}))
    job.study.write("replicates.parquet", pd.concat(own.values()))
    if in_sets:
        parameters = ensembles.read(shipped.path_of(plan.ensemble, "ensembles"))
        parameters = parameters[: len(plan.members)].drop(columns=[*plan.left_out], errors="ignore")
        job.study.write("sets.csv", set_differences(in_sets))
        job.study.write("losing.csv", losing(parameters, in_sets))
    if other_sets := shuffled.shuffle(plan.sets, plan.seed):
        other_team = job.run(TEAM, sets=other_sets)["team"].replicates
        job.study.write("shuffled.csv", shuffled.both(in_sets, other_team))


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    both = [Batch(sets, list(WANTED.values())) for sets in (plan.own, plan.sets)]
    return [*both, Batch(shuffled.shuffle(plan.sets, plan.seed), list(TEAM.values()))]


def comparisons(own: Arms, in_sets: Arms) -> pd.DataFrame:
    """A row per other arm and outcome: by how much the team exceeds it, and how often it is behind.

    The tables of replicates are of each arm with the study's own settings, and in the parameter sets, if any.
    """
    rows = []
    for other, same in OTHERS.items():
        for moment, outcome in OUTCOMES.items():
            gap = (own["team"][outcome] - own[other][outcome]).to_numpy(float)
            over = _over_sets(set_gaps(in_sets, other, outcome), gap.mean()) if in_sets else {}
            rows.append(
                {"other": other, "same": same, "moment": moment, "outcome": outcome}
                | difference(own["team"], own[other], outcome)._asdict()
                | {"worlds_behind": (gap < 0).mean(), "worlds_level": (gap == 0).mean(), **over}
            )
    return pd.DataFrame(rows)


def single_runs(arms_of: Mapping[str, Arms]) -> pd.DataFrame:
    """How single runs are spread, which means hide: a row per arm of each group, `own` settings or `sets`."""
    rows = []
    for which, arms in arms_of.items():
        for arm, runs in arms.items():
            later = runs[OUTCOMES["followup"]].to_numpy(float)
            q25, q50, q75 = np.quantile(later, (0.25, 0.5, 0.75))
            rows.append({
                "runs": which, "arm": arm, "n": len(runs), "q25": q25, "q50": q50, "q75": q75,
                "critical_mass": runs["critical_mass_end"].mean(),
                "below": (later < LOW).mean(), "above": (later > HIGH).mean(),
                "hours_together": runs["hours_together"].mean(),
            })  # fmt: skip
    return pd.DataFrame(rows)


def set_gaps(in_sets: Arms, other: str, outcome: str) -> pd.DataFrame:
    """A row per parameter set: the team's paired difference in it, with the set's own interval."""
    gap = in_sets["team"][outcome] - in_sets[other][outcome]
    parts = gap.groupby(in_sets["team"]["set"])
    rows = [estimate(part.to_numpy(float))._asdict() | {"set": number} for number, part in parts]
    return pd.DataFrame(rows)


def _over_sets(gaps: pd.DataFrame, own: float) -> dict[str, float]:
    """What the sets say together, and which of them are clear by themselves."""
    means = gaps["mean"].round(DIGITS).to_numpy()
    return {
        **estimate(means).columns("sets_"), **quantiles(means, "sets_"),
        "sets_behind": float((means < 0).mean()),
        "sets_clearly_behind": float((gaps["high"] < 0).mean()),
        "sets_clearly_ahead": float((gaps["low"] > 0).mean()),
        "own_percentile": float((means < own).mean()),
    }  # fmt: skip


def set_differences(in_sets: Arms) -> pd.DataFrame:
    """A row per parameter set and other arm: the team's differences in culture, and their intervals."""
    frames = []
    for other in OTHERS:
        gaps = {moment: set_gaps(in_sets, other, of) for moment, of in CULTURE_AT.items()}
        frame = gaps["end"][["set"]].assign(other=other)
        for moment, found in gaps.items():
            frame[[moment, f"{moment}_low", f"{moment}_high"]] = found[["mean", "low", "high"]]
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def losing(parameters: pd.DataFrame, in_sets: Arms) -> pd.DataFrame:
    """What goes with the team's lead over the parameter sets: a row per other arm and setting.

    `correlation` is Spearman's between a setting and the team's lead in culture at the end of the
    contracts; `q` its false discovery rate over all settings. The medians are those of sets in which the
    team is behind and ahead.
    """
    table = parameters.drop(columns=ensembles.CANDIDATE, errors="ignore")
    columns = ["other", "setting", "correlation", "p", "median_behind", "median_ahead", "q"]
    frames = []
    for other in OTHERS:
        lead = set_gaps(in_sets, other, OUTCOMES["end"])["mean"].round(DIGITS).to_numpy()
        if len(lead) < FEWEST_SETS or np.ptp(lead) == 0:
            continue
        found = rank_correlations(table, lead)
        for name, side in (("median_behind", lead < 0), ("median_ahead", lead >= 0)):
            found[name] = found["setting"].map(table[side].median())
        frames.append(found.assign(other=other)[columns])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
