"""The likelihood and the distributions on data that are drawn from a known burst.

Seeds are fixed. Where a test compares a mean with its expectation it allows four standard errors, a chance of
6e-5 that a right program fails it under another seed.
"""

import numpy as np
import pytest
from scipy.stats import kstest
from synthetic import Sky, burst

from mcsn.studies.sn1987a.distributions import distances, quantile, window
from mcsn.studies.sn1987a.expected import expected
from mcsn.studies.sn1987a.likelihood import LATE, LONGEST, WHOLE, added, log_ratio, marginal, scaled

DRAWS = 300
SIGMA = 4.0


def near_zero(values):
    """Whether a mean is zero but for chance."""
    values = np.asarray(values)
    return abs(values.mean()) < SIGMA * values.std(ddof=1) / np.sqrt(len(values))


@pytest.fixture(scope="module", params=[LATE, WHOLE], ids=["late", "whole"])
def drawn(request):
    """A treatment, the burst, and data sets of it whose offsets are drawn from their prior."""
    sky = Sky(burst(), seed=1987)
    offsets = sky.rng.uniform(0.0, LONGEST, (DRAWS, 3))
    return request.param, sky, offsets, [sky.drawn(request.param, row) for row in offsets]


def log_ratios(treatment, passing, seeing, factor=1.0):
    """Logarithms of the marginal likelihood, of all detectors, by factor."""
    found = (
        marginal(log_ratio(expected(one, passing), one.events, treatment, np.atleast_1d(factor)))
        for one in seeing
    )
    return np.sum(list(found), axis=0)


def test_counts(drawn):
    """As many events come as are expected of the burst and of background."""
    treatment, sky, offsets, sets = drawn
    for i, signal in enumerate(sky.signals()):
        seen = np.array([len(one[i].events.time) for one in sets])
        begin, end = treatment.ends(offsets[:, i])
        rate = np.trapezoid(signal.background, sky.seeing[i].measured)
        wanted = added(signal, treatment, offsets[:, i]) + rate * (end - begin)
        assert wanted.mean() > 1.0
        assert near_zero(seen - wanted)


def test_likelihood_is_unbiased_at_the_truth(drawn):
    """Its slope in the size of the burst is zero on average; that of a burst of another size is not."""
    treatment, sky, _, sets = drawn
    step = 0.01
    around = np.array([1.0 - step, 1.0 + step, 1.25 - step, 1.25 + step])
    found = np.array([log_ratios(treatment, sky.passing, one, around) for one in sets])
    assert near_zero(found[:, 1] - found[:, 0])
    assert not near_zero(found[:, 3] - found[:, 2])


def test_ratio_to_another_burst_averages_to_one(drawn):
    """As likelihood ratios do exactly, offsets and background included; what is true wins on average."""
    treatment, sky, _, sets = drawn
    other = burst(energy_erg=1.15e53, temperature=3.8, decay_s=4.5)
    logs = [log_ratios(treatment, other, one) - log_ratios(treatment, sky.passing, one) for one in sets]
    assert near_zero(np.exp(logs) - 1.0)
    assert np.mean(logs) < 0.0


def test_factor(drawn):
    """The factor that fits best is right, and its range holds the truth in 68 % of data."""
    treatment, sky, _, sets = drawn
    found = [
        scaled([expected(one, sky.passing) for one in seeing], [one.events for one in seeing], treatment)
        for seeing in sets
    ]
    inside = np.mean([one.low < 1.0 < one.high for one in found])
    # The range is that of a parabola, so that its coverage is right but for some percent.
    assert abs(inside - 0.683) < SIGMA * np.sqrt(0.683 * 0.317 / DRAWS) + 0.03
    logs = np.log([one.best for one in found])
    assert abs(np.median(logs)) < SIGMA * 1.25 * logs.std() / np.sqrt(DRAWS)


def test_distances_and_quantiles_at_the_true_offset(drawn):
    """Chances are uniform, and the band of a quantile holds 68 % of data; those of another burst do not."""
    treatment, sky, offsets, sets = drawn
    chances, inside, wrong = {"time": [], "energy": []}, [], []
    other = burst(decay_s=1.0)
    for seeing, row in zip(sets[:150], offsets[:150], strict=True):
        for one, offset in zip(seeing, row, strict=True):
            if not np.any(one.events.energy >= one.detector.clear):
                continue
            view = window(expected(one, sky.passing), one, treatment, offset)
            for name, (_, p) in distances(view, one, treatment).items():
                chances[name].append(p)
            told = quantile(view, one, treatment, 0.5)
            inside.append(told.low < told.seen < told.high)
            view = window(expected(one, other), one, treatment, offset)
            wrong.append(distances(view, one, treatment)["time"].p)
    for found in chances.values():
        assert kstest(found, "uniform").pvalue > 1e-4
    assert abs(np.mean(inside) - 0.6827) < SIGMA * np.sqrt(0.68 * 0.32 / len(inside))
    assert kstest(wrong, "uniform").pvalue < 1e-6
