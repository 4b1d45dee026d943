"""What a sentence about two arms claims and carries: no more than the interval allows."""

from __future__ import annotations

import pytest
from pytest import approx

from docs.generated import reference
from experiments.config.arms import NAMES
from experiments.methods.estimates import Estimate, difference
from experiments.reporting import setup
from experiments.studies import phrases, wording
from experiments.studies.wording import (
    afterwards,
    headline,
    over_the_ensemble,
    resources,
    rivals,
    verdict,
)
from simulation.settings import ARMS
from tests.experiments.reported import carries, claims
from tests.experiments.small import MOMENTS, planted

PAIR = ("team", "solos")


@pytest.mark.parametrize(("solos", "team", "claim"), [(0.2, 0.55, "more"), (0.55, 0.2, "less")])
def test_a_clear_difference_is_named_with_its_size_interval_and_both_levels(solos, team, claim):
    arms = planted(solos=solos, team=team)
    gap = difference(arms["team"], arms["solos"], "practising_host_end")
    assert sorted(map(abs, gap[1:3])) == approx([0.3408, 0.3592], abs=1e-4)
    found = headline(arms, PAIR, MOMENTS)
    assert claim in claims(found) and "unclear" not in claims(found)
    assert carries(found, 35.0, 34.1, 35.9, 55, 20, 4, 26)  # four pairs, in week 26
    turned = headline(arms, PAIR[::-1], MOMENTS)
    assert ({"more", "less"} - {claim}).issubset(claims(turned)) and carries(turned, 34.1, 35.9)


def test_where_the_interval_includes_zero_no_claim_is_made():
    found = headline(planted(solos=0.500, team=0.503), PAIR, MOMENTS)
    touching = verdict(Estimate(0.02, 0.0, 0.04, 50), PAIR, "now", "2% against 0%")
    for said in (found, touching):
        assert "unclear" in claims(said)
        assert not any(claim in said for claim in ("better", "worse", "beats"))
    assert carries(found, 0.3, 0.6, 1.2)


def test_an_end_that_is_not_zero_does_not_read_as_zero():
    assert carries(verdict(Estimate(0.16, 0.0002, 0.32, 50), PAIR, "now"), 16, 0.02, 32, 50)


def test_identical_runs_differ_in_nothing():
    arms = planted(solos=0.3)
    found = headline({"solos": arms["solos"], "team": arms["solos"]}, PAIR, MOMENTS)
    assert "unclear" in claims(found) and not {"more", "less"} & claims(found.partition(":")[0])


def test_the_follow_up_is_told_where_there_is_one():
    assert carries(afterwards(planted(solos=0.20, team=0.55), PAIR, MOMENTS), 60, 35)
    assert afterwards(planted(team=0.5), PAIR, MOMENTS) == ""
    assert afterwards(planted(solos=0.2, team=0.5), PAIR, {"end": 60, "followup": 60}) == ""


def test_an_arm_that_did_not_run_is_named_with_how_to_compare_others():
    found = headline(planted(none=0.0, single=0.1, team=0.5), PAIR, MOMENTS)
    assert "solos" in found and "compare=[team,single]" in found


def test_resources_are_called_equal_only_where_they_are():
    planned = {"single": 104.0, "solos": 364.0, "team": 364.0}
    used = {"single": 95.81, "solos": 333.2, "team": 333.9}
    equal, unequal = resources(planned, used, PAIR), resources(planned, {}, ("team", "single"))
    assert carries(equal, 104, 364, 95.8, 333.2, 333.9)
    assert "not equal" not in equal and "not equal" in unequal


def test_further_arms_with_the_same_resources_are_not_passed_over():
    arms = planted(none=0.0, single=0.1, single_matched=0.8, solos=0.2, team=0.5)
    planned = {"single": 104.0, "single_matched": 364.0, "solos": 364.0, "team": 364.0}
    (found,) = rivals(arms, PAIR, MOMENTS, planned)
    assert "less" in claims(found)
    assert rivals(arms, PAIR, MOMENTS, planned | {"single_matched": 363.0}) == []
    assert rivals(arms, PAIR, MOMENTS, {}) == []


def test_over_an_ensemble_the_share_of_sets_is_said():
    arms = planted(solos=0.20, team=0.55)
    assert over_the_ensemble(arms, PAIR, MOMENTS) == ""
    sets = {arm: runs.assign(set=range(4)) for arm, runs in arms.items()}
    assert carries(over_the_ensemble(sets, PAIR, MOMENTS), 100)
    assert "0%" in over_the_ensemble(sets, PAIR[::-1], MOMENTS)
    assert carries(headline(sets, PAIR, MOMENTS), 4)


def test_every_arm_has_one_plain_name_wherever_it_is_told():
    """In figures and tables as it is, in sentences with what else is needed to know who is meant."""
    assert set(NAMES) == set(wording.SUBJECTS) == set(phrases.ARMS) == set(ARMS)
    assert len(set(NAMES.values())) == len(ARMS)
    for arm, name in NAMES.items():
        for told in (wording.SUBJECTS[arm][0], wording.SUBJECTS[arm][1], phrases.ARMS[arm]):
            assert name in told
        if arm != "team":
            assert name in reference.OTHERS[arm]
            assert name in setup.DOES[arm]
