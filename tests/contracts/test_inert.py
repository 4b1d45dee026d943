"""What does nothing changes nothing, and looking changes nothing either."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import BrokeringModel, change, simulate
from simulation.passport import Value
from simulation.roster import Post, roster
from simulation.tables import ACADEMIC, MANAGER, World
from tests.worlds import LEAVES, Run, differing, other_value, small

BUSY = {"contract.exit": 0.03, "contract.vacancy": 2, "demands.expectations": 2.0}
NO_AGENDA = {
    "team.support": False,
    "team.pooling": False,
    "team.introductions": False,
    "team.handover": False,
}
# What is on but idle, and the same settings with it off.
IDLE = {
    "a leader without time or shield": (
        {"team.leader_time": 0.0, "team.shield": 0.0},
        {"team.leadership": False},
    ),
    "meetings without an agenda": (NO_AGENDA, {"team.meetings_per_fortnight": 0.0}),
    "pooling that carries nothing": (
        {"team.pooling_rate": 0.0, "team.pooling_time": 0.0},
        {"team.pooling": False},
    ),
    "hearsay that is worth nothing": (
        {"insight.second_hand": 0.0, "team.pooling_time": 0.0},
        {"team.pooling": False},
    ),
    "introductions that carry nothing": (
        {
            "team.introductions_time": 0.0,
            "team.buddy_introductions_time": 0.0,
            "team.buddy_introduction": 0.0,
            "team.mate_introduction": 0.0,
        },
        {"team.introductions": False},
    ),
    "handover of nothing and no cover": (
        {"team.handover_time": 0.0, "team.inherited": 0.0, "team.cover": 0.0},
        {"team.handover": False},
    ),
    "buddies without time, support or introductions": (
        NO_AGENDA | {"team.buddy_time": 0.0},
        {"team.buddying": False},
    ),
    "a leader with nothing to deflect": (
        {"demands.taskmasters": 0, "team.leader_time": 0.0},
        {"team.deflecting": 10.0, "team.shield": 1.0},
    ),
    "seniors who are not involved": (
        {"context.senior_involvement": 0.0},
        {"encounters.senior": 0.0},
    ),
    "reorganisations that never come": (
        {"context.reorganisation": 0.0},
        {"context.trust_kept": 0.1},
    ),
    "no norm and nobody to follow": (
        {"population.threshold": 1.0, "population.threshold_spread": 0.0},
        {"culture.norm_weight": 0.0},
    ),
}


@pytest.mark.parametrize("idle", IDLE)
def test_an_idle_mechanism_changes_nothing(idle):
    on, off = IDLE[idle]
    one, other = Run(small(**BUSY | on), 4), Run(small(**BUSY | on | off), 4)
    for week, (a, b) in enumerate(zip(one.weeks(), other.weeks(), strict=True)):
        assert differing(a, b) == [], f"after week {week}"
    assert one.world.p.tobytes() != other.world.p.tobytes()
    assert one.world.brokers["bridges"].sum() > 0


def _moved(*groups: str) -> dict[str, Value]:
    """Another value for every setting of these groups."""
    return {name: other_value(leaf) for name, leaf in LEAVES.items() if name.startswith(groups)}


# Where some settings have no say, and other values of them.
NO_SAY = {
    "what a team does, for solos": ({"arm": "solos"}, _moved("team.")),
    "the single brokers' posts, for a team": ({}, _moved("brokers.single_")),
    "what brokers are and do, without any": (
        {"arm": "none"},
        _moved("brokers.", "demands.", "insight.", "team.", "encounters."),
    ),
    "what guests pay, where all have a desk": ({}, _moved("encounters.guest_cost")),
    "when contracts are late, if nobody leaves": (
        {"contract.exit": 0.0, "contract.exit_strain": 0.0},
        _moved("contract.exit_late", "contract.strain_tolerance", "contract.vacancy"),
    ),
    "prices and the reading of outcomes": ({}, _moved("money.")),
}


@pytest.mark.parametrize("case", NO_SAY)
def test_a_setting_without_a_say_changes_nothing(case):
    around, moved = NO_SAY[case]
    one, other = Run(small(**BUSY | around), 4), Run(small(**BUSY | around | moved), 4)
    for week, (a, b) in enumerate(zip(one.weeks(), other.weeks(), strict=True)):
        assert differing(a, b) == [], f"after week {week}"
    assert len(moved) > 0


SHUT_TO = ("base", "openness", "ally", "presence", "senior", "own_trust", "introduction")
SHUT: dict[str, float] = {f"encounters.{name}": 0.0 for name in SHUT_TO}


@pytest.mark.parametrize("embedding", ["two_way", "none"])
def test_where_no_door_opens_brokers_are_as_good_as_not_there(embedding):
    # nor does anybody know them from home, who could ask them for research
    around = SHUT | {"brokers.embedding": embedding, "brokers.known_at_home": 0}
    team, none = Run(small(**around), 4), Run(small(arm="none", **around), 4)
    for a, b in zip(team.weeks(), none.weeks(), strict=True):
        assert set(differing(a, b)) <= {"programme", "brokers", "books"}
    assert team.world.brokers["doors_tried"].min() > 0
    assert team.world.brokers["doors"].sum() == 0


def _without(world: World, b: int) -> World:
    """The world without the table rows of one broker."""
    return world._replace(
        brokers=np.delete(world.brokers, b), books=np.delete(world.books, b)
    )  # fmt: skip


@pytest.mark.parametrize("home", [MANAGER, ACADEMIC])
@pytest.mark.parametrize("embedding", ["two_way", "none"])
def test_a_broker_who_never_opens_a_door_changes_nobody_elses_life(home, embedding):
    settings = small(arm="solos", **BUSY | {"brokers.embedding": embedding})
    posts = roster(settings)
    one, other = Run(settings, 4), Run(settings, 4, (*posts, Post(home, 6, 0.5)))
    other.world.brokers["skill"][-1] = 0.0
    other.world.brokers["buddy"][:-1] = one.world.brokers["buddy"]  # solos have no use for them
    for week, (a, b) in enumerate(zip(one.weeks(), other.weeks(), strict=True)):
        assert differing(a, _without(b, len(posts))) == [], f"after week {week}"
    idle = other.world.brokers[-1]
    assert idle["doors_tried"] > 0
    assert idle["doors"].sum() == 0


def test_the_same_post_with_skill_does_change_others_lives():
    settings = small(arm="solos")
    posts = roster(settings)
    one, other = Run(settings, 4).end(), Run(settings, 4, (*posts, Post(MANAGER, 6, 0.5))).end()
    assert "people" in differing(one, _without(other, len(posts)))


# ------------------------------------------------------------------- looking


@pytest.mark.parametrize(
    ("weeks", "every", "kept"),
    [
        (20, 1, list(range(21))),
        (20, 10, [0, 10, 20]),
        (20, 7, [0, 7, 14, 20]),
        (20, 20, [0, 20]),
        (20, 21, [0, 20]),
        (1, 2, [0, 1]),
    ],
)
def test_the_first_and_the_last_week_are_always_kept(weeks, every, kept):
    settings = small(weeks=weeks, **{"contract.weeks": 1})
    table = simulate(settings, [3, 4], weekly=True, every=every)
    assert table["week"].tolist() == kept * 2
    model = BrokeringModel(settings, rng=3, collect_every=every)
    while model.running:
        model.step()
    collected = model.datacollector.get_model_vars_dataframe()
    expected = table[table["seed"] == 3]
    assert len(collected) == len(kept)
    for name in collected:
        assert collected[name].tolist() == pytest.approx(
            expected[name].tolist(), abs=0.0, rel=0.0, nan_ok=True
        ), name


def test_keeping_fewer_weeks_changes_no_number():
    settings = change(small(), {"weeks": 45})
    all_weeks = simulate(settings, [3], weekly=True)
    some = simulate(settings, [3], weekly=True, every=6)
    again = all_weeks[all_weeks["week"].isin(some["week"])].reset_index(drop=True)
    assert some.equals(again)
