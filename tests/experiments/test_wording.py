"""Sentences say which arm does better and by how much, and no more than the interval allows."""

from __future__ import annotations

from pytest import approx

from docs.generated import reference
from experiments.config.arms import NAMES
from experiments.config.plan import Plan
from experiments.methods.estimates import Estimate, difference
from experiments.reporting import setup
from experiments.studies import phrases, wording
from experiments.studies.wording import (
    afterwards,
    headline,
    listed,
    over_the_ensemble,
    question,
    resources,
    rivals,
    verdict,
)
from simulation import Settings, change
from simulation.settings import ARMS
from tests.experiments.small import MOMENTS, planted

PAIR = ("team", "solos")


def test_a_clear_advantage_is_named_with_its_size_and_interval():
    arms = planted(solos=0.20, team=0.55)
    gap = difference(arms["team"], arms["solos"], "practising_host_end")
    assert (gap.mean, gap.low, gap.high) == approx((0.35, 0.3408, 0.3592), abs=1e-4)
    assert headline(arms, PAIR, MOMENTS) == (
        "The team does better than solos: at the end of the contracts (week 26), 35.0 percentage "
        "points more of the people in the host organisations practise (95% interval 34.1 to 35.9; "
        "55.0% against 20.0%; 4 paired runs)."
    )


def test_a_clear_disadvantage_is_named_as_such():
    found = headline(planted(solos=0.55, team=0.20), PAIR, MOMENTS)
    assert found.startswith("The team does worse than solos:")
    assert "35.0 percentage points fewer" in found and "34.1 to 35.9" in found


def test_where_the_interval_includes_zero_there_is_no_clear_difference():
    found = headline(planted(solos=0.500, team=0.503), PAIR, MOMENTS)
    assert found.startswith("No clear difference between the team and solos:")
    assert "0.3 percentage points more" in found
    assert (
        "0.6 percentage points fewer to 1.2 percentage points more, includes no difference" in found
    )
    for claim in ("better", "worse", "beats"):
        assert claim not in found


def test_an_interval_that_ends_at_zero_allows_no_claim():
    touching = Estimate(0.02, 0.0, 0.04, 50)
    assert "No clear difference" in verdict(touching, PAIR, "now", "2% against 0%")


def test_an_end_that_is_not_zero_does_not_read_as_zero():
    gap = Estimate(0.16, 0.0002, 0.32, 50)
    assert "16.00 percentage points more" in verdict(gap, PAIR, "now")
    assert "(95% interval 0.02 to 32.00; 50 paired runs)" in verdict(gap, PAIR, "now")
    unclear = verdict(Estimate(0.1, -0.0002, 0.2, 50), PAIR, "now")
    assert "0.02 percentage points fewer to 20.00 percentage points more" in unclear


def test_identical_runs_are_called_alike():
    arms = planted(solos=0.3)
    found = headline({"solos": arms["solos"], "team": arms["solos"]}, PAIR, MOMENTS)
    assert found.startswith("No difference between the team and solos:")


def test_the_sentence_turns_round_with_the_pair():
    arms = planted(solos=0.20, team=0.55)
    assert headline(arms, ("solos", "team"), MOMENTS).startswith("Solos do worse than the team:")


def test_the_follow_up_has_its_own_sentence():
    found = afterwards(planted(solos=0.20, team=0.55), PAIR, MOMENTS)
    assert "at follow-up (week 60)" in found
    assert afterwards(planted(team=0.5), PAIR, MOMENTS) == ""
    assert afterwards(planted(solos=0.2, team=0.5), PAIR, {"end": 60, "followup": 60}) == ""


def test_without_one_of_the_arms_the_headline_says_so():
    found = headline(planted(none=0.0, single=0.1, team=0.5), PAIR, MOMENTS)
    assert "solos did not run" in found and "compare=[team,single]" in found
    assert "Only one arm ran" in headline(planted(none=0.0), PAIR, MOMENTS)


def test_resources_are_called_equal_only_where_they_are():
    planned = {"single": 104.0, "solos": 364.0, "team": 364.0}
    found = resources(planned, {"single": 95.81, "solos": 333.2, "team": 333.9}, PAIR)
    assert "single 104; solos, team 364." in found
    assert "Resources of team and solos are equal." in found
    assert "single 95.8, solos 333.2, team 333.9" in found
    assert "Resources of team and single are not equal." in resources(
        planned, {}, ("team", "single")
    )
    assert resources({}, {}, PAIR) == "No arm has brokers."


def test_further_arms_with_the_same_resources_are_not_passed_over():
    arms = planted(none=0.0, single=0.1, single_matched=0.8, solos=0.2, team=0.5)
    planned = {"single": 104.0, "single_matched": 364.0, "solos": 364.0, "team": 364.0}
    (found,) = rivals(arms, PAIR, MOMENTS, planned)
    assert found.startswith("The team does worse than unconnected full-timers for the same money:")
    assert rivals(arms, PAIR, MOMENTS, planned | {"single_matched": 363.0}) == []
    assert rivals(arms, PAIR, MOMENTS, {}) == []


def plan(**values):
    of_study = {"question": "Why?", "replicates": 5, "set_replicates": 2, "ensemble": "some"}
    settings = change(Settings(), {"arm": "none"} | values)
    return Plan("s", "arms", arms=(), compare=("", ""), seed=0, settings=settings, accepted=2,
                members=(settings,) * 3, **of_study)  # fmt: skip


def test_the_question_comes_with_what_is_run_and_what_was_changed():
    found = question(plan(**{"contract.weeks": 26}), "60 weeks each: none, team")
    assert found == "Why? 5 runs of 60 weeks each: none, team. Settings changed: contract.weeks=26."
    assert question(plan(), "60 weeks") == "Why? 5 runs of 60 weeks."
    over = question(plan(), "60 weeks", sets=True)
    assert over == "Why? 3 parameter sets (some), 2 runs of 60 weeks in each."


def test_over_an_ensemble_the_share_of_sets_is_said():
    arms = planted(solos=0.20, team=0.55)
    assert over_the_ensemble(arms, PAIR, MOMENTS) == ""
    sets = {arm: runs.assign(set=range(4)) for arm, runs in arms.items()}
    assert "in 100% of them" in over_the_ensemble(sets, PAIR, MOMENTS)
    assert "in 0% of them" in over_the_ensemble(sets, ("solos", "team"), MOMENTS)
    assert "4 parameter sets" in headline(sets, PAIR, MOMENTS)


def test_names_are_listed_as_in_a_sentence():
    assert [listed(list(names)) for names in ("", "a", "ab", "abc")] == [
        "none", "a", "a and b", "a, b and c",
    ]  # fmt: skip


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
