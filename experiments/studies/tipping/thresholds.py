"""Where practice tips: pure functions of a table of runs.

A run has the share practising in the hosts at the end of the contracts and at follow-up, and the `unit` that
it belongs to: units are independent of each other, runs of the same unit are not.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.methods import clusters, crossings
from experiments.methods.crossings import percentiles, weights
from experiments.methods.estimates import CULTURE, CULTURE_LATER, Values, with_ends

MAJORITY = 0.5
LOW = 0.1  # below it hardly anybody practises
HEAPS = {"low": LOW, "middle": MAJORITY - LOW, "high": 1 - MAJORITY}  # widths of the ranges
LITERATURE, LIKELY = (0.10, 0.43), 0.25  # Everall et al. 2025; Centola et al. 2018
# Organised groups lost in a year: 3-8 % (Am J Prev Med 2008;34:495) to 13 % (Bond et al. 2014).
YEARLY_LOSS = (0.03, 0.13)
WIDTH = 0.05  # of the classes of shares in which medians are taken
COURSE = ("share", "n", "q25", "q50", "q75", "drift")
EPSILON = 1e-9  # shares on the border of a class stay in it
FEWEST = 10  # runs in a class for a median
ENOUGH = 5  # runs of a set on either side of one half for a threshold of its own


def tables(runs: pd.DataFrame, years: float) -> dict[str, pd.DataFrame]:
    """All tables of some runs, among them those without brokers, with so many years of follow-up."""
    with_brokers = runs[runs["arm"] != "none"]
    chances, tips = chance(with_brokers)
    return {
        "chance": chances,
        "course": course(with_brokers),
        "threshold": pd.DataFrame([tips, upturn(with_brokers)]),
        "heaps": heaps(with_brokers),
        "sets": of_each_set(with_brokers),
        "kept": pd.DataFrame([kept(organisations(runs), years)]),
    }


def chance(runs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The chance that most practise at follow-up by the share at the end, and where it passes one half."""
    high = np.asarray(runs[CULTURE_LATER] > MAJORITY, float)
    at_end = runs[CULTURE].to_numpy(float)
    points, sums, counts = crossings.tally(at_end, high, runs["unit"].to_numpy())
    found = crossings.curve(points, sums, counts, MAJORITY)
    columns = {"share": points, "n": counts.sum(axis=0).astype(int)}
    curve = pd.DataFrame(columns | with_ends("chance", found.mean, (found.low, found.high)))
    return curve, {"measure": "chance", "units": len(sums)} | with_ends("at", found.at, found.ends)


def course(runs: pd.DataFrame) -> pd.DataFrame:
    """The quartiles of the share at follow-up by classes of the share at the end, and the median's drift."""
    rows = [
        {"share": part[CULTURE].mean(), "n": len(part)}
        | {f"q{int(100 * q)}": part[CULTURE_LATER].quantile(q) for q in (0.25, 0.5, 0.75)}
        | {"drift": (part[CULTURE_LATER] - part[CULTURE]).median()}
        for part in _classes(runs)
    ]
    return pd.DataFrame(rows, columns=COURSE)


def _classes(runs: pd.DataFrame) -> list[pd.DataFrame]:
    """The runs by classes of the share at the end, of which nobody at all is one; rare ones are left out."""
    place = np.ceil(runs[CULTURE].to_numpy() / WIDTH - EPSILON)
    return [part for _, part in runs.groupby(place) if len(part) >= FEWEST]


def upturn(runs: pd.DataFrame) -> dict[str, Any]:
    """The share at the end from which on the median run grows, with its interval over units."""
    names, unit = np.unique(runs["unit"], return_inverse=True)
    drift = runs[CULTURE_LATER] - runs[CULTURE]
    classes = _classes(runs.assign(unit=unit, drift=drift).sort_values("drift"))
    share = np.array([part[CULTURE].mean() for part in classes])
    drawn = weights(len(names))
    medians = np.array([
        _medians(part["drift"].to_numpy(), drawn[:, part["unit"].to_numpy()]) for part in classes
    ])  # fmt: skip
    row: dict[str, Any] = {"measure": "drift", "units": len(names)}
    if not classes:  # too few runs
        return row | with_ends("at", np.nan, (np.nan, np.nan))
    at = turn(share, course(runs)["drift"].to_numpy())
    ends = percentiles(np.array([turn(share, one) for one in medians.T]))
    return row | with_ends("at", at, [*map(float, ends)])


