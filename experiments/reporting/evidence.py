"""What some studies say of a team against other ways to employ brokers: the numbers of the briefing.

They come from a study of the headline or, without one, from a comparison of arms. All are numbers of
people in every hundred of those in the host organisations.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from experiments.config.arms import ALIKE, NAMES
from experiments.config.ensembles import typed
from experiments.methods.estimates import CULTURE, CULTURE_LATER, Estimate
from experiments.store import opening
from experiments.store.study_folder import StudyFolder
from experiments.studies import comparison, phrases
from experiments.studies.headline.report import ATYPICAL, FEWEST
from experiments.studies.headline.run import set_gaps
from simulation import Settings, change

TEAM, NONE = "team", "none"
OTHERS = ("solos", "single_matched", NONE, "single")  # in the order of the verdict
LOW, HIGH = 0.05, 0.95  # nine in ten versions of the model lie between
RUNS = "replicates.parquet"
Runs = Mapping[str, pd.DataFrame]  # by the arm
MOMENTS = {"end": CULTURE, "followup": CULTURE_LATER}


class Gap(NamedTuple):
    """The team less another arm."""

    # In a hundred people: the middle with its range over the versions of the model or, where there is
    # one version, the mean with its 95% interval.
    people: Estimate
    # Shares of the versions in which the team does clearly better or worse: their own intervals exclude
    # zero. No numbers where there is one version.
    better: Estimate = phrases.sampled(math.nan, 0)
    worse: Estimate = phrases.sampled(math.nan, 0)
    few: bool = False  # whether versions have too few runs for intervals: chance cannot be told


class Evidence(NamedTuple):
    """What a study says of the team."""

    study: StudyFolder
    versions: int  # of the model that ran; 1: the study's own settings
    gaps: Mapping[str, Gap]  # the team less each other arm at the end of the contracts
    later: Mapping[str, Gap]  # the same at follow-up
    gains: Mapping[str, Estimate]  # of each arm over no brokers at the end of the contracts
    chance: Mapping[str, float]  # share of single runs in which the team does worse than an arm
    favoured: bool = False  # whether the study's own settings favour the team more than most do
    pooled: bool = False  # whether these are runs of all versions; False: with the study's settings

    @property
    def runs(self) -> str:
        """The name of the assumptions behind `chance`."""
        if self.pooled:
            return "versions"
        return "study" if self.study.changed else "default"


def by_default(study: StudyFolder) -> bool:
    """Whether a comparison of the team with the same people alone rests on the default settings only."""
    compared = study.kind == "headline" or {TEAM, ALIKE[0]} <= {*study.configuration["arms"]}
    return study.kind in READERS and compared and not (study.over_sets or study.changed)


class Sweep(NamedTuple):
    """What a sweep says of the team."""

    study: StudyFolder
    points: Mapping[int, str]  # what varies, in words, by the number of the point
    leads: Mapping[str, Mapping[int, Estimate]]  # over each other arm at each point, with intervals
    # At how many points another arm, which was not compared with the team, has the higher mean.
    above: Mapping[str, int]
    settings: Sequence[Settings]  # of each point


def sweep_in(studies: Sequence[StudyFolder]) -> Sweep | None:
    """What the first sweep with a team says."""
    for study in (one for one in studies if one.kind == "sweep"):
        found = phrases.compared(study.table("sweep"))
        leads: dict[str, dict[int, Estimate]] = {}
        for number, here in found.groupby(comparison.POINT):
            for other, gap in _gaps(here, CULTURE, {}):
                leads.setdefault(other, {})[int(str(number))] = gap.people
        if leads:
            points: Any = study.table("points").set_index(comparison.POINT).to_dict("index")
            settings = [change(study.settings, typed(point)) for point in points.values()]
            levels = found[(found["outcome"] == CULTURE) & (found["reference"] == "")]
            means = levels.pivot_table(index=comparison.POINT, columns="arm", values="mean")
            above = {
                other: int((means[other] > means[TEAM]).sum())
                for other in OTHERS
                if {other, TEAM} <= {*means} and other not in leads
            }
            return Sweep(study, comparison.in_words(points), leads, above, settings)
    return None


def evidence_in(studies: Sequence[StudyFolder]) -> Evidence | None:
    """What the first study of the headline says or, without one, the first comparison with a team."""
    for kind, read in READERS.items():
        for study in studies:
            if study.kind == kind and (found := read(study)).gaps:
                return found
    return None


# ---------------------------------------------------------------- from a study of the headline


def _of_headline(study: StudyFolder) -> Evidence:
    found = study.table("headline")
    over_sets = study.over_sets and bool(found["sets_q50"].notna().all())
    rows = {(row["other"], row["moment"]): row for row in found.to_dict("records")}
    gaps = {
        moment: {
            other: _gap_of(study, rows[other, moment], over_sets)
            for other in OTHERS
            if (other, moment) in rows
        }
        for moment in MOMENTS
    }
    chance = {other: rows[other, "end"]["worlds_behind"] for other in gaps["end"]}
    versions = study.sets if over_sets else 1
    gains = _gains_in_sets(study) if over_sets else {TEAM: gaps["end"][NONE].people}
    smaller = rows[OTHERS[0], "end"].get("own_percentile", math.nan) if over_sets else math.nan
    favoured = smaller > ATYPICAL
    return Evidence(study, versions, gaps["end"], gaps["followup"], gains, chance, favoured)


def _gap_of(study: StudyFolder, row: phrases.Row, over_sets: bool) -> Gap:
    if not over_sets:
        return Gap(phrases.estimate(row, scale=100))
    middle, low, high = (100 * row[f"sets_{name}"] for name in ("q50", "q05", "q95"))
    people = Estimate(middle, low, high, study.sets)
    if study.set_replicates < FEWEST:
        return Gap(people, few=True)
    ahead, behind = (
        phrases.sampled(row[f"sets_clearly_{side}"], study.sets) for side in ("ahead", "behind")
    )
    return Gap(people, ahead, behind)


def _gains_in_sets(study: StudyFolder) -> dict[str, Estimate]:
    """The gain of each arm in every version: the team's, less its lead over the arm."""
    if not study.has("sets"):
        return {}
    leads = study.table("sets").pivot(index="set", columns="other", values="end")
    if NONE not in leads:
        return {}
    gains = {TEAM: leads[NONE]} | {
        other: leads[NONE] - leads[other] for other in OTHERS if other in leads and other != NONE
    }
    return {arm: _over_versions(100 * values) for arm, values in gains.items()}


