"""What the team's own account says of the lead, on planted parameter sets."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.config.configurations import ParameterSet
from experiments.config.labels import setting_label
from experiments.methods.association import rank_correlations
from experiments.methods.estimates import CULTURE, CULTURE_LATER
from experiments.studies.ledger import account, figures
from experiments.studies.ledger.account import AGNOSTIC, BELIEVER, SCEPTIC
from simulation import Settings, change
from tests.experiments.reported import BEHIND, planted, saying, sentences, three
from tests.experiments.test_reporting_words import claim

SETS = 120


def arms(lead):
    """Arms by set: the team exceeds all others by these leads."""
    rng = np.random.default_rng(4)
    low = 0.3 + 0.1 * rng.random(len(lead))
    return {
        arm: pd.DataFrame(
            {CULTURE: share, CULTURE_LATER: share, account.REACHED: (share > 0.4).astype(float)}
        )
        for arm, share in {"solos": low, "single_matched": low, "team": low + lead}.items()
    }


def independent(claims=3, share=0.7, seed=0):
    """Claims that each set satisfies by chance."""
    found = np.random.default_rng(seed).random((SETS, claims)) < share
    return pd.DataFrame(found, columns=[f"P{number + 1}" for number in range(claims)])


def change_of(satisfied, lead, reader):
    found = account.readers(satisfied, arms(lead)).set_index(["reader", "quantity", "arm"])
    return found.loc[(reader, "lead", "solos"), ["change_mean", "change_low", "change_high"]]


def test_an_account_that_has_nothing_to_do_with_the_lead_changes_nothing():
    """The interval covers zero as often as it says: 100 accounts, standard error 0.022."""
    lead = np.random.default_rng(1).normal(0.05, 0.1, SETS)
    covered = 0
    for seed in range(100):
        right = account.weights(independent(1, seed=seed))[BELIEVER]
        found = account.weighted(lead, right, np.ones(SETS))
        covered += found.low <= 0 <= found.high
    assert covered >= 88


@pytest.mark.parametrize(("share", "few"), [(0.7, False), (0.25, True)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_claim_that_goes_with_the_lead_changes_it_in_that_direction(share, few, sign):
    satisfied = independent(3, share)
    assert (satisfied.all(axis=1).sum() < account.FEWEST) == few
    lead = sign * 0.2 * satisfied["P1"].to_numpy(float) + 0.01 * np.sin(np.arange(SETS))
    for reader, way in {BELIEVER: sign, SCEPTIC: -sign}.items():
        mean, low, high = way * change_of(satisfied, lead, reader)
        assert mean > 0 and min(low, high) > 0
    assert tuple(change_of(satisfied, lead, AGNOSTIC)) == (0, 0, 0)


def test_the_believer_admits_sets_that_satisfy_all_claims_and_weighs_where_these_are_few():
    many = independent(2, 0.9)
    admitted = many.all(axis=1).to_numpy(float)
    found = account.weights(many)
    assert found[BELIEVER].tolist() == admitted.tolist()
    assert (found[BELIEVER] + found[SCEPTIC]).tolist() == [1.0] * SETS
    few = pd.DataFrame({"P1": [True, True, False], "P2": [True, False, False]})
    found = account.weights(few)
    assert found[BELIEVER].tolist() == [1.0, 0.5, 0.0] and found[SCEPTIC].tolist() == [
        0.0,
        0.5,
        1.0,
    ]


def test_how_many_sets_survive_each_claim_and_what_the_lead_is_there():
    satisfied = pd.DataFrame({"P1": [True, True, True, False], "P2": [True, False, False, True]})
    found = account.survival(satisfied, arms(np.array([0.1, 0.3, 0.2, -0.4])))
    rows = found[found["other"] == "solos"].set_index("pattern")
    assert rows["sets"].to_dict() == {"P1": 3, "P2": 2, account.TOGETHER: 1}
    assert rows.loc["P1", "satisfied_mean"] == pytest.approx(0.2)
    assert rows.loc["P1", "failed_mean"] == pytest.approx(-0.4)
    assert rows.loc["P1", "gap_mean"] == pytest.approx(0.6)


def excluding():
    """P1 holds where a setting is high, P2 where it is low; P3 by chance."""
    rng = np.random.default_rng(3)
    settings = pd.DataFrame({"culture.gain": rng.random(SETS), "culture.fading": rng.random(SETS)})
    noise = 0.2 * rng.normal(size=(2, SETS))
    high = settings["culture.gain"]
    satisfied = pd.DataFrame(
        {"P1": high + noise[0] > 0.6, "P2": high + noise[1] < 0.4, "P3": rng.random(SETS) < 0.5}
    )
    return satisfied, settings


def test_claims_that_exclude_each_other_are_found_with_the_setting_that_separates_them():
    satisfied, settings = excluding()
    pairs = account.exclusions(satisfied)
    (row,) = account.clear(pairs).to_dict("records")
    assert (row["first"], row["second"]) == ("P1", "P2") and row["phi"] < -0.3
    assert row["both"] < row["expected"] / 2
    (found,) = account.clear(account.separating(satisfied, pairs, settings)).to_dict("records")
    assert found["setting"] == "culture.gain" and found["correlation"] > 0.5


def test_claims_that_all_sets_or_none_satisfy_exclude_nothing():
    satisfied = independent(2, seed=1).assign(P8=True, P9=False)
    pairs = account.exclusions(satisfied)
    assert set(pairs["first"]) | set(pairs["second"]) == {"P1", "P2"}
    assert account.exclusions(satisfied[["P8", "P9"]]).empty
    assert account.separating(satisfied, pairs, pd.DataFrame({"culture.gain": range(SETS)})).empty


def test_a_set_in_which_both_have_the_same_is_not_ahead_by_the_last_bit():
    found = arms(np.zeros(4))
    found["team"][CULTURE] += 1e-17 + np.spacing(found["team"][CULTURE])
    ahead = account.readers(independent(1).head(4), found).query("quantity == 'ahead'")
    assert set(ahead["mean"].dropna()) == {0.0}


def test_a_setting_that_does_not_vary_goes_with_nothing():
    table = pd.DataFrame({"a": np.arange(30.0), "b": np.ones(30)})
    found = rank_correlations(table, np.arange(30.0)).set_index("setting")
    assert found.loc["a", "correlation"] == pytest.approx(1) and found.loc["a", "q"] < 1e-6
    assert np.isnan(found.loc["b", "correlation"]) and found.loc["b", "p"] == 1


class Planned:
    """A plan with two parameter sets."""

    sets = (
        ParameterSet(0, Settings(), range(100, 104)),
        ParameterSet(1, change(Settings(), {"culture.gain": 0.05}), range(1100, 1104)),
    )


def test_the_arms_are_compared_in_worlds_in_which_no_claim_was_judged():
    first, second = account.other_worlds(Planned())
    assert list(first.seeds) == list(range(104, 120)) and second.seeds[0] == 1104
    found = account.parameters(Planned.sets)
    assert found.to_dict("list") == {"culture.gain": [0.07, 0.05]}


@pytest.mark.parametrize("weighted", [True, False])
def test_the_figure_has_a_row_for_each_reader_and_a_bar_for_each_arm(weighted):
    satisfied = independent(2)
    drawn = figures.readers(account.readers(satisfied, arms(np.full(SETS, 0.1))), weighted)
    names = [label.get_text() for label in drawn.axes[0].get_yticklabels()]
    assert len(names) == len(account.READERS) == len(set(names))
    assert all(("how many" in name) is weighted for name in names[1:])
    bars = [sum(len(line.get_xdata()) == 2 for line in axes.lines) for axes in drawn.axes]
    assert bars[0] == len(account.ARMS) * len(names)


def reported(folder, satisfied, lead, settings):
    """A folder with the tables that the account leaves of these sets."""
    pairs = account.exclusions(satisfied)
    found = {"survival": account.survival, "readers": account.readers}
    tables = {name: table(satisfied, arms(lead)) for name, table in found.items()}
    tables |= {"sets": satisfied.assign(set=range(SETS)), "exclusions": pairs}
    tables |= {"separating": account.separating(satisfied, pairs, settings)}
    shares = {name: ("emergent", float(satisfied[name].mean())) for name in satisfied}
    shares["P30"] = "built in", 0.0
    ledger = [
        claim(name, origin, True, share) | three(BEHIND, "sets_")
        for name, (origin, share) in shares.items()
    ]
    tables |= {"ledger": [*ledger, claim("P31", "emergent", True, 0.0)]}  # its effect is positive
    return planted(folder, "ledger", tables, ensemble="plausible")


@pytest.mark.parametrize("sign", [1, -1])
def test_each_reader_is_told_the_lead_with_its_interval(tmp_path, sign):
    satisfied = independent(2)
    right = satisfied.all(axis=1).to_numpy(float)
    lead = sign * 0.2 * right + 0.01 * np.sin(np.arange(SETS))
    folder = reported(tmp_path, satisfied, lead, pd.DataFrame({"culture.gain": range(SETS)}))
    said = [one for one in sentences(folder) if one.startswith("For a reader ")]
    assert len(set(said)) == len(account.READERS) and all("(" in one for one in said)
    assert saying(folder, f"{right.sum():.0f} of the {SETS} plausible parameter sets")
    (change,) = set(saying(folder, "Believing the account changes"))
    assert (" by +" if sign > 0 else " by -") in change


def test_claims_that_exclude_each_other_are_told_with_what_separates_them(tmp_path):
    satisfied, settings = excluding()
    folder = reported(tmp_path, satisfied.assign(P9=False), np.zeros(SETS), settings)
    (said,) = saying(folder, "exclude each other")
    assert "P1 and P2" in said and f"higher '{setting_label('culture.gain')}'" in said
    (against,) = set(saying(folder, "disagree"))
    assert "P9" in against and not any(name in against for name in ("P1", "P30", "P31"))