def _medians(values: Values, times: npt.NDArray[np.int64]) -> Values:
    """`(draws,)` the medians of values in order, each counted so many times, `(draws, n)`, in each draw."""
    so_far = times.cumsum(axis=1)
    return np.asarray(values[(2 * so_far < so_far[:, -1:]).sum(axis=1)])


def turn(share: Values, drift: Values) -> float:
    """Where a drift comes back to zero after its lowest value; infinite if it does not."""
    lowest = int(drift.argmin())
    return crossings.reach(share[lowest:], np.maximum.accumulate(drift[lowest:]), 0.0)


def heaps(runs: pd.DataFrame) -> pd.DataFrame:
    """The shares of runs that end low, in between and high, and how much denser they lie than in between.

    Both have intervals over units; a density is the share of runs over the width of the range.
    """
    later, units = runs[CULTURE_LATER].to_numpy(), runs["unit"].to_numpy()
    everyone = np.ones(len(runs), bool)
    low, high = later < LOW, later > MAJORITY
    inside = {"low": low, "middle": ~low & ~high, "high": high}
    rows = []
    for name, flags in inside.items():
        more = flags / HEAPS[name] - inside["middle"] / HEAPS["middle"]
        rows.append(
            {"heap": name, "n": len(runs)}
            | with_ends("part", float(flags.mean()), clusters.share(flags, everyone, units))
            | with_ends("denser", float(more.mean()), clusters.interval(more, everyone, units))
        )
    return pd.DataFrame(rows)


def of_each_set(runs: pd.DataFrame) -> pd.DataFrame:
    """A row per parameter set: its runs, how many end high, and its own threshold if it has both kinds."""
    rows = []
    for number, part in runs.groupby("set"):
        high = np.asarray(part[CULTURE_LATER] > MAJORITY, float)
        enough = min(high.sum(), len(high) - high.sum()) >= ENOUGH
        at_end = part[CULTURE].to_numpy(float)
        points, sums, counts = crossings.tally(at_end, high, np.zeros(len(high)))
        fitted = crossings.rising(sums[0], counts[0])
        at = crossings.reach(points, fitted, MAJORITY) if enough else np.nan
        rows.append({"set": number, "n": len(part), "ended_high": int(high.sum()), "at": at})
    return pd.DataFrame(rows)


def organisations(runs: pd.DataFrame) -> pd.DataFrame:
    """A row per run with brokers and community: its hosts' shares, and those without brokers."""
    key = ["set", "seed"]
    frames = []
    for community in ("managers", "academics"):
        columns = {f"practising_host_{community}_{when}": when for when in ("end", "followup")}
        some = runs[["arm", "unit", *key, *columns]].rename(columns=columns)
        alone = some[some["arm"] == "none"].drop(columns=["arm", "unit"])
        frames.append(some[some["arm"] != "none"].merge(alone, on=key, suffixes=("", "_none")))
    return pd.concat(frames, ignore_index=True)


def kept(hosts: pd.DataFrame, years: float) -> dict[str, Any]:
    """Of `organisations` above the literature's threshold at the end, how many still are, and the gain kept.

    The share has its interval, and what evidence on sustained programmes leads to expect after so many years
    of follow-up. The gain, in those that still are above, is that at follow-up over that at the end.
    """
    above = hosts[hosts["end"] > LIKELY]
    still = (above["followup"] > LIKELY).to_numpy()
    stay = above[still]
    gains = pd.DataFrame({
        "later": stay["followup"] - stay["followup_none"], "end": stay["end"] - stay["end_none"],
    }).groupby(stay["unit"]).sum().to_numpy()  # fmt: skip
    row: dict[str, Any] = {"n": len(above)}
    if not len(above):
        nowhere = np.nan, np.nan
        return row | with_ends("kept", np.nan, nowhere) | with_ends("gain_kept", np.nan, nowhere)
    everyone = np.ones(len(above), bool)
    row |= with_ends(
        "kept", float(still.mean()), clusters.share(still, everyone, above["unit"].to_numpy())
    )
    later, end = gains.sum(axis=0) if len(gains) else (np.nan, np.nan)
    drawn = weights(len(gains)) @ gains if len(gains) else np.full((1, 2), np.nan)
    ends = percentiles(drawn[:, 0] / drawn[:, 1])
    row |= with_ends("gain_kept", float(later / end), [*map(float, ends)])
    expected = sorted((1 - loss) ** years for loss in YEARLY_LOSS)
    return row | {"expected_low": expected[0], "expected_high": expected[1]}
