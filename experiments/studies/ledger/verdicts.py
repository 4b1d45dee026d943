"""Verdicts on claims, and how many claims have each.

A verdict holds for one set of settings. Wherever claims are counted, those that also hold in most parameter
sets come first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from experiments.studies.content import texts

REPRODUCED, IN_PART, NOT = "reproduced", "reproduced in part", "not reproduced"
FALSIFIED = "falsifier failed"
VERDICTS = (REPRODUCED, IN_PART, FALSIFIED, NOT)
IN_WORDS = {
    IN_PART: "reproduced in part", NOT: "not reproduced",
    FALSIFIED: "with an effect that persists when its mechanism is switched off",
}  # fmt: skip
# The least share of the parameter sets in which all effects of a claim are positive, by its word.
STRENGTHS = {"robust": 0.9, "mostly": 0.6, "open": 0.4, "rarely": 0.1, "hardly ever": 0.0}
LEAST = STRENGTHS["mostly"]  # from which a claim counts as holding over the sets
FARTHEST = 10  # half widths; effects beyond are drawn at the edge of the figure


class Tally(NamedTuple):
    """The claims, counted.

    Attributes:
        verdicts: how many have each verdict at the study's own settings.
        hold: claims that are reproduced there and hold in most parameter sets; None without sets.
        fewer: claims that are reproduced there and hold in fewer.
    """

    verdicts: Mapping[str, int]
    hold: list[str] | None
    fewer: list[str]


def strength(share: float) -> str:
    """In how many parameter sets a pattern holds, in a word; empty without an ensemble."""
    if math.isnan(share):
        return ""
    return next(word for word, least in STRENGTHS.items() if share >= least)


def place(changed: bool) -> str:
    """Where a verdict was reached, in words; `changed`: the study's settings differ from the defaults."""
    return f"with the {"study's" if changed else 'default'} settings"


def tally(table: pd.DataFrame) -> Tally:
    """Count the claims of a ledger, by the columns pattern, verdict and sets_all_hold."""
    claims = table.drop_duplicates("pattern").set_index("pattern")
    found = claims["verdict"].value_counts()
    verdicts = {verdict: int(found[verdict]) for verdict in VERDICTS if verdict in found}
    shares = claims.loc[claims["verdict"] == REPRODUCED, "sets_all_hold"]
    if claims["sets_all_hold"].isna().all():
        return Tally(verdicts, None, [])
    holds = shares >= LEAST
    return Tally(verdicts, [*map(str, shares[holds].index)], [*map(str, shares[~holds].index)])


def counted(table: pd.DataFrame, where: str, sets: str = "plausible parameter sets") -> list[str]:
    """The claims counted, in sentences: first those that hold over the parameter sets as well."""
    found = tally(table)
    verdicts = dict(found.verdicts)
    numbers: dict[str, Any] = {"many": sum(verdicts.values()), "where": where, "sets": sets}
    numbers |= {"reproduced": verdicts.pop(REPRODUCED, 0), "least": LEAST}
    numbers |= {"hold": len(found.hold or ()), "fewer": len(found.fewer)}
    rest = ", ".join(f"{count} {IN_WORDS[verdict]}" for verdict, count in verdicts.items())
    wanted = ["alone"] if found.hold is None else ["hold"] + ["fewer"] * bool(found.fewer)
    sentences = [texts(__package__)[name] for name in wanted + ["rest"] * bool(rest)]
    return [sentence.format(rest=rest, **numbers) for sentence in sentences]
