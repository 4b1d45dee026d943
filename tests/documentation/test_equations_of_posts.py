"""The equations of the ODD for posts: new holders, vacancies, and what posts cost."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation import Settings, change
from simulation.roster import roster
from simulation.rules import posts
from tests.documentation.lives import ask, lived, pick, poisson, same, trust


def test_b1a_a_new_holder(life):
    _, world, _ = life
    for b in range(len(world.brokers)):
        ask(posts.start_afresh, world, b=b)
        now = world.brokers[b]
        assert now["insight"][now["home"]] == 0.9
        assert now["insight"][1 - now["home"]] == 0.15
        assert now["confidence"] == 0.5
        empty = ("strain", "support", "served", "backlog", "free", "desk", "away", "buddy_account")
        assert [now[name] for name in (*empty, "successes")] == [0] * 9


def test_b1d_the_network_that_a_new_holder_brings(life):
    settings, world, rng = life
    world.programme["running"] = True
    gain = 0.6
    for b in range(len(world.brokers)):
        home = world.organisations[world.brokers["home_organisation"][b]]
        first, members, u = int(home["first"]), int(home["members"]), rng.random()
        known = min(settings.brokers.known_at_home, members)
        people = {first + (pick(u, members) + r) % members for r in range(known)}
        assert len(people) == known
        before = [trust(world, b, i) for i in range(len(world.people))]
        expected = [x + gain * (1 - x) if i in people else x for i, x in enumerate(before)]
        world.brokers["in_post"][b], world.brokers["vacant"][b] = False, 0
        ask(posts.staff_post, world, b=b, week=0, die=u)
        assert world.brokers["in_post"][b]
        assert [trust(world, b, i) for i in range(len(before))] == pytest.approx(expected)


@pytest.mark.parametrize("mean", [0.0, 0.4, 2.5, 9.0])
def test_a_count_is_a_poisson_number_by_inversion_and_cut(mean):
    for die in np.linspace(0, 1, 400, endpoint=False):
        assert posts.draw_count(mean, die, 6) == poisson(mean, die, 6)


def test_b1_a_vacancy_lasts_sixteen_weeks_and_costs_standing():
    settings, world, _ = lived(99)
    world.programme["running"] = True
    world.brokers["in_post"] = True
    world.p["contract_exit"] = 1.0
    before = float(world.brokers["standing"][0])
    ask(posts.staff_post, world, b=0, week=0, die=0.0)
    kept = (1 - settings.demands.standing_loss) ** 1.5
    assert same(world.brokers["standing"][0], before * kept)
    weeks = 0
    while not world.brokers["in_post"][0]:
        weeks += 1
        ask(posts.staff_post, world, b=0, week=weeks, die=0.0)
    assert weeks == 16


def test_matched_posts_share_a_sum_that_is_rounded_once():
    posts = {"brokers.managers": 4, "brokers.academics": 3, "brokers.fte": 0.7}
    left = math.fsum([0.7] * 7)
    assert left != sum_one_by_one([0.7] * 7)
    expected = []
    while left > 1e-9:
        expected.append(min(left, 1.0))
        left -= expected[-1]
    matched = roster(change(Settings(), {"arm": "single_matched", **posts}))
    assert [post.fte for post in matched] == expected
    assert [(post.home, post.number) for post in matched] == [
        (1, 0),
        (0, 0),
        (1, 1),
        (0, 1),
        (1, 2),
    ]


def sum_one_by_one(numbers):
    total = 0.0
    for number in numbers:
        total += number
    return total
