"""The value of information against planted arms: what to choose by price, and what is worth knowing."""

from __future__ import annotations

import importlib.util
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments.config.arms import NAMES
from experiments.config.groups import TITLES
from experiments.methods.estimates import wilson
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Sentences, Table, texts
from experiments.studies.costs import cost_of
from experiments.studies.phrases import counted_sets, in_percent, lower, pounds, sampled
from experiments.studies.registry import kind_called
from experiments.studies.value import report, run
from experiments.studies.value import tables as value
from experiments.studies.value.figures import information
from experiments.studies.value.pays import pays, with_hosts
from simulation import Settings, SettingsError
from simulation.passport import leaves
from tests.experiments.small import SMALL, composed, results_in
from tests.experiments.test_briefing_cautions import changed

SETS, RUNS, SALARIES = 100, 4, 100_000.0
TABLES = ["choice", "arms", "hosts", "information"]
STUDY = ("study=value", "set_replicates=2", "most_sets=20", "executor=serial")


@pytest.fixture(scope="module")
def planted():
    """Solos gain 20 people; a team 30 or 10, as one setting says; the others as no brokers."""
    dice = np.random.default_rng(0)
    known = pd.DataFrame(dice.uniform(size=(SETS, 2)), columns=["team.teaching", "culture.gain"])
    known -= known.mean() - 0.5
    people = dice.normal(5.0, 0.5, (SETS, 1, RUNS)) + np.zeros((1, len(value.ARMS), 1))
    people[:, value.ARMS.index("solos")] += 20.0
    people[:, value.ARMS.index("team")] += (10 + 20 * (known["team.teaching"] > 0.55)).to_numpy()[
        :, None
    ]
    money = np.full(people.shape, SALARIES)
    money[:, 0] = 0.0
    hours = 1000.0 * money / SALARIES  # 1,000 with every arm but no brokers
    return value.Found(people, money, hours), known


def net(found):
    """Net benefits at two prices."""
    return {price: found.worth(price) for price in (1_000.0, 10_000.0)}


@pytest.fixture(scope="module")
def everything(planted):
    return {price: value.perfect(of) for price, of in net(planted[0]).items()}


@pytest.fixture(scope="module")
def worth(planted, everything):
    found, known = planted
    return value.partial_table(net(found), known, everything)


def test_the_choice_depends_on_the_price_as_planted(planted, everything):
    found, _ = planted
    assert value.value_table(net(found), everything)["arm"].tolist() == ["none", "solos"]
    table = value.choice_table(net(found)).set_index(["price", "arm"])
    assert table.loc[(1_000.0, "none"), "best"] == 1
    for arm in ("solos", "team"):
        row = table.loc[(10_000.0, arm)]
        assert row["best_low"] < row["best"] < row["best_high"]
    assert table.loc[10_000.0]["best"].sum() == approx(1)
    assert table.loc[(10_000.0, "solos"), "mean"] == approx(20 * 10_000 - SALARIES)
    assert (table.loc[(slice(None), "none"), ["mean", "low", "high"]] == 0).all(axis=None)


def test_a_person_costs_what_the_gain_costs(planted):
    table = value.arms_table(planted[0]).set_index("arm")
    assert table.loc["solos", "each"] == approx(SALARIES / 20)
    assert table["each"].isna().tolist() == [True, True, False, False]  # no gain has no price


def test_an_hour_of_the_people_whom_brokers_meet_counts_as_it_is_priced(planted):
    found, _ = planted
    priced = value.arms_table(found, hour=50.0).set_index("arm")
    assert priced.loc["solos", "each"] == approx((SALARIES + 50_000) / 20)
    assert found.worth(10_000.0, 50.0) == approx(found.worth(10_000.0) - 50 * found.hours)
    table = value.hosts_table(found, price=7_000.0, salary=50.0).set_index("times")
    assert table["arm"].tolist() == [
        "solos",
        "solos",
        "none",
        "none",
    ]  # from £40 an hour, none pays
    assert table["each"].tolist() == approx(
        [(SALARIES + 1000 * hour) / 20 for hour in table["hour"]]
    )


