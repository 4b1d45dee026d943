"""Texts and tables of the page: the answer, why people changed, and what happened."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

import solara

from experiments.config.arms import NAMES
from experiments.page import why
from experiments.page.choice import REPLICATES
from experiments.page.likely import Likely
from experiments.page.play import Frame, Play, broker_name
from simulation.story import Kind


@solara.component
def Answer(likely: Likely | None, failed: BaseException | None, reason: str) -> None:
    """Which arm changed the culture more, how sure that is, and one reason why."""
    with solara.Column(gap="0px", classes=["kb-answer"]):
        # Readers of screens are told the answer when it comes, not the state of play each week.
        with solara.v.Html(tag="div", attributes={"role": "status"}):
            if failed is not None:
                solara.HTML("p", f"The runs could not be made ({type(failed).__name__}).")
            elif likely is None:
                solara.HTML("p", f"Comparing {REPLICATES} runs of each arm with these settings ...")
            else:
                solara.HTML("p", likely.sentences[0], classes=["kb-headline"])
                basis = (
                    f"Based on {likely.replicates} runs of each arm with the same random numbers. "
                    "To practise is to collaborate routinely across the two communities."
                )
                for sentence in (*likely.sentences[1:], basis):
                    solara.HTML("p", sentence)
        if reason:
            solara.HTML("p", reason)


@solara.component
def Routes(plays: Sequence[Play], frames: Sequence[Frame]) -> None:
    """By which routes the people in the hosts changed."""
    with solara.Column(gap="0px", classes=["kb-card"]):
        solara.HTML("h3", "Why people in the hosts changed")
        solara.HTML("table", unsafe_innerHTML=why.routes_table(plays, frames), classes=["kb-table"])
        solara.Text(
            "Mean change per person since week 0, in points of disposition (0 to 100): the geometric mean of "
            "attitude, knowledge, skill and confidence.", classes=["kb-said"],
        )  # fmt: skip


class Chosen(NamedTuple):
    """Who was clicked.

    Attributes:
        side: in which world.
        kind: `person` or `broker`.
        row: which.
    """

    side: int
    kind: str
    row: int


NOBODY = Chosen(0, "", -1)


@solara.component
def Somebody(plays: Sequence[Play], frames: Sequence[Frame], whom: Chosen) -> None:
    """Who a person or a broker is, and their story so far."""
    with solara.Column(gap="0px", classes=["kb-card"]):
        if not whom.kind or whom.side >= len(plays):
            solara.HTML("h3", "A person's story")
            solara.Text(
                "Click a person or a broker to see who they are and what changed them.",
                classes=["kb-said"],
            )
            return
        play, frame = plays[whom.side], frames[whom.side]
        if whom.kind == "broker":
            solara.HTML("h3", f"{broker_name(whom.row)}, {NAMES[play.arm]}")
            rows = why.broker_table(play, frame, whom.row)
        else:
            solara.HTML("h3", f"{escape(play.person_name(whom.row))}, with {NAMES[play.arm]}")
            rows = why.trail_table(play, whom.row)
        solara.HTML("table", unsafe_innerHTML=rows, classes=["kb-table"])
        if whom.kind == "person":
            if turns := why.turns_table(play, whom.row):
                solara.HTML("table", unsafe_innerHTML=turns, classes=["kb-table"])
            solara.Text(
                f"For everyone who has held this post, up to week {play.model.week}, in points.",
                classes=["kb-said"],
            )


@solara.component
def Hours(plays: Sequence[Play], frames: Sequence[Frame]) -> None:
    """How brokers spent their time."""
    solara.HTML("h3", "How brokers spent their time")
    solara.HTML("table", unsafe_innerHTML=why.hours_table(plays, frames), classes=["kb-table"])


@solara.component_vue("events.vue")
def Events(told: str, event_goto: Callable[[int], None]) -> None:
    """A list of events to jump to; `told` holds them as JSON."""


@solara.component
def Happened(plays: Sequence[Play], week: int, jump: Callable[[int], None]) -> None:
    """What happened up to a week, a kind at a time, to jump to."""
    kind, set_kind = solara.use_state(str(Kind.BEGAN))
    solara.HTML("h3", f"What happened up to week {week}")
    solara.Select("Events", value=kind, values=[str(each) for each in Kind], on_value=set_kind)
    Events(told=json.dumps(why.told(plays, week, Kind(kind))), event_goto=jump)
