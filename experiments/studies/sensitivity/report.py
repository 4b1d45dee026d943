"""Sensitivity: which parameters the team's gain and lead depend on, and how much varies by chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.config.labels import outcome_label, setting_label
from experiments.methods.sensitivity_indices import SECOND, TOTAL
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Part, Said, Text
from experiments.studies.phrases import lower, spread
from experiments.studies.sensitivity.explained import ENOUGH, GAIN, LEAD, clear_pairs, precision

WHAT = {LEAD: "lead over solos", GAIN: "gain over no brokers"}
CONTRASTS = {
    "team": "team", GAIN: "team less no brokers", "solos less none": "solos less no brokers",
    LEAD: "team less solos",
}  # fmt: skip
HEADS = {"outcome": "Outcome", "contrast": "Explained", "setting": "Parameter"}
ORDERS = {"first": "First-order index", "total": "Total index"}
INDEX, PERCENT = "{:z.2f}", "{:z.0%}"


def report(study: StudyFolder) -> Part:
    """What a sensitivity analysis found."""
    said = Said(study, __package__)
    indices, luck, strong, sizes = map(study.table, ("indices", "luck", "strengths", "sample_size"))
    outcome = str(indices["outcome"].iloc[0])
    here = indices[indices["outcome"] == outcome]
    depends = [_depends(said, here, sizes, contrast) for contrast in WHAT]
    precise = [_precise(said, sizes, contrast) for contrast in WHAT]
    figures, totals = said.figures(), _totals(said, here, outcome)
    kept, of_lead = strong[strong["kept"].astype(bool)], sizes[sizes["contrast"] == LEAD]
    moved = f"{precision(sizes, LEAD).moved:.2f}"
    return Part(
        "Which parameters matter",
        answer=[*depends, _chance(said, luck, outcome), precise[0][0]],
        why=depends,
        sure=[one for sentences in precise for one in sentences],
        shown=[*totals, *figures],
        blocks=[
            *totals, *figures,
            *_wide(said, "indices", indices[indices["order"] != SECOND], "order", ORDERS),
            *_pairs(said, indices), *_stochastic(said, luck),
            *_wide(said, "screening", kept, "contrast", CONTRASTS, "strength"),
            *_wide(said, "sample-size", of_lead, "size", {}, moved=moved),
        ],
    )  # fmt: skip


def _depends(said: Said, here: pd.DataFrame, sizes: pd.DataFrame, contrast: str) -> str:
    """Which parameter has the largest total index for a contrast, if the sample tells."""
    totals = here[(here["contrast"] == contrast) & (here["order"] == TOTAL)]
    clear = totals[totals["low"] > 0].sort_values("index", ascending=False, kind="stable")
    numbers: dict[str, Any] = {"what": WHAT[contrast], "clear": len(clear), "count": len(totals)}
    if clear.empty or not precision(sizes, contrast).enough:
        return said("some", **numbers)
    first = clear.iloc[0].to_dict()
    index = spread(first, name="index", form=INDEX)
    return said("largest", parameter=_label(first["setting"]), index=index, **numbers)


def _chance(said: Said, luck: pd.DataFrame, outcome: str) -> str:
    row = luck[(luck["outcome"] == outcome) & (luck["contrast"] == LEAD)].iloc[0].to_dict()
    return said("chance", share=spread(row, "luck_", "luck", PERCENT), what=WHAT[LEAD])


def _precise(said: Said, sizes: pd.DataFrame, contrast: str) -> list[str]:
    """How precisely the total indices of a contrast are known."""
    found = precision(sizes, contrast)
    wanted = {"precision": not math.isnan(found.known), "without": found.without}
    numbers = {"what": WHAT[contrast], "enough": ENOUGH, **found._asdict()}
    return [said(name, **numbers) for name, holds in wanted.items() if holds]


def _totals(said: Said, here: pd.DataFrame, outcome: str) -> list[Block]:
    """Total indices for the lead and the gain, the largest for the lead first."""
    rows = here[here["order"] == TOTAL].sort_values("index", ascending=False, kind="stable")
    parts = [rows[rows["contrast"] == contrast].drop(columns="outcome") for contrast in WHAT]
    heads = {contrast: what.capitalize() for contrast, what in WHAT.items()}
    label = lower(outcome_label(outcome))
    return _wide(said, "totals", pd.concat(parts), "contrast", heads, outcome=label)


def _wide(
    said: Said, name: str, rows: pd.DataFrame, across: str, heads: Mapping[str, str],
    value: str = "index", **numbers: str,
) -> list[Block]:  # fmt: skip
    """A table with a row per parameter, outcome and contrast, and a column per value of `across`."""
    keys = [key for key in HEADS if key in rows and key != across]
    texts = rows.assign(text=_texts(rows, name=value, form=INDEX))
    wide = texts.pivot_table(index=keys, columns=across, values="text", aggfunc="first", sort=False)
    wide = wide.rename(columns=heads or "{} base points".format).reset_index()
    return said.table(name, _labelled(wide), **numbers)


def _pairs(said: Said, indices: pd.DataFrame) -> list[Block]:
    """The pairs of parameters whose joint effect clearly differs from the sum of both."""
    parts = [clear_pairs(some) for _, some in indices.groupby(["outcome", "contrast"], sort=False)]
    found = pd.concat(parts)
    cells = _labelled(found[list(HEADS)])
    cells["With"] = found["other"].map(_label)
    cells["Second-order index"] = _texts(found, name="index", form=INDEX)
    return said.table("pairs", cells) or [Text(said("no_pairs"))]


def _stochastic(said: Said, luck: pd.DataFrame) -> list[Block]:
    cells = _labelled(luck[["outcome", "contrast"]])
    for name, head in {"mean": "Mean", "variance": "Variance of single runs"}.items():
        cells[head] = luck[name].map("{:.3g}".format)
    cells["Chance variation"] = _texts(luck, "luck_", "luck", PERCENT)
    return said.table("luck", cells)


def _texts(rows: pd.DataFrame, ends: str = "", name: str = "", form: str = "") -> list[str]:
    return [spread(row, ends, name, form) for row in rows.to_dict("records")]


def _labelled(cells: pd.DataFrame) -> pd.DataFrame:
    """A table with labels in place of the names of outcomes, contrasts and settings."""
    labels: dict[str, Any] = {
        "outcome": outcome_label,
        "contrast": CONTRASTS.get,
        "setting": _label,
    }
    named = {name: cells[name].map(of) for name, of in labels.items() if name in cells}
    return cells.assign(**named).rename(columns=HEADS)


def _label(setting: str) -> str:
    return setting_label(setting).rstrip(".").replace("`", "")
