"""GraphML files: nodes and edges as tables, with the defaults of the attributes."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from simulation.inputs.faults import Fault, Faults
from simulation.inputs.graphml import Data, Parsed, parsed
from simulation.inputs.table import Cells, Table
from simulation.inputs.text import clean, stamp

_STRENGTHS = ("strength", "weight")  # of an edge: the attribute that is read, the first one found
_ABSENT = "attribute {!r} is missing"


class Graph(NamedTuple):
    """What a GraphML file holds.

    Attributes:
        nodes: with the column `id`, and one for each attribute.
        edges: with the columns `source`, `target`, and one for each attribute.
    """

    nodes: Table
    edges: Table


def is_graph(name: str) -> bool:
    """Whether a file is GraphML, by its name."""
    return name.lower().endswith(".graphml")


def read_graph(name: str, known: Collection[str], faults: Faults) -> Graph:
    """The nodes and edges of a GraphML file.

    Args:
        name: path of the file.
        known: the attributes of nodes that can be used; others are left out.
        faults: where faults in the form of the file are noted.

    Raises:
        SettingsError: the file cannot be read as GraphML at all.
    """
    found = parsed(stamp(name))
    if found.graphs != 1:
        text = f"has {found.graphs} graphs; exactly one is required"
        faults.add(Fault(name, "", text))
    people = _table(found, name, "node", faults)
    ties = _with_strength(_table(found, name, "edge", faults), faults)
    if found.directed and len(found.edges):
        ties = ties._replace(assumed=(*ties.assumed, "the directions of ties do not count"))
    used = ("source", "target", *_STRENGTHS)
    return Graph(_without_others(people, known), _without_others(ties, used))


def _without_others(table: Table, known: Collection[str]) -> Table:
    """The table without attributes that cannot be used, which are named."""
    others = [title for title in table.cells if title not in known]
    if not others:
        return table
    cells = {title: cells for title, cells in table.cells.items() if title in known}
    left = f"attributes of {table.noun}s left out: {', '.join(map(repr, others))}"
    return table._replace(cells=cells, assumed=(*table.assumed, left))


def _table(file: Parsed, name: str, noun: str, faults: Faults) -> Table:
    """The nodes or the edges with their attributes; where one is absent its default holds.

    Args:
        file: as it stands.
        name: of the file.
        noun: `node` or `edge`.
        faults: where attributes that are declared twice, or not at all, are noted.
    """
    elements = file.nodes if noun == "node" else file.edges
    cells = {title: Cells.of(texts) for title, texts in elements.own.items()}
    labels = elements.own["id"] if noun == "node" else ()
    numbers = np.arange(1, len(elements) + 1)
    table = Table(name, cells, numbers, noun, _ABSENT, labels)
    keys = {key: one for key, one in file.keys.items() if one.domain in (noun, "all")}
    assumed = []
    for key, (title, _, default) in keys.items():
        if title in elements.own:
            assumed.append(f"attribute {title!r} left out, as each {noun} itself has this")
            continue
        if title in cells:
            text = f"attribute {title!r} of a {noun} appears twice; name each attribute once"
            faults.add(Fault(name, f"key {key!r}", text))
        cells[title] = _column(table, elements.data.get(key), title, default, faults)
    for key in sorted(elements.data.keys() - keys):
        text = f"data of key {key!r}, which the file does not declare for {noun}s; declare it or leave it out"
        faults.add(table.fault(np.unique(elements.data[key].places), text))
    return table._replace(assumed=tuple(assumed))


def _column(table: Table, data: Data | None, title: str, default: str, faults: Faults) -> Cells:
    """An attribute of all nodes or edges; two values of one are a fault."""
    if data is None:
        return Cells.of([default] * len(table.numbers))
    places = np.asarray(data.places)
    given = Cells.of(data.texts)
    again = np.flatnonzero(places[1:] == places[:-1])
    if len(again):
        text = f"attribute {title!r} appears twice; give each attribute one value"
        faults.add(table.fault(places[again], text))
    codes = np.full(len(table.numbers), len(given.texts))
    codes[places] = given.codes
    return Cells(codes, [*given.texts, clean(default)])


def _with_strength(edges: Table, faults: Faults) -> Table:
    """The edges with the column `strength`, from the attribute of that name or from `weight`."""
    there = [title for title in _STRENGTHS if title in edges.cells]
    found = [edges.cells[title] for title in there]
    if len(there) > 1:
        rows = range(len(edges.numbers))
        differ = np.array([found[0].at(row) != found[1].at(row) for row in rows], bool)
        if differ.any():
            text = "strength and weight differ; leave out one of these attributes"
            faults.add(edges.fault(differ, text))
    cells = found[0] if there else Cells.of([""] * len(edges.numbers))
    bare = cells.which(lambda text: not text).sum()
    assumed = [f"the strength of a tie is its {there[0]!r}"] if there else []
    assumed += [f"ties without a strength, which have strength 1: {bare}"] if bare else []
    strengths = {**edges.cells, "strength": cells}
    return edges._replace(cells=strengths, assumed=(*edges.assumed, *assumed))
