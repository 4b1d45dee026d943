"""Re-creates all that is published: `make results` runs every study from the calibration to the report.

Each study is kept in `results/reference`; the pages in `docs/results` and the report are made from there. The
command may be interrupted and given again: runs and candidates that are saved are not done a second time.
"""

import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

import click

from docs.generated.keep import keep
from experiments.cli.command import command
from experiments.config import shipped
from experiments.store.crate import METADATA
from experiments.store.opening import CONFIGURATION
from experiments.store.study_folder import StudyFolder

RESULTS, KEPT = Path("results"), Path("results/reference")
LARGE = ("scenarios.csv",)  # tables that stay behind
LICENCE = "licence=CC-BY-4.0"  # of what is published
CALIBRATION = "calibration"  # whose sets all others use
STUDIES = (
    CALIBRATION, "headline", "team_vs_solo", "patterns", "mechanisms", "break_even", "tipping", "sensitivity",
    "value", "decision", "convergence",
)  # fmt: skip
IN_REPORT = [name for name in STUDIES if name != "team_vs_solo"]


@command("make results")
def main() -> int:
    """Run all published studies, keep their results, and make the pages and the report from them."""
    for name in STUDIES:
        if not (name == CALIBRATION and _finished(name)):
            click.echo(f"--- {name}")
            _python("experiments.cli.brokering", f"study={name}", LICENCE)
        study = StudyFolder(_newest(name))
        keep(study, KEPT / name, LARGE)
        if name == CALIBRATION and _renewed(study.folder / "plausible.csv"):
            click.echo(
                "The parameter sets in configs/ensembles/plausible.csv are new: commit them, then give this "
                "command again."
            )
            return 1
    _python("docs.generated")
    kept = (str(KEPT / name) for name in IN_REPORT)
    _python("experiments.cli.report", *kept, "--into", "results/report")
    return 0


def _finished(name: str) -> bool:
    """Whether a calibration was finished, and not changed since; it would start again otherwise."""
    folder = _newest(name)
    if not (folder / METADATA).is_file() or StudyFolder(folder).altered():
        return False
    click.echo(f"--- {name}: finished before; delete {folder} to run it again.")
    return True


def _newest(name: str) -> Path:
    """The folder of a study in which something ran last."""
    found = [path.parent for path in (RESULTS / name).glob(f"*/{CONFIGURATION}")]
    return max(found, key=lambda one: one.stat().st_mtime, default=RESULTS / name)


def _renewed(sets: Path) -> bool:
    """Put parameter sets where all studies find them; whether they are new."""
    there = shipped.files_of("ensembles")["plausible"]
    if filecmp.cmp(sets, there, shallow=False):
        return False
    shutil.copyfile(sets, there)
    return True


def _python(module: str, *arguments: str) -> None:
    """Run a module of the project; its failure ends this command with the same status."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
