"""Why people changed, in words and numbers: by which routes, and for one person through whom."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from experiments.config.arms import COLOURS, IN_SENTENCES, NAMES
from experiments.page.play import Frame, Play, broker_name
from simulation.story import DISPOSITION, Event, Kind, Route
from simulation.tables import ACTIVITIES, NOBODY

TRAIL = 12  # rows of a person's trail
LATEST = 60  # events that are listed; going back in time lists earlier ones
LEAST = 0.5  # points that are worth a word


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
    """How the two worlds on the page compare, and their largest difference; empty for one world."""
    if len(frames) < 2:
        return ""
    if not frames[0].week:
        return "Below are two worlds, one run each. Press ▶ to play the weeks, or go to the end of contracts."
    first, second = (IN_SENTENCES[play.arm] for play in plays)
    a, b = (round(100 * frame.outcomes["practising_host"]) for frame in frames)
    here = f"The two worlds shown are one run each. By week {frames[0].week},"
    here += f" {a}% practise with {first} and {b}% with {second}"
    gaps = 100 * (frames[0].routes[:, DISPOSITION] - frames[1].routes[:, DISPOSITION])
    r = int(np.argmax(np.abs(gaps)))
    if abs(gaps[r]) < LEAST:
        return f"{here}. Why people changed differs by less than half a point so far."
    more = first if gaps[r] > 0 else second
    return (
        f"{here}. The largest difference in why people changed: {Route(r).words}, "
        f"{abs(gaps[r]):.1f} points more with {more}."
    )


def routes_table(plays: Sequence[Play], frames: Sequence[Frame]) -> str:
    """The routes as the rows of an HTML table."""
    heads = "".join(f"<th>{NAMES[play.arm]}</th>" for play in plays)
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


def turns_table(play: Play, row: int) -> str:
    """What each decision to practise or to stop was made of, as the rows of an HTML table."""
    said = []
    for turn in reversed(play.model.story.turns[row]):
        parts = [("week 0", turn.at_first), ("practising colleagues", turn.norm)]
        parts += [(route.words, turn.routes[route]) for route in Route if turn.routes[route]]
        parts.sort(key=lambda part: -abs(part[1]))
        made = ", ".join(f"{name} {100 * amount:+.1f}" for name, amount in parts)
        did = "began" if turn.practising else "stopped"
        said.append(
            f"<tr><td>week {turn.week}, {did}: {made}</td><td>{100 * turn.readiness:.1f}</td>"
            f"<td>{100 * turn.threshold:.1f}</td></tr>"
        )
    if not said:
        return ""
    return f"<tr><th>practising</th><th>readiness</th><th>threshold</th></tr>{''.join(said)}"


def told(plays: Sequence[Play], week: int, kind: Kind) -> list[tuple[int, str, str, str]]:
    """Week, arm, its colour, and words of what happened up to a week, latest first.

    Args:
        plays: the worlds.
        week: the last that is told.
        kind: what is told.
    """
    found: list[tuple[int, str, str, str]] = []
    for back in range(week, 0, -1):
        for play in plays:
            found += [
                (back, NAMES[play.arm], COLOURS[play.arm], event_words(play, event))
                for event in play.frames[back].events
                if event.kind == kind
            ]
        if len(found) >= LATEST:
            break
    return found[:LATEST]


def event_words(play: Play, event: Event) -> str:
    """An event in words."""
    if event.kind == Kind.REORGANISED:
        return f"{play.model.organisations[event.person].name.replace('_', ' ')}"
    who = broker_name(event.broker) if event.person == NOBODY else play.person_name(event.person)
    if event.person == NOBODY:
        return who
    by = f" with {broker_name(event.broker)}" if event.broker != NOBODY else ""
    by += " and buddy" if event.joint else ""
    return who + (f" and {play.person_name(event.other)}" if event.other != NOBODY else "") + by


def hours_table(plays: Sequence[Play], frames: Sequence[Frame]) -> str:
    """Shares of all brokers' half-days so far by activity, as the rows of an HTML table."""
    heads = "".join(f"<th>{NAMES[play.arm]}</th>" for play in plays)
    spent = [frame.brokers["hours"].sum(axis=0) for frame in frames]
    shares_ = [hours / hours.sum() if hours.sum() else hours for hours in spent]
    rows = "".join(
        f"<tr><td>{name}</td>{''.join(f'<td>{own[number]:.0%}</td>' for own in shares_)}</tr>"
        for number, name in enumerate(ACTIVITIES)
    )
    return f"<tr><th>activity</th>{heads}</tr>{rows}"


def broker_table(play: Play, frame: Frame, row: int) -> str:
    """Who a broker is and what they have done so far, as the rows of an HTML table."""
    post = frame.brokers[row]
    places = [
        escape(organisation.name.replace("_", " ")) for organisation in play.model.organisations
    ]
    hours = post["hours"] / max(1e-9, post["hours"].sum())
    said = {
        "in post": "yes" if post["in_post"] else "vacant",
        "home": places[post["home_organisation"]],
        "host": places[post["host_organisation"]],
        "desk in the host": "yes" if post["embedded"] else "no",
        "leads the team": "yes" if play.leads(row) else "no",
        "buddy": broker_name(play.buddy(row)) if play.buddy(row) != NOBODY else "none",
        "weeks in post": str(post["weeks_in_post"]),
        "doors opened": f"{post['doors'].sum()} of {post['doors_tried']}",
        "joint visits": str(post["joint_visits"]),
        "meetings arranged": str(post["bridges"]),
        "strain": f"{100 * post['strain']:.0f} of 100",
        "confidence": f"{100 * post['confidence']:.0f} of 100",
        **{f"time: {name}": f"{hours[n]:.0%}" for n, name in enumerate(ACTIVITIES)},
    }
    return "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in said.items())
