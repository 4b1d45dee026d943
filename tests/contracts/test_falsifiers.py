"""The rules that concern a team, each with what would show it wrong (decision 0049)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simulation import BrokeringModel, Settings, change
from simulation.agents import Broker
from simulation.batch import run
from simulation.rules import posts
from tests.contracts.paired import (
    END,
    FEW,
    STAY,
    assert_more,
    assert_no_more,
    brokers_at_the_end,
    interval,
    lead,
    team,
)
from tests.worlds import Run, small

# Together, as they share runs.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("falsifiers")]


# ------------------------------------------------------------------- M1: hours buy a dose


def test_without_hours_team_and_solos_are_equal_and_with_them_they_are_not():
    outcomes = [column for column in team() if column not in ("arm", "seed")]
    one, other = (team(FEW, **{"team.hours": 0.0, "arm": arm}) for arm in ("team", "solos"))
    assert one[outcomes].equals(other[outcomes])
    assert not team(FEW)[outcomes].equals(other[outcomes])


@pytest.mark.parametrize("activity", ["support", "pooling", "introductions", "handover",
                                      "sharing_out", "pair", "leading"])  # fmt: skip
def test_every_hour_bought_is_paid_for(activity):
    column = {"pair": "hours_buddying", "leading": "hours_leading"}.get(activity, "hours_meetings")
    holders = {"pair": 6, "leading": 1}.get(activity, 7)  # the seventh has no buddy
    zero = STAY | {"team.hours": 1.0, f"team.{activity}": 0.0}
    nothing = team(FEW, **zero)
    for hours in (0.2, 0.4):
        bought = team(FEW, **zero | {f"team.{activity}": hours})
        spent = bought[column] - nothing[column]
        assert spent.tolist() == pytest.approx([hours * holders * 104] * len(FEW))
        left = bought["hours_visiting"] + bought["hours_demands"]
        lost = nothing["hours_visiting"] + nothing["hours_demands"] - left
        assert lost.tolist() == pytest.approx(spent.tolist())


SUPPORTED = STAY | {"team.pair": 0.0, "team.peer_support": 0.8}


def _strain(hours, **changes):
    return team(**SUPPORTED | {"team.support": hours} | changes)["strain_contract"]


def test_support_lowers_strain():
    for sooner, later in pairwise(_strain(hours) for hours in (0.0, 0.1, 0.3)):
        assert_more(sooner, later)


def test_each_further_hour_of_support_gives_less_of_it():
    """With a half dose of 0.12 half-days: 0.45, 0.62 and 0.71 of the mates' confidence."""
    support = [0.0]
    for hours in (0.1, 0.2, 0.3):
        chosen = change(Settings(), {"weeks": 104} | SUPPORTED | {"team.support": hours})
        worlds = run(chosen, FEW, keep=[104]).worlds[104]
        support.append(np.mean([world.brokers["support"].mean() for world in worlds]))
    gains = [later - sooner for sooner, later in pairwise(support)]
    assert gains[0] > 2 * gains[1] > 0
    assert gains[1] > 1.5 * gains[2] > 0


def test_hours_of_support_that_help_nobody_leave_strain_as_it_was():
    assert _strain(0.3, **{"team.peer_support": 0.0}).equals(
        _strain(0.0, **{"team.peer_support": 0.0})
    )


def test_without_hours_of_support_its_effect_has_no_say():
    without = [_strain(0.0, **{"team.peer_support": effect}) for effect in (0.0, 0.8)]
    assert without[0].equals(without[1])


# ------------------------------------------------------------------- M2: standing

SCARCE, FREQUENT = {"contract.exit": 0.0}, {"contract.exit": 0.02}


def test_where_standing_does_not_matter_the_lead_does_not_rise_with_attrition():
    no_loss = {"demands.standing_loss": 0.0}
    assert_no_more(lead(**no_loss | FREQUENT), lead(**no_loss | SCARCE))


COVER = {"team.handed_over": 1.0, "team.half_dose": 0.01}


def _standing(vacant, **changes):
    """Standing at the end of the contracts, of all posts or of vacant ones, a mean by replicate.

    Strain makes nobody leave, so that the same posts are vacant whatever the changes.
    """
    leaving = {"contract.exit": 0.005, "contract.exit_strain": 0.0}
    chosen = change(Settings(), {"weeks": 104} | leaving | changes)
    brokers = brokers_at_the_end(chosen)
    of = [~b["in_post"] & b["due"] if vacant else b["due"] for b in brokers]
    return np.array(
        [
            b["standing"][posts_].mean()
            for b, posts_ in zip(brokers, of, strict=True)
            if posts_.any()
        ]
    )


@pytest.mark.parametrize("vacant", [True, False])
@pytest.mark.parametrize("without", [{"team.handover": 0.0}, {"arm": "solos"}])
def test_cover_by_mates_keeps_the_standing_of_vacant_posts(vacant, without):
    mean, error = interval(_standing(vacant, **COVER) - _standing(vacant, **COVER | without))
    assert mean > error


def test_where_lapses_cost_nothing_all_posts_keep_their_standing():
    assert (_standing(True, **{"demands.standing_loss": 0.0}) == 1.0).all()
    assert _standing(True).mean() < 0.5


