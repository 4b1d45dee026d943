"""What the team's own account says of the parameters, and of the team's lead.

Some claims of the account are neither rules of the model nor parts of the team's lead (`account` in
`claims.yaml`). The account is right in the parameter sets that satisfy them. Claims are judged in the worlds
of the ledger; the arms are compared in other worlds, so that no chance variation is shared.
"""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from experiments.config.configurations import ParameterSet
from experiments.config.ensembles import parameters
from experiments.config.plan import Plan
from experiments.execution.job import Job
from experiments.methods import estimates
from experiments.methods.association import rank_correlations
from experiments.methods.estimates import CULTURE, CULTURE_LATER, Estimate, Values, estimate
from experiments.store.replicates import units

WORLDS = 4  # times as many worlds of each set as the claims are judged in
OTHERS = ("solos", "single_matched")
ARMS = ("team", *OTHERS)
WANTED = {arm: {"arm": arm} for arm in ARMS}
REACHED = "critical_mass_end"
OUTCOMES = (REACHED, CULTURE, CULTURE_LATER)
FEWEST = 10  # sets that satisfy all claims; with fewer, sets are weighted
EXACT = 9  # digits of a lead
CLEAR = 0.05  # false discovery rate
TOGETHER = "all"  # stands for all claims of the account
AGNOSTIC, BELIEVER, SCEPTIC = "agnostic", "believer", "sceptic"
READERS = (AGNOSTIC, BELIEVER, SCEPTIC)


def conduct(job: Job, satisfied: pd.DataFrame) -> None:
    """Compare the arms in other worlds, and write what the account says of them.

    `satisfied` is `(sets, claims)`: whether a set satisfies a claim of the account.
    """
    sets = other_worlds(job.plan)
    arms = {arm: units(runs.replicates) for arm, runs in job.run(WANTED, sets=sets).items()}
    excluding = exclusions(satisfied)
    for name, table in {
        "sets": satisfied.assign(set=[one.number for one in sets]),
        "survival": survival(satisfied, arms),
        "readers": readers(satisfied, arms),
        "exclusions": excluding,
        "separating": separating(satisfied, excluding, parameters(sets)),
    }.items():
        job.study.write(f"{name}.csv", table)


def other_worlds(plan: Plan) -> list[ParameterSet]:
    """The parameter sets, in the worlds that follow those in which claims are judged."""
    return [
        one._replace(seeds=range(one.seeds[-1] + 1, one.seeds[-1] + 1 + WORLDS * len(one.seeds)))
        for one in plan.sets
    ]


def weights(satisfied: pd.DataFrame) -> dict[str, Values]:
    """How much each set counts for each reader.

    To the agnostic all count alike. The believer admits the sets that satisfy every claim, and the sceptic
    all others. Where fewer than `FEWEST` are admitted, each set counts in proportion to the number of claims
    that it satisfies to the believer, and that it fails to the sceptic.
    """
    admitted = satisfied.all(axis=1)
    right = admitted if admitted.sum() >= FEWEST else satisfied.mean(axis=1)
    believed = np.asarray(right, float)
    return {AGNOSTIC: np.ones_like(believed), BELIEVER: believed, SCEPTIC: 1 - believed}


def weighted(values: Values, weight: Values, base: Values | None = None) -> Estimate:
    """The weighted mean over sets, less that with the weights `base`; the interval is over sets."""

    def mean(rows: npt.NDArray[np.int64]) -> float:
        found = _mean(values[rows], weight[rows])
        return found - _mean(values[rows], base[rows]) if base is not None else found

    return estimate(estimates.pseudo_values(mean, len(values)))


def _mean(values: Values, weight: Values) -> float:
    total = weight.sum()
    return float(weight @ values / total) if total else np.nan


def leads(arms: Mapping[str, pd.DataFrame]) -> dict[str, Values]:
    """The team's lead in practising at the end of the contracts over each other arm, by set.

    Rounded, so that a set in which both have the same is not ahead by the last bit.
    """
    team = arms["team"][CULTURE].to_numpy(float)
    return {other: (team - arms[other][CULTURE].to_numpy(float)).round(EXACT) for other in OTHERS}


