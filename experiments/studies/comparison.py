"""The same two arms compared several times: a row for each, and one conclusion with its intervals."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.configurations import Changes
from experiments.config.labels import axis_label
from experiments.execution.job import Job
from experiments.methods.estimates import CONFIDENCE, Estimate, Values, estimate, student
from experiments.methods.stopping import Looks, rule_of
from experiments.store.replicates import Replicates
from experiments.studies import phrases
from experiments.studies.content import Sentences

POINT = "point"  # column with the number of a point
Pair = tuple[str, str]

NOT_COMPARED = "{First} and {second} were not compared."
COUNTED = (
    "{what} is {clearly}higher with {first} than with {second} in {more} of {all} {places}, and "
    "{clearly}lower in {less}"
)
NOWHERE = "{what} does not {clearly}differ between {first} and {second} in any of {all} {places}"
# At a single point, by the direction of the difference.
AT_ONE = {
    1: "{what} is {clearly}higher with {first} than with {second}",
    -1: "{what} is {clearly}lower with {first} than with {second}",
    0: "{what} does not {clearly}differ between {first} and {second}",
}
RANGE = ". The difference ranges from {low} {unit} ('{lowest}') to {high} {unit} ('{highest}')."
ONE = ". The difference is {high} {unit} ('{highest}')."
# The two points of a range, compared run by run.
APART = (
    " Compared run by run, it is larger at '{highest}' than at '{lowest}' by {gap} {unit}{picked}."
)
ALIKE = " Compared run by run, these two differences do not clearly differ: {gap} {unit}{picked}."
PICKED = " (the interval is wider because these are the lowest and the highest of {all} {places})"


def conclusion(
    found: pd.DataFrame,
    points: Mapping[int, str],
    pair: Pair,
    places: str = "combinations",
    apart: phrases.Row | None = None,
) -> str:
    """In how many points the first of two arms is clearly ahead or behind, and from where to where it goes.

    Args:
        found: a row per point, arm and `reference` of one outcome, as in `sweep.csv`.
        points: each point in words, by its number.
        pair: the arms that are compared.
        places: what the points are called.
        apart: how far the ends of the range are apart, as `furthest` gives it; None: not known.
    """
    first, second = pair
    rows = found[(found["arm"] == first) & (found["reference"] == second)].to_dict("records")
    if not rows:
        return NOT_COMPARED.format(First=phrases.capital(NAMES[first]), second=NAMES[second])
    gaps = {row[POINT]: phrases.in_points(row)[0] for row in rows}
    unit, signs = phrases.in_points(rows[0])[1], [gap.direction for gap in gaps.values()]
    alone = all(math.isnan(gap.low) for gap in gaps.values())  # single runs, without intervals
    order = sorted(gaps, key=lambda number: gaps[number].mean)
    counted = (AT_ONE[signs[0]] if len(signs) == 1 else COUNTED if any(signs) else NOWHERE).format(
        what=phrases.capital(phrases.measure(rows[0])), first=IN_SENTENCES[first],
        second=IN_SENTENCES[second], more=signs.count(1) or "none", less=signs.count(-1) or "none",
        all=len(gaps), places=places, clearly="" if alone else "clearly ",
    )  # fmt: skip
    said = counted + (RANGE if len(order) > 1 else ONE).format(
        low=phrases.interval(gaps[order[0]]), lowest=points[order[0]], unit=unit,
        high=phrases.interval(gaps[order[-1]]), highest=points[order[-1]],
    )  # fmt: skip
    if apart is None:
        return said
    gap, _ = phrases.in_points({**apart, "unit": rows[0]["unit"]})
    picked = PICKED.format(all=len(gaps), places=places) if len(gaps) > 2 else ""
    return said + (APART if gap.sign > 0 else ALIKE).format(
        gap=phrases.interval(gap, sign=""),
        unit=unit,
        picked=picked,
        lowest=points[order[0]],
        highest=points[order[-1]],
    )


def furthest(leads: Mapping[int, Values]) -> dict[str, Any] | None:
    """How far a difference is apart at the points where it is lowest and highest, run by run.

    The two were picked because they are far apart. The interval is therefore Bonferroni's for all pairs of
    points, which contains the difference of any two in at least 95 % of studies. `leads` are the differences
    in the same runs, by the number of the point. None with fewer than two points.
    """
    means = {number: estimate(values).mean for number, values in leads.items()}
    order = sorted(
        (number for number in means if not math.isnan(means[number])), key=means.__getitem__
    )
    if len(order) < 2:
        return None
    mean, low, high, n = estimate(leads[order[-1]] - leads[order[0]])
    if n > 1:
        from scipy.special import stdtrit

        wider = stdtrit(n - 1, 1 - (1 - CONFIDENCE) / 2 / math.comb(len(order), 2)) / student(n - 1)
        low, high = mean - wider * (mean - low), mean + wider * (high - mean)
    return {"lowest": order[0], "highest": order[-1]} | Estimate(mean, low, high, n)._asdict()


def in_words(points: Mapping[int, Mapping[Any, Any]]) -> dict[int, str]:
    """What varies at each point, by its number."""
    return {
        number: "; ".join(
            f"{axis_label(of)}: {phrases.number(value)}" for of, value in point.items()
        )
        for number, point in points.items()
    }


def run_until[Name](
    job: Job,
    wanted: Mapping[Name, Changes],
    gap: Callable[[Mapping[Name, Replicates], str], Values],
    weekly: int = 0,
) -> tuple[dict[Name, Replicates], Values | None]:
    """The runs with the study's own settings: all, or as many as its rule needs.

    `gap` gives the differences in an outcome, run by run, that must have a narrow interval. These are
    returned too; None without a rule.
    """
    rule = rule_of(job.plan.until, job.plan.replicates)
    if rule is None:
        return job.run(wanted, weekly=weekly), None
    looks = Looks(rule)
    while count := looks.next:
        runs = job.run(wanted, sets=job.plan.first_worlds(count), weekly=weekly)
        difference = gap(runs, rule.outcome)
        looks.look(difference)
    job.study.write("stopping.csv", looks.table())
    return runs, difference


def stopped(said: Sentences) -> list[str]:
    """After how many runs a stopping rule ended the study, and why; nothing without such a rule."""
    if not said.study.has("stopping"):
        return []
    last = said.study.table("stopping", ("n", "reason")).iloc[-1]
    most = said.study.configuration["replicates"]
    return [said("stopped", n=last["n"], most=most, reason=last["reason"])]


def cells(
    found: pd.DataFrame, points: Mapping[int, Mapping[str, str]], pair: Pair
) -> list[dict[str, str]]:
    """A row per point: what it is, each arm, and the compared difference (see `conclusion`)."""
    rows = {number: dict(point) for number, point in points.items()}
    for row in found.to_dict("records"):
        gap, unit = phrases.in_points(row)
        if not row["reference"]:
            rows[row[POINT]][NAMES[row["arm"]]] = phrases.level(row)
        elif (row["arm"], row["reference"]) == pair:
            rows[row[POINT]][f"{_minus(pair)}, {unit}"] = phrases.interval(gap)
    return list(rows.values())


def shows(head: str, pair: Pair) -> bool:
    """Whether a column with this head shows one of two arms, or the difference between them."""
    return head in (NAMES[pair[0]], NAMES[pair[1]]) or head.startswith(_minus(pair))


def belongs(head: str, pair: Pair) -> int:
    """0 for a column of an arm that is not compared, 1 for one of a compared arm, 2 for all others."""
    arm = head.partition(":")[0]
    if arm not in NAMES.values():
        return 2
    return int(arm in (NAMES[pair[0]], NAMES[pair[1]]))


def _minus(pair: Pair) -> str:
    return f"{NAMES[pair[0]]} minus {NAMES[pair[1]]}"


def of_arms(tables: Mapping[int, tuple[pd.DataFrame, pd.DataFrame]], outcome: Any) -> pd.DataFrame:
    """The rows of one outcome in `table.csv` and `differences.csv` of several studies, as in `sweep.csv`."""
    rows = [
        one[one["outcome"] == outcome].assign(**{POINT: number})
        for number, both in tables.items()
        for one in (both[0].assign(reference=""), both[1])
    ]
    return phrases.compared(pd.concat(rows, ignore_index=True))
