"""Settings at the ends of their ranges give what the concept says they must.

What never happens at an end does happen off it: every such test runs both.
"""

from __future__ import annotations

import numpy as np
import pytest

from simulation.tables import ACADEMIC, COLLEAGUES, DEMANDS, LOST, MANAGER, NOBODY, VISITING
from tests.worlds import ARMS, Run, contacts, small

WEEKS = 16
STANCES = ("attitude", "knowledge", "skill", "confidence")
# Contracts that run to the end of a short run, in posts that nobody leaves.
SHORT = {
    "weeks": WEEKS,
    "contract.weeks": WEEKS,
    "context.funding_loss": 0.0,
    "contract.exit": 0.0,
    "contract.exit_strain": 0.0,
    "projects.decision": 0.2,
}
# Everybody able and sure, and every academic with a close partner: projects come, and go well.
READY = {f"population.{name}": 0.9 for name in STANCES} | {
    "population.tied_share": 1.0,
    "population.tied_bond": 0.9,
    "projects.preparation": 1,
    "projects.verdict": 1,
}
SETTLED = {
    "context.turnover_managers": 0.0,
    "context.turnover_academics": 0.0,
    "context.reorganisation": 0.0,
}
ALONE = {"arm": "none", "culture.practice": 0.0, "culture.serendipity": 0.0}
NO_CHANCE = {"encounters.chance": 0.0}


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
    "doors that take nerve stay shut to the timid": (
        "doors", "doors_tried",
        {"encounters.nerve": 1.0}, {"encounters.nerve": 0.9},
        {"demands.confidence": 0.0, "demands.confidence_up": 0.0, "team.encouragement": 0.0}),
    "doors that take fluency stay shut to the ignorant": (
        "doors", "doors_tried",
        {"insight.home": 0.0}, {"insight.home": 0.5},
        {"encounters.fluency": 1.0, "insight.host": 0.0, "insight.learning": 1e6}),
    "brokers who do not bridge": (
        "bridges", "doors", {"encounters.bridging": 0.0}, {"encounters.bridging": 0.5}, {}),
    "nobody trusts, so that nothing is bridged": (
        "bridges", "doors", {"encounters.trust_gain": 0.0}, {"encounters.trust_gain": 0.3},
        {"brokers.trusted_at_home": 0.0}),
    "lone workers pay no joint visits": (
        "joint_visits", "doors_tried", {"team.buddying": False}, {"team.buddying": True}, {}),
    "no time for the buddy, no joint visits": (
        "joint_visits", "doors_tried", {"team.buddy_time": 0.0}, {"team.buddy_time": 0.2}, {}),
    "no turnover, no leavers": (
        "leavers", "decisions",
        {"context.turnover_managers": 0.0, "context.turnover_academics": 0.0},
        {"context.turnover_managers": 0.3, "context.turnover_academics": 0.3},
        {"context.reorganisation": 0.9}),
    "organisations that keep everybody when unsettled": (
        "leavers", "decisions",
        {"context.unsettled_turnover": 0.0}, {"context.unsettled_turnover": 2.0},
        {"context.reorganisation": 1.0}),
    "no decisions": (
        "decisions", "bids_begun", {"projects.decision": 0.0}, {"projects.decision": 0.01}, READY),
    "research that is never found": (
        "decisions_informed", "decisions", {"projects.find": 0.0}, {"projects.find": 0.5}, READY),
    "full pressure that closes every decision": (
        "decisions_informed", "decisions",
        {"projects.closed_by_pressure": 1.0}, {"projects.closed_by_pressure": 0.5},
        READY | {"context.pressure": 1.0, "context.pressure_drift": 0.0}),
    "uninvolved seniors who close every decision": (
        "decisions_informed", "decisions",
        {"projects.closed_by_seniors": 1.0}, {"projects.closed_by_seniors": 0.5},
        READY | {"context.senior_involvement": 0.0, "population.senior_share": 0.0}),
    "decisions of managers who know nobody and no broker": (
        "decisions_informed", "decisions",
        {"population.tied_share": 0.0}, {"population.tied_share": 1.0},
        ALONE | {"population.skill": 0.9, "population.tied_bond": 0.9}),
    "no bids": ("bids_begun", "decisions", {"projects.bid": 0.0}, {"projects.bid": 0.1}, READY),
    "funders who fund nothing": (
        "bids_won", "bids_decided", {"projects.win": 0.0}, {"projects.win": 0.2}, READY),
    "no meeting goes badly": (
        "meetings_bad", "meetings_good", {"culture.quality": 1.0}, {"culture.quality": 0.5}, {}),
    "no meeting goes well": (
        "meetings_good", "meetings_bad",
        {"culture.quality": 0.0}, {"culture.quality": 0.5}, {"culture.quality_fluency": 0.0}),
    "nobody brokers, practises or has luck": (
        "meetings_good", "decisions",
        {"culture.serendipity": 0.0}, {"culture.serendipity": 0.1},
        {"arm": "none", "culture.reconsider": 0.0}),
    "practising people who never look for a partner": (
        "meetings_good", "decisions", {"culture.practice": 0.0}, {"culture.practice": 0.3},
        READY | ALONE | {"population.threshold": 0.01, "culture.reconsider": 1.0}),
    "posts that nobody leaves": (
        "exits", "weeks_in_post", {"contract.exit": 0.0}, {"contract.exit": 0.1}, {}),
    "strain that drives nobody out": (
        "exits", "weeks_in_post",
        {"contract.strain_tolerance": 1.0}, {"contract.strain_tolerance": 0.0},
        {"contract.exit_strain": 1.0, "demands.expectations": 20.0}),
    "nothing asked, no strain": (
        "strain_sum", "weeks_in_post",
        {"demands.taskmasters": 0}, {"demands.taskmasters": 4}, {"demands.expectations": 3.0}),
    "nothing expected, no strain": (
        "strain_sum", "weeks_in_post",
        {"demands.expectations": 0.0}, {"demands.expectations": 3.0}, {}),
    "overload that strains nobody": (
        "strain_sum", "weeks_in_post",
        {"demands.strain_up": 0.0}, {"demands.strain_up": 0.1}, {"demands.expectations": 3.0}),
}  # fmt: skip


