"""The agents of the Mesa model: verbs that change the tables, and subclasses with verbs of their own."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from simulation import BrokeringModel, Settings
from simulation.agents import Academic, Broker, Manager, Organisation
from simulation.dice import CHANCE
from simulation.mesa_base import Field
from simulation.tables import NOBODY
from tests.test_model import run_out
from tests.worlds import copy, differing, small

# ------------------------------------------------------------------- verbs


def _differs_in(model, verb):
    before = copy(model.world)
    verb()
    return set(differing(model.world, before))


def test_a_broker_translates(model):
    broker, person = model.brokers[0], model.people[30]
    before = person.knowledge
    assert broker.contacts == {}
    trust = broker.translate(person)
    assert broker.contacts == {person: trust}
    assert trust > 0
    assert person.knowledge > before


def test_a_broker_visits(model):
    broker, person = model.brokers[0], model.people[30]
    assert 0.0 < broker.access_to(person) < 1.0
    open_door = np.zeros(5)
    changed = _differs_in(model, lambda: broker.visit(person, open_door))
    assert {"people", "brokers", "books"} <= changed
    assert (broker.doors_tried, broker.free) == (1, -1.0)
    assert person.brokered == 1
    closed_door = np.full(5, 1.0)
    broker.visit(person, closed_door)
    assert (broker.doors_tried, broker.free, person.brokered) == (2, -2.0, 1)


def test_a_broker_takes_the_buddy_along(model):
    broker, person = model.brokers[0], model.people[30]
    for other in model.brokers:
        other.in_post, other.buddy_account = True, 1.0
    broker.visit(person, np.zeros(5))
    assert broker.joint_visits == 1
    assert person in broker.buddy.contacts


def test_a_broker_runs_into_people_at_the_desk(model):
    broker = model.brokers[0]
    model.luck.brokers[:] = 0.0
    broker.desk, model.luck.brokers[0, CHANCE] = 5.0, 0.5
    broker.mingle()
    assert broker.doors_tried == broker.doors.sum() > 0
    assert {person.organisation for person in broker.contacts} == {broker.host_organisation}
    assert broker.free == 0.0


def test_a_broker_bridges(model):
    broker, manager, academic = model.brokers[0], model.people[0], model.people[30]
    assert broker.bridge(manager, academic, False, 0.0)
    assert academic in manager.partners
    assert manager.partners[academic] == academic.partners[manager]
    assert broker.bridges == 1
    assert not broker.bridge(manager, academic, False, 0.999999)


def test_a_pair_is_seen_by_colleagues(model):
    broker, person = model.brokers[0], model.people[30]
    before = [colleague.attitude for colleague in person.colleagues]
    broker.be_seen_with_buddy(person)
    assert all(
        colleague.attitude > was
        for colleague, was in zip(person.colleagues, before, strict=True)
    )  # fmt: skip


def test_people_meet_learn_and_forget(model):
    manager, academic = model.people[0], model.people[30]
    model.luck.people[:] = 0.0
    assert manager.meet(academic)
    assert academic in manager.partners
    attitude = manager.attitude
    manager.forget()
    assert manager.attitude < attitude
    colleague = manager.colleagues[0]
    colleague.knowledge, knowledge = 0.9, manager.knowledge
    manager.learn_from(colleague)
    assert manager.knowledge > knowledge


def test_a_manager_reconsiders_practising(model):
    manager = model.people[0]
    assert not manager.practising
    manager.attitude = manager.knowledge = manager.skill = manager.confidence = 0.95
    assert manager.readiness > 0.9
    manager.reconsider_practising()
    assert manager.practising
    assert model.world.people["practising"][0]
    manager.skill = 0.01
    manager.reconsider_practising()
    assert not manager.practising


def test_a_person_leaves(model):
    manager, academic = model.people[0], model.people[30]
    manager.meet(academic)
    model.brokers[0].translate(manager)
    manager.leave(0.5)
    assert manager.partners == {}
    assert manager not in model.brokers[0].contacts
    assert manager.organisation.leavers == 1


def test_people_work_on_projects(model):
    untied = (model.world.ties["who"] == NOBODY).all(axis=1)
    manager, academic = (
        next(person for person in model.agents_by_type[kind] if untied[person.row])
        for kind in (Manager, Academic)
    )
    model.luck.people[:] = 0.0
    manager.meet(academic)
    academic.work_on_projects()
    assert not academic.is_idle
    assert manager.organisation.bids_begun == academic.organisation.bids_begun == 1
    manager.work_on_projects()
    assert not manager.is_idle
    assert manager.organisation.decisions == 1


def test_brokers_hold_posts_and_spend_weeks(model):
    broker = model.brokers[0]
    assert not broker.in_post
    model.luck.brokers[:] = 0.9
    model.fund_programme()
    for other in model.brokers:
        other.hold_post()
    assert broker.in_post
    changed = _differs_in(model, broker.spend_week)
    assert changed == {"brokers"}
    assert broker.weeks_in_post == 1
    assert broker.hours.sum() == pytest.approx(5.0)
    assert broker.free > 0


@pytest.mark.parametrize("kind", [Organisation, Manager, Academic, Broker])
def test_every_declared_field_of_an_agent_is_there(model, kind):
    agent = model.agents_by_type[kind][0]
    fields = [name for base in kind.__mro__ for name, field in vars(base).items()
              if isinstance(field, Field)]  # fmt: skip
    assert len(fields) > 5
    for name in fields:
        assert getattr(agent, name) is not None


def test_links_to_other_agents_are_agents(model):
    broker = model.brokers[0]
    assert broker.buddy is model.brokers[4]
    assert model.brokers[3].buddy is None
    assert broker.home_organisation is model.organisations[0]
    assert broker.host_organisation is model.organisations[2]
    colleague = model.people[0].colleagues[0]
    assert isinstance(colleague, Manager)
    assert model.person(NOBODY) is None


def test_writing_an_attribute_writes_the_table_and_reading_gives_plain_values(model):
    broker = model.brokers[1]
    broker.skill = 0.25
    assert model.world.brokers["skill"][1] == 0.25
    assert type(broker.skill) is float
    assert type(broker.embedded) is bool
    assert type(broker.exits) is int
    broker.insight[0] = 0.5
    assert model.world.brokers["insight"][1, 0] == 0.5


# ------------------------------------------------------------------- subclasses


class Recluse(Manager):
    """A manager whom nobody can win over."""

    def reconsider_practising(self) -> None:
        """Never."""


class Mute(Broker):
    """A broker who opens doors and has nothing to say."""

    def talk_to(self, person, joint, throw):
        """Say nothing."""


class Sociable(Academic):
    """An academic who meets the same manager every week."""

    def find_company(self):
        """Always the first manager."""
        return self.model.people[0]


def test_a_subclass_with_a_verb_of_its_own_changes_the_outcome():
    eager = {"population.threshold": 0.3}
    plain = run_out(BrokeringModel(small(**eager), rng=5))
    reclusive = run_out(BrokeringModel(small(**eager), rng=5, manager=Recluse))
    assert plain.outcome("practising_managers") > 0.2
    assert reclusive.outcome("practising_managers") == 0.0
    assert reclusive.outcome("practising_academics") > 0.0


def test_mute_brokers_are_no_brokers():
    # Their holders know nobody from before, through whom research could be found.
    mute = run_out(BrokeringModel(small(**{"brokers.known_at_home": 0}), rng=5, broker=Mute))
    none = run_out(BrokeringModel(small(arm="none"), rng=5))
    for model in (mute, none):  # but that they have been there
        model.world.people["visits"], model.world.people["visitor"] = 0.0, NOBODY
    assert set(differing(mute.world, none.world)) <= {"brokers", "books", "programme"}
    assert mute.brokers[0].weeks_in_post > 0


def test_an_academics_verb_can_be_replaced_too():
    sociable = BrokeringModel(small(), rng=5, academic=Sociable)
    sociable.step()
    met = Counter(
        type(person) for person in sociable.people if sociable.people[0] in person.partners
    )
    assert set(met) == {Sociable}
    assert sociable.outcome("meetings_good_managers") + sociable.outcome(
        "meetings_bad_managers"
    ) >= len(sociable.agents_by_type[Sociable])


def test_default_settings_make_a_whole_model():
    model = BrokeringModel(rng=1)
    assert model.settings == Settings()
    assert len(model.people) == 240
    assert math.isnan(model.outcome("strain"))
    model.step()
    assert 0.0 <= model.outcome("strain") <= 1.0
