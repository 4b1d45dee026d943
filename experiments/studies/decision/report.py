"""Decisions: where the team's lead is large, and the cheapest plan that is likely to work."""

import functools
import math
import re
from collections.abc import Callable, Iterator

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.groups import TITLES, group_of
from experiments.config.labels import axis_label, setting_label
from experiments.config.schema import SETTINGS
from experiments.config.values import setting
from experiments.methods.estimates import Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Part, Sentences
from experiments.studies.decision.cheapest import LIKELY, SCREENED
from experiments.studies.phrases import Row, ahead, estimate, interval, listed, pounds, spread

PERCENT = "{:z.0%}"
WHOLE = 10  # values from which on digits after the point say nothing
ORGANISATIONS = TITLES["context"]
SIDES = {True: "above", False: "not above"}


def report(study: StudyFolder) -> Part:
    """What a study of decisions found."""
    said = Sentences(study, __package__)
    leads, found, rules, plans = map(study.table, ("leads", "circumstances", "rules", "cheapest"))
    rows = leads.to_dict("records")
    cheapest = list(_cheapest(said, plans))
    figures = said.figures(
        plans=" ".join(cheapest), likely=LIKELY, screened=min(SCREENED, study.sets)
    )
    first = said.table_of("leads", leads, _lead_cells)
    details = [
        *said.table_of("circumstances", found, _circumstance_cells),
        *said.table_of("rules", rules, functools.partial(_rule_cells, study)),
        *said.table_of("cheapest", plans, _plan_cells, likely=LIKELY),
    ]
    return Part(
        "When to choose a team",
        answer=[
            *(
                part
                for row in rows
                for part in (_matters(said, found, row["other"]), _lead(said, row))
            ),
            *cheapest,
        ],
        worth=[*_rules(said, rules)],
        sure=[*(_predicted(said, row) for row in rows), said("planner")],
        shown=[*figures, *first],
        blocks=[*figures, *first, *details],
    )


def _estimate(row: Row, name: str) -> Estimate:
    """A lead in percentage points."""
    return estimate(row, f"{name}_", 100, name)


def _points(row: Row, name: str) -> str:
    return interval(_estimate(row, name))


def _per_cent(row: Row, name: str) -> str:
    return spread(row, f"{name}_", name, PERCENT)


def _lead(said: Sentences, row: Row) -> str:
    gap = _estimate(row, "lead")
    words = {"lead": ahead(gap, IN_SENTENCES[row["other"]]), "positive": _per_cent(row, "positive")}
    return said("lead", scenarios=row["scenarios"], **words)


def _predicted(said: Sentences, row: Row) -> str:
    words = {"r2": _per_cent(row, "r2"), "not_chance": row["not_chance"]}
    return said("predicted", other=IN_SENTENCES[row["other"]], **words)


def _matters(said: Sentences, found: pd.DataFrame, other: str) -> str:
    """With which conditions the lead clearly changes, if any, and how with that which changes it most."""
    here = found[found["other"] == other].sort_values("difference", key=abs, ascending=False)
    clear = here[(here["difference_low"] > 0) | (here["difference_high"] < 0)]
    if clear.empty:
        return said("nothing", other=IN_SENTENCES[other])
    row = clear.iloc[0].to_dict()
    organisations = ORGANISATIONS in {*map(_group, here["setting"])} - {
        *map(_group, clear["setting"])
    }
    return said(
        "matters", other=IN_SENTENCES[other], tried=len(here), many=len(clear),
        names=listed([f'"{axis_label(name)}"' for name in clear["setting"]]),
        first=f'"{setting_label(row["setting"])}"', low_value=_value(row["low_value"]),
        high_value=_value(row["high_value"]), low=ahead(_estimate(row, "lowest")),
        high=ahead(_estimate(row, "highest")),
        organisations=said("organisations") if organisations else "",
    )  # fmt: skip


def _group(setting: str) -> str:
    """The group of a condition; empty for a setting of another version of the model."""
    return TITLES.get(group_of(setting), "") if setting in SETTINGS else ""


def _rules(said: Sentences, rules: pd.DataFrame) -> Iterator[str]:
    kept = rules[rules["kept"].astype(bool)].to_dict("records")
    for row in kept:
        share = spread(row, "out_", "out_density", PERCENT)
        yield said(
            "rule", other=IN_SENTENCES[row["other"]], holds=SIDES[bool(row["holds"])], share=share,
            conditions=_in_whole(said.study, row["rule"]), base=row["out_base"],
        )  # fmt: skip
    if not kept:
        yield said("no_rule")