def test_prices_are_round_and_have_the_main_one_and_the_ends_among_them():
    found = run.Options(price=17_300, least=900, most=210_000).prices
    assert {900, 17_300, 210_000} <= set(found) and min(found) == 900 and max(found) == 210_000
    others = [one for one in found if one not in (900, 17_300, 210_000)]
    assert len(others) > 20 and all(
        f"{one:.1e}" == f"{one:.6e}".replace("00000e", "e") for one in others
    )


def test_knowing_the_setting_that_decides_is_worth_what_it_changes(planted, everything, worth):
    _, known = planted
    rows = worth[worth["price"] == 10_000].set_index("name")
    truth = 10 * 10_000 * (known["team.teaching"] > 0.55).mean()
    assert everything[10_000.0].estimate.mean == approx(truth)
    assert rows.loc["team.teaching", "mean"] == approx(truth, rel=0.1)
    assert rows.loc["team.teaching", "mean"] == rows.loc["collective", "mean"]
    assert rows.loc["culture.gain", "low"] == 0
    assert rows.loc["team.teaching", "rank"] == rows.loc["collective", "rank"] == 1
    assert (worth["mean"] <= [everything[price].estimate.mean for price in worth["price"]]).all()
    assert (worth.loc[worth["price"] == 1_000, "mean"] == 0).all()  # nobody is best whatever holds


@pytest.mark.parametrize(("hour", "words"), [(0, "salaries only"), (30, "£30")])
def test_what_is_counted_is_said_as_the_options_have_it(hour, words):
    study = SimpleNamespace(configuration={"options": {"hour": hour}})
    said = Sentences(study, "experiments.studies.value")
    arms = pd.DataFrame({"arm": ["none", "solos"], "each": [np.nan, 10_000.0]})
    assert words in report._counted(said)
    low_to_high = None if hour else (40_000, 60_000)  # hosts' time is counted only once
    assert with_hosts(study, arms) == low_to_high


@pytest.mark.parametrize(
    ("price", "words"), [(5_000.0, "8.0 to 12.0"), (50_000.0, "between"), (70_000.0, "less")]
)
def test_where_brokers_pay_with_hosts_time_is_compared_with_the_price_of_the_study(price, words):
    said = Sentences(SimpleNamespace(configuration={"options": {}}), "experiments.studies.value")
    arms = pd.DataFrame(
        {
            "arm": ["solos"],
            "each": [10_000.0],
            "each_low": [9e3],
            "each_high": [11e3],
            "hours": [5.0],
        }
    )
    hosts = arms.assign(times=1, hour=30.0)
    *_, last = pays(said, arms, hosts, price)
    assert words in last.rpartition(";")[2]


@pytest.mark.parametrize(
    ("main", "other", "word"), [(0.49, 0.48, "even"), (0.42, 0.56, "second"), (0.56, 0.42, "first")]
)
def test_how_often_the_choice_is_the_best_is_said_beside_the_next(tmp_path, main, other, word):
    """The choice with the highest expected net benefit may be the best in clearly fewer sets."""
    shares = {"single_matched": main, "none": other, "solos": 0.0, "team": 1 - main - other}

    def planted_shares(table):
        best = table["arm"].map(shares).where(table["price"] == 20_000, table["best"])
        low, high = zip(*(wilson(share, 1000) for share in best), strict=True)
        return table.assign(best=best, best_low=low, best_high=high)

    study = StudyFolder(changed("value", tmp_path, choice=planted_shares))
    share, next_share = (in_percent(sampled(one, 1000)) for one in (main, other))
    wanted = Sentences(study, "experiments.studies.value")(
        f"often.{word}", share=share, second=NAMES["none"], second_share=next_share,
        sets=counted_sets(study),
    )  # fmt: skip
    assert report.report(study).answer[0].endswith(wanted)


