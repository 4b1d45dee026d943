"""Arms compared in the same worlds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from experiments.methods.estimates import CULTURE, CULTURE_LATER, Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases, wording
from experiments.studies.arms.summary import Line, lines
from experiments.studies.content import Block, Part, Points, Text, figure_of, table

ESTIMATE = ("mean", "low", "high", "n")
TABLE = ("arm", "outcome", "week", *ESTIMATE, "gain_mean", "gain_low", "gain_high")
DIFFERENCES = ("arm", "reference", "outcome", "meaning", "unit", "week", *ESTIMATE)
SHOWN = (
    CULTURE, CULTURE_LATER, "practising_smaller_end", "bids_begun_academics_followup",
    "bids_won_academics_followup", "decisions_informed_managers_followup", "strain_contract",
)  # fmt: skip


def report(study: StudyFolder) -> Part:
    """What a comparison of arms has to say."""
    outcomes = study.table("table", TABLE)
    found = study.table("differences", DIFFERENCES)
    arms = list(dict.fromkeys(outcomes["arm"]))
    figures = [
        *figure_of(study,
            "gains", "Gain of each arm over no brokers, and of the team over the solos, with 95% intervals.",
            f"Bars with intervals. Gain in practising at the end, in points: {_gained(outcomes)}.",
        ),
        *figure_of(study,
            "culture", "Practising in the host organisations and elsewhere, week by week, by arm.",
            "Curves over the weeks, one for each arm, with bands over the runs. At "
            f"the end of the contracts practise in the hosts: {_practising(outcomes)}.",
        ),
    ]  # fmt: skip
    said = verdicts(study, found)
    return Part(
        "Comparison of the arms", said, list(_prices(outcomes, arms)),
        shown=figures,
        blocks=[Points(said), *figures, *_outcomes(study, outcomes, arms), *_differences(study, found)],
    )  # fmt: skip


def _gained(outcomes: pd.DataFrame) -> str:
    """The gains that the picture shows."""
    rows = outcomes[(outcomes["outcome"] == CULTURE) & outcomes["gain_mean"].notna()]
    return "; ".join(
        f"{row['arm']} {phrases.interval(phrases.estimate(row, 'gain_', 100))}"
        for row in rows.to_dict("records")
    )


def _practising(outcomes: pd.DataFrame) -> str:
    rows = outcomes[outcomes["outcome"] == CULTURE].to_dict("records")
    return wording.listed([f"{row['arm']} {phrases.percent(row['mean'])}" for row in rows])


def verdicts(study: StudyFolder, found: pd.DataFrame) -> list[str]:
    """A sentence for the compared pair at both moments, then for its first arm against every other."""
    first, second = study.said["compare"]
    runs = "parameter sets" if study.over_sets else "paired runs"
    gaps = dict(_gaps(found))
    said = []
    for other, outcome in _wanted(first, second, found):
        if row := gaps.get((first, other, outcome)):
            moment = "the end of the contracts" if outcome == CULTURE else "follow-up"
            when = f"at {moment} (week {row['week']})"
            said.append(wording.verdict(row["gap"], (first, other), when, runs=runs))
    return said


def _wanted(first: str, second: str, found: pd.DataFrame) -> list[tuple[str, str]]:
    others = [arm for arm in dict.fromkeys([*found["arm"], *found["reference"]]) if arm != first]
    return [(second, CULTURE), (second, CULTURE_LATER)] + [
        (other, CULTURE) for other in others if other != second
    ]


def _gaps(found: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
    """Every difference, in both directions."""
    for row in found.to_dict("records"):
        gap, week = phrases.estimate(row), row["week"]
        arm, reference, outcome = row["arm"], row["reference"], row["outcome"]
        yield (arm, reference, outcome), {"gap": gap, "week": week}
        yield (reference, arm, outcome), {"gap": phrases.less(gap), "week": week}


def _prices(outcomes: pd.DataFrame, arms: list[str]) -> Iterator[str]:
    """What a point of practising costs in each arm."""
    rows = outcomes[outcomes["outcome"] == "money_per_point"].to_dict("records")
    said = [
        f"{phrases.ARMS[row['arm']]} {_price(phrases.estimate(row, scale=1 / 1000))}"
        for row in rows
        if row["arm"] != "none"
    ]
    if said:
        yield (
            "Money per percentage point of the hosts' people who practise at the end of the contracts, in "
            f"thousand pounds (95% interval): {'; '.join(said)}."
        )


def _price(price: Estimate) -> str:
    unclear = price.mean != price.mean  # a ratio to a gain that is not clear
    return "has no clear gain" if unclear else phrases.interval(price, sign="")


def _outcomes(study: StudyFolder, outcomes: pd.DataFrame, arms: list[str]) -> list[Block]:
    rows = [_row(line, arms) for part in lines(outcomes, arms) for line in part]
    weeks = dict(zip(outcomes["outcome"], outcomes["week"], strict=True))
    note = wording.notes({"end": weeks[CULTURE], "followup": weeks[CULTURE_LATER]})
    return [
        *table("outcomes", "Means of the runs by arm; in brackets 95% intervals.", rows, study.command),
        Text(note),
    ]  # fmt: skip


def _row(line: Line, arms: list[str]) -> dict[str, str]:
    cells = [f"{value} ({ends})" if ends else value for value, ends in line.cells]
    return {"outcome": line.label.strip()} | dict(zip(arms, cells, strict=True))


def _differences(study: StudyFolder, found: pd.DataFrame) -> list[Block]:
    """The paired differences in the outcomes that arms are judged by."""
    rows = []
    for row in phrases.measured(found[found["outcome"].isin(SHOWN)].to_dict("records")):
        gap, unit = phrases.in_points(row)
        rows.append(
            {
                "difference": f"{row['arm']} less {row['reference']}", "outcome": row["meaning"],
                "week": str(row["week"]), "mean (95% interval)": f"{phrases.interval(gap)} {unit}",
                "reads": phrases.reads(gap),
            }
        )  # fmt: skip
    caption = (
        "Paired differences between arms in the same worlds; differences.csv has all outcomes."
    )
    return table("differences", caption, rows, study.command)
