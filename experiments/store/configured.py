"""The configuration of a study as its folder holds it, and what follows from it."""

import difflib
import functools
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from omegaconf import OmegaConf

from experiments.config import yaml_text
from experiments.config.command_line import command_of, explained, is_shipped, words_of
from experiments.config.named_files import ROSTER
from experiments.config.plan import name_of
from experiments.config.schema import flat, model_settings
from experiments.config.suggestions import WORDS
from experiments.store import names, opening, record
from experiments.store.opening import CONFIGURATION, DamagedError
from simulation import MODEL_VERSION, Settings, SettingsError, change
from simulation.passport import Leaf, Value

# The keys that every configuration has, and those that it may have, each with its type.
NEEDED = {
    "study": str, "kind": str, "question": str, "replicates": int, "seed": int, "model_version": int,
}  # fmt: skip
KNOWN = NEEDED | {
    "model_source": str, "ensemble": str, "set_replicates": int, "accepted": int, "weeks": int, "size": int,
    "design": str, "arms": list, "compare": list, "outcomes": list, "vary": dict, "options": dict,
    "until": dict, "files": dict,
}  # fmt: skip
NAME = r"\w[\w.-]*"  # of a study
RESULTS = "results"
PLAUSIBLE = "plausible"  # the shipped ensemble, made by a calibration


