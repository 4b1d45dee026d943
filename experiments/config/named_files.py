"""Files that settings name: they count by their content, and are published under a name without a path.

The public name of a file is its stem, the first digits of its checksum and its ending, as in
`staff@0123456789abcdef.csv`. Hashes leave the stem out: the same content is the same study wherever the
file lies and whatever it is called, and another content is another study.
"""

import functools
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from experiments.config import shipped
from experiments.config.schema import SETTINGS, by_name, passport
from simulation import Settings, SettingsError, change
from simulation.passport import Value

ROSTER = "brokers.roster"  # also the name of a shipped file
DIGITS = 16  # of a checksum, in a public name
PUBLIC = re.compile(rf"(?P<stem>[\w.-]+)@(?P<content>[0-9a-f]{{{DIGITS}}}(?P<ending>(?:\.\w+)?))")
# The settings that name a file.
FILES = tuple(name for name, leaf in SETTINGS.items() if passport(leaf).unit == "file")


def digest(path: Path) -> str:
    """The SHA-256 checksum of a file.

    Raises:
        SettingsError: there is no such file.
        OSError: it cannot be read.
    """
    if not path.is_file():  # a pipe would be waited for
        raise SettingsError(f"There is no file {str(path)!r}.")
    state = path.stat()
    return _digest(path, (state.st_ino, state.st_size, state.st_mtime_ns))


@functools.lru_cache(maxsize=64)
def _digest(path: Path, state: tuple[int, ...]) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def public_name(name: str) -> str:
    """The name under which a file is published; a name that is public already stays as it is.

    Raises:
        SettingsError: there is no such file.
    """
    path = Path(name)
    if PUBLIC.fullmatch(name) and not path.exists():
        return name
    stem, ending = _stem_and_ending(path)
    return f"{stem}@{digest(path)[:DIGITS]}{ending}"


def _stem_and_ending(path: Path) -> tuple[str, str]:
    """The two without characters that need quotes."""
    return re.sub(r"[^\w.-]+", "_", path.stem), re.sub(r"[^\w.]+", "", path.suffix.lower())


def file_name(name: str) -> str:
    """The name of the file itself, from its public name; any other text stays as it is."""
    found = PUBLIC.fullmatch(name)
    return f"{found['stem']}{found['ending']}" if found else name


def by_content(text: str) -> str:
    """A text with public names of files reduced to what tells their content."""
    return PUBLIC.sub(r"\g<content>", text)


def named_in(values: Mapping[str, Any]) -> dict[str, str]:
    """The files that settings name, by the setting."""
    return {name: str(values[name]) for name in FILES if values.get(name)}


def with_shipped(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by dotted name, with the path of a roster that is named as a shipped one.

    Raises:
        SettingsError: there is no such roster.
    """
    name = values.get(ROSTER)
    if not name or not isinstance(name, str):
        return dict(values)
    path = shipped.path_of(name, "rosters")
    return {**values, ROSTER: str(path) if name in shipped.files_of("rosters") else name}


def shipped_roster(name: str) -> str:
    """The name of the shipped roster with the content of a public name; any other text as it is."""
    rosters = shipped.files_of("rosters").items()
    of_content = {by_content(public_name(str(path))): stem for stem, path in rosters}
    return of_content.get(by_content(name), name) if PUBLIC.fullmatch(name) else name


def public_values(settings: Settings) -> dict[str, Value]:
    """The settings by dotted name, with files under their public names."""
    values = by_name(settings)
    return values | {name: public_name(file) for name, file in named_in(values).items()}


def located(settings: Settings, among: Iterable[Path] = ()) -> Settings:
    """Settings whose files have public names, with the files that have the same content.

    Raises:
        SettingsError: a file is neither `among` these, nor in the current folder, nor shipped.
    """
    wanted = named_in(by_name(settings))
    return change(settings, {name: str(_found(file, among)) for name, file in wanted.items()})


def _found(name: str, among: Iterable[Path]) -> Path:
    """The file with a public name."""
    content = by_content(name)
    namesakes = [
        path
        for path in map(Path, sorted(os.listdir()))
        if "".join(_stem_and_ending(path)) == file_name(name) and path.is_file()
    ]
    for path in (*among, *namesakes, *shipped.files_of("rosters").values()):
        if by_content(public_name(str(path))) == content:
            return path
    here = "; the file here has another content" if namesakes else ""
    raise SettingsError(
        f"The study reads {file_name(name)!r}, whose SHA-256 checksum begins with "
        f"{content[:DIGITS]}{here}: give that file with --file PATH."
    )
