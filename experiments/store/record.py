"""Keeps, beside the results of a study, the record of where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from experiments.config.plan import Plan
from experiments.store import environment, software
from experiments.store import files as store
from experiments.store import manifest as files
from experiments.store.contents import Contents
from experiments.store.manifest import CHANGES, ENVIRONMENT, METADATA, OF_THE_RUN, Content, State


class Begun(NamedTuple):
    """What must be noted before a study runs, since it may have changed by the time it ends.

    Attributes:
        plan: what is run.
        folder: where its results go.
        at: when it began.
        source: the version of the program.
        inputs: the files that the settings name.
        before: the files that were in the folder.
    """

    plan: Plan
    folder: Path
    at: datetime
    source: software.Source
    inputs: Mapping[str, Content]
    before: State


def begin(plan: Plan, folder: Path) -> Begun:
    """Note what is at work, and take away the record of an earlier run, which no longer holds."""
    for name in OF_THE_RUN:
        (folder / name).unlink(missing_ok=True)
    inputs = {name: files.content(path) for name, path in plan.files().items()}
    return Begun(plan, folder, _now(), software.source(), inputs, files.state(folder))


def finish(begun: Begun, workers: int, contents: Contents) -> None:
    """Make the folder of a study that has run an RO-Crate.

    Args:
        begun: what was noted before it ran.
        workers: processes at once.
        contents: what its tables and figures hold.
    """
    from experiments.store.crate import Run, metadata

    plan, folder, changes = begun.plan, begun.folder, begun.source.changes
    written = files.written_since(begun.before, folder)
    results = [name for name in written if name != files.CONFIGURATION]
    store.save_text(folder / ENVIRONMENT, environment.listing())
    if changes:
        store.save(folder / CHANGES, lambda aside: aside.write_bytes(changes))
    run = Run(
        plan, folder, begun.at, _now(), begun.source, workers, begun.inputs, results, contents
    )  # fmt: skip
    store.save_text(folder / METADATA, metadata(run))


def _now() -> datetime:
    return datetime.now(UTC)
