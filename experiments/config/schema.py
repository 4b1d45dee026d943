"""The keys of a configuration: the model's settings at the top level, the study's keys beside them.

Hydra changes a configuration while it composes it, which the model's frozen dataclasses do not allow.
They are therefore mirrored by mutable ones with the same names and defaults.
"""

import copy
import dataclasses
import functools
import math
import operator
from collections.abc import Collection, Iterator, Mapping
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from simulation.errors import SettingsError
from simulation.passport import Leaf, Passport, Value, leaves
from simulation.settings import Settings

SETTINGS = {leaf.name: leaf for leaf in leaves(Settings())}  # all of the model's, by dotted name
_VALUES = operator.attrgetter(*SETTINGS)
OPEN = ("vary", "options", "until", "futures")  # keys with any content
REQUIRED = "???"  # Hydra's mark of a required key
DESIGN = "grid"  # the default
# Keys that change no number.
HOW_TO_RUN = (
    "author", "licence", "name", "executor", "cluster", "workers", "dry_run", "fail_fast", "results",
)  # fmt: skip


def _key(default: Any, meaning: str) -> Any:
    said = {"meaning": meaning}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=lambda: dict(default), metadata=said)
    return dataclasses.field(default=default, metadata=said)


@dataclasses.dataclass(frozen=True)
class StudyKeys:
    """What a study specifies beside the model's settings, and how it is run."""

    kind: str = _key("arms", "Kind of study.")  # the help lists them
    question: str = _key(REQUIRED, "Question of the study.")
    arms: tuple[str, ...] = _key(
        REQUIRED, "Arms that run in the same worlds, as a list; the arm none is always added."
    )
    compare: tuple[str, ...] = _key(
        REQUIRED, "Two arms; the headline is the difference between the first and the second."
    )
    vary: dict[str, Any] = _key(
        {},
        "Settings that vary in a sweep, each with a list, a range, a distribution or `plausible`.",
    )
    design: str = _key(DESIGN, "Experimental design, which selects the points of a sweep.")
    size: int = _key(5, "Size of the design; its meaning depends on the design.")
    options: dict[str, Any] = _key({}, "Options of the design, such as file for csv.")
    outcomes: tuple[str, ...] = _key(
        (),
        "Outcomes that a sweep keeps, or on which futures are compared; empty: the default ones.",
    )
    past: int = _key(0, "Weeks without brokers, the same in all runs, before the futures differ.")
    futures: dict[str, Any] = _key(
        {}, "Futures by name, each with the settings that change at the end of the past."
    )
    reference: str = _key("", "The future that all others are compared with.")
    ensemble: str = _key(
        "",
        "Parameter sets: the name of a shipped ensemble or a CSV file; empty: the settings alone. "
        "`model=plausible` is short for `ensemble=plausible`.",
    )
    most_sets: int = _key(
        0,
        "Maximum number of parameter sets that the study uses, in their order, as in "
        "`model=plausible most_sets=100` for a first look; 0: all.",
    )
    replicates: int = _key(REQUIRED, "Runs of each arm, from 2 to 1000000.")
    until: dict[str, Any] = _key(
        {}, "Stop a comparison of arms or a sweep early, when the half-width of the compared difference's "
        "interval is at most `width`, in a sweep at every point (options: `minimum`, `outcome`).",
    )  # fmt: skip
    set_replicates: int = _key(
        4, "Runs of each arm in each parameter set of an ensemble, from 1 to 250."
    )
    accepted: int = _key(1000, "Parameter sets that a calibration accepts, from 2 to 2000.")
    seed: int = _key(
        REQUIRED, "Random seed, which selects the worlds: a different seed gives different worlds."
    )
    author: str = _key("", "Authors of the results: 'Name <ORCID iD>', separated by semicolons.")
    licence: str = _key(
        "",
        "Licence of the results: an SPDX identifier such as CC-BY-4.0, or a web address; empty: none.",
    )
    name: str = _key(
        "", "Name of the results, as in name=short: commands find them as `results/<study>@short`."
    )
    executor: str = _key("processes", "How runs are executed: processes, serial, dask or slurm.")
    cluster: str = _key(
        "", "For dask: address or file of a scheduler; for slurm: a network interface."
    )
    workers: int | None = _key(None, "Number of processes; null: one per core.")
    dry_run: bool = _key(False, "Only estimate the number of runs, the time and the disk space.")
    fail_fast: bool = _key(False, "Whether the study stops at the first run that fails.")
    results: str = _key("results", "Folder of the results.")


