"""One mechanism at a time, all else switched off, against what theory says must come out.

Where chance plays a part, an answer may be off by `SURE` standard errors of the sample at hand; the
seeds are fixed, so that a test passes always or never.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation import dice as d
from simulation.rules.ties import FAINT
from simulation.tables import ACADEMIC, DEMANDS, MANAGER, NOBODY
from tests.worlds import Run, acquaint, partners, small, tie

SURE = 4.0  # standard errors
A_YEAR = 52.18  # weeks
SLOW = 1e6  # the longest time constant: forgetting cannot be switched off altogether
STANCES = ("attitude", "knowledge", "skill", "confidence")

# Nobody leaves, learns, forgets, meets, practises or has projects; ties keep.
STILL = {
    "arm": "none",
    "context.turnover_managers": 0.0,
    "context.turnover_academics": 0.0,
    "context.reorganisation": 0.0,
    "context.pressure_drift": 0.0,
    "culture.fading": SLOW,
    "culture.loose_bond": 0.0,
    "culture.close_bond": 0.0,
    "culture.social_pull": 0.0,
    "culture.sharing": 0.0,
    "culture.reconsider": 0.0,
    "culture.practice": 0.0,
    "culture.serendipity": 0.0,
    "projects.bid": 0.0,
    "projects.decision": 0.0,
    "population.tied_share": 0.0,
}
# Few enough to all know each other, in each community.
COMPLETE = {
    "population.acquaintances": 16.0,
    "population.organisations": 1,
    "population.departments": 1,
    "population.managers": 9,
    "population.academics": 9,
    "population.workgroup": 9,
}


def still(**changes):
    """Settings in which nothing happens but for `changes`."""
    return small(**STILL | changes)


def close_to(mean, samples):
    """Whether the samples' mean is within `SURE` standard errors, s / sqrt(n), of `mean`."""
    samples = np.asarray(samples, float)
    error = samples.std(ddof=1) / math.sqrt(len(samples))
    assert error > 0.0
    return abs(samples.mean() - mean) < SURE * error


def faded(bond, loose, close):
    """T4 in NumPy: bonds a week later; the faint are gone."""
    bond = bond * (1.0 - (loose * (1.0 - bond) + close * bond))
    return np.where(bond < FAINT, 0.0, bond)


# ------------------------------------------------------------------- nothing happens


def test_where_nobody_brokers_nothing_moves_but_the_first_ties_which_fade():
    """Learning, forgetting, reconsidering and the norm are on, and have nothing to work on."""
    settings = small(**{
        "arm": "none",
        "context.turnover_managers": 0.0,
        "context.turnover_academics": 0.0,
        "context.reorganisation": 0.0,
        "culture.serendipity": 0.0,
        "population.spread": 0.0,
        "population.ally_share": 0.0,
        "population.threshold": 1.0,
        "population.threshold_spread": 0.0,
        "population.tied_share": 0.5,
        "population.tied_bond": 0.2,
        "culture.loose_bond": 0.03,
        "projects.bid": 0.0,
        "weeks": 100,
    })  # fmt: skip
    run = Run(settings, 1)
    before, bond = run.world.people.copy(), run.world.ties["bond"].copy()
    assert (bond > 0.0).any()
    for world in run.weeks():
        bond = faded(bond, settings.culture.loose_bond, settings.culture.close_bond)
        np.testing.assert_allclose(world.ties["bond"], bond, rtol=1e-12)
    assert not world.people["practising"].any()
    assert world.people.tobytes() == before.tobytes()
    for field in ("leavers", "meetings_good", "meetings_bad"):
        assert world.organisations[field].sum() == 0
    assert (world.ties["who"] == NOBODY).all(), "first ties are faint before the run ends"


# ------------------------------------------------------------------- meetings


FIRST_BOND = 0.1


def a_pair(seed, **changes):
    """A run in which one academic practises and meets their only partner every week."""
    lonely = {"population.managers": 2, "population.academics": 2}
    meeting = {"culture.practice": 1.0, "culture.through_colleagues": 0.0}
    run = Run(still(**COMPLETE | lonely | meeting | changes), seed)
    run.world.people["practising"][2] = True
    tie(run.world, 0, 2, FIRST_BOND)
    return run


