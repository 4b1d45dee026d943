"""Broker posts: who holds them, where the time goes, strain, confidence and insight."""

from __future__ import annotations

import math

import pytest
from pytest import approx

from simulation.rules import posts
from simulation.tables import (
    ACADEMIC,
    ACTIVITIES,
    BUDDYING,
    DEMANDS,
    LEADING,
    LOST,
    MANAGER,
    MEETINGS,
    NOBODY,
    VISITING,
)
from tests.worlds import JUST_UNDER_ONE, contacts, give, note, tiny

NO_TEAM = {
    "team_meetings": 0.0,
    "team_meeting_hours": 0.0,
    "team_support": False,
    "team_pooling": False,
    "team_introductions": False,
    "team_handover": False,
    "team_buddying": False,
    "team_leadership": False,
}

# ------------------------------------------------------------------- counts and mates


@pytest.mark.parametrize(
    ("mean", "die", "count"),
    [
        (0.0, JUST_UNDER_ONE, 0),
        (1.0, 0.0, 0),
        (1.0, 0.3678, 0),  # exp(-1) is 0.36788
        (1.0, 0.3679, 1),
        (1.0, 0.7357, 1),  # twice that is 0.73576
        (1.0, 0.7358, 2),
        (2.5, 0.5, 2),  # 0.0821 + 0.2052 = 0.2873; + 0.2565 = 0.5438
    ],
)
def test_a_die_becomes_a_poisson_count(mean, die, count):
    assert posts.draw_count(mean, die, 20) == count


def test_a_count_is_cut_at_the_most_there_can_be():
    assert posts.draw_count(3.0, JUST_UNDER_ONE, 6) == 6
    assert posts.draw_count(100.0, 0.5, 6) == 6


def test_counts_over_even_dice_have_the_poisson_mean_and_variance():
    dice = [(k + 0.5) / 4000 for k in range(4000)]
    counts = [posts.draw_count(2.0, die, 200) for die in dice]
    mean = sum(counts) / 4000
    assert mean == approx(2.0, abs=0.01)
    assert sum((count - mean) ** 2 for count in counts) / 4000 == approx(2.0, abs=0.02)


@pytest.mark.parametrize(
    ("in_post", "mates"), [([1, 1, 1], 2), ([0, 1, 1], 2), ([1, 0, 1], 1), ([1, 0, 0], 0)]
)
def test_mates_are_the_others_in_post(in_post, mates):
    world = tiny()
    world.brokers["in_post"] = in_post
    assert posts.mates(world.brokers, 0) == mates


@pytest.mark.parametrize(
    ("broker", "buddying", "buddy_in_post", "has"),
    [(0, True, True, True), (0, False, True, False), (0, True, False, False),
     (1, True, True, False)],
)  # fmt: skip
def test_a_buddy_must_be_wanted_there_and_in_post(broker, buddying, buddy_in_post, has):
    world = tiny(team_buddying=buddying)
    world.brokers["in_post"][2] = buddy_in_post
    assert posts.has_buddy(world.brokers, broker, world.p) == has


# ------------------------------------------------------------------- holding a post


def test_a_new_holder_is_fresh_and_an_insider_at_home_only():
    world = tiny(insight_home=0.8, insight_host=0.15, demands_confidence=0.45)
    worn = (
        "strain", "support", "backlog", "free", "desk", "away", "buddy_account", "successes",
    )  # fmt: skip
    for name in worn:
        world.brokers[name] = 0.7
    for b in (0, 2):
        posts.start_afresh(world.brokers, b, world.p)
        assert [float(world.brokers[name][b]) for name in worn] == [0.0] * len(worn)
        assert world.brokers["confidence"][b] == 0.45
    assert world.brokers["insight"][0].tolist() == [0.8, 0.15]
    assert world.brokers["insight"][2].tolist() == [0.15, 0.8]
    assert world.brokers["strain"][1] == 0.7


@pytest.mark.parametrize(
    ("handover", "mates", "inherited", "left"),
    [
        (True, True, 0.5, {8: 0.2, 3: 0.1}),
        (False, True, 0.5, {}),
        (True, False, 0.5, {}),
        (True, True, 0.0, {}),
    ],
)
def test_mates_who_share_records_keep_part_of_a_leavers_book_warm(handover, mates, inherited, left):
    world = tiny(team_handover=handover, team_inherited=inherited)
    world.brokers["in_post"] = [True, mates, mates]
    note(world, 0, {8: 0.4, 3: 0.2})
    note(world, 1, {8: 0.4})
    posts.hand_over(world.brokers, world.books, 0, world.p)
    assert contacts(world, 0) == approx(left)
    assert contacts(world, 1) == {8: 0.4}


