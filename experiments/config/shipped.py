"""CSV files that come with the program, by name: ensembles of parameter sets, and lists of points."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Literal

from simulation.params import SettingsError, nearest

Kind = Literal["ensembles", "points"]
CONTENT: dict[Kind, str] = {"ensembles": "an ensemble", "points": "points"}
WORDS: dict[Kind, str] = {"ensembles": "ensemble", "points": "list of points"}


def files_of(kind: Kind) -> dict[str, Path]:
    """The files of a kind that come with the program, by name."""
    folder = Path(str(files("configs"))) / kind
    return {path.stem: path for path in sorted(folder.glob("*.csv"))}


def path_of(name: str, kind: Kind) -> Path:
    """The file called `name`: one that comes with the program, or any CSV file.

    Raises:
        SettingsError: there is none.
    """
    there = files_of(kind)
    if name in there:
        return there[name]
    path = Path(name)
    if path.suffix != ".csv":
        raise SettingsError(
            f"There is no {WORDS[kind]} {name!r}; {nearest(name, there)} Or name a file that ends in .csv."
        )
    if not path.is_file():
        raise SettingsError(f"There is no file {name!r} with {CONTENT[kind]}.")
    return path


def digest(path: Path) -> str:
    """The SHA-256 checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
