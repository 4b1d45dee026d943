"""What limited time and tiring do, each with what would show it wrong (decision 0049)."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from simulation import BrokeringModel, Settings, change
from simulation.agents import Academic, Broker, Manager
from simulation.batch import run
from tests.contracts.paired import SEEDS, STAY, assert_more, interval, team
from tests.worlds import Run, small

pytestmark = pytest.mark.slow


# ------------------------------------------------------------------- M11: limited time


def test_a_limit_on_meetings_that_nobody_reaches_changes_nothing():
    plenty, more, one = (team(**{"culture.meetings_a_week": n}) for n in (5, 99, 1))
    assert plenty.equals(more)
    assert_more(plenty["meetings_good_all_end"], one["meetings_good_all_end"])


@pytest.mark.parametrize("most", [1, 2, 9])
def test_nobody_meets_more_people_in_a_week_than_there_is_time_for(most):
    eager = {"culture.practice": 1.0, "population.threshold": 0.2, "encounters.base": 1.0}
    lived = Run(small(**eager | {"culture.meetings_a_week": most}), 5)
    highest = max(int(world.people["met"].max()) for world in lived.weeks())
    assert highest == most if most < 9 else 2 < highest <= most


class _Noting:
    """People and brokers who note whom they bring together, with the week."""

    def meet(self, other):
        """Meet without a broker, and note it."""
        self.model.noted.update((self.model.week, person.row) for person in (self, other))
        return super().meet(other)

    def bridge(self, person, other, joint, die):
        """Bring two together, and note it."""
        self.model.noted.update((self.model.week, one.row) for one in (person, other))
        return super().bridge(person, other, joint, die)


@pytest.mark.parametrize("most", [1, 2])
def test_bridges_and_other_meetings_of_a_week_share_the_time_for_them(most):
    kinds = {kind.__name__.lower(): type(kind.__name__, (_Noting, kind), {})
             for kind in (Manager, Academic, Broker)}  # fmt: skip
    eager = {"culture.practice": 0.5, "population.threshold": 0.2, "encounters.base": 1.0}
    eager |= {"culture.meetings_a_week": most}
    model = BrokeringModel(small(**eager), rng=5, **kinds)
    model.noted = Counter()
    while model.running:
        model.step()
    assert max(model.noted.values()) == most


# ------------------------------------------------------------------- M12: tiring


def _dividing(hours):
    """Settings with so many of 0.44 half-days for dividing the people up; the rest buys nothing."""
    return {"team.sharing_out": hours, "team.handover": 0.44 - hours, "team.handed_over": 0.0}


def _opened(tiring, hours):
    """Share of the doors tried that opened, by replicate."""
    table = team(**{"encounters.tiring": tiring} | _dividing(hours))
    return (table["doors_managers"] + table["doors_academics"]) / table["doors_tried"]


def test_dividing_the_people_up_opens_more_doors_and_none_where_visits_never_tire():
    for tiring, gains in ((0.0, False), (2.0, True)):
        mean, error = interval(_opened(tiring, 0.4) - _opened(tiring, 0.0))
        assert (mean > error) == gains


def _often_visited(hours):
    """How many people of those visited of late were visited more than once, by replicate."""
    chosen = change(Settings(), {"weeks": 104} | STAY | _dividing(hours))
    worlds = run(chosen, SEEDS, keep=[104]).worlds[104]
    visits = [world.people["visits"] for world in worlds]
    return np.array([(v > 2.0).sum() / (v > 0.1).sum() for v in visits])


def test_a_team_that_divides_the_people_up_spreads_its_visits():
    mean, error = interval(_often_visited(0.0) - _often_visited(0.4))
    assert mean > error