EXITS = {
    "contract_exit": 0.01,
    "contract_exit_late": 3.0,
    "contract_exit_strain": 0.1,
    "contract_strain_tolerance": 0.4,
    "contract_start": 10,
    "contract_weeks": 52,
    "contract_end": 114,  # two contracts
}


@pytest.mark.parametrize(
    ("week", "strain", "chance"),
    [
        (10, 0.0, 0.01),
        (35, 0.4, 0.01),
        (36, 0.0, 0.03),
        (61, 0.0, 0.03),
        (62, 0.0, 0.01),
        (87, 0.0, 0.01),
        (88, 0.0, 0.03),
        (113, 0.0, 0.03),
        (10, 0.9, 0.06),
        (36, 0.9, 0.08),
    ],
)
def test_brokers_leave_more_late_in_each_contract_and_under_strain(week, strain, chance):
    world = tiny(**EXITS)
    world.brokers["strain"] = strain
    assert posts.exit_chance(world.brokers, 0, world.p, week) == approx(chance)


def test_a_chance_of_exit_is_at_most_one():
    world = tiny(**EXITS | {"contract_exit": 0.5, "contract_exit_late": 5.0})
    assert posts.exit_chance(world.brokers, 0, world.p, 100) == 1.0


def test_a_contract_of_less_than_half_a_year_is_late_all_along():
    world = tiny(**EXITS | {"contract_weeks": 20})
    weeks = range(10, 50)
    chances = [posts.exit_chance(world.brokers, 0, world.p, week) for week in weeks]
    assert chances == approx([0.03] * 40)


NO_NETWORK = {"brokers_known_at_home": 0}


@pytest.mark.parametrize(
    ("b", "known", "die", "rows"),
    [
        (0, 2, 0.0, [0, 1]),
        (0, 3, 0.5, [2, 3, 0]),
        (0, 100, 0.0, [0, 1, 2, 3]),
        (2, 2, 0.0, [8, 9]),
        (0, 0, 0.0, []),
    ],
)
def test_whoever_takes_up_a_post_knows_people_at_home_side_by_side(b, known, die, rows):
    world = tiny(brokers_known_at_home=known, brokers_trusted_at_home=0.6)
    posts.bring_network(world.organisations, world.brokers, world.books, b, world.p, die)
    assert contacts(world, b) == approx({i: 0.6 for i in rows})


def test_a_successors_own_network_adds_to_what_mates_kept_warm():
    world = tiny(brokers_known_at_home=1, brokers_trusted_at_home=0.6)
    note(world, 0, {0: 0.5, 8: 0.2})
    world.brokers["in_post"][0] = False
    _staff(world, 0, 0.0)
    assert contacts(world, 0) == approx({0: 0.8, 8: 0.2})
    _staff(world, 0, 0.9)  # still the same holder, who brings it once
    assert contacts(world, 0) == approx({0: 0.8, 8: 0.2})


def _staff(world, b, die, week=10):
    posts.staff_post(
        world.programme, world.organisations, world.brokers, world.books, b, world.p, week, die
    )


@pytest.mark.parametrize("vacancy", [1, 2, 5])
def test_a_post_is_held_until_its_holder_leaves_and_vacant_for_as_many_weeks_as_set(vacancy):
    world = tiny(**EXITS | NO_NETWORK, contract_vacancy=vacancy, team_handover=False)
    note(world, 0, {8: 0.4})
    held = []
    for die in (0.01, 0.0099, *(0.0,) * vacancy, 0.9):
        _staff(world, 0, die)
        held.append(bool(world.brokers["in_post"][0]))
    assert held == [True, *(False,) * vacancy, True, True]
    assert world.brokers["exits"].tolist() == [1, 0, 0]
    assert contacts(world, 0) == {}


