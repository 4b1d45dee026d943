"""The headline against planted arms: how often the team is behind, and what such sets have in common."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments import load, stream
from experiments.cli.replay import main as replay
from experiments.config.configurations import ParameterSet
from experiments.config.groups import group_of
from experiments.config.priors import calibrated
from experiments.methods.estimates import CULTURE_LATER
from experiments.page import stored
from experiments.studies.headline import run as headline
from experiments.studies.headline import shuffled
from simulation import Settings, change, simulate
from tests.experiments.small import results_in
from tests.experiments.test_mechanisms import SMALL_STUDY


def arms(gaps, level=0.3, runs=1):
    """Tables in which the team exceeds every other arm by these gaps, in so many runs of each set."""
    gaps = np.asarray(gaps, float)
    count = len(gaps)
    swing = np.tile(np.linspace(-0.01, 0.01, runs) if runs > 1 else [0.0], count)
    found = {}
    for arm in ("none", "single", "single_matched", "solos", "team"):
        lead = np.repeat(gaps, runs) + swing if arm == "team" else np.zeros(count * runs)
        found[arm] = pd.DataFrame(dict.fromkeys(headline.OUTCOMES.values(), level + lead)).assign(
            seed=range(count * runs), set=np.repeat(np.arange(count), runs)
        )
    return found


def test_the_team_is_behind_in_as_many_worlds_and_sets_as_it_is():
    in_sets = arms([0.1, -0.2, -0.3, 0.4, -0.1, 0.001], runs=8)
    found = headline.comparisons(arms([0.1, 0.2, -0.1, 0.0]), in_sets)
    assert len(found) == len(headline.OTHERS) * len(headline.OUTCOMES)
    assert found["worlds_behind"].tolist() == [0.25] * len(found)
    assert found["worlds_level"].tolist() == [0.25] * len(found)
    assert found["mean"].tolist() == approx([0.05] * len(found))
    for name, value in (
        ("sets_behind", 3 / 6), ("sets_clearly_behind", 3 / 6), ("sets_clearly_ahead", 2 / 6),
        ("sets_q50", (0.001 - 0.1) / 2), ("own_percentile", 4 / 6),
    ):  # fmt: skip
        assert found[name].tolist() == approx([value] * len(found)), name


def test_a_set_in_which_both_have_the_same_is_not_one_in_which_the_team_is_behind():
    """Though the mean of differences that cancel may be -1e-17."""
    in_sets = arms([0.1, 0.0, 0.0, -0.2], runs=3)
    for name, shares in {"team": (0.0, 0.0, 0.3), "solos": (0.1, 0.2, 0.0)}.items():
        in_sets[name].loc[in_sets[name]["set"] == 1, "practising_host_end"] = shares
    found = headline.comparisons(arms([0.1, 0.2]), in_sets)
    rows = found.set_index(["other", "moment"])
    assert headline.set_gaps(in_sets, "solos", "practising_host_end")["mean"][1] < 0
    assert rows.loc[("solos", "end"), "sets_behind"] == 1 / 4


def test_single_runs_are_spread_as_they_are():
    later = pd.Series([0.05, 0.2, 0.6, 0.9, 0.95])
    planted = pd.DataFrame({CULTURE_LATER: later, "hours_together": 4.0})
    planted["critical_mass_end"] = [0.0, 0.0, 1.0, 1.0, 1.0]
    found = headline.single_runs({"own": {"team": planted}, "sets": {}})
    (row,) = found.to_dict("records")
    assert (row["runs"], row["arm"], row["n"]) == ("own", "team", 5)
    assert [row[name] for name in ("q25", "q50", "q75")] == approx([0.2, 0.6, 0.9])
    assert [row[name] for name in ("critical_mass", "below", "above")] == approx([0.6, 0.2, 0.6])
    assert row["hours_together"] == 4.0


def test_without_an_ensemble_there_is_nothing_over_sets():
    assert "sets_behind" not in headline.comparisons(arms([0.1, 0.2]), {})


def ensemble_of(count, rng):
    return pd.DataFrame(
        {
            "candidate": range(count),
            "culture.quality": rng.random(count),
            "culture.fading": rng.random(count),
        }
    )


def test_what_goes_with_the_lead_is_found_and_nothing_else():
    rng = np.random.default_rng(0)
    table = ensemble_of(80, rng)
    gaps = 0.5 - table["culture.quality"] + rng.normal(0, 0.05, 80)
    found = headline.losing(table, arms(gaps))
    solos = found[found["other"] == "solos"].set_index("setting")
    assert (
        solos.loc["culture.quality", "correlation"] < -0.9
        and solos.loc["culture.quality", "q"] < 1e-6
    )
    assert (
        solos.loc["culture.quality", "median_behind"] > solos.loc["culture.quality", "median_ahead"]
    )
    assert solos.loc["culture.fading", "q"] > 0.05


def test_a_handful_of_sets_says_nothing():
    found = headline.losing(ensemble_of(10, np.random.default_rng(0)), arms(np.arange(10) / 10))
    assert len(found) == 0 and "correlation" in found


def test_the_differences_of_each_set_come_with_its_own_interval():
    found = headline.set_differences(arms([0.1, -0.2], runs=8))
    one = found[(found["other"] == "solos") & (found["set"] == 1)].iloc[0]
    assert one["end"] == approx(-0.2) and one["end_low"] < -0.2 < one["end_high"] < 0


@pytest.mark.parametrize("sets", [True, False])
def test_the_study_prints_and_keeps_the_comparison(ask, tmp_path, sets):
    few = tmp_path / "few.csv"
    rows = [f"{number},{0.3 + number / 100}" for number in range(22)]  # one more than it uses
    few.write_text("\n".join(["candidate,culture.quality", *rows]))
    over = [f"ensemble={few}", "most_sets=21"] if sets else ["ensemble="]
    answer = ask("study=headline", *SMALL_STUDY, *over, "executor=serial")
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "headline").iterdir()
    names = results_in(folder)
    own = {
        "config.yaml",
        "headline.csv",
        "headline.png",
        "headline.svg",
        "replicates.parquet",
        "runs.csv",
    }
    assert names == own | ({"sets.csv", "losing.csv"} if sets else set())
    assert "In single runs" in answer.out
    assert ("Over the 21 parameter sets of the ensemble" in " ".join(answer.out.split())) == sets
    replicates = pd.read_parquet(folder / "replicates.parquet")
    assert replicates.groupby("arm").size().tolist() == [3] * 5


def test_what_is_loaded_tells_apart_whose_settings_a_run_has(ask, tmp_path, monkeypatch):
    few = tmp_path / "few.csv"
    taught = {0: 0.01, 1: 0.02, 2: 0.03}
    rows = [f"{0.3 + number / 100},{value}" for number, value in taught.items()]
    few.write_text("\n".join(["culture.quality,team.teaching", *rows]))
    words = "study=headline", *SMALL_STUDY, f"ensemble={few}", "executor=serial"
    assert ask(*words, "set_replicates=2").status == 0
    runs = load(tmp_path / "results" / "headline", [CULTURE_LATER])
    keys = ["settings", "set", "arm", "replicate"]
    assert not runs.duplicated(keys).any()
    counted = runs.groupby("settings").size().to_dict()
    assert counted == {"own": 5 * 3, "set": 5 * 2 * len(taught), "exchanged": 2 * len(taught)}
    assert (runs["set"].isna() == (runs["settings"] == "own")).all()
    in_sets = runs[runs["settings"] == "set"]
    assert (in_sets["team.teaching"] == in_sets["set"].map(taught)).all()
    exchanged = runs[runs["settings"] == "exchanged"]
    assert (exchanged["team.teaching"] != exchanged["set"].map(taught)).all()
    pieces = stream(tmp_path / "results" / "headline", [CULTURE_LATER], rows=2)
    pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), runs)
    # The page and replays tell them apart, too: the team of set 1 is its own, not the exchanged one.
    (folder,) = (tmp_path / "results" / "headline").iterdir()
    monkeypatch.setattr(stored, "MOST_SHOWN", 1)
    said = [run.differs for run in stored.runs_of(folder) if run.arm == "team"]
    assert len(set(said)) == len(said) == 1 + 2 * len(taught)
    out = ["--against", "alone", "--output", str(tmp_path / "run.html")]
    for words, whose in {(): "own", ("--set", "1"): "set"}.items():
        assert replay([str(folder), *words, *out]) == 0
        run = runs[(runs["arm"] == "team") & (runs["settings"] == whose) & (runs["replicate"] == 0)]
        seeds = run["seed"] if whose == "own" else run[run["set"] == 1]["seed"]
        told = (tmp_path / "run.html").read_text("utf-8")
        assert f"<tr><td>Seed</td><td>{seeds.iloc[0]}</td></tr>" in told


# ------------------------------------------------------------------- what is prior


def test_shuffling_moves_what_collective_work_buys_to_another_set_and_nothing_else():
    made = [
        change(Settings(), {"team.teaching": 0.01 * k, "culture.gain": 0.05 + 0.01 * k})
        for k in range(5)
    ]
    sets = [ParameterSet(k, one, range(10 * k, 10 * k + 2)) for k, one in enumerate(made)]
    moved = shuffled.shuffle(sets, seed=3)
    taught = [one.settings.team.teaching for one in moved]
    assert sorted(taught) == [one.settings.team.teaching for one in sets]
    for before, after in zip(sets, moved, strict=True):
        assert after.settings.team.teaching != before.settings.team.teaching
        restored = change(after.settings, {"team.teaching": before.settings.team.teaching})
        assert after._replace(settings=restored) == before
    alike = [one._replace(settings=change(one.settings, {"team.teaching": 0.01})) for one in sets]
    assert shuffled.shuffle(alike, seed=3) == []


def test_only_the_team_feels_what_collective_work_buys():
    """So that the other arms need not run again with shuffled parameters."""
    collective = [name for name in calibrated() if group_of(name) == "collective"]
    plausible = {leaf.name: leaf.passport.plausible[0] for leaf in calibrated().values()}
    changes = {name: plausible[name] for name in collective}
    for arm in ("none", "single", "single_matched", "solos"):
        base = change(Settings(), {"arm": arm, "weeks": 60, "contract.weeks": 50})
        assert simulate(base, [1]).equals(simulate(change(base, changes), [1])), arm


def test_a_lead_that_shuffling_takes_away_is_told_from_one_that_it_leaves():
    in_sets = arms(np.linspace(0.1, 0.2, 30), runs=2)
    same = shuffled.both(in_sets, in_sets["team"])
    assert (same["moved_mean"] == 0).all() and set(same["sample"]) == {"as calibrated", "shuffled"}
    lower = in_sets["team"].assign(practising_host_end=in_sets["team"]["practising_host_end"] - 0.1)
    found = shuffled.both(in_sets, lower).set_index(["other", "moment", "sample"])
    row = found.loc["solos", "end", "shuffled"]
    assert row["moved_mean"] == approx(-0.1) and row["moved_high"] < 0
    assert (
        row["mean"] == approx(0.05)
        and found.loc["solos", "followup", "shuffled"]["moved_mean"] == 0
    )
