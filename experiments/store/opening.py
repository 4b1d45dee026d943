"""Opens the files in the folder of a study, and refuses damaged ones with one sentence.

A file may be cut off, of another study or unreadable, or something else may be in its place: a pipe, on
which reading would wait, a broken link, a folder.
"""

import os
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulation import SettingsError
from simulation.compiling import source_hash

CONFIGURATION = "config.yaml"  # of a study
MOST_TEXT = 50_000_000  # bytes of a text, which is read at once
BEGINNING = 10_000  # bytes of a configuration, which begins with its study and its model
TEXT, WHOLE, NUMBER = "a text", "a whole number", "a number"  # what a column may hold


class DamagedError(SettingsError):
    """A file is damaged."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path} is damaged: {fault.rstrip('.')}. {mended(path.parent)}")

    def __reduce__(self) -> tuple[type[SettingsError], tuple[str, ...]]:
        return SettingsError, tuple(map(str, self.args))  # another process needs the sentence only


def mended(folder: Path, what: str = "recreate it", first: str = "") -> str:
    """The sentence that says how a study is mended: a program with another source of the model cannot.

    `what` running it again does to what is damaged, and `first` what is to be done before.
    """
    who = ""
    if of_another_source(folder):
        who = ", with the program that made it (the source code of the model differs in this one),"
    return f"{first + ' and run' if first else 'Run'} the study's command again{who} to {what}."


def of_another_source(folder: Path) -> bool:
    """Whether a study says that it was made with another source of the model, even if it is damaged."""
    path = folder / CONFIGURATION
    if fault_of(path):
        return False
    try:
        with path.open("rb") as file:
            found = re.search(rb"^model_source: ['\"]?(\w+)", file.read(BEGINNING), re.MULTILINE)
    except OSError:
        return False
    return found is not None and found[1].decode("ascii") != source_hash()


def fault_of(path: Path) -> str:
    """What is in the place of a file; empty if it is one."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return "it is a broken link" if path.is_symlink() else f"{error.strerror or error}"
    if stat.S_ISREG(mode):
        return ""
    return f"it is {'a folder' if stat.S_ISDIR(mode) else 'not a regular file'}"


def is_there(path: Path) -> bool:
    """Whether there is anything of that name, even if it cannot be read."""
    return os.path.lexists(path)


def text(path: Path) -> str:
    """The content of a text file.

    Raises:
        DamagedError: it is none.
    """
    if fault := fault_of(path):
        raise DamagedError(path, fault)
    if path.stat().st_size > MOST_TEXT:
        raise DamagedError(path, f"it has more than {MOST_TEXT} bytes")
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise DamagedError(path, f"it cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise DamagedError(path, "it is not UTF-8 text") from None


def csv(path: Path, needed: Sequence[str] = (), keep_empty: bool = False) -> pd.DataFrame:
    """A CSV table; with `keep_empty` an empty cell is an empty text rather than a missing value.

    Raises:
        DamagedError: it is none, or lacks a column that is needed.
    """
    if fault := fault_of(path):
        raise DamagedError(path, fault)
    try:
        table = pd.read_csv(path, keep_default_na=not keep_empty)
    except (OSError, ValueError):
        raise DamagedError(path, "it is not a CSV table") from None
    if missing := [column for column in needed if column not in table]:
        raise DamagedError(path, f"the column {missing[0]!r} is missing")
    return table


def parquet(path: Path, columns: Mapping[str, str], gaps: Sequence[str] = ()) -> pd.DataFrame:
    """A Parquet table with these columns, each of `TEXT`, `WHOLE` or `NUMBER`.

    In those of `gaps` values may be missing.

    Raises:
        DamagedError: it is none.
    """
    if fault := fault_of(path):
        raise DamagedError(path, fault)
    try:
        if fault := schema_fault(pq.read_schema(path), columns):
            raise DamagedError(path, fault)
        table: pd.DataFrame = pq.read_table(path, columns=list(columns)).to_pandas()
    except (OSError, pa.ArrowException):
        raise DamagedError(path, "it is not a Parquet table") from None
    if table.drop(columns=list(gaps)).isna().any(axis=None):
        raise DamagedError(path, "a value is missing")
    return table


def schema_fault(schema: pa.Schema, columns: Mapping[str, str]) -> str:
    """What is wrong with the columns of a table; empty if nothing is."""
    for name, kind in columns.items():
        if name not in schema.names:
            return f"the column {name!r} is missing"
        found = schema.field(name).type
        holds = {
            TEXT: pa.types.is_string(found) or pa.types.is_large_string(found),
            WHOLE: pa.types.is_integer(found),
            NUMBER: pa.types.is_integer(found) or pa.types.is_floating(found),
        }
        if not holds[kind]:
            return f"the column {name!r} does not hold {kind} in every row"
    return ""