def test_a_successor_starts_afresh_with_what_was_handed_over():
    world = tiny(**EXITS | NO_NETWORK, contract_vacancy=1, team_inherited=0.5, insight_home=0.8)
    note(world, 0, {8: 0.4})
    world.brokers["strain"][0] = 0.3
    _staff(world, 0, 0.0)
    _staff(world, 0, 0.0)
    assert world.brokers["in_post"][0]
    assert world.brokers["strain"][0] == 0.0
    assert world.brokers["insight"][0, MANAGER] == 0.8
    assert contacts(world, 0) == {8: approx(0.2)}


def test_nobody_holds_a_post_outside_the_programme():
    world = tiny(**EXITS)
    world.programme["running"] = False
    _staff(world, 0, 0.0)
    assert not world.brokers["in_post"][0]
    assert world.brokers["exits"][0] == 0
    world.programme["running"] = True
    _staff(world, 0, 0.0)
    assert world.brokers["in_post"][0]


# ------------------------------------------------------------------- demands

DEMAND = {"demands_taskmasters": 3, "demands_half_days": 0.5, "demands_expectations": 2.0}


@pytest.mark.parametrize(("fte", "asked"), [(0.5, 3.0), (1.0, 6.0), (0.25, 1.5)])
def test_taskmasters_ask_in_proportion_to_the_hours(fte, asked):
    world = tiny(**DEMAND)
    world.brokers["fte"][1] = fte
    assert posts.demand_on(world.brokers, 1, world.p) == approx(asked)


@pytest.mark.parametrize(
    ("handover", "in_post", "covered"),
    [
        (True, [1, 1, 1], 0.0),
        (True, [1, 0, 1], 0.6),  # 0.4 of 3 half-days, by two
        (True, [1, 0, 0], 2.4),  # 0.4 of 6, alone
        (False, [1, 0, 1], 0.0),
    ],
)
def test_mates_who_share_records_cover_part_of_a_vacancys_demands(handover, in_post, covered):
    world = tiny(**DEMAND, team_handover=handover, team_cover=0.4)
    world.brokers["in_post"] = in_post
    assert posts.covered_demand(world.brokers, 0, world.p) == approx(covered)


LEADING_TIME = DEMAND | {
    "team_leader_time": 0.4,
    "team_deflecting": 0.25,
    "team_shield": 0.4,
    "team_meeting_hours": 0.5,
    "team_buddy_hours": 0.5,
}


@pytest.mark.parametrize(
    ("in_post", "first_fte", "price"),
    [
        ([1, 1, 1], 0.5, 1.0),  # 0.4, and a quarter of 0.4 of twice 3 half-days
        ([1, 0, 1], 0.5, 0.775),  # of 3 half-days and a share of 0.25 of the vacancy's 3
        ([1, 1, 1], 1.0, 1.3),
        ([0, 0, 1], 0.5, 0.4),
    ],
)
def test_leading_costs_a_fixed_time_and_more_for_what_is_deflected(in_post, first_fte, price):
    world = tiny(**LEADING_TIME)
    world.brokers["in_post"], world.brokers["fte"][0] = in_post, first_fte
    assert posts.leading_price(world.brokers, 2, world.p) == approx(price)


@pytest.mark.parametrize(
    ("broker", "leadership", "in_post", "meeting_hours", "hours"),
    [
        (2, True, [1, 1, 1], 0.5, 1.0),
        (2, True, [1, 1, 1], 3.9, 0.6),  # the team leaves 5 - 3.9 - 0.5
        (2, True, [1, 1, 1], 6.0, 0.0),
        (2, True, [0, 0, 1], 0.5, 0.0),
        (2, False, [1, 1, 1], 0.5, 0.0),
        (0, True, [1, 1, 1], 0.5, 0.0),
    ],
)
def test_only_the_leader_leads_and_with_the_time_that_meetings_and_buddy_leave(
    broker, leadership, in_post, meeting_hours, hours
):
    world = tiny(**LEADING_TIME | {"team_meeting_hours": meeting_hours})
    give(world, team_leadership=leadership)
    world.brokers["in_post"] = in_post
    assert posts.leading_hours(world.brokers, broker, world.p) == approx(hours)


