"""Which parameter sets agree with the evidence, and what it says of each setting."""

from __future__ import annotations

import pandas as pd

from experiments.config.labels import setting_label
from experiments.methods.estimates import wilson
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Part, Said
from experiments.studies.phrases import Row


def report(study: StudyFolder) -> Part:
    """Which parameter sets agree with the evidence."""
    said = Said(study, __package__)
    targets, parameters = study.table("targets"), study.table("parameters")
    answer = _answer(said, targets, parameters)
    blocks = [*_targets(said, targets), *said.figures(said=answer), *_parameters(said, parameters)]
    return Part("What the evidence leaves open", answer=answer, sure=answer[1:], blocks=blocks)


def _answer(said: Said, targets: pd.DataFrame, parameters: pd.DataFrame) -> list[str]:
    accepted = int(said.study.said["accepted"])
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
    return [said(name, **numbers) for name in ("accepted", "informed", "missed")]


def _targets(said: Said, found: pd.DataFrame) -> list[Block]:
    """What became of each target; what each measures, with its source."""
    rows = found.to_dict("records")
    reached = [
        {
            "target": str(row["target"]), "range": _range(row),
            "refused": f"{row['refused']} of {row['reached']}" if row["fitted"] else "held out",
            "median (5 to 95%)": _three(row), "inside": f"{row['holds_in']:.0%}",
            "median settings": f"{row['middle']:.3g}" + ("" if row["middle_holds"] else ", outside"),
        }
        for row in rows
    ]  # fmt: skip
    heads = {"target": "target", "what": "meaning", "source": "source"}
    sources = [{head: str(row[name]) for head, name in heads.items()} for row in rows]
    return [*said.table("targets", reached), *said.table("sources", sources)]


def _parameters(said: Said, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "setting": setting_label(row["setting"]).rstrip("."), "prior": _range(row),
            "accepted sets: median (5 to 95%)": _three(row), "narrowed by": f"{row['narrowed']:.0%}",
            "false discovery rate": f"{row['q']:.2g}",
        }
        for row in found[found["informed"]].to_dict("records")
    ]  # fmt: skip
    return said.table("parameters", rows)


def _range(row: Row) -> str:
    low, high = row["low"], row["high"]
    return f"from {low:g}" if high == float("inf") else f"{low:g} to {high:g}"


def _three(row: Row) -> str:
    return f"{row['q50']:.3g} ({row['q05']:.3g} to {row['q95']:.3g})"
