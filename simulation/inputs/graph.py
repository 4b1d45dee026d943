"""GraphML files."""

from __future__ import annotations

import functools
from pathlib import Path
from xml.etree import ElementTree


def is_graph(name: str) -> bool:
    """Whether a file is GraphML, by its name."""
    return name.lower().endswith(".graphml")


def holds_ties(name: str) -> bool:
    """Whether a file is GraphML with at least one edge; a file that cannot be read holds none."""
    path = Path(name)
    if not is_graph(name) or not path.is_file():
        return False
    return _has_edge(name, path.stat().st_size, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _has_edge(name: str, size: int, changed: int) -> bool:
    try:
        return any(
            element.tag.rpartition("}")[2] == "edge"
            for _, element in ElementTree.iterparse(name, events=("start",))
        )
    except (ElementTree.ParseError, OSError, LookupError, ValueError):
        return False
