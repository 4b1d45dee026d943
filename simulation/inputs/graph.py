"""GraphML files: nodes and edges as tables, with the defaults of the attributes."""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np

from simulation.errors import SettingsError
from simulation.inputs.faults import Fault, Faults
from simulation.inputs.table import Cells, Table
from simulation.inputs.text import Stamp, clean, stamp, uncollected, unreadable

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


class _Key(NamedTuple):
    """An attribute: its name, what it belongs to (`node`, `edge` or `all`), and its default."""

    title: str
    domain: str
    default: str


class _Parsed(NamedTuple):
    """Elements as they stand in the file: their own attributes, and the text of their data by key."""

    keys: dict[str, _Key]
    graphs: list[str]
    nodes: list[dict[str, str]]
    edges: list[dict[str, str]]


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
    parsed = _parsed(stamp(name))
    if len(parsed.graphs) != 1:
        text = f"has {len(parsed.graphs)} graphs; exactly one is required"
        faults.add(Fault(name, "", text))
    nodes = _attributes(parsed, name, "node", ("id",), faults)
    edges = _attributes(parsed, name, "edge", ("source", "target"), faults)
    numbers = [np.arange(1, len(rows) + 1) for rows in (parsed.nodes, parsed.edges)]
    labels = [row.get("id", "") for row in parsed.nodes]
    people = Table(name, nodes, numbers[0], "node", _ABSENT, labels)
    ties = _with_strength(Table(name, edges, numbers[1], "edge", _ABSENT), faults)
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


def _attributes(
    parsed: _Parsed, name: str, domain: str, own: Sequence[str], faults: Faults
) -> dict[str, Cells]:
    """The attributes of nodes or of edges as columns; where one is absent its default holds.

    Args:
        parsed: with the elements and the keys.
        name: of the file.
        domain: `node` or `edge`.
        own: what an element says without a key, such as its `id`.
        faults: where an attribute that appears twice is noted.
    """
    rows = parsed.nodes if domain == "node" else parsed.edges
    cells = {title: Cells.of([row.get(title, "") for row in rows]) for title in own}
    for key, (title, of, default) in parsed.keys.items():
        if of not in (domain, "all") or title in own:
            continue
        if title in cells:
            text = f"attribute {title!r} of a {domain} appears twice; name each attribute once"
            faults.add(Fault(name, f"key {key!r}", text))
        cells[title] = Cells.of([row.get(f"key {key}", default) for row in rows])
    return cells


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
    return edges._replace(cells={**edges.cells, "strength": cells}, assumed=tuple(assumed))


@functools.lru_cache(maxsize=2)
@uncollected()
def _parsed(file: Stamp) -> _Parsed:
    parsed = _Parsed({}, [], [], [])
    try:
        for _, element in ElementTree.iterparse(file.name):
            kind = element.tag[element.tag.find("}") + 1 :]
            if kind == "data":
                continue
            if kind in ("node", "edge"):
                (parsed.nodes if kind == "node" else parsed.edges).append(_row(element))
                element.clear()
            elif kind == "key":
                parsed.keys[element.get("id", "")] = _key(element)
            elif kind == "graph":
                parsed.graphs.append(element.get("id", ""))
            elif kind == "hyperedge":
                raise unreadable(file.name, "GraphML", "it has edges of more than two nodes")
    except (ElementTree.ParseError, OSError, LookupError, ValueError) as error:
        if isinstance(error, SettingsError):
            raise
        raise unreadable(file.name, "GraphML", str(error)) from None
    return parsed


def _key(element: ElementTree.Element) -> _Key:
    title = clean(element.get("attr.name", element.get("id", ""))).lower()
    return _Key(title, element.get("for", "all"), "".join(child.text or "" for child in element))


def _row(element: ElementTree.Element) -> dict[str, str]:
    """What an element says of itself, and its data by `key` and the key's name."""
    row = dict(element.attrib)
    for one in element:
        if not len(one):
            row[f"key {one.get('key')}"] = one.text or ""
    return row
