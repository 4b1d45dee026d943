"""One sentence for each error that a user can cause."""

from __future__ import annotations

import glob
import itertools
import re
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from hydra.errors import OverrideParseException
from omegaconf.errors import (
    ConfigAttributeError,
    ConfigKeyError,
    MissingMandatoryValue,
    OmegaConfBaseException,
)

from experiments.config import shipped
from experiments.config.schema import is_text
from experiments.config.suggestions import unknown, wrong_type
from simulation.errors import SettingsError, brief, nearest

# Errors in a request or of the machine, rather than in the program.
EXPECTED = (SettingsError, OSError, OmegaConfBaseException, BrokenProcessPool)

CONFIG_DIR = ("--config-dir", "-cd")

# The beginnings of Hydra's messages, and the sentences in their place.
_READABLE = (
    (
        "Config group override must be a string",
        "A study is chosen by its name, and every argument is written name=value.",
    ),
    (
        r"Ambiguous value for argument '(?P<what>[^=]*)=(?P<values>.*)'\n",
        "{what}={values} gives several values: add --multirun to run them one after the other. Lists "
        "have brackets, as in arms=[team,solos]; decimals have a point, as in 0.5.",
    ),
    (
        r"Could not append to config. An item is already at '(?P<what>.*)'",
        "{what} exists already: leave out the + before it.",
    ),
    (
        "Could not delete from config",
        "Settings cannot be removed; give another value, as in seed=7.",
    ),
    (
        r"Too many components in '(?P<what>.*)'",
        "The first line of the study's file must be '# @package _global_', not {what!r}.",
    ),
)


def sentence(error: BaseException) -> str:
    """The message for the person whose request raised `error`, without line breaks or long input."""
    return brief(_sentence(error))


def _sentence(error: BaseException) -> str:
    if isinstance(error, SettingsError):
        return str(error)
    if group := re.search(r"Could not find '(.*)/(.*)'\n+Available options in", str(error)):
        options = re.findall(r"^\t(\w+)$", str(error), flags=re.MULTILINE)
        said = f"There is no {group[1]} {group[2]!r}; {nearest(group[2], options)}"
        return said + _own_file(group[1], group[2])
    if isinstance(error, BrokenProcessPool):
        return "A worker process ended abruptly, perhaps for lack of memory: try fewer workers."
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return _one_line(f"{where}{error.strerror or error}")
    for cause in _chain(error):
        if isinstance(cause, OmegaConfBaseException) and str(cause.full_key or "")[:1].isalpha():
            return _where(error) + _of_key(cause)
        if isinstance(cause, OverrideParseException):
            return _unreadable(cause.override)
        if group := re.search(r"is not a subclass of (\w+)\. value: (.*)", str(cause)):
            return _where(error) + wrong_type(group[1].lower(), group[2])
    if any(isinstance(cause, RecursionError) for cause in _chain(error)):
        return "A value is nested too deeply, or refers to itself."
    if isinstance(error, OmegaConfBaseException):  # without the internals that follow
        return _one_line(str(error).partition("\n")[0])
    for pattern, form in _READABLE:
        if match := re.search(pattern, str(error)):
            return form.format(**match.groupdict())
    return _one_line(str(error))


def _where(error: BaseException) -> str:
    """The file with the fault; empty if it is on the command line."""
    file = re.match("In '(.*?)'", str(error))
    return f"In {file[1]}: " if file else ""


def _own_file(group: str, name: str = "") -> str:
    """How to have a person's own configuration files found, where such a file is near; else for a study.

    Args:
        group: the folder that the file is in.
        name: of the file; empty: any.
    """
    given = _folder_given()
    if near := _near(f"{glob.escape(group)}/{glob.escape(name) or '*'}.yaml", given):
        folder, file = near
        verb, instead = "add", ""
        if given:
            verb, instead = "give", f" instead of {given}: the folder that contains {group}/"
        return f" For {folder / file} {verb} --config-dir {folder}{instead}."
    if given and group == "study":
        return f" There is no file {given / group / f'{name}.yaml'} either."
    return " For a study of your own add --config-dir FOLDER." if group == "study" else ""


def _near(pattern: str, given: Path | None) -> tuple[Path, str] | None:
    """A folder with files of this pattern, and the first of these; None without any.

    Sought above the given folder, in the current one and in those in it; not in the given one itself.
    """
    try:
        here, tried = Path.cwd(), given and given.resolve()
        folders = [here, *sorted(here.iterdir())]
    except OSError:  # the current folder is gone, or cannot be read
        return None
    for folder in [tried.parent, *folders] if tried else folders:
        found = glob.glob(pattern, root_dir=folder)
        if found and folder.resolve() != tried:
            return folder.relative_to(here) if folder.is_relative_to(here) else folder, found[0]
    return None


def _folder_given() -> Path | None:
    """The folder that was given with `--config-dir`; None if none was."""
    for word, after in itertools.pairwise([*sys.argv[1:], ""]):
        flag, _, folder = word.partition("=")
        if flag in CONFIG_DIR and (folder or after):
            return Path(folder or after)
    return None


def _unreadable(argument: str) -> str:
    name, _, value = argument.partition("=")
    if is_text(name):
        return f"The value of {name} needs two pairs of quotes: '{name}=\"...\"'."
    if not value and shipped.study(name).is_file():
        return f"Did you mean study={name}? Every argument is written name=value."
    if any(value.count(left) != value.count(right) for left, right in ("[]", "{}", "()")):
        return f"A bracket is missing or too many in {argument!r}."
    return f"{argument!r} cannot be read: write name=value, such as contract.weeks=52."


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _one_line(text: str) -> str:
    """The message as one sentence, without its hint at Hydra's documentation."""
    return " ".join(re.sub(r"\nSee https\S+ for details", "", text).split()).rstrip(".") + "."


def _of_key(error: OmegaConfBaseException) -> str:
    name = str(error.full_key).partition("[")[0]
    if isinstance(error, ConfigAttributeError | ConfigKeyError):
        return unknown(name) + (_own_file(name) if name != "study" else "")
    if isinstance(error, MissingMandatoryValue):
        return f"Required key missing: {name}."
    said = str(error.msg).partition("\n")[0]
    offered = re.search(r"(?:Value '|value: )(.*?)(?:' (?:of type|is not).*)?$", said)
    return wrong_type(name, offered[1] if offered else None)
