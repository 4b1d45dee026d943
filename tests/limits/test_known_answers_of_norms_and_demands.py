"""Known answers: how practising spreads by the norm, and how demands are served."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.rules import holders, people, posts
from simulation.tables import DEMANDS
from tests.limits.test_known_answers import NINE, STANCES, SURE, close_to, complete, still
from tests.worlds import Run

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


@pytest.mark.parametrize("weight", [0.0, 0.2, 0.5])
def test_practising_spreads_to_granovetters_fixed_point(weight):
    """The lowest one if nobody practises at first, the highest (less the margin) if all do."""
    settings = still(**NINE | {
        "culture.norm_weight": weight, "population.threshold": 0.35, "weeks": 250,
    })  # fmt: skip
    ends = {False: [], True: []}
    for seed in range(20):
        for at_first in (False, True):
            run, places = complete(Run(settings, seed))
            run.world.people["practising"] = at_first
            world = run.end(250)
            product = np.prod([world.people[name] for name in STANCES], axis=0)
            readiness, thresholds = product**0.25, world.personalities["threshold"]
            for rows in places:
                expected = granovetter(
                    readiness[rows],
                    thresholds[rows] - (people.MARGIN if at_first else 0.0),
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
    run, _ = complete(Run(still(**NINE | {"culture.norm_weight": weight, "weeks": 400}), 8))
    for name in STANCES:
        run.world.people[name] = run.world.personalities[name] = 0.3
    wanted = np.arange(9.0)
    if missing is not None:
        wanted[missing] += 1.0
    order = np.random.default_rng(8).permutation(9)
    run.world.personalities["threshold"] = 0.99
    run.world.personalities["threshold"][order] = 0.3 + weight * (wanted - 0.5) / 8.0
    assert run.end(400).people["practising"].sum() == joined


# ------------------------------------------------------------------- demands and time


MOST = 10.0 * posts.SERVED_SHARE  # half-days that a full-timer can serve in a week: 5.5


def one_post(asked, **changes):
    """One full-time post of which so many half-days a week are asked, and of which nobody tires."""
    return still(**NINE | {
        "arm": "single",
        "weeks": 1000,
        "contract.weeks": 1000,
        "contract.exit": 0.0,
        "contract.exit_strain": 0.0,
        "context.funding_loss": 0.0,
        "demands.half_days": asked / 2.0,
    } | changes)  # fmt: skip


def queue(asked):
    """The mean backlog and the mean served a week in the long run, from the chain of backlogs.

    Poisson arrivals; what is there is served up to `MOST`; what would then wait for more than ten
    half-days lapses. The backlog moves in steps of a half.
    """
    states = np.arange(0.0, 10.5, 0.5)
    chances = [math.exp(-asked)]
    for n in range(1, 60):
        chances.append(chances[-1] * asked / n)
    move, served = np.zeros((len(states), len(states))), np.zeros(len(states))
    for row, waiting in enumerate(states):
        for n, chance in enumerate(chances):
            serve = min(waiting + n, MOST)
            move[row, int(2 * min(waiting + n - serve, 10.0))] += chance
            served[row] += chance * serve
    long_run = np.linalg.matrix_power(move, 2**12)[0]
    return long_run @ states, long_run @ served


@pytest.mark.parametrize("asked", [2.0, 4.0, 5.5, 7.0])
def test_demands_are_served_in_the_time_for_them_wait_or_lapse(asked):
    warm, weeks, runs = 100, 300, 50
    served, backlog = [], []
    for seed in range(runs):
        run = Run(one_post(asked), seed)
        before = float(run.end(warm).brokers["hours"][0, DEMANDS])
        waiting = [float(world.brokers["backlog"][0]) for world in run.weeks(weeks)]
        served.append((float(run.world.brokers["hours"][0, DEMANDS]) - before) / weeks)
        backlog.append(np.mean(waiting))
    mean_backlog, mean_served = queue(asked)
    assert close_to(mean_backlog, backlog)
    assert close_to(mean_served, served)
    assert (mean_served < 0.95 * asked) == (asked > MOST)  # what is not served lapses


@pytest.mark.parametrize("up", [0.1, 0.02])
def test_strain_under_full_overload_settles_where_rise_and_recovery_meet(up):
    """x ← x + u (1 - x) - r x from 0: u / (u + r) · (1 - (1 - u - r)^n)."""
    recovery = holders.RECOVERY
    run = Run(one_post(40.0, **{"demands.strain_up": up}), 9)
    for n, world in enumerate(run.weeks(60), start=1):
        expected = up / (up + recovery) * (1.0 - (1.0 - up - recovery) ** n)
        assert world.brokers["strain"][0] == pytest.approx(expected)


@pytest.mark.parametrize(("asked", "loss"), [(40.0, 0.1), (0.0, 0.1)])
def test_standing_falls_with_what_lapses_and_returns_geometrically(asked, loss):
    """s ← s (1 - loss)^lapsed; and without any, the gap to 1 shrinks by a twentieth a week."""
    run = Run(one_post(asked, **{"demands.standing_loss": loss}), 9)
    standing, waiting = 0.4, 0.0
    run.world.brokers["standing"] = standing
    for world in run.weeks(30):
        if asked == 0.0:
            standing = 1.0 - (1.0 - posts.STANDING_RECOVERY) * (1.0 - standing)
            assert world.brokers["standing"][0] == pytest.approx(standing)
        else:  # 34.5 half-days lapse a week, once ten are waiting
            waiting = float(world.brokers["backlog"][0])
    if asked > 0.0:
        assert waiting == 10.0
        rate = -math.log(world.brokers["standing"][0] / standing) / -math.log(1.0 - loss)
        expected = 30 * (asked - MOST) - 10.0
        assert abs(rate - expected) < SURE * math.sqrt(asked * 30)
