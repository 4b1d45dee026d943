"""People: learning from colleagues, forgetting, practising."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.rules import people, ties
from simulation.tables import NOBODY
from tests.worlds import JUST_UNDER_ONE, acquaint, differing, partners, stances, tie, tiny

START = (0.4, 0.2, 0.1, 0.5)

# ------------------------------------------------------------------- learning and forgetting


@pytest.mark.parametrize(
    ("die", "colleague"), [(0.0, 1), (0.499, 1), (0.5, 2), (JUST_UNDER_ONE, 2)]
)
def test_a_die_chooses_the_colleague_of_the_week(die, colleague):
    world = tiny()
    acquaint(world, 0, [1, 2])
    assert people.some_colleague(world.people, world.colleagues, 0, die) == colleague


def test_whoever_knows_nobody_talks_to_nobody():
    world = tiny()
    assert people.some_colleague(world.people, world.colleagues, 0, 0.5) == NOBODY


def _learn(world, i, j):
    people.learn_from_colleague(world.people, world.personalities, i, j, world.p)


@pytest.mark.parametrize(("theirs", "mine"), [(0.8, 0.5), (0.4, 0.4), (0.0, 0.3)])
def test_attitude_drifts_towards_a_colleagues_either_way(theirs, mine):
    world = tiny(culture_influence=0.25)
    world.people["attitude"][1] = theirs
    _learn(world, 0, 1)
    assert stances(world, 0) == approx((mine, 0.2, 0.1, 0.5))
    assert world.people["attitude"][1] == theirs


@pytest.mark.parametrize("stance", ["knowledge", "skill"])
@pytest.mark.parametrize(
    ("theirs", "their_baseline", "mine", "learnt"),
    [
        (0.8, 0.2, 0.4, 0.2),  # half of what I lack
        (0.8, 0.6, 0.4, 0.1),  # half of what is new in them
        (0.8, 0.2, 0.9, 0.0),  # I know more already
        (0.8, 0.8, 0.1, 0.0),  # they have learnt nothing new
        (0.5, 0.8, 0.1, 0.0),  # they have even forgotten some
    ],
)
def test_knowledge_and_skill_flow_where_new_and_wanting(
    stance, theirs, their_baseline, mine, learnt
):
    world = tiny(culture_influence=0.5)
    world.people["personality"][1] = 7
    world.people[stance][[0, 1]] = mine, theirs
    world.personalities[stance][7] = their_baseline
    _learn(world, 0, 1)
    assert world.people[stance][0] == approx(mine + learnt)
    assert world.people[stance][1] == theirs


def test_a_week_alone_fades_stances_and_bonds():
    world, other = tiny(), tiny()
    for one in (world, other):
        one.people["attitude"][0] = 0.9
        tie(one, 0, 8, 0.5)
    people.forget(world.people, world.personalities, world.ties, 0, world.p)
    people.fade(other.people, other.personalities, 0, other.p)
    ties.fade_ties(other.ties, 0)
    assert differing(world, other) == []
    assert world.people["attitude"][0] < 0.9
    assert partners(world, 0)[8] < 0.5


def test_confidence_does_not_flow_between_colleagues():
    world = tiny(culture_influence=0.5)
    world.people["confidence"][1] = 0.9
    _learn(world, 0, 1)
    assert world.people["confidence"][0] == 0.5


def test_nobody_teaches_nothing():
    world = tiny(culture_influence=0.5)
    world.people["attitude"][-1] = 0.9
    _learn(world, 0, NOBODY)
    assert stances(world, 0) == START


@pytest.mark.parametrize("away", [0.1, -0.1])
def test_stances_return_to_the_own_personalitys_baseline(away):
    world = tiny(culture_fading=4.0)
    world.people["personality"][0] = 9
    for name in ("attitude", "knowledge", "skill", "confidence"):
        world.people[name][0] = 0.6
        world.personalities[name][9] = 0.6 - away
    people.fade(world.people, world.personalities, 0, world.p)
    assert stances(world, 0) == approx((0.6 - away / 4,) * 4)


def test_people_get_over_visits_in_about_eight_weeks():
    world = tiny()
    world.people["visits"][0] = 2.0
    people.fade(world.people, world.personalities, 0, world.p)
    assert people.WEARING_OFF == 1 / 8
    assert world.people["visits"][:2].tolist() == [1.75, 0.0]


def test_stances_at_baseline_stay_there_exactly():
    world = tiny(culture_fading=78.0)
    people.fade(world.people, world.personalities, 0, world.p)
    assert stances(world, 0) == START


# ------------------------------------------------------------------- practising


@pytest.mark.parametrize(
    ("colleagues", "practising", "norm"),
    [
        ([], [], 0.0),
        ([1], [1], 1.0),
        ([1, 2], [1], 0.5),
        ([1, 2, 3], [1, 2, 3], 1.0),
        ([1], [3], 0.0),
    ],
)
def test_readiness_is_the_geometric_mean_of_the_stances_plus_the_norm(colleagues, practising, norm):
    world = tiny(culture_norm_weight=0.3)
    acquaint(world, 0, colleagues)
    world.people["practising"][practising] = True
    expected = 0.004**0.25 + 0.3 * norm
    assert people.readiness(world.people, world.colleagues, 0, world.p) == approx(expected)


def test_the_weakest_stance_binds():
    world = tiny()
    world.people["skill"][0] = 0.0
    assert people.readiness(world.people, world.colleagues, 0, world.p) == 0.0


@pytest.mark.parametrize(
    ("readiness", "before", "after"),
    [
        (0.49, False, False),
        (0.5, False, True),
        (0.51, False, True),
        (0.51, True, True),
        (0.4501, True, True),
        (0.4499, True, False),
        (0.47, False, False),
    ],
)
def test_practising_starts_at_the_threshold_and_stops_only_a_margin_below(readiness, before, after):
    world = tiny()
    assert people.MARGIN == 0.05
    for name in ("attitude", "knowledge", "skill", "confidence"):
        world.people[name][0] = readiness
    world.people["practising"][0] = before
    people.reconsider_practising(
        world.people, world.personalities, world.colleagues, 0, world.p
    )  # fmt: skip
    assert bool(world.people["practising"][0]) is after


def test_the_threshold_is_that_of_the_own_personality():
    world = tiny()
    for name in ("attitude", "knowledge", "skill", "confidence"):
        world.people[name][:2] = 0.5
    world.people["personality"][:2] = 8, 9
    world.personalities["threshold"][[8, 9]] = 0.45, 0.55
    for i in (0, 1):
        people.reconsider_practising(
            world.people, world.personalities, world.colleagues, i, world.p
        )  # fmt: skip
    assert world.people["practising"][:2].tolist() == [True, False]
