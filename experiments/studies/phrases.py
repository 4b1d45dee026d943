"""Numbers and verdicts in words that claim no more than their intervals allow."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.arms import IN_SENTENCES
from experiments.config.labels import outcome_label, setting_label
from experiments.config.named_files import file_name
from experiments.methods.estimates import CULTURE, CULTURE_LATER, Estimate, wilson
from experiments.store.study_folder import StudyFolder
from simulation import Settings
from simulation.params import contract_end
from simulation.passport import SHARE

Row = Mapping[Any, Any]
TELLING = (0, 0.5, 1)  # shares that another share must not look like
EQUAL = 1e-12  # no more apart than this
MANY = 20  # intervals, of which some miss by chance
MOST_DIGITS = 6  # after the point
LEAST_RATE = 0.001  # smaller ones are not told apart
POINTS, NO_INTERVAL = "percentage points", "no interval"
PRACTISING = "the share of people who practise"
MOMENTS = {"end": "end of contracts", "followup": "follow-up"}
WHEN = {"end": "At the end of the contracts (week {})", "followup": "At follow-up (week {})"}

# Sentences wherever others are compared with full-time brokers.
BIASED = (
    "In this model twice the hours of a broker bring more than in trials of facilitators "
    "(`study=break_even`): single full-time brokers may look better than they are."
)
# Wherever arms are compared on outcomes that are much rarer in the model than in the evidence.
RARE = (
    "The model has far fewer bids and decisions using research than the evidence "
    "(`study=calibration`): compare arms on these outcomes with caution, and do not rely on their levels."
)
# What a paired difference says.
HIGHER = (
    "{when}, {what} is {mean} {unit} {higher} with {first} than with {second} "
    "(95% interval {low} to {high})."
)
NOT_CLEAR = (
    "{when}, there is no clear difference between {first} and {second} in {what}: "
    "{mean} {unit} (95% interval {low} to {high})."
)
ALIKE = "{when}, {first} and {second} do not differ in {what} in any run."


def estimate(row: Row, prefix: str = "", scale: float = 1, name: str = "") -> Estimate:
    """A mean with its interval from the columns mean, low and high of a row, with this prefix.

    The mean's column may have another `name`; a scale of 100 gives percentage points.
    """
    columns = (name or f"{prefix}mean", f"{prefix}low", f"{prefix}high")
    mean, low, high = (scale * float(row[column]) for column in columns)
    return Estimate(mean, low, high, int(row.get("n", 0) or 0))


def compared(table: pd.DataFrame) -> pd.DataFrame:
    """A table with an empty text as `reference` where a row is no difference."""
    return table.assign(reference=table["reference"].astype(object).fillna(""))


def points(share: Estimate) -> Estimate:
    """A difference of shares in percentage points."""
    return Estimate(100 * share.mean, 100 * share.low, 100 * share.high, share.n)


def in_points(row: Row) -> tuple[Estimate, str]:
    """A mean from a row with its unit; a share is given in percentage points."""
    is_share = row["unit"] == SHARE
    return estimate(row, scale=100 if is_share else 1), POINTS if is_share else str(row["unit"])


def less(gap: Estimate) -> Estimate:
    """The same difference, taken the other way round."""
    return Estimate(-gap.mean, -gap.high, -gap.low, gap.n)


def interval(gap: Estimate, digits: int = 1, sign: str = "+") -> str:
    """A mean with its interval, such as +4.7 (3.5 to 6.0); sign is empty for what is no difference."""
    if math.isnan(gap.mean):
        return "–"
    if math.isnan(gap.low) or math.isnan(gap.high):
        return f"{fixed(gap.mean, digits, sign)} ({NO_INTERVAL})"
    mean, low, high = _numbers(gap, digits, sign)
    return f"{mean} ({low} to {high})"


def _numbers(gap: Estimate, least: int = 1, sign: str = "+") -> tuple[str, str, str]:
    """With so many digits after the point; with more where these would mislead.

    They mislead where an interval looks as if it had no width, and where one that excludes zero does not
    look so. One that includes zero needs no more: an end may look like zero.
    """
    digits = least
    for many in range(least, MOST_DIGITS + 1):
        low, high = round(gap.low, many), round(gap.high, many)
        if low != high and (gap.sign == 0 or (low and high)):
            digits = many
            break
    return fixed(gap.mean, digits, sign), fixed(gap.low, digits), fixed(gap.high, digits)


def fixed(value: float, digits: int = 1, sign: str = "") -> str:
    """A number with so many digits after the point, and no sign before a zero."""
    value = round(value, digits) + 0.0
    return f"{value:{sign if value else ''},.{digits}f}"


def signed(value: float, digits: int = 1) -> str:
    """A difference in a figure, with the minus that the numbers on axes have."""
    return fixed(value, digits, "+").replace("-", "\N{MINUS SIGN}")


def in_tenths(share: float) -> str:
    """A difference of shares in percentage points, to a tenth."""
    return fixed(100 * share, 1, "+")


def few_digits(value: float) -> str:
    """A number with two digits that count, such as 420,000 for 418,551."""
    return f"{float(f'{value:.2g}'):z,.0f}"


def pounds(value: float) -> str:
    """Pounds with two digits that count, such as £34,000."""
    return f"£{few_digits(value)}".replace("£-", "-£")


def rate(value: float) -> str:
    """A p-value or a false discovery rate."""
    return f"{value:.2g}" if value >= LEAST_RATE else f"under {LEAST_RATE:g}"


def verdict(
    gap: Estimate, pair: tuple[str, str], when: str, what: str = PRACTISING, unit: str = POINTS
) -> str:
    """One sentence for a paired difference of two arms, or of whatever else is compared.

    `gap` is the first less the second, in `unit`; `when` begins the sentence, and `what` is measured.
    """
    first, second = (IN_SENTENCES.get(name, name) for name in pair)
    sign, template = gap.sign, HIGHER if gap.sign else NOT_CLEAR
    if gap.low == gap.high == 0:
        template = ALIKE
    mean, low, high = _numbers(less(gap) if sign < 0 else gap, sign="" if sign else "+")
    return template.format(
        when=when, what=what, first=first, second=second, mean=mean, low=low, high=high, unit=unit,
        higher="higher" if sign > 0 else "lower",
    )  # fmt: skip


def when(study: StudyFolder, moment: str, week: int, over_sets: bool = False) -> str:
    """With which settings and when something was measured, at the beginning of a sentence."""
    return f"{capital(where(study, over_sets))}, {lower(WHEN[moment].format(week))}"


def where(study: StudyFolder, over_sets: bool) -> str:
    """With which settings something was measured, within a sentence."""
    return f"over the {study.sets_called}" if over_sets else study.own


def week_of(moment: str, settings: Settings) -> int:
    """The week of the end of the contracts or of follow-up."""
    return contract_end(settings) if moment == "end" else settings.weeks


def ahead(gap: Estimate, other: str = "") -> str:
    """How far the team is ahead of another arm or behind it, in points: its size, and which of the two.

    A difference that is not clear keeps its signs. `other` may be empty.
    """
    before, after = (f"ahead of {other}", f"behind {other}") if other else ("ahead", "behind")
    if not gap.direction:
        return f"neither clearly {before} nor clearly {after}: {interval(gap)} {POINTS}"
    size, side = (gap, before) if gap.direction > 0 else (less(gap), after)
    return f"{interval(size, sign='')} {POINTS} {side}"


def reads(gap: Estimate) -> str:
    """What the interval of a difference says, in a word or three."""
    if gap.low == gap.high == 0:
        return "no difference"
    return {1: "more", -1: "less", 0: "no clear difference"}[gap.sign]


def measure(row: Row) -> str:
    """What the outcome of a row measures, within a sentence."""
    if row["outcome"] in (CULTURE, CULTURE_LATER):
        return PRACTISING
    return lower(outcome_label(row["outcome"]))


def sampled(share: Any, count: int) -> Estimate:
    """A share of so many things with Wilson's 95% interval; none where their number is not known (0)."""
    value = float(share)
    if math.isnan(value) or not count:
        return Estimate(value, math.nan, math.nan, count)
    return Estimate(value, *wilson(value, count), count)


