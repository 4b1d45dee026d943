"""Numbers in words that claim no more than their intervals allow."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from experiments.methods.estimates import Estimate
from experiments.studies.wording import SUBJECTS, listed
from experiments.studies.wording import digits as digits_of
from simulation import Settings
from simulation.passport import SHARE, Passport, leaves

Row = Mapping[Any, Any]
HALF = 0.5
METHODS = ("prim", "cart")  # that find rules
UNCLEAR = "no clear difference"
UNKNOWN = "not known"
ARMS = {arm: name for arm, (_, name) in SUBJECTS.items()} | {
    "solos": "solos (the same people, each alone)"
}  # as what the team is compared with
MOMENTS = {"end": "end of contracts", "followup": "follow-up"}
TELLING = (0, 0.5, 1)  # shares that another share must not look like
MOST_DIGITS = 2  # of a percentage, after the point


def estimate(row: Row, prefix: str = "", scale: float = 1) -> Estimate:
    """A mean with its interval from a row of a table.

    Args:
        row: with the columns mean, low and high.
        prefix: of these columns.
        scale: 100 turns shares into percentage points.
    """
    mean, low, high = (scale * float(row[f"{prefix}{name}"]) for name in ("mean", "low", "high"))
    return Estimate(mean, low, high, int(row.get("n", 0) or 0))


def less(gap: Estimate) -> Estimate:
    """The same difference, taken the other way round."""
    return Estimate(-gap.mean, -gap.high, -gap.low, gap.n)


def interval(gap: Estimate, digits: int = 1, sign: str = "+") -> str:
    """A mean with its interval, such as +4.7 (3.5 to 6.0); sign is empty for what is no difference."""
    if math.isnan(gap.mean):
        return "–"
    if math.isnan(gap.low) or math.isnan(gap.high):
        return f"{_fixed(gap.mean, digits, sign)} (no interval)"
    digits = digits_of(gap, digits)
    mean, low, high = (
        _fixed(gap.mean, digits, sign),
        _fixed(gap.low, digits),
        _fixed(gap.high, digits),
    )
    return f"{mean} ({low} to {high})"


def _fixed(value: float, digits: int, sign: str = "") -> str:
    """A number with so many digits after the point, and no minus before a zero."""
    return f"{round(value, digits) + 0.0:{sign},.{digits}f}"


def difference(gap: Estimate, unit: str, digits: int = 1) -> str:
    """A paired difference in words: more, fewer, none, or no clear one; always with its interval."""
    if math.isnan(gap.low) or math.isnan(gap.high):
        return f"{UNCLEAR} (there is no interval)"
    if gap.low == gap.high == 0:
        return "no difference (all runs are alike)"
    digits = digits_of(gap, digits)
    if gap.sign == 0:
        return f"{UNCLEAR} (95% interval {gap.low:.{digits}f} to {gap.high:.{digits}f} {unit})"
    size, *ends = (abs(value) for value in gap[:3])
    low, high = sorted(ends)
    word = "more" if gap.sign > 0 else "fewer"
    return f"{size:.{digits}f} {unit} {word} (95% interval {low:.{digits}f} to {high:.{digits}f})"


def in_points(row: Row, prefix: str = "") -> tuple[Estimate, str]:
    """A mean from a row with its unit; a share is told in percentage points."""
    share = row["unit"] == SHARE
    return estimate(row, prefix, 100 if share else 1), "points" if share else str(row["unit"])


def measured(rows: Sequence[dict[Hashable, Any]]) -> list[dict[Hashable, Any]]:
    """The rows that have a mean: nobody has no strain."""
    return [row for row in rows if not math.isnan(row["mean"])]


def reads(gap: Estimate) -> str:
    """What an interval says, in a word or three."""
    if gap.low == gap.high == 0:
        return "no difference"
    return {1: "more", -1: "less", 0: UNCLEAR}[gap.sign]


def percent(share: Any) -> str:
    """A share as a percentage; a dash where there is none."""
    value = float(share)
    return "–" if math.isnan(value) else f"{100 * value:.0f}%"


def sampled(share: Any, count: int) -> Estimate:
    """The share of so many things, with Wilson's 95% interval; no interval where their number is not known.

    Args:
        share: of the things.
        count: how many there are; 0 where that is not known.
    """
    from scipy import stats

    value = float(share)
    if math.isnan(value) or not count:
        return Estimate(value, math.nan, math.nan, count)
    found = stats.binomtest(round(value * count), count).proportion_ci(method="wilson")
    return Estimate(value, float(found.low), float(found.high), count)


def most(share: Estimate) -> bool:
    """Whether it is surely more than half."""
    return share.low > HALF


def in_percent(share: Estimate) -> str:
    """A share with its interval, such as 56% (49.6% to 63.2%); what is not one half does not look so."""
    if math.isnan(share.mean):
        return "–"
    ends = [] if math.isnan(share.low) else [share.low, share.high]
    digits = 0
    while digits < MOST_DIGITS and any(_looks_telling(end, digits) for end in ends):
        digits += 1
    text = f"{100 * share.mean:.{digits}f}%"
    return f"{text} ({' to '.join(f'{100 * end:.{digits}f}%' for end in ends)})" if ends else text


def _looks_telling(share: float, digits: int) -> bool:
    return any(
        not math.isclose(share, telling, abs_tol=1e-12)
        and round(100 * (share - telling), digits) == 0
        for telling in TELLING
    )


def number(value: Any) -> str:
    """A number with three digits that count, or a text as it is."""
    if isinstance(value, bool | str):
        return str(value).lower() if isinstance(value, bool) else value
    value = float(value)
    if math.isnan(value):
        return "–"
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else f"{value:.3g}"


def passport(setting: str) -> Passport | None:
    """What is known of a setting; None for one that this version does not have."""
    found = {leaf.name: leaf.passport for leaf in leaves(Settings())}
    return found.get(setting)


@functools.cache
def _meanings() -> dict[str, str]:
    """What each setting means, by its name."""
    return {
        leaf.name: leaf.passport.meaning.rstrip(".") for leaf in leaves(Settings()) if leaf.passport
    }


def described(setting: str) -> str:
    """What a setting means; empty for one that this version does not have."""
    return _meanings().get(setting, "")


def meaning(setting: str) -> str:
    """A setting's name and what it means."""
    said = described(setting)
    return f"`{setting}` ({said})" if said else f"`{setting}`"


def plainly(text: str) -> str:
    """A sentence for who decides: settings by what they mean instead of by name, and no methods."""
    for setting in _meanings():
        if f"`{setting}`" in text:
            text = text.replace(meaning(setting), _within(setting))
    for method in METHODS:
        text = text.replace(f" ({method})", "")
    return re.sub(r"`([^`]*=[^`]*)`", lambda point: _in_words(point[1]), text)


def _in_words(point: str) -> str:
    """A point of a design, such as contract.weeks=52, by what its settings mean."""
    said = (one.partition("=") for one in point.split(", "))
    return ", ".join(f"{_within(name) or name} {value}" for name, _, value in said)


def _within(setting: str) -> str:
    """What a setting means, within a sentence."""
    said = described(setting)
    return f"{said[:1].lower()}{said[1:]}"


def sorted_out(gaps: Mapping[str, Estimate], digits: int = 1) -> dict[int, str]:
    """Named differences as lists in words: those clearly above (1), below (-1), and neither (0)."""
    words: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for name, gap in gaps.items():
        words[gap.sign].append(f"{name} {interval(gap, digits)}")
    return {sign: listed(names) for sign, names in words.items() if names}
