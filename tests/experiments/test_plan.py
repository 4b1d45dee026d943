"""A plan has checked everything, shares worlds between arms, and is named by what it is."""

from __future__ import annotations

import pytest
from omegaconf import OmegaConf
from pytest import approx

from experiments.plan import MOST_REPLICATES, plan_of
from experiments.schema import configuration
from simulation import SettingsError, change


def plan(study: str = "s", **values):
    """A plan from the schema's defaults; a double underscore stands for the dot in a setting's name."""
    tree = OmegaConf.structured(configuration())
    said = {"question": "q", "arms": ["team", "solos"], "compare": ["team", "solos"]}
    for name, value in (said | {"replicates": 3, "seed": 0} | values).items():
        OmegaConf.update(tree, name.replace("__", "."), value)
    return plan_of(study, OmegaConf.to_container(tree))


def test_no_brokers_always_run_along_first_and_no_arm_runs_twice():
    assert plan().arms == ("none", "team", "solos")
    assert plan(arms=["solos", "none", "solos"]).arms == ("none", "solos")


def test_every_arm_runs_in_the_same_worlds_and_each_once():
    seeds: dict[str, list[int]] = {}
    for piece in plan(replicates=57).pieces():
        seeds.setdefault(piece.settings.arm, []).extend(piece.seeds)
    assert list(seeds) == ["none", "team", "solos"]
    assert all(found == list(range(57)) for found in seeds.values())


def test_pieces_of_large_populations_are_small():
    sizes = {len(piece.seeds) for piece in plan(replicates=7, population__managers=3000).pieces()}
    assert max(sizes) <= 2
    assert {len(p.seeds) for p in plan(replicates=2, population__managers=90_000).pieces()} == {1}


def test_more_replicates_go_on_where_fewer_ended_and_another_seed_shares_no_world():
    assert list(plan(replicates=5).seeds)[:3] == list(plan(replicates=3).seeds)
    last = plan(replicates=MOST_REPLICATES, seed=1).seeds[-1]
    assert plan(seed=1).seeds[0] == MOST_REPLICATES and last < plan(seed=2).seeds[0]


def test_a_name_changes_with_all_that_numbers_depend_on_and_with_nothing_else():
    name = plan().name
    assert name == plan(executor="serial", workers=3, results="elsewhere").name
    others = [
        plan(replicates=4), plan(seed=1), plan(arms=["team"]), plan(contract__weeks=103),
        plan(weeks=259), plan(study="t"), plan(compare=["solos", "team"]),
    ]  # fmt: skip
    assert len({name, *(other.name for other in others)}) == 1 + len(others)


def test_a_name_changes_with_the_content_of_a_staff_file(staff_files):
    staff, ties = staff_files
    files = {"population__staff_file": staff, "population__ties_file": ties,
             "brokers__managers": 1, "brokers__academics": 1}  # fmt: skip
    before = plan(**files).name
    with open(staff, "a") as file:
        file.write("\n")
    assert plan(**files).name != before


def test_the_description_is_the_whole_configuration():
    said = OmegaConf.create(plan(contract__weeks=52).description())
    assert (said.study, said.replicates, list(said.arms)) == ("s", 3, ["none", "team", "solos"])
    assert said.contract.weeks == 52 and said.brokers.fte == plan().settings.brokers.fte
    assert "arm" not in said and "executor" not in said


def test_changed_settings_are_those_that_are_not_the_models():
    assert plan().changed() == {}
    assert plan(contract__weeks=52).changed() == {"contract.weeks": 52}


def test_planned_weeks_count_posts_parts_of_full_time_and_renewals():
    posts = {"brokers__managers": 2, "brokers__academics": 1, "brokers__fte": 0.4, "weeks": 200,
             "contract__weeks": 50, "contract__renewals": 1, "brokers__single_fte": 1.0}  # fmt: skip
    made = plan(**posts)
    assert made.planned_fte_weeks("team") == approx(3 * 0.4 * 100)
    assert made.planned_fte_weeks("solos") == made.planned_fte_weeks("team")
    assert made.planned_fte_weeks("single_matched") == approx(3 * 0.4 * 100)
    assert made.planned_fte_weeks("single") == approx(100)
    assert made.planned_fte_weeks("none") == 0


def test_settings_for_an_arm_differ_from_the_plans_in_the_arm_alone():
    made = plan(contract__weeks=52)
    assert change(made.settings_for("team"), {"arm": "none"}) == made.settings


def test_an_arm_that_cannot_be_is_refused_before_anything_runs():
    with pytest.raises(SettingsError, match="needs at least one of brokers"):
        plan(brokers__managers=0, brokers__academics=0)
    assert plan(arms=["single"], brokers__managers=0, brokers__academics=0).arms == (
        "none",
        "single",
    )
