"""What the story tells adds up to what happened, and telling it changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import BrokeringModel, Settings, change
from simulation.story import (
    BROKERED,
    DISPOSITION,
    EFFECTS,
    STANCES,
    Kind,
    Route,
    ToldModel,
    disposition,
)  # fmt: skip
from simulation.tables import MANAGER

SETTINGS = change(
    Settings(),
    {
        "weeks": 130,  # a bid takes 94
        "contract.weeks": 60,
        "context.reorganisation": 0.5,
        "projects.bid": 1.0,
        "projects.win": 0.5,
    },
)


@pytest.fixture(scope="module", params=["team", "solos", "none"])
def worlds(request):
    """A told world, the same untold, and the beginning of both."""
    settings = change(SETTINGS, {"arm": request.param})
    told, untold = ToldModel(settings, 3), BrokeringModel(settings, 3)
    start = {name: told.world.people[name].copy() for name in STANCES} | {"ties": tied(told)}
    while told.running:
        told.step()
        untold.step()
    return told, untold, start


def tied(model):
    """The pairs with a tie."""
    rows, slots = np.nonzero(model.world.ties["who"] >= 0)
    others = model.world.ties["who"][rows, slots]
    return {(min(pair), max(pair)) for pair in zip(rows.tolist(), others.tolist(), strict=True)}


def events(model, *kinds):
    return [event for week in model.story.events for event in week if event.kind in kinds]


def test_telling_changes_nothing(worlds):
    told, untold, _ = worlds
    for mine, other in zip(told.world, untold.world, strict=True):
        assert mine.tobytes() == other.tobytes()


def test_the_routes_sum_to_the_change_of_every_person(worlds):
    told, _, start = worlds
    people = told.world.people
    for column, name in enumerate(STANCES):
        change_ = people[name] - start[name]
        np.testing.assert_allclose(
            told.story.effects[:, :, column].sum(axis=1), change_, atol=1e-12
        )
    now, then = (
        np.array([disposition(row) for row in zip(*(table[n] for n in STANCES), strict=True)])
        for table in (people, start)
    )
    np.testing.assert_allclose(
        told.story.effects[:, :, DISPOSITION].sum(axis=1), now - then, atol=1e-12
    )
    assert (now != then).any()


def test_a_trail_sums_to_the_persons_change_weightiest_first(worlds):
    told, _, _ = worlds
    for row in range(0, len(told.people), 17):
        trail = told.story.trail(row)
        amounts = [abs(part.amount) for part in trail]
        assert amounts == sorted(amounts, reverse=True)
        total = told.story.effects[row, :, DISPOSITION].sum()
        assert sum(part.amount for part in trail) == pytest.approx(total, abs=1e-12)
        assert all(1 <= part.first <= part.last <= 130 for part in trail)


def test_the_means_of_groups_sum_to_that_of_all(worlds):
    told, _, _ = worlds
    host, other = told.rows_in(True), told.rows_in(False)
    assert sorted([*host, *other]) == list(range(len(told.people)))
    story = told.story
    whole = len(host) * story.routes(host) + len(other) * story.routes(other)
    np.testing.assert_allclose(whole / len(told.people), story.effects.mean(axis=0), atol=1e-12)
    assert whole.shape == (len(Route), len(EFFECTS))


def test_without_brokers_nothing_comes_through_them(worlds):
    told, _, _ = worlds
    brokered = np.abs(told.story.effects[:, list(BROKERED)]).sum()
    assert (brokered == 0) == (told.settings.arm == "none")
    if told.settings.arm == "solos":
        assert np.abs(told.story.effects[:, [Route.JOINT_VISITS, Route.SEEN]]).sum() == 0


def test_events_are_counted_as_the_tables_count_them(worlds):
    told, _, _ = worlds
    brokers, organisations = told.world.brokers, told.world.organisations
    talks = events(told, Kind.TALK)
    assert len(talks) == brokers["doors"].sum()
    assert sum(event.joint for event in talks) <= brokers["joint_visits"].sum()
    assert len(talks) + len(events(told, Kind.DOOR_SHUT)) == brokers["doors_tried"].sum()
    good, bad = events(told, Kind.MEETING_GOOD), events(told, Kind.MEETING_BAD)
    assert 2 * len(good) == organisations["meetings_good"].sum()
    assert 2 * len(bad) == organisations["meetings_bad"].sum()
    arranged = [event for event in (*good, *bad) if event.broker >= 0]
    assert len(arranged) == brokers["bridges"].sum()
    assert 2 * len(events(told, Kind.BID)) == organisations["bids_begun"].sum()
    assert 2 * len(events(told, Kind.GRANT)) == organisations["bids_won"].sum()
    if told.settings.arm == "team":
        assert organisations["bids_won"].sum() > 0
    assert len(events(told, Kind.INFORMED)) == organisations["decisions_informed"].sum()
    assert len(events(told, Kind.LEFT)) == organisations["leavers"].sum()


def test_every_new_tie_was_told_and_came_of_a_good_meeting_of_the_week(worlds):
    told, _, start = worlds
    formed = {(min(e.person, e.other), max(e.person, e.other)) for e in events(told, Kind.TIED)}
    new = tied(told) - start["ties"]
    assert new
    assert new <= formed
    good = {event._replace(kind=Kind.TIED) for event in events(told, Kind.MEETING_GOOD)}
    assert set(events(told, Kind.TIED)) <= good


def played(**changes):
    """A told world without leavers, played to its end."""
    quiet = {
        "context.turnover": 0.0, "context.reorganisation": 0.0, "weeks": 80, "contract.weeks": 60,
    }  # fmt: skip
    told = ToldModel(change(Settings(), quiet | changes), 5)
    while told.running:
        told.step()
    return told


def test_decisions_are_made_with_research_or_without():
    told = played()
    faced = told.world.organisations["decisions"].sum()
    managers = told.world.people["community"] == MANAGER
    pending = managers & (told.world.projects["due"] >= 0)
    used = {event.person for event in events(told, Kind.INFORMED)}
    without = len(events(told, Kind.UNINFORMED))
    waiting = sum(told.people[row].informed for row in np.flatnonzero(pending))
    assert used
    assert without == faced - len(events(told, Kind.INFORMED)) - (pending.sum() - waiting)


def test_a_turn_adds_up_to_the_readiness_that_was_held_against_the_threshold():
    told = played(**{"culture.gain": 0.3, "culture.fading": 20.0, "culture.norm_weight": 0.05})
    turns = [turn for own in told.story.turns for turn in own]
    assert len(turns) == len(events(told, Kind.BEGAN, Kind.STOPPED))
    assert {turn.practising for turn in turns} == {True, False}
    assert any(turn.norm > 0 for turn in turns)
    weight = told.world.p["culture_norm_weight"][0]
    for turn in turns:
        assert -1e-12 <= turn.norm <= weight + 1e-12
        edge = 1e-12 if turn.practising else -1e-12
        assert (turn.readiness + edge >= turn.threshold) == turn.practising


def test_who_practises_has_begun_and_not_left_or_stopped(worlds):
    told, _, _ = worlds
    practising = set()
    for event in events(told, Kind.BEGAN, Kind.STOPPED, Kind.LEFT):
        (practising.add if event.kind == Kind.BEGAN else practising.discard)(event.person)
    assert practising == set(np.flatnonzero(told.world.people["practising"]).tolist())


def test_brokers_who_come_and_go_are_those_in_post(worlds):
    told, _, _ = worlds
    there = set()
    for event in events(told, Kind.BROKER_CAME, Kind.BROKER_LEFT):
        (there.add if event.kind == Kind.BROKER_CAME else there.discard)(event.broker)
    assert there == set(np.flatnonzero(told.world.brokers["in_post"]).tolist())


def test_what_parts_two_arms_under_the_same_dice_is_the_sum_of_what_parts_them_by_route():
    team, solos = (ToldModel(change(SETTINGS, {"arm": arm}), 3) for arm in ("team", "solos"))
    while team.running:
        team.step()
        solos.step()
    rows = team.rows_in(True)
    by_route = team.story.routes(rows) - solos.story.routes(rows)
    for column, name in enumerate(STANCES):
        apart = (team.world.people[name][rows] - solos.world.people[name][rows]).mean()
        assert by_route[:, column].sum() == pytest.approx(apart, abs=1e-12)
        assert apart != 0
