"""The ledger of the case study's claims: which come out in the model, and in how many parameter sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Points, Text, figure_of, table
from experiments.studies.ledger.figures import FARTHEST, beyond
from experiments.studies.ledger.patterns import OUT_OF_REACH
from experiments.studies.ledger.verdicts import counted, place

NEEDED = (
    "pattern", "claim", "effect", "mean", "low", "high", "falsifier_mean", "falsifier_low",
    "falsifier_high", "holds", "verdict", "reason", "sets_hold", "sets_all_hold", "strength",
)  # fmt: skip
ROBUST = "robust"  # in the table: nearly all parameter sets
NAMED = 3  # claims that a sentence names
Row = Mapping[Any, Any]
Rows = Sequence[Row]


def report(study: StudyFolder) -> Part:
    """What the ledger has to say."""
    found = study.table("ledger", NEEDED)
    claims = {
        str(key): rows.to_dict("records") for key, rows in found.groupby("pattern", sort=False)
    }
    where = place(bool(study.changed))
    said = (
        f"Claims of the case study and its neighbours. {counted(found, where, study.sets_called)}"
    )
    figures = figure_of(study,
        "ledger", "Every claim at a glance: its effects, its falsifier, and the parameter sets. "
        f"Effects beyond ±{FARTHEST} half widths of their interval ({beyond(found)}) are drawn at the edge.",
        f"A line for each claim with its effects and how often it holds over the parameter sets. {said}",
    )  # fmt: skip
    unreachable = [(what + ".", f"Not checked: {why}.") for what, why in OUT_OF_REACH.items()]
    robust = _robust(study, claims)
    blocks: list[Block] = [
        Text(said),
        *map(Text, robust),
        *figures,
        *_claims(study, claims),
        *_effects(study, found),
    ]
    blocks += [Text("Claims that are out of the model's reach:"), Points(unreachable)]
    return Part("Which claims hold", sure=[said, *robust[1:]], shown=figures, blocks=blocks)


def _robust(study: StudyFolder, claims: Mapping[str, Rows]) -> list[str]:
    """The claims that come out whatever is unknown of the settings, and those that hardly ever do."""
    firsts = {key: rows[0] for key, rows in claims.items()}
    if all(pd.isna(row["sets_all_hold"]) for row in firsts.values()):
        return []
    sure = [key for key, row in firsts.items() if row["strength"] == ROBUST]
    weak = [
        key
        for key, row in firsts.items()
        if phrases.sampled(1 - row["sets_all_hold"], study.sets).low > phrases.HALF
    ]
    many, sets = len(firsts), study.sets_called
    return [
        f"All effects of {len(sure)} of {many} claims are positive in nearly all {sets} (at least 90%): "
        f"{_named(firsts, sure)}.",
        f"All effects of {len(weak)} of {many} claims are positive in surely fewer than half of the {sets}: "
        f"{_named(firsts, weak)}.",
    ]


def _named(firsts: Mapping[str, Row], keys: Sequence[str]) -> str:
    """The first claims in words, each with its sign in the table, which has all."""
    words = [f"{str(firsts[key]['claim']).rstrip('.')} ({key})" for key in keys[:NAMED]]
    more = [f"and {len(keys) - NAMED} more"] if len(keys) > NAMED else []
    return "; ".join([*words, *more]) or "none"


def _claims(study: StudyFolder, claims: Mapping[str, Rows]) -> list[Block]:
    where = place(bool(study.changed))
    rows = [
        {
            "": key, "claim": str(effects[0]["claim"]), f"verdict {where}": str(effects[0]["verdict"]),
            "effects that hold": f"{sum(bool(row['holds']) for row in effects)} of {len(effects)}",
            "sets in which all do": _share(study, effects[0]["sets_all_hold"]),
            "where it falls short": _text(effects[0]["reason"]),
        }
        for key, effects in claims.items()
    ]  # fmt: skip
    caption = (
        f"The claims. {where.capitalize()} an effect holds if its 95% interval lies above zero, and a claim "
        "is reproduced if all its effects do; a claim whose effects do not vanish with its mechanism has "
        "failed its falsifier. None of this depends on the parameter sets; how often a claim holds over "
        "them stands beside it."
    )
    return table("claims", caption, rows, study.command)


def _effects(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "": str(row["pattern"]), "effect": str(row["effect"]),
            "mean (95% interval)": _three(row, ""), "under the falsifier": _three(row, "falsifier_"),
            "sets above zero": _share(study, row["sets_hold"]),
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    caption = "Every effect of every claim, positive as claimed, in the units of its outcome."
    return table("effects", caption, rows, study.command)


def _share(study: StudyFolder, share: Any) -> str:
    return phrases.in_percent(phrases.sampled(share, study.sets))


def _three(row: Mapping[Any, Any], prefix: str) -> str:
    """An interval of whatever size, with digits that count."""
    values = [phrases.number(row[f"{prefix}{name}"]) for name in ("mean", "low", "high")]
    return "–" if pd.isna(row[f"{prefix}mean"]) else "{} ({} to {})".format(*values)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
