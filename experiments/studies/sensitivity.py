"""Sensitivity: which parameters the outcomes hang on, and which the team's lead over solos.

First all numbers are screened by the method of Morris; those that matter most then get Sobol indices,
while all others keep the study's own value. Every point runs in the same worlds, in all arms.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from rich.table import Table

from experiments import shipped, store, wording
from experiments.configurations import Changes
from experiments.designs import Factor, points, unit_places
from experiments.figures import sensitivity as figures
from experiments.job import Job
from experiments.plan import Plan
from experiments.stored import stacked
from experiments.uncertain import factors
from experiments.validity import indices
from simulation import SettingsError
from simulation.params import nearest, whole_number

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
SMALLEST = 8  # base points
FIRST_POINTS = 4
PARTS = (4, 2)  # the convergence check takes a quarter, half and all of the base points
ENOUGH = 0.1  # nine in ten total indices are to be known to within so much


class Options(NamedTuple):
    """What only this study takes.

    Attributes:
        trajectories: of the screening; each is a point more than parameters.
        most: parameters that get Sobol indices.
    """

    trajectories: int = 40
    most: int = 12


def conduct(job: Job) -> None:
    """Screen all parameters, decompose the variance by those that matter, keep, draw and say it."""
    plan, said = job.plan, options(job.plan)
    job.outcomes = plan.outcomes
    varied = factors_of(plan)
    runs = f"{plan.settings.weeks} weeks of {wording.listed(ARMS)} at every point"
    job.out.print(wording.question(plan, runs))
    job.out.print(f"Screening {len(varied)} parameters by {said.trajectories} trajectories.")
    at = _run(job, _screening_points(plan, varied))
    strong = strengths(plan, varied, at)
    kept = those_that_matter(strong, said.most)
    strong["kept"] = strong["setting"].isin(kept)
    store.save_csv(job.folder / "strengths.csv", strong)
    store.save_csv(job.folder / "screening.csv", screening(plan, varied, at))
    chosen = [factor for factor in varied if factor.name in kept]
    job.out.print(f"Sobol indices of {len(chosen)}: {wording.listed(kept)}.")
    table = points("saltelli", chosen, plan.size, plan.seed)
    at = _run(job, table)
    store.save_csv(job.folder / "first_points.csv", first_points(plan, table, at))
    store.save_csv(job.folder / "ranges.csv", _ranges(varied, kept))
    found = decomposed(plan, chosen, at)
    store.save_csv(job.folder / "indices.csv", found)
    store.save_csv(job.folder / "luck.csv", luck(plan, chosen, at))
    store.save_csv(job.folder / "sample_size.csv", sample_sizes(plan, chosen, at, found))
    figures.draw(job.folder)
    _tell(job)
    job.finish()


def options(plan: Plan) -> Options:
    """What the study says beside its keys.

    Raises:
        SettingsError: there is no such option, or it cannot be.
    """
    for name in plan.options:
        if name not in Options._fields:
            raise SettingsError(
                f"A study of kind sensitivity has no option {name!r}; {nearest(name, Options._fields)}"
            )
    said = Options(**plan.options)
    whole_number("options.trajectories", said.trajectories, 2, 10_000)
    whole_number("options.most", said.most, 2, 50)
    if plan.size < SMALLEST or plan.size & (plan.size - 1):
        raise SettingsError(
            f"The size of a study of kind sensitivity must be a power of two from {SMALLEST}, not "
            f"{plan.size}."
        )
    if plan.replicates < 4 or plan.replicates % 2:
        raise SettingsError(
            "A study of kind sensitivity needs an even number of replicates, at least 4, "
            f"not {plan.replicates}."
        )
    if not plan.outcomes:
        raise SettingsError("A study of kind sensitivity needs outcomes: name at least one.")
    return said


def factors_of(plan: Plan) -> list[Factor]:
    """What varies: every number but those that were given a value."""
    path = shipped.path_of(plan.ensemble, "ensembles") if plan.ensemble else None
    found = factors(path, plan.changed())
    if len(found) < 2:
        raise SettingsError("A study of kind sensitivity needs two settings that vary at least.")
    return found


def announced(plan: Plan) -> Iterator[tuple[list[Changes], int]]:
    """For a dry run: configurations to measure, and how many runs of the like there are at most."""
    said, varied = options(plan), factors_of(plan)
    table = _screening_points(plan, varied)
    each = len(ARMS) * plan.replicates
    yield _changes(table), len(table) * each
    most = min(said.most, len(varied))
    few = points("saltelli", varied[:most], 2, plan.seed)
    yield _changes(few), plan.size * (2 * most + 2) * each


def _screening_points(plan: Plan, varied: Sequence[Factor]) -> pd.DataFrame:
    return points("morris", varied, options(plan).trajectories, plan.seed)


def _changes(table: pd.DataFrame) -> list[Changes]:
    rows = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
    return [{**row, "arm": arm} for row in rows for arm in ARMS]


def _run(job: Job, table: pd.DataFrame) -> Values:
    """`(arms, points, replicates, outcomes)`: all arms at some points.

    Raises:
        SettingsError: a point cannot be.
    """
    try:
        runs = job.run(dict(enumerate(_changes(table))))
    except SettingsError as error:
        raise SettingsError(f"Somewhere in the ranges that vary: {error}") from None
    found = stacked(list(runs.values()), job.plan.outcomes)
    return np.moveaxis(found.reshape(len(table), len(ARMS), *found.shape[1:]), 1, 0)


def _explained(
    plan: Plan, at: Values
) -> Iterator[tuple[dict[str, str], Values, np.random.Generator]]:
    """What is explained: its name, `(points, replicates)` of it, and chance for its bootstrap."""
    for number, outcome in enumerate(plan.outcomes):
        for other_number, (name, (arm, other)) in enumerate(CONTRASTS.items()):
            values = at[ARMS.index(arm), ..., number]
            if other:
                values = values - at[ARMS.index(other), ..., number]
            stream = np.random.default_rng([plan.seed, number, other_number])
            yield {"outcome": outcome, "contrast": name}, values, stream


def _tables(parts: Sequence[tuple[Mapping[str, Any], pd.DataFrame]]) -> pd.DataFrame:
    frames = []
    for name, table in parts:
        head = pd.DataFrame([name] * len(table), index=table.index)
        frames.append(pd.concat([head, table], axis=1))
    return pd.concat(frames, ignore_index=True)


def screening(plan: Plan, varied: Sequence[Factor], at: Values) -> pd.DataFrame:
    """Elementary effects: a row per outcome, contrast and parameter (see `indices.morris`)."""
    places = unit_places("morris", varied, options(plan).trajectories, plan.seed)
    return _tables(
        [(name, indices.morris(runs, varied, places, s)) for name, runs, s in _explained(plan, at)]
    )


def strengths(plan: Plan, varied: Sequence[Factor], at: Values) -> pd.DataFrame:
    """How strong each parameter is on the gain and on the lead, over all outcomes (see `indices.strengths`)."""
    places = unit_places("morris", varied, options(plan).trajectories, plan.seed)
    parts = []
    for number, contrast in enumerate((GAIN, LEAD)):
        squares = [
            indices.squared_effects(runs, places)
            for name, runs, _ in _explained(plan, at)
            if name["contrast"] == contrast
        ]
        stream = np.random.default_rng([plan.seed, number])
        found = zip(
            ("strength", "low", "high"), indices.strengths(np.array(squares), stream), strict=True
        )
        table = pd.DataFrame({"setting": [factor.name for factor in varied], **dict(found)})
        parts.append(({"contrast": contrast}, table))
    return _tables(parts)


def those_that_matter(strong: pd.DataFrame, most: int) -> list[str]:
    """By turns the strongest parameters on the team's lead and on its gain, of those that are surely any."""
    surely = strong[strong["setting"].isin(strong[strong["low"] > 0]["setting"])]
    ranked = [
        surely[surely["contrast"] == contrast]
        .sort_values("strength", ascending=False, kind="stable")["setting"]
        .tolist()
        for contrast in (LEAD, GAIN)
    ]
    kept = list(dict.fromkeys(itertools.chain.from_iterable(zip(*ranked, strict=True))))[:most]
    if len(kept) < 2:
        raise SettingsError(
            "No two parameters stand out from luck in the screening: more replicates or more "
            "trajectories may show some."
        )
    return kept


