"""The headline: the team against every other arm, by default and over the plausible parameter sets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.labels import setting_label
from experiments.methods.estimates import Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Points, Text, figure_of, table
from experiments.studies.costs import cost_of

CLEAR = 0.05  # false discovery rate
EQUAL = 2  # other arms with the team's money: they come first
SIDES = {"better": "sets_clearly_ahead", "worse": "sets_clearly_behind"}
MOST = 3  # settings that a sentence names
FEWEST = 2  # runs in a parameter set for an interval of its own

IN_SETS = (
    "Over the {sets}, the team does worse than {first} in {shares[0]}, and worse than {second} in "
    "{shares[1]}."
)
IN_RUNS = (
    "In single runs {own}, the team does worse than {first} in {shares[0]}, and worse than {second} in "
    "{shares[1]}."
)
SETTLED = "Over the {sets}, the team is clearly {side} than {other} in most: {share}."
OPEN = (
    "Whether the team does better than {other} depends on the parameter set: clearly better in "
    "{better} of the {sets}, clearly worse in {worse}."
)
ASSOCIATED = "Settings associated with a larger lead over {other}: {settings}."
COST = "{other} costs less than the team: £{cost:,.0f} against £{team:,.0f} in salaries."
BUILT_IN = (
    "That the team does better than no brokers is built in: the plausible parameter sets were selected so "
    "that it holds."
)
ONE_RUN = "With one run in each parameter set, no set is clear by itself."
ONE_SET = (
    "This study ran with one parameter set. Run it with `ensemble=plausible` to see in how many a team does "
    "better."
)
MEANS = "Intervals show how certain the mean difference is; single runs vary far more."
NO_SETTING = "No setting is clearly associated with the team's lead over the parameter sets."

Rows = Mapping[tuple[str, str], Mapping[Any, Any]]  # by other arm and moment


def report(study: StudyFolder) -> Part:
    """What came out of a study of the headline."""
    found = study.table("headline")
    common = study.table("losing") if study.has("losing") else None
    rows: Rows = {(row["other"], row["moment"]): row for row in found.to_dict("records")}
    others = list(dict.fromkeys(found["other"]))
    verdicts = {other: _verdict(study, rows, other, "end") for other in others}
    later = [_verdict(study, rows, other, "followup") for other in others]
    equal = others[:EQUAL]
    in_runs = _how_often(study, rows, equal, "worlds_behind", IN_RUNS)
    in_sets = _how_often(study, rows, equal, "sets_behind", IN_SETS) if _has_sets(rows) else []
    figures = figure_of(study,
        "headline", "Share of people who practise with the team, minus the share with every other arm: "
        f"{study.own} (bars: 95% intervals) and over the parameter sets (dots).",
        f"A row for each other arm. {verdicts[others[0]]}",
    )  # fmt: skip
    main = _table(study, rows, others)
    larger = list(_associated(common, others))
    return Part(
        "The team against every other arm",
        answer=[*(verdicts[other] for other in equal), *in_sets, *in_runs],
        worth=[*_settled(study, rows, others), *_cheaper(study, others), *larger],
        sure=[*in_runs, MEANS],
        shown=[*main, *figures],
        blocks=[Points([*verdicts.values(), *later]), *figures, *main, *_common(study, common)],
    )


def _verdict(study: StudyFolder, rows: Rows, other: str, moment: str) -> str:
    week = phrases.week_of(moment, study.settings)
    gap = phrases.points(phrases.estimate(rows[other, moment]))
    return phrases.verdict(gap, ("team", other), phrases.WHEN[moment].format(week))


def _has_sets(rows: Rows) -> bool:
    return not any(math.isnan(row.get("sets_q50", math.nan)) for row in rows.values())


def _share(study: StudyFolder, row: Mapping[Any, Any], column: str) -> Estimate:
    """A share of the runs or of the parameter sets."""
    count = int(row["n"]) if column.startswith("worlds") else study.sets
    return phrases.sampled(row[column], count)


def _how_often(
    study: StudyFolder, rows: Rows, others: list[str], column: str, said: str
) -> list[str]:
    """How often the team has less than the first two other arms."""
    shares = [phrases.in_percent(_share(study, rows[other, "end"], column)) for other in others]
    first, second = (IN_SENTENCES[other] for other in others)
    sets = f"{study.sets} {study.sets_called}" if study.sets else study.sets_called
    return [said.format(sets=sets, own=study.own, first=first, second=second, shares=shares)]


def _settled(study: StudyFolder, rows: Rows, others: list[str]) -> Iterator[str]:
    """Against whom most parameter sets are surely clear by themselves."""
    if not _has_sets(rows) or study.set_replicates < FEWEST:
        yield ONE_RUN if _has_sets(rows) else ONE_SET
        return
    for other in others:
        if study.over_plausible and other == "none":
            yield BUILT_IN
            continue
        row = rows[other, "end"]
        shares = {side: _share(study, row, column) for side, column in SIDES.items()}
        said = {side: phrases.in_percent(share) for side, share in shares.items()}
        side = next((side for side, share in shares.items() if share.low > 0.5), "")
        text = SETTLED if side else OPEN
        share = said[side] if side else ""
        yield text.format(
            sets=study.sets_called, side=side, other=IN_SENTENCES[other], share=share, **said
        )


def _cheaper(study: StudyFolder, others: list[str]) -> Iterator[str]:
    """Which other arms with brokers cost less than the team."""
    team = cost_of(study.settings, "team")
    for other in others:
        cost = cost_of(study.settings, other)
        if other != "none" and cost.less_than(team):
            name = IN_SENTENCES[other]
            yield COST.format(other=name[0].upper() + name[1:], cost=cost.pounds, team=team.pounds)


def _associated(common: pd.DataFrame | None, others: list[str]) -> Iterator[str]:
    """Which settings are clearly associated with a larger lead."""
    for other in others[:EQUAL] if common is not None else []:
        clear = common[(common["other"] == other) & (common["q"] < CLEAR)]  # type: ignore[index]
        said = [
            f"{'higher' if row['correlation'] > 0 else 'lower'} '{setting_label(row['setting'])}'"
            for row in clear.head(MOST).to_dict("records")
        ]
        if said:
            yield ASSOCIATED.format(other=IN_SENTENCES[other], settings="; ".join(said))


def _table(study: StudyFolder, rows: Rows, others: list[str]) -> list[Block]:
    """Every comparison at both moments: with the study's own settings, then over the parameter sets."""
    cells = []
    for other in others:
        for moment in phrases.MOMENTS:
            row = rows[other, moment]
            line = {
                "The team against": NAMES[other],
                "Week": str(phrases.week_of(moment, study.settings)),
            }
            line["Points (95% interval)"] = phrases.interval(phrases.estimate(row, scale=100))
            line["Worse in single runs"] = phrases.in_percent(_share(study, row, "worlds_behind"))
            line |= _over_sets(study, row) if _has_sets(rows) else {}
            cells.append(line | {"Salaries, £": f"{cost_of(study.settings, other).pounds:,.0f}"})
    team = cost_of(study.settings, "team")
    caption = (
        "Share of people in host organisations who practise: the team minus every other arm. The team costs "
        f"£{team.pounds:,.0f} in salaries."
    )
    return table("headline", caption, cells, study.command)


