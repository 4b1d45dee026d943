"""Decision maps: over two circumstances, how probable it is that the team is the better buy.

The probability is over the plausible parameter sets, each with replicates of its own: it holds parameter
uncertainty and stochastic variance. A tie counts one half. Wilson's intervals are over the sets; with ties
they are wider than need be, as a half varies less than a win or a defeat.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.config.configurations import Changes, ParameterSet
from experiments.execution.job import Job
from experiments.methods.estimates import CULTURE, estimate, three, wilson
from experiments.store.replicates import stacked
from experiments.studies.decision.worth import ARMS, OTHERS, Values, better, gains, standing, yields
from simulation import Settings, change
from simulation.roster import roster


class Axis(NamedTuple):
    """One side of a map.

    Attributes:
        label: what varies.
        steps: the name of each step, and the settings it stands for.
        arms: those that it concerns; in others the run is the same at every step.
    """

    label: str
    steps: Mapping[str, Changes]
    arms: Sequence[str]

    def changes(self, step: str, arm: str) -> Changes:
        """What a step changes for an arm."""
        return self.steps[step] if arm in self.arms else {}


SETS, REPLICATES = 100, 2  # of maps: parameter sets differ more than replicates of one set
BROKERS = ARMS[1:]
EQUAL_MONEY = ("single_matched", "solos", "team")
SIZES = ((1, 1), (2, 2), (4, 3), (6, 4), (8, 6))  # managers and academics, near the paper's 4 to 3
COMPOSITIONS = ((7, 0), (5, 2), (4, 3), (2, 5), (0, 7))


def _posts(managers: int, academics: int) -> Changes:
    return {"brokers.managers": managers, "brokers.academics": academics}


def axes(base: Settings) -> dict[str, Axis]:
    """The sides that maps are made of; what a team's size costs depends on hours and salary."""
    return {
        "budget": Axis(
            "Budget, £1000 a year (posts)",
            {f"{budget(base, _posts(*size)):.0f} ({sum(size)})": _posts(*size) for size in SIZES},
            EQUAL_MONEY,
        ),
        "size": Axis("Brokers", {f"{sum(size)}": _posts(*size) for size in SIZES}, EQUAL_MONEY),
        "stability": Axis(
            "Reorganisations a year",
            {f"{rate:g}": {"context.reorganisation": rate} for rate in (0.0, 0.1, 0.2, 0.35, 0.5)},
            ARMS,
        ),
        "contract": Axis(
            "Weeks of contract",
            {f"{weeks}": {"contract.weeks": weeks} for weeks in (26, 52, 104, 156, 208)},
            ARMS,  # "none" too: people are counted when the contracts would have ended
        ),
        "embedding": Axis(
            "Embedding",
            {
                kind.replace("_", " "): {"brokers.embedding": kind}
                for kind in ("none", "one_way_managers", "one_way_academics", "two_way")
            },
            BROKERS,
        ),
        "pairs": Axis(
            "Half-days a week in pairs",
            {f"{hours:g}": {"team.pair": hours} for hours in (0.0, 0.25, 0.5)},
            ("team",),
        ),
        "composition": Axis(
            "Managers to academics",
            {f"{m} to {a}": _posts(m, a) for m, a in COMPOSITIONS},
            EQUAL_MONEY,
        ),
    }  # fmt: skip


MAPS = (
    ("budget", "stability"),
    ("budget", "contract"),
    ("size", "embedding"),
    ("composition", "pairs"),
)


def budget(base: Settings, changes: Changes) -> float:
    """Thousands of pounds a year that the posts of a team cost."""
    settings = change(base, {**changes, "arm": "team"})
    return sum(post.fte for post in roster(settings)) * settings.money.salary / 1000


Cell = tuple[str, str, str, str]  # the axes of a map, and the step on each


