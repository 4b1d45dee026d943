"""Which parameter sets agree with the evidence, and what it says of each setting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.config.labels import setting_label
from experiments.methods.estimates import wilson
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Part, figure_of, table

TARGETS = (
    "target", "meaning", "low", "high", "fitted", "reached", "refused", "q05", "q50", "q95", "holds_in",
    "middle", "middle_holds", "source",
)  # fmt: skip
PARAMETERS = ("setting", "low", "high", "q05", "q50", "q95", "narrowed", "q", "informed", "pinned")
SENTENCES = (
    "{share:.2g}% of {candidates:,} candidate parameter sets meet all targets (95% interval {low:.2g}% to "
    "{high:.2g}%).",
    "The targets inform {informed} of {settings} settings and halve the range of {pinned}.",
    "{missed} of {held} held-out targets are missed by more than half of the accepted sets.",
)


def report(study: StudyFolder) -> Part:
    """Which parameter sets agree with the evidence."""
    targets, parameters = study.table("targets", TARGETS), study.table("parameters", PARAMETERS)
    said = _answer(int(study.said["accepted"]), targets, parameters)
    figures = [
        *figure_of(study, "targets", "The targets, and the values reached in the accepted sets.",
                   f"A panel for each target: its range, and values of the accepted sets. {said[0]}"),
        *figure_of(study, "parameters", "How far the targets narrow each setting down.",
                   f"A line for each setting: its prior, and the accepted values. {said[1]}"),
    ]  # fmt: skip
    blocks: list[Block] = [*_targets(study, targets), *figures, *_parameters(study, parameters)]
    return Part("What the evidence leaves open", answer=said, sure=said[1:], blocks=blocks)


def _answer(accepted: int, targets: pd.DataFrame, parameters: pd.DataFrame) -> list[str]:
    held = targets[~targets["fitted"]]
    candidates = int(targets.loc[targets["fitted"], "reached"].max())
    low, high = wilson(accepted / candidates, candidates)
    numbers = {
        "share": 100 * accepted / candidates, "low": 100 * low, "high": 100 * high,
        "candidates": candidates, "settings": len(parameters),
        "informed": int(parameters["informed"].sum()), "pinned": int(parameters["pinned"].sum()) or "none",
        # Counted only where that is clear.
        "missed": sum(wilson(share, accepted).high < 0.5 for share in held["holds_in"]),
        "held": len(held),
    }  # fmt: skip
    return [sentence.format(**numbers) for sentence in SENTENCES]


def _targets(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    """What became of each target; what each measures, with its source."""
    reached, said = [], []
    for row in found.to_dict("records"):
        name = {"target": str(row["target"])}
        middle = f"{row['middle']:.3g}" + ("" if row["middle_holds"] else ", outside")
        reached.append(
            name | {
                "range": _range(row),
                "refused": f"{row['refused']} of {row['reached']}" if row["fitted"] else "held out",
                "median (5 to 95%)": _three(row), "inside": f"{row['holds_in']:.0%}",
                "median settings": middle,
            }
        )  # fmt: skip
        said.append(name | {"what": str(row["meaning"]), "source": str(row["source"])})
    caption = (
        "Targets: range, candidates that each refused, and values in the accepted sets. Inside: accepted "
        "sets that meet the target in other worlds. Median settings: medians over the sets."
    )
    return [
        *table("targets", caption, reached, study.command),
        *table("sources", "What each target measures, and its source.", said, study.command),
    ]


def _parameters(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "setting": setting_label(row["setting"]).rstrip("."), "prior": _range(row),
            "accepted sets: median (5 to 95%)": _three(row), "narrowed by": f"{row['narrowed']:.0%}",
            "false discovery rate": f"{row['q']:.2g}",
        }
        for row in found[found["informed"]].to_dict("records")
    ]  # fmt: skip
    caption = (
        "The settings that the targets inform, and by how much the standard deviation narrows; "
        "parameters.csv has all."
    )
    return table("parameters", caption, rows, study.command)


def _range(row: Mapping[Any, Any]) -> str:
    low, high = row["low"], row["high"]
    return f"from {low:g}" if high == float("inf") else f"{low:g} to {high:g}"


def _three(row: Mapping[Any, Any]) -> str:
    return f"{row['q50']:.3g} ({row['q05']:.3g} to {row['q95']:.3g})"
