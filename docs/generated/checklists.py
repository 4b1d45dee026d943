"""Tables of docs/STRESS.md: the studies with their runs, the settings, and the software."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from experiments.config.schema import SETTINGS, passport
from experiments.reporting.markdown import markdown_table
from experiments.store.software import ROOT
from simulation import MODEL_VERSION, Settings, __version__
from simulation.params import contract_end

# Libraries that make the numbers, tables and figures; requirements.lock has all others.
LIBRARIES = (
    "numpy", "numba", "scipy", "pandas", "pyarrow", "mesa", "hydra-core", "salib", "matplotlib",
    "ema-workbench", "scikit-learn",
)  # fmt: skip
# Kinds that do not run everything in every set of their ensemble.
OVER = {
    "sensitivity": "none; each group of settings takes values of one set",
    "decision": "{} a scenario, in one set",
}


def studies() -> str:
    """The shipped studies: kind, question and numbers of replicates."""
    rows = []
    for path in sorted((Path(str(files("configs"))) / "study").glob("*.yaml")):
        said: Any = OmegaConf.load(path)
        kind = said.get("kind", "arms")
        sets = OVER.get(kind, "{} a set") if said.get("ensemble") else "–"
        sets = sets.format(said.get("set_replicates", 4))
        rows.append((f"`{path.stem}`", kind, said.question, str(said.replicates), sets))
    head = ("study", "kind", "question", "replicates", "in the parameter sets")
    return markdown_table(head, rows)


def horizon() -> str:
    """The length of a run, and the moments at which outcomes are measured."""
    settings = Settings()
    return (
        f"A run has {settings.weeks} weeks by default. Contracts run from week "
        f"{settings.contract.start} to week {contract_end(settings)}, the moment `end`; "
        "the last week is the moment `followup`."
    )


def counts() -> str:
    """The number of settings, and how many defaults are assumed."""
    assumed = sum(passport(leaf).sure == "assumed" for leaf in SETTINGS.values())
    return f"There are {len(SETTINGS)} settings; the default of {assumed} is assumed."


def software() -> str:
    """The versions of the program, the model, Python and the libraries."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    rows = [
        (project["name"], __version__), ("model (rises when the same settings and seed give other numbers)",
        str(MODEL_VERSION)), ("Python", project["requires-python"]),
        *((name, locked[name]) for name in LIBRARIES),
    ]  # fmt: skip
    return markdown_table(("what", "version"), rows)
