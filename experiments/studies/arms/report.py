"""Arms compared in the same worlds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.labels import outcome_label
from experiments.methods.estimates import CULTURE, CULTURE_LATER, Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Points, Text, figure_of, table
from experiments.studies.costs import cost_of

MOST = 4  # sentences of the answer
RIVALS = ("single_matched", "none", "single", "solos", "team")  # the one at equal cost first
COMPARED = (
    CULTURE, CULTURE_LATER, "practising_smaller_end", "bids_begun_academics_followup",
    "bids_won_academics_followup", "decisions_informed_managers_followup", "strain_contract",
)  # fmt: skip

ALONE = "Only one arm ran, so there is nothing to compare."
MISSING = "{arm} did not run, so it cannot be compared: add it to arms or choose another pair, as in {pair}."
IN_SETS = "{first} does better than {second} in {share} of the {sets} (95% interval in brackets)."
PRICE = "Cost per percentage point gained with {arm}, in £ thousand: {price}."
NO_PRICE = "With {arm} there is no clear gain, so there is no cost per point."
STOPPED = "Stopped after {n} of at most {most} paired runs: {reason}."


class Line(NamedTuple):
    """A line of the table of outcomes.

    Attributes:
        label: of the line; its week can be named as {end} or {followup}.
        outcome: what it shows.
        scale: turns the outcome into the unit shown.
        digits: after the point.
        unit: behind the number.
        part: "gain_" for the gain over no brokers.
        bounds: whether it has an interval; then the column of no brokers is empty.
        missing: where there is no number.
    """

    label: str
    outcome: str
    scale: float = 1
    digits: int = 1
    unit: str = ""
    part: str = ""
    bounds: bool = False
    missing: str = "–"


def _with_gain(label: str, outcome: str, scale: float = 1, unit: str = "") -> tuple[Line, Line]:
    gain = "– gain, points" if unit else "– gain"
    return (
        Line(label, outcome, scale, unit=unit),
        Line(gain, outcome, scale, part="gain_", bounds=True),
    )


LINES = (
    *_with_gain("Practising, week {end}", CULTURE, 100, "%"),
    *_with_gain("Practising, week {followup}", CULTURE_LATER, 100, "%"),
    Line("– % of first gain", "gain_kept", 100, 0, bounds=True, missing="no clear gain"),
    *_with_gain("Joint bids begun", "bids_begun_academics_followup"),
    *_with_gain("Grants won", "bids_won_academics_followup"),
    *_with_gain("Decisions using research", "decisions_informed_managers_followup"),
    Line("Brokers' strain, 0 to 1", "strain_contract", digits=2),
    Line("FTE-weeks worked", "fte_weeks", digits=0),
    Line("Salaries, £ thousand", "money", 1 / 1000, 0),
    Line("– per point, week {end}", "money_per_point", 1 / 1000, bounds=True, missing="no clear gain"),
)  # fmt: skip


def report(study: StudyFolder) -> Part:
    """What came out of a comparison of arms."""
    outcomes, found = study.table("table"), study.table("differences") if _several(study) else None
    stopped = _stopped(study)
    answer = [*list(verdicts(study, found))[: MOST - len(stopped)], *stopped]
    figures = [
        *figure_of(study, "gains", "Gain of each arm over no brokers, with 95% intervals.",
                   f"Bars with intervals, a row for each arm. {answer[0]}"),
        *figure_of(study, "culture", "Practising week by week, by arm.",
                   "Curves over the weeks, one for each arm, with bands over the runs."),
    ]  # fmt: skip
    blocks: list[Block] = [Points(answer), *figures, *_outcomes(study, outcomes)]
    if found is not None:
        blocks += _differences(study, found)
    return Part(
        "Comparison of the arms", answer, list(_prices(outcomes)), shown=figures, blocks=blocks
    )


def _stopped(study: StudyFolder) -> list[str]:
    """After how many runs a stopping rule ended the study, and why."""
    if not study.has("stopping"):
        return []
    last = study.table("stopping", ("n", "reason")).iloc[-1]
    return [STOPPED.format(n=last["n"], most=study.said["replicates"], reason=last["reason"])]


def _several(study: StudyFolder) -> bool:
    return len(study.said["arms"]) > 1


def verdicts(study: StudyFolder, found: pd.DataFrame | None) -> Iterator[str]:
    """A sentence for the compared pair at both moments, then for its first arm against the others."""
    first, second = study.said["compare"]
    arms = list(study.said["arms"])
    if found is None:
        yield ALONE
        return
    if missing := [arm for arm in (first, second) if arm not in arms]:
        pair = f"compare=[{','.join(arms[:-3:-1])}]"
        yield MISSING.format(arm=NAMES[missing[0]].capitalize(), pair=f"`{pair}`")
        return
    gaps = {(row["arm"], row["reference"], row["outcome"]): row for row in found.to_dict("records")}
    moments = {CULTURE: "end", CULTURE_LATER: "followup"}
    wanted = [(second, CULTURE), (second, CULTURE_LATER)]
    wanted += [(arm, CULTURE) for arm in RIVALS if arm in arms and arm not in (first, second)]
    for other, outcome in wanted:
        back = (first, other, outcome) not in gaps
        row = gaps.get((other, first, outcome) if back else (first, other, outcome))
        if row is None:
            continue
        gap = phrases.points(phrases.estimate(row))
        when = phrases.WHEN[moments[outcome]].format(row["week"])
        yield phrases.verdict(phrases.less(gap) if back else gap, (first, other), when)
        if (other, outcome) == wanted[0] and (said := _in_sets(study, first, second)):
            yield said


def _in_sets(study: StudyFolder, first: str, second: str) -> str:
    """In how many parameter sets the first arm does better; empty for a single one."""
    path = study.folder / "replicates.parquet"
    if not study.over_sets or not path.is_file():
        return ""
    runs = pd.read_parquet(path, columns=["arm", "set", CULTURE])
    means = runs.groupby(["arm", "set"])[CULTURE].mean()
    better = means[first] > means[second]
    share = phrases.in_percent(phrases.sampled(better.mean(), len(better)))
    name = IN_SENTENCES[first]
    return IN_SETS.format(
        first=f"{name[0].upper()}{name[1:]}", second=IN_SENTENCES[second], share=share,
        sets=f"{len(better)} {study.sets_called}",
    )  # fmt: skip


def _prices(outcomes: pd.DataFrame) -> Iterator[str]:
    """What a point of practising costs in each arm with brokers."""
    chosen = outcomes[(outcomes["outcome"] == "money_per_point") & (outcomes["arm"] != "none")]
    for row in chosen.to_dict("records"):
        price = phrases.estimate(row, scale=1 / 1000)
        said = NO_PRICE if math.isnan(price.mean) else PRICE
        yield said.format(arm=IN_SENTENCES[row["arm"]], price=phrases.interval(price, sign=""))


def _outcomes(study: StudyFolder, outcomes: pd.DataFrame) -> list[Block]:
    """A row per outcome and a column per arm."""
    found = {(row["outcome"], row["arm"]): row for row in outcomes.to_dict("records")}
    arms = list(dict.fromkeys(outcomes["arm"]))
    weeks = {
        moment: found[name, arms[0]]["week"]
        for moment, name in (("end", CULTURE), ("followup", CULTURE_LATER))
    }
    rows = [
        {"Outcome": line.label.format(**weeks)}
        | {NAMES[arm]: _cell(line, arm, found[line.outcome, arm]) for arm in arms}
        for line in LINES
    ]
    planned = {NAMES[arm]: f"{cost_of(study.settings, arm).weeks:g}" for arm in arms}
    place = next(n for n, line in enumerate(LINES) if line.outcome == "fte_weeks")
    rows.insert(place, {"Outcome": "FTE-weeks planned"} | planned)
    note = (
        "Practising: share of the people in host organisations for whom collaborating across the two "
        "communities has become routine. Gains are over no brokers in paired runs."
    )
    return [
        *table("outcomes", "Means by arm (95% intervals in brackets).", rows, study.command),
        Text(note),
    ]


def _cell(line: Line, arm: str, row: phrases.Row) -> str:
    if arm == "none" and line.bounds:
        return ""
    found = phrases.estimate(row, line.part, line.scale)
    if math.isnan(found.mean):
        return line.missing
    if not line.bounds:
        return f"{phrases.fixed(found.mean, line.digits)}{line.unit}"
    sign = "+" if line.part else ""
    return phrases.interval(Estimate(*found), line.digits, sign)


def _differences(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    """The paired differences in the outcomes that arms are judged by."""
    rows = []
    for row in phrases.measured(found[found["outcome"].isin(COMPARED)].to_dict("records")):
        gap, unit = phrases.in_points(row)
        rows.append(
            {
                "Difference": f"{NAMES[row['arm']]} minus {NAMES[row['reference']]}",
                "Outcome": outcome_label(row["outcome"]), "Week": str(row["week"]),
                "Mean (95% interval)": f"{phrases.interval(gap)} {unit}", "Reads": phrases.reads(gap),
            }
        )  # fmt: skip
    caption = "Paired differences between arms; differences.csv has all outcomes."
    return table("differences", caption, rows, study.command)
