"""One mechanism at a time, all else switched off, against what theory says must come out.

Where chance plays a part, an answer may be off by `SURE` standard errors of the sample at hand; the
seeds are fixed, so that a test passes always or never.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation import dice as d
from simulation.rules import people, ties
from simulation.tables import ACADEMIC, MANAGER, NOBODY
from tests.worlds import Run, acquaint, partners, small, tie

SURE = 4.0  # standard errors
A_YEAR = 52.18  # weeks
SLOW = 1e6  # the longest time constant: forgetting cannot be switched off altogether
STANCES = ("attitude", "knowledge", "skill", "confidence")

# Nobody leaves, learns, forgets or has projects, and what is learnt by meeting is nothing; an
# academic meets a manager by luck all the same.
STILL = {
    "arm": "none",
    "context.turnover": 0.0,
    "context.reorganisation": 0.0,
    "culture.fading": SLOW,
    "culture.gain": 0.0,
    "culture.influence": 0.0,
    "culture.practice": 0.0,
    "culture.norm_weight": 0.0,
    "projects.bid": 0.0,
}
# Nine in each community, who all know each other in `complete`.
NINE = {
    "population.organisations": 1,
    "population.departments": 1,
    "population.managers": 9,
    "population.academics": 9,
}
LONELY = NINE | {"population.managers": 2, "population.academics": 2}


def still(**changes):
    """Settings in which nothing happens but for `changes`."""
    return small(**STILL | changes)


def close_to(mean, samples):
    """Whether the samples' mean is within `SURE` standard errors, s / sqrt(n), of `mean`."""
    samples = np.asarray(samples, float)
    error = samples.std(ddof=1) / math.sqrt(len(samples))
    assert error > 0.0
    return abs(samples.mean() - mean) < SURE * error


def untied(run):
    """The run, without the ties of its founders."""
    run.world.ties["who"], run.world.ties["bond"] = NOBODY, 0.0
    return run


def complete(run):
    """The run, with everybody in an organisation knowing all others there; and their rows."""
    places = []
    for o in range(len(run.world.organisations)):
        rows = np.flatnonzero(run.world.people["organisation"] == o).tolist()
        for i in rows:
            acquaint(run.world, i, [j for j in rows if j != i])
        places.append(rows)
    return run, places


def faded(bond):
    """T4 in NumPy: bonds a week later; the faint are gone."""
    bond = bond * (1.0 - (ties.LOOSE_BOND * (1.0 - bond) + ties.CLOSE_BOND * bond))
    return np.where(bond < ties.FAINT, 0.0, bond)


def undisturbed(settings, weeks):
    """A run of so many weeks in which nobody will meet by luck, for few people."""
    for seed in range(1000):
        world = Run(settings, seed).end(weeks)
        if world.organisations[["meetings_good", "meetings_bad"]].tolist() == [(0, 0)] * 2:
            return untied(Run(settings, seed))
    raise AssertionError("in every run somebody meets by luck")


# ------------------------------------------------------------------- nothing happens


def test_where_nobody_brokers_nothing_moves_but_the_first_ties_which_fade():
    """Learning, forgetting, reconsidering and the norm are on, and have nothing to work on."""
    weeks = 100
    run = undisturbed(
        small(**LONELY | {
            "arm": "none", "context.turnover": 0.0, "context.reorganisation": 0.0,
            "population.threshold": 1.0, "projects.bid": 0.0, "weeks": weeks,
        }), weeks,
    )  # fmt: skip
    for name in STANCES:  # so that colleagues have no attitudes to take over
        run.world.people[name] = run.world.personalities[name] = 0.3
    tie(run.world, 0, 2, 0.1)
    before, bond = run.world.people.copy(), run.world.ties["bond"].copy()
    for world in run.weeks():
        bond = faded(bond)
        np.testing.assert_allclose(world.ties["bond"], bond, rtol=1e-12)
    assert world.people.tobytes() == before.tobytes()
    assert world.organisations["leavers"].sum() == 0
    assert (world.ties["who"] == NOBODY).all(), "the first tie is faint before the run ends"


# ------------------------------------------------------------------- meetings


FIRST_BOND = 0.1
ALONE = 1.0 - people.THROUGH_COLLEAGUES  # share of weeks in which a partner of one's own is met


