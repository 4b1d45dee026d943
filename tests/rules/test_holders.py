"""The holders of posts: support, strain, confidence and insight."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.rules import holders, posts
from simulation.tables import ACADEMIC, MANAGER, NOBODY
from tests.worlds import AMPLE, halfway, tiny

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
    holders.feel_support(world.brokers, 0, world.p)
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
    holders.feel_strain(world.brokers, 1, world.p)
    end = start + up * 0.2 * (1 - start) - down * holders.RECOVERY * start
    assert row["strain"][0] == approx(end)
    assert row["strain_sum"][0] == approx(3.0 + end)


def test_strain_cannot_recover_by_more_than_there_is():
    world = tiny(team_peer_support=100.0)
    world.brokers["strain"], world.brokers["support"], world.brokers["backlog"] = 0.5, 1.0, 0.0
    holders.feel_strain(world.brokers, 0, world.p)
    assert world.brokers["strain"][0] == 0.0


@pytest.mark.parametrize(
    ("fte", "successes", "support", "start", "grown"),
    [
        (0.5, 0.0, 0.0, 0.5, 0.0),
        (0.5, 2.0, 0.0, 0.5, 2.0 * holders.CONFIDENCE_UP * 0.5),
        (1.0, 2.0, 0.0, 0.5, 1.0 * holders.CONFIDENCE_UP * 0.5),  # twice the successes are expected
        (0.25, 2.0, 0.0, 0.5, 4.0 * holders.CONFIDENCE_UP * 0.5),
        (0.5, 100.0, 0.0, 0.5, 0.5),  # no more than the room
        (0.5, 0.0, 1.0, 0.5, 0.1 * 0.5),
        (1.0, 0.0, 0.5, 0.5, 0.05 * 0.5),  # support does not depend on the hours
        (0.5, 1.0, 1.0, 0.6, (holders.CONFIDENCE_UP + 0.1) * 0.4),
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
    holders.feel_confidence(world.brokers, 0, world.p)
    end = min(1.0, start + grown + (posts.CONFIDENCE - start) / holders.CONFIDENCE_MEMORY)
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
    holders.live_and_learn(world.brokers, broker, world.p)
    for community, time in ((home, home_time), (1 - home, host_time)):
        learnt = 0.6 + time / 20 * 0.4
        expected = learnt - (1 - time) / holders.INSIGHT_FADING * learnt
        assert row["insight"][0, community] == approx(expected)
    assert row["desk"][0] == approx(max(0.0, desk - away))
    assert row["away"][0] == 0.0


def test_insight_stays_a_share():
    world = tiny(insight_learning=1.0)
    world.brokers["fte"], world.brokers["desk"] = 1.0, 10.0
    holders.live_and_learn(world.brokers, 0, world.p)
    fading = 1.0 - 1.0 / holders.INSIGHT_FADING
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
    holders.pool_insight(world.brokers, 0, world.p)
    assert holders.SECOND_HAND == 0.5
    assert world.brokers["insight"][0].tolist() == approx(insight)


def test_nobody_unlearns_at_a_meeting_or_learns_from_themselves():
    world = tiny(team_pooling_rate=1.0, team_pooling=1.0)
    world.brokers["insight"] = [[0.9, 0.8], [0.2, 0.3], [0.1, 0.4]]
    holders.pool_insight(world.brokers, 0, world.p)
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
    holders.learn_from_buddy(world.brokers, broker, world.p)
    assert world.brokers["insight"][broker].tolist() == approx(insight)
