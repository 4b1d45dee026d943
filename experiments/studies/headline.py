"""The headline: the team against every other arm, for the default and over the plausible parameter sets.

It says how often the team loses, and what the parameter sets in which it loses have in common.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from rich.table import Table
from scipy import stats

from experiments import ensemble, shipped, store, wording
from experiments.analysis import CULTURE, CULTURE_LATER, difference, estimate, units
from experiments.figures import headline as figures
from experiments.job import Job
from simulation.params import contract_end
from simulation.settings import ARMS

# What the team is compared with, and what is the same in both.
OTHERS = {
    "solos": "equal people and money",
    "single_matched": "equal money",
    "single": "a lone full-timer",
    "none": "nobody",
}
OUTCOMES = {
    "end": CULTURE,
    "followup": CULTURE_LATER,
    "bids": "bids_begun_academics_followup",
    "grants": "bids_won_academics_followup",
    "decisions": "decisions_informed_managers_followup",
}
FALSE_DISCOVERIES = 0.05
Arms = Mapping[str, pd.DataFrame]


def conduct(job: Job) -> None:
    """Run all arms with the default settings and in the parameter sets; compare, keep, draw and say."""
    plan = job.plan
    said = wording.question(plan, f"{plan.settings.weeks} weeks of each of {len(ARMS)} arms")
    if plan.members:
        said += f" The same, {plan.set_replicates} runs, in {len(plan.members)} parameter sets."
    job.out.print(said)
    wanted = {arm: {"arm": arm} for arm in ARMS}
    own = {arm: runs.replicates for arm, runs in job.run(wanted).items()}
    in_sets = {arm: units(runs.replicates) for arm, runs in job.run_sets(wanted).items()}
    found = comparisons(own, in_sets)
    store.save_csv(job.folder / "headline.csv", found)
    store.save_parquet(job.folder / "replicates.parquet", pd.concat(own.values()))
    if in_sets:
        store.save_csv(job.folder / "sets.csv", set_differences(in_sets))
        store.save_csv(
            job.folder / "losing.csv",
            losing(ensemble.read(shipped.path_of(plan.ensemble, "ensembles")), in_sets),
        )
    figures.draw(job.folder)
    _tell(job, found)
    job.finish()


def comparisons(own: Arms, in_sets: Arms) -> pd.DataFrame:
    """A row per other arm and outcome: by how much the team exceeds it, and how often it is behind.

    Args:
        own: the replicate table of each arm with the study's own settings.
        in_sets: the same with a row per parameter set, each a mean of replicates; may be empty.
    """
    rows = []
    for other, same in OTHERS.items():
        for moment, outcome in OUTCOMES.items():
            gap = (own["team"][outcome] - own[other][outcome]).to_numpy(float)
            row: dict[str, object] = {"other": other, "same": same}
            row |= {"moment": moment, "outcome": outcome}
            row |= difference(own["team"], own[other], outcome)._asdict()
            row["worlds_behind"] = float((gap < 0).mean())
            row["worlds_level"] = float((gap == 0).mean())
            if in_sets:
                gap = (in_sets["team"][outcome] - in_sets[other][outcome]).to_numpy(float)
                over = estimate(gap)
                row |= {"sets_mean": over.mean, "sets_low": over.low, "sets_high": over.high}
                for name, share in {"sets_q05": 0.05, "sets_q50": 0.5, "sets_q95": 0.95}.items():
                    row[name] = float(np.quantile(gap, share))
                row["sets_behind"] = float((gap < 0).mean())
            rows.append(row)
    return pd.DataFrame(rows)


def set_differences(in_sets: Arms) -> pd.DataFrame:
    """A row per parameter set and other arm: the team's differences in culture."""
    team = in_sets["team"]
    frames = [
        pd.DataFrame(
            {
                "set": team["set"],
                "other": other,
                "end": team[CULTURE] - in_sets[other][CULTURE],
                "followup": team[CULTURE_LATER] - in_sets[other][CULTURE_LATER],
            }
        )
        for other in OTHERS
    ]
    return pd.concat(frames, ignore_index=True)


