"""The runs of a study on disk: nothing that was run is lost, and nothing is run twice.

A run has the name of its configuration (a hash of the typed settings, the files they name and the model)
and its seed. Runs lie in Parquet parts of many rows, each named by the hash of its own content, so that
a damaged or foreign part gives itself away. While a study runs, parts are written as results come; when
it is finished they are rewritten in order, so that the same runs give the same bytes whatever the order
in which, and however often, they were begun.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.store import files as store
from experiments.store.locations import KEYS, Index, Places, index_of, take
from simulation import MODEL_VERSION, Settings
from simulation.compiling import source_hash
from simulation.passport import leaves

PARTS, ASIDE = "parts", "set_aside"
WEEK = "week:"  # before the name of an outcome whose weeks are kept
ROWS = 50_000  # in a finished part
GROUP = 5_000  # of them are read at once
WIDE = 64 * 2**20  # bytes in a finished part, where rows are long
DIGITS = 16  # of a name
TRIES = 5  # at reading parts that another process is putting in order


@lru_cache(maxsize=4096)
def configuration_name(settings: Settings, past: Settings | None = None) -> str:
    """The hash of all that a run's numbers depend on beside its seed; a future's says its past as well."""
    said = {leaf.name: leaf.value for leaf in leaves(settings)}
    files = (settings.population.staff_file, settings.population.ties_file)
    digests = [hashlib.sha256(Path(name).read_bytes()).hexdigest() for name in files if name]
    lived = [{leaf.name: leaf.value for leaf in leaves(past)}] if past else []
    text = json.dumps([said, digests, MODEL_VERSION, _model(), *lived], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


@lru_cache(maxsize=1)
def _model() -> str:
    """The hash of the model's sources, which do not change while a process runs them."""
    return source_hash()


