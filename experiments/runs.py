"""The runs of a study on disk: nothing that was run is lost, and nothing is run twice.

A run has the name of its configuration (a hash of the typed settings, the files they name and the model)
and its seed. Runs lie in Parquet parts of many rows, each named by the hash of its own content, so that
a damaged or foreign part gives itself away. While a study runs, parts are written as results come; when
it is finished they are rewritten in order, so that the same runs give the same bytes whatever the order
in which, and however often, they were begun.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments import store
from simulation import MODEL_VERSION, Settings
from simulation.compiling import source_hash
from simulation.passport import leaves

CONFIGURATION, SEED = "configuration", "seed"
KEYS = [CONFIGURATION, SEED]
PARTS, ASIDE = "parts", "set_aside"
WEEK = "week:"  # before the name of an outcome whose weeks are kept
ROWS = 50_000  # in a finished part
WIDE = 64 * 2**20  # bytes in a finished part, where rows are long
DIGITS = 16  # of a name

Names = npt.NDArray[np.object_]
Seeds = npt.NDArray[np.int64]


@lru_cache(maxsize=4096)
def configuration_name(settings: Settings) -> str:
    """The hash of all that a run's numbers depend on beside its seed."""
    said = {leaf.name: leaf.value for leaf in leaves(settings)}
    files = (settings.population.staff_file, settings.population.ties_file)
    digests = [hashlib.sha256(Path(name).read_bytes()).hexdigest() for name in files if name]
    text = json.dumps([said, digests, MODEL_VERSION, _model()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


@lru_cache(maxsize=1)
def _model() -> str:
    """The hash of the model's sources, which do not change while a process runs them."""
    return source_hash()


class Index(NamedTuple):
    """Which run stands in which row of which part.

    Attributes:
        configuration: `(rows,)` names.
        seed: `(rows,)`.
        part: `(rows,)` number of the part.
        row: `(rows,)` in that part.
        paths: of the parts.
    """

    configuration: Names
    seed: Seeds
    part: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    paths: list[Path]

    def seeds_of(self) -> dict[str, set[int]]:
        """The seeds that are there, by configuration."""
        found: dict[str, set[int]] = {}
        for name, seed in zip(self.configuration, self.seed.tolist(), strict=True):
            found.setdefault(name, set()).add(seed)
        return found


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

    @property
    def parts(self) -> Path:
        """The folder of the parts."""
        return self.folder / PARTS

    def add(self, runs: pd.DataFrame) -> Path:
        """Write some runs as a part; whole or not at all.

        Args:
            runs: with the columns `configuration` and `seed`.
        """
        self.parts.mkdir(parents=True, exist_ok=True)
        aside = self.parts / f".{os.getpid()}.{os.urandom(4).hex()}"
        try:
            pq.write_table(pa.Table.from_pandas(runs, preserve_index=False), aside)
            store.check_whole(aside, len(runs))
            path = self.parts / f"{_digest(aside)}.parquet"
            _flush(aside)
            os.replace(aside, path)
            _flush(self.parts)
        finally:
            aside.unlink(missing_ok=True)
        return path

    def index(self) -> Index:
        """All runs that are there and sound; whatever is not is set aside with a message."""
        return _index_of(self.sound_parts())

    def sound_parts(self) -> list[Path]:
        """The parts whose content is what their name says."""
        found = []
        for path in sorted(self.parts.glob("*")) if self.parts.is_dir() else []:
            if not path.name.startswith(".") and self._is_sound(path):
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
        os.replace(path, where / path.name)
        self.tell(f"{path} is {amiss}: it was moved to {where}, and its runs are done again.")

    def read(self, wanted: Mapping[str, Sequence[int]]) -> pd.DataFrame:
        """The runs of some configurations, in the order of `wanted`.

        Args:
            wanted: the seeds of each configuration, by its name.

        Raises:
            LookupError: a run is not there.
        """
        index = self.index()
        counts = [len(seeds) for seeds in wanted.values()]
        seeds = np.fromiter((s for some in wanted.values() for s in some), np.int64, sum(counts))
        return _take(index, _find(index, np.repeat(list(wanted), counts), seeds))

    def put_in_order(self) -> None:
        """Rewrite all parts sorted by run, each once, in parts of a fixed size; then drop the old ones."""
        index = self.index()
        if not len(index.seed):
            return
        order = _once(index, np.lexsort((index.seed, index.configuration.astype(str))))
        rows = self._rows_in_a_part(index)
        kept = {self.add(_take(index, order[at : at + rows])) for at in range(0, len(order), rows)}
        for path in index.paths:
            if path not in kept:
                path.unlink(missing_ok=True)

    def _rows_in_a_part(self, index: Index) -> int:
        """As many as fit; the same whatever parts there are, as it depends on the columns alone."""
        head = pq.ParquetFile(index.paths[0]).schema_arrow
        one = _take(index, np.array([0])).iloc[0]
        size = sum(
            8 * len(one[name]) if isinstance(one[name], np.ndarray) else 8 for name in head.names
        )
        return max(1, min(ROWS, WIDE // size))


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
    left = {name: set(seeds) for name, seeds in wanted.items()}
    for other in neighbours(store.folder):
        same = [p for p in other.sound_parts() if pq.read_schema(p).names == list(columns)]
        index = _index_of(same)
        keys = zip(index.configuration, index.seed.tolist(), strict=True)
        useful = np.array([seed in left.get(name, ()) for name, seed in keys], bool)
        places = _once(index, np.flatnonzero(useful))
        for at in range(0, len(places), ROWS):
            store.add(_take(index, places[at : at + ROWS]))
        for place in places:
            left[index.configuration[place]].discard(int(index.seed[place]))


def _index_of(paths: Sequence[Path]) -> Index:
    kept: list[Path] = []
    names, seeds, parts, rows = [], [], [], []
    for path in paths:
        try:
            table = pq.read_table(path, columns=KEYS)
        except (
            FileNotFoundError
        ):  # put in order by another process; what it wrote is seen next time
            continue
        names.append(table[CONFIGURATION].to_numpy(zero_copy_only=False))
        seeds.append(table[SEED].to_numpy())
        parts.append(np.full(len(table), len(kept)))
        rows.append(np.arange(len(table)))
        kept.append(path)
    if not kept:
        empty = np.empty(0, np.int64)
        return Index(np.empty(0, object), empty, empty, empty, [])
    return Index(
        np.concatenate(names), np.concatenate(seeds).astype(np.int64), np.concatenate(parts),
        np.concatenate(rows), kept,
    )  # fmt: skip


def _find(index: Index, names: Names, seeds: Seeds) -> npt.NDArray[np.int64]:
    """The place in the index of each run that is wanted."""
    there = pd.MultiIndex.from_arrays([index.configuration, index.seed])
    first = ~there.duplicated()
    places = there[first].get_indexer(pd.MultiIndex.from_arrays([names, seeds]))
    if (places < 0).any():
        missing = int((places < 0).sum())
        raise LookupError(f"{missing} of {len(places)} runs are not in the store.")
    return np.flatnonzero(first)[places]


def _once(index: Index, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Places without those of runs that stand there a second time."""
    keys = pd.MultiIndex.from_arrays([index.configuration[places], index.seed[places]])
    return places[~keys.duplicated()]


def _take(index: Index, places: npt.NDArray[np.int64]) -> pd.DataFrame:
    """The rows at some places, in that order; one part is in memory at a time."""
    pieces, order = [], []
    for part in np.unique(index.part[places]):
        here = np.flatnonzero(index.part[places] == part)
        table = pq.read_table(index.paths[part]).take(pa.array(index.row[places[here]]))
        pieces.append(table)
        order.append(here)
    if not pieces:
        return pd.DataFrame(columns=KEYS)
    back = np.argsort(np.concatenate(order), kind="stable")
    found: pd.DataFrame = pa.concat_tables(pieces).take(pa.array(back)).to_pandas()
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:DIGITS]


def _flush(path: Path) -> None:
    """See that a file or the names in a folder are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
