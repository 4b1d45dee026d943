"""Shapley values on games with known answers, and in the model: shares sum to the advantage, exactly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments import load
from experiments.studies.mechanisms import run
from experiments.studies.mechanisms.report import LEAD
from experiments.studies.mechanisms.run import (
    MECHANISMS,
    OUTCOMES,
    TOTAL,
    changes_of,
    combinations,
    share_out,
    shares_of,
)
from simulation import Settings, change, simulate
from tests.experiments.small import results_in
from tests.worlds import small

ALL = combinations()
ON = np.array(ALL, dtype=float)


def test_every_combination_is_there_once_from_none_to_all():
    assert len(set(ALL)) == 2 ** len(MECHANISMS)
    assert not any(ALL[0]) and all(ALL[-1])


def test_in_an_additive_game_everybody_gets_their_own_part():
    parts = np.array([1.0, -2.0, 0.0, 3.0, 0.5, 4.0, -1.0])
    found = shares_of((ON @ parts)[:, np.newaxis])
    assert [float(found[name][0]) for name in MECHANISMS] == approx(list(parts))
    assert (
        np.abs(np.concatenate(list(shares_of((ON @ parts)[:, np.newaxis], 2).values()))).max()
        < 1e-12
    )


def test_what_takes_two_is_shared_by_the_two():
    """The unanimity game of two players: each gets half, and their interaction is all of it."""
    values = (ON[:, 0] * ON[:, 3])[:, np.newaxis]
    names = list(MECHANISMS)
    found = {name: float(share[0]) for name, share in shares_of(values).items()}
    assert found == approx({name: 0.5 * (name in (names[0], names[3])) for name in names})
    pairs = {name: float(share[0]) for name, share in shares_of(values, 2).items()}
    assert pairs.pop(f"{names[0]} + {names[3]}") == approx(1.0)
    assert max(map(abs, pairs.values())) < 1e-12


def test_shares_are_those_of_the_definition():
    """Averages of marginal contributions over all orders, worked out the long way for one player."""
    from itertools import permutations

    values = np.random.default_rng(3).normal(size=128)
    of = dict(zip(ALL, values, strict=True))
    total = 0.0
    for order in permutations(range(7)):
        before = [player in order[: order.index(2)] for player in range(7)]
        after = [on or player == 2 for player, on in enumerate(before)]
        total += of[tuple(after)] - of[tuple(before)]
    found = shares_of(values[:, np.newaxis])[list(MECHANISMS)[2]]
    assert float(found[0]) == approx(total / 5040)


def test_shares_sum_to_the_advantage_in_every_game():
    values = np.random.default_rng(4).normal(size=(128, 20))
    total = sum(shares_of(values).values())
    np.testing.assert_allclose(total, values[-1] - values[0], atol=1e-12)


def test_with_all_mechanisms_off_the_team_is_the_solos_and_with_all_on_the_team():
    base = small()
    team, solos = (simulate(change(base, {"arm": arm}), range(4)) for arm in ("team", "solos"))
    off, on = (simulate(change(base, changes_of(ALL[end])), range(4)) for end in (0, -1))
    pd.testing.assert_frame_equal(on, team)
    pd.testing.assert_frame_equal(off.drop(columns="arm"), solos.drop(columns="arm"))


def test_the_table_has_every_share_with_interval_and_sets():
    rng = np.random.default_rng(5)

    def runs(count):
        return [
            pd.DataFrame({name: rng.normal(on.sum(), 0.1, count) for name in OUTCOMES.values()})
            for on in ON
        ]

    own, in_sets = runs(40), runs(10)
    found = share_out(own, in_sets, 1)
    assert set(found["mechanism"]) == {*MECHANISMS, TOTAL}
    single = found[found["mechanism"] != TOTAL]
    assert single["mean"].to_numpy() == approx(np.ones(len(single)), abs=0.05)
    assert (found["low"] < found["mean"]).all() and (found["mean"] < found["high"]).all()
    assert (found["sets_positive"] == 1.0).all()
    assert "sets_q50" not in share_out(own, [], 1)
    assert len(share_out(own, [], 2)) == 21 * len(OUTCOMES)


def test_what_rounding_leaves_of_nothing_is_not_positive():
    runs = [pd.DataFrame({column: [0.1, 0.3] for column in OUTCOMES.values()}) for _ in ALL]
    runs[-1] = runs[-1] + 1e-16  # as sums in another order leave it
    assert (share_out(runs, runs, 1)["sets_positive"] == 0.0).all()


SMALL_STUDY = (
    "population.organisations=2", "population.managers=10", "population.departments=2",
    "population.academics=10", "weeks=60", "contract.weeks=26",
    "replicates=3", "set_replicates=1",
)  # fmt: skip


def test_the_study_prints_and_keeps_the_shares(ask, tmp_path, monkeypatch):
    three = dict(list(MECHANISMS.items())[-3:])  # 8 combinations rather than 128
    monkeypatch.setattr(run, "MECHANISMS", three)
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.5\n")
    answer = ask("study=mechanisms", *SMALL_STUDY, f"ensemble={few}", "executor=serial")
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "mechanisms").iterdir()
    assert results_in(folder) == {
        "config.yaml", "mechanisms.csv", "mechanisms.png", "mechanisms.svg",
    }  # fmt: skip
    runs = load(folder)
    assert set(runs["settings"]) == {"own", "set"}
    assert not runs.duplicated(["settings", "set", *three.values(), "replicate"]).any()
    svg = (folder / "mechanisms.svg").read_text()
    for name in (*three, LEAD):
        assert name in answer.out and name in svg


@pytest.mark.parametrize("name", MECHANISMS.values())
def test_every_mechanism_takes_time_that_can_be_nil(name):
    assert change(Settings(), {name: 0.0}) != Settings()
