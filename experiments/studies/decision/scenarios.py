"""The tables of scenarios: the team's lead as a number, what it depends on, and rules.

A scenario is a point of the study's design in one plausible parameter set; all sets occur equally often.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.config.plan import Plan
from experiments.methods import clusters
from experiments.methods.estimates import Values, with_ends
from experiments.studies.decision import KIND
from experiments.studies.decision.rules import rules

ARMS = ("single_matched", "solos", "team")
OTHERS = ("solos", "single_matched")  # what the team is compared with: arms of equal cost
DEALING = 1  # a stream of its own: the design's has the seed alone
FIFTH = 0.2  # of the scenarios, with the lowest and with the highest values of a circumstance
FOLDS = 5  # of the parameter sets, each of which is predicted from the others

Runs = Mapping[str, Values]  # `(scenarios, replicates)` shares of people practising, by arm


def set_numbers(plan: Plan) -> npt.NDArray[np.int_]:
    """`(scenarios,)` the number of each one's parameter set: all occur equally often, in random order.

    Many designs order their points: assigned in turn, sets would vary along with the circumstances.
    """
    dice = np.random.default_rng([plan.seed, DEALING])
    return dice.permutation(np.arange(len(plan.points)) % len(plan.members))


def table(plan: Plan, runs: Runs) -> pd.DataFrame:
    """A row per scenario: its parameter set, its circumstances, and the team's lead over each other arm."""
    found = pd.DataFrame([dict(point) for point in plan.points])
    found.insert(0, "set", set_numbers(plan))
    for other in OTHERS:
        found[f"lead: {other}"] = (runs["team"] - runs[other]).mean(axis=1)
    return found


def leads(plan: Plan, found: pd.DataFrame, runs: Runs) -> pd.DataFrame:
    """A row per other arm: the mean lead, how far circumstances predict it, and how far they could.

    `r2` is the share of the lead's variance between scenarios that gradient boosting (Friedman 2001) predicts
    from the circumstances alone in parameter sets that it was not fitted in; `not_chance` is the share that
    is not chance variation between runs, which nothing could exceed. Intervals are over parameter sets.
    """
    here, sets = _circumstances(plan, found), found["set"].to_numpy()
    every, rows = np.ones(len(found), bool), []
    for other in OTHERS:
        lead = found[f"lead: {other}"].to_numpy()
        explained = _explained(here, lead, sets)
        chance = (runs["team"] - runs[other]).var(axis=1, ddof=1).mean() / plan.set_replicates
        rows.append(
            {"other": other}
            | with_ends("lead", lead.mean(), clusters.interval(lead, every, sets))
            | with_ends("positive", (lead > 0).mean(), clusters.share(lead > 0, every, sets))
            | with_ends("r2", explained.mean(), clusters.interval(explained, every, sets))
            | {"not_chance": max(0.0, 1 - chance / lead.var()) if lead.var() else 0.0, "sd": lead.std()}
            | {"scenarios": len(lead)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _explained(here: pd.DataFrame, lead: Values, sets: clusters.Sets) -> Values:
    """`(scenarios,)` the squared error that predictions spare each, over the variance: their mean is R²."""
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.model_selection import GroupKFold, cross_val_predict

    folds = min(FOLDS, len(np.unique(sets)))
    if folds < 2 or lead.var() == 0:
        return np.zeros(len(lead))
    model = GradientBoostingRegressor(learning_rate=0.05, subsample=0.5, random_state=0)
    predicted = cross_val_predict(model, here, lead, groups=sets, cv=GroupKFold(folds))
    return np.asarray(((lead - lead.mean()) ** 2 - (lead - predicted) ** 2) / lead.var())


def circumstances(plan: Plan, found: pd.DataFrame) -> pd.DataFrame:
    """How the lead differs between low and high values of each circumstance: a row for each, and other arm.

    It has the mean lead in the fifth of the scenarios with the `lowest` and with the `highest` values, and
    the difference of both, with 95 % intervals over parameter sets.
    """
    here, sets, rows = _circumstances(plan, found), found["set"].to_numpy(), []
    for other in OTHERS:
        lead = found[f"lead: {other}"].to_numpy()
        for name in here:
            low, high = (float(here[name].quantile(part)) for part in (FIFTH, 1 - FIFTH))
            values = here[name].to_numpy()
            lowest, highest = values <= low, values >= high
            row = {"other": other, "setting": name, "low_value": low, "high_value": high}
            for part, among in {"lowest": lowest, "highest": highest}.items():
                row |= with_ends(part, lead[among].mean(), clusters.interval(lead, among, sets))
            gap = float(lead[highest].mean() - lead[lowest].mean())
            rows.append(
                row | with_ends("difference", gap, clusters.gap(lead, highest, lowest, sets))
            )
    return pd.DataFrame(rows)


def discovered(plan: Plan, found: pd.DataFrame) -> pd.DataFrame:
    """Rules for where the team's lead is above zero, and for where it is not."""
    here, sets, rows = _circumstances(plan, found), found["set"].to_numpy(), []
    for other in OTHERS:
        ahead = found[f"lead: {other}"].gt(0).to_numpy()
        rows += [{"other": other, **rule} for rule in rules(here, ahead, sets)]
    columns = list(KIND.contents.tables["rules.csv"].columns)
    return pd.DataFrame(rows, columns=columns)  # also where no rule is found


def _circumstances(plan: Plan, found: pd.DataFrame) -> pd.DataFrame:
    return found[[name for name in found if name in plan.points[0]]].astype(float)
