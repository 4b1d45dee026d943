"""Decisions: in which circumstances a team is the better buy, what could be regretted, what is cheapest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments import wording
from experiments.reporting import phrases
from experiments.reporting.content import Block, Figure, Points, table
from experiments.reporting.folder import Study
from experiments.reporting.kinds.part import Part

AGREEMENT = (
    "other", "judged_by", "wins", "wins_low", "wins_high", "halves_agree", "halves_agree_low",
    "halves_agree_high", "by_chance", "scenarios",
)  # fmt: skip
RULES = (
    "other", "holds", "method", "rule", "clear", "in_mass", "in_density", "in_coverage", "out_mass",
    "out_density", "out_low", "out_high", "out_base", "out_coverage",
)  # fmt: skip
REGRET = ("measure", "arm", "worth", "best_in", "mean", "q50", "q95", "worst")
CHEAPEST = (
    "circumstances", "arm", "size", "fte", "weeks", "money", "share", "share_low", "share_high",
    "critical", "search_agrees",
)  # fmt: skip
MAPS = ("map", "x_step", "y_step", "other", "probability", "low", "high", "sets")
SIDES = {1: "probably", 0: "not clear", -1: "probably not"}
EVEN = 0.5  # chance
Row = Mapping[Any, Any]


def report(study: Study) -> Part:
    """What a study of decisions has to say."""
    agreement, found = study.table("agreement", AGREEMENT), study.table("rules", RULES)
    regret, plans = study.table("regret", REGRET), study.table("cheapest", CHEAPEST)
    maps = study.table("maps", MAPS)
    clear = [wording.rule(row) for row in found.to_dict("records") if row["clear"]]
    cheap = [wording.cheapest(row) for row in plans.to_dict("records")]
    said = [
        *map(_wins, agreement.to_dict("records")),
        *(clear or ["No rule is clear out of sample."]),
    ]
    figures = _figures(study)
    blocks: list[Block] = [Points([*said, *cheap, *_on_maps(maps)]), *figures]
    blocks += [*_rule_table(study, found), *_map_table(study, maps)]
    blocks += [*_regret_table(study, regret), *_plan_table(study, plans)]
    return Part(
        "When to choose a team", worth=[*(clear or said[-1:]), *cheap[:1]], shown=figures,
        sure=[_luck(agreement)], blocks=blocks,
    )  # fmt: skip


def _wins(row: Row) -> str:
    return (
        f"Against {phrases.ARMS[row['other']]} the team is the better buy in {_share(row, 'wins')} of "
        f"{row['scenarios']} scenarios ({row['judged_by']})."
    )


def _share(row: Row, name: str) -> str:
    """A share of the scenarios with its interval."""
    return _interval(row, name, f"{name}_")


def _luck(agreement: pd.DataFrame) -> str:
    """How often halves of the runs agree, and how often they would by chance."""
    said = wording.listed(
        [
            f"{_share(row, 'halves_agree')} against {phrases.ARMS[row['other']]} (by chance in "
            f"{phrases.percent(row['by_chance'])})"
            for row in agreement.to_dict("records")
        ]
    )
    return f"Two halves of the runs of a scenario name the same better buy in {said}."


def _on_maps(maps: pd.DataFrame) -> Iterator[str]:
    """At how many places of each map the chance of the team being the better buy is clear."""
    for (name, other), rows in maps.groupby(["map", "other"], sort=False):
        sides = [_side(row) for row in rows.to_dict("records")]
        arm = phrases.ARMS.get(str(other), "every other arm with brokers")
        yield (
            f"On the map of {name}, against {arm}: the chance that the team is the better buy is clearly "
            f"above one half at {sides.count(1)} of {len(sides)} places, clearly below at {sides.count(-1)}."
        )


def _side(row: Row) -> int:
    """Whether an interval of a chance lies above (1) or below (-1) one half, or neither."""
    return int(row["low"] > EVEN) - int(row["high"] < EVEN)


def _rule_table(study: Study, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "where": str(row["rule"]),
            "the team is": f"{'' if row['holds'] else 'not '}better than {phrases.ARMS[row['other']]}",
            "method": str(row["method"]), "found: density, coverage": _quality(row, "in"),
            "out of sample": _quality(row, "out"), "density": _interval(row, "out_density", "out_"),
            "of all": phrases.percent(row["out_base"]),
            "reads": "clear" if row["clear"] else "not clear",
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    caption = (
        "Rules for where the team is the better buy and where not, found in half of the parameter sets and "
        "checked in the other. Density: in how many scenarios of a rule it is true (95% interval, and in all "
        "scenarios); coverage: how many of those in which it is true lie in the rule."
    )
    return table("rules", caption, rows, study.command)


def _quality(row: Row, part: str) -> str:
    names = ("density", "coverage")
    return ", ".join(phrases.percent(row[f"{part}_{name}"]) for name in names)


def _interval(row: Row, mean: str, ends: str = "") -> str:
    low, high = (phrases.percent(row[f"{ends}{end}"]) for end in ("low", "high"))
    return f"{phrases.percent(row[mean])} ({low} to {high})"


def _regret_table(study: Study, found: pd.DataFrame) -> list[Block]:
    rows = [
        {"measure": str(row["measure"]), "arm": str(row["arm"])}
        | {"mean worth": phrases.number(row["worth"]), "best in": phrases.percent(row["best_in"])}
        | {f"regret: {name}": phrases.number(row[name]) for name in ("mean", "q50", "q95", "worst")}
        for row in found.to_dict("records")
    ]
    caption = (
        "Regret: by how much each choice falls behind the one that the other half of the runs of a scenario "
        "names best, over all scenarios run. A description of these scenarios, not an estimate."
    )
    return table("regret", caption, rows, study.command)


def _plan_table(study: Study, found: pd.DataFrame) -> list[Block]:
    """The cheapest plans."""
    rows = [
        {
            "circumstances": str(row["circumstances"]), "arm": str(row["arm"]),
            "brokers": phrases.number(row["size"]), "FTE of each": phrases.number(row["fte"]),
            "weeks": phrases.number(row["weeks"]), "pounds": phrases.number(row["money"]),
            "practise (95% interval)": _interval(row, "share", "share_"),
            "as cheap as on the grid": "yes" if row["search_agrees"] else "no",
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    caption = (
        "The cheapest plan whose share of people practising surely reaches the critical mass, found by a "
        "search and checked by a dense grid; none where there is a dash. The share is that in other worlds."
    )
    return table("cheapest", caption, rows, study.command)


def _map_table(study: Study, found: pd.DataFrame) -> list[Block]:
    """Every map: a row per place, a column per comparison."""
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for row in found.to_dict("records"):
        place = (str(row["map"]), str(row["x_step"]), str(row["y_step"]))
        line = rows.setdefault(place, dict(zip(("map", "first", "second"), place, strict=True)))
        line[f"against {row['other']}"] = f"{_interval(row, 'probability')}: {SIDES[_side(row)]}"
    caption = (
        f"Chance that the team is the better buy, over {found['sets'].max()} parameter sets, with 95% "
        "intervals: probably, where these lie above one half."
    )
    return table("maps", caption, list(rows.values()), study.command)


def _figures(study: Study) -> list[Figure]:
    maps = sorted({path.stem for path in study.folder.glob("map_*.*")})
    captions = {name: f"Map: {name.removeprefix('map_').replace('_', ' ')}." for name in maps}
    captions |= {
        "rules": "Rules for where the team is the better buy.",
        "regret": "Regret of each arm over the scenarios.",
        "cheapest": "The cheapest plan that reaches the critical mass, by circumstances.",
    }
    return [
        figure
        for name, caption in captions.items()
        for figure in study.figure(name, caption, "Colours or bars; the tables hold the numbers.")
    ]
