"""Draws the figures in `results/reference` anew from the kept tables: `python -m docs.generated.figures`.

No number changes, and nothing runs. Some figures need tables that are too large to keep: these are drawn
where the study's own folder is still in `results`, and left as they are elsewhere. The record of each study
gets the checksums of its new figures.
"""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.generated import ROOT
from docs.generated.results import FOLDER
from experiments.store.atomic import save_text
from experiments.store.configured import Configured
from experiments.store.crate import METADATA, content
from experiments.studies.registry import kind_called


def redraw(kept: Path, results: Path) -> list[str]:
    """Draw the figures of a kept study; gives the names of those that changed.

    Args:
        kept: its folder, whose figures and record are renewed.
        results: folder of all results, where the study may still be.

    Raises:
        FileNotFoundError: a table is not there.
    """
    study = Configured(kept)
    own = results / study.study / study.name
    with TemporaryDirectory() as name:
        aside = Path(name)
        for path in (own if own.is_dir() else kept).iterdir():
            if path.is_file():
                (aside / path.name).symlink_to(path.resolve())
        drawn = kind_called(study.kind).draw(aside)
        there = [path for path in drawn if (kept / path.name).is_file()]
        new = [path.name for path in there if path.read_bytes() != (kept / path.name).read_bytes()]
        for figure in new:
            shutil.copyfile(aside / figure, kept / figure)
    _record(kept, new)
    return new


def _record(kept: Path, names: list[str]) -> None:
    """Note the checksums and sizes of some files in the record of a study."""
    whole = json.loads((kept / METADATA).read_text("utf-8"))
    for entity in whole["@graph"]:
        if entity["@id"] in names:
            entity |= content(kept / entity["@id"])
    save_text(kept / METADATA, json.dumps(whole, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    for folder in sorted(FOLDER.iterdir()):
        try:
            print(f"{folder.name}: {', '.join(redraw(folder, ROOT / 'results')) or 'as before'}")
        except FileNotFoundError:
            print(f"{folder.name}: left as it is, as a table that it needs is too large to be kept")
