"""Many futures from one past: what changes nothing, or could not have mattered, differs in nothing."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import BrokeringModel, Settings, SettingsError, branch, change, simulate
from simulation.batch import run
from simulation.params import FILE_SETTINGS
from simulation.past import OF_FOUNDERS, check_future, is_settled, past_of
from simulation.population import build
from simulation.record import record
from tests.refusals import refusal
from tests.strategies import examples, seeds, small_settings
from tests.worlds import ARMS, LEAVES, SMALL, differing, other_value, small

PAST = 15
SEEDS = range(5)
HARD_TIMES = {"context.reorganisation": 0.9, "context.turnover": 0.9}
# Values that go with the rest of the settings, where the far end of the plausible range does not.
TOGETHER = {
    "brokers.managers": {"brokers.managers": 6},
    "brokers.academics": {"brokers.academics": 5},
    "contract.start": {"contract.start": 18},
    "contract.weeks": {"contract.weeks": 42},
}


def base(**changes):
    """A run whose contracts begin after the past, with fifteen weeks without brokers before."""
    return small(**{"arm": "none", "contract.start": PAST} | changes)


def lived(chosen, some=SEEDS, weeks=PAST):
    return run(past_of(chosen, weeks), some, keep=[weeks])


def assert_same(one, other):
    assert one.places.tobytes() == other.places.tobytes()
    assert one.brokers.tobytes() == other.brokers.tobytes()
    assert one.worlds.keys() == other.worlds.keys()
    for week in one.worlds:
        for a, b in zip(one.worlds[week], other.worlds[week], strict=True):
            assert differing(a, b) == [] and a.p.tobytes() == b.p.tobytes()


@pytest.mark.parametrize("start", [0, PAST])
def test_a_future_that_changes_nothing_is_the_unbroken_run(start):
    chosen = base(**{"contract.start": start, "context.funding_loss": 0.9})
    unbroken = run(chosen, SEEDS, keep=[PAST, 40, 60])
    assert_same(run(chosen, SEEDS, keep=[PAST, 40, 60], past=lived(chosen)), unbroken)
    assert unbroken.places[:, -1].tobytes() != unbroken.places[:, PAST].tobytes()


@pytest.mark.parametrize("start", [PAST, PAST + 1, 20])
@pytest.mark.parametrize("arm", ARMS)
def test_an_arm_that_comes_after_the_past_is_the_unbroken_run_of_that_arm(arm, start):
    chosen = base(**{"arm": arm, "contract.start": start})
    unbroken = run(chosen, SEEDS, keep=[start, 60])
    assert_same(run(chosen, SEEDS, keep=[start, 60], past=lived(chosen)), unbroken)
    assert unbroken.brokers[:, -1].any() == (arm != "none")


def test_money_is_not_lost_before_the_contracts_that_it_is_for():
    early = base(**{"contract.start": 0, "context.funding_loss": 0.99})
    team = change(early, {"arm": "team", "contract.start": PAST, "context.funding_loss": 0.0})
    past = lived(early)
    assert not all(world.programme["funded"][0] for world in past.worlds[PAST])
    assert_same(run(team, SEEDS, past=past), run(team, SEEDS))


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in LEAVES
        if name.startswith(("brokers.", "contract.", "team.", "insight."))
        and name not in FILE_SETTINGS
    ],
)
def test_what_concerns_brokers_alone_may_change_as_if_it_had_always_been_so(name):
    changes = TOGETHER.get(name, {name: other_value(LEAVES[name])})
    team = change(base(**{"arm": "team", "contract.weeks": 30}), changes)
    unbroken = run(team, range(2), keep=[60])
    assert_same(run(team, range(2), keep=[60], past=lived(base(), range(2))), unbroken)


@examples(40)
@given(small_settings(), st.lists(seeds, min_size=1, max_size=5), st.data())
def test_futures_that_could_not_matter_before_are_unbroken_runs_whatever_the_settings(
    chosen, some, data
):
    longest = chosen.weeks - 1 if chosen.arm == "none" else chosen.contract.start
    if longest < 1:
        return
    past = lived(chosen, some, data.draw(st.integers(1, longest)))
    last = [chosen.weeks]
    assert_same(run(chosen, some, keep=last, past=past), run(chosen, some, keep=last))


def test_the_users_own_staff_have_futures_too(staff_files):
    staff, ties = staff_files
    own = {"population.staff_file": staff, "population.ties_file": ties, "weeks": 60}
    team = change(Settings(), own | {"contract.weeks": 40, "contract.start": PAST})
    assert_same(run(team, SEEDS, keep=[60], past=lived(team)), run(team, SEEDS, keep=[60]))


@pytest.mark.parametrize("changes", [
    HARD_TIMES, {"culture.influence": 0.5}, {"culture.quality": 0.9},
    {"projects.find": 1.0, "projects.window": 1},
])  # fmt: skip
def test_circumstances_change_from_the_end_of_the_past_on_as_in_the_other_driver(changes):
    chosen = base()
    future = change(chosen, changes)
    found = run(future, SEEDS, past=lived(chosen))
    unbroken = run(chosen, SEEDS)
    assert found.places[:, : PAST + 1].tobytes() == unbroken.places[:, : PAST + 1].tobytes()
    assert found.places[:, -1].tobytes() != unbroken.places[:, -1].tobytes()
    model = BrokeringModel(chosen, rng=SEEDS[1])
    for week in range(future.weeks):
        if week == PAST:
            model.world.p[:] = record(future)
        model.step()
        assert model._sums[0].tobytes() == found.places[1, week + 1].tobytes(), f"week {week + 1}"


def test_a_past_is_left_as_it_was_by_its_futures():
    for some in ([3], SEEDS):
        past = lived(base(), some)
        team = base(**{"arm": "team"} | HARD_TIMES)
        first = run(team, some, keep=[60], past=past)
        assert_same(run(team, some, keep=[60], past=past), first)


@pytest.mark.parametrize("name", [name for name in LEAVES if name not in FILE_SETTINGS])
def test_only_settings_that_made_the_founders_are_settled(name):
    """The parts of a world that a past hands on are the same whatever its other settings are."""
    changes = TOGETHER.get(name, {name: other_value(LEAVES[name])})
    chosen = small(**SMALL | {"arm": "none"})
    one, other = build(chosen, 1), build(change(chosen, changes), 1)
    handed_on = {"people", "personalities", "colleagues", "ties", "projects"}
    differ = handed_on & set(differing(one, other)) or "organisations" in differing(one, other)
    assert bool(differ) == is_settled(name)


@pytest.mark.parametrize("name", OF_FOUNDERS)
def test_what_made_the_founders_would_change_nothing_later(name):
    chosen = base(**{"context.relations": 0.08})
    future = change(chosen, {name: other_value(LEAVES[name])})
    assert (
        run(future, SEEDS, past=lived(chosen)).places.tobytes()
        == run(chosen, SEEDS).places.tobytes()
    )
    with pytest.raises(SettingsError, match=f"{name} cannot become"):
        check_future(past_of(chosen, PAST), future)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"population.managers": 13}, r"population\.managers .*13.* week 0 .*12"),
        ({"context.relations": 0.3}, r"context\.relations .*0\.3.* week 0 .*0\.0"),
        ({"arm": "team", "contract.start": 3}, r"contract\.start .*at least 15.*, not 3"),
        ({"weeks": PAST}, r"weeks must be more than the 15 .*, not 15"),
    ],
)  # fmt: skip
def test_a_future_that_contradicts_its_past_is_refused(changes, said):
    with pytest.raises(SettingsError, match=f"^Future odd: .*{said}"):
        branch(base(), PAST, {"fine": base(arm="team"), "odd": change(base(), changes)}, SEEDS)


@pytest.mark.parametrize("weeks", [0, 60, 2.5, True, "ten"])
def test_a_past_of_impossible_length_is_refused(weeks):
    with refusal("past 1 59"):
        branch(base(), weeks, {"none": base()}, SEEDS)


def test_a_past_without_futures_is_refused():
    with refusal("futures"):
        branch(base(), PAST, {}, SEEDS)


@pytest.mark.parametrize("how", [{}, {"weekly": True, "every": 7}])
def test_branching_gives_the_tables_of_the_unbroken_runs_below_each_other(how, monkeypatch):
    monkeypatch.setattr("simulation.outcomes.PASTS_AT_ONCE", 2)
    futures = {
        "nobody": base(),
        "team": base(arm="team"),
        "later": base(arm="team", **{"contract.start": 20}),
    }
    # The past is that of the arm none whatever the arm of the settings that say it.
    table = branch(base(arm="team"), PAST, futures, SEEDS, **how)
    assert list(table["future"].unique()) == list(futures)
    for name, future in futures.items():
        own = table[table["future"] == name].drop(columns="future").reset_index(drop=True)
        assert own.equals(simulate(future, SEEDS, **how))


def test_a_longer_future_is_the_longer_run():
    chosen = base()
    longer = dataclasses.replace(chosen, weeks=80)
    assert (
        run(longer, SEEDS, past=lived(chosen)).places.tobytes()
        == run(longer, SEEDS).places.tobytes()
    )
