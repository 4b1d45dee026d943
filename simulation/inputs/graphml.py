"""The elements of a GraphML file as they stand: nodes and edges by column, and the keys of their data."""

from __future__ import annotations

import functools
from array import array
from pathlib import Path
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from simulation.errors import SettingsError
from simulation.inputs.sheet import MOST_ROWS
from simulation.inputs.text import Stamp, clean, uncollected, unreadable

_NOUNS = ("node", "edge")


class Key(NamedTuple):
    """An attribute: its name, what it belongs to (`node`, `edge` or `all`), and its default."""

    title: str
    domain: str
    default: str


class Data(NamedTuple):
    """The data of one key.

    Attributes:
        places: positions of the nodes, or of the edges, that have it.
        texts: what it says in each.
    """

    places: array[int]
    texts: list[str]


class Elements(NamedTuple):
    """All nodes, or all edges, of a file.

    Attributes:
        own: what each says without a key, such as its `id`.
        data: by key.
    """

    own: dict[str, list[str]]
    data: dict[str, Data]

    def __len__(self) -> int:
        """How many there are."""
        return len(next(iter(self.own.values())))


class Parsed(NamedTuple):
    """A file: its keys, how many graphs it has, whether any edge is directed, and all elements."""

    keys: dict[str, Key]
    graphs: int
    directed: bool
    nodes: Elements
    edges: Elements


@functools.lru_cache(maxsize=2)
@uncollected()
def parsed(file: Stamp) -> Parsed:
    """The elements of a GraphML file.

    Raises:
        SettingsError: the file cannot be read as GraphML at all, or has too many elements.
    """
    reader = _Reader(file.name)
    try:
        with Path(file.name).open("rb") as opened:
            reader.parser.ParseFile(opened)
    except SettingsError:
        raise
    except (expat.ExpatError, OSError, LookupError, ValueError) as error:
        raise unreadable(file.name, "GraphML", str(error)) from None
    nodes, edges = (reader.elements[noun] for noun in _NOUNS)
    return Parsed(reader.keys, reader.graphs, reader.directed, nodes, edges)


class _Reader:
    """Puts elements into columns as the parser meets them, which makes no object for each of a million.

    Args:
        name: of the file.
    """

    def __init__(self, name: str) -> None:
        self.keys: dict[str, Key] = {}
        self.graphs = 0
        self.directed = False
        self.elements = {
            "node": Elements({"id": []}, {}),
            "edge": Elements({"source": [], "target": []}, {}),
        }
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        # The parser would leave out entities that the file does not define itself.
        self.parser.SkippedEntityHandler = self._refuse_entity
        self.parser.ExternalEntityRefHandler = self._refuse_entity
        self._name = name
        self._space: str | None = None  # the namespace of the first element, and so of GraphML
        self._path: list[str] = []
        self._key = ""  # the last one that was named
        self._texts: list[str] = []  # of the data or default that is being read

    def _start(self, tag: str, says: dict[str, str]) -> None:
        space, _, kind = tag.rpartition("}")
        self._space = space if self._space is None else self._space
        if space != self._space:  # an extension, such as how to draw a node
            kind = ""
        if kind in ("data", "default"):
            self._key = says.get("key", self._key if kind == "default" else "")
            self._texts.clear()
            self.parser.CharacterDataHandler = self._texts.append
        elif kind in _NOUNS:
            if self._path[-1:] != ["graph"]:
                raise self._refusal(f"it has a {kind} that is not directly in a graph")
            self._add(kind, says)
            self.directed |= says.get("directed") == "true"
        elif kind == "key":
            self._key = says.get("id", "")
            if self._key in self.keys:
                raise self._refusal(f"its key {self._key!r} is declared twice")
            title = clean(says.get("attr.name", self._key)).lower()
            self.keys[self._key] = Key(title, says.get("for", "all"), "")
        elif kind == "graph":
            self.graphs += 1
            self.directed |= says.get("edgedefault") == "directed"
        elif kind == "hyperedge":
            raise self._refusal("it has edges of more than two nodes")
        else:  # of data with elements of its own, such as how to draw a node, there is no text
            self.parser.CharacterDataHandler = None
        self._path.append(kind)

    def _add(self, kind: str, says: dict[str, str]) -> None:
        for title, texts in self.elements[kind].own.items():
            texts.append(says.get(title, ""))
        if len(texts) > MOST_ROWS:
            most = f"more than {MOST_ROWS} {kind}s, the largest number allowed"
            raise SettingsError(f"{self._name} has {most}.")

    def _refuse_entity(self, name: str, *_: object) -> NoReturn:
        named = name.rpartition("\f")[2]  # before it stand namespaces
        raise self._refusal(f"its entity {named!r} is not defined in the file")

    def _refusal(self, why: str) -> SettingsError:
        return unreadable(self._name, "GraphML", f"line {self.parser.CurrentLineNumber}: {why}")

    def _end(self, _: str) -> None:
        kind = self._path.pop()
        if not self.parser.CharacterDataHandler or kind not in ("data", "default"):
            return
        self.parser.CharacterDataHandler = None
        text = "".join(self._texts)
        parent = self._path[-1] if self._path else ""
        if parent == "key":
            if self.keys[self._key].default:
                raise self._refusal(f"its key {self._key!r} has two defaults")
            self.keys[self._key] = self.keys[self._key]._replace(default=text)
        elif parent in _NOUNS:
            elements = self.elements[parent]
            found = elements.data.get(self._key)
            if found is None:
                found = elements.data[self._key] = Data(array("q"), [])
            found.places.append(len(elements) - 1)
            found.texts.append(text)