def _ranges(varied: Sequence[Factor], kept: Sequence[str]) -> pd.DataFrame:
    """What was varied, over which range."""
    return pd.DataFrame(
        [
            {"setting": one.name, "low": one.low, "high": one.high, "scale": one.scale,
             "kept": one.name in kept}
            for one in varied
        ]
    )  # fmt: skip


def decomposed(plan: Plan, chosen: Sequence[Factor], at: Values) -> pd.DataFrame:
    """Sobol indices: a row per outcome, contrast, order and parameter or pair (see `indices.sobol`)."""
    names = [factor.name for factor in chosen]
    return _tables(
        [(name, indices.sobol(runs, names, s)) for name, runs, s in _explained(plan, at)]
    )


def luck(plan: Plan, chosen: Sequence[Factor], at: Values) -> pd.DataFrame:
    """A row per outcome and contrast: mean and variance of single runs, and luck's share of it."""
    rows: list[dict[str, Any]] = []
    step = 2 * len(chosen) + 2
    for name, runs, stream in _explained(plan, at):
        independent = np.concatenate([runs[::step], runs[step - 1 :: step]])
        share = indices.with_interval(indices.luck_share, independent, stream)
        found = dict(zip(("luck", "luck_low", "luck_high"), map(float, share), strict=True))
        moments = {"mean": float(independent.mean()), "variance": float(independent.var())}
        rows.append(name | moments | found)
    return pd.DataFrame(rows)


