"""Sensitivity: which settings an outcome hangs on, and how much is luck."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from experiments.analysis import Estimate
from experiments.reporting import phrases
from experiments.reporting.content import Block, Points, table
from experiments.reporting.folder import Study
from experiments.reporting.kinds.part import Part
from experiments.wording import listed
from simulation import describe

SCREENING = (
    "outcome",
    "contrast",
    "setting",
    "mu",
    "mu_star",
    "mu_star_low",
    "mu_star_high",
    "kept",
)
INDICES = ("outcome", "contrast", "order", "setting", "other", "index", "low", "high")
LUCK = ("outcome", "contrast", "mean", "variance", "luck", "luck_low", "luck_high")
SIZES = ("outcome", "contrast", "setting", "size", "index", "low", "high")
LEAD = "team less solos"
TOTAL = "total"
NAMED = 4  # settings that a sentence names
FIGURES = {
    "indices": "Sobol indices: each setting's share of the variance of an outcome, alone and in all.",
    "screening": "Screening: how far each setting moves an outcome over its range (Morris).",
    "outcomes": "Total indices on every outcome.",
    "sample_size": "How the indices settle as the sample grows.",
}


def report(study: Study) -> Part:
    """What a sensitivity analysis has to say."""
    indices, luck = study.table("indices", INDICES), study.table("luck", LUCK)
    screening, sizes = study.table("screening", SCREENING), study.table("sample_size", SIZES)
    outcome = str(indices["outcome"].iloc[0])
    said = list(_sentences(indices, luck, outcome))
    figures = [
        figure
        for name, caption in FIGURES.items()
        for figure in study.figure(name, caption, "Bars by setting; the tables hold the numbers.")
    ]
    blocks: list[Block] = [Points(said), *figures, *_indices(study, indices), *_luck(study, luck)]
    blocks += [*_screening(study, screening), *_sizes(study, sizes)]
    return Part("What the outcomes hang on", why=said, shown=figures, blocks=blocks)


def _sentences(indices: pd.DataFrame, luck: pd.DataFrame, outcome: str) -> Iterator[str]:
    """What the team's lead over solos hangs on, and how much of it is luck."""
    here = indices[(indices["outcome"] == outcome) & (indices["contrast"] == LEAD)]
    totals = here[here["order"] == TOTAL].sort_values("index", ascending=False)
    clear = totals[totals["low"] > 0].head(NAMED)
    words = [f"{phrases.meaning(row['setting'])} {_share(row)}" for row in clear.to_dict("records")]
    what = describe(outcome).meaning
    yield (
        f"The team's lead over solos ({what[:1].lower()}{what[1:]}) hangs most on {listed(words)}: shares of "
        "the variance of its expected value over the settings left open, interactions included "
        "(95% intervals)."
        if words
        else f"No setting clearly has a share in the variance of the team's lead over solos ({what})."
    )
    for row in luck[(luck["outcome"] == outcome) & (luck["contrast"] == LEAD)].to_dict("records"):
        share, low, high = (
            phrases.percent(row[name]) for name in ("luck", "luck_low", "luck_high")
        )
        yield f"Of the variance of that lead in single runs luck is {share} ({low} to {high})."


def _share(row: phrases.Row) -> str:
    found = Estimate(float(row["index"]), float(row["low"]), float(row["high"]), 0)
    return phrases.interval(found, 2, "")


def _indices(study: Study, found: pd.DataFrame) -> list[Block]:
    """The indices of settings alone; those of pairs where they are clear."""
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for row in found[found["order"] != "second"].to_dict("records"):
        key = (row["outcome"], row["contrast"], row["setting"])
        line = dict(zip(("outcome", "contrast", "setting"), key, strict=True))
        rows.setdefault(key, line)[str(row["order"])] = _share(row)
    pairs = [
        {
            "outcome": row["outcome"], "contrast": row["contrast"],
            "pair": f"{row['setting']}, {row['other']}", "index": _share(row),
        }
        for row in found[(found["order"] == "second") & (found["low"] > 0)].to_dict("records")
    ]  # fmt: skip
    caption = "Sobol indices with 95% intervals: each setting's share of the variance of an expected outcome."
    return [
        *table("indices", caption, list(rows.values()), study.command),
        *table(
            "pairs", "Pairs of settings whose second-order index is clear.", pairs, study.command
        ),
    ]


def _luck(study: Study, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "outcome": row["outcome"], "contrast": row["contrast"], "mean": phrases.number(row["mean"]),
            "variance of single runs": phrases.number(row["variance"]),
            "luck's share": phrases.interval(
                Estimate(row["luck"], row["luck_low"], row["luck_high"], 0), 2, ""
            ),
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    return table("luck", "Luck's share in the variance of single runs.", rows, study.command)


def _screening(study: Study, found: pd.DataFrame) -> list[Block]:
    """The settings that got indices."""
    rows = [
        {
            "outcome": row["outcome"], "contrast": row["contrast"], "setting": row["setting"],
            "mean effect": phrases.number(row["mu"]),
            "mean size of effects": phrases.interval(
                Estimate(row["mu_star"], row["mu_star_low"], row["mu_star_high"], 0), 3, ""
            ),
        }
        for row in found[found["kept"].astype(bool) & (found["contrast"] == LEAD)].to_dict("records")
    ]  # fmt: skip
    caption = f"Screening, {LEAD}: the settings that were kept; screening.csv has all."
    return table("screening", caption, rows, study.command)


def _sizes(study: Study, found: pd.DataFrame) -> list[Block]:
    """How the indices of the lead settle."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for row in found[found["contrast"] == LEAD].to_dict("records"):
        key = (row["outcome"], row["setting"])
        line = rows.setdefault(key, dict(zip(("outcome", "setting"), key, strict=True)))
        line[f"{row['size']} base points"] = _share(row)
    caption = f"Total indices, {LEAD}, from parts of the sample and all of it."
    return table("sample-size", caption, list(rows.values()), study.command)
