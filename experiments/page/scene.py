"""What stays the same over the weeks of the worlds: where everything stands, and what it is called."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from experiments.config.arms import COLOURS, IN_SENTENCES
from experiments.page import texts
from experiments.page.play import COURSES, Play, Worlds, broker_name
from simulation.story import STANCES, Kind, Route
from simulation.tables import ACTIVITIES, COMMUNITIES

WIDTH, HEIGHT = 1000.0, 520.0
BAND = 200.0  # height of a community
MARGIN, GAP, HEAD = 14.0, 16.0, 30.0
SHARES = [not name.startswith(("ties", "bids", "decisions", "hours")) for name in COURSES]


def fixed(worlds: Worlds) -> str:
    """What the player needs beside the weeks, as JSON."""
    settings = worlds.choice.settings
    return json.dumps({
        "weeks": settings.weeks, "contract": [settings.contract.start, worlds.end],
        "panels": list(zip(COURSES.values(), SHARES, strict=True)), "stances": list(STANCES),
        "kinds": [[kind.name, kind.value] for kind in Kind], "routes": [route.words for route in Route],
        "activities": list(ACTIVITIES), "scene": scene(worlds.plays[0]),
        "sides": [_side(play) for play in worlds.plays],
    }, separators=(",", ":"))  # fmt: skip


def _side(play: Play) -> dict[str, Any]:
    """What differs between the worlds: the arm, its brokers, and who is a host."""
    return {
        "arm": play.arm, "name": texts.CALLED[play.arm], "sentence": IN_SENTENCES[play.arm],
        "colour": COLOURS[play.arm], "boxes": boxes(play),
        "brokers": [_broker(play, number) for number in range(len(play.model.brokers))],
    }  # fmt: skip


def _broker(play: Play, number: int) -> dict[str, Any]:
    brokers = play.model.world.brokers
    hosts = brokers["host_organisation"]
    return {
        "name": broker_name(number), "home": int(brokers["home_organisation"][number]),
        "host": int(hosts[number]), "embedded": bool(brokers["embedded"][number]),
        "leader": play.leads(number), "buddy": play.buddy(number),
        "nth": int(sum(hosts[:number] == hosts[number])),
    }  # fmt: skip


def boxes(play: Play) -> list[list[Any]]:
    """The organisations: left, top, width, height, name, and whether each is a host."""
    found: list[list[Any]] = []
    for community, top in enumerate((MARGIN, HEIGHT - MARGIN - BAND)):
        own = [o for o in play.model.organisations if o.community == community]
        room = WIDTH - 2 * MARGIN - GAP * (len(own) - 1)
        whole = sum(max(8, len(o.members)) for o in own)
        left = MARGIN
        for organisation in own:
            width = room * max(8, len(organisation.members)) / whole
            name = organisation.name.replace("_", " ")
            found.append(
                [round(left, 1), top, round(width, 1), BAND, name, bool(organisation.host)]
            )
            left += width + GAP
    return found


def scene(play: Play) -> dict[str, Any]:
    """Where people stand and what they are called, which is the same on both sides."""
    spots = np.zeros((len(play.model.people), 2))
    steps = []
    for organisation, (left, top, width, *_) in zip(
        play.model.organisations, boxes(play), strict=True
    ):
        rows = [person.row for person in organisation.members]
        spots[rows] = _places(len(rows), left, top, width)
        steps.append(_step(len(rows), width))
    return {
        "width": WIDTH, "height": HEIGHT, "dot": round(min(9.0, 0.36 * min(steps)), 1),
        "spots": np.round(spots, 1).tolist(), "communities": list(COMMUNITIES),
        "names": [play.person_name(row) for row in range(len(spots))],
    }  # fmt: skip


def _step(count: int, width: float) -> float:
    """The distance of people in a box."""
    return math.sqrt((width - 16) * (BAND - HEAD - 40) / max(1, count))


def _places(count: int, left: float, top: float, width: float) -> np.ndarray:
    """`(count, 2)` places in rows, below the name and above the brokers' row."""
    step = _step(count, width)
    columns = max(1, min(count, round((width - 16) / step)))
    rows = -(-count // columns)
    at = np.arange(count)
    x = left + 8 + (at % columns + 0.5) * (width - 16) / columns
    y = top + HEAD + (at // columns + 0.5) * (BAND - HEAD - 40) / rows
    return np.stack([x, y], axis=1)
