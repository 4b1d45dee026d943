"""Broker posts: who holds them, where the time goes, strain, confidence and insight."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from pytest import approx

from simulation.rules import posts
from simulation.tables import (
    ACADEMIC,
    ACTIVITIES,
    BUDDYING,
    DEMANDS,
    LEADING,
    MANAGER,
    MEETINGS,
    NOBODY,
    VISITING,
)
from tests.worlds import AMPLE, JUST_UNDER_ONE, NO_TEAM, contacts, halfway, note, tiny

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
    ("broker", "pair", "buddy_in_post", "has"),
    [(0, 0.1, True, True), (0, 0.0, True, False), (0, 0.1, False, False), (1, 0.1, True, False)],
)
def test_a_buddy_must_be_given_time_be_there_and_in_post(broker, pair, buddy_in_post, has):
    world = tiny(team_pair=pair)
    world.brokers["in_post"][2] = buddy_in_post
    assert posts.has_buddy(world.brokers, broker, world.p) == has


@pytest.mark.parametrize(("due", "in_post", "vacant"), [(1, 0, True), (1, 1, False), (0, 0, False)])
def test_a_post_that_should_be_held_and_is_not_is_vacant(due, in_post, vacant):
    world = tiny()
    world.brokers["due"][1], world.brokers["in_post"][1] = due, in_post
    assert posts.is_vacant(world.brokers, 1) == vacant


# ------------------------------------------------------------------- what hours buy


@pytest.mark.parametrize(
    ("hours", "bought"), [(0.0, 0.0), (0.1, 1 / 3), (0.2, 0.5), (0.4, 2 / 3), (AMPLE, 1.0)]
)
def test_hours_buy_a_dose_with_diminishing_returns(hours, bought):
    world = tiny(team_half_dose=0.2)
    assert posts.dose(hours, world.p) == approx(bought)


def test_each_further_hour_buys_less_than_the_one_before():
    world = tiny(team_half_dose=0.2)
    doses = [posts.dose(0.1 * k, world.p) for k in range(20)]
    gains = [later - sooner for sooner, later in pairwise(doses)]
    assert all(gain > 0.0 for gain in gains)
    assert gains == sorted(gains, reverse=True)


# ------------------------------------------------------------------- holding a post


def test_a_new_holder_is_fresh_and_an_insider_at_home_only():
    world = tiny()
    worn = (
        "strain", "support", "served", "backlog", "free", "desk", "away", "buddy_account", "successes",
    )  # fmt: skip
    for name in worn:
        world.brokers[name] = 0.7
    for b in (0, 2):
        posts.start_afresh(world.brokers, b, world.p)
        assert [float(world.brokers[name][b]) for name in worn] == [0.0] * len(worn)
        assert world.brokers["confidence"][b] == posts.CONFIDENCE
    assert world.brokers["insight"][0].tolist() == [posts.INSIGHT_HOME, posts.INSIGHT_HOST]
    assert world.brokers["insight"][2].tolist() == [posts.INSIGHT_HOST, posts.INSIGHT_HOME]
    assert world.brokers["strain"][1] == 0.7


@pytest.mark.parametrize(
    ("hours", "mates", "handed_over", "left"),
    [
        (0.2, True, 0.5, {8: 0.1, 3: 0.05}),  # half a dose of a half
        (AMPLE, True, 0.5, {8: 0.2, 3: 0.1}),
        (0.0, True, 0.5, {}),
        (0.2, False, 0.5, {}),
        (0.2, True, 0.0, {}),
    ],
)
def test_mates_who_share_records_keep_part_of_a_leavers_book_warm(hours, mates, handed_over, left):
    world = tiny(**halfway(handover=hours), team_handed_over=handed_over)
    world.brokers["in_post"] = [True, mates, mates]
    note(world, 0, {8: 0.4, 3: 0.2})
    note(world, 1, {8: 0.4})
    posts.hand_over(world.brokers, world.books, 0, world.p)
    assert contacts(world, 0) == approx(left)
    assert contacts(world, 1) == {8: 0.4}


EXITS = {"contract_exit": 0.01, "contract_exit_strain": 0.1}


@pytest.mark.parametrize(("strain", "chance"), [(0.0, 0.01), (0.4, 0.05), (1.0, 0.11)])
def test_brokers_leave_more_under_strain(strain, chance):
    world = tiny(**EXITS)
    world.brokers["strain"][1] = strain
    assert posts.exit_chance(world.brokers, 1, world.p) == approx(chance)
    assert posts.exit_chance(world.brokers, 0, world.p) == approx(0.01)


def test_a_chance_of_exit_is_at_most_one():
    world = tiny(contract_exit=0.9, contract_exit_strain=0.5)
    world.brokers["strain"] = 1.0
    assert posts.exit_chance(world.brokers, 0, world.p) == 1.0


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
    world = tiny(brokers_known_at_home=known)
    posts.bring_network(world.organisations, world.brokers, world.books, b, world.p, die)
    assert contacts(world, b) == approx(dict.fromkeys(rows, posts.TRUSTED_AT_HOME))


def test_a_successors_own_network_adds_to_what_mates_kept_warm():
    world = tiny(brokers_known_at_home=1)
    note(world, 0, {0: 0.5, 8: 0.2})
    world.brokers["in_post"][0] = False
    _staff(world, 0, 0.0)
    both = 0.5 + posts.TRUSTED_AT_HOME * 0.5
    assert contacts(world, 0) == approx({0: both, 8: 0.2})
    _staff(world, 0, 0.9)  # still the same holder, who brings it once
    assert contacts(world, 0) == approx({0: both, 8: 0.2})


def _staff(world, b, die, week=10):
    posts.staff_post(
        world.programme, world.organisations, world.brokers, world.books, b, world.p, week, die
    )


def test_a_post_is_held_until_its_holder_leaves_and_then_vacant_for_sixteen_weeks():
    world = tiny(**EXITS | NO_NETWORK | NO_TEAM)
    note(world, 0, {8: 0.4})
    held = []
    for die in (0.01, 0.0099, *(0.0,) * 16, 0.9):
        _staff(world, 0, die)
        held.append(bool(world.brokers["in_post"][0]))
        assert world.brokers["due"][0]
    assert held == [True, *(False,) * 16, True, True]
    assert posts.VACANCY == 16
    assert world.brokers["exits"].tolist() == [1, 0, 0]
    assert contacts(world, 0) == {}


@pytest.mark.parametrize(("loss", "kept"), [(0.0, 1.0), (0.19, 0.9**3), (1.0, 0.0)])
def test_a_change_of_holder_costs_the_post_part_of_its_standing(loss, kept):
    world = tiny(**EXITS | NO_NETWORK, demands_standing_loss=loss)
    world.brokers["standing"] = 0.8
    _staff(world, 0, 0.0)
    assert posts.NEW_HOLDER == 1.5  # 0.81 to the power of 1.5 is 0.729
    assert world.brokers["standing"].tolist() == approx([0.8 * kept, 0.8, 0.8])


def test_a_successor_starts_afresh_with_what_was_handed_over():
    world = tiny(**EXITS | NO_NETWORK | halfway(handover=0.2), team_handed_over=0.8)
    note(world, 0, {8: 0.5})
    world.brokers["strain"][0], world.brokers["standing"][0] = 0.3, 0.6
    for die in (0.0,) * (posts.VACANCY + 1):
        _staff(world, 0, die)
    assert world.brokers["in_post"][0]
    assert world.brokers["strain"][0] == 0.0
    assert world.brokers["insight"][0, MANAGER] == posts.INSIGHT_HOME
    assert contacts(world, 0) == {8: approx(0.2)}  # half a dose of 0.8
    assert 0.0 < world.brokers["standing"][0] < 0.6  # that of the post, not the holder's


def test_nobody_holds_a_post_outside_the_programme():
    world = tiny(**EXITS)
    world.programme["running"] = False
    _staff(world, 0, 0.0)
    assert not world.brokers["in_post"][0]
    assert not world.brokers["due"][0]
    assert world.brokers["exits"][0] == 0
    assert world.brokers["standing"][0] == 1.0
    world.programme["running"] = True
    _staff(world, 0, 0.0)
    assert world.brokers["in_post"][0]


# ------------------------------------------------------------------- demands

DEMAND = {"demands_half_days": 3.0}


@pytest.mark.parametrize(("fte", "asked"), [(0.5, 3.0), (1.0, 6.0), (0.25, 1.5)])
def test_taskmasters_ask_in_proportion_to_the_hours(fte, asked):
    world = tiny(**DEMAND)
    world.brokers["fte"][1] = fte
    assert posts.demand_on(world.brokers, 1, world.p) == approx(asked)


@pytest.mark.parametrize(
    ("hours", "in_post", "covered"),
    [
        (0.2, [1, 1, 1], 0.0),
        (0.2, [1, 0, 1], 0.6),  # half a dose of 0.8 of 3 half-days, by two
        (AMPLE, [1, 0, 1], 1.2),
        (0.2, [1, 0, 0], 2.4),  # of 6, alone
        (0.0, [1, 0, 1], 0.0),
    ],
)
def test_mates_who_share_records_cover_part_of_a_vacancys_demands(hours, in_post, covered):
    world = tiny(**DEMAND | halfway(handover=hours), team_handed_over=0.8)
    world.brokers["in_post"] = in_post
    assert posts.covered_share(world.p) == approx(0.8 * hours / (hours + 0.2))
    assert posts.covered_demand(world.brokers, 0, world.p) == approx(covered)


def test_nobody_covers_a_post_that_is_not_there():
    world = tiny(**DEMAND | halfway(handover=AMPLE))
    world.brokers["in_post"][1], world.brokers["due"][1] = False, False
    assert posts.covered_demand(world.brokers, 0, world.p) == 0.0


# ------------------------------------------------------------------- time for the team

AGENDA = {
    "support": 0.1,
    "pooling": 0.2,
    "introductions": 0.05,
    "handover": 0.1,
    "sharing_out": 0.05,
}


@pytest.mark.parametrize(
    ("broker", "pair", "in_post", "hours"),
    [
        (0, 0.7, [1, 1, 1], (0.5, 0.7)),
        (1, 0.7, [1, 1, 1], (0.5, 0.0)),  # without a buddy
        (0, 0.0, [1, 1, 1], (0.5, 0.0)),
        (0, 0.7, [1, 1, 0], (0.5, 0.0)),
        (0, 0.7, [1, 0, 0], (0.0, 0.0)),
    ],
)
def test_meetings_take_time_where_there_are_mates_and_buddies_where_there_is_one(
    broker, pair, in_post, hours
):
    world = tiny(**halfway(**AGENDA, pair=pair))
    world.brokers["in_post"] = in_post
    assert posts.meeting_hours(world.brokers, broker, world.p) == approx(hours[0])
    assert posts.pair_hours(world.brokers, broker, world.p) == approx(hours[1])


@pytest.mark.parametrize("item", AGENDA)
def test_each_item_of_the_agenda_takes_its_time(item):
    world = tiny(**halfway(**AGENDA | {item: AGENDA[item] + 0.3}))
    assert posts.meeting_hours(world.brokers, 0, world.p) == approx(0.8)


LEADING_TIME = {"support": 0.5, "pair": 0.5, "leading": 1.0}


@pytest.mark.parametrize(
    ("broker", "in_post", "changes", "hours"),
    [
        (2, [1, 1, 1], {}, 1.0),
        (2, [1, 0, 1], {}, 1.0),
        (2, [1, 1, 1], {"leading": 0.3}, 0.3),
        (2, [1, 1, 1], {"support": 3.9}, 0.6),  # the team leaves 5 - 3.9 - 0.5
        (2, [1, 1, 1], {"support": 4.5}, 0.0),
        (2, [0, 0, 1], {}, 0.0),
        (2, [1, 1, 1], {"leading": 0.0}, 0.0),
        (0, [1, 1, 1], {}, 0.0),
    ],
)
def test_only_the_leader_leads_and_with_the_time_that_meetings_and_buddy_leave(
    broker, in_post, changes, hours
):
    world = tiny(**halfway(**LEADING_TIME | changes))
    world.brokers["in_post"] = in_post
    assert posts.leading_hours(world.brokers, broker, world.p) == approx(hours)


@pytest.mark.parametrize("demand", [0.0, 1.0, 3.0, 12.0])
def test_leading_takes_the_same_time_whatever_is_asked(demand):
    world = tiny(**halfway(**LEADING_TIME), demands_half_days=demand)
    assert posts.leading_hours(world.brokers, 2, world.p) == 1.0


@pytest.mark.parametrize(
    ("broker", "changes", "most", "in_post", "shielded"),
    [
        (0, {}, 0.1, [1, 1, 1], 0.1),  # at most that share
        (1, {}, 0.1, [1, 1, 1], 0.1),
        (0, {}, 0.9, [1, 1, 1], 1 / 6),  # at most the leader's half-day of the mates' six
        (0, {"leading": 3.0}, 0.9, [1, 1, 1], 1 / 2),
        (0, {}, 0.9, [1, 0, 1], 1 / 3.6),  # of three, and of 0.6 that cover a vacancy
        (0, {"support": 4.0}, 0.9, [1, 1, 1], 0.05),  # a leader with 0.3 left
        (2, {}, 0.1, [1, 1, 1], 0.0),  # nobody shields the leader
        (0, {"leading": 0.0}, 0.1, [1, 1, 1], 0.0),
        (0, {}, 0.1, [1, 1, 0], 0.0),
        (0, {}, 0.0, [1, 1, 1], 0.0),
    ],
)
def test_a_leader_deflects_a_share_of_the_mates_demands_within_the_hours(
    broker, changes, most, in_post, shielded
):
    hours = LEADING_TIME | {"handover": 0.2} | changes
    world = tiny(**DEMAND | halfway(**hours), team_handed_over=0.8, team_shield=most)
    world.brokers["in_post"] = in_post
    assert posts.shield(world.brokers, broker, world.p) == approx(shielded)


def test_where_nothing_is_asked_nothing_is_deflected():
    world = tiny(**halfway(**LEADING_TIME), demands_half_days=0.0)
    assert posts.shield(world.brokers, 0, world.p) == 0.0


@pytest.mark.parametrize(
    ("broker", "in_post", "hours", "mean"),
    [
        (0, [1, 1, 1], 0.0, 2.7),  # 3 half-days less a shield of 0.1
        (2, [1, 1, 1], 0.0, 3.0),  # nobody shields the leader
        (0, [1, 1, 0], 0.0, 3.0),
        (0, [1, 0, 1], 0.2, 3.24),  # 3 plus 0.6 for the vacancy, less the shield
    ],
)
def test_demands_become_backlog_less_what_the_leader_deflects(broker, in_post, hours, mean):
    world = tiny(
        **DEMAND | halfway(leading=1.0, handover=hours), team_handed_over=0.8, team_shield=0.1
    )
    world.brokers["in_post"] = in_post
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


PLAN = DEMAND | halfway(support=0.3, pooling=0.2, pair=0.4, leading=1.0)


@pytest.mark.parametrize(
    ("broker", "expected"),
    [
        # 5 half-days; less meeting 0.5, buddy 0.4, backlog 2
        (0, {"demands": 2.0, "meetings": 0.5, "buddying": 0.4, "leading": 0.0, "visiting": 2.1}),
        (1, {"demands": 2.0, "meetings": 0.5, "buddying": 0.0, "leading": 0.0, "visiting": 2.5}),
        (2, {"demands": 2.0, "meetings": 0.5, "buddying": 0.4, "leading": 1.0, "visiting": 1.1}),
    ],
)  # fmt: skip
def test_a_week_goes_to_leading_meetings_buddies_backlog_and_visits(broker, expected):
    world = tiny(**PLAN)
    world.brokers["backlog"], world.brokers["strain"] = 2.0, 0.9  # strain takes no time
    world.brokers["free"], world.brokers["buddy_account"] = 0.5, 1.0
    posts.plan_week(world.brokers, broker, world.p)
    row = world.brokers[broker]
    assert _hours(world, broker) == approx(expected)
    assert row["backlog"] == 0.0
    assert row["served"] == 2.0
    assert row["free"] == approx(0.5 + expected["visiting"])
    assert row["desk"] == approx(expected["demands"] + expected["visiting"])
    assert row["buddy_account"] == approx(1.4 if expected["buddying"] else 1.0)
    assert row["weeks_in_post"] == 1


def test_the_backlog_may_take_only_so_much_of_the_week():
    world = tiny(**PLAN | NO_TEAM)
    world.brokers["backlog"] = 9.0
    posts.plan_week(world.brokers, 0, world.p)
    most = 5.0 * posts.SERVED_SHARE
    assert _hours(world, 0)["demands"] == world.brokers["served"][0] == approx(most)
    assert world.brokers["backlog"][0] == approx(9.0 - most)
    assert world.brokers["free"][0] == approx(5.0 - most)


def test_team_time_comes_before_the_backlog_and_never_exceeds_the_week():
    world = tiny(**PLAN | {"team_leading": 3.0, "team_support": 3.3})
    world.brokers["backlog"] = 9.0
    posts.plan_week(world.brokers, 2, world.p)
    assert _hours(world, 2) == approx(
        {"demands": 0.0, "meetings": 3.5, "buddying": 0.4, "leading": 1.1, "visiting": 0.0}
    )
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
    world = tiny(**PLAN | NO_TEAM)
    posts.plan_week(world.brokers, 2, world.p)
    assert _hours(world, 2)["leading"] == 0.0


@pytest.mark.parametrize(("fte", "backlog"), [(0.2, 0.0), (0.5, 30.0), (1.0, 3.0)])
def test_every_half_day_of_the_week_is_accounted_for(fte, backlog):
    world = tiny(**PLAN)
    world.brokers["fte"], world.brokers["backlog"] = fte, backlog
    for b in range(3):
        posts.plan_week(world.brokers, b, world.p)
        assert math.fsum(world.brokers["hours"][b]) == approx(10 * fte)
        assert world.brokers["hours"][b].min() >= 0.0
        assert world.brokers["hours"][b, DEMANDS] <= posts.SERVED_SHARE * 10 * fte + 1e-12


def test_a_buddy_account_holds_at_most_a_full_time_week():
    world = tiny(**PLAN)
    world.brokers["buddy_account"] = 9.9
    posts.plan_week(world.brokers, 0, world.p)
    assert world.brokers["buddy_account"][0] == 10.0


# ------------------------------------------------------------------- standing

STANDING = {"demands_standing_loss": 0.19}


@pytest.mark.parametrize(
    ("backlog", "left", "standing"),
    [
        (0.0, 0.0, 0.62),  # a twentieth of the way from 0.6 to 1
        (5.0, 5.0, 0.62),  # a week's working time may wait
        (7.0, 5.0, 0.6 * 0.81**2),
        (5.5, 5.0, 0.6 * 0.9),
    ],
)
def test_what_would_wait_for_more_than_a_week_lapses_and_costs_standing(backlog, left, standing):
    world = tiny(**STANDING)
    world.brokers["backlog"], world.brokers["standing"] = backlog, 0.6
    posts.keep_standing(world.brokers, 1, world.p)
    assert posts.STANDING_RECOVERY == 0.05
    assert world.brokers["backlog"].tolist() == approx([backlog, left, backlog])
    assert world.brokers["standing"].tolist() == approx([0.6, standing, 0.6])


@pytest.mark.parametrize(
    ("hours", "in_post", "lapsed"),
    [
        (0.0, [0, 1, 1], 3.0),  # all that is asked of the post
        (0.2, [0, 1, 1], 1.8),  # mates cover half a dose of 0.8
        (0.2, [0, 1, 0], 1.8),
        (0.2, [0, 0, 0], 3.0),  # nobody covers
    ],
)
def test_a_vacancy_costs_standing_but_for_what_mates_cover(hours, in_post, lapsed):
    world = tiny(
        **DEMAND | halfway(handover=hours), demands_standing_loss=0.1, team_handed_over=0.8
    )
    world.brokers["in_post"], world.brokers["standing"] = in_post, 0.6
    posts.keep_standing(world.brokers, 0, world.p)
    assert world.brokers["standing"][0] == approx(0.6 * 0.9**lapsed)


def test_where_lapses_cost_nothing_a_post_keeps_its_standing():
    world = tiny(**DEMAND | NO_TEAM, demands_standing_loss=0.0)
    world.brokers["backlog"], world.brokers["in_post"][0] = 40.0, False
    for b in (0, 1):
        posts.keep_standing(world.brokers, b, world.p)
    assert world.brokers["standing"].tolist() == [1.0] * 3


def test_a_post_that_is_not_there_neither_loses_nor_gains_standing():
    world = tiny(**DEMAND | STANDING)
    world.brokers["due"], world.brokers["in_post"], world.brokers["standing"] = False, False, 0.6
    posts.keep_standing(world.brokers, 0, world.p)
    assert world.brokers["standing"][0] == 0.6


# ------------------------------------------------------------------- support, strain, confidence


@pytest.mark.parametrize(
    ("support_hours", "pair", "in_post", "support"),
    [
        (0.2, 0.0, [1, 1, 1], 0.5 * 0.6),  # half a dose of two mates with 0.4 and 0.8
        (0.6, 0.0, [1, 1, 1], 0.75 * 0.6),
        (AMPLE, 0.0, [1, 1, 1], 0.6),
        (0.0, 0.2, [1, 1, 1], 0.5 * 0.8),  # the buddy's confidence
        (0.1, 0.1, [1, 1, 1], 0.5 * 0.7),  # an hour of each counts alike
        (0.2, 0.6, [1, 1, 1], 0.8 * 0.75),  # the courage is weighed by the hours
        (0.2, 0.6, [1, 1, 0], 0.5 * 0.4),
        (0.2, 0.6, [1, 0, 0], 0.0),
        (0.0, 0.0, [1, 1, 1], 0.0),
    ],
)
def test_support_comes_from_mates_and_buddy_alike_by_the_hours(
    support_hours, pair, in_post, support
):
    world = tiny(**halfway(support=support_hours, pair=pair))
    world.brokers["confidence"], world.brokers["support"] = [0.6, 0.4, 0.8], 0.9
    world.brokers["in_post"] = in_post
    posts.feel_support(world.brokers, 0, world.p)
    assert world.brokers["support"][0] == approx(support)


@pytest.mark.parametrize(
    ("backlog", "support", "start", "up", "down"),
    [
        (0.0, 0.0, 0.5, 0.0, 1.0),
        (0.0, 0.5, 0.5, 0.0, 2.0),  # twice as fast at half of the support, with a factor of 2
        (2.5, 0.0, 0.0, 0.5, 1.0),  # half a week of backlog
        (50.0, 0.0, 0.0, 1.0, 1.0),  # a week or more
        (5.0, 0.5, 0.5, 1.0, 2.0),
        (50.0, 0.0, 1.0, 1.0, 1.0),
    ],
)
def test_strain_rises_with_backlog_and_recovers_faster_with_support(
    backlog, support, start, up, down
):
    world = tiny(demands_strain_up=0.2, team_peer_support=2.0)
    row = world.brokers[1:2]
    row["backlog"], row["support"], row["strain"], row["strain_sum"] = backlog, support, start, 3.0
    posts.feel_strain(world.brokers, 1, world.p)
    end = start + up * 0.2 * (1 - start) - down * posts.RECOVERY * start
    assert row["strain"][0] == approx(end)
    assert row["strain_sum"][0] == approx(3.0 + end)


def test_strain_cannot_recover_by_more_than_there_is():
    world = tiny(team_peer_support=100.0)
    world.brokers["strain"], world.brokers["support"], world.brokers["backlog"] = 0.5, 1.0, 0.0
    posts.feel_strain(world.brokers, 0, world.p)
    assert world.brokers["strain"][0] == 0.0


@pytest.mark.parametrize(
    ("fte", "successes", "support", "start", "grown"),
    [
        (0.5, 0.0, 0.0, 0.5, 0.0),
        (0.5, 2.0, 0.0, 0.5, 2.0 * posts.CONFIDENCE_UP * 0.5),
        (1.0, 2.0, 0.0, 0.5, 1.0 * posts.CONFIDENCE_UP * 0.5),  # twice the successes are expected
        (0.25, 2.0, 0.0, 0.5, 4.0 * posts.CONFIDENCE_UP * 0.5),
        (0.5, 100.0, 0.0, 0.5, 0.5),  # no more than the room
        (0.5, 0.0, 1.0, 0.5, 0.1 * 0.5),
        (1.0, 0.0, 0.5, 0.5, 0.05 * 0.5),  # support does not depend on the hours
        (0.5, 1.0, 1.0, 0.6, (posts.CONFIDENCE_UP + 0.1) * 0.4),
        (0.5, 0.0, 0.0, 0.7, 0.0),
        (0.5, 0.0, 0.0, 0.3, 0.0),
    ],
)
def test_confidence_grows_by_success_and_support_and_wears_off(
    fte, successes, support, start, grown
):
    world = tiny(team_encouragement=0.1)
    row = world.brokers[0:1]
    row["fte"], row["successes"], row["support"], row["strain"] = fte, successes, support, 0.9
    row["confidence"], row["confidence_sum"] = start, 2.0
    posts.feel_confidence(world.brokers, 0, world.p)
    end = min(1.0, start + grown + (posts.CONFIDENCE - start) / posts.CONFIDENCE_MEMORY)
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
    world = tiny(insight_learning=20.0)
    row = world.brokers[broker : broker + 1]
    row["embedded"], row["fte"], row["desk"], row["away"] = embedded, fte, desk, away
    row["insight"] = 0.6
    home = MANAGER if broker == 0 else ACADEMIC
    posts.live_and_learn(world.brokers, broker, world.p)
    for community, time in ((home, home_time), (1 - home, host_time)):
        learnt = 0.6 + time / 20 * 0.4
        expected = learnt - (1 - time) / posts.INSIGHT_FADING * learnt
        assert row["insight"][0, community] == approx(expected)
    assert row["desk"][0] == approx(max(0.0, desk - away))
    assert row["away"][0] == 0.0


def test_insight_stays_a_share():
    world = tiny(insight_learning=1.0)
    world.brokers["fte"], world.brokers["desk"] = 1.0, 10.0
    posts.live_and_learn(world.brokers, 0, world.p)
    fading = 1.0 - 1.0 / posts.INSIGHT_FADING
    assert world.brokers["insight"][0].tolist() == [approx(0.9 * fading), 1.0]


@pytest.mark.parametrize(
    ("hours", "in_post", "insight"),
    [
        (0.2, [1, 1, 1], [0.9, 0.2]),  # half a dose of 0.5: a quarter of the way from 0.1 to 0.5
        (AMPLE, [1, 1, 1], [0.9, 0.3]),
        (0.2, [1, 1, 0], [0.9, 0.1]),  # the other mate knows no more than that
        (0.0, [1, 1, 1], [0.9, 0.1]),
    ],
)
def test_meetings_carry_part_of_the_best_mates_insight_to_who_has_less(hours, in_post, insight):
    world = tiny(**halfway(pooling=hours), team_pooling_rate=0.5)
    world.brokers["insight"] = [[0.9, 0.1], [0.9, 0.15], [0.1, 1.0]]
    world.brokers["in_post"] = in_post
    posts.pool_insight(world.brokers, 0, world.p)
    assert posts.SECOND_HAND == 0.5
    assert world.brokers["insight"][0].tolist() == approx(insight)


def test_nobody_unlearns_at_a_meeting_or_learns_from_themselves():
    world = tiny(team_pooling_rate=1.0, team_pooling=1.0)
    world.brokers["insight"] = [[0.9, 0.8], [0.2, 0.3], [0.1, 0.4]]
    posts.pool_insight(world.brokers, 0, world.p)
    assert world.brokers["insight"][0].tolist() == [0.9, 0.8]
    assert world.brokers["buddy"][1] == NOBODY


@pytest.mark.parametrize(
    ("broker", "pair", "in_post", "insight"),
    [
        (0, 0.2, [1, 1, 1], [0.9, 0.3]),  # half a dose of 0.5: a quarter of the way from 0.1 to 0.9
        (2, 0.2, [1, 1, 1], [0.3, 0.9]),  # both learn
        (0, AMPLE, [1, 1, 1], [0.9, 0.5]),
        (0, 0.0, [1, 1, 1], [0.9, 0.1]),
        (0, 0.2, [1, 1, 0], [0.9, 0.1]),
        (1, 0.2, [1, 1, 1], [0.9, 0.1]),  # without a buddy
    ],
)
def test_each_of_a_pair_learns_what_the_other_knows_better(broker, pair, in_post, insight):
    world = tiny(**halfway(pair=pair), team_teaching=0.5)
    world.brokers["in_post"] = in_post
    posts.learn_from_buddy(world.brokers, broker, world.p)
    assert world.brokers["insight"][broker].tolist() == approx(insight)


def test_brokers_leave_a_trace_while_they_are_in_post_or_trusted():
    world = tiny()
    assert posts.any_trace(world.brokers, world.books)
    world.brokers["in_post"] = False
    assert not posts.any_trace(world.brokers, world.books)
    note(world, 1, {8: 0.3})
    assert posts.any_trace(world.brokers, world.books)
