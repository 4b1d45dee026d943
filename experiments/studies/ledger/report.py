"""Which claims of the case study the model reproduces, and in how many parameter sets."""

from __future__ import annotations

import math
import re
from typing import Any

import pandas as pd

from experiments.config.labels import outcome_label
from experiments.methods.estimates import wilson
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Heading, Part, Points, Text, figure_of, table
from experiments.studies.ledger.figures import FARTHEST
from experiments.studies.ledger.patterns import OUT_OF_REACH, SAME_AS
from experiments.studies.ledger.verdicts import counted, place

NEEDED = (
    "pattern", "claim", "effect", "mean", "low", "high", "falsifier_mean", "falsifier_low",
    "falsifier_high", "holds", "verdict", "reason", "sets_hold", "sets_all_hold",
)  # fmt: skip
HALF = 0.5
WEAK = "{weak} of {many} claims hold in clearly fewer than half of the {sets}."
VERDICTS = (
    "An effect holds if its 95% interval lies above zero. A claim is reproduced if all its effects hold and "
    "vanish when its mechanism is switched off. It holds in a parameter set if all its effects are positive "
    "there; the verdict does not depend on the sets."
)


def report(study: StudyFolder) -> Part:
    """Which claims the model reproduces."""
    found = study.table("ledger", NEEDED)
    claims = found.drop_duplicates("pattern").to_dict("records")
    said = counted(found, place(bool(study.changed)), study.sets_called)
    if not found["sets_all_hold"].isna().all() and study.sets:
        weak = sum(wilson(row["sets_all_hold"], study.sets).high < HALF for row in claims)
        said.append(WEAK.format(weak=weak, many=len(claims), sets=study.sets_called))
    figures = figure_of(study, "ledger",
        "Effects of each claim over half the width of their intervals (crosses: with the mechanism switched "
        f"off; effects beyond ±{FARTHEST} are drawn at the edge), and the share of sets in which it holds.",
        f"A line for each claim. {said[0]}",
    )  # fmt: skip
    short = [(f"{row['pattern']}.", f"{row['reason']}.") for row in claims if _text(row["reason"])]
    others = [(f"{what}:", f"see {where}.") for what, where in SAME_AS.items()]
    others += [(f"{what}:", f"not checked, since {why}.") for what, why in OUT_OF_REACH.items()]
    blocks: list[Block] = [
        *_claims(study, found),
        Text(VERDICTS),
        *figures,
        *_effects(study, found),
    ]
    if short:
        blocks += [Heading("Where claims fall short", 3), Points([(a, plain(b)) for a, b in short])]
    blocks += [Heading("Claims without an entry", 3), Points(others)]
    return Part("Which claims hold", answer=said, sure=said, shown=figures, blocks=blocks)


def _claims(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "": str(key), "claim": str(effects["claim"].iloc[0]),
            "verdict": str(effects["verdict"].iloc[0]),
            "effects that hold": f"{int(effects['holds'].sum())} of {len(effects)}",
            "sets in which all do": _share(study, effects["sets_all_hold"].iloc[0]),
        }
        for key, effects in found.groupby("pattern", sort=False)
    ]  # fmt: skip
    where = place(bool(study.changed))
    caption = f"The claims: verdict {where}, and share of the parameter sets with its 95% interval."
    return table("claims", caption, rows, study.command)


def _effects(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    rows = [
        {
            "": str(row["pattern"]), "effect": plain(str(row["effect"])),
            "mean (95% interval)": _interval(row, ""),
            "mechanism switched off": _interval(row, "falsifier_"),
            "sets above zero": _share(study, row["sets_hold"]),
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    caption = "The effects of every claim, positive as claimed, in the units of their outcomes."
    return table("effects", caption, rows, study.command)


def _share(study: StudyFolder, share: float) -> str:
    if math.isnan(share) or not study.sets:
        return "–" if math.isnan(share) else f"{share:.0%}"
    low, high = wilson(share, study.sets)
    return f"{share:.0%} ({low:.0%} to {high:.0%})"


def _interval(row: dict[Any, Any], prefix: str) -> str:
    mean, low, high = (float(row[f"{prefix}{name}"]) for name in ("mean", "low", "high"))
    return "–" if math.isnan(mean) else f"{mean:.3g} ({low:.3g} to {high:.3g})"


def plain(text: str) -> str:
    """A text with the labels of outcomes in place of their names."""
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", _label, text)


def _label(name: re.Match[str]) -> str:
    try:
        return outcome_label(name[0])
    except KeyError:  # a configuration, such as two_way
        return name[0].replace("_", " ")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
