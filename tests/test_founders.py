"""People at the start: their baselines, who is an ally or a senior, and who knows whom."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx
from scipy.stats import norm

from simulation import Settings, change, founders
from simulation.founders import (
    ACQUAINTANCES,
    OUTSIDE,
    SENIOR_SHARE,
    SPREAD,
    THRESHOLD_SPREAD,
    TIED_BOND,
    TIED_SHARE,
)
from simulation.population import build
from simulation.staff import WORKGROUP
from simulation.tables import ACADEMIC, COLLEAGUES, NOBODY
from tests.worlds import acquaint, small, tiny

STANCES = ("attitude", "knowledge", "skill", "confidence")


# ------------------------------------------------------------------- founders


def _large(**changes):
    many = {"population.managers": 800, "population.academics": 1000}
    return build(change(Settings(), many | changes), 1)


def _near(values, mean, spread):
    """Within four standard errors."""
    return abs(np.mean(values) - mean) < 4 * spread / np.sqrt(len(values))


MEANS = {"attitude": 0.5, "knowledge": 0.4, "skill": 0.4, "confidence": 0.5, "threshold": 0.6}
SET = {"population.willing": 0.5, "population.able": 0.4, "population.threshold": 0.6}


@pytest.mark.parametrize("name", MEANS)
def test_baselines_have_the_mean_that_was_set_and_their_spread(name):
    spread = THRESHOLD_SPREAD if name == "threshold" else SPREAD
    values = _large(**SET).personalities[name]
    assert _near(values, MEANS[name], spread)
    # the standard error of a standard deviation is about its size over the root of 2 n
    assert values.std() == approx(spread, abs=4 * spread / np.sqrt(2 * len(values)))


@pytest.mark.parametrize("shift", [0.0, 0.1, -0.1])
def test_warm_relations_raise_the_attitude_of_all_and_nothing_else(shift):
    warm = _large(**SET, **{"context.relations": shift}).personalities
    usual = _large(**SET).personalities
    assert warm["attitude"] == approx(usual["attitude"] + shift)
    for name in ("knowledge", "skill", "confidence", "threshold", "ally"):
        assert (warm[name] == usual[name]).all()


def test_allies_have_the_baselines_of_others():
    people = _large(**SET, **{"population.ally_share": 0.5}).personalities
    for name in STANCES:
        for ally in (True, False):
            assert _near(people[name][people["ally"] == ally], MEANS[name], SPREAD)


@pytest.mark.parametrize(("mean", "end"), [(0.0, 0.01), (1.0, 0.99)])
def test_baselines_stay_inside_the_unit_interval(mean, end):
    baselines = _large(**dict.fromkeys(SET, mean)).personalities
    for name in MEANS:
        spread = THRESHOLD_SPREAD if name == "threshold" else SPREAD
        assert baselines[name].min() >= 0.01
        assert baselines[name].max() <= 0.99
        at_the_end = norm.cdf(0.01 / spread)
        assert _near(baselines[name] == end, at_the_end, np.sqrt(at_the_end * (1 - at_the_end)))


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_allies_are_as_many_as_was_set_and_seniors_one_in_eight(share):
    people = _large(**{"population.ally_share": share}).people
    assert _near(people["ally"], share, np.sqrt(share * (1 - share)) + 1e-9)
    assert _near(people["senior"], SENIOR_SHARE, np.sqrt(SENIOR_SHARE * (1 - SENIOR_SHARE)))
    # neither says anything about the other
    both, expected = people["ally"] & people["senior"], share * SENIOR_SHARE
    assert _near(both, expected, np.sqrt(expected * (1 - expected)) + 1e-9)


def test_founders_are_at_their_baseline_and_none_practises():
    world = build(small(), 1)
    assert (world.people["personality"] == np.arange(len(world.people))).all()
    for name in ("attitude", "knowledge", "skill", "confidence", "ally"):
        assert (world.people[name] == world.personalities[name]).all()
    assert not world.people["practising"].any()


def _known(world):
    return world.people["acquaintances"]


def _share_in_group(world):
    """Of all acquaintances, the share that is in the own workgroup, and their number for a person."""
    i, s = np.nonzero(world.colleagues != NOBODY)
    group = world.people["workgroup"] + 10_000 * world.people["organisation"]
    same = group[i] == group[world.colleagues[i, s]]
    return same.mean(), same.sum() / len(group)


@pytest.fixture
def grouped(monkeypatch):
    """A large population with workgroups of another size."""

    def make(size):
        monkeypatch.setattr("simulation.staff.WORKGROUP", size)
        return _large()

    return make


@pytest.mark.parametrize("size", [5, 10, 20])
def test_people_know_as_many_colleagues_whatever_the_size_of_workgroups(grouped, size):
    known = _known(grouped(size))
    # What each person makes is fixed but for a die, so that only the mean of 4,400 dice is left to chance.
    assert known.mean() == approx(ACQUAINTANCES, abs=4 * 2 * 0.5 / np.sqrt(len(known)))


def test_half_of_a_persons_acquaintances_are_made_by_others_at_random(grouped):
    assert _known(grouped(20)).std() == approx(np.sqrt(ACQUAINTANCES / 2), rel=0.2)


def test_colleagues_come_from_a_large_workgroup_but_for_a_share(grouped):
    share, _ = _share_in_group(grouped(20))
    # somebody from anywhere may still be of the same workgroup, about one in 40 or 50
    assert share == approx(1 - OUTSIDE, abs=0.03)


@pytest.mark.parametrize("size", [5, WORKGROUP])
def test_nearly_all_of_a_small_workgroup_know_each_other(grouped, size):
    _, inside = _share_in_group(grouped(size))
    assert size - 1 < (1 - OUTSIDE) * ACQUAINTANCES  # there are fewer than would be known
    assert inside == approx(size - 1, rel=0.1)


def test_acquaintance_is_mutual_inside_the_organisation_and_fills_slots_from_the_left():
    world = build(small(), 1)
    place, known = world.people["organisation"], _known(world)
    for i, row in enumerate(world.colleagues.tolist()):
        own = row[: known[i]]
        assert NOBODY not in own
        assert set(row[known[i] :]) <= {NOBODY}
        assert len({i, *own}) == len(own) + 1
        assert all(i in world.colleagues[j] for j in own)
        assert (place[own] == place[i]).all()
    assert known.max() <= COLLEAGUES


def test_nobody_has_more_colleagues_than_there_are_slots():
    world = _large()
    founders.acquaint(world, 2)  # as many once more
    known = _known(world)
    assert known.max() == COLLEAGUES < 2 * ACQUAINTANCES
    assert ((world.colleagues != NOBODY).sum(axis=1) == known).all()


# Of four people from row 4 on, the die turns to row 6 first, then 7, 4 and 5.
@pytest.mark.parametrize(
    ("who", "known", "full", "met"),
    [
        (4, [], [], 6),
        (4, [6], [], 7),  # who knows row 6 already
        (6, [], [], 7),  # not oneself
        (4, [], [6], 7),  # row 6 has no room
        (4, [6, 7], [], 5),
        (4, [6, 7, 5], [], NOBODY),
        (4, [], [4], NOBODY),  # no room of their own
    ],
)
def test_somebody_new_is_not_known_yet_and_has_room(who, known, full, met):
    world = tiny()
    acquaint(world, who, known)
    world.people["acquaintances"][full] = COLLEAGUES
    assert founders.somebody_new(world.people, world.colleagues, who, 4, 4, 0.5) == met


def test_who_knows_whom_does_not_depend_on_another_organisation():
    few, more = build(small(), 1), build(small(**{"population.managers": 20}), 1)
    academics = int(few.organisations["first"][2]), int(more.organisations["first"][2])
    one, other = (
        np.where(world.colleagues == NOBODY, NOBODY, world.colleagues - first)[first:]
        for world, first in zip((few, more), academics, strict=True)
    )
    assert (one == other).all()


def test_in_a_very_small_organisation_everybody_knows_everybody():
    world = build(small(**{"population.managers": 4}), 1)
    for i in range(8):
        known = {int(j) for j in world.colleagues[i] if j != NOBODY}
        assert known == set(range(4 * (i // 4), 4 * (i // 4) + 4)) - {i}


def test_some_academics_have_a_partner_from_before():
    world = _large()
    academics = world.people["community"] == ACADEMIC
    held = (world.ties["who"] != NOBODY).sum(axis=1)
    assert _near(held[academics], TIED_SHARE, np.sqrt(TIED_SHARE * (1 - TIED_SHARE)))
    assert held[academics].sum() == held[~academics].sum()
    assert set(world.ties["bond"][world.ties["who"] != NOBODY].tolist()) == {TIED_BOND}
    # any manager, as likely as any other
    whom = world.ties["who"][academics]
    assert _near(whom[whom != NOBODY] / (~academics).sum(), 0.5, np.sqrt(1 / 12))
