"""The page: what Solara serves to each visitor. All state belongs to the visitor's session."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import solara
import solara.lab
from mesa.visualization.solara_viz import ModelController
from mesa.visualization.utils import force_update, update_counter

from experiments.figures.style import COLOURS, LABELS
from experiments.page import presets, take_away, why
from experiments.page.choice import ALONE, Choice, choice_of
from experiments.page.controls import Controls
from experiments.page.likely import Asked, Likely
from experiments.page.play import COURSES, Frame, Play, Worlds
from experiments.page.scene import COLOUR_BY, drawn, scene
from experiments.page.style import CSS
from simulation import SettingsError
from simulation.settings import ARMS
from simulation.story import Kind

FAST, SLOW = 1, 500  # milliseconds between steps
SHARES = [not name.startswith(("ties", "bids", "decisions")) for name in COURSES]
TOLD = {Kind.GRANT, Kind.INFORMED, Kind.BID, Kind.REORGANISED, Kind.BROKER_LEFT, Kind.BEGAN}


@solara.component_vue("network.vue")
def Network(
    scene: dict[str, Any], frame: dict[str, Any], colour: str, title: str, chosen: int,
    event_pick: Callable[[int], None],
) -> None:  # fmt: skip
    """A world drawn in the browser."""


@solara.component_vue("courses.vue")
def Courses(
    panels: list[str], shares: list[bool], lines: list[dict[str, Any]],
    bands: list[dict[str, Any]], week: int, weeks: int, contract: list[int],
    event_goto: Callable[[int], None],
) -> None:  # fmt: skip
    """Outcomes over the weeks, drawn in the browser."""


@solara.component_vue("address.vue")
def Address(query: str) -> None:
    """Keeps the address in step with what is shown."""


@solara.component
def Page() -> None:
    """Two worlds under the same dice, side by side."""
    router = solara.use_router()

    def begin() -> tuple[Choice, str]:
        try:
            return choice_of(router.search or ""), ""
        except SettingsError as error:
            return Choice(), f"{error} The page shows the usual settings instead."

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
            "On the left", values=list(ARMS), value=choice.left,
            on_value=lambda arm: attempt(lambda: choice.with_settings({"arm": arm})),
        )  # fmt: skip
        solara.Select(
            "On the right", values=[*ARMS, ALONE], value=choice.right,
            on_value=lambda arm: attempt(lambda: dataclasses.replace(choice, right=arm, week=0)),
        )  # fmt: skip
        solara.InputInt(
            "World (seed)", value=choice.seed,
            on_value=lambda seed: attempt(
                lambda: choice_of(dataclasses.replace(choice, seed=seed or 0, week=0).query)
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
    looked, set_looked = solara.use_state(-1)  # -1: the last week played
    colour, set_colour = solara.use_state("practising")
    person, set_person = solara.use_state((0, -1))

    asked: list[Asked] = solara.use_memo(list, [])

    def ask() -> Likely | None:
        asked.append(Asked(choice))
        return asked[0].answer()

    task = solara.lab.use_task(ask, dependencies=[], prefer_threaded=True)

    def drop() -> None:
        for each in asked:
            each.drop()

    solara.use_effect(lambda: drop, [])
    likely = task.value if task.finished else None
    update_counter.get()
    shown = worlds.value
    week = shown.week if looked < 0 else min(looked, shown.week)
    frames = [play.frames[week] for play in shown.plays]

    def jump(to: int) -> None:
        while shown.week < to and shown.running:
            shown.step()
        set_looked(-1 if to >= shown.week else to)
        force_update()

    Address(query=dataclasses.replace(choice, week=0).query)
    Answer(likely, why.reason(shown.plays, frames))
    Controller(worlds, week, jump, looked, set_looked)
    with solara.Row(classes=["kb-worlds"]):
        for side, (play, frame) in enumerate(zip(shown.plays, frames, strict=True)):
            World(
                play, frame, colour, person[1] if person[0] == side else -1,
                lambda row, side=side: set_person((side, row)),
            ).key(f"{side}{play.arm}")  # fmt: skip
    Legend(colour, set_colour)
    Lines(shown, likely, week, jump)
    with solara.Row(classes=["kb-below"]):
        Routes(shown.plays, frames)
        Person(shown.plays, person, week == shown.week)
        Happened(shown.plays, jump)
    take_away.Downloads(choice, shown, week)


@solara.component
def Answer(likely: Likely | None, reason: str) -> None:
    """Which arm changed the culture more, how sure that is, and one reason why."""
    with solara.v.Html(tag="div", class_="kb-answer", attributes={"role": "status"}):
        if likely is None:
            solara.HTML("p", "Asking 200 other worlds with the same settings ...")
        else:
            solara.HTML("p", likely.sentences[0], classes=["kb-headline"])
            for sentence in likely.sentences[1:]:
                solara.HTML("p", sentence)
        if reason:
            solara.HTML("p", reason)


@solara.component
def Controller(
    worlds: solara.Reactive[Worlds], week: int, jump: Callable[[int], None], looked: int,
    look: Callable[[int], None],
) -> None:  # fmt: skip
    """Mesa's own controller, with a scrubber over the weeks played."""
    pause, at_once, threads = (solara.use_reactive(value) for value in (1, 1, False))
    arguments = solara.use_reactive({"choice": worlds.value.choice})
    shown = worlds.value
    with solara.Row(classes=["kb-controller"], style={"align-items": "center"}):
        with solara.Div(classes=["kb-play"]):
            ModelController(
            worlds, model_parameters=arguments, play_interval=pause, render_interval=at_once,
            use_threads=threads,
        )  # fmt: skip
        solara.Button("To contract end", on_click=lambda: jump(shown.end), outlined=True)
        solara.SliderInt(
            f"Week {week} of {shown.choice.settings.weeks}", value=week, min=0,
            max=max(1, shown.week), on_value=lambda to: look(-1 if to >= shown.week else to),
        )  # fmt: skip
        solara.SliderInt("Weeks a step", value=at_once, min=1, max=26)
        solara.SliderInt("Pause (ms)", value=pause, min=FAST, max=SLOW)


