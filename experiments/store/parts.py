"""The runs of a study on disk, in Parquet files of many rows: nothing is lost and nothing is run twice.

A run is identified by its configuration (a hash of the typed settings, the files they name and the
model) and its seed. Each file, a part, is named by the hash of its own content, so that a damaged or
foreign file is recognised. While a study runs, parts are written as results arrive; at the end they are
rewritten in order, so that the same runs give the same bytes, however often the study was interrupted.

Processes share a folder without locks. A lock would need write access to read results, and file locks are
unreliable on the network file systems of clusters. A reader whose part was replaced looks again.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.config.named_files import FILES, by_content, named_in, public_name
from experiments.config.schema import by_name
from experiments.store import atomic, opening
from experiments.store.opening import TEXT, WHOLE
from experiments.store.positions import CONFIGURATION, SEED, Positions, positions_of, take
from simulation import MODEL_VERSION, Settings, SettingsError
from simulation.compiling import source_hash

PARTS = "parts"
WEEK = "week:"  # before the name of an outcome whose weekly values are kept
ROWS = 50_000  # in a finished part
GROUP = 5_000  # of them are read at once
WIDE = 64 * 2**20  # bytes in a finished part, where rows are long
DIGITS = 16  # of a name
TRIES = 5  # at reading parts that another process is rewriting


def configuration_name(settings: Settings, past: Settings | None = None) -> str:
    """The hash of all that a run's numbers depend on beside its seed, including its past if it has one."""
    contents = (f"{name}: {by_content(public_name(file))}" for name, file in _files(settings))
    return _name(settings, past, tuple(contents))


@lru_cache(maxsize=2**17)  # more configurations than a study has
def _files(settings: Settings) -> tuple[tuple[str, str], ...]:
    """The settings that name files, each with its file."""
    return tuple(named_in(by_name(settings)).items())