@pytest.mark.parametrize(
    ("broker", "leadership", "leader_in_post", "meeting_hours", "shielded"),
    [
        (0, True, True, 0.5, 0.4),
        (1, True, True, 0.5, 0.4),
        (1, True, True, 3.9, 0.24),  # a leader who pays 0.6 of the price
        (1, True, True, 6.0, 0.0),
        (2, True, True, 0.5, 0.0),
        (0, False, True, 0.5, 0.0),
        (0, True, False, 0.5, 0.0),
    ],
)
def test_a_leader_in_post_shields_the_others_as_far_as_the_time_goes(
    broker, leadership, leader_in_post, meeting_hours, shielded
):
    world = tiny(**LEADING_TIME | {"team_meeting_hours": meeting_hours})
    give(world, team_leadership=leadership)
    world.brokers["in_post"][2] = leader_in_post
    assert posts.shield(world.brokers, broker, world.p) == approx(shielded)


def test_a_shield_that_costs_nothing_is_full():
    world = tiny(**LEADING_TIME | {"team_leader_time": 0.0, "team_deflecting": 0.0})
    assert posts.shield(world.brokers, 0, world.p) == 0.4


@pytest.mark.parametrize(
    ("broker", "buddying", "in_post", "hours"),
    [
        (0, True, [1, 1, 1], 1.2),
        (1, True, [1, 1, 1], 0.5),  # without a buddy
        (0, False, [1, 1, 1], 0.5),
        (0, True, [1, 1, 0], 0.5),
        (0, True, [1, 0, 0], 0.0),
    ],
)
def test_meetings_take_time_where_there_are_mates_and_buddies_where_there_is_one(
    broker, buddying, in_post, hours
):
    world = tiny(team_buddying=buddying, team_meeting_hours=0.5, team_buddy_hours=0.7)
    world.brokers["in_post"] = in_post
    assert posts.together_hours(world.brokers, broker, world.p) == approx(hours)


@pytest.mark.parametrize(
    ("broker", "handover", "in_post", "mean"),
    [
        (0, False, [1, 1, 1], 1.8),  # 3 half-days less a shield of 0.4
        (2, False, [1, 1, 1], 3.0),  # the leader stands in the rain
        (0, False, [1, 1, 0], 3.0),
        (0, True, [1, 0, 1], 2.16),  # 3 plus a cover of 0.6, less the shield
    ],
)
def test_demands_become_backlog_less_what_the_leader_deflects(broker, handover, in_post, mean):
    world = tiny(**DEMAND, team_handover=handover, team_cover=0.4, team_shield=0.4)
    world.brokers["in_post"] = in_post
    world.brokers["backlog"] = 10.0
    dice = [(k + 0.5) / 1000 for k in range(1000)]
    got = []
    for die in dice:
        world.brokers["backlog"][broker] = 10.0
        posts.take_demands(world.brokers, broker, world.p, die)
        got.append(float(world.brokers["backlog"][broker]) - 10.0)
    assert sum(got) / 1000 == approx(mean, abs=0.01)
    assert got[0] == 0.0
    assert got == sorted(got)


# ------------------------------------------------------------------- the week's half-days


def _hours(world, b):
    return dict(zip(ACTIVITIES, world.brokers["hours"][b].tolist(), strict=True))


# A leader pays 0.6, and a quarter of 0.4 of twice 2 half-days.
PLAN = {
    "demands_taskmasters": 2,
    "demands_half_days": 1.0,
    "demands_expectations": 1.0,
    "team_leader_time": 0.6,
    "team_deflecting": 0.25,
    "team_shield": 0.4,
    "team_meeting_hours": 0.5,
    "team_buddy_hours": 0.5,
    "team_buddy_time": 0.25,
    "demands_served_share": 0.5,
    "demands_output_loss": 0.6,
}


@pytest.mark.parametrize(
    ("broker", "expected"),
    [
        # 5 half-days; less meeting 0.5, buddy 0.5, backlog 2; a third of strain loses 0.2
        (0, {"demands": 2.0, "meetings": 0.5, "buddying": 0.5, "leading": 0.0, "lost": 0.4,
             "visiting": 1.6}),
        (1, {"demands": 2.0, "meetings": 0.5, "buddying": 0.0, "leading": 0.0, "lost": 0.5,
             "visiting": 2.0}),
        (2, {"demands": 2.0, "meetings": 0.5, "buddying": 0.5, "leading": 1.0, "lost": 0.2,
             "visiting": 0.8}),
    ],
)  # fmt: skip
def test_a_week_goes_to_leading_meetings_buddies_backlog_strain_and_visits(broker, expected):
    world = tiny(**PLAN)
    world.brokers["backlog"], world.brokers["strain"] = 2.0, 1 / 3
    world.brokers["free"], world.brokers["buddy_account"] = 0.5, 1.0
    posts.plan_week(world.brokers, broker, world.p)
    row = world.brokers[broker]
    assert _hours(world, broker) == approx(expected)
    assert row["backlog"] == 0.0
    assert row["free"] == approx(0.5 + expected["visiting"])
    assert row["desk"] == approx(expected["demands"] + expected["lost"] + expected["visiting"])
    assert row["buddy_account"] == (1.25 if expected["buddying"] else 1.0)
    assert row["weeks_in_post"] == 1


