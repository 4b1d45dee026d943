"""The page: what Solara serves to each visitor. All state belongs to the visitor's session."""

from __future__ import annotations

import dataclasses

import solara
import solara.lab
from reacton.core import Ref

from experiments.page import own_staff, presets, stored, take_away, texts
from experiments.page.choice import ALONE, REPLICATES, TYPICAL, Choice, attempted, choice_of, read
from experiments.page.controls import Controls
from experiments.page.folds import Fold
from experiments.page.headline import Headline
from experiments.page.likely import Asked
from experiments.page.messages import Choose, Refused, use_attempt
from experiments.page.play import Worlds
from experiments.page.player import Player
from experiments.page.program import text
from experiments.page.tour import Tour
from simulation.settings import ARMS

NOTHING = "Nothing (one world only)"
MOST_FAULTS = 3  # of an address that are told
ARM_CALLED = {texts.CALLED[arm]: arm for arm in ARMS} | {NOTHING: ALONE}


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
    error, forget = solara.use_exception()
    if error is None:
        Visit()
    else:
        solara.Error(f"The page cannot show that ({type(error).__name__}).")
        solara.Button("Begin again", on_click=forget)


@solara.component
def Visit() -> None:
    """What one visitor sees and does."""
    router = solara.use_router()

    begun, refused = solara.use_memo(lambda: first_seen(router.search or ""), [])
    # With how often a step of the tour was begun, as both change at once: worlds that are played anew begin
    # in the week of the choice.
    (choice, times), show = solara.use_state((begun, 0))
    said, set_said = solara.use_state(refused)
    shown = solara.use_ref(begun.week)
    files = solara.use_memo(own_staff.Files, [])
    solara.use_effect(lambda: files.close, [])

    def choose(chosen: Choice, times: int = times) -> None:
        set_said("")
        show((chosen, times))

    def compare(chosen: Choice) -> None:
        """Show another choice in the same week. Only a step of the tour has a week of its own."""
        choose(chosen.at(shown.current))

    def go(step: int) -> None:
        if step:
            choose(choice_of(f"tour={step}&present={choice.present:d}"), times + 1)
        else:
            choose(dataclasses.replace(choice, tour=0))

    solara.Style(text("page.css") + (text("present.css") if choice.present else ""))
    solara.Title(texts.title())
    if not choice.present:
        with solara.Sidebar():
            Side(choice, compare, files)
    if said:
        solara.Error(said)
    with solara.Row(gap="8px", classes=["kb-top"]):
        Tour(choice, go)
        solara.Button(
            "End the presentation" if choice.present else "Presentation mode", outlined=True,
            on_click=lambda: choose(dataclasses.replace(choice, present=not choice.present)),
            classes=["kb-present"],
        )  # fmt: skip
    Watch(choice, shown).key(f"{times} {choice.world}")


def first_seen(query: str) -> tuple[Choice, str]:
    """What an address asks for as far as it can be, and what is said of the rest."""
    found, failed = attempted(lambda: read(query))
    choice, faults = found or (Choice(), [failed])
    if len(faults) > MOST_FAULTS:
        faults = [*faults[:MOST_FAULTS], f"Further faults: {len(faults) - MOST_FAULTS}."]
    if faults:
        faults.append(
            "The page shows the default settings instead."
            if choice == Choice()
            else "The rest of the address is used."
        )
    return choice, " ".join(faults)


@solara.component
def Side(choice: Choice, choose: Choose, files: own_staff.Files) -> None:
    """Who brokers on either side, which world, presets, stored runs, own staff, and all settings."""
    attempt, refused = use_attempt(choose)
    with solara.Column(gap="4px", classes=["kb-side"]):
        solara.Select(
            "Left world", values=[texts.CALLED[arm] for arm in ARMS], value=texts.CALLED[choice.left],
            on_value=lambda name: attempt(lambda: choice.with_settings({"arm": ARM_CALLED[name]})),
        )  # fmt: skip
        solara.Select(
            "Right world", values=list(ARM_CALLED), value=texts.CALLED.get(choice.right, NOTHING),
            on_value=lambda name: attempt(lambda: choice.other(right=ARM_CALLED[name])),
        )  # fmt: skip
        solara.InputInt(
            "Seed of the run on screen", value=choice.seed,
            on_value=lambda seed: attempt(lambda: choice.other(seed=seed or 0)),
        )  # fmt: skip
        solara.HTML("details", unsafe_innerHTML=seed_said(choice), classes=["kb-said"])
        Refused(refused)
        Fold("Presets", lambda: presets.Presets(choice, choose))
        Fold("Stored runs", lambda: stored.Stored(choose))
        Fold("Your own staff", lambda: own_staff.OwnStaff(choice, choose, files))
        solara.HTML("h3", "Most important settings")
        Controls(choice, choose)
        take_away.Links(choice)


def seed_said(choice: Choice) -> str:
    """What the seed does as HTML, and folded why the page begins with the one that it begins with."""
    return (
        "<summary>Another number shows another run.</summary>"
        f"The page begins with {TYPICAL}, a typical run: of {REPLICATES} with the default settings, it is "
        f"closest to the median lead. Another number also takes the answer's {REPLICATES} runs from other "
        f"worlds (those of seed={choice.others} on the command line, whose default is seed=0)."
    )


@solara.component
def Watch(choice: Choice, shown: Ref[int]) -> None:
    """The worlds of one choice, played and looked at; `shown` always has the week on screen."""
    week, set_week = solara.use_state(choice.week)
    shown.current = week
    asked = solara.use_memo(lambda: Asked(choice), [])
    solara.use_effect(lambda: asked.drop, [])
    # In threads, as both take seconds on a busy machine: what was shown before goes at once.
    many = solara.lab.use_task(asked.answer, dependencies=[], raise_error=False)
    made = solara.lab.use_task(lambda: Worlds(choice), dependencies=[])
    likely = many.value
    Address(query=dataclasses.replace(choice, week=week).query)
    Headline(choice, likely, many.exception)
    if made.value is None:
        solara.HTML("p", "Computing the worlds …", classes=["kb-making"])
        return
    Player(made.value, likely, many.exception is not None, set_week)
    take_away.Downloads(choice, made.value, likely, week)
