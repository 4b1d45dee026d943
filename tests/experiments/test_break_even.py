"""Where a team breaks even, against planted worths and prices, and how gains rise with hours."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments.methods.estimates import CULTURE
from experiments.studies.break_even import dose, dose_report, run, surface, units
from experiments.studies.break_even.surface import ACTIVITIES, ALL, POINTS, TIMES, TOGETHER, Point
from experiments.studies.content import Sentences
from simulation import Settings, change, simulate
from simulation.params import TOGETHER as HOURS
from tests.experiments.small import composed, results_in
from tests.experiments.test_mechanisms import SMALL_STUDY
from tests.refusals import refusal
from tests.worlds import small

UNITS = 30
DEFAULT = Settings()


def planted(cost, bought):
    """Runs in which each half-day of an activity takes some people and gives others, by what it buys."""
    swing = np.linspace(-0.01, 0.01, UNITS)
    runs = {}
    for point in POINTS:
        hours = surface.hours_of(DEFAULT, point.activity, point.hours)
        others = 0.02 * (point.activity != ALL)  # what the rest of the team adds to solos
        share = (
            0.4 + others + hours * (bought * point.worth - cost) + swing * (1 + 0.1 * point.hours)
        )
        runs[point] = {CULTURE: share, TOGETHER: np.full(UNITS, 7 * hours)}
    return runs


def rows_of(table, activity, hours=1.0):
    return table.query(
        f"activity == '{activity}' and hours == {hours} and reference == 'without'"
    ).iloc[0]


# ------------------------------------------------------------------- what is run


def test_the_default_is_one_point_of_every_surface_and_without_all_activities_the_team_are_solos():
    team = change(DEFAULT, {"arm": "team"})
    for activity in ACTIVITIES:
        assert change(DEFAULT, surface.changes_of(DEFAULT, Point(activity, 1.0, 1.0))) == team
    assert surface.changes_of(DEFAULT, Point(ALL, 0.0, 2.0)) == {"arm": "solos"}


def test_the_activities_take_all_hours_of_a_team_each_once():
    parts = [name for activity, own in ACTIVITIES.items() if activity != ALL for name in own.hours]
    assert (
        sorted(parts) == sorted(ACTIVITIES[ALL].hours) == sorted(f"team.{name}" for name in HOURS)
    )


@pytest.mark.parametrize("activity", [name for name in ACTIVITIES if name != ALL])
def test_without_an_activity_what_others_share_with_it_buys_the_same(activity):
    """Else the difference would mix what these hours add with what all introductions are worth."""
    own = ACTIVITIES[activity]
    point = Point(activity, 1.0, 2.0)
    there, without = (surface.changes_of(DEFAULT, one) for one in (point, point.without))
    assert all(without[name] == 0.0 for name in own.hours)
    bought = {*without} - {*own.hours, "arm"}
    assert all(without[name] == there[name] for name in bought)
    others = {
        name for key, one in ACTIVITIES.items() if key not in (activity, ALL) for name in one.buys
    }
    assert bought == others & {*own.buys}


def test_nothing_is_scaled_beyond_what_is_allowed():
    generous = change(DEFAULT, {"team.introduction": 0.7, "team.shield": 0.9})
    for point in POINTS:
        change(generous, surface.changes_of(generous, point))
    assert surface.changes_of(generous, Point("leader", 1.0, 2.0))["team.shield"] == 1.0


def test_a_single_broker_of_full_time_is_the_arm_of_that_name():
    base = small()
    full = next(one for one in dose.doses(base) if one.curve == "hours" and one.fte == 1.0)
    mine = simulate(change(base, dose.dose_changes(base, full)), range(3))
    single = simulate(change(base, {"arm": "single"}), range(3))
    pd.testing.assert_frame_equal(mine.drop(columns="arm"), single.drop(columns="arm"))


def test_numbers_of_brokers_cost_the_same_and_are_possible():
    many = [one for one in dose.doses(DEFAULT) if one.curve == "brokers"]
    assert {one.arm for one in many} == {*dose.ARMS} and len({one.brokers for one in many}) >= 4
    for one in many:
        assert one.brokers * one.fte == approx(3.5)
        change(DEFAULT, dose.dose_changes(DEFAULT, one))
    part_time = change(
        DEFAULT, {"brokers.fte": 0.1}
    )  # a team of 14 would have no time left to meet
    assert max(one.brokers for one in dose.doses(part_time)) == 10


# ------------------------------------------------------------------- what is found


def test_the_planted_worth_is_where_an_activity_breaks_even():
    runs = planted(cost=0.03, bought=0.05)
    found = surface.break_even(DEFAULT, runs, runs)
    for activity in ACTIVITIES:
        for hours in TIMES[1:]:
            row = rows_of(found, activity, hours)
            assert (
                row["worth"] == approx(0.6, abs=0.02)
                and row["worth_low"] <= 0.6 <= row["worth_high"]
            )
            assert row["sets_q05"] <= row["sets_q50"] <= row["sets_q95"]
            assert row["sets_never"] == row["sets_always"] == 0.0
    assert "sets_q50" not in surface.break_even(DEFAULT, runs, {})


@pytest.mark.parametrize(("cost", "bought", "worth"), [(0.5, 0.05, math.inf), (-0.5, 0.05, 0.0)])
def test_what_never_or_always_pays_is_counted(cost, bought, worth):
    runs = planted(cost, bought)
    row = rows_of(surface.break_even(DEFAULT, runs, runs), "pairs")
    assert row["worth"] == row["worth_low"] == row["worth_high"] == row["sets_q50"] == worth
    assert row["sets_never"] == float(worth == math.inf) and row["sets_always"] == float(worth == 0)


def test_prices_are_those_planted():
    found = surface.prices(planted(0.03, 0.05), planted(0.03, 0.05)).set_index("activity")
    for activity in ACTIVITIES:
        row = found.loc[activity]
        assert row["spent"] == approx(7 * surface.hours_of(DEFAULT, activity, 1.0))
        assert 7 * row["cost_mean"] == approx(0.03) and 7 * row["bought_mean"] == approx(0.05)
        assert row["cost_low"] < row["cost_mean"] < row["cost_high"]


def test_the_surface_has_both_references():
    runs = planted(0.03, 0.05)
    found = surface.surface(DEFAULT, runs, runs).set_index(
        ["activity", "hours", "worth", "reference"]
    )
    added, lead = (found.loc[("pairs", 2.0, 1.0, one), "mean"] for one in ("without", "solos"))
    assert added == approx(0.5 * 0.02) and lead == approx(0.02 + 0.5 * 0.02)
    assert found.loc[("pairs", 2.0, 2.0, "without"), "sets_ahead"] == 1.0
    assert (ALL, 1.0, 1.0, "solos") not in found.index


@pytest.mark.parametrize(("times", "where"), [(0.9, "below"), (1.2, "within"), (2.5, "above")])
def test_a_doubling_multiplies_the_gain_as_planted(times, where):
    columns = [CULTURE, *dose.STANCE_COLUMNS]
    runs = {dose.NONE: dict.fromkeys(columns, np.zeros(UNITS))}
    noise = np.linspace(0.999, 1.001, UNITS)
    for one in dose.doses(DEFAULT):
        gain = 0.1 * times ** math.log2(one.fte) * noise
        runs[one] = dict.fromkeys(columns, gain)
    runs[dose.LOADED_NONE] = dict.fromkeys(columns, np.full(UNITS, 0.3))
    runs[dose.LOADED] = dict.fromkeys(columns, 0.3 + 0.05 * noise)
    found = dose.doublings(DEFAULT, runs, runs)
    hours, people = (found[found["doubled"] == one] for one in ("hours", "people"))
    assert hours["mean"].tolist() == approx([times] * len(hours))
    assert (hours[f"sets_{where}"] == 1.0).all()
    assert people["mean"].tolist() == approx([0.5] * 2) and (people["sets_within"] == 1.0).all()
    assert (found[["sets_below", "sets_within", "sets_above"]].sum(axis=1) == 1.0).all()


@pytest.mark.parametrize(("times", "verdict"), [(0.8, "fails"), (1.2, "agrees"), (2.4, "fails")])
def test_the_report_says_whether_the_model_agrees_with_the_trials(times, verdict):
    said = Sentences(
        SimpleNamespace(own="with the default settings"), "experiments.studies.break_even"
    )
    row = {
        "measure": "stance",
        "to_fte": 1.0,
        "mean": times,
        "low": times - 0.1,
        "high": times + 0.1,
    }
    row |= {"doubled": "hours"}
    (sentence,) = dose_report.doubled(said, pd.DataFrame([row, row | {"measure": "practising"}]))
    assert f"{times:.1f} ({times - 0.1:.1f} to {times + 0.1:.1f})" in sentence
    assert ("fails" in sentence, "agrees" in sentence) == (verdict == "fails", verdict == "agrees")


# ------------------------------------------------------------------- in units of the field


def test_what_an_hour_buys_is_what_the_rules_make_of_the_settings():
    team, dosed = DEFAULT.team, lambda hours: hours / (hours + DEFAULT.team.half_dose)
    month = 52.18 / 12  # weeks
    expected = {
        ("pairs", units.introduced_by_buddy): team.introduction * dosed(team.pair),
        ("pairs", units.taught): 1 - (1 - team.teaching * dosed(team.pair)) ** month,
        ("pairs", units.seen): DEFAULT.encounters.modelling,
        ("meetings", units.introduced_by_mate): 4
        / 7
        * team.introduction
        * dosed(team.introductions),
        ("meetings", units.pooled): 1 - (1 - team.pooling_rate * dosed(team.pooling)) ** month,
        ("meetings", units.handed_over): team.handed_over * dosed(team.handover),
        ("leader", units.deflected): team.leading,  # not more than the time for leading
    }
    assert {(name, one) for name, some in units.UNITS.items() for one in some} == set(expected)
    for (activity, unit), value in expected.items():
        assert units.bought(DEFAULT, activity, unit, 1.0) == approx(value)
        assert units.bought(DEFAULT, activity, unit, 0.0) == 0.0
        assert units.bought(DEFAULT, activity, unit, math.inf) == math.inf
    assert units.bought(DEFAULT, "pairs", units.seen, 0.5) == approx(
        0.5 * DEFAULT.encounters.modelling
    )
    assert units.bought(DEFAULT, "leader", units.deflected, 2.0) == approx(team.leading)


def test_what_must_be_bought_follows_where_the_activity_breaks_even():
    runs = planted(cost=0.03, bought=0.05)
    lines, even = (
        surface.break_even(DEFAULT, runs, {}),
        {one: np.array([0.5, 1.0, 1.5]) for one in ACTIVITIES},
    )
    found = units.table(DEFAULT, lines, [DEFAULT] * 3, even)
    row = found.query("activity == 'pairs' and unit == 'seen'").iloc[0]
    assert row["must"] == approx(0.6 * row["assumed"], rel=0.05)
    assert row["must_low"] <= row["must"] <= row["must_high"] and row["most"] == 2 * row["assumed"]
    assert row["sets_q05"] < row["sets_q50"] < row["sets_q95"]
    assert row["sets_q50"] == approx(row["assumed"])
    even["pairs"] = np.array([0.5, math.inf, math.inf])
    row = units.table(DEFAULT, lines, [DEFAULT] * 3, even).iloc[0]
    assert row["sets_q05"] < row["sets_q50"] == row["sets_q95"] == math.inf
    assert set(found["activity"]) == set(ACTIVITIES)
    assert len(found.query("activity == 'all'")) == sum(map(len, units.UNITS.values()))


@pytest.mark.parametrize("brokers", [{"brokers.managers": 2, "brokers.academics": 0}])
def test_a_team_without_pairs_of_both_communities_has_units_too(brokers):
    team = change(DEFAULT, brokers)
    for activity, some in units.UNITS.items():
        assert all(units.bought(team, activity, one, 1.0) >= 0 for one in some)


# ------------------------------------------------------------------- the study


@pytest.mark.parametrize("sets", [True, False])
def test_the_study_says_draws_and_explains_what_came_out(ask, tmp_path, sets):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.5\n")
    over = f"ensemble={few}" if sets else "ensemble="
    answer = ask("study=break_even", *SMALL_STUDY, over, "executor=serial")
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "break_even").iterdir()
    tables = {
        f"{name}.csv" for name in ("surface", "break_even", "units", "prices", "dose", "doublings")
    }
    figures = {f"{name}.{kind}" for name in ("break_even", "dose") for kind in ("png", "svg")}
    assert results_in(folder) == tables | figures | {"config.yaml"}
    assert ("sets_q50" in pd.read_csv(folder / "break_even.csv")) == sets
    assert "trials of facilitators suggests 1 to 1.3" in " ".join(answer.out.split())


@pytest.mark.parametrize("lacking", ["team.pair=0", "team.leading=0", "team.hours=0"])
def test_a_team_that_lacks_an_activity_is_refused(lacking):
    with refusal("break_even meetings pairs leader team"):
        composed(["study=break_even", lacking])


def test_all_hours_of_a_team_count_twice_where_they_are_doubled():
    doubled = change(DEFAULT, {"team.hours": 2.0})
    for activity in ACTIVITIES:
        assert surface.hours_of(doubled, activity, 1.0) == approx(
            surface.hours_of(DEFAULT, activity, 2.0)
        )


def test_every_case_is_run_in_every_set_with_its_own_settings():
    other = change(DEFAULT, {"team.teaching": 0.05})
    mine, others = run.cases(DEFAULT, DEFAULT), run.cases(other, DEFAULT)
    assert list(mine) == list(others)
    point = Point("pairs", 1.0, 2.0)
    assert others[point]["team.teaching"] == approx(0.1) and mine[point]["team.teaching"] == approx(
        0.044
    )
