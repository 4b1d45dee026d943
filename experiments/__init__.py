"""How studies are run and saved, and how their results are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load", "stream"]


def load(folder: str | Path, outcomes: Sequence[str] = ()) -> pd.DataFrame:
    """The runs of a study as a table.

    Args:
        folder: of the study, `results/<study>/<hash>`; `results/<study>` with one result in it; or a name,
            `results/<study>@latest` or `@` and what `name=` gave it.
        outcomes: the columns wanted; all if empty.

    Returns:
        A row per run: `arm`, `set`, `settings`, a column per setting that varies in the study,
        `replicate` (0 for the first in its parameter set), `seed`, and the outcomes
        (`simulation.describe` explains each). `settings` says whose settings a run has: `own`, the
        study's, without a `set`; `set`, the parameter set's of that number; `exchanged`, these with what
        collective work buys taken from another set. Changes to them are in the columns of the settings.

    Raises:
        SettingsError: the folder is not that of one study, some of its runs are missing, or it has no
            such outcome.
    """
    import pandas as pd

    return pd.concat(stream(folder, outcomes), ignore_index=True)


def stream(
    folder: str | Path, outcomes: Sequence[str] = (), rows: int = 100_000
) -> Iterator[pd.DataFrame]:
    """The table that `load` gives in pieces, for studies that are larger than memory.

    Args:
        folder: as for `load`.
        outcomes: the columns wanted; all if empty.
        rows: of a piece, at most.

    Raises:
        SettingsError: as for `load`.
    """
    from experiments.store.study_folder import StudyFolder
    from experiments.studies.registry import kinds

    study = StudyFolder.find(Path(folder))
    kind = kinds().get(study.kind)
    yield from study.stream(outcomes, rows, kind.exchanges if kind else "")
