"""What an hour of an activity buys in units that a team could record, worked out by the rules of the model.

Where an activity breaks even is told as a multiple of what the model assumes. Here the rules say what that
multiple means: for a team whose posts are all held, with the hours of the settings.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.methods.estimates import quantiles, with_ends
from experiments.studies.break_even.surface import ALL, Point, changes_of
from simulation import Settings, change
from simulation.params import WEEKS_A_YEAR
from simulation.population import build
from simulation.rules import holders, posts
from simulation.rules.encounters import introduced_by
from simulation.tables import NOBODY, World

MONTH = WEEKS_A_YEAR / 12  # weeks
BOTH = 2  # communities that a broker has insight into
Unit = Callable[[World], float]


def introduced_by_buddy(team: World) -> float:
    """The share of the buddy's trust that an introduction carries over."""
    b, buddy = _pair(team)
    return float(introduced_by(team.brokers, b, buddy, team.p)) if buddy != NOBODY else 0.0


def introduced_by_mate(team: World) -> float:
    """The share of another mate's trust that an introduction carries over."""
    b, buddy = _pair(team)
    others = [k for k in range(len(team.brokers)) if k not in (b, buddy)]
    return max((float(introduced_by(team.brokers, b, k, team.p)) for k in others), default=0.0)


def taught(team: World) -> float:
    """The share of what the buddy knows better that a broker learns in a month of pairs."""
    return _closed(team, holders.learn_from_buddy, 1.0)


def pooled(team: World) -> float:
    """The share of what can be learnt at meetings of a community that a month of them conveys."""
    return _closed(team, holders.pool_insight, holders.SECOND_HAND)


def seen(team: World) -> float:
    """The attitude that a colleague who sees a joint visit gains, as a share of the distance to 1."""
    return float(team.p[0]["encounters_modelling"])


def handed_over(team: World) -> float:
    """The share of a leaver's trust that a successor receives."""
    return float(posts.covered_share(team.p))


def deflected(team: World) -> float:
    """The half-days a week of mates' demands that a leader deflects."""
    return sum(
        float(posts.shield(team.brokers, b, team.p) * posts.demand_on(team.brokers, b, team.p))
        for b in range(len(team.brokers))
    )


# Support and introductions are also bought by meetings; support has no unit that a team could record.
UNITS: Mapping[str, Sequence[Unit]] = {
    "pairs": (introduced_by_buddy, taught, seen),
    "meetings": (introduced_by_mate, pooled, handed_over),
    "leader": (deflected,),
}


def bought(settings: Settings, activity: str, unit: Unit, worth: float) -> float:
    """What the hours of an activity buy, in a unit, if an hour buys so many times what the settings say."""
    if np.isinf(worth):
        return worth
    team = build(change(settings, changes_of(settings, Point(activity, 1.0, worth))), 0)
    team.brokers["in_post"] = True
    return unit(team)


def table(
    settings: Settings, lines: pd.DataFrame, sets: Sequence[Settings], in_sets: Mapping[str, Any]
) -> pd.DataFrame:
    """A row per activity and unit: what is assumed, and what must be bought for the activity to pay.

    `lines` is the table of where the activities break even with the study's settings; `in_sets` says, by
    activity, where the parameter sets do, if there are any.
    """
    usual = lines[(lines["hours"] == 1) & (lines["reference"] == "without")].set_index("activity")
    parts = [(part, unit) for part, units in UNITS.items() for unit in units]
    alone = [(part, part, unit) for part, unit in parts]
    together = [(ALL, part, unit) for part, unit in parts]
    rows = []
    for activity, part, unit in [*alone, *together]:
        row: dict[str, Any] = {"activity": activity, "part": part, "unit": unit.__name__}
        row["assumed"] = bought(settings, activity, unit, 1.0)
        row["most"] = bought(settings, activity, unit, 2.0)
        must, low, high = (
            bought(settings, activity, unit, float(usual[name][activity]))
            for name in ("worth", "worth_low", "worth_high")
        )
        row |= with_ends("must", must, (low, high))
        if sets:
            found = [
                bought(one, activity, unit, worth)
                for one, worth in zip(sets, in_sets[activity], strict=True)
            ]
            row |= quantiles(np.array(found), "sets_", may_be_infinite=True)
        rows.append(row)
    return pd.DataFrame(rows)


def _pair(team: World) -> tuple[int, int]:
    """A broker with a buddy, and the buddy; nobody where there are no pairs."""
    buddies = team.brokers["buddy"]
    b = int((buddies != NOBODY).argmax())
    return b, int(buddies[b])


def _closed(team: World, learn: Callable[..., None], reach: float) -> float:
    """The share of a gap in insight that a rule closes in a month, where mates know all and b nothing.

    `learn` brings insight for a week, of which `reach` can be had from mates who know all.
    """
    b, _ = _pair(team)
    team.brokers["insight"] = 1.0
    team.brokers["insight"][b] = 0.0
    learn(team.brokers, b, team.p)
    weekly = float(team.brokers["insight"][b].sum()) / BOTH / reach
    return float(1.0 - (1.0 - weekly) ** MONTH)
