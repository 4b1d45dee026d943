"""A sensitivity study: what is varied, which parameters are kept, and a small one from end to end."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.config import shipped
from experiments.methods import sensitivity_indices as indices
from experiments.methods.designs import Factor, unit_places
from experiments.methods.sensitivity_indices import SECOND, TOTAL
from experiments.studies.sensitivity import explained
from experiments.studies.sensitivity import run as sensitivity
from experiments.studies.sensitivity.explained import (
    CONTRASTS,
    GAIN,
    LEAD,
    Runs,
    clear_pairs,
    precision,
    those_that_matter,
)
from experiments.studies.sensitivity.run import LEFT, factors
from simulation import Settings, change, describe
from simulation.params import together_hours
from simulation.passport import leaves
from tests.experiments.small import SMALL, contents, results_in
from tests.experiments.test_plan import plan
from tests.refusals import check_sentence, refusal

LITTLE = (
    *(word for word in SMALL if not word.startswith(("replicates", "population.departments"))),
    "population.departments=3", "contract.start=1", "replicates=4", "size=8", "options.most=3",
    "options.trajectories=4", "executor=serial",
    "outcomes=[practising_host_end,bids_begun_academics_followup]",
)  # fmt: skip


def ensemble() -> Path:
    return shipped.path_of("plausible", "ensembles")


def test_every_number_varies_but_what_is_left_out_or_held():
    numbers = {leaf.name for leaf in leaves(Settings()) if not isinstance(leaf.default, bool | str)}
    varied = {factor.name for factor in factors(ensemble())}
    assert varied == numbers - set(LEFT)
    held = {factor.name for factor in factors(ensemble(), ["brokers.fte"])}
    assert varied - held == {"brokers.fte"}


def test_ranges_are_those_of_the_ensemble_or_of_the_passport():
    found = {factor.name: factor for factor in factors(ensemble())}
    sets = pd.read_csv(ensemble())
    threshold = found["population.threshold"]
    assert [threshold.low, threshold.high] == sets["population.threshold"].quantile(
        [0.05, 0.95]
    ).tolist()
    assert (found["context.relations"].low, found["context.relations"].high) == (-0.1, 0.1)
    alone = {factor.name: factor for factor in factors(None)}
    assert alone["population.threshold"].low < threshold.low


def test_the_ends_of_all_ranges_go_together():
    found = factors(ensemble())
    worst = {f.name: f.high for f in found if f.name.startswith(("team.", "contract."))}
    worst |= {f.name: f.low for f in found if f.name.startswith("brokers.")}
    settings = change(Settings(), {**worst, "arm": "team"})
    assert together_hours(settings) <= 10 * settings.brokers.fte


def strong(**strengths):
    """Strengths on the lead and on the gain, and their reach to both sides."""
    return pd.DataFrame(
        [
            {"contrast": contrast, "setting": setting, "strength": share,
             "low": share - reach, "high": share + reach}
            for setting, (*both, reach) in strengths.items()
            for contrast, share in zip((LEAD, GAIN), both, strict=True)
        ]
    )  # fmt: skip


def test_what_is_strong_on_the_lead_and_on_the_gain_is_kept_by_turns_and_luck_is_not():
    table = strong(
        a=(0.1, 0.5, 0.05), b=(0.05, 0.3, 0.01), c=(0.2, 0.1, 0.05), d=(0.5, 0.0, 0.1),
        luck=(0.6, 0.2, 0.7),
    )  # fmt: skip
    assert those_that_matter(table, 3) == ["d", "a", "c"]
    assert those_that_matter(table, 9) == ["d", "a", "c", "b"]
    assert those_that_matter(strong(luck=(0.6, 0.2, 0.7)), 9) == []


@pytest.mark.parametrize(("reach", "enough"), [(0.05, True), (0.3, False)])
def test_whether_the_sample_is_large_enough_is_known(reach, enough):
    rows = [
        {"outcome": "o", "contrast": contrast, "setting": name, "size": size, "index": index,
         "low": index - (reach if contrast == LEAD else 9), "high": index + reach}
        for contrast in (LEAD, GAIN) for name in "ab"
        for size, index in ((4, 0.9), (8, 0.32), (16, 0.3))
    ]  # fmt: skip
    found = precision(pd.DataFrame(rows), LEAD)
    assert found == (pytest.approx(reach), pytest.approx(0.02), 0) and found.enough is enough
    rows[2]["index"] = rows[2]["low"] = float("nan")  # nothing but chance variation
    found = precision(pd.DataFrame(rows), LEAD)
    assert found.without == 1 and not found.enough


@pytest.mark.parametrize(("reach", "clear"), [(0.5, False), (0.3, True)])
def test_a_pair_stands_out_though_there_are_many_of_them(reach, clear):
    """Of 20 intervals each is widened by half: 3.02 standard errors stand for 1.96."""
    rows = pd.DataFrame({"order": [SECOND] * 20 + [TOTAL], "index": 0.0, "low": -0.1, "high": 0.1})
    for place, sign in ((0, 1), (1, -1)):
        ends = sorted((sign * 0.6 - reach, sign * 0.6 + reach))
        rows.loc[place, ["index", "low", "high"]] = [sign * 0.6, *ends]
    rows.loc[20, ["index", "low"]] = [0.9, 0.8]
    assert list(clear_pairs(rows).index) == ([0, 1] if clear else [])
    assert not len(clear_pairs(rows[rows["order"] == TOTAL]))


def planted(luck):
    """Runs whose team's outcome is the first factor, and solos' luck alone."""
    varied = [Factor(f"context.{name}", low=0.0, high=1.0) for name in ("pressure", "seniors")]
    places = unit_places("saltelli", varied, 64, 0)
    stream = np.random.default_rng(1)
    team = places[:, :1] + np.zeros(8)
    solos = luck * stream.normal(size=team.shape)
    return Runs(varied, ["o"], 0, np.stack([np.zeros_like(team), solos, team])[..., None])


def test_the_convergence_check_takes_the_first_quarter_and_half_of_the_base_points(monkeypatch):
    monkeypatch.setattr(indices, "RESAMPLES", 10)
    runs = planted(0.3)
    sizes = explained.sample_sizes(runs, explained.decomposed(runs, pairs=False))
    for size in (16, 32, 64):
        part = runs._replace(values=runs.values[:, : size * 6])
        alone = explained.decomposed(part, pairs=False).query("order == 'total'")
        assert sizes[sizes["size"] == size]["index"].tolist() == pytest.approx(
            alone["index"].tolist(), nan_ok=True
        )
    lead = sizes[(sizes["contrast"] == LEAD) & (sizes["setting"] == "context.pressure")]
    assert lead["index"].nunique() == 3


def test_luck_is_that_of_independent_points(monkeypatch):
    """Between them radial points repeat each other, and would make the spread between points too small."""
    monkeypatch.setattr(indices, "RESAMPLES", 10)
    runs = planted(np.sqrt(1 / 12))  # as much as the first factor brings
    found = explained.stochastic_variance(runs).set_index("contrast")
    assert found.loc[LEAD, "luck"] == pytest.approx(0.5, abs=0.05)
    assert found.loc[GAIN, "luck"] == 0.0
    step = 2 * len(runs.names) + 2
    moved = runs._replace(values=runs.values.copy())
    for place in range(64 * step):
        if place % step not in (0, step - 1):
            moved.values[:, place] = 9.0
    assert explained.stochastic_variance(moved).equals(explained.stochastic_variance(runs))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"size": 12}, "8 12"),
        ({"replicates": 5}, "replicates 4 5"),
        ({"outcomes": []}, "outcomes"),
        ({"options": {"trajectory": 3}}, "trajectory trajectories"),
        ({"options": {"trajectories": 1}}, "options.trajectories 2"),
        ({"options": {"most": 2.5}}, "options.most"),
    ],
)
def test_what_cannot_be_is_refused(said, words):
    usual = {"replicates": 8, "size": 16, "outcomes": ["practising_host_end"]}
    assert plan("sensitivity", kind="sensitivity", arms=[], compare=[], **usual).size == 16
    with refusal(words):
        plan("sensitivity", kind="sensitivity", arms=[], compare=[], **(usual | said))


@pytest.mark.slow
def test_a_small_study_leaves_tables_that_are_explained_and_is_the_same_again(
    ask, tmp_path, monkeypatch
):
    monkeypatch.setattr(indices, "RESAMPLES", 10)
    # Every fifth parameter varies: to screen all of them would take most of the time.
    monkeypatch.setattr(sensitivity, "factors", lambda *of: factors(*of)[::5])
    answer = ask("study=sensitivity", *LITTLE)
    assert answer.status == 0, answer.err
    assert "Chance variation between runs" in answer.out
    (folder,) = (tmp_path / "results" / "sensitivity").iterdir()
    tables = {"strengths", "screening", "ranges", "first_points", "indices", "luck", "sample_size"}
    figures = {"screening", "indices", "outcomes", "sample_size"}
    wanted = {f"{name}.csv" for name in tables} | {"config.yaml"}
    wanted |= {f"{name}.{kind}" for name in figures for kind in ("png", "svg")}
    assert results_in(folder) == wanted
    found = pd.read_csv(folder / "indices.csv")
    kept = pd.read_csv(folder / "strengths.csv").query("kept")["setting"].unique()
    assert len(kept) == 3 and set(found["setting"]) == set(kept)
    assert set(found["contrast"]) == set(CONTRASTS)
    assert all(describe(outcome) for outcome in found["outcome"].unique())
    before = contents(folder)
    for path in folder.glob("parts/*"):
        path.unlink()
    again = ask("study=sensitivity", *LITTLE, "executor=processes")
    assert again.status == 0
    assert contents(folder) == before
    shares = pd.read_csv(folder / "luck.csv")[["luck_low", "luck", "luck_high"]].to_numpy()
    assert np.all(np.diff(shares, axis=1) >= 0)


def test_an_outcome_that_an_arm_does_not_have_is_refused_before_the_screening(ask):
    few = [word for word in LITTLE if not word.startswith("outcomes=")]
    answer = ask("study=sensitivity", *few, "outcomes=[practising_host_end,strain_contract]")
    assert answer.status == 2
    check_sentence(answer.err, "strain_contract 4 12")


def test_a_default_that_is_given_would_vary_and_is_refused(ask):
    answer = ask(
        "study=sensitivity",
        *LITTLE,
        f"context.pressure={Settings().context.pressure}",
        "dry_run=true",
    )
    assert answer.status == 2
    check_sentence(answer.err, "context.pressure")


def test_a_dry_run_says_how_many_runs_at_most(ask):
    answer = ask("study=sensitivity", *LITTLE, "dry_run=true")
    assert answer.status == 0
    arms, replicates, trajectories, base_points = 3, 4, 4, 8
    given = {word.partition("=")[0] for word in LITTLE}
    varied = len(factors(ensemble(), given))
    points = trajectories * (varied + 1) + base_points * (2 * 3 + 2)
    most = arms * replicates * points
    assert re.search(rf"\b{most} runs of 60 weeks", answer.out)
