"""What a study was asked and given: question, runs, what varied, settings, and arms with costs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.command_line import words_of
from experiments.config.groups import TITLES
from experiments.config.labels import axis_label, setting_label
from experiments.methods import designs
from experiments.methods.designs.factors import Factor
from experiments.store.study_folder import StudyFolder
from experiments.studies.comparison import POINT
from experiments.studies.content import CODE, Block, Table, Text, table, texts
from experiments.studies.costs import cost_of
from experiments.studies.phrases import counted_sets, listed, number, pounds
from experiments.studies.registry import kinds
from simulation import MODEL_VERSION, Settings, change
from simulation.params import collective
from simulation.passport import leaves
from simulation.roster import roster
from simulation.settings import ARMS

FAILURES, RANGES, LOOKS, POINTS = "failures", "ranges", "stopping", "points"  # tables
TRIED = "parameters"  # table of the settings that a calibration tries
SAID = texts(__package__)


def setup(study: StudyFolder) -> list[Block]:
    """Question, runs, what varied, and the settings that differ from the default."""
    blocks: list[Block] = [Text(question(study)), Text(runs(study))]
    blocks += map(Text, failed(study))
    if (version := study.configuration["model_version"]) != MODEL_VERSION:
        blocks.append(Text(SAID["other_version"].format(version=version, own=MODEL_VERSION)))
    return [*blocks, *varied(study), *_changed(study)]


def question(study: StudyFolder) -> str:
    """What a study asks; one that was made a sweep on the command line asks about what varies."""
    configured = study.configuration
    changed = {word.strip("'").partition("=")[0] for word in words_of(configured)}
    if study.kind != "sweep" or "kind" not in changed or "question" in changed:
        return str(configured["question"])
    names = [name for name in study.table(POINTS, ()).columns if name != POINT]
    first, second = (IN_SENTENCES[arm] for arm in configured["compare"])
    settings = listed([f"'{setting_label(name)}'" for name in names])
    return str(SAID["swept"].format(first=first, second=second, settings=settings))


# ---------------------------------------------------------------- what ran


def runs(study: StudyFolder) -> str:
    """How often everything was run, in a sentence."""
    kind, said = kinds()[study.kind], study.configuration
    values = {key: said.get(key) for key in ("replicates", "size")}
    own = SAID["but"].format(own=study.own) if said.get("vary") else study.own
    values |= {"set_replicates": study.set_replicates, "own": own}
    values |= {"sets": counted_sets(study) if study.over_sets else ""}
    ran = kind.ran_in_sets if study.over_sets else kind.ran
    if said.get("until") and study.has(LOOKS):
        ran, last = SAID["stopped"], study.table(LOOKS, ("n", "reason")).iloc[-1]
        values |= {"n": last["n"], "reason": last["reason"]}
    return SAID["runs"].format(  # type: ignore[no-any-return]
        ran=ran.format(**values), weeks=said.get("weeks", study.settings.weeks), seed=said["seed"],
        version=said["model_version"], study=f"{study.study}/{study.name}",
    )  # fmt: skip


def failed(study: StudyFolder) -> list[str]:
    """A sentence where runs ended with an error."""
    if not study.has(FAILURES):
        return []
    many = len(study.table(FAILURES, ("error",)))
    return [SAID["failed"].format(many=many, study=f"{study.study}/{study.name}")]


# ---------------------------------------------------------------- what varied


def varied(study: StudyFolder) -> list[Block]:
    """What varied, over what, and by which design at how many points; nothing where nothing did."""
    if study.has(RANGES):
        return _ranges(study)
    configured = study.configuration
    if not configured.get("vary"):
        return []
    many = len(study.table(POINTS, ())) if study.has(POINTS) else configured.get("size")
    rows = [_row(factor.name, *_over(factor)) for factor in designs.factors_of(configured["vary"])]
    design = str(configured.get("design")).replace("_", " ")
    caption = f"What varied: {number(many)} combinations, chosen by the design '{design}'."
    return table("varied", caption, rows, study.command)


def _ranges(study: StudyFolder) -> list[Block]:
    found = study.table(RANGES, ("setting", "group", "calibrated", "low", "high"))
    even = {True: "parameter sets", False: "linear"}  # by whether it is calibrated
    rows = [
        _row(
            str(row["setting"]),
            _range(*_sampled(row["low"], row["high"])),
            even[bool(row["calibrated"])],
        )
        | {"Group": TITLES[row["group"]]}
        for row in found.to_dict("records")
    ]
    return table("varied", SAID["ranges"], rows, study.command)


def _row(setting: str, over: str, scale: Any) -> dict[str, str]:
    return {"Setting": axis_label(setting), "Values": over, "Scale": str(scale), CODE: setting}


def _over(factor: Factor) -> tuple[str, str]:
    """The values or the range of a factor, and on which scale it is even."""
    if factor.levels is not None:
        return listed([number(value) for value in factor.levels]), "levels"
    return _range(*factor.ends), factor.distribution or factor.scale


def _range(low: Any, high: Any) -> str:
    return f"{number(low)} to {number(high)}"


def _sampled(low: Any, high: Any) -> tuple[Any, Any]:
    """The ends of what was drawn, to a hundredth of the power of ten below its width: more says nothing."""
    if not high > low:
        return low, high
    digits = 2 - math.floor(math.log10(high - low))
    return round(low, digits), round(high, digits)


def _others(study: StudyFolder) -> str:
    """Which settings have their default values."""
    if study.over_sets or study.has(TRIED):
        return "Settings that neither vary nor belong to a parameter set have their default values."
    others = bool(study.configuration.get("vary")) or study.has(RANGES)
    which = "other settings" if others else "settings"
    return f"All {which} of the model have their default values."


def _changed(study: StudyFolder) -> list[Block]:
    """The settings that differ from the default."""
    default = {leaf.name: leaf.default for leaf in leaves(Settings())}
    rows = [
        {"Setting": axis_label(name), "Value": number(value), "Default": number(default[name]), CODE: name}
        for name, value in study.changed.items()
    ]  # fmt: skip
    if not rows:
        return [Text(_others(study))]
    return table("settings", "Settings that differ from the default.", rows, study.command)


# ---------------------------------------------------------------- arms


def arms(studies: list[StudyFolder], command: str) -> list[Block]:
    """Who brokers and what that costs, once for all studies with the same posts and prices.

    The command is that of the report, which works these costs out itself.
    """
    tables: dict[str, tuple[pd.DataFrame, set[str]]] = {}
    for study in studies:
        cells = pd.DataFrame(_arms(study))
        tables.setdefault(cells.to_csv(), (cells, set()))[1].add(study.study)
    return [
        Table("arms", SAID["arms"].format(studies=listed(sorted(names))), cells, command)
        for cells, names in tables.values()
    ]


def _arms(study: StudyFolder) -> Iterator[dict[str, str]]:
    for arm in study.configuration.get("arms") or ARMS:
        settings = change(study.settings, {"arm": arm})
        cost = cost_of(study.settings, arm)
        yield {
            "Arm": NAMES[arm], "What it does": _does(arm, settings), "Posts": _posts(settings),
            "FTE-weeks": f"{cost.weeks:g}", "Planned salaries": pounds(cost.pounds), CODE: arm,
        }  # fmt: skip


def _does(arm: str, settings: Settings) -> str:
    """What an arm does; the team, in half-days a week."""
    hours = {
        name.replace("_", ".", 1): spent for name, spent in collective(settings).items() if spent
    }
    parts = [f"{setting_label(name).lower()} {number(spent)}" for name, spent in hours.items()]
    said = SAID["does" if parts or arm != "team" else "idle"]
    return str(said[arm].format(parts="; ".join(parts), alone=SAID["alone"]))


def _posts(settings: Settings) -> str:
    parts = Counter(post.fte for post in roster(settings))
    return " and ".join(f"{many} × {fte:g} FTE" for fte, many in parts.items()) or "none"