@pytest.mark.parametrize("gain", [0.05, 0.2, 1.0])
def test_good_meetings_close_a_geometric_part_of_the_room(gain):
    """After n good meetings 1 - (1 - g)^n of the room is closed, in the bond and in every stance."""
    weeks = 30
    run = a_pair(2, **{
        "culture.quality": 1.0,
        "culture.bond_gain": gain,
        **{f"culture.{name}_gain": gain for name in STANCES},
    })  # fmt: skip
    first = {name: run.world.people[name][[0, 2]] for name in STANCES}
    for n, world in enumerate(run.weeks(weeks), start=1):
        closed = 1.0 - (1.0 - gain) ** n
        assert partners(world, 0) == {2: pytest.approx(FIRST_BOND + closed * (1.0 - FIRST_BOND))}
        for name in STANCES:
            expected = first[name] + closed * (1.0 - first[name])
            np.testing.assert_allclose(world.people[name][[0, 2]], expected, atol=n / SLOW)
    assert world.organisations["meetings_good"].tolist() == [weeks, weeks]


@pytest.mark.parametrize("quality", [0.3, 0.7])
def test_good_and_bad_meetings_move_the_means_as_their_chances_say(quality):
    """E[1 - bond] falls as (1 - q g)^n; E[attitude] tends geometrically to q g / (q g + (1 - q) b g).

    A good meeting takes a to a + g (1 - a), a bad one to a (1 - b g): both linear, so that the mean
    is exact. The number of good meetings is binomial.
    """
    gain, bad, weeks, runs = 0.1, 0.5, 15, 400
    first = 0.4
    bonds, attitudes, good = [], [], []
    for seed in range(runs):
        run = a_pair(seed, **{
            "culture.quality": quality,
            "culture.quality_fluency": 0.0,
            "culture.bond_gain": gain,
            "culture.attitude_gain": gain,
            "culture.bad": bad,
        })  # fmt: skip
        run.world.people["attitude"][2] = first
        world = run.end(weeks)
        bonds.append(partners(world, 0)[2])
        attitudes.append(world.people["attitude"][2])
        good.append(world.organisations["meetings_good"][0])
        assert world.organisations["meetings_bad"][0] == weeks - good[-1]
    up, down = quality * gain, (1.0 - quality) * bad * gain
    limit = up / (up + down)
    assert close_to(1.0 - (1.0 - FIRST_BOND) * (1.0 - up) ** weeks, bonds)
    assert close_to(limit + (first - limit) * (1.0 - up - down) ** weeks, attitudes)
    error = math.sqrt(weeks * quality * (1.0 - quality) / runs)
    assert abs(np.mean(good) - weeks * quality) < SURE * error


# ------------------------------------------------------------------- learning from colleagues


def two_colleagues(pull, listeners=2):
    """A run with two managers a gap apart, so many of whom know the other."""
    run = Run(still(**COMPLETE | {
        "culture.social_pull": pull, "population.managers": 2, "population.academics": 2,
    }), 3)  # fmt: skip
    run.world.people["attitude"][:2] = 0.9, 0.1
    for i in range(2):
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
    run = Run(still(**{"culture.social_pull": pull, "population.managers": 50}), 4)
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
    run = Run(still(**COMPLETE | {"culture.sharing": 0.3}), 5)
    run.world.people[name][0] = 0.9
    base = run.world.people[name].copy()
    world = run.end(200)
    managers = world.people["community"] == MANAGER
    np.testing.assert_allclose(world.people[name][managers], 0.9, atol=200 / SLOW)
    np.testing.assert_array_equal(world.people[name][~managers], base[~managers])


# ------------------------------------------------------------------- leaving


@pytest.mark.parametrize("unsettled", [False, True])
def test_founders_survive_geometrically(unsettled):
    """(1 - h)^w are left after w weeks, h from the turnover of a year; leavers are binomial.

    An organisation that is reorganised every week stays wholly unsettled, where h is a factor higher.
    """
    factor = 3.0
    yearly = {MANAGER: 0.4, ACADEMIC: 0.1}
    run = Run(still(**{
        "context.turnover_managers": yearly[MANAGER],
        "context.turnover_academics": yearly[ACADEMIC],
        "context.unsettled_turnover": factor,
        "context.reorganisation": 1.0 if unsettled else 0.0,
        "population.organisations": 1,
        "population.managers": 20_000,
        "population.departments": 1,
        "population.academics": 20_000,
    }), 6)  # fmt: skip
    run.world.people["brokered"] = 1  # a mark that no newcomer bears, and no rule here reads
    for week, world in enumerate(run.weeks(52), start=1):
        for o, community in enumerate((MANAGER, ACADEMIC)):
            h = 1.0 - (1.0 - yearly[community]) ** (1.0 / A_YEAR)
            h *= factor if unsettled else 1.0
            seats = world.people["community"] == community
            left, n = (1.0 - h) ** week, int(seats.sum())
            share = world.people["brokered"][seats].mean()
            assert abs(share - left) < SURE * math.sqrt(left * (1.0 - left) / n)
            leavers, chances = world.organisations["leavers"][o], n * week
            assert abs(leavers - chances * h) < SURE * math.sqrt(chances * h * (1.0 - h))


