"""Presets: points of the shipped sweeps, plausible parameter sets, and stored runs."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import solara
from omegaconf import OmegaConf

from experiments.config import ensembles as ensemble
from experiments.config import shipped
from experiments.config.configurations import settings_from
from experiments.config.labels import setting_label
from experiments.config.named_files import named_in
from experiments.methods import designs
from experiments.page.choice import ALONE, LONGEST, Choice, checked, number
from experiments.store.parts import configuration_name
from experiments.store.positions import CONFIGURATION
from experiments.store.run_table import PLAN, read_plan
from simulation import Settings, SettingsError, change
from simulation.passport import Value, leaves

PLAUSIBLE = "plausible"
DEFAULTS = "Default settings"
RESULTS = Path("results")  # below it stored runs are found
NAME = re.compile(
    r"(?P<study>\w+)/(?P<hash>\w+)/(?P<configuration>\w{4,})-(?P<seed>\d{1,19})", re.ASCII
)


@functools.cache
def points() -> dict[str, Mapping[str, Value]]:
    """Changes to the default settings: the points of the shipped sweeps, by study and values."""
    found: dict[str, Mapping[str, Value]] = {DEFAULTS: {}}
    for path in sorted((Path(str(files("configs"))) / "study").glob("*.yaml")):
        said: Any = OmegaConf.to_container(OmegaConf.load(path))
        if said.get("kind") == "sweep" and "roster" not in said.get("brokers", {}):
            for point in _points(said):
                values = ", ".join(f"{setting_label(k)}: {v}" for k, v in point.items())
                found[f"{path.stem.replace('_', ' ')} ({values})"] = point
    return found


def _points(said: Mapping[str, Any]) -> list[dict[str, Value]]:
    options = dict(said.get("options", {}))
    if "file" in options:
        options["file"] = str(shipped.path_of(options["file"], "points"))
    factors = designs.factors_of(said.get("vary", {}))
    table = designs.points(said.get("design", "grid"), factors, said.get("size", 5), 0, **options)
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def at_point(choice: Choice, name: str) -> Choice:
    """The choice with the settings of a point.

    Raises:
        SettingsError: there is no such point.
    """
    if name not in points():
        raise SettingsError(f"There is no preset {str(name)[:60]!r}.")
    changes = {"arm": choice.left, **points()[name]}
    return checked(Choice(change(Settings(), changes), choice.right, choice.seed))


@functools.cache
def plausible() -> list[dict[str, Value]]:
    """The plausible parameter sets, each as its changes to the default settings."""
    table = ensemble.read(shipped.path_of(PLAUSIBLE, "ensembles"))
    rows = table.drop(columns=ensemble.CANDIDATE).to_dict("records")
    return [ensemble.typed({str(name): value for name, value in row.items()}) for row in rows]


def with_set(choice: Choice, text: str) -> Choice:
    """The choice in a plausible parameter set.

    Raises:
        SettingsError: there is no such set.
    """
    sets, row = plausible(), number(text, "The number of a parameter set")
    if not 0 <= row < len(sets):
        raise SettingsError(f"Parameter sets have numbers from 0 to {len(sets) - 1}, not {row}.")
    settings = change(Settings(), {**sets[row], "arm": choice.left})
    return checked(dataclasses.replace(choice, settings=settings, week=0))


def stored(text: str) -> Choice:
    """A stored run of a study, alone on the page.

    Args:
        text: `<study>/<hash>/<configuration>-<seed>`, as in the results folder; the beginning of the
            configuration's name is enough.

    Raises:
        SettingsError: there is none, or it is none that a page can play.
    """
    found = NAME.fullmatch(text.strip()[:LONGEST])
    folder = RESULTS / found["study"] / found["hash"] if found else RESULTS
    if not found or not (folder / PLAN).is_file():
        raise SettingsError(
            "There is no such run. A run is named <study>/<hash>/<configuration>-<seed>: "
            "brokering-results lists the studies, and plan.parquet of each its configurations."
        )
    plan, seed = read_plan(folder), number(found["seed"], "the seed of a run")
    rows = plan[plan[CONFIGURATION].str.startswith(found["configuration"])].to_dict("records")
    if len(rows) != 1:
        raise SettingsError(
            f"The study has {len(rows)} configurations whose names begin in this way: give the full name."
        )
    row = rows[0]
    if not row["first_seed"] <= seed < row["first_seed"] + row["replicates"]:
        raise SettingsError(
            f"That configuration has {row['replicates']} runs from seed {row['first_seed']}."
        )
    settings = settings_from(row["settings"])
    if row["past"] or named_in({leaf.name: leaf.value for leaf in leaves(settings)}):
        raise SettingsError(
            "The page cannot play futures of a common past, nor people or posts from a file."
        )
    if configuration_name(settings) != row[CONFIGURATION]:
        raise SettingsError(
            "That run was made by another version of the model: play it with that version."
        )
    return checked(Choice(settings, ALONE, seed))


@solara.component
def Presets(choice: Choice, attempt: Callable[[Callable[[], Choice]], None]) -> None:
    """Presets, parameter sets and stored runs to choose from."""
    text, set_text = solara.use_state("")
    row, set_row = solara.use_state("")

    def begin(name: str) -> None:
        attempt(lambda: at_point(choice, name))

    def open_stored(said: str) -> None:
        set_text(said)
        if said:
            attempt(lambda: stored(said))

    def open_set(said: str) -> None:
        set_row(said)
        if said:
            attempt(lambda: with_set(choice, said))

    solara.Select("Preset", values=list(points()), value=None, on_value=begin)
    last = len(plausible()) - 1
    solara.InputText(f"Plausible set (0 to {last})", value=row, on_value=open_set)
    solara.InputText(
        "Stored run", value=text, on_value=open_stored, placeholder="study/hash/configuration-seed"
    )
