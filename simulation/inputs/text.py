"""The text of an input file, in an encoding that is named rather than guessed in silence."""

from __future__ import annotations

import codecs
import contextlib
import gc
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from simulation.errors import SettingsError

_MARKED = (  # marks at the beginning of a file; the longer one first
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_NO_TEXT = {b"PK\x03\x04": "a workbook or an archive", b"\xd0\xcf\x11\xe0": "an old workbook",
            b"%PDF": "a PDF", b"\x1f\x8b": "a compressed file"}  # fmt: skip
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f]")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))  # characters that nobody can see


class Stamp(NamedTuple):
    """A file's name, size and time of change, so that a changed file is read again."""

    name: str
    size: int
    changed: int


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Reading makes millions of small objects, which the garbage collector would visit many times."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Text(NamedTuple):
    """What a file says, and what was assumed to read it."""

    content: str
    assumed: tuple[str, ...]


def stamp(name: str, what: str = "a CSV or GraphML file") -> Stamp:
    """The stamp of a file.

    Args:
        name: path of the file.
        what: the kind of file that is wanted, for the message.

    Raises:
        SettingsError: there is no such file.
    """
    try:
        if not Path(name).is_file():
            raise FileNotFoundError
        status = Path(name).stat()
    except (OSError, ValueError):  # a name that no file can have
        raise SettingsError(f"File {name!r} not found; give the path of {what}.") from None
    return Stamp(name, status.st_size, status.st_mtime_ns)


def read_text(name: str, kind: str) -> Text:
    """The text of a file in UTF-8 or UTF-16, or else in Windows-1252, which holds Latin-1.

    Args:
        name: path of the file.
        kind: what it should be, such as `CSV`, for the messages.

    Raises:
        SettingsError: it is no text.
    """
    try:
        raw = Path(name).read_bytes()
    except OSError as error:
        raise unreadable(name, kind, str(error.strerror or error)) from None
    for start, what in _NO_TEXT.items():
        if raw.startswith(start):
            raise unreadable(name, kind, f"it is {what}; save the sheet as {kind}")
    try:
        content, assumed = _decoded(raw)
    except UnicodeDecodeError:
        raise unreadable(name, kind, "it is no text; save it in UTF-8") from None
    if odd := _CONTROL.search(content):
        line = content.count("\n", 0, odd.start()) + 1
        why = f"line {line} has the control character {odd[0]!a}; save it as text in UTF-8"
        raise unreadable(name, kind, why)
    return Text(content.lstrip("\ufeff"), assumed)  # a mark may stand there twice


def unreadable(name: str, kind: str, why: str) -> SettingsError:
    """The error that a file is not what it should be."""
    return SettingsError(f"{name} cannot be read as {kind}: {why}.")


def _decoded(raw: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding, title in _MARKED:
        if raw.startswith(mark):
            assumed = () if title == "UTF-8" else (f"the text is {title}",)
            return raw.decode(encoding), assumed
    try:
        return raw.decode(), ()
    except UnicodeDecodeError:
        return raw.decode("cp1252"), ("the text is Windows-1252, as it is not UTF-8",)


def clean(cell: str) -> str:
    """A cell without blanks around it, blanks in a row or characters that nobody can see.

    Characters that may be written in two ways (an accent of its own or not) become one.
    """
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell).translate(_UNSEEN)
    return " ".join(cell.split())
