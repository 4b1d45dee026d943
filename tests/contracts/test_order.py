"""The order in which people live their week is harmless: walked backwards, outcomes are alike."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ks_2samp

from simulation import BrokeringModel, simulate
from tests.worlds import small

# A lead of 0.28 standard deviations of its differences is seen: three standard errors of so many pairs.
REPLICATES = 112
ERRORS = 3.0
ALIKE = 0.02  # p-value of their distributions, above which they do not differ
# Managers act before academics, so that an order that mattered could help the ones and harm the others.
OUTCOMES = (
    *(f"{what}_{group}" for what in ("practising", "attitude", "knowledge", "skill", "confidence")
      for group in ("all", "managers", "academics")),
    "ties_all", "bids_begun_all", "decisions_informed_all", "bridges",
)  # fmt: skip
# Many change their minds, so that an order that mattered would show.
CHANGING = small(
    weeks=52,
    **{"contract.weeks": 52, "population.threshold": 0.42, "culture.influence": 0.1},
)  # fmt: skip


class Backwards(BrokeringModel):
    """The model with people walked from the last row to the first."""

    def __init__(self, *given, **changes):
        super().__init__(*given, **changes)
        self.walk = self.people[::-1]


@pytest.mark.slow
def test_people_walked_backwards_have_the_same_outcomes():
    forwards = simulate(CHANGING, range(REPLICATES), weekly=True, every=CHANGING.weeks)
    forwards = forwards[forwards["week"] == CHANGING.weeks]
    backwards: dict[str, list[float]] = {name: [] for name in OUTCOMES}
    for seed in range(REPLICATES):
        model = Backwards(CHANGING, rng=seed, collect_every=1_000_000)
        while model.running:
            model.step()
        for name in OUTCOMES:
            backwards[name].append(model.outcome(name))
    assert 0.1 < forwards["practising_all"].mean() < 0.9
    for name in OUTCOMES:
        one, other = forwards[name].to_numpy(float), np.array(backwards[name])
        lead = other - one
        assert lead.any(), f"{name}: the order was not changed"
        assert abs(lead.mean()) < ERRORS * lead.std(ddof=1) / np.sqrt(REPLICATES), name
        assert ks_2samp(one, other).pvalue > ALIKE, name