def _over_sets(study: StudyFolder, row: Mapping[Any, Any]) -> dict[str, str]:
    low, middle, high = (100 * row[f"sets_{q}"] for q in ("q05", "q50", "q95"))
    columns = {"Worse in sets": "sets_behind"}
    if study.set_replicates >= FEWEST:
        columns |= {f"Clearly {side} in sets": column for side, column in SIDES.items()}
    return {"Sets: median (5% to 95%)": f"{middle:+.0f} ({low:+.0f} to {high:+.0f})"} | {
        head: phrases.in_percent(_share(study, row, column)) for head, column in columns.items()
    }


def _common(study: StudyFolder, common: pd.DataFrame | None) -> list[Block]:
    """Which settings are clearly associated with the team's lead."""
    if common is None:
        return []
    clear = common[common["q"] < CLEAR]
    if clear.empty:
        return [Text(NO_SETTING)]
    rows = [
        {
            "Setting": setting_label(row["setting"]), "Against": NAMES[row["other"]],
            "Rank correlation": f"{row['correlation']:+.2f}", "False discovery rate": f"{row['q']:.2g}",
        }
        for row in clear.to_dict("records")
    ]  # fmt: skip
    caption = (
        "Settings associated with a larger lead of the team over the parameter sets: Spearman's correlation "
        f"where the false discovery rate is under {CLEAR:.0%}."
    )
    return table("associated-settings", caption, rows, study.command)
