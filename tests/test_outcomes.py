"""The tables of outcomes: their shape, and their numbers against a count by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from simulation import Settings, change, describe, label_of_outcome, simulate
from simulation.measures import FIELDS, group_columns, groups
from simulation.roster import roster
from simulation.staff import staff_of
from tests.refusals import refusal
from tests.worlds import ARMS, small

GROUPS = ("all", "host", "other", "managers", "host_managers", "other_managers", "academics",
          "host_academics", "other_academics")  # fmt: skip
LIVELY = {
    "weeks": 160, "contract.weeks": 120, "population.threshold": 0.35, "projects.bid": 1.0,
    "projects.win": 0.9, "contract.exit": 0.03,
}  # fmt: skip
SEEDS = [5, 3, 9]

# ------------------------------------------------------------------- shape


def test_there_is_a_row_per_replicate_in_the_order_of_the_seeds():
    table = simulate(small(arm="solos"), SEEDS)
    assert table["seed"].tolist() == SEEDS
    assert set(table["arm"]) == {"solos"}
    assert table.columns.is_unique
    assert list(table.columns[:2]) == ["arm", "seed"]


def test_a_weekly_table_has_a_row_per_replicate_and_week():
    table = simulate(small(), SEEDS, weekly=True)
    assert list(table.columns[:3]) == ["arm", "seed", "week"]
    assert len(table) == 3 * 61
    assert not table.duplicated(["seed", "week"]).any()
    assert table["week"].tolist() == list(range(61)) * 3
    assert {"practising_in_organisation_1", "practising_in_department_2"} <= set(table.columns)


@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_has_the_same_columns_of_numbers(arm):
    for weekly in (False, True):
        table = simulate(small(arm=arm), [1], weekly=weekly)
        assert list(table.columns) == list(simulate(small(), [1], weekly=weekly).columns)
        numbers = table.drop(columns=["arm", "seed", "week"], errors="ignore")
        assert (numbers.dtypes == np.float64).all()


@pytest.mark.parametrize("weekly", [False, True])
def test_every_column_is_described(weekly):
    columns = simulate(small(), [1], weekly=weekly).columns
    for column in columns:
        meaning, unit = describe(column)
        assert meaning[0].isupper()
        assert unit


@pytest.mark.parametrize("weekly", [False, True])
def test_every_column_has_a_short_label_of_its_own(weekly):
    columns = simulate(small(), [1], weekly=weekly).columns
    labels = [label_of_outcome(column) for column in columns]
    assert len(set(labels)) == len(columns)
    for label in labels:
        assert 3 < len(label) <= 72
        assert label[0].isupper()
        assert not set("_.`") & set(label)


def test_a_label_tells_group_and_moment():
    assert label_of_outcome("practising_host_end") == "Practising in the hosts, end of contracts"
    assert label_of_outcome("attitude_other_managers") == "Attitude among other managers"
    assert label_of_outcome("skill_in_organisation_1") == "Skill in organisation 1"


def test_a_description_tells_group_and_moment():
    assert describe("practising_host_managers_end").meaning.endswith(
        "(host managers), at the end of contract"
    )
    assert describe("bids_won_all_followup").unit == "grants"
    assert describe("strain").unit == "share"
    assert describe("practising_in_organisation_1").meaning.endswith("(in organisation_1)")


@pytest.mark.parametrize(
    "column", ["nonsense", "practising_end", "practising_nobody_end", "end", ""]
)
def test_a_column_that_is_not_there_has_no_description(column):
    for tell in (describe, label_of_outcome):
        with pytest.raises(KeyError):
            tell(column)


def test_a_replicate_does_not_depend_on_its_company():
    together = simulate(small(), SEEDS)
    for k, seed in enumerate(SEEDS):
        alone = simulate(small(), [seed])
        assert alone.equals(together.iloc[[k]].reset_index(drop=True))


def test_both_tables_tell_the_same():
    chosen = small(**LIVELY)
    whole = simulate(chosen, SEEDS)
    weekly = simulate(chosen, SEEDS, weekly=True)
    for moment, week in (("end", 120), ("followup", 160)):
        at = weekly[weekly["week"] == week].reset_index(drop=True)
        shared = [name for name in at.columns if f"{name}_{moment}" in whole.columns]
        assert len(shared) >= 9 * 16
        for name in shared:
            assert whole[f"{name}_{moment}"].equals(at[name].rename(f"{name}_{moment}")), name
    last = weekly[weekly["week"] == 160].reset_index(drop=True)
    for name in ("bridges", "exits", "fte_weeks", "hours_visiting", "doors_tried"):
        assert whole[name].tolist() == last[name].tolist()


def test_no_seeds_make_an_empty_table():
    table = simulate(small(), [])
    assert len(table) == 0
    assert "practising_host_end" in table.columns


def test_seeds_that_are_no_list_at_all_are_refused():
    with refusal("5"):
        simulate(small(), 5)


@pytest.mark.parametrize("seeds", [[-1], [1.0], ["1"], [True], [None], [1, -2], [2**63]])
def test_seeds_that_are_no_whole_numbers_are_refused(seeds):
    with refusal():
        simulate(small(), seeds)


@pytest.mark.parametrize("every", [0, -1, 2.5, "3", None, True, 62])
def test_an_interval_that_is_no_whole_number_of_weeks_is_refused(every):
    with refusal():
        simulate(small(), [1], weekly=True, every=every)


# ------------------------------------------------------------------- groups


def test_groups_part_the_organisations_by_community_and_host():
    found = groups(staff_of(Settings()).places)
    assert found == {
        "all": [0, 1, 2, 3, 4],
        "host": [0, 3],
        "other": [1, 2, 4],
        "managers": [0, 1, 2],
        "host_managers": [0],
        "other_managers": [1, 2],
        "academics": [3, 4],
        "host_academics": [3],
        "other_academics": [4],
    }
    assert tuple(found) == GROUPS


def test_shares_are_of_people_and_a_mean_over_nobody_is_missing():
    sums = np.zeros((2, len(FIELDS)))
    for name, values in (("people", (10, 30)), ("practising", (5, 3)), ("attitude", (4, 6)),
                         ("ties", (2, 0)), ("bond", (0.8, 0)), ("leavers", (1, 2))):  # fmt: skip
        sums[:, FIELDS.index(name)] = values
    both = group_columns(sums, [0, 1], "both")
    assert both["practising_both"] == approx(8 / 40)
    assert both["attitude_both"] == approx(10 / 40)
    assert both["ties_both"] == approx(2 / 40)
    assert both["bond_both"] == approx(0.4)
    assert both["leavers_both"] == 3
    nobody = group_columns(sums, [], "nobody")
    assert math.isnan(nobody["practising_nobody"])
    assert math.isnan(nobody["bond_nobody"])
    assert nobody["leavers_nobody"] == 0


def test_where_all_host_there_are_no_others():
    everywhere = {"population.hosts": 2}
    table = simulate(small(**everywhere), [1])
    assert table["practising_other_end"].isna().all()
    assert table["practising_host_end"].equals(
        table["practising_all_end"].rename("practising_host_end")
    )


# ------------------------------------------------------------------- like for like


@pytest.mark.parametrize("changes", [{}, {"brokers.managers": 2, "brokers.fte": 0.3}])
def test_solos_and_matched_singles_cost_what_the_team_costs(changes):
    secure = {"context.funding_loss": 0.0, "contract.exit": 0.0, "contract.exit_strain": 0.0}
    tables = {arm: simulate(small(arm=arm, **secure, **changes), [1, 2])
              for arm in ("team", "solos", "single_matched", "single")}  # fmt: skip
    wanted = 40 * sum(post.fte for post in roster(small(**changes)))
    for arm in ("team", "solos", "single_matched"):
        assert tables[arm]["fte_weeks"].tolist() == approx([wanted] * 2), arm
        assert tables[arm]["money"].tolist() == approx(tables["team"]["money"].tolist())
    assert tables["single"]["fte_weeks"].tolist() == approx([40.0] * 2)


def test_a_table_can_be_stacked_on_those_of_other_arms():
    both = pd.concat([simulate(small(arm=arm), SEEDS) for arm in ("none", "team")])
    by_arm = both.set_index(["arm", "seed"])["knowledge_host_end"].unstack("arm")
    assert (by_arm["team"] > by_arm["none"]).all()


def test_a_change_of_the_population_shows_in_the_table():
    table = simulate(change(small(), {"population.organisations": 3}), [1], weekly=True)
    assert "practising_in_organisation_3" in table.columns
