"""The Mesa driver as a Mesa model: agents, verbs, data, batches, subclasses and a page."""

from __future__ import annotations

import math
from collections import Counter

import mesa
import numpy as np
import pytest

from simulation import BrokeringModel, Settings, simulate
from simulation.agents import Academic, Broker, Manager, Organisation
from simulation.dice import CHANCE
from simulation.mesa_base import Field
from simulation.model import REPORTED
from simulation.tables import NOBODY
from tests.refusals import refusal
from tests.worlds import SMALL, copy, differing, small

no_batch_run = pytest.mark.skipif(mesa.__version__ >= "4", reason="Mesa 4 has no batch_run")
SHORT = SMALL | {"weeks": 12, "contract.weeks": 10}


@pytest.fixture
def model():
    return BrokeringModel(small(), rng=5)


def run_out(model):
    while model.running:
        model.step()
    return model


# ------------------------------------------------------------------- a Mesa model


def test_it_is_a_mesa_model_of_mesa_agents(model):
    assert isinstance(model, mesa.Model)
    assert len(model.agents) == 4 + 24 + 132 + 7
    by_type = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    assert by_type == {Organisation: 4, Manager: 24, Academic: 132, Broker: 7}


def test_agents_are_rows_of_the_tables_in_order(model):
    for agents, table in (
        (model.organisations, model.world.organisations),
        (model.people, model.world.people),
        (model.brokers, model.world.brokers),
    ):
        assert [agent.row for agent in agents] == list(range(len(table)))
    assert [type(person) for person in model.people] == [Manager] * 24 + [Academic] * 132
    for organisation in model.organisations:
        counted = model.world.organisations["members"][organisation.row]
        assert len(organisation.members) == counted
        assert {member.organisation for member in organisation.members} == {organisation}


def test_it_stops_after_its_last_week():
    model = BrokeringModel(small(**{"weeks": 12, "contract.weeks": 10}), rng=5)
    steps = 0
    while model.running:
        model.step()
        steps += 1
    assert steps == model.week == 12
    before = copy(model.world)
    model.step()
    assert model.week == 12
    assert not model.running
    assert differing(model.world, before) == []
    assert len(model.datacollector.get_model_vars_dataframe()) == 13


def test_it_collects_what_the_batch_driver_reports():
    model = run_out(BrokeringModel(small(), rng=5))
    collected = model.datacollector.get_model_vars_dataframe()
    table = simulate(small(), [5], weekly=True)
    assert tuple(collected.columns) == REPORTED
    for name in REPORTED:
        assert collected[name].tolist() == pytest.approx(table[name].tolist(), abs=0, nan_ok=True)
    assert collected["practising_host"].iloc[-1] > 0


def test_any_outcome_of_a_group_or_the_brokers_can_be_asked_for(model):
    table = simulate(small(), [5], weekly=True).set_index("week")
    ends = tuple(f"_in_{place.name}" for place in model.organisations)
    for week in range(3):
        for name in table.columns.drop(["arm", "seed"]):
            if name.endswith(ends):
                with pytest.raises(KeyError):
                    model.outcome(name)
                continue
            assert model.outcome(name) == pytest.approx(table[name][week], abs=0, nan_ok=True)
        model.step()


def test_an_outcome_that_does_not_exist_is_refused(model):
    with pytest.raises(KeyError, match="nonsense"):
        model.outcome("nonsense")


def test_settings_can_be_given_by_name():
    model = BrokeringModel(rng=1, **SHORT | {"arm": "solos"})
    assert model.settings == small(arm="solos", **{"weeks": 12, "contract.weeks": 10})
    with refusal("contract.weeks"):
        BrokeringModel(rng=1, **{"contract.weks": 3})


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with refusal():
        BrokeringModel(small(), rng=seed)


@pytest.mark.parametrize("every", [0, -3, 2.5])
def test_an_interval_that_is_no_whole_number_of_weeks_is_refused(every):
    with refusal("collect_every"):
        BrokeringModel(small(), rng=1, collect_every=every)


def test_the_seed_makes_the_world():
    one, same, other = (BrokeringModel(small(), rng=seed) for seed in (5, 5, 6))
    assert one.replicate == 5
    assert differing(one.world, same.world) == []
    assert "people" in differing(one.world, other.world)


def test_without_a_seed_every_model_draws_its_own_and_tells_it():
    one, other = BrokeringModel(small()), BrokeringModel(small())
    assert one.replicate != other.replicate
    again = BrokeringModel(small(), rng=one.replicate)
    assert differing(one.world, again.world) == []


# ------------------------------------------------------------------- batches and pages


@no_batch_run
def test_mesas_batch_run_gives_the_batch_drivers_numbers():
    from mesa.batchrunner import batch_run

    parameters = {"arm": ["none", "team"], "contract.weeks": [5, 10]}
    fixed = {name: [value] for name, value in SHORT.items() if name != "contract.weeks"}
    results = batch_run(
        BrokeringModel, parameters | fixed, number_processes=1, rng=[3, 4], display_progress=False
    )
    assert len(results) == 8
    assert len({(row["arm"], row["contract.weeks"], row["rng"]) for row in results}) == 8
    for row in results:
        chosen = small(arm=row["arm"], weeks=12, **{"contract.weeks": row["contract.weeks"]})
        last = simulate(chosen, [row["rng"]], weekly=True).iloc[-1]
        assert row["Step"] == 12
        for name in REPORTED:
            assert row[name] == pytest.approx(last[name], abs=0, nan_ok=True), name


@no_batch_run
def test_mesas_batch_run_can_keep_every_week():
    from mesa.batchrunner import batch_run

    fixed = {name: [value] for name, value in SHORT.items()}
    results = batch_run(BrokeringModel, fixed, number_processes=1, rng=[3],
                        data_collection_period=1, display_progress=False)  # fmt: skip
    table = simulate(small(**{"weeks": 12, "contract.weeks": 10}), [3], weekly=True)
    assert [row["attitude_host"] for row in results] == table["attitude_host"].tolist()


def test_a_solara_page_shows_it(monkeypatch):
    monkeypatch.setenv("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")
    import solara
    from mesa.visualization import SolaraViz, make_plot_component

    model = BrokeringModel(small(), rng=5)

    @solara.component
    def Page():
        SolaraViz(
            model,
            components=[make_plot_component("practising_host")],
            model_params={
                "arm": {"type": "Select", "value": "team", "values": ["none", "team"]},
                "contract.weeks": {
                    "type": "SliderInt",
                    "value": 40,
                    "min": 10,
                    "max": 60,
                    "step": 10,
                },
            },
        )

    box, page = solara.render(solara.AppLayout(children=[Page()]), handle_error=False)
    try:
        assert box.children
        model.step()
        assert model.week == 1
    finally:
        page.close()


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
