"""Folders of studies with planted tables, and what a report of them says."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd
from omegaconf import OmegaConf

from experiments.reporting.assembly import report_of
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Points, Text
from experiments.studies.registry import kind_called
from tests.experiments.test_plan import plan

REFERENCE = Path(__file__).parents[2] / "results" / "reference"
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
    known = kind_called(kind).contents.tables
    for name, rows in tables.items():
        table = pd.DataFrame(rows)
        needed = known[f"{name}.csv"].needed if f"{name}.csv" in known else []
        missing = [column for column in needed if column not in table]
        table.reindex(columns=[*table.columns, *missing]).to_csv(
            folder / f"{name}.csv", index=False
        )
    return folder


def sensitivity(folder: Path, low: float = 0.2) -> Path:
    """A sensitivity analysis of one parameter, whose total index has an interval from `low`."""
    who = {"outcome": "practising_host_end", "setting": "brokers.fte"}
    contrasts = [{"contrast": one} for one in ("team less solos", "team less none")]
    total = {"index": 0.4, "low": low, "high": 0.6}
    luck = {"mean": 0.1, "variance": 0.2, "luck": 0.5, "luck_low": 0.4, "luck_high": 0.6}
    tables = {
        "indices": [{**who, **one, "order": "total", "other": "", **total} for one in contrasts],
        "luck": [{**who, **one, **luck} for one in contrasts],
        "strengths": [
            {**who, **one, "strength": 0.2, "low": 0.1, "high": 0.3, "kept": True} for one in contrasts
        ],
        "ranges": [
            {"setting": name, "low": 0.2, "high": 0.8, "scale": "linear", "kept": name == who["setting"]}
            for name in ("brokers.fte", "team.shield")
        ],
        "sample_size": [
            {**who, **one, "size": size, **total} for one in contrasts for size in (4, 8)
        ],
    }  # fmt: skip
    said = {"ensemble": "plausible", "replicates": 8, "size": 64, "options": {"trajectories": 10}}
    return planted(folder, "sensitivity", tables, **said)


def decision(folder: Path) -> Path:
    """A decision study with the reference tables."""
    names = ("agreement", "rules", "maps", "regret", "cheapest")
    tables = {name: pd.read_csv(REFERENCE / "decision" / f"{name}.csv") for name in names}
    return planted(folder, "decision", tables, ensemble="plausible")


def sentences(folder: Path) -> list[str]:
    """All that a report of the study says but its tables."""
    report = report_of([StudyFolder(folder)])
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


MORE = re.compile(r"\b(better|more|higher|ahead|clearly above|adds?|increases?)\b", re.IGNORECASE)
LESS = re.compile(
    r"\b(worse|fewer|less|lower|behind|clearly below|takes away|decreases?)\b", re.IGNORECASE
)
UNDECIDED = re.compile(r"\b(no (clear )?difference|not clear(ly)?|unclear|open)\b", re.IGNORECASE)


def claims(text: str) -> set[str]:
    """What a sentence claims of a difference: more, less, or that it is not clear."""
    kinds = {"more": MORE, "less": LESS, "unclear": UNDECIDED}
    return {kind for kind, words in kinds.items() if words.search(text)}


def numbers(text: str) -> list[float]:
    """The numbers in a sentence, without their signs."""
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def carries(text: str, *wanted: float) -> bool:
    """Whether all these numbers are in a sentence, to two significant digits."""
    there = numbers(text)
    return all(any(math.isclose(one, n, rel_tol=0.06) for n in there) for one in wanted)


def carrying(folder: Path, *wanted: float) -> list[str]:
    """The sentences of a report that carry all these numbers."""
    return [one for one in sentences(folder) if carries(one, *wanted)]