def cells(base: Settings) -> Iterator[tuple[Cell, dict[str, Changes]]]:
    """All places of all maps, and the settings of each arm there."""
    there = axes(base)
    for x, y in MAPS:
        for x_step, y_step in itertools.product(there[x].steps, there[y].steps):
            at = {
                arm: (there[x].changes(x_step, arm), there[y].changes(y_step, arm)) for arm in ARMS
            }
            arms: dict[str, Changes] = {
                arm: {**one, **other, "arm": arm} for arm, (one, other) in at.items()
            }
            yield (x, y, x_step, y_step), arms


def configurations(base: Settings) -> list[Changes]:
    """The different configurations of all maps."""
    found = [changes for _, arms in cells(base) for changes in arms.values()]
    return list({tuple(sorted(one.items())): one for one in found}.values())


def table(job: Job, sets: Sequence[ParameterSet]) -> pd.DataFrame:
    """Run the places of all maps in some parameter sets: a row per place and comparison."""
    base = job.plan.settings
    places, there = list(cells(base)), axes(base)
    wanted = {(cell, arm): one for cell, arms in places for arm, one in arms.items()}
    runs = job.run(wanted, sets=sets)
    rows: list[dict[str, Any]] = []
    for cell, arms in places:
        found = {arm: stacked([runs[cell, arm]], (CULTURE, "money")) for arm in arms}
        culture, money = ({arm: of[..., part] for arm, of in found.items()} for part in (0, 1))
        rows += probabilities(there, cell, culture, money, base)
    return pd.DataFrame(rows)


def probabilities(
    there: Mapping[str, Axis],
    cell: Cell,
    culture: Mapping[str, Values],
    money: Mapping[str, Values],
    base: Settings,
) -> Iterator[dict[str, Any]]:
    """A row per comparison: in which share of the parameter sets the team is the better buy, and its lead.

    A set is judged by the mean of few runs, which varies by chance: the share lies nearer to one half than
    that of the sets in which the team truly is the better buy. The mean lead does not.

    Args:
        there: the sides of the maps.
        cell: the place on the map.
        culture: `(sets, replicates)` shares of people practising, by arm.
        money: pounds spent, likewise.
        base: the settings that the map's places change; they have the critical mass.
    """
    found = better(culture, money, base.money.critical_mass)
    leads = _leads(culture, money)
    found["all"] = np.minimum(np.minimum(found["solos"], found["single_matched"]), found["single"])
    place = dict(zip(("x", "y", "x_step", "y_step"), cell, strict=True))
    place |= {"x_label": there[cell[0]].label, "y_label": there[cell[1]].label}
    for other, wins in found.items():
        low, high = wilson(float(wins.mean()), len(wins))
        lead = estimate(leads.get(other, np.empty(0)))
        yield {
            "map": f"{cell[0]} and {cell[1]}", **place, "other": other,
            "probability": float(wins.mean()), "low": low, "high": high, **standing(wins),
            **three("lead", lead.mean, lead[1:]),
            "sets": len(wins), "runs": culture["team"].shape[1], "condition": condition(base, cell[:2]),
        }  # fmt: skip


def _leads(culture: Mapping[str, Values], money: Mapping[str, Values]) -> dict[str, Values]:
    """`(sets,)` the team's lead over each arm: in points; over the single broker, per million pounds."""
    gain = gains(culture)
    per_pound = yields(gain, money)
    leads = {other: (gain["team"] - gain[other]).mean(axis=-1) for other in OTHERS}
    return {**leads, "single": per_pound["team"] - per_pound["single"]}


def condition(base: Settings, varied: Sequence[str]) -> str:
    """What holds at all places of a map, of what other maps vary: such as its posts."""
    managers, academics = base.brokers.managers, base.brokers.academics
    posts = f"about {managers} managers to {academics} academics"  # near that at every size
    if "composition" in varied:
        posts = f"{managers + academics} posts"
    said = {
        "posts": posts,
        "stability": f"{base.context.reorganisation:g} reorganisations a year",
        "contract": f"contracts of {base.contract.weeks} weeks",
        "embedding": f"embedding {base.brokers.embedding.replace('_', ' ')}",
        "pairs": f"{base.team.pair:g} half-days a week in pairs",
    }  # fmt: skip
    return ", ".join(text for name, text in said.items() if name not in varied)
