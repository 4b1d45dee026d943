"""Which parameter sets the evidence leaves standing."""

from __future__ import annotations

import pandas as pd

from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Text, figure_of, table

TARGETS = (
    "target", "meaning", "low", "high", "fitted", "reached", "refused", "q05", "q50", "q95", "holds_in",
    "middle", "middle_holds", "source",
)  # fmt: skip
PARAMETERS = ("setting", "low", "high", "q05", "q50", "q95", "narrowed", "q", "informed", "pinned")


def report(study: StudyFolder) -> Part:
    """What a calibration has to say."""
    targets, parameters = study.table("targets", TARGETS), study.table("parameters", PARAMETERS)
    said = _said(study, targets, parameters)
    figures = [
        *figure_of(study, "targets", "The targets, and the values reached in the accepted sets.",
                      f"A line for each target: its range, and where the accepted sets lie. {said}"),
        *figure_of(study, "parameters", "How far each parameter is narrowed down by the targets.",
                      f"A line for each parameter: its prior, and the accepted sets. {said}"),
    ]  # fmt: skip
    blocks: list[Block] = [Text(said), *figures, *_targets(study, targets)]
    return Part(
        "What the evidence leaves open", sure=[said], blocks=blocks + _parameters(study, parameters)
    )


def _said(study: StudyFolder, targets: pd.DataFrame, parameters: pd.DataFrame) -> str:
    fitted, held = targets[targets["fitted"]], targets[~targets["fitted"]]
    count = int(study.said["accepted"])
    missed = sum(phrases.most(phrases.sampled(1 - share, count)) for share in held["holds_in"])
    return (
        f"{study.said['accepted']} of {int(fitted['reached'].max())} candidate parameter sets meet "
        f"{len(fitted)} targets. These inform {int(parameters['informed'].sum())} of {len(parameters)} "
        f"settings and pin down {int(parameters['pinned'].sum())}. Of {len(held)} targets that were held "
        f"out, surely more than half of the sets miss {missed}."
    )


def _targets(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "": str(row["target"]), "what": str(row["meaning"]),
            "range": f"{row['low']:g} to {row['high']:g}",
            "refused": f"{row['refused']} of {row['reached']}" if row["fitted"] else "held out",
            "sets: median (5 to 95%)": _three(row), "inside": phrases.percent(row["holds_in"]),
            "default": phrases.number(row["middle"]) + ("" if row["middle_holds"] else ", outside"),
            "source": str(row["source"]),
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    caption = "What the model was fitted to and what was held out; inside: in other worlds."
    return table("targets", caption, rows, study.command)


def _parameters(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "setting": str(row["setting"]), "prior": f"{row['low']:g} to {row['high']:g}",
            "sets: median (5 to 95%)": _three(row), "spread lost": phrases.percent(row["narrowed"]),
            "false discovery rate": f"{row['q']:.2g}",
        }
        for row in found[found["informed"]].to_dict("records")
    ]  # fmt: skip
    caption = "The settings of which the targets say something; parameters.csv has all."
    return table("parameters", caption, rows, study.command)


def _three(row: phrases.Row) -> str:
    low, middle, high = (phrases.number(row[name]) for name in ("q05", "q50", "q95"))
    return f"{middle} ({low} to {high})"
