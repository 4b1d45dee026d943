"""The commands `brokering-results`, `brokering-verify` and `brokering-repeat`."""

import sys
from pathlib import Path

import click

from experiments.cli.command import command, folder, study_in

DIFFERENT = DAMAGED = 1  # exit statuses
UNFOLDED = 10_000  # columns, so that a line in a file or pipe is a study
FILES = click.option(
    "--file", "files", multiple=True, type=click.Path(path_type=Path), metavar="PATH",
    help="A file that the study read and that is not in this folder; may be repeated.",
)  # fmt: skip


@command("brokering-results")
@folder(default="results")
def results(folder: Path) -> int:
    """List the results in a folder: name, what tells them apart, state and size.

    FOLDER is the folder of all results, or that of a study.  [default: results] The exit status is 1 if a
    study is damaged.
    """
    from rich.markup import escape
    from rich.table import Table

    from experiments.execution.job import console
    from experiments.store.listing import studies_in, summary

    table = Table(box=None, pad_edge=False)
    for title in ("folder", "name", "differs in", "state", "runs", "failed", "MB"):
        table.add_column(title, overflow="fold", no_wrap=title == "folder")
    found = {study: summary(study) for study in studies_in(folder)}
    for study, one in found.items():
        state, size = one.state, [""] * 3
        if state:
            size = [
                f"{state.saved} of {state.planned}", str(state.failed or ""), f"{state.bytes / 1e6:.1f}",
            ]  # fmt: skip
        word = "damaged" if one.fault else state.word if state else "tables only"
        table.add_row(*map(escape, (str(study), one.name, one.differs, word, *size)))
    out = console()
    if not out.is_terminal:
        out.width = UNFOLDED
    out.print(table)
    faults = [one.fault for one in found.values() if one.fault]
    for fault in faults:
        print(fault, file=sys.stderr)
    return DAMAGED if faults else 0


@command("brokering-verify")
@folder()
@click.option(
    "--sample", type=click.IntRange(min=1), default=20, show_default=True, help="Number of runs."
)
@FILES
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed for the selection of runs."
)  # fmt: skip
def verify(folder: Path, sample: int, seed: int, files: tuple[Path, ...]) -> int:
    """Check a study's files by their checksums, and repeat a random sample of its runs.

    FOLDER is results/STUDY/HASH, results/STUDY@NAME, or results/STUDY@latest. The exit status is 1 if
    anything differs.
    """
    from experiments.execution.pieces import see_compiled
    from experiments.execution.verify import verify as verify_sample
    from experiments.store.parts import PARTS
    from experiments.store.study_folder import not_as_written

    study = study_in(folder)
    if changed := study.altered():
        print(not_as_written(study.folder, changed))
        return DIFFERENT
    if study.is_kept:
        print(f"All files are as the study wrote them. {study.no_runs()}")
        return 0
    see_compiled()
    verdict = verify_sample(study, sample, seed, files=files)
    if verdict.different:
        different = ", ".join(verdict.different)
        print(
            f"{len(verdict.different)} of {verdict.sampled} runs give different numbers: {different}. Either "
            "the saved runs were altered, or the program or the machine computes differently: delete the "
            f"folder {study.folder / PARTS} and run the study's command again."
        )
        return DIFFERENT
    runs = "The run gives" if verdict.sampled == 1 else f"All {verdict.sampled} runs give"
    how_far = "All files are as the study wrote them."
    if not study.record:
        state = study.state
        how_far = (
            f"The study is unfinished: {state.saved} of at least {state.planned} runs are saved."
        )
    print(f"{runs} the same numbers. {how_far}")
    return 0


@command("brokering-repeat")
@folder()
@click.argument("run")
@FILES
def repeat(folder: Path, run: str, files: tuple[Path, ...]) -> None:
    """Repeat a run that failed, and show its error in full.

    FOLDER is results/STUDY/HASH, results/STUDY@NAME, or results/STUDY@latest. RUN is the configuration
    and the seed, joined by a hyphen, as failures.csv lists them.
    """
    from experiments.execution.verify import replay

    replay(study_in(folder), run, files)
    print("The run did not fail this time.")
