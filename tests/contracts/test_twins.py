"""The two drivers are one model: every table agrees to the last bit, every week."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import BrokeringModel, Settings, change, simulate
from simulation.batch import run
from tests.strategies import examples, seeds, small_settings
from tests.worlds import ARMS, NO_HOURS, SMALL, Run, differing, digest, python, small

HARD_TIMES = {"contract.exit": 0.05, "demands.half_days": 5.0}
CASES = {
    "no embedding": {"brokers.embedding": "none"},
    "managers embedded": {"brokers.embedding": "one_way_managers"},
    "academics embedded": {"brokers.embedding": "one_way_academics"},
    "no pairs": {"team.pair": 0.0},
    "no leader": {"team.leading": 0.0},
    "pairs and no meetings": NO_HOURS | {"team.pair": 0.5},
    "no time for introductions": {"team.introductions": 0.0},
    "brokers come and go": HARD_TIMES,
    "a team without handover comes and goes": HARD_TIMES | {"team.handover": 0.0},
    "visits tire and are shared out": {"encounters.tiring": 2.0, "team.sharing_out": 0.5},
    "desk work": {"demands.people_met": 0.0},
    "time for many meetings": {"culture.meetings_a_week": 9, "encounters.base": 1.0},
    "a late start": {"contract.start": 15},
    "insecure funding": {"context.funding_loss": 0.9},
    "much reorganisation": {"context.reorganisation": 0.95, "context.upheaval": 0.9},
    "full time": {"brokers.fte": 1.0},
    "one profession": {"brokers.managers": 7, "brokers.academics": 0},
    "an eager world": {"culture.practice": 1.0, "population.threshold": 0.3,
                       "projects.bid": 1.0, "projects.find": 1.0},
}  # fmt: skip


def live_side_by_side(chosen: Settings, seed: int) -> Run:
    """Both drivers through all weeks; fails in the first week in which any table differs."""
    model, other = BrokeringModel(chosen, rng=seed), Run(chosen, seed)
    assert model.world.p.tobytes() == other.world.p.tobytes()
    assert differing(model.world, other.world) == []
    for week in range(chosen.weeks):
        model.step()
        other.step()
        assert differing(model.world, other.world) == [], f"after week {week}"
    return other


@pytest.mark.parametrize("arm", ARMS)
def test_both_drivers_live_the_same_weeks_in_every_arm(arm):
    lived = live_side_by_side(small(arm=arm), seed=1).world
    assert lived.organisations["leavers"].sum() > 0
    assert lived.organisations["decisions"].sum() > 0
    assert (lived.brokers["bridges"].sum() > 0) == (arm != "none")


@pytest.mark.parametrize("case", CASES)
def test_both_drivers_live_the_same_weeks_under_other_settings(case):
    lived = live_side_by_side(small(**CASES[case]), seed=2).world
    assert lived.brokers["doors_tried"].sum() > 0


def test_both_drivers_live_the_same_weeks_with_the_users_own_staff(staff_files):
    staff, ties = staff_files
    own = {"population.staff_file": staff, "population.ties_file": ties, "weeks": 60}
    chosen = change(Settings(), own | {"contract.weeks": 40})
    lived = live_side_by_side(chosen, seed=3).world
    assert len(lived.people) == 18
    assert lived.brokers["bridges"].sum() > 0


@examples(12)
@given(small_settings(), seeds)
def test_both_drivers_live_the_same_weeks_whatever_the_settings(chosen, seed):
    live_side_by_side(chosen, seed)


@pytest.mark.slow
@examples(300)
@given(small_settings(most_changed=40), seeds)
def test_both_drivers_live_the_same_weeks_under_many_more_settings(chosen, seed):
    live_side_by_side(chosen, seed)


@examples(8)
@given(small_settings(), st.lists(seeds, min_size=1, max_size=6))
def test_replicates_side_by_side_are_observed_as_each_alone(chosen, some):
    together = run(chosen, some)
    for r, seed in enumerate(some):
        model = BrokeringModel(chosen, rng=seed)
        for week in range(chosen.weeks + 1):
            places, brokers = model._sums
            assert places.tobytes() == together.places[r, week].tobytes()
            assert brokers.tobytes() == together.brokers[r, week].tobytes()
            model.step()


@pytest.mark.slow
def test_the_rules_give_the_same_bytes_without_compilation():
    changes = SMALL | {"weeks": 30, "contract.weeks": 25, "contract.exit": 0.05}
    few = SMALL | {"weeks": 8, "contract.weeks": 8}
    code = f"""
from simulation import Settings, change, simulate
from tests.worlds import Run, digest
run = Run(change(Settings(), {changes!r}), 5)
for world in run.weeks():
    print(digest(world))
print(simulate(change(Settings(), {few!r}), [0, 1])["bridges"].sum())
"""
    lived = Run(change(Settings(), changes), 5)
    compiled = [digest(world) for world in lived.weeks()]
    assert lived.world.brokers["bridges"].sum() > 0
    bridges = simulate(change(Settings(), few), [0, 1])["bridges"].sum()  # several replicates
    assert python(code, NUMBA_DISABLE_JIT="1").split() == [*compiled, str(bridges)]