def first_points(plan: Plan, table: pd.DataFrame, at: Values) -> pd.DataFrame:
    """A row per arm at each of the first points: its settings and mean outcomes, to be run again."""
    rows = [
        {**row, "arm": arm} | dict(zip(plan.outcomes, at[number, place].mean(axis=0), strict=True))
        for place, row in enumerate(table.head(FIRST_POINTS).to_dict("records"))
        for number, arm in enumerate(ARMS)
    ]
    return pd.DataFrame(rows)


def sample_sizes(
    plan: Plan, chosen: Sequence[Factor], at: Values, whole: pd.DataFrame
) -> pd.DataFrame:
    """Total indices from a quarter, half and all of the base points: is the sample large enough?

    Args:
        plan: the study.
        chosen: the parameters.
        at: all runs.
        whole: what `decomposed` made of them.
    """
    names, step = [factor.name for factor in chosen], 2 * len(chosen) + 2
    sizes = {plan.size // part: [] for part in PARTS}
    for size, parts in sizes.items():
        for name, runs, stream in _explained(plan, at):
            parts.append((name, indices.sobol(runs[: size * step], names, stream)))
    tables = [_tables(parts).assign(size=size) for size, parts in sizes.items()]
    every = pd.concat([*tables, whole.assign(size=plan.size)], ignore_index=True)
    columns = ["outcome", "contrast", "size", "setting", "index", "low", "high"]
    return every[every["order"] == indices.TOTAL][columns].reset_index(drop=True)


def _tell(job: Job) -> None:
    found = pd.read_csv(job.folder / "indices.csv", keep_default_na=True)
    shares = pd.read_csv(job.folder / "luck.csv")
    outcome = job.plan.outcomes[0]
    here = found[(found["outcome"] == outcome) & (found["order"] != indices.SECOND)]
    table = Table(
        "setting", *(f"{c}: {o}" for c in CONTRASTS for o in ("first", "total")), box=None
    )
    totals = here[(here["contrast"] == LEAD) & (here["order"] == indices.TOTAL)]
    for setting in totals.sort_values("index", ascending=False)["setting"]:
        cells = []
        for contrast in CONTRASTS:
            for order in (indices.FIRST, indices.TOTAL):
                row = here[
                    (here["setting"] == setting)
                    & (here["contrast"] == contrast)
                    & (here["order"] == order)
                ].iloc[0]
                cells.append(f"{row['index']:.2f} ±{(row['high'] - row['low']) / 2:.2f}")
        table.add_row(setting, *cells)
    job.out.print(table)
    lead = shares[(shares["outcome"] == outcome) & (shares["contrast"] == LEAD)].iloc[0]
    job.out.print(
        f"Sobol indices for {outcome}: shares of the variance of its expected value. Of the variance of "
        f"single runs of {LEAD}, luck is {lead['luck']:.0%} ({lead['luck_low']:.0%} to "
        f"{lead['luck_high']:.0%})."
    )
    for contrast in (GAIN, LEAD):
        job.out.print(settled(pd.read_csv(job.folder / "sample_size.csv"), contrast))


def settled(sizes: pd.DataFrame, contrast: str) -> str:
    """Whether the sample is large enough for a contrast, in words: the reach of intervals, and what half of
    the sample says."""
    here = sizes[sizes["contrast"] == contrast]
    whole, half = (here[here["size"] == size] for size in sorted(here["size"].unique())[:-3:-1])
    both = whole.merge(half, on=["outcome", "setting"], suffixes=("", "_half"))
    reach = ((both["high"] - both["low"]) / 2).fillna(np.inf).quantile(0.9, interpolation="higher")
    moved = (both["index"] - both["index_half"]).abs().fillna(np.inf)
    enough = "large enough" if reach <= ENOUGH else f"not large enough (±{ENOUGH} is wanted)"
    return (
        f"The sample is {enough} for {contrast}: nine in ten total indices are known to ±{reach:.2f}, and "
        f"moved by at most {moved.quantile(0.9, interpolation='higher'):.2f} from half of the sample "
        f"({half['size'].iloc[0]} base points) to all of it."
    )
