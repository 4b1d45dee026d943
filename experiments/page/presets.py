"""Presets in groups, with a sentence each, and the plausible parameter sets."""

from __future__ import annotations

import functools

import solara

from experiments.config import ensembles as ensemble
from experiments.config import shipped
from experiments.page import texts
from experiments.page.choice import Choice, checked, number
from experiments.page.messages import Choose, Refused, use_attempt
from experiments.page.texts import Preset
from simulation import Settings, SettingsError, change
from simulation.passport import Value

PLAUSIBLE = "plausible"


def with_preset(choice: Choice, preset: Preset) -> Choice:
    """The choice with the settings of a preset, and all others at their defaults."""
    changes = {**preset.settings, "arm": choice.left}
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
    sets, row = plausible(), number(text, "The number of a parameter set", int)
    if not 0 <= row < len(sets):
        raise SettingsError(f"Parameter sets have numbers from 0 to {len(sets) - 1}, not {row}.")
    settings = change(Settings(), {**sets[row], "arm": choice.left})
    return choice.other(settings=settings, tour=0)


@solara.component
def Presets(choice: Choice, choose: Choose) -> None:
    """Groups of presets to choose from, each with what it is, and a plausible parameter set by its number."""
    attempt, refused = use_attempt(choose)
    row, set_row = solara.use_state("")

    def open_set(said: str) -> None:
        set_row(said)
        if said:
            attempt(lambda: with_set(choice, str(said)))

    for title, group in texts.presets().items():
        solara.HTML("h4", title)
        for preset in group:
            solara.Button(
                preset.name, text=True, color="primary", classes=["kb-preset"],
                on_click=lambda preset=preset: attempt(lambda: with_preset(choice, preset)),
            ).key(preset.name)  # fmt: skip
            solara.HTML("p", preset.sentence, classes=["kb-said", "kb-preset-said"])
    solara.HTML("h4", "Plausible parameter sets")
    solara.HTML(
        "p", "Each set of settings meets all targets from the evidence.", classes=["kb-said"]
    )
    solara.InputText(f"Number (0 to {len(plausible()) - 1})", value=row, on_value=open_set)
    Refused(refused)
