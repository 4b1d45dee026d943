"""Whatever cannot be designed is refused in one sentence: what, where, what is allowed, what is near."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from experiments.methods.designs import Factor, factors_of, points
from tests.refusals import refusal

FTE = "brokers.fte"


def refused(names, call, *arguments, **named):
    with refusal(names):
        call(*arguments, **named)


BETA = {"distribution": "beta", "a": 2, "b": 2}
NORMAL = {"distribution": "normal", "mean": 0.5, "spread": 0.1}
TRIANGLE = {"distribution": "triangular", "low": 0.2, "mode": 0.5, "high": 0.8}


@pytest.mark.parametrize(
    ("name", "said", "part"),
    [
        ("contract.week", [1], 'contract.week contract.weeks'),
        ("contract", [1], 'contract'),
        ("replicates", [1], 'replicates'),
        (3, [1], '3'),
        (FTE, 0.5, 'brokers.fte 0.5'),
        (FTE, "plausibel", 'plausibel'),
        (FTE, None, 'None'),
        (FTE, [], 'brokers.fte'),
        (FTE, [0.5, 0.5], 'brokers.fte 0.5'),
        (FTE, [1, 1.0], '1.0'),
        (FTE, [0.5, 1.5], 'brokers.fte 0.05 1 -time'),
        (FTE, [0.5, math.nan], '0.05 1 -time nan'),
        (FTE, ["half"], 'half'),
        (FTE, [True], 'True'),
        (FTE, [[0.5]], '[0.5]'),
        (FTE, [10**400], 'brokers.fte 0.05 1'),
        ("contract.weeks", [26.0], 'contract.weeks 1 10000'),
        ("contract.weeks", [0], "weeks '0'"),
        ("arm", {"low": 0, "high": 1}, 'arm'),
        ("brokers.embedding", BETA, 'brokers.embedding'),
        ("brokers.embedding", ["twoway"], 'twoway two_way'),
        ("arm", ["teams"], 'arm teams team'),
        ("population.staff_file", "plausible", 'population.staff_file'),
        ("population.staff_file", [3], "population.staff_file '3'"),
        (FTE, {"low": 0.8, "high": 0.2}, 'low high 0.8 0.2'),
        (FTE, {"low": 0.5, "high": 0.5}, 'low high'),
        (FTE, {"low": 0.5}, 'brokers.fte high low'),
        (FTE, {}, 'brokers.fte low'),
        (FTE, {"low": 0.0, "high": 0.5}, 'brokers.fte 0.05 1'),
        (FTE, {"low": 0.1, "high": "x"}, "'x'"),
        (FTE, {"low": math.nan, "high": 0.5}, 'nan'),
        ("contract.weeks", {"low": 26, "high": 52.5}, '1 10000'),
        (FTE, {"low": 0.1, "high": 0.5, "scale": "logg"}, 'logg log'),
        (FTE, {"low": 0.1, "high": 0.5, "scale": 2}, '2 linear log'),
        (FTE, {"low": 0.1, "hihg": 0.5}, 'hihg high'),
        ("contract.start", {"low": 0, "high": 52, "scale": "log"}, 'log low 0'),
        ("contract.start", {"distribution": "loguniform", "low": 0, "high": 52}, 'low 0'),
        (FTE, {"distribution": "uniform", "low": 0.1}, 'high'),
        (FTE, BETA | {"distribution": "betta"}, 'betta beta'),
        (FTE, BETA | {"distribution": 7}, '7'),
        (FTE, BETA | {"distribution": [1]}, '[1]'),
        (FTE, BETA | {"distribution": ""}, "'' uniform loguniform"),
        (FTE, BETA | {"c": 1}, "beta 'c' b low high"),
        (FTE, BETA | {"scale": "log"}, 'beta scale'),
        (FTE, {"distribution": "beta", "a": 2}, 'b beta'),
        (FTE, BETA | {"a": 0}, 'brokers.fte 0'),
        (FTE, BETA | {"a": 10**400}, '0'),
        (FTE, BETA | {"a": True}, '0 True'),
        (FTE, NORMAL | {"spread": math.nan}, 'spread 0 nan'),
        (FTE, NORMAL | {"mean": "x"}, "'x'"),
        (FTE, NORMAL | {"mean": 3.0}, '1 0.05'),
        (FTE, TRIANGLE | {"mode": 0.9}, 'mode 0.2 0.8 0.9'),
    ],
)  # fmt: skip
def test_a_factor_that_cannot_be_is_refused(name, said, part):
    refused(part, factors_of, {name: said})


def test_what_varies_must_be_a_mapping():
    refused("vary", factors_of, ["contract.weeks"])


def test_a_factor_is_a_list_or_a_range_and_not_both():
    refused(FTE, Factor, FTE, levels=[0.5], low=0.1, high=0.9)


ONE = factors_of({FTE: "plausible"})
TWO = factors_of({FTE: [0.2, 0.5], "contract.weeks": [26, 52]})
THREE_LEVELS = factors_of({FTE: [0.2, 0.5, 0.8], "contract.weeks": [26, 52]})
MANY = factors_of(
    {f"culture.{name}": "plausible" for name in ("gain", "fading", "influence", "quality")}
)


@pytest.mark.parametrize(
    ("arguments", "options", "part"),
    [
        (("sobol", ONE, 4, 0), {}, 'sobol sobol_sequence'),
        (("random", ONE, 0, 0), {}, 'size random 1'),
        (("random", ONE, 2.0, 0), {}, '100000 2.0'),
        (("random", ONE, 4, -1), {}, 'seed 0'),
        (("random", (), 4, 0), {}, 'random'),
        (("random", ONE * 2, 4, 0), {}, 'brokers.fte'),
        (("random", ONE, 4, 0), {"levels": 4}, 'random levels'),
        (("saltelli", ONE, 6, 0), {}, '4 8 6'),
        (("saltelli", ONE, 4, 0), {"second_order": 1}, 'true false 1'),
        (("saltelli", ONE, 2**16, 0), {}, '262144'),
        (("sobol_sequence", ONE, 100, 0), {}, '64 128 100'),
        (("grid", ONE, 1, 0), {}, 'grid brokers.fte 2'),
        (("grid", MANY, 100, 0), {}, 'grid 100000000'),
        (("one_at_a_time", ONE, 1, 0), {}, 'brokers.fte 2'),
        (("fractional", ONE, 1, 0), {}, ''),
        (("fractional", THREE_LEVELS, 1, 0), {}, 'levels brokers.fte 3'),
        (("fractional", TWO, 1, 0), {"resolution": 2}, '3 8 2'),
        (("fractional", TWO, 1, 0), {"resolution": 3, "generators": "a b"}, ''),
        (("fractional", TWO, 1, 0), {"generators": "a b ab"}, '2'),
        (("fractional", TWO, 1, 0), {"generators": "a c"}, 'a c'),
        (("fractional", TWO, 1, 0), {"generators": "a aa"}, ''),
        (("fractional", MANY, 1, 0), {"generators": "a b ab -aab"}, ''),
        (("csv", (), 1, 0), {}, 'csv'),
        (("csv", ONE, 1, 0), {"file": "x.csv"}, ''),
        (("csv", (), 1, 0), {"file": 3}, 'csv 3'),
        (("csv", (), 1, 0), {"file": "absent.csv"}, 'absent.csv'),
    ],
)  # fmt: skip
def test_a_design_that_cannot_be_is_refused(arguments, options, part):
    refused(part, points, *arguments, **options)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("brokers.ftee\n0.5\n", "row 1 brokers.ftee"),
        ("brokers.fte,\n0.5,1\n", "row 1 ''"),
        ("arm,arm\nteam,solos\n", "row 1 arm"),
        ("arm,brokers.fte\nteam,0.5\nsolos,\n", "row 3 brokers.fte"),
        ("arm,brokers.fte\nteam,0.5\nsolos\n", "row 3 brokers.fte"),
        ("arm\nteam\n\nsolos,0.5\n", "row 4 2 1"),
        ("arm\nteam\n\nteams\n", "row 4 arm teams team"),
        ("brokers.fte\nx\n", "row 2 brokers.fte 0.05 1"),
        ("brokers.fte\n0.5\n2\n", "row 3 brokers.fte 0.05 1"),
        ("brokers.fte\nnan\n", "nan"),
        ("contract.weeks\n26.5\n", "row 2 contract.weeks"),
        ("contract.weeks\ninf\n", "row 2 contract.weeks"),
        ("team.support\nyes\n", "row 2 team.support 0 10 yes"),
        ("brokers.fte\n0.5\n0.2\n0.50\n", "row 4 2"),
        ("brokers.fte\n", ""),
        ("", ""),
        ('arm\n"team\n', ""),
        ("brokers.fte\nx\n2\n\n0.5\n0.50\n", "row 2 'x' row 3"),
        ("brokers.fte;arm\n0,5;team\n", "row 2 brokers.fte '0,5'"),
    ],
)
def test_a_file_of_points_that_cannot_be_is_refused_by_name_and_row(tmp_path: Path, text, part):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    refused(f"bad.csv {part}", points, "csv", (), 1, 0, file=str(path))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path):
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"arm\n\xff\xfe\n")
    for file in (path, tmp_path):
        refused(file.name, points, "csv", (), 1, 0, file=str(file))
