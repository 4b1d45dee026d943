"""Writing files whole or not at all; the same command gives the same bytes."""

import errno
import os
import re
import socket
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

HOST = socket.gethostname().replace(".", "-")
TEMPORARY = re.compile(r"\.(?P<process>\d+)\.(?P<host>[^.]+)")  # how a temporary file's name begins
ASIDE = "set_aside"  # folder for files that are damaged or of another study
DAY = 24 * 3600.0  # seconds; no file takes that long to write


def folder_for(results: str, study: str, name: str) -> Path:
    """The folder of a study's results, made if it is not there.

    Raises:
        OSError: it cannot be made or written into.
    """
    folder = _named(results) / study / name
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / "probe", Path.touch)
    (folder / "probe").unlink(missing_ok=True)  # another process may be doing the same
    return folder


def check_writable(results: str) -> None:
    """Check that a folder could be made and written into, and leave nothing there.

    Raises:
        OSError: it could not.
    """
    there = _named(results)
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(there)) from None


def _named(results: str) -> Path:
    if not results.strip():
        raise FileNotFoundError(errno.ENOENT, "results must name a folder", repr(results))
    return Path(results)


def save(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` fill a temporary file, and rename it to `path` when it is complete."""
    aside = temporary(path)
    try:
        write(aside)
        flush(aside)
        if path.is_dir() and not path.is_symlink():
            clear(path)
        os.replace(aside, path)
        flush(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def clear(path: Path) -> None:
    """Delete what is in the place of a file; a folder, whose content is not ours, is set aside."""
    if path.is_dir() and not path.is_symlink():
        set_aside(path, path.parent)
    else:
        path.unlink(missing_ok=True)


def set_aside(path: Path, folder: Path) -> Path:
    """Move something into the folder `set_aside` of a study; gives that folder."""
    where = folder / ASIDE
    where.mkdir(exist_ok=True)
    name = path.name
    while os.path.lexists(where / name):
        name += "_"
    os.rename(path, where / name)
    return where


def flush(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk; Windows does the latter itself."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def temporary(path: Path) -> Path:
    """The hidden file in which this process writes what will be `path`."""
    return path.with_name(f".{os.getpid()}.{HOST}.{path.name}")


def remove_orphans(folder: Path) -> None:
    """Delete the temporary files in a folder whose process was killed before it could do so.

    Other processes may be writing into the same folder, also from other machines that share the file
    system: a file of theirs is deleted only when it is a day old. The same holds where the number of
    a dead process was given to a new one.
    """
    for path in folder.glob(".*"):
        if (name := TEMPORARY.match(path.name)) is None:
            continue
        try:
            dead = name["host"] == HOST and not is_alive(int(name["process"]))
            if dead or time.time() - path.stat().st_mtime > DAY:
                path.unlink()
        except FileNotFoundError:  # its process has just finished it
            continue


def is_alive(process: int) -> bool:
    """Whether there is a process of that number on this machine."""
    if os.name == "nt":  # where asking would interrupt it
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it belongs to another user
        return True
    return True


def save_parquet(path: Path, table: pd.DataFrame | Iterable[pd.DataFrame | pa.Table]) -> None:
    """Save a table as Parquet; or pieces with the same columns, with only one of them in memory."""
    pieces: Iterable[Any] = [table] if isinstance(table, pd.DataFrame) else table

    def write(aside: Path) -> None:
        rows, writer = 0, None
        try:
            for piece in pieces:
                if isinstance(piece, pd.DataFrame):
                    piece = pa.Table.from_pandas(piece, preserve_index=False)
                writer = writer or pq.ParquetWriter(aside, piece.schema)
                writer.write_table(piece)
                rows += len(piece)
        finally:
            if writer is not None:
                writer.close()
        check_whole(aside, rows)

    save(path, write)


def check_whole(path: Path, rows: int) -> None:
    """Check that a Parquet file is complete: on a full disk, closing it may fail silently.

    Raises:
        OSError: it is not.
    """
    try:
        whole = pq.read_metadata(path).num_rows == rows
    except pa.ArrowInvalid:
        whole = False
    if not whole:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def save_csv(path: Path, pieces: Iterable[pd.DataFrame]) -> None:
    """Save tables with the same columns as one CSV, with one of them in memory; numbers keep all digits."""

    def write(aside: Path) -> None:
        with aside.open("w", encoding="utf-8", newline="") as file:
            for number, piece in enumerate(pieces):
                piece.to_csv(file, index=False, header=number == 0, lineterminator="\n")

    save(path, write)


def save_text(path: Path, text: str) -> None:
    """Save a text."""
    save(path, lambda aside: aside.write_text(text, encoding="utf-8"))
