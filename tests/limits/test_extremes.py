"""Settings at the ends of their ranges give what the concept says they must.

What never happens at an end does happen off it: every such test runs both.
"""

from __future__ import annotations

import numpy as np
import pytest

from simulation.rules import posts
from simulation.tables import COLLEAGUES, NOBODY
from tests.worlds import ARMS, Run, partners, small, tie

WEEKS = 60
STANCES = ("attitude", "knowledge", "skill", "confidence")
# Contracts that run to the end of a short run, in posts that nobody leaves.
SHORT = {
    "weeks": WEEKS,
    "contract.weeks": WEEKS,
    "context.funding_loss": 0.0,
    "contract.exit": 0.0,
    "contract.exit_strain": 0.0,
}
# Everybody able and sure, so that projects come, and go well; a bid takes 94 weeks.
READY = {"population.willing": 0.9, "population.able": 0.9}
LONG = READY | {"weeks": 150, "contract.weeks": 150, "projects.bid": 1.0}
SETTLED = {"context.turnover": 0.0, "context.reorganisation": 0.0}
ALONE = {"arm": "none", "culture.practice": 0.0}
# Nobody is met but by visits; and with so much to do together there are no visits either.
NO_CHANCE = {"encounters.chance": 0.0, "demands.people_met": 0.0}


def short(*parts, seed=1, **changes):
    """A short run with brokers all along; `parts` are changes, of which later ones count."""
    merged = dict(SHORT)
    for part in parts:
        merged |= part
    return Run(small(**merged | changes), seed)


def total(world, field):
    """A count, over all organisations or all brokers."""
    rows = world.organisations if field in world.organisations.dtype.names else world.brokers
    return rows[field].sum()


# ------------------------------------------------------------------- never and always

# What stays at nil, what must occur for that to mean anything, the end that rules it out, other
# values of the same settings, and where both are tried.
NEVER = {
    "the unskilled open no doors": (
        "doors", "doors_tried",
        {"brokers.interpersonal_skill": 0.0}, {"brokers.interpersonal_skill": 0.1}, {}),
    "nobody trusts, so that nothing is bridged": (
        "bridges", "doors", {"encounters.trust_gain": 0.0}, {"encounters.trust_gain": 0.3},
        {"brokers.known_at_home": 0}),
    "no pairs, no joint visits": (
        "joint_visits", "doors_tried", {"team.pair": 0.0}, {"team.pair": 0.2}, {}),
    "no turnover, no leavers": (
        "leavers", "decisions", {"context.turnover": 0.0}, {"context.turnover": 0.3},
        {"context.reorganisation": 0.9}),
    "research that is never found": (
        "decisions_informed", "decisions", {"projects.find": 0.0}, {"projects.find": 0.5}, READY),
    "full pressure that closes every decision": (
        "decisions_informed", "decisions",
        {"context.pressure": 1.0}, {"context.pressure": 0.5}, READY),
    "no bids": ("bids_begun", "decisions", {"projects.bid": 0.0}, {"projects.bid": 0.1}, READY),
    "funders who fund nothing": (
        "bids_won", "bids_decided", {"projects.win": 0.0}, {"projects.win": 0.2}, LONG),
    "no meeting goes badly": (
        "meetings_bad", "meetings_good", {"culture.quality": 1.0}, {"culture.quality": 0.5}, {}),
    "posts that nobody leaves": (
        "exits", "weeks_in_post", {"contract.exit": 0.0}, {"contract.exit": 0.1}, {}),
    "strain that drives nobody out": (
        "exits", "weeks_in_post",
        {"contract.exit_strain": 0.0}, {"contract.exit_strain": 0.1}, {"demands.half_days": 9.0}),
    "nothing asked, no strain": (
        "strain_sum", "weeks_in_post",
        {"demands.half_days": 0.0}, {"demands.half_days": 4.0}, {}),
    "overload that strains nobody": (
        "strain_sum", "weeks_in_post",
        {"demands.strain_up": 0.0}, {"demands.strain_up": 0.1}, {"demands.half_days": 4.0}),
}  # fmt: skip


@pytest.mark.parametrize("case", NEVER)
def test_at_its_end_a_setting_rules_out_what_it_lets_happen_elsewhere(case):
    never, occasion, end, usual, where = NEVER[case]
    assert end.keys() == usual.keys()
    world = short(where, end).end()
    assert total(world, never) == 0
    assert total(world, occasion) > 0
    assert total(short(where, usual).end(), never) > 0


def test_at_its_end_a_setting_makes_certain_what_is_chancy_elsewhere():
    world = short(LONG, **{"projects.win": 1.0}).end()
    assert total(world, "bids_won") == total(world, "bids_decided") > 0
    world = short(LONG, **{"projects.win": 0.2}).end()
    assert 0 < total(world, "bids_won") < total(world, "bids_decided")


