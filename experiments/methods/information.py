"""The value of information: what it is worth to know uncertain numbers before an option is chosen.

Without information the option with the highest expected net benefit is chosen in all parameter sets; with
information, the best in each set, as far as what is known tells. The value is the difference in expected
net benefit, in the unit of the net benefits.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.methods.crossings import weights
from experiments.methods.estimates import Estimate, Values

FOLDS, SHUFFLES = 10, 3  # of the cross-fitting
KNOTS = 3  # of the cubic spline of a parameter
PENALTIES = np.logspace(-1, 5, 7)  # of the regression, chosen by cross-validation
DRAWS = 2000  # of the bootstrap over sets


class Perfect(NamedTuple):
    """The expected value of perfect information."""

    estimate: Estimate  # with its 95 % interval over the sets
    least: float  # expected where chance variation between replicates misleads the choice: too low
    most: float  # expected where it flatters the choice: too high


def perfect(worth: Values) -> Perfect:
    """The value of knowing every parameter.

    The best of several means over replicates is partly the luckiest, so that valuing it in the replicates
    that chose it is too much (Oakley, Brennan, Tappenden & Chilcott 2010). Choosing in all replicates but
    one, and valuing in that one, is too little by as much, to first order: both errors are half the density
    of ties times the variance of the mean. The estimate is the middle of the two.

    `worth` are `(sets, options, replicates)` net benefits; at least two replicates.
    """
    leads = _leads(worth)
    others = (leads.sum(axis=2, keepdims=True) - leads) / (leads.shape[2] - 1)
    chosen = others.argmax(axis=1)[:, np.newaxis]
    unseen = np.take_along_axis(leads, chosen, axis=1)[:, 0].mean(axis=1)
    means = leads.mean(axis=2)
    seen = means.max(axis=1)
    least, middle, most = (_gain(one, means) for one in (unseen, (unseen + seen) / 2, seen))
    return Perfect(middle, least.mean, most.mean)


def partial(worth: Sequence[Values], known: Values, most: Sequence[Estimate]) -> list[Estimate]:
    """The value of knowing some of the parameters (Strong, Oakley & Brennan 2014).

    The net benefits are regressed on what is known, by additive splines with a penalty. Here each set's
    option is chosen by a regression that has not seen the set (cross-fitting) and valued by the set's own
    net benefit, so that overfitting cannot inflate the value; it may be too low where sets are few. What is
    known also tells of parameters that are correlated with it.

    Args:
        worth: `(sets, options)` net benefits in each of some cases, such as prices.
        known: `(sets, k)` the parameters that become known.
        most: the value of perfect information in each case: neither value nor interval can exceed it.

    Returns:
        For each case the value and its 95 % interval over the sets, none below zero.
    """
    leads = [_leads(one) for one in worth]
    predicted = [_predicted(leads, known, shuffle) for shuffle in range(SHUFFLES)]
    found = []
    for lead, of, bound in zip(leads, zip(*predicted, strict=True), most, strict=True):
        sets = np.arange(len(lead))
        chosen = [lead[sets, one.argmax(axis=1)] for one in of]
        value = _gain(np.mean(chosen, axis=0), lead)
        mean, low, high = map(min, value[:3], bound[:3])
        found.append(Estimate(mean, low, high, value.n))
    return found


def _leads(worth: Values) -> Values:
    """By how much each option exceeds the one with the highest mean, which has exactly 0 everywhere."""
    best = worth.reshape(*worth.shape[:2], -1).mean(axis=(0, 2)).argmax()
    return worth - worth[:, [best]]


def _predicted(leads: Sequence[Values], known: Values, shuffle: int) -> list[Values]:
    """The leads that regressions expect, each of sets that it has not seen: `(sets, options)` by case."""
    from sklearn.linear_model import RidgeCV
    from sklearn.model_selection import KFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import SplineTransformer, StandardScaler
    from threadpoolctl import threadpool_limits

    splines = SplineTransformer(n_knots=KNOTS, include_bias=False)
    ridge = RidgeCV(PENALTIES, alpha_per_target=True)  # a penalty of its own for each lead
    regression = make_pipeline(splines, StandardScaler(), ridge)
    folds = KFold(FOLDS, shuffle=True, random_state=shuffle)
    with threadpool_limits(1):  # the fits are so small that threads wait for each other
        found = cross_val_predict(regression, known, np.hstack(leads), cv=folds)
    return np.split(found, len(leads), axis=1)


def _gain(gained: Values, leads: Values) -> Estimate:
    """The mean of `(sets,)` what is gained over the best option, from 0, with a bootstrap interval.

    The best option is sought anew in each draw.
    """
    draws = weights(len(leads), DRAWS) / len(leads)
    low, high = np.quantile(draws @ gained - (draws @ leads).max(axis=1), (0.025, 0.975))
    mean, low, high = (max(0.0, float(end)) for end in (gained.mean(), low, high))
    return Estimate(mean, low, high, len(leads))
