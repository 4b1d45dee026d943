"""What the numbers say, in sentences that claim no more than their intervals allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.config.arms import NAMES
from experiments.config.plan import Plan
from experiments.methods.estimates import CULTURE, CULTURE_LATER, Estimate, Units, difference

EVEN = 0.5  # what more than an even chance must exceed
MANY = 20  # intervals, of which some miss by luck
MOST_DIGITS = 6  # after the point
SAME_MONEY = f"{NAMES['single_matched']} for the same money"
# An arm as the subject of "... better", and as what something is compared with.
SUBJECTS = {
    "none": ("having no brokers does", NAMES["none"]),
    "single": ("one full-timer does", NAMES["single"]),
    "single_matched": (f"{SAME_MONEY} do", SAME_MONEY),
    "solos": ("solos do", NAMES["solos"]),
    "team": ("the team does", "the team"),
}


def notes(moments: Mapping[str, int]) -> str:
    """What the rows of the table mean.

    Args:
        moments: the week of each moment (`end`, `followup`).
    """
    return (
        "Practising: share of the people in the host organisations for whom collaborating across "
        f"the two communities has become routine; at the end of the contracts (week "
        f"{moments['end']}) and at follow-up (week {moments['followup']}). Gain: over no brokers in "
        "the same worlds; points are percentage points. Below a number: its 95% interval. Decisions "
        "informed: those that used research."
    )


def headline(
    arms: Mapping[str, Units], compare: tuple[str, str], moments: Mapping[str, int]
) -> str:
    """Which of two arms does better by the end of the contracts, and by how much.

    Args:
        arms: the replicate table of each arm that ran.
        compare: the two arms.
        moments: the week of each moment (`end`, `followup`).
    """
    if len(arms) < 2:
        return "Only one arm ran, so that there is nothing to compare."
    if missing := nothing_to_compare(list(arms), compare):
        return missing
    when = f"at the end of the contracts (week {moments['end']})"
    return _verdict(arms, compare, CULTURE, when)


def nothing_to_compare(arms: Sequence[str], compare: tuple[str, str]) -> str:
    """That one of the two arms to be compared did not run; empty if both did."""
    missing = [arm for arm in compare if arm not in arms]
    if not missing:
        return ""
    return (
        f"The headline would compare {compare[0]} with {compare[1]}, but {missing[0]} did not "
        f"run: add it to arms, or choose another pair as in compare=[{','.join(arms[:-3:-1])}]."
    )


def afterwards(
    arms: Mapping[str, Units], compare: tuple[str, str], moments: Mapping[str, int]
) -> str:
    """The same at follow-up; empty if one of the arms did not run or there is no follow-up."""
    if any(arm not in arms for arm in compare) or moments["end"] == moments["followup"]:
        return ""
    return _verdict(arms, compare, CULTURE_LATER, f"at follow-up (week {moments['followup']})")


def rivals(
    arms: Mapping[str, Units],
    compare: tuple[str, str],
    moments: Mapping[str, int],
    planned: Mapping[str, float],
) -> list[str]:
    """The headline's first arm against every further arm that has the same resources.

    Args:
        arms: the replicate table of each arm that ran.
        compare: the two arms of the headline.
        moments: the week of each moment (`end`, `followup`).
        planned: FTE-weeks of the contracts by arm, without `none`.
    """
    first = compare[0]
    others = [arm for arm in planned if arm not in compare and first in planned]
    equal = [arm for arm in others if round(planned[arm] - planned[first], 6) == 0]
    return [headline(arms, (first, arm), moments) for arm in equal]


def _verdict(arms: Mapping[str, Units], compare: tuple[str, str], outcome: str, when: str) -> str:
    first, second = (arms[arm] for arm in compare)
    levels = [100 * float(runs[outcome].mean()) for runs in (first, second)]
    shares = f"{levels[0]:.1f}% against {levels[1]:.1f}%"
    runs = "parameter sets" if first["set"].nunique() > 1 else "paired runs"
    return verdict(difference(first, second, outcome), compare, when, shares, runs)


def verdict(
    gap: Estimate, compare: tuple[str, str], when: str, shares: str = "", runs: str = "paired runs"
) -> str:
    """One sentence for a paired difference of practising shares.

    Args:
        gap: the first arm's share less the second's.
        compare: the two arms.
        when: the moment, in words.
        shares: both shares, in words; empty where they are not known.
        runs: what the difference is a mean over.
    """
    (subject, name), (_, other) = (SUBJECTS[arm] for arm in compare)
    basis = f"{shares}; {gap.n} {runs}" if shares else f"{gap.n} {runs}"
    gap = Estimate(100 * gap.mean, 100 * gap.low, 100 * gap.high, gap.n)
    many = digits(gap)
    people = "people in the host organisations"
    if gap.low == gap.high == 0:
        return f"No difference between {name} and {other}: {when}, all runs are alike ({basis})."
    if gap.sign == 0:
        return (
            f"No clear difference between {name} and {other}: {when}, {_points(gap.mean, many)} of the "
            f"{people} practise with {name}, but the 95% interval, {_points(gap.low, many)} to "
            f"{_points(gap.high, many)}, includes no difference ({basis})."
        )
    better = "better" if gap.sign > 0 else "worse"
    size, *ends = (abs(value) for value in gap[:3])
    more = "more" if gap.sign > 0 else "fewer"
    return (
        f"{subject[0].upper()}{subject[1:]} {better} than {other}: {when}, {size:.{many}f} percentage "
        f"points {more} of the {people} practise (95% interval {min(ends):.{many}f} to "
        f"{max(ends):.{many}f}; "
        f"{basis})."
    )


def _points(gap: float, many: int) -> str:
    """A difference in words, such as 1.3 percentage points fewer."""
    return f"{abs(gap):.{many}f} percentage points {'fewer' if gap < 0 else 'more'}"


def digits(gap: Estimate, least: int = 1) -> int:
    """As many digits after the point that an end of an interval which is not zero does not look so.

    Args:
        gap: the interval, in the unit that is printed.
        least: as many in any case.
    """
    ends = [end for end in (gap.low, gap.high) if end]
    while least < MOST_DIGITS and any(round(end, least) == 0 for end in ends):
        least += 1
    return least


def resources(
    planned: Mapping[str, float], worked: Mapping[str, float], compare: tuple[str, str]
) -> str:
    """What each arm has to work with, and whether the arms of the headline have the same.

    Args:
        planned: FTE-weeks of the contracts by arm, without `none`.
        worked: FTE-weeks worked, as means over runs.
        compare: the two arms that the headline compares.
    """
    if not planned:
        return "No arm has brokers."
    alike: dict[float, list[str]] = {}
    for arm, weeks in planned.items():
        alike.setdefault(round(weeks, 6), []).append(arm)
    shares = [f"{', '.join(arms)} {weeks:g}" for weeks, arms in alike.items()]
    text = f"Planned FTE-weeks: {'; '.join(shares)}. "
    if set(compare) <= set(planned):
        first, second = (round(planned[arm], 6) for arm in compare)
        equal = "equal" if first == second else "not equal"
        text += f"Resources of {compare[0]} and {compare[1]} are {equal}. "
    listed = ", ".join(f"{arm} {weeks:.1f}" for arm, weeks in worked.items())
    return f"{text}Worked, as posts fell vacant or money ran out: {listed}."


def over_the_ensemble(
    arms: Mapping[str, Units], compare: tuple[str, str], moments: Mapping[str, int]
) -> str:
    """In how many parameter sets the headline's first arm does better; empty for a single set.

    Args:
        arms: a row per parameter set, of each arm that ran.
        compare: the two arms.
        moments: the week of each moment (`end`, `followup`).
    """
    if any(arm not in arms for arm in compare) or arms[compare[0]]["set"].nunique() == 1:
        return ""
    first, second = (arms[arm][CULTURE].to_numpy(float) for arm in compare)
    gap = 100 * (first - second)
    low, middle, high = np.quantile(gap, (0.05, 0.5, 0.95))
    (_, name), (_, other) = (SUBJECTS[arm] for arm in compare)
    return (
        f"Over the {len(gap)} parameter sets: {name} does better than {other} in "
        f"{100 * (gap > 0).mean():.0f}% of them at week {moments['end']}; the median difference is "
        f"{middle:.1f} points, nine in ten lie from {low:.1f} to {high:.1f}."
    )


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: a, b and c."""
    return " and ".join([", ".join(names[:-1])] * (len(names) > 1) + list(names[-1:])) or "none"


def _changed(changed: Mapping[str, object]) -> str:
    given = ", ".join(f"{name}={value}" for name, value in changed.items())
    return f" Settings changed: {given}." if given else ""


def question(plan: Plan, runs: str, sets: bool = False) -> str:
    """What is asked, what is run to answer it, and which settings are not the usual ones.

    Args:
        plan: of the study.
        runs: what is run so many times.
        sets: whether it is run in every parameter set of the ensemble, and there only.
    """
    many = f"{plan.replicates} runs of {runs}"
    if sets:
        many = (
            f"{len(plan.members)} parameter sets ({plan.ensemble}), "
            f"{plan.set_replicates} runs of {runs} in each"
        )
    return f"{plan.question} {many}.{_changed(plan.changed())}"
