"""Scenario discovery: readable rules for where the team is the better buy, and where not.

Two methods of the EMA workbench: PRIM (Friedman & Fisher 1999; Bryant & Lempert 2010), which peels a box
of many cases of interest out of all scenarios, and CART (Breiman et al. 1984), whose leaves divide them.
Rules are found in one half of the parameter sets and checked in the other.
"""

from __future__ import annotations

import importlib.util
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.methods import clusters
from experiments.studies.phrases import listed

for _library in ("ema_workbench", "sklearn"):  # imported late, but missed early
    if importlib.util.find_spec(_library) is None:
        raise ModuleNotFoundError(f"No module named {_library!r}", name=_library)

Flags = npt.NDArray[np.bool_]

MOST_CLAUSES = 3  # that a person can remember
LEAST_MASS = 0.1  # of the scenarios, in a box or a leaf
FEW = 0.1  # of the scenarios: a side that cuts off less is left out
BY_CHANCE = 0.05  # quasi-p value of a side of PRIM's box that may be there by chance
PRUNED = 0.001  # a split of the tree must lessen the impurity by so much
DIGITS = 2  # significant digits of a bound
PRIM, CART = "prim", "cart"

Bounds = dict[str, tuple[float, float]]  # of each circumstance that a rule speaks of


def rules(
    circumstances: pd.DataFrame, of_interest: Flags, sets: clusters.Sets, labels: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Rules for where something holds and for where it does not, each with its quality.

    Args:
        circumstances: a row per scenario.
        of_interest: in which scenarios it holds.
        sets: the parameter set of each scenario; rules are found in even ones and checked in odd ones.
        labels: each circumstance in words.

    Yields:
        `holds` (whether it is a rule for where it holds), `method`, `rule` in words, `bounds`, and the
        qualities where it was found (`in_...`) and out of sample (`out_...`); `clear`: out of sample the
        interval of its lift lies above zero, as up to 4 % of rules do by chance. Without scenarios out of
        sample `out_mass` is 0. There is no rule where fewer than `FEWEST` scenarios are, or are not, of
        interest.
    """
    found_in = sought_in(sets)
    for holds in (True, False):
        wanted = of_interest if holds else ~of_interest
        if min(wanted[found_in].sum(), (~wanted[found_in]).sum()) < clusters.FEWEST:
            continue
        # The workbench moves bounds of whole numbers by halves, which pandas refuses.
        here = circumstances[found_in].astype(float).reset_index(drop=True)
        boxes = [(PRIM, box) for box in _prim(here, wanted[found_in])]
        boxes += [(CART, box) for box in _cart(here, wanted[found_in])]
        for method, box in boxes:
            inside, outside = (
                quality(circumstances[part], wanted[part], sets[part], box)
                for part in (found_in, ~found_in)
            )
            yield {
                "holds": holds, "method": method, "rule": in_words(box, labels), "bounds": box,
                **{f"in_{name}": value for name, value in inside.items()},
                **{f"out_{name}": value for name, value in outside.items()},
                "clear": outside["lift_low"] > 0,
            }  # fmt: skip


def sought_in(sets: clusters.Sets) -> Flags:
    """The scenarios that rules are found in: those of every other parameter set."""
    return np.asarray(sets % 2 == 0)


def quality(
    circumstances: pd.DataFrame, wanted: Flags, sets: clusters.Sets, box: Bounds
) -> dict[str, float]:
    """How good a rule is on some scenarios.

    Returns:
        `mass`, the share of the scenarios to which it applies; `density`, the share of those that are of
        interest, with its 95 % interval `low` to `high`; `coverage`, the share of those of interest to which
        it applies; `base`, the share of all that are of interest; `lift`, the density less the base, with a
        paired and so narrower interval `lift_low` to `lift_high`.
    """
    inside = _inside(circumstances, box)
    cases, base = wanted & inside, float(wanted.mean())
    density = float(cases.sum() / inside.sum()) if inside.any() else math.nan
    low, high = clusters.share(wanted, inside, sets)
    lift_low, lift_high = clusters.lift(wanted, inside, sets)
    return {
        "mass": float(inside.mean()), "density": density, "low": low, "high": high,
        "coverage": float(cases.sum() / max(1, int(wanted.sum()))), "base": base,
        "lift": density - base, "lift_low": lift_low, "lift_high": lift_high,
    }  # fmt: skip


def _workbench(method: str) -> Any:
    """A module of the EMA workbench, which takes seconds to import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of the library that are not needed
        return importlib.import_module(f"ema_workbench.analysis.{method}")


def _prim(here: pd.DataFrame, wanted: Flags) -> list[Bounds]:
    """The box along the peeling trajectory that is worth most; none where that is everything.

    Sides that may be there by chance are left out: those with a large quasi-p value (Bryant & Lempert 2010),
    which the workbench computes as if scenarios were independent.
    """
    box = _workbench("prim").Prim(here, wanted.astype(int), mass_min=LEAST_MASS).find_box()
    if box is None:
        return []
    candidates = [
        _bounds(here, limits, values)
        for limits, values in zip(box.box_lims, box.p_values, strict=True)
    ]
    return _best(here, wanted, candidates)


def _cart(here: pd.DataFrame, wanted: Flags) -> list[Bounds]:
    """The leaf of the tree that is worth most."""
    from sklearn.tree import DecisionTreeClassifier

    tree = _workbench("cart").CART(here, wanted.astype(int))
    # The workbench's own tree is deeper than a person can read, and tosses coins between equal splits.
    tree.clf = DecisionTreeClassifier(
        max_depth=MOST_CLAUSES, min_samples_leaf=LEAST_MASS, ccp_alpha=PRUNED, random_state=0
    ).fit(here.to_numpy(), wanted)
    # It looks up a name for leaves too, the last but one, which a single circumstance has not.
    tree.feature_names = [*tree.feature_names, ""]
    candidates = [_bounds(here, limits, {}) for limits in tree.boxes]
    return _best(here, wanted, candidates)


def _best(here: pd.DataFrame, wanted: Flags, candidates: list[Bounds]) -> list[Bounds]:
    """The box that lifts the share of cases most, weighed by its mass (weighted relative accuracy)."""
    short = [box for box in candidates if 0 < len(box) <= MOST_CLAUSES]
    worth = [float(np.mean(_inside(here, box) * (wanted - wanted.mean()))) for box in short]
    return [short[int(np.argmax(worth))]] if worth and max(worth) > 0 else []


def _inside(circumstances: pd.DataFrame, box: Bounds) -> Flags:
    """The scenarios in a box."""
    inside = np.ones(len(circumstances), bool)
    for name, (low, high) in box.items():
        inside &= circumstances[name].between(low, high).to_numpy()
    return inside


def _bounds(
    here: pd.DataFrame, limits: pd.DataFrame, chance: Mapping[str, Sequence[float]]
) -> Bounds:
    """The sides of a box that matter, with few digits.

    Args:
        here: the scenarios.
        limits: the lower and the upper side for each circumstance.
        chance: the quasi-p values of both sides, of those that have any.
    """
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


def in_words(box: Bounds, labels: Mapping[str, str]) -> str:
    """A rule as the table has it, such as `budget is at most 180 and relations is at least 0.4`."""
    clauses = []
    for name, (low, high) in box.items():
        ends = f"from {low:g} to {high:g}"
        if np.isinf(low):
            ends = f"at most {high:g}"
        elif np.isinf(high):
            ends = f"at least {low:g}"
        clauses.append(f"{labels.get(name, name)} is {ends}")
    return listed(clauses)
