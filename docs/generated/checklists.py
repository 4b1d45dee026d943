"""Tables for the checklists that reviewers ask for: what runs, how often, with which software."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from docs.generated.reference import markdown
from experiments.store.software import ROOT
from simulation import MODEL_VERSION, Settings, __version__
from simulation.params import contract_end
from simulation.passport import leaves

# Libraries that the numbers, the tables and the figures come from; the lock has all others.
LIBRARIES = (
    "numpy", "numba", "scipy", "pandas", "pyarrow", "mesa", "hydra-core", "salib", "matplotlib",
    "ema-workbench", "scikit-learn",
)  # fmt: skip
# Kinds that do not run everything in every set of their ensemble.
OVER = {"sensitivity": "none: it gives ranges", "decision": "{} a scenario, in one set each"}


def studies() -> str:
    """The shipped studies: what each asks, of which kind it is, and how many runs it makes of each thing."""
    rows = []
    for path in sorted((Path(str(files("configs"))) / "study").glob("*.yaml")):
        said: Any = OmegaConf.load(path)
        kind = said.get("kind", "arms")
        sets = OVER.get(kind, "{} a set") if said.get("ensemble") else "–"
        sets = sets.format(said.get("set_replicates", 4))
        rows.append((f"`{path.stem}`", kind, said.question, str(said.replicates), sets))
    head = ("study", "kind", "asks", "replicates", "over the parameter sets")
    return markdown(head, rows)


def horizon() -> str:
    """How long a run is, and when outcomes are taken."""
    settings = Settings()
    return (
        f"A run has {settings.weeks} weeks by default. Contracts run from week "
        f"{settings.contract.start} to week {contract_end(settings)}, the moment `end`; "
        "the last week is the moment `followup`."
    )


def counts() -> str:
    """How many settings there are, and of how many the value is assumed."""
    passports = [leaf.passport for leaf in leaves(Settings()) if leaf.passport is not None]
    assumed = sum(passport.sure == "assumed" for passport in passports)
    return f"There are {len(passports)} settings; the default of {assumed} is assumed."


def software() -> str:
    """Versions of the program, the model, the language and the libraries."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    rows = [
        (project["name"], __version__), ("model (rises when the same settings and seed give other numbers)",
        str(MODEL_VERSION)), ("Python", project["requires-python"]),
        *((name, locked[name]) for name in LIBRARIES),
    ]  # fmt: skip
    return markdown(("what", "version"), rows)
