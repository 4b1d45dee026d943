"""Every die has an address: nothing that changes elsewhere moves it, and neighbours are independent."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Settings, change
from simulation import dice as d
from simulation.founders import SPREAD
from simulation.params import FILE_SETTINGS
from simulation.population import build
from simulation.roster import Post
from simulation.staff import staff_of
from simulation.tables import ACADEMIC, MANAGER
from tests.worlds import (
    ARMS,
    LEAVES,
    SMALL,
    TABLES,
    Run,
    by_hand,
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
    "contract.start": {"contract.start": 9},
    "contract.weeks": {"contract.weeks": 50},
}
# Seed 11, week 3: the programme; demands on post (1, 2); whether member 0 of department (1, 0) leaves,
# and whom member 65 talks to; whether organisation (0, 1) is reorganised.
KNOWN = [
    "0x1.2f2a6248d0eb8p-2",
    "0x1.98070c0571ee8p-1",
    "0x1.1b04ca5392fb8p-2",
    "0x1.340c98d5691f8p-2",
    "0x1.a0f83e66f0321p-1",
]


def week_of_dice(settings: Settings, week: int, seed: int = SEED, posts=None) -> d.Luck:
    """All dice of a week."""
    world = build(settings, seed, posts)
    luck = d.room(len(world.organisations), len(world.people), len(world.brokers))
    d.fill_week(world.organisations, world.brokers, seed, week, luck)
    return luck


def thrown(settings: Settings, seed: int = SEED) -> dict[tuple[object, ...], bytes]:
    """All dice of the first weeks, by the address of who uses them."""
    world = build(settings, seed)
    weeks = [week_of_dice(settings, week, seed) for week in range(WEEKS)]
    dice = {("programme",): b"".join(luck.programme.tobytes() for luck in weeks)}
    for o, place in enumerate(staff_of(settings).places):
        at, first = (place.community, place.number), int(world.organisations["first"][o])
        dice["organisation", *at] = b"".join(luck.organisations[o].tobytes() for luck in weeks)
        for member in range(place.size):
            own = [luck.people[:, first + member].tobytes() for luck in weeks]
            dice["person", *at, member] = b"".join(own)
    for b, post in enumerate(world.brokers):
        own = [luck.brokers[b].tobytes() for luck in weeks]
        dice["post", int(post["home"]), int(post["number"])] = b"".join(own)
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


# ------------------------------------------------------------------- known answers


def test_the_mixer_is_that_of_splitmix64():
    # Its first outputs from states 0 and 1234567, as published with it.
    assert int(d.mix(np.uint64(0x9E3779B97F4A7C15))) == 0xE220A8397B1DCDAF
    assert int(d.mix(np.uint64(1234567 + 0x9E3779B97F4A7C15))) == 6457827717110365317


def test_a_known_vector():
    luck = week_of_dice(small(), 3)
    first = 2 * int(SMALL["population.managers"])  # of the academics of department (1, 0)
    dice = [luck.programme[0], luck.brokers[6, d.DEMAND], luck.people[d.CONTEXT, first],
            luck.people[d.COLLEAGUE, first + 65], luck.organisations[1, d.REORGANISE]]  # fmt: skip
    assert [float(die).hex() for die in dice] == KNOWN


def test_every_die_is_the_one_that_its_address_says():
    luck = week_of_dice(small(), 3)
    assert luck.programme[0] == by_hand(SEED, d.PROGRAMME, 3, d.FUNDING)
    for o, place in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        own = [by_hand(SEED, d.ORGANISATIONS, 3, *place, use) for use in range(d.ORGANISATION_USES)]
        assert luck.organisations[o].tolist() == own
    for b, post in ((0, (0, 0)), (6, (1, 2))):
        own = [by_hand(SEED, d.BROKERS, 3, *post, use) for use in range(d.BROKER_USES)]
        assert luck.brokers[b].tolist() == own
    first = 2 * int(SMALL["population.managers"])
    for member in (0, 1, 65):
        own = [by_hand(SEED, d.PEOPLE, 3, 1, 0, use, member) for use in range(d.PERSON_USES)]
        assert luck.people[:, first + member].tolist() == own


# ------------------------------------------------------------------- nothing moves them


@pytest.mark.parametrize("name", [name for name in LEAVES if name not in FILE_SETTINGS])
def test_no_setting_moves_the_dice_of_a_row_that_is_there_in_both(name):
    changed = change(small(), TOGETHER.get(name, {name: other_value(LEAVES[name])}))
    assert changed != small()
    before, after = thrown(small()), thrown(changed)
    shared = before.keys() & after.keys()
    assert {key for key in shared if before[key] != after[key]} == set()
    # By how much the world may shrink or grow:
    if not name.startswith("population.") and name != "arm":
        assert {key[0] for key in before.keys() ^ after.keys()} <= {"post"}
    assert ("person", MANAGER, 0, 0) in shared


SIZES = ("population.organisations", "population.managers", "population.departments",
         "population.academics")  # fmt: skip


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
        for field in ("stability", "reorganised", "leavers"):
            assert a.organisations[field].tobytes() == b.organisations[field].tobytes()
        assert a.people["personality"].tobytes() == b.people["personality"].tobytes()
        assert a.colleagues.tobytes() == b.colleagues.tobytes()
    assert alone.world.organisations["leavers"].sum() > 0


def test_a_post_more_moves_no_other_posts_dice():
    few, more = thrown(small()), thrown(small(**{"brokers.managers": 5}))
    assert more.keys() - few.keys() == {("post", MANAGER, 4)}
    assert few.items() <= more.items()


def test_a_post_is_told_by_its_community_and_number_not_by_its_row():
    posts = (Post(ACADEMIC, 2, 0.5), Post(MANAGER, 1, 0.5))
    one, other = week_of_dice(small(), 2, posts=posts), week_of_dice(small(), 2, posts=posts[::-1])
    assert (one.brokers == other.brokers[::-1]).all()


def test_every_encounter_of_a_week_has_dice_of_its_own():
    week = np.arange(d.BROKER_USES, dtype=float)
    places = range(d.CHANCE_MEETINGS + d.VISITS)
    taken = [d.encounter_dice(week, place).tolist() for place in places]
    assert {len(throw) for throw in taken} == {d.ENCOUNTER_USES}
    others = [d.DEMAND, d.LEAVE, d.CHANCE]
    assert sorted(others + [int(die) for throw in taken for die in throw]) == week.tolist()


# ------------------------------------------------------------------- independence

# Blocks of dice in which two neighbouring addresses differ in one number only; the shortest has 4,096.
BLOCKS = ("seeds", "weeks", "members", "uses", "organisations", "posts", "purposes")


def block(what: str) -> np.ndarray:
    """Dice of which each row is a series along the addresses that `what` names: `(16, 4096)`."""
    rows, length = range(16), range(4096)
    address = {
        "seeds": lambda r, k: (k, d.PEOPLE, r, 0, 0, 0, 0),
        "weeks": lambda r, k: (SEED, d.PEOPLE, k, 0, 0, 0, r),
        "members": lambda r, k: (SEED, d.PEOPLE, 1, 0, 0, r, k),
        "uses": lambda r, k: (SEED, d.BROKERS, r, 0, 0, k),
        "organisations": lambda r, k: (SEED, d.PEOPLE, 1, 0, k, 0, r),
        "posts": lambda r, k: (SEED, d.BROKERS, r, 0, k, d.LEAVE),
        "purposes": lambda r, k: (k // 6, k % 6, r, 0, 0, 0, 0),
    }[what]
    return np.array([[by_hand(*address(r, k)) for k in length] for r in rows])


@pytest.mark.parametrize("what", BLOCKS)
def test_dice_are_uniform_and_neighbouring_addresses_independent(what):
    dice = block(what)
    n = dice.size
    assert dice.min() >= 0.0
    assert dice.max() < 1.0
    # Uniform: chi square of 64 cells, with mean 63 and variance 126; 5 standard deviations.
    counts = np.histogram(dice, bins=64, range=(0, 1))[0]
    assert abs(((counts - n / 64) ** 2 / (n / 64)).sum() - 63) < 5 * np.sqrt(126)
    # Serial correlation along the series at several distances, and of ranks between the series.
    centred = (dice - 0.5) * np.sqrt(12)
    for lag in (1, 2, 3, 7, 64):
        mean = (centred[:, lag:] * centred[:, :-lag]).mean()
        assert abs(mean) < 5 / np.sqrt(n - 16 * lag), lag
    ranks = dice.argsort(axis=1).argsort(axis=1)
    between = np.corrcoef(ranks) - np.eye(len(dice))
    assert np.abs(between).max() < 5 / np.sqrt(dice.shape[1])
    # Pairs of neighbours fill the square: chi square of 16 by 16 cells.
    pairs = np.histogram2d(dice[:, :-1].ravel(), dice[:, 1:].ravel(), 16, [[0, 1], [0, 1]])[0]
    expected = pairs.sum() / 256
    assert abs(((pairs - expected) ** 2 / expected).sum() - 255) < 5 * np.sqrt(510)
    # Spectrum: no period stands out. Powers are exponential, so that the largest of n/2 is about log(n/2).
    power = np.abs(np.fft.rfft(centred, axis=1))[:, 1:-1] ** 2 / dice.shape[1]
    assert power.max() < np.log(power.size) + 12
    assert abs(power.mean() - 1.0) < 5 / np.sqrt(power.size)


def test_the_lowest_bits_of_dice_are_independent_too():
    low = (block("members") * 2**53).astype(np.int64) & 0xFF
    counts = np.bincount(low.ravel(), minlength=256)
    assert abs(((counts - low.size / 256) ** 2 / (low.size / 256)).sum() - 255) < 5 * np.sqrt(510)


def test_no_two_seeds_of_the_whole_range_share_a_stream():
    ends = [0, 1, 2, 2**31, 2**32, 2**53, 2**62, 2**63 - 2, 2**63 - 1]
    spread = [int(k) for k in np.random.default_rng(0).integers(0, 2**63 - 1, 2000)]
    seeds = {*ends, *spread}
    assert len({week_dice_of(seed) for seed in seeds}) == len(seeds)


def week_dice_of(seed: int) -> bytes:
    """A few dice of a seed."""
    world, luck = WORLD, d.room(4, len(WORLD.people), len(WORLD.brokers))
    d.fill_week(world.organisations, world.brokers, seed, 0, luck)
    return luck.programme.tobytes() + luck.organisations.tobytes()


WORLD = build(small(), SEED)


def test_normal_deviates_have_the_moments_of_the_normal_distribution():
    # A mean of 0.5, which the ends of the range are six standard deviations from.
    middle = {"population.managers": 20_000, "population.able": 0.5, "population.willing": 0.5}
    world = build(small(**middle), SEED)
    z = (world.personalities["knowledge"] - 0.5) / SPREAD
    n = len(z)
    for power, moment, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        assert abs((z**power).mean() - moment) < 5 * np.sqrt(variance / n), power
    traits = [
        world.personalities[name] for name in ("attitude", "knowledge", "skill", "confidence")
    ]
    assert np.abs(np.corrcoef(traits) - np.eye(len(traits))).max() < 5 / np.sqrt(n)


# ------------------------------------------------------------------- the same everywhere

FINGERPRINT = """
from simulation import Settings, change
from tests.worlds import Run, digest
print(digest(Run(change(Settings(), {changes!r}), 7).end()))
"""


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_here_and_in_another_process():
    here = digest(Run(small(), 7).end())
    assert digest(Run(small(), 7).end()) == here
    code = FINGERPRINT.format(changes=SMALL)
    assert python(code, PYTHONHASHSEED="1") == here  # of this process it is another one


def test_another_seed_gives_another_world():
    one, other = Run(small(), 7).end(), Run(small(), 8).end()
    assert set(differing(one, other)) >= set(TABLES) - {"programme"}
