"""A report says no more than its tables' intervals allow, kind by kind."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from experiments.methods.estimates import Estimate
from experiments.reporting.assembly import report_of
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Figure
from experiments.studies.decision import report as decisions
from experiments.studies.decision import words
from experiments.studies.ledger.patterns import PATTERNS
from tests.experiments.reported import (
    AHEAD,
    BEHIND,
    CULTURE,
    UNCLEAR,
    planted,
    saying,
    sensitivity,
    sentences,
    three,
)

CLAIMS = ("better", "worse", " more", "fewer")


# ------------------------------------------------------------------- the phrases


@pytest.mark.parametrize(
    ("values", "said", "reads"),
    [
        ((4.7, 3.5, 6.0), "4.7 points more (95% interval 3.5 to 6.0)", "more"),
        ((-4.7, -6.0, -3.5), "4.7 points fewer (95% interval 3.5 to 6.0)", "less"),
        ((1.0, -2.0, 4.0), "no clear difference (95% interval -2.0 to 4.0 points)", "no clear difference"),
        ((1.0, 0.0, 2.0), "no clear difference (95% interval 0.0 to 2.0 points)", "no clear difference"),
        ((0.0, 0.0, 0.0), "no difference (all runs are alike)", "no difference"),
        ((1.0, math.nan, math.nan), "no clear difference (there is no interval)", "no clear difference"),
    ],
)  # fmt: skip
def test_a_difference_in_words_is_clear_only_where_its_interval_is(values, said, reads):
    gap = Estimate(*values, n=10)
    assert phrases.difference(gap, "points") == said
    assert phrases.reads(gap) == reads


def test_an_end_that_is_not_zero_does_not_look_so_and_zero_has_no_minus():
    assert phrases.interval(Estimate(2.0, 0.004, 4.0, 9)) == "+2.000 (0.004 to 4.000)"
    assert phrases.interval(Estimate(-0.0004, -0.2, 0.2, 9)) == "+0.0 (-0.2 to 0.2)"
    assert phrases.interval(Estimate(5.0, 4.0, 6.0, 9), sign="") == "5.0 (4.0 to 6.0)"
    assert phrases.interval(Estimate(5.0, math.nan, math.nan, 1)) == "+5.0 (no interval)"
    assert phrases.interval(Estimate(math.nan, math.nan, math.nan, 0)) == "–"


def test_a_difference_taken_the_other_way_round_keeps_its_interval_in_order():
    assert phrases.less(Estimate(2.0, 1.0, 4.0, 9)) == Estimate(-2.0, -4.0, -1.0, 9)


# ------------------------------------------------------------------- arms and the headline

LEVEL = {"gain_mean": math.nan, "gain_low": math.nan, "gain_high": math.nan}


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


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (AHEAD, "The team does better than solos: at the end of the contracts (week 104), 5.0"),
        (BEHIND, "The team does worse than solos: at the end of the contracts (week 104), 5.0"),
        (UNCLEAR, "No clear difference between the team and solos"),
    ],
)
def test_arms_are_compared_as_their_interval_allows(tmp_path, gap, words):
    arms(tmp_path, gap)
    assert saying(tmp_path, words)
    others = {"does better than solos", "does worse than solos", "No clear difference between"}
    for other in others - {next(one for one in others if one in words)}:
        assert not saying(tmp_path, other)


def test_a_pair_that_was_asked_for_the_other_way_round_is_told_so(tmp_path):
    folder = arms(tmp_path, AHEAD, compare=("solos", "team"))
    assert saying(
        folder, "Solos do worse than the team: at the end of the contracts (week 104), 5.0"
    )


def test_an_arm_without_a_clear_gain_has_no_price(tmp_path):
    folder = arms(tmp_path, AHEAD, price=(math.nan,) * 3)
    assert "has no clear gain" in saying(folder, "Money per percentage point")[0]
    dear = arms(tmp_path / "dear", AHEAD)
    assert "the team 7.0 (6.0 to 8.0)" in saying(dear, "Money per percentage point")[0]


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


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (AHEAD, "the team does better than solos"),
        (BEHIND, "the team does worse than solos"),
        (UNCLEAR, "the team is not clearly different from solos"),
    ],
)
def test_the_headline_leads_with_what_its_intervals_allow(tmp_path, gap, words):
    folder = headline(tmp_path, gap)
    assert len(saying(folder, words)) == 1
    if gap is UNCLEAR:
        lead = saying(folder, words)[0]
        assert not any(claim in lead for claim in ("better", "worse"))


@pytest.mark.parametrize(
    ("ahead", "behind", "words"),
    [
        (0.6, 0.1, "Clearly better in most plausible parameter sets: against solos"),
        (0.1, 0.6, "Clearly worse in most plausible parameter sets: against solos"),
        (0.5, 0.5, "Open, as it is not sure that most plausible parameter sets are clear in one"),
        (0.1, 0.565, "Open, as it is not sure that most plausible parameter sets are clear in one"),
    ],
)
def test_most_parameter_sets_must_be_clear_for_a_claim_over_them(tmp_path, ahead, behind, words):
    folder = headline(tmp_path, AHEAD, ahead, behind)
    (found,) = saying(folder, "most plausible")
    assert found.startswith(words)


def test_shares_of_sets_have_intervals_and_none_looks_like_half_that_is_not(tmp_path):
    (said,) = saying(headline(tmp_path, AHEAD, 0.12, 0.565), "is not sure that most")
    assert "better in 12% (8% to 17%), worse in 56.5% (49.6% to 63.2%)" in said
    assert phrases.in_percent(Estimate(0.9959, 0.972, 0.999, 9)) == "99.6% (97.2% to 99.9%)"
    assert phrases.in_percent(phrases.sampled(1.0, 200)) == "100% (98% to 100%)"
    assert phrases.in_percent(phrases.sampled(0.25, 0)) == "25%"  # of how many is not known
    assert phrases.in_percent(phrases.sampled(math.nan, 9)) == "–"


def test_that_a_team_beats_nobody_is_no_finding_over_sets_chosen_for_it(tmp_path):
    folder = headline(tmp_path / "plausible", AHEAD, 0.9, 0.0)
    (most,) = saying(folder, "Clearly better in most plausible")
    assert "no brokers" not in most and saying(folder, "beats no brokers is no finding")
    folder = headline(tmp_path / "mine", AHEAD, 0.9, 0.0, ensemble="mine.csv")
    (most,) = saying(folder, "Clearly better in most parameter sets of the ensemble `mine.csv`")
    assert "no brokers" in most and not saying(folder, "no finding")
    assert not saying(folder, "most plausible")


def test_a_broker_who_costs_less_is_said_to(tmp_path):
    folder = headline(tmp_path, AHEAD, 0.9, 0.0)
    words = "one full-timer, which costs less (104 FTE-weeks, £119,586 against 364 FTE-weeks"
    assert words in saying(folder, "Clearly better in most")[0]
    assert words in saying(folder, "By the end of the contracts, with the default")[0]
    assert "unconnected full-timers for the same money, which" not in " ".join(sentences(folder))


def test_how_often_the_team_is_behind_opens_the_summary(tmp_path):
    (said, *_) = saying(headline(tmp_path, AHEAD), "The team has less than solos")
    assert "in 40% (33% to 47%) of the plausible parameter sets" in said
    assert "in 25% (14% to 40%) of single worlds with the default settings" in said


def test_who_decides_reads_no_names_of_settings():
    said = phrases.meaning("team.mate_introduction")
    assert said == f"`team.mate_introduction` ({phrases.described('team.mate_introduction')})"
    plain = phrases.plainly(f"Higher {said} (prim).")
    assert "`" not in plain and "team." not in plain and "prim" not in plain
    assert phrases.described("team.mate_introduction")[1:] in plain


def test_parameter_sets_with_one_run_each_are_not_called_clear(tmp_path):
    folder = headline(tmp_path, AHEAD, set_replicates=1)
    assert saying(folder, "no set is clear by itself")
    assert not saying(folder, "clearly better in")
    assert not saying(folder, "in most")


def test_without_parameter_sets_the_report_says_that_it_rests_on_one(tmp_path):
    assert saying(arms(tmp_path, AHEAD), "No study of this report was run over the plausible")
    assert not saying(headline(tmp_path / "sets", AHEAD), "No study of this report was run over")


# ------------------------------------------------------------------- the other kinds


def test_a_sweep_counts_points_by_what_their_interval_says(tmp_path):
    gaps = [AHEAD, BEHIND, UNCLEAR, AHEAD]
    rows = [
        {"point": number, "arm": "team", "reference": "solos", **CULTURE, **three(gap)}
        for number, gap in enumerate(gaps)
    ]
    points = [{"point": number, "brokers.fte": number / 10} for number in range(len(gaps))]
    folder = planted(tmp_path, "sweep", {"sweep": rows, "points": points})
    said = saying(folder, "clearly more at")
    counts = "clearly more at 2 of 4 points, clearly less at 1, no clear difference at 1"
    assert said and all(counts in one for one in said)
    assert saying(folder, "Clearly less at `brokers.fte=0.1` -5.0 (-8.0 to -2.0) points.")
    assert saying(folder, "No clear difference at `brokers.fte=0.2`")


def test_a_sweep_that_did_not_run_the_compared_arms_says_so(tmp_path):
    rows = [{"point": 0, "arm": "team", "reference": "", **CULTURE, **three(AHEAD)}]
    points = [{"point": 0, "brokers.fte": 0.5}]
    folder = planted(tmp_path, "sweep", {"sweep": rows, "points": points})
    assert saying(folder, "team and solos were not compared.")


def test_mechanisms_are_sorted_by_what_their_interval_says(tmp_path):
    shares = {"support": AHEAD, "pooling": BEHIND, "handover": UNCLEAR, "team less solos": UNCLEAR}
    rows = [
        {"outcome": outcome, "order": 1, "mechanism": name, "n": 20, **three(share)}
        for outcome in ("culture", "bids", "decisions")
        for name, share in shares.items()
    ]
    folder = planted(tmp_path, "mechanisms", {"mechanisms": rows})
    said = saying(folder, "runs of its own, the team has no clear difference")[0]
    assert "support +5.0 (2.0 to 8.0) adds" in said
    assert "pooling -5.0 (-8.0 to -2.0) takes away" in said
    assert "handover +1.0 (-2.0 to 4.0) makes no clear difference" in said


def test_futures_differ_only_where_their_interval_says_so(tmp_path):
    gaps = {"later": BEHIND, "now": AHEAD, "amid": UNCLEAR}
    rows = [
        {"future": name, "reference": "nothing", **CULTURE, **three(gap)}
        for name, gap in gaps.items()
    ]
    (said, *_) = saying(planted(tmp_path, "futures", {"futures": rows}), "against nothing")
    assert "later 5.0 points fewer" in said and "now 5.0 points more" in said
    assert "amid no clear difference" in said


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
    (said, *_) = saying(folder, "Claims of the case study")
    assert "1 of 2 claims: reproduced at the defaults, and each holds in at least 60%" in said
    assert "The others, at the defaults: 1 not reproduced." in said
    assert saying(
        folder,
        "1 of 2 claims are positive in nearly all plausible parameter sets (at least 90%): Claim P1 (P1).",
    )
    assert saying(
        folder,
        "1 of 2 claims are positive in surely fewer than half of the plausible parameter sets: "
        "Claim P2 (P2).",
    )
    assert len(PATTERNS) > 2  # the counts are the table's, not the program's


@pytest.mark.parametrize(
    ("low", "words"),
    [
        (
            0.2,
            "of the 1 settings that vary, 1 have a part in it by their 95% intervals: `brokers.fte`",
        ),
        (-0.1, "No setting clearly has a share in the variance of the team's lead"),
    ],
)
def test_a_setting_matters_only_where_its_index_is_clear(tmp_path, low, words):
    folder = sensitivity(tmp_path, low)
    assert saying(folder, words)
    assert saying(folder, "luck is 50% (40% to 60%)")
    assert saying(folder, "The sample is not large enough")
    assert not saying(folder, "hangs on `brokers.fte`")


def test_how_large_shares_are_is_said_only_of_a_sample_that_is_large_enough(tmp_path):
    folder = sensitivity(tmp_path, 0.35)
    sizes = pd.read_csv(folder / "sample_size.csv")
    sizes.assign(low=0.35, high=0.45).to_csv(folder / "sample_size.csv", index=False)
    assert saying(folder, f"hangs on {phrases.meaning('brokers.fte')}")
    assert saying(folder, "0.40 (0.35 to 0.60): shares of the variance")
    several = pd.concat([pd.read_csv(folder / "indices.csv")] * 6)
    several.to_csv(folder / "indices.csv", index=False)
    assert saying(folder, "and 3 more: shares of the variance")


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
    folder = decision(tmp_path, clear)
    assert (
        bool(saying(folder, "Where budget at most 90, the team makes more people practise"))
        is clear
    )
    none = (
        "No rule for where the team makes more people practise than solos is clear out of sample."
    )
    assert bool(saying(folder, none)) is not clear


@pytest.mark.parametrize(
    ("low", "high", "above", "below"),
    [(0.6, 0.9, "1 (1: 2)", "none"), (0.1, 0.4, "none", "1 (1: 2)"), (0.4, 0.6, "none", "none")],
)
def test_a_place_on_a_map_counts_only_if_its_chance_is_clear(tmp_path, low, high, above, below):
    (said,) = saying(decision(tmp_path, low=low, high=high), "Against solos, by a, then b")
    assert "(with C): by the mean of 2 runs in each set" in said
    assert f"parameter sets at {above}, in clearly fewer at {below}, of 1 places" in said


def test_shares_of_scenarios_have_intervals_and_stand_beside_chance(tmp_path):
    folder = decision(tmp_path)
    assert saying(folder, "the better buy in 40% (31% to 50%) of 100 scenarios")
    assert saying(folder, "name the same better buy in 80% (71% to 87%) against solos")
    assert saying(folder, "(by chance in 52%)")


def test_ties_and_costs_of_plans_are_told(tmp_path):
    folder = decision(tmp_path)
    assert saying(folder, "ties as one half: ahead in 35%, tied in 10%")
    assert saying(
        folder, "the cheapest team is £10,000 dearer than the cheapest solos (no clear difference"
    )
    assert saying(
        folder, "20 points (10 to 30) more than in all of these (50%, a tie being no win)"
    )
    assert saying(folder, "least with the team")


def test_who_decides_reads_all_choices_first_and_of_the_rules_the_strongest(tmp_path):
    folder = decision(tmp_path)
    rules = pd.read_csv(folder / "rules.csv")
    luckier = rules.assign(rule="budget at most 80", out_lift=0.4)
    better = rules.assign(rule="budget at most 70", in_density=0.9)
    against = rules.assign(rule="budget at least 60", holds=False)
    unclear = against.assign(rule="budget at least 50", in_density=0.9, clear=False)
    told = pd.concat([rules, luckier, better, against, unclear])
    told.to_csv(folder / "rules.csv", index=False)
    worth = decisions.report(StudyFolder(folder)).worth
    assert "makes more people practise than solos in 40% (31% to 50%)" in worth[0]
    assert (
        "in 70% (60% to 80%) where budget at most 70" in worth[1]
        and "budget at least 60" in worth[1]
    )
    assert not any(f"budget at {edge}" in one for one in worth for edge in ("most 80", "least 50"))
    assert worth[-1].startswith("Mean regret")
    assert all(
        saying(folder, one) for one in words.rules(told.to_dict("records"), [])
    )  # as in the README


def test_a_map_is_told_by_its_axes_and_with_what_must_be_known_to_read_it(tmp_path):
    folder = decision(tmp_path)
    rows = pd.read_csv(folder / "maps.csv")
    many = pd.concat([rows.assign(x_step=step) for step in range(30)])
    many.assign(map="size and embedding").to_csv(folder / "maps.csv", index=False)
    (folder / "map_size_embedding.png").write_bytes(b"")
    assert saying(folder, "of so many 95% intervals one in twenty misses by luck.")
    assert saying(folder, "full-timers come from that side")
    report = report_of([StudyFolder(folder)])
    (table,) = [one for one in report.tables if one.name == "map_size_embedding"]
    assert list(table.cells.columns) == ["A", "B", "against solos"]
    figure = next(one for one in (*report.summary, *report.body) if isinstance(one, Figure))
    assert "against solos at 30 and 0 of 30 places" in figure.caption
    assert "A to the right, B upwards" in figure.alt


def test_a_study_of_decisions_that_found_no_rule_says_so(tmp_path):
    folder = decision(tmp_path)
    head = (folder / "rules.csv").read_text(encoding="utf-8").partition("\n")[0]
    (folder / "rules.csv").write_text(f"{head}\n", encoding="utf-8")
    none = words.rules([], [])
    assert len(none) == 4 and all(one.count("is clear out of sample.") == 2 for one in none)
    assert all(saying(folder, one) for one in none)


def test_every_sentence_with_a_difference_has_an_interval(tmp_path):
    for folder in (arms(tmp_path / "a", AHEAD), headline(tmp_path / "h", AHEAD)):
        told = [one for one in sentences(folder) if "percentage points" in one and " more" in one]
        assert told and all("interval" in one for one in told)
