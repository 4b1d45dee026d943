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


SHARES = {"design": 0.5, "culture": 0.2}  # total indices


def sensitivity(folder: Path, reach: float = 0.04, **totals: float) -> Path:
    """A sensitivity analysis of two groups, whose indices have intervals of this reach to both sides."""
    shares = SHARES | totals
    orders = [
        (order, group, share) for group, share in shares.items() for order in ("first", "total")
    ]
    orders += [("chance", "", 1 - sum(shares.values())), ("joint", "", 0.1)]
    contrasts = ("gain", "lead", "lead_equal_cost")
    indices = [
        {"contrast": contrast, "order": order, "group": group, "index": share, "low": share - reach,
         "high": share + reach}
        for contrast in contrasts for order, group, share in orders
    ]  # fmt: skip
    settings = {
        "contrast": "lead", "group": "design", "setting": "brokers.fte", "index": 0.3, "low": 0.2,
        "high": 0.4,
    }  # fmt: skip
    ranges = [
        {"setting": name, "group": group, "calibrated": group == "culture", "low": 0.2, "high": 0.8}
        for name, group in (("brokers.fte", "design"), ("culture.gain", "culture"))
    ]
    dependence = {
        "group": "culture", "other_group": "collective", "setting": "culture.gain",
        "other_setting": "team.shield", "correlation": -0.31, "by_chance": 0.23,
    }  # fmt: skip
    tables = {"indices": indices, "settings": [settings], "ranges": ranges}
    tables["dependence"] = [dependence]
    return planted(folder, "sensitivity", tables, ensemble="plausible", replicates=8, size=64)


def interval(name, middle, reach):
    """The columns of a number with its interval."""
    return {name: middle, f"{name}_low": middle - reach, f"{name}_high": middle + reach}


def decision(folder: Path, difference: float = 0.1, kept: bool = True, money: float = 4e5) -> Path:
    """A decision study: how far a circumstance moves the lead, whether rules are kept, costs."""
    leads, found, rules = [], [], []
    for other in ("solos", "single_matched"):
        lead = (
            interval("lead", 0.05, 0.02)
            | interval("positive", 0.6, 0.1)
            | interval("r2", 0.2, 0.05)
        )
        leads.append({"other": other, **lead, "not_chance": 0.4, "sd": 0.1, "scenarios": 400})
        for name, gap in (("context.pressure", 0.0), ("contract.weeks", difference)):
            row = {"other": other, "setting": name, "low_value": 0.2, "high_value": 0.6}
            row |= interval("lowest", 0.05, 0.02) | interval("highest", 0.05 + gap, 0.02)
            found.append(row | interval("difference", gap, 0.03))
        quality = (
            interval("density", 0.8, 0.1) | {"low": 0.7, "high": 0.9} | interval("lift", 0.2, 0.1)
        )
        quality |= {"mass": 0.3, "coverage": 0.4, "base": 0.6}
        rule = {
            "other": other,
            "holds": True,
            "rule": "Length of contracts at least 80",
            "kept": kept,
        }
        rules.append(rule | {f"out_{name}": value for name, value in quality.items()})
    plan_of = {
        "size": 4,
        "fte": 0.5,
        "weeks": 104,
        "edges": "",
        "critical": 0.25,
        "judged": 20,
        "plans": 270,
    }
    plans = [
        {
            "arm": arm,
            **plan_of,
            "money": money,
            **interval("chance", 0.82, 0.05),
            **interval("dearer", 2e4, 1e4),
        }
        for arm in ("team", "solos")
    ]
    tried = [{"arm": one["arm"], "money": money, "chance": 0.8, "sets": 80} for one in plans]
    tables = {"leads": leads, "circumstances": found, "rules": rules, "cheapest": plans}
    tables["plans"] = tried
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
