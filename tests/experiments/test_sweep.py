"""Sweeps: every shipped study in small, what their tables say, and what cannot vary."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from omegaconf import OmegaConf
from pytest import approx

import configs
from experiments import load
from experiments.config.labels import setting_label
from experiments.methods.estimates import CULTURE, estimate
from experiments.studies.comparison import furthest
from experiments.studies.sweep.figures import panels_of
from simulation import Settings, change, simulate
from tests.experiments.small import SMALL
from tests.refusals import check_sentence

STUDIES = {
    path.stem: OmegaConf.load(path)
    for path in sorted((Path(configs.__file__).parent / "study").glob("*.yaml"))
}
SWEEPS = [name for name, said in STUDIES.items() if said.get("kind") == "sweep"]
NAMED_BY_THE_PAPER = {
    "embedding", "buddying", "contract_length", "part_time", "leadership", "interpersonal_skill",
    "team_size", "composition", "taskmasters", "stability", "solvency", "senior_involvement",
    "relations", "funding", "allies", "factorial",
}  # fmt: skip
OF_OUR_OWN = {"together", "bristol"}
# Contracts of up to three years and teams of twenty need some room.
LITTLE = (
    "population.organisations=3", "population.managers=24", "population.departments=2",
    "population.academics=24", "weeks=156", "replicates=2", "executor=serial",
)  # fmt: skip


def folder_of(root, study):
    (folder,) = (root / "results" / study).iterdir()
    return folder


def test_there_is_a_study_for_everything_the_paper_names():
    assert set(SWEEPS) == NAMED_BY_THE_PAPER | OF_OUR_OWN


RUN = ("embedding", "factorial")  # the others are composed and planned by the tests of reports


@pytest.mark.slow
@pytest.mark.parametrize(
    "study", [pytest.param(one, marks=[] if one in RUN else pytest.mark.deep) for one in SWEEPS]
)
def test_every_shipped_sweep_runs_in_small_and_draws_its_figure(ask, tmp_path, study):
    answer = ask(f"study={study}", *LITTLE)
    assert answer.status == 0, answer.err
    folder = folder_of(tmp_path, study)
    assert {path.name for path in folder.iterdir()} >= {
        "config.yaml", "plan.parquet", "points.csv", "sweep.csv", "sweep.png", "sweep.svg",
    }  # fmt: skip
    points, table = pd.read_csv(folder / "points.csv"), pd.read_csv(folder / "sweep.csv")
    assert set(table["point"]) == set(points["point"])
    names = set(points.columns) - {"point"}
    svg = (folder / "sweep.svg").read_text()
    words = " ".join(re.findall(r">([^<>]+)</text>", svg))
    assert not any(name in words for name in names)
    assert any(setting_label(name).split()[0] in words for name in names)


def test_the_table_has_each_arm_its_gain_and_the_compared_difference_at_every_point(ask, tmp_path):
    vary = "vary={contract.weeks: [13, 26]}"
    answer = ask("kind=sweep", vary, "arms=[solos,team]", *SMALL, "executor=serial")
    assert answer.status == 0, answer.err
    table = pd.read_csv(folder_of(tmp_path, "team_vs_solo") / "sweep.csv").fillna({"reference": ""})
    one = table[(table["contract.weeks"] == 13) & (table["outcome"] == "attitude_host_end")]
    rows = one.set_index(["arm", "reference"])["mean"]
    assert set(rows.index) == {
        ("none", ""), ("solos", ""), ("team", ""), ("solos", "none"), ("team", "none"),
        ("team", "solos"),
    }  # fmt: skip
    settings = change(
        Settings(),
        {
            "population.organisations": 2, "population.managers": 8, "population.departments": 2,
            "population.academics": 8, "weeks": 60, "contract.weeks": 13,
        },
    )  # fmt: skip
    team = simulate(settings, range(3))["attitude_host_end"]
    solos = simulate(change(settings, {"arm": "solos"}), range(3))["attitude_host_end"]
    assert rows["team", ""] == approx(team.mean())
    assert rows["team", "solos"] == approx((team - solos).mean(), abs=1e-12)


def test_the_ends_of_the_range_are_compared_run_by_run(ask, tmp_path):
    vary = "vary={contract.weeks: [4, 26], culture.quality: [0.2, 0.6]}"
    answer = ask(
        "kind=sweep", vary, "arms=[none,team]", "compare=[team,none]", *SMALL, "executor=serial"
    )
    assert answer.status == 0, answer.err
    folder = folder_of(tmp_path, "team_vs_solo")
    (row,) = pd.read_csv(folder / "furthest.csv").to_dict("records")
    points = pd.read_csv(folder / "points.csv").set_index("point")
    runs = load(folder)
    leads = {}
    for number, point in points.iterrows():
        here = runs[(runs[list(point.index)] == point).all(axis=1)].pivot(
            index="seed", columns="arm", values=CULTURE
        )
        leads[number] = (here["team"] - here["none"]).to_numpy()
    assert row["mean"] == approx((leads[row["highest"]] - leads[row["lowest"]]).mean())
    assert row["mean"] == approx(np.ptp([lead.mean() for lead in leads.values()])) and row["n"] == 3
    said = " ".join(answer.out.split())
    assert "highest of 4 " in said and "Compared run by run" in said


def test_two_points_have_student_s_interval_and_more_points_a_wider_one():
    rng = np.random.default_rng(1)
    worlds = rng.normal(0, 1, 30)  # the same at all points
    leads = {number: worlds + number + rng.normal(0, 0.1, 30) for number in range(4)}
    two = furthest({number: leads[number] for number in (0, 3)})
    assert (two["lowest"], two["highest"]) == (0, 3)
    assert tuple(two[name] for name in ("mean", "low", "high", "n")) == estimate(
        leads[3] - leads[0]
    )
    four = furthest(leads)
    assert four["mean"] == two["mean"] and four["low"] < two["low"] and four["high"] > two["high"]
    assert furthest({0: worlds}) is None


def test_the_interval_of_the_furthest_points_of_chance_alone_holds_zero_19_times_in_20():
    rng = np.random.default_rng(2)
    found = [furthest(dict(enumerate(rng.normal(size=(8, 20))))) for _ in range(400)]
    missed = sum(one["low"] > 0 for one in found)
    assert missed <= 400 * 0.05 + 3 * (400 * 0.05 * 0.95) ** 0.5


def test_only_chosen_outcomes_are_kept(ask, tmp_path):
    answer = ask(
        "kind=sweep", "vary={brokers.embedding: [none, two_way]}", "outcomes=[bridges]",
        "arms=[team,solos]", *SMALL, "executor=serial",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    table = pd.read_csv(folder_of(tmp_path, "team_vs_solo") / "sweep.csv", keep_default_na=False)
    assert set(table["outcome"]) == {"bridges"} and set(table["brokers.embedding"]) == {
        "none",
        "two_way",
    }


def test_over_an_ensemble_a_row_is_a_parameter_set(ask, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.5\n3,0.6\n")
    answer = ask(
        "kind=sweep", "vary.contract.weeks=[13,26]", f"ensemble={few}", "set_replicates=2",
        "arms=[team,solos]", *SMALL, "executor=serial",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    table = pd.read_csv(folder_of(tmp_path, "team_vs_solo") / "sweep.csv")
    assert set(table["n"]) <= {0, 2, 3} and (table["n"] == 3).mean() > 0.5


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["kind=sweep"], 'grid'),
        (["kind=sweep", "vary.brokers.fteee=[1]"], 'brokers.fte'),
        (["kind=sweep", "vary={arm: [team]}"], 'arm'),
        (["kind=sweep", "vary={brokers.fte: [0.5, 2]}"], 'brokers.fte 0.05 1'),
        (["kind=sweep", "vary={contract.weeks: [26, 300]}"], '1 contract.weeks 300'),
        (["kind=sweep", "vary={contract.weeks: [26]}", "outcomes=[bridgess]"], 'bridgess'),
        (["kind=sweep", "vary={contract.weeks: [26]}", "design=gird"], 'grid'),
        (["kind=sweep", "design=csv", "options.file=mine"], 'mine'),
        (["kind=sweep", "design=csv", "options.file=mine.csv"], 'mine.csv'),
        (["vary={contract.weeks: [26]}"], 'sweep decision'),
    ],
)  # fmt: skip
def test_what_cannot_vary_is_refused_in_one_sentence(ask, tmp_path, arguments, part):
    answer = ask(*arguments)
    assert answer.status == 2
    check_sentence(answer.err, part)
    assert not list(tmp_path.rglob("*.csv"))


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol_sequence", "one_at_a_time"])
def test_any_design_makes_a_sweep(ask, tmp_path, design):
    vary = "vary={context.pressure: plausible, contract.weeks: {low: 13, high: 26}}"
    answer = ask(
        "kind=sweep",
        vary,
        f"design={design}",
        "size=4",
        "arms=[team,solos]",
        *SMALL,
        "executor=serial",
    )
    assert answer.status == 0, answer.err
    points = pd.read_csv(folder_of(tmp_path, "team_vs_solo") / "points.csv")
    assert len(points) >= 4 and points["contract.weeks"].between(13, 104).all()
    assert np.issubdtype(points["contract.weeks"].dtype, np.integer)


def test_that_arms_to_be_compared_did_not_run_is_said(ask):
    answer = ask(
        "kind=sweep", "vary.contract.weeks=[13]", "arms=[team]", "compare=[team,single]", *SMALL,
        "executor=serial",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    assert "single" in answer.out and "team less single" not in answer.out


def test_points_are_joined_only_where_nothing_else_varies():
    points = pd.DataFrame({"point": range(4), "a": [1.0, 2.0, 3.0, 4.0], "b": [0.1, 0.7, 0.2, 0.9]})
    assert [panel.joined for panel in panels_of(points, "latin_hypercube")] == [False, False]
    assert [panel.joined for panel in panels_of(points.drop(columns="b"), "sobol_sequence")] == [
        True
    ]
    grid = points.assign(a=[1.0, 1.0, 2.0, 2.0], b=[0.1, 0.7, 0.1, 0.7])
    assert [panel.joined for panel in panels_of(grid, "grid")] == [True, True]


def test_equal_parameter_sets_are_refused(ask, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.3\n")
    answer = ask("study=embedding", f"ensemble={few}", *SMALL)
    assert answer.status == 2
    check_sentence(answer.err, "few.csv rows")
    assert "culture.quality" not in answer.err
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.5\n")
    answer = ask("study=embedding", f"ensemble={few}", *SMALL, "culture.quality=0.4")
    assert answer.status == 2
    check_sentence(answer.err, "culture.quality")
