"""The headline: the team against every other arm, by default and over the plausible parameter sets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases, wording
from experiments.studies.content import Block, Part, Points, Text, figure_of, table
from experiments.studies.costs import cost_of
from simulation.params import contract_end

HEADLINE = ("other", "moment", "mean", "low", "high", "n", "worlds_behind")
LOSING = ("other", "setting", "correlation", "q")
CLEAR = 0.05  # false discovery rate
SMALL = 0.05  # share of the people: below, a difference is called small, as the README does
EQUAL = 2  # other arms with the team's money: they come first
SIDES = {"better": "ahead", "worse": "behind"}
TEAM, NONE = "team", "none"
AGAINST = {
    arm: name for arm, (_, name) in wording.SUBJECTS.items()
}  # after who it is has been said
MOST = 3  # settings that the summary names
FEWEST = 2  # runs in a parameter set for an interval of its own
Row = Mapping[Any, Any]


def report(study: StudyFolder) -> Part:
    """What a study of the headline has to say."""
    found = study.table("headline", HEADLINE)
    common = study.table("losing", LOSING) if study.has("losing") else None
    rows = {(row["other"], row["moment"]): row for row in found.to_dict("records")}
    others = list(dict.fromkeys(found["other"]))
    weeks = {"end": contract_end(study.settings), "followup": study.settings.weeks}
    verdicts = [_verdict(rows[other, "end"], other, weeks["end"]) for other in others]
    later = [
        f"At follow-up (week {weeks['followup']}) against {AGAINST[other]}: "
        f"{_points(rows[other, 'followup'])}."
        for other in others
    ]
    over = [said for other in others if (said := _over_sets(study, rows[other, "end"], other))]
    larger = list(_larger(common, others))
    figures = figure_of(study,
        "headline", "The team's practising share in the hosts less that of every other arm: "
        f"{study.own} (bars: 95% intervals) and over the parameter sets (dots).", _seen(rows, others),
    )  # fmt: skip
    whole = _table(study, rows, others, phrases.MOMENTS)
    return Part(
        "The team against every other arm",
        answer=[_lead(study, rows, others), *_behind(study, rows, others), later[0]],
        worth=[*_settled(study, rows, others), *larger],
        sure=[_one_world(study, rows, others)],
        shown=[*_table(study, rows, others, {"end": phrases.MOMENTS["end"]}), *figures],
        blocks=[
            Points([*verdicts, *later, *over, *larger]),
            *figures,
            *whole,
            *_common(study, common),
        ],
    )


def _lead(study: StudyFolder, rows: Mapping[Any, Row], others: list[str]) -> str:
    """The answer in a sentence: against the same people, for the same money, and against who costs less."""
    words = {1: "does better than", -1: "does worse than", 0: "is not clearly different from"}
    said = []
    for other in others:
        gap = phrases.estimate(rows[other, "end"])
        small = ", by a small difference" if gap.sign and abs(gap.mean) < SMALL else ""
        said.append(f"{words[gap.sign]} {phrases.ARMS[other]}{_cheaper(study, other)}{small}")
    return f"By the end of the contracts, {study.own}, the team {'; '.join(said)}."


def _cheaper(study: StudyFolder, other: str) -> str:
    """A remark where another arm with brokers has not the team's money."""
    team, cost = cost_of(study.settings, TEAM), cost_of(study.settings, other)
    beside = cost.beside(team)
    if other == NONE or beside == "costs the same":
        return ""
    return f", which {beside} ({cost} against {team})"


def _behind(study: StudyFolder, rows: Mapping[Any, Row], others: list[str]) -> Iterator[str]:
    """How often the team has less than the first other arms: over the sets, and over single worlds."""
    for other in others[:EQUAL]:
        row = rows[other, "end"]
        worlds = phrases.in_percent(phrases.sampled(row["worlds_behind"], int(row["n"])))
        said = f"in {worlds} of single worlds {study.own}"
        if not math.isnan(row.get("sets_behind", math.nan)):
            sets = phrases.in_percent(phrases.sampled(row["sets_behind"], study.sets))
            said = f"in {sets} of the {study.sets_called}, and {said}"
        yield f"The team has less than {AGAINST[other]} {said} (95% intervals)."


def _settled(study: StudyFolder, rows: Mapping[Any, Row], others: list[str]) -> Iterator[str]:
    """Against whom most parameter sets are surely clear by themselves."""
    first = rows[others[0], "end"]
    if math.isnan(first.get("sets_q50", math.nan)):
        yield "This study ran with one parameter set: with an ensemble it says in how many a team is better."
        return
    if study.set_replicates < FEWEST:
        yield "With one run in each parameter set, no set is clear by itself."
        return
    chosen = study.over_plausible
    groups: dict[str, list[str]] = {"better": [], "worse": [], "": []}
    for other in others:
        if chosen and other == NONE:
            continue
        shares = {
            side: phrases.sampled(rows[other, "end"][f"sets_clearly_{how}"], study.sets)
            for side, how in SIDES.items()
        }
        side = next((side for side, share in shares.items() if phrases.most(share)), "")
        told = [side] if side else list(SIDES)
        often = ", ".join(f"{one} in {phrases.in_percent(shares[one])}" for one in told)
        groups[side].append(f"{AGAINST[other]}{_cheaper(study, other)}: {often}")
    for side in SIDES:
        if groups[side]:
            yield f"Clearly {side} in most {study.sets_called}: against {'; '.join(groups[side])}."
    if groups[""]:
        yield (
            f"Open, as it is not sure that most {study.sets_called} are clear in one direction: against "
            f"{'; '.join(groups[''])}."
        )
    if chosen and NONE in others:
        yield "That a team beats no brokers is no finding: the plausible sets were chosen for it."


