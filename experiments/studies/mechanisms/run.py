"""Why the team differs from solos: its advantage shared out exactly among the collective mechanisms.

The mechanisms are players of a cooperative game whose value is what the team with some of them at
work exceeds the same people without any (Shapley 1953). Each replicate is a game of its own, as all
combinations run in the same worlds.
"""

import itertools
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import factorial

from experiments.config.configurations import Changes
from experiments.config.plan import Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import CULTURE, DIGITS, Values, estimate, quantiles
from experiments.store.replicates import units
from simulation.params import TOGETHER

Combination = tuple[bool, ...]

# Each with the setting of its hours, which nil switches off: without any, the team are solos.
WORDS = {"sharing_out": "sharing out", "pair": "pairs"}
MECHANISMS: Mapping[str, str] = {WORDS.get(name, name): f"team.{name}" for name in TOGETHER}
OUTCOMES = {
    "culture": CULTURE,
    "bids": "bids_begun_academics_followup",
    "decisions": "decisions_informed_managers_followup",
}
TOTAL = "team less solos"


def conduct(job: Job) -> None:
    """Run every combination of mechanisms, and share the advantage out among them."""
    kept = [*OUTCOMES.values()]
    own = [runs.table(kept) for runs in job.run(wanted()).values()]
    in_sets = [units(runs.table(kept)) for runs in job.run(wanted(), sets=job.plan.sets).values()]
    shares = pd.concat([share_out(own, in_sets, order) for order in (1, 2)], ignore_index=True)
    job.study.write("mechanisms.csv", shares)


def wanted() -> dict[int, Changes]:
    """Every combination of mechanisms, by its number."""
    return dict(enumerate(map(changes_of, combinations())))


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    return [Batch(sets, list(wanted().values())) for sets in (plan.own, plan.sets)]


def combinations() -> list[Combination]:
    """All ways to have each mechanism on or off, in the order of binary numbers; none is the first."""
    return [tuple(reversed(on)) for on in itertools.product((False, True), repeat=len(MECHANISMS))]


def changes_of(combination: Combination) -> Changes:
    """The settings of a team that has these mechanisms; others get no time."""
    off = [name for name, on in zip(MECHANISMS.values(), combination, strict=True) if not on]
    return {"arm": "team"} | dict.fromkeys(off, 0.0)


def shares_of(values: Values, order: int = 1) -> dict[str, Values]:
    """The Shapley values of games (`order` 1) or the Shapley interactions of pairs (`order` 2).

    For s members in a game of n: the mean over orders of joining of what they add to a combination of t
    others, with the weight t! (n - s - t)! / (n - s + 1)! (Grabisch and Roubens 1999, eq. 3; for one member
    that is Shapley's). Shapley values sum to the difference between the last combination and the first.

    Values are `(combinations, games)`, in the order of `combinations()`; the result is `(games,)` for each
    mechanism or pair of them, named with a plus sign.
    """
    on = np.array(combinations(), int)
    players, weights = len(MECHANISMS), {}
    for members in itertools.combinations(range(players), order):
        inside = on[:, members].sum(axis=1)
        others = on.sum(axis=1) - inside
        size = factorial(others) * factorial(players - order - others)
        name = " + ".join([*MECHANISMS][player] for player in members)
        weights[name] = (-1.0) ** (order - inside) * size / factorial(players - order + 1)
    found = np.array([*weights.values()]) @ (values - values[0])
    return dict(zip(weights, found, strict=True))


def share_out(own: list[pd.DataFrame], in_sets: list[pd.DataFrame], order: int) -> pd.DataFrame:
    """A row per outcome and mechanism (and their total), or pair: its share with interval, and over sets.

    `own` are the replicates of each combination with the study's own settings; `in_sets`, if any, has a row
    per parameter set.
    """

    def shares(tables: list[pd.DataFrame], column: str) -> dict[str, Values]:
        values = np.stack([runs[column].to_numpy(float) for runs in tables])
        total = {TOTAL: values[-1] - values[0]} if order == 1 else {}
        return shares_of(values, order) | total

    rows = []
    for outcome, column in OUTCOMES.items():
        sets = shares(in_sets, column) if in_sets else {}
        for name, share in shares(own, column).items():
            row = {"outcome": outcome, "column": column, "order": order, "mechanism": name}
            row |= estimate(share)._asdict()
            if sets:
                over = sets[name]
                row |= quantiles(over, "sets_") | estimate(over).columns("sets_")
                row["sets_positive"] = float(np.mean(over.round(DIGITS) > 0))
            rows.append(row)
    return pd.DataFrame(rows)
