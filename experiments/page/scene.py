"""Where everything stands on the page, and what of a week is drawn: plain numbers for the browser."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from experiments.page.play import STANCES, Frame, Play, broker_name
from simulation.story import Kind
from simulation.tables import COMMUNITIES, NOBODY

WIDTH, HEIGHT = 1000.0, 520.0
BAND = 200.0  # height of a community
MARGIN, GAP, HEAD = 14.0, 16.0, 30.0
COLOUR_BY = ("practising", *STANCES)
# What is drawn of a week's events, as one letter for the browser.
MARKS = {
    Kind.MEETING_GOOD: "g", Kind.MEETING_BAD: "b", Kind.TALK: "t", Kind.DOOR_SHUT: "d",
    Kind.TIED: "T", Kind.GRANT: "G", Kind.BID: "B", Kind.INFORMED: "I", Kind.LEFT: "L", Kind.BEGAN: "p",
}  # fmt: skip


def scene(play: Play) -> dict[str, Any]:
    """What stays the same: organisations as boxes, people's places in them, and what they are called."""
    boxes: list[list[Any]] = []
    spots = np.zeros((len(play.model.people), 2))
    for community, top in enumerate((MARGIN, HEIGHT - MARGIN - BAND)):
        own = [o for o in play.model.organisations if o.community == community]
        room = WIDTH - 2 * MARGIN - GAP * (len(own) - 1)
        whole = sum(max(8, len(o.members)) for o in own)
        left = MARGIN
        for organisation in own:
            width = room * max(8, len(organisation.members)) / whole
            name = organisation.name.replace("_", " ")
            host = bool(organisation.host)
            boxes.append([round(left, 1), top, round(width, 1), BAND, name, host])
            rows = [person.row for person in organisation.members]
            spots[rows] = _places(len(rows), left, top, width)
            left += width + GAP
    step = min(
        (_step(len(o.members), b[2]) for o, b in zip(play.model.organisations, boxes, strict=True))
    )
    return {
        "width": WIDTH, "height": HEIGHT, "boxes": boxes, "dot": round(min(9.0, 0.36 * step), 1),
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


def drawn(play: Play, frame: Frame, colour: str) -> dict[str, Any]:
    """What a week looks like.

    Args:
        play: the world.
        frame: the week.
        colour: what people are coloured by, one of `COLOUR_BY`.
    """
    value = (
        frame.practising.astype(float)
        if colour == "practising"
        else frame.stances[:, STANCES.index(colour)]
    )
    ties = np.column_stack([frame.ties, np.round(100 * frame.bonds).astype(int)])
    return {
        "week": frame.week, "colour": np.round(100 * value).astype(int).tolist(),
        "practising": frame.practising.astype(int).tolist(), "ties": ties.tolist(),
        "brokers": [_broker(play, frame.brokers, b) for b in range(len(frame.brokers))],
        "marks": [
            [MARKS[event.kind], event.person, event.other, event.broker, int(event.joint)]
            for event in frame.events
            if event.kind in MARKS and event.person != NOBODY
        ],
        "reorganised": [e.person for e in frame.events if e.kind == Kind.REORGANISED],
        "stances": np.round(100 * frame.stances).astype(int).tolist(),
    }  # fmt: skip


def _broker(play: Play, brokers: Any, number: int) -> dict[str, Any]:
    row = brokers[number]
    return {
        "name": broker_name(number), "home": int(row["home_organisation"]),
        "host": int(row["host_organisation"]), "embedded": bool(row["embedded"]),
        "in_post": bool(row["in_post"]), "leader": play.leads(number),
        "buddy": play.buddy(number), "strain": round(float(row["strain"]), 2),
        "confidence": round(float(row["confidence"]), 2),
        "nth": int(sum(brokers["host_organisation"][:number] == row["host_organisation"])),
    }  # fmt: skip
