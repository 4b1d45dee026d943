"""What each file of a study's folder is: its meaning, its format, and what identifies its content."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from experiments.store.files import digest
from experiments.store.parts import PARTS
from simulation import SettingsError

METADATA = "ro-crate-metadata.json"
ENVIRONMENT = "environment.txt"
CHANGES = "uncommitted.diff"
CONFIGURATION = "config.yaml"
# Files that speak of this one run; all others are the same whenever and wherever a study runs.
OF_THE_RUN = (METADATA, ENVIRONMENT, CHANGES)

FORMATS = {
    ".csv": "text/csv",
    ".diff": "text/x-diff",
    ".graphml": "application/graphml+xml",
    ".json": "application/ld+json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
}
UNKNOWN_FORMAT = "application/octet-stream"

MEANINGS = {
    PARTS: "Runs: a row per run, with its configuration, seed and outcomes",
    "plan.parquet": "The configurations that the study runs, and the seeds of each",
    "failures.csv": "Runs that ended with an error",
    "points.csv": "The points of the design: a row per point, a column per setting that varies",
    "sweep.csv": "A row per point, arm and outcome, and paired differences, with intervals",
    "futures.csv": "A row per future and outcome, and paired differences from the reference, with intervals",
    "courses.parquet": "The same week by week: a row per future, week and outcome, with spread and quantiles",
    "stopping.csv": "A row per look of the stopping rule, and why it stopped",
    "course.csv": "The compared difference after so many runs",
    "stopping": "Figure: how the interval narrowed, how stable the spread was, and the power",
    "futures": "Figure: one past and its futures week by week, and their differences from the reference",
    "sweep": "Figure: outcomes along what varies, by arm, and the compared difference",
    CONFIGURATION: "The composed configuration: every setting, the seed and the replicates",
    ENVIRONMENT: "Version of Python and of every installed distribution",
    CHANGES: "What differed in the program from its commit",
    "replicates.parquet": "A row per run: every outcome at the end of contract and at follow-up",
    "weekly.parquet": "A row per arm, week and outcome: mean, spread and quantiles over the runs",
    "table.csv": "A row per arm and outcome: mean, and gain over no brokers, with intervals",
    "differences.csv": "Paired differences between arms, with intervals and what pairing saved",
    "headline.csv": "The team against every other arm, and how often it is behind",
    "sets.csv": "A row per parameter set and other arm: the team's differences in culture",
    "losing.csv": "What parameter sets in which the team is behind have in common",
    "ledger.csv": "A row per effect of every claim, with its falsifier and the verdict",
    "ledger.md": "The ledger of claims to read",
    "mechanisms.csv": "The team's advantage shared out among the mechanisms (Shapley values)",
    "savings.csv": "What common worlds save, and the replicates that each comparison needs",
    "widths.csv": "The interval of each comparison after so many replicates",
    "plausible.csv": "The parameter sets that the evidence leaves standing",
    "middle.csv": "The median of every calibrated setting over these sets",
    "targets.csv": "What became of each target of the calibration",
    "parameters.csv": "How far the targets narrow each parameter down",
    "pairs.csv": "The pairs of parameters that the targets tie together most",
    "tried.parquet": "All candidates of the calibration, and which target refused them",
    "screening.csv": "Elementary effects of every parameter on every outcome and contrast",
    "strengths.csv": "How strong every parameter is on the team's gain and lead, luck taken out",
    "ranges.csv": "The range that every parameter was varied over",
    "indices.csv": "Sobol indices of the expected outcomes, with intervals",
    "first_points.csv": "Mean outcomes of each arm at the first points, to be run again",
    "luck.csv": "Luck's share of the variance of single runs",
    "sample_size.csv": "Total Sobol indices from a quarter, half and all of the base points",
    "scenarios.csv": "A row per scenario: circumstances, gains, gains per pound, and whom the team beats",
    "rules.csv": "Rules for where the team is the better buy and where not, checked out of sample",
    "agreement.csv": "How often the team is the better buy, and how often two halves of the runs agree",
    "regret.csv": "By how much each choice falls behind the best one over the scenarios",
    "maps.csv": "A row per place of a map and comparison: how probably the team is the better buy",
    "cheapest.csv": "The cheapest plans that reach the critical mass, by circumstances and arm",
    "screening": "Figure: the strongest parameters and how uneven their effects are",
    "indices": "Figure: Sobol indices of the team's gain and of its lead over solos",
    "outcomes": "Figure: total Sobol indices on all outcomes",
    "sample_size": "Figure: how the indices settle as the sample grows",
    "rules": "Figure: the rules, and how often they are right out of sample",
    "regret": "Figure: what a wrong choice costs",
    "cheapest": "Figure: what the critical mass costs at least",
    "map_budget_stability": "Figure: decision map over budget and reorganisations",
    "map_budget_contract": "Figure: decision map over budget and length of contract",
    "map_size_embedding": "Figure: decision map over team size and embedding",
    "map_composition_buddying": "Figure: decision map over composition and buddying",
    "culture": "Figure: practising in the hosts and elsewhere, week by week",
    "gains": "Figure: gain of each arm over no brokers, and of the team over the solos",
    "headline": "Figure: the team against every other arm",
    "ledger": "Figure: every claim at a glance",
    "mechanisms": "Figure: Shapley values of the mechanisms",
    "convergence": "Figure: intervals after so many replicates, and what common worlds save",
    "parameters": "Figure: how far each parameter is narrowed down",
    "targets": "Figure: the targets and the values reached",
}


class Content(NamedTuple):
    """What identifies a file's content, and how to read it."""

    sha256: str
    size: int
    encoding: str


def content(path: Path) -> Content:
    """Checksum, size in bytes and media type of a file."""
    kind = FORMATS.get(path.suffix.lower(), UNKNOWN_FORMAT)
    return Content(digest(path), path.stat().st_size, kind)


def meaning(name: str) -> str:
    """What a file of a study holds; empty for one that no study leaves."""
    path = Path(name)
    if path.parent.name == PARTS:
        return MEANINGS[PARTS]
    figure = path.stem if path.suffix in (".png", ".svg") else ""
    return MEANINGS.get(name) or MEANINGS.get(figure, "")


def the_study_in(path: Path) -> Path:
    """The only study in a folder such as results/<study>; else the path itself.

    Raises:
        SettingsError: there are several.
    """
    if not os.path.isdir(path) or os.path.isfile(path / CONFIGURATION):  # also of names too long
        return path
    inside = sorted(one.parent for one in path.glob(f"*/{CONFIGURATION}"))
    if len(inside) > 1:
        names = ", ".join(one.name for one in inside)
        raise SettingsError(f"{str(path)!r} holds {len(inside)} studies: say which of {names}.")
    return inside[0] if inside else path


State = dict[str, tuple[int, int]]


def state(folder: Path) -> State:
    """The files of a folder and when each was put there, to see later which have been written anew."""
    paths = [path for path in (*folder.glob("*"), *folder.glob(f"{PARTS}/*")) if path.is_file()]
    found = ((str(path.relative_to(folder).as_posix()), path) for path in paths)
    return {
        name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for name, path in found
        if not path.name.startswith(".")
    }


def written_since(before: State, folder: Path) -> list[str]:
    """The files written since the folder was in a state, and all parts with runs, in order."""
    return sorted(
        name
        for name, now in state(folder).items()
        if before.get(name) != now or name.startswith(f"{PARTS}/")
    )
