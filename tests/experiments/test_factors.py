"""A factor maps places on the unit scale to values of its setting: the right ones, in the right type."""

from __future__ import annotations

import math

import numpy as np
import pytest
from omegaconf import OmegaConf
from pytest import approx
from scipy import stats

from experiments.methods.designs import Factor, factors_of
from simulation import Settings, change
from simulation.passport import leaves

WHOLE = np.linspace(0.0, 1.0, 1001)
LEAVES = {leaf.name: leaf for leaf in leaves(Settings())}


def factor(name: str, said) -> Factor:
    (found,) = factors_of({name: said})
    return found


def at(one, place):
    """The value of a factor at a place on the unit scale."""
    return one.column(np.array([place])).tolist()[0]


def test_levels_share_the_unit_scale_evenly():
    weeks = factor("contract.weeks", [26, 52, 104])
    assert [at(weeks, place) for place in (0.0, 0.33, 0.34, 0.66, 0.67, 0.999, 1.0)] == [
        26, 26, 52, 52, 104, 104, 104,
    ]  # fmt: skip


def test_choices_switches_and_arms_vary_over_lists():
    assert at(factor("brokers.embedding", ["none", "two_way"]), 0.5) == "two_way"
    assert at(factor("team.hours", [1.0, 0.0]), 0.5) == 0.0
    assert at(factor("arm", ["team", "solos"]), 0.0) == "team"


def test_a_linear_range_is_even_and_has_its_ends():
    share = factor("context.reorganisation", {"low": 0.1, "high": 0.5})
    assert [at(share, place) for place in (0.0, 0.25, 1.0)] == [0.1, approx(0.2), 0.5]
    assert list(share.cut(5)) == approx([0.1, 0.2, 0.3, 0.4, 0.5])


def test_a_logarithmic_range_is_even_in_ratios():
    bid = factor("projects.bid", {"low": 0.001, "high": 0.1, "scale": "log"})
    assert [at(bid, place) for place in (0.0, 0.5, 1.0)] == approx([0.001, 0.01, 0.1])
    assert list(bid.cut(3)) == approx([0.001, 0.01, 0.1])


def test_whole_numbers_stay_whole_and_are_equally_probable():
    window = factor("projects.window", {"low": 4, "high": 7})
    found = window.column(np.arange(4000) / 4000)
    assert found.dtype == "int64" and dict(found.value_counts()) == {w: 1000 for w in range(4, 8)}
    assert type(at(window, 0.5)) is int and at(window, 1.0) == 7
    assert list(window.cut(10)) == [4, 5, 6, 7]


def test_whole_numbers_on_a_logarithmic_scale_have_equal_ratios():
    window = factor("projects.window", {"low": 1, "high": 7, "scale": "log"})
    found = window.column(np.arange(9000) / 9000).value_counts(normalize=True)
    # Each owns the stretch up to the next: 1 from 1 to 2, 2 and 3 from 2 to 4, the rest from 4 to 8.
    assert [found[1], found[[2, 3]].sum(), found[[4, 5, 6, 7]].sum()] == approx(
        [1 / 3] * 3, abs=1e-3
    )


def test_uniform_and_loguniform_are_ranges_by_another_name():
    ends = {"low": 0.01, "high": 0.4}
    for name, scale in (("uniform", "linear"), ("loguniform", "log")):
        drawn = factor("context.reorganisation", {"distribution": name} | ends)
        plain = factor("context.reorganisation", {"scale": scale} | ends)
        assert drawn.column(WHOLE).equals(plain.column(WHOLE))


@pytest.mark.parametrize(
    ("said", "frozen"),
    [
        ({"distribution": "beta", "a": 2, "b": 5}, stats.beta(2, 5)),
        ({"distribution": "beta", "a": 2, "b": 2, "low": 0.2, "high": 0.6},
         stats.beta(2, 2, loc=0.2, scale=0.4)),
        ({"distribution": "triangular", "low": 0.1, "mode": 0.2, "high": 0.6},
         stats.triang(0.2, loc=0.1, scale=0.5)),
        ({"distribution": "normal", "mean": 0.6, "spread": 0.2},
         stats.truncnorm(-3.0, 2.0, loc=0.6, scale=0.2)),
        ({"distribution": "normal", "mean": 0.6, "spread": 0.2, "low": 0.4, "high": 0.8},
         stats.truncnorm(-1.0, 1.0, loc=0.6, scale=0.2)),
    ],
)  # fmt: skip
def test_a_distribution_is_met_by_its_quantiles_between_its_ends(said, frozen):
    inner = WHOLE[1:-1]
    found = factor("context.pressure", said).column(inner)
    np.testing.assert_allclose(found, frozen.ppf(inner), rtol=1e-7)


