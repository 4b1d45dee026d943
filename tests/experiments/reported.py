"""Folders of studies with planted tables, and what a report of them says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from omegaconf import OmegaConf

from experiments.reporting.assembly import report_of
from experiments.reporting.content import Points, Text
from experiments.reporting.folder import Study
from tests.experiments.test_plan import plan

# Means with intervals that lie above zero, below it, and on both sides.
AHEAD, BEHIND, UNCLEAR = (0.05, 0.02, 0.08), (-0.05, -0.08, -0.02), (0.01, -0.02, 0.04)
ESTIMATE = ("mean", "low", "high")
CULTURE = {
    "outcome": "practising_host_end", "meaning": "People who practise (host)", "unit": "share",
    "week": 104, "n": 40,
}  # fmt: skip


def three(values, prefix=""):
    """The columns of an interval."""
    return {f"{prefix}{name}": value for name, value in zip(ESTIMATE, values, strict=True)}


def planted(folder: Path, kind: str, tables, /, **said) -> Path:
    """A folder as a study of that kind leaves it, with these tables."""
    text = plan(kind).description()
    tree = OmegaConf.merge(OmegaConf.create(text), {"kind": kind, **said})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(OmegaConf.to_yaml(tree), encoding="utf-8")
    for name, rows in tables.items():
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    return folder


def sentences(folder: Path) -> list[str]:
    """All that a report of the study says but its tables."""
    report = report_of([Study(folder)])
    said = []
    for block in (*report.summary, *report.body):
        if isinstance(block, Text):
            said.append(block.text)
        if isinstance(block, Points):
            said += [item if isinstance(item, str) else " ".join(item) for item in block.items]
    return said


def saying(folder: Path, words: str) -> list[str]:
    """The sentences that hold some words."""
    return [one for one in sentences(folder) if words in one]
