"""Calibration: priors, targets with known answers, the same ensemble by any executor, what is pinned down."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from pytest import approx
from scipy import stats

from experiments.config import ensembles as ensemble
from experiments.config import shipped
from experiments.config.priors import CHOSEN, calibrated, shape, values_of
from experiments.execution import executors
from experiments.studies.calibration import run as calibration
from experiments.studies.calibration.rejection import calibrate, try_out
from experiments.studies.calibration.targets import (
    HELD_OUT,
    TARGETS,
    Trial,
    centralisation,
    ties_lost,
)
from simulation import Settings, change, simulate
from simulation.founders import SPREAD
from simulation.params import names
from simulation.passport import leaves
from tests.experiments.small import results_in
from tests.experiments.test_plan import plan
from tests.worlds import tie, tiny

SHIPPED = shipped.files_of("ensembles")["plausible"]
PRIOR = calibrated()

# ------------------------------------------------------------------- priors


def test_every_number_is_either_chosen_or_drawn():
    assert set(CHOSEN) <= set(names())
    numbers = {leaf.name for leaf in leaves(Settings()) if not isinstance(leaf.default, bool | str)}
    assert set(PRIOR) | set(CHOSEN) >= numbers and not set(PRIOR) & set(CHOSEN)


@pytest.mark.parametrize("name", PRIOR)
def test_a_prior_covers_the_plausible_range_and_nothing_else(name):
    leaf = PRIOR[name]
    kind, *bounds = shape(leaf)
    drawn = getattr(stats, kind)(*bounds).rvs(400, random_state=1)
    low, high = leaf.passport.plausible
    assert low <= drawn.min() and drawn.max() <= high
    places = calibration.prior_places(leaf, drawn)
    step = 1 / (high - low + 1) if kind == "randint" else 0.0  # a whole number is the middle of one
    assert stats.kstest(places, "uniform").pvalue > 1e-4 or kind == "randint"
    assert places.min() < 0.1 + step / 2 and places.max() > 0.9 - step / 2


def test_what_is_drawn_is_kept_to_four_digits_in_the_type_of_the_setting():
    found = values_of({"culture.quality": 0.123456, "projects.window": 7.0})
    assert found == {"culture.quality": 0.1235, "projects.window": 7}
    assert isinstance(found["projects.window"], int)


# ------------------------------------------------------------------- targets


def test_a_star_is_fully_centralised_and_a_ring_of_pairs_not_at_all():
    star = tiny()
    for j in (8, 9, 10, 11, 12, 13):
        tie(star, 0, j, 0.5)
    size = len(star.people)
    assert centralisation(star) == approx((16 * 6 - 12) / ((size - 1) * (size - 2)))
    pairs = tiny()
    for i in range(8):
        tie(pairs, i, i + 8, 0.5)
    assert centralisation(pairs) == 0.0


class Planted:
    """A trial whose worlds were made by hand."""

    settings, end = Settings(), 104

    def __init__(self, before, after):
        self.pair = {104: [before], 156: [after]}

    def worlds(self, arm, week):
        return self.pair[week]


def test_ties_are_lost_only_if_both_people_are_still_there():
    before, after = tiny(), tiny()
    for i, j, bond in ((0, 8, 0.3), (1, 9, 0.3), (2, 10, 0.9), (3, 11, 0.9), (4, 12, 0.3)):
        tie(before, i, j, bond)
    tie(after, 0, 8, 0.1)  # 1-9 is lost, 3-11 is lost; 4-12 too, but 12 has left
    tie(after, 2, 10, 0.8)
    after.people["personality"][12] = 13
    trial = Planted(before, after)
    assert ties_lost(trial, "trusted") == 0.5
    assert ties_lost(trial, "loose") == 0.5
    before.people["practising"][1] = True  # now a supported one
    assert ties_lost(trial, "loose") == approx(1 / 3)


def test_the_values_of_targets_are_those_of_the_outcomes():
    settings = change(Settings(), {"population.managers": 20, "population.academics": 20})
    trial = Trial(settings, range(3))
    team, none = (simulate(change(settings, {"arm": arm}), range(3)) for arm in ("team", "none"))
    by_key = {target.key: target.of(trial) for target in TARGETS}
    assert by_key["C4"] == approx(team["practising_host_end"].mean())
    leavers = none["leavers_managers_followup"].mean() / (3 * 20) / (260 / 52.18)
    assert by_key["V8 managers"] == approx(leavers)
    gain = (team["knowledge_host_end"] - none["knowledge_host_end"]).mean()
    assert trial.gain("knowledge", "host", "team", 104) == approx(gain)
    assert trial.standardised("knowledge", "host", "team", 104) == approx(gain / SPREAD)


def test_a_target_holds_between_its_bounds_and_not_where_nothing_could_be_measured():
    target = TARGETS[0]._replace(low=0.1, high=0.2)
    assert [target.holds(x) for x in (0.1, 0.15, 0.2, 0.21, math.nan)] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_held_out_targets_play_no_part_in_fitting():
    assert {target.key for target in HELD_OUT} == {"V1", "V7 loose", "V7 trusted", "V12"}
    assert not {target.key for target in HELD_OUT} & {target.key for target in TARGETS}
    found = try_out(change(Settings(), {"population.managers": 6}), range(2))
    assert set(found) == {target.key for target in TARGETS}


def test_a_trial_ends_with_the_first_target_that_does_not_hold(monkeypatch):
    impossible = TARGETS[1]._replace(low=5.0, high=6.0)
    monkeypatch.setattr(
        "experiments.studies.calibration.rejection.TARGETS", (TARGETS[0], impossible, TARGETS[2])
    )
    found = try_out(Settings(), range(2))
    assert not math.isnan(found[impossible.key]) and math.isnan(found[TARGETS[2].key])


# ------------------------------------------------------------------- the search


def search(executor, workers, accepted=2):
    made = plan(kind="calibration", arms=[], compare=[], replicates=8, accepted=accepted)
    return calibrate(made, executor, workers, lambda one: None)


@pytest.fixture(scope="module")
def alone():
    """What one process tries until two parameter sets are accepted."""
    return search(executors.serial, 1)


@pytest.mark.deep
@pytest.mark.slow
@pytest.mark.xdist_group("calibration")
def test_any_executor_finds_the_same_sets_which_are_the_first_of_the_shipped_ones(alone):
    assert repr(alone) == repr(search(executors.processes, 2))
    kept = [one for one in alone if not one.refused_by]
    assert [one.candidate for one in alone] == list(range(len(alone))) and len(kept) == 2
    shipped = ensemble.read(SHIPPED).head(2)
    for one, row in zip(kept, shipped.to_dict("records"), strict=True):
        assert {ensemble.CANDIDATE: one.candidate, **one.values} == row
        assert all(target.holds(one.found[target.key]) for target in TARGETS)


# ------------------------------------------------------------------- what came out


def test_the_shipped_ensemble_is_large_legal_and_inside_the_prior():
    table = ensemble.read(SHIPPED)
    assert len(table) >= 200
    assert set(table.columns) == {ensemble.CANDIDATE, *PRIOR}
    assert len(ensemble.sets_of("plausible", Settings())) == len(table)
    for name, leaf in PRIOR.items():
        low, high = leaf.passport.plausible
        assert table[name].between(low, high).all(), name


def test_the_shipped_file_is_written_as_it_is_read():
    assert ensemble.as_csv(ensemble.read(SHIPPED)) == SHIPPED.read_text()


@pytest.mark.slow
def test_the_middle_of_the_ensemble_meets_every_target_it_was_chosen_by():
    middle = change(Settings(), ensemble.middle(ensemble.read(SHIPPED)))
    trial = Trial(middle, range(5000, 5100))
    assert [target.key for target in TARGETS if not target.holds(target.of(trial))] == []


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
def test_the_study_keeps_the_ensemble_and_all_that_was_tried(ask, tmp_path, alone, monkeypatch):
    monkeypatch.setattr(calibration, "calibrate", lambda *how: alone)
    answer = ask("study=calibration", "accepted=2")
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "calibration").iterdir()
    assert results_in(folder) == {
        "config.yaml", "middle.csv", "pairs.csv", "parameters.csv", "parameters.png",
        "parameters.svg", "plausible.csv", "targets.csv", "targets.png", "targets.svg",
        "tried.parquet",
    }  # fmt: skip
    shipped = SHIPPED.read_text().splitlines()
    assert (folder / "plausible.csv").read_text().splitlines() == shipped[:3]
    found = pd.read_csv(folder / "targets.csv")
    assert found["target"].tolist() == [t.key for t in (*TARGETS, *HELD_OUT)]
    tried = pd.read_parquet(folder / "tried.parquet")
    assert (tried["refused_by"] == "").sum() == 2
    refused = found.set_index("target")["refused"]
    assert refused.sum() == len(tried) - 2 and refused[[t.key for t in HELD_OUT]].sum() == 0
    assert f"of {len(tried)} candidate parameter sets" in answer.out