def test_a_lognormal_has_its_median_in_the_middle():
    said = {"distribution": "lognormal", "median": 20_000.0, "spread": 0.5}
    salary = factor("money.salary", said)
    assert at(salary, 0.5) == approx(20_000.0)
    assert at(salary, stats.norm.cdf(1)) == approx(20_000.0 * math.exp(0.5))


def test_a_distribution_never_leaves_the_legal_range_and_is_finite_at_the_ends():
    for said in ({"mean": 0.9, "spread": 0.4}, {"mean": -0.3, "spread": 0.3}):
        pressure = factor("context.pressure", {"distribution": "normal", **said})
        found = pressure.column(WHOLE)
        assert found.between(0.0, 1.0).all() and found.is_monotonic_increasing
    assert (at(pressure, 0.0), at(pressure, 1.0)) == (0.0, approx(1.0))


def test_whole_numbers_of_a_distribution_are_rounded_and_the_ends_get_their_due():
    said = {"distribution": "normal", "mean": 2.0, "spread": 100.0, "low": 1, "high": 4}
    found = factor("projects.window", said).column(np.arange(4000) / 4000)
    assert found.dtype == "int64"
    # So wide a normal is nearly flat from 1 to 4.
    assert found.value_counts().reindex([1, 2, 3, 4]).tolist() == approx([1000] * 4, abs=3)


def test_a_distribution_is_cut_into_the_medians_of_equal_parts():
    said = {"distribution": "normal", "mean": 0.5, "spread": 0.05}
    middle = stats.norm(0.5, 0.05).ppf([1 / 6, 0.5, 5 / 6])
    assert list(factor("context.pressure", said).cut(3)) == approx(list(middle))


@pytest.mark.parametrize("name", [name for name, leaf in LEAVES.items() if leaf.passport.plausible])
def test_what_is_plausible_can_be_varied_for_every_setting_in_its_type(name):
    leaf = LEAVES[name]
    found = factor(name, "plausible")
    known = leaf.passport.plausible
    values = found.column(WHOLE).tolist()
    assert {type(value) for value in values} == {type(leaf.default)}
    if isinstance(leaf.default, bool | str):
        assert tuple(dict.fromkeys(values)) == known
    else:
        assert (values[0], values[-1]) == known and values == sorted(values)


def test_what_is_plausible_is_even_on_the_scale_of_the_prior():
    assert factor("projects.bid", "plausible").scale == "log"  # from 0.01 to 0.1
    assert factor("brokers.fte", "plausible").scale == "linear"  # from 0.2 to 0.8


def test_values_are_accepted_by_the_model():
    said = {"brokers.fte": "plausible", "contract.weeks": [26, 52], "team.pair": "plausible",
            "brokers.embedding": "plausible", "arm": ["solos"]}  # fmt: skip
    for place in (0.0, 0.5, 0.99):
        change(Settings(), {one.name: at(one, place) for one in factors_of(said)})


def test_factors_keep_the_order_of_the_study():
    names = ["team.shield", "brokers.fte", "arm"]
    assert [one.name for one in factors_of(dict.fromkeys(names, "plausible"))] == names


def test_a_study_read_by_omegaconf_is_understood():
    yaml = """
      contract.weeks: [26, 52, 104]
      brokers.embedding: [none, two_way]
      context.reorganisation: {low: 0.0, high: 0.5}
      context.pressure: {distribution: beta, a: 2, b: 2}
      brokers.fte: plausible
      team: {hours: [1.0, 0.0], shield: {low: 0.1, high: 0.9}}
    """
    plain = OmegaConf.to_container(OmegaConf.create(yaml))
    for said in (plain, OmegaConf.create(yaml)):
        found = factors_of(said)
        assert [one.name for one in found] == [
            "contract.weeks", "brokers.embedding", "context.reorganisation", "context.pressure",
            "brokers.fte", "team.hours", "team.shield",
        ]  # fmt: skip
        assert found[1].levels == ("none", "two_way") and found[5].levels == (1.0, 0.0)


def test_a_whole_number_may_stand_for_any_number():
    levels = factor("brokers.fte", [1, np.float64(0.5)]).levels
    assert levels == (1.0, 0.5) and [type(value) for value in levels] == [float, float]


def test_places_outside_the_unit_scale_are_refused():
    for place in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="from 0 to 1"):
            at(factor("brokers.fte", "plausible"), place)
