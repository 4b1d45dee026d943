"""A report says no more than its tables' intervals allow, kind by kind; how it says so is not tested."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from experiments.reporting.assembly import report_of
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Figure
from tests.experiments.reported import (
    AHEAD,
    BEHIND,
    CULTURE,
    UNCLEAR,
    carries,
    carrying,
    claims,
    planted,
    saying,
    sensitivity,
    sentences,
    three,
)

# The interval in points, and what may be said of it: one that includes zero allows no claim.
GAPS = [
    pytest.param(AHEAD, (5, 2, 8), "more", id="ahead"),
    pytest.param(BEHIND, (5, 2, 8), "less", id="behind"),
    pytest.param(UNCLEAR, (1, 2, 4), "unclear", id="unclear"),
]
LEVEL = {"gain_mean": math.nan, "gain_low": math.nan, "gain_high": math.nan}


# ------------------------------------------------------------------- arms and the headline


def arms(folder, gap, compare=("team", "solos"), price=(7.0e3, 6.0e3, 8.0e3)):
    from experiments.studies.arms.summary import SECTIONS

    names = dict.fromkeys(row.outcome for rows in SECTIONS for row in rows)
    table = [
        {"arm": arm, **CULTURE, "outcome": name, **three(price if name == "money_per_point" else AHEAD)}
        | three(AHEAD, "gain_")
        for arm in ("none", "solos", "team")
        for name in names
    ]  # fmt: skip
    differences = [{"arm": "team", "reference": "solos", **CULTURE, **three(gap)}]
    return planted(
        folder, "arms", {"table": table, "differences": differences}, compare=list(compare)
    )


@pytest.mark.parametrize(("gap", "interval", "claim"), GAPS)
def test_arms_are_compared_as_their_interval_allows(tmp_path, gap, interval, claim):
    told = [one for one in carrying(arms(tmp_path, gap), *interval) if "solos" in one.lower()]
    assert told and all(claim in claims(one) for one in told if "interval" in one)
    if claim == "unclear":
        assert not any("better" in one or "worse" in one for one in told)


def test_a_pair_is_told_in_the_order_it_was_asked_for(tmp_path):
    (said, *_) = carrying(arms(tmp_path, AHEAD, compare=("solos", "team")), 5, 2, 8)
    assert said.lower().index("solos") < said.index("team") and "less" in claims(said)


def test_an_arm_without_a_clear_gain_has_no_price(tmp_path):
    assert not carrying(arms(tmp_path / "none", AHEAD, price=(math.nan,) * 3), 7, 6, 8)
    assert carrying(arms(tmp_path / "dear", AHEAD), 7, 6, 8)


def headline(folder, gap, ahead=0.3, behind=0.2, many=200, **said):
    others = ("solos", "single_matched", "single", "none")
    sets = {"sets_q05": -0.1, "sets_q50": 0.02, "sets_q95": 0.3, "sets_behind": 0.4}
    sets |= {"sets_clearly_ahead": ahead, "sets_clearly_behind": behind}
    rows = [
        {"other": other, "moment": moment, "n": 40, "worlds_behind": 0.25, **three(gap), **sets}
        for other in others
        for moment in ("end", "followup")
    ]
    said = {"ensemble": "plausible", "set_replicates": 16} | said
    members = {"sets": [{"set": number} for number in range(many)]} if many else {}
    return planted(folder, "headline", {"headline": rows} | members, **said)


@pytest.mark.parametrize(("gap", "interval", "claim"), GAPS)
def test_the_headline_leads_with_what_its_intervals_allow(tmp_path, gap, interval, claim):
    (lead, *_) = carrying(headline(tmp_path, gap), *interval)
    assert claim in claims(lead)
    if claim == "unclear":
        assert "better" not in lead and "worse" not in lead


@pytest.mark.parametrize(
    ("ahead", "behind", "claim"),
    [
        (0.6, 0.1, "more"), (0.1, 0.6, "less"), (0.5, 0.5, "unclear"),
        (0.1, 0.565, "unclear"),  # 49.6% to 63.2%
    ],
)  # fmt: skip
def test_most_parameter_sets_must_be_clear_for_a_claim_over_them(tmp_path, ahead, behind, claim):
    (found,) = saying(headline(tmp_path, AHEAD, ahead, behind), "most plausible")
    assert claim in claims(found.partition(":")[0].partition(",")[0])


def test_shares_of_sets_have_intervals_and_none_looks_like_half_that_is_not(tmp_path):
    assert carrying(headline(tmp_path, AHEAD, 0.12, 0.565), 12, 8, 17, 56.5, 49.6, 63.2)


def test_that_a_team_beats_nobody_is_no_finding_over_sets_chosen_for_it(tmp_path):
    def leads(folder):
        """The arms against which the team is said to be clearly ahead in most sets."""
        (found, *_) = [one for one in saying(folder, "most") if "more" in claims(one)]
        return found

    assert "no brokers" not in leads(headline(tmp_path / "plausible", AHEAD, 0.9, 0.0))
    mine = headline(tmp_path / "mine", AHEAD, 0.9, 0.0, ensemble="mine.csv")
    assert "no brokers" in leads(mine) and "mine.csv" in leads(mine)
    assert not saying(mine, "plausible parameter sets:")


def test_a_broker_who_costs_less_is_said_to(tmp_path):
    assert carrying(headline(tmp_path, AHEAD, 0.9, 0.0), 104, 119_586, 364)


def test_how_often_the_team_is_behind_has_its_intervals(tmp_path):
    folder = headline(tmp_path, AHEAD)
    for share in ((40, 33, 47), (25, 14, 40)):
        assert any("less" in claims(one) for one in carrying(folder, *share))


def test_parameter_sets_with_one_run_each_are_not_called_clear(tmp_path):
    folder = headline(tmp_path, AHEAD, set_replicates=1)
    assert not saying(folder, "clearly better in") and not saying(folder, "in most")


# ------------------------------------------------------------------- the other kinds


def test_a_sweep_counts_points_by_what_their_interval_says(tmp_path):
    gaps = [AHEAD, BEHIND, UNCLEAR, AHEAD]
    rows = [
        {"point": number, "arm": "team", "reference": "solos", **CULTURE, **three(gap)}
        for number, gap in enumerate(gaps)
    ]
    points = [{"point": number, "brokers.fte": number / 10} for number in range(len(gaps))]
    folder = planted(tmp_path, "sweep", {"sweep": rows, "points": points})
    counted = [
        one for one in carrying(folder, 2, 4, 1) if claims(one) == {"more", "less", "unclear"}
    ]
    assert counted
    assert any("less" in claims(one) and "0.1" in one for one in carrying(folder, 5, 8, 2))
    rows[0]["reference"] = ""
    only = planted(tmp_path / "one", "sweep", {"sweep": rows[:1], "points": points[:1]})
    assert not any(claims(one) >= {"more", "less", "unclear"} for one in carrying(only, 1))


def test_mechanisms_are_sorted_by_what_their_interval_says(tmp_path):
    shares = {"support": AHEAD, "pooling": BEHIND, "handover": UNCLEAR, "team less solos": UNCLEAR}
    rows = [
        {"outcome": outcome, "order": 1, "mechanism": name, "n": 20, **three(share)}
        for outcome in ("culture", "bids", "decisions")
        for name, share in shares.items()
    ]
    folder = planted(tmp_path, "mechanisms", {"mechanisms": rows})
    (said, *_) = [one for one in carrying(folder, 5, 2, 8, 1, 4) if "handover" in one]
    for name, claim in (("support", "more"), ("pooling", "less"), ("handover", "unclear")):
        assert claim in claims(said.partition(name)[2].partition(")")[2].partition(";")[0]), said


def test_futures_differ_only_where_their_interval_says_so(tmp_path):
    gaps = {"later": BEHIND, "now": AHEAD, "amid": UNCLEAR}
    rows = [
        {"future": name, "reference": "nothing", **CULTURE, **three(gap)}
        for name, gap in gaps.items()
    ]
    (said, *_) = [
        one for one in carrying(planted(tmp_path, "futures", {"futures": rows}), 5, 2, 8)
        if all(name in one for name in gaps)
    ]  # fmt: skip
    for name, claim in (("later", "less"), ("now", "more"), ("amid", "unclear")):
        assert claim in claims(said.partition(name)[2].partition(")")[0]), said


def claim(key, verdict, holds, share):
    row = {
        "pattern": key,
        "claim": f"Claim {key}",
        "effect": "e",
        "holds": holds,
        "verdict": verdict,
    }
    row |= {"reason": "", "sets_hold": share, "sets_all_hold": share}
    row |= {"strength": "robust" if share > 0.9 else "rarely"}
    return row | three(AHEAD if holds else UNCLEAR) | three((0, 0, 0), "falsifier_")


def test_the_ledger_counts_claims_and_names_those_that_hold_everywhere(tmp_path):
    rows = [claim("P1", "reproduced", True, 0.95), claim("P2", "not reproduced", False, 0.2)]
    sets = [{"set": number} for number in range(100)]
    folder = planted(tmp_path, "ledger", {"ledger": rows, "sets": sets}, ensemble="plausible")
    told = carrying(folder, 1, 2)  # one of two claims
    assert any("60" in one for one in told)
    for key in ("P1", "P2"):
        assert [one for one in told if key in one and "sets" in one]


@pytest.mark.parametrize("low", [0.2, -0.1])
def test_a_setting_matters_only_where_its_index_is_clear(tmp_path, low):
    folder = sensitivity(tmp_path, low)
    named = [one for one in sentences(folder) if "brokers.fte" in one and "variance" in one]
    assert bool(named) is False or low > 0
    assert carrying(folder, 50, 40, 60)  # what is stochastic
    assert not carrying(folder, 0.40, 0.60)  # how large, no sample of this size can tell


def test_how_large_shares_are_is_said_only_of_a_sample_that_is_large_enough(tmp_path):
    folder = sensitivity(tmp_path, 0.35)
    sizes = pd.read_csv(folder / "sample_size.csv")
    sizes.assign(low=0.35, high=0.45).to_csv(folder / "sample_size.csv", index=False)
    assert [one for one in carrying(folder, 0.40, 0.35, 0.60) if "brokers.fte" in one]


def decision(folder, clear=True, low=0.6, high=0.9):
    rule = {"other": "solos", "holds": True, "method": "prim", "rule": "budget at most 90"}
    rule |= {
        f"{part}_{name}": 0.7 for part in ("in", "out") for name in ("mass", "density", "coverage")
    }
    rule |= {"in_base": 0.5, "clear": clear, "out_low": 0.6, "out_high": 0.8, "out_base": 0.5}
    rule |= {"out_lift": 0.2, "out_lift_low": 0.1, "out_lift_high": 0.3}
    place = {"map": "a and b", "x_step": "1", "y_step": "2", "other": "solos", "sets": 9}
    place |= {"x_label": "A", "y_label": "B", "ahead": 0.6, "tied": 0.2, "behind": 0.2}
    place |= {"lead": 1.5, "lead_low": 0.5, "lead_high": 2.5, "runs": 2, "condition": "with C"}
    regret = {
        "measure": "points",
        "worth": 1.0,
        "best_in": 0.5,
        "mean": 1.0,
        "low": 0.5,
        "high": 1.5,
    }
    regret |= {"more": 0.0, "more_low": 0.0, "more_high": 0.0}
    plan = {"circumstances": "as they are", "arm": "team", "size": 5, "fte": 0.5, "weeks": 104}
    plan |= {"money": 2e5, "critical": 0.25, "search_agrees": True, "edges": ""}
    plan |= {"anew": 40, "chosen_in": 200, "plans": 693}
    plan |= {"settings": "the default settings", "worlds": 200, "set_runs": 2}
    for name in ("share", "in_worlds", "in_sets"):
        plan |= {name: 0.6, f"{name}_low": 0.5, f"{name}_high": 0.7}
    plan |= {"dearer": 1e4, "dearer_low": -2e4, "dearer_high": 3e4}
    agreed = {"other": "solos", "judged_by": "more people", "wins": 0.4, "halves_agree": 0.8}
    agreed |= {"ahead": 0.35, "tied": 0.1, "behind": 0.55}
    agreed |= {
        "wins_low": 0.31,
        "wins_high": 0.5,
        "halves_agree_low": 0.71,
        "halves_agree_high": 0.87,
    }
    agreed |= {"by_chance": 0.52, "sought_in": 50, "sought_ahead": 22}
    tables = {
        "rules": [rule], "maps": [{**place, "probability": 0.7, "low": low, "high": high}],
        "regret": [{"arm": "team", **regret}], "cheapest": [plan],
        "agreement": [{**agreed, "scenarios": 100}],
    }  # fmt: skip
    return planted(folder, "decision", tables, ensemble="plausible")


@pytest.mark.parametrize("clear", [True, False])
def test_a_rule_is_told_only_if_it_holds_out_of_sample(tmp_path, clear):
    told = saying(decision(tmp_path, clear), "budget at most 90")
    assert bool([one for one in told if carries(one, 70, 60, 80)]) is clear


@pytest.mark.parametrize(
    ("low", "high", "above", "below"), [(0.6, 0.9, 1, 0), (0.1, 0.4, 0, 1), (0.4, 0.6, 0, 0)]
)
def test_a_place_on_a_map_counts_only_if_its_chance_is_clear(tmp_path, low, high, above, below):
    (said,) = [one for one in saying(decision(tmp_path, low=low, high=high), "with C")]
    assert said.count("(1: 2)") == above + below
    assert not below or said.index("(1: 2)") > said.index("none")


def test_shares_of_scenarios_have_intervals_and_stand_beside_chance(tmp_path):
    folder = decision(tmp_path)
    assert carrying(folder, 40, 31, 50, 100) and carrying(folder, 80, 71, 87, 52)
    assert carrying(folder, 35, 10)  # ahead, tied


def test_costs_of_plans_are_told_as_their_interval_allows(tmp_path):
    assert any("unclear" in claims(one) for one in carrying(decision(tmp_path), 10_000))


def test_of_several_rules_who_decides_reads_clear_ones_only(tmp_path):
    folder = decision(tmp_path)
    rules = pd.read_csv(folder / "rules.csv")
    better = rules.assign(rule="budget at most 70", in_density=0.9)
    unclear = rules.assign(rule="budget at least 50", in_density=0.95, clear=False)
    pd.concat([rules, better, unclear]).to_csv(folder / "rules.csv", index=False)
    assert [one for one in saying(folder, "budget at most 70") if carries(one, 70, 60, 80)]
    assert not [one for one in saying(folder, "budget at least 50") if carries(one, 70, 60, 80)]


def test_a_map_is_told_by_its_axes(tmp_path):
    folder = decision(tmp_path)
    rows = pd.read_csv(folder / "maps.csv")
    many = pd.concat([rows.assign(x_step=step) for step in range(30)])
    many.assign(map="size and embedding").to_csv(folder / "maps.csv", index=False)
    (folder / "map_size_embedding.png").write_bytes(b"")
    report = report_of([StudyFolder(folder)])
    (table,) = [one for one in report.tables if one.name == "map_size_embedding"]
    assert list(table.cells.columns)[:2] == ["A", "B"]
    figure = next(one for one in (*report.summary, *report.body) if isinstance(one, Figure))
    assert carries(figure.caption, 30) and "A" in figure.alt and "B" in figure.alt


def test_a_study_of_decisions_that_found_no_rule_says_so(tmp_path):
    folder = decision(tmp_path)
    head = (folder / "rules.csv").read_text(encoding="utf-8").partition("\n")[0]
    (folder / "rules.csv").write_text(f"{head}\n", encoding="utf-8")
    assert saying(folder, "rule") and not saying(folder, "budget at most")