def a_pair(seed, **changes):
    """A run in which one academic practises and has one partner, as nobody else has."""
    run = untied(Run(still(**LONELY | {"culture.practice": 1.0} | changes), seed))
    run.world.people["practising"][2] = True
    run.world.personalities["threshold"] = [9.0, 9.0, 0.0, 9.0]  # nobody else starts, nobody stops
    tie(run.world, 0, 2, FIRST_BOND)
    return run


@pytest.mark.parametrize("gain", [0.05, 0.2, 1.0])
def test_good_meetings_close_a_geometric_part_of_the_room(gain):
    """After n good meetings 1 - (1 - g)^n of it is closed, in every stance; a bond fades meanwhile."""
    run = a_pair(2, **{"culture.quality": 1.0, "culture.gain": gain})
    first = {name: run.world.people[name][[0, 2]] for name in STANCES}
    bond, n = FIRST_BOND, 0
    for week, world in enumerate(run.weeks(30), start=1):
        bond = float(faded(bond))
        if world.people["met"][2]:
            n += 1
            bond += people.BOND_GAIN * (1.0 - bond)
        assert partners(world, 0) == {2: pytest.approx(bond)}
        for name in STANCES:
            expected = first[name] + (1.0 - (1.0 - gain) ** n) * (1.0 - first[name])
            np.testing.assert_allclose(world.people[name][[0, 2]], expected, atol=week / SLOW)
    assert world.organisations["meetings_good"].tolist() == [n, n]
    assert 10 < n < 30


@pytest.mark.parametrize("quality", [0.0, 0.3])
def test_good_and_bad_meetings_move_the_mean_as_their_chances_say(quality):
    """E[attitude] tends geometrically to q g / (q g + (1 - q) b g), in the weeks with a meeting.

    A good meeting takes a to a + g (1 - a), a bad one to a (1 - b g): both linear, so that the mean
    is exact. The number of good meetings is binomial.
    """
    gain, weeks, runs = 0.1, 15, 400
    first = 0.4
    attitudes, good = [], []
    for seed in range(runs):
        run = a_pair(seed, **{"culture.quality": quality, "culture.gain": gain})
        run.world.people["attitude"][2] = first
        run.world.people["knowledge"] = run.world.personalities["knowledge"] = 1.0
        world = run.end(weeks)
        attitudes.append(world.people["attitude"][2])
        good.append(world.organisations["meetings_good"][0])
    chance = quality + people.UNDERSTANDING  # of two who know all of each other
    up, down = ALONE * chance * gain, ALONE * (1.0 - chance) * people.BAD * gain
    limit = up / (up + down)
    assert close_to(limit + (first - limit) * (1.0 - up - down) ** weeks, attitudes)
    each = ALONE * chance
    error = math.sqrt(weeks * each * (1.0 - each) / runs)
    luck = 2 * people.SERENDIPITY * weeks
    assert abs(np.mean(good) - weeks * each) < SURE * error + luck


# ------------------------------------------------------------------- learning from colleagues


def two_colleagues(pull, listeners):
    """A run with two managers a gap apart, of whom so many know the other and nobody else."""
    run = Run(still(**LONELY | {"culture.influence": pull}), 3)
    run.world.people["attitude"][:2] = 0.9, 0.1
    for i in (0, 1):
        acquaint(run.world, i, [1 - i] if i < listeners else [])
    return run


@pytest.mark.parametrize("listeners", [1, 2])
@pytest.mark.parametrize("pull", [0.02, 0.1])
def test_a_gap_between_two_who_talk_every_week_shrinks_geometrically(pull, listeners):
    """By 1 - pull at every talk, and halves in ln 2 / -ln(1 - pull) talks."""
    run = two_colleagues(pull, listeners)
    halved = None
    for n, world in enumerate(run.weeks(60), start=1):
        gap = world.people["attitude"][0] - world.people["attitude"][1]
        assert gap == pytest.approx(0.8 * (1.0 - pull) ** (listeners * n), abs=n / SLOW)
        if halved is None and gap <= 0.4:
            halved = n
    assert halved == math.ceil(math.log(2.0) / -math.log(1.0 - pull) / listeners)


