"""Sensitivity: which settings an outcome hangs on, and how much is luck."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from experiments.methods.estimates import Estimate
from experiments.methods.sensitivity_indices import SECOND, TOTAL
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Points, Text, figure_of, table
from experiments.studies.phrases import listed
from experiments.studies.sensitivity.explained import (
    LEAD,
    clear_pairs,
    having_part,
    is_settled,
    settled,
)
from simulation import describe

STRENGTHS = ("contrast", "setting", "strength", "low", "high", "kept")
INDICES = ("outcome", "contrast", "order", "setting", "other", "index", "low", "high")
LUCK = ("outcome", "contrast", "mean", "variance", "luck", "luck_low", "luck_high")
SIZES = ("outcome", "contrast", "setting", "size", "index", "low", "high")
FIGURES = {
    "indices": "Sobol indices: each setting's share of the variance of an outcome, alone and in all.",
    "screening": "Screening: how strong each setting is over its range (Morris).",
    "outcomes": "Total indices on every outcome.",
    "sample_size": "How the indices settle as the sample grows.",
}
NAMED = 3  # settings that a sentence names
SHOWN = {
    "indices": "Bars of first and total indices for the team's gain and for its lead, with intervals.",
    "screening": "Points with intervals: the strongest settings for the gain and for the lead.",
    "outcomes": "Two grids of settings by outcomes with their total indices.",
    "sample_size": "Lines of the greatest total indices from a quarter, half and all of the sample.",
}


def report(study: StudyFolder) -> Part:
    """What a sensitivity analysis has to say."""
    indices, luck = study.table("indices", INDICES), study.table("luck", LUCK)
    strong, sizes = study.table("strengths", STRENGTHS), study.table("sample_size", SIZES)
    outcome = str(indices["outcome"].iloc[0])
    told = list(_sentences(indices, luck, sizes, outcome))
    said = [*told, settled(sizes, LEAD)]
    figures = [
        figure
        for name, caption in FIGURES.items()
        for figure in figure_of(study, name, caption, SHOWN[name])
    ]
    blocks: list[Block] = [
        Points(said),
        *figures,
        *_indices(study, indices),
        *_pairs(study, indices),
        *_luck(study, luck),
    ]
    blocks += [*_screening(study, strong), *_sizes(study, sizes)]
    return Part("What the outcomes hang on", why=told, shown=figures, blocks=blocks)


def _sentences(
    indices: pd.DataFrame, luck: pd.DataFrame, sizes: pd.DataFrame, outcome: str
) -> Iterator[str]:
    """What the team's lead over solos hangs on, as far as the sample tells, and how much of it is luck."""
    here = indices[(indices["outcome"] == outcome) & (indices["contrast"] == LEAD)]
    clear, count = having_part(here).to_dict("records"), (here["order"] == TOTAL).sum()
    what = describe(outcome).meaning
    lead = f"The team's lead over solos ({what[:1].lower()}{what[1:]})"
    if not clear:
        yield (
            f"No setting clearly has a share in the variance of the team's lead over solos ({what})."
        )
    elif is_settled(sizes, LEAD):
        words = [f"{phrases.meaning(row['setting'])} {_share(row)}" for row in clear[:NAMED]]
        if more := len(clear) - len(words):
            words.append(f"{more} more")
        yield (
            f"{lead} hangs on {listed(words)}: shares of the variance of its expected value when "
            f"{count} settings vary, interactions included (95% intervals; where they overlap the "
            "order is open)."
        )
    else:
        words = sorted(phrases.meaning(row["setting"]) for row in clear)
        yield (
            f"{lead}: of the {count} settings that vary, {len(clear)} have a part in it by their 95% "
            f"intervals: {listed(words)}. How large each is, the sample does not tell."
        )
    for row in luck[(luck["outcome"] == outcome) & (luck["contrast"] == LEAD)].to_dict("records"):
        share, low, high = (
            phrases.percent(row[name]) for name in ("luck", "luck_low", "luck_high")
        )
        yield f"Of the variance of that lead in single runs luck is {share} ({low} to {high})."


def _share(row: phrases.Row) -> str:
    found = Estimate(float(row["index"]), float(row["low"]), float(row["high"]), 0)
    return phrases.interval(found, 2, "")


def _indices(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    """The indices of settings alone."""
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for row in found[found["order"] != SECOND].to_dict("records"):
        key = (row["outcome"], row["contrast"], row["setting"])
        line = dict(zip(("outcome", "contrast", "setting"), key, strict=True))
        rows.setdefault(key, line)[str(row["order"])] = _share(row)
    caption = (
        "Sobol indices with 95% intervals: each setting's share of the variance of an expected outcome. None "
        "is below zero; where an estimate is, chance put it there."
    )
    return table("indices", caption, list(rows.values()), study.command)


def _pairs(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    """The pairs of settings that clearly bring more, or less, than both alone."""
    rows = [
        {
            "outcome": row["outcome"], "contrast": row["contrast"],
            "pair": f"{row['setting']} with {row['other']}", "index": _share(row),
        }
        for _, some in found.groupby(["outcome", "contrast"], sort=False)
        for row in clear_pairs(some).to_dict("records")
    ]  # fmt: skip
    rule = "by their 95% intervals, widened for so many pairs (Bonferroni); indices.csv has all"
    if not rows:
        return [
            Text(f"No pair of settings has a second-order index that differs from zero {rule}.")
        ]
    caption = f"Pairs of settings whose second-order index differs from zero {rule}."
    return table("pairs", caption, rows, study.command)


def _luck(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
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


def _screening(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    """The settings that got indices: how strong the screening found them."""
    rows: dict[str, dict[str, str]] = {}
    for row in found[found["kept"].astype(bool)].to_dict("records"):
        strength = Estimate(row["strength"], row["low"], row["high"], 0)
        line = rows.setdefault(row["setting"], {"setting": row["setting"]})
        line[str(row["contrast"])] = phrases.interval(strength, 3, "")
    caption = (
        "Screening: share of all squared effects, as a mean over the outcomes and with luck taken out; the "
        "settings that were kept (strengths.csv has all)."
    )
    return table("screening", caption, list(rows.values()), study.command)


def _sizes(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    """How the indices of the lead settle."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for row in found[found["contrast"] == LEAD].to_dict("records"):
        key = (row["outcome"], row["setting"])
        line = rows.setdefault(key, dict(zip(("outcome", "setting"), key, strict=True)))
        line[f"{row['size']} base points"] = _share(row)
    caption = f"Total indices, {LEAD}, from parts of the sample and all of it."
    return table("sample-size", caption, list(rows.values()), study.command)
