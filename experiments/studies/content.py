"""What a report is made of, whatever it looks like: headings, texts, lists, commands, figures and tables.

Texts are plain, but that `words between backticks` are code.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping, Sequence
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
    """A list of sentences; those of which the beginning stands out are pairs.

    Attributes:
        items: the sentences.
        command: what makes them again; empty where that is said elsewhere.
    """

    items: Sequence[str | tuple[str, str]]
    command: str = ""


@dataclasses.dataclass(frozen=True)
class Code:
    """Lines to be typed or copied as they are."""

    text: str


@dataclasses.dataclass(frozen=True)
class Figure:
    """A drawing that a study left behind.

    Attributes:
        path: the SVG file, or PNG where there is no other.
        caption: what it shows.
        alt: the same for who cannot see it.
        command: what makes it again.
        number: counted through the report; 0 before that.
    """

    path: Path
    caption: str
    alt: str
    command: str
    number: int = 0


@dataclasses.dataclass(frozen=True)
class Table:
    """A table to read.

    Attributes:
        name: short, for the names of its files.
        caption: what it shows.
        cells: the columns with their heads, as texts; the first column names the rows.
        command: what makes it again.
        number: counted through the report; 0 before that.
    """

    name: str
    caption: str
    cells: pd.DataFrame
    command: str
    number: int = 0

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
    """A bar of a chart.

    Attributes:
        label: what it is.
        note: more about that, in smaller type; empty: nothing.
        said: its numbers in words.
        pieces: coloured; grey shows between them.
        line: the ends of a line for the range, as shares of the chart's length; empty: there is none.
    """

    label: str
    note: str
    said: str
    pieces: Sequence[Piece]
    line: Sequence[float] = ()


@dataclasses.dataclass(frozen=True)
class Bars:
    """A chart of a few bars, which every form of the report draws itself: it is read on a phone too."""

    caption: str
    bars: Sequence[Bar]


Block = Heading | Text | Points | Code | Figure | Table | Bars
Rows = Sequence[Mapping[str, str]] | pd.DataFrame  # texts by the head of their column


@dataclasses.dataclass(frozen=True)
class Part:
    """What one study contributes; every sentence holds its interval.

    Attributes:
        title: of its section.
        answer: sentences for the technical summary: what came out.
        worth: the same: when a team is worth it.
        why: the same: what makes the difference.
        sure: the same: how sure that is.
        shown: figures and tables for the summary, the best first.
        blocks: for reviewers.
        brief: questions of a critical reader, each with its answer in a few sentences.
    """

    title: str
    answer: Sequence[str] = ()
    worth: Sequence[str] = ()
    why: Sequence[str] = ()
    sure: Sequence[str] = ()
    shown: Sequence[Block] = ()
    blocks: Sequence[Block] = ()
    brief: Mapping[str, str] = dataclasses.field(default_factory=dict)


class Report(NamedTuple):
    """A report.

    Attributes:
        title: of the whole.
        about: what it is made from, in a line.
        references: what to cite, as BibTeX.
        summary: what came out, in two pages.
        body: the details.
        briefing: for people who decide; the first two pages.
        record: studies, date, authors and version, for the foot of every page.
    """

    title: str
    about: str
    references: str
    summary: Sequence[Block]
    body: Sequence[Block]
    briefing: Sequence[Block] = ()
    record: str = ""

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


def figure_of(study: StudyFolder, name: str, caption: str, alt: str) -> list[Figure]:
    """A figure of a study; nothing if it was not drawn."""
    path = study.figure(name)
    return [Figure(path, caption, alt, study.command)] if path else []


class Sentences:
    """What a report says of a study: the texts of its kind's `sentences.yaml`, with numbers filled in.

    The file has sentences by name; under `tables` the caption of each table, and under `figures` the
    caption of each figure and what it shows, for those who cannot see it.

    Args:
        study: that the report is of.
        package: dotted name of the kind's folder.
    """

    def __init__(self, study: StudyFolder, package: str) -> None:
        self.study = study
        self._texts: dict[str, Any] = texts(package)

    def __call__(self, name: str, /, **numbers: Any) -> str:
        """A sentence."""
        return str(self._texts[name]).format(**numbers)

    def table(self, name: str, rows: Rows, /, **numbers: Any) -> list[Block]:
        """A table of these rows; nothing without rows."""
        caption = self._texts["tables"][name].format(**numbers)
        return table(name, caption, rows, self.study.command)

    def figures(self, **numbers: Any) -> list[Block]:
        """The figures that were drawn, in the order of the file."""
        return [
            one
            for name, texts in self._texts["figures"].items()
            for one in figure_of(self.study, name, *(text.format(**numbers) for text in texts))
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
