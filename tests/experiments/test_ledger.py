"""The pattern ledger on known cases: an effect that was planted, and worlds without it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from experiments.methods.estimates import Estimate
from experiments.studies.ledger import run as ledger
from experiments.studies.ledger import verdicts
from experiments.studies.ledger.effects import effect
from experiments.studies.ledger.patterns import (
    OUT_OF_REACH,
    PATTERNS,
    SAME_AS,
    Pattern,
    outcomes_of,
)
from simulation import Settings, change, simulate
from tests.experiments.small import results_in
from tests.refusals import check_sentence
from tests.worlds import NO_HOURS, SMALL, small

TEAM_AND_NONE = {"team": {}, "none": {"arm": "none"}}


def tables(pattern, planted, left=0.0, sets=1):
    """Made-up runs in which the first configuration exceeds the others by `planted`."""
    found = {}
    for key in ledger.configurations([pattern]):
        first = key.name == next(iter(pattern.compare))
        plus = (left if key.falsified else planted) if first else 0.0
        noise = np.random.default_rng(1).normal(size=50 * sets)
        values = noise + plus + 0.1 * np.sin(np.arange(50 * sets) * (1 + first))
        found[key] = pd.DataFrame({"x": values, "set": np.repeat(np.arange(sets), 50)})
    return found


PLANTED = Pattern(
    "P0", "planted", {"a": {"arm": "solos"}, "b": {"arm": "none"}}, [effect("more", "x", "a", "b")],
    {"contract.weeks": 52},
)  # fmt: skip


@pytest.mark.parametrize(
    ("planted", "left", "verdict"),
    [
        (1.0, 0.0, verdicts.REPRODUCED),
        (1.0, 0.1, verdicts.REPRODUCED),  # less than a quarter of it is left
        (1.0, 0.5, verdicts.FALSIFIED),
        (0.0, 0.0, verdicts.NOT),
        (-1.0, 0.0, verdicts.NOT),
    ],
)
def test_a_planted_effect_is_found_and_one_that_outlives_its_mechanism_is_told(
    planted, left, verdict
):
    found = ledger.ledger(tables(PLANTED, planted, left), {}, [PLANTED])
    assert found["verdict"].tolist() == [verdict]
    assert found["mean"][0] == pytest.approx(planted, abs=0.05)
    assert bool(found["low"][0] > 0) == (planted > 0)


ONE, TWO = PLANTED.effects[0], effect("more", "y", "a", "b")
HOLDS, DOES_NOT = Estimate(1.0, 0.5, 1.5, 9), Estimate(0.2, -0.5, 0.9, 9)
GONE = Estimate(0.0, -0.1, 0.1, 9)


@pytest.mark.parametrize(
    ("found", "without", "verdict"),
    [
        ([HOLDS, HOLDS], None, verdicts.REPRODUCED),
        ([HOLDS, DOES_NOT], None, verdicts.IN_PART),
        ([DOES_NOT], [HOLDS], verdicts.NOT),
        ([HOLDS, DOES_NOT], [GONE, HOLDS], verdicts.IN_PART),  # only what held must vanish
        ([HOLDS, HOLDS], [GONE, HOLDS], verdicts.FALSIFIED),
        ([HOLDS], [DOES_NOT], verdicts.FALSIFIED),  # it must be seen to vanish
    ],
)
def test_a_verdict_weighs_all_effects_and_the_falsifier(found, without, verdict):
    assert verdicts.verdict_on([ONE, TWO][: len(found)], found, without) == verdict


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (Estimate(0.5, 0.4, 0.6, 9), "50% of the effect remains"),
        (Estimate(-0.1, -0.5, 0.3, 9), "up to 30% of the effect may remain"),
    ],
)
def test_what_remains_without_the_mechanism_is_told_as_what_is_known_of_it(gone, words):
    assert words in verdicts.reason([ONE], [Estimate(1.0, 0.9, 1.1, 9)], [gone])
    assert verdicts.reason([ONE], [HOLDS], [GONE]) == ""


def test_a_condition_that_has_nothing_to_do_with_the_mechanism_need_not_vanish_with_it():
    provided = effect("less", "x", "a", "b", provided=True)
    held, without = [HOLDS, HOLDS], [GONE, HOLDS]
    assert verdicts.verdict_on([ONE, provided], held, without) == verdicts.REPRODUCED
    assert verdicts.verdict_on([ONE, provided], [HOLDS, DOES_NOT], without) == verdicts.IN_PART


@pytest.mark.parametrize(
    ("found", "without", "fate"),
    [
        ([HOLDS], [GONE], verdicts.VANISH),
        ([HOLDS], [HOLDS], verdicts.PERSIST),
        ([DOES_NOT], [HOLDS], verdicts.NO_EFFECT),
        ([HOLDS], None, verdicts.UNTESTED),
    ],
)
def test_the_fate_of_effects_without_the_mechanism_is_judged_where_there_are_any(
    found, without, fate
):
    assert verdicts.mechanism([ONE], found, without) == fate


def test_in_the_model_itself_a_mechanism_that_is_off_changes_nothing():
    pattern = Pattern(
        "P0", "telling teaches", TEAM_AND_NONE, [effect("more", "knowledge_host_end", "team", "none")],
        {"arm": "none"},
    )  # fmt: skip
    base = small()
    runs = {
        key: simulate(change(base, changes), range(6))
        for key, changes in ledger.configurations([pattern]).items()
    }
    row = ledger.ledger(runs, {}, [pattern]).iloc[0]
    assert row["verdict"] == verdicts.REPRODUCED
    assert row["falsifier_mean"] == row["falsifier_low"] == 0.0


@pytest.fixture(scope="module")
def once():
    """Two runs of every configuration of every claim, in a small world."""
    base = change(
        Settings(), {**SMALL, "weeks": 208, "contract.weeks": 104, "population.managers": 60}
    )
    wanted = ledger.configurations(PATTERNS)
    made = {}
    for changes in wanted.values():
        settings = change(base, changes)
        if settings not in made:
            made[settings] = simulate(settings, [0, 1]).assign(set=0)
    return {key: made[change(base, changes)] for key, changes in wanted.items()}


def test_every_pattern_can_be_set_up_and_speaks_of_outcomes_there_are(once):
    for pattern in PATTERNS:
        runs = {name: once[ledger.Case(pattern.key, name, False)] for name in pattern.compare}
        assert all(len(claimed.of(runs)) == 2 for claimed in pattern.effects)
    assert outcomes_of(PATTERNS) <= set(next(iter(once.values())).columns)
    assert len({pattern.key for pattern in PATTERNS}) == len(PATTERNS)


def test_every_falsifier_can_fail_and_where_there_is_none_it_is_said_why(once):
    for pattern in PATTERNS:
        assert bool(pattern.falsifier) == bool(pattern.vanishes) == (not pattern.no_falsifier)
        if pattern.falsifier:
            assert not identical(pattern, once), pattern.key


def identical(pattern, tables):
    """Whether the falsifier leaves nothing to compare: all runs are the same, or all of each arm."""
    by_arm = {}
    for name, changes in pattern.compare.items():
        runs = tables[ledger.Case(pattern.key, name, True)].select_dtypes("number")
        by_arm.setdefault(changes.get("arm", "team"), []).append(runs.to_csv())
    several = [runs for arm, runs in by_arm.items() if len(runs) > 1 and arm != "none"]
    groups = several or [[one for runs in by_arm.values() for one in runs]]
    return all(len(set(runs)) == 1 for runs in groups)


def test_a_falsifier_that_cannot_fail_is_recognised():
    by_key = {pattern.key: pattern for pattern in PATTERNS}
    base = small()
    for key, falsifier in {
        "P1": NO_HOURS, "P12": {"context.upheaval": 0.0}, "P17": {"encounters.ally": 0.0},
    }.items():  # fmt: skip
        pattern = by_key[key]._replace(falsifier=falsifier)
        wanted = ledger.configurations([pattern]).items()
        assert identical(
            pattern, {one: simulate(change(base, said), [0, 1]) for one, said in wanted}
        )


def test_claims_of_the_account_are_emergent_and_no_part_of_the_lead():
    used = [pattern for pattern in PATTERNS if pattern.account]
    assert len(used) >= 5
    for pattern in used:
        assert not pattern.built_in
        arms = {changes.get("arm", "team") for changes in pattern.compare.values()}
        assert "solos" not in arms and "single_matched" not in arms
        together = {name for changes in pattern.compare.values() for name in changes}
        assert not [name for name in together if name.startswith("team.")]


@pytest.mark.parametrize(("planted", "share"), [(1.0, 1.0), (-1.0, 0.0)])
def test_over_an_ensemble_the_share_of_sets_is_counted_in_which_all_effects_are_positive(
    planted, share
):
    in_sets = tables(PLANTED, planted, sets=3)
    row = ledger.ledger(tables(PLANTED, 1.0), in_sets, [PLANTED]).iloc[0]
    assert row["sets_hold"] == row["sets_all_hold"] == share
    assert row["sets_mean"] == pytest.approx(planted, abs=0.05)
    assert row["verdict"] == verdicts.REPRODUCED  # it speaks of the study's own settings


def test_a_pattern_holds_in_a_set_only_if_all_its_effects_do():
    both = PLANTED._replace(effects=[effect("more", "x", "a", "b"), effect("more", "x", "b", "a")])
    rows = ledger.ledger(tables(both, 1.0), tables(both, 1.0, sets=3), [both])
    assert rows["sets_hold"].tolist() == [1.0, 0.0] and rows["sets_all_hold"].tolist() == [0.0, 0.0]
    assert rows["verdict"].tolist() == [verdicts.IN_PART] * 2
    assert rows["reason"][0] == "opposite direction: x: more with b than a"


def test_every_reported_pattern_is_checked_or_has_its_reason():
    checked = {pattern.key for pattern in PATTERNS}
    assert {f"P{n}" for n in range(1, 26)} <= checked
    elsewhere = {name.split()[0] for name in (*SAME_AS, *OUT_OF_REACH)}
    assert not checked & elsewhere
    for where in SAME_AS.values():
        assert set(where.split(", ")) <= checked
    only_guessed = {"E10", "E12"}  # which no source reports
    assert {f"E{n}" for n in range(1, 29)} <= checked | elsewhere | only_guessed


SMALL_PATTERNS = (
    "study=patterns", "population.organisations=2", "population.managers=10",
    "population.departments=2", "population.academics=10", "weeks=156",
    "replicates=2", "set_replicates=1", "executor=serial",
)  # fmt: skip


@pytest.mark.slow
def test_the_study_prints_and_keeps_the_ledger(ask, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.5\n")
    answer = ask(*SMALL_PATTERNS, f"ensemble={few}")
    assert answer.status == 0, answer.err
    folder = next((tmp_path / "results" / "patterns").iterdir())
    names = results_in(folder)
    tables = {"ledger", "sets", "survival", "readers", "exclusions", "separating"}
    drawn = {f"{name}.{ending}" for name in ("ledger", "account") for ending in ("png", "svg")}
    assert names == {"config.yaml", *drawn, *(f"{name}.csv" for name in tables)}
    found = pd.read_csv(folder / "ledger.csv")
    assert len(found) == sum(len(pattern.effects) for pattern in PATTERNS)
    assert found["sets_hold"].dropna().isin([0.0, 0.5, 1.0]).all()
    assert "under 10%" in answer.out  # of the overview
    assert "in at least 60% of the 2 " in " ".join(answer.out.split())
    assert not math.isnan(found["mean"].iloc[0])


@pytest.mark.parametrize("given", ["arms=[team]", "compare=[team,solos]", "until={width: 0.1}"])
def test_arms_cannot_be_given_to_a_study_of_patterns(ask, given):
    answer = ask("study=patterns", given)
    assert answer.status == 2
    check_sentence(answer.err, f"ledger {given.partition('=')[0]} arms")


def test_more_replicates_than_leave_other_worlds_are_refused(ask):
    answer = ask("study=patterns", "set_replicates=51")
    assert answer.status == 2
    check_sentence(answer.err, "set_replicates 50 51 ledger worlds")
