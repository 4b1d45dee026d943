"""What the player is given: packed weeks are the model's, stories sum up, and a replay holds it all."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
import zlib

import numpy as np
import pytest

from experiments.page import packing, scene, why
from experiments.page.choice import ALONE, Choice
from experiments.page.likely import Band, Likely
from experiments.page.play import COURSES, Worlds
from experiments.page.player import asked_for
from experiments.page.replay import replay, told_weeks
from simulation import MODEL_VERSION, Settings, __version__, change
from simulation.story import DISPOSITION, Kind
from tests.worlds import NO_HOURS

SETTINGS = change(Settings(), {"weeks": 40, "contract.weeks": 26, "arm": "team"})


@pytest.fixture(scope="module")
def worlds():
    return Worlds(Choice(SETTINGS, "solos", seed=9))


@pytest.fixture(scope="module")
def parts(worlds):
    return list(packing.parts(worlds))


def inflated(text):
    return zlib.decompress(base64.b64decode(text))


def unpacked(text):
    """As `film.js` does it."""
    content = inflated(text)
    length = int.from_bytes(content[:4], "little")
    at, found = 4 + length, {}
    for name, kind, size in json.loads(content[4:at]):
        found[name] = np.frombuffer(content, f"<{kind}", size, at)
        at += found[name].nbytes
    assert at == len(content)
    return found


def film(parts, side):
    """All weeks of a side, by name; ties and events in a list of their own for each week."""
    found = [unpacked(part) for part in parts]
    weeks = {}
    for name in ("practising", "stances", "posts", "courses", "routes", "hours"):
        each = [part[f"{side}.{name}"].reshape(int(part["count"][0]), -1) for part in found]
        if name in ("practising", "stances"):
            each = [np.cumsum(part, axis=0, dtype=np.uint8) for part in each]
        weeks[name] = np.concatenate(each)
    for name, counts, width in (
        ("ties", "tie_counts", 2), ("bonds", "tie_counts", 1), ("kinds", "event_counts", 1),
        ("joint", "event_counts", 1), ("who", "event_counts", 3),
    ):  # fmt: skip
        weeks[name] = [
            rows
            for part in found
            for rows in np.split(part[f"{side}.{name}"].reshape(-1, width),
                                 np.cumsum(part[f"{side}.{counts}"])[:-1])
        ]  # fmt: skip
    return weeks


def test_packed_weeks_are_those_of_the_models(worlds, parts):
    kinds = list(Kind)
    for side, play in enumerate(worlds.plays):
        weeks = film(parts, side)
        assert len(play.frames) == len(weeks["practising"]) == 41
        for week, frame in enumerate(play.frames):
            assert weeks["practising"][week].tolist() == frame.practising.tolist()
            stances = weeks["stances"][week].reshape(-1, 4) / packing.STEPS
            assert np.abs(stances - frame.stances).max() <= 0.5 / packing.STEPS + 1e-6
            assert weeks["ties"][week].tolist() == frame.ties.tolist()
            bonds = weeks["bonds"][week][:, 0] / packing.STEPS
            np.testing.assert_allclose(bonds, frame.bonds, atol=0.5 / packing.STEPS + 1e-6)
            posts = weeks["posts"][week].reshape(-1, 3)
            assert posts[:, 0].tolist() == frame.brokers["in_post"].tolist()
            assert np.abs(posts[:, 1] / packing.STEPS - frame.brokers["strain"]).max() <= 0.003
            own = np.array([frame.outcomes[name] for name in COURSES], np.float32)
            np.testing.assert_array_equal(weeks["courses"][week], own)
            routes = frame.routes[:, DISPOSITION].astype(np.float32)
            assert weeks["routes"][week].tolist() == routes.tolist()
            np.testing.assert_allclose(weeks["hours"][week], frame.brokers["hours"].sum(axis=0))
            told = [
                (kinds[kind[0]], *who.tolist(), bool(joint[0]))
                for kind, who, joint in zip(
                    weeks["kinds"][week], weeks["who"][week], weeks["joint"][week], strict=True
                )
            ]
            assert told == [(e.kind, e.person, e.other, e.broker, e.joint) for e in frame.events]


def test_the_first_weeks_come_in_a_small_part_and_no_week_is_left_out(worlds, parts):
    counts = [int(unpacked(part)["count"][0]) for part in parts]
    assert counts[0] == 2 and sum(counts) == worlds.choice.settings.weeks + 1


@pytest.mark.parametrize("weeks", [1, 8, 9])
def test_a_short_run_is_packed_whole(weeks):
    short = change(SETTINGS, {"weeks": weeks, "contract.weeks": 1})
    counts = [
        int(unpacked(part)["count"][0]) for part in packing.parts(Worlds(Choice(short, ALONE)))
    ]
    assert sum(counts) == weeks + 1


def test_worlds_that_are_dropped_send_no_more():
    worlds = Worlds(Choice(SETTINGS, "solos"))
    sent = []
    for part in packing.parts(worlds):
        sent.append(part)
        worlds.drop()
    assert len(sent) == 1


def test_what_is_sent_of_a_usual_run_is_under_a_megabyte():
    worlds = Worlds(Choice())
    sent = list(packing.parts(worlds))
    again = sum(len(part) * (len(sent) - n) for n, part in enumerate(sent))  # each part brings all
    assert len(scene.fixed(worlds)) + again < 1_000_000


def test_with_every_mechanism_off_both_sides_are_packed_alike():
    worlds = Worlds(Choice(change(SETTINGS, NO_HOURS), "solos", seed=4))
    for part in map(unpacked, packing.parts(worlds)):
        names = [name for name in part if name.startswith("0.")]
        assert len(names) > 10
        for name in names:
            assert part[name].tobytes() == part[f"1{name[1:]}"].tobytes(), name


def test_what_stays_the_same_is_plain_json_with_a_team_of_pairs_and_a_leader(worlds):
    fixed = json.loads(scene.fixed(worlds))
    team, solos = (side["brokers"] for side in fixed["sides"])
    assert sum(broker["buddy"] >= 0 for broker in team) == 6
    assert sum(broker["leader"] for broker in team) == 1
    assert not any(broker["buddy"] >= 0 or broker["leader"] for broker in solos)
    assert len(fixed["panels"]) == len(COURSES) and len(fixed["scene"]["names"]) == 240


def test_bands_are_sent_for_every_outcome_or_said_to_be_unknown():
    weeks = np.linspace(0, 1, 41)
    own = {name: Band(weeks / 2, weeks, 2 * weeks) for name in list(COURSES)[1:]}
    found = unpacked(packing.bands(Likely(200, {"team": own}, [])))
    assert set(found) == {"team.low", "team.mean", "team.high"}
    high = found["team.high"].reshape(len(COURSES), -1)
    assert np.isnan(high[0]).all() and high[3].tolist() == (2 * weeks).astype(np.float32).tolist()


def test_a_story_sums_to_what_changed_up_to_that_week(worlds, parts, monkeypatch):
    monkeypatch.setattr(why, "TRAIL", 1000)
    row = int(worlds.plays[0].hosts[0])
    for week in (20, 40):
        told = json.loads(why.story(worlds, "person", row, week))
        assert (told["kind"], told["row"], told["week"]) == ("person", row, week)
        for side, play in zip(told["sides"], worlds.at(week), strict=True):
            assert max(last for *_, last in side["trail"]) == week
            whole = 100 * play.model.story.effects[row, :, -1].sum()
            amounts = [amount for _, amount, _, _ in side["trail"]]
            assert sum(amounts) == pytest.approx(whole, abs=0.005 * len(amounts) + 1e-9)


def test_a_turn_says_what_readiness_was_made_of(worlds, parts):
    play = worlds.plays[0]
    row = next(row for row, turns in enumerate(play.model.story.turns) if turns)
    turn = play.model.story.turns[row][-1]
    words, readiness, threshold = why.person(play, row)["turns"][0]
    assert words.startswith(f"week {turn.week}, ")
    assert (readiness, threshold) == pytest.approx(
        (100 * turn.readiness, 100 * turn.threshold), abs=0.01
    )
    nobody = next(row for row, turns in enumerate(play.model.story.turns) if not turns)
    assert why.person(play, nobody)["turns"] == []


def test_a_broker_is_told_of_in_the_worlds_that_have_the_post():
    worlds = Worlds(Choice(SETTINGS, "none"))
    worlds.play(5)
    team, none = json.loads(why.story(worlds, "broker", 0, 5))["sides"]
    assert none is None and dict(team["facts"])["host"]


@pytest.mark.parametrize(
    "absurd",
    [None, "evil", [], {}, {"kind": "person"}, {"kind": "person", "row": -1, "week": 1},
     {"kind": "person", "row": 10**30, "week": 1}, {"kind": "person", "row": 0, "week": 41},
     {"kind": "broker", "row": 7, "week": 1}, {"kind": "god", "row": 0, "week": 1},
     {"kind": "person", "row": 0.5, "week": 1}],
)  # fmt: skip
def test_who_is_not_there_is_not_told_of(worlds, parts, absurd):
    assert asked_for(worlds, absurd) is None
    assert asked_for(worlds, {"kind": "broker", "row": 6, "week": 40}) == ("broker", 6, 40)


def played(choice, week):
    worlds = Worlds(choice)
    worlds.play(week)
    return worlds.plays


def test_large_worlds_are_told_of_more_seldom():
    small, large = (
        told_weeks(Worlds(Choice(change(SETTINGS, {"weeks": 260} | more), "solos")))
        for more in ({}, {"population.managers": 190, "population.academics": 190})
    )
    assert len(large) < len(small) and small[-1] == large[-1] == 260


def test_a_replay_holds_all_and_loads_nothing(parts):
    choice = dataclasses.replace(
        Choice(change(SETTINGS, {"team.pair": 2.0}), "solos", seed=9), week=7
    )
    text = replay(Worlds(choice), study="headline/abc")
    assert len(text) < 3_000_000
    assert not re.search(r"(?:src|href)=|url\(|import\(|fetch\(|https?://(?!doi\.org)", text)
    data = json.loads(
        re.search(r'<script type="application/json" id="data">(.*?)</script>', text)[1]
    )
    assert data["week"] == 7 and len(film(data["parts"], 1)["practising"]) == 41
    told = [json.loads(inflated(text)) for text in data["stories"]]
    assert [one["week"] for one in told] == [13, 26, 27, 40]
    for one in told:
        assert len(one["sides"]) == 2
        assert len(one["sides"][0]["person"]) == 240 and len(one["sides"][0]["broker"]) == 7
    assert told[0] == {**told[0], "sides": json.loads(why.stories(played(choice, 13)))["sides"]}
    for said in ("team.pair", "headline/abc", __version__, f"model {MODEL_VERSION}", "Wye"):
        assert said in text, said
    assert replay(Worlds(choice), study="headline/abc") == text


def test_a_name_in_a_replay_stays_text():
    worlds = Worlds(Choice(change(SETTINGS, {"weeks": 26}), ALONE))
    text = replay(worlds, study="<script>evil")
    assert "<script>evil" not in text and "&lt;script&gt;evil" in text