@pytest.mark.parametrize("gains", [True, False])
def test_the_team_has_its_net_benefit_and_prices_only_where_it_gains_people(tmp_path, gains):
    def of_team(table):
        return table.assign(each=table["each"].where(gains | (table["arm"] != "team")))

    study = StudyFolder(changed("value", tmp_path, arms=of_team))
    choice, arms = (study.table(name).set_index("arm") for name in ("choice", "arms"))
    benefit = choice.loc["team"].query("price == 20_000")["mean"].item()
    *_, told = report.report(study).worth
    assert pounds(benefit) in told and benefit < 0
    assert (pounds(arms.loc["solos", "each"]) in told) == gains and "nan" not in told


def test_what_is_no_choice_is_said_with_its_cost(tmp_path):
    study = StudyFolder(changed("value", tmp_path))
    costs = [pounds(cost_of(study.settings, arm).pounds) for arm in ("single", "team")]
    assert [one for one in report.report(study).sure if all(cost in one for cost in costs)]


def test_the_report_shows_what_is_worth_most_and_where(worth):
    prices = report.prices_of_interest(worth, 1_000.0)
    assert prices == [1_000.0, 10_000.0]
    assert report.shown(worth, prices) == ["collective", "culture", "team.teaching"]
    assert report.prices_of_interest(worth, 10_000.0) == [10_000.0]


def test_in_the_figure_a_setting_stands_below_its_group(planted, everything, worth):
    values = value.value_table(net(planted[0]), everything)
    rows = information(worth, values, 1_000.0).axes[0].get_yticklabels()
    _, collective, setting, culture = (row.get_text() for row in rows)
    assert [collective, culture] == [TITLES["collective"], TITLES["culture"]]
    assert setting.endswith(lower(report.called("team.teaching")))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("{cost: 1}", "no option 'cost'"),
        ("{price: many}", "options.price must be a number"),
        ("{price: 10, least: 20}", "in this order, not 20, 10"),
        ("{most: inf}", "above 0 in this order"),
        ("{least: 0}", "above 0 in this order"),
        ("{hour: -1}", "options.hour must be a price of 0 or more, not -1"),
    ],
)
def test_prices_that_cannot_be_are_refused(options, words):
    with pytest.raises(SettingsError, match=words):
        composed([*STUDY, f"options={options}"])


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("ensemble=", "an ensemble"),
        ("set_replicates=1", "2 set_replicates"),
        (None, "20 parameter sets"),
    ],
)
def test_too_few_sets_or_runs_are_refused(tmp_path, word, words):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.5\n")
    with pytest.raises(SettingsError, match=words):
        composed([*STUDY, word or f"ensemble={few}"])


def test_without_its_library_it_is_refused_at_once(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"knowledge-brokering\[validity\]"):
        composed(STUDY)


def test_what_can_be_measured_is_a_group_or_a_setting():
    names = {leaf.name for leaf in leaves(Settings())} | set(TITLES)
    assert set(texts("experiments.studies.value")["field"]) <= names
    assert set(TITLES) <= set(texts("experiments.studies.value")["field"])


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory):
    dice, path = np.random.default_rng(0), tmp_path_factory.mktemp("sets") / "some.csv"
    sets = pd.DataFrame(
        {"culture.gain": dice.uniform(0.05, 0.12, 20), "team.shield": dice.random(20)}
    )
    sets.round(4).to_csv(path, index=False)
    return path


def test_the_study_runs_in_the_sets_and_says_what_to_choose(ask, tmp_path, ensemble):
    answer = ask(*STUDY, *SMALL, f"ensemble={ensemble}", "options={price: 5000}")
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "value").iterdir()
    tables = {"arms.csv", "choice.csv", "hosts.csv", "partial.csv", "sets.csv", "value.csv"}
    figures = {f"{name}.{kind}" for name in ("choice", "information") for kind in ("png", "svg")}
    assert results_in(folder) == {"config.yaml", *tables, *figures}
    assert "At £5,000 per person" in answer.out and "of the 20 parameter sets" in answer.out
    sets = pd.read_csv(folder / "sets.csv")
    assert len(sets) == 20 * len(value.ARMS) and sets["people"].between(0, 32).all()
    assert (sets["hours"] > 0).tolist() == (sets["arm"] != "none").tolist()
    part = kind_called("value").report(StudyFolder(folder))
    assert [one.name for one in part.blocks if isinstance(one, Table)] == TABLES
