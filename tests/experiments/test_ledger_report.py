"""How the ledger is told: claims counted, effects drawn, shares in words."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Table
from experiments.studies.ledger import figures, verdicts
from experiments.studies.ledger import run as ledger
from experiments.studies.ledger.report import report
from tests.experiments.reported import AHEAD, carries, planted, three
from tests.experiments.test_ledger import PLANTED, tables


def claims(*given):
    """A ledger of a row per claim: number, origin, share of the sets in which it holds, fate, verdict."""
    columns = ["pattern", "origin", "sets_all_hold", "mechanism", "verdict"]
    return pd.DataFrame(given, columns=columns).assign(sets_judged=100, sets_high=0.1)


EMERGENT, BUILT_IN = verdicts.EMERGENT, verdicts.BUILT_IN


def test_claims_are_counted_beginning_with_those_that_hold_over_the_sets():
    table = claims(
        ("P1", EMERGENT, 0.36, verdicts.VANISH, "reproduced"),
        ("P2", EMERGENT, 0.6, verdicts.PERSIST, "falsifier failed"),
        ("P2", EMERGENT, 0.6, verdicts.PERSIST, "falsifier failed"),
        ("P3", BUILT_IN, 0.9, verdicts.VANISH, "not reproduced"),
        ("P4", BUILT_IN, 1.0, verdicts.UNTESTED, "reproduced"),
    )
    first, fates, own = verdicts.counted(table, "with the default settings")
    emergent, caveat, built = first.split(". ")
    assert "not refuted" in caveat
    assert "60%" in emergent and carries(emergent, 1, 2) and carries(built, 2, 2)
    assert emergent.endswith("(50.2% to 69.1%)")  # of the most widely held
    assert "vanish in 1, do not vanish in 1 and cannot be tested in 1" in fates
    assert "2 claims are reproduced" in own and "1 not reproduced" in own


def test_the_answer_counts_the_claims_that_the_model_contradicts():
    rows = [(f"P{number}", EMERGENT, 0.01, verdicts.PERSIST, "reproduced") for number in range(4)]
    rows += [("P4", EMERGENT, 0.5, verdicts.PERSIST, "reproduced")]
    rows += [("P5", BUILT_IN, 0.01, verdicts.PERSIST, "reproduced")]
    table = claims(*rows).assign(sets_high=[-0.1, -0.1, 0.1, np.nan, -0.1, -0.1])
    assert [row["pattern"] for row in verdicts.contradicted(table)] == ["P0", "P1"]
    first, *_ = verdicts.counted(table, "with the default settings")
    assert "contradicts 2 of them" in first and "not refuted" not in first


def test_a_claim_that_no_set_judges_is_not_the_most_widely_held():
    table = claims(
        ("P1", EMERGENT, 0.36, verdicts.VANISH, "reproduced"),
        ("P2", EMERGENT, np.nan, verdicts.UNTESTED, "not reproduced"),
    )
    first, *_ = verdicts.counted(table, "with the default settings")
    assert carries(first, 36) and "–" not in first


def test_without_parameter_sets_nothing_is_said_of_them():
    table = claims(
        ("P1", EMERGENT, np.nan, verdicts.VANISH, "reproduced"),
        ("P2", EMERGENT, np.nan, verdicts.VANISH, "not reproduced"),
    )
    (only,) = verdicts.counted(table, verdicts.place(changed=True))
    assert only.startswith("1 of 2 claims are reproduced with the study's settings")
    assert "1 not reproduced" in only and "sets" not in only


def test_the_figure_counts_each_group_and_shows_in_how_many_sets_a_claim_holds():
    rows = [
        ("P1", "A", BUILT_IN, 0.36), ("P1", "A", BUILT_IN, 0.36), ("P2", "B", EMERGENT, 0.2),
        ("P3", "C", EMERGENT, 0.7), ("P4", "D", EMERGENT, np.nan),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["pattern", "claim", "origin", "sets_all_hold"])
    table["mechanism"] = verdicts.UNTESTED
    assert [claim["pattern"] for claim in figures.ordered(table)] == ["P3", "P2", "P4", "P1"]
    (axes,) = figures.ledger(table).axes
    emergent, built = (text.get_text() for text in axes.texts if ":" in text.get_text())
    assert "1 of 3" in emergent and "0 of 1" in built
    names = [label.get_text()[:1] for label in axes.get_yticklabels()]
    bars = {
        names[round(bar.get_y() + bar.get_height() / 2)]: bar.get_width() for bar in axes.patches
    }
    assert bars == {"A": 0.36, "B": 0.2, "C": 0.7}


def test_a_share_of_the_sets_has_its_word():
    shares = {0.9: "robust", 0.899: "mostly", 0.6: "mostly", 0.355: "rarely", 0.0: "hardly ever"}
    assert {share: verdicts.strength(share) for share in shares} == shares
    assert verdicts.strength(math.nan) == ""


def test_an_emergent_claim_that_no_set_judges_stands_with_the_emergent_ones(tmp_path):
    given = [
        ("P2", EMERGENT, 0.4, "", 45), ("P9", EMERGENT, np.nan, "", 0), ("P3", BUILT_IN, 0.9, "X", 100),
    ]  # fmt: skip
    rows = [
        {"pattern": pattern, "claim": "C", "origin": origin, "rule": rule or np.nan, "reason": np.nan,
         "sets_all_hold": share, "sets_judged": judged,
         "mechanism": verdicts.UNTESTED, "verdict": "reproduced", "effect": "bridges: more",
         **three(AHEAD), **three(AHEAD, "sets_")}
        for pattern, origin, share, rule, judged in given
    ]  # fmt: skip
    folder = planted(tmp_path / "study" / "one", "ledger", {"ledger": rows})
    blocks = report(StudyFolder(folder)).blocks
    found = {
        one.name: dict(one.cells[["claim", "holds in sets"]].to_numpy())
        for one in blocks
        if isinstance(one, Table) and "claim" in one.cells
    }
    assert {name: [*cells] for name, cells in found.items()} == {
        "emergent": ["C (P2)", "C (P9)"], "others": ["C (P3)"],
    }  # fmt: skip
    assert found["emergent"]["C (P2)"].endswith(" of 45") and found["emergent"]["C (P9)"] == "–"
    assert " of " not in found["others"]["C (P3)"]


def test_what_a_falsifier_leaves_is_said():
    row = ledger.ledger(tables(PLANTED, 1.0, 0.5), {}, [PLANTED]).iloc[0]
    assert carries(row["reason"], 50)
