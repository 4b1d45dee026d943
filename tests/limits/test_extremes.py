"""Settings at the ends of their ranges give what the concept says they must.

What never happens at an end does happen off it: every such test runs both.
"""

from __future__ import annotations

import numpy as np
import pytest

from simulation.params import TOGETHER
from simulation.rules import posts
from simulation.rules.ties import TRUST_MEMORY
from simulation.tables import COLLEAGUES, DEMANDS, NOBODY, VISITING
from tests.worlds import ARMS, Run, acquaint, contacts, partners, small, tie

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
UNMET = SETTLED | NO_CHANCE | {"team.support": 5.0} | {
    f"team.{name}": 0.0 for name in TOGETHER if name != "support"
}  # fmt: skip


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


# ------------------------------------------------------------------- time


def test_demands_take_no_more_than_their_share_and_leave_the_rest_for_visits():
    world = short(**{"demands.half_days": 100.0}).end()
    brokers = world.brokers
    most = posts.SERVED_SHARE * 10.0 * brokers["fte"] * brokers["weeks_in_post"]
    np.testing.assert_allclose(brokers["hours"][:, DEMANDS], most)
    assert (brokers["hours"][:, VISITING] > 0.0).all()
    assert (brokers["backlog"] == 10.0 * brokers["fte"]).all()  # all beyond a week's work lapses


def test_a_week_that_is_spent_together_leaves_none_for_demands_or_visits():
    world = short(UNMET).end()
    assert (world.brokers["hours"][:, [DEMANDS, VISITING]] == 0.0).all()
    assert total(world, "doors_tried") == 0


def test_a_full_shield_and_hours_enough_leave_demands_to_the_leader_alone():
    free = {"team.shield": 1.0, "team.leading": 7.0, "demands.half_days": 0.5}
    world = short(free, **{"brokers.fte": 1.0}).end()
    served = world.brokers["hours"][:, DEMANDS] > 0.0
    assert served.tolist() == world.brokers["leader"].tolist()


# ------------------------------------------------------------------- visits and trust


@pytest.mark.parametrize(("elsewhere", "anywhere"), [(0.0, False), (1.0, True)])
def test_first_visits_stay_at_home_and_host_or_go_anywhere(elsewhere, anywhere):
    world = short(NO_CHANCE, **SETTLED, **{
        "arm": "single", "brokers.elsewhere": elsewhere, "brokers.known_at_home": 0,
    }).end()  # fmt: skip
    met = set(np.unique(world.people["organisation"][world.people["brokered"] > 0]).tolist())
    own = {int(world.brokers[name][0]) for name in ("home_organisation", "host_organisation")}
    assert met > own if anywhere else met == own


@pytest.mark.parametrize("known", [0, 3, 150])
def test_a_new_broker_knows_so_many_at_home_or_everybody(known):
    world = short(UNMET, **{"brokers.known_at_home": known}).step()
    for b, broker in enumerate(world.brokers):
        members = world.organisations["members"][broker["home_organisation"]]
        assert len(contacts(world, b)) == min(known, members)


@pytest.mark.parametrize(("embedding", "around"), [("none", 0.5), ("two_way", 0.5)])
def test_trust_lasts_where_the_broker_is_and_fades_elsewhere(embedding, around):
    """At home, where the other half of the week is spent; the team takes the contract's half."""
    run = short(UNMET, **{"brokers.embedding": embedding, "contract.weeks": 20})
    kept = posts.TRUSTED_AT_HOME
    for week, world in enumerate(run.weeks(40)):
        kept *= 1.0 - (1.0 - (around if week < 20 else 0.0)) / TRUST_MEMORY
        for b in range(len(world.brokers)):
            trust = list(contacts(world, b).values())
            assert trust
            np.testing.assert_allclose(trust, kept)


@pytest.mark.parametrize("tiring", [0.0, 10.0])
def test_visits_tire_not_at_all_or_shut_the_doors(tiring):
    crowd = {"encounters.tiring": tiring, "population.managers": 8, "population.academics": 8,
             "population.organisations": 1, "population.departments": 1}  # fmt: skip
    world = short(NO_CHANCE, SETTLED, crowd).end()
    share = total(world, "doors") / total(world, "doors_tried")
    assert share > 0.3 if tiring == 0.0 else share < 0.1


# ------------------------------------------------------------------- culture


@pytest.mark.parametrize(("weight", "practising"), [(0.0, False), (1.0, True)])
def test_a_practising_half_sways_all_where_the_norm_is_all_and_nobody_where_it_is_nothing(
    weight, practising
):
    run = short(SETTLED, ALONE, **{"culture.norm_weight": weight})
    run.world.personalities["threshold"] = 0.6
    run.world.people["practising"][::2] = True
    assert (run.end().people["practising"] == practising).all()


@pytest.mark.parametrize(("threshold", "practising"), [(0.0, True), (1.0, False)])
def test_all_practise_at_no_threshold_and_nobody_at_a_full_one(threshold, practising):
    run = short(**{"context.turnover": 0.0, "context.reorganisation": 0.0})
    run.world.personalities["threshold"] = threshold
    assert (run.end().people["practising"] == practising).all()


def test_gains_of_one_make_a_good_meeting_complete():
    """All four stances are full after one with the only partner, and stay so without forgetting."""
    run = short(SETTLED, **{
        "arm": "none", "culture.quality": 1.0, "culture.gain": 1.0, "culture.influence": 0.0,
        "culture.practice": 1.0, "culture.fading": 1e6, "population.threshold": 1.0,
    })  # fmt: skip
    last = len(run.world.people) - 1
    run.world.ties["who"], run.world.ties["bond"], run.world.ties["held"] = NOBODY, 0.0, 0
    acquaint(run.world, 0, [1])  # whose partner is the same, so that whoever is asked, it is them
    tie(run.world, 0, last, 0.5)
    tie(run.world, 1, last, 0.5)
    run.world.people["practising"][0] = True
    world = run.step()
    assert world.people["met"][[0, last]].tolist() == [1, 1]
    for name in STANCES:
        np.testing.assert_allclose(world.people[name][[0, last]], 1.0, atol=1e-5)


def test_people_who_forget_within_a_week_stay_themselves():
    run = short(SETTLED, ALONE, **{"culture.fading": 1.0, "culture.influence": 1.0})
    for name in STANCES:
        run.world.people[name] = 1.0
    run.world.people["met"] = 9
    world = run.step()
    for name in STANCES:
        met = world.people["met"] > 0  # a lucky academic, and whom they met
        np.testing.assert_allclose(world.people[name][~met], world.personalities[name][~met])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_or_none_are_allies(share):
    world = short(SETTLED, **{"population.ally_share": share}).world
    assert (world.people["ally"] == bool(share)).all()
