"""No documented setting does nothing: moving each one moves some outcome."""

from __future__ import annotations

import pytest

from simulation import Settings, change, simulate
from simulation.params import FILE_SETTINGS
from tests.worlds import LEAVES, SMALL

SEEDS = range(4)
WEEKS = {"weeks": 120, "contract.weeks": 80}
# What a setting needs around it to have a say.
NEEDS = {
    "weeks": {"weeks": 260, "contract.weeks": 80},
    "context.funding_loss": {"weeks": 260, "contract.weeks": 240},
    "contract.weeks": {"weeks": 200},
    "contract.start": {"weeks": 160},
    "contract.exit_strain": {"demands.half_days": 4.4},
    "team.handed_over": {"contract.exit": 0.02},
    "team.handover": {"contract.exit": 0.02},
    "projects.win": {"projects.bid": 0.5, "weeks": 160},
}
LABELS = ["arm", "seed"]


def outcomes(changes):
    return simulate(change(Settings(), changes), SEEDS).drop(columns=LABELS)


@pytest.mark.parametrize("name", [name for name in LEAVES if name not in FILE_SETTINGS])
def test_moving_a_setting_moves_some_outcome(name):
    around = SMALL | WEEKS | NEEDS.get(name, {})
    low, high = LEAVES[name].passport.plausible[0], LEAVES[name].passport.plausible[-1]
    assert low != high
    one, other = outcomes(around | {name: low}), outcomes(around | {name: high})
    assert not one.equals(other), f"{name} does nothing between {low} and {high}"


@pytest.mark.parametrize("name", ["arm", "brokers.embedding"])
def test_no_two_choices_of_a_setting_are_the_same(name):
    around = SMALL | WEEKS | {"brokers.fte": 1.0}
    tables = [outcomes(around | {name: choice}) for choice in LEAVES[name].passport.plausible]
    for k, one in enumerate(tables):
        assert not any(one.equals(other) for other in tables[k + 1 :])


def test_own_staff_and_their_ties_matter(staff_files):
    staff, ties = staff_files
    around = {"weeks": 60, "contract.weeks": 40}
    made = outcomes(around)
    own = outcomes(around | {"population.staff_file": staff})
    tied = outcomes(around | {"population.staff_file": staff, "population.ties_file": ties})
    assert not made.equals(own)
    assert not own.equals(tied)
