"""The worlds of the page are those of the batch driver, and what is drawn of them is there."""

from __future__ import annotations

import gc
import os
import re
import threading
import time
import weakref

import numpy as np
import pytest

from experiments.page import take_away
from experiments.page.choice import ALONE, Choice
from experiments.page.likely import REPLICATES, Asked, Band, Likely, close, compared, workers
from experiments.page.play import COURSES, Worlds
from experiments.page.scene import HEIGHT, WIDTH, boxes, scene
from simulation import Settings, change, simulate
from tests.worlds import NO_HOURS

SMALL = {"weeks": 40, "contract.weeks": 26, "arm": "team"}
SETTINGS = change(Settings(), SMALL)


@pytest.fixture(scope="module")
def played():
    worlds = Worlds(Choice(SETTINGS, "solos", seed=9))
    while worlds.running:
        worlds.step()
    return worlds


def test_the_numbers_are_those_of_the_batch_driver(played):
    for play in played.plays:
        weekly = simulate(change(SETTINGS, {"arm": play.arm}), [9], weekly=True)
        for name in COURSES:
            np.testing.assert_array_equal(
                [frame.outcomes[name] for frame in play.frames], weekly[name].to_numpy(float)
            )


def test_with_every_mechanism_off_both_worlds_are_the_same():
    worlds = Worlds(Choice(change(SETTINGS, NO_HOURS), "solos", seed=4))
    while worlds.running:
        worlds.step()
        left, right = (play.frames[-1] for play in worlds.plays)
        assert left.stances.tobytes() == right.stances.tobytes()
        assert left.ties.tobytes() == right.ties.tobytes() and left.events == right.events


def test_everybody_stands_in_their_organisation_and_no_two_in_one_place(played):
    play = played.plays[0]
    spots = np.array(scene(play)["spots"])
    assert len(np.unique(spots, axis=0)) == len(play.model.people)
    for organisation, (left, top, width, height, _, host) in zip(
        play.model.organisations, boxes(play), strict=True
    ):
        own = spots[[person.row for person in organisation.members]]
        assert (own > (left, top)).all() and (own < (left + width, top + height)).all()
        assert host == organisation.host and left + width <= WIDTH and top + height <= HEIGHT


@pytest.mark.parametrize("people", [(4, 3), (150, 250)])
def test_few_and_a_thousand_people_have_room(people):
    managers, academics = people
    settings = change(Settings(), {
        "population.managers": managers * 1, "population.academics": academics, "weeks": 2,
        "contract.weeks": 2, "brokers.managers": 2, "brokers.academics": 2,
    })  # fmt: skip
    play = Worlds(Choice(settings, ALONE)).plays[0]
    spots = np.array(scene(play)["spots"])
    gaps = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=-1))
    np.fill_diagonal(gaps, np.inf)
    assert gaps.min() > 1.9 * scene(play)["dot"]


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_figure_is_the_same_bytes_each_time(played, kind):
    first = take_away.picture(played, 20, kind)
    assert first == take_away.picture(played, 20, kind)
    assert first != take_away.picture(played, 30, kind)
    assert first[:4] == (b"\x89PNG" if kind == "png" else b"<?xm")


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_courses_are_a_figure_with_bands_once_they_are_there(played, kind):
    weeks = np.linspace(0, 1, 41)
    band = Band(weeks / 2, weeks, 2 * weeks)
    likely = Likely(200, {arm: {"practising_host": band} for arm in ("team", "solos")}, [])
    bare, banded = (take_away.courses(played, each, kind) for each in (None, likely))
    assert bare == take_away.courses(played, None, kind) != banded
    assert bare[:4] == (b"\x89PNG" if kind == "png" else b"<?xm")


def test_worlds_that_are_dropped_are_played_no_further():
    worlds = Worlds(Choice(SETTINGS, "solos"))
    worlds.play(3)
    worlds.drop()
    worlds.play(10)
    assert worlds.week == 3


def test_a_short_run_goes_before_a_long_one_that_has_had_more_time():
    long, short = (
        Worlds(Choice(change(SETTINGS, {"weeks": 1000}), "solos")),
        Worlds(Choice(SETTINGS)),
    )
    other = threading.Thread(target=long.play, args=(1000,))
    other.start()
    while long.week < 3 * SETTINGS.weeks:
        time.sleep(0.001)
    seen, step = [], short.step  # the week of the long run at each of the short one
    short.step = lambda: (seen.append(long.week), step())
    short.play(SETTINGS.weeks)
    long.drop()
    other.join()
    assert not short.running and seen[0] < 1000 and seen[-1] - seen[0] < SETTINGS.weeks / 2


def test_worlds_lived_once_more_are_as_they_were_in_that_week(played):
    for week in (30, 12, 40):
        for again, play in zip(played.at(week), played.plays, strict=True):
            people = again.model.world.people
            assert again.model.week == week
            assert people["practising"].tobytes() == play.frames[week].practising.tobytes()
            assert (
                people["skill"].astype(np.float32).tolist()
                == play.frames[week].stances[:, 2].tolist()
            )


def test_a_world_that_nobody_looks_at_is_freed():
    worlds = Worlds(Choice(SETTINGS, "solos"))
    worlds.step()
    models = [weakref.ref(play.model) for play in worlds.plays]
    del worlds
    gc.collect()
    assert [model() for model in models] == [None, None]


@pytest.mark.slow
def test_what_is_likely_is_what_two_hundred_runs_say():
    choice = Choice(SETTINGS, "solos", seed=3)
    try:
        found = Asked(choice).answer()
    finally:
        close()
    assert found is not None and found.replicates == REPLICATES
    seeds = range(4_000_000, 4_000_200)
    weekly = simulate(SETTINGS, seeds, weekly=True)
    course = weekly["practising_host"].to_numpy().reshape(REPLICATES, -1)
    band = found.bands["team"]["practising_host"]
    np.testing.assert_allclose(band.mean, course.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(band.high, np.quantile(course, 0.95, axis=0), rtol=1e-12)
    gain = simulate(SETTINGS, seeds)["practising_host_end"]
    gain -= simulate(change(SETTINGS, {"arm": "solos"}), seeds)["practising_host_end"]
    (said, *_) = re.findall(r"([\d.]+) percentage points", found.sentences[0])
    digits = len(said.partition(".")[2])  # as many as its interval needs
    assert said == f"{abs(100 * gain.mean()):.{digits}f}"
    assert np.isnan(found.bands["team"]["strain"].mean[-1])  # nobody is in post any more


@pytest.mark.slow
def test_replicates_survive_a_killed_process_and_end_with_the_page():
    choice = Choice(change(SETTINGS, {"weeks": 30}), "solos", seed=3)
    try:
        workers().submit(os._exit, 1)
        found = Asked(choice).answer()
        assert found is not None and found.replicates == REPLICATES
        workers().shutdown()
        assert Asked(choice).answer() is None
        close()
        asked = Asked(choice)
        asked.drop()
        assert asked.answer() is None
    finally:
        close()


def test_what_is_compared_always_differs():
    for left, right, pair in (
        ("team", "solos", ("team", "solos")), ("none", "team", ("team", "none")),
        ("team", ALONE, ("team", "none")), ("team", "team", ("team", "none")),
        ("none", "none", ("none", "none")),
    ):  # fmt: skip
        assert compared(Choice(change(SETTINGS, {"arm": left}), right)) == pair
