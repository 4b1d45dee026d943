"""Every command and every sample on the site and in README.md runs, and gives what is shown."""

from __future__ import annotations

import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.testing.compare import compare_images

from docs.generated.document import ROOT
from tests.cluster.slurm import free_ports
from tests.documentation import warm
from tests.documentation.samples import NO_R, Folder, run_page
from tests.experiments.small import composed

PAGES = {
    str(page.relative_to(ROOT)): page
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
}
FENCE = re.compile(r"^ *```([^\n`]+)$", re.MULTILINE)
STUDIED = re.compile(r"`((?:\.venv/bin/)?brokering [^`\n]*=[^`\n]*)`")  # within a sentence
GENERAL = re.compile(r"NAME|\.\.\.|<")  # such as study=NAME
MADE = re.compile(r"`make (\w+)")
SAMPLES = ("sh", "python", "r", "yaml", "text")
WITH_SAMPLES = [
    name for name, page in PAGES.items() if set(FENCE.findall(page.read_text())) & set(SAMPLES)
]
# Pages whose samples take half a minute or more. Deep tests alone run these whole.
LONG = {
    f"docs/{name}.md"
    for name in (
        "tutorial",
        "own-organisation",
        *(f"how-to/{task}" for task in ("cluster", "page", "report", "resume", "study")),
    )
}
# Of these, pages whose printed numbers depend on the model and are checked without their other samples.
# The others print nothing (page, report), what depends on the machine (cluster, resume), or runs whole
# studies before (tutorial, own-organisation).
NUMBERS = ["docs/how-to/study.md"]
CLONED = ["docs/how-to/rule.md"]  # pages that change the model, of which they get a copy
# Samples that do not run, with the reason that stands above each.
SKIPPED = {
    "docs/how-to/cluster.md": [
        "needs SLURM with a partition `short` and a network interface `ib0`"
    ],
    "docs/how-to/python.md": ["installs everything anew"],
}


def figure_is_the_one_shown(path: Path) -> None:
    assert compare_images(str(ROOT / "docs/tutorial.png"), str(path / "mine.png"), tol=10) is None


def copy_for_excel_is_the_table(path: Path) -> None:
    copy = pd.read_csv(path / "sweep_semicolons.csv", sep=";", decimal=",", encoding="utf-8-sig")
    tables = [pd.read_csv(table) for table in path.glob("results/stability/*/sweep.csv")]
    assert len(tables) == 2 and any(copy.equals(table) for table in tables)


CHECKS = {
    "docs/tutorial.md": figure_is_the_one_shown,
    "docs/how-to/results.md": copy_for_excel_is_the_table,
}


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The socket of a process that starts commands."""
    with tempfile.TemporaryDirectory() as short:  # a socket's path may have 107 characters
        path = Path(short) / "commands"
        with warm.served(path):
            yield path


@pytest.fixture
def folder(tmp_path: Path, server: Path) -> Iterator[Folder]:
    (port,) = free_ports(1)
    with Folder(tmp_path, port, server) as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.deep if name in LONG else []) for name in WITH_SAMPLES],
)
def test_the_samples_of_a_page_run(name, folder):
    if name in CLONED:
        shutil.copytree(ROOT / "simulation", folder.path / "simulation")
    skipped = run_page(PAGES[name], folder)
    assert [reason for reason in skipped if reason != NO_R] == SKIPPED.get(name, [])
    CHECKS.get(name, lambda path: None)(folder.path)
    if NO_R in skipped:
        pytest.skip(f"all samples ran but those in R: {NO_R}")


@pytest.mark.slow
@pytest.mark.parametrize("name", NUMBERS)
def test_the_outputs_that_a_long_page_shows_are_what_comes(name, folder):
    run_page(PAGES[name], folder, only_shown=True)
    assert folder.compared


@pytest.mark.parametrize("name", PAGES)
def test_every_block_is_a_sample_or_says_that_it_is_none(name):
    languages = set(FENCE.findall(PAGES[name].read_text()))
    assert {one for one in languages if one not in (*SAMPLES, "math") and one[0] != "{"} == set()


# What runs in a thousand parameter sets, of which a few will do here.
IN_SETS = {"model=plausible", "ensemble=plausible"} | {
    f"study={path.stem}"
    for path in (ROOT / "configs" / "study").glob("*.yaml")
    if "ensemble: plausible" in path.read_text()
}


def studied() -> list[str]:
    """The studies that sentences and tables name with their command."""
    found = {said for page in PAGES.values() for said in STUDIED.findall(page.read_text())}
    return sorted(said for said in found if not GENERAL.search(said))


@pytest.mark.slow
@pytest.mark.parametrize("command", studied())
def test_a_study_that_a_sentence_names_can_be_planned(command):
    words = [
        word for word in shlex.split(command)[1:] if word not in ("--multirun", "dry_run=true")
    ]
    few = ["most_sets=20"] if IN_SETS & {*words} and "most_sets" not in command else []
    few += ["size=20"] if words == ["study=decision"] else []
    assert composed([*words, *few]).name


def test_every_target_of_make_that_a_sentence_names_is_there():
    named = {target for page in PAGES.values() for target in MADE.findall(page.read_text())}
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"run", "site"} <= named <= targets
