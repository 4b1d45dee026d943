"""Verdicts on claims, and how many claims have each.

In how many parameter sets a claim holds comes first. Whether its effects depend on the mechanism that it
names is judged over the sets as well. The verdict at the study's own settings comes second.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.methods.estimates import Estimate
from experiments.studies.content import texts
from experiments.studies.ledger.effects import Effect
from experiments.studies.phrases import Row, in_percent, listed, sampled

REPRODUCED, IN_PART, NOT = "reproduced", "reproduced in part", "not reproduced"
FALSIFIED = "falsifier failed"
IN_WORDS = {
    IN_PART: "reproduced in part", NOT: "not reproduced",
    FALSIFIED: "with an effect that persists without the mechanism",
}  # fmt: skip
# What becomes of the effects without the mechanism.
VANISH, PERSIST, NO_EFFECT, UNTESTED = "vanish", "do not vanish", "no effect", "not testable"
FATES = {  # of effects
    VANISH: "vanish", PERSIST: "do not vanish", NO_EFFECT: "are not clear over the sets to begin with",
    UNTESTED: "cannot be tested",
}  # fmt: skip
IN_TABLE = {
    FALSIFIED: "persists without the mechanism",
    NO_EFFECT: "no clear effect over the sets to begin with",
}  # fmt: skip
BUILT_IN, EMERGENT = "built in", "emergent"
# The least share of the parameter sets in which all effects of a claim are positive, by its word.
STRENGTHS = {"robust": 0.9, "mostly": 0.6, "open": 0.4, "rarely": 0.1, "hardly ever": 0.0}
LEAST = STRENGTHS["mostly"]  # from which a claim counts as holding over the sets
CONTRADICTED = 0.05  # share of the sets below which a claim may be contradicted
VANISHED = 0.25  # share of an effect that may remain without the mechanism


def vanished(gone: Estimate, effect: Estimate) -> bool:
    """Whether the whole interval without the mechanism lies below a quarter of the effect."""
    return gone.high < VANISHED * effect.mean


def mechanism(
    effects: Sequence[Effect], found: Sequence[Estimate], without: Sequence[Estimate] | None
) -> str:
    """What becomes of the clear effects of a claim under its falsifier, if there is one."""
    if without is None:
        return UNTESTED
    left = [
        vanished(gone, value)
        for effect, value, gone in zip(effects, found, without, strict=True)
        if value.sign > 0 and not effect.provided
    ]
    return NO_EFFECT if not left else VANISH if all(left) else PERSIST


def verdict_on(
    effects: Sequence[Effect], found: Sequence[Estimate], without: Sequence[Estimate] | None
) -> str:
    """The verdict from the effects of a claim, which hold if their interval lies above zero."""
    held = [effect.sign > 0 for effect in found]
    if not any(held):
        return NOT
    if mechanism(effects, found, without) == PERSIST:
        return FALSIFIED
    return REPRODUCED if all(held) else IN_PART


def reason(
    effects: Sequence[Effect], found: Sequence[Estimate], without: Sequence[Estimate] | None
) -> str:
    """Where a claim does not hold, or what remains under its falsifier; empty if nowhere."""
    parts = []
    for number, (effect, value) in enumerate(zip(effects, found, strict=True)):
        if value.sign < 0:
            parts.append(f"opposite direction: {effect.name}")
        elif value.sign == 0:
            parts.append(f"no clear effect: {effect.name}")
        elif without and not effect.provided and not vanished(without[number], value):
            parts.append(f"{_remains(without[number], value)}: {effect.name}")
    return "; ".join(parts)


def _remains(gone: Estimate, effect: Estimate) -> str:
    """How much of an effect remains without the mechanism; at most how much, where that may be nothing."""
    if gone.low > 0:
        return f"{gone.mean / effect.mean:.0%} of the effect remains without the mechanism"
    return f"up to {gone.high / effect.mean:.0%} of the effect may remain without the mechanism"


def strength(share: float) -> str:
    """In how many parameter sets a claim holds, in a word; empty without an ensemble."""
    if math.isnan(share):
        return ""
    return next(word for word, least in STRENGTHS.items() if share >= least)


def place(changed: bool) -> str:
    """Where a verdict was reached, in words; `changed`: the study's settings differ from the defaults."""
    return f"with the {"study's" if changed else 'default'} settings"


def counted(table: pd.DataFrame, where: str, sets: str = "plausible parameter sets") -> list[str]:
    """The claims counted, in sentences: over the parameter sets, then at the study's own settings."""
    said, claims = texts(__package__), table.drop_duplicates("pattern")
    numbers: dict[str, Any] = {"many": len(claims), "where": where, "sets": sets, "least": LEAST}
    numbers["reproduced"] = int((claims["verdict"] == REPRODUCED).sum())
    numbers["rest"] = _in_words(claims["verdict"], IN_WORDS)
    if claims["sets_all_hold"].isna().all():
        return [said["alone"].format(**numbers)]
    holds = claims[claims["sets_all_hold"] >= LEAST]
    for origin, name in {EMERGENT: "emergent", BUILT_IN: "built"}.items():
        some, every = (int((one["origin"] == origin).sum()) for one in (holds, claims))
        many = "none" if not some else "one" if some == 1 else "some"
        numbers |= {name: said["holds"][many].format(many=some), f"all_{name}": every}
    numbers["contradicted"] = len(contradicted(table))
    numbers["failed"] = said["failed"]["some" if numbers["contradicted"] else "none"].format(
        **numbers
    )
    numbers["best"] = _most_widely_held(table)
    numbers |= {"hold": len(holds), "fates": _fates(holds["mechanism"])}
    names = ["hold"] + ["mechanisms"] * bool(len(holds)) + ["default"]
    return [said[name].format(**numbers) for name in names]


def contradicted(table: pd.DataFrame) -> list[Row]:
    """Emergent claims that hardly any set satisfies, with an effect clearly negative over the sets."""
    negative = table.loc[table["sets_high"] < 0, "pattern"]
    few = (table["origin"] == EMERGENT) & (table["sets_all_hold"] < CONTRADICTED)
    claims = table[few & table["pattern"].isin(negative)].drop_duplicates("pattern")
    return [*claims.to_dict("records")]


def _most_widely_held(table: pd.DataFrame) -> str:
    """In how many parameter sets the emergent claim holds that does so in most."""
    emergent = table[table["origin"] == EMERGENT].dropna(subset="sets_all_hold")
    for row in emergent.nlargest(1, "sets_all_hold").to_dict("records"):
        return in_percent(sampled(row["sets_all_hold"], int(row["sets_judged"])))
    return in_percent(sampled(math.nan, 0))


def _fates(column: pd.Series) -> str:
    """What becomes of the effects of claims, with the number of claims."""
    counts = column.value_counts()
    return listed([f"{word} in {counts[name]}" for name, word in FATES.items() if name in counts])


def _in_words(column: pd.Series, words: Mapping[str, str]) -> str:
    """What there is any of, counted."""
    counts = column.value_counts()
    return ", ".join(f"{counts[name]} {word}" for name, word in words.items() if name in counts)
