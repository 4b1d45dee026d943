"""A study as its folder tells it: configuration, tables, figures, the command, and the record of its run."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from experiments.config import ensembles as ensemble
from experiments.config import shipped
from experiments.config.command_line import command_of
from experiments.config.configurations import Configuration, ParameterSet
from experiments.config.schema import flat, model_settings
from experiments.config.shipped import digest
from experiments.store import archive
from experiments.store.cited import checksums, data_set, entities
from experiments.store.contents import Contents
from experiments.store.crate import RUN
from experiments.store.files import save_csv, save_csv_pieces, save_parquet, save_pieces, save_text
from experiments.store.manifest import CONFIGURATION, METADATA, the_study_in
from experiments.store.parts import RunStore
from experiments.store.works import Work
from simulation import Settings, SettingsError, change
from simulation.passport import Value

# What every configuration says, and what it may say, each with its type.
NEEDED = {
    "study": str, "kind": str, "question": str, "replicates": int, "seed": int, "model_version": int,
}  # fmt: skip
KNOWN = NEEDED | {
    "model_source": str, "ensemble": str, "set_replicates": int, "accepted": int, "weeks": int, "size": int,
    "design": str, "arms": list, "compare": list, "outcomes": list, "vary": dict, "options": dict,
    "until": dict, "files": dict,
}  # fmt: skip
TYPES = {str: "a text", int: "a whole number", list: "a list", dict: "a mapping"}
MAY_BE_EMPTY = ("rules", "losing")  # tables: nothing was found
ONLY_RANGES = (
    "sensitivity",
)  # kinds that take from an ensemble no more than how far settings vary
NAME = r"\w[\w.-]*"  # of a study
RESULTS = "results"
MACHINE = "#machine/"
PLAUSIBLE = "plausible"  # the shipped ensemble, which a calibration left


class StudyFolder:
    """The folder of a study: configuration, runs, tables, figures, and the record of the run.

    Args:
        folder: where.

    Raises:
        SettingsError: it is no folder of a study, or its configuration is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        text = _read(folder / CONFIGURATION)
        self.said = _said(folder / CONFIGURATION, text)
        self._check(folder / CONFIGURATION)
        self.study, self.kind = str(self.said["study"]), str(self.said["kind"])
        self.name = hashlib.sha256(text.encode()).hexdigest()[:12]  # as when it ran
        self.command = command_of(self.said)
        self.contents: Contents | None = None  # what its tables must hold, once its kind is known

    @classmethod
    def begin(cls, folder: Path, description: str) -> StudyFolder:
        """The folder of a study that is about to run.

        Args:
            folder: which exists.
            description: all that its numbers depend on, as YAML.
        """
        save_text(folder / CONFIGURATION, description)
        return cls(folder)

    @functools.cached_property
    def runs(self) -> RunStore:
        """Its runs."""
        return RunStore(self.folder)

    def note_plan(self, configured: Iterable[tuple[ParameterSet, Configuration]]) -> None:
        """Add to the plan which configurations are run, with the seeds of each."""
        archive.note_plan(self.folder, configured)

    def write(self, name: str, table: pd.DataFrame | Iterable[Any]) -> None:
        """Write a table: CSV or Parquet by the ending of its name, whole or not at all.

        Args:
            name: of the file.
            table: all of it, or pieces with the same columns, so that only one is in memory.
        """
        path, whole = self.folder / name, isinstance(table, pd.DataFrame)
        if path.suffix == ".parquet":
            save_parquet(path, table) if whole else save_pieces(path, table)  # type: ignore[arg-type]
        else:
            save_csv(path, table) if whole else save_csv_pieces(path, table)  # type: ignore[arg-type]

    def has(self, table: str) -> bool:
        """Whether there is a table of that name."""
        return (self.folder / f"{table}.csv").is_file()

    def table(self, name: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        """A table of the folder.

        Args:
            name: of the file, without its ending.
            columns: that it must have; none: those that its contents say.

        Raises:
            SettingsError: it is not there, damaged or empty, or not as the study wrote it.
        """
        path = self.folder / f"{name}.csv"
        if not path.is_file():
            raise SettingsError(
                f"{self.folder} has no {path.name}: the study has not come to its end, which "
                f"'{self.command}' brings."
            )
        self._check(path)
        try:
            found = pd.read_csv(path, keep_default_na=True)
        except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
            raise SettingsError(f"{path} is damaged: it is no table in CSV.") from None
        said = self.contents.tables.get(path.name) if self.contents else None
        needed = columns or (said.needed if said else ())
        if missing := [column for column in needed if column not in found]:
            raise SettingsError(f"{path} is damaged: it lacks the column {missing[0]!r}.")
        if found.empty and name not in MAY_BE_EMPTY:
            raise SettingsError(f"{path} is damaged: it has no row.")
        return found

    def _check(self, path: Path) -> None:
        """Refuse a file that is not as the study wrote it."""
        if (recorded := self._checksums.get(path.name)) and digest(path) != recorded:
            raise SettingsError(
                f"{path} was changed after the study wrote it: its checksum is not that in {METADATA}."
            )

    @functools.cached_property
    def _checksums(self) -> dict[str, str]:
        return checksums(self.folder) if (self.folder / METADATA).is_file() else {}

    def figure(self, name: str) -> Path | None:
        """A figure of the folder: the drawing, else the picture; None if neither is there."""
        for ending in (".svg", ".png"):
            path = self.folder / f"{name}{ending}"
            if path.is_file():
                self._check(path)
                return path
        return None

    @property
    def place(self) -> str:
        """Where commands find it: results/<study>, or where below results/ it is kept."""
        parts = self.folder.resolve().parts
        below = parts[len(parts) - parts[::-1].index(RESULTS) :] if RESULTS in parts else ()
        kept = below and below[0] != self.study
        return "/".join((RESULTS, *below) if kept else (RESULTS, self.study))

    @functools.cached_property
    def settings(self) -> Settings:
        """The model's settings, for `arm=none`.

        Raises:
            SettingsError: they do not fit this version of the model.
        """
        known = model_settings()
        given = {name: value for name, value in flat(self.said) if name in known}
        try:
            return change(Settings(), {"arm": "none"} | given)
        except SettingsError as error:
            raise SettingsError(f"{self.folder / CONFIGURATION} is damaged: {error}") from None

    @property
    def changed(self) -> dict[str, Value]:
        """The settings that differ from the model's defaults."""
        given = dict(flat(self.said))
        known = model_settings()
        return {
            name: given[name]
            for name, leaf in known.items()
            if name in given and given[name] != leaf.default
        }

    @property
    def over_sets(self) -> bool:
        """Whether the study ran over an ensemble of parameter sets; to some it only gives ranges."""
        return bool(self.said.get("ensemble")) and self.kind not in ONLY_RANGES

    @property
    def set_replicates(self) -> int:
        """Runs in each parameter set; an interval of a single set needs two."""
        return int(self.said.get("set_replicates", 0))

    @property
    def over_plausible(self) -> bool:
        """Whether its ensemble is the shipped one, whose sets meet the targets of the calibration."""
        return self.said.get("ensemble") == PLAUSIBLE

    @property
    def own(self) -> str:
        """Its own settings in words."""
        return f"with the {'settings of the study' if self.changed else 'default settings'}"

    @property
    def sets_called(self) -> str:
        """The parameter sets in words; only those of the shipped ensemble are called plausible."""
        if self.over_plausible:
            return "plausible parameter sets"
        return f"parameter sets of the ensemble `{self.said.get('ensemble')}`"

    @functools.cached_property
    def sets(self) -> int:
        """How many parameter sets there were; 0 where neither a table nor the ensemble's file tells."""
        if self.has("sets"):
            return int(self.table("sets", ("set",))["set"].nunique())
        name = str(self.said.get("ensemble") or "")
        kept: Any = self.said.get("files")
        checksum = kept.get(name) if isinstance(kept, dict) else None
        try:
            path = shipped.path_of(name, "ensembles")
        except SettingsError:
            return 0
        return len(ensemble.read(path)) if checksum and digest(path) == checksum else 0

    @functools.cached_property
    def record(self) -> Work | None:
        """The data set as it is cited; None where the folder keeps no record of its run."""
        return data_set(self.folder) if (self.folder / METADATA).is_file() else None

    @functools.cached_property
    def ran_on(self) -> dict[str, str]:
        """What it ran on and how long that took; empty where the folder keeps no record of its run."""
        if self.record is None:
            return {}
        found = entities(self.folder)
        facts = {
            str(one["name"]): str(one["value"])
            for key, one in found.items()
            if key.startswith(MACHINE)
        }
        if not {"startTime", "endTime"} & found[RUN].keys():
            return facts  # of results that are older than their record
        try:
            begun, ended = (
                datetime.fromisoformat(found[RUN][key]) for key in ("startTime", "endTime")
            )
        except (KeyError, TypeError, ValueError):
            raise SettingsError(
                f"{self.folder / METADATA} is damaged: it does not say when the study began and ended."
            ) from None
        return facts | {"time taken": f"{(ended - begun).total_seconds():.0f} s"}


def found(path: Path) -> Path:
    """The folder of the study that is meant: the path itself, or the only one in it.

    Raises:
        SettingsError: there is none, or more than one.
    """
    if not path.is_dir():
        raise SettingsError(f"There is no folder {str(path)!r}.")
    folder = the_study_in(path)
    if not (folder / CONFIGURATION).is_file():
        raise SettingsError(
            f"{str(path)!r} is no folder of a study: it has no {CONFIGURATION}; one is "
            "results/<study>/<hash>."
        )
    return folder


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} cannot be read.") from None


def _said(path: Path, text: str) -> Mapping[str, Any]:
    try:
        said: Any = OmegaConf.to_container(OmegaConf.create(text))
    except (YAMLError, OmegaConfBaseException, ValueError):
        raise SettingsError(f"{path} is damaged: it is no YAML.") from None
    if not isinstance(said, dict):
        raise SettingsError(f"{path} is damaged: it is no configuration.")
    if missing := [key for key in NEEDED if key not in said]:
        raise SettingsError(f"{path} is damaged: it lacks {missing[0]!r}.")
    for key, kind in KNOWN.items():
        if key in said and type(said[key]) is not kind:
            raise SettingsError(
                f"{path} is damaged: {key} must be {TYPES[kind]}, not {said[key]!r}."
            )
    if not re.fullmatch(NAME, said["study"]):
        raise SettingsError(f"{path} is damaged: study must be a name, not {said['study']!r}.")
    return said
