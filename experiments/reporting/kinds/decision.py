"""Decisions: under which circumstances a team is worth it, what could be regretted, what is cheapest."""

from __future__ import annotations

import pandas as pd

from experiments.reporting import phrases
from experiments.reporting.content import Block, Figure, Points, table
from experiments.reporting.folder import Study
from experiments.reporting.kinds.part import Part

REGRET = ("measure", "arm", "mean", "q95", "worst")
TABLES = {
    "rules": "Rules found over the scenarios, with how often they are right, also out of sample.",
    "cheapest": "The cheapest programme for each of the circumstances.",
    "maps": "Chance that the first of the compared does better, point by point of each map.",
}
MOST = 60  # rows of a table on paper


def report(study: Study) -> Part:
    """What a study of decisions has to say."""
    regret = study.table("regret", REGRET)
    said = [_regret(str(measure), rows) for measure, rows in regret.groupby("measure", sort=False)]
    figures = _figures(study)
    blocks: list[Block] = [Points(said), *figures, *_all(study, "regret", regret)]
    for name in TABLES:
        if study.has(name):
            blocks += _all(study, name, study.table(name, ()))
    return Part("When to choose a team", worth=said, shown=figures, blocks=blocks)


def _regret(measure: str, rows: pd.DataFrame) -> str:
    """Which arm leaves least to regret on average and at worst: what was found, over the scenarios run."""
    mean, worst = (str(rows.sort_values(name)["arm"].iloc[0]) for name in ("mean", "worst"))
    values = "; ".join(
        f"{phrases.ARMS.get(row['arm'], row['arm'])} {phrases.number(row['mean'])} and "
        f"{phrases.number(row['worst'])}"
        for row in rows.to_dict("records")
    )
    return (
        f"Regret in {measure}, on average and at worst over the scenarios: {values}. Least on average: "
        f"{phrases.ARMS.get(mean, mean)}; least at worst: {phrases.ARMS.get(worst, worst)}."
    )


def _figures(study: Study) -> list[Figure]:
    maps = sorted({path.stem for path in study.folder.glob("map_*.[sp][vn]g")})
    captions = {name: f"Map: {name.removeprefix('map_').replace('_', ' ')}." for name in maps}
    captions |= {
        "rules": "Rules over the scenarios.",
        "regret": "Regret of each arm over the scenarios.",
    }
    captions |= {"cheapest": "The cheapest programme by circumstances."}
    return [
        figure
        for name, caption in captions.items()
        for figure in study.figure(name, caption, "A map or bars; the tables hold the numbers.")
    ]


def _all(study: Study, name: str, found: pd.DataFrame) -> list[Block]:
    """A table as it is, its numbers made short."""
    rows = [
        {str(column).replace("_", " "): phrases.number(value) for column, value in row.items()}
        for row in found.head(MOST).to_dict("records")
    ]
    caption = TABLES.get(
        name, "Regret over the scenarios: what is lost against the best arm in each."
    )
    if len(found) > MOST:
        caption += f" The first {MOST} of {len(found)} rows; {name}.csv has all."
    return table(name, caption, rows, study.command)
