"""Decisions: in which circumstances a team is the better buy, what a wrong choice costs, what is cheapest."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.labels import setting_label
from experiments.methods.clusters import FEWEST
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Part, Said, Text, figure_of, table
from experiments.studies.phrases import NO_INTERVAL, Row, spread

BETTER = {True: "the better buy", False: "not the better buy"}
MEANING = {  # when the team is the better buy
    "solos": "more people practise",
    "single_matched": "more people practise",
    "single": "more people practise per pound",
    "none": "critical mass reached, and not without brokers",
}
EQUAL_COST = ("solos", "single_matched")  # whom the summary compares the team with
EVEN = 0.5
POINT, PERCENT, POUNDS = "{:z.1f}", "{:z.0%}", "£{:z,.0f}"


def report(study: StudyFolder) -> Part:
    """What a study of decisions found."""
    said = Said(study, __package__)
    agreement, rules, maps, regrets, plans = map(
        study.table, ("agreement", "rules", "maps", "regret", "cheapest")
    )

    def told(name: str, found: pd.DataFrame, make: Callable[[Row], dict[str, str]]) -> list[Block]:
        return said.table(name, [make(row) for row in found.to_dict("records")], fewest=FEWEST)

    first = told("agreement", agreement, _agreement)
    figures = [*_map_figures(said, maps), *said.figures()]
    rows = {row["other"]: row for row in agreement.to_dict("records")}
    wins, halves = (
        [_claim(said, rows[other], *words) for other in EQUAL_COST]
        for words in (
            ("the team is the better buy", "wins_", "wins", "{scenarios} scenarios"),
            ("two halves of the runs agree on the better buy", "halves_agree_", "halves_agree",
             "scenarios ({by_chance:.0%} by chance)"),
        )
    )  # fmt: skip
    return Part(
        "When to choose a team",
        answer=[*wins, _least_regret(said, regrets), _cheapest(said, plans)],
        worth=list(_best_rules(said, rules)),
        sure=halves,
        shown=[*first, *figures],
        blocks=[
            *first, *told("halves", agreement, _halves),
            *(told("rules", rules, _rule) or [Text(said("no_rule"))]),
            *said.table("maps", list(_map_summary(maps))), *figures,
            *told("regret", regrets, _regret), *told("cheapest", plans, _plan), *_map_tables(said, maps),
        ],
    )  # fmt: skip


def _claim(said: Said, row: Row, what: str, ends: str, share: str, which: str) -> str:
    often, other = spread(row, ends, share, PERCENT), IN_SENTENCES[row["other"]]
    return said("claim", other=other, what=what, share=often, which=which.format(**row))


def _best_rules(said: Said, rules: pd.DataFrame) -> Iterator[str]:
    """For each comparison at equal cost the best confirmed rule for the team, and the best against it.

    The best has the largest lift, weighed by its mass, where rules were found: to choose where they are
    tested would be to choose the luckiest.
    """
    worth = rules["in_mass"] * (rules["in_density"] - rules["in_base"])
    ranked = rules.assign(worth=worth).sort_values("worth", ascending=False, kind="stable")
    confirmed = ranked[ranked["clear"] == 1]
    for other in EQUAL_COST:
        for holds, better in BETTER.items():
            here = confirmed[(confirmed["other"] == other) & (confirmed["holds"] == holds)]
            for row in here.head(1).to_dict("records"):
                which = f"scenarios with {conditions(row['rule'])} ({row['out_base']:.0%} of all)"
                yield _claim(said, row, f"the team is {better}", "out_", "out_density", which)


def _least_regret(said: Said, regrets: pd.DataFrame) -> str:
    points = regrets[regrets["measure"] == "points"].sort_values("mean", kind="stable")
    best, *others = points.to_dict("records")
    alike = " or ".join(IN_SENTENCES[row["arm"]] for row in others if not row["more_low"] > 0)
    unclear = f", not clearly less than with {alike}" if alike else ""
    loss = spread(best, form=POINT)
    return said("regret", arm=IN_SENTENCES[best["arm"]], points=loss, unclear=unclear)


def _cheapest(said: Said, plans: pd.DataFrame) -> str:
    """What the critical mass costs in the first circumstances: those of the study."""
    rows = plans[plans["circumstances"] == plans["circumstances"].iloc[0]].to_dict("records")
    critical = f"{rows[0]['critical']:.0%}"
    if none := [IN_SENTENCES[row["arm"]] for row in rows if math.isnan(row["money"])]:
        return said("no_plan", arms=" or ".join(none), critical=critical)
    (team,) = (row for row in rows if row["arm"] == "team")
    low, high = team["dearer_low"], team["dearer_high"]
    compared = "not clearly different from"
    if low > 0 or high < 0:
        compared = "clearly more than" if low > 0 else "clearly less than"
    between = f"difference {_pounds(low)} to {_pounds(high)}"
    return said(
        "cheapest", critical=critical, money=_pounds(team["money"]), compared=compared,
        difference=NO_INTERVAL if math.isnan(low) else between,
    )  # fmt: skip


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
        "Better buy": spread(row, "wins_", "wins", PERCENT),
    }


def _halves(row: Row) -> dict[str, str]:
    return {
        "Team compared with": NAMES[row["other"]],
        "Two halves of the runs agree": spread(row, "halves_agree_", "halves_agree", PERCENT),
        "By chance": f"{row['by_chance']:.0%}",
        "Ahead where rules are sought": f"{row['sought_ahead']} of {row['sought_in']}",
    }


def _rule(row: Row) -> dict[str, str]:
    return {
        "Compared with": NAMES[row["other"]],
        "Team is": BETTER[bool(row["holds"])],
        "Conditions": conditions(row["rule"]),
        "Holds in": spread(row, "out_", "out_density", PERCENT),
        "All scenarios": f"{row['out_base']:.0%}",
        "Lift": spread(row, "out_lift_", "out_lift", "{:z.0f}", 100),
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
        "Mean regret": spread(row, form=POINT),
        "More than the lowest": spread(row, "more_", "more", POINT),
    }


def _plan(row: Row) -> dict[str, str]:
    reached = "yes" if row["share_low"] >= row["critical"] else "not clear"
    return {
        "Circumstances": row["circumstances"],
        "Arm": NAMES[row["arm"]],
        "Plan": plan(row),
        "Cost": _pounds(row["money"]),
        "Team less solos": spread(row, "dearer_", "dearer", POUNDS),
        "Practising": spread(row, "share_", "share", "{:z.1%}"),
        f"{row['critical']:.0%} reached": "no" if row["share_high"] < row["critical"] else reached,
        "Replicates that reach it": spread(row, "in_worlds_", "in_worlds", PERCENT),
        "Parameter sets that reach it": spread(row, "in_sets_", "in_sets", PERCENT),
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


def _map_tables(said: Said, maps: pd.DataFrame) -> Iterator[Block]:
    """A table per map: a row per place, a column per comparison."""
    for name, rows in maps.groupby("map", sort=False):
        places: dict[tuple[str, str], dict[str, str]] = {}
        for row in rows.to_dict("records"):
            place = str(row["x_step"]), str(row["y_step"])
            axes = dict(zip((row["x_label"], row["y_label"]), place, strict=True))
            cell = spread(row, name="probability", form=PERCENT)
            if not math.isnan(row["lead"]):  # there is none over all arms at once
                cell += f"; lead {spread(row, 'lead_', 'lead', '{:+z.1f}')}"
            places.setdefault(place, axes)[_rival(row["other"])] = cell
        caption = f"{_map_caption(said, rows)} {said('lead')}"
        yield from table(_map_file(name), caption, list(places.values()), said.study.command)


def _map_figures(said: Said, maps: pd.DataFrame) -> Iterator[Block]:
    for name, rows in maps.groupby("map", sort=False):
        alt = said("map_alt", **rows.iloc[0])
        yield from figure_of(said.study, _map_file(name), _map_caption(said, rows), alt)


def _map_file(name: object) -> str:
    return f"map_{str(name).replace(' and ', '_')}"


def _map_caption(said: Said, rows: pd.DataFrame) -> str:
    caption = said("map", **rows.iloc[0])
    return f"{caption} {said('embedding')}" if "embedding" in rows["map"].iloc[0] else caption


def _rival(other: str) -> str:
    return f"against {NAMES.get(other, 'all arms with brokers')}"


def _pounds(value: float) -> str:
    return "–" if math.isnan(value) else POUNDS.format(value).replace("£-", "-£")