def test_the_backlog_may_take_only_so_much_of_the_week():
    world = tiny(**PLAN | NO_TEAM | {"demands_served_share": 0.3})
    world.brokers["backlog"] = 9.0
    posts.plan_week(world.brokers, 0, world.p)
    assert _hours(world, 0)["demands"] == approx(1.5)
    assert world.brokers["backlog"][0] == approx(7.5)
    assert world.brokers["free"][0] == approx(3.5)


def test_team_time_comes_before_the_backlog_and_never_exceeds_the_week():
    world = tiny(**PLAN | {"team_leader_time": 3.0, "team_meeting_hours": 3.5})
    world.brokers["backlog"] = 9.0
    posts.plan_week(world.brokers, 2, world.p)
    assert _hours(world, 2) == approx(
        {"demands": 0.0, "meetings": 3.5, "buddying": 0.5, "leading": 1.0, "lost": 0.0,
         "visiting": 0.0}
    )  # fmt: skip
    assert world.brokers["backlog"][2] == 9.0
    assert world.brokers["desk"][2] == 0.0


@pytest.mark.parametrize("broker", [0, 2])
def test_with_all_mates_gone_nobody_meets_leads_or_goes_along(broker):
    world = tiny(**PLAN)
    world.brokers["in_post"] = False
    world.brokers["in_post"][broker] = True
    posts.plan_week(world.brokers, broker, world.p)
    hours = world.brokers["hours"][broker]
    assert hours[MEETINGS] == hours[LEADING] == hours[BUDDYING] == 0.0
    assert hours[VISITING] == 5.0


def test_a_leader_who_does_not_lead_pays_nothing():
    world = tiny(**PLAN | NO_TEAM | {"team_leadership": False})
    posts.plan_week(world.brokers, 2, world.p)
    assert _hours(world, 2)["leading"] == 0.0


@pytest.mark.parametrize(
    ("fte", "backlog", "strain"), [(0.2, 0.0, 0.0), (0.5, 30.0, 1.0), (1.0, 3.0, 0.7)]
)
def test_every_half_day_of_the_week_is_accounted_for(fte, backlog, strain):
    world = tiny(**PLAN)
    world.brokers["fte"], world.brokers["backlog"], world.brokers["strain"] = fte, backlog, strain
    for b in range(3):
        posts.plan_week(world.brokers, b, world.p)
        assert math.fsum(world.brokers["hours"][b]) == approx(10 * fte)
        assert world.brokers["hours"][b].min() >= 0.0
        assert world.brokers["hours"][b, LOST] == approx(
            0.6 * strain * (world.brokers["hours"][b, VISITING] + world.brokers["hours"][b, LOST])
        )
        assert world.brokers["hours"][b, DEMANDS] <= 0.5 * 10 * fte + 1e-12


def test_a_buddy_account_holds_at_most_a_full_time_week():
    world = tiny(**PLAN)
    world.brokers["buddy_account"] = 9.9
    posts.plan_week(world.brokers, 0, world.p)
    assert world.brokers["buddy_account"][0] == 10.0


# ------------------------------------------------------------------- support, strain, confidence