@lru_cache(maxsize=2**17)  # more configurations than a study has
def _name(settings: Settings, past: Settings | None, contents: Sequence[str]) -> str:
    """The name of a configuration whose files have these contents."""
    said, *lived = (
        {name: "" if name in FILES else value for name, value in by_name(one).items()}
        for one in (settings, past)
        if one
    )
    text = json.dumps([said, contents, MODEL_VERSION, _model(), *lived], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


@lru_cache(maxsize=1)
def _model() -> str:
    """The hash of the model's sources, which do not change while a process runs them."""
    return source_hash()


class Parts:
    """The runs in the folder of a study.

    `tell` is called with a sentence about each damaged part. These are moved aside where `mends` is true;
    readers leave them where they are.
    """

    def __init__(
        self, folder: Path, tell: Callable[[str], None] | None = None, mends: bool = True
    ) -> None:
        self.folder, self.path, self.mends = folder, folder / PARTS, mends
        self.needed: frozenset[str] = frozenset()  # columns that every part must have
        self._was_there = folder.is_dir()
        self._refused: dict[Path, str] = {}  # with what was told
        self.tell = tell or (lambda text: print(text, file=sys.stderr))
        self._sound: dict[Path, tuple[int, int]] = {}  # parts that were checked: size, time
        self._positions: Positions | None = None

    def add(self, runs: pa.Table) -> Path:
        """Write some runs as a part, with the columns `configuration` and `seed`; whole or not at all."""
        if self._was_there and not self.folder.is_dir():
            raise SettingsError(
                f"{self.folder} was moved or removed while the study ran, so that its runs cannot be saved: "
                "put it back, and run the same command again."
            )
        self.path.mkdir(parents=True, exist_ok=True)
        self._was_there = True
        aside = atomic.temporary(self.path / os.urandom(4).hex())
        try:
            pq.write_table(runs, aside, row_group_size=GROUP)
            atomic.check_whole(aside, len(runs))
            path = self.path / f"{_digest(aside)}.parquet"
            atomic.flush(aside)
            os.replace(aside, path)
            atomic.flush(self.path)
        finally:
            aside.unlink(missing_ok=True)
        return path

    def positions(self) -> Positions:
        """The positions of all runs; damaged parts are moved aside with a message."""
        for _ in range(TRIES):  # another process may be rewriting the parts meanwhile
            before, paths = self.names(), self.sound_parts()
            if self._positions is None or self._positions.paths != paths:
                self._positions = positions_of(paths)
            if self.names() == before:
                break
        assert self._positions is not None, "there is at least one try"
        return self._positions

    def names(self) -> list[Path]:
        """All files among the parts, except those that are being written."""
        return sorted(path for path in self.path.glob("*") if not path.name.startswith("."))

    def sound_parts(self) -> list[Path]:
        """The parts whose content is what their name says."""
        return [path for path in self.names() if self._is_sound(path)]

    def _is_sound(self, path: Path) -> bool:
        if path in self._refused:
            return False
        try:
            if amiss := opening.fault_of(path):
                if opening.is_there(path):
                    self._set_aside(path, f"is damaged: {amiss}")
                return False
            state = path.stat()
            mark = (state.st_size, state.st_mtime_ns)
            if self._sound.get(path) == mark:
                return True
            amiss = _fault(path, self.needed)
        except FileNotFoundError:  # another process has just replaced it
            return False
        except (OSError, pa.ArrowInvalid) as error:
            amiss = f"cannot be read ({str(error).splitlines()[0]})"
        if amiss:
            self._set_aside(path, amiss)
            return False
        self._sound[path] = mark
        return True

    def refused(self) -> list[str]:
        """A sentence about each damaged part that was left where it is."""
        self.sound_parts()
        return [*self._refused.values()]

    def _set_aside(self, path: Path, amiss: str) -> None:
        if not self.mends:
            self._refused[path] = (
                f"{path} {amiss}. {opening.mended(self.folder, 'repeat its runs')}"
            )
            self.tell(self._refused[path])
            return
        # Where it is gone, another process has moved it.
        with contextlib.suppress(FileNotFoundError):
            where = atomic.set_aside(path, self.folder)
            self.tell(f"{path} {amiss}; it was moved to {where}, and its runs will be repeated.")

    def read(
        self, wanted: Mapping[str, Sequence[int]], columns: Sequence[str] | None = None
    ) -> pa.Table:
        """The runs of some configurations, in the order of `wanted`: the seeds of each by its name.

        Raises:
            LookupError: a run is missing.
        """
        positions = self._positions or self.positions()
        for _ in range(TRIES):
            # Where it fails, parts were added or replaced since.
            with contextlib.suppress(FileNotFoundError, LookupError):
                return take(positions, positions.places_of(wanted), columns)
            positions = self.positions()
        return take(positions, positions.places_of(wanted), columns)

    def sort(self) -> None:
        """Rewrite all parts sorted by run, each run once, in parts of a fixed size; delete the old ones."""
        for last in range(1 - TRIES, 1):
            positions = self.positions()
            try:
                rows, places = self._rows_in_a_part(positions), np.arange(len(positions.seed))
                starts = range(0, len(places), rows)
                kept = {self.add(take(positions, places[at : at + rows])) for at in starts}
            except FileNotFoundError:  # another process is sorting them too
                if last == 0:
                    raise
                continue
            for path in positions.paths:
                if path not in kept:
                    path.unlink(missing_ok=True)
            return

    def _rows_in_a_part(self, positions: Positions) -> int:
        """As many as fit. It depends on a run's columns alone, and so is the same for the same runs."""
        if not len(positions.seed):
            return ROWS
        (one,) = take(positions, np.array([0])).to_pylist()
        size = sum(8 * len(value) if isinstance(value, list) else 8 for value in one.values())
        return max(1, min(ROWS, WIDE // size))


def _fault(path: Path, needed: Iterable[str]) -> str:
    """What is wrong with a part; empty if nothing is."""
    if path.suffix != ".parquet" or _digest(path) != path.stem:
        return "is damaged or does not belong to this study"
    schema = pq.read_schema(path)
    if fault := opening.schema_fault(schema, {CONFIGURATION: TEXT, SEED: WHOLE}):
        return f"does not contain runs: {fault}"
    if missing := sorted({*needed} - {*schema.names}):
        return f"does not contain these runs: the column {missing[0]!r} is missing"
    odd = [name for name in schema.names if not _holds_values(name, schema.field(name).type)]
    return f"does not contain runs: the column {odd[0]!r} holds no numbers" if odd else ""


def _holds_values(name: str, kind: pa.DataType) -> bool:
    """Whether a column of a part may have this type."""
    if name in (CONFIGURATION, "arm"):
        return bool(pa.types.is_string(kind))
    if name.startswith(WEEK):
        return bool(pa.types.is_list(kind) and pa.types.is_floating(kind.value_type))
    tests = (pa.types.is_floating, pa.types.is_integer, pa.types.is_boolean)
    return any(test(kind) for test in tests)


def take_over(parts: Parts, wanted: Mapping[str, Iterable[int]], columns: Sequence[str]) -> None:
    """Copy runs that are missing in `parts` from the other folders of the study.

    `wanted` has the seeds by configuration. Parts with other columns are skipped.
    """
    left = {name: np.asarray(list(seeds), np.int64) for name, seeds in wanted.items()}
    for folder in sorted(parts.folder.parent.glob("*")):
        if folder == parts.folder:
            continue
        other = Parts(folder, lambda said: None, mends=False)
        # Another process may be rewriting these: what is gone is run again.
        with contextlib.suppress(FileNotFoundError):
            same = [p for p in other.sound_parts() if pq.read_schema(p).names == list(columns)]
            positions = positions_of(same)
            found = {name: positions.places(name, seeds) for name, seeds in left.items()}
            places = np.concatenate([at[at >= 0] for at in found.values()])
            for at in range(0, len(places), ROWS):
                parts.add(take(positions, places[at : at + ROWS]))
            left = {name: left[name][at < 0] for name, at in found.items()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:DIGITS]
