"""The command `brokering-report`: a page, a paper and tables from what studies left behind."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from experiments.cli.cite import Parser
from simulation import SettingsError

REFUSED = 2  # exit status
USUAL = "report"  # folder beside the results of the first study


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives its exit status.

    Args:
        arguments: what was asked; the command line's own if none are given.
    """
    parser = Parser(
        "brokering-report",
        description="Make report.html, report.pdf and tables/ from the stored results of studies.",
    )
    parser.add_argument(
        "folders", metavar="FOLDER", type=Path, nargs="+", help="results/<study>/<hash>"
    )
    parser.add_argument(
        "--into", type=Path, help=f"where it goes (default: {USUAL}/ in the first folder)"
    )
    asked = parser.parse_args(arguments)
    try:
        into = _make(asked.folders, asked.into)
    except (SettingsError, OSError) as error:
        print(_sentence(error), file=sys.stderr)
        return REFUSED
    except ModuleNotFoundError as error:
        needed = f"A report needs {error.name}: pip install 'knowledge-brokering[report]'."
        print(needed, file=sys.stderr)
        return REFUSED
    print(f"report.html, report.pdf and tables/ are in {into}.")
    return 0


def _make(folders: Sequence[Path], into: Path | None) -> Path:
    from experiments.reporting.assembly import report_of
    from experiments.reporting.rendering import write
    from experiments.store.study_folder import StudyFolder, found

    there = [found(folder) for folder in folders]
    if len({folder.resolve() for folder in there}) < len(there):
        raise SettingsError("A study is named twice: name each folder once.")
    target = into or there[0] / USUAL
    write(report_of([StudyFolder(folder) for folder in there]), target)
    return target


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename} cannot be used: {error.strerror}."
    return str(error)


if __name__ == "__main__":
    sys.exit(main())
