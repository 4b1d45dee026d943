"""Decisions: in which circumstances a team is the better buy, what could be regretted, what is cheapest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.methods.estimates import Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Figure, Part, Points, figure_of, table
from experiments.studies.decision import words

AGREEMENT = (
    "other", "judged_by", "ahead", "tied", "behind", "wins", "wins_low", "wins_high", "halves_agree",
    "halves_agree_low", "halves_agree_high", "by_chance", "scenarios",
    "sought_in", "sought_ahead",
)  # fmt: skip
RULES = (
    "other", "holds", "method", "rule", "clear", "in_mass", "in_density", "in_coverage", "out_mass",
    "out_density", "out_low", "out_high", "out_base", "out_coverage", "out_lift", "out_lift_low",
    "out_lift_high",
)  # fmt: skip
REGRET = (
    "measure",
    "arm",
    "worth",
    "best_in",
    "mean",
    "low",
    "high",
    "more",
    "more_low",
    "more_high",
)
CHEAPEST = (
    "circumstances", "settings", "arm", "size", "fte", "weeks", "edges", "money", "share", "share_low",
    "share_high", "worlds", "in_worlds", "in_worlds_low", "in_worlds_high", "set_runs", "in_sets",
    "in_sets_low", "in_sets_high", "dearer", "dearer_low", "dearer_high", "critical", "search_agrees",
    "anew", "chosen_in", "plans",
)  # fmt: skip
MAPS = (
    "map", "x_step", "y_step", "x_label", "y_label", "other", "probability", "low", "high", "ahead",
    "tied", "behind", "lead", "lead_low", "lead_high", "sets", "runs", "condition",
)  # fmt: skip
AS_DEAR = ("solos", "single_matched")  # with whom halves of the runs are compared for who decides
SIDES = {1: "probably", 0: "not clear", -1: "probably not"}
Row = Mapping[Any, Any]


def report(study: StudyFolder) -> Part:
    """What a study of decisions has to say."""
    agreement, found = study.table("agreement", AGREEMENT), study.table("rules", RULES)
    regret, plans = study.table("regret", REGRET), study.table("cheapest", CHEAPEST)
    maps = study.table("maps", MAPS)
    rules = words.rules(found.to_dict("records"), agreement.to_dict("records"))
    regretted = words.regret(regret.to_dict("records"))
    rows = plans.to_dict("records")
    cheap = [*map(words.cheapest, rows), *words.dearer(rows)]
    said = [*map(_wins, agreement.to_dict("records")), *rules, *cheap, regretted, *_on_maps(maps)]
    figures = _figures(study, maps)
    blocks: list[Block] = [Points(said), *figures]
    blocks += [*_rule_table(study, found), *_map_tables(study, maps)]
    blocks += [*_regret_table(study, regret), *_plan_table(study, plans)]
    return Part(
        "When to choose a team", shown=figures,
        worth=[_all_wins(agreement), *_briefly(found, rows), regretted],
        sure=[_luck(agreement)], blocks=blocks,
    )  # fmt: skip


def _wins(row: Row) -> str:
    return (
        f"Against {words.CHOICES[row['other']]} the team is the better buy in {_share(row, 'wins')} of "
        f"{row['scenarios']} scenarios, ties as one half: ahead in {phrases.percent(row['ahead'])}, tied in "
        f"{phrases.percent(row['tied'])} (ahead: {row['judged_by']})."
    )


def _all_wins(agreement: pd.DataFrame) -> str:
    """The same of all choices in one sentence, for who decides."""
    rows = agreement.to_dict("records")
    said = [f"{words.WINS[row['other']][0].rstrip(',')} in {_share(row, 'wins')}" for row in rows]
    return f"Of {rows[0]['scenarios']} circumstances, ties as one half, the team {'; '.join(said)}."


def _briefly(found: pd.DataFrame, plans: Sequence[Row]) -> list[str]:
    """Rules against choices of the same money, and the cheapest team, for who decides."""
    rules = [words.briefly(found.to_dict("records"), other) for other in AS_DEAR]
    cheap = [words.plan(row) for row in plans if row["arm"] == "team"][:1]
    return [one for one in (*rules, " ".join([*cheap, *words.dearer(plans)[:1]])) if one]


def _share(row: Row, name: str) -> str:
    """A share of the scenarios with its interval."""
    return _interval(row, name, f"{name}_")


def _luck(agreement: pd.DataFrame) -> str:
    """How often halves of the runs agree, and how often they would by chance."""
    said = phrases.listed(
        [
            f"{_share(row, 'halves_agree')} against {words.CHOICES[row['other']]} (by chance in "
            f"{phrases.percent(row['by_chance'])})"
            for row in agreement.to_dict("records")
            if row["other"] in AS_DEAR
        ]
    )
    return f"Two halves of the runs of a scenario name the same better buy in {said}."


def _on_maps(maps: pd.DataFrame) -> Iterator[str]:
    """At which places of each map the chance of the team being the better buy is clear."""
    rows = maps.to_dict("records")
    for name, other in dict.fromkeys((row["map"], row["other"]) for row in rows):
        yield words.on_a_map(rows, name, other)
    yield from (
        note for name, note in words.MAP_NOTES.items() if maps["map"].str.contains(name).any()
    )


def _rule_table(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "where": str(row["rule"]), "the team": words.WINS[row["other"]][0 if row["holds"] else 1],
            "method": str(row["method"]), "found: density, coverage": _quality(row, "in"),
            "out of sample": _quality(row, "out"), "density": _interval(row, "out_density", "out_"),
            "of all": phrases.percent(row["out_base"]),
            "lift, points": _in_points(row, "out_lift"),
            "reads": _reads(row),
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    caption = (
        "Rules for where the team is the better buy and where not (ties are of these), found in half of the "
        "parameter sets and checked in the other. Density: in how many scenarios of a rule it is true (95% "
        "interval, and in all scenarios); coverage: how many of those in which it is true lie in the rule; "
        "lift: density less that of all scenarios. A rule is clear if the paired interval of its lift lies "
        "above zero (of few scenarios there is none), and cannot be checked where no scenario there is of it."
    )
    return table("rules", caption, rows, study.command)


def _reads(row: Row) -> str:
    if row["out_mass"] == 0:
        return "cannot be checked"
    return "clear" if row["clear"] else "not clear"


def _quality(row: Row, part: str) -> str:
    names = ("density", "coverage")
    return ", ".join(phrases.percent(row[f"{part}_{name}"]) for name in names)


def _interval(row: Row, mean: str, ends: str = "") -> str:
    low, high = (float(row[f"{ends}{end}"]) for end in ("low", "high"))
    return phrases.in_percent(Estimate(float(row[mean]), low, high, 0))


def _in_points(row: Row, name: str) -> str:
    return _numbers({one: 100 * row[one] for one in _ends(name)}, *_ends(name), digits=0)


def _ends(name: str) -> tuple[str, str, str]:
    return name, f"{name}_low", f"{name}_high"


def _regret_table(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "measure": str(row["measure"]), "choice": words.CHOICES[row["arm"]],
            "mean worth": phrases.number(row["worth"]), "named best in": phrases.percent(row["best_in"]),
            "mean regret": _numbers(row, "mean", "low", "high"),
            "more than the least": _numbers(row, "more", "more_low", "more_high"),
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    caption = (
        "Regret: how far each choice is behind the one that the other half of the runs of a scenario names "
        "best, on average over all scenarios, with 95% intervals over parameter sets. Where that half errs, "
        "true regret is larger."
    )
    return table("regret", caption, rows, study.command)


def _numbers(row: Row, *names: str, digits: int = 1) -> str:
    """A number with its interval, where there is one."""
    mean, low, high = (
        "–" if math.isnan(row[name]) else f"{row[name]:.{digits}f}" for name in names
    )
    return mean if low == "–" else f"{mean} ({low} to {high})"


def _plan_table(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    """The cheapest plans."""
    rows = [
        {
            "circumstances": str(row["circumstances"]), "arm": words.CHOICES[row["arm"]],
            "brokers": phrases.number(row["size"]), "FTE of each": phrases.number(row["fte"]),
            "weeks": phrases.number(row["weeks"]),
            "pounds": "–" if math.isnan(row["money"]) else f"{row['money']:,.0f}",
            "at the edge of what was tried": row["edges"] if isinstance(row["edges"], str) else "–",
            "practise (95% interval)": _interval(row, "share", "share_"),
            "worlds that reach it": _interval(row, "in_worlds", "in_worlds_"),
            "sets that reach it": _interval(row, "in_sets", "in_sets_"),
            "search finds one as cheap": "yes" if row["search_agrees"] else "no",
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    settings = str(found["settings"].iloc[0]) if len(found) else "the default settings"
    caption = (
        f"The cheapest plans whose mean reached the critical mass, with {settings}; none is shown to "
        "where there is a dash. Of those that may by their runs in the study's own worlds, each is the "
        "cheapest that does by its mean in other worlds, and partly a lucky one there. Shares are of further "
        "worlds, which had no part in the choice, and of plausible parameter sets, by the mean of few runs "
        "in each."
    )
    return table("cheapest", caption, rows, study.command)


def _map_tables(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    """A table per map: a row per place, a column per comparison."""
    return [
        block for name, rows in found.groupby("map", sort=False)
        for block in _map_table(study, str(name), rows)
    ]  # fmt: skip


def _map_table(study: StudyFolder, name: str, found: pd.DataFrame) -> list[Block]:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for row in found.to_dict("records"):
        place = (str(row["x_step"]), str(row["y_step"]))
        axes = (str(row["x_label"]), str(row["y_label"]))
        line = rows.setdefault(place, dict(zip(axes, place, strict=True)))
        line[f"against {words.rival(str(row['other']))}"] = (
            f"{_interval(row, 'probability')}, tied {phrases.percent(row['tied'])}: "
            f"{SIDES[words.side(row)]}{_lead(row)}"
        )
    runs = found["runs"].max()
    caption = (
        f"Map of {name} ({found['condition'].iloc[0]}): share of {found['sets'].max()} parameter sets in "
        f"which the team is the better buy by the mean of {runs} runs in each, ties as one half, with 95% "
        "intervals: probably, where these lie above one half. As luck has a part in so few runs, it is "
        "nearer to one half than the share of sets in which the team truly is. The mean lead is in "
        "percentage points, against one full-timer in points per million pounds."
    )
    return table(f"map_{name.replace(' and ', '_')}", caption, list(rows.values()), study.command)


def _lead(row: Row) -> str:
    """The mean lead on a map; there is none over all others at once."""
    if math.isnan(row["lead"]):
        return ""
    mean, low, high = (f"{row[f'lead{end}']:+.1f}" for end in ("", "_low", "_high"))
    return f"; lead {mean} ({low} to {high})"


def _figures(study: StudyFolder, maps: pd.DataFrame) -> list[Figure]:
    said = {
        f"map_{str(name).replace(' and ', '_')}": _of_map(str(name), rows)
        for name, rows in maps.groupby("map", sort=False)
    }
    said |= {
        "rules": (
            "Rules for where the team is the better buy, and where not.",
            "For each rule a bar: the share of its scenarios in which it is true, with a 95% interval, "
            "beside the share among all scenarios. The table of rules holds the numbers.",
        ),
        "regret": (
            "Mean regret of each choice over the scenarios.",
            "A bar for each choice with a 95% interval. The table of regret holds the numbers.",
        ),
        "cheapest": (
            "The cheapest plan whose mean reached the critical mass where it was chosen, by circumstances.",
            "A bar of pounds for the team and for solos in each of the circumstances. The table of cheapest "
            "plans holds the numbers.",
        ),
    }
    return [
        figure
        for name, (caption, alt) in said.items()
        for figure in figure_of(study, name, caption, alt)
    ]


def _of_map(name: str, rows: pd.DataFrame) -> tuple[str, str]:
    """Caption and alternative text of a map."""
    x, y = (str(rows[label].iloc[0]) for label in ("x_label", "y_label"))
    clear = []
    for other, there in rows.groupby("other", sort=False):
        sides = [words.side(row) for row in there.to_dict("records")]
        clear.append(
            f"against {words.rival(str(other))} at {sides.count(1)} and {sides.count(-1)} of {len(sides)}"
        )
    caption = (
        "In which share of the plausible parameter sets the team is the better buy by the mean of "
        f"{rows['runs'].max()} runs in each, by {name} ({rows['condition'].iloc[0]}). Clearly in more "
        f"than half and in fewer: {phrases.listed(clear)} places."
    )
    return caption, (
        f"A panel for each comparison; {x} to the right, {y} upwards; per cent in each place, red above one "
        "half and blue below."
    )
