"""The corridor of the default settings: still without brokers, and room on both sides with them."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Settings, change, simulate
from simulation.staff import staff_of

pytestmark = pytest.mark.slow
REPLICATES = 200
SEEDS = range(1000, 1000 + REPLICATES)
STANCES = ("attitude", "knowledge", "skill", "confidence")


def interval(values):
    """Mean and 95 % half-width over replicates."""
    return values.mean(), 1.96 * values.std(ddof=1) / np.sqrt(len(values))


@pytest.fixture(scope="module")
def still():
    return simulate(change(Settings(), {"arm": "none"}), SEEDS, weekly=True, every=13)


@pytest.fixture(scope="module")
def outcome():
    arms = {arm: simulate(change(Settings(), {"arm": arm}), SEEDS) for arm in ("none", "single",
                                                                             "team")}  # fmt: skip
    return {arm: table.set_index("seed") for arm, table in arms.items()}


@pytest.mark.parametrize("place", [place.name for place in staff_of(Settings()).places])
def test_without_brokers_hardly_anybody_practises_in_any_organisation(still, place):
    by_week = still.pivot(index="seed", columns="week", values=f"practising_in_{place}")
    for week in by_week:
        mean, half = interval(by_week[week])
        assert mean - half <= 0.03, f"week {week}"
        assert mean <= 0.04, f"week {week}"


@pytest.mark.parametrize("community", ["managers", "academics"])
@pytest.mark.parametrize("stance", STANCES)
def test_without_brokers_no_stance_drifts(still, stance, community):
    by_week = still.pivot(index="seed", columns="week", values=f"{stance}_{community}")
    for week in by_week:
        mean, half = interval(by_week[week] - by_week[0])
        assert abs(mean) <= 0.02 + half, f"week {week}"
        assert abs(mean) <= 0.03, f"week {week}"


@pytest.mark.parametrize(("column", "settled"), [("practising_all", 52), ("ties_all", 156)])
def test_without_brokers_practising_and_ties_stay_where_they_are(still, column, settled):
    """From the week on in which the first ties have faded."""
    by_week = still.pivot(index="seed", columns="week", values=column)
    mean, half = interval(by_week[260] - by_week[settled])
    assert abs(mean) <= 0.002 + half


def test_with_the_default_team_there_is_room_on_both_sides(outcome):
    practising = outcome["team"]["practising_host_end"]
    mean, half = interval(practising)
    assert mean - half >= 0.1
    assert mean + half <= 0.9
    assert ((practising > 0.0) & (practising < 1.0)).mean() > 0.5
    assert practising.std() > 0.02


@pytest.mark.parametrize("column", ["practising_host_end", "ties_all_end", "knowledge_host_end"])
@pytest.mark.parametrize("arm", ["single", "team"])
def test_brokers_do_something(outcome, arm, column):
    mean, half = interval(outcome[arm][column] - outcome["none"][column])
    assert mean - half > 0.0


def test_even_the_team_has_setbacks(outcome):
    team = outcome["team"]
    for column, least in (("meetings_bad_share", 0.1), ("strain_contract", 0.02)):
        mean, half = interval(team[column])
        assert mean - half > least
    lost = team["bids_decided_academics_followup"] - team["bids_won_academics_followup"]
    mean, half = interval(lost)
    assert mean - half > 0.0
