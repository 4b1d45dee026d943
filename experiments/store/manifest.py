"""The files of a study's folder: their formats, what identifies their content, and when they were written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from experiments.config.shipped import digest
from experiments.store.parts import PARTS
from simulation import SettingsError

METADATA = "ro-crate-metadata.json"
ENVIRONMENT = "environment.txt"
CHANGES = "uncommitted.diff"
CONFIGURATION = "config.yaml"
# Files that speak of this one run; all others are the same whenever and wherever a study runs.
OF_THE_RUN = (METADATA, ENVIRONMENT, CHANGES)

FORMATS = {
    ".csv": "text/csv",
    ".diff": "text/x-diff",
    ".graphml": "application/graphml+xml",
    ".json": "application/ld+json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
}
UNKNOWN_FORMAT = "application/octet-stream"


class Content(NamedTuple):
    """What identifies a file's content, and how to read it."""

    sha256: str
    size: int
    encoding: str


def content(path: Path) -> Content:
    """Checksum, size in bytes and media type of a file."""
    kind = FORMATS.get(path.suffix.lower(), UNKNOWN_FORMAT)
    return Content(digest(path), path.stat().st_size, kind)


def the_study_in(path: Path) -> Path:
    """The only study in a folder such as results/<study>; else the path itself.

    Raises:
        SettingsError: there are several.
    """
    if not os.path.isdir(path) or os.path.isfile(path / CONFIGURATION):  # also of names too long
        return path
    inside = sorted(one.parent for one in path.glob(f"*/{CONFIGURATION}"))
    if len(inside) > 1:
        names = ", ".join(one.name for one in inside)
        raise SettingsError(f"{str(path)!r} holds {len(inside)} studies: say which of {names}.")
    return inside[0] if inside else path


State = dict[str, tuple[int, int]]


def state(folder: Path) -> State:
    """The files of a folder and when each was put there, to see later which have been written anew."""
    paths = [path for path in (*folder.glob("*"), *folder.glob(f"{PARTS}/*")) if path.is_file()]
    found = ((str(path.relative_to(folder).as_posix()), path) for path in paths)
    return {
        name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for name, path in found
        if not path.name.startswith(".")
    }


def written_since(before: State, folder: Path) -> list[str]:
    """The files written since the folder was in a state, and all parts with runs, in order."""
    return sorted(
        name
        for name, now in state(folder).items()
        if before.get(name) != now or name.startswith(f"{PARTS}/")
    )
