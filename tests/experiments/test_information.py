"""The value of information against cases with a closed form."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx
from scipy.stats import norm

from experiments.methods import information
from experiments.methods.estimates import Estimate

SETS, RUNS, CHANCE = 1000, 8, 1.0
ANY = Estimate(np.inf, np.inf, np.inf, SETS)  # a bound that binds nothing
# The second option's lead: its mean, and by how much each parameter changes it.
MEAN, SLOPES = 0.3, np.array([1.0, 0.5, 0.0])


def loss(mean: float, sd: float) -> float:
    """The closed form for a lead that is normal: sd times the unit normal loss."""
    far = abs(mean) / sd
    return sd * (norm.pdf(far) - far * norm.sf(far))


@pytest.fixture(scope="module")
def planted():
    """Three parameters, of which the last is irrelevant, and net benefits of two options in eight runs."""
    dice = np.random.default_rng(1)
    known = dice.normal(size=(SETS, 3))
    known -= known.mean(axis=0)  # so that the sample's own mean lead is the closed form's
    worth = np.zeros((SETS, 2, RUNS))
    worth[:, 1] = (MEAN + known @ SLOPES)[:, np.newaxis]
    return known, worth + dice.normal(0, CHANCE, worth.shape)


@pytest.fixture(scope="module")
def everything(planted):
    return information.perfect(planted[1])


def test_perfect_information_is_worth_its_closed_form_and_lies_between_its_bounds(everything):
    truth = loss(MEAN, float(np.hypot(*SLOPES[:2])))
    assert everything.least < everything.estimate.mean < everything.most
    assert everything.estimate.mean == approx(truth, abs=0.05)
    assert everything.estimate.low < truth < everything.estimate.high


def test_chance_variation_misleads_and_flatters_by_as_much():
    dice = np.random.default_rng(2)
    lead = dice.normal(0.2, 1.0, 4000)
    worth = dice.normal(0, 2.0, (4000, 2, 4))
    worth[:, 1] += lead[:, np.newaxis]
    found, truth = information.perfect(worth), np.maximum(0, lead).mean() - max(0, lead.mean())
    assert found.least < truth - 0.1 and found.most > truth + 0.1
    assert found.estimate.mean == approx(truth, abs=0.06)


@pytest.mark.parametrize("columns", [[0], [1], [0, 1]])
def test_partial_information_is_worth_its_closed_form(planted, everything, columns):
    known, worth = planted
    (found,) = information.partial([worth.mean(axis=2)], known[:, columns], [everything.estimate])
    truth = loss(MEAN, float(np.hypot.reduce(SLOPES[columns])))
    assert found.mean == approx(truth, abs=0.06)
    assert found.low < truth < found.high
    assert found.mean <= everything.estimate.mean


def test_an_irrelevant_parameter_is_worth_nothing(planted, everything):
    known, worth = planted
    (found,) = information.partial([worth.mean(axis=2)], known[:, [2]], [everything.estimate])
    assert found.low == 0 and found.mean < 0.02


def test_many_irrelevant_parameters_of_few_sets_are_worth_nothing():
    """A regression that has seen a set says what was luck there: its choices would look worth much."""
    dice = np.random.default_rng(4)
    known, worth = dice.normal(size=(60, 20)), dice.normal(size=(60, 2))
    (found,) = information.partial([worth], known, [ANY])
    assert found.low == 0 and found.mean < 0.1


def test_nothing_is_worth_knowing_where_one_option_is_always_best(planted):
    known, worth = planted
    worth = worth + np.array([0.0, 50.0])[:, np.newaxis]
    found = information.perfect(worth)
    assert found.estimate[:3] == (0, 0, 0)
    (found,) = information.partial([worth.mean(axis=2)], known, [ANY])
    assert found[:3] == (0, 0, 0)


def test_a_part_is_never_worth_more_than_everything(planted):
    known, worth = planted
    little = Estimate(0.1, 0.09, 0.11, SETS)
    assert information.partial([worth.mean(axis=2)], known, [little]) == [little]


def test_what_goes_with_a_bend_is_found_as_well():
    """The lead of an option that is best in the middle only: no straight line shows it."""
    dice = np.random.default_rng(3)
    known = dice.uniform(-1, 1, (SETS, 1))
    worth = np.column_stack([np.zeros(SETS), 1 / 3 - known[:, 0] ** 2])
    truth = np.maximum(0, worth[:, 1]).mean() - max(0, worth[:, 1].mean())
    (found,) = information.partial([worth], known, [ANY])
    assert found.mean == approx(truth, rel=0.05)


def test_cases_do_not_change_each_other(planted):
    known, worth = planted
    one, other = worth.mean(axis=2), worth.mean(axis=2) * 3 + np.array([0.0, 1.0])
    together = information.partial([one, other], known, [ANY, ANY])
    alone = [*information.partial([one], known, [ANY]), *information.partial([other], known, [ANY])]
    assert np.allclose(together, alone)
