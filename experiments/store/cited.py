"""Reads from a study's folder what is cited: the data set, and the version of the program behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.config.credit import ORCID
from experiments.config.shipped import digest
from experiments.store.crate import CHANGED, COMMIT, RUN, STATE, UNKNOWN
from experiments.store.manifest import METADATA
from experiments.store.parts import PARTS
from experiments.store.works import UNNAMED, Author, Work
from simulation import SettingsError

Entity = Mapping[str, Any]
ROOT = "./"


class _DamagedError(Exception):
    """Something is not what it must be."""


def data_set(folder: Path) -> Work:
    """The results in a study's folder.

    Raises:
        SettingsError: this is no such folder, or its metadata are damaged; one sentence says how.
    """
    found = entities(folder)
    try:
        return _work(found)
    except KeyError as error:
        raise SettingsError(f"{folder / METADATA} is damaged: it lacks {error}.") from None
    except _DamagedError as error:
        raise SettingsError(f"{folder / METADATA} is damaged: {error}.") from None


def entities(folder: Path) -> dict[str, Entity]:
    """The entities of a study's metadata by their identifiers.

    Raises:
        SettingsError: this is no folder of a study that has run, or its metadata are damaged.
    """
    path = folder / METADATA
    try:
        if not folder.is_dir():
            raise SettingsError(f"There is no folder {str(folder)!r}.")
        if not path.is_file():
            raise SettingsError(
                f"{str(folder)!r} is not the folder of a study that has run: it has no {METADATA}."
            )
        graph = json.loads(path.read_text("utf-8"))["@graph"]
        return {str(entity["@id"]): dict(entity) for entity in graph}
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    except (KeyError, TypeError, RecursionError, json.JSONDecodeError, UnicodeDecodeError):
        raise SettingsError(f"{path} is damaged: it is no RO-Crate metadata.") from None


def checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 checksums that the metadata record of a study's files, by name; those of its runs left out.

    Raises:
        SettingsError: the metadata are damaged.
    """
    return {
        str(one.get("name", key)): str(one["sha256"])
        for key, one in entities(folder).items()
        if "sha256" in one and not key.startswith(("#", f"{PARTS}/"))
    }


def altered(folder: Path) -> list[str]:
    """The files of a study that are no longer as it wrote them, or are gone; none without metadata.

    Raises:
        SettingsError: the metadata are damaged.
    """
    if not (folder / METADATA).is_file():
        return []
    return [
        name
        for name, checksum in checksums(folder).items()
        if not (folder / name).is_file() or digest(folder / name) != checksum
    ]


def _work(entities: Mapping[str, Entity]) -> Work:
    root = entities[ROOT]
    run = entities[RUN]
    identifier, date = _text(root, "identifier"), _text(root, "datePublished")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        raise _DamagedError(f"{date!r} is no date of publication")
    commit = _text(entities[COMMIT], "value")
    licence = entities[_reference(root, "license")]
    return Work(
        "dataset", re.sub(r"\W+", "_", identifier), _text(root, "name"),
        _people(entities, root), date,
        _text(entities[_reference(run, "instrument")], "softwareVersion"),
        "" if commit == UNKNOWN else commit, _text(entities[STATE], "value") == CHANGED,
        identifier, _text(licence, "identifier"),
    )  # fmt: skip


def _people(entities: Mapping[str, Entity], root: Entity) -> tuple[Author, ...]:
    named = root.get("author", [])
    people = [entities[_target(one)] for one in (named if isinstance(named, list) else [named])]
    return tuple(
        Author(_text(person, "name"), identifier=_address(person), is_person=True)
        for person in people
    ) or (Author(UNNAMED.name),)


def _address(person: Entity) -> str:
    key = str(person["@id"])
    return key if key.startswith(ORCID) else str(person.get("url", ""))


def _text(entity: Entity, key: str) -> str:
    value = entity[key]
    if not isinstance(value, str) or not value:
        raise _DamagedError(f"{key!r} is no text")
    return value


def _reference(entity: Entity, key: str) -> str:
    return _target(entity[key])


def _target(reference: Any) -> str:
    if not isinstance(reference, Mapping):
        raise _DamagedError(f"{reference!r} refers to nothing")
    return str(reference["@id"])
