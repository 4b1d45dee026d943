"""The player as a component: the worlds are played in a thread and sent to the browser, which shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import solara
import solara.lab

from experiments.page import packing, scene, why
from experiments.page.likely import Likely
from experiments.page.play import Worlds
from experiments.page.program import text

Asked = tuple[why.Kind, int, int]  # who, and up to which week


@solara.component_vue("player/player.vue")
def _Browser(
    fixed: str, parts: list[str], bands: str | None, story: str, week: int,
    event_ask: Callable[[Any], None], event_rest: Callable[[Any], None],
) -> None:  # fmt: skip
    """The program in the browser."""


@solara.component
def Player(
    worlds: Worlds, likely: Likely | None, failed: bool, rest: Callable[[int], None]
) -> None:
    """Both worlds, which nobody has played yet, over what is likely unless that has failed.

    `rest` is told which week is shown, and which one will be shown once it has been computed.
    """
    asked, set_asked = solara.use_state(None)

    def play() -> Iterator[list[str]]:
        sent: list[str] = []
        for part in packing.parts(worlds):
            sent = [*sent, part]
            yield sent

    def ask(whom: Any) -> None:
        if (found := asked_for(worlds, whom)) is not None:
            set_asked(found)

    def stop(week: Any) -> None:
        if type(week) is int and 0 <= week <= worlds.choice.settings.weeks:
            rest(week)

    played = solara.lab.use_task(play, dependencies=[], raise_error=False)
    told = solara.lab.use_task(
        lambda: why.story(worlds, *asked) if asked else "", dependencies=[asked], raise_error=False
    )
    packed = solara.use_memo(lambda: packing.bands(likely) if likely else "", [likely])
    solara.use_effect(lambda: worlds.drop, [])
    solara.Style(text("player/player.css"))
    for task in (played, told):
        if task.error:
            solara.Error(f"The worlds cannot be played ({type(task.exception).__name__}).")
    _Browser(
        fixed=solara.use_memo(lambda: scene.fixed(worlds), []), parts=played.latest or [],
        bands=None if failed else packed, story=told.value or "", week=worlds.choice.week,
        event_ask=ask, event_rest=stop,
    )  # fmt: skip


def asked_for(worlds: Worlds, whom: Any) -> Asked | None:
    """Whom a browser asks about; None if there is no such person, or the week was not played."""
    match whom:
        case {"kind": "person" | "broker" as kind, "row": int(row), "week": int(week)}:
            models = [play.model for play in worlds.plays]
            found = [model.people if kind == "person" else model.brokers for model in models]
            if 0 <= row < max(map(len, found)) and 0 <= week <= worlds.week:
                return kind, row, week
    return None
