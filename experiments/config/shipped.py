"""Shipped CSV files by name: ensembles of parameter sets, lists of points, and rosters of broker posts."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from simulation.errors import SettingsError, nearest

Kind = Literal["ensembles", "points", "rosters"]
WORDS: dict[Kind, str] = {"ensembles": "ensemble", "points": "list of points", "rosters": "roster"}


def study(name: str) -> Path:
    """Where a shipped study of that name is, or would be."""
    return Path(str(files("configs"))) / "study" / f"{name}.yaml"


def files_of(kind: Kind) -> dict[str, Path]:
    """The shipped files of a kind, by name."""
    folder = Path(str(files("configs"))) / kind
    return {path.stem: path for path in sorted(folder.glob("*.csv"))}


def path_of(name: str, kind: Kind) -> Path:
    """The shipped file called `name`, or any CSV file.

    Raises:
        SettingsError: there is none.
    """
    there = files_of(kind)
    if name in there:
        return there[name]
    path = Path(name)
    if path.suffix != ".csv":
        raise SettingsError(
            f"There is no {WORDS[kind]} {name!r}; {nearest(name, there)} Or give the path of a .csv file."
        )
    if not path.is_file():
        raise SettingsError(f"There is no file {name!r} (for the {WORDS[kind]}).")
    return path
