"""No team bonus: a team is its members working solo, and what they do together."""

from __future__ import annotations

import pytest
from hypothesis import given

from simulation import change
from simulation.record import record
from tests.strategies import examples, seeds, small_settings
from tests.worlds import ARMS, NO_MECHANISMS, Run, differing, small

OFF = NO_MECHANISMS | {
    "team.support": False,
    "team.pooling": False,
    "team.introductions": False,
    "team.handover": False,
}
MEETING = {"team.meetings_per_fortnight": 1.0}
MECHANISMS = {
    "support at meetings": MEETING | {"team.support": True},
    "pooling at meetings": MEETING | {"team.pooling": True},
    "introductions by mates": MEETING | {"team.introductions": True},
    "cover and handover": MEETING | {"team.handover": True},
    "joint visits of buddies": {"team.buddying": True},
    "support by buddies": {"team.buddying": True, "team.support": True, "team.buddy_time": 0.0},
    "introductions by buddies": {"team.buddying": True, "team.introductions": True,
                                 "team.buddy_time": 0.0},
    "leadership": {"team.leadership": True},
}  # fmt: skip
# Without these a mechanism could work and still leave no trace in a short run.
BUSY = {"contract.exit": 0.03, "contract.vacancy": 2, "demands.expectations": 2.0}
FREE_OF_COST = {
    "team.support_time": 0.0,
    "team.pooling_time": 0.0,
    "team.introductions_time": 0.0,
    "team.handover_time": 0.0,
    "team.leader_time": 0.0,
    "team.deflecting": 0.0,
    "team.buddy_support_time": 0.0,
    "team.buddy_introductions_time": 0.0,
}


def assert_same_every_week(one, other, seed):
    first, second = Run(one, seed), Run(other, seed)
    assert differing(first.world, second.world) == []
    for week, (a, b) in enumerate(zip(first.weeks(), second.weeks(), strict=True)):
        assert differing(a, b) == [], f"after week {week}"
    return first.world


@pytest.mark.parametrize("changes", [NO_MECHANISMS, OFF, NO_MECHANISMS | BUSY])
def test_a_team_without_collective_mechanisms_is_its_members_working_solo(changes):
    lived = assert_same_every_week(small(arm="team", **changes), small(arm="solos", **changes), 3)
    assert lived.brokers["bridges"].sum() > 0


def test_solos_do_nothing_together_whatever_a_team_would_do():
    lived = assert_same_every_week(small(arm="solos", **BUSY), small(arm="team", **OFF, **BUSY), 3)
    assert lived.brokers["joint_visits"].sum() == 0


@examples(15)
@given(small_settings(arms=["team"]), seeds)
def test_a_team_without_mechanisms_is_solos_whatever_the_settings(team, seed):
    team = change(team, NO_MECHANISMS)
    assert_same_every_week(team, change(team, {"arm": "solos"}), seed)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_each_mechanism_alone_tells_a_team_from_solos(mechanism):
    changes = OFF | BUSY | MECHANISMS[mechanism]
    team, solos = (Run(small(arm=arm, **changes), 3).end() for arm in ("team", "solos"))
    assert {"people", "brokers"} <= set(differing(team, solos))


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_each_mechanism_works_by_what_it_does_and_not_by_its_hours(mechanism):
    changes = OFF | BUSY | FREE_OF_COST | MECHANISMS[mechanism]
    if mechanism == "joint visits of buddies":
        changes |= {"encounters.modelling": 0.0, "team.buddy_time": 2.0}
    team, solos = (Run(small(arm=arm, **changes), 3).end() for arm in ("team", "solos"))
    assert differing(team, solos) != []


def test_rules_are_told_what_is_done_and_never_the_arm():
    same = {record(small(arm=arm, **OFF)).tobytes() for arm in ARMS}
    assert len(same) == 1
    assert not [name for name in record(small()).dtype.names if "arm" in name.split("_")]


@pytest.mark.parametrize("arm", ["none", "single", "single_matched", "solos"])
def test_only_a_team_has_collective_mechanisms_at_work(arm):
    p = record(small(arm=arm))
    team = record(small(arm="team"))
    for name in ("support", "pooling", "introductions", "handover", "buddying", "leadership"):
        assert team[f"team_{name}"][0]
        assert not p[f"team_{name}"][0]
    assert p["team_meetings"][0] == p["team_meeting_hours"][0] == 0.0
