"""The Mesa driver as a Mesa model: agents, data, batches and a page."""

from __future__ import annotations

import mesa
import pytest

from simulation import BrokeringModel, simulate
from simulation.agents import Academic, Broker, Manager, Organisation
from simulation.model import REPORTED
from tests.refusals import refusal
from tests.worlds import SMALL, copy, differing, small

no_batch_run = pytest.mark.skipif(mesa.__version__ >= "4", reason="Mesa 4 has no batch_run")
SHORT = SMALL | {"weeks": 12, "contract.weeks": 10}


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


def test_an_outcome_of_a_whole_run_is_told_from_one_that_does_not_exist(model):
    with pytest.raises(KeyError, match="did you mean 'practising_"):
        model.outcome("practisng_host")
    with pytest.raises(KeyError, match="of a whole run"):
        model.outcome("practising_host_end")


@pytest.mark.parametrize(
    "word, meant", [("seed", "rng"), ("managr", "manager"), ("brokr", "broker")]
)
def test_a_keyword_close_to_one_that_the_model_takes_is_no_setting(word, meant):
    with refusal(f"{word} {meant}"):
        BrokeringModel(small(), **{word: 7})


@pytest.mark.parametrize("word, given", [("manager", int), ("broker", 3), ("academic", Manager)])
def test_classes_of_agents_must_be_such(word, given):
    with refusal(f"{word} simulation.agents subclass"):
        BrokeringModel(small(), **{word: given})


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