def in_percent(share: Estimate) -> str:
    """A share with its interval, such as 56% (49.6% to 63.2%); what is not one half does not look so."""
    if math.isnan(share.mean):
        return "–"
    ends = [] if math.isnan(share.low) else [share.low, share.high]
    gaps = [
        100 * (end - telling) for end in ends for telling in TELLING if abs(end - telling) > EQUAL
    ]
    digits = next((many for many in (0, 1) if all(round(gap, many) for gap in gaps)), 2)
    mean, *bounds = (f"{100 * value:.{digits}f}%" for value in (share.mean, *ends))
    return f"{mean} ({' to '.join(bounds)})" if ends else mean


def number(value: Any) -> str:
    """A number with three digits that count, yes or no for a switch, or the words of a choice."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, str):
        return file_name(value).replace("_", " ")
    value = float(value)
    if math.isnan(value):
        return "–"
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else three_digits(value)


def three_digits(value: float) -> str:
    """A number with three digits that count, or six after the point where these are fewer."""
    text = f"{value:.3g}"
    return text if "e-" not in text else f"{value:z.6f}".rstrip("0").rstrip(".")


def counted_sets(study: StudyFolder) -> str:
    """Such as '1,000 plausible parameter sets'; without a number where it is not known."""
    return f"{study.sets:,} {study.sets_called}" if study.sets else study.sets_called


def capital(text: str) -> str:
    """A text that begins a sentence."""
    return f"{text[:1].upper()}{text[1:]}"


def lower(text: str) -> str:
    """A label within a sentence."""
    return f"{text[:1].lower()}{text[1:]}"


def spread(
    row: Row, ends: str = "", name: str = "", form: str | Callable[[float], str] = three_digits,
    scale: float = 1,
) -> str:  # fmt: skip
    """A number of a row with its interval; a dash where there is no number.

    `form` is a format, or what makes a text of a number. `estimate` has the others; `ends` is its prefix.
    """
    found = estimate(row, ends, scale, name)
    if math.isnan(found.mean):
        return "–"
    say: Callable[[float], str] = form.format if isinstance(form, str) else form
    between = NO_INTERVAL if math.isnan(found.low) else f"{say(found.low)} to {say(found.high)}"
    return f"{say(found.mean)} ({between})"


def over_sets(row: Row, form: Callable[[float], str], prefix: str = "sets_") -> str:
    """The median over the parameter sets, and where the middle 90% of them lie."""
    low, median, high = (form(row[f"{prefix}{name}"]) for name in ("q05", "q50", "q95"))
    return f"{median} ({low} to {high})"


def level(row: Row) -> str:
    """A mean of its own: of a share in per cent."""
    return f"{100 * row['mean']:.1f}%" if row["unit"] == SHARE else number(row["mean"])


def difference_cells(row: Row) -> dict[str, str]:
    """The cells of a paired difference: outcome, its week, mean with interval, and what that says."""
    gap, unit = in_points(row)
    return {
        "Outcome": outcome_label(row["outcome"]), **({"Week": str(row["week"])} if "week" in row else {}),
        "Mean (95% interval)": f"{interval(gap)} {unit}", "Reads": reads(gap),
    }  # fmt: skip


def higher_or_lower(correlated: pd.DataFrame) -> list[str]:
    """Each setting of a table of correlations, with the values that go with more."""
    return [
        f"{'higher' if row['correlation'] > 0 else 'lower'} '{setting_label(row['setting'])}'"
        for row in correlated.to_dict("records")
    ]


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: a, b and c."""
    return " and ".join([", ".join(names[:-1])] * (len(names) > 1) + list(names[-1:])) or "none"
