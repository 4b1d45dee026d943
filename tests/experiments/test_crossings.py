"""Where a rising relation reaches a level: planted relations, and intervals over units."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pytest import approx

from experiments.methods import crossings

X = np.linspace(0, 1, 11)


@pytest.mark.parametrize(
    ("y", "at"),
    [
        ((0, 1, 2), 1.5),
        ((0, 0, 2), 1.75),
        ((0, 1, 1.4), math.inf),
        ((2, 3, 4), 0.0),
        ((0, 1.5, 2), 1.0),
    ],
)
def test_a_level_is_reached_where_it_is(y, at):
    assert crossings.reach(np.arange(3.0), np.array(y, float), 1.5) == approx(at)


def test_what_rises_stays_and_what_falls_is_averaged():
    ones = np.ones(3)
    assert crossings.rising(np.array([1.0, 2.0, 3.0]), ones) == approx([1, 2, 3])
    assert crossings.rising(np.array([1.0, 3.0, 2.0]), ones) == approx([1, 2.5, 2.5])
    # three observations count three times, and a point without any lies between its neighbours
    assert crossings.rising(np.array([9.0, 0.0, 1.0]), np.array([3.0, 0.0, 1.0])) == approx(
        [2.5] * 3
    )


def planted(shifts, each, rng):
    """Runs of units that cross one half at 0.5 and a shift of their own."""
    units = np.repeat(np.arange(len(shifts)), each)
    x = np.round(rng.random(len(units)), 2)
    return x, (x > 0.5 + np.asarray(shifts)[units]).astype(float), units


def test_the_interval_covers_the_planted_threshold_and_is_wider_where_units_differ():
    rng = np.random.default_rng(1)
    alike = crossings.curve(*crossings.tally(*planted(np.zeros(20), 30, rng)), 0.5)
    apart = crossings.curve(*crossings.tally(*planted(rng.normal(0, 0.1, 20), 30, rng)), 0.5)
    for found in (alike, apart):
        assert found.ends.low - 0.01 <= 0.5 <= found.ends.high  # shares are told to 0.01
        assert (found.low <= found.mean + 1e-12).all() and (found.mean <= found.high + 1e-12).all()
    assert np.ptp(apart.ends) > 3 * np.ptp(alike.ends)


def test_what_is_never_reached_is_never_reached_in_the_interval_either():
    x, sums, counts = crossings.tally(
        np.tile(X, 4), np.tile(0.4 * X, 4), np.repeat(np.arange(4), 11)
    )
    found = crossings.curve(x, sums, counts, 0.5)
    assert found.at == math.inf and found.ends == (math.inf, math.inf)


def test_observations_are_counted_once_each():
    x, sums, counts = crossings.tally(
        np.array([0.2, 0.1, 0.2, 0.2]), np.array([1.0, 2.0, 3.0, 4.0]), np.array([7, 7, 7, 9])
    )
    assert x.tolist() == [0.1, 0.2]
    assert sums.tolist() == [[2.0, 4.0], [0.0, 4.0]] and counts.tolist() == [[1, 2], [0, 1]]
