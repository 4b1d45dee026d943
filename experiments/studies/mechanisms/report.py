"""The team's advantage over solos, shared out among what the team does."""

from __future__ import annotations

import pandas as pd

from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Points, figure_of, table

NEEDED = ("outcome", "order", "mechanism", "mean", "low", "high", "n")
TOTAL = "team less solos"
# What is shared out: in words, its unit, and what a share is multiplied by.
OUTCOMES = {
    "culture": ("culture", "points", 100),
    "bids": ("joint bids", "bids a run", 1),
    "decisions": ("decisions that use research", "decisions a run", 1),
}
VERDICTS = {1: "adds", -1: "takes away", 0: "makes no clear difference"}
MANY = {1: "add", -1: "take away", 0: "make no clear difference"}


def report(study: StudyFolder) -> Part:
    """What the sharing out has to say."""
    found = study.table("mechanisms", NEEDED)
    when = f"{study.own[:1].upper()}{study.own[1:]}"
    own = f"{when}, in {study.said['replicates']} runs of its own, the team has"
    said = [_sentence(found, outcome, own) for outcome in OUTCOMES]
    figures = figure_of(study,
        "mechanisms", "Above: the share of each mechanism in the team's advantage over solos, with 95% "
        "intervals. Below: what pairs bring together less the sum of what each brings.",
        f"A column for each outcome. {said[0]}",
    )  # fmt: skip
    blocks: list[Block] = [
        Points(said),
        *figures,
        *_table(study, found, 1),
        *_table(study, found, 2),
    ]
    return Part(
        "What carries the team's advantage",
        why=said[:1],
        sure=_sure(study, found),
        shown=figures,
        blocks=blocks,
    )


def _sentence(found: pd.DataFrame, outcome: str, own: str) -> str:
    """What adds to an outcome, what takes away from it, and what is not clear."""
    words, unit, scale = OUTCOMES[outcome]
    rows = found[(found["outcome"] == outcome) & (found["order"] == 1)].to_dict("records")
    gaps = {str(row["mechanism"]): phrases.estimate(row, scale=scale) for row in rows}
    total = gaps.pop(TOTAL)
    parts = [
        f"{names} {MANY[sign] if ' and ' in names else VERDICTS[sign]}"
        for sign, names in phrases.sorted_out(gaps).items()
    ]
    advantage = phrases.difference(total, unit)
    return (
        f"{own} {advantage} in {words} than the same people each alone. Shared out (95% intervals): "
        f"{'; '.join(parts)}."
    )


def _sure(study: StudyFolder, found: pd.DataFrame) -> list[str]:
    """Whether the shares have the same sign in the parameter sets."""
    rows = found[
        (found["outcome"] == "culture") & (found["order"] == 1) & (found["mechanism"] != TOTAL)
    ]
    if "sets_positive" not in rows:
        return []
    said = [
        f"{row['mechanism']} {phrases.in_percent(phrases.sampled(row['sets_positive'], study.sets))}"
        for row in rows.to_dict("records")
    ]
    return [
        f"Share of the {study.sets_called} in which a mechanism adds to the culture (95% intervals): "
        f"{', '.join(said)}."
    ]


def _table(study: StudyFolder, found: pd.DataFrame, order: int) -> list[Block]:
    """The shares (order 1) or the interactions of pairs (order 2)."""
    rows: dict[str, dict[str, str]] = {}
    for row in found[found["order"] == order].to_dict("records"):
        words, unit, scale = OUTCOMES[str(row["outcome"])]
        cells = rows.setdefault(row["mechanism"], {"mechanism": row["mechanism"]})
        cell = phrases.interval(phrases.estimate(row, scale=scale))
        if "sets_mean" in row:
            over = phrases.estimate(row, "sets_", scale)
            positive = phrases.in_percent(phrases.sampled(row["sets_positive"], study.sets))
            cell += f"; sets {phrases.interval(over)}, above zero in {positive}"
        cells[f"{words}, {unit}"] = cell
    what = (
        "Shapley values: they sum to the total",
        "Interactions of pairs: what two bring together less the sum of what each brings by itself",
    )
    caption = f"{what[order - 1]}. Means with 95% intervals; sets: over the parameter sets."
    return table(("mechanisms", "pairs")[order - 1], caption, list(rows.values()), study.command)