class RunStore:
    """The runs in the folder of a study.

    Args:
        folder: of the study.
        tell: told in one sentence of whatever is amiss with a part.
    """

    def __init__(self, folder: Path, tell: Callable[[str], None] | None = None) -> None:
        self.folder = folder
        self.tell = tell or (lambda text: print(text, file=sys.stderr))
        self._sound: dict[Path, tuple[int, int]] = {}  # parts that were checked: size, time
        self._index: tuple[list[Path], Index] | None = None

    @property
    def parts(self) -> Path:
        """The folder of the parts."""
        return self.folder / PARTS

    def add(self, runs: pa.Table) -> Path:
        """Write some runs as a part; whole or not at all.

        Args:
            runs: with the columns `configuration` and `seed`.
        """
        self.parts.mkdir(parents=True, exist_ok=True)
        aside = store.temporary(self.parts / os.urandom(4).hex())
        try:
            pq.write_table(runs, aside, row_group_size=GROUP)
            store.check_whole(aside, len(runs))
            path = self.parts / f"{_digest(aside)}.parquet"
            store.flush(aside)
            os.replace(aside, path)
            store.flush(self.parts)
        finally:
            aside.unlink(missing_ok=True)
        return path

    def index(self) -> Index:
        """All runs that are there and sound; whatever is not is set aside with a message."""
        for _ in range(TRIES):  # another process may be putting the parts in order meanwhile
            before, paths = self._names(), self.sound_parts()
            if self._index is None or self._index[0] != paths:
                self._index = paths, index_of(paths)
            if self._names() == before:
                break
        assert self._index is not None, "it was tried at least once"
        return self._index[1]

    def _names(self) -> list[Path]:
        """All that lies among the parts but what is being written."""
        there = self.parts.glob("*") if self.parts.is_dir() else ()
        return sorted(path for path in there if not path.name.startswith("."))

    def sound_parts(self) -> list[Path]:
        """The parts whose content is what their name says."""
        found = []
        for path in self._names():
            if self._is_sound(path):
                found.append(path)
        return found

    def _is_sound(self, path: Path) -> bool:
        try:
            state = path.stat()
            mark = (state.st_size, state.st_mtime_ns)
            if self._sound.get(path) == mark:
                return True
            amiss = (
                ""
                if _digest(path) == path.stem and path.suffix == ".parquet"
                else "damaged or foreign"
            )
            if not amiss and not set(KEYS) <= set(pq.read_schema(path).names):
                amiss = "not a part of runs"
        except FileNotFoundError:  # another process has just put it in order
            return False
        except (OSError, pa.ArrowInvalid) as error:
            amiss = f"not to be read ({str(error).splitlines()[0]})"
        if amiss:
            self._set_aside(path, amiss)
            return False
        self._sound[path] = mark
        return True

    def _set_aside(self, path: Path, amiss: str) -> None:
        where = self.folder / ASIDE
        where.mkdir(exist_ok=True)
        try:
            os.replace(path, where / path.name)
        except FileNotFoundError:  # another process has set it aside
            return
        self.tell(f"{path} is {amiss}: it was moved to {where}, and its runs are done again.")

    def read(
        self, wanted: Mapping[str, Sequence[int]], columns: Sequence[str] | None = None
    ) -> pa.Table:
        """The runs of some configurations, in the order of `wanted`.

        Args:
            wanted: the seeds of each configuration, by its name.
            columns: those wanted; None: all.

        Raises:
            LookupError: a run is not there.
        """
        index = self._index[1] if self._index else self.index()
        for _ in range(TRIES):
            try:
                return take(index, _places(index, wanted), columns)
            except (FileNotFoundError, LookupError):  # parts were added, or put in order
                index = self.index()
        return take(index, _places(index, wanted), columns)

    def put_in_order(self) -> None:
        """Rewrite all parts sorted by run, each once, in parts of a fixed size; then drop the old ones."""
        for last in range(1 - TRIES, 1):
            index = self.index()
            try:
                kept = self._ordered(index)
            except FileNotFoundError:  # another process is putting them in order too
                if last == 0:
                    raise
                continue
            for path in index.paths:
                if path not in kept:
                    path.unlink(missing_ok=True)
            return

    def _ordered(self, index: Index) -> set[Path]:
        """New parts with all runs of an index in order."""
        rows, places = self._rows_in_a_part(index), np.arange(len(index.seed))
        return {self.add(take(index, places[at : at + rows])) for at in range(0, len(places), rows)}

    def _rows_in_a_part(self, index: Index) -> int:
        """As many as fit; the same whatever parts there are, as it depends on a run's columns alone."""
        if not len(index.seed):
            return ROWS
        (one,) = take(index, np.array([0])).to_pylist()
        size = sum(8 * len(value) if isinstance(value, list) else 8 for value in one.values())
        return max(1, min(ROWS, WIDE // size))


def _places(index: Index, wanted: Mapping[str, Sequence[int]]) -> Places:
    places = np.concatenate(
        [np.empty(0, np.int64), *(index.places(name, seeds) for name, seeds in wanted.items())]
    )
    if missing := int((places < 0).sum()):
        raise LookupError(f"{missing} of {len(places)} runs are not in the store.")
    return places


def neighbours(folder: Path) -> Iterator[RunStore]:
    """The stores of the same study's other folders, whose runs can be taken over."""
    for path in sorted(folder.parent.glob(f"*/{PARTS}")):
        if path.parent != folder:
            yield RunStore(path.parent)


def take_over(store: RunStore, wanted: Mapping[str, Iterable[int]], columns: Sequence[str]) -> None:
    """Copy runs that are wanted and that another folder of the study has.

    Args:
        store: where they are to be.
        wanted: seeds that are missing there, by configuration.
        columns: what a run consists of; parts with others are passed over.
    """
    left = {name: np.asarray(list(seeds), np.int64) for name, seeds in wanted.items()}
    for other in neighbours(store.folder):
        # Another process may be putting these in order: what is gone then is run again.
        with contextlib.suppress(FileNotFoundError):
            same = [p for p in other.sound_parts() if pq.read_schema(p).names == list(columns)]
            index = index_of(same)
            found = {name: index.places(name, seeds) for name, seeds in left.items()}
            places = np.concatenate([at[at >= 0] for at in found.values()])
            for at in range(0, len(places), ROWS):
                store.add(take(index, places[at : at + ROWS]))
            left = {name: left[name][at < 0] for name, at in found.items()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:DIGITS]