class Configured:
    """A folder with the configuration of a study.

    Raises:
        SettingsError: it is not the folder of a study.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not os.path.isdir(folder):  # also of names that are too long
            found = (one for at in ("reference/*", "*") for one in folder.parent.glob(at))
            there = {one.name: one for one in found if one.is_dir()}
            near = difflib.get_close_matches(folder.name, there, n=1)
            hint = f"; the nearest is {there[near[0]]}" if near else ""
            raise SettingsError(f"There is no folder {str(folder)!r}{hint}.")
        if not opening.is_there(folder / CONFIGURATION):
            raise SettingsError(
                f"{str(folder)!r} is not the folder of a study: it has no {CONFIGURATION}. The "
                "folder of a study is results/<study>/<hash>."
            )

    @classmethod
    def find(cls, path: Path) -> Self:
        """The study in a folder, the only one in results/<study>, or that named by results/<study>@latest.

        Raises:
            SettingsError: there is none, or more than one; the sentence lists what there is.
        """
        folder, label = names.split(path)
        kept = names.published(folder)
        if kept and not (os.path.isdir(folder) and names.inside(folder)):
            raise SettingsError(
                f"There is no result of your own in {str(folder)!r}. The one that comes with the program is "
                f"{kept}."
            )
        if not os.path.isdir(folder) or (names.is_result(folder) and not label):
            return cls(folder)
        inside = names.inside(folder)
        found = names.chosen(inside, label) if label else inside
        if len(found) == 1 or not inside:
            return cls(found[0] if found else folder)
        there = f"There are: {'; '.join(cls(one).described for one in inside)}."
        if found:
            what = f"are named {label!r}" if label else f"are in {str(folder)!r}"
            raise SettingsError(
                f"{len(found)} results {what}: choose one by its folder, or the last one by "
                f"{folder}@latest. {there}"
            )
        what = "is finished" if label == names.LATEST else f"is named {label!r}"
        other = f" The one that comes with the program is {kept}." if kept else ""
        raise SettingsError(f"No result in {str(folder)!r} {what}. {there}{other}")

    @property
    def described(self) -> str:
        """Its hash, its label, and what tells it apart."""
        label = record.label_in(self.folder)
        said = ", ".join(filter(None, (f"named {label}" if label else "", self.differs)))
        return f"{self.folder.name} ({said})" if said else self.folder.name

    @property
    def differs(self) -> str:
        """What tells it from other results of its study, as on the command line; empty if unreadable.

        Compared is the study as it is shipped; of one that is not, all its results.
        """
        try:
            words = words_of(self.configuration)
            if not is_shipped(self.study):
                others = [
                    words_of(type(self)(one).configuration)
                    for one in names.inside(self.folder.parent)
                ]
                words = [word for word in words if not all(word in other for other in others)]
        except SettingsError:
            return ""
        return " ".join(words)

    @functools.cached_property
    def _text(self) -> str:
        path = self.folder / CONFIGURATION
        self.check(path)
        return opening.text(path)

    @functools.cached_property
    def configuration(self) -> Mapping[str, Any]:
        """The configuration.

        Raises:
            SettingsError: it is damaged.
        """
        return parse(self.folder / CONFIGURATION, self._text)

    @property
    def study(self) -> str:
        """The name of the study."""
        return str(self.configuration["study"])

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return str(self.configuration["kind"])

    @property
    def name(self) -> str:
        """The hash of the configuration, as when it ran."""
        return name_of(self._text)

    @functools.cached_property
    def command(self) -> str:
        """The command that reproduces the study."""
        return command_of(self.configuration)

    @property
    def command_explained(self) -> str:
        """The same within a sentence, with what stands in it for folders."""
        return explained(self.command)

    @property
    def place(self) -> str:
        """Where commands find it: results/<study>, or its place below results/."""
        parts = self.folder.resolve().parts
        below = parts[len(parts) - parts[::-1].index(RESULTS) :] if RESULTS in parts else ()
        kept = below and below[0] != self.study
        return "/".join((RESULTS, *below) if kept else (RESULTS, self.study))

    @functools.cached_property
    def settings(self) -> Settings:
        """The model's settings, for `arm=none`.

        Raises:
            SettingsError: they are not those of this version of the model.
        """
        known = model_settings()
        given = {name: value for name, value in flat(self.configuration) if name in known}
        if (copy := self.folder / str(given.get(ROSTER) or ".")).is_file():
            given[ROSTER] = str(copy)
        version = self.configuration["model_version"]
        if version != MODEL_VERSION and (other := self._settings_of_others(known)):
            raise SettingsError(
                f"{self.folder} is a study of model version {version}, whose settings are not those of "
                f"version {MODEL_VERSION} (such as {other}): use it with the program that made it."
            )
        try:
            return change(Settings(), {"arm": "none"} | given)
        except SettingsError as error:
            if opening.of_another_source(self.folder):
                raise SettingsError(
                    f"{self.folder} was made with different source code of the model, and its settings are "
                    f"not possible here: use it with the program that made it. {error}"
                ) from None
            raise DamagedError(self.folder / CONFIGURATION, str(error)) from None

    def _settings_of_others(self, known: Mapping[str, Leaf]) -> str:
        """A setting of the configuration that this version of the model lacks; empty if there is none."""
        groups = {name.partition(".")[0] for name in known if "." in name}
        named = (name for name, _ in flat(self.configuration) if name.partition(".")[0] in groups)
        return next((name for name in named if name not in known), "")

    @property
    def changed(self) -> dict[str, Value]:
        """The settings that differ from the model's defaults."""
        given = dict(flat(self.configuration))
        return {
            name: given[name]
            for name, leaf in model_settings().items()
            if name in given and given[name] != leaf.default
        }

    @property
    def over_sets(self) -> bool:
        """Whether the study ran over the parameter sets of an ensemble."""
        return bool(self.configuration.get("ensemble"))

    @property
    def set_replicates(self) -> int:
        """Runs in each parameter set; an interval of a single set needs two."""
        return int(self.configuration.get("set_replicates", 0))

    @property
    def over_plausible(self) -> bool:
        """Whether its ensemble is the shipped one, whose sets meet the targets of the calibration."""
        return self.configuration.get("ensemble") == PLAUSIBLE

    @property
    def own(self) -> str:
        """Its own settings in words."""
        return f"with the {'settings of the study' if self.changed else 'default settings'}"

    @property
    def sets_called(self) -> str:
        """The parameter sets in words; only those of the shipped ensemble are called plausible."""
        if self.over_plausible:
            return "plausible parameter sets"
        return f"parameter sets of the ensemble `{self.configuration.get('ensemble')}`"

    def check(self, path: Path) -> None:
        """Refuse a file that has changed since the study wrote it.

        Raises:
            SettingsError: it has.
        """


def parse(path: Path, text: str) -> Mapping[str, Any]:
    """The configuration in the text of a file, whose path is for messages.

    Raises:
        SettingsError: it is not a configuration, or a key is missing or has the wrong type.
    """
    try:
        said: Any = OmegaConf.to_container(yaml_text.parsed(text, CONFIGURATION))
    except SettingsError as error:
        raise DamagedError(path, str(error)) from None
    if not isinstance(said, dict):
        raise DamagedError(path, "it is not a configuration")
    if missing := [key for key in NEEDED if key not in said]:
        raise DamagedError(path, f"the key {missing[0]!r} is missing")
    for key, kind in KNOWN.items():
        if key in said and type(said[key]) is not kind:
            raise DamagedError(path, f"{key} must be {WORDS[kind]}, not {said[key]!r}")
    if not re.fullmatch(NAME, said["study"]):
        raise DamagedError(path, f"study must be a name, not {said['study']!r}")
    return said
