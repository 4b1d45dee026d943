"""The record of a study's run, kept beside its results: started, finished, and read."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from experiments.config.credit import ORCID
from experiments.config.plan import Plan
from experiments.store import atomic, crate, opening, software
from experiments.store.atomic import save, save_text
from experiments.store.citation import Author, Work
from experiments.store.contents import Contents
from experiments.store.crate import Run, content, metadata
from experiments.store.opening import CONFIGURATION, DamagedError
from experiments.store.parts import PARTS
from simulation import SettingsError

# Files about one run; all others are the same whenever and wherever a study runs.
OF_THE_RUN = (crate.METADATA, crate.ENVIRONMENT, crate.CHANGES)
BEGUN = ".name"  # holds the label of a study that has no record yet
MACHINE = "#machine/"
Entity = Mapping[str, Any]


def begin(plan: Plan, folder: Path) -> Run:
    """Note what a study runs with, and delete the record of an earlier run, which no longer holds."""
    label = plan.label or label_in(folder)  # a result that is run again keeps its name
    for name in OF_THE_RUN:
        atomic.clear(folder / name)
    if label:
        save_text(folder / BEGUN, label)
    files = plan.files()
    inputs = {name: content(path) for name, path in files.items()}
    return Run(
        plan, folder, datetime.now(UTC), software.source(), inputs, files_in(folder), files, label
    )


def finish(run: Run, workers: int, contents: Contents) -> None:
    """Make the folder of a study that has run an RO-Crate: `run` is what was noted before it ran."""
    folder, changes = run.folder, run.source.changes
    results = sorted(
        name
        for name, now in files_in(folder).items()
        if (run.before.get(name) != now or name.startswith(f"{PARTS}/"))
        and name not in (CONFIGURATION, *run.inputs)
    )
    save_text(folder / crate.ENVIRONMENT, software.environment())
    if changes:
        save(folder / crate.CHANGES, lambda aside: aside.write_bytes(changes))
    ended = run._replace(
        ended=datetime.now(UTC), workers=workers, results=results, contents=contents
    )
    save_text(folder / crate.METADATA, metadata(ended))
    atomic.clear(folder / BEGUN)


def label_in(folder: Path) -> str:
    """The label of a study, from its beginning on; empty if it has none, or its record cannot be read."""
    try:
        if not opening.is_there(folder / crate.METADATA):
            return (folder / BEGUN).read_text("utf-8")
        return str(Record(folder).entities["./"].get(crate.LABEL, ""))
    except (SettingsError, KeyError, OSError, ValueError):
        return ""


def time_in(folder: Path) -> tuple[str, int] | None:
    """When a study was finished, by its record, for sorting; None if it was not, or that cannot be read."""
    try:
        ended = str(Record(folder).entities[crate.RUN]["endTime"])
        return ended, (folder / crate.METADATA).stat().st_mtime_ns
    except (SettingsError, KeyError, OSError):
        return None


def files_in(folder: Path) -> dict[str, tuple[int, int]]:
    """The files of a folder; their numbers change when a file is written again."""
    paths = (path for path in (*folder.glob("*"), *folder.glob(f"{PARTS}/*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in paths
        if not path.name.startswith(".")
    }


class Record:
    """The record of a study's run, in the folder of the study.

    Raises:
        SettingsError: the study has no record, or it is damaged.
    """

    entities: dict[str, Entity]  # of the metadata, by identifier

    def __init__(self, folder: Path) -> None:
        self.path = folder / crate.METADATA
        if not opening.is_there(self.path):
            raise SettingsError(
                f"{str(folder)!r} is not the folder of a finished study: it has no {crate.METADATA}."
            )
        text = opening.text(self.path)
        try:
            self.entities = {str(one["@id"]): dict(one) for one in json.loads(text)["@graph"]}
        except (KeyError, TypeError, RecursionError, ValueError):
            raise DamagedError(self.path, "it is not RO-Crate metadata") from None

    @property
    def checksums(self) -> dict[str, str]:
        """The SHA-256 checksums of the study's files by name, its parts among them."""
        return {
            str(one.get("name", key)): str(one["sha256"])
            for key, one in self.entities.items()
            if "sha256" in one and not key.startswith("#")
        }

    @property
    def work(self) -> Work:
        """The results as they are cited.

        Raises:
            SettingsError: the metadata are damaged.
        """
        try:
            has_runs = any(name.startswith(f"{PARTS}/") for name in self.checksums)
            return _work(self.entities)._replace(is_kept=not has_runs)
        except KeyError as error:
            raise DamagedError(self.path, f"{error} is missing") from None
        except TypeError as error:
            raise DamagedError(self.path, str(error)) from None

    @property
    def ran_on(self) -> dict[str, str]:
        """The machine that the study ran on, and the time taken.

        Raises:
            SettingsError: the metadata are damaged.
        """
        facts = {
            str(one.get("name")): str(one.get("value"))
            for key, one in self.entities.items()
            if key.startswith(MACHINE)
        }
        action = self.entities.get(crate.RUN, {})
        if not {"startTime", "endTime"} & action.keys():
            return facts  # the results are older than their record
        try:
            ended, started = map(datetime.fromisoformat, (action["endTime"], action["startTime"]))
        except (KeyError, TypeError, ValueError):
            raise DamagedError(self.path, "start or end of the study is missing") from None
        return facts | {"time taken": f"{(ended - started).total_seconds():.0f} s"}


def _work(entities: Mapping[str, Entity]) -> Work:
    root, run = entities["./"], entities[crate.RUN]
    identifier, date = _text(root, "identifier"), _text(root, "datePublished")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        raise TypeError(f"{date!r} is not a date of publication")
    commit = _text(entities[crate.COMMIT], "value")
    licence = entities[_target(root["license"])]
    return Work(
        "dataset", re.sub(r"\W+", "_", identifier), _text(root, "name"),
        _authors(entities, root.get("author", [])), date,
        _text(entities[_target(run["instrument"])], "softwareVersion"),
        "" if commit == crate.UNKNOWN else commit, _text(entities[crate.STATE], "value") == crate.CHANGED,
        identifier, "" if licence["@id"] == crate.UNLICENSED else _text(licence, "identifier"),
    )  # fmt: skip


def _authors(entities: Mapping[str, Entity], named: Any) -> tuple[Author, ...]:
    people = [entities[_target(one)] for one in (named if isinstance(named, list) else [named])]
    found = []
    for one in people:
        key = str(one["@id"])
        address = key if key.startswith(ORCID) else str(one.get("url", ""))
        found.append(Author(_text(one, "name"), identifier=address, is_person=True))
    return tuple(found)


def _text(entity: Entity, key: str) -> str:
    value = entity[key]
    if not isinstance(value, str) or not value:
        raise TypeError(f"{key!r} is not a text")
    return value


def _target(reference: Any) -> str:
    if not isinstance(reference, Mapping):
        raise TypeError(f"{reference!r} is not a reference")
    return str(reference["@id"])
