"""Broker posts: who holds them, what hours buy and what is asked."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pytest import approx

from simulation.rules import posts
from simulation.tables import MANAGER
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


def test_brokers_leave_a_trace_while_they_are_in_post_or_trusted():
    world = tiny()
    assert posts.any_trace(world.brokers, world.books)
    world.brokers["in_post"] = False
    assert not posts.any_trace(world.brokers, world.books)
    note(world, 1, {8: 0.3})
    assert posts.any_trace(world.brokers, world.books)
