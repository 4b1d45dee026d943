"""Scenario discovery: readable rules for where the team's lead is positive, and where not.

PRIM (Friedman & Fisher 1999; Bryant & Lempert 2010), as in the EMA workbench, peels a box of many cases of
interest out of all scenarios. Rules are found in one half of the parameter sets and checked in the other.
"""

import importlib.util
import math
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.labels import setting_label
from experiments.methods import clusters
from experiments.methods.clusters import Flags
from experiments.methods.estimates import with_ends
from experiments.studies.phrases import listed

for _library in ("ema_workbench", "sklearn"):  # imported late, but missed early
    if importlib.util.find_spec(_library) is None:
        raise ModuleNotFoundError(f"No module named {_library!r}", name=_library)

MOST_CLAUSES = 3  # that a person can remember
LEAST_MASS = 0.1  # of the scenarios, in a box
FEW = 0.1  # of the scenarios: a side that cuts off less is left out
BY_CHANCE = 0.05  # quasi-p value of a side that may be there by chance
DIGITS = 2  # significant digits of a bound
LIFT = 0.1  # that a rule must reach out of sample

Bounds = dict[str, tuple[float, float]]  # of each circumstance that a rule speaks of


def rules(here: pd.DataFrame, of_interest: Flags, sets: clusters.Sets) -> Iterator[dict[str, Any]]:
    """A rule for where something holds and one for where it does not, each with its quality.

    Rules about the circumstances of the scenarios are found in even parameter sets and checked in odd ones.
    Nothing where fewer than `FEWEST` scenarios are, or are not, of interest.

    Yields:
        `holds` (whether it is a rule for where it holds), `rule` in words, `bounds`, and the qualities where
        it was found (`in_...`) and out of sample (`out_...`); `kept`: out of sample it lifts by `LIFT` or
        more, and the interval of that lies above zero.
    """
    found_in = np.asarray(sets % 2 == 0)
    for holds in (True, False):
        wanted = of_interest if holds else ~of_interest
        if min(wanted[found_in].sum(), (~wanted[found_in]).sum()) < clusters.FEWEST:
            continue
        box = _prim(here[found_in].reset_index(drop=True), wanted[found_in])
        if not box:
            continue
        inside, outside = (
            quality(here[part], wanted[part], sets[part], box) for part in (found_in, ~found_in)
        )
        yield {
            "holds": holds, "rule": in_words(box), "bounds": box,
            **{f"in_{name}": value for name, value in inside.items()},
            **{f"out_{name}": value for name, value in outside.items()},
            "kept": outside["lift"] >= LIFT and outside["lift_low"] > 0,
        }  # fmt: skip


def quality(
    here: pd.DataFrame, wanted: Flags, sets: clusters.Sets, box: Bounds
) -> dict[str, float]:
    """How good a rule is on some scenarios.

    `mass` is the share of the scenarios to which it applies; `density` the share of those that are of
    interest, with its 95 % interval `low` to `high`; `coverage` the share of those of interest to which it
    applies; `base` the share of all that are of interest; `lift` the density less the base, with a paired and
    so narrower interval `lift_low` to `lift_high`.
    """
    inside = _inside(here, box)
    cases, base = wanted & inside, float(wanted.mean())
    density = float(cases.sum() / inside.sum()) if inside.any() else math.nan
    return {
        "mass": float(inside.mean()), "density": density,
        **clusters.share(wanted, inside, sets)._asdict(),
        "coverage": float(cases.sum() / max(1, int(wanted.sum()))), "base": base,
        **with_ends("lift", density - base, clusters.lift(wanted, inside, sets)),
    }  # fmt: skip


def _prim(here: pd.DataFrame, wanted: Flags) -> Bounds:
    """The box along the peeling trajectory that lifts the share of cases most, weighed by its mass.

    Sides that may be there by chance are left out: those with a large quasi-p value (Bryant & Lempert 2010),
    which the workbench computes as if scenarios were independent. Empty where no box is better than all.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of the library that are not needed
        prim = importlib.import_module("ema_workbench.analysis.prim")  # takes seconds
    found = prim.Prim(here, wanted.astype(int), mass_min=LEAST_MASS).find_box()
    if found is None:
        return {}
    boxes = [
        _bounds(here, limits, values)
        for limits, values in zip(found.box_lims, found.p_values, strict=True)
    ]
    short = [box for box in boxes if 0 < len(box) <= MOST_CLAUSES]
    worth = [float(np.mean(_inside(here, box) * (wanted - wanted.mean()))) for box in short]
    return short[int(np.argmax(worth))] if worth and max(worth) > 0 else {}


def _inside(here: pd.DataFrame, box: Bounds) -> Flags:
    inside = np.ones(len(here), bool)
    for name, (low, high) in box.items():
        inside &= here[name].between(low, high).to_numpy()
    return inside


def _bounds(here: pd.DataFrame, limits: pd.DataFrame, chance: dict[str, Sequence[float]]) -> Bounds:
    """The sides of a box that matter, with few digits; `chance` has the quasi-p values of those with any."""
    found = {}
    for name in here.columns:
        low, high = (float(f"{float(limits[name].iloc[end]):.{DIGITS}g}") for end in (0, 1))
        cut_off = (here[name] < low).mean(), (here[name] > high).mean()
        matter = [
            cut >= FEW and value < BY_CHANCE
            for cut, value in zip(cut_off, chance.get(str(name), (0, 0)), strict=True)
        ]
        if any(matter):
            found[str(name)] = (low if matter[0] else -np.inf, high if matter[1] else np.inf)
    return found


def in_words(box: Bounds) -> str:
    """A rule such as `Length of contracts at most 80 and Share of allies from 0.05 to 0.1`."""
    clauses = []
    for name, (low, high) in box.items():
        ends = f"from {low:g} to {high:g}"
        if np.isinf(low):
            ends = f"at most {high:g}"
        elif np.isinf(high):
            ends = f"at least {low:g}"
        clauses.append(f"{setting_label(name)} {ends}")
    return listed(clauses)
