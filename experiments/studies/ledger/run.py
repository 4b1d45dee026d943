"""The ledger of claims: each is checked in the model, and the verdict reported whatever it is.

A claim is checked with and without its falsifier, in every parameter set of the ensemble and with the study's
own settings. What the claims say of the parameters is worked out in `account`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.config.configurations import Changes
from experiments.config.plan import MOST_IN_A_SET, Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import Estimate, Values, estimate
from experiments.store.replicates import Replicates
from experiments.studies.ledger import account, verdicts
from experiments.studies.ledger.effects import Runs
from experiments.studies.ledger.patterns import PATTERNS, Pattern, outcomes_of
from simulation import SettingsError

NOTHING = Estimate(np.nan, np.nan, np.nan, 0)
MOST = MOST_IN_A_SET // (1 + account.WORLDS)  # replicates in a set that leave it other worlds


class Case(NamedTuple):
    """A configuration of a pattern, as compared or under the falsifier."""

    pattern: str
    name: str
    falsified: bool


Tables = Mapping[Case, pd.DataFrame]


class OnDisk(dict[Case, Any]):
    """Tables of runs that are read when they are asked for, as all would not fit into memory."""

    def __getitem__(self, key: Case) -> pd.DataFrame:
        runs: Replicates = super().__getitem__(key)
        return runs.replicates


def conduct(job: Job) -> None:
    """Run what every pattern compares, and write the ledger and what the account says."""
    job.outcomes = sorted(outcomes_of(PATTERNS) | set(account.OUTCOMES))
    wanted, sets = configurations(PATTERNS), job.plan.sets
    own, in_sets = OnDisk(job.run(wanted)), OnDisk(job.run(wanted, sets=sets))
    job.study.write("ledger.csv", ledger(own, in_sets, PATTERNS))
    if sets:
        used = [one for one in PATTERNS if one.account]
        holds = {one.key: (_over_sets(one, in_sets, False) > 0).all(axis=0) for one in used}
        account.conduct(job, pd.DataFrame(holds))


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    wanted = list(configurations(PATTERNS).values())
    return [
        Batch(plan.own, wanted),
        Batch(plan.sets, wanted),
        Batch(account.other_worlds(plan), list(account.WANTED.values())),
    ]


def check(plan: Plan) -> None:
    """Refuse more replicates in a set than leave other worlds for the account.

    Raises:
        SettingsError: there are too many.
    """
    if plan.members and plan.set_replicates > MOST:
        raise SettingsError(
            f"set_replicates must be at most {MOST} in a study of kind ledger, not "
            f"{plan.set_replicates}: the account needs {account.WORLDS} times as many other worlds."
        )


def configurations(patterns: Iterable[Pattern]) -> dict[Case, Changes]:
    """What the patterns compare, without and with their falsifiers, as changes to the settings."""
    found: dict[Case, Changes] = {}
    for pattern in patterns:
        for name, changes in pattern.compare.items():
            found[Case(pattern.key, name, False)] = {"arm": "team", **changes}
            if pattern.falsifier is not None:
                falsified = {"arm": "team", **changes, **pattern.falsifier}
                found[Case(pattern.key, name, True)] = falsified
    return found


def ledger(tables: Tables, in_sets: Tables, patterns: Iterable[Pattern]) -> pd.DataFrame:
    """A row per effect: over the parameter sets, with the study's own settings, and the verdicts.

    `tables` are the replicates of each configuration with the study's own settings, `in_sets` those in the
    parameter sets, if there are any.
    """
    return pd.DataFrame([row for one in patterns for row in _rows(one, tables, in_sets)])


def _rows(pattern: Pattern, tables: Tables, in_sets: Tables) -> list[dict[str, Any]]:
    effects, is_tested = pattern.effects, pattern.falsifier is not None
    own = _own(pattern, tables, False)
    own_without = _own(pattern, tables, True) if is_tested else None
    values = _over_sets(pattern, in_sets, False)
    sets = [*map(estimate, values)]
    sets_without = [*map(estimate, _over_sets(pattern, in_sets, True))] if is_tested else None
    over = (sets, sets_without) if in_sets else (own, own_without)
    judged = ~np.isnan(values).any(axis=0)  # elsewhere an effect has no value
    hold = float((values[:, judged] > 0).all(axis=0).mean()) if judged.any() else np.nan
    claim = {
        "pattern": pattern.key, "claim": pattern.claim, "rule": pattern.built_in,
        "origin": verdicts.BUILT_IN if pattern.built_in else verdicts.EMERGENT,
        "account": pattern.account, "sets_all_hold": hold, "sets_judged": int(judged.sum()),
        "strength": verdicts.strength(hold),
        "mechanism": verdicts.mechanism(effects, *over),
        "verdict": verdicts.verdict_on(effects, own, own_without),
        "reason": verdicts.reason(effects, own, own_without),
    }  # fmt: skip
    return [
        claim
        | {"effect": effect.name, "provided": effect.provided}
        | sets[number].columns("sets_")
        | (sets_without[number] if sets_without else NOTHING).columns("sets_falsifier_")
        | {"sets_hold": _share(values[number])}
        | own[number].columns()
        | (own_without[number] if own_without else NOTHING).columns("falsifier_")
        for number, effect in enumerate(effects)
    ]


def _share(values: Values) -> float:
    """The share of the values that are positive; NaN without any."""
    values = values[~np.isnan(values)]
    return float((values > 0).mean()) if len(values) else np.nan


def _own(pattern: Pattern, tables: Tables, falsified: bool) -> list[Estimate]:
    """The effects with the study's own settings."""
    runs: Runs = {name: tables[Case(pattern.key, name, falsified)] for name in pattern.compare}
    return [estimate(effect.of(runs)) for effect in pattern.effects]


def _over_sets(pattern: Pattern, in_sets: Tables, falsified: bool) -> Values:
    """`(effects, sets)`: each effect in each parameter set; NaN where it has no value."""
    if not in_sets:
        return np.full((len(pattern.effects), 1), np.nan)
    runs = {name: _by_set(in_sets[Case(pattern.key, name, falsified)]) for name in pattern.compare}
    return np.array([effect.value(runs) for effect in pattern.effects])


def _by_set(table: pd.DataFrame) -> dict[str, Values]:
    """`(sets, replicates)` of every outcome."""
    count = table["set"].nunique()
    numbers = table.select_dtypes("number")
    return {str(name): numbers[name].to_numpy(float).reshape(count, -1) for name in numbers}
