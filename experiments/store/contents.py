"""The content of a study's tables and figures: a `contents.yaml` beside the code that writes them.

`tables` gives for each file its `meaning` and its `columns`, in order. A column is explained by its meaning
and its unit, and by what its interval is if the columns of the two ends of that come next (`chance_low` and
`chance_high` for `chance`; `low` and `high` for `mean`). Columns without an explanation, of which several may
stand in one line, mean the same in every table (`contents.yaml` of this folder has those). A column marked
with `?` may be missing; `further` names families of columns: `settings`, `outcomes`, `weeks`, or a function
`package.module:name` that gives the outcomes by column. `figures` gives the meaning of each figure, by name
without ending.
"""

import csv
import functools
import pkgutil
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from experiments.config.named_files import PUBLIC
from experiments.config.schema import SETTINGS, passport
from experiments.store.parts import PARTS, WEEK
from simulation import describe
from simulation.descriptions import Outcome

COMMON = "experiments.store"  # the folder whose file holds for every study
ROSTER = "roster.csv"  # stands for the copy of any roster
OPTIONAL = "?"  # after the name of a column that may be missing
PICTURES = (".svg", ".png")


class Table(NamedTuple):
    """What a table holds."""

    meaning: str  # of the whole
    columns: Mapping[str, Outcome]  # meaning and unit of each, by name
    needed: Sequence[str]  # names of the columns that it must have
    further: Collection[str]  # families of columns that it has as well

    def explain(self, column: str) -> Outcome | None:
        """What a column means, and its unit; None if that is not known."""
        if found := self.columns.get(column):
            return found
        if "settings" in self.further and column in SETTINGS:
            known = passport(SETTINGS[column])
            return Outcome(known.meaning, known.unit)
        for family in self.further:
            own: Mapping[str, Outcome] = pkgutil.resolve_name(family)() if ":" in family else {}
            if column in own:
                return own[column]
        if "weeks" in self.further and column.startswith(WEEK):
            meaning, unit = describe(column.removeprefix(WEEK))
            return Outcome(f"{meaning}, week by week from week 0", unit)
        if "outcomes" in self.further:
            try:
                return describe(column)
            except KeyError:
                return None
        return None


class Contents(NamedTuple):
    """What the files of a study hold."""

    tables: Mapping[str, Table]  # by the file's name; all parts with runs by that of their folder
    figures: Mapping[str, str] = {}  # meanings by name without ending
    files: Mapping[str, str] = {}  # meanings of other files, by name

    def table(self, name: str) -> Table | None:
        """What a table holds, by its name relative to the study's folder; None for another file."""
        path = Path(name)
        if PUBLIC.fullmatch(path.name):
            return self.tables.get(ROSTER)
        return self.tables.get(PARTS if path.parent.name == PARTS else path.name)

    def meaning(self, name: str) -> str:
        """What a file of a study holds; empty for one that no study writes."""
        if table := self.table(name):
            return table.meaning
        path = Path(name)
        if path.suffix in PICTURES and path.stem in self.figures:
            return f"Figure: {self.figures[path.stem]}"
        return self.files.get(path.name, "")


def contents_of(package: str) -> Contents:
    """What the `contents.yaml` of a package says, together with what holds for every study."""
    common, own = _said(COMMON), _said(package)
    tables, figures, files_ = (
        {**(common.get(key) or {}), **(own.get(key) or {})}
        for key in ("tables", "figures", "files")
    )
    return Contents({name: _table(said) for name, said in tables.items()}, figures, files_)


@functools.cache
def _said(package: str) -> dict[str, Any]:
    return dict(yaml.safe_load((files(package) / "contents.yaml").read_text("utf-8")))


def _table(said: Mapping[str, Any]) -> Table:
    common, columns, needed = _said(COMMON)["common"], dict[str, Outcome](), list[str]()
    for names, own in (said.get("columns") or {}).items():
        for marked in str(names).split(", "):
            name = marked.removesuffix(OPTIONAL)
            explained = _explained(name, *(own or common[name]))
            columns |= explained
            if not marked.endswith(OPTIONAL):
                needed.extend(explained)
    return Table(said["meaning"], columns, needed, said.get("further") or ())


def _explained(name: str, meaning: str, unit: str, interval: str = "") -> dict[str, Outcome]:
    """A column, and the ends of its interval where that is explained."""
    columns = {name: Outcome(meaning, unit)}
    if interval:
        stem = name[: -len("mean")] if name.endswith("mean") else f"{name}_"
        columns[f"{stem}low"] = Outcome(f"Lower end of {interval}", unit)
        columns[f"{stem}high"] = Outcome("Upper end of it", unit)
    return columns


def columns_of(path: Path) -> list[str]:
    """The columns of a table; none for what is no table."""
    if path.suffix == ".parquet":
        import pyarrow.parquet

        return list(pyarrow.parquet.read_schema(path).names)
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file), [])
    return []
