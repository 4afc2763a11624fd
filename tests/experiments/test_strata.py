from itertools import pairwise

import numpy as np
import pytest

from mcsn.experiments.strata import Means, by_stratum, counts, means, products, sums
from mcsn.transport.production import STRATA

RNG = np.random.default_rng(7)


def merged(values, cuts):
    """Counts, sums and products of values that are tallied in parts."""
    parts = [(first, values[first:last]) for first, last in pairwise(cuts)]
    return tuple(
        sum(of(part if of is not counts else len(part), first) for first, part in parts)
        for of in (counts, sums, products)
    )


def test_strata_of_parts_add_up():
    values = RNG.random((1000, 3))
    whole, cut = merged(values, [0, 1000]), merged(values, [0, 7, 32, 450, 1000])
    for one, other in zip(whole, cut, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    stratum = np.arange(1000) % STRATA
    np.testing.assert_array_equal(whole[0], np.bincount(stratum))
    np.testing.assert_allclose(whole[1][0, 5], values[stratum == 5].sum(axis=0))
    np.testing.assert_allclose(whole[2][5], values[stratum == 5].T @ values[stratum == 5])
    assert by_stratum(values, 3).shape == (32, STRATA, 3)


def test_means_and_covariance():
    values = RNG.normal(size=(STRATA * 50, 2)) @ np.array([[1.0, 0.5], [0.0, 2.0]]) + [3.0, 5.0]
    number, total, product = merged(values, [0, len(values)])
    centre, error = means(number, total)
    parts = values.reshape(50, STRATA, 2)
    np.testing.assert_allclose(centre, values.mean(axis=0))
    expected = np.sqrt(np.sum(parts.var(axis=0, ddof=1) / 50, axis=0)) / STRATA
    np.testing.assert_allclose(error, expected)
    both = Means.of(number, total[0], product)
    np.testing.assert_allclose(both.value, centre)
    np.testing.assert_allclose(np.sqrt(np.diag(both.covariance)), error)
    value, spread = both.mean(np.array([1.0, 1.0]))
    summed = merged(values.sum(axis=1, keepdims=True), [0, len(values)])
    assert (value, spread) == tuple(pytest.approx(float(x[0])) for x in means(*summed[:2]))


def test_differences_between_strata_do_not_count():
    values = np.tile(np.arange(STRATA, dtype=float), 10)[:, None]
    number, total, _ = merged(values, [0, len(values)])
    assert means(number, total) == (pytest.approx(15.5), pytest.approx(0.0, abs=1e-6))


def test_errors_are_those_of_repeated_samples():
    """Means and ratios scatter by their errors; the width of 400 pulls to 5 standard deviations."""
    pulls = []
    for _ in range(400):
        x = RNG.gamma(2.0, size=(STRATA * 20, 1)) * (1.0 + np.arange(STRATA * 20)[:, None] % STRATA)
        values = np.concatenate([x, 3.0 * x + RNG.normal(size=x.shape)], axis=1)
        number, total, product = merged(values, [0, len(values)])
        both = Means.of(number, total[0], product)
        mean, mean_error = both.mean(np.array([1.0, 0.0]))
        ratio, ratio_error = both.ratio(np.array([0.0, 1.0]), np.array([1.0, 0.0]))
        pulls.append([(mean - 2.0 * 16.5) / mean_error, (ratio - 3.0) / ratio_error])
    widths = np.std(pulls, axis=0)
    np.testing.assert_allclose(widths, 1.0, atol=5.0 / np.sqrt(800.0))
    np.testing.assert_allclose(np.mean(pulls, axis=0), 0.0, atol=5.0 / np.sqrt(400.0))


@pytest.mark.parametrize(("packets", "known"), [(1, "nothing"), (STRATA, "value"), (2 * STRATA, "both")])
def test_few_packets(packets, known):
    values = RNG.random((packets, 2))
    number, total, product = merged(values, [0, packets])
    both = Means.of(number, total[0], product)
    for value, error in (
        [float(x[0]) for x in means(number, total)],
        both.mean(np.array([1.0, 0.0])),
        both.ratio(*np.eye(2)),
    ):
        assert np.isfinite(value) == (known != "nothing")
        assert np.isfinite(error) == (known == "both")
