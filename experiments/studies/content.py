"""What a report is made of, whatever it looks like: headings, texts, lists, commands, figures and tables.

Texts are plain, but that `words between backticks` are code.
"""

import dataclasses
import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

from experiments.store.study_folder import StudyFolder

CODE = "Name"  # head of a column of code names, which the files of a table have


@dataclasses.dataclass(frozen=True)
class Heading:
    """The beginning of a section; level 1 begins a page on paper."""

    text: str
    level: int = 2


@dataclasses.dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclasses.dataclass(frozen=True)
class Points:
    """A list of sentences; those of which the beginning stands out are pairs."""

    items: Sequence[str | tuple[str, str]]  # the sentences
    command: str = ""  # what makes them again; empty where that is said elsewhere


@dataclasses.dataclass(frozen=True)
class Code:
    """Lines to be typed or copied as they are."""

    text: str


@dataclasses.dataclass(frozen=True)
class Figure:
    """A drawing that a study left behind."""

    path: Path  # the SVG file, or PNG where there is no other
    caption: str  # what it shows
    alt: str  # the same for who cannot see it
    command: str  # what makes it again
    number: int = 0  # counted through the report; 0 before that


@dataclasses.dataclass(frozen=True)
class Table:
    """A table to read."""

    name: str  # short, for the names of its files
    caption: str  # what it shows
    cells: pd.DataFrame  # the columns with their heads, as texts; the first column names the rows
    command: str  # what makes it again
    number: int = 0  # counted through the report; 0 before that

    @property
    def file(self) -> str:
        """The name of its files without the ending."""
        return f"table-{self.number:02d}-{self.name}"


class Piece(NamedTuple):
    """A piece of a bar; its ends are shares of the chart's length, its colour is as CSS has it."""

    begin: float
    end: float
    colour: str


class Bar(NamedTuple):
    """A bar of a chart; places are shares of the chart's length."""

    label: str  # what it is
    note: str  # more about that, in smaller type; empty: nothing
    said: str  # its numbers in words
    pieces: Sequence[Piece]  # coloured; grey shows between them
    line: Sequence[float] = ()  # the ends of a line for the range; empty: there is none


@dataclasses.dataclass(frozen=True)
class Bars:
    """A chart of a few bars, which every form of the report draws itself: it is read on a phone too."""

    title: str
    caption: str
    bars: Sequence[Bar]


Block = Heading | Text | Points | Code | Figure | Table | Bars
Rows = Sequence[Mapping[str, str]] | pd.DataFrame  # texts by the head of their column
Cells = Callable[[Any], Mapping[str, str]]  # gives these of a row of numbers


@dataclasses.dataclass(frozen=True)
class Part:
    """What one study contributes; every sentence holds its interval."""

    title: str  # of its section
    answer: Sequence[str] = ()  # sentences for the technical summary: what came out
    worth: Sequence[str] = ()  # the same: when a team is worth it
    why: Sequence[str] = ()  # the same: what makes the difference
    sure: Sequence[str] = ()  # the same: how sure that is
    shown: Sequence[Block] = ()  # figures and tables for the summary, the best first
    blocks: Sequence[Block] = ()  # for reviewers
    # Questions of a critical reader, each with its answer in a few sentences.
    brief: Mapping[str, str] = dataclasses.field(default_factory=dict)


class Report(NamedTuple):
    """A report."""

    title: str  # of the whole
    about: str  # what it is made from, in a line
    references: str  # what to cite, as BibTeX
    summary: Sequence[Block]  # what came out, in two pages
    body: Sequence[Block]  # the details
    briefing: Sequence[Block] = ()  # for people who decide; the first two pages
    record: str = ""  # studies, date, authors and version, for the foot of every page

    @property
    def figures(self) -> list[Figure]:
        """All figures, in order."""
        return [one for one in (*self.summary, *self.body) if isinstance(one, Figure)]

    @property
    def tables(self) -> list[Table]:
        """All tables, in order."""
        return [one for one in (*self.summary, *self.body) if isinstance(one, Table)]


def table(name: str, caption: str, rows: Rows, command: str) -> list[Block]:
    """A table of these rows; nothing without rows."""
    cells = pd.DataFrame(rows).fillna("")
    return [] if cells.empty else [Table(name, caption, cells, command)]


class Sentences:
    """What a report says of a study: the texts of its kind's `sentences.yaml`, with numbers filled in.

    The file has sentences by name, which may be in groups (`group.name`); under `tables` the caption of each
    table, and under `figures` the caption of each figure and what it shows, for those who cannot see it.
    The package is the dotted name of the kind's folder.
    """

    def __init__(self, study: StudyFolder, package: str) -> None:
        self.study = study
        self._texts: dict[str, Any] = texts(package)

    def __call__(self, name: str, /, **numbers: Any) -> str:
        """A sentence."""
        found = functools.reduce(operator.getitem, name.split("."), self._texts)
        return str(found).format(**numbers)

    def table(self, name: str, rows: Rows, /, **numbers: Any) -> list[Block]:
        """A table of these rows; nothing without rows."""
        caption = self._texts["tables"][name].format(**numbers)
        return table(name, caption, rows, self.study.command)

    def table_of(
        self, name: str, found: pd.DataFrame, cells: Cells, /, **numbers: Any
    ) -> list[Block]:
        """A table whose cells are made of each row of what was found; nothing without rows."""
        return self.table(name, [cells(row) for row in found.to_dict("records")], **numbers)

    def figures(self, **numbers: Any) -> list[Block]:
        """The figures that were drawn, in the order of the file."""
        return [
            Figure(path, caption.format(**numbers), alt.format(**numbers), self.study.command)
            for name, (caption, alt) in self._texts["figures"].items()
            if (path := self.study.figure(name))
        ]


@functools.cache
def texts(package: str, name: str = "sentences.yaml") -> dict[str, Any]:
    """A YAML file of a folder, by the folder's dotted name."""
    return yaml.safe_load((files(package) / name).read_text("utf-8"))  # type: ignore[no-any-return]


def numbered(summary: Sequence[Block], body: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Count figures and tables through; what was shown before is referred to."""
    blocks = list(_numbered([*summary, *body]))
    return blocks[: len(summary)], blocks[len(summary) :]


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    known: dict[str, dict[object, int]] = {"figure": {}, "table": {}}
    for block in blocks:
        if isinstance(block, Table):
            name, key = "table", f"{block.caption}{block.command}{block.cells.to_csv()}"
        elif isinstance(block, Figure):
            name, key = "figure", str(block.path)
        else:
            yield block
            continue
        numbers, seen = known[name], key in known[name]
        number = numbers.setdefault(key, len(numbers) + 1)
        yield Text(f"See {name} {number}.") if seen else dataclasses.replace(block, number=number)
