"""What a study ran: how often, in how many parameter sets, what failed, and what varied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from experiments.methods import designs
from experiments.methods.designs.factors import Factor
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, table
from experiments.studies.wording import listed

FAILURES, RANGES, LOOKS, MAPS, POINTS = "failures", "ranges", "stopping", "maps", "points"


def runs(study: StudyFolder) -> str:
    """How often everything was run, in a sentence that fits the kind of the study."""
    said = study.said
    weeks = said.get("weeks", study.settings.weeks)
    what = OF_A_KIND.get(study.kind, _usual)(study)
    return (
        f"{what}. Runs have {weeks} weeks; seed {said['seed']}; model version {said['model_version']}; "
        f"study `{study.study}/{study.name}`."
    )


def failed(study: StudyFolder) -> list[str]:
    """A sentence where runs ended with an error."""
    if not study.has(FAILURES):
        return []
    many = len(study.table(FAILURES, ("error",)))
    return [
        f"{many} runs of `{study.study}/{study.name}` ended with an error, which failures.csv tells: the "
        "study did not come to its end, and its tables may be of an earlier run."
    ]


def _usual(study: StudyFolder) -> str:
    """A kind that runs with its own settings, or in every parameter set and there only."""
    if study.over_sets:
        return f"{study.set_replicates} replicates in each of the {_sets(study)}, and there only"
    if study.said.get("until") and study.has(LOOKS):
        last = study.table(LOOKS, ("n", "reason")).iloc[-1]
        most = study.said["replicates"]
        return f"{last['n']} of at most {most} replicates {study.own}: {last['reason']}"
    return f"{study.said['replicates']} replicates {study.own}"


def _both(study: StudyFolder) -> str:
    """A kind that runs with its own settings, and then in the parameter sets."""
    text = f"{study.said['replicates']} replicates {study.own}"
    if study.over_sets:
        text += f"; {study.set_replicates} in each of the {_sets(study)}"
    return text


def _convergence(study: StudyFolder) -> str:
    return f"{_usual(study)}, and as many of each compared arm in worlds of its own"


def _calibration(study: StudyFolder) -> str:
    return f"{study.said['replicates']} replicates of each arm in the trial of a parameter set"


def _sensitivity(study: StudyFolder) -> str:
    text = f"{study.said['replicates']} replicates of each arm at every point, in the same worlds"
    name = study.said.get("ensemble")
    return f"{text}; the ensemble `{name}` only gives ranges" if name else text


def _decision(study: StudyFolder) -> str:
    said = study.said
    found = study.table(MAPS, ("sets",)) if study.has(MAPS) else None
    over = "" if found is None else f"; maps are over {found['sets'].max()} of these sets"
    return (
        f"{study.set_replicates} replicates of each arm in each of {said.get('size')} scenarios, each a "
        f"point of the design in one of the {_sets(study)}{over}; {said['replicates']} replicates of each "
        "plan in the search for the cheapest, and more, in other worlds, of the cheapest that may do"
    )


def _sets(study: StudyFolder) -> str:
    return f"{study.sets} {study.sets_called}" if study.sets else study.sets_called


OF_A_KIND: Mapping[str, Callable[[StudyFolder], str]] = {
    "headline": _both,
    "mechanisms": _both,
    "ledger": _both,
    "convergence": _convergence,
    "calibration": _calibration,
    "sensitivity": _sensitivity,
    "decision": _decision,
}


def varied(study: StudyFolder) -> list[Block]:
    """What varied, over what, and by which design at how many points; nothing where nothing did."""
    if study.kind == "sensitivity" and study.has(RANGES):
        return _ranges(study)
    if not study.said.get("vary"):
        return []
    many = len(study.table(POINTS, ())) if study.has(POINTS) else study.said.get("size")
    factors = designs.factors_of(study.said["vary"])
    rows = [_row(factor.name, *_over(factor)) for factor in factors]
    design = str(study.said.get("design")).replace("_", " ")
    unit = "scenarios" if study.kind == "decision" else "points"
    return table(
        "varied", f"What varied, by the design {design}: {many} {unit}.", rows, study.command
    )


def _ranges(study: StudyFolder) -> list[Block]:
    found = study.table(RANGES, ("setting", "low", "high", "scale", "kept"))
    rows = [
        _row(str(row["setting"]), _range(row["low"], row["high"]), row["scale"])
        | {"got Sobol indices": "yes" if row["kept"] else "no"}
        for row in found.to_dict("records")
    ]  # fmt: skip
    kept, size = int(found["kept"].sum()), int(study.said["size"])
    trajectories = study.said["options"].get("trajectories")
    many = (
        f"{trajectories} trajectories of {len(found) + 1} points"
        if trajectories
        else "trajectories"
    )
    caption = (
        f"What varied: all of these in the screening (Morris, {many}); {kept} of them for the Sobol "
        f"indices (Saltelli, {size} base points, {size * (2 * kept + 2):,} points)."
    )
    return table("varied", caption, rows, study.command)


def _row(setting: str, over: str, scale: Any) -> dict[str, str]:
    known = phrases.passport(setting)
    return {
        "setting": setting, "over": over, "even in": str(scale), "unit": known.unit if known else "",
        "meaning": phrases.described(setting),
    }  # fmt: skip


def _over(factor: Factor) -> tuple[str, str]:
    """The values or the range of a factor, and on which scale it is even."""
    if factor.levels is not None:
        return listed([phrases.number(value) for value in factor.levels]), "levels"
    legal = phrases.passport(factor.name)
    ends = legal.legal if legal else (None, None)
    low, high = (
        end if said is None else said
        for said, end in zip((factor.low, factor.high), ends, strict=True)
    )
    return _range(low, high), factor.distribution or factor.scale


def _range(low: Any, high: Any) -> str:
    return f"{phrases.number(low)} to {phrases.number(high)}"
