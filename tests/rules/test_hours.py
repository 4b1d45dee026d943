"""Broker posts: where the half-days of a week go, and what it costs when demands lapse."""

from __future__ import annotations

import math

import pytest
from pytest import approx

from simulation.rules import posts
from simulation.tables import ACTIVITIES, BUDDYING, DEMANDS, LEADING, MEETINGS, VISITING
from tests.rules.test_posts import DEMAND
from tests.worlds import NO_TEAM, halfway, tiny

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
