"""Sensitivity: which groups of settings the team's gain and lead depend on, and how much is chance.

Sobol indices of groups. A factor is a group of settings: its values are one of the blocks of
`experiments.studies.sensitivity.space`. Single settings are looked at only within groups that matter, by
regression on the same runs.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.config.configurations import Changes, ParameterSet
from experiments.config.plan import ROOM, Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods import sensitivity_indices as methods
from experiments.methods.estimates import CULTURE, Values
from experiments.methods.sensitivity_indices import Numbers
from experiments.store.replicates import stacked
from experiments.studies.kind import needs
from experiments.studies.sensitivity.space import Space, dependence, ranges, space
from simulation import SettingsError

ARMS = ("none", "single_matched", "solos", "team")
# What is explained: paired differences between the team and another arm.
CONTRASTS = {"gain": "none", "lead": "solos", "lead_equal_cost": "single_matched"}
SMALLEST = 16  # base points
MATTERS = 0.05  # total index of a group whose settings are looked at one by one


class Design(NamedTuple):
    """Points of the scheme of Saltelli."""

    blocks: Numbers  # `(base points, D + 2, D)` of each group, at A, ABs and B
    seeds: Numbers  # `(base points, D + 2)` the first of the replicates, in the study's block of worlds


def conduct(job: Job) -> None:
    """Run all arms at all points, and write the tables."""
    plan = job.plan
    job.outcomes = [CULTURE]
    varied = space(plan)
    design = design_of(plan, varied)
    runs = _run(job, varied, design)
    gaps = {name: runs["team"] - runs[other] for name, other in CONTRASTS.items()}
    found = group_indices(gaps, [*varied.blocks], plan.seed)
    job.study.write("indices.csv", found)
    job.study.write("settings.csv", setting_indices(gaps, varied, design, found, plan.seed))
    job.study.write("ranges.csv", ranges(varied))
    job.study.write("dependence.csv", dependence(varied, len(plan.members), plan.seed))
    job.study.write("first_points.csv", _first_points(plan, varied, design, runs))


def check(plan: Plan) -> None:
    """Refuse what this study cannot do.

    Raises:
        SettingsError: a key cannot be, fewer than two groups vary, or a value would have no effect.
    """
    size = plan.size
    power = size >= SMALLEST and not size & (size - 1)
    needs(
        "sensitivity",
        (plan.members, "an ensemble: name one"),
        (not plan.options, f"no options, not {', '.join(map(str, plan.options))}"),
        (power, f"a size that is a power of two from {SMALLEST}, not {size}"),
        (2 * size * plan.replicates <= ROOM,
         f"a size times replicates of at most {ROOM // 2}, not {size * plan.replicates}"),
    )  # fmt: skip
    needs("sensitivity", (len(space(plan).blocks) > 1, "settings that vary in at least two groups"))
    for name in sorted(plan.given - {*plan.changed(), "arm"}):
        raise SettingsError(
            f"{name} was given its default. A study of kind sensitivity varies every setting that has "
            "its default: leave it out, or give it another value."
        )


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    varied = space(plan)
    wanted = [changes for changes, _ in _points(plan, varied, design_of(plan, varied), 1).values()]
    runs = plan.size * len(wanted) * plan.replicates
    return [Batch(plan.own, wanted, runs=runs, outcomes=[CULTURE])]


def design_of(plan: Plan, varied: Space) -> Design:
    """The points of a study: SALib's, whose places from 0 to 1 each stand for a block."""
    from SALib.sample import sobol

    names = [*varied.blocks]
    count = len(names)
    problem = {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count}
    places = sobol.sample(problem, plan.size, calc_second_order=False, seed=plan.seed)
    blocks = (places.reshape(plan.size, count + 2, count) * varied.size).astype(int)
    worlds = np.zeros((plan.size, count + 2), int)
    worlds[:, -1] = 1  # B has worlds of its own
    worlds += 2 * np.arange(plan.size)[:, None]
    return Design(blocks, worlds * plan.replicates)


