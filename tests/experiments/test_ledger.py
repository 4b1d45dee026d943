"""The pattern ledger on known cases: an effect that was planted, and worlds without it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments import ledger
from experiments.analysis import Estimate
from experiments.patterns import PATTERNS, Pattern, gains_more, more
from simulation import Settings, change, simulate
from tests.worlds import SMALL, small

TEAM_AND_NONE = {"team": {}, "none": {"arm": "none"}}


def tables(pattern, base, planted, left=0.0):
    """Made-up runs in which the first configuration exceeds the others by `planted`."""
    noise = np.random.default_rng(1).normal(size=50)
    found = {}
    for (name, falsified), settings in ledger.configurations(pattern, base).items():
        first = name == next(iter(pattern.compare))
        plus = (left if falsified else planted) if first else 0.0
        found[settings] = pd.DataFrame(
            {"x": noise + plus + 0.1 * np.sin(np.arange(50) * (1 + first))}
        )
    return found


PLANTED = Pattern(
    "P0", "planted", {"a": {"arm": "solos"}, "b": {"arm": "none"}}, [more("x", "a", "b")],
    {"contract.weeks": 52},
)  # fmt: skip


@pytest.mark.parametrize(
    ("planted", "left", "verdict"),
    [
        (1.0, 0.0, ledger.REPRODUCED),
        (1.0, 0.1, ledger.REPRODUCED),  # less than a quarter of it is left
        (1.0, 0.5, ledger.FALSIFIED),
        (0.0, 0.0, ledger.NOT),
        (-1.0, 0.0, ledger.NOT),
    ],
)
def test_a_planted_effect_is_found_and_one_that_outlives_its_mechanism_is_told(
    planted, left, verdict
):
    found = ledger.ledger(tables(PLANTED, Settings(), planted, left), [PLANTED], Settings())
    assert found["verdict"].tolist() == [verdict]
    assert found["mean"][0] == pytest.approx(planted, abs=0.05)
    assert bool(found["holds"][0]) == (planted > 0)


HOLDS, DOES_NOT = Estimate(1.0, 0.5, 1.5, 9), Estimate(0.2, -0.5, 0.9, 9)


@pytest.mark.parametrize(
    ("found", "without", "verdict"),
    [
        ([HOLDS, HOLDS], None, ledger.REPRODUCED),
        ([HOLDS, DOES_NOT], None, ledger.IN_PART),
        ([DOES_NOT], [HOLDS], ledger.NOT),
        ([HOLDS, DOES_NOT], [DOES_NOT, HOLDS], ledger.IN_PART),  # only what held must vanish
        ([HOLDS, HOLDS], [DOES_NOT, HOLDS], ledger.FALSIFIED),
    ],
)
def test_a_verdict_weighs_all_effects_and_the_falsifier(found, without, verdict):
    assert ledger.verdict_on(found, without) == verdict


def test_in_the_model_itself_a_mechanism_that_is_off_changes_nothing():
    pattern = Pattern(
        "P0", "telling teaches", TEAM_AND_NONE, [more("knowledge_host_end", "team", "none")],
        {"arm": "none"},
    )  # fmt: skip
    base = small()
    runs = {s: simulate(s, range(6)) for s in ledger.wanted_settings(base, [pattern])}
    row = ledger.ledger(runs, [pattern], base).iloc[0]
    assert row["verdict"] == ledger.REPRODUCED
    assert row["falsifier_mean"] == row["falsifier_low"] == 0.0


def test_a_gain_is_over_each_ones_own_counterfactual():
    runs = {
        name: pd.DataFrame({"x": [value]}) for name, value in zip("abcd", (9, 5, 3, 1), strict=True)
    }
    assert gains_more("x", "a", "b", "c", "d").of(runs).tolist() == [2.0]


def test_every_pattern_can_be_set_up_and_speaks_of_outcomes_there_are():
    base = change(Settings(), SMALL | {"weeks": 156, "population.managers": 20})
    columns = simulate(base, [0]).columns
    one = simulate(base, [0, 1])
    for pattern in PATTERNS:
        names = {name for name, _ in ledger.configurations(pattern, base)}
        assert names == set(pattern.compare)
        for effect in pattern.effects:
            assert len(effect.of(dict.fromkeys(names, one))) == 2
    assert len(columns) > 100
    assert len({pattern.key for pattern in PATTERNS}) == len(PATTERNS)


SMALL_PATTERNS = (
    "study=patterns", "population.organisations=1", "population.managers=12",
    "population.departments=1", "population.academics=12", "population.workgroup=4", "weeks=156",
    "replicates=2",
)  # fmt: skip


@pytest.mark.slow
def test_the_study_prints_and_keeps_the_ledger(ask, tmp_path):
    answer = ask(*SMALL_PATTERNS)
    assert answer.status == 0, answer.err
    folder = next((tmp_path / "results" / "patterns").iterdir())
    names = {path.name for path in folder.iterdir()}
    assert names == {"config.yaml", "ledger.csv", "ledger.md", "ledger.png", "ledger.svg"}
    found = pd.read_csv(folder / "ledger.csv")
    assert len(found) == sum(len(pattern.effects) for pattern in PATTERNS)
    for pattern in PATTERNS:
        assert f"{pattern.key} " in answer.out


@pytest.mark.parametrize("given", ["arms=[team]", "compare=[team,solos]"])
def test_arms_cannot_be_given_to_a_study_of_patterns(ask, given):
    answer = ask("study=patterns", given)
    assert answer.status == 2
    assert answer.err == "Each pattern says who brokers: leave arms and compare empty.\n"


def test_an_unknown_kind_of_study_is_refused(ask):
    answer = ask("kind=pattern")
    assert answer.status == 2
    assert answer.err.startswith("There is no kind of study 'pattern'; did you mean 'patterns'?")
