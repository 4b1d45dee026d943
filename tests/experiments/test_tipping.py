"""Tipping against planted thresholds: where it is, that it is missing where there is none, and what lasts."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments.methods.estimates import CULTURE, CULTURE_LATER
from experiments.store.study_folder import StudyFolder
from experiments.studies.calibration.targets import TARGETS
from experiments.studies.content import Sentences
from experiments.studies.tipping import figures, report, run, thresholds
from tests.experiments.reported import planted
from tests.experiments.small import results_in
from tests.experiments.test_mechanisms import SMALL_STUDY

UNITS, EACH = 12, 40


def runs(later, seed=0):
    """Runs of some sets in which the share at follow-up is a function of that at the end."""
    rng = np.random.default_rng(seed)
    end = np.round(rng.random(UNITS * EACH), 2)
    found = pd.DataFrame({CULTURE: end, CULTURE_LATER: later(end), "arm": "team"})
    unit = np.repeat(np.arange(UNITS), EACH)
    return found.assign(unit=unit, set=unit, seed=np.arange(len(end)))


def tips(end):
    return np.where(end > 0.3, 0.95, 0.4 * end)


def fades(end):
    return 0.6 * end


@pytest.fixture(scope="module")
def tipping():
    return runs(tips)


def test_a_planted_threshold_is_found_in_the_chance_and_in_the_drift(tipping):
    curve, found = thresholds.chance(tipping)
    assert found["at"] == approx(0.3, abs=0.02) and found["units"] == UNITS
    assert found["at_low"] <= found["at"] <= found["at_high"]
    assert curve["chance"].is_monotonic_increasing and curve["n"].sum() == len(tipping)
    drift = thresholds.upturn(tipping)
    assert drift["at"] == approx(0.3, abs=thresholds.WIDTH)
    assert drift["at_low"] <= drift["at"] <= drift["at_high"]


def test_where_practice_only_fades_there_is_no_threshold():
    fading = runs(fades)
    assert thresholds.chance(fading)[1]["at"] > thresholds.LITERATURE[1]
    assert thresholds.upturn(fading)["at"] == math.inf
    found = thresholds.heaps(fading).set_index("heap")
    assert found.loc["high", "denser"] < 0


def test_the_figure_says_in_how_many_runs_with_brokers_practice_shrinks():
    end = np.array([0.2, 0.4, 0.6, 0.8])
    found = pd.DataFrame({CULTURE: end, CULTURE_LATER: end - [0.1, 0.0, -0.1, 0.0], "arm": "team"})
    alone = found.assign(arm="none", **{CULTURE_LATER: 0.0})
    assert "25%" in figures.shrinks(pd.concat([found, alone]))


def test_a_little_growth_at_the_bottom_is_not_where_it_tips():
    share = np.linspace(0, 1, 11)
    drift = np.where(share > 0.45, 0.3, np.where(share > 0.05, -0.05, 0.01))
    assert 0.4 < thresholds.turn(share, drift) < 0.5


@pytest.mark.parametrize(
    ("chance", "drift", "vanished"),
    [(math.inf, math.inf, True), (0.8, math.inf, True), (0.3, math.inf, False), (0.8, 0.4, False)],
)
def test_the_report_says_whether_the_threshold_comes_from_the_norm(chance, drift, vanished):
    ends = {name: [chance, drift] for name in ("at", "at_low", "at_high")}
    rows = pd.DataFrame({"variant": "no_norm", "measure": ["chance", "drift"], **ends})
    sentence = report._falsifier(Sentences(None, "experiments.studies.tipping"), rows)
    assert vanished == ("not shown" not in sentence) and "influence" in sentence
    assert ("80%" in sentence) == (chance == 0.8)


def test_medians_of_samples_are_those_of_their_runs():
    values, rng = np.sort(np.random.default_rng(2).random(9)), np.random.default_rng(3)
    times = rng.multinomial(9, [1 / 9] * 9, size=20)
    expected = [np.quantile(np.repeat(values, one), 0.5, method="inverted_cdf") for one in times]
    assert thresholds._medians(values, times) == approx(expected)


def test_two_heaps_are_told_from_one(tipping):
    found = thresholds.heaps(tipping).set_index("heap")
    assert found["part"].sum() == approx(1.0)
    assert found.loc["high", "part"] == approx((tipping[CULTURE] > 0.3).mean())
    assert found.loc["middle", "part"] == approx(
        ((tips(tipping[CULTURE]) >= 0.1) & (tips(tipping[CULTURE]) <= 0.5)).mean()
    )
    assert (found.loc[["low", "high"], "denser_low"] > 0).all()


def test_a_set_has_a_threshold_of_its_own_only_with_runs_of_both_kinds(tipping):
    stuck = tipping.assign(
        **{CULTURE_LATER: np.where(tipping["set"] == 0, 0.0, tipping[CULTURE_LATER])}
    )
    found = thresholds.of_each_set(stuck).set_index("set")
    assert math.isnan(found.loc[0, "at"]) and found.loc[0, "ended_high"] == 0
    assert found.loc[1:, "at"].tolist() == approx([0.3] * (UNITS - 1), abs=0.1)


def test_of_hosts_above_a_quarter_as_many_are_kept_as_are():
    end = np.array([0.2, 0.4, 0.4, 0.4, 0.8] * UNITS)
    later = np.array([0.9, 0.1, 0.3, 0.5, 0.8] * UNITS)
    hosts = pd.DataFrame({"end": end, "followup": later, "unit": np.repeat(np.arange(UNITS), 5)})
    found = thresholds.kept(hosts.assign(end_none=0.0, followup_none=0.1), 2.0)
    assert found["n"] == 4 * UNITS and found["kept"] == approx(0.75)
    assert found["gain_kept"] == approx((0.2 + 0.4 + 0.7) / 1.6)
    assert found["expected_low"] == approx(0.87**2) and found["expected_high"] == approx(0.97**2)
    nobody = thresholds.kept(hosts.assign(end=0.0, end_none=0.0, followup_none=0.0), 2.0)
    assert nobody["n"] == 0 and math.isnan(nobody["kept"])


def test_each_host_is_compared_with_itself_without_brokers():
    moments = [f"{who}_{when}" for who in ("managers", "academics") for when in ("end", "followup")]
    columns = {f"practising_host_{moment}": 0.5 for moment in moments}
    team = pd.DataFrame({"arm": "team", "set": 0, "seed": [5, 6], "unit": 0, **columns})
    none = team.assign(arm="none", practising_host_managers_end=[0.1, 0.2])
    found = thresholds.organisations(pd.concat([none, team]))
    assert len(found) == 4 and found["end_none"].tolist() == approx([0.1, 0.2, 0.5, 0.5])


@pytest.mark.parametrize(
    ("kept", "low", "high", "place"),
    [
        (0.3, 0.2, 0.4, "fewer"), (0.6, 0.5, 0.7, "low"), (0.7, 0.6, 0.8, "within"),
        (0.92, 0.85, 0.98, "high"), (0.95, 0.92, 0.98, "more"),
    ],
)  # fmt: skip
def test_hosts_that_keep_their_gains_are_compared_with_the_evidence(kept, low, high, place):
    row = {"kept": kept, "kept_low": low, "kept_high": high}
    assert report._place(row | {"expected_low": 0.66, "expected_high": 0.91}) == place


def test_no_share_and_too_few_runs_are_told_apart():
    shares = [
        report._share_from({"at": at, "at_low": 0.2, "at_high": np.inf})
        for at in (0.3, np.inf, np.nan)
    ]
    assert shares == ["30% (20% to none)", "none", "too few runs"]


def said_of(folder, ensemble="plausible"):
    return Sentences(
        StudyFolder(planted(folder, "tipping", {}, ensemble=ensemble)), report.__package__
    )


@pytest.mark.parametrize("at", [0.7, math.inf, math.nan])
def test_a_threshold_that_was_not_found_is_not_given_as_one(tmp_path, at):
    said, shared = said_of(tmp_path), {"runs": "sets", "variant": "norm"}
    ends = {name: at for name in ("at", "at_low", "at_high")}
    rows = pd.DataFrame([{**shared, "measure": name, **ends} for name in report.MEASURES])
    tables = {"threshold": rows, "sets": pd.DataFrame([{**shared, "set": 0, "at": 0.5}])}
    answer = report._own_sets(said, tables)
    assert bool(re.search(r"\d%", answer[1])) == math.isfinite(at)
    tables |= {
        "sets": tables["sets"].assign(at=math.nan),
        "kept": pd.DataFrame([{**shared, "n": 0}]),
    }
    tables["threshold"] = pd.concat([rows, rows.assign(runs="own")])
    briefs = report._brief(said, tables)
    alone = report._brief(said, {**tables, "threshold": rows.assign(runs="own")})
    for text in (*answer, *briefs.values(), *alone.values()):
        assert not re.search("(is|from) (none|too few)", text)


def test_what_a_target_had_decided_is_not_said_to_test_the_model(tmp_path):
    row = {"kept": 0.7, "kept_low": 0.6, "kept_high": 0.8, "gain_kept": 0.9, "gain_kept_low": 0.8,
           "gain_kept_high": 1.0, "expected_low": 0.6, "expected_high": 0.9, "n": 9}  # fmt: skip
    for ensemble, runs in (("plausible", "sets"), ("plausible", "own"), ("few.csv", "sets")):
        said = said_of(tmp_path / ensemble / runs, ensemble)
        text = " ".join(report._kept(said, pd.DataFrame([row | {"variant": "norm", "runs": runs}])))
        named = set(re.findall(r"\((N\d)\)", text))
        assert bool(named) == (ensemble == "plausible" and runs == "sets")
        assert named <= {target.key for target in TARGETS}


def test_the_falsifier_changes_the_weight_of_the_norm_and_nothing_else():
    wanted = run.wanted()
    for (variant, arm, brokers), changes in wanted.items():
        other = wanted["norm", arm, brokers]
        assert changes == (other if variant == "norm" else {**other, "culture.norm_weight": 0.0})


@pytest.mark.parametrize("sets", [True, False])
def test_the_study_says_draws_and_explains_what_came_out(ask, tmp_path, sets):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.5\n")
    over = f"ensemble={few}" if sets else "ensemble="
    answer = ask("study=tipping", *SMALL_STUDY, over, "executor=serial")
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "tipping").iterdir()
    tables = {f"{name}.csv" for name in ("chance", "course", "threshold", "heaps", "sets", "kept")}
    assert results_in(folder) == tables | {
        "config.yaml",
        "runs.parquet",
        "tipping.png",
        "tipping.svg",
    }
    found = pd.read_parquet(folder / "runs.parquet")
    assert set(found["runs"]) == ({"own", "sets"} if sets else {"own"})
    assert "25%" in answer.out and "at follow-up" in answer.out
