"""How the claims come out: by verdict at the study's own settings, and how many of them hold beyond.

A verdict speaks of one setting of everything. What counts is over the plausible parameter sets, so that
wherever claims are counted, those that hold in most of the sets come first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

REPRODUCED, IN_PART, NOT = "reproduced", "reproduced in part", "not reproduced"
FALSIFIED = "falsifier failed"
VERDICTS = (REPRODUCED, IN_PART, FALSIFIED, NOT)
# Where claims are counted, in words that need no explanation.
OF_CLAIMS = {FALSIFIED: "whose effects outlive their mechanism (falsifier failed)"}
# The least share of the parameter sets in which all effects of a claim are positive, by its word.
STRENGTHS = {"robust": 0.9, "mostly": 0.6, "open": 0.4, "rarely": 0.1, "hardly ever": 0.0}
LEAST = STRENGTHS["mostly"]  # from which a claim is said to hold over the sets


class Tally(NamedTuple):
    """The claims, counted.

    Attributes:
        verdicts: how many came out in which way at the study's own settings.
        hold: claims that were reproduced there and hold in most parameter sets; None without sets.
        fewer: claims that were reproduced there and hold in fewer.
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
    """Where a verdict was reached, in words.

    Args:
        changed: whether the study's own settings are not the default.
    """
    return "at the study's settings" if changed else "at the defaults"


def tally(table: pd.DataFrame) -> Tally:
    """Count the claims of a ledger.

    Args:
        table: a row per effect, with the columns pattern, verdict and sets_all_hold.
    """
    claims = table.drop_duplicates("pattern").set_index("pattern")
    found = claims["verdict"].value_counts()
    verdicts = {verdict: int(found[verdict]) for verdict in VERDICTS if verdict in found}
    shares = claims.loc[claims["verdict"] == REPRODUCED, "sets_all_hold"]
    if claims["sets_all_hold"].isna().all():
        return Tally(verdicts, None, [])
    holds = shares >= LEAST
    return Tally(verdicts, [*map(str, shares[holds].index)], [*map(str, shares[~holds].index)])


def counted(table: pd.DataFrame, where: str, sets: str = "plausible parameter sets") -> str:
    """The claims counted in words: first those that hold over the parameter sets as well.

    Args:
        table: a row per effect, with the columns pattern, verdict and sets_all_hold.
        where: the verdicts were reached.
        sets: the parameter sets, in words.
    """
    from experiments.studies.phrases import listed

    found = tally(table)
    many = sum(found.verdicts.values())
    rest = [
        f"{count} {OF_CLAIMS.get(verdict, verdict)}"
        for verdict, count in found.verdicts.items()
        if found.hold is None or verdict != REPRODUCED
    ]
    if found.hold is None:
        return f"Of {many} claims, {where}: {listed(rest)}."
    said = [
        f"{len(found.hold)} of {many} claims: {REPRODUCED} {where}, and each holds in at least {LEAST:.0%} "
        f"of the {sets}."
    ]
    if found.fewer:
        said += [
            f"Reproduced {where}, but holding in fewer sets: {len(found.fewer)} more "
            f"({listed(found.fewer)})."
        ]
    if rest:
        said += [f"The others, {where}: {listed(rest)}."]
    return " ".join(said)