def _over_versions(values: pd.Series[float]) -> Estimate:
    low, middle, high = values.quantile([LOW, 0.5, HIGH])
    return Estimate(float(middle), float(low), float(high), len(values))


# ---------------------------------------------------------------- from a comparison of arms


def _of_arms(study: StudyFolder) -> Evidence:
    arms = list(study.configuration["arms"])
    if TEAM not in arms or len(arms) == 1:
        return Evidence(study, 1, {}, {}, {}, {})
    runs = runs_of(study)
    of_arms = {
        str(arm): part.set_index(["set", "seed"], drop=False) for arm, part in runs.groupby("arm")
    }
    found = study.table("differences")
    gaps = {moment: dict(_gaps(found, name, of_arms)) for moment, name in MOMENTS.items()}
    outcomes = study.table("table")
    here = outcomes[(outcomes["outcome"] == CULTURE) & (outcomes["arm"] != NONE)]
    gains = {row["arm"]: phrases.estimate(row, "gain_", 100) for row in here.to_dict("records")}
    if study.over_sets and NONE in arms and len(runs):
        levels = 100 * runs.pivot_table(index="set", columns="arm", values=CULTURE)
        gains = {arm: _over_versions(levels[arm] - levels[NONE]) for arm in arms if arm != NONE}
    single = runs.pivot_table(index=["set", "seed"], columns="arm", values=CULTURE)
    chance = {
        other: float((single[TEAM] < single[other]).mean())
        for other in arms
        if other != TEAM and len(single)
    }
    versions = (study.sets or runs["set"].nunique()) if study.over_sets else 1
    return Evidence(
        study, versions, gaps["end"], gaps["followup"], gains, chance, pooled=study.over_sets
    )


def runs_of(study: StudyFolder) -> pd.DataFrame:
    """The runs of a comparison; none where only its tables were kept."""
    columns, path = ["arm", "set", "seed", *MOMENTS.values()], study.folder / RUNS
    if not opening.is_there(path):
        return pd.DataFrame(columns=columns)
    kinds = {"arm": opening.TEXT, "set": opening.WHOLE, "seed": opening.WHOLE}
    return opening.parquet(path, {name: kinds.get(name, opening.NUMBER) for name in columns})


def _gaps(found: pd.DataFrame, outcome: str, runs: Runs) -> Iterator[tuple[str, Gap]]:
    """The team less each other arm, whichever way round the table of differences has it.

    `runs` are those of each arm, by set and seed; empty: not known.
    """
    several = TEAM in runs and runs[TEAM]["set"].nunique() > 1
    here = found[found["outcome"] == outcome]
    rows = {(row["arm"], row["reference"]): row for row in here.to_dict("records")}
    for other in OTHERS:
        if row := rows.get((TEAM, other)):
            people = phrases.estimate(row, scale=100)
        elif row := rows.get((other, TEAM)):
            people = phrases.less(phrases.estimate(row, scale=100))
        else:
            continue
        yield other, _counted(runs, other, outcome) if several else Gap(people)


def _counted(runs: Runs, other: str, outcome: str) -> Gap:
    """The versions, counted as in a study of the headline: by the intervals of their paired runs."""
    leads = set_gaps(runs, other, outcome)
    people = _over_versions(100 * leads["mean"])
    if leads["n"].max() < FEWEST:
        return Gap(people, few=True)
    sides = leads["low"] > 0, leads["high"] < 0
    ahead, behind = (phrases.sampled(side.mean(), len(leads)) for side in sides)
    return Gap(people, ahead, behind)


READERS: Mapping[str, Callable[[StudyFolder], Evidence]] = {
    "headline": _of_headline,
    "arms": _of_arms,
}
assert set(OTHERS) | {TEAM} == set(NAMES), "every arm has a place"
