"""The tables of a sensitivity analysis: what explains each outcome of an arm or difference of arms.

The screening takes runs at the points of the design `morris`, and the places of these on the unit scale; all
else takes runs at the points of the design `saltelli`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.methods import sensitivity_indices as indices
from experiments.methods.designs import Factor
from experiments.methods.designs.shapes import Places
from experiments.methods.estimates import three

Values = npt.NDArray[np.float64]

ARMS = ("none", "solos", "team")
# What is explained: an arm, or the paired difference of two.
CONTRASTS = {
    "team": ("team", ""),
    "team less none": ("team", "none"),
    "solos less none": ("solos", "none"),
    "team less solos": ("team", "solos"),
}
GAIN, LEAD = "team less none", "team less solos"
SURE = 0.95  # of all intervals
PARTS = (2, 4)  # the convergence check takes a quarter, half and all of the base points
ENOUGH = 0.1  # nine in ten total indices should be known to within this


class Runs(NamedTuple):
    """Runs of all arms at the points of a design.

    Attributes:
        factors: the D parameters that vary.
        outcomes: what was kept of a run.
        seed: of the bootstrap's random numbers.
        values: `(arms, points, replicates, outcomes)`, each replicate the same world throughout.
    """

    factors: Sequence[Factor]
    outcomes: Sequence[str]
    seed: int
    values: Values

    @property
    def names(self) -> list[str]:
        """Of the parameters."""
        return [factor.name for factor in self.factors]

    def explained(self) -> Iterator[tuple[dict[str, str], Values, np.random.Generator]]:
        """Each outcome and contrast: its name, `(points, replicates)` of it, and a random stream."""
        for number, outcome in enumerate(self.outcomes):
            for other_number, (name, (arm, other)) in enumerate(CONTRASTS.items()):
                values = self.values[ARMS.index(arm), ..., number]
                if other:
                    values = values - self.values[ARMS.index(other), ..., number]
                stream = np.random.default_rng([self.seed, number, other_number])
                yield {"outcome": outcome, "contrast": name}, values, stream


def _tables(parts: Iterable[tuple[Mapping[str, Any], pd.DataFrame]]) -> pd.DataFrame:
    """Tables below each other, with the name of each in its first columns."""
    heads = [(pd.DataFrame([name] * len(table), index=table.index), table) for name, table in parts]
    return pd.concat([pd.concat(both, axis=1) for both in heads], ignore_index=True)


def screening(runs: Runs, places: Places) -> pd.DataFrame:
    """Elementary effects: a row per outcome, contrast and parameter (see `indices.morris`)."""
    explained = runs.explained()
    return _tables((name, indices.morris(of, runs.factors, places, s)) for name, of, s in explained)


def strengths(runs: Runs, places: Places) -> pd.DataFrame:
    """How strong each parameter is on the gain and on the lead, over all outcomes.

    A row per contrast and parameter: `strength`, `low`, `high` (see `indices.strengths`).
    """
    parts = []
    for number, contrast in enumerate((GAIN, LEAD)):
        squares = [
            indices.squared_effects(of, places)
            for name, of, _ in runs.explained()
            if name["contrast"] == contrast
        ]
        stream = np.random.default_rng([runs.seed, number])
        share, low, high = indices.strengths(np.array(squares), stream)
        table = pd.DataFrame({"setting": runs.names, "strength": share, "low": low, "high": high})
        parts.append(({"contrast": contrast}, table))
    return _tables(parts)


def those_that_matter(strong: pd.DataFrame, most: int) -> list[str]:
    """In turn the strongest parameters on the lead and on the gain, if clear on either; at most so many."""
    clear = strong[strong["setting"].isin(strong[strong["low"] > 0]["setting"])]
    clear = clear.sort_values("strength", ascending=False, kind="stable")
    ranked = [
        clear[clear["contrast"] == contrast]["setting"].astype(str) for contrast in (LEAD, GAIN)
    ]
    in_turn = itertools.chain.from_iterable(zip(*ranked, strict=True))
    return list(dict.fromkeys(in_turn))[:most]


def decomposed(runs: Runs, *, pairs: bool = True) -> pd.DataFrame:
    """Sobol indices: a row per outcome, contrast, order and parameter or pair (see `indices.sobol`)."""
    explained = runs.explained()
    return _tables(
        (name, indices.sobol(of, runs.names, s, pairs=pairs)) for name, of, s in explained
    )


def stochastic_variance(runs: Runs) -> pd.DataFrame:
    """A row per outcome and contrast: mean and variance of single runs, and the stochastic share of it.

    Only the independent points are taken.
    """
    rows = []
    step = 2 * len(runs.names) + 2
    for name, of, stream in runs.explained():
        independent = np.concatenate([of[::step], of[step - 1 :: step]])
        found = map(float, indices.with_interval(indices.luck_share, independent, stream))
        moments = {"mean": float(independent.mean()), "variance": float(independent.var())}
        share, *ends = found
        rows.append(name | moments | three("luck", share, ends))
    return pd.DataFrame(rows)


def sample_sizes(runs: Runs, whole: pd.DataFrame) -> pd.DataFrame:
    """Total indices from a quarter, half and all of the base points: is the sample large enough?"""
    step = 2 * len(runs.names) + 2
    count = runs.values.shape[1] // step
    tables = [whole.assign(size=count)]
    for size in (count // part for part in PARTS):
        fewer = runs._replace(values=runs.values[:, : size * step])
        tables.append(decomposed(fewer, pairs=False).assign(size=size))
    every = pd.concat(tables[::-1], ignore_index=True)
    columns = ["outcome", "contrast", "size", "setting", "index", "low", "high"]
    return every[every["order"] == indices.TOTAL][columns].reset_index(drop=True)


def clear_pairs(found: pd.DataFrame) -> pd.DataFrame:
    """Second-order indices that clearly differ from zero, of one outcome and contrast in `decomposed`.

    Each interval is widened for the number of pairs (Bonferroni), as if it were normal.
    """
    from scipy.stats import norm

    told = found[(found["order"] == indices.SECOND) & found["low"].notna()]
    missed = (1 - SURE) / 2
    wider = norm.isf(missed / max(len(told), 1)) / norm.isf(missed)
    low, middle, high = (told[name] for name in ("low", "index", "high"))
    above, below = middle - wider * (middle - low) > 0, middle + wider * (high - middle) < 0
    clear: npt.NDArray[np.bool_] = np.asarray(above | below)
    return told[clear]


class Precision(NamedTuple):
    """How precisely the total indices of a contrast are known.

    Attributes:
        known: nine in ten of their intervals reach no further.
        moved: nine in ten moved by no more, from half of the sample to all.
        without: indices that have no interval, as stochastic variance exceeds them.
    """

    known: float
    moved: float
    without: int

    @property
    def enough(self) -> bool:
        """Whether the sample is large enough."""
        return self.known <= ENOUGH and not self.without


def precision(sizes: pd.DataFrame, contrast: str) -> Precision:
    """How precisely the total indices of a contrast are known, from what `sample_sizes` gives."""
    here = sizes[sizes["contrast"] == contrast]
    whole, half = (here[here["size"] == size] for size in sorted(here["size"].unique())[:-3:-1])
    both = whole.merge(half, on=["outcome", "setting"], suffixes=("", "_half"))
    told = both[["low", "high"]].notna().all(axis=1)
    reach = ((both["high"] - both["low"]) / 2)[told]
    moved = (both["index"] - both["index_half"]).abs()[told]
    known, change = (float(of.quantile(0.9, interpolation="higher")) for of in (reach, moved))
    return Precision(known, change, int((~told).sum()))