def survival(satisfied: pd.DataFrame, arms: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row per claim and other arm: the sets that satisfy it, and the team's lead in these and in others.

    The last rows are for all claims together. A lead has no value where there are no such sets.
    """
    together = satisfied.assign(**{TOGETHER: satisfied.all(axis=1)})
    rows: list[dict[str, Any]] = []
    for claim, other in itertools.product(together, OTHERS):
        yes = together[claim].to_numpy(float)
        low, high = estimates.wilson(yes.mean(), len(yes))
        lead = leads(arms)[other]
        rows.append(
            {"pattern": claim, "sets": int(yes.sum()), "share": yes.mean(), "share_low": low}
            | {"share_high": high, "other": other}
            | weighted(lead, yes).columns("satisfied_")
            | weighted(lead, 1 - yes).columns("failed_")
            | weighted(lead, yes, 1 - yes).columns("gap_")
        )
    return pd.DataFrame(rows)


def readers(satisfied: pd.DataFrame, arms: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row per reader and quantity: its mean to that reader, and by how much that exceeds the agnostic's."""
    count = weights(satisfied)
    return pd.DataFrame(
        [
            {"reader": reader, "sets": int((count[reader] > 0).sum())}
            | {"quantity": quantity, "arm": arm}
            | weighted(values, count[reader]).columns()
            | weighted(values, count[reader], count[AGNOSTIC]).columns("change_")
            for reader in READERS
            for quantity, arm, values in _quantities(arms)
        ]
    )


def _quantities(arms: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str, Values]]:
    """Name, arm, and value in each set; leads are over that arm."""
    for quantity, outcome in {"critical_mass": REACHED, "followup": CULTURE_LATER}.items():
        for arm in ARMS:
            yield quantity, arm, arms[arm][outcome].to_numpy(float)
    for other, lead in leads(arms).items():
        yield "lead", other, lead
        yield "ahead", other, (lead > 0).astype(float)


def exclusions(satisfied: pd.DataFrame) -> pd.DataFrame:
    """A row per pair of claims: how many sets satisfy both, and how many would if they were independent.

    `phi` is their correlation; p is Fisher's exact test, and q its false discovery rate over all pairs. Two
    claims exclude each other where q is below `CLEAR` and phi below zero. Pairs with a claim that all sets
    satisfy, or none, are left out.
    """
    rows = []
    varied = [name for name in satisfied if satisfied[name].nunique() > 1]
    for first, second in itertools.combinations(varied, 2):
        one, other = (satisfied[name].to_numpy(bool) for name in (first, second))
        cells = pd.crosstab(~one, ~other).to_numpy()
        rows.append({
            "first": first, "second": second, "both": int(cells[0, 0]),
            "expected": one.mean() * other.sum(), "phi": np.corrcoef(one, other)[0, 1],
            "p": stats.fisher_exact(cells).pvalue,
        })  # fmt: skip
    table = pd.DataFrame(rows, columns=["first", "second", "both", "expected", "phi", "p"])
    table["q"] = stats.false_discovery_control(table["p"]) if len(table) else table["p"]
    return table.sort_values("phi", ignore_index=True)


def clear(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that are clear, given how many were looked at."""
    return table[table["q"] < CLEAR]


def separating(
    satisfied: pd.DataFrame, pairs: pd.DataFrame, settings: pd.DataFrame
) -> pd.DataFrame:
    """For claims that exclude each other, what tells sets that satisfy only the first from the others.

    The correlation of a setting is with satisfying only the first claim, over the sets that satisfy one of
    the two and not both.
    """
    frames = []
    excluding = clear(pairs)
    for first, second in excluding.loc[excluding["phi"] < 0, ["first", "second"]].to_numpy():
        either = (satisfied[first] != satisfied[second]).to_numpy()
        found = rank_correlations(settings[either], satisfied[first].to_numpy(float)[either])
        frames.append(found.assign(first=first, second=second))
    columns = ["first", "second", "setting", "correlation", "p", "q"]
    if not frames:
        return pd.DataFrame(columns=columns)
    return pd.concat(frames, ignore_index=True)[columns]
