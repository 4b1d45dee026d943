"""The configuration is the model's settings and the study's keys; what is said later wins."""

from __future__ import annotations

import shutil
from importlib.resources import files

import pytest
from hydra import compose, initialize_config_dir, initialize_config_module
from omegaconf import OmegaConf

from experiments.cli.brokering import register
from experiments.config.schema import (
    check_types,
    configuration,
    groups,
    model_settings,
    study_keys,
    tree,
)
from experiments.studies.composing import plan_of, settings_of
from simulation import Settings, change


@pytest.fixture(autouse=True)
def registered():
    register()


def composed(*overrides: str):
    with initialize_config_module("configs", version_base="1.3"):
        return OmegaConf.to_container(compose("config", list(overrides)))


def test_the_default_study_runs_all_arms_of_the_models_own_settings():
    plan = plan_of("team_vs_solo", composed())
    assert plan.arms == ("none", "single", "single_matched", "solos", "team")
    assert (plan.replicates, plan.seed, plan.compare) == (200, 0, ("team", "solos"))
    assert plan.settings == change(Settings(), {"arm": "none"})


def test_every_setting_can_be_said_and_is_kept():
    typed = OmegaConf.structured(configuration())
    said = {}
    for name, leaf in model_settings().items():
        words = {str: "other", bool: leaf.default is False}
        said[name] = words.get(type(leaf.default), 0.75 if isinstance(leaf.default, float) else 7)
        OmegaConf.update(typed, name, said[name])
    assert {name: OmegaConf.select(typed, name) for name in said} == said
    assert set(groups()) == {name.split(".")[0] for name in model_settings() if "." in name}


def test_what_one_command_asks_leaves_the_next_one_the_defaults():
    before = composed()
    asked = composed("contract.weeks=39", "+until.width=0.1", "vary={weeks: [52, 104]}", "seed=7")
    check_types(asked)
    assert asked != before == composed()
    assert OmegaConf.to_container(tree()) == OmegaConf.to_container(tree.__wrapped__())


def test_the_configuration_holds_every_setting_but_the_arm():
    found = set(OmegaConf.to_container(OmegaConf.structured(configuration())))
    assert found == {*study_keys(), *groups(), "weeks"}


def test_the_command_line_wins_over_the_study_the_study_over_the_primary_file_that_over_the_schema(
    tmp_path,
):
    folder = tmp_path / "configs"
    shutil.copytree(str(files("configs")), folder)
    primary = folder / "config.yaml"
    text = primary.read_text()
    changed = text.replace(
        "results: results", "results: mine\nweeks: 111\nseed: 5\ncontract: {start: 7}"
    )
    assert changed != text
    primary.write_text(changed)
    study = folder / "study" / "team_vs_solo.yaml"
    study.write_text(study.read_text() + "weeks: 122\ncontract: {weeks: 33, exit: 0.5}\n")
    with initialize_config_dir(str(folder), version_base="1.3"):
        found = compose("config", ["contract.exit=0.25"])
    assert found.results == "mine"  # the primary file's: not dropped for the schema's
    assert found.contract.start == 7
    assert found.weeks == 122 and found.seed == 0  # the study's
    assert found.contract.weeks == 33
    assert found.contract.exit == 0.25  # the command line's
    assert found.brokers.fte == Settings().brokers.fte  # the schema's


def test_the_composed_configuration_still_knows_its_types():
    with initialize_config_module("configs", version_base="1.3"):
        found = compose("config", ["brokers.fte=1", "arms=[team]"])
    assert OmegaConf.get_type(found).__name__ == "Configuration"
    assert isinstance(found.brokers.fte, float)


def test_settings_are_read_back_as_they_were_said():
    settings = settings_of(composed("team.pair=0", "brokers.embedding=none", "weeks=200"))
    assert settings.team.pair == 0.0 and isinstance(settings.team.pair, float)
    assert (settings.brokers.embedding, settings.weeks, settings.arm) == ("none", 200, "none")
