"""Each verb is told under its own route and source, and no event goes untold."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Settings, change
from simulation.story import Kind, Route, ToldModel
from simulation.tables import NOBODY

SETTINGS = change(
    Settings(),
    {
        "arm": "team",
        "weeks": 130,  # a bid takes 94
        "contract.weeks": 60,
        "context.reorganisation": 0.1,
        "projects.bid": 1.0,
    },
)


@pytest.fixture
def model():
    """A told world in which people have begun to differ from their baselines."""
    told = ToldModel(SETTINGS, 3)
    for _ in range(30):
        told.step()
    return told


def told_by(model, verb):
    """The routes and sources under which a verb's changes are told."""
    story = model.story
    before = [{(p.route, p.source): p.amount for p in story.trail(i.row)} for i in model.people]
    story.begin_week()
    verb()
    after = [{(p.route, p.source): p.amount for p in story.trail(i.row)} for i in model.people]
    return {
        (row, *key)
        for row, (old, new) in enumerate(zip(before, after, strict=True))
        for key in new
        if new[key] != old.get(key)
    }


def learner(model):
    """Somebody, and a colleague with another attitude."""
    return next((i, j) for i in model.people for j in i.colleagues if i.attitude != j.attitude)


def test_colleagues_are_told_with_who_they_are(model):
    person, colleague = learner(model)
    told = told_by(model, lambda: person.learn_from(colleague))
    assert told == {(person.row, Route.COLLEAGUES, colleague.row)}


def test_forgetting_comes_from_nobody(model):
    person, _ = learner(model)
    assert told_by(model, person.forget) == {(person.row, Route.FADING, NOBODY)}


def test_a_newcomer_is_told_as_one(model):
    person, _ = learner(model)
    assert told_by(model, lambda: person.leave(0.5)) == {(person.row, Route.NEWCOMERS, NOBODY)}


def test_who_does_not_practise_meets_by_chance(model):
    person, other = model.people[-1], model.people[0]
    person.practising = False
    told = told_by(model, lambda: person.meet(other))
    assert told == {(person.row, Route.CHANCE, other.row), (other.row, Route.CHANCE, person.row)}


def test_a_practising_persons_meeting_is_practice_and_the_others_is_a_partners(model):
    person, other = model.people[0], model.people[-1]
    person.practising = True
    told = told_by(model, lambda: person.meet(other))
    assert told == {
        (person.row, Route.PRACTICE, other.row),
        (other.row, Route.PARTNERS, person.row),
    }


@pytest.mark.parametrize("joint", [False, True])
def test_a_brokers_talk_is_told_by_who_was_there(model, joint):
    broker = next(b for b in model.brokers if b.in_post and b.buddy is not None)
    person = model.people[0]
    route = Route.JOINT_VISITS if joint else Route.TALKS
    told = told_by(model, lambda: broker.translate(person, joint))
    assert told == {(person.row, route, broker.row)}


def test_reorganisations_and_verdicts_are_counted_as_the_tables_count_them():
    told, reorganised = ToldModel(SETTINGS, 3), []
    while told.running:
        told.step()
        rows = np.flatnonzero(told.world.organisations["reorganised"])
        reorganised += [(told.week, row) for row in rows.tolist()]
    events = [event for week in told.story.events for event in week]
    assert reorganised
    assert [(e.week, e.person) for e in events if e.kind == Kind.REORGANISED] == reorganised
    organisations = told.world.organisations
    lost = organisations["bids_decided"].sum() - organisations["bids_won"].sum()
    assert lost > 0
    assert 2 * sum(e.kind == Kind.BID_LOST for e in events) == lost