def configuration() -> type:
    """The dataclass of a whole configuration, without `arm`, which the key `arms` replaces."""
    return _mirror("Configuration", StudyKeys, Settings)


@functools.cache
def tree() -> Any:
    """The typed tree of a configuration, in which the keys of `OPEN` take any content; not to be changed."""
    from omegaconf import OmegaConf

    found = OmegaConf.structured(configuration())
    for key in OPEN:
        OmegaConf.set_struct(found[key], False)
    return found


def check_required(missing: Collection[str]) -> None:
    """Refuse a configuration that lacks keys.

    Raises:
        SettingsError: some are missing; the sentence names them all.
    """
    if not missing:
        return
    ordered = [name for name in study_keys() if name in missing]
    ordered += [name for name in missing if name not in ordered]
    which = "key" if len(ordered) == 1 else "keys"
    raise SettingsError(
        f"Required {which} missing: {', '.join(ordered)}; the file of the study can have them."
    )


def check_types(values: Mapping[str, Any]) -> None:
    """Refuse values of a wrong type: an interpolation gets its value after all others were checked.

    The values are nested mappings, without interpolations.

    Raises:
        SettingsError: a key that needs a mapping has none.
        OmegaConfBaseException: a value has a wrong type; it names the key.
    """
    from omegaconf import OmegaConf

    for key in OPEN:
        if not isinstance(values.get(key, {}), Mapping):
            raise SettingsError(f"{key} must be a mapping, not {values[key]!r}.")
    OmegaConf.merge(tree(), values)


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
                fields.append((field.name, kind, copy.copy(field)))
    return dataclasses.make_dataclass(name, fields)


def groups() -> dict[str, str]:
    """The groups of settings, with the first line of their description."""
    return {
        field.name: (type(field.default).__doc__ or "").partition("\n")[0]
        for field in dataclasses.fields(Settings)
        if dataclasses.is_dataclass(field.default)
    }


def study_keys() -> dict[str, str]:
    """The keys of a study, with their meaning."""
    return {field.name: field.metadata["meaning"] for field in dataclasses.fields(StudyKeys)}


def key_type(name: str) -> type:
    """The type of a key of a study, such as `int` or `tuple`; that of a text for any other name."""
    hint: Any = get_type_hints(StudyKeys).get(name, str)
    if isinstance(hint, UnionType):  # such as int | None
        hint = get_args(hint)[0]
    kind: type = get_origin(hint) or hint
    return kind


def is_text(name: str) -> bool:
    """Whether a key of a study or a setting of the model is a text, which may need quotes."""
    if name in SETTINGS:
        return isinstance(SETTINGS[name].default, str)
    return name in study_keys() and key_type(name) is str


def model_settings() -> dict[str, Leaf]:
    """The settings of the model that the command line may change, by dotted name."""
    return {name: leaf for name, leaf in SETTINGS.items() if name != "arm"}


def by_name(settings: Settings) -> dict[str, Value]:
    """The values of all settings, by dotted name."""
    return dict(zip(SETTINGS, _VALUES(settings), strict=True))


def passport(leaf: Leaf) -> Passport:
    """The passport of a setting; every setting has one."""
    assert leaf.passport is not None, f"{leaf.name} has no passport"
    return leaf.passport


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Settings in nested mappings by their dotted names; keys with any content stay whole."""
    for name, value in values.items():
        if isinstance(value, Mapping) and not (name in OPEN and not prefix):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def legal(passport: Passport) -> str:
    """The allowed range of a number, in words."""
    low, high = passport.legal
    return f"from {low:.12g}" if math.isinf(high) else f"from {low:.12g} to {high:.12g}"
