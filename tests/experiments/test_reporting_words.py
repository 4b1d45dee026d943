"""A report says no more than its tables' intervals allow, kind by kind."""

from __future__ import annotations

import itertools
import math
import re

import pandas as pd
import pytest

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.labels import axis_label
from experiments.reporting.assembly import part_of, report_of
from experiments.store.study_folder import StudyFolder
from experiments.studies.arms.report import LINES
from experiments.studies.ledger.patterns import PATTERNS
from tests.experiments.reported import (
    AHEAD,
    BEHIND,
    CULTURE,
    ESTIMATE,
    UNCLEAR,
    carries,
    numbers,
    planted,
    saying,
    three,
)

CLAIMS = ("better", "worse", " more", "fewer")


# ------------------------------------------------------------------- arms and the headline

LEVEL = {"gain_mean": math.nan, "gain_low": math.nan, "gain_high": math.nan}


def arms(folder, gap, compare=("team", "solos"), price=(7.0e3, 6.0e3, 8.0e3), arms=tuple(NAMES)):
    names = dict.fromkeys(line.outcome for line in LINES)
    table = [
        {"arm": arm, **CULTURE, "outcome": name, **three(price if name == "money_per_point" else AHEAD)}
        | three(AHEAD, "gain_")
        for arm in ("none", "single", "single_matched", "solos", "team")
        for name in names
    ]  # fmt: skip
    differences = [{"arm": "team", "reference": "solos", **CULTURE, **three(gap)}]
    return planted(
        folder,
        "arms",
        {"table": table, "differences": differences},
        compare=list(compare),
        arms=list(arms),
    )


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (AHEAD, "higher with the team than with solos"),
        (BEHIND, "lower with the team than with solos"),
        (UNCLEAR, "no clear difference between the team and solos"),
    ],
)
def test_arms_are_compared_as_their_interval_allows(tmp_path, gap, words):
    arms(tmp_path, gap)
    assert saying(tmp_path, words)
    others = {"higher with the team", "lower with the team", "no clear difference between"}
    for other in others - {next(one for one in others if one in words)}:
        assert not saying(tmp_path, other)


@pytest.mark.parametrize(
    ("compare", "beside"),
    [
        (("team", "solos"), "single_matched"), (("solos", "team"), "single_matched"),
        (("team", "single_matched"), "solos"), (("team", "none"), ""),
    ],
)  # fmt: skip
def test_the_first_answer_on_arms_at_equal_cost_leaves_none_of_them_out(tmp_path, compare, beside):
    folder = arms(tmp_path, AHEAD, compare=compare)
    rows = [
        {"arm": first, "reference": second, **CULTURE, **three(BEHIND)}
        for first, second in itertools.combinations([*NAMES][::-1], 2)
    ]
    planted(folder, "arms", {"differences": rows}, compare=list(compare), arms=[*NAMES])
    first, *others = part_of(StudyFolder(folder)).answer
    named = {arm for arm, name in IN_SENTENCES.items() if re.search(rf"with {name}\b", first)}
    assert named == {*compare, beside} - {""}
    assert len(numbers(first)) > len(numbers(others[0])) if beside else beside == ""


def test_a_pair_that_was_asked_for_the_other_way_round_is_told_so(tmp_path):
    folder = arms(tmp_path, AHEAD, compare=("solos", "team"))
    assert saying(folder, "lower with solos than with the team")


def test_the_table_of_arms_has_levels_gains_and_costs_with_intervals(tmp_path):
    (found,) = (
        one
        for one in report_of([StudyFolder(arms(tmp_path, AHEAD))]).tables
        if one.name == "outcomes"
    )
    cells = found.cells.set_index("Outcome")
    assert list(cells.columns) == list(NAMES.values())
    level, gain = cells.iloc[0], cells.iloc[1]
    assert (
        (level == "5.0%").all() and gain["no brokers"] == "" and gain["team"] == "+5.0 (2.0 to 8.0)"
    )
    assert cells.loc["– per point, week 104"]["team"] == "7.0 (6.0 to 8.0)"
    assert cells.loc["FTE-weeks planned"].tolist() == ["0", "104", "364", "364", "364"]