# ------------------------------------------------------------------- M3: the leader's hours

ONCE, FOUR_TIMES = {"demands.half_days": 2.2}, {"demands.half_days": 8.8}


def _of_leading(column, **changes):
    """What leading adds to an outcome, by replicate."""
    around = STAY | changes
    return team(**around)[column] - team(**around | {"team.leading": 0.0})[column]


def test_a_leader_spends_the_same_hours_whatever_is_asked():
    hours = [team(**STAY | asked)["hours_leading"] for asked in (ONCE, FOUR_TIMES)]
    assert hours[0].equals(hours[1])
    assert hours[0].min() > 0.0


def test_leading_costs_no_more_when_demands_are_four_times_as_high():
    assert_no_more(-_of_leading(END, **FOUR_TIMES), -_of_leading(END, **ONCE))
    for asked in (ONCE, FOUR_TIMES):  # in free time never more than the hours of leading
        lost = -_of_leading("hours_visiting", **asked)
        assert (lost <= team(**STAY | asked)["hours_leading"] + 1e-6).all()


@pytest.mark.parametrize("asked", [0.1, 2.2, 8.8])
def test_what_is_deflected_stays_within_the_share_and_the_leaders_hours(asked):
    lived = Run(small(**{"demands.half_days": asked, "contract.exit": 0.03}), 5)
    seen = set()
    for world in lived.weeks(40):
        held = [b for b in range(len(world.brokers)) if world.brokers["in_post"][b]]
        led = sum(posts.leading_hours(world.brokers, b, world.p) for b in held)
        deflected = 0.0
        for b in held:
            share = posts.shield(world.brokers, b, world.p)
            demand = posts.demand_on(world.brokers, b, world.p)
            deflected += share * (demand + posts.covered_demand(world.brokers, b, world.p))
            assert share <= world.p["team_shield"][0]
            seen.add(share > 0.0)
        assert deflected <= led + 1e-9
    assert seen == {True, False}


# ------------------------------------------------------------------- M4: demands among people


def test_served_demands_bring_meetings_unless_they_are_desk_work():
    desk_work = {"demands.people_met": 0.0}
    assert_more(team()["doors_tried"], team(**desk_work)["doors_tried"])
    met = team(**STAY)["doors_tried"] - team(**STAY | desk_work)["doors_tried"]
    expected = 0.4 * team(**STAY)["hours_demands"]
    mean, error = interval(met - expected)
    assert abs(mean) <= error + 0.01 * expected.mean()  # a week's meetings are cut at fourteen


def test_where_nothing_is_asked_nobody_is_met_through_it():
    none = {"demands.half_days": 0.0}
    assert team(**none).equals(team(**none | {"demands.people_met": 0.0}))


# ------------------------------------------------------------------- M5: a pair teaches

MIXED = {"brokers.managers": 3, "brokers.academics": 3}
ALIKE = [{"brokers.managers": 6, "brokers.academics": 0},
         {"brokers.managers": 0, "brokers.academics": 6}]  # fmt: skip
TEACHING, NO_TEACHING = {"team.teaching": 0.06}, {"team.teaching": 0.0}


def _host_insight(**changes):
    """Mean insight of the host community at the end of the contracts, by replicate."""
    chosen = change(Settings(), {"weeks": 104} | STAY | changes)
    brokers = brokers_at_the_end(chosen)
    return np.array(
        [np.mean([insight[1 - home] for insight, home in zip(b["insight"], b["home"], strict=True)])
         for b in brokers]
    )  # fmt: skip


def test_a_mixed_pair_teaches_and_its_people_gain():
    assert (
        _host_insight(**MIXED | TEACHING).mean() > 0.1 + _host_insight(**MIXED | NO_TEACHING).mean()
    )
    assert_more(team(**STAY | MIXED | TEACHING)[END], team(**STAY | MIXED | NO_TEACHING)[END])


@pytest.mark.parametrize("alike", ALIKE)
def test_a_pair_of_one_profession_gains_nothing_from_teaching(alike):
    gained = _host_insight(**alike | TEACHING) - _host_insight(**alike | NO_TEACHING)
    assert abs(gained.mean()) < 0.01
    assert_no_more(team(**STAY | alike | TEACHING)[END], team(**STAY | alike | NO_TEACHING)[END])


class _Watched(Broker):
    """A broker who notes, for each visit, whether the buddy came and knew the community better."""

    def visit(self, person, throw):
        """Visit, and note it."""
        buddy, community = self.buddy, int(person.community)
        better = buddy is not None and buddy.insight[community] > self.insight[community]
        before = self.joint_visits
        super().visit(person, throw)
        self.model.noted.append((self.joint_visits > before, better))


def test_joint_visits_go_to_people_whom_the_buddy_knows_better():
    model = BrokeringModel(small(weeks=40), rng=1, broker=_Watched)
    model.noted = []
    while model.running:
        model.step()
    joint = [better for came, better in model.noted if came]
    assert len(joint) > 10
    assert all(joint)
    assert not all(better for _, better in model.noted)