# ------------------------------------------------------------------- ties fade


@pytest.mark.parametrize(
    ("loose", "close", "first"),
    [(0.03, 0.004, 0.2), (0.03, 0.004, 1.0), (0.02, 0.02, 1.0), (0.044, 0.001, 0.9),
     (0.004, 0.03, 0.9), (0.004, 0.004, 0.1)],
)  # fmt: skip
def test_a_bond_halves_when_the_equation_of_fading_says(loose, close, first):
    """dw/dt = -w (l (1 - w) + c w) has 1/w = k + (1/w0 - k) e^(l t), with k = 1 - c/l.

    It halves at ln((2/w0 - k) / (1/w0 - k)) / l: after ln 2 / l if the bond is faint and ln 2 / c if
    l = c. Weeks instead of a flow put it off by less than a share l, or c, and the week it falls in.
    """
    run = Run(still(**{
        "culture.loose_bond": loose, "culture.close_bond": close, "population.tied_share": 1.0,
        "population.tied_bond": first, "population.managers": 60,
    }), 7)  # fmt: skip
    k = 1.0 - close / loose
    expected = math.log((2.0 / first - k) / (1.0 / first - k)) / loose
    if loose == close:
        assert expected == pytest.approx(math.log(2.0) / close)
    bonds = run.world.ties["bond"].copy()
    tied = bonds > 0.0
    assert tied.any() and (bonds[tied] == first).all()
    halved = 0
    for week, world in enumerate(run.weeks(math.ceil(1.1 * expected) + 1), start=1):
        bonds = faded(bonds, loose, close)
        np.testing.assert_allclose(world.ties["bond"], bonds, rtol=1e-12)
        if not halved and world.ties["bond"].max() <= first / 2.0:
            halved = week
    assert abs(halved - expected) <= max(loose, close) * expected + 1.0


# ------------------------------------------------------------------- the norm


def granovetter(readiness, thresholds, weight, practising):
    """Who practises in the end where all look at all: everybody reconsiders until nobody changes."""
    others = len(readiness) - 1
    while True:
        norm = (practising.sum() - practising) / others
        after = readiness + weight * norm >= thresholds
        if (after == practising).all():
            return practising
        practising = after


def of_nine(run):
    """The rows of each organisation of a run in which all know all."""
    for o in range(len(run.world.organisations)):
        rows = np.flatnonzero(run.world.people["organisation"] == o)
        for i in rows:
            assert set(run.world.colleagues[i].tolist()) - {NOBODY} == set(rows.tolist()) - {i}
        yield rows


@pytest.mark.parametrize("weight", [0.0, 0.2, 0.5])
def test_practising_spreads_to_granovetters_fixed_point(weight):
    """The lowest one if nobody practises at first, the highest (less the margin) if all do."""
    margin = 0.03
    settings = still(**COMPLETE | {
        "culture.norm_weight": weight,
        "culture.margin": margin,
        "culture.reconsider": 1.0,
        "population.threshold": 0.35,
        "population.threshold_spread": 0.1,
    })  # fmt: skip
    ends = {False: [], True: []}
    for seed in range(20):
        for at_first in (False, True):
            run = Run(settings, seed)
            run.world.people["practising"] = at_first
            world = run.end(12)
            product = np.prod([world.people[name] for name in STANCES], axis=0)
            readiness, thresholds = product**0.25, world.personalities["threshold"]
            for rows in of_nine(run):
                expected = granovetter(
                    readiness[rows],
                    thresholds[rows] - (margin if at_first else 0.0),
                    weight,
                    np.full(len(rows), at_first),
                )
                assert world.people["practising"][rows].tolist() == expected.tolist()
                ends[at_first].append(int(expected.sum()))
    assert len(set(ends[False])) > 2
    assert np.mean(ends[True]) > np.mean(ends[False])


