"""How much each mechanism contributes to the team's advantage over solos."""

from __future__ import annotations

import pandas as pd

from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Said
from experiments.studies.mechanisms.run import TOTAL

CULTURE = "culture"
# Heading and scale of each outcome.
OUTCOMES = {
    CULTURE: ("practising in the hosts, points", 100),
    "bids": ("joint bids a run", 1),
    "decisions": ("decisions using research a run", 1),
}


def report(study: StudyFolder) -> Part:
    """How much each mechanism contributes."""
    said, found = Said(study, __package__), study.table("mechanisms")
    answer = _answer(said, found)
    figures = said.figures(first=answer[0])
    over = ("", "sets_") if "sets_mean" in found else ("",)
    first, *others = (_table(said, found, order, prefix) for order in (1, 2) for prefix in over)
    blocks = [*first, *figures, *(one for part in others for one in part)]
    return Part(
        "What explains the team's lead", answer=answer, why=answer[:2], shown=figures, blocks=blocks
    )


def _answer(said: Said, found: pd.DataFrame) -> list[str]:
    """The total in practising, the largest contribution, and those that are negative or not clear."""
    rows = found[(found["outcome"] == CULTURE) & (found["order"] == 1)].to_dict("records")
    gaps = {str(row["mechanism"]): phrases.estimate(row, scale=100) for row in rows}
    total = gaps.pop(TOTAL)
    (whole,) = (row for row in rows if row["mechanism"] == TOTAL)
    sets = ""
    if said.study.sets and "sets_mean" in whole:
        mean = phrases.interval(phrases.estimate(whole, "sets_", 100))
        sets = said("over_sets", sets=said.study.sets_called, gap=mean)
    name = "total" if total.sign else "unclear"
    answer = [said(name, gap=phrases.in_full(total), own=said.study.own, sets=sets)]
    first = max(gaps, key=lambda name: gaps[name].mean)
    if gaps[first].sign > 0:
        answer.append(said("most", name=first, gap=phrases.in_full(gaps[first])))
        (row,) = (row for row in rows if row["mechanism"] == first)
        if said.study.sets and "sets_positive" in row:
            share = phrases.in_percent(phrases.sampled(row["sets_positive"], said.study.sets))
            answer.append(said("sets", share=share, sets=said.study.sets_called))
    for sign, words in ((-1, "Negative"), (0, "No clear")):
        names = ", ".join(name for name, gap in gaps.items() if gap.sign == sign)
        if names and len(answer) < 4:
            answer.append(said("others", words=words, names=names))
    return answer


def _table(said: Said, found: pd.DataFrame, order: int, prefix: str) -> list[Block]:
    """Contributions (order 1) or interactions of pairs (order 2), of the runs or over the sets."""
    rows: dict[str, dict[str, str]] = {}
    for row in found[found["order"] == order].to_dict("records"):
        words, scale = OUTCOMES[row["outcome"]]
        cell = phrases.interval(phrases.estimate(row, prefix, scale))
        if prefix:
            cell += f"; {row['sets_positive']:.0%}"
        rows.setdefault(row["mechanism"], {"": row["mechanism"]})[words] = cell
    name = f"{'mechanisms' if order == 1 else 'pairs'}{'-sets' if prefix else ''}"
    return said.table(name, list(rows.values()))
