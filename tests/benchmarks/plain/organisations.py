"""Organisations and the baselines of their founders."""

from math import cos, log, pi, sqrt

import mesa

from tests.benchmarks.plain import numbers as no
from tests.benchmarks.plain.numbers import die, key_of

COUNTS = (
    *("leavers", "bids_begun", "bids_helped", "bids_decided", "bids_won"),
    *("decisions", "decisions_informed", "meetings_good", "meetings_bad"),
)


class Organisation(mesa.Agent):
    """A commissioning organisation or a department."""

    def __init__(self, model, community, number):
        super().__init__(model)
        self.community, self.number = community, number
        self.host = number < model.settings["population.hosts"]
        self.members = []
        self.founders = []
        self.reorganised = False
        self.stability = 1.0
        self.leaving_chance, self.keys = 0.0, []
        for count in COUNTS:
            setattr(self, count, 0)

    def begin_week(self):
        """C3: a reorganisation comes, or things settle; C4a: the chance of leaving."""
        seed, week = self.model.run_seed, self.model.week
        settings = self.model.settings
        key = key_of(seed, no.ORGANISATIONS, week, self.community, self.number)
        self.reorganised = die(key, 0) < no.weekly(settings["context.reorganisation"])
        if self.reorganised:
            self.stability = 0.0
        else:
            self.stability += (1 - self.stability) / no.SETTLING
        unsettled = no.UNSETTLED * settings["context.upheaval"] * (1 - self.stability)
        self.leaving_chance = min(1, no.weekly(settings["context.turnover"]) * (1 + unsettled))
        shared = key_of(seed, no.PEOPLE, week, self.community, self.number)
        self.keys = [no.further(shared, use) for use in range(6)]


class Personality:
    """The baselines of a founder."""

    def __init__(self, settings, row, traits, ally_die):
        def trait(n, mean, spread=no.SPREAD):
            first, second = die(traits, 2 * n), die(traits, 2 * n + 1)
            normal = sqrt(-2 * log(1 - first)) * cos(2 * pi * second)
            return no.between(mean + spread * normal, 0.01, 0.99)

        willing, able = settings["population.willing"], settings["population.able"]
        self.row = row
        self.attitude = trait(0, willing + settings["context.relations"])
        self.knowledge = trait(1, able)
        self.skill = trait(2, able)
        self.confidence = trait(3, willing)
        self.threshold = trait(4, settings["population.threshold"], no.THRESHOLD_SPREAD)
        self.ally = ally_die < settings["population.ally_share"]