@pytest.mark.parametrize("case", NEVER)
def test_at_its_end_a_setting_rules_out_what_it_lets_happen_elsewhere(case):
    never, occasion, end, usual, where = NEVER[case]
    assert end.keys() == usual.keys()
    world = short(where, end).end()
    assert total(world, never) == 0
    assert total(world, occasion) > 0
    assert total(short(where, usual).end(), never) > 0


ALWAYS = {
    "every door opens": (
        "doors", "doors_tried",
        {"encounters.base": 1.0}, {"encounters.base": 0.1},
        {"encounters.fluency": 0.0, "encounters.nerve": 0.0, "brokers.interpersonal_skill": 1.0}),
    "every bid wins": (
        "bids_won", "bids_decided", {"projects.win": 1.0}, {"projects.win": 0.5}, READY),
}  # fmt: skip


@pytest.mark.parametrize("case", ALWAYS)
def test_at_its_end_a_setting_makes_certain_what_is_chancy_elsewhere(case):
    always, tried, end, usual, where = ALWAYS[case]
    world = short(where, end).end()
    assert total(world, always) == total(world, tried) > 0
    world = short(where, usual).end()
    assert 0 < total(world, always) < total(world, tried)


# ------------------------------------------------------------------- circumstances


def test_where_turnover_is_certain_every_seat_changes_hands_every_week():
    """And with them all ties go, here before anybody can make new ones."""
    run = short(READY, ALONE, **{"context.turnover_managers": 1.0, "culture.reconsider": 0.0})
    assert (run.world.ties["who"] != NOBODY).any()
    for week, world in enumerate(run.weeks(), start=1):
        managers = world.organisations["community"] == MANAGER
        seats = world.organisations["members"][managers]
        assert (world.organisations["leavers"][managers] == week * seats).all()
        assert (world.ties["who"] == NOBODY).all()


@pytest.mark.parametrize(("yearly", "stability"), [(0.0, 1.0), (1.0, 0.0)])
def test_organisations_are_settled_without_reorganisations_and_never_under_constant_ones(
    yearly, stability
):
    for world in short(**{"context.reorganisation": yearly}).weeks():
        assert (world.organisations["stability"] == stability).all()
        assert (world.organisations["reorganised"] == (yearly == 1.0)).all()


@pytest.mark.parametrize(("kept", "left"), [(0.0, 0), (1.0, 1)])
def test_a_reorganisation_ends_all_ties_or_none(kept, left):
    run = short(SETTLED, ALONE, READY, **{
        "context.reorganisation": 1.0, "context.trust_kept": kept,
        "culture.loose_bond": 0.0, "culture.close_bond": 0.0,
    })  # fmt: skip
    before = (run.world.ties["who"] != NOBODY).sum()
    assert before > 0
    assert (run.step().ties["who"] != NOBODY).sum() == left * before


@pytest.mark.parametrize("pressure", [0.0, 0.4, 1.0])
def test_pressure_that_does_not_drift_stays_at_its_mean(pressure):
    changes = {"context.pressure": pressure, "context.pressure_drift": 0.0}
    for world in short(**changes).weeks():
        assert (world.organisations["pressure"] == pressure).all()


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


