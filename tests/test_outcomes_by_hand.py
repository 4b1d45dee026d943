"""Outcomes are what a count by hand finds in the tables of a world."""

from __future__ import annotations

import math

import pytest
from pytest import approx

from simulation import simulate
from simulation.tables import ACADEMIC, MANAGER, NOBODY
from tests.test_outcomes import GROUPS, LIVELY, SEEDS
from tests.worlds import Run, small

STANCES = ("attitude", "knowledge", "skill", "confidence")

COUNTS = ("leavers", "bids_begun", "bids_helped", "bids_decided", "bids_won", "decisions",
          "decisions_informed", "meetings_good", "meetings_bad")  # fmt: skip


# ------------------------------------------------------------------- numbers, counted by hand


@pytest.fixture(scope="module")
def counted():
    """A table, and the world of the same replicate at the end of contract and of the run."""
    chosen = small(**LIVELY)
    run = Run(chosen, 5)
    run.end(120)
    end = {name: _by_hand(run.world) for name in ("end",)}
    run.end(40)
    return simulate(chosen, [5]).iloc[0], end | {"followup": _by_hand(run.world)}, run.world


def _by_hand(world):
    """Every group's outcomes, person by person."""
    found = {}
    for group in GROUPS:
        members, places = [], []
        for o, place in enumerate(world.organisations):
            in_group = True
            if "host" in group.split("_"):
                in_group = bool(place["host"])
            if "other" in group.split("_"):
                in_group = not place["host"]
            if group.endswith("managers"):
                in_group = in_group and place["community"] == MANAGER
            if group.endswith("academics"):
                in_group = in_group and place["community"] == ACADEMIC
            if in_group:
                places.append(place)
                members += [i for i, at in enumerate(world.people["organisation"]) if at == o]
        people, ties = world.people[members], world.ties[members]
        bonds = [float(bond) for row in ties for j, bond in zip(row["who"], row["bond"], strict=True)
                 if j != NOBODY]  # fmt: skip
        found[f"practising_{group}"] = sum(people["practising"].tolist()) / len(members)
        for name in STANCES:
            found[f"{name}_{group}"] = math.fsum(people[name]) / len(members)
        found[f"ties_{group}"] = len(bonds) / len(members)
        found[f"bond_{group}"] = math.fsum(bonds) / len(bonds) if bonds else math.nan
        for name in COUNTS:
            found[f"{name}_{group}"] = sum(int(place[name]) for place in places)
    return found


@pytest.mark.parametrize("moment", ["end", "followup"])
def test_every_groups_outcomes_are_what_a_count_by_hand_finds(counted, moment):
    row, by_hand, _ = counted
    assert len(by_hand[moment]) == len(GROUPS) * 16
    assert by_hand[moment]["practising_host"] > 0
    assert by_hand[moment]["bids_won_all"] > 0
    for name, value in by_hand[moment].items():
        assert row[f"{name}_{moment}"] == approx(value, abs=1e-12, nan_ok=True), name


def test_brokers_outcomes_are_what_a_count_by_hand_finds(counted):
    row, _, world = counted
    brokers = world.brokers
    assert row["exits"] == brokers["exits"].sum() > 0
    assert row["doors_tried"] == brokers["doors_tried"].sum()
    assert row["doors_managers"] == brokers["doors"][:, 0].sum()
    assert row["doors_academics"] == brokers["doors"][:, 1].sum()
    assert row["bridges"] == brokers["bridges"].sum()
    assert row["joint_visits"] == brokers["joint_visits"].sum()
    weeks = brokers["weeks_in_post"].sum()
    assert row["strain_contract"] == approx(brokers["strain_sum"].sum() / weeks)
    assert row["broker_confidence_contract"] == approx(brokers["confidence_sum"].sum() / weeks)
    hours = brokers["hours"].sum(axis=0)
    names = ("demands", "meetings", "buddying", "leading", "visiting")
    assert [row[f"hours_{name}"] for name in names] == approx(hours.tolist())


def test_full_time_weeks_and_money_are_for_the_weeks_worked(counted):
    row, _, world = counted
    fte_weeks = math.fsum(world.brokers["weeks_in_post"] * world.brokers["fte"])
    assert fte_weeks < 120 * 3.5
    assert row["fte_weeks"] == approx(fte_weeks)
    assert row["money"] == approx(fte_weeks * 60_000 / 52.18)
    assert row["hours_visiting"] + row["hours_demands"] < 10 * fte_weeks


def test_the_smaller_share_and_the_bad_meetings(counted):
    row, _, _ = counted
    for moment in ("end", "followup"):
        both = [row[f"practising_{c}_{moment}"] for c in ("managers", "academics")]
        assert row[f"practising_smaller_{moment}"] == min(both)
    good, bad = row["meetings_good_all_followup"], row["meetings_bad_all_followup"]
    assert row["meetings_bad_share"] == approx(bad / (good + bad))
    assert bad > 0


@pytest.mark.parametrize("critical", [0.05, 0.2, 0.9])
def test_the_critical_mass_week_is_the_first_with_that_share_in_the_hosts(critical):
    chosen = small(**LIVELY | {"money.critical_mass": critical})
    weekly = simulate(chosen, SEEDS, weekly=True)
    reached = weekly[weekly["practising_host"] >= critical].groupby("seed")["week"].min()
    first = simulate(chosen, SEEDS).set_index("seed")["critical_mass_week"]
    for seed in SEEDS:
        assert first[seed] == approx(reached.get(seed, math.nan), nan_ok=True)
    assert (first > 0).any()


def test_without_a_critical_mass_there_is_no_week_of_it():
    assert simulate(small(arm="none"), SEEDS)["critical_mass_week"].isna().all()


def test_contacts_at_the_end_of_contract_are_counted_with_all_else_of_that_moment():
    weekly = simulate(small(**LIVELY), SEEDS, weekly=True)
    at_end = weekly[weekly["week"] == 120]["contacts"].tolist()
    assert simulate(small(**LIVELY), SEEDS)["contacts_end"].tolist() == at_end
    assert min(at_end) > 0


def test_means_over_brokers_are_over_those_in_post():
    weekly = simulate(small(arm="none"), [1], weekly=True)
    assert weekly["strain"].isna().all()
    assert (weekly["brokers_in_post"] == 0).all()
    team = simulate(small(), [1], weekly=True).set_index("week")
    run = Run(small(), 1)
    for world in run.weeks():
        there = world.brokers["in_post"]
        expected = world.brokers["strain"][there].mean() if there.any() else math.nan
        assert team["strain"][run.week] == approx(expected, nan_ok=True)
        assert team["brokers_in_post"][run.week] == there.sum()


def test_without_brokers_there_are_no_costs():
    row = simulate(small(arm="none"), [1]).iloc[0]
    assert row["fte_weeks"] == row["money"] == row["hours_visiting"] == row["exits"] == 0
    assert math.isnan(row["strain_contract"])


def test_counts_only_grow_from_week_to_week():
    weekly = simulate(small(**LIVELY), SEEDS, weekly=True)
    growing = [f"{name}_{group}" for name in COUNTS for group in GROUPS]
    growing += ["exits", "bridges", "doors_tried", "fte_weeks", "hours_visiting"]
    steps = weekly.groupby("seed")[growing].diff().dropna()
    assert (steps >= 0).all(axis=None)
    assert len(steps) == 3 * 160
