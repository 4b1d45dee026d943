"""The targets of the calibration: what they measure, and which hold."""

from __future__ import annotations

import math

import numpy as np
from pytest import approx

from experiments.studies.calibration import rejection
from experiments.studies.calibration.rejection import try_out
from experiments.studies.calibration.targets import HELD_OUT, TARGETS
from experiments.studies.calibration.trial import (
    FUNDED,
    Trial,
    centralisation,
    gain_kept,
    kept,
    ties_lost,
)
from simulation import Settings, change, simulate
from simulation.founders import SPREAD
from tests.worlds import tie, tiny

# ------------------------------------------------------------------- targets


def test_a_star_is_fully_centralised_and_a_ring_of_pairs_not_at_all():
    star = tiny()
    for j in (8, 9, 10, 11, 12, 13):
        tie(star, 0, j, 0.5)
    size = len(star.people)
    assert centralisation(star) == approx((16 * 6 - 12) / ((size - 1) * (size - 2)))
    pairs = tiny()
    for i in range(8):
        tie(pairs, i, i + 8, 0.5)
    assert centralisation(pairs) == 0.0


class Planted:
    """A trial whose worlds were made by hand."""

    settings, end = Settings(), 104

    def __init__(self, before, after):
        self.pair = {104: [before], 156: [after]}

    def worlds(self, arm, week):
        return self.pair[week]


def test_ties_are_lost_only_if_both_people_are_still_there():
    before, after = tiny(), tiny()
    for i, j, bond in ((0, 8, 0.3), (1, 9, 0.3), (2, 10, 0.9), (3, 11, 0.9), (4, 12, 0.3)):
        tie(before, i, j, bond)
    tie(after, 0, 8, 0.1)  # 1-9 is lost, 3-11 is lost; 4-12 too, but 12 has left
    tie(after, 2, 10, 0.8)
    after.people["personality"][12] = 13
    trial = Planted(before, after)
    assert ties_lost(trial, "trusted") == 0.5
    assert ties_lost(trial, "loose") == 0.5
    before.people["practising"][1] = True  # now a supported one
    assert ties_lost(trial, "loose") == approx(1 / 3)


def test_the_values_of_targets_are_those_of_the_outcomes():
    settings = change(Settings(), {"population.managers": 20, "population.academics": 20})
    trial = Trial(settings, range(3))
    team, none = (simulate(change(settings, {"arm": arm}), range(3)) for arm in ("team", "none"))
    by_key = {target.key: target.of(trial) for target in TARGETS}
    arms = [simulate(change(settings, {"arm": arm}), range(3)) for arm in FUNDED]
    assert by_key["C4"] == approx(max(arm["practising_host_end"].mean() for arm in arms))
    until = change(settings, {"arm": "none", "weeks": 156})
    leavers = simulate(until, range(3))["leavers_managers_followup"].mean()
    assert by_key["N6 managers"] == approx(leavers / (3 * 20) / (156 / 52.18))
    gain = (team["knowledge_host_end"] - none["knowledge_host_end"]).mean()
    assert trial.gain("knowledge", "host", "team", 104) == approx(gain)
    assert trial.standardised("knowledge", "host", "team", 104) == approx(gain / SPREAD)


def test_a_target_holds_between_its_bounds_and_not_where_nothing_could_be_measured():
    target = TARGETS[0]._replace(low=0.1, high=0.2)
    assert [target.holds(x) for x in (0.1, 0.15, 0.2, 0.21, math.nan)] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_held_out_targets_play_no_part_in_fitting():
    assert not {target.key for target in HELD_OUT} & {target.key for target in TARGETS}
    found = try_out(change(Settings(), {"population.managers": 6}), range(2))
    assert set(found) == {target.key for target in TARGETS}


def test_a_trial_ends_with_the_first_target_that_does_not_hold(monkeypatch):
    impossible = TARGETS[1]._replace(low=5.0, high=6.0)
    monkeypatch.setattr(
        "experiments.studies.calibration.rejection.TARGETS", (TARGETS[0], impossible, TARGETS[2])
    )
    found = try_out(Settings(), range(2))
    assert not math.isnan(found[impossible.key]) and math.isnan(found[TARGETS[2].key])


class Hosts:
    """A trial in which so many people practise in each host at the end of contract and a year later."""

    settings, end = Settings(), 104

    def __init__(self, before, after, none=0.0):
        self.weeks = {104: np.array(before), 156: np.array(after)}
        self.none = none

    def hosts(self, week, arms=FUNDED):
        return np.array([self.none]) if "none" in arms else self.weeks[week]


def test_hosts_are_kept_if_they_still_have_a_critical_mass():
    trial = Hosts([0.5, 0.3, 0.25, 0.1], [0.6, 0.2, 0.25, 0.9])
    assert kept(trial, 52) == approx(2 / 3)  # one was lost; the last never had it
    assert math.isnan(kept(Hosts([0.1], [0.9]), 52))


def test_the_gain_that_is_left_is_that_of_hosts_that_stay():
    trial = Hosts([0.5, 0.3, 0.4], [0.4, 0.1, 0.3], none=0.1)
    assert gain_kept(trial) == approx((0.35 - 0.1) / (0.45 - 0.1))


def test_what_is_rare_is_judged_last_and_in_all_worlds(monkeypatch):
    assert [target.rare for target in TARGETS] == sorted(target.rare for target in TARGETS)
    worlds = []

    def count(trial):
        worlds.append(len(trial.seeds))
        return 0.0

    usual = TARGETS[0]._replace(key="usual", of=count, low=0.0, high=1.0)
    monkeypatch.setattr(rejection, "TARGETS", (usual, usual._replace(key="rare", rare=True)))
    assert try_out(Settings(), range(16)) == {"usual": 0.0, "rare": 0.0}
    assert worlds == [2, 16, 16]
