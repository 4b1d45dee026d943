"""Calibration: priors, the same ensemble by any executor, what is pinned down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx
from scipy import stats

from experiments.config import ensembles as ensemble
from experiments.config import shipped
from experiments.config.priors import CHOSEN, calibrated, shape, value_from, values_of
from experiments.execution import executors
from experiments.store.atomic import save_csv
from experiments.studies.calibration import planted as check
from experiments.studies.calibration import rejection
from experiments.studies.calibration import run as calibration
from experiments.studies.calibration.rejection import BLOCK, calibrate, draw
from experiments.studies.calibration.targets import HELD_OUT, TARGETS
from simulation import Settings
from simulation.params import names
from simulation.passport import leaves
from tests.experiments.small import results_in
from tests.experiments.test_plan import plan

SHIPPED = shipped.files_of("ensembles")["plausible"]
PRIOR = calibrated()

# ------------------------------------------------------------------- priors


def test_every_number_is_either_chosen_or_drawn():
    assert set(CHOSEN) <= set(names())
    numbers = {leaf.name for leaf in leaves(Settings()) if not isinstance(leaf.default, bool | str)}
    assert set(PRIOR) | set(CHOSEN) >= numbers and not set(PRIOR) & set(CHOSEN)


def test_a_user_sees_at_most_eighty_settings_and_at_most_forty_five_are_drawn():
    assert len(names()) <= 80
    assert 0 < len(PRIOR) <= 45


@pytest.mark.parametrize("name", PRIOR)
def test_a_prior_covers_the_plausible_range_and_nothing_else(name):
    leaf = PRIOR[name]
    kind, *bounds = shape(leaf)
    stream, same = np.random.RandomState(1), np.random.RandomState(1)
    drawn = np.array([value_from(kind, *bounds, stream) for _ in range(400)])
    prior = rejection.prior_of(leaf)
    assert [*drawn] == [prior.rvs(random_state=same) for _ in range(400)]
    low, high = leaf.passport.plausible
    assert low <= drawn.min() and drawn.max() <= high
    places = calibration.prior_places(leaf, drawn)
    step = 1 / (high - low + 1) if kind == "randint" else 0.0  # a whole number is the middle of one
    assert stats.kstest(places, "uniform").pvalue > 1e-4 or kind == "randint"
    assert places.min() < 0.1 + step / 2 and places.max() > 0.9 - step / 2


def test_a_prior_of_another_shape_is_not_drawn_as_a_whole_number():
    with pytest.raises(ValueError, match="norm"):
        value_from("norm", 0.0, 1.0, np.random.RandomState(1))


def test_what_is_drawn_is_kept_to_four_digits_in_the_type_of_the_setting():
    found = values_of({"culture.quality": 0.123456, "projects.window": 7.0})
    assert found == {"culture.quality": 0.1235, "projects.window": 7}
    assert isinstance(found["projects.window"], int)


# ------------------------------------------------------------------- the search


def search(executor, workers, folder, accepted=2):
    folder.mkdir(exist_ok=True)
    made = plan(kind="calibration", arms=[], compare=[], replicates=32, accepted=accepted)
    return calibrate(made, executor, workers, folder, lambda count: None)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """What one process tries until two parameter sets are accepted."""
    return search(executors.serial, 1, tmp_path_factory.mktemp("blocks"))


def easily(monkeypatch):
    """Let every third candidate be accepted, and count those that are tried."""
    tried = []

    def quick(settings, replicates, seed, left_out, number):
        tried.append(number)
        refused = "" if number % 3 == 0 else TARGETS[0].key
        return {"candidate": number, "refused_by": refused} | dict.fromkeys(
            (target.key for target in TARGETS), 0.5
        )

    monkeypatch.setattr(rejection, "candidate", quick)
    return tried


def test_a_search_ends_with_the_last_set_that_is_wanted(monkeypatch, tmp_path):
    easily(monkeypatch)
    found = search(executors.serial, 1, tmp_path / "blocks", accepted=40)
    assert (found["refused_by"] == "").sum() == 40 and found["refused_by"].iloc[-1] == ""
    assert found["candidate"].tolist() == list(range(3 * 39 + 1))


def test_a_search_that_was_killed_goes_on_where_it_was(monkeypatch, tmp_path):
    whole = search_of_all(monkeypatch, tmp_path / "whole")
    folder = tmp_path / "cut"
    search_of_all(monkeypatch, folder)
    for path in sorted(folder.iterdir())[1:]:
        path.unlink()
    tried = easily(monkeypatch)
    again = search(executors.serial, 1, folder, accepted=100)
    assert again.equals(whole) and min(tried) == BLOCK


def search_of_all(monkeypatch, folder):
    easily(monkeypatch)
    return search(executors.serial, 1, folder, accepted=100)


@pytest.mark.deep
@pytest.mark.slow
@pytest.mark.xdist_group("calibration")
def test_any_executor_finds_the_same_sets_which_are_the_first_of_the_shipped_ones(alone, tmp_path):
    assert alone.equals(search(executors.processes, 2, tmp_path / "blocks"))
    kept_sets = alone[alone["refused_by"] == ""]
    shipped = ensemble.read(SHIPPED).head(2)
    for number, row in zip(kept_sets["candidate"], shipped.to_dict("records"), strict=True):
        assert {ensemble.CANDIDATE: number, **draw(0, (), number)[0]} == row


# ------------------------------------------------------------------- the method


def planted_pool(noise, count=400, seed=1):
    """Sets with two parameters; what they give is the first, and noise."""
    rng = np.random.default_rng(seed)
    places = rng.random((count, 2))
    given = (places[:, :1] + noise * rng.standard_normal((count, 1))).round(6)
    return given, places


def test_ranks_are_even_where_the_method_is_right_and_the_targets_teach_what_they_can():
    given, places = planted_pool(noise=0.05)
    found = check.ranks(given, np.array([0.1]), places, np.random.default_rng(0))
    table = check.recovery(found).set_index("parameter")
    assert table["uniform"].min() > 0.001 and table["planted"].min() > 350
    assert table.loc[0, "correlation"] > 0.9 and abs(table.loc[1, "correlation"]) < 0.15
    assert table["covered"].between(0.8, 0.97).all()
    histogram = check.histogram(found)
    assert histogram["share"].sum() == approx(1) and histogram["share"].between(0.07, 0.13).all()


def test_ranks_are_not_even_where_what_is_accepted_is_shifted():
    """As if a target measured something else in the trial than in the world that is taken for real."""
    given, places = planted_pool(noise=0.05)
    moved = np.clip(places - 0.08, 0, 1)
    found = check.ranks(given, np.array([0.1]), places, np.random.default_rng(0))
    shifted = found.assign(rank=[
        float(np.mean(moved[:, 0] < value)) for value in found["planted"]
    ])  # fmt: skip
    assert check.recovery(shifted)["uniform"].min() < 1e-6


def test_a_target_that_cannot_be_measured_is_near_only_to_its_like():
    given = np.array([[0.5, np.nan], [0.5, 0.2], *[[0.5, np.nan]] * 6])
    places = np.linspace(0, 1, 8)[:, np.newaxis]
    found = check.ranks(given, np.array([10.0, 10.0]), places, np.random.default_rng(0))
    assert len(found) == 7 and (found["accepted"] == 6).all()


# ------------------------------------------------------------------- what came out


def test_the_shipped_ensemble_is_large_legal_and_inside_the_prior():
    table = ensemble.read(SHIPPED)
    assert len(table) >= 1000
    assert set(table.columns) == {ensemble.CANDIDATE, *PRIOR}
    assert len(ensemble.sets_of("plausible", Settings())) == len(table)
    for name, leaf in PRIOR.items():
        low, high = leaf.passport.plausible
        assert table[name].between(low, high).all(), name


def test_the_shipped_file_is_written_as_it_is_read(tmp_path):
    save_csv(tmp_path / "again.csv", [ensemble.read(SHIPPED)])
    assert (tmp_path / "again.csv").read_text() == SHIPPED.read_text()


def drawn(count, **planted):
    rng = np.random.default_rng(0)
    columns = {}
    for name, leaf in PRIOR.items():
        kind, *bounds = shape(leaf)
        columns[name] = planted.get(
            name.replace(".", "__"), getattr(stats, kind)(*bounds).rvs(count, random_state=rng)
        )
    return pd.DataFrame(columns)


def test_a_parameter_that_was_narrowed_down_is_told_from_the_others():
    rng = np.random.default_rng(1)
    found = calibration.parameter_table(drawn(200, culture__quality=rng.uniform(0.2, 0.4, 200)))
    assert found.loc[0, "setting"] == "culture.quality" and bool(found.loc[0, "informed"])
    assert not found.loc[0, "pinned"]
    assert found.loc[0, "narrowed"] == approx(1 - 0.2 / 0.3, abs=0.05)
    assert found.loc[0, "place"] == approx(0.5 * 0.2 / 0.3, abs=0.05)
    assert found["informed"].sum() <= 3 and not found["pinned"].any()


def test_a_parameter_whose_range_is_halved_is_pinned_down():
    rng = np.random.default_rng(1)
    found = calibration.parameter_table(drawn(200, culture__quality=rng.uniform(0.3, 0.4, 200)))
    assert found.loc[found["pinned"], "setting"].tolist() == ["culture.quality"]


def test_parameters_that_hang_together_are_named():
    rng = np.random.default_rng(2)
    quality = rng.uniform(0.2, 0.5, 200)
    sets = drawn(200, culture__quality=quality, culture__fading=0.1 - 0.1 * quality)
    first = calibration.pair_table(sets).iloc[0]
    assert {first["first"], first["second"]} == {"culture.quality", "culture.fading"}
    assert first["correlation"] == approx(-1.0) and first["q"] < 1e-6


def test_the_middle_is_the_median_rounded_in_the_type_of_the_setting():
    table = pd.DataFrame(
        {
            "candidate": [1, 2, 3],
            "culture.quality": [0.3111, 0.5678, 0.9],
            "projects.window": [4, 9, 20],
        }
    )
    assert ensemble.middle(table) == {"culture.quality": 0.57, "projects.window": 9}


@pytest.mark.slow
@pytest.mark.xdist_group("calibration")
def test_the_study_keeps_the_ensemble_and_all_that_was_tried(ask, tmp_path, monkeypatch):
    easily(monkeypatch)
    monkeypatch.setattr(calibration, "AGAIN", 2)
    monkeypatch.setattr(calibration, "MIDDLE_REPLICATES", 2)
    given, _ = planted_pool(noise=0.05)
    pool = pd.DataFrame({name: drawn(len(given))[name] for name in PRIOR})
    pool = pool.assign(**{target.key: given[:, 0] for target in check.OF_BROKERS})
    monkeypatch.setattr(check, "pool", lambda *how: pool)
    answer = ask("study=calibration", "accepted=3", "executor=serial")
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "calibration").iterdir()
    assert results_in(folder) == {
        "config.yaml", "middle.csv", "pairs.csv", "parameters.csv", "parameters.png",
        "parameters.svg", "plausible.csv", "ranks.csv", "ranks.png", "ranks.svg", "recovery.csv",
        "targets.csv", "targets.png", "targets.svg", "tried.parquet",
    }  # fmt: skip
    assert not (folder / "candidates").exists()
    sets = ensemble.read(folder / "plausible.csv")
    assert sets["candidate"].tolist() == [0, 3, 6]
    assert sets.drop(columns="candidate").loc[1].to_dict() == draw(0, (), 3)[0]
    found = pd.read_csv(folder / "targets.csv")
    assert found["target"].tolist() == [t.key for t in (*TARGETS, *HELD_OUT)]
    tried = pd.read_parquet(folder / "tried.parquet")
    assert (tried["refused_by"] == "").sum() == 3 and len(tried) == 7
    later = tried[tried["refused_by"] == ""]
    met = np.array([later[f"again: {t.key}"].map(t.holds) for t in TARGETS])
    fitted = found[found["fitted"]]
    assert fitted["holds_in"].tolist() == approx(met.mean(axis=1))
    assert fitted["so_far"].tolist() == approx(met.cumprod(axis=0).mean(axis=1))
    assert found.loc[~found["fitted"], "so_far"].isna().all()
    refused = found.set_index("target")["refused"]
    assert refused.sum() == len(tried) - 3 and refused[[t.key for t in HELD_OUT]].sum() == 0
    assert f"of {len(tried)} candidate parameter sets" in answer.out
