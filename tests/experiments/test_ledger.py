"""The pattern ledger on known cases: an effect that was planted, and worlds without it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from omegaconf import OmegaConf

from experiments.methods.estimates import CULTURE as END
from experiments.methods.estimates import Estimate, estimate, pseudo_values
from experiments.studies.ledger import figures, verdicts
from experiments.studies.ledger import run as ledger
from experiments.studies.ledger.effects import effect, ratio
from experiments.studies.ledger.patterns import OUT_OF_REACH, PATTERNS, SAME_AS, Pattern
from simulation import Settings, change, simulate
from tests.experiments.reported import carries
from tests.experiments.small import results_in
from tests.refusals import check_sentence
from tests.worlds import SMALL, small

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
    assert bool(found["holds"][0]) == (planted > 0)


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
    assert ledger.verdict_on(found, without) == verdict


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


def test_a_gain_is_over_each_ones_own_counterfactual():
    runs = {
        name: pd.DataFrame({"x": [value]}) for name, value in zip("abcd", (9, 5, 3, 1), strict=True)
    }
    assert effect("gains_more", "x", "a", "b", "c", "d").of(runs).tolist() == [2.0]


def hand_made(**columns):
    """Runs of some configurations with a few outcomes, each given by its replicates."""
    return {name: pd.DataFrame(values) for name, values in columns.items()}


def test_effects_are_positive_as_claimed_and_of_the_size_they_are():
    """Each kind of effect on runs made by hand, with answers worked out by hand."""
    end = {"practising_host_end": [0.5, 0.7], "fte_weeks": [100.0, 300.0]}
    runs = hand_made(
        a=end, b={"practising_host_end": [0.2, 0.2], "fte_weeks": [100.0, 100.0]},
        none={"practising_host_end": [0.1, 0.1], "fte_weeks": [0.0, 0.0]},
    )  # fmt: skip
    assert effect("more", END, "a", "b").of(runs).tolist() == pytest.approx([0.3, 0.5])
    assert effect("less", END, "a", "b").of(runs).tolist() == pytest.approx([-0.3, -0.5])
    shares = hand_made(
        team={"bids": [0.3, 0.5], "uses": [0.4, 0.4]}, none={"bids": [0.1, 0.1], "uses": [0.0, 0.3]}
    )
    assert effect("gain_exceeds", "bids", "uses").of(shares).tolist() == pytest.approx([-0.2, 0.3])
    # 1000 x 0.5 / 200 against 1000 x 0.1 / 100; of two replicates the jackknife takes off the bias
    same = hand_made(a={**end, "fte_weeks": [200.0, 200.0]}, b=runs["b"], none=runs["none"])
    assert effect("faster", "a", "b").of(same).mean() == pytest.approx(2.5 - 1.0)
    assert effect("faster", "b", "a").of(same).mean() == pytest.approx(1.0 - 2.5)


def test_a_statistic_that_is_a_mean_has_its_replicates_as_pseudo_values():
    values = np.array([1.0, 4.0, 7.0])
    assert pseudo_values(lambda rows: values[rows].mean(), 3).tolist() == pytest.approx([1, 4, 7])


def test_the_interval_of_a_ratio_covers_as_often_as_it_says():
    """2000 ratios of dependent means: the standard error of the coverage is 0.005."""
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(2000):
        below = rng.gamma(4.0, 1.0, 60)
        top = 0.5 * below + rng.normal(0, 0.5, 60)
        found = estimate(pseudo_values(ratio(top, below), 60))
        covered += found.low <= 0.5 <= found.high
    assert abs(covered / 2000 - 0.95) < 0.015


def test_every_pattern_can_be_set_up_and_speaks_of_outcomes_there_are():
    base = change(Settings(), SMALL | {"weeks": 156, "population.managers": 20})
    columns = simulate(base, [0]).columns
    one = simulate(base, [0, 1])
    for pattern in PATTERNS:
        found = ledger.configurations([pattern])
        assert {key.name for key in found} == set(pattern.compare)
        for changes in found.values():
            change(base, changes)
        for claimed in pattern.effects:
            assert len(claimed.of(dict.fromkeys(pattern.compare, one))) in (1, 2)
    assert len(columns) > 100
    assert len({pattern.key for pattern in PATTERNS}) == len(PATTERNS)


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
    assert rows["reason"][0] == "the other way round: x: more with b than a"


def claims(*given):
    """A ledger of a row per claim: its number, verdict, and share of the sets in which it holds."""
    return pd.DataFrame(given, columns=["pattern", "verdict", "sets_all_hold"])


def test_claims_are_counted_beginning_with_those_that_hold_over_the_sets_too():
    table = claims(
        ("P1", "reproduced", 0.36), ("P2", "reproduced", 0.6), ("P2", "reproduced", 0.6),
        ("P3", "not reproduced", 0.9), ("P4", "reproduced", 1.0), ("P5", "falsifier failed", 0.8),
    )  # fmt: skip
    found = verdicts.tally(table)
    assert (found.hold, found.fewer) == (["P2", "P4"], ["P1"])
    first, then, others = verdicts.counted(table, "with the default settings")
    assert first.startswith("2 of 5 claims are reproduced") and "60%" in first
    assert then.startswith("Another 1 ")
    assert "1 with an effect that persists" in others and "1 not reproduced" in others


def test_without_parameter_sets_nothing_is_said_of_them():
    table = claims(("P1", "reproduced", np.nan), ("P2", "not reproduced", np.nan))
    assert verdicts.tally(table).hold is None
    first, others = verdicts.counted(table, verdicts.place(changed=True))
    assert first.startswith("1 of 2 claims are reproduced with the study's settings")
    assert "1 not reproduced" in others and "sets" not in first + others


def test_the_figure_says_what_it_cuts_and_where_the_verdict_comes_from():
    three = [f"{prefix}{name}" for prefix in ("", "falsifier_") for name in ("mean", "low", "high")]
    rows = [
        ("P1", "A", "reproduced", 0.36, 12.0, 11.0, 13.0, 0.0, 0.0, 0.0),  # 12 half widths
        ("P1", "A", "reproduced", 0.36, 9.0, 8.0, 10.0, -11.0, -12.0, -10.0),
        ("P2", "B", "reproduced", 0.7, -30.0, -32.0, -28.0, *[np.nan] * 3),
    ]
    table = pd.DataFrame(rows, columns=["pattern", "claim", "verdict", "sets_all_hold", *three])
    drawn = figures.ledger(table, OmegaConf.create({"replicates": 9, "set_replicates": 4}))
    assert figures.beyond(table).startswith("2 of 3 effects, and 1 ")
    assert figures.beyond(table) in drawn.axes[0].get_xlabel()
    said = [text.get_text() for text in drawn.legends[0].get_texts()]
    assert said[0] == "reproduced (2), 1 of them in at least 60% of the sets"
    places = np.concatenate([np.asarray(line.get_xdata(), float) for line in drawn.axes[0].lines])
    assert np.nanmax(places) == figures.FARTHEST and np.nanmin(places) == -figures.FARTHEST


def test_a_share_of_the_sets_has_its_word():
    shares = {0.9: "robust", 0.899: "mostly", 0.6: "mostly", 0.355: "rarely", 0.0: "hardly ever"}
    assert {share: verdicts.strength(share) for share in shares} == shares
    assert verdicts.strength(math.nan) == ""


def test_what_a_falsifier_leaves_is_said():
    row = ledger.ledger(tables(PLANTED, 1.0, 0.5), {}, [PLANTED]).iloc[0]
    assert carries(row["reason"], 50)


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
    "replicates=2", "set_replicates=1",
)  # fmt: skip


@pytest.mark.slow
def test_the_study_prints_and_keeps_the_ledger(ask, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.5\n")
    answer = ask(*SMALL_PATTERNS, f"ensemble={few}")
    assert answer.status == 0, answer.err
    folder = next((tmp_path / "results" / "patterns").iterdir())
    names = results_in(folder)
    assert names == {"config.yaml", "ledger.csv", "ledger.md", "ledger.png", "ledger.svg"}
    found = pd.read_csv(folder / "ledger.csv")
    assert len(found) == sum(len(pattern.effects) for pattern in PATTERNS)
    assert found["sets_hold"].isin([0.0, 0.5, 1.0]).all()
    for pattern in PATTERNS:
        assert f"{pattern.key} " in answer.out
    assert " of 36 claims are reproduced" in answer.out
    assert not math.isnan(found["mean"].iloc[0])


@pytest.mark.parametrize("given", ["arms=[team]", "compare=[team,solos]", "until={width: 0.1}"])
def test_arms_cannot_be_given_to_a_study_of_patterns(ask, given):
    answer = ask("study=patterns", given)
    assert answer.status == 2
    check_sentence(answer.err, f"ledger {given.partition('=')[0]} arms")
