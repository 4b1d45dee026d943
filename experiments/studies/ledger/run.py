"""The ledger of claims: each is checked in the model, and the verdict reported whatever it is.

A claim is checked with the study's own settings, with and without its falsifier, and without it in every
parameter set of the ensemble.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.config.configurations import Changes
from experiments.config.plan import Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import Estimate, estimate
from experiments.store.atomic import save_text
from experiments.studies.content import markdown_table
from experiments.studies.ledger import verdicts
from experiments.studies.ledger.effects import Effect, Runs
from experiments.studies.ledger.patterns import OUT_OF_REACH, PATTERNS, SAME_AS, Pattern
from experiments.studies.phrases import spread

NOTHING = Estimate(np.nan, np.nan, np.nan, 0)
VANISHED = 0.25  # share of an effect that may remain under the falsifier


class Configuration(NamedTuple):
    """A configuration of a pattern, as compared or under the falsifier."""

    pattern: str
    name: str
    falsified: bool


Tables = Mapping[Configuration, pd.DataFrame]


def conduct(job: Job) -> None:
    """Run what every pattern compares, and write the ledger."""
    plan = job.plan
    wanted = configurations(PATTERNS)
    tables = {key: runs.replicates for key, runs in job.run(wanted).items()}
    in_sets = {
        key: runs.replicates for key, runs in job.run(compared(wanted), sets=plan.sets).items()
    }
    found = ledger(tables, in_sets, PATTERNS)
    job.study.write("ledger.csv", found)
    save_text(job.study.folder / "ledger.md", markdown(found, verdicts.place(bool(plan.changed()))))


def compared(wanted: Mapping[Configuration, Changes]) -> dict[Configuration, Changes]:
    """The configurations without those under a falsifier."""
    return {key: changes for key, changes in wanted.items() if not key.falsified}


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    wanted = configurations(PATTERNS)
    return [
        Batch(plan.own, list(wanted.values())),
        Batch(plan.sets, list(compared(wanted).values())),
    ]


def configurations(patterns: Iterable[Pattern]) -> dict[Configuration, Changes]:
    """What the patterns compare, without and with their falsifiers, as changes to the settings."""
    found: dict[Configuration, Changes] = {}
    for pattern in patterns:
        for name, changes in pattern.compare.items():
            found[Configuration(pattern.key, name, False)] = {"arm": "team", **changes}
            if pattern.falsifier is not None:
                falsified = {"arm": "team", **changes, **pattern.falsifier}
                found[Configuration(pattern.key, name, True)] = falsified
    return found


def ledger(tables: Tables, in_sets: Tables, patterns: Iterable[Pattern]) -> pd.DataFrame:
    """A row per effect: mean and interval, what remains under the falsifier, and the verdict.

    The tables of replicates are with the study's own settings, and in the parameter sets, if any, without
    falsifiers.
    """
    rows: list[dict[str, Any]] = []
    for pattern in patterns:
        found = _effects(pattern, tables, False)
        without = _effects(pattern, tables, True) if pattern.falsifier is not None else None
        over_sets = _set_means(pattern, in_sets)
        everywhere = np.mean(np.all(over_sets > 0, axis=0)) if in_sets else np.nan
        common = {
            "verdict": verdict_on(found, without),
            "reason": reason(pattern.effects, found, without),
            "sets_all_hold": everywhere,
            "strength": verdicts.strength(everywhere),
        }
        for number, effect in enumerate(pattern.effects):
            sets = estimate(over_sets[number])
            rows.append(
                {"pattern": pattern.key, "claim": pattern.claim, "effect": effect.name}
                | found[number].columns()
                | (without[number] if without else NOTHING).columns("falsifier_")
                | {"holds": found[number].sign > 0, "identical": _identical(without, number)}
                | (sets if in_sets else NOTHING).columns("sets_")
                | {"sets_hold": np.mean(over_sets[number] > 0) if in_sets else np.nan}
                | common
            )
    return pd.DataFrame(rows)


def _effects(pattern: Pattern, tables: Tables, falsified: bool) -> list[Estimate]:
    runs = {name: tables[Configuration(pattern.key, name, falsified)] for name in pattern.compare}
    return [_value(effect, runs) for effect in pattern.effects]


def _value(effect: Effect, runs: Runs) -> Estimate:
    return estimate(np.asarray(effect.of(runs), float))


def _set_means(pattern: Pattern, in_sets: Tables) -> npt.NDArray[np.float64]:
    """`(effects, sets)`: each effect in each parameter set, as mean of its replicates."""
    if not in_sets:
        return np.full((len(pattern.effects), 1), np.nan)
    parts = {
        name: dict(iter(in_sets[Configuration(pattern.key, name, False)].groupby("set", sort=True)))
        for name in pattern.compare
    }
    numbers = next(iter(parts.values()))
    in_set = [{name: of[number] for name, of in parts.items()} for number in numbers]
    means = [[_value(effect, runs).mean for runs in in_set] for effect in pattern.effects]
    return np.array(means)


def verdict_on(found: Sequence[Estimate], without: Sequence[Estimate] | None) -> str:
    """The verdict from the effects of a pattern, with and without its falsifier.

    An effect holds if its interval lies above zero. It has vanished if under the falsifier the whole
    interval lies below a quarter of what it was.
    """
    held = [effect.sign > 0 for effect in found]
    if not any(held):
        return verdicts.NOT
    if without is not None and not all(
        _vanished(gone, effect) for gone, effect, holds in zip(without, found, held, strict=True)
        if holds
    ):  # fmt: skip
        return verdicts.FALSIFIED
    return verdicts.REPRODUCED if all(held) else verdicts.IN_PART


def _identical(without: Sequence[Estimate] | None, number: int) -> bool:
    """Whether the falsifier makes the compared runs the same, so that nothing can be left."""
    return without is not None and without[number].low == without[number].high == 0.0


def _vanished(gone: Estimate, effect: Estimate) -> bool:
    return gone.high < VANISHED * effect.mean


def reason(
    effects: Sequence[Effect], found: Sequence[Estimate], without: Sequence[Estimate] | None
) -> str:
    """Where a pattern does not hold, or what remains under the falsifier; empty if nowhere."""
    parts = []
    for number, (effect, value) in enumerate(zip(effects, found, strict=True)):
        if value.sign < 0:
            parts.append(f"the other way round: {effect.name}")
        elif value.sign == 0:
            parts.append(f"no clear effect: {effect.name}")
        elif without is not None and not _vanished(without[number], value):
            left = without[number].mean / value.mean
            parts.append(f"{left:.0%} left under the falsifier: {effect.name}")
    return "; ".join(parts)


def markdown(found: pd.DataFrame, where: str) -> str:
    """The ledger as Markdown: claims counted, a row per effect, and claims without an entry."""
    first, rows = ~found["pattern"].duplicated(), found.to_dict("records")
    columns = {
        "": found["pattern"].where(first, ""),
        "claim": found["claim"].where(first, ""),
        "effect": found["effect"],
        "mean (95% interval)": [spread(row) for row in rows],
        "mechanism switched off": [spread(row, "falsifier_").strip("–") for row in rows],
        "sets above zero": found["sets_hold"].map("{:.0%}".format, na_action="ignore").fillna(""),
        f"verdict {where}": found["verdict"].where(first, ""),
    }
    others = [f"* {what}: see {where}." for what, where in SAME_AS.items()]
    others += [f"* {what}: not checked, since {why}." for what, why in OUT_OF_REACH.items()]
    cells = zip(*columns.values(), strict=True)
    return "\n\n".join(
        (
            " ".join(verdicts.counted(found, where)),
            markdown_table(list(columns), cells),
            "Sets above zero: share of the parameter sets in which the effect is positive. A claim holds in "
            "a set if all its effects are positive there; the verdict does not depend on the sets.",
            "\n".join(others) + "\n",
        )
    )
