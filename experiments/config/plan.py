"""The plan of a study: its arms, worlds and name.

`experiments.studies.composing` makes a plan from a composed configuration and checks it.
"""

import dataclasses
import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from experiments.config import shipped
from experiments.config.configurations import Changes, ParameterSet
from experiments.config.credit import NO_LICENCE, Licence, Person
from experiments.config.named_files import (
    ROSTER,
    by_content,
    digest,
    named_in,
    public_name,
    public_values,
)
from experiments.config.schema import DESIGN, HOW_TO_RUN, SETTINGS, by_name, study_keys
from simulation import MODEL_VERSION, Settings, SettingsError
from simulation.compiling import source_hash
from simulation.passport import Value
from simulation.past import past_of

MOST_REPLICATES = 1_000_000  # of one seed; the worlds of the next seed follow
MOST_IN_A_SET = 250  # replicates in each parameter set of an ensemble
MOST_SETS = 2_000  # they use the second half of a block of worlds
ROOM = MOST_REPLICATES - MOST_SETS * MOST_IN_A_SET  # the first half, beside an ensemble
MOST_SEEDS = (2**63 - 1) // MOST_REPLICATES - 1
NAME_FILES = ("ensemble", "vary", "options", "futures")  # the keys whose values may name files


@dataclasses.dataclass(frozen=True)
class Plan:
    """A study whose every value has been checked.

    What is named as a key of `StudyKeys` is explained there.
    """

    study: str  # its name
    kind: str
    question: str
    arms: tuple[str, ...]  # `none` is always the first
    compare: tuple[str, str]
    replicates: int
    set_replicates: int
    seed: int
    settings: Settings  # those of the model, for `arm=none`
    ensemble: str
    accepted: int
    most_sets: int = 0
    members: tuple[Settings, ...] = ()  # in each parameter set of the ensemble, for `arm=none`
    vary: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    design: str = DESIGN
    size: int = 5
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    points: tuple[Changes, ...] = ()  # of a sweep, each as changes to the settings
    past: int = 0
    # Changes to the settings at the end of the past, by name.
    futures: Mapping[str, Changes] = dataclasses.field(default_factory=dict)
    reference: str = ""
    # When to stop early; see `experiments.methods.stopping`.
    until: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    authors: tuple[Person, ...] = ()  # of the results
    licence: Licence = NO_LICENCE
    label: str = ""  # a name for the results, by which commands find them; empty: none
    given: frozenset[str] = frozenset()  # settings with a value on the command line or by the study
    left_out: tuple[str, ...] = ()  # settings that would vary as shipped, but that a file decides

    @property
    def own(self) -> list[ParameterSet]:
        """The study's own settings, as the only parameter set."""
        first = self.seed * MOST_REPLICATES
        seeds = range(first, first + self.replicates)
        return [ParameterSet(0, self.settings, seeds, self._past(self.settings))]

    def first_worlds(self, count: int) -> list[ParameterSet]:
        """The study's own settings, in its first worlds only."""
        (own,) = self.own
        return [own._replace(seeds=own.seeds[:count])]

    def other_worlds(self, first: int, count: int) -> list[ParameterSet]:
        """The study's own settings, in so many worlds; `first` counts from the end of its own worlds.

        Raises:
            SettingsError: there are too few.
        """
        (own,) = self.own
        start = own.seeds[-1] + 1 + first
        last = start + count - self.seed * MOST_REPLICATES
        if last > MOST_REPLICATES:
            raise SettingsError(
                f"replicates must be lower: this study needs {last} different worlds; at most "
                f"{MOST_REPLICATES} are allowed."
            )
        return [own._replace(seeds=range(start, start + count))]

    @property
    def sets(self) -> list[ParameterSet]:
        """The parameter sets of the ensemble.

        Worlds differ for every `seed` and in every set, so that chance variation averages out over the
        ensemble; none is one of the study's own, which begin at the other end of the block.
        """
        end = (self.seed + 1) * MOST_REPLICATES
        firsts = range(end - MOST_SETS * MOST_IN_A_SET, end, MOST_IN_A_SET)
        return [
            ParameterSet(
                number, settings, range(first, first + self.set_replicates), self._past(settings)
            )
            for number, (settings, first) in enumerate(zip(self.members, firsts, strict=False))
        ]

    def _past(self, settings: Settings) -> Settings | None:
        return past_of(settings, self.past) if self.past else None

    def changed(self) -> dict[str, Value]:
        """The settings that differ from the model's defaults."""
        return {
            name: value
            for name, value in by_name(self.settings).items()
            if value != SETTINGS[name].default and name != "arm"
        }

    def description(self) -> str:
        """All that the numbers depend on, as YAML: the configuration, the model's version and sources."""
        tree: dict[str, Any] = {"study": self.study, "model_version": MODEL_VERSION}
        tree["model_source"] = source_hash()  # a rule may be tried before the version is raised
        names = self._public_names()
        for key in (key for key in study_keys() if key not in HOW_TO_RUN):
            tree[key] = _replaced(getattr(self, key), names if key in NAME_FILES else {})
        for dotted, value in public_values(self.settings).items():
            group, _, name = dotted.rpartition(".")
            if dotted != "arm":
                (tree.setdefault(group, {}) if group else tree)[name] = value
        if files := self.files():
            tree["files"] = {name: digest(path) for name, path in files.items()}
        return OmegaConf.to_yaml(OmegaConf.create(tree))

    def files(self) -> dict[str, Path]:
        """The files that the study reads, by public name; shipped files by their own."""
        names = self._public_names()
        return {names[given]: path for given, path in self._named().items()}

    def _public_names(self) -> dict[str, str]:
        """The public name of each file, by the name in the settings."""
        return {
            given: public_name(given) if path == Path(given) else given
            for given, path in self._named().items()
        }

    def _named(self) -> dict[str, Path]:
        """The files by the name in the settings: of all points, futures and parameter sets, too."""
        files = {name: Path(name) for one in self._changes() for name in named_in(one).values()}
        if self.ensemble:
            files[self.ensemble] = shipped.path_of(self.ensemble, "ensembles")
        if self.design == "csv" and "file" in self.options:
            name = str(self.options["file"])
            files[name] = shipped.path_of(name, "points")
        return files

    def rosters(self) -> dict[str, Path]:
        """The rosters of broker posts that the study reads, by public name."""
        named = [str(one[ROSTER]) for one in self._changes() if one.get(ROSTER)]
        return {public_name(name): Path(name) for name in named}

    def _changes(self) -> list[Changes]:
        """The study's own settings, and those of points and futures."""
        return [by_name(self.settings), *self.points, *self.futures.values()]

    @functools.cached_property
    def name(self) -> str:
        """The hash of what the numbers depend on: the same name means the same numbers."""
        return name_of(self.description())


def _replaced(said: Any, names: Mapping[str, str]) -> Any:
    """A value in which some texts are replaced, also inside lists and mappings; tuples become lists."""
    if isinstance(said, Mapping):
        return {key: _replaced(value, names) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return [_replaced(value, names) for value in said]
    return names.get(said, said) if isinstance(said, str) else said


def name_of(description: str) -> str:
    """The name of a study with this description: its hash, in which only the content of files counts."""
    return hashlib.sha256(by_content(description).encode()).hexdigest()[:12]
