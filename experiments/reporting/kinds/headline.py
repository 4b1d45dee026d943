"""The headline: the team against every other arm, by default and over the plausible parameter sets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments import wording
from experiments.reporting import phrases
from experiments.reporting.content import Block, Points, Text, table
from experiments.reporting.folder import Study
from experiments.reporting.kinds.part import Part
from simulation.params import contract_end

HEADLINE = ("other", "moment", "mean", "low", "high", "n", "worlds_behind")
LOSING = ("other", "setting", "correlation", "q")
CLEAR = 0.05  # false discovery rate
HALF = 0.5  # of the parameter sets; more are most of them
MOST = 3  # settings that the summary names
FEWEST = 2  # runs in a parameter set for an interval of its own
Row = Mapping[Any, Any]


def report(study: Study) -> Part:
    """What a study of the headline has to say."""
    found = study.table("headline", HEADLINE)
    common = study.table("losing", LOSING) if study.has("losing") else None
    rows = {(row["other"], row["moment"]): row for row in found.to_dict("records")}
    others = list(dict.fromkeys(found["other"]))
    weeks = {"end": contract_end(study.settings), "followup": study.settings.weeks}
    verdicts = [_verdict(rows[other, "end"], other, weeks["end"]) for other in others]
    later = [
        f"At follow-up (week {weeks['followup']}) against {phrases.ARMS[other]}: "
        f"{_points(rows[other, 'followup'])}."
        for other in others
    ]
    over = [said for other in others if (said := _over_sets(study, rows[other, "end"], other))]
    larger = list(_larger(common, others))
    figures = study.figure(
        "headline", "The team's practising share in the hosts less that of every other arm: with the "
        "default settings (bars: 95% intervals) and over the parameter sets (dots).",
        "A row for each other arm, a panel for each moment; the numbers are in the table.",
    )  # fmt: skip
    whole = _table(study, rows, others, phrases.MOMENTS)
    return Part(
        "The team against every other arm",
        answer=[_lead(rows, others), verdicts[0], later[0]],
        worth=[*_settled(study, rows, others), *larger],
        sure=[_one_world(rows, others)],
        shown=[*_table(study, rows, others, {"end": phrases.MOMENTS["end"]}), *figures],
        blocks=[
            Points([*verdicts, *later, *over, *larger]),
            *figures,
            *whole,
            *_common(study, common),
        ],
    )


def _lead(rows: Mapping[Any, Row], others: list[str]) -> str:
    """The answer in a sentence without sizes, which the table has."""
    gaps = {phrases.ARMS[other]: phrases.estimate(rows[other, "end"]) for other in others}
    words = {1: "does better than", -1: "does worse than", 0: "is not clearly different from"}
    groups = {sign: [name for name, gap in gaps.items() if gap.sign == sign] for sign in words}
    said = [
        f"{word} {wording.listed(groups[sign])}" for sign, word in words.items() if groups[sign]
    ]
    return f"By the end of the contracts, with the default settings, the team {'; '.join(said)}."


def _settled(study: Study, rows: Mapping[Any, Row], others: list[str]) -> Iterator[str]:
    """Against whom most parameter sets are clear by themselves."""
    first = rows[others[0], "end"]
    if math.isnan(first.get("sets_q50", math.nan)) or study.set_replicates < FEWEST:
        return
    groups: dict[str, list[str]] = {"better": [], "worse": [], "": []}
    for other in others:
        ahead, behind = (rows[other, "end"][f"sets_clearly_{how}"] for how in ("ahead", "behind"))
        side = "better" if ahead > HALF else "worse" if behind > HALF else ""
        share = {"better": ahead, "worse": behind, "": max(ahead, behind)}[side]
        more = "" if side else " at most either way"
        groups[side].append(f"{phrases.ARMS[other]} ({phrases.percent(share)}{more})")
    for side in ("better", "worse"):
        if groups[side]:
            yield f"Clearly {side} in most plausible parameter sets: against {wording.listed(groups[side])}."
    if groups[""]:
        yield f"Open, as most sets are not clear in one direction: against {wording.listed(groups[''])}."


def _verdict(row: Row, other: str, week: int) -> str:
    when = f"at the end of the contracts (week {week})"
    return wording.verdict(phrases.estimate(row), ("team", other), when)


def _points(row: Row) -> str:
    return phrases.difference(phrases.estimate(row, scale=100), "percentage points")


def _over_sets(study: Study, row: Row, other: str) -> str:
    """How often the team is clearly ahead and behind; empty without parameter sets."""
    if math.isnan(row.get("sets_q50", math.nan)):
        return ""
    low, middle, high = (100 * row[f"sets_{q}"] for q in ("q05", "q50", "q95"))
    over = (
        f"the median is {middle:+.0f} points, nine in ten sets lie from {low:+.0f} to {high:+.0f}"
    )
    against = f"Against {phrases.ARMS[other]}, over the plausible parameter sets: "
    if study.set_replicates < FEWEST:
        return f"{against}{over}; with one run in each, no set is clear by itself."
    ahead, behind = row["sets_clearly_ahead"], row["sets_clearly_behind"]
    return (
        f"{against}the team is clearly better in {phrases.percent(ahead)}, clearly worse in "
        f"{phrases.percent(behind)}, and not clearly either in {phrases.percent(1 - ahead - behind)}; {over}."
    )


def _larger(common: pd.DataFrame | None, others: list[str]) -> Iterator[str]:
    """What goes with a larger lead, where that is clear."""
    if common is None:
        return
    for other in others[:2]:  # those with the same money
        rows = common[(common["other"] == other) & (common["q"] < CLEAR)].head(MOST)
        words = [
            f"{'higher' if row['correlation'] > 0 else 'lower'} {phrases.meaning(row['setting'])}"
            for row in rows.to_dict("records")
        ]
        if words:
            yield f"Against {phrases.ARMS[other]} its lead goes most with: {'; '.join(words)}."


def _one_world(rows: Mapping[Any, Row], others: list[str]) -> str:
    """How often a single world says the opposite."""
    behind = "; ".join(
        f"{phrases.percent(rows[other, 'end']['worlds_behind'])} against {phrases.ARMS[other]}"
        for other in others
    )
    return (
        f"One programme is one world: of single worlds with the default settings, the team has less "
        f"in {behind}. "
        "The intervals are of the mean over worlds."
    )


def _table(
    study: Study, rows: Mapping[Any, Row], others: list[str], moments: Mapping[str, str]
) -> list[Block]:
    """Every comparison at some moments."""
    cells = []
    for other in others:
        for moment, words in moments.items():
            row = rows[other, moment]
            gap = phrases.estimate(row, scale=100)
            line = {"the team against": phrases.ARMS[other], "at": words}
            line |= {"points (95% interval)": phrases.interval(gap), "reads": phrases.reads(gap)}
            cells.append(line | _sets(study, row))
    caption = (
        "Differences in the share of the hosts' people who practise, in percentage points: mean of "
        "the paired "
        "runs with the default settings; then over the parameter sets."
    )
    return table("headline", caption, cells, study.command)


def _sets(study: Study, row: Row) -> dict[str, str]:
    if "sets_q50" not in row:
        return {}
    low, middle, high = (100 * row[f"sets_{q}"] for q in ("q05", "q50", "q95"))
    cells = {
        "sets: median (5 to 95%)": f"{middle:+.0f} ({low:+.0f} to {high:+.0f})",
        "behind in": phrases.percent(row["sets_behind"]),
    }
    if study.set_replicates >= FEWEST:
        clear = (phrases.percent(row[f"sets_clearly_{how}"]) for how in ("ahead", "behind"))
        cells["clearly better / worse in"] = " / ".join(clear)
    return cells


def _common(study: Study, common: pd.DataFrame | None) -> list[Block]:
    """Which settings go with the team's lead."""
    if common is None:
        return []
    clear = common[common["q"] < CLEAR]
    if clear.empty:
        return [Text("No setting goes clearly with the team's lead over the parameter sets.")]
    rows = [
        {
            "setting": row["setting"], "against": row["other"],
            "rank correlation": f"{row['correlation']:+.2f}", "false discovery rate": f"{row['q']:.2g}",
            "meaning": known.meaning if (known := phrases.passport(row["setting"])) else "",
        }
        for row in clear.to_dict("records")
    ]  # fmt: skip
    caption = (
        "What goes with a larger lead of the team over the parameter sets: Spearman's correlation with the "
        f"setting, where the false discovery rate is under {100 * CLEAR:.0f}%."
    )
    return table("what-goes-with-its-lead", caption, rows, study.command)
