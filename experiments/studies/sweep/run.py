"""A sweep: the arms at every point of a design, each point in the same worlds.

What a study says of it (`vary`, `design`, `size`) is a YAML file; which points that gives is up to
`experiments.methods.designs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from rich.table import Table

from experiments.config.configurations import Changes
from experiments.execution.job import Job
from experiments.execution.plan import Plan
from experiments.methods.estimates import OUTCOMES, Units, difference, estimate
from experiments.store import files as store
from experiments.studies import wording
from experiments.studies.sweep import figures
from simulation import describe
from simulation.params import SettingsError, change

POINT = "point"
SHOWN = 12  # points in the printed table
Point = tuple[int, str]


def conduct(job: Job) -> None:
    """Run every arm at every point, analyse, keep, draw and say it."""
    plan = job.plan
    job.outcomes = plan.outcomes or OUTCOMES
    said = f"{plan.settings.weeks} weeks of {', '.join(plan.arms)} at each of {len(plan.points)} points"
    job.out.print(wording.question(plan, said, bool(plan.members)))
    wanted = configurations(plan)
    runs = job.run_sets(wanted) or job.run(wanted)
    store.save_csv(job.folder / "points.csv", points(plan))
    kept = plan.outcomes or OUTCOMES
    store.save_csv_pieces(job.folder / "sweep.csv", sweep(plan, lambda at: runs[at].units(kept)))
    figures.draw(job.folder)
    _tell(job, figures.rows(job.folder, figures.shown(plan.outcomes)))
    job.finish()


def configurations(plan: Plan) -> dict[Point, Changes]:
    """What is run: every arm at every point, by the point's number and the arm.

    Raises:
        SettingsError: a point cannot be; the sentence names it.
    """
    wanted: dict[Point, Changes] = {}
    for number, point in enumerate(plan.points):
        for arm in plan.arms:
            wanted[number, arm] = {**point, "arm": arm}
            try:
                change(plan.settings, wanted[number, arm])
            except SettingsError as error:
                where = ", ".join(f"{name}={value}" for name, value in point.items())
                raise SettingsError(f"Point {number} ({where}): {error}") from None
    return wanted


def points(plan: Plan) -> pd.DataFrame:
    """A row per point: its number, and the value of every setting that varies."""
    table = pd.DataFrame([dict(point) for point in plan.points])
    table.insert(0, POINT, np.arange(len(table)))
    return table


def sweep(plan: Plan, units: Callable[[Point], Units]) -> Iterator[pd.DataFrame]:
    """For each point a row per arm and outcome, and the paired difference of the two arms compared.

    Args:
        plan: of the study.
        units: gives the runs at a point in an arm, or a row per parameter set.

    Yields:
        The point and its settings; `arm`, and `reference` where the row is a difference from another
        arm; the outcome with meaning and unit; `mean`, `low`, `high` and `n`.
    """
    for number, point in enumerate(plan.points):
        rows: list[dict[str, Any]] = []
        at = {arm: units((number, arm)) for arm in plan.arms}
        for outcome in plan.outcomes or OUTCOMES:
            meaning, unit = describe(outcome)
            what = {"outcome": outcome, "meaning": meaning, "unit": unit}
            for arm, reference, found in _effects(at, plan.compare, outcome):
                who = {"arm": arm, "reference": reference}
                rows.append({POINT: number, **point, **who, **what, **found})
        yield pd.DataFrame(rows)


def _effects(
    at: Mapping[str, Units], compare: tuple[str, str], outcome: str
) -> list[tuple[str, str, dict[str, float]]]:
    """Each arm by itself, its gain over no brokers, and the difference of the compared pair."""
    pairs: Sequence[tuple[str, str]] = [(arm, "none") for arm in at if arm != "none"]
    if compare not in pairs and set(compare) <= set(at):
        pairs = [*pairs, compare]
    alone = [(arm, "", estimate(runs[outcome].to_numpy(float))) for arm, runs in at.items()]
    gaps = [(arm, other, difference(at[arm], at[other], outcome)) for arm, other in pairs]
    return [(arm, other, found._asdict()) for arm, other, found in (*alone, *gaps)]


def _tell(job: Job, found: pd.DataFrame) -> None:
    plan, outcome = job.plan, figures.shown(job.plan.outcomes)
    names = list(plan.points[0])
    arms = [arm for arm in plan.arms if arm != "none"]
    missing = wording.nothing_to_compare(plan.arms, plan.compare)
    gaps = [] if missing else [f"{plan.compare[0]} less {plan.compare[1]}"]
    table = Table(*names, *arms, *gaps, box=None, pad_edge=False)
    for number, point in list(enumerate(plan.points))[:SHOWN]:
        here = {
            (row["arm"], row["reference"]): row
            for row in found[found[POINT] == number].to_dict("records")
        }
        cells = [f"{float(here[arm, '']['mean']):.3f}" for arm in arms]
        cells.extend(_interval(here[plan.compare]) for _ in gaps)
        table.add_row(*(_short(point[name]) for name in names), *cells)
    job.out.print(table)
    if len(plan.points) > SHOWN:
        job.out.print(f"The first {SHOWN} of {len(plan.points)} points; all are in sweep.csv.")
    meaning, unit = describe(outcome)
    job.out.print(f"{meaning} ({unit}), means of the runs; differences with 95% interval.")
    if missing:
        job.out.print(missing)


def _interval(row: Mapping[Any, Any]) -> str:
    return f"{row['mean']:+.3f} ({row['low']:.3f} to {row['high']:.3f})"


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
