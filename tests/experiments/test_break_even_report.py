"""What a report says of time in pairs and of the lead without each activity follows the tables."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from experiments.studies.break_even import dose_report, figures, lead_report
from experiments.studies.break_even.surface import ACTIVITIES, ALL
from experiments.studies.content import Sentences
from simulation import Settings, change
from tests.experiments.reported import AHEAD, BEHIND, carries, three

KIND = "experiments.studies.break_even"


def sentences(settings=None):
    """What a report says of a study with these settings, in 200 parameter sets."""
    study = SimpleNamespace(
        settings=settings or Settings(), own="with the default settings", sets=200,
        sets_called="plausible parameter sets", over_sets=True, command="",
    )  # fmt: skip
    return Sentences(study, KIND)


def surface(over_sets=True):
    """A table in which each activity has a lead of its own without it."""
    rows = []
    for place, activity in enumerate(ACTIVITIES):
        for hours, reference in ((0.0, "solos"), (1.0, "solos"), (1.0, "without")):
            row = {"activity": activity, "hours": hours, "worth": 1.0, "reference": reference}
            lead = AHEAD if hours or activity != "pairs" else BEHIND
            row |= three(lead)
            if over_sets:
                row |= {"sets_ahead": 0.6 + 0.1 * place, **three(lead, "sets_")}
            rows.append(row)
    return pd.DataFrame(
        [row for row in rows if (row["activity"], row["reference"]) != (ALL, "without")]
    )


@pytest.mark.parametrize("over_sets", [True, False])
def test_time_in_pairs_is_told_with_its_numbers(over_sets):
    said = lead_report.pairs(sentences(), surface(over_sets))
    assert carries(said, 5.0, 2.0, 8.0) and ("200" in said) == over_sets


@pytest.mark.parametrize("over_sets", [True, False])
def test_the_lead_without_each_activity_has_its_sign(over_sets):
    said = lead_report.without_each(sentences(), surface(over_sets))
    parts = {
        name: said.split(name)[1].split(";")[0]
        for name in ("meetings", "without pairs", "a leader")
    }
    assert "+5.0" in parts["meetings"] and "-5.0" in parts["without pairs"]
    assert "+5.0" in parts["a leader"]


@pytest.mark.parametrize(
    ("even", "words"),
    [(-1.0, "from the assumed"), (0.13, "largely"), (0.28, "in part"), (0.9, "begin below")],
)
def test_whether_pairs_pay_by_assumption_depends_on_where_they_break_even(even, words):
    row = {"activity": "pairs", "hours": 1.0, "reference": "without", "worth": even}
    lines = pd.DataFrame([row | {"worth_low": even - 0.01, "worth_high": even + 0.01}])
    said = lead_report.assumed(sentences(), lines)
    assert words in said and ("follows" in said) == (even < 0.5)


def test_ranges_are_compared_with_the_settings_of_the_study():
    """With a tenth of what is assumed by default, the ranges begin above the value itself."""
    row = {"activity": "pairs", "hours": 1.0, "reference": "without", "worth": 0.9}
    lines = pd.DataFrame([row | {"worth_low": 0.8, "worth_high": 1.0}])
    low = change(Settings(), {"team.teaching": 0.001})
    assert "'Insight gained from the buddy'" in lead_report.assumed(sentences(low), lines)


@pytest.mark.parametrize("over_sets", [True, False])
def test_a_factor_has_its_range_over_the_sets_and_only_stances_are_compared_with_trials(over_sets):
    rows = [
        {"doubled": "hours", "measure": measure, "mean": mean, "low": mean - 0.1, "high": mean + 0.1}
        | ({"sets_q05": 1.7, "sets_q50": middle, "sets_q95": 31, "sets_within": 0.25} if over_sets else {})
        for measure, mean, middle in (("stance", 2.4, 2.2), ("practising", 9.2, 5.5))
    ]  # fmt: skip
    (said,) = dose_report.doubled(sentences(), pd.DataFrame(rows))
    assert carries(said, 2.4, 9.2) and said.count("25%") == over_sets
    assert carries(said, 2.2, 5.5) == over_sets and said.count("1.7 to 31") == 2 * over_sets


@pytest.mark.parametrize(("hours", "longer"), [(2.4, True), (1.1, False)])
def test_brokers_at_equal_cost_are_told_by_their_number(hours, longer):
    gains = {("team", 4): 0.3, ("solos", 4): 0.2, ("team", 7): 0.2, ("solos", 7): 0.25}
    doses = pd.DataFrame([
        {"curve": "brokers", "measure": "practising", "arm": arm, "brokers": many, "mean": gain}
        for (arm, many), gain in gains.items()
    ])  # fmt: skip
    doubled = pd.DataFrame([{"doubled": "hours", "measure": "stance", "mean": hours}])
    (said,) = dose_report.equal_cost(sentences(), doses, doubled)
    assert "4 brokers as a team and 7 as solos" in said and "Fewer might" in said
    assert "+10.0" in said and "-5.0" in said and ("longer hours" in said) == longer
    assert "4 to 7" in said


@pytest.mark.parametrize("over_sets", [True, False])
def test_a_panel_is_headed_by_whether_the_hours_of_the_settings_pay(over_sets):
    hours = {"hours": [0.5, 1.0], "sets_q50": [0.3, 0.7]}
    for worth, says in ((0.62, "pay from 0.62 times"), (math.inf, "do not pay even at 2 times")):
        lines = pd.DataFrame(hours).assign(worth=[0.1, worth])
        said = figures.verdict(lines if over_sets else lines[["hours", "worth"]])
        assert says in said and ("0.7" in said) == (over_sets and worth < math.inf)
