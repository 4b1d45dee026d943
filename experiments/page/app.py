"""The page: what Solara serves to each visitor. All state belongs to the visitor's session."""

from __future__ import annotations

import dataclasses

import solara
import solara.lab

from experiments.config.arms import NAMES
from experiments.page import own_staff, presets, stored, take_away, texts
from experiments.page.choice import ALONE, Choice, attempted, checked, choice_of
from experiments.page.controls import Controls
from experiments.page.folds import Fold
from experiments.page.headline import Headline
from experiments.page.likely import Asked, ask
from experiments.page.messages import Choose, Refused, use_attempt
from experiments.page.play import Worlds
from experiments.page.player import Player
from experiments.page.style import CSS, PRESENT
from experiments.page.tour import Tour, at_step
from simulation.settings import ARMS

NOTHING = "nothing (one world only)"
ARM_CALLED = {NAMES[arm]: arm for arm in ARMS} | {NOTHING: ALONE}


@solara.component_vue("address.vue")
def Address(query: str) -> None:
    """Keeps the address of the browser the same as what is shown."""


@solara.component
def Layout(children: list[solara.Element]) -> None:
    """The page in its frame; where a screen is too narrow for both, the settings are folded away at first."""
    solara.AppLayout(children=children, sidebar_open=None)  # None: the browser decides by its width


@solara.component
def Page() -> None:
    """Two worlds with the same random numbers, side by side."""
    times, set_times = solara.use_state(0)
    error, forget = solara.use_exception()

    def begin_again() -> None:
        set_times(times + 1)
        forget()

    if error is None:
        Visit().key(f"{times}")
    else:
        solara.Error(f"The page cannot show that ({type(error).__name__}).")
        solara.Button("Begin again", on_click=begin_again)


@solara.component
def Visit() -> None:
    """What one visitor sees and does."""
    router = solara.use_router()

    def begin() -> tuple[Choice, str]:
        choice, refused = attempted(lambda: choice_of(router.search or ""))
        if choice is None:
            return Choice(), f"{refused} The page shows the default settings instead."
        return choice, ""

    begun, refused = solara.use_memo(begin, [])
    choice, set_choice = solara.use_state(begun)
    said, set_said = solara.use_state(refused)
    files = solara.use_memo(own_staff.Files, [])
    solara.use_effect(lambda: files.close, [])

    def choose(chosen: Choice) -> None:
        set_said("")
        set_choice(chosen)

    def go(step: int) -> None:
        leaving = dataclasses.replace(choice, tour=0)
        choose(at_step(step, choice.present) if step else leaving)

    solara.Style(CSS + (PRESENT if choice.present else ""))
    solara.Title(texts.title())
    if not choice.present:
        with solara.Sidebar():
            Side(choice, choose, files)
    if said:
        solara.Error(said)
    with solara.Row(gap="8px", classes=["kb-top"]):
        Tour(choice, go)
        solara.Button(
            "End the presentation" if choice.present else "Presentation mode", outlined=True,
            on_click=lambda: choose(dataclasses.replace(choice, present=not choice.present)),
            classes=["kb-present"],
        )  # fmt: skip
    Watch(choice, choose).key(choice.world)


@solara.component
def Side(choice: Choice, choose: Choose, files: own_staff.Files) -> None:
    """Who brokers on either side, which world, presets, stored runs, own staff, and all settings."""
    attempt, refused = use_attempt(choose)
    with solara.Column(gap="4px", classes=["kb-side"]):
        solara.Select(
            "Left world", values=[NAMES[arm] for arm in ARMS], value=NAMES[choice.left],
            on_value=lambda name: attempt(lambda: choice.with_settings({"arm": ARM_CALLED[name]})),
        )  # fmt: skip
        solara.Select(
            "Right world", values=list(ARM_CALLED), value=NAMES.get(choice.right, NOTHING),
            on_value=lambda name: attempt(
                lambda: checked(dataclasses.replace(choice, right=ARM_CALLED[name], week=0))
            ),
        )  # fmt: skip
        solara.InputInt(
            "Seed", value=choice.seed,
            on_value=lambda seed: attempt(
                lambda: checked(dataclasses.replace(choice, seed=seed or 0, week=0))
            ),
        )  # fmt: skip
        Refused(refused)
        Fold("Presets", lambda: presets.Presets(choice, choose))
        Fold("Stored runs", lambda: stored.Stored(choose))
        Fold("Your own staff", lambda: own_staff.OwnStaff(choice, choose, files))
        solara.HTML("h3", "Most important settings")
        Controls(choice, choose)
        take_away.Links(choice)


@solara.component
def Watch(choice: Choice, choose: Choose) -> None:
    """The worlds of one choice, played and looked at."""
    # The old worlds go when the texts about them change; the new ones may take seconds on a busy machine.
    cleared, set_cleared = solara.use_state(False)
    solara.use_effect(lambda: set_cleared(True), [])
    worlds = solara.use_memo(lambda: Worlds(choice) if cleared else None, [cleared])
    week, set_week = solara.use_state(choice.week)
    asked: list[Asked] = solara.use_memo(list, [])

    task = solara.lab.use_task(lambda: ask(choice, asked), dependencies=[], prefer_threaded=True)

    def drop() -> None:
        for each in asked:
            each.drop()

    solara.use_effect(lambda: drop, [])
    likely = task.value if task.finished else None
    Address(query=dataclasses.replace(choice, week=week).query)
    Headline(choice, likely, task.exception)
    if worlds is None:
        solara.HTML("p", "Making the worlds …", classes=["kb-making"])
        return
    Player(worlds, likely, set_week)
    take_away.Downloads(choice, worlds, likely, week)
