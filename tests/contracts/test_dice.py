"""Every die has an address: nothing that changes elsewhere moves it."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Settings, change
from simulation import dice as d
from simulation.dice import DiceBox, room, stream, trays
from simulation.params import FILE_SETTINGS
from simulation.population import build, dice_box
from simulation.roster import Post, roster
from simulation.staff import staff_of
from simulation.tables import ACADEMIC, MANAGER
from tests.worlds import (
    ARMS,
    LEAVES,
    SMALL,
    TABLES,
    Run,
    differing,
    digest,
    other_value,
    python,
    small,
)

SEED, WEEKS = 11, 3
# Values that go with the rest of the settings, where the far end of the plausible range does not.
TOGETHER = {
    "brokers.managers": {"brokers.managers": 6},
    "brokers.academics": {"brokers.academics": 5},
    "population.host_organisations": {"population.host_organisations": 2},
    "contract.start": {"contract.start": 9},
    "contract.weeks": {"contract.weeks": 50},
}


def thrown(settings: Settings, seed: int = SEED) -> dict[tuple[object, ...], bytes]:
    """All dice of the first weeks, by the address of who uses them."""
    staff, posts = staff_of(settings), roster(settings)
    sizes = [place.size for place in staff.places]
    week = room((), sizes, len(posts), WEEKS)
    dice_box(staff, seed, posts).throw(week)
    dice: dict[tuple[object, ...], bytes] = {("programme",): week.programme.tobytes()}
    first = np.cumsum([0, *trays(sizes)])
    for o, place in enumerate(staff.places):
        at = place.community, place.number
        dice["organisation", *at] = week.organisations[o].tobytes()
        for member in range(place.size):
            tray = first[o] + member // d.TRAY
            dice["person", *at, member] = week.people[tray, :, member % d.TRAY].tobytes()
    for b, post in enumerate(posts):
        dice["post", post.home, post.number] = week.brokers[b].tobytes()
    return dice


def founders(settings: Settings, seed: int = SEED) -> dict[tuple[int, int, int], bytes]:
    """The traits of every founder, by address."""
    world = build(settings, seed, ())
    return {
        (place.community, place.number, member): world.personalities[
            int(world.organisations["first"][o]) + member
        ].tobytes()
        for o, place in enumerate(staff_of(settings).places)
        for member in range(place.size)
    }


@pytest.mark.parametrize("name", [name for name in LEAVES if name not in FILE_SETTINGS])
def test_no_setting_moves_the_dice_of_a_row_that_is_there_in_both(name):
    changed = change(small(), TOGETHER.get(name, {name: other_value(LEAVES[name])}))
    assert changed != small()
    before, after = thrown(small()), thrown(changed)
    shared = before.keys() & after.keys()
    assert {key for key in shared if before[key] != after[key]} == set()
    # By how much the world may shrink or grow:
    if not name.startswith("population.") and name not in ("arm", "brokers.single_home"):
        assert {key[0] for key in before.keys() ^ after.keys()} <= {"post"}
    assert ("person", MANAGER, 0, 0) in shared


SIZES = ("population.organisations", "population.managers", "population.departments",
         "population.academics", "population.workgroup")  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_a_larger_population_has_the_same_founders_and_some_more(name):
    before, after = founders(small()), founders(small(**{name: SMALL[name] + 30}))
    assert before.items() <= after.items()


@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_starts_from_the_same_people(arm):
    alone, brokered = build(small(arm="none"), SEED), build(small(arm=arm), SEED)
    assert set(differing(alone, brokered)) <= {"brokers", "books"}


@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_lives_through_the_same_circumstances(arm):
    alone, brokered = Run(small(arm="none"), SEED), Run(small(arm=arm), SEED)
    for a, b in zip(alone.weeks(), brokered.weeks(), strict=True):
        for field in ("pressure", "stability", "reorganised", "leavers"):
            assert a.organisations[field].tobytes() == b.organisations[field].tobytes()
        assert a.people["personality"].tobytes() == b.people["personality"].tobytes()
        assert a.colleagues.tobytes() == b.colleagues.tobytes()
    assert alone.world.organisations["leavers"].sum() > 0


def test_a_post_more_moves_no_other_posts_dice():
    few, more = thrown(small()), thrown(small(**{"brokers.managers": 5}))
    assert more.keys() - few.keys() == {("post", MANAGER, 4)}
    assert few.items() <= more.items()


def test_a_persons_dice_do_not_depend_on_who_else_is_in_the_tray():
    few = thrown(small(**{"population.academics": 40}))
    more = thrown(small(**{"population.academics": 41}))
    assert len(more) == len(few) + 2
    assert few.items() <= more.items()


@pytest.mark.parametrize("portions", [(1,) * 10, (3, 3, 4), (9, 1)])
def test_portions_do_not_matter(portions):
    places, posts = [(MANAGER, 0, 50), (ACADEMIC, 0, 7)], [(MANAGER, 0), (ACADEMIC, 0)]
    whole = room((), [50, 7], 2, 10)
    DiceBox(SEED, places, posts).throw(whole)
    box, week = DiceBox(SEED, places, posts), 0
    for weeks in portions:
        part = room((), [50, 7], 2, weeks)
        box.throw(part)
        at = slice(week, week + weeks)
        assert (part.people == whole.people[:, at]).all()
        assert (part.organisations == whole.organisations[:, at]).all()
        assert (part.brokers == whole.brokers[:, at]).all()
        assert (part.programme == whole.programme[at]).all()
        week += weeks


def test_sparing_the_dice_of_ended_posts_moves_no_other_dice():
    places, posts = [(MANAGER, 0, 50), (ACADEMIC, 0, 7)], [(MANAGER, 0)]
    all_dice, spared = room((), [50, 7], 1, 4), room((), [50, 7], 1, 4)
    spared.brokers[:] = 0.5
    DiceBox(SEED, places, posts).throw(all_dice)
    DiceBox(SEED, places, posts).throw(spared, brokers=False)
    assert (spared.people == all_dice.people).all()
    assert (spared.organisations == all_dice.organisations).all()
    assert (spared.programme == all_dice.programme).all()
    assert (spared.brokers == 0.5).all()


def test_every_encounter_of_a_week_has_dice_of_its_own():
    week = np.arange(d.BROKER_USES, dtype=float)
    places = range(d.CHANCE_MEETINGS + d.VISITS)
    taken = [d.encounter_dice(week, place).tolist() for place in places]
    assert {len(throw) for throw in taken} == {5}
    others = [d.DEMAND, d.LEAVE, d.CHANCE]
    assert sorted(others + [int(die) for throw in taken for die in throw]) == week.tolist()


@pytest.mark.parametrize(("size", "needed"), [(1, 1), (40, 1), (41, 2), (80, 2), (81, 3)])
def test_trays_hold_forty(size, needed):
    assert trays([size]) == [needed]
    assert room((5,), [size, size], 3, 2).people.shape == (5, 2 * needed, 2, d.TRAY, d.PERSON_USES)


def test_dice_are_uniform_and_no_two_streams_agree():
    posts = [(home, number) for home in (MANAGER, ACADEMIC) for number in range(4)]
    week = room((), [50, 30], len(posts), 200)
    DiceBox(SEED, [(MANAGER, 0, 50), (ACADEMIC, 0, 30)], posts).throw(week)
    rows = [*week.people.reshape(3, -1), *week.brokers.reshape(len(posts), -1)]
    rows += [*week.organisations.reshape(2, -1), week.programme]
    for row in rows:
        assert ((row >= 0.0) & (row < 1.0)).all()
        # five standard errors of the mean, and of a share of a tenth in each tenth
        assert abs(row.mean() - 0.5) < 5 * np.sqrt(1 / 12 / len(row))
        shares = np.histogram(row, bins=10, range=(0, 1))[0] / len(row)
        assert np.abs(shares - 0.1).max() < 5 * np.sqrt(0.09 / len(row))
    shortest = [row[:200] for row in rows]
    correlation = np.corrcoef(shortest) - np.eye(len(rows))
    assert np.abs(correlation).max() < 5 / np.sqrt(200)


def test_no_two_uses_of_a_die_go_together():
    week = room((), [40], 1, 500)
    DiceBox(SEED, [(MANAGER, 0, 40)], [(MANAGER, 0)]).throw(week)
    uses = week.people.reshape(-1, d.PERSON_USES).T
    assert np.abs(np.corrcoef(uses) - np.eye(d.PERSON_USES)).max() < 5 / np.sqrt(uses.shape[1])
    brokers = week.brokers[0].T
    assert np.abs(np.corrcoef(brokers) - np.eye(d.BROKER_USES)).max() < 6 / np.sqrt(500)


def test_addresses_differ_by_seed_purpose_and_row():
    addresses = [(0, d.PEOPLE, 0, 0, 0), (1, d.PEOPLE, 0, 0, 0), (0, d.PEOPLE, 1, 0, 0),
                 (0, d.PEOPLE, 0, 1, 0), (0, d.PEOPLE, 0, 0, 1), (0, d.BROKERS, 0, 0),
                 (0, d.ORGANISATIONS, 0, 0), (0, d.TRAITS, 0, 0), (0, d.NETWORK, 0, 0),
                 (0, d.PROGRAMME)]  # fmt: skip
    first = [stream(*address).random() for address in addresses]
    assert len(set(first)) == len(addresses)
    assert first == [stream(*address).random() for address in addresses]


FINGERPRINT = """
from simulation import Settings, change
from tests.worlds import Run, digest
print(digest(Run(change(Settings(), {changes!r}), 7).end()))
"""


def test_the_same_seed_gives_the_same_bytes_here_and_in_other_processes():
    here = digest(Run(small(), 7).end())
    assert digest(Run(small(), 7).end()) == here
    code = FINGERPRINT.format(changes=SMALL)
    assert {python(code, PYTHONHASHSEED=seed) for seed in ("1", "2")} == {here}


def test_another_seed_gives_another_world():
    one, other = Run(small(), 7).end(), Run(small(), 8).end()
    assert set(differing(one, other)) >= set(TABLES) - {"programme"}


def test_a_post_is_told_by_its_community_and_number_not_by_its_row():
    posts = (Post(ACADEMIC, 2, 0.5), Post(MANAGER, 1, 0.5))
    staff = staff_of(small())
    sizes = [place.size for place in staff.places]
    one, other = room((), sizes, 2, 1), room((), sizes, 2, 1)
    dice_box(staff, SEED, posts).throw(one)
    dice_box(staff, SEED, posts[::-1]).throw(other)
    assert (one.brokers == other.brokers[::-1]).all()


@pytest.mark.parametrize("weeks", [0, 1, 7])
def test_skipped_dice_are_those_that_would_have_been_thrown(weeks):
    settings = small(arm="team")
    staff, posts = staff_of(settings), roster(settings)
    sizes = [place.size for place in staff.places]
    thrown_away, week, after_skipping = (room((), sizes, len(posts), n) for n in (weeks, 3, 3))
    one, other = dice_box(staff, SEED, posts), dice_box(staff, SEED, posts)
    one.throw(thrown_away)
    one.throw(week)
    other.skip(weeks)
    other.throw(after_skipping)
    for dice, skipped in zip(week, after_skipping, strict=True):
        assert dice.tobytes() == skipped.tobytes()
