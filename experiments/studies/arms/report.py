"""Arms compared in the same worlds."""

import functools
import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from experiments.config.arms import ALIKE, IN_SENTENCES, NAMES
from experiments.methods.estimates import CULTURE, CULTURE_AT, CULTURE_LATER, Estimate
from experiments.store import opening
from experiments.store.study_folder import StudyFolder
from experiments.studies import comparison, phrases
from experiments.studies.content import Block, Part, Points, Sentences, Text, texts
from experiments.studies.costs import cost_of

Gaps = Mapping[tuple[str, str, str], phrases.Row]  # by arm, reference and outcome

MOST = 4  # sentences of the answer
RIVALS = ("single_matched", "none", "single", "solos", "team")  # the one at equal cost first
STRAIN = "strain_contract"
COMPARED = (
    CULTURE, CULTURE_LATER, "practising_smaller_end", "bids_begun_academics_followup",
    "bids_won_academics_followup", "decisions_informed_managers_followup", STRAIN,
)  # fmt: skip


class Line(NamedTuple):
    """A line of the table of outcomes."""

    label: str  # its week can be named as {end} or {followup}
    outcome: str
    scale: float = 1  # turns the outcome into the unit shown
    digits: int = 1  # after the point
    unit: str = ""  # behind the number
    part: str = ""  # "gain_" for the gain over no brokers
    bounds: bool = False  # whether it has an interval; then the column of no brokers is empty
    missing: str = "–"  # where there is no number


LINES = [Line(**said) for said in texts(__package__)["lines"]]


def report(study: StudyFolder) -> Part:
    """What came out of a comparison of arms."""
    said, outcomes = Sentences(study, __package__), study.table("table")
    found = study.table("differences") if len(study.configuration["arms"]) > 1 else None
    stopped = comparison.stopped(said)
    answer = [*list(verdicts(said, found))[: MOST - len(stopped)], *stopped]
    figures = said.figures()
    blocks: list[Block] = [Points(answer), *figures, Text(phrases.RARE)]
    blocks += [*said.table("outcomes", _outcomes(study, outcomes)), Text(said("practising"))]
    if found is not None:
        measured = found[found["outcome"].isin(COMPARED)].dropna(subset="mean")
        blocks += said.table_of("differences", measured, _difference)
    worth = list(_prices(said, outcomes))
    sure = [] if study.over_sets else [said("one_set", own=study.own)]
    sure += [phrases.BIASED] if "single_matched" in study.configuration["arms"] else []
    return Part("Comparison of the arms", answer, worth, sure=sure, shown=figures, blocks=blocks)


def verdicts(said: Sentences, found: pd.DataFrame | None) -> Iterator[str]:
    """The compared pair at both moments, then its first arm against the others.

    Where the two cost the same, another arm that costs as much is in the first sentences too: an answer that
    leaves it out would be one-sided.
    """
    first, second = said.study.configuration["compare"]
    arms = list(said.study.configuration["arms"])
    if found is None:
        yield said("alone")
        return
    if missing := [arm for arm in (first, second) if arm not in arms]:
        pair = f"[{','.join(arms[:-3:-1])}]"
        yield said("missing", arm=NAMES[missing[0]].capitalize(), pair=pair)
        return
    gaps: Gaps = {
        (row["arm"], row["reference"], row["outcome"]): row for row in found.to_dict("records")
    }
    rivals = [arm for arm in RIVALS if arm in arms and arm not in (first, second)]
    beside = [arm for arm in rivals if {first, second, arm} <= {"team", *ALIKE}]
    say = functools.partial(_against, said, gaps)
    if opening := say((first, second), CULTURE, "end"):
        also = [one for arm in beside for one in say((first, arm), CULTURE, "end", beside=True)]
        yield " ".join([*opening, *also])
        yield from _in_sets(said, first, second)
    yield from say((first, second), CULTURE_LATER, "followup")
    for arm in rivals:
        if arm not in beside:
            yield from say((first, arm), CULTURE, "end")


def _against(
    said: Sentences,
    gaps: Gaps,
    pair: tuple[str, str],
    outcome: str,
    moment: str,
    beside: bool = False,
) -> list[str]:
    """A sentence on two arms, if they were compared; `beside`: it follows one on another pair."""
    back = (*pair, outcome) not in gaps
    row = gaps.get((pair[1], pair[0], outcome) if back else (*pair, outcome))
    if row is None:
        return []
    gap = phrases.estimate(row, scale=100)
    gap = phrases.less(gap) if back else gap
    if beside:
        return [phrases.verdict(gap, pair, said("beside.when"), said("beside.what"))]
    when = phrases.when(said.study, moment, row["week"], said.study.over_sets)
    return [phrases.verdict(gap, pair, when)]