def test_where_exits_are_certain_posts_are_held_every_other_week():
    world = short(**{"contract.exit": 1.0, "contract.vacancy": 1}).end()
    assert (world.brokers["exits"] == WEEKS // 2).all()
    assert (world.brokers["weeks_in_post"] == WEEKS // 2).all()


@pytest.mark.parametrize("arm", ARMS)
def test_two_managers_and_two_academics_are_a_world(arm):
    """With as many brokers as people; every share is one, and everybody's only colleague the other."""
    run = short(READY, arm=arm, **{
        "population.organisations": 1, "population.departments": 1,
        "population.managers": 2, "population.academics": 2,
        "brokers.managers": 2, "brokers.academics": 2, "culture.reconsider": 1.0,
    })  # fmt: skip
    for world in run.weeks():
        for name in STANCES:
            assert ((world.people[name] >= 0.0) & (world.people[name] <= 1.0)).all()
        for i, colleagues in enumerate(world.colleagues.tolist()):
            assert colleagues == [i ^ 1] + [NOBODY] * (COLLEAGUES - 1)
    assert world.people["practising"].all()
    assert total(world, "decisions") > 0
    assert (total(world, "doors") > 0) == (arm != "none")


# ------------------------------------------------------------------- time


def test_demands_that_may_take_all_the_time_and_do_leave_none_for_visits():
    """Expectations alone would not do it: what may be served a week is a share of it."""
    huge = NO_CHANCE | {"demands.half_days": 100.0}
    world = short(huge, **{"demands.served_share": 1.0}).end()
    assert (world.brokers["hours"][:, VISITING] == 0.0).all()
    assert total(world, "doors_tried") == 0
    assert total(short(huge, **{"demands.served_share": 0.5}).end(), "doors_tried") > 0


def test_full_strain_that_costs_all_free_time_leaves_none_for_visits_after_the_first_week():
    run = short(NO_CHANCE, **{
        "demands.half_days": 100.0, "demands.strain_up": 1.0, "demands.recovery": 0.0,
        "demands.output_loss": 1.0,
    })  # fmt: skip
    first = run.step().brokers["hours"][:, VISITING].copy()
    assert (first > 0.0).any()
    world = run.end(WEEKS - 1)
    assert (world.brokers["strain"] == 1.0).all()
    np.testing.assert_array_equal(world.brokers["hours"][:, VISITING], first)
    np.testing.assert_allclose(world.brokers["hours"][:, LOST], (WEEKS - 1) * first)


def test_demands_that_may_take_no_time_are_never_served():
    world = short(**{"demands.served_share": 0.0}).end()
    assert (world.brokers["hours"][:, DEMANDS] == 0.0).all()
    assert (world.brokers["backlog"] > 0.0).all()


def test_a_full_shield_that_costs_nothing_leaves_demands_to_the_leader_alone():
    free = {"team.shield": 1.0, "team.deflecting": 0.0, "team.leader_time": 0.0}
    world = short(free).end()
    served = world.brokers["hours"][:, DEMANDS] > 0.0
    assert served.tolist() == world.brokers["leader"].tolist()


# ------------------------------------------------------------------- visits and trust


@pytest.mark.parametrize(("share", "shut"), [(0.0, ACADEMIC), (1.0, MANAGER)])
def test_visits_go_to_one_community_only_at_either_end_of_the_hosts_share(share, shut):
    """Of a single broker from the managers."""
    changes = {"arm": "single", "brokers.single_home": "manager", "brokers.host_share": share}
    world = short(NO_CHANCE, **changes).end()
    assert world.brokers["doors"][0, shut] == 0
    assert world.brokers["doors"][0, 1 - shut] > 0


@pytest.mark.parametrize(("elsewhere", "anywhere"), [(0.0, False), (1.0, True)])
def test_first_visits_stay_at_home_and_host_or_go_anywhere(elsewhere, anywhere):
    world = short(NO_CHANCE, **SETTLED, **{
        "arm": "single", "brokers.elsewhere": elsewhere, "brokers.follow_up": 0.0,
    }).end()  # fmt: skip
    met = set(np.unique(world.people["organisation"][world.people["brokered"] > 0]).tolist())
    own = {int(world.brokers[name][0]) for name in ("home_organisation", "host_organisation")}
    assert met > own if anywhere else met == own


@pytest.mark.parametrize("known", [0, 3, 150])
def test_a_new_broker_knows_so_many_at_home_or_everybody(known):
    idle = NO_CHANCE | {"demands.half_days": 100.0, "demands.served_share": 1.0}
    world = short(idle, SETTLED, **{"brokers.known_at_home": known}).step()
    for b, broker in enumerate(world.brokers):
        members = world.organisations["members"][broker["home_organisation"]]
        assert len(contacts(world, b)) == min(known, members)


# Nobody is met, so that trust only fades.
UNMET = SETTLED | NO_CHANCE | {"demands.half_days": 100.0, "demands.served_share": 1.0}


def test_trust_with_a_boundless_memory_never_fades():
    run = short(UNMET, **{"encounters.trust_memory": 1e6, "brokers.trusted_at_home": 0.5})
    for world in run.weeks():
        for b in range(len(world.brokers)):
            trust = list(contacts(world, b).values())
            assert trust
            np.testing.assert_allclose(trust, 0.5, rtol=WEEKS / 1e6)


def test_trust_without_memory_lasts_where_the_broker_is_and_ends_with_the_contract():
    """Solos, who pay no visits: guests are at home all week, embedded half-timers for half of it."""
    changes = {"arm": "solos", "encounters.trust_memory": 1.0, "contract.weeks": 4,
               "brokers.trusted_at_home": 0.5}  # fmt: skip
    for embedding, kept in (("none", 1.0), ("two_way", 0.5)):
        run = short(UNMET, changes, **{"brokers.embedding": embedding, "brokers.fte": 0.5})
        for week, world in enumerate(run.weeks(6), start=1):
            for b in range(len(world.brokers)):
                trust = list(contacts(world, b).values())
                np.testing.assert_allclose(trust, 0.5 * kept**week)
                assert bool(trust) == (week <= 4)


# ------------------------------------------------------------------- culture


@pytest.mark.parametrize(("weight", "practising"), [(0.0, False), (1.0, True)])
def test_a_practising_half_sways_all_where_the_norm_is_all_and_nobody_where_it_is_nothing(
    weight, practising
):
    run = short(SETTLED, ALONE, **{
        "culture.norm_weight": weight, "culture.reconsider": 1.0,
        "population.threshold": 0.6, "population.threshold_spread": 0.0,
    })  # fmt: skip
    run.world.people["practising"][::2] = True
    assert (run.end().people["practising"] == practising).all()


@pytest.mark.parametrize(("threshold", "practising"), [(0.0, True), (1.0, False)])
def test_all_practise_at_no_threshold_and_nobody_at_a_full_one(threshold, practising):
    ends = {"population.threshold": threshold, "population.threshold_spread": 0.0}
    world = short(ends, **{"culture.reconsider": 1.0}).end()
    assert (world.people["practising"] == practising).all()


@pytest.mark.parametrize("practising", [False, True])
def test_who_never_reconsiders_never_changes(practising):
    ends = {"population.threshold": 0.0 if not practising else 1.0}
    run = short(SETTLED, ends, **{"culture.reconsider": 0.0})
    run.world.people["practising"] = practising
    assert (run.end().people["practising"] == practising).all()


def test_gains_of_one_make_a_good_meeting_complete():
    """All four stances and the bond are full after one; here every academic meets somebody a week."""
    run = short(SETTLED, ALONE, **{
        "culture.serendipity": 1.0, "culture.quality": 1.0, "culture.bond_gain": 1.0,
        "culture.reconsider": 0.0, "culture.social_pull": 0.0, "population.tied_share": 0.0,
        **{f"culture.{name}_gain": 1.0 for name in STANCES},
    })  # fmt: skip
    world = run.step()
    academics = world.people["community"] == ACADEMIC
    for name in STANCES:
        assert (world.people[name][academics] == 1.0).all()
    met = world.ties["who"] != NOBODY
    assert met.any()
    assert (world.ties["bond"][met] == 1.0).all()
    assert world.organisations["meetings_good"].sum() == 2 * academics.sum()


@pytest.mark.parametrize("weeks", [1, 5])
def test_ties_that_fade_at_once_last_no_week_without_a_meeting(weeks):
    changes = {"culture.loose_bond": 1.0, "culture.close_bond": 1.0}
    world = short(SETTLED, ALONE, READY, changes).end(weeks)
    assert (world.ties["who"] == NOBODY).all()
    assert (short(SETTLED, ALONE, READY).end(weeks).ties["who"] != NOBODY).any()


def test_people_who_forget_within_a_week_stay_themselves():
    run = short(SETTLED, ALONE, **{"culture.fading": 1.0, "culture.social_pull": 1.0})
    for name in STANCES:
        run.world.people[name] = 1.0
    world = run.step()
    for name in STANCES:
        np.testing.assert_allclose(world.people[name], world.personalities[name])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_or_none_are_allies_seniors_or_tied(share):
    changes = {f"population.{name}": share for name in ("ally_share", "senior_share", "tied_share")}
    world = short(SETTLED, changes).world
    academics = world.people["community"] == ACADEMIC
    assert (world.people["ally"] == bool(share)).all()
    assert (world.people["senior"] == bool(share)).all()
    tied = (world.ties["who"] != NOBODY).any(axis=1)
    assert tied[academics].mean() > 0.5 if share else not tied.any()