def test_attitudes_in_an_organisation_follow_de_groot_to_a_consensus():
    """The same averaging in NumPy, from the same dice: week by week, and in the end one attitude."""
    pull = 0.2
    run = Run(still(**{"culture.influence": pull, "population.managers": 50}), 4)
    sizes = run.world.organisations["members"].tolist()
    first = run.world.people["attitude"].copy()
    attitude = first.tolist()
    luck = d.room(len(sizes), len(first), len(run.world.brokers))
    for world in run.weeks(80):
        d.fill_week(world.organisations, world.brokers, run.seed, run.week - 1, luck)
        for i, known in enumerate(world.people["acquaintances"]):
            j = world.colleagues[i, int(luck.people[d.COLLEAGUE, i] * known)]
            attitude[i] += pull * (attitude[j] - attitude[i])
            attitude[i] += (first[i] - attitude[i]) / SLOW
        np.testing.assert_allclose(world.people["attitude"], attitude, rtol=1e-12)
    for o in range(len(sizes)):
        members = world.people["organisation"] == o
        before, after = first[members], world.people["attitude"][members]
        assert np.ptp(after) < 0.05 * np.ptp(before)
        assert before.min() < after.min() and after.max() < before.max()


@pytest.mark.parametrize("name", ["knowledge", "skill"])
def test_what_one_has_learnt_all_come_to_know_and_what_nobody_has_learnt_nobody(name):
    run, _ = complete(Run(still(**NINE | {"culture.influence": 0.3}), 5))
    run.world.people[name][0] = 0.9
    base = run.world.people[name].copy()
    world = run.end(200)
    managers = world.people["community"] == MANAGER
    np.testing.assert_allclose(world.people[name][managers], 0.9, atol=200 / SLOW)
    np.testing.assert_array_equal(world.people[name][~managers], base[~managers])


# ------------------------------------------------------------------- leaving


@pytest.mark.parametrize("upheaval", [None, 0.0, 0.5])
@pytest.mark.parametrize("yearly", [0.1, 0.4])
def test_founders_survive_geometrically(yearly, upheaval):
    """(1 - h)^w are left after w weeks, h from the turnover of a year; leavers are binomial.

    An organisation that is reorganised every week stays wholly unsettled, where h is higher by four
    times the upheaval; without (None) none is reorganised.
    """
    factor = 1.0 if upheaval is None else 1.0 + 4.0 * upheaval
    run = Run(still(**NINE | {
        "context.turnover": yearly,
        "context.upheaval": upheaval or 0.0,
        "context.reorganisation": 0.0 if upheaval is None else 1.0,
        "population.managers": 20_000,
        "population.academics": 20_000,
    }), 6)  # fmt: skip
    run.world.people["brokered"] = 1  # a mark that no newcomer bears, and no rule here reads
    h = factor * (1.0 - (1.0 - yearly) ** (1.0 / A_YEAR))
    for week, world in enumerate(run.weeks(52), start=1):
        for o, community in enumerate((MANAGER, ACADEMIC)):
            seats = world.people["community"] == community
            left, n = (1.0 - h) ** week, int(seats.sum())
            share = world.people["brokered"][seats].mean()
            assert abs(share - left) < SURE * math.sqrt(left * (1.0 - left) / n)
            leavers, chances = world.organisations["leavers"][o], n * week
            assert abs(leavers - chances * h) < SURE * math.sqrt(chances * h * (1.0 - h))


# ------------------------------------------------------------------- ties fade


@pytest.mark.parametrize("first", [0.05, 0.2, 0.9, 1.0])
def test_a_bond_halves_when_the_equation_of_fading_says(first):
    """dw/dt = -w (l (1 - w) + c w) has 1/w = k + (1/w0 - k) e^(l t), with k = 1 - c/l.

    It halves at ln((2/w0 - k) / (1/w0 - k)) / l: after about ln 2 / l if the bond is faint. Weeks
    instead of a flow put it off by less than a share l, and the week it falls in.
    """
    loose, close = ties.LOOSE_BOND, ties.CLOSE_BOND
    k = 1.0 - close / loose
    expected = math.log((2.0 / first - k) / (1.0 / first - k)) / loose
    weeks = math.ceil(1.1 * expected) + 1
    run = undisturbed(still(**LONELY | {"weeks": 300}), weeks)
    tie(run.world, 0, 2, first)
    halved = next(
        week
        for week, world in enumerate(run.weeks(weeks), start=1)
        if partners(world, 0)[2] <= first / 2
    )
    assert abs(halved - expected) <= loose * expected + 1.0
