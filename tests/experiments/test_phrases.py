"""Sentences say which arm does better and by how much, and no more than the interval allows."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from experiments.config import labels
from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.methods.estimates import Estimate
from experiments.reporting import setup
from experiments.studies import comparison, phrases
from simulation import Settings, change
from simulation.params import names
from simulation.settings import ARMS

PAIR = ("team", "solos")
CLAIMS = ("higher", "lower", "better", "worse")


def said(*values, pair=PAIR):
    return phrases.verdict(Estimate(*values, n=10), pair, "Now")


def test_a_clear_difference_is_given_with_its_size_its_direction_and_its_interval():
    assert "35.0 percentage points higher with the team than with solos" in said(35.0, 34.1, 35.9)
    assert "(95% interval 34.1 to 35.9)" in said(35.0, 34.1, 35.9)
    assert "35.0 percentage points lower with the team" in said(-35.0, -35.9, -34.1)
    assert "(95% interval 34.1 to 35.9)" in said(-35.0, -35.9, -34.1)
    assert "with solos than with the team" in said(1.0, 0.5, 1.5, pair=("solos", "team"))


def test_a_team_is_ahead_or_behind_by_a_number_without_a_sign():
    for values, side in (((5.0, 4.0, 6.0), "ahead of solos"), ((-5.0, -6.0, -4.0), "behind solos")):
        found = phrases.ahead(Estimate(*values, n=9), "solos")
        assert side in found and "5.0 (4.0 to 6.0)" in found and not {"+", "-"} & set(found)
        assert phrases.ahead(Estimate(*values, n=9)).endswith(side.split()[0])
    unclear = phrases.ahead(Estimate(-1.0, -2.0, 0.5, n=9), "solos")
    assert "neither" in unclear and "-1.0 (-2.0 to 0.5)" in unclear


def test_a_number_without_an_interval_has_a_side_and_nothing_is_called_clear():
    for mean, side in ((4.7, "ahead of solos"), (-4.7, "behind solos")):
        alone = Estimate(mean, math.nan, math.nan, n=1)
        found = phrases.ahead(alone, "solos")
        assert found == f"4.7 (no interval) percentage points {side}"


@pytest.mark.parametrize(
    ("means", "said"),
    [
        ([4.0], "is higher with solos than with the team. "),
        ([-4.0], "is lower with solos than with the team. "),
        ([0.0], "does not differ between solos and the team. "),
        ([4.0, -2.0, 3.0], "is higher with solos than with the team in 2 of 3 "),
        ([4.0, -2.0, 3.0], "and lower in 1. "),
        ([0.0, 0.0], "does not differ between solos and the team in any of 2 "),
    ],
)  # fmt: skip
def test_points_of_a_single_run_are_compared_without_a_claim_that_it_is_clear(means, said):
    row = {"arm": "solos", "reference": "team", "outcome": "bridges", "unit": "bridges", "n": 1}
    rows = [
        row | {"point": n, "mean": mean, "low": math.nan, "high": math.nan}
        for n, mean in enumerate(means)
    ]
    points = {n: f"point {n}" for n in range(len(means))}
    found = comparison.conclusion(pd.DataFrame(rows), points, ("solos", "team"))
    assert said in found and "clear" not in found


@pytest.mark.parametrize("values", [(1.0, -2.0, 4.0), (2.0, 0.0, 4.0), (0.0, 0.0, 0.0)])
def test_without_a_clear_difference_nothing_is_claimed(values):
    found = said(*values)
    assert not any(claim in found for claim in CLAIMS)
    assert "no clear difference" in found or "do not differ" in found


def test_an_unclear_difference_has_one_digit_after_the_point_unless_its_interval_looks_like_a_point():
    assert phrases.interval(Estimate(1.044, -0.002, 2.09, 9)) == "+1.0 (0.0 to 2.1)"
    assert phrases.interval(Estimate(-1.01, -2.04, 0.02, 9)) == "-1.0 (-2.0 to 0.0)"
    assert phrases.interval(Estimate(0.003, -0.01, 0.02, 9)) == "0.00 (-0.01 to 0.02)"
    assert phrases.interval(Estimate(5.0, 5.0, 5.0, 9)) == "+5.0 (5.0 to 5.0)"


def test_an_interval_that_excludes_zero_looks_so_and_zero_has_no_sign():
    assert "(95% interval 0.02 to 32.00)" in said(16.0, 0.02, 32.0)
    assert phrases.interval(Estimate(2.0, 0.004, 4.0, 9)) == "+2.000 (0.004 to 4.000)"
    assert phrases.interval(Estimate(-0.0004, -0.2, 0.2, 9)) == "0.0 (-0.2 to 0.2)"
    assert phrases.interval(Estimate(5.0, 4.0, 6.0, 9), sign="") == "5.0 (4.0 to 6.0)"
    assert phrases.interval(Estimate(5.0, math.nan, math.nan, 1)) == "+5.0 (no interval)"
    assert phrases.interval(Estimate(math.nan, math.nan, math.nan, 0)) == "–"


def test_a_number_of_a_row_stands_with_its_interval_where_it_has_one():
    row = {
        "mean": -2.0,
        "low": -3.0,
        "high": math.nan,
        "cost": 5e4,
        "cost_low": -1e3,
        "cost_high": 9e4,
    }
    assert phrases.spread(row | {"high": 1.5}, form="{:.1f}", scale=10) == "-20.0 (-30.0 to 15.0)"
    assert "no interval" in phrases.spread({**row, "low": math.nan})
    assert phrases.spread({**row, "mean": math.nan}) == "–"
    assert phrases.spread(row, "cost_", "cost", phrases.pounds) == "£50,000 (-£1,000 to £90,000)"


def test_pounds_have_two_digits_that_count_and_small_rates_are_not_told_apart():
    found = [phrases.pounds(value) for value in (418_551, 597_930, -59_793, -0.3, 0)]
    assert found == ["£420,000", "£600,000", "-£60,000", "£0", "£0"]
    assert [phrases.rate(value) for value in (5e-100, 0.0042)] == ["under 0.001", "0.0042"]


def test_a_difference_taken_the_other_way_round_keeps_its_interval_in_order():
    assert phrases.less(Estimate(2.0, 1.0, 4.0, 9)) == Estimate(-2.0, -4.0, -1.0, 9)


def test_what_an_interval_reads_as():
    ends = {
        "more": (1, 2),
        "less": (-2, -1),
        "no clear difference": (0, 1),
        "no difference": (0, 0),
    }
    for word, (low, high) in ends.items():
        assert phrases.reads(Estimate((low + high) / 2, low, high, 9)) == word


def test_shares_are_percentages_of_which_none_looks_like_half_or_all_that_is_not():
    assert phrases.in_percent(Estimate(0.9959, 0.972, 0.999, 9)) == "99.6% (97.2% to 99.9%)"
    assert phrases.in_percent(phrases.sampled(0.565, 200)) == "56.5% (49.6% to 63.2%)"
    assert phrases.in_percent(phrases.sampled(1.0, 200)) == "100% (98% to 100%)"
    assert phrases.in_percent(phrases.sampled(0.25, 0)) == "25%"  # of how many is not known
    assert phrases.in_percent(phrases.sampled(math.nan, 9)) == "–"


def test_names_are_listed_as_in_a_sentence():
    assert [phrases.listed(list(names)) for names in ("", "a", "ab", "abc")] == [
        "none", "a", "a and b", "a, b and c",
    ]  # fmt: skip


def test_every_arm_has_one_plain_name_wherever_it_is_told():
    assert set(NAMES) == set(IN_SENTENCES) == set(ARMS) == set(setup.SAID["does"])
    assert len(set(NAMES.values())) == len(ARMS)


def test_labels_of_settings_can_be_read_alone():
    found = [labels.setting_label(name) for name in names()]
    assert len(set(found)) == len(found)
    for label in found:
        assert len(label) <= 90 and "`" not in label and not label.startswith("The same")


def test_what_a_team_does_is_said_in_half_days_a_week():
    team = change(Settings(), {"team.support": 0.0})
    said = setup._does("team", team)
    assert "time in pairs 0.25" in said and "mutual support" not in said
    idle = setup._does("team", change(team, {"team.hours": 0.0}))
    assert idle == "the same as solos: no time is spent on being a team"


def test_a_difference_in_a_figure_has_the_minus_of_its_axes():
    assert [phrases.signed(value) for value in (-11.06, 0.04, 9.1)] == ["−11.1", "0.0", "+9.1"]


def test_small_numbers_have_no_exponent():
    assert phrases.three_digits(-8.27e-05) == "-0.000083" and phrases.three_digits(1e-9) == "0"
    assert phrases.number(3.36e-06) == "0.000003" and phrases.number(0.00499) == "0.00499"