@solara.component
def World(
    play: Play, frame: Frame, colour: str, chosen: int, choose: Callable[[int], None]
) -> None:  # fmt: skip
    """One world with its title."""
    still = solara.use_memo(lambda: scene(play), [id(play)])
    share = frame.outcomes["practising_host"]
    with solara.Column(gap="0px", classes=["kb-world"]):
        solara.HTML(
            "h2", f"{LABELS[play.arm]}: {share:.0%} of the hosts' people practise",
            style={"color": COLOURS[play.arm]}, classes=["kb-title"],
        )  # fmt: skip
        Network(
            scene=still, frame=drawn(play, frame, colour), colour=colour, title=LABELS[play.arm],
            chosen=chosen, event_pick=choose,
        )  # fmt: skip


@solara.component
def Legend(colour: str, set_colour: Callable[[str], None]) -> None:
    """What the marks mean, and what people are coloured by."""
    with solara.Row(classes=["kb-legend"], style={"align-items": "center"}):
        solara.Select(
            "People coloured by", value=colour, values=list(COLOUR_BY), on_value=set_colour
        )
        solara.HTML("div", unsafe_innerHTML=LEGEND)


LEGEND = (
    "<b>dot</b> a person, filled: practises &nbsp; <b style='color:#D55E00'>◆</b> broker (black rim: "
    "leader; dashed line: buddies) &nbsp; <b style='color:#D55E00'>—</b> talk (thick: as a pair) &nbsp; "
    "<b style='color:#999'>┄</b> shut door &nbsp; <b style='color:#009E73'>—</b> good meeting &nbsp; "
    "<b style='color:#b2182b'>┄</b> bad meeting &nbsp; <b style='color:#0072B2'>—</b> tie (darker: "
    "closer) &nbsp; ○ blue: began to practise, grey: left &nbsp; ✎ bid &nbsp; £ grant &nbsp; ✔ decision that "
    "used research &nbsp; red frame: reorganisation"
)


@solara.component
def Lines(shown: Worlds, likely: Likely | None, week: int, jump: Callable[[int], None]) -> None:
    """Both worlds over the weeks in the same axes, over what is likely."""

    def bands() -> list[dict[str, Any]]:
        if likely is None:
            return []
        return [
            {
                "colour": COLOURS[arm],
                "panels": [_band(likely, arm, name) for name in COURSES],
            }
            for arm in dict.fromkeys(shown.choice.sides)
        ]  # fmt: skip

    lines = [
        {
            "name": LABELS[play.arm], "colour": COLOURS[play.arm],
            "values": [
                [_plain(frame.outcomes[name]) for frame in play.frames] for name in COURSES
            ],
        }
        for play in shown.plays
    ]  # fmt: skip
    Courses(
        panels=list(COURSES.values()), shares=SHARES, lines=lines,
        bands=solara.use_memo(bands, [likely]), week=week, weeks=shown.choice.settings.weeks,
        contract=[shown.choice.settings.contract.start, shown.end], event_goto=jump,
    )  # fmt: skip


def _band(likely: Likely, arm: str, name: str) -> dict[str, list[float]] | None:
    band = likely.bands[arm].get(name)
    if band is None:
        return None
    return {part: np.round(getattr(band, part), 4).tolist() for part in band._fields}


def _plain(value: float) -> float | None:
    return round(value, 4) if np.isfinite(value) else None


@solara.component
def Routes(plays: Sequence[Play], frames: Sequence[Frame]) -> None:
    """By which routes hosts' people changed."""
    with solara.Column(gap="0px", classes=["kb-card"]):
        solara.HTML("h3", "Why: how the change reached the hosts' people")
        solara.HTML("table", unsafe_innerHTML=why.routes_table(plays, frames), classes=["kb-table"])
        solara.Text(
            "Points of disposition out of 100 since week 0, mean over people; disposition is the geometric "
            "mean of attitude, knowledge, skill and confidence.", classes=["kb-said"],
        )  # fmt: skip


@solara.component
def Person(plays: Sequence[Play], person: tuple[int, int], latest: bool) -> None:
    """Who a person is, and what moved them."""
    side, row = person
    with solara.Column(gap="0px", classes=["kb-card"]):
        if row < 0 or side >= len(plays):
            solara.HTML("h3", "A person's story")
            solara.Text("Click a person to see what moved them.")
            return
        play = plays[side]
        solara.HTML("h3", f"{play.person_name(row)}, with {LABELS[play.arm]}")
        solara.HTML("table", unsafe_innerHTML=why.trail_table(play, row), classes=["kb-table"])
        if not latest:
            solara.Text(f"Up to week {play.model.week}, the last one played.", classes=["kb-said"])


@solara.component
def Happened(plays: Sequence[Play], jump: Callable[[int], None]) -> None:
    """The latest events that a reader may want to jump to."""
    with solara.Column(gap="0px", classes=["kb-card"]):
        solara.HTML("h3", "What happened")
        for play in plays:
            own = [event for frame in play.frames for event in frame.events if event.kind in TOLD]
            solara.Text(f"{LABELS[play.arm]}:", style={"font-weight": "bold"})
            for event in own[:-7:-1]:
                solara.Button(
                    f"week {event.week}: {why.event_words(play, event)}", text=True, small=True,
                    on_click=lambda event=event: jump(event.week), classes=["kb-event"],
                )  # fmt: skip