def test_what_was_not_run_is_not_compared(tmp_path):
    folder = arms(tmp_path, AHEAD, compare=("team", "single"), arms=["none", "solos", "team"])
    assert saying(folder, "did not run") and saying(folder, "compare=[team,solos]")
    assert saying(arms(tmp_path / "one", AHEAD, arms=["none"]), "Only one arm ran")


def test_an_arm_without_a_clear_gain_has_no_price(tmp_path):
    folder = arms(tmp_path, AHEAD, price=(math.nan,) * 3)
    assert saying(folder, "With the team there is no clear gain")
    assert saying(arms(tmp_path / "dear", AHEAD), "£7,000 (6,000 to 8,000)")


def test_prices_are_compared_as_their_intervals_allow(tmp_path):
    folder = arms(tmp_path, AHEAD)
    table = pd.read_csv(folder / "table.csv")
    for arm, price in {"solos": 9e3, "single_matched": 5e3, "single": 7.5e3}.items():
        rows = (table["arm"] == arm) & (table["outcome"] == "money_per_point")
        table.loc[rows, list(ESTIMATE)] = [price, price - 500, price + 500]
    table.to_csv(folder / "table.csv", index=False)
    (said,) = saying(folder, "percentage point gained")
    _, less, more, alike = said.split(";")
    assert "less than with solos" in less and "more than with single brokers at equal" in more
    assert "not clearly" in alike and "the single broker" in alike


def headline(folder, gap, ahead=0.3, behind=0.2, many=200, **said):
    others = ("solos", "single_matched", "single", "none")
    sets = {"sets_q05": -0.1, "sets_q50": 0.02, "sets_q95": 0.3, "sets_behind": 0.4}
    sets |= {"sets_clearly_ahead": ahead, "sets_clearly_behind": behind}
    rows = [
        {"other": other, "moment": moment, "n": 40, "worlds_behind": 0.25, **three(gap), **sets}
        for other in others
        for moment in ("end", "followup")
    ]
    said = {"arms": [], "compare": ["", ""], "ensemble": "plausible", "set_replicates": 16} | said
    ends = {"solos": 0.02, "single_matched": -0.1, "single": 0.1, "none": 0.2}
    members = [
        {"set": number, "other": other, "end": end, "end_low": end - 0.04, "end_high": end + 0.04}
        for number in range(many)
        for other, end in ends.items()
    ]
    spread = {
        "q25": 0.2,
        "q50": 0.5,
        "q75": 0.9,
        "critical_mass": 0.88,
        "below": 0.07,
        "above": 0.48,
    }
    runs = [
        {"runs": which, "arm": arm, "n": 40, **spread | {"q50": level}}
        for which, levels in (("own", 5 * [0.5]), ("sets", [0.21, 0.16, 0.43, 0.07, 0.0]))
        for arm, level in zip(("team", *others), levels, strict=True)
    ]
    tables = {"headline": rows, "runs": runs} | ({"sets": members} if many else {})
    return planted(folder, "headline", tables, **said)


def test_without_parameter_sets_the_report_says_that_it_rests_on_one(tmp_path):
    assert saying(arms(tmp_path, AHEAD), "No study in this report was run over the plausible")
    assert not saying(headline(tmp_path / "sets", AHEAD), "No study in this report was run over")


# ------------------------------------------------------------------- the other kinds


def test_a_sweep_counts_points_by_what_their_interval_says(tmp_path):
    gaps = [AHEAD, BEHIND, UNCLEAR, AHEAD]
    rows = [
        {"point": number, "arm": "team", "reference": "solos", **CULTURE, **three(gap)}
        for number, gap in enumerate(gaps)
    ]
    points = [{"point": number, "brokers.fte": number / 10} for number in range(len(gaps))]
    folder = planted(tmp_path, "sweep", {"sweep": rows, "points": points})
    (said,) = part_of(StudyFolder(folder)).answer
    counted, _, range_ = said.partition(". ")
    assert numbers(counted) == [2, 4, 1]
    label = axis_label("brokers.fte")
    low, high = range_.split(" to +5.0 ")
    assert "-5.0 (-8.0 to -2.0) percentage points" in low and f"{label}: 0.1" in low
    assert "(2.0 to 8.0) percentage points" in high and f"{label}: 0.3" in high


