"""Who a person or a broker is, and why a person changed, in words and numbers for the player."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from experiments.page.play import Play, Worlds, broker_name
from simulation.story import Part, Route
from simulation.tables import ACTIVITIES, NOBODY

TRAIL = 12  # rows of a person's trail
Kind = Literal["person", "broker"]


def story(worlds: Worlds, kind: Kind, row: int, week: int) -> str:
    """What moved a person, or what a broker did, up to a week in every world, as JSON."""
    sides: list[Any]
    if kind == "person":
        sides = [person(play, row) for play in worlds.at(week)]
    else:
        sides = [broker(play, row, week) for play in worlds.plays]
    return json.dumps({"kind": kind, "row": row, "week": week, "sides": sides})


def stories(plays: Sequence[Play]) -> str:
    """The same of everybody up to the last week played, as JSON: the week, and by side, kind and row."""
    week = plays[0].model.week
    sides = [
        {
            "person": [person(play, row) for row in range(len(play.model.people))],
            "broker": [broker(play, row, week) for row in range(len(play.model.brokers))],
        }
        for play in plays
    ]
    return json.dumps({"week": week, "sides": sides}, separators=(",", ":"))


def person(play: Play, row: int) -> dict[str, Any]:
    """What moved a person so far, in points of disposition, and each decision to practise or stop."""
    trail = [
        (_source(play, part), _points(part.amount), part.first, part.last)
        for part in play.model.story.trail(row)[:TRAIL]
    ]
    return {"trail": trail, "turns": _turns(play, row)}


def _source(play: Play, part: Part) -> str:
    """By which route a change came and, where it is known, from whom."""
    if part.source == NOBODY:
        return part.route.words
    by_broker = part.route <= Route.INTRODUCED
    name = broker_name(part.source) if by_broker else play.person_name(part.source)
    return f"{part.route.words}: {name}"


def _turns(play: Play, row: int) -> list[tuple[str, float, float]]:
    """What each decision was made of, the readiness then and the threshold; latest first."""
    said = []
    for turn in reversed(play.model.story.turns[row]):
        parts = [("at the start", turn.at_first), ("practising colleagues", turn.norm)]
        parts += [(route.words, turn.routes[route]) for route in Route if turn.routes[route]]
        parts.sort(key=lambda part: -abs(part[1]))
        made = ", ".join(f"{name} {100 * amount:+.1f}" for name, amount in parts)
        did = "began" if turn.practising else "stopped"
        words = f"week {turn.week}, {did}: {made}"
        said.append((words, _points(turn.readiness), _points(turn.threshold)))
    return said


def _points(share: float) -> float:
    return round(100 * share, 2)


def broker(play: Play, row: int, week: int) -> dict[str, Any] | None:
    """Who a broker is and what they have done up to a week; None if the arm has no such post."""
    if row >= len(play.model.brokers):
        return None
    post = play.frames[week].brokers[row]
    places = [organisation.name.replace("_", " ") for organisation in play.model.organisations]
    hours = post["hours"] / max(1e-9, post["hours"].sum())
    said = {
        "home": places[post["home_organisation"]],
        "host": places[post["host_organisation"]],
        "desk at the host": "yes" if post["embedded"] else "no",
        "leads the team": "yes" if play.leads(row) else "no",
        "buddy": broker_name(play.buddy(row)) if play.buddy(row) != NOBODY else "none",
        "weeks in post": str(post["weeks_in_post"]),
        "visits accepted": f"{post['doors'].sum()} of {post['doors_tried']}",
        "joint visits": str(post["joint_visits"]),
        "meetings arranged": str(post["bridges"]),
        **{f"time: {name}": f"{hours[n]:.0%}" for n, name in enumerate(ACTIVITIES)},
    }
    return {"facts": list(said.items())}
