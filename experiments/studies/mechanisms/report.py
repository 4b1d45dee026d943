"""How much each mechanism contributes to the team's advantage over solos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.methods.estimates import wilson
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Part, figure_of, table
from experiments.studies.mechanisms.run import TOTAL

NEEDED = ("outcome", "order", "mechanism", "mean", "low", "high", "n")
CULTURE = "culture"
# Heading and scale of each outcome.
OUTCOMES = {
    CULTURE: ("practising in the hosts, points", 100),
    "bids": ("joint bids a run", 1),
    "decisions": ("decisions using research a run", 1),
}
SENTENCES = {
    "total": "The team's lead over solos in the share of people who practise is {0}.",
    "unclear": "The share practising in the hosts does not differ clearly between team and solos: {0}.",
    "most": "The largest contribution is that of {1}: {0}.",
    "sets": "It is positive in {0} of the {1}.",
    "others": "{1} contribution: {0}.",
}
CAPTIONS = {
    (1, ""): "Contributions of the mechanisms to the team's advantage over solos (Shapley values, which sum "
    "to the total): means of the runs with 95% intervals.",
    (1, "sets_"): "The same over the parameter sets: means with 95% intervals, and the share of sets above "
    "zero.",
    (2, ""): "Interactions: the joint effect of two mechanisms minus the sum of their separate effects. "
    "Means of the runs with 95% intervals.",
    (2, "sets_"): "Interactions of pairs over the parameter sets.",
}  # fmt: skip


def report(study: StudyFolder) -> Part:
    """How much each mechanism contributes."""
    found = study.table("mechanisms", NEEDED)
    said = _answer(study, found)
    figures = figure_of(study, "mechanisms",
        "Above: contribution of each mechanism to the team's advantage over solos, with 95% intervals. "
        "Below: interactions, the joint effect of two mechanisms minus the sum of their separate effects.",
        f"A column for each outcome. {said[0]}",
    )  # fmt: skip
    over = ("", "sets_") if "sets_mean" in found else ("",)
    tables = [_table(study, found, order, prefix) for order in (1, 2) for prefix in over]
    blocks: list[Block] = [*tables[0], *figures, *(one for part in tables[1:] for one in part)]
    return Part(
        "What explains the team's lead", answer=said, why=said[:2], shown=figures, blocks=blocks
    )


def _answer(study: StudyFolder, found: pd.DataFrame) -> list[str]:
    """The total in practising, the largest contribution, and those that are negative or not clear."""
    rows = found[(found["outcome"] == CULTURE) & (found["order"] == 1)].to_dict("records")
    shares = {str(row["mechanism"]): row for row in rows}
    total = shares.pop(TOTAL)
    said = [SENTENCES["total" if _sign(total) else "unclear"].format(_points(total))]
    first = max(shares, key=lambda name: shares[name]["mean"])
    if _sign(shares[first]) > 0:
        said.append(SENTENCES["most"].format(_points(shares[first]), first))
        if study.sets and "sets_positive" in shares[first]:
            share = shares[first]["sets_positive"]
            low, high = wilson(share, study.sets)
            words = f"{share:.0%} ({low:.0%} to {high:.0%})"
            said.append(SENTENCES["sets"].format(words, study.sets_called))
    for sign, words in ((-1, "Negative"), (0, "No clear")):
        names = [name for name, row in shares.items() if _sign(row) == sign]
        if names and len(said) < 4:
            said.append(SENTENCES["others"].format(", ".join(names), words))
    return said


def _sign(row: Mapping[Any, Any]) -> int:
    return int(row["low"] > 0) - int(row["high"] < 0)


def _table(study: StudyFolder, found: pd.DataFrame, order: int, prefix: str) -> list[Block]:
    """Contributions (order 1) or interactions of pairs (order 2), of the runs or over the sets."""
    rows: dict[str, dict[str, str]] = {}
    for row in found[found["order"] == order].to_dict("records"):
        words, scale = OUTCOMES[row["outcome"]]
        cell = _interval(row, scale, prefix)
        if prefix:
            cell += f"; {row['sets_positive']:.0%}"
        rows.setdefault(row["mechanism"], {"": row["mechanism"]})[words] = cell
    name = f"{'mechanisms' if order == 1 else 'pairs'}{'-sets' if prefix else ''}"
    return table(name, CAPTIONS[order, prefix], list(rows.values()), study.command)


def _interval(row: Mapping[Any, Any], scale: float, prefix: str = "") -> str:
    mean, low, high = (
        round(scale * row[f"{prefix}{name}"], 1) + 0.0 for name in ("mean", "low", "high")
    )
    return f"{mean:+.1f} ({low:.1f} to {high:.1f})"


def _points(row: Mapping[Any, Any]) -> str:
    mean, low, high = (100 * row[name] for name in ("mean", "low", "high"))
    return f"{mean:.1f} percentage points (95% interval {low:.1f} to {high:.1f})"
