"""The team's lead by the hours of each activity and by what an hour buys, and where it breaks even.

An activity is judged by what its hours add: the team less the same team without this activity, in the same
worlds. For all activities together, the team without them are solos.
"""

import functools
import itertools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.config.configurations import Changes
from experiments.methods import crossings, estimates
from experiments.methods.estimates import CULTURE, Estimate, Values, estimate, quantiles
from simulation import Settings
from simulation.passport import leaves
from simulation.roster import team_posts

Runs = Mapping[Any, Mapping[str, Values]]  # outcomes of runs, or of parameter sets, by case

TIMES = (0.0, 0.5, 1.0, 2.0)  # hours, and what an hour buys, as multiples of those of the settings
TOGETHER = "hours_together"


class Activity(NamedTuple):
    """Something done together: the settings of its hours, and of what these hours buy."""

    hours: tuple[str, ...]
    buys: tuple[str, ...]


# Support and introductions come from meetings and pairs, so that they are among what either buys. What
# dividing the work buys has no setting of its own.
_ACTIVITIES = {
    "meetings": Activity(
        ("team.support", "team.pooling", "team.introductions", "team.handover", "team.sharing_out"),
        ("team.peer_support", "team.encouragement", "team.pooling_rate", "team.introduction",
         "team.handed_over"),
    ),
    "pairs": Activity(
        ("team.pair",),
        ("team.peer_support", "team.encouragement", "team.teaching", "team.introduction",
         "encounters.modelling"),
    ),
    "leader": Activity(("team.leading",), ("team.shield",)),
}  # fmt: skip
ALL = "all"
ACTIVITIES = {
    ALL: Activity(
        tuple(name for one in _ACTIVITIES.values() for name in one.hours),
        tuple(dict.fromkeys(name for one in _ACTIVITIES.values() for name in one.buys)),
    ),
    **_ACTIVITIES,
}


class Point(NamedTuple):
    """An activity with these hours, which buy so much: multiples of the settings."""

    activity: str
    hours: float
    worth: float

    @property
    def without(self) -> "Point":
        """The same team without this activity, where what other activities share with it buys as much."""
        return self._replace(hours=0.0)


POINTS = [Point(name, hours, worth) for name in ACTIVITIES for hours in TIMES for worth in TIMES]
SOLOS = Point(ALL, 0.0, 1.0)


def references(activity: str) -> tuple[str, ...]:
    """What a point is compared with; without all activities, the team are solos."""
    return ("without",) if activity == ALL else ("without", "solos")


def changes_of(settings: Settings, point: Point) -> Changes:
    """A point as changes to the settings, within what is allowed; without all activities: solos."""
    own = ACTIVITIES[point.activity]
    if point.hours == 0.0 and point.activity == ALL:
        return {"arm": "solos"}
    others = [one.buys for name, one in _ACTIVITIES.items() if name != point.activity]
    bought = [name for name in own.buys if point.hours or any(name in buys for buys in others)]
    changes: dict[str, Any] = {"arm": "team"}
    for names, times in ((own.hours, point.hours), (bought, point.worth)):
        for name in names:
            value, most = _values(settings)[name]
            changes[name] = min(times * value, most)
    return changes


@functools.lru_cache(maxsize=2)
def _values(settings: Settings) -> dict[str, tuple[float, float]]:
    """The value of each setting of the activities, and the most that is allowed."""
    named = {name for one in ACTIVITIES.values() for name in (*one.hours, *one.buys)}
    return {
        leaf.name: (float(leaf.value), leaf.passport.legal[1])
        for leaf in leaves(settings)
        if leaf.name in named and leaf.passport
    }


def hours_of(settings: Settings, activity: str, times: float) -> float:
    """Half-days a week that an activity takes: of each broker; of the leader, for leading."""
    values = _values(settings)
    hours = sum(values[name][0] for name in ACTIVITIES[activity].hours)
    if activity == ALL:  # leading is the work of one
        leading = values["team.leading"][0]
        hours += leading / len(team_posts(settings)) - leading
    return times * settings.team.hours * hours