def _in_sets(said: Sentences, first: str, second: str) -> list[str]:
    """In how many parameter sets the first arm does better; nothing for a single one."""
    path = said.study.folder / "replicates.parquet"
    if not said.study.over_sets or not opening.is_there(path):
        return []
    kinds = {"arm": opening.TEXT, "set": opening.WHOLE, CULTURE: opening.NUMBER}
    runs = opening.parquet(path, kinds)
    means = runs.groupby(["arm", "set"])[CULTURE].mean()
    better = means[first] > means[second]
    share = phrases.in_percent(phrases.sampled(better.mean(), len(better)))
    names = {"first": phrases.capital(IN_SENTENCES[first]), "second": IN_SENTENCES[second]}
    return [said("sets", **names, share=share, sets=f"{len(better)} {said.study.sets_called}")]


def _prices(said: Sentences, outcomes: pd.DataFrame) -> Iterator[str]:
    """What a point of practising costs in each arm with brokers."""
    chosen = outcomes[(outcomes["outcome"] == "money_per_point") & (outcomes["arm"] != "none")]
    prices = {row["arm"]: phrases.estimate(row) for row in chosen.to_dict("records")}
    known = {arm: price for arm, price in prices.items() if not math.isnan(price.mean)}
    where = phrases.where(said.study, said.study.over_sets)
    first = said.study.configuration["compare"][0]
    if first in known and len(known) > 1:
        yield said("price_of", where=where, **_beside(said, known, first))
    elif known:
        found = [f"{NAMES[arm]} {_pounds(price)}" for arm, price in known.items()]
        yield said("price", where=where, prices="; ".join(found))
    for arm, price in prices.items():
        if math.isnan(price.mean):
            yield said("no_price", arm=IN_SENTENCES[arm])


def _pounds(price: Estimate) -> str:
    mean, low, high = (phrases.few_digits(value) for value in price[:3])
    return f"£{mean} ({low} to {high})"


def _beside(said: Sentences, known: Mapping[str, Estimate], first: str) -> dict[str, str]:
    """What a point costs with an arm, and with which others it costs clearly more, less or neither."""
    own, groups = known[first], dict[str, list[str]]()
    for arm, price in known.items():
        if arm != first:
            name = "less" if own.high < price.low else "more" if own.low > price.high else "alike"
            groups.setdefault(name, []).append(f"{IN_SENTENCES[arm]}, {_pounds(price)}")
    others = [
        said(f"price_{name}", arms=phrases.listed(groups[name]))
        for name in ("less", "more", "alike")
        if name in groups
    ]
    return {"arm": IN_SENTENCES[first], "price": _pounds(own), "others": "; ".join(others)}


def _outcomes(study: StudyFolder, outcomes: pd.DataFrame) -> list[dict[str, str]]:
    """A row per outcome and a column per arm."""
    found = {(row["outcome"], row["arm"]): row for row in outcomes.to_dict("records")}
    arms = list(dict.fromkeys(outcomes["arm"]))
    weeks = {moment: found[name, arms[0]]["week"] for moment, name in CULTURE_AT.items()}
    rows = []
    for line in LINES:
        if line.outcome == "fte_weeks":
            planned = {NAMES[arm]: f"{cost_of(study.settings, arm).weeks:g}" for arm in arms}
            rows.append({"Outcome": "FTE-weeks planned"} | planned)
        cells = {NAMES[arm]: _cell(line, arm, found[line.outcome, arm]) for arm in arms}
        rows.append({"Outcome": line.label.format(**weeks)} | cells)
    return rows


def _cell(line: Line, arm: str, row: phrases.Row) -> str:
    if arm == "none" and line.bounds:
        return ""
    found = phrases.estimate(row, line.part, line.scale)
    if math.isnan(found.mean):
        return line.missing
    if line.bounds:
        return phrases.interval(found, line.digits, "+" if line.part else "")
    return f"{phrases.fixed(found.mean, line.digits)}{line.unit}"


def _difference(row: phrases.Row) -> dict[str, str]:
    arms = f"{NAMES[row['arm']]} minus {NAMES[row['reference']]}"
    cells = phrases.difference_cells(row)
    if row["outcome"] == STRAIN:  # a mean over weeks, on a scale from 0 to 1
        cells |= {"Week": "–", "Mean (95% interval)": phrases.interval(phrases.estimate(row), 3)}
    return {"Difference": arms} | cells
