"""Keeps of a study's folder what is small enough for version control, with the record of its run.

`python -m experiments.cli.keep results/headline/<hash> results/reference/headline` copies
configuration, tables and figures. Of the record stays who ran what, when, where and with which program, and
the checksums of the files that are kept; `environment.txt` and what columns mean stay behind. What a
program with uncommitted changes made is not kept, as nobody else can obtain that program.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.cli.cite import REFUSED, Parser
from experiments.store import files as store
from experiments.store.cited import altered, entities
from experiments.store.crate import CHANGED, STATE
from experiments.store.manifest import CONFIGURATION, METADATA, the_study_in
from simulation import SettingsError

TABLES, FIGURES = (".csv", ".md"), (".png", ".svg")
MOST_BYTES = 300_000  # of a drawing; the picture stays in any case
COLUMNS = "variableMeasured"
Entity = Mapping[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives its exit status.

    Args:
        arguments: what was asked; the command line's own if none are given.
    """
    parser = Parser("keeping", description="Keep tables, figures and record of a study elsewhere.")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="results/<study>")
    parser.add_argument("into", metavar="INTO", type=Path, help="results/reference/<study>")
    parser.add_argument("--without", nargs="*", default=[], help="names of files that are left out")
    asked = parser.parse_args(arguments)
    try:
        keep(the_study_in(asked.folder), asked.into, asked.without)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return REFUSED
    return 0


def keep(folder: Path, into: Path, without: Collection[str] = ()) -> None:
    """Copy what is kept of a study.

    Args:
        folder: of the study, which has come to its end.
        into: where to; what is there of an earlier run is replaced.
        without: names of files that are left out.

    Raises:
        SettingsError: the study has no record of its run, it ran with a program that nobody can
            obtain, or its files are not as it wrote them.
    """
    found = entities(folder)
    if found.get(STATE, {}).get("value") == CHANGED:
        raise SettingsError(
            f"{folder} was made by a program {CHANGED}, which nobody else can obtain: commit them and "
            "run the study again."
        )
    if changed := altered(folder):
        raise SettingsError(f"{folder} is not as the study wrote it: {', '.join(changed)} changed.")
    names = [path.name for path in sorted(folder.iterdir()) if _kept(path, without)]
    into.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(folder / name, into / name)
    whole = json.loads((folder / METADATA).read_text("utf-8"))
    whole["@graph"] = small(found.values(), names)
    store.save_text(into / METADATA, json.dumps(whole, indent=1, ensure_ascii=False) + "\n")


def _kept(path: Path, without: Collection[str]) -> bool:
    if path.name in without:
        return False
    drawing = path.suffix == ".svg" and path.stat().st_size > MOST_BYTES
    return path.name == CONFIGURATION or (path.suffix in TABLES + FIGURES and not drawing)


def small(graph: Collection[Entity], names: Collection[str]) -> list[dict[str, Any]]:
    """The entities of a record without those of files that are not kept, and without columns.

    Args:
        graph: the entities.
        names: of the files that are kept.
    """
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
    """A value without references to what is gone; None if nothing is left."""
    if isinstance(value, list):
        return [one for one in value if _without(one, gone) is not None]
    return None if isinstance(value, dict) and value.get("@id") in gone else value


if __name__ == "__main__":
    sys.exit(main())
