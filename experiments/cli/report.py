"""The command `brokering-report`."""

import sys
from pathlib import Path

import click

from experiments.cli.command import command, study_in
from simulation import SettingsError

REPORT = "report"  # folder of the report, in that of the first study


@command("brokering-report")
@click.argument(
    "folders", metavar="FOLDER...", type=click.Path(path_type=Path), nargs=-1, required=True
)
@click.option(
    "--into", type=click.Path(path_type=Path),
    help=f"Folder of the report.  [default: {REPORT}/ beside the results, in the first FOLDER]",
)  # fmt: skip
def main(folders: tuple[Path, ...], into: Path | None) -> None:
    """Write a report of some studies: report.html, report.pdf and tables/.

    Each FOLDER is results/STUDY/HASH, results/STUDY@NAME, or results/STUDY@latest.
    """
    try:
        from experiments.reporting.assembly import report_of
        from experiments.reporting.rendering import write

        studies = [study_in(folder) for folder in folders]
        if len({study.folder.resolve() for study in studies}) < len(studies):
            raise SettingsError("A study is named twice: name each folder once.")
        target = into or studies[0].folder / REPORT
        write(report_of(studies), target)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"A report needs {error.name}: pip install 'knowledge-brokering[report]'."
        ) from None
    page, paper, tables = (target / name for name in ("report.html", "report.pdf", "tables"))
    print(f"The report is {page} and, to print, {paper}; its tables are in {tables}.")


if __name__ == "__main__":
    sys.exit(main())
