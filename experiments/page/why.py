"""Why people changed, in words and numbers: by which routes, and for one person through whom."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from experiments.figures.style import LABELS
from experiments.page.play import Frame, Play, broker_name
from simulation.story import DISPOSITION, Event, Kind, Route
from simulation.tables import NOBODY

TRAIL = 12  # rows of a person's trail


class Share(NamedTuple):
    """What a route brought to the hosts' people, in points of disposition out of 100, on each side."""

    route: str
    amounts: tuple[float, ...]


def shares(frames: Sequence[Frame]) -> list[Share]:
    """By which routes hosts' people changed on each side, largest difference first, and the sum of all.

    Args:
        frames: the week on each side.
    """
    parts = np.array([100 * frame.routes[:, DISPOSITION] for frame in frames])
    weight = np.abs(parts[0] - parts[1]) if len(parts) > 1 else np.abs(parts[0])
    found = [Share(Route(r).words, tuple(parts[:, r])) for r in np.argsort(-weight, kind="stable")]
    kept = [share for share in found if any(share.amounts)]
    return [*kept, Share("all together", tuple(parts.sum(axis=1)))]


def reason(plays: Sequence[Play], frames: Sequence[Frame]) -> str:
    """The route that parts the two worlds on the page most, in a sentence; empty if none does."""
    if len(frames) < 2:
        return ""
    gaps = 100 * (frames[0].routes[:, DISPOSITION] - frames[1].routes[:, DISPOSITION])
    r = int(np.argmax(np.abs(gaps)))
    if abs(gaps[r]) < 0.5:
        return "In the two worlds on this page no route to people differs by half a point yet."
    more, less = (plays[0].arm, plays[1].arm) if gaps[r] > 0 else (plays[1].arm, plays[0].arm)
    return (
        f"One reason, in the two worlds on this page by week {frames[0].week}: {Route(r).words} moved "
        f"people's disposition by {abs(gaps[r]):.1f} points of 100 more with {LABELS[more]} than with "
        f"{LABELS[less]}."
    )


def routes_table(plays: Sequence[Play], frames: Sequence[Frame]) -> str:
    """The routes as the rows of an HTML table."""
    heads = "".join(f"<th>{LABELS[play.arm]}</th>" for play in plays)
    rows = "".join(
        f"<tr><td>{share.route}</td>{''.join(f'<td>{a:+.1f}</td>' for a in share.amounts)}</tr>"
        for share in shares(frames)
    )
    return f"<tr><th>route</th>{heads}</tr>{rows}"


def trail_table(play: Play, row: int) -> str:
    """What moved a person, weightiest first, as the rows of an HTML table."""
    people = play.model.world.people[row]
    practises = "practises" if people["practising"] else "does not practise"
    rows = "".join(
        f"<tr><td>{part.route.words}{f': {escape(source)}' if source else ''}</td>"
        f"<td>{100 * part.amount:+.1f}</td><td>{part.first}-{part.last}</td></tr>"
        for part, source in play.trail(row)[:TRAIL]
    )
    return f"<tr><th>{practises}; moved by</th><th>points</th><th>weeks</th></tr>{rows}"


def event_words(play: Play, event: Event) -> str:
    """An event in words."""
    if event.kind == Kind.REORGANISED:
        return f"reorganisation of {play.model.organisations[event.person].name.replace('_', ' ')}"
    who = broker_name(event.broker) if event.person == NOBODY else play.person_name(event.person)
    return f"{event.kind.value}: {who}"
