"""Worlds and their courses as components: small programs in Vue draw them on canvases in the browser."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable

import solara

from experiments.config.arms import COLOURS, NAMES
from experiments.page.likely import Likely
from experiments.page.play import COURSES, Frame, Play, Worlds
from experiments.page.scene import COLOUR_BY, drawn, scene

SHARES = [not name.startswith(("ties", "bids", "decisions", "hours")) for name in COURSES]


@solara.component_vue("network.vue")
def Network(
    still: str, moment: str, colour: str, title: str, chosen: list[str | int],
    event_pick: Callable[[list[str | int]], None],
) -> None:  # fmt: skip
    """A world drawn in the browser; `still` and `moment` are JSON, which passes through faster than lists."""


@solara.component_vue("courses.vue")
def Courses(
    panels: list[str], shares: list[bool], played: str, likely: str, week: int, weeks: int,
    contract: list[int],
    event_goto: Callable[[int], None],
) -> None:  # fmt: skip
    """Outcomes over the weeks, drawn in the browser; `played` and `likely` are JSON."""


@solara.component
def World(
    play: Play, frame: Frame, colour: str, chosen: list[str | int],
    choose: Callable[[list[str | int]], None],
) -> None:  # fmt: skip
    """One world with its title."""
    still = solara.use_memo(lambda: json.dumps(scene(play)), [id(play)])
    share = frame.outcomes["practising_host"]
    with solara.Column(gap="0px", classes=["kb-world"]):
        solara.HTML(
            "h2", f"{NAMES[play.arm]}: {share:.0%} of the hosts' people practise",
            style={"color": COLOURS[play.arm]}, classes=["kb-title"],
        )  # fmt: skip
        Network(
            still=still, moment=json.dumps(drawn(play, frame, colour)), colour=colour,
            title=NAMES[play.arm], chosen=chosen, event_pick=choose,
        )  # fmt: skip


@solara.component
def Legend(colour: str, set_colour: Callable[[str], None]) -> None:
    """What the marks mean, and what people are coloured by."""
    with solara.Row(classes=["kb-legend"], style={"align-items": "center"}):
        solara.Select(
            "People coloured by", value=colour, values=list(COLOUR_BY), on_value=set_colour
        )
        solara.HTML("div", unsafe_innerHTML=legend(colour))


def legend(colour: str) -> str:
    """What is drawn in a world, as HTML: what there is, and on a line below what happened in the week.

    Args:
        colour: what people are coloured by, one of `COLOUR_BY`.
    """
    by = "filled: practises"
    if colour != "practising":
        by = f"darker: more {colour}; thick rim: practises"
    lasting = _marks((("○", "#222", f"person ({by})"), *LASTING))
    return f"{lasting}<br><b>In this week:</b> {_marks(OF_A_WEEK)}"


def _marks(marks: Iterable[tuple[str, str, str]]) -> str:
    return "".join(
        f"<span class='kb-mark'><b style='color:{shade}'>{sign}</b> {meaning}</span>"
        for sign, shade, meaning in marks
    )


# Sign, colour and meaning of what network.vue draws.
LASTING = (
    ("◆", "#D55E00", "broker (black rim: leader; dashed line: buddies)"),
    ("—", "#0072B2", "tie (darker: closer; bold: new)"),
)
OF_A_WEEK = (
    ("—", "#D55E00", "talk with a broker (thick: with a pair)"),
    ("┄", "#999", "shut door: a visit refused"),
    ("—", "#009E73", "good meeting"), ("┄", "#b2182b", "bad meeting"),
    ("◎", "#00518a", "began to practise"), ("◎", "#777", "left, and was replaced"),
    ("✎", "#7b3294", "bid"), ("£", "#7b3294", "grant"), ("✔", "#7b3294", "decision that used research"),
    ("▭", "#b2182b", "reorganisation"),
)  # fmt: skip


@solara.component
def Lines(shown: Worlds, likely: Likely | None, week: int, jump: Callable[[int], None]) -> None:
    """Both worlds over the weeks in the same axes, over what is likely."""

    def bands() -> str:
        arms = dict.fromkeys(shown.choice.sides) if likely else ()
        return json.dumps(
            [
                {"colour": COLOURS[arm], "panels": [_band(likely, arm, name) for name in COURSES]}
                for arm in arms
            ]
        )

    solara.Text(
        "Over the weeks: the worlds above (thick lines), the mean of many runs (dashed) and where nine in "
        "ten of them lie (bands), in the colours of the titles. Click in a panel to go to a week.",
        classes=["kb-said"],
    )
    lines = [
        {
            "name": NAMES[play.arm], "colour": COLOURS[play.arm],
            "values": [
                [_plain(frame.outcomes[name]) for frame in play.frames] for name in COURSES
            ],
        }
        for play in shown.plays
    ]  # fmt: skip
    Courses(
        panels=list(COURSES.values()), shares=SHARES, played=json.dumps(lines),
        likely=solara.use_memo(bands, [likely]), week=week, weeks=shown.choice.settings.weeks,
        contract=[shown.choice.settings.contract.start, shown.end], event_goto=jump,
    )  # fmt: skip


def _band(likely: Likely | None, arm: str, name: str) -> dict[str, list[float | None]] | None:
    band = likely.bands[arm].get(name) if likely else None
    return band and {part: list(map(_plain, getattr(band, part))) for part in band._fields}


def _plain(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None
