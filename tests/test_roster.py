"""The roster: what a user's own posts do, and that the settings write the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from simulation import BrokeringModel, Settings, SettingsError, change, simulate
from simulation.params import contract_end, contract_start, decided_by_files
from simulation.population import build
from simulation.readings import moments
from simulation.record import record
from simulation.roster import fte_weeks, roster, team_posts
from simulation.tables import COMMUNITIES, LEADING, NOBODY
from tests.posts import ANN, BEN, CLEO, DAN, EVE, HEADER, POSTS
from tests.refusals import check_sentence
from tests.strategies import examples
from tests.worlds import ARMS, NO_HOURS, Run, differing, small

HELD = {"Ann": range(5, 15), "Ben": range(15, 30), "Cleo": range(8, 20), "Dan": range(35, 45)}
STAYING = {"contract.exit": 0.0, "contract.exit_strain": 0.0, "context.funding_loss": 0.0}


# ------------------------------------------------------------------- what posts do


@pytest.mark.parametrize("arm", ["team", "solos"])
def test_posts_are_held_in_their_own_weeks_and_in_no_others(own, arm):
    run = Run(own(arm=arm, **STAYING), 3)
    for week, world in enumerate(run.weeks()):
        held = [name for name, weeks in HELD.items() if week in weeks]
        there = [
            post.name for post, row in zip(run.posts, world.brokers, strict=True) if row["in_post"]
        ]
        assert there == held, week  # fmt: skip
        assert (world.brokers["due"] == world.brokers["in_post"]).all()
        assert not world.books["count"][world.brokers["start"] > week].any()
    assert run.world.brokers["weeks_in_post"].tolist() == [10, 15, 12, 10]


def test_rows_become_posts_with_homes_hosts_desks_hours_and_parts(own):
    brokers = build(own([*POSTS[:3], DAN]), 1).brokers
    assert brokers["home"].tolist() == [0, 0, 1, 1] and brokers["number"].tolist() == [0, 1, 0, 1]
    assert brokers["home_organisation"].tolist() == [0, 1, 2, 3]  # in turn
    assert brokers["host_organisation"].tolist() == [2, 2, 0, 0]
    assert brokers["embedded"].tolist() == [True, False, True, True]
    assert brokers["fte"].tolist() == [0.5, 0.6, 0.4, 0.3]
    assert brokers["buddy"].tolist() == [2, NOBODY, 0, NOBODY]
    assert brokers["leader"].tolist() == [False, False, True, False]


def test_agents_know_the_names_and_weeks_of_their_posts(own):
    brokers = BrokeringModel(own(), rng=1).brokers
    assert [broker.name for broker in brokers] == ["Ann", "Ben", "Cleo", "Dan"]
    assert [(broker.start, broker.end) for broker in brokers][:2] == [(5, 15), (15, 30)]
    usual = [broker.name for broker in BrokeringModel(small(), rng=1).brokers]
    assert usual[0] == "manager 1" and usual[-1] == "academic 3"


def test_homes_and_hosts_may_be_named(own):
    rows = [f"{row},{home}" for row, home in zip(
        [ANN.replace("department_1", "department_2"), BEN, CLEO],
        ["organisation_2", "", "department_2"], strict=True)]  # fmt: skip
    chosen = own(rows, f"{HEADER},home_organisation", **{"population.hosts": 2})
    brokers = build(chosen, 1).brokers
    assert brokers["home_organisation"].tolist() == [1, 1, 3]
    assert brokers["host_organisation"].tolist() == [3, 3, 0]


def test_a_post_outside_its_weeks_is_no_vacancy_that_mates_must_cover(own):
    with_ben = Run(own([ANN, CLEO, BEN], **STAYING), 3)  # Ben comes when Ann has gone
    without = Run(own([ANN, CLEO], **STAYING), 3)
    assert len(with_ben.world.brokers) > len(without.world.brokers)
    for _ in range(15):
        assert (with_ben.step().brokers[:2] == without.step().brokers).all()


def test_without_a_leader_nobody_is_shielded_and_nobody_leads(own):
    leaderless = Run(own([row.replace("Ann,yes", "Ann,no") for row in POSTS], **STAYING), 3).end()
    led = Run(own(**STAYING), 3).end()
    assert leaderless.brokers["hours"][:, LEADING].sum() == 0
    assert led.brokers["hours"][2, LEADING] > 0


def test_the_programme_runs_from_the_first_start_to_the_last_end_in_every_arm(own):
    for arm in ARMS:
        chosen = own(arm=arm)
        assert (contract_start(chosen), contract_end(chosen)) == (5, 45)
        assert record(chosen)[["contract_start", "contract_end"]][0].tolist() == (5, 45)
        assert moments(chosen) == {"midway": 25, "end": 45, "followup": 60}
    run = Run(own(**STAYING), 3)
    running = [bool(world.programme["running"][0]) for world in run.weeks()]
    assert running == [5 <= week < 45 for week in range(60)]


def test_money_that_is_lost_ends_all_posts_also_those_to_come(own):
    world = Run(own(**{"context.funding_loss": 0.999999999}), 3).end()
    assert not world.programme["funded"][0] and world.brokers["weeks_in_post"].sum() < 15


def test_arms_without_the_team_have_its_hours_over_the_programme(own):
    worked = 10 * 0.5 + 15 * 0.6 + 12 * 0.4 + 10 * 0.3
    assert fte_weeks(own(arm="team")) == fte_weeks(own(arm="solos")) == approx(worked)
    for posts, hours in ((POSTS, [worked / 40]), ([*POSTS, EVE], [1.0, worked / 40])):
        matched = own(posts, arm="single_matched")
        assert fte_weeks(matched) == approx(fte_weeks(own(posts, arm="team")))
        assert [post.fte for post in roster(matched)] == approx(hours)
        assert {(post.start, post.end) for post in roster(matched)} == {(5, 45)}
    (single,) = roster(own(arm="single"))
    assert (single.fte, single.start, single.end) == (1.0, 5, 45)
    assert roster(own(arm="none")) == ()


@pytest.mark.parametrize(("desk", "has"), [("yes", True), ("no", False)])
def test_single_brokers_have_a_desk_where_the_teams_posts_of_their_community_have(own, desk, has):
    posts = [ANN, BEN, CLEO.replace("yes,8", f"{desk},8")]
    (single,) = roster(own(posts, arm="single"))
    assert COMMUNITIES[single.home] == "academic" and single.embedded == has
    academic, manager = roster(own([*posts, EVE], arm="single_matched"))
    assert COMMUNITIES[manager.home] == "manager"
    assert (academic.embedded, manager.embedded) == (has, True)  # Ann has


# ------------------------------------------------------------------- the settings write the same

SHORT = {
    "the usual": {},
    "other numbers": {"brokers.managers": 2, "brokers.academics": 5, "brokers.fte": 0.3},
    "one side has desks": {"brokers.embedding": "one_way_academics", "contract.weeks": 30},
    "later, with many hosts": {"contract.start": 9, "population.hosts": 2},
    "managers alone, who leave": {"brokers.academics": 0, "contract.exit": 0.1},
}


def written(settings: Settings, path: Path) -> None:
    """Write the roster that the settings stand for."""
    posts = team_posts(settings)
    rows = [
        f"{post.name},{COMMUNITIES[post.home]},,{post.embedded},{post.start},{post.end - post.start},"
        f"{post.fte},{posts[post.buddy].name if post.buddy != NOBODY else ''},{post.leader}"
        for post in posts
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")


@pytest.mark.parametrize("case", SHORT)
@pytest.mark.parametrize("arm", ["none", "single_matched", "solos", "team"])
def test_settings_of_posts_are_short_for_a_roster_to_the_last_bit(tmp_path, case, arm):
    short = small(**SHORT[case] | {"arm": arm})
    path = tmp_path / "posts.csv"
    written(short, path)
    decided = decided_by_files(change(Settings(), {"brokers.roster": str(path)}))
    rest = {name: value for name, value in SHORT[case].items() if name not in decided}
    size = {"contract.weeks": Settings().contract.weeks, "weeks": 260}
    long = change(small(**rest | {"arm": arm} | size), {"brokers.roster": str(path), "weeks": 60})
    assert roster(long) == roster(short)
    for week, (a, b) in enumerate(zip(Run(short, 4).weeks(), Run(long, 4).weeks(), strict=True)):
        assert differing(a, b) == [], f"after week {week}"
    assert a.p[["contract_start", "contract_end"]] == b.p[["contract_start", "contract_end"]]


def test_with_all_mechanisms_off_a_team_is_solos_whatever_its_roster(own):
    team, solos = (Run(own(arm=arm, **NO_HOURS), 5).end() for arm in ("team", "solos"))
    assert differing(team, solos) == []


def test_what_a_post_is_called_changes_nothing(own):
    usual = simulate(own(arm="solos"), [1, 2])
    named = simulate(own([row.replace("Ann", "Zoe") for row in POSTS], arm="solos"), [1, 2])
    assert usual.equals(named)


def test_a_changed_file_is_read_again(own):
    assert contract_end(own()) == 45
    assert contract_end(own([ANN, CLEO])) == 20


# ------------------------------------------------------------------- any roster


@st.composite
def rosters(draw):
    """Rows of a sound roster that ends by week 60."""
    count = draw(st.integers(1, 6))
    rows = []
    for k in range(count):
        start = draw(st.integers(0, 50))
        rows.append([
            f"p{k}", draw(st.sampled_from(COMMUNITIES)), "", draw(st.sampled_from(["yes", "no"])),
            str(start), str(draw(st.integers(1, 60 - start))), str(draw(st.sampled_from([0.2, 0.5, 1.0]))),
            "", "no",
        ])  # fmt: skip
    if draw(st.booleans()):
        rows[draw(st.integers(0, count - 1))][-1] = "yes"
    return [",".join(row) for row in rows]


@given(rows=rosters(), arm=st.sampled_from(["single", "single_matched", "solos", "team"]))
@examples(30)
def test_any_sound_roster_runs_alike_in_both_drivers_and_within_its_weeks(
    tmp_path_factory, rows, arm
):
    path = tmp_path_factory.mktemp("rosters") / "posts.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    changes = {"brokers.roster": str(path), "weeks": 60, "arm": arm, "contract.weeks": 104}
    if len(rows) == 1:
        changes |= NO_HOURS
    chosen = change(small(**{"contract.weeks": 104, "weeks": 260}), changes)
    assert fte_weeks(chosen) > 0
    model, run = BrokeringModel(chosen, rng=2), Run(chosen, 2)
    for week in range(60):
        model.step()
        run.step()
        assert differing(model.world, run.world) == []
        brokers = run.world.brokers
        outside = (week < brokers["start"]) | (week >= brokers["end"])
        assert not (outside & (brokers["in_post"] | brokers["due"])).any()
    assert (run.world.brokers["weeks_in_post"] <= brokers["end"] - brokers["start"]).all()


@given(text=st.text(alphabet='post,homemanager;\n"0159.yesno ', max_size=200))
@examples(60)
def test_whatever_is_in_a_file_is_read_or_refused_in_a_sentence(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("rosters") / "posts.csv"
    path.write_text(f"{HEADER}\n{text}", "utf-8")
    try:
        assert np.isfinite(fte_weeks(change(Settings(), {"brokers.roster": str(path)})))
    except SettingsError as error:
        check_sentence(str(error), "posts.csv")
