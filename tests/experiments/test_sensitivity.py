"""A sensitivity study: what varies in which group, its points and worlds, and a small one from end to end."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments.config.groups import group_of
from experiments.config.schema import SETTINGS
from experiments.config.values import is_number
from experiments.methods import sensitivity_indices as indices
from experiments.methods.estimates import CULTURE
from experiments.studies.sensitivity import run as sensitivity
from experiments.studies.sensitivity.space import LEFT, dependence, space
from simulation import Settings, change
from simulation.params import together_hours
from simulation.passport import leaves
from tests.experiments.small import SMALL, composed, contents, results_in
from tests.refusals import check_sentence, refusal

LITTLE = (
    *(word for word in SMALL if not word.startswith(("replicates", "population.departments"))),
    "population.departments=3", "contract.start=1", "replicates=2", "size=16", "executor=serial",
)  # fmt: skip
MOST = "most_sets=40"  # of the shipped ensemble
SETS = pd.DataFrame(
    {"candidate": range(4), "culture.quality": [0.2, 0.3, 0.4, 0.5], "culture.gain": [0.05, 0.06, 0.07, 0.08],
     "team.shield": [0.1, 0.2, 0.1, 0.3], "encounters.ally": [0.2, 0.3, 0.2, 0.4]}
)  # fmt: skip


@pytest.fixture
def few(tmp_path) -> str:
    """An ensemble of four sets."""
    SETS.to_csv(tmp_path / "few.csv", index=False)
    return f"ensemble={tmp_path / 'few.csv'}"


@pytest.fixture(scope="module")
def shipped():
    plan = composed(["study=sensitivity", "size=16", MOST])
    return plan, space(plan)


def test_every_number_varies_in_one_group_but_what_is_left_out_or_held(shipped):
    _, varied = shipped
    named = [name for table in varied.blocks.values() for name in table]
    numbers = {name for name, leaf in SETTINGS.items() if is_number(leaf)}
    without = {*LEFT, *(name for name in numbers if not group_of(name))}
    assert len(named) == len(set(named)) and set(named) == numbers - without
    held = space(composed(["study=sensitivity", "brokers.fte=0.6", MOST]))
    assert {*varied.blocks["design"]} - {*held.blocks["design"]} == {"brokers.fte"}


def test_calibrated_values_of_a_group_go_together_as_in_the_sets_and_others_fill_their_ranges(few):
    varied = space(composed(["study=sensitivity", few]))
    culture = varied.blocks["culture"]
    columns = ["culture.quality", "culture.gain"]
    assert len(culture) >= 1000 and len(culture[columns].drop_duplicates()) == len(SETS)
    assert culture.groupby(columns).size().nunique() == 1
    assert {*varied.calibrated} == {*SETS} - {"candidate"}
    fte = varied.blocks["design"]["brokers.fte"]
    counts = np.histogram(fte, 10, (0.35, 0.8))[0]
    assert counts.sum() == len(fte) and np.ptp(counts) <= 1


def test_any_blocks_of_all_groups_go_together(shipped):
    _, varied = shipped
    design = varied.blocks["design"]
    worst = {n: design[n].max() for n in design if n.startswith(("team.", "contract."))}
    worst |= {n: design[n].min() for n in design if n.startswith("brokers.")}
    settings = change(Settings(), {n: v.item() for n, v in worst.items()} | {"arm": "team"})
    assert together_hours(settings) <= 10 * settings.brokers.fte


def test_each_ab_differs_from_a_in_one_group_and_lives_in_its_worlds(shipped):
    plan, varied = shipped
    design = sensitivity.design_of(plan, varied)
    count = len(varied.blocks)
    assert design.blocks.shape == (16, count + 2, count) and design.blocks.max() < varied.size
    for blocks, seeds in zip(*design, strict=True):
        a, b = blocks[0], blocks[-1]
        for group in range(count):
            assert (blocks[1 + group] == np.where(np.arange(count) == group, b, a)).all()
        assert len(set(seeds[:-1])) == 1
    worlds = np.unique(design.seeds)
    assert len(worlds) == 2 * 16 and (np.diff(worlds) == plan.replicates).all()


def test_dependence_between_groups_is_found_and_chance_is_not_taken_for_it():
    stream = np.random.default_rng(0)
    table = pd.DataFrame(
        stream.normal(size=(100, 3)), columns=["team.shield", "culture.gain", "context.seniors"]
    )
    table["culture.gain"] += 2 * table["team.shield"]
    blocks = {group_of(name): table[[name]] for name in table}
    varied = sensitivity.Space(blocks, list(table))
    found = dependence(varied, 100, 0).set_index(["group", "other_group"])
    tied = found.loc[("collective", "culture")]
    assert tied["correlation"] == approx(
        table["team.shield"].corr(table["culture.gain"], "spearman")
    )
    assert tied["correlation"] > tied["by_chance"]
    apart = found.loc[("collective", "context")]
    assert abs(apart["correlation"]) < 1.5 * apart["by_chance"] < 0.5


def planted(varied, design):
    """Gaps that only one setting of the design decides, with a little chance variation."""
    place = [*varied.blocks].index("design")
    values = varied.blocks["design"]["contract.weeks"].to_numpy(float)[design.blocks[..., place]]
    noise = np.random.default_rng(0).normal(size=(*values.shape, 4))
    return {"lead": values[..., None] / values.std() + 0.3 * noise}


def test_only_settings_of_groups_that_matter_are_looked_at_and_the_largest_comes_first(monkeypatch):
    monkeypatch.setattr(indices, "RESAMPLES", 100)
    plan = composed(["study=sensitivity", "size=128", MOST])
    varied = space(plan)
    design = sensitivity.design_of(plan, varied)
    gaps = planted(varied, design)
    found = sensitivity.group_indices(gaps, [*varied.blocks], 0)
    totals = found[found["order"] == "total"].set_index("group")["index"]
    assert totals.pop("design") > 0.7 and totals.abs().max() < 0.05
    single = sensitivity.setting_indices(gaps, varied, design, found, 0)
    assert set(single["group"]) == {"design"} and len(single) == len(
        varied.blocks["design"].columns
    )
    assert single["setting"].iloc[0] == "contract.weeks" and single["index"].iloc[0] > 0.7
    assert single["index"].iloc[1:].max() < 0.1


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("size=12", "16 12"),
        ("size=8", "16 8"),
        ("size=131072", "250000 524288"),
        ("ensemble=", "ensemble"),
        ("options.most=3", "options most"),
        (f"context.pressure={Settings().context.pressure}", "context.pressure"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(word, words):
    with refusal(words):
        composed(["study=sensitivity", MOST, word])


def test_fewer_than_two_groups_are_refused(tmp_path, shipped):
    SETS[["candidate", "culture.gain"]].to_csv(tmp_path / "one.csv", index=False)
    _, varied = shipped
    moved = []
    for leaf in leaves(Settings()):
        table = varied.blocks.get(group_of(leaf.name), ())
        if leaf.name in table and leaf.name not in varied.calibrated:
            values = [value for value in table[leaf.name] if value != leaf.default]
            moved.append(f"{leaf.name}={values[0]}")
    with refusal("two groups"):
        composed(["study=sensitivity", "size=16", f"ensemble={tmp_path / 'one.csv'}", *moved])


@pytest.mark.slow
def test_a_small_study_leaves_tables_that_are_explained_and_is_the_same_again(
    ask, tmp_path, few, monkeypatch
):
    monkeypatch.setattr(indices, "RESAMPLES", 20)
    answer = ask("study=sensitivity", few, *LITTLE)
    assert answer.status == 0, answer.err
    assert "variance of the team's lead over solos" in " ".join(answer.out.split())
    (folder,) = (tmp_path / "results" / "sensitivity").iterdir()
    tables = {"indices", "settings", "ranges", "dependence", "first_points"}
    assert results_in(folder) == {
        "config.yaml",
        "indices.png",
        "indices.svg",
        *(f"{t}.csv" for t in tables),
    }
    found = pd.read_csv(folder / "indices.csv")
    assert set(found["contrast"]) == set(sensitivity.CONTRASTS)
    points = pd.read_csv(folder / "first_points.csv")
    assert len(points) == len(sensitivity.ARMS) * (1 + found["group"].nunique())
    assert points[CULTURE].between(0, 1).all()
    before = contents(folder)
    for path in folder.glob("parts/*"):
        path.unlink()
    assert ask("study=sensitivity", few, *LITTLE).status == 0
    assert contents(folder) == before


def test_a_point_that_cannot_be_is_refused_before_anything_runs(ask, few):
    answer = ask("study=sensitivity", few, "size=16", "weeks=60")
    assert answer.status == 2
    check_sentence(answer.err, "ranges weeks 60")


def test_a_dry_run_says_how_many_runs(ask):
    answer = ask("study=sensitivity", *LITTLE, MOST, "dry_run=true")
    assert answer.status == 0
    arms, replicates, base_points, groups = 4, 2, 16, 5
    runs = arms * replicates * base_points * (groups + 2)
    assert re.search(rf"\b{runs} runs of 60 weeks", answer.out)
