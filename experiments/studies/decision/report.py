"""Decisions: in which circumstances a team is the better buy, what a wrong choice costs, what is cheapest."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.labels import setting_label
from experiments.methods.clusters import FEWEST
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Figure, Part, Text, figure_of, table
from experiments.studies.decision import KIND

SAID: Any = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text("utf-8"))
BETTER = {True: "the better buy", False: "not the better buy"}
MEANING = {  # when the team is the better buy
    "solos": "more people practise",
    "single_matched": "more people practise",
    "single": "more people practise per pound",
    "none": "critical mass reached, and not without brokers",
}
EQUAL_COST = ("solos", "single_matched")  # whom the summary compares the team with
EVEN = 0.5
NO_INTERVAL = "sample too small for an interval"
PERCENT, POUNDS = "{:z.0%}", "£{:z,.0f}"
Row = Mapping[Any, Any]


def report(study: StudyFolder) -> Part:
    """What a study of decisions found."""
    agreement, rules, maps, regrets, plans = (
        study.table(name, KIND.contents.tables[f"{name}.csv"].needed)
        for name in ("agreement", "rules", "maps", "regret", "cheapest")
    )

    def told(name: str, found: pd.DataFrame, make: Callable[[Row], dict[str, str]]) -> list[Block]:
        rows = [make(row) for row in found.to_dict("records")]
        return table(name, SAID["tables"][name].format(fewest=FEWEST), rows, study.command)

    first, figures = told("agreement", agreement, _agreement), list(_figures(study, maps))
    rows = {row["other"]: row for row in agreement.to_dict("records")}
    wins, halves = (
        [_claim(rows[other], *said) for other in EQUAL_COST]
        for said in (
            ("the team is the better buy", "wins", "wins_", "{scenarios} scenarios"),
            ("two halves of the runs agree on the better buy", "halves_agree", "halves_agree_",
             "scenarios ({by_chance:.0%} by chance)"),
        )
    )  # fmt: skip
    return Part(
        "When to choose a team",
        answer=[*wins, _least_regret(regrets), _cheapest(plans)],
        worth=list(_best_rules(rules)),
        sure=halves,
        shown=[*first, *figures],
        blocks=[
            *first, *told("halves", agreement, _halves),
            *(told("rules", rules, _rule) or [Text("No rule was found.")]),
            *table("maps", SAID["tables"]["maps"], list(_map_summary(maps)), study.command), *figures,
            *told("regret", regrets, _regret), *told("cheapest", plans, _plan), *_map_tables(study, maps),
        ],
    )  # fmt: skip


def _claim(row: Row, what: str, share: str, ends: str, which: str) -> str:
    other, often = IN_SENTENCES[row["other"]], _number(row, share, ends, PERCENT)
    return str(SAID["claim"].format(other=other, what=what, share=often, which=which.format(**row)))


def _best_rules(rules: pd.DataFrame) -> Iterator[str]:
    """For each comparison at equal cost the best confirmed rule for the team, and the best against it.

    The best has the largest lift, weighed by its mass, where rules were found: to choose where they are
    tested would be to choose the luckiest.
    """
    worth = rules["in_mass"] * (rules["in_density"] - rules["in_base"])
    ranked = rules.assign(worth=worth).sort_values("worth", ascending=False, kind="stable")
    for other in EQUAL_COST:
        for holds, better in BETTER.items():
            here = ranked[
                (ranked["other"] == other) & (ranked["holds"] == holds) & (ranked["clear"] == 1)
            ]
            for row in here.head(1).to_dict("records"):
                which = f"scenarios with {conditions(row['rule'])} ({row['out_base']:.0%} of all)"
                yield _claim(row, f"the team is {better}", "out_density", "out_", which)


def _least_regret(regrets: pd.DataFrame) -> str:
    points = regrets[regrets["measure"] == "points"].sort_values("mean", kind="stable")
    best, *others = points.to_dict("records")
    alike = " or ".join(IN_SENTENCES[row["arm"]] for row in others if not row["more_low"] > 0)
    unclear = f", not clearly less than with {alike}" if alike else ""
    said = SAID["regret"].format(
        arm=IN_SENTENCES[best["arm"]], points=_number(best, "mean"), unclear=unclear
    )
    return str(said)


def _cheapest(plans: pd.DataFrame) -> str:
    """What the critical mass costs in the first circumstances: those of the study."""
    rows = plans[plans["circumstances"] == plans["circumstances"].iloc[0]].to_dict("records")
    critical = f"{rows[0]['critical']:.0%}"
    if none := [IN_SENTENCES[row["arm"]] for row in rows if math.isnan(row["money"])]:
        return str(SAID["no_plan"].format(arms=" or ".join(none), critical=critical))
    (team,) = (row for row in rows if row["arm"] == "team")
    low, high = team["dearer_low"], team["dearer_high"]
    compared = "clearly more than" if low > 0 else "clearly less than"
    said = SAID["cheapest"].format(
        critical=critical, money=_pounds(team["money"]),
        compared=compared if low > 0 or high < 0 else "not clearly different from",
        difference=NO_INTERVAL if math.isnan(low) else f"difference {_pounds(low)} to {_pounds(high)}",
    )  # fmt: skip
    return str(said)


def conditions(rule: str) -> str:
    """The conditions of a rule, short: `budget in £1000 a year ≤ 200, contract in weeks ≥ 88`."""
    for words, sign in ((" is at most ", " ≤ "), (" is at least ", " ≥ "), (" is from ", " ")):
        rule = rule.replace(words, sign)
    rule = re.sub(r"(\d) to (-?\d)", r"\1–\2", rule).replace(" and ", ", ")
    rule = re.sub(r"[a-z_]+\.[a-z_]+", lambda name: setting_label(name[0]).rstrip("."), rule)
    return re.sub(r"(^|, )the ", r"\1", rule)


def result(row: Row) -> str:
    """What the test of a rule gave."""
    if row["out_mass"] == 0:
        return "not tested: no such scenario"
    if math.isnan(row["out_lift_low"]):
        return "not tested: too few scenarios"
    return "confirmed" if row["clear"] else "not confirmed"


def plan(row: Row) -> str:
    """The cheapest plan of an arm."""
    if math.isnan(row["money"]):
        return "none found"
    brokers = "1 broker" if row["size"] == 1 else f"{row['size']:.0f} brokers"
    return f"{brokers}, {row['fte']:.0%} of full time, {row['weeks']:.0f} weeks"


def _agreement(row: Row) -> dict[str, str]:
    return {
        "Team compared with": NAMES[row["other"]],
        "Better buy if": MEANING[row["other"]],
        "Ahead": f"{row['ahead']:.0%}",
        "Tied": f"{row['tied']:.0%}",
        "Better buy": _number(row, "wins", "wins_", PERCENT),
    }


def _halves(row: Row) -> dict[str, str]:
    return {
        "Team compared with": NAMES[row["other"]],
        "Two halves of the runs agree": _number(row, "halves_agree", "halves_agree_", PERCENT),
        "By chance": f"{row['by_chance']:.0%}",
        "Ahead where rules are sought": f"{row['sought_ahead']} of {row['sought_in']}",
    }


def _rule(row: Row) -> dict[str, str]:
    return {
        "Compared with": NAMES[row["other"]],
        "Team is": BETTER[bool(row["holds"])],
        "Conditions": conditions(row["rule"]),
        "Holds in": _number(row, "out_density", "out_", PERCENT),
        "All scenarios": f"{row['out_base']:.0%}",
        "Lift": _number(row, "out_lift", "out_lift_", "{:z.0f}", 100),
        "Coverage": f"{row['out_coverage']:.0%}",
        "Result": result(row),
        "Where found: holds in, coverage": f"{row['in_density']:.0%}, {row['in_coverage']:.0%}",
        "Method": row["method"].upper(),
    }


def _regret(row: Row) -> dict[str, str]:
    return {
        "Measure": f"percentage {row['measure']}",
        "Choice": NAMES[row["arm"]],
        "Mean gain": f"{row['worth']:.1f}",
        "Named best in": f"{row['best_in']:.0%}",
        "Mean regret": _number(row, "mean"),
        "More than the lowest": _number(row, "more", "more_"),
    }


def _plan(row: Row) -> dict[str, str]:
    reached = "yes" if row["share_low"] >= row["critical"] else "not clear"
    return {
        "Circumstances": row["circumstances"],
        "Arm": NAMES[row["arm"]],
        "Plan": plan(row),
        "Cost": _pounds(row["money"]),
        "Team less solos": _number(row, "dearer", "dearer_", POUNDS),
        "Practising": _number(row, "share", "share_", "{:z.1%}"),
        f"{row['critical']:.0%} reached": "no" if row["share_high"] < row["critical"] else reached,
        "Replicates that reach it": _number(row, "in_worlds", "in_worlds_", PERCENT),
        "Parameter sets that reach it": _number(row, "in_sets", "in_sets_", PERCENT),
        "At the limit of what was tried": row["edges"] if isinstance(row["edges"], str) else "–",
        "Plans tested": f"{row['anew']} of {row['plans']}",
        "Search as cheap": "yes" if row["search_agrees"] else "no",
    }


def _map_summary(maps: pd.DataFrame) -> Iterator[dict[str, str]]:
    for name, rows in maps.groupby("map", sort=False):
        said = {"Map": str(name)}
        for other, here in rows.groupby("other", sort=False):
            more, less = (here["low"] > EVEN).sum(), (here["high"] < EVEN).sum()
            said[_rival(str(other))] = f"better in {more}, not in {less} of {len(here)}"
        yield said


def _map_tables(study: StudyFolder, maps: pd.DataFrame) -> Iterator[Block]:
    """A table per map: a row per place, a column per comparison."""
    for name, rows in maps.groupby("map", sort=False):
        places: dict[tuple[str, str], dict[str, str]] = {}
        for row in rows.to_dict("records"):
            place = str(row["x_step"]), str(row["y_step"])
            axes = dict(zip((row["x_label"], row["y_label"]), place, strict=True))
            cell = _number(row, "probability", "", PERCENT)
            if not math.isnan(row["lead"]):  # there is none over all arms at once
                cell += f"; lead {_number(row, 'lead', 'lead_', '{:+z.1f}')}"
            places.setdefault(place, axes)[_rival(row["other"])] = cell
        caption = f"{_map_caption(rows)} {SAID['lead']}"
        yield from table(_map_file(name), caption, list(places.values()), study.command)


def _figures(study: StudyFolder, maps: pd.DataFrame) -> Iterator[Figure]:
    for name, said in SAID["figures"].items():
        if name != "map":
            yield from figure_of(study, name, *said)
            continue
        for each, rows in maps.groupby("map", sort=False):
            alt = said[1].format(**rows.iloc[0])
            yield from figure_of(study, _map_file(each), _map_caption(rows), alt)


def _map_file(name: object) -> str:
    return f"map_{str(name).replace(' and ', '_')}"


def _map_caption(rows: pd.DataFrame) -> str:
    said = str(SAID["map"].format(**rows.iloc[0]))
    return f"{said} {SAID['embedding']}" if "embedding" in rows["map"].iloc[0] else said


def _rival(other: str) -> str:
    return f"against {NAMES.get(other, 'all arms with brokers')}"


def _number(row: Row, name: str, ends: str = "", form: str = "{:z.1f}", scale: float = 1) -> str:
    """A number with its interval, where there is one; a dash where there is no number."""
    mean, low, high = (scale * row[column] for column in (name, f"{ends}low", f"{ends}high"))
    if math.isnan(mean):
        return "–"
    between = NO_INTERVAL if math.isnan(low) else f"{form.format(low)} to {form.format(high)}"
    return f"{form.format(mean)} ({between})".replace("£-", "-£")


def _pounds(value: float) -> str:
    return "–" if math.isnan(value) else POUNDS.format(value).replace("£-", "-£")