@pytest.mark.parametrize(
    ("meetings", "buddying", "in_post", "support"),
    [
        (0.5, False, [1, 1, 1], 0.3),  # (0.4 + 0.8) / (2 + 2)
        (0.25, False, [1, 1, 1], 0.2),  # each heard half as much: 0.6 / (1 + 2)
        (2.0, False, [1, 1, 1], 0.3),
        (0.5, True, [1, 1, 1], 0.3),  # the buddy is heard anyway
        (0.25, True, [1, 1, 1], 2 / 7),  # the buddy in full, the other half: 1.0 / (1.5 + 2)
        (0.0, True, [1, 1, 1], 0.8 / 3),
        (0.5, True, [1, 1, 0], 0.4 / 3),
        (0.5, True, [1, 0, 0], 0.0),
    ],
)
def test_confident_mates_support_with_diminishing_returns(meetings, buddying, in_post, support):
    world = tiny(team_meetings=meetings, team_buddying=buddying, team_support_half=2.0)
    world.brokers["confidence"] = [0.6, 0.4, 0.8]
    world.brokers["in_post"] = in_post
    posts.feel_support(world.brokers, 0, world.p)
    assert world.brokers["support"][0] == approx(support)


def test_without_the_habit_of_support_there_is_none():
    world = tiny(team_support=False)
    world.brokers["support"] = 0.5
    posts.feel_support(world.brokers, 0, world.p)
    assert world.brokers["support"][0] == 0.0


@pytest.mark.parametrize(
    ("backlog", "support", "start", "end"),
    [
        (0.0, 0.0, 0.5, 0.475),  # a twentieth is shed
        (0.0, 0.5, 0.5, 0.45),  # twice as fast at half of the support, with a factor of 2
        (2.5, 0.0, 0.0, 0.1),  # half a week of backlog: half of 0.2
        (50.0, 0.0, 0.0, 0.2),  # a week or more
        (5.0, 0.0, 0.5, 0.575),  # 0.2 x 1 x 0.5 up, 0.025 down
        (50.0, 0.0, 1.0, 0.95),
    ],
)
def test_strain_rises_with_backlog_and_recovers_faster_with_support(backlog, support, start, end):
    world = tiny(demands_strain_up=0.2, demands_recovery=0.05, team_peer_support=2.0)
    row = world.brokers[1:2]
    row["backlog"], row["support"], row["strain"], row["strain_sum"] = backlog, support, start, 3.0
    posts.feel_strain(world.brokers, 1, world.p)
    assert row["strain"][0] == approx(end)
    assert row["strain_sum"][0] == approx(3.0 + end)


@pytest.mark.parametrize(("recovery", "strain"), [(1.0, 0.0), (0.5, 0.0), (0.25, 0.25)])
def test_strain_cannot_recover_by_more_than_there_is(recovery, strain):
    world = tiny(demands_recovery=recovery, team_peer_support=1.0)
    world.brokers["strain"], world.brokers["support"], world.brokers["backlog"] = 0.5, 1.0, 0.0
    posts.feel_strain(world.brokers, 0, world.p)
    assert world.brokers["strain"][0] == approx(strain)


@pytest.mark.parametrize(
    ("fte", "successes", "support", "strain", "start", "end"),
    [
        (0.5, 0.0, 0.0, 0.0, 0.5, 0.5),
        (0.5, 2.0, 0.0, 0.0, 0.5, 0.55),  # 2 x 0.05 of the room of a half
        (1.0, 2.0, 0.0, 0.0, 0.5, 0.525),  # of twice the hours twice the successes are expected
        (0.2, 2.0, 0.0, 0.0, 0.5, 0.625),
        (0.5, 100.0, 0.0, 0.0, 0.5, 1.0),  # no more than the room
        (0.5, 0.0, 1.0, 0.0, 0.5, 0.55),  # 0.1 x support of the room
        (1.0, 0.0, 0.5, 0.0, 0.5, 0.525),
        (0.5, 0.0, 1.0, 0.5, 0.5, 0.475),  # half of that (0.025), less 0.2 x 0.5 x 0.5
        (0.5, 0.0, 0.0, 0.0, 0.7, 0.68),  # a tenth of the way back
        (0.5, 0.0, 0.0, 0.0, 0.3, 0.32),
    ],
)
def test_confidence_grows_by_success_and_support_and_wears_off(
    fte, successes, support, strain, start, end
):
    world = tiny(
        demands_confidence=0.5,
        demands_confidence_up=0.05,
        demands_confidence_down=0.2,
        demands_confidence_memory=10.0,
        team_encouragement=0.1,
    )
    row = world.brokers[0:1]
    row["fte"], row["successes"] = fte, successes
    row["support"], row["strain"] = support, strain
    row["confidence"], row["confidence_sum"] = start, 2.0
    posts.feel_confidence(world.brokers, 0, world.p)
    assert row["confidence"][0] == approx(end)
    assert row["confidence_sum"][0] == approx(2.0 + end)
    assert row["successes"][0] == 0.0