def test_mechanisms_are_sorted_by_what_their_interval_says(tmp_path):
    shares = {"support": AHEAD, "pooling": BEHIND, "handover": UNCLEAR, "team less solos": UNCLEAR}
    rows = [
        {"outcome": outcome, "order": 1, "mechanism": name, "n": 20, **three(share)}
        for outcome in ("culture", "bids", "decisions")
        for name, share in shares.items()
    ]
    folder = planted(tmp_path, "mechanisms", {"mechanisms": rows})
    assert saying(folder, "does not differ clearly between team and solos")
    for total, side in ((AHEAD, "ahead of solos"), (BEHIND, "behind solos")):
        ones = [row | three(total) for row in rows]
        told, *_ = saying(planted(tmp_path / side, "mechanisms", {"mechanisms": ones}), side)
        assert carries(told, 5, 2, 8) and not {"+", "-"} & {*told}
    assert saying(
        folder, "The largest contribution to the team's lead over solos is that of support: +5.0"
    )
    assert saying(folder, "The contributions of pooling are negative with the default settings.")
    assert saying(folder, "handover are not clearly different from zero with the default settings.")
    assert saying(folder, "One of the 2 other contributions is negative")
    rows = [row for row in rows if row["mechanism"] != "pooling"]
    folder = planted(tmp_path, "mechanisms", {"mechanisms": rows})
    assert not saying(folder, "other contribution")
    rows = [row | (three(BEHIND) if row["mechanism"] == "handover" else {}) for row in rows]
    (first, *_) = saying(planted(tmp_path, "mechanisms", {"mechanisms": rows}), "All other")
    assert "with that of support they sum to the lead" in first


def test_futures_differ_only_where_their_interval_says_so(tmp_path):
    gaps = {"later": BEHIND, "now": AHEAD, "amid": UNCLEAR}
    rows = [
        {"future": name, "reference": "nothing", **CULTURE, **three(gap)}
        for name, gap in gaps.items()
    ]
    tables, said = {"futures": rows}, {"reference": "nothing"}
    answer = part_of(StudyFolder(planted(tmp_path, "futures", tables, **said))).answer
    assert any("lower with 'later' than with 'nothing'" in one for one in answer)
    assert any("higher with 'now' than with 'nothing'" in one for one in answer)
    assert any("no clear difference between 'amid' and 'nothing'" in one for one in answer)


def claim(key, origin, holds, share):
    row = {
        "pattern": key, "claim": f"Claim {key}", "rule": "", "origin": origin, "account": True,
        "sets_all_hold": share, "sets_judged": 100, "mechanism": "vanish", "reason": "", "effect": "e",
        "strength": "robust" if share > 0.9 else "rarely", "provided": False, "sets_hold": share,
        "verdict": "reproduced" if holds else "not reproduced",
    }  # fmt: skip
    values = AHEAD if holds else UNCLEAR
    row |= three(values) | three(values, "sets_")
    return row | three((0, 0, 0), "falsifier_") | three((0, 0, 0), "sets_falsifier_")


LEDGER = [claim("P1", "emergent", True, 0.95), claim("P2", "built in", False, 0.2)]


def test_the_ledger_counts_claims_beginning_with_those_that_hold_over_the_sets(tmp_path):
    sets = [{"set": number} for number in range(100)]
    folder = planted(tmp_path, "ledger", {"ledger": LEDGER, "sets": sets}, ensemble="plausible")
    assert saying(folder, "Of the 1 reported claims that no rule states (emergent), 1 holds")
    assert saying(folder, "1 claims are reproduced. The others: 1 not reproduced.")
    assert saying(
        folder, "1 of 2 claims hold in clearly fewer than half of the plausible parameter sets."
    )
    overview, emergent = part_of(StudyFolder(folder)).shown
    assert [*overview.cells.iloc[:, 1:].astype(int).sum()] == [1, 1]
    assert [*emergent.cells.iloc[:, 0]] == ["Claim P1 (P1)"]
    assert len(PATTERNS) > 2  # the counts are the table's, not the program's
