"""Settings, constants, dice and small helpers of the plain model (docs/ODD.md, sections 4.9, 7.1 and 8)."""

from math import exp

SETTINGS = {
    "arm": "team",
    "weeks": 260,
    "population.organisations": 3,
    "population.managers": 40,
    "population.departments": 2,
    "population.academics": 60,
    "population.hosts": 1,
    "population.ally_share": 0.08,
    "population.willing": 0.37,
    "population.able": 0.19,
    "population.threshold": 0.48,
    "context.turnover": 0.13,
    "context.reorganisation": 0.2,
    "context.upheaval": 0.46,
    "context.pressure": 0.42,
    "context.senior_involvement": 0.5,
    "context.seniors": 0.4,
    "context.relations": 0.0,
    "context.funding_loss": 0.05,
    "brokers.managers": 4,
    "brokers.academics": 3,
    "brokers.embedding": "two_way",
    "brokers.fte": 0.5,
    "brokers.interpersonal_skill": 0.7,
    "brokers.known_at_home": 20,
    "brokers.elsewhere": 0.24,
    "contract.start": 0,
    "contract.weeks": 104,
    "contract.exit": 0.0021,
    "contract.exit_strain": 0.012,
    "demands.half_days": 2.2,
    "demands.people_met": 0.4,
    "demands.standing_loss": 0.1,
    "demands.strain_up": 0.13,
    "insight.learning": 30,
    "team.support": 0.07,
    "team.pooling": 0.06,
    "team.introductions": 0.06,
    "team.handover": 0.04,
    "team.sharing_out": 0.04,
    "team.pair": 0.25,
    "team.leading": 1.0,
    "team.hours": 1.0,
    "team.half_dose": 0.12,
    "team.peer_support": 0.4,
    "team.encouragement": 0.0025,
    "team.pooling_rate": 0.025,
    "team.teaching": 0.022,
    "team.introduction": 0.35,
    "team.handed_over": 0.5,
    "team.shield": 0.12,
    "encounters.chance": 0.45,
    "encounters.own_job": 0.19,
    "encounters.base": 0.4,
    "encounters.presence": 0.39,
    "encounters.ally": 0.25,
    "encounters.trust": 0.6,
    "encounters.tiring": 0.15,
    "encounters.trust_gain": 0.17,
    "encounters.telling": 0.1,
    "encounters.modelling": 0.014,
    "culture.quality": 0.35,
    "culture.gain": 0.07,
    "culture.fading": 83,
    "culture.influence": 0.022,
    "culture.norm_weight": 0.26,
    "culture.practice": 0.12,
    "culture.meetings_a_week": 1,
    "projects.bid": 0.033,
    "projects.win": 0.17,
    "projects.window": 16,
    "projects.find": 0.67,
    "money.salary": 60_000,
    "money.critical_mass": 0.25,
}
HOURS = ("support", "pooling", "introductions", "handover", "sharing_out", "pair", "leading")

PARTNERS, BOOK, COLLEAGUES = 6, 150, 24
FAINT, LOOSE_BOND, CLOSE_BOND, TRUST_MEMORY = 0.02, 0.024, 0.0022, 130
SETTLING, UNSETTLED = 31, 4
VACANCY, SERVED_SHARE, RECOVERY = 16, 0.55, 0.07
CONFIDENCE, CONFIDENCE_MEMORY, CONFIDENCE_UP = 0.5, 65, 0.024
INSIGHT_HOME, INSIGHT_HOST, INSIGHT_FADING, SECOND_HAND = 0.9, 0.15, 100, 0.5
TRUSTED_AT_HOME, STANDING_RECOVERY, NEW_HOLDER = 0.6, 0.05, 1.5
HOST_SHARE, FOLLOW_UP = 0.5, 0.6
FLUENCY, NERVE, WON_OVER, BRIDGING, MATE = 0.47, 0.43, 0.5, 0.76, 4 / 7
REST, LATELY, WEARING_OFF = 1, 0.5, 0.125
BAD, BOND_GAIN, UNDERSTANDING = 0.66, 0.2, 0.46
MARGIN, RECONSIDER, THROUGH_COLLEAGUES, SERENDIPITY = 0.05, 0.15, 0.3, 0.0012
BID_WEEKS, NEED_ODDS, DECISION = 94, 1.6, 0.015
ACQUAINTANCES, OUTSIDE, SENIOR_SHARE = 14, 0.25, 0.12
SPREAD, THRESHOLD_SPREAD, TIED_SHARE, TIED_BOND = 0.08, 0.07, 0.05, 0.25

MANAGERS, ACADEMICS = 0, 1
TRAITS, NETWORK, PEOPLE, ORGANISATIONS, BROKERS, PROGRAMME = range(6)
STEP, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
ALL_BITS = 2**64 - 1


def mixed(x):
    """The finaliser of SplitMix64."""
    x = (x ^ (x >> 30)) * FIRST & ALL_BITS
    x = (x ^ (x >> 27)) * SECOND & ALL_BITS
    return x ^ (x >> 31)


def key_of(seed, *numbers):
    """The beginning of an address, mixed; `further` goes on from there."""
    return further(mixed((seed + STEP) & ALL_BITS), *numbers)


def further(key, *numbers):
    """The key with more numbers of the address mixed in."""
    for number in numbers:
        key = mixed((key + STEP * (number + 1)) & ALL_BITS)
    return key


def die(key, use):
    """The die at an address, uniform on [0, 1), from the key of all but its last number."""
    return (further(key, use) >> 11) / 2**53


def pick(u, n):
    """One of n."""
    return min(int(u * n), n - 1)


def spare(u, chance):
    """What is left of a die that fell below a chance, uniform again."""
    return min(u / chance, 0.9999999999999999)


def draw_count(u, mean, most):
    """A Poisson count with this mean, at most so many."""
    part = exp(-mean)
    total, n = part, 0
    while n < most and u >= total:
        n += 1
        part *= mean / n
        total += part
    return n


def weekly(yearly):
    """The chance in a week, from that in a year."""
    return 1 - (1 - yearly) ** (1 / 52.18)


def between(value, low=0.0, high=1.0):
    """The value, kept between two limits."""
    return min(max(value, low), high)


def total(values):
    """The sum from 0 upwards, each step rounded, which Python's own sum of fractions is not."""
    result = 0.0
    for value in values:
        result += value
    return result
