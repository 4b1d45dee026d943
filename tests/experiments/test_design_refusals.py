"""Whatever cannot be designed is refused in one sentence: what, where, what is allowed, what is near."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from experiments.methods.designs import Factor, factors_of, points, unit_places
from simulation import SettingsError

FTE = "brokers.fte"


def sentence(call, *arguments, **named) -> str:
    with pytest.raises(SettingsError) as caught:
        call(*arguments, **named)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    return text


BETA = {"distribution": "beta", "a": 2, "b": 2}
NORMAL = {"distribution": "normal", "mean": 0.5, "spread": 0.1}
TRIANGLE = {"distribution": "triangular", "low": 0.2, "mode": 0.5, "high": 0.8}


@pytest.mark.parametrize(
    ("name", "said", "part"),
    [
        ("contract.week", [1], "no setting 'contract.week' to vary; did you mean 'contract.weeks'?"),
        ("contract", [1], "no setting 'contract' to vary"),
        ("replicates", [1], "no setting 'replicates' to vary"),
        (3, [1], "no setting 3 to vary"),
        (FTE, 0.5, "brokers.fte cannot vary over 0.5: give it a list of values, a range"),
        (FTE, "plausibel", "cannot vary over 'plausibel'"),
        (FTE, None, "cannot vary over None"),
        (FTE, [], "brokers.fte: the list of values is empty"),
        (FTE, [0.5, 0.5], "brokers.fte: the value 0.5 is in the list more than once"),
        (FTE, [1, 1.0], "the value 1.0 is in the list more than once"),
        (FTE, [0.5, 1.5], "brokers.fte must be a number from 0.05 to 1 (full-time equivalents)"),
        (FTE, [0.5, math.nan], "from 0.05 to 1 (full-time equivalents), not 'nan'"),
        (FTE, ["half"], "not 'half'"),
        (FTE, [True], "not 'True'"),
        (FTE, [[0.5]], "not '[0.5]'"),
        (FTE, [10**400], "brokers.fte must be a number from 0.05 to 1"),
        ("contract.weeks", [26.0], "contract.weeks must be a whole number from 1 to 10000"),
        ("contract.weeks", [0], "(weeks), not '0'"),
        ("team.support", [1], "team.support must be true or false, not '1'"),
        ("team.support", {"low": 0, "high": 1}, "is no number: it can only vary over a list"),
        ("arm", {"low": 0, "high": 1}, "arm is no number: it can only vary over a list"),
        ("brokers.embedding", BETA, "brokers.embedding is no number"),
        ("brokers.embedding", ["twoway"], "cannot be 'twoway'; did you mean 'two_way'?"),
        ("arm", ["teams"], "arm cannot be 'teams'; did you mean 'team'?"),
        ("population.staff_file", "plausible", "population.staff_file has no plausible values"),
        ("population.staff_file", [3], "population.staff_file must be a text, not '3'"),
        (FTE, {"low": 0.8, "high": 0.2}, "low must be less than high, not 0.8 and 0.2"),
        (FTE, {"low": 0.5, "high": 0.5}, "low must be less than high"),
        (FTE, {"low": 0.5}, "brokers.fte: high is missing; a range needs low and high"),
        (FTE, {}, "brokers.fte: low is missing"),
        (FTE, {"low": 0.0, "high": 0.5}, "brokers.fte must be a number from 0.05 to 1"),
        (FTE, {"low": 0.1, "high": "x"}, "not 'x'"),
        (FTE, {"low": math.nan, "high": 0.5}, "not 'nan'"),
        ("contract.weeks", {"low": 26, "high": 52.5}, "must be a whole number from 1 to 10000"),
        (FTE, {"low": 0.1, "high": 0.5, "scale": "logg"}, "no scale 'logg'; did you mean 'log'?"),
        (FTE, {"low": 0.1, "high": 0.5, "scale": 2}, "no scale 2; Allowed: linear, log"),
        (FTE, {"low": 0.1, "hihg": 0.5}, "a range has no 'hihg'; did you mean 'high'?"),
        ("contract.start", {"low": 0, "high": 52, "scale": "log"}, "a log scale needs a low above 0"),
        ("contract.start", {"distribution": "loguniform", "low": 0, "high": 52}, "a low above 0"),
        (FTE, {"distribution": "uniform", "low": 0.1}, "high is missing"),
        (FTE, BETA | {"distribution": "betta"}, "no distribution 'betta'; did you mean 'beta'?"),
        (FTE, BETA | {"distribution": 7}, "no distribution 7"),
        (FTE, BETA | {"distribution": [1]}, "no distribution [1]"),
        (FTE, BETA | {"distribution": ""}, "no distribution ''; Allowed: uniform, loguniform"),
        (FTE, BETA | {"c": 1}, "the distribution beta has no 'c'; Allowed: a, b, low, high"),
        (FTE, BETA | {"scale": "log"}, "the distribution beta has no 'scale'"),
        (FTE, {"distribution": "beta", "a": 2}, "b is missing; the distribution beta needs a and b"),
        (FTE, BETA | {"a": 0}, "brokers.fte: a must be a number above 0, not 0"),
        (FTE, BETA | {"a": 10**400}, "a must be a number above 0"),
        (FTE, BETA | {"a": True}, "a must be a number above 0, not True"),
        (FTE, NORMAL | {"spread": math.nan}, "spread must be a number above 0, not nan"),
        (FTE, NORMAL | {"mean": "x"}, "mean must be a number, not 'x'"),
        (FTE, NORMAL | {"mean": 3.0}, "less than 1% of this distribution lies from 0.05 to 1"),
        (FTE, TRIANGLE | {"mode": 0.9}, "mode must be from 0.2 to 0.8, not 0.9"),
    ],
)  # fmt: skip
def test_a_factor_that_cannot_be_is_refused(name, said, part):
    assert part in sentence(factors_of, {name: said})


def test_what_varies_must_be_a_mapping():
    assert "vary must map settings" in sentence(factors_of, ["contract.weeks"])


def test_a_factor_is_a_list_or_a_range_and_not_both():
    said = sentence(Factor, FTE, levels=[0.5], low=0.1, high=0.9)
    assert "varies over a list or a range, not over both" in said


ONE = factors_of({FTE: "plausible"})
TWO = factors_of({FTE: [0.2, 0.5], "contract.weeks": [26, 52]})
THREE_LEVELS = factors_of({FTE: [0.2, 0.5, 0.8], "contract.weeks": [26, 52]})
MANY = factors_of(
    {f"culture.{name}": "plausible" for name in ("bad", "fading", "margin", "quality")}
)


@pytest.mark.parametrize(
    ("arguments", "options", "part"),
    [
        (("sobol", ONE, 4, 0), {}, "There is no design 'sobol'; did you mean 'sobol_sequence'?"),
        (("random", ONE, 0, 0), {}, "The size of the design random must be a whole number from 1 to"),
        (("random", ONE, 2.0, 0), {}, "to 1000000, not 2.0"),
        (("random", ONE, 4, -1), {}, "The seed of a design must be a whole number from 0"),
        (("random", (), 4, 0), {}, "The design random needs something that varies: vary is empty"),
        (("random", ONE * 2, 4, 0), {}, "brokers.fte is to vary twice"),
        (("random", ONE, 4, 0), {"levels": 4}, "design random has no option 'levels'; it takes none"),
        (("morris", ONE, 4, 0), {"level": 4}, "no option 'level'; did you mean 'levels'?"),
        (("morris", ONE, 4, 0), {"levels": 3}, "must be an even number, not 3"),
        (("morris", ONE, 4, 0), {"levels": "x"}, "must be a whole number from 2 to 100, not 'x'"),
        (("morris", ONE, 600_000, 0), {}, "would have 1200000 points; at most 1000000 are allowed"),
        (("saltelli", ONE, 6, 0), {}, "must be a power of two, such as 4 or 8, not 6"),
        (("saltelli", ONE, 4, 0), {"second_order": 1}, "must be true or false, not 1"),
        (("saltelli", ONE, 2**19, 0), {}, "would have 2097152 points"),
        (("sobol_sequence", ONE, 100, 0), {}, "must be a power of two, such as 64 or 128, not 100"),
        (("grid", ONE, 1, 0), {}, "The design grid cuts brokers.fte into at least 2 values"),
        (("grid", MANY, 100, 0), {}, "The design grid would have 100000000 points"),
        (("one_at_a_time", ONE, 1, 0), {}, "cuts brokers.fte into at least 2 values"),
        (("fractional", ONE, 1, 0), {}, "needs at least two factors"),
        (("fractional", THREE_LEVELS, 1, 0), {}, "needs two levels of brokers.fte, not 3"),
        (("fractional", TWO, 1, 0), {"resolution": 2}, "a whole number from 3 to 8, not 2"),
        (("fractional", TWO, 1, 0), {"resolution": 3, "generators": "a b"}, "not both"),
        (("fractional", TWO, 1, 0), {"generators": "a b ab"}, "a word for each of the 2 factors"),
        (("fractional", TWO, 1, 0), {"generators": "a c"}, "'a c' make no design: Use the letters"),
        (("fractional", TWO, 1, 0), {"generators": "a aa"}, "would be constant or move with another"),
        (("fractional", MANY, 1, 0), {"generators": "a b ab -aab"}, "constant or move with another"),
        (("csv", (), 1, 0), {}, "The design csv needs the option file"),
        (("csv", ONE, 1, 0), {"file": "x.csv"}, "leave vary empty"),
        (("csv", (), 1, 0), {"file": 3}, "file of the design csv must be a path, not 3"),
        (("csv", (), 1, 0), {"file": "absent.csv"}, "There is no file 'absent.csv' with points"),
    ],
)  # fmt: skip
def test_a_design_that_cannot_be_is_refused(arguments, options, part):
    assert part in sentence(points, *arguments, **options)


def test_only_the_designs_of_sensitivity_have_places():
    assert "There is no design 'grid'; Allowed: morris, saltelli" in sentence(
        unit_places, "grid", ONE, 4, 0
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("brokers.ftee\n0.5\n", "row 1: There is no setting 'brokers.ftee' to vary; did you mean"),
        ("brokers.fte,\n0.5,1\n", "row 1: There is no setting ''"),
        ("arm,arm\nteam,solos\n", "row 1: the column 'arm' is there more than once"),
        ("arm,brokers.fte\nteam,0.5\nsolos,\n", "row 3: brokers.fte has no value"),
        ("arm,brokers.fte\nteam,0.5\nsolos\n", "row 3: brokers.fte has no value"),
        ("arm\nteam\n\nsolos,0.5\n", "row 4: 2 values for 1 columns"),
        ("arm\nteam\n\nteams\n", "row 4: arm cannot be 'teams'; did you mean 'team'?"),
        ("brokers.fte\nx\n", "row 2: brokers.fte must be a number from 0.05 to 1"),
        ("brokers.fte\n0.5\n2\n", "row 3: brokers.fte must be a number from 0.05 to 1"),
        ("brokers.fte\nnan\n", "not 'nan'"),
        ("contract.weeks\n26.5\n", "row 2: contract.weeks must be a whole number"),
        ("contract.weeks\ninf\n", "row 2: contract.weeks must be a whole number"),
        ("team.support\nyes\n", "row 2: team.support must be true or false, not 'yes'"),
        ("brokers.fte\n0.5\n0.2\n0.50\n", "row 4: the point of row 2 again"),
        ("brokers.fte\n", "there is no point in the file"),
        ("", "the file is empty; its first row must name settings"),
        ('arm\n"team\n', "cannot be read as a CSV file"),
    ],
)
def test_a_file_of_points_that_cannot_be_is_refused_by_name_and_row(tmp_path: Path, text, part):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    said = sentence(points, "csv", (), 1, 0, file=str(path))
    assert part in said and "bad.csv" in said


def test_a_file_that_is_no_text_is_refused(tmp_path: Path):
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"arm\n\xff\xfe\n")
    assert "cannot be read as a CSV file" in sentence(points, "csv", (), 1, 0, file=str(path))
    assert "cannot be read as a CSV file" in sentence(points, "csv", (), 1, 0, file=str(tmp_path))
