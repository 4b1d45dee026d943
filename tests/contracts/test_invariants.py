"""What holds in every week of every run, whatever the settings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from simulation import Settings, change
from simulation.rules import context, ties
from simulation.rules.ties import FAINT
from simulation.tables import BOOK, HALF_DAYS, MANAGER, NOBODY, PARTNERS
from tests.strategies import examples, seeds, small_settings
from tests.worlds import Run, copy

SHARES = {
    "people": ("attitude", "knowledge", "skill", "confidence"),
    "organisations": ("stability",),
    "brokers": ("strain", "confidence", "insight", "support", "skill", "standing"),
    "ties": ("bond",),
}
COUNTS = {
    "organisations": ("leavers", "bids_begun", "bids_helped", "bids_decided", "bids_won", "decisions",
                      "decisions_informed", "meetings_good", "meetings_bad"),
    "brokers": ("exits", "doors_tried", "doors", "bridges", "joint_visits", "weeks_in_post",
                "strain_sum", "confidence_sum", "hours"),
}  # fmt: skip
FIXED = {
    "organisations": ("community", "host", "first", "members"),
    "people": ("organisation", "workgroup", "community", "senior"),
    "brokers": ("home", "number", "home_organisation", "host_organisation", "buddy", "embedded",
                "leader", "fte", "skill"),
}  # fmt: skip


def check_shares(world):
    for table, fields in SHARES.items():
        for field in fields:
            values = getattr(world, table)[field]
            assert ((values >= 0.0) & (values <= 1.0)).all(), f"{table}.{field}"
    for b in range(len(world.brokers)):
        trust = world.books["trust"][b, : world.books["count"][b]]
        assert ((trust >= 0.0) & (trust <= 1.0)).all()


def check_people(world):
    people = world.people
    assert (people["visits"] >= 0.0).all()
    assert ((people["visitor"] >= NOBODY) & (people["visitor"] < len(world.brokers))).all()
    assert (people["visitor"][people["visits"] > 0.0] != NOBODY).all()
    assert (people["met"] >= 0).all()
    assert (people["met"] <= world.p["culture_meetings_a_week"][0]).all()


def check_buddies(world):
    buddy = world.brokers["buddy"]
    for b in np.nonzero(buddy != NOBODY)[0]:
        assert buddy[b] != b
        assert buddy[buddy[b]] == b, "a buddy who is not mutual"
    assert world.brokers["leader"].sum() <= 1


def check_partners(world):
    who, bond = world.ties["who"], world.ties["bond"]
    assert (bond[who == NOBODY] == 0.0).all()
    assert (bond[who != NOBODY] >= FAINT).all()
    pairs = {}
    for i, s in zip(*np.nonzero(who != NOBODY), strict=True):
        assert (i, int(who[i, s])) not in pairs, "the same partner twice"
        pairs[int(i), int(who[i, s])] = bond[i, s]
    for (i, j), strength in pairs.items():
        assert pairs.get((j, i)) == strength, "a tie is not mutual"
        assert world.people["community"][i] != world.people["community"][j]
    assert (world.ties["held"] == (world.ties["who"] != NOBODY).sum(axis=1)).all()


def check_books(world):
    for b in range(len(world.brokers)):
        count = int(world.books["count"][b])
        known = world.books["who"][b, :count]
        assert 0 <= count <= BOOK
        assert len(np.unique(known)) == count, "somebody is in a book twice"
        assert ((known >= 0) & (known < len(world.people))).all()
        everybody = range(len(world.people))
        slots = np.array([ties.find_contact(world.books, b, i) for i in everybody])
        found = np.flatnonzero(slots >= 0)
        assert set(found) == set(known), "somebody in a book is not found, or somebody else is"
        assert (known[slots[found]] == found).all()


def check_colleagues(world):
    rows, _ = np.nonzero(world.colleagues != NOBODY)
    others = world.colleagues[world.colleagues != NOBODY]
    linked = np.zeros((len(world.people), len(world.people)), bool)
    linked[rows, others] = True
    assert (linked == linked.T).all(), "an acquaintance is not mutual"
    assert linked.sum() == len(rows), "the same acquaintance twice"
    filled = np.arange(world.colleagues.shape[1]) < world.people["acquaintances"][:, None]
    assert ((world.colleagues != NOBODY) == filled).all(), "an empty slot is not the last"
    organisation = world.people["organisation"]
    assert (rows != others).all(), "somebody is their own colleague"
    assert (organisation[rows] == organisation[others]).all()


def check_counts(world, before):
    places = world.organisations
    assert (places["bids_won"] <= places["bids_decided"]).all()
    assert (places["bids_decided"] <= places["bids_begun"]).all()
    assert (places["decisions_informed"] <= places["decisions"]).all()
    brokers = world.brokers
    assert (brokers["doors"].sum(axis=1) <= brokers["doors_tried"]).all()
    assert (brokers["bridges"] <= brokers["doors"].sum(axis=1)).all()
    for table, fields in COUNTS.items():
        for field in fields:
            now, then = getattr(world, table)[field], getattr(before, table)[field]
            assert (now >= then).all(), f"{table}.{field} went down"


def check_what_stays(world, before):
    for table, fields in FIXED.items():
        for field in fields:
            assert (getattr(world, table)[field] == getattr(before, table)[field]).all()
    assert world.personalities.tobytes() == before.personalities.tobytes()
    own = world.people["organisation"][world.people["personality"]]
    assert (own == world.people["organisation"]).all(), "a newcomer like no founder there"


def check_hours(world):
    worked = HALF_DAYS * world.brokers["fte"] * world.brokers["weeks_in_post"]
    assert world.brokers["hours"].sum(axis=1) == pytest.approx(worked, rel=1e-9, abs=1e-9)
    for field in ("backlog", "served", "buddy_account", "desk", "away"):
        assert (world.brokers[field] >= 0.0).all(), field
    waiting = world.brokers["backlog"] <= HALF_DAYS * world.brokers["fte"] + 1e-9
    assert waiting.all(), "more waits than a week's work"
    assert (world.brokers["desk"] <= HALF_DAYS * world.brokers["fte"]).all()
    assert (world.brokers["weeks_in_post"] <= world.p["contract_end"][0]).all()


def check_posts(world, week):
    contracts = world.p["contract_start"][0] <= week < world.p["contract_end"][0]
    if not contracts or not world.programme["funded"][0]:
        assert not world.brokers["in_post"].any()


def live_soundly(chosen, seed):
    """Live all weeks, looking at every table after each."""
    run = Run(chosen, seed)
    before = copy(run.world)
    for week, world in enumerate(run.weeks()):
        check_shares(world)
        check_people(world)
        check_buddies(world)
        check_partners(world)
        check_books(world)
        check_colleagues(world)
        check_counts(world, before)
        check_what_stays(world, before)
        check_hours(world)
        check_posts(world, week)
        before = copy(world)


@examples(40)
@given(small_settings(most_changed=20), seeds)
def test_the_state_is_sound_in_every_week(chosen, seed):
    live_soundly(chosen, seed)


@pytest.mark.slow
@examples(1000)
@given(small_settings(most_changed=60), seeds)
def test_the_state_is_sound_under_many_more_settings(chosen, seed):
    live_soundly(chosen, seed)


@examples(15)
@given(small_settings(), seeds)
def test_nobody_is_linked_to_who_has_just_left(chosen, seed):
    run = Run(chosen, seed)
    rng = np.random.default_rng(seed)
    for world in run.weeks():
        gone = rng.integers(0, len(world.people), 5)
        for i in gone:
            context.replace_person(
                world.organisations, world.people, world.personalities, world.ties, world.projects,
                world.books, world.people["organisation"][i], i, rng.random(),
            )  # fmt: skip
        assert not np.isin(world.ties["who"], gone).any()
        assert (world.ties["who"][gone] == NOBODY).all()
        for b in range(len(world.brokers)):
            assert not np.isin(world.books["who"][b, : world.books["count"][b]], gone).any()
        assert (world.projects["due"][gone] == -1).all()
        assert not world.people["practising"][gone].any()
        base = world.personalities[world.people["personality"][gone]]
        for name in ("attitude", "knowledge", "skill", "confidence"):
            assert (world.people[name][gone] == base[name]).all()


def test_slots_and_books_do_fill_up_in_a_long_crowded_run():
    """So that the bounds above are reached and not merely never broken."""
    crowd = {
        "population.academics": 90, "population.departments": 2, "population.managers": 90,
        "population.organisations": 1, "brokers.fte": 1.0, "encounters.chance": 1.0,
        "encounters.base": 1.0, "contract.exit": 0.0, "contract.exit_strain": 0.0,
        "context.funding_loss": 0.0, "culture.quality": 1.0, "culture.practice": 1.0,
        "brokers.elsewhere": 1.0, "encounters.trust_gain": 1.0, "encounters.tiring": 0.0,
        "culture.meetings_a_week": 1000,
    }  # fmt: skip
    run = Run(change(Settings(), crowd | {"weeks": 104}), 1)
    world = run.end(100)
    assert world.books["count"].max() == BOOK
    assert ((world.ties["who"] != NOBODY).sum(axis=1) == PARTNERS).any()
    check_partners(world)
    check_books(world)
    assert world.people["community"].min() == MANAGER
