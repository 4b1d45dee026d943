"""The command `brokering-cite`."""

import sys
from pathlib import Path

import click

from experiments.cli.command import command, folder, study_in
from experiments.store import citation


@command("brokering-cite")
@folder()
@click.option(
    "--format", "form", type=click.Choice([*citation.FORMS]), default="text", show_default=True,
    help="Form of the citation; cff: a citation file for a repository.",
)  # fmt: skip
def main(folder: Path, form: str) -> None:
    """Print how to cite the results of a study, and the program that made them.

    FOLDER is results/STUDY/HASH, results/STUDY@NAME, or results/STUDY@latest.
    """
    from experiments.store.record import Record

    data = Record(study_in(folder).folder).work
    works = [data, citation.program(data.version, data.commit, data.changed), *citation.papers()]
    print(citation.FORMS[form](works), end="")
    if how := citation.uncredited([data]):
        print(how, file=sys.stderr)  # no part of the citation


if __name__ == "__main__":
    sys.exit(main())