def losing(parameters: pd.DataFrame, in_sets: Arms) -> pd.DataFrame:
    """What parameter sets in which the team is behind have in common: a row per other arm and setting.

    `chance` is that of the setting being higher in a set where the team is behind than in one where it
    is not, culture at the end of the contracts; `q` the false discovery rate of a Mann-Whitney test.

    Args:
        parameters: the ensemble, a row per parameter set.
        in_sets: a table of each arm with a row per parameter set.
    """
    table = parameters.drop(columns=ensemble.CANDIDATE, errors="ignore")
    rows = []
    for other in OTHERS:
        behind = (in_sets["team"][CULTURE] < in_sets[other][CULTURE]).to_numpy()
        if min(behind.sum(), (~behind).sum()) < 5:
            continue
        found = []
        for name in table.columns:
            lost, won = table.loc[behind, name], table.loc[~behind, name]
            test = stats.mannwhitneyu(lost, won)
            chance = float(test.statistic) / (len(lost) * len(won))
            found.append(
                {"other": other, "setting": name, "chance": chance, "p": float(test.pvalue),
                 "median_behind": float(lost.median()), "median_ahead": float(won.median())}
            )  # fmt: skip
        frame = pd.DataFrame(found)
        frame["q"] = stats.false_discovery_control(frame["p"])
        rows.append(frame.sort_values(["p", "setting"]))
    columns = ["other", "setting", "chance", "p", "median_behind", "median_ahead", "q"]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)


def _tell(job: Job, found: pd.DataFrame) -> None:
    weeks = {"end": contract_end(job.plan.settings), "followup": job.plan.settings.weeks}
    table = Table(
        "team less …", "week", "points (95 %)", "behind", "sets: 5 % · median · 95 %",
        "behind in", box=None, pad_edge=False,
    )  # fmt: skip
    for row in found[found["moment"].isin(weeks)].to_dict("records"):
        points = [100 * row[name] for name in ("mean", "low", "high")]
        over = ["", ""]
        if "sets_mean" in row:
            low, middle, high = (100 * row[f"sets_{q}"] for q in ("q05", "q50", "q95"))
            over = [
                f"{low:+.0f} · {middle:+.0f} · {high:+.0f}",
                f"{row['sets_behind']:.0%} of sets",
            ]
        table.add_row(
            f"{row['other']} ({row['same']})", str(weeks[row["moment"]]),
            "{:+.1f} ({:.1f} to {:.1f})".format(*points),
            f"{row['worlds_behind']:.0%} of worlds", *over,
        )  # fmt: skip
    job.out.print(table)
    job.out.print(
        "Percentage points of the people in the host organisations who practise. Behind: share of worlds "
        "with the default settings, and of plausible parameter sets, in which the team has less."
    )
    if (job.folder / "losing.csv").is_file():
        _tell_losing(job)


def _tell_losing(job: Job) -> None:
    common = pd.read_csv(job.folder / "losing.csv")
    for other in ("solos", "single_matched"):
        rows = common[(common["other"] == other) & (common["q"] < FALSE_DISCOVERIES)].head(5)
        words = [
            f"{'higher' if row['chance'] > 0.5 else 'lower'} {row['setting']}"
            for row in rows.to_dict("records")
        ]
        sets = "Parameter sets in which the team is behind"
        if (common["other"] == other).any():
            job.out.print(
                f"{sets} {wording.SUBJECTS[other][1]} have {wording.listed(words)}."
                if words
                else f"{sets} {wording.SUBJECTS[other][1]} have nothing clearly in common."
            )
        else:
            job.out.print(f"{sets} {wording.SUBJECTS[other][1]}: too few, or all but a few.")
