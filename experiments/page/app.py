"""The page: what Solara serves to each visitor. All state belongs to the visitor's session."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable

import solara
import solara.lab
from mesa.visualization.solara_viz import ModelController
from mesa.visualization.utils import force_update, update_counter

from experiments.config.arms import NAMES
from experiments.page import presets, take_away, why
from experiments.page.choice import ALONE, Choice, checked, choice_of
from experiments.page.controls import Controls
from experiments.page.drawing import Legend, Lines, World
from experiments.page.likely import Asked, ask
from experiments.page.play import Worlds
from experiments.page.reading import NOBODY, Answer, Chosen, Happened, Hours, Routes, Somebody
from experiments.page.style import CSS
from simulation import SettingsError
from simulation.settings import ARMS

NOTHING = "nothing (one world only)"
ARM_CALLED = {NAMES[arm]: arm for arm in ARMS} | {NOTHING: ALONE}
FAST, SLOW = 1, 500  # milliseconds between steps
MOST_VISITORS = 60  # about 10 MB each


@solara.component_vue("address.vue")
def Address(query: str) -> None:
    """Keeps the address of the browser the same as what is shown."""


class Visitors:
    """How many look at the page, so that there are not more than a machine can bear."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count = 0

    def enter(self) -> Callable[[], None]:
        """Count one more; gives what to do when they go."""
        with self._lock:
            self.count += 1
        return self.leave

    def leave(self) -> None:
        """Somebody who was counted has gone."""
        with self._lock:
            self.count -= 1


visitors = Visitors()


@solara.component
def Page() -> None:
    """Two worlds with the same random numbers, side by side."""
    room = solara.use_memo(lambda: visitors.count < MOST_VISITORS, [])
    solara.use_effect(lambda: visitors.enter() if room else None, [])  # only who sees a page counts
    if room:
        Visit()
    else:
        solara.Error(
            f"The page has {MOST_VISITORS} visitors, its limit. Try again in a few minutes."
        )


@solara.component
def Visit() -> None:
    """What one visitor sees and does."""
    router = solara.use_router()

    def begin() -> tuple[Choice, str]:
        try:
            return choice_of(router.search or ""), ""
        except SettingsError as error:
            return Choice(), f"{error} The page shows the default settings instead."

    begun, refused = solara.use_memo(begin, [])
    choice, set_choice = solara.use_state(begun)
    said, set_said = solara.use_state(refused)

    def choose(chosen: Choice) -> None:
        set_said("")
        set_choice(chosen)

    solara.Style(CSS)
    solara.Title("Collective and solo knowledge brokering")
    with solara.Sidebar():
        Side(choice, choose)
    if said:
        solara.Error(said)
    Watch(choice, choose).key(choice.query)


@solara.component
def Side(choice: Choice, choose: Callable[[Choice], None]) -> None:
    """Who brokers on either side, which world, presets, and all settings."""
    refused, set_refused = solara.use_state("")

    def attempt(make: Callable[[], Choice]) -> None:
        try:
            chosen = make()
        except SettingsError as error:
            set_refused(str(error))
            return
        set_refused("")
        choose(chosen)

    with solara.Column(gap="4px", classes=["kb-side"]):
        solara.Select(
            "Left", values=[NAMES[arm] for arm in ARMS], value=NAMES[choice.left],
            on_value=lambda name: attempt(lambda: choice.with_settings({"arm": ARM_CALLED[name]})),
        )  # fmt: skip
        solara.Select(
            "Right", values=list(ARM_CALLED), value=NAMES.get(choice.right, NOTHING),
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
        presets.Presets(choice, attempt)
        if refused:
            solara.Error(refused, dense=True)
        Controls(choice, choose)
        take_away.Links(choice)


@solara.component
def Watch(choice: Choice, choose: Callable[[Choice], None]) -> None:
    """The worlds of one choice, played and looked at."""
    worlds = solara.use_reactive(solara.use_memo(lambda: Worlds(choice), []))
    looked, set_looked = solara.use_state((0, 0))  # which week, and how many were played then
    colour, set_colour = solara.use_state("practising")
    whom, set_whom = solara.use_state(NOBODY)
    asked: list[Asked] = solara.use_memo(list, [])

    task = solara.lab.use_task(lambda: ask(choice, asked), dependencies=[], prefer_threaded=True)

    def drop() -> None:
        for each in asked:
            each.drop()

    solara.use_effect(lambda: drop, [])
    likely = task.value if task.finished else None
    update_counter.get()
    shown = worlds.value
    week = looked[0] if looked[1] == shown.week else shown.week
    frames = [play.frames[week] for play in shown.plays]

    def jump(to: int) -> None:
        while shown.week < to and shown.running:
            shown.step()
        set_looked((min(to, shown.week), shown.week))
        force_update()

    Address(query=dataclasses.replace(choice, week=week).query)
    Answer(likely, task.exception, why.reason(shown.plays, frames))
    Controller(worlds, week, jump)
    with solara.Row(classes=["kb-worlds"]):
        for side, (play, frame) in enumerate(zip(shown.plays, frames, strict=True)):
            World(
                play, frame, colour, [whom.kind, whom.row] if whom.side == side else ["", -1],
                lambda found, side=side: set_whom(Chosen(side, *found)),
            ).key(f"{side}{play.arm}")  # fmt: skip
    Legend(colour, set_colour)
    Lines(shown, likely, week, jump)
    with solara.Row(classes=["kb-below"]):
        Routes(shown.plays, frames)
        Somebody(shown.plays, frames, whom)
        with solara.Column(gap="4px", classes=["kb-card"]):
            Hours(shown.plays, frames)
            Happened(shown.plays, week, jump)
    take_away.Downloads(choice, shown, likely, week)


@solara.component
def Controller(worlds: solara.Reactive[Worlds], week: int, jump: Callable[[int], None]) -> None:
    """Mesa's own controller, with a scrubber over the weeks played."""
    pause, at_once = solara.use_reactive(FAST), solara.use_reactive(1)
    threads = solara.use_reactive(False)  # Mesa reads it from a reactive value only
    arguments = solara.use_reactive({"choice": worlds.value.choice})
    shown = worlds.value
    with solara.Row(classes=["kb-controller"], style={"align-items": "center"}):
        with solara.Div(classes=["kb-play"]):
            ModelController(
                worlds, model_parameters=arguments, play_interval=pause, render_interval=at_once,
                use_threads=threads,
            )  # fmt: skip
        solara.Button("Go to the end of contracts", on_click=lambda: jump(shown.end), outlined=True)
        solara.SliderInt(
            f"Week {week} of {shown.choice.settings.weeks}", value=week, min=0,
            max=max(1, shown.week), on_value=jump,
        )  # fmt: skip
        solara.SliderInt("Weeks a step", value=at_once, min=1, max=26)
        solara.SliderInt("Pause (ms)", value=pause, min=FAST, max=SLOW)
