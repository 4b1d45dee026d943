"""No team bonus: a team is its members working solo, and what the hours together buy."""

from __future__ import annotations

import pytest
from hypothesis import given

from simulation import change
from simulation.params import TOGETHER
from simulation.record import record
from tests.strategies import examples, seeds, small_settings
from tests.worlds import ARMS, NO_HOURS, Run, differing, small

# What an activity does, set to nothing; its hours are spent all the same.
EFFECTS = {
    "support": {"team.peer_support": 0.0, "team.encouragement": 0.0},
    "pooling": {"team.pooling_rate": 0.0},
    "introductions": {"team.introduction": 0.0},
    "handover": {"team.handed_over": 0.0},
    "sharing_out": {"team.half_dose": 10.0},
    "pair": {"team.teaching": 0.0},
    "leading": {"team.shield": 0.0},
}
# Without these an activity could work and still leave no trace in a short run.
BUSY = {"contract.exit": 0.03, "demands.half_days": 4.4}
NO_TIME = {"team.hours": 0.0}
# What is so small, or takes so many hours, that a short run needs more of it.
MUCH = {"support": {"team.encouragement": 0.05}, "leading": {"team.leading": 1.0}}


def alone(activity):
    """A team that does nothing else together."""
    return NO_HOURS | {f"team.{activity}": 0.2}


def assert_same_every_week(one, other, seed):
    first, second = Run(one, seed), Run(other, seed)
    assert differing(first.world, second.world) == []
    for week, (a, b) in enumerate(zip(first.weeks(), second.weeks(), strict=True)):
        assert differing(a, b) == [], f"after week {week}"
    return first.world


@pytest.mark.parametrize("changes", [NO_HOURS, NO_TIME, NO_HOURS | BUSY, NO_TIME | BUSY])
def test_a_team_without_hours_together_is_its_members_working_solo(changes):
    lived = assert_same_every_week(small(arm="team", **changes), small(arm="solos", **changes), 3)
    assert lived.brokers["bridges"].sum() > 0


def test_solos_do_nothing_together_whatever_a_team_would_do():
    lived = assert_same_every_week(
        small(arm="solos", **BUSY), small(arm="team", **NO_HOURS, **BUSY), 3
    )
    assert lived.brokers["joint_visits"].sum() == 0


@examples(15)
@given(small_settings(arms=["team"]), seeds)
def test_a_team_without_hours_is_solos_whatever_the_settings(team, seed):
    team = change(team, NO_TIME)
    assert_same_every_week(team, change(team, {"arm": "solos"}), seed)


def test_every_activity_is_looked_at_here():
    assert set(EFFECTS) == set(TOGETHER)


@pytest.mark.parametrize("activity", TOGETHER)
def test_each_activity_alone_tells_a_team_from_solos(activity):
    team, solos = (
        Run(small(arm=arm, **BUSY | alone(activity)), 3).end() for arm in ("team", "solos")
    )
    assert {"people", "brokers"} <= set(differing(team, solos))


@pytest.mark.parametrize("activity", TOGETHER)
def test_each_activity_works_by_what_it_does_and_not_by_its_hours_alone(activity):
    with_effect = BUSY | alone(activity) | MUCH.get(activity, {})
    one, other = (Run(small(**c), 3).end() for c in (with_effect, with_effect | EFFECTS[activity]))
    assert {"people", "brokers"} <= set(differing(one, other))


@pytest.mark.parametrize("activity", TOGETHER)
def test_what_an_activity_buys_has_no_say_without_hours(activity):
    nothing = NO_HOURS | {f"team.{name}": 0.2 for name in TOGETHER if name != activity}
    if activity == "introductions":  # a pair introduces too
        nothing |= {"team.pair": 0.0}
    if activity == "support":  # and supports
        nothing |= {"team.pair": 0.0}
    if activity == "sharing_out":  # whose effect is the dose, as that of all others
        nothing = NO_HOURS
    assert_same_every_week(small(**BUSY | nothing), small(**BUSY | nothing | EFFECTS[activity]), 3)


def test_rules_are_told_what_is_done_and_never_the_arm():
    same = {record(small(arm=arm, **NO_HOURS)).tobytes() for arm in ARMS}
    assert len(same) == 1
    assert not [name for name in record(small()).dtype.names if "arm" in name.split("_")]


@pytest.mark.parametrize("arm", ["none", "single", "single_matched", "solos"])
def test_only_a_team_has_hours_together(arm):
    p, team = record(small(arm=arm)), record(small(arm="team"))
    for name in TOGETHER:
        assert team[f"team_{name}"][0] > 0.0
        assert p[f"team_{name}"][0] == 0.0


def test_the_factor_multiplies_every_hour_together():
    team, twice = record(small()), record(small(**{"team.hours": 1.5}))
    for name in TOGETHER:
        assert twice[f"team_{name}"][0] == pytest.approx(1.5 * team[f"team_{name}"][0])
