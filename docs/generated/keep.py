"""Copies what is small enough for version control from a study's folder, with the record of its run.

`python -m docs.generated.keep results/headline/<hash> results/reference/headline` copies
configuration, tables and figures. The record keeps who ran what, when, where and with which program, and
the checksums of the copied files; `environment.txt` and the meanings of columns are left out. The results of
a program with uncommitted changes are refused, as nobody else can obtain that program.
"""

import json
import shutil
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import click

from experiments.cli.command import command, folder
from experiments.store.atomic import save_text
from experiments.store.crate import CHANGED, METADATA, STATE
from experiments.store.opening import CONFIGURATION
from experiments.store.record import Record
from experiments.store.study_folder import StudyFolder
from simulation import SettingsError

TABLES, FIGURES = (".csv", ".md"), (".png", ".svg")
MOST_BYTES = 300_000  # of an SVG; the PNG is copied in any case
COLUMNS = "variableMeasured"
Entity = Mapping[str, Any]


@command("keep")
@folder()
@click.argument("into", type=click.Path(path_type=Path))
@click.option(
    "--without", multiple=True, metavar="FILE", help="A file that is left out; may be repeated."
)
def main(folder: Path, into: Path, without: tuple[str, ...]) -> None:
    """Copy tables, figures and record of a study to INTO, such as results/reference/STUDY.

    FOLDER is results/STUDY/HASH, results/STUDY@NAME, or results/STUDY@latest.
    """
    keep(StudyFolder.find(folder), into, without)


def keep(study: StudyFolder, into: Path, without: Collection[str] = ()) -> None:
    """Copy a study to another folder.

    Args:
        study: which is finished.
        into: the folder; its files of an earlier run are replaced.
        without: names of files that are left out.

    Raises:
        SettingsError: the study has no record of its run, its program had uncommitted changes, or its
            files have changed.
    """
    folder, found = study.folder, Record(study.folder).entities
    if found.get(STATE, {}).get("value") == CHANGED:
        raise SettingsError(
            f"{folder} was made by a program {CHANGED}: commit the changes and run the study again."
        )
    if changed := study.altered():
        raise SettingsError(
            f"These files in {folder} have changed since the study wrote them: {', '.join(changed)}."
        )
    names = [path.name for path in sorted(folder.iterdir()) if _kept(path, without)]
    into.mkdir(parents=True, exist_ok=True)
    for old in into.iterdir():
        if old.is_file() and old.name not in names:
            old.unlink()
    for name in names:
        shutil.copyfile(folder / name, into / name)
    whole = json.loads((folder / METADATA).read_text("utf-8"))
    whole["@graph"] = small(found.values(), names)
    save_text(into / METADATA, json.dumps(whole, indent=1, ensure_ascii=False) + "\n")


def _kept(path: Path, without: Collection[str]) -> bool:
    if path.name in without:
        return False
    drawing = path.suffix == ".svg" and path.stat().st_size > MOST_BYTES
    return path.name == CONFIGURATION or (path.suffix in TABLES + FIGURES and not drawing)


def small(graph: Collection[Entity], names: Collection[str]) -> list[dict[str, Any]]:
    """The entities of a record without those of columns, and of files that are not copied."""
    gone = {key for one in graph for key in _targets(one.get(COLUMNS, []))}
    gone |= {one["@id"] for one in graph if one.get("@type") == "File" and one["name"] not in names}
    left = []
    for one in graph:
        if one["@id"] not in gone:
            kept = {key: _without(value, gone) for key, value in one.items() if key != COLUMNS}
            left.append({key: value for key, value in kept.items() if value is not None})
    return left


def _targets(value: Any) -> list[str]:
    """The identifiers that a value refers to."""
    return [one["@id"] for one in (value if isinstance(value, list) else [value])]


def _without(value: Any, gone: Collection[str]) -> Any:
    """A value without references to removed entities; None if nothing is left."""
    if isinstance(value, list):
        return [one for one in value if _without(one, gone) is not None]
    return None if isinstance(value, dict) and value.get("@id") in gone else value


if __name__ == "__main__":
    sys.exit(main())
