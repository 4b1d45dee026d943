"""Wilson's interval, the draws of a calibration, and the ledger's claims in words."""

from __future__ import annotations

import re

import pytest
from scipy import stats

from experiments.config import ensembles, shipped
from experiments.methods.estimates import wilson
from experiments.studies.calibration import rejection
from experiments.studies.ledger.effects import MEANS, STATISTICS
from experiments.studies.ledger.patterns import PATTERNS
from experiments.studies.ledger.report import plain


@pytest.mark.parametrize(("cases", "n"), [(0, 5), (3, 7), (50, 50), (120, 200)])
def test_wilsons_interval_is_that_of_scipy(cases, n):
    known = stats.binomtest(cases, n).proportion_ci(method="wilson")
    assert wilson(cases / n, n) == pytest.approx((known.low, known.high), abs=1e-12)


def test_every_set_of_the_shipped_ensemble_is_drawn_again_from_its_number():
    for row in ensembles.read(shipped.files_of("ensembles")["plausible"]).to_dict("records"):
        number = row.pop(ensembles.CANDIDATE)
        assert rejection.draw(0, (), int(number))[0] == row


def test_every_effect_is_used_by_a_claim_and_named_in_words():
    names = [effect.name for pattern in PATTERNS for effect in pattern.effects]
    assert len({**MEANS, **STATISTICS}) == 15 and len(names) == 94
    assert not [name for name in names if re.search("[a-z]_[a-z]", plain(name))]