def test_open_doors_open_to_who_is_skilled_fluent_and_confident():
    """Every one of the first visits, and fewer where any of these is missing."""
    run = short(SETTLED, {"encounters.base": 1.0, "encounters.tiring": 0.0,
                          "brokers.interpersonal_skill": 1.0})  # fmt: skip
    opened = {}
    for missing in ("nothing", "skill", "insight", "confidence"):
        run = Run(run.settings, 1)
        run.world.brokers["insight"], run.world.brokers["confidence"] = 1.0, 1.0
        if missing != "nothing":
            run.world.brokers[missing] = 0.3
        world = run.step()
        opened[missing] = total(world, "doors") / total(world, "doors_tried")
    assert opened.pop("nothing") >= 0.95  # a week's fading of insight
    assert max(opened.values()) < 0.95


# ------------------------------------------------------------------- circumstances


def test_where_turnover_is_certain_every_seat_changes_hands_every_week():
    """And with them all ties go, here before anybody can make new ones."""
    run = short(READY, ALONE, **{"context.turnover": 1.0, "population.threshold": 1.0})
    tie(run.world, 0, len(run.world.people) - 1, 0.9)
    for week, world in enumerate(run.weeks(), start=1):
        leavers = world.organisations["leavers"]
        assert (leavers == week * world.organisations["members"]).all()
        old = [(i, j) for i in range(24) for j in partners(world, i) if world.people["met"][i] == 0]
        assert old == []


@pytest.mark.parametrize(("yearly", "stability"), [(0.0, 1.0), (1.0, 0.0)])
def test_organisations_are_settled_without_reorganisations_and_never_under_constant_ones(
    yearly, stability
):
    for world in short(**{"context.reorganisation": yearly}).weeks():
        assert (world.organisations["stability"] == stability).all()
        assert (world.organisations["reorganised"] == (yearly == 1.0)).all()


@pytest.mark.parametrize(("upheaval", "left"), [(1.0, False), (0.0, True)])
def test_a_reorganisation_ends_all_ties_or_none(upheaval, left):
    run = short(ALONE, {"context.turnover": 0.0, "context.reorganisation": 1.0,
                        "context.upheaval": upheaval})  # fmt: skip
    tie(run.world, 0, len(run.world.people) - 1, 0.9)
    assert (len(run.world.people) - 1 in partners(run.step(), 0)) == left


def test_money_that_is_certain_to_be_lost_pays_for_no_week():
    world = short(**{"context.funding_loss": 1.0}).end()
    assert not world.programme["funded"][0]
    assert not world.brokers["in_post"].any()
    assert total(world, "weeks_in_post") == total(world, "doors_tried") == 0
    assert short().end().brokers["in_post"].all()


# ------------------------------------------------------------------- contracts and posts


@pytest.mark.parametrize("length", [1, 5, 15])
def test_brokers_work_for_as_long_as_their_contracts(length):
    changes = {"contract.weeks": length, "contract.start": 1}
    for week, world in enumerate(short(**changes).weeks()):
        assert (world.brokers["in_post"] == (1 <= week <= length)).all()
    assert (world.brokers["weeks_in_post"] == length).all()


def test_where_exits_are_certain_posts_are_held_for_one_week_and_vacant_for_sixteen():
    for week, world in enumerate(short(**{"contract.exit": 1.0}).weeks()):
        assert (world.brokers["in_post"] == (week % (posts.VACANCY + 1) == 0)).all()
    held = -(-WEEKS // (posts.VACANCY + 1))
    assert (world.brokers["weeks_in_post"] == held).all()
    assert (world.brokers["exits"] == held).all()


@pytest.mark.parametrize(("loss", "standing"), [(0.0, 1.0), (1.0, 0.0)])
def test_a_lapse_costs_all_standing_or_none(loss, standing):
    world = short(**{"demands.standing_loss": loss, "demands.half_days": 50.0}).end()
    assert world.brokers["standing"].tolist() == [standing] * 7


@pytest.mark.parametrize("arm", ARMS)
def test_two_managers_and_two_academics_are_a_world(arm):
    """With as many brokers as people; every share is one, and everybody's only colleague the other."""
    run = short(READY, arm=arm, **{
        "population.organisations": 1, "population.departments": 1,
        "population.managers": 2, "population.academics": 2,
        "brokers.managers": 2, "brokers.academics": 2,
    })  # fmt: skip
    practised = np.zeros(4, bool)
    for world in run.weeks():
        practised |= world.people["practising"]
        for name in STANCES:
            assert ((world.people[name] >= 0.0) & (world.people[name] <= 1.0)).all()
        for i, colleagues in enumerate(world.colleagues.tolist()):
            assert colleagues == [i ^ 1] + [NOBODY] * (COLLEAGUES - 1)
    assert practised.all()  # a newcomer of late may not have reconsidered yet
    assert total(world, "decisions") > 0
    assert (total(world, "doors") > 0) == (arm != "none")