# ------------------------------------------------------------------- insight


@pytest.mark.parametrize(
    ("embedded", "fte", "desk", "away", "home_time", "host_time"),
    [
        (True, 0.5, 5.0, 0.0, 0.5, 0.5),  # half of the week at the host's desk
        (True, 0.5, 4.0, 0.0, 0.5, 0.4),  # what the team takes is spent in neither
        (True, 0.5, 4.0, 1.5, 0.65, 0.25),  # visits at home are paid by the desk
        (True, 0.5, 4.0, 9.0, 0.9, 0.0),  # and are no longer than it
        (True, 1.0, 10.0, 0.0, 0.0, 1.0),  # a full-timer is never at home
        (False, 0.5, 4.0, 0.0, 0.9, 0.0),  # a guest is always at home
        (False, 0.5, 4.0, 1.5, 0.75, 0.15),  # but for visits to the host
    ],
)
@pytest.mark.parametrize("broker", [0, 2])
def test_insight_grows_with_time_in_a_community_and_fades_with_time_away(
    broker, embedded, fte, desk, away, home_time, host_time
):
    world = tiny(insight_learning=20.0, insight_fading=50.0)
    row = world.brokers[broker : broker + 1]
    row["embedded"], row["fte"], row["desk"], row["away"] = embedded, fte, desk, away
    row["insight"] = 0.6
    home = MANAGER if broker == 0 else ACADEMIC
    posts.live_and_learn(world.brokers, broker, world.p)
    for community, time in ((home, home_time), (1 - home, host_time)):
        learnt = 0.6 + time / 20 * 0.4
        expected = learnt - (1 - time) / 50 * learnt
        assert row["insight"][0, community] == approx(expected)
    assert row["desk"][0] == approx(max(0.0, desk - away))
    assert row["away"][0] == 0.0


def test_insight_stays_a_share():
    world = tiny(insight_learning=1.0, insight_fading=1.0)
    world.brokers["fte"], world.brokers["desk"] = 1.0, 10.0
    posts.live_and_learn(world.brokers, 0, world.p)
    assert world.brokers["insight"][0].tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("pooling", "meetings", "in_post", "insight"),
    [
        (True, 0.5, [1, 1, 1], [0.9, 0.2]),  # a quarter of the way from 0.1 to 0.5 x 1
        (True, 1.0, [1, 1, 1], [0.9, 0.3]),  # half of it
        (True, 9.0, [1, 1, 1], [0.9, 0.5]),  # all of it
        (True, 0.5, [1, 1, 0], [0.9, 0.1]),  # the other mate knows no more than that
        (False, 0.5, [1, 1, 1], [0.9, 0.1]),
    ],
)
def test_meetings_carry_part_of_the_best_mates_insight_to_who_has_less(
    pooling, meetings, in_post, insight
):
    world = tiny(
        team_pooling=pooling, team_meetings=meetings, team_pooling_rate=0.5, insight_second_hand=0.5
    )
    world.brokers["insight"] = [[0.9, 0.1], [0.9, 0.15], [0.1, 1.0]]
    world.brokers["in_post"] = in_post
    posts.pool_insight(world.brokers, 0, world.p)
    assert world.brokers["insight"][0].tolist() == approx(insight)


def test_nobody_unlearns_at_a_meeting_or_learns_from_themselves():
    world = tiny(team_pooling_rate=1.0, team_meetings=1.0, insight_second_hand=1.0)
    world.brokers["insight"] = [[0.9, 0.8], [0.2, 0.3], [0.1, 0.4]]
    posts.pool_insight(world.brokers, 0, world.p)
    assert world.brokers["insight"][0].tolist() == [0.9, 0.8]
    assert world.brokers["buddy"][1] == NOBODY


def test_brokers_leave_a_trace_while_they_are_in_post_or_trusted():
    world = tiny()
    assert posts.any_trace(world.brokers, world.books)
    world.brokers["in_post"] = False
    assert not posts.any_trace(world.brokers, world.books)
    note(world, 1, {8: 0.3})
    assert posts.any_trace(world.brokers, world.books)
