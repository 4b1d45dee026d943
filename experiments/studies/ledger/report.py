"""Which claims of the case study the model reproduces, and in how many parameter sets."""

from __future__ import annotations

import re

import pandas as pd

from experiments.config.labels import outcome_label
from experiments.methods.estimates import wilson
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Block, Heading, Part, Points, Said, Text
from experiments.studies.ledger.patterns import OUT_OF_REACH, SAME_AS
from experiments.studies.ledger.verdicts import FARTHEST, counted, place
from experiments.studies.phrases import in_percent, sampled, spread

HALF = 0.5


def report(study: StudyFolder) -> Part:
    """Which claims the model reproduces."""
    said, found = Said(study, __package__), study.table("ledger")
    claims, where = found.drop_duplicates("pattern"), place(bool(study.changed))
    answer = counted(found, where, study.sets_called)
    if study.sets and not claims["sets_all_hold"].isna().all():
        weak = sum(wilson(share, study.sets).high < HALF for share in claims["sets_all_hold"])
        answer.append(said("weak", weak=weak, many=len(claims), sets=study.sets_called))
    figures = said.figures(farthest=FARTHEST, first=answer[0])
    short = claims.dropna(subset="reason").to_dict("records")
    reasons = [(f"{row['pattern']}.", plain(f"{row['reason']}.")) for row in short]
    others = [(f"{what}:", f"see {where}.") for what, where in SAME_AS.items()]
    others += [(f"{what}:", f"not checked, since {why}.") for what, why in OUT_OF_REACH.items()]
    blocks: list[Block] = said.table("claims", _claims(study, found), where=where)
    blocks += [Text(said("verdicts")), *figures, *said.table("effects", _effects(study, found))]
    if reasons:
        blocks += [Heading("Where claims fall short", 3), Points(reasons)]
    blocks += [Heading("Claims without an entry", 3), Points(others)]
    return Part("Which claims hold", answer=answer, sure=answer, shown=figures, blocks=blocks)


def _claims(study: StudyFolder, found: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {
            "": str(key), "claim": str(effects["claim"].iloc[0]),
            "verdict": str(effects["verdict"].iloc[0]),
            "effects that hold": f"{int(effects['holds'].sum())} of {len(effects)}",
            "sets in which all do": in_percent(sampled(effects["sets_all_hold"].iloc[0], study.sets)),
        }
        for key, effects in found.groupby("pattern", sort=False)
    ]  # fmt: skip


def _effects(study: StudyFolder, found: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {
            "": str(row["pattern"]), "effect": plain(str(row["effect"])),
            "mean (95% interval)": spread(row), "mechanism switched off": spread(row, "falsifier_"),
            "sets above zero": in_percent(sampled(row["sets_hold"], study.sets)),
        }
        for row in found.to_dict("records")
    ]  # fmt: skip


def plain(text: str) -> str:
    """A text with the labels of outcomes in place of their names."""
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", _label, text)


def _label(name: re.Match[str]) -> str:
    try:
        return outcome_label(name[0])
    except KeyError:  # a configuration, such as two_way
        return name[0].replace("_", " ")
