"""The headline against planted arms: how often the team is behind, and what such sets have in common."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments.studies import headline
from tests.experiments.small import results_in
from tests.experiments.test_mechanisms import SMALL_STUDY


def arms(gaps, level=0.3):
    """Tables in which the team exceeds every other arm by these gaps, replicate by replicate."""
    count = len(gaps)
    found = {}
    for arm in ("none", "single", "single_matched", "solos", "team"):
        values = level + (np.asarray(gaps) if arm == "team" else np.zeros(count))
        found[arm] = pd.DataFrame(dict.fromkeys(headline.OUTCOMES.values(), values)).assign(
            seed=range(count), set=range(count)
        )
    return found


def test_the_team_is_behind_in_as_many_worlds_and_sets_as_it_is():
    found = headline.comparisons(arms([0.1, 0.2, -0.1, 0.0]), arms([0.1, -0.2, -0.3, 0.4, -0.1]))
    assert len(found) == len(headline.OTHERS) * len(headline.OUTCOMES)
    assert found["worlds_behind"].tolist() == [0.25] * len(found)
    assert found["worlds_level"].tolist() == [0.25] * len(found)
    assert found["sets_behind"].tolist() == approx([0.6] * len(found))
    assert found["mean"].tolist() == approx([0.05] * len(found))
    assert found["sets_q50"].tolist() == approx([-0.1] * len(found))


def test_without_an_ensemble_there_is_nothing_over_sets():
    assert "sets_behind" not in headline.comparisons(arms([0.1, 0.2]), {})


def ensemble_of(count, rng):
    return pd.DataFrame(
        {
            "candidate": range(count),
            "culture.bad": rng.random(count),
            "culture.fading": rng.random(count),
        }
    )


def test_what_losing_sets_have_in_common_is_found_and_nothing_else():
    rng = np.random.default_rng(0)
    table = ensemble_of(80, rng)
    gaps = 0.5 - table["culture.bad"] + rng.normal(0, 0.05, 80)
    found = headline.losing(table, arms(gaps))
    solos = found[found["other"] == "solos"].set_index("setting")
    assert solos.loc["culture.bad", "chance"] > 0.9 and solos.loc["culture.bad", "q"] < 1e-6
    assert solos.loc["culture.bad", "median_behind"] > solos.loc["culture.bad", "median_ahead"]
    assert solos.loc["culture.fading", "q"] > 0.05


def test_a_handful_of_losing_sets_says_nothing():
    rng = np.random.default_rng(0)
    gaps = np.full(80, 0.1)
    gaps[:3] = -0.1
    found = headline.losing(ensemble_of(80, rng), arms(gaps))
    assert len(found) == 0 and "chance" in found


@pytest.mark.parametrize("sets", [True, False])
def test_the_study_prints_and_keeps_the_comparison(ask, tmp_path, sets):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.bad\n1,0.3\n2,0.5\n")
    over = f"ensemble={few}" if sets else "ensemble="
    answer = ask("study=headline", *SMALL_STUDY, over, "executor=serial")
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "headline").iterdir()
    names = results_in(folder)
    own = {"config.yaml", "headline.csv", "headline.png", "headline.svg", "replicates.parquet"}
    assert names == own | ({"sets.csv", "losing.csv"} if sets else set())
    assert "of worlds" in answer.out and ("of sets" in answer.out) == sets
    replicates = pd.read_parquet(folder / "replicates.parquet")
    assert replicates.groupby("arm").size().tolist() == [3] * 5