def _points(
    plan: Plan, varied: Space, design: Design, count: int
) -> dict[tuple[int, int, str], tuple[Changes, ParameterSet]]:
    """All arms at the points of the first base points: the settings, and the worlds."""
    (own,) = plan.own
    rows = [table.to_dict("records") for table in varied.blocks.values()]
    found = {}
    for base, point in np.ndindex(count, design.blocks.shape[1]):
        changes: dict[str, object] = {}
        for block, number in zip(rows, design.blocks[base, point], strict=True):
            changes |= block[number]
        first = own.seeds[0] + int(design.seeds[base, point])
        worlds = own._replace(seeds=range(first, first + plan.replicates))
        for arm in ARMS:
            found[base, point, arm] = {**changes, "arm": arm}, worlds
    return found  # type: ignore[return-value]


def _run(job: Job, varied: Space, design: Design) -> dict[str, Values]:
    """`(base points, D + 2, replicates)` of people who practise at the end of the contracts, by arm.

    Raises:
        SettingsError: a point cannot be.
    """
    points = _points(job.plan, varied, design, len(design.blocks))
    wanted = {name: changes for name, (changes, _) in points.items()}
    try:
        runs = job.run(wanted, sets={name: worlds for name, (_, worlds) in points.items()})
    except SettingsError as error:
        raise SettingsError(f"Within the ranges that vary: {error}") from None
    found = stacked(list(runs.values()), [CULTURE])[..., 0]
    found = found.reshape(*design.seeds.shape, len(ARMS), -1)
    return {arm: found[:, :, number] for number, arm in enumerate(ARMS)}


def group_indices(gaps: Mapping[str, Values], groups: list[str], seed: int) -> pd.DataFrame:
    """A row per contrast, order and group (see `sensitivity_indices.sobol`).

    The `gaps` of a contrast are `(base points, D + 2, replicates)`, for D groups.
    """
    parts = []
    for number, (contrast, runs) in enumerate(gaps.items()):
        found = methods.sobol(runs, groups, np.random.default_rng([seed, number]))
        found.insert(0, "contrast", contrast)
        parts.append(found.assign(sd=np.sqrt(methods.variances(runs)[0])))
    return pd.concat(parts, ignore_index=True)


def setting_indices(
    gaps: Mapping[str, Values], varied: Space, design: Design, indices: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """First-order indices of the settings in groups that matter for a contrast, the largest first."""
    totals = indices[indices["order"] == methods.TOTAL]
    weights = methods.drawn_blocks(varied.size, np.random.default_rng(seed))
    rows = []
    for order, (contrast, runs) in enumerate(gaps.items()):
        whole, outcome = methods.variances(runs)[0], runs.mean(axis=-1).ravel()
        clear = totals[(totals["contrast"] == contrast) & (totals["low"] > MATTERS)]
        for place, (group, table) in enumerate(varied.blocks.items()):
            if group not in set(clear["group"]):
                continue
            levels = design.blocks[..., place].ravel()
            for name in table:
                values = table[name].to_numpy(float)
                index, ends = methods.alone(values, levels, outcome, whole, weights)
                rows.append((order, contrast, group, name, index, *ends))
    columns = ["order", "contrast", "group", "setting", "index", "low", "high"]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(["order", "index"], ascending=[True, False]).drop(columns="order")


def _first_points(
    plan: Plan, varied: Space, design: Design, runs: Mapping[str, Values]
) -> pd.DataFrame:
    """A row per arm at the points A and AB of the first base point, whose worlds are the study's first."""
    points = _points(plan, varied, design, 1)
    rows = [
        {**changes, CULTURE: runs[arm][base, point].mean()}
        for (base, point, arm), (changes, _) in points.items()
        if point < design.seeds.shape[1] - 1
    ]
    return pd.DataFrame(rows)
