"""What the command line may say: the model's settings at the top level, the study's keys beside them.

While a configuration is composed its parts must be open to change, which the model's frozen
dataclasses are not. They are therefore mirrored here by plain ones of the same names and defaults.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from typing import Any, get_type_hints

from experiments.config.credit import DEFAULT_LICENCE
from simulation.passport import Leaf, Passport, leaves
from simulation.settings import Settings

OPEN = ("vary", "options", "until", "futures")  # keys whose content is free
TO_BE_SAID = "???"  # Hydra's mark of a value that must be given before anything runs
DESIGN = "grid"  # where none is named
# Keys that leave every number as it is.
HOW_TO_RUN = (
    "author", "licence", "executor", "cluster", "workers", "dry_run", "fail_fast", "results",
)  # fmt: skip


def _key(default: Any, meaning: str) -> Any:
    said = {"meaning": meaning}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=lambda: dict(default), metadata=said)
    return dataclasses.field(default=default, metadata=said)


@dataclasses.dataclass(frozen=True)
class StudyKeys:
    """What a study says beside the model's settings, and how it is run."""

    kind: str = _key(
        "arms",
        "What is done: a kind of study, such as arms, sweep or headline (`--help` lists all).",
    )
    question: str = _key(TO_BE_SAID, "What the study asks.")
    arms: tuple[str, ...] = _key(
        TO_BE_SAID, "Who brokers: a list of arms that run in the same worlds; none runs always."
    )
    compare: tuple[str, ...] = _key(
        TO_BE_SAID, "Two arms: the headline says whether the first does better than the second."
    )
    vary: dict[str, Any] = _key(
        {},
        "In a sweep: each setting that varies, with a list, a range, a distribution or `plausible`.",
    )
    design: str = _key(DESIGN, "Which points of what varies a sweep runs.")
    size: int = _key(5, "Size of the design; each design says what it counts.")
    options: dict[str, Any] = _key({}, "What only this design takes, such as file for csv.")
    outcomes: tuple[str, ...] = _key(
        (), "Outcomes that a sweep keeps, or that futures are compared in; empty: the usual ones."
    )
    past: int = _key(
        0, "In a study of futures: weeks lived once, without brokers, before they part."
    )
    futures: dict[str, Any] = _key(
        {}, "What the past goes on to: names, each with the settings that change at its end."
    )
    reference: str = _key("", "The future that all others are compared with.")
    ensemble: str = _key(
        "", "Parameter sets to run over: a shipped name or a CSV file; empty: the settings alone."
    )
    replicates: int = _key(TO_BE_SAID, "Runs of each arm, from 2 to 1000000.")
    until: dict[str, Any] = _key(
        {}, "In a comparison of arms: stop before, once the interval of the compared difference reaches "
        "no farther than `width` (with `minimum` and `outcome`).",
    )  # fmt: skip
    set_replicates: int = _key(
        4, "Runs of each arm in each parameter set of an ensemble, from 1 to 1000."
    )
    accepted: int = _key(200, "Parameter sets that a calibration looks for, from 2 to 500.")
    seed: int = _key(TO_BE_SAID, "Which worlds: those of another seed are all different.")
    author: str = _key("", "Who is credited: 'Name <ORCID iD>', several with semicolons between.")
    licence: str = _key(
        DEFAULT_LICENCE, "Of the results: an SPDX identifier such as CC-BY-4.0, or a web address."
    )
    executor: str = _key(
        "processes", "How the runs are worked off: processes, serial, dask or slurm."
    )
    cluster: str = _key(
        "", "Address or file of a Dask scheduler; for slurm a network interface; empty: loopback."
    )
    workers: int | None = _key(None, "Processes at once; null: one per core.")
    dry_run: bool = _key(False, "Only say how many runs it is, about how long, and how much disk.")
    fail_fast: bool = _key(False, "Whether the first run that fails ends the study.")
    results: str = _key("results", "Folder that results are written into.")


def configuration() -> type:
    """The dataclass of a whole configuration; `arm` is missing in it, as a study's `arms` say it."""
    return _mirror("Configuration", StudyKeys, Settings)


def _mirror(name: str, *models: type) -> type:
    fields: list[tuple[str, type, Any]] = []
    for model in models:
        kinds = get_type_hints(model)
        for field in dataclasses.fields(model):
            kind: type = kinds[field.name]
            if dataclasses.is_dataclass(field.default):
                group = _mirror(kind.__name__, kind)
                fields.append((field.name, group, dataclasses.field(default_factory=group)))
            elif field.name != "arm":
                fields.append((field.name, kind, _same(field)))
    return dataclasses.make_dataclass(name, fields)


def _same(field: dataclasses.Field[Any]) -> Any:
    """The default of a field, to be given to another."""
    if field.default_factory is not dataclasses.MISSING:
        return dataclasses.field(default_factory=field.default_factory)
    return field.default


def groups() -> dict[str, str]:
    """The groups of settings, with the first line of their description."""
    return {
        field.name: (type(field.default).__doc__ or "").partition("\n")[0]
        for field in dataclasses.fields(Settings)
        if dataclasses.is_dataclass(field.default)
    }


def study_keys() -> dict[str, str]:
    """The keys a study says, with their meaning."""
    return {field.name: field.metadata["meaning"] for field in dataclasses.fields(StudyKeys)}


def model_settings() -> dict[str, Leaf]:
    """The settings of the model that the command line may change, by dotted name."""
    return {leaf.name: leaf for leaf in leaves(Settings()) if leaf.name != "arm"}


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Settings in nested mappings by their dotted names; keys whose content is free stay whole."""
    for name, value in values.items():
        if isinstance(value, Mapping) and not (name in OPEN and not prefix):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def legal(passport: Passport) -> str:
    """The values of a number that make sense at all, in words."""
    low, high = passport.legal
    return f"from {low:g}" if math.isinf(high) else f"from {low:g} to {high:g}"
