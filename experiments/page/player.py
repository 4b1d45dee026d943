"""The player as a component: the worlds are played in a thread and sent to the browser, which shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
import solara.lab

from experiments.page import packing, scene, why
from experiments.page.likely import Likely
from experiments.page.play import Worlds
from experiments.page.program import style

Asked = tuple[why.Kind, int, int]  # who, and up to which week


@solara.component_vue("player/player.vue")
def _Browser(
    fixed: str, parts: list[str], bands: str, story: str, week: int,
    event_ask: Callable[[Any], None], event_rest: Callable[[Any], None],
) -> None:  # fmt: skip
    """The program in the browser."""


@solara.component
def Player(worlds: Worlds, likely: Likely | None, rest: Callable[[int], None]) -> None:
    """Both worlds to play, over what is likely.

    Args:
        worlds: of which no week has been played.
        likely: what many runs say, once it is there.
        rest: is told at which week the player rests.
    """
    parts, set_parts = solara.use_state([])
    asked, set_asked = solara.use_state(None)

    def play() -> None:
        sent: list[str] = []
        for part in packing.parts(worlds):
            sent.append(part)
            set_parts([*sent])

    def ask(whom: Any) -> None:
        if (found := asked_for(worlds, whom)) is not None:
            set_asked(found)

    def stop(week: Any) -> None:
        if type(week) is int and 0 <= week <= worlds.choice.settings.weeks:
            rest(week)

    played = solara.lab.use_task(play, dependencies=[], prefer_threaded=True)
    told = solara.lab.use_task(
        lambda: why.story(worlds, *asked) if asked else "", dependencies=[asked], prefer_threaded=True
    )  # fmt: skip
    solara.use_effect(lambda: worlds.drop, [])
    solara.Style(style())
    for task in (played, told):
        if task.error:
            solara.Error(f"The worlds cannot be played ({type(task.exception).__name__}).")
    _Browser(
        fixed=solara.use_memo(lambda: scene.fixed(worlds), []), parts=parts,
        bands=solara.use_memo(lambda: packing.bands(likely) if likely else "", [likely]),
        story=told.value or "", week=worlds.choice.week, event_ask=ask, event_rest=stop,
    )  # fmt: skip


def asked_for(worlds: Worlds, whom: Any) -> Asked | None:
    """Whom a browser asks about; None if there is no such person, or the week was not played."""
    match whom:
        case {"kind": "person" | "broker" as kind, "row": int(row), "week": int(week)}:
            all_ = [
                play.model.people if kind == "person" else play.model.brokers
                for play in worlds.plays
            ]
            if 0 <= row < max(map(len, all_)) and 0 <= week <= worlds.week:
                return kind, row, week
    return None
