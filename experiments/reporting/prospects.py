"""When a verdict does not hold, and what to ask for before funding: the last sections of the briefing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from experiments.config.groups import TITLES
from experiments.config.labels import UNSAID, setting_label
from experiments.config.schema import SETTINGS, passport
from experiments.reporting.evidence import TEAM
from experiments.reporting.wording import how_many, of_100, point, said, side_of
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import texts
from experiments.studies.decision.cheapest import LIKELY
from experiments.studies.decision.report import plan_in_words
from experiments.studies.mechanisms.report import CULTURE
from experiments.studies.mechanisms.run import MECHANISMS
from experiments.studies.phrases import Row, lower, number, pounds
from experiments.studies.value.pays import options_of
from experiments.studies.value.tables import GROUP

Point = str | tuple[str, str]
Studies = Sequence[StudyFolder]
ALONE = "solos"
MORE = 1.5  # times as long as its label: a meaning that says more


def of_kind(studies: Studies, kind: str) -> StudyFolder | None:
    """The first study of a kind; None if there is none."""
    return next((study for study in studies if study.kind == kind), None)


def circumstances(studies: Studies) -> Iterator[Point]:
    """With which circumstance the team's lead over each other arm changes most."""
    study = of_kind(studies, "decision")
    if study is None:
        return
    found = study.table("circumstances")
    clear = found[(found["difference_low"] > 0) | (found["difference_high"] < 0)]
    for other in dict.fromkeys(found["other"]):
        rows = clear[clear["other"] == other].to_dict("records")
        name = said("arms", other, 1)
        if not rows:
            yield point("alike_everywhere", other=name)
            continue
        row = max(rows, key=lambda one: abs(one["difference"]))
        yield point(
            "circumstance", **_explained(row["setting"]), other=name,
            low_value=number(row["low_value"]), high_value=number(row["high_value"]),
            lowest=side_of(100 * row["lowest"]), highest=side_of(100 * row["highest"]),
        )  # fmt: skip


def _meaning(setting: str) -> str:
    """What a setting means; empty for one of another version of the model."""
    return str(passport(SETTINGS[setting]).meaning) if setting in SETTINGS else ""


def _explained(setting: str) -> dict[str, str]:
    """A setting by its label, what it means where that says more, and its unit."""
    label, meaning, unit = setting_label(setting), "", ""
    if setting in SETTINGS:  # else of another version of the model
        known = passport(SETTINGS[setting])
        meaning, unit = known.meaning, known.unit
    more = len(meaning) > MORE * len(label)
    return {
        "setting": label if more else f"{label}.",
        "meaning": f"({lower(meaning).rstrip('.')}). " if more else "",
        "unit": "" if unit in UNSAID else f" {unit}",
    }  # fmt: skip


def ask_for(studies: Studies) -> Iterator[Point]:
    """What to ask for before funding, as far as the studies tell."""
    for kind, advise in ADVICE.items():
        if study := of_kind(studies, kind):
            yield advise(study)
    yield point("compare")


def _pairs(study: StudyFolder) -> Point:
    """Which of the things that a team does together pay."""
    found = study.table("mechanisms")
    prefix = "sets_" if study.over_sets and "sets_mean" in found else ""
    here = found[(found["outcome"] == CULTURE) & (found["order"] == 1)]
    rows = here[here["mechanism"].isin([*MECHANISMS])].to_dict("records")
    best = max(rows, key=lambda row: row[f"{prefix}mean"])
    costly = sum(row[f"{prefix}high"] < 0 for row in rows)
    if best[f"{prefix}low"] <= 0:
        return point("no_pairs")
    setting = MECHANISMS[best["mechanism"]]
    label, (_, of, parts) = lower(setting_label(setting)), _meaning(setting).partition(": ")
    explained = f" ({parts.rstrip('.')})" if of else ""
    many = len(rows) - 1
    words = said("others", how_many(costly, many), costly=costly, others=many)
    return point("pairs", best=label, explained=explained, others=words)


def _measure(study: StudyFolder) -> Point:
    """What to measure before deciding, at the price that the study is about."""
    partial, price = study.table("partial"), options_of(study).price
    field = texts("experiments.studies.value")["field"]
    clear = partial[(partial["level"] == GROUP) & (partial["low"] > 0)]
    clear = clear[clear["name"].isin([*field])].sort_values("mean", ascending=False)
    here = clear[clear["price"] == price]
    words = [
        {"what": lower(TITLES[row["name"]]), "value": pounds(row["mean"]), "price": pounds(row["price"])}
        for row in (clear if here.empty else here).head(1).to_dict("records")
    ]  # fmt: skip
    if here.empty:
        near = "".join(said("near", **one) for one in words)
        return point("nothing_to_measure", price=pounds(price), near=near)
    return point("measure", how=field[here["name"].iloc[0]], **words[0])


def _plan(study: StudyFolder) -> Point:
    """The cheapest plan for a team that is likely to work."""
    plans = study.table("cheapest")
    row: Row = plans[plans["arm"] == TEAM].iloc[0].to_dict()
    aim = {"critical": of_100(row["critical"]), "likely": of_100(LIKELY)}
    if math.isnan(row["money"]):
        return point("no_plan", **aim)
    alone = [_alone(row, other) for other in plans[plans["arm"] == ALONE].to_dict("records")]
    return point("plan", alone=" ".join(alone), **_needs(row), **aim)


def _alone(team: Row, other: Row) -> str:
    """What brokers who work alone need: without it the plan reads as a case for a team."""
    if math.isnan(other["money"]):
        return said("alone", "none")
    needs = _needs(other)
    return said("alone", "same" if needs == _needs(team) else "other", **needs)


def _needs(row: Row) -> dict[str, str]:
    return {"plan": plan_in_words(row), "money": pounds(row["money"])}


ADVICE = {"mechanisms": _pairs, "decision": _plan, "value": _measure}
