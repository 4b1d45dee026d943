"""Designs hold the points they promise: counts, levels, structure, and the same ones for a seed."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pytest import approx
from SALib.analyze import sobol as sobol_analysis
from scipy.stats import qmc

from experiments.methods.designs import DESIGNS, factors_of, points, problem
from simulation import Settings
from simulation.passport import leaves

DEFAULTS = {leaf.name: leaf.default for leaf in leaves(Settings())}
MIXED = factors_of(
    {
        "contract.weeks": [26, 52, 104],
        "brokers.embedding": ["none", "two_way"],
        "context.reorganisation": {"low": 0.0, "high": 0.5},
        "context.pressure": {"distribution": "beta", "a": 2, "b": 2},
        "team.hours": [1.0, 0.0],
        "projects.window": {"low": 4, "high": 26},
        "arm": ["team", "solos", "single_matched"],
    }
)
TWO_LEVELS = tuple(factor for factor in MIXED if len(factor.levels or "ab") == 2)
SHARES = ("reorganisation", "pressure", "turnover", "senior_involvement", "funding_loss",
          "seniors", "upheaval")  # fmt: skip


def shares(count: int):
    """Factors from 0 to 1, so that real units are those of the unit scale."""
    return factors_of({f"context.{name}": {"low": 0.0, "high": 1.0} for name in SHARES[:count]})


def made(name: str, size: int = 4, seed: int = 0) -> pd.DataFrame:
    return points(name, TWO_LEVELS if name == "fractional" else MIXED, size, seed)


CHANCY = ("latin_hypercube", "random", "saltelli", "sobol_sequence")
FIXED = ("fractional", "grid", "one_at_a_time")
# A larger size, with the same seed, begins with the points of a smaller one; their docstrings say so.
EXTENDABLE = ("random", "saltelli", "sobol_sequence")


def test_every_design_is_tried_here():
    assert {*CHANCY, *FIXED, "csv"} == set(DESIGNS)


@pytest.mark.parametrize("name", [*CHANCY, *FIXED])
def test_a_design_gives_every_factor_a_column_of_legal_values_in_the_type_of_its_setting(name):
    table = made(name)
    factors = TWO_LEVELS if name == "fractional" else MIXED
    assert list(table.columns) == [factor.name for factor in factors]
    assert not table.isna().any(axis=None) and list(table.index) == list(range(len(table)))
    for row in table.to_dict("records"):
        assert all(type(value) is type(DEFAULTS[name]) for name, value in row.items())
    assert table["context.reorganisation"].between(0.0, 0.5).all()
    assert table["projects.window"].between(4, 26).all()


@pytest.mark.parametrize("name", [*CHANCY, *FIXED])
def test_the_same_seed_gives_the_same_points_and_another_seed_others(name):
    pd.testing.assert_frame_equal(made(name, seed=1), made(name, seed=1))
    assert made(name, seed=1).equals(made(name, seed=2)) == (name in FIXED)


@pytest.mark.parametrize("name", [*CHANCY, *FIXED])
def test_more_points_begin_with_those_of_fewer_in_the_extendable_designs(name):
    fewer, more = made(name, 4), made(name, 8)
    if name in EXTENDABLE:
        pd.testing.assert_frame_equal(more.head(len(fewer)), fewer)
    assert (len(more) > len(fewer)) == (name != "fractional")


def test_every_design_says_whether_it_can_be_extended():
    said = {
        name
        for name in (*CHANCY, *FIXED)
        if " Extendable" in " ".join(DESIGNS[name].__doc__.split())
    }
    assert said == {*EXTENDABLE}


def test_a_latin_hypercube_could_not_be_extended():
    assert not made("latin_hypercube", 8).head(4).equals(made("latin_hypercube", 4))


def test_a_grid_is_every_combination_once():
    table = points("grid", MIXED, 3, 0)
    assert len(table) == 3 * 2 * 3 * 3 * 2 * 3 * 3 == len(table.drop_duplicates())
    assert sorted(table["contract.weeks"].unique()) == [26, 52, 104]
    assert sorted(table["context.reorganisation"].unique()) == [0.0, 0.25, 0.5]
    assert sorted(table["projects.window"].unique()) == [4, 15, 26]
    assert set(table["arm"]) == {"team", "solos", "single_matched"}


def test_a_grid_changes_its_last_factor_fastest():
    two = factors_of({"contract.weeks": [26, 52], "arm": ["team", "solos"]})
    rows = points("grid", two, 1, 0).to_numpy().tolist()
    assert rows == [[26, "team"], [26, "solos"], [52, "team"], [52, "solos"]]


def resolution(signs: np.ndarray) -> int:
    """The length of the shortest word of the defining relation; one more than factors if none."""
    count = signs.shape[1]
    for length in range(1, count + 1):
        for word in itertools.combinations(range(count), length):
            if abs(signs[:, word].prod(axis=1).sum()) == len(signs):
                return length
    return count + 1


@pytest.mark.parametrize(
    ("count", "wanted", "rows"),
    # From Montgomery 2012, Design and Analysis of Experiments, table 8.14.
    [(3, 3, 4), (4, 4, 8), (5, 3, 8), (5, 5, 16), (6, 4, 16), (7, 3, 8), (7, 4, 16), (7, 5, 64)],
)
def test_a_fraction_is_the_smallest_of_its_resolution(count, wanted, rows):
    signs = 2 * points("fractional", shares(count), 1, 0, resolution=wanted).to_numpy() - 1
    assert len(signs) == rows and set(np.unique(signs)) == {-1, 1}
    assert resolution(signs) >= wanted and (signs.sum(axis=0) == 0).all()


def test_a_fraction_keeps_main_effects_from_pairs_unless_told_otherwise():
    assert resolution(2 * points("fractional", shares(6), 1, 0).to_numpy() - 1) == 4


def test_generators_make_the_fraction_they_say():
    found = points("fractional", shares(4), 1, 0, generators="a b c -abc").to_numpy()
    assert len(found) == 8 == len(np.unique(found[:, :3], axis=0))
    signs = 2 * found - 1
    np.testing.assert_array_equal(signs[:, 3], -signs[:, :3].prod(axis=1))


def test_a_fraction_uses_both_levels_of_a_list_and_the_ends_of_a_range():
    table = made("fractional")
    assert set(table["brokers.embedding"]) == {"none", "two_way"}
    assert set(table["context.reorganisation"]) == {0.0, 0.5}
    assert sorted(table["context.pressure"].unique()) == approx([0.3264, 0.6736], abs=1e-4)


def test_one_at_a_time_starts_at_the_defaults_and_changes_exactly_one_thing():
    table = points("one_at_a_time", MIXED, 3, 0)
    base = {name: DEFAULTS[name] for name in table.columns}
    rows = table.to_dict("records")
    assert rows[0] == base
    changed = [[name for name in base if row[name] != base[name]] for row in rows[1:]]
    assert all(len(names) == 1 for names in changed)
    # Defaults that are among the values (104 weeks, two_way, support, team) are there once, as the
    # base point; the middle of the beta distribution is not the default.
    moved = {name: sum(names == [name] for names in changed) for name in base}
    assert moved == {
        "contract.weeks": 2, "brokers.embedding": 1, "context.reorganisation": 3,
        "context.pressure": 3, "team.hours": 1, "projects.window": 3, "arm": 2,
    }  # fmt: skip


def test_one_at_a_time_starts_where_it_is_told():
    base = {"contract.weeks": 52, "context.pressure": 0.1}
    table = points("one_at_a_time", MIXED, 3, 0, base=base)
    assert table.loc[0, "contract.weeks"] == 52 and table.loc[0, "context.pressure"] == 0.1
    assert table.loc[0, "brokers.embedding"] == DEFAULTS["brokers.embedding"]


def test_a_latin_hypercube_has_one_point_in_every_part_of_every_factor():
    table = points("latin_hypercube", shares(5), 50, 3)
    for name in table.columns:
        assert sorted(np.floor(table[name] * 50)) == list(range(50))


def test_a_latin_hypercube_gives_levels_their_shares_exactly():
    table = points("latin_hypercube", MIXED, 60, 3)
    assert set(table["arm"].value_counts()) == {20}
    assert set(table["team.hours"].value_counts()) == {30}


def test_a_sobol_sequence_has_one_point_in_every_part_and_is_more_even_than_chance():
    even = points("sobol_sequence", shares(3), 256, 5)
    chance = points("random", shares(3), 256, 5)
    for name in even.columns:
        assert sorted(np.floor(even[name] * 256)) == list(range(256))
    assert qmc.discrepancy(even.to_numpy()) < qmc.discrepancy(chance.to_numpy()) / 10


def test_random_points_follow_the_distributions_of_their_factors():
    size = 4000
    table = points("random", MIXED, size, 7)
    # Four standard errors: those of a share of 1/3, and of the mean and variance of a beta(2, 2).
    assert (table["arm"] == "team").mean() == approx(1 / 3, abs=4 * math.sqrt(2 / 9 / size))
    pressure = table["context.pressure"]
    assert pressure.mean() == approx(0.5, abs=4 * math.sqrt(0.05 / size))
    assert pressure.var() == approx(0.05, rel=4 * math.sqrt(2 / size))


@pytest.mark.parametrize(("second_order", "rows"), [(True, 8 * (2 * 3 + 2)), (False, 8 * (3 + 2))])
def test_saltellis_scheme_crosses_two_points_factor_by_factor(second_order, rows):
    places = points("saltelli", shares(3), 8, 0, second_order=second_order).to_numpy()
    assert places.shape == (rows, 3)
    for block in places.reshape(8, -1, 3):
        first, last = block[0], block[-1]
        for i in range(3):
            np.testing.assert_array_equal(block[1 + i], np.where(np.arange(3) == i, last, first))
            if second_order:
                crossed = np.where(np.arange(3) == i, first, last)
                np.testing.assert_array_equal(block[4 + i], crossed)


ISHIGAMI = factors_of({f"context.{name}": {"low": 0.0, "high": 1.0} for name in SHARES[:3]})


def ishigami(table: pd.DataFrame) -> np.ndarray:
    x, y, z = np.pi * (2 * table.to_numpy().T - 1)
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def test_salib_finds_the_known_indices_of_the_ishigami_function():
    table = points("saltelli", ISHIGAMI, 1024, 0)
    found = sobol_analysis.analyze(problem(ISHIGAMI), ishigami(table), seed=1)
    # Ishigami and Homma 1990, with a = 7 and b = 0.1.
    assert found["S1"] == approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found["ST"] == approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert found["S2"][0, 2] == approx(0.2437, abs=0.04)


def test_salib_finds_the_known_indices_in_the_real_units_of_mixed_factors():
    said = {
        "contract.weeks": {"low": 26, "high": 156},
        "arm": ["team", "solos"],
        "team.shield": [0.5],
    }
    factors = factors_of(said)
    table = points("saltelli", factors, 1024, 0, second_order=False)
    outcome = table["contract.weeks"] + 50.0 * (table["arm"] == "team")
    analysed = sobol_analysis.analyze(
        problem(factors), outcome.to_numpy(), calc_second_order=False, seed=1
    )
    weeks, arm = (131**2 - 1) / 12, 50.0**2 / 4  # variances of whole numbers and of a coin
    shares_of_variance = [weeks / (weeks + arm), arm / (weeks + arm), 0.0]
    assert analysed["S1"] == approx(shares_of_variance, abs=0.02)
    assert analysed["ST"] == approx(shares_of_variance, abs=0.02)


def test_the_problem_is_a_new_one_every_time():
    problem(ISHIGAMI)["names"].append("dummy")
    assert problem(ISHIGAMI) == {
        "num_vars": 3,
        "names": [factor.name for factor in ISHIGAMI],
        "bounds": [[0.0, 1.0]] * 3,
    }


def test_points_of_a_file_are_read_in_its_order_and_in_the_types_of_the_settings(tmp_path: Path):
    path = tmp_path / "points.csv"
    path.write_text(
        "contract.weeks,brokers.fte, arm ,team.hours,brokers.embedding\n"
        "104.0,1,solos,1,none\n\n26,0.5, team,0.0,two_way\n",
        encoding="utf-8-sig",
    )
    rows = points("csv", (), 1, 0, file=str(path)).to_dict("records")
    names = ["contract.weeks", "brokers.fte", "arm", "team.hours", "brokers.embedding"]
    assert rows == [
        dict(zip(names, (104, 1.0, "solos", 1.0, "none"), strict=True)),
        dict(zip(names, (26, 0.5, "team", 0.0, "two_way"), strict=True)),
    ]
    assert all(type(value) is type(DEFAULTS[name]) for row in rows for name, value in row.items())
