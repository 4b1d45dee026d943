"""A briefing warns of what it should not be relied on for, and says what a funder asks first."""

from __future__ import annotations

import io
import math
import shutil

import pandas as pd
import pytest
from rich.console import Console

from docs.generated import reference
from experiments.reporting import console
from experiments.reporting.briefing import TOLD_BY, briefing
from experiments.reporting.spending import NEARLY
from experiments.reporting.wording import MANY, said
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Bars, Text
from experiments.studies.headline.report import FAVOURED
from tests.experiments.reported import AHEAD, BEHIND, carries, decision
from tests.experiments.test_briefing import KEPT, of, verdict, without_record
from tests.experiments.test_reporting_words import arms, headline

WARNING = said("default", share=FAVOURED)
HEADLINE = pd.read_csv(reference.FOLDER / "headline" / "headline.csv").set_index(
    ["other", "moment"]
)


def changed(name, folder, **edited):
    """A copy of kept results with some of their tables edited."""
    shutil.copytree(reference.FOLDER / name, folder, ignore=without_record, dirs_exist_ok=True)
    for table, edit in edited.items():
        edit(pd.read_csv(folder / f"{table}.csv")).to_csv(folder / f"{table}.csv", index=False)
    return folder


# ------------------------------------------------------------------- what not to rely on


@pytest.mark.parametrize("gap", [AHEAD, BEHIND])
def test_the_default_settings_alone_begin_with_a_warning_and_no_other_results_have_it(
    tmp_path, gap
):
    alone = arms(tmp_path / "arms", gap), headline(tmp_path / "h", gap, ensemble="", many=0)
    for folder in alone:
        assert of(folder)[2].startswith(WARNING)
    others = (
        headline(tmp_path / "sets", gap),
        headline(tmp_path / "own", gap, ensemble="", many=0, contract={"weeks": 52}),
        arms(tmp_path / "without", gap, arms=["none", "single_matched", "team"]),
    )
    assert not [one for folder in others for one in of(folder) if WARNING in one]


def test_the_console_ends_with_the_same_warning_and_what_to_run(tmp_path, monkeypatch):
    ends = []
    alone = headline(tmp_path / "alone", AHEAD, ensemble="", many=0)
    for folder in (arms(tmp_path / "a", AHEAD), alone, headline(tmp_path / "h", AHEAD)):
        out = io.StringIO()
        monkeypatch.setattr(console, "console", lambda out=out: Console(file=out, width=400))
        console.show(StudyFolder(folder))
        ends.append(out.getvalue().splitlines()[-2])
    for end in ends[:2]:
        assert end.startswith(WARNING) and "study=headline ensemble=plausible" in end
    assert WARNING not in ends[2]


def test_as_many_sets_have_a_smaller_lead_as_is_said():
    (share,) = ({"nine in ten": 0.9, "eight in ten": 0.8, "seven in ten": 0.7}[FAVOURED],)
    assert share <= HEADLINE.loc[("solos", "end"), "own_percentile"] < share + 0.1


@pytest.mark.parametrize("many", [15, MANY])
def test_few_versions_are_counted_and_warned_of(tmp_path, many):
    folder = headline(tmp_path, AHEAD, ahead=3 / 15, behind=0.0, many=many, size=many)
    blocks = briefing([StudyFolder(folder)])
    (_, first), *_ = verdict(blocks)
    lines, charts = of(folder), [block for block in blocks if isinstance(block, Bars)]
    warning = said("few", many=many, least=MANY)
    assert any(one.startswith(warning) for one in lines) == (many < MANY)
    for text in (first, charts[-1].title):
        assert ("every 100" in text) == (many == MANY)
    assert carries(first, 3, 15) if many < MANY else carries(first, 20)
    assert carries(charts[-1].bars[0].said, 3 if many < MANY else 20)
    assert not carries(first, 0) and not carries(charts[-1].bars[0].said, 0)


def test_what_is_said_of_the_checks_is_what_the_calibration_has():
    targets = pd.read_csv(reference.FOLDER / "calibration" / "targets.csv").query("fitted")
    evidence = ~targets["source"].str.startswith("what the comparison needs")
    assert (len(targets), evidence.sum()) == (12, 9)
    assert 0.4 < targets["so_far"].min() < 0.6
    for name in ("start", "staff"):
        words = said("checked", name).lower()
        assert "twelve" in words and "nine" in words and "about half" in words


# ------------------------------------------------------------------- what a funder asks


def test_where_no_measurement_pays_no_cost_of_one_is_made_up(tmp_path):
    def unclear(table, prices):
        return table.assign(low=table["low"].mask(table["price"].isin(prices), 0))

    near = changed("value", tmp_path / "near", partial=lambda table: unclear(table, [20_000]))
    none = changed("value", tmp_path / "none", partial=lambda table: unclear(table, table["price"]))
    told, nothing = (
        next(one for one in of(folder) if one.startswith("A measurement"))
        for folder in (near, none)
    )
    table = pd.read_csv(near / "partial.csv").query("level == 'group' and low > 0")
    best = table.loc[table["mean"].idxmax()]
    assert carries(told, 20_000, best["price"]) and "cost" not in told
    assert carries(nothing, 20_000) and "near" not in nothing


def test_the_first_words_are_an_answer_or_say_that_there_is_none():
    for study in KEPT:
        first = next(block for block in briefing([study]) if isinstance(block, Text)).text
        assert (first == said("open", "none")) == (
            study.kind not in {"headline", "arms", "sweep", *TOLD_BY.values()}
        )
        assert (first == said("open", "verdict")) == (study.kind in {*TOLD_BY.values()} - {"value"})
        if study.kind == "value":
            each = study.table("arms").set_index("arm")["each"]
            assert carries(first, *each.dropna().round(-3).astype(int))


def test_where_no_arm_gains_people_none_has_a_price(tmp_path):
    folder = changed("value", tmp_path, arms=lambda table: table.assign(each=math.nan))
    price = said("price")
    assert said("open", "verdict") in of(folder)
    assert not [one for one in of(folder) if price in one]
    assert [one for one in of(reference.FOLDER / "value") if price in one]


def test_later_on_begins_with_no_brokers():
    (told,) = (one for one in of(reference.FOLDER / "headline") if one.startswith("Later"))
    then, before = (100 * HEADLINE.loc[("none", one), "sets_q50"] for one in ("followup", "end"))
    first = told.partition("),")[0]
    assert said("arms", "none", 1) in first and carries(first, round(then), round(before))


@pytest.mark.parametrize("part", [0.5, NEARLY + 0.05, 1.2])
def test_a_cheaper_arm_that_gains_nearly_as_much_is_named(tmp_path, part):
    def of_team(table):
        team = table.query("other == 'none'").set_index("set")["end"]
        single = table["other"] == "single"
        return table.assign(end=table["end"].mask(single, (1 - part) * table["set"].map(team)))

    folder = changed("headline", tmp_path, sets=of_team)
    found = [
        one for one in of(folder) if one.startswith(said("arms", "single", 0)) and "only" in one
    ]
    assert len(found) == (part >= NEARLY)
    assert not found or ("nearly" in found[0]) == (part < 1)
    assert not found or carries(found[0], 120_000)


def test_the_unit_of_a_circumstance_comes_before_its_numbers(tmp_path):
    told = [one for one in of(decision(tmp_path)) if "weeks or fewer" in one]
    assert told and all(one.index("every 100") < one.index(" a team is") for one in told)


def test_salaries_and_posts_are_said_in_plain_words():
    lines = " ".join(of(reference.FOLDER / "headline"))
    assert "7 half-time posts" in lines and "50%" not in lines
