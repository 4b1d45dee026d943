"""Outcomes of whole runs: critical mass, time together, bids and decisions of those possible."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation import Settings, change, simulate

SEEDS = range(6)
SMALL = {
    "population.organisations": 2, "population.managers": 12, "population.academics": 20,
    "population.hosts": 1, "population.threshold": 0.35, "projects.bid": 0.5, "weeks": 60,
    "contract.start": 5, "contract.weeks": 40,
}  # fmt: skip


def runs(**changes):
    return simulate(change(Settings(), SMALL | changes), SEEDS)


@pytest.mark.parametrize("critical", [0.05, 0.4, 0.7])
def test_a_critical_mass_counts_if_it_is_reached_by_the_end_of_contract(critical):
    found = runs(**{"money.critical_mass": critical})
    expected = found["critical_mass_week"] <= 45  # never is NaN, which is not less
    assert found["critical_mass_end"].tolist() == expected.astype(float).tolist()


def test_later_than_the_contracts_does_not_count():
    """The share that is reached first after their end, in some run."""
    slow = {"population.threshold": 0.45}
    weekly = simulate(change(Settings(), SMALL | slow), SEEDS, weekly=True)
    peaks = (
        weekly.assign(late=weekly["week"] > 45).groupby(["seed", "late"])["practising_host"].max()
    )
    seed = next(seed for seed in SEEDS if peaks[seed, True] > peaks[seed, False])
    critical = {"money.critical_mass": float(peaks[seed, True])}
    found = runs(**slow | critical).set_index("seed").loc[seed]
    assert found["critical_mass_week"] > 45 and found["critical_mass_end"] == 0.0


def test_time_together_is_that_of_meetings_pairs_and_leading_in_a_week_of_the_contracts():
    found = runs()
    spent = found["hours_meetings"] + found["hours_buddying"] + found["hours_leading"]
    assert found["hours_together"].to_numpy() == approx(spent.to_numpy() / 40)
    assert (found["hours_together"] > 0).all()
    assert not runs(arm="solos")["hours_together"].any()
    assert not runs(**{"team.hours": 0.0})["hours_together"].any()


def test_bids_and_decisions_are_shares_of_what_was_possible_in_the_hosts():
    found = runs()
    bids = (
        found["bids_begun_host_academics_followup"] / 20
    )  # one each: none begins a second in 60 weeks
    assert found["bids_share_followup"].to_numpy() == approx(bids.to_numpy())
    informed = (
        found["decisions_informed_host_managers_followup"]
        / found["decisions_host_managers_followup"]
    )
    assert found["decisions_share_followup"].to_numpy() == approx(informed.to_numpy())
    assert bids.max() > 0 and informed.max() > 0


def test_where_no_decision_came_up_there_is_no_share_of_them():
    short = {**SMALL, "arm": "none", "weeks": 1, "contract.start": 0, "contract.weeks": 1}
    found = simulate(change(Settings(), short), SEEDS)
    none = found["decisions_host_managers_followup"] == 0
    assert none.any() and found["decisions_share_followup"].isna().tolist() == none.tolist()
