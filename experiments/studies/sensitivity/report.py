"""Sensitivity: which parameters the team's gain and lead depend on, and how much varies by chance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from experiments.config.labels import outcome_label, setting_label
from experiments.methods.sensitivity_indices import SECOND, TOTAL
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Part, Table, Text, figure_of
from experiments.studies.sensitivity import KIND
from experiments.studies.sensitivity.explained import ENOUGH, GAIN, LEAD, clear_pairs, precision

SAID: Any = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text("utf-8"))
WHAT = {LEAD: "lead over solos", GAIN: "gain over no brokers"}
CONTRASTS = {
    "team": "team", GAIN: "team less no brokers", "solos less none": "solos less no brokers",
    LEAD: "team less solos",
}  # fmt: skip
HEADS = {"outcome": "Outcome", "contrast": "Explained", "setting": "Parameter"}
ORDERS = {"first": "First-order index", "total": "Total index"}
PERCENT = "{:z.0%}"


def report(study: StudyFolder) -> Part:
    """What a sensitivity analysis found."""
    indices, luck, strong, sizes = (
        study.table(name, KIND.contents.tables[f"{name}.csv"].needed)
        for name in ("indices", "luck", "strengths", "sample_size")
    )
    outcome = str(indices["outcome"].iloc[0])
    here = indices[indices["outcome"] == outcome]
    depends = [_depends(here, sizes, contrast) for contrast in WHAT]
    figures = [
        one for name, said in SAID["figures"].items() for one in figure_of(study, name, *said)
    ]
    kept, of_lead = strong[strong["kept"].astype(bool)], sizes[sizes["contrast"] == LEAD]
    moved = f"{precision(sizes, LEAD).moved:.2f}"
    totals = _totals(study, here, outcome)
    return Part(
        "Which parameters matter",
        answer=[*depends, _chance(luck, outcome), _precise(sizes, LEAD)[0]],
        why=depends,
        sure=[one for contrast in WHAT for one in _precise(sizes, contrast)],
        shown=[totals, *figures],
        blocks=[
            totals,
            *figures,
            _wide(study, "indices", indices[indices["order"] != SECOND], "order", ORDERS),
            *_pairs(study, indices),
            _stochastic(study, luck),
            _wide(study, "screening", kept, "contrast", CONTRASTS, "strength"),
            _wide(study, "sample-size", of_lead, "size", {}, moved=moved),
        ],
    )


def _depends(here: pd.DataFrame, sizes: pd.DataFrame, contrast: str) -> str:
    """Which parameter has the largest total index for a contrast, if the sample tells."""
    totals = here[(here["contrast"] == contrast) & (here["order"] == TOTAL)]
    clear = totals[totals["low"] > 0].sort_values("index", ascending=False, kind="stable")
    said: dict[str, Any] = {"what": WHAT[contrast], "clear": len(clear), "count": len(totals)}
    if clear.empty or not precision(sizes, contrast).enough:
        return str(SAID["some"].format(**said))
    first = clear.iloc[0]
    parameter = _label(first["setting"])
    return str(SAID["largest"].format(parameter=parameter, index=_text(first, "index"), **said))


def _chance(luck: pd.DataFrame, outcome: str) -> str:
    row = luck[(luck["outcome"] == outcome) & (luck["contrast"] == LEAD)].iloc[0]
    return str(SAID["chance"].format(share=_text(row, "luck", "luck_", PERCENT), what=WHAT[LEAD]))


def _precise(sizes: pd.DataFrame, contrast: str) -> list[str]:
    """How precisely the total indices of a contrast are known."""
    found = precision(sizes, contrast)
    said = {"precision": not math.isnan(found.known), "without": found.without}
    numbers = {"what": WHAT[contrast], "enough": ENOUGH, **found._asdict()}
    return [SAID[name].format(**numbers) for name, holds in said.items() if holds]


def _totals(study: StudyFolder, here: pd.DataFrame, outcome: str) -> Table:
    """Total indices for the lead and the gain, the largest for the lead first."""
    rows = here[here["order"] == TOTAL].sort_values("index", ascending=False, kind="stable")
    parts = [rows[rows["contrast"] == contrast].drop(columns="outcome") for contrast in WHAT]
    heads = {contrast: what.capitalize() for contrast, what in WHAT.items()}
    label = outcome_label(outcome)
    label = f"{label[0].lower()}{label[1:]}"
    return _wide(study, "totals", pd.concat(parts), "contrast", heads, outcome=label)


def _wide(
    study: StudyFolder, name: str, rows: pd.DataFrame, across: str, heads: Mapping[str, str],
    value: str = "index", **said: str,
) -> Table:  # fmt: skip
    """A table with a row per parameter, outcome and contrast, and a column per value of `across`."""
    keys = [key for key in HEADS if key in rows and key != across]
    texts = rows.assign(text=[_text(row, value) for _, row in rows.iterrows()])
    wide = texts.pivot_table(index=keys, columns=across, values="text", aggfunc="first", sort=False)
    wide = wide.rename(columns=heads or "{} base points".format).reset_index()
    return Table(name, SAID["tables"][name].format(**said), _labelled(wide), study.command)


def _pairs(study: StudyFolder, indices: pd.DataFrame) -> Iterator[Block]:
    """The pairs of parameters whose joint effect clearly differs from the sum of both."""
    parts = [clear_pairs(some) for _, some in indices.groupby(["outcome", "contrast"], sort=False)]
    found = pd.concat(parts)
    if found.empty:
        yield Text(SAID["no_pairs"])
        return
    index = [_text(row, "index") for _, row in found.iterrows()]
    cells = _labelled(found[list(HEADS)])
    columns: dict[str, Any] = {"With": found["other"].map(_label), "Second-order index": index}
    yield Table("pairs", SAID["tables"]["pairs"], cells.assign(**columns), study.command)


def _stochastic(study: StudyFolder, luck: pd.DataFrame) -> Table:
    cells = _labelled(luck[["outcome", "contrast"]])
    for name, head in {"mean": "Mean", "variance": "Variance of single runs"}.items():
        cells[head] = luck[name].map("{:.3g}".format)
    shares = [_text(row, "luck", "luck_", PERCENT) for _, row in luck.iterrows()]
    return Table(
        "luck", SAID["tables"]["luck"], cells.assign(**{"Chance variation": shares}), study.command
    )


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


def _text(row: pd.Series[Any], name: str, ends: str = "", form: str = "{:z.2f}") -> str:
    """A number with its interval, where there is one; a dash where there is no number."""
    mean, low, high = (row[column] for column in (name, f"{ends}low", f"{ends}high"))
    if math.isnan(mean):
        return "–"
    between = "no interval" if math.isnan(low) else f"{form.format(low)} to {form.format(high)}"
    return f"{form.format(mean)} ({between})"
