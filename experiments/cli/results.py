"""The small commands beside `brokering`: what is in a results folder, and whether it still comes out so."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from simulation import SettingsError

REFUSED, DIFFERENT = 2, 1  # exit statuses


def results() -> int:
    """`brokering-results`: list the studies in a folder, their state and their size."""
    parser = _parser(results, "brokering-results")
    return _refusing(lambda: _list(parser.parse_args().folder))


def _list(path: Path) -> int:
    from omegaconf import OmegaConf
    from rich.table import Table

    from experiments.execution.job import console
    from experiments.store.archive import state_of, studies_in

    table = Table(box=None, pad_edge=False)
    table.add_column("folder", no_wrap=True)
    for name in ("state", "runs", "failed", "parts", "MB", "question"):
        table.add_column(name)
    for folder in studies_in(path):
        state = state_of(folder)
        said = OmegaConf.load(folder / "config.yaml")
        table.add_row(
            str(folder), state.words, f"{state.there} of {state.planned}", str(state.failed or ""),
            str(state.parts), f"{state.bytes / 1e6:.1f}", str(said.question),
        )  # fmt: skip
    console().print(table)
    return 0


def verify() -> int:
    """`brokering-verify`: check a study's files by checksum, and run a random sample of its runs again."""
    parser = _parser(verify, "brokering-verify")
    parser.add_argument("--sample", type=int, default=20, help="how many runs (20)")
    parser.add_argument("--seed", type=int, default=0, help="of the choice (0)")
    said = parser.parse_args()
    return _refusing(lambda: _verify(said.folder, said.sample, said.seed))


def _verify(folder: Path, sample: int, seed: int) -> int:
    from experiments.execution.job import see_compiled
    from experiments.execution.verify import verify as verify_sample
    from experiments.store.cited import altered
    from experiments.store.manifest import the_study_in

    study = the_study_in(folder)
    if changed := altered(study):
        print(f"Not as the study wrote them, by their checksums: {', '.join(changed)}.")
        return DIFFERENT
    see_compiled()
    verdict = verify_sample(study, sample, seed)
    if verdict.different:
        print(
            f"{len(verdict.different)} of {verdict.sampled} runs differ: {', '.join(verdict.different)}"
        )
        return DIFFERENT
    print(f"All of {verdict.sampled} runs give the same numbers again.")
    return 0


def replay() -> int:
    """`brokering-replay`: run a failed run of a study again, and show its error in full."""
    parser = _parser(replay, "brokering-replay")
    parser.add_argument("run", help="configuration and seed, joined by a hyphen")
    said = parser.parse_args()
    return _refusing(lambda: _replay(said.folder, said.run))


def _replay(folder: Path, run: str) -> int:
    from experiments.execution.worker import replay as run_again

    run_again(folder, run)
    print("It did not fail this time.")
    return 0


def _parser(command: Callable[[], int], name: str) -> argparse.ArgumentParser:
    about = (command.__doc__ or "").partition(": ")[2]
    parser = argparse.ArgumentParser(name, description=about[:1].upper() + about[1:])
    parser.add_argument("folder", type=Path, help="results/<study>/<hash>")
    return parser


def _refusing(work: Callable[[], int]) -> int:
    """The exit status of some work; what cannot be is said in one sentence."""
    try:
        return work()
    except (SettingsError, OSError) as error:
        print(error, file=sys.stderr)
        return REFUSED