def _in_whole(study: StudyFolder, rule: str) -> str:
    """A rule whose bounds are whole numbers where its settings are: at least 4 for at least 3.5."""
    sides: dict[str, Callable[[float], int]] = {
        "at least|from": math.ceil, r"at most|from \d+ to": math.floor,
    }  # fmt: skip
    for name in study.table("circumstances")["setting"].unique():
        if isinstance(setting(name).value, int):
            of = re.escape(setting_label(name))
            for words, inside in sides.items():
                whole = functools.partial(_whole, inside)
                rule = re.sub(rf"({of} (?:{words})) ([\d.]+)", whole, rule)
    return rule


def _whole(inside: Callable[[float], int], found: re.Match[str]) -> str:
    return f"{found[1]} {inside(float(found[2]))}"


def _cheapest(said: Sentences, plans: pd.DataFrame) -> Iterator[str]:
    """What the cheapest plan of each arm costs, and whether the team's costs more."""
    for row in plans.to_dict("records"):
        numbers = {"arm": NAMES[row["arm"]], "critical": row["critical"], "likely": LIKELY}
        if math.isnan(row["money"]):
            yield said("no_plan", **numbers)
            continue
        words = {"money": pounds(row["money"]), "chance": _per_cent(row, "chance")}
        yield said("cheapest", plan=plan_in_words(row), **words, **numbers)
    if gap := [*_dearer(said, plans.iloc[0].to_dict())]:
        yield " ".join(gap)
    # Where a cheaper plan might lie beyond what was tried, or where the model is biased.
    for row in plans.dropna(subset="edges").to_dict("records"):
        yield said("edge", arm=NAMES[row["arm"]], edges=row["edges"])
    if plans["fte"].eq(1).any():
        yield said("full_time")


def _dearer(said: Sentences, row: Row) -> Iterator[str]:
    """Whether the cheapest team costs more than the cheapest solos, and how sure that is."""
    gap, low, high = (row[f"dearer{end}"] for end in ("", "_low", "_high"))
    if math.isnan(gap):
        return
    yield said("dearer" if gap else "alike", gap=_more(said, gap))
    if low < high:
        name = "unclear" if low <= 0 <= high else "clear"
        yield said(name, low=_more(said, low), high=_more(said, high))


def _more(said: Sentences, gap: float) -> str:
    """So many pounds more, or less."""
    return said("less" if gap < 0 else "more", pounds=pounds(abs(gap)))


def plan_in_words(row: Row) -> str:
    """The cheapest plan of an arm."""
    if math.isnan(row["money"]):
        return "none found"
    brokers = "1 broker" if row["size"] == 1 else f"{row['size']:.0f} brokers"
    hours = "full time" if row["fte"] == 1 else f"{row['fte']:.0%} of full time"
    return f"{brokers}, {hours}, {row['weeks']:.0f} weeks"


def _lead_cells(row: Row) -> dict[str, str]:
    return {
        "Team compared with": NAMES[row["other"]],
        "Mean lead": _points(row, "lead"),
        "Above zero": _per_cent(row, "positive"),
        "Predicted by conditions": _per_cent(row, "r2"),
        "Not chance variation": f"{row['not_chance']:.0%}",
    }


def _circumstance_cells(row: Row) -> dict[str, str]:
    return {
        "Team compared with": NAMES[row["other"]],
        "Condition": axis_label(row["setting"]),
        "Group": _group(row["setting"]),
        "Lowest fifth": f"up to {_value(row['low_value'])}",
        "Lead there": _points(row, "lowest"),
        "Highest fifth": f"from {_value(row['high_value'])}",
        "Lead there ": _points(row, "highest"),
        "Difference": _points(row, "difference"),
    }


def _value(value: float) -> str:
    """A value of a setting with two digits that count, or whole."""
    return f"{value:,.0f}" if abs(value) >= WHOLE else f"{value:.2g}"


def _rule_cells(study: StudyFolder, row: Row) -> dict[str, str]:
    return {
        "Compared with": NAMES[row["other"]],
        "Lead is": f"{SIDES[bool(row['holds'])]} zero",
        "Conditions": _in_whole(study, row["rule"]),
        "Holds in": spread(row, "out_", "out_density", PERCENT),
        "All scenarios": f"{row['out_base']:.0%}",
        "Lift": spread(row, "out_lift_", "out_lift", "{:z.0f}", 100),
        "Coverage": f"{row['out_coverage']:.0%}",
        "Kept": "yes" if row["kept"] else "no",
    }


def _plan_cells(row: Row) -> dict[str, str]:
    edges = row["edges"]
    return {
        "Arm": NAMES[row["arm"]],
        "Plan": plan_in_words(row),
        "Planned salaries": "–" if math.isnan(row["money"]) else pounds(row["money"]),
        "Chance of the critical mass": _per_cent(row, "chance"),
        "Team less solos": spread(row, "dearer_", "dearer", pounds),
        "At the limit of what was tried": edges if isinstance(edges, str) else "–",
        "Plans judged in all sets": f"{row['judged']} of {row['plans']}",
    }