def _verdict(row: Row, other: str, week: int) -> str:
    when = f"at the end of the contracts (week {week})"
    return wording.verdict(phrases.estimate(row), ("team", other), when)


def _points(row: Row) -> str:
    return phrases.difference(phrases.estimate(row, scale=100), "percentage points")


def _over_sets(study: StudyFolder, row: Row, other: str) -> str:
    """How often the team is clearly ahead and behind; empty without parameter sets."""
    if math.isnan(row.get("sets_q50", math.nan)):
        return ""
    low, middle, high = (100 * row[f"sets_{q}"] for q in ("q05", "q50", "q95"))
    over = (
        f"the median is {middle:+.0f} points, nine in ten sets lie from {low:+.0f} to {high:+.0f}"
    )
    against = f"Against {phrases.ARMS[other]}, over the {study.sets_called}: "
    if study.set_replicates < FEWEST:
        return f"{against}{over}; with one run in each, no set is clear by itself."
    ahead, behind = row["sets_clearly_ahead"], row["sets_clearly_behind"]
    better, worse, neither = (
        phrases.in_percent(phrases.sampled(share, study.sets))
        for share in (ahead, behind, 1 - ahead - behind)
    )
    return (
        f"{against}the team is clearly better in {better}, clearly worse in {worse}, and not clearly "
        f"either in {neither}; {over}."
    )


def _larger(common: pd.DataFrame | None, others: list[str]) -> Iterator[str]:
    """What goes with a larger lead, where that is clear."""
    if common is None:
        return
    for other in others[:EQUAL]:
        rows = common[(common["other"] == other) & (common["q"] < CLEAR)].head(MOST)
        words = [
            f"{'higher' if row['correlation'] > 0 else 'lower'} {phrases.meaning(row['setting'])}"
            for row in rows.to_dict("records")
        ]
        if words:
            yield f"Against {phrases.ARMS[other]} its lead goes most with: {'; '.join(words)}."


def _one_world(study: StudyFolder, rows: Mapping[Any, Row], others: list[str]) -> str:
    """How often a single world says the opposite."""
    shares = {other: rows[other, "end"] for other in others}
    behind = "; ".join(
        f"{phrases.in_percent(phrases.sampled(row['worlds_behind'], int(row['n'])))} against "
        f"{AGAINST[other]}"
        for other, row in shares.items()
    )
    return (
        f"One programme is one world: of single worlds {study.own}, the team has less in {behind}. "
        "Intervals of differences are of their mean."
    )


def _seen(rows: Mapping[Any, Row], others: list[str]) -> str:
    """The picture in words."""
    bars = "; ".join(
        f"{phrases.ARMS[other]} {phrases.interval(phrases.estimate(rows[other, 'end'], scale=100))}"
        for other in others
    )
    return (
        f"A row for each other arm. At the end of contracts the bars stand at, in points: {bars}."
    )


def _table(
    study: StudyFolder, rows: Mapping[Any, Row], others: list[str], moments: Mapping[str, str]
) -> list[Block]:
    """Every comparison at some moments."""
    team = cost_of(study.settings, TEAM)
    cells = []
    for other in others:
        cost = cost_of(study.settings, other)
        for moment, words in moments.items():
            row = rows[other, moment]
            gap = phrases.estimate(row, scale=100)
            line = {"the team against": phrases.ARMS[other]}
            line["which"] = f"{cost.beside(team)}: {cost}"
            line |= {"at": words} if len(moments) > 1 else {}
            line["points (95% interval)"] = phrases.interval(gap)
            line |= {"reads": phrases.reads(gap)} if len(moments) > 1 else {}
            worlds = phrases.sampled(row["worlds_behind"], int(row["n"]))
            cells.append(line | {"worlds behind": phrases.in_percent(worlds)} | _sets(study, row))
    at = f" at the {next(iter(moments.values()))}" if len(moments) == 1 else ""
    caption = (
        f"Differences{at} in the share of the hosts' people who practise, in percentage points: mean of "
        f"the paired runs {study.own}, and the share of these worlds in which the team has less; then over "
        f"the parameter sets. Shares with 95% intervals. The team costs {team} in salaries."
    )
    return table("headline", caption, cells, study.command)


def _sets(study: StudyFolder, row: Row) -> dict[str, str]:
    if "sets_q50" not in row:
        return {}
    low, middle, high = (100 * row[f"sets_{q}"] for q in ("q05", "q50", "q95"))
    cells = {"sets: median (5 to 95%)": f"{middle:+.0f} ({low:+.0f} to {high:+.0f})"}
    shares = {"behind in": "behind"}
    if study.set_replicates >= FEWEST:
        shares |= {f"clearly {side} in": f"clearly_{how}" for side, how in SIDES.items()}
    for head, how in shares.items():
        cells[head] = phrases.in_percent(phrases.sampled(row[f"sets_{how}"], study.sets))
    return cells


def _common(study: StudyFolder, common: pd.DataFrame | None) -> list[Block]:
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
            "meaning": phrases.described(row["setting"]),
        }
        for row in clear.to_dict("records")
    ]  # fmt: skip
    caption = (
        "What goes with a larger lead of the team over the parameter sets: Spearman's correlation with the "
        f"setting, where the false discovery rate is under {100 * CLEAR:.0f}%."
    )
    return table("what-goes-with-its-lead", caption, rows, study.command)
