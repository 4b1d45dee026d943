"""Scenario discovery: rules a person can read for where the team is the better buy, and where not.

Two methods of the EMA workbench: PRIM (Friedman & Fisher 1999; Bryant & Lempert 2010), which peels a
box of many cases of interest out of all scenarios, and CART (Breiman et al. 1984), whose leaves share
all of them out. Rules are found in one half of the parameter sets and checked in the other.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from experiments import wording

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of parts of the library that are not needed
    from ema_workbench.analysis import cart, prim

Flags = npt.NDArray[np.bool_]

MOST_CLAUSES = 3  # that a person keeps in mind
LEAST_MASS = 0.1  # of the scenarios, in a box or a leaf
FEWEST = 20  # cases of interest, and others, that a rule can be found from
FEW = 0.02  # of the scenarios: a side that cuts off no more says nothing
DIGITS = 2  # significant digits of a bound
PRIM, CART = "prim", "cart"

Bounds = dict[str, tuple[float, float]]  # of each circumstance that a rule speaks of


class Quality(NamedTuple):
    """How good a rule is on some scenarios.

    Attributes:
        mass: share of the scenarios that it holds in.
        density: share of those that are of interest, with its 95 % interval `low` to `high` (Wilson).
        coverage: share of those of interest that it holds in.
        base: share of all scenarios that are of interest.
    """

    mass: float
    density: float
    low: float
    high: float
    coverage: float
    base: float


QUALITIES = [f"{part}_{name}" for part in ("in", "out") for name in Quality._fields]


def rules(
    circumstances: pd.DataFrame, of_interest: Flags, found_in: Flags, labels: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Rules for where something holds and for where it does not, each with its quality.

    Args:
        circumstances: a row per scenario.
        of_interest: in which scenarios it holds.
        found_in: the scenarios that rules are found in; they are checked in all others.
        labels: each circumstance in words.

    Yields:
        For each rule `holds` (whether it is for where it holds), `method`, `rule` in words, `bounds`, and
        the qualities where it was found (`in_...`) and out of sample (`out_...`); `clear` says whether the
        out-of-sample interval of the density excludes the share among all scenarios.
    """
    for holds in (True, False):
        wanted = of_interest if holds else ~of_interest
        if min(wanted[found_in].sum(), (~wanted[found_in]).sum()) < FEWEST:
            continue
        # The workbench moves bounds of whole numbers by halves, which pandas refuses.
        here = circumstances[found_in].astype(float).reset_index(drop=True)
        boxes = [(PRIM, box) for box in _prim(here, wanted[found_in])]
        boxes += [(CART, box) for box in _cart(here, wanted[found_in])]
        for method, box in boxes:
            inside, outside = (
                quality(circumstances[part], wanted[part], box) for part in (found_in, ~found_in)
            )
            yield {
                "holds": holds, "method": method, "rule": in_words(box, labels), "bounds": box,
                **{f"in_{name}": value for name, value in inside._asdict().items()},
                **{f"out_{name}": value for name, value in outside._asdict().items()},
                "clear": bool(outside.low > outside.base),
            }  # fmt: skip


def quality(circumstances: pd.DataFrame, wanted: Flags, box: Bounds) -> Quality:
    """How good a box is on some scenarios."""
    inside = np.ones(len(circumstances), bool)
    for name, (low, high) in box.items():
        inside &= circumstances[name].between(low, high).to_numpy()
    cases, there = int(wanted[inside].sum()), int(inside.sum())
    low, high = share_interval(cases, there)
    density = cases / there if there else float("nan")
    return Quality(
        float(inside.mean()), density, low, high, cases / max(1, int(wanted.sum())), float(wanted.mean())
    )  # fmt: skip


def share_interval(cases: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval for a share; NaN where there is nothing."""
    if not of:
        return float("nan"), float("nan")
    found = stats.binomtest(cases, of).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def _prim(here: pd.DataFrame, wanted: Flags) -> list[Bounds]:
    """The box along the peeling trajectory that is worth most; none where that is everything."""
    box = prim.Prim(here, wanted.astype(int), mass_min=LEAST_MASS).find_box()
    if box is None:
        return []
    candidates = [_bounds(here, limits) for limits in box.box_lims]
    return _best(here, wanted, candidates)


def _cart(here: pd.DataFrame, wanted: Flags) -> list[Bounds]:
    """The leaf of the tree that is worth most."""
    tree = cart.CART(here, wanted.astype(int), mass_min=LEAST_MASS)
    tree.build_tree()
    candidates = [_bounds(here, limits) for limits in tree.boxes]
    return _best(here, wanted, candidates)


def _best(here: pd.DataFrame, wanted: Flags, candidates: list[Bounds]) -> list[Bounds]:
    """The box that lifts the share of cases most, weighed by its mass (weighted relative accuracy)."""
    short = [box for box in candidates if 0 < len(box) <= MOST_CLAUSES]
    found = [(quality(here, wanted, box), box) for box in short]
    worth = [q.mass * (q.density - q.base) if q.mass > 0 else 0.0 for q, _ in found]
    if not worth or max(worth) <= 0:
        return []
    return [found[int(np.argmax(worth))][1]]


def _bounds(here: pd.DataFrame, limits: pd.DataFrame) -> Bounds:
    """The sides of a box that cut off more than a few scenarios, with few digits."""
    found = {}
    for name in here.columns:
        low, high = (_short(float(limits[name].iloc[end])) for end in (0, 1))
        below, above = (here[name] < low).mean() > FEW, (here[name] > high).mean() > FEW
        if below or above:
            found[str(name)] = (low if below else -np.inf, high if above else np.inf)
    return found


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def in_words(box: Bounds, labels: Mapping[str, str]) -> str:
    """A rule as a person reads it, such as `budget is at most 180 and relations is at least 0.4`."""
    return wording.listed([_clause(labels.get(name, name), *ends) for name, ends in box.items()])


def _clause(label: str, low: float, high: float) -> str:
    if np.isinf(low):
        return f"{label} is at most {high:g}"
    return (
        f"{label} is at least {low:g}" if np.isinf(high) else f"{label} is from {low:g} to {high:g}"
    )