@pytest.mark.parametrize(("missing", "joined"), [(None, 9), (1, 1), (5, 5)])
def test_a_chain_of_thresholds_tips_all_and_stops_at_a_missing_link(missing, joined):
    """Granovetter's crowd: number n joins once n others have. Without somebody's n, it ends there."""
    weight = 0.4
    run = Run(still(**COMPLETE | {"culture.norm_weight": weight, "culture.reconsider": 1.0}), 8)
    for name in STANCES:
        run.world.people[name] = run.world.personalities[name] = 0.3
    wanted = np.arange(9.0)
    if missing is not None:
        wanted[missing] += 1.0
    order = np.random.default_rng(8).permutation(9)
    run.world.personalities["threshold"] = 0.99
    run.world.personalities["threshold"][order] = 0.3 + weight * (wanted - 0.5) / 8.0
    assert run.end(10).people["practising"].sum() == joined


# ------------------------------------------------------------------- demands and time


def one_post(asked, **changes):
    """One post of 2 half-days a week, half of them for demands: `asked` against 1 a week."""
    fte = 0.2
    return still(**COMPLETE | {
        "arm": "single",
        "weeks": 1000,
        "contract.weeks": 1000,
        "contract.exit": 0.0,
        "contract.exit_strain": 0.0,
        "context.funding_loss": 0.0,
        "brokers.single_fte": fte,
        "demands.served_share": 0.5,
        "demands.taskmasters": 2,
        "demands.half_days": asked * 0.5 / fte / 2.0,
    } | changes)  # fmt: skip


@pytest.mark.parametrize("asked", [0.4, 0.7])
def test_demands_below_the_time_for_them_are_served_as_they_come(asked):
    """Served a week: a. Backlog: that of Poisson arrivals at a server of 1 a week, a²/(2 (1 - a)).

    Pollaczek and Khinchine's mean for M/D/1, less the one in service. The mean served of a run has
    the arrivals' variance, a / weeks; the error of the mean backlog comes from the runs.
    """
    warm, weeks, runs = 60, 300, 50
    served, backlog = [], []
    for seed in range(runs):
        run = Run(one_post(asked), seed)
        before = float(run.end(warm).brokers["hours"][0, DEMANDS])
        queue = [float(world.brokers["backlog"][0]) for world in run.weeks(weeks)]
        served.append((float(run.world.brokers["hours"][0, DEMANDS]) - before) / weeks)
        backlog.append(np.mean(queue))
    assert abs(np.mean(served) - asked) < SURE * math.sqrt(asked / (weeks * runs))
    assert close_to(asked**2 / (2.0 * (1.0 - asked)), backlog)


@pytest.mark.parametrize("asked", [2.0, 5.0])
def test_demands_above_the_time_for_them_pile_up_at_the_rate_of_the_difference(asked):
    """Backlog after w weeks: (a - 1) w, with the variance a w of the arrivals; all time is taken.

    Until it has piled up, a week's time goes spare now and then: on average less than
    e^-a / (1 - e^-(a - 1))² of it.
    """
    weeks, runs = 200, 30
    idle = math.exp(-asked) / (1.0 - math.exp(1.0 - asked)) ** 2
    at = {weeks // 2: [], weeks: []}
    for seed in range(runs):
        for week, world in enumerate(Run(one_post(asked), seed).weeks(weeks), start=1):
            if week in at:
                at[week].append(float(world.brokers["backlog"][0]))
        assert 0.0 <= weeks - world.brokers["hours"][0, DEMANDS] <= 10.0
    for week, backlog in at.items():
        error = math.sqrt(asked * week / runs)
        assert abs(np.mean(backlog) - (asked - 1.0) * week) < SURE * error + idle


@pytest.mark.parametrize(("up", "recovery"), [(0.1, 0.06), (0.02, 0.12)])
def test_strain_under_full_overload_settles_where_rise_and_recovery_meet(up, recovery):
    """x ← x + u (1 - x) - r x from 0: u / (u + r) · (1 - (1 - u - r)^n)."""
    run = Run(one_post(40.0, **{"demands.strain_up": up, "demands.recovery": recovery}), 9)
    for n, world in enumerate(run.weeks(60), start=1):
        expected = up / (up + recovery) * (1.0 - (1.0 - up - recovery) ** n)
        assert world.brokers["strain"][0] == pytest.approx(expected)
