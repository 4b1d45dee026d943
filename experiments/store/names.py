"""Names and places of results: `results/<study>@latest`, or `@` and the label that `name=` gave them."""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from experiments.config.plan import Plan
from experiments.store import atomic, opening, record
from experiments.store.opening import CONFIGURATION
from simulation import SettingsError

LATEST, AT = "latest", "@"
REFERENCE = "reference"  # where the results that come with the program are, beside one's own
LABEL = re.compile(r"[^\W\d_][\w-]{0,39}")  # begins with a letter, so that no hash is taken for one


def inside(folder: Path) -> list[Path]:
    """The results in the folder of a study: those in it, or itself."""
    if is_result(folder):
        return [folder]
    return sorted(one.parent for one in folder.glob(f"*/{CONFIGURATION}"))


def is_result(path: Path) -> bool:
    """Whether something is the folder of a result."""
    return os.path.isdir(path) and opening.is_there(path / CONFIGURATION)


def published(folder: Path) -> Path | None:
    """The result of the same study that comes with the program, in `results/reference`; None without one."""
    kept = folder.with_name(REFERENCE) / folder.name if folder.name else folder
    return kept if kept != folder and is_result(kept) else None


def split(path: Path) -> tuple[Path, str]:
    """The folder and the label of a name such as `results/<study>@latest`; no label where it is a folder."""
    head, at, label = path.name.rpartition(AT)
    if not (at and head) or os.path.lexists(path):
        return path, ""
    return path.with_name(head), label


def chosen(folders: list[Path], label: str) -> list[Path]:
    """The results that a label stands for: with `latest` the one whose record is the newest."""
    if label != LATEST:
        return [one for one in folders if record.label_in(one) == label]
    ended = {one: time for one in folders if (time := record.time_in(one))}
    return [max(ended, key=lambda one: ended[one])] if ended else []


def check_place(plan: Plan, results: str) -> None:
    """Check that the results of a plan could be written, and leave nothing behind.

    Raises:
        SettingsError: they could not, or their name is taken.
    """
    check_name(plan, results)
    with said_of_results():
        atomic.check_writable(results)


def check_name(plan: Plan, results: str) -> None:
    """Check that the results of a plan may have the name that they are given.

    Raises:
        SettingsError: it is no plain word, or taken.
    """
    label = plan.label
    if not label:
        return
    if not LABEL.fullmatch(label):
        raise SettingsError(
            "name must be a word of at most 40 letters, digits, - and _ that begins with a letter, as in "
            f"name=short; not {label!r}."
        )
    if label == LATEST:
        raise SettingsError(
            f"name cannot be {LATEST!r}, which stands for the result of the last run."
        )
    others = (one for one in inside(Path(results, plan.study)) if one.name != plan.name)
    if taken := chosen(list(others), label):
        raise SettingsError(
            f"The name {label!r} is taken by {taken[0]}, a result of the same study with other settings: "
            "choose another name."
        )


@contextlib.contextmanager
def said_of_results() -> Iterator[None]:
    """Turn an error of the system into the sentence that results cannot be written."""
    try:
        yield
    except OSError as error:
        raise SettingsError(
            f"Results cannot be written into {error.filename}: {error.strerror}."
        ) from None
