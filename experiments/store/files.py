"""What a study leaves behind: whole files or none, and the same bytes for the same command."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa


def folder_for(results: str, study: str, name: str) -> Path:
    """The folder of a plan's results; made if it is not there.

    Raises:
        OSError: it cannot be made or written into.
    """
    if not results.strip():
        raise FileNotFoundError(errno.ENOENT, "results must name a folder", repr(results))
    folder = Path(results) / study / name
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / "probe", Path.touch)
    (folder / "probe").unlink(missing_ok=True)  # another process may have had the same thought
    return folder


def save(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` fill a file aside and give it its name when it is whole."""
    aside = _aside(path)
    try:
        write(aside)
        flush(aside)
        os.replace(aside, path)
        flush(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """See that a file or the names in a folder are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _aside(path: Path) -> Path:
    return path.with_name(f".{os.getpid()}.{path.name}")


def save_parquet(path: Path, frame: pd.DataFrame) -> None:
    """Save a table as Parquet."""

    def write(aside: Path) -> None:
        frame.to_parquet(aside, index=False)
        check_whole(aside, len(frame))

    save(path, write)


def save_pieces(path: Path, pieces: Iterable[pa.Table]) -> None:
    """Save tables with the same columns as one Parquet file, without holding more than one in memory."""
    import pyarrow.parquet as pq

    def write(aside: Path) -> None:
        rows, writer = 0, None
        try:
            for piece in pieces:
                writer = writer or pq.ParquetWriter(aside, piece.schema)
                writer.write_table(piece)
                rows += len(piece)
        finally:
            if writer is not None:
                writer.close()
        check_whole(aside, rows)

    save(path, write)


def check_whole(path: Path, rows: int) -> None:
    """See that a Parquet file was written to its end: on a full disk closing it may fail without a word.

    Raises:
        OSError: it was not.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        whole = pq.read_metadata(path).num_rows == rows
    except pa.ArrowInvalid:
        whole = False
    if not whole:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def save_csv(path: Path, frame: pd.DataFrame) -> None:
    """Save a table as CSV; numbers keep all their digits."""
    save(path, lambda aside: frame.to_csv(aside, index=False, lineterminator="\n"))


def save_csv_pieces(path: Path, pieces: Iterable[pd.DataFrame]) -> None:
    """Save tables with the same columns as one CSV, without holding more than one in memory."""

    def write(aside: Path) -> None:
        with aside.open("w", encoding="utf-8", newline="") as file:
            for number, piece in enumerate(pieces):
                piece.to_csv(file, index=False, header=number == 0, lineterminator="\n")

    save(path, write)


def save_text(path: Path, text: str) -> None:
    """Save a text."""
    save(path, lambda aside: aside.write_text(text, encoding="utf-8"))
