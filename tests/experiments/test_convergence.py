"""How many replicates are needed, and what common worlds save, against answers worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments import load
from experiments.methods.estimates import student
from experiments.store.study_folder import StudyFolder
from experiments.studies.convergence import run as convergence
from simulation.settings import ARMS
from tests.experiments.small import results_in
from tests.experiments.test_mechanisms import SMALL_STUDY


@pytest.mark.parametrize(("spread", "width"), [(0.2, 0.05), (0.2, 0.01), (0.01, 0.05), (0.0, 0.01)])
def test_as_many_replicates_are_needed_as_make_the_interval_narrow_and_not_one_more(spread, width):
    count = convergence.needed(spread, width)
    reach = [student(n - 1) * spread / np.sqrt(n) for n in (count - 1, count) if n > 1]
    assert reach[-1] <= width
    assert len(reach) == 1 or reach[0] > width


def test_common_luck_is_a_saving_of_the_size_it_is():
    """a and b share a part with variance 4 and have own parts with variance 1: (4+4+2) / 2 = 5."""
    rng = np.random.default_rng(0)
    luck, other = rng.normal(0, 2, (2, 5_000))
    a, b, c = (part + rng.normal(size=5_000) for part in (luck, luck, other))
    saving, low, high = convergence.saved(a[:2000], b[:2000], c[:2000])
    assert convergence.saved(a, b, c)[0] == approx(5.0, rel=0.1)  # three standard errors
    assert low < 5.0 < high and low < saving < high


def test_independent_arms_save_nothing():
    rng = np.random.default_rng(1)
    a, b, c = rng.normal(size=(3, 2000))
    saving, low, high = convergence.saved(a, b, c)
    assert low < 1 < high and saving == approx(1, abs=0.15)


def test_the_course_of_an_interval_ends_with_all_replicates():
    rng = np.random.default_rng(2)
    arms = {
        arm: pd.DataFrame(dict.fromkeys(convergence.CULTURE_AT.values(), rng.normal(size=300)))
        for arm in ("none", "single", "single_matched", "solos", "team")
    }
    found = convergence.courses(arms)
    one = found[
        (found["arm"] == "team") & (found["reference"] == "solos") & (found["moment"] == "end")
    ]
    assert one["n"].iloc[0] == 10 and one["n"].iloc[-1] == 300
    gap = (arms["team"] - arms["solos"]).iloc[:, 0]
    assert one["mean"].iloc[-1] == approx(gap.mean())


def test_the_study_runs_every_arm_in_common_worlds_and_in_others(ask, tmp_path):
    answer = ask("study=convergence", *SMALL_STUDY[:-2], "replicates=12", "executor=serial")
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "convergence").iterdir()
    assert results_in(folder) == {
        "config.yaml", "convergence.png", "convergence.svg", "savings.csv", "widths.csv",
    }  # fmt: skip
    assert len(pd.read_csv(folder / "savings.csv")) == 2 * len(convergence.PAIRS)
    runs, state = load(folder, ["practising_host_end"]), StudyFolder(folder).state
    assert state.word == "finished" and len(runs) == state.planned == state.saved
    # Every arm in common worlds; all but the team in worlds of their own, too, which are numbered on.
    apart = {arm: runs.loc[(runs["arm"] == arm) & (runs["seed"] >= 12)] for arm in ARMS}
    assert sorted(map(len, apart.values())) == [0, *4 * [12]]
    assert (runs["replicate"] == runs["seed"]).all()
    for _, own in runs.groupby("arm"):
        assert sorted(own["seed"])[:12] == list(range(12)) and own["seed"].is_unique