def added(runs: Runs, point: Point, reference: str) -> Values:
    """`(units,)` what the team at a point exceeds its reference by: of the people, how many more practise."""
    other = point.without if reference == "without" else SOLOS
    return runs[point][CULTURE] - runs[other][CULTURE]


def surface(settings: Settings, own: Runs, in_sets: Runs) -> pd.DataFrame:
    """A row per point and reference: the mean difference with its interval, and over the parameter sets."""
    rows = []
    for point in POINTS:
        for reference in references(point.activity):
            row: dict[str, Any] = {**point._asdict(), "reference": reference}
            row["half_days"] = hours_of(settings, point.activity, point.hours)
            row |= estimate(added(own, point, reference))._asdict()
            if in_sets:
                over = added(in_sets, point, reference)
                row |= quantiles(over, "sets_") | estimate(over).columns("sets_")
                row["sets_ahead"] = float((over > 0).mean())
            rows.append(row)
    return pd.DataFrame(rows)


def break_even(settings: Settings, own: Runs, in_sets: Runs) -> pd.DataFrame:
    """A row per activity, hours and reference: how much an hour must buy for the difference to reach zero."""
    rows = []
    for activity, hours in itertools.product(ACTIVITIES, TIMES[1:]):
        for reference in references(activity):
            row: dict[str, Any] = {"activity": activity, "hours": hours, "reference": reference}
            row["half_days"] = hours_of(settings, activity, hours)
            row |= _line(_by_worth(own, activity, hours, reference), "worth")
            if in_sets:
                row |= _line(_by_worth(in_sets, activity, hours, reference), "sets_worth")
                at = in_each(in_sets, activity, hours, reference)
                row |= quantiles(at, "sets_", may_be_infinite=True)
                row["sets_always"] = float((at == TIMES[0]).mean())
                row["sets_never"] = float(np.isinf(at).mean())
            rows.append(row)
    return pd.DataFrame(rows)


def _by_worth(runs: Runs, activity: str, hours: float, reference: str) -> Values:
    """`(units, worths)` the differences for all that an hour may buy."""
    points = (Point(activity, hours, worth) for worth in TIMES)
    return np.stack([added(runs, point, reference) for point in points], axis=1)


def _line(differences: Values, name: str) -> dict[str, Any]:
    """Where the mean difference reaches zero, with its interval over units."""
    found = crossings.curve(np.array(TIMES), differences, np.ones_like(differences), 0.0)
    return estimates.with_ends(name, found.at, found.ends)


def in_each(runs: Runs, activity: str, hours: float = 1.0, reference: str = "without") -> Values:
    """`(sets,)` where each parameter set by itself breaks even, with so many times the hours."""
    even = np.ones(len(TIMES))
    fitted = [crossings.rising(one, even) for one in _by_worth(runs, activity, hours, reference)]
    return np.array([crossings.reach(np.array(TIMES), one, 0.0) for one in fitted])


def prices(own: Runs, in_sets: Runs) -> pd.DataFrame:
    """A row per activity: what a half-day a week of it costs and buys, in people practising."""
    rows = []
    for activity in ACTIVITIES:
        row: dict[str, Any] = {"activity": activity}
        for prefix, runs in (("", own), ("sets_", in_sets)):
            for name, found in _price(runs, activity) if runs else ():
                row |= found.columns(f"{prefix}{name}_")
        row["spent"] = _spent(own, activity)
        rows.append(row)
    return pd.DataFrame(rows)


def _spent(runs: Runs, activity: str) -> float:
    """Half-days a week that all brokers together spend on an activity, as they did."""
    point = Point(activity, 1.0, 1.0)
    return float((runs[point][TOGETHER] - runs[point.without][TOGETHER]).mean())


def _price(runs: Runs, activity: str) -> Iterator[tuple[str, Estimate]]:
    """What a half-day takes where it buys nothing, and what it gives back where it buys what it does.

    Their ratio is in half-days of the brokers' own work, as these are what is lost.
    """
    spent = _spent(runs, activity)
    if spent > 0:
        idle, usual = (added(runs, Point(activity, 1.0, worth), "without") for worth in (0.0, 1.0))
        yield "cost", estimate(-idle / spent)
        yield "bought", estimate((usual - idle) / spent)
        yield "return", estimates.ratio(usual - idle, -idle)
