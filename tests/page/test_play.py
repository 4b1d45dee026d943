"""The worlds of the page are those of the batch driver, and what is drawn of them is there."""

from __future__ import annotations

import gc
import json
import os
import re
import threading
import weakref
from importlib.resources import files

import numpy as np
import pytest

from experiments.page import take_away, why
from experiments.page.choice import ALONE, Choice
from experiments.page.drawing import LASTING, OF_A_WEEK, legend
from experiments.page.likely import REPLICATES, Asked, Band, Likely, ask, close, compared, workers
from experiments.page.play import COURSES, Worlds
from experiments.page.scene import COLOUR_BY, HEIGHT, WIDTH, drawn, scene
from simulation import Settings, change, simulate
from simulation.story import DISPOSITION, Kind, Route
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
    assert not routes_named(worlds)


def test_the_reason_names_the_route_that_differs_most():
    worlds = Worlds(Choice(SETTINGS, "none", seed=9, week=SETTINGS.weeks))
    (named,) = routes_named(worlds)
    left, right = (play.frames[-1].routes[:, DISPOSITION] for play in worlds.plays)
    assert Route(np.argmax(np.abs(left - right))).words == named


def routes_named(worlds):
    """The routes in the sentence on how two worlds differ."""
    said = why.reason(worlds.plays, [play.frames[-1] for play in worlds.plays])
    return [route.words for route in Route if route.words in said]


def test_a_frame_shown_again_is_the_frame_played(played):
    again = Worlds(Choice(SETTINGS, "solos", seed=9, week=17))
    assert again.week == 17
    for play, before in zip(again.plays, played.plays, strict=True):
        for colour in COLOUR_BY:
            assert drawn(play, play.frames[17], colour) == drawn(before, before.frames[17], colour)


def test_every_colour_of_what_happens_in_a_week_is_explained():
    program = files("experiments.page").joinpath("network.vue").read_text()
    drawn_ = re.findall(
        r'"(#\w{3,6})"', program[program.index("lines(c) {") : program.index("nearest(")]
    )
    assert len(set(drawn_)) > 5 and set(drawn_) <= {shade for _, shade, _ in (*LASTING, *OF_A_WEEK)}
    assert all(stance in legend(stance) for stance in COLOUR_BY[1:])


def test_at_first_one_is_told_what_to_do_then_how_the_worlds_differ(played):
    starts, ends = ([play.frames[week] for play in played.plays] for week in (0, -1))
    assert "Press ▶" in why.reason(played.plays, starts)
    assert "%" in why.reason(played.plays, ends) and "▶" not in why.reason(played.plays, ends)


def test_everybody_stands_in_their_organisation_and_no_two_in_one_place(played):
    play = played.plays[0]
    still = scene(play)
    spots = np.array(still["spots"])
    assert len(np.unique(spots, axis=0)) == len(play.model.people)
    for organisation, (left, top, width, height, _, host) in zip(
        play.model.organisations, still["boxes"], strict=True
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


def test_what_is_drawn_is_plain_json_that_says_what_the_frame_says(played):
    for play in played.plays:
        frame = play.frames[-1]
        told = json.loads(json.dumps(drawn(play, frame, "practising"), allow_nan=False))
        assert sum(told["practising"]) == frame.practising.sum()
        assert len(told["ties"]) == len(frame.ties) and len(told["brokers"]) == len(frame.brokers)
        assert len(told["marks"]) <= len(frame.events)
        json.dumps(scene(play), allow_nan=False)


def test_only_a_team_has_buddies_and_a_leader_to_be_seen(played):
    team, solos = (drawn(play, play.frames[5], "practising")["brokers"] for play in played.plays)
    assert sum(broker["buddy"] >= 0 for broker in team) == 6
    assert sum(broker["leader"] for broker in team) == 1
    assert not any(broker["buddy"] >= 0 or broker["leader"] for broker in solos)
    assert "buddy</td><td>none" in why.broker_table(played.plays[1], played.plays[1].frames[5], 0)


def test_the_routes_sum_to_the_change_and_the_trail_to_the_persons(played):
    frames = [play.frames[-1] for play in played.plays]
    *routes, total = why.shares(frames)
    for side in range(2):
        assert sum(r.amounts[side] for r in routes) == pytest.approx(total.amounts[side])
    play = played.plays[0]
    row = int(play.hosts[0])
    amounts = sum(part.amount for part, _ in play.trail(row))
    assert amounts == pytest.approx(play.model.story.effects[row, :, -1].sum())
    assert "<script" not in why.trail_table(play, row)
    assert "talks" in why.routes_table(played.plays, frames)
    assert "visiting" in why.hours_table(played.plays, frames)
    assert "host" in why.broker_table(play, play.frames[10], 0)


def test_a_turn_says_what_readiness_was_made_of(played):
    play = played.plays[0]
    row = next(row for row, turns in enumerate(play.model.story.turns) if turns)
    turn = play.model.story.turns[row][-1]
    table = why.turns_table(play, row)
    assert f"week {turn.week}, began" in table and f"{100 * turn.readiness:.1f}</td>" in table
    nobody = next(row for row, turns in enumerate(play.model.story.turns) if not turns)
    assert why.turns_table(play, nobody) == ""


def test_every_kind_of_event_is_listed_with_its_week_latest_first(played):
    seen = set()
    for kind in Kind:
        happened = [
            (event.week, why.event_words(play, event))
            for play in played.plays for frame in play.frames[:21] for event in frame.events
            if event.kind == kind
        ]  # fmt: skip
        told = [(week, words) for week, _, _, words in why.told(played.plays, 20, kind)]
        assert len(told) == min(len(happened), why.LATEST) and set(told) <= set(happened)
        assert [week for week, _ in told] == sorted((w for w, _ in told), reverse=True)
        seen |= {kind} if told else set()
    assert {Kind.TALK, Kind.TIED, Kind.BROKER_CAME, Kind.MEETING_GOOD} <= seen


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


def test_two_threads_that_step_do_not_step_on_each_other(played):
    worlds = Worlds(Choice(SETTINGS, "solos", seed=9))

    def step():
        while worlds.running:
            worlds.step()

    threads = [threading.Thread(target=step) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for mine, alone in zip(worlds.plays, played.plays, strict=True):
        assert [frame.week for frame in mine.frames] == list(range(41))
        assert mine.frames[-1].outcomes == pytest.approx(
            alone.frames[-1].outcomes, rel=0, abs=0, nan_ok=True
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
        found = ask(choice, [])
        assert found is not None and found.replicates == REPLICATES
        workers().shutdown()
        assert ask(choice, []) is None
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
