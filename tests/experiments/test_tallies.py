import numpy as np
import pytest

from mcsn.experiments import tallies
from mcsn.experiments.tallies import FineGrid

GRID = FineGrid(-3, 3, 500)
RNG = np.random.default_rng(7)


@pytest.fixture(scope="module")
def sample():
    return RNG.exponential(size=50_000)


def test_count_puts_every_value_into_its_bin(sample):
    counts = GRID.count(sample)
    assert counts.sum() == len(sample)
    inner, _ = np.histogram(sample, GRID.edges)
    np.testing.assert_array_equal(counts[1:-1], inner)
    beyond = GRID.count(np.array([0.0, 1e-9, 1e3, 1e9, np.inf]))
    assert (beyond[0], beyond[-1]) == (2, 3)
    assert GRID.edges[0] == pytest.approx(1e-3)
    assert GRID.edges[-1] == pytest.approx(1e3)


@pytest.mark.parametrize("probability", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_quantiles_and_their_errors(sample, probability):
    value, error = GRID.quantile(GRID.count(sample), probability)
    # A bin is 0.46 % wide, and quantiles are interpolated in it.
    assert value == pytest.approx(np.quantile(sample, probability), rel=2e-3)
    # Of the law: sqrt(p (1 - p)/n) over its density, 1 - p.
    expected = np.sqrt(probability / (1.0 - probability) / len(sample))
    assert error == pytest.approx(expected, rel=0.2)


def test_quantiles_of_next_to_nothing():
    counts = GRID.count(np.array([]))
    assert np.all(np.isnan(GRID.quantile(counts, 0.5)))
    for values, largest in (([2.0] * 1000, 0.01), ([1.9, 2.0, 2.1], 0.2)):
        value, error = GRID.quantile(GRID.count(np.array(values)), 0.5)
        assert value == pytest.approx(2.0, rel=5e-3)
        assert 0.0 <= error < largest
    value, error = GRID.quantile(GRID.count(np.array([2.0])), 0.5)
    assert value == pytest.approx(2.0, rel=5e-3)
    assert np.isnan(error)
    # Between two packets: the middle. Beyond the grid: unknown.
    assert GRID.quantile(GRID.count(np.array([1.0, 3.0])), 0.5)[0] == pytest.approx(2.0, rel=5e-3)
    assert np.isnan(GRID.quantile(GRID.count(np.full(9, 1e30)), 0.5)[0])
    assert np.isnan(GRID.quantile(GRID.count(np.full(9, 1e-30)), 0.5)[0])
    value, _ = GRID.quantile(GRID.count(np.array([1.0, 1.0, 1.0, 100.0])), 0.25)
    assert value == pytest.approx(1.0, rel=5e-3)


@pytest.mark.parametrize("scale", ["log", "linear"])
@pytest.mark.parametrize("bins", [1, 7, 100])
def test_rebinned_counts_are_conserved(sample, scale, bins):
    counts = np.array([GRID.count(sample), GRID.count(2.0 * sample[:100])])
    chosen = GRID.coarse_edges(counts.sum(axis=0), bins, scale, None, None)
    edges, binned = GRID.rebinned(counts, chosen)
    np.testing.assert_array_equal(binned.sum(axis=1), counts[:, 1:-1].sum(axis=1))  # all that is on the grid
    assert np.all(np.diff(edges) > 0)
    assert len(edges) <= bins + 1
    inside, _ = np.histogram(sample, edges)
    np.testing.assert_array_equal(binned[0], inside)


def test_histogram_ends_may_be_chosen(sample):
    counts = GRID.count(sample)
    chosen = GRID.coarse_edges(counts, 10, "linear", 0.5, 1.5)
    edges, binned = GRID.rebinned(counts, chosen)
    np.testing.assert_allclose(edges, np.linspace(0.5, 1.5, 11), rtol=3e-3)
    expected = np.exp(-edges[:-1]) - np.exp(-edges[1:])
    # False-alarm rate 6e-7 for each of ten bins.
    np.testing.assert_array_less(
        np.abs(binned - expected * len(sample)), 5.0 * np.sqrt(expected * len(sample))
    )


def test_density_integrates_to_the_share():
    edges = np.array([0.0, 1.0, 3.0, 4.0])
    value, error = tallies.density(np.array([10, 40, 0]), edges, 100)
    np.testing.assert_allclose(value, [0.1, 0.2, 0.0])
    np.testing.assert_allclose(error, [np.sqrt(0.1 * 0.9 / 100), np.sqrt(0.4 * 0.6 / 100) / 2.0, 0.0])


def test_moments_add_up_to_mean_and_variance(sample):
    powers = tallies.moments(sample[:1000]) + tallies.moments(sample[1000:])
    mean, mean_error = tallies.mean(powers)
    assert mean == pytest.approx(np.mean(sample), rel=1e-12)
    assert mean_error == pytest.approx(np.std(sample, ddof=1) / np.sqrt(len(sample)), rel=1e-9)
    variance, variance_error = tallies.variance(powers)
    assert variance == pytest.approx(np.var(sample, ddof=1), rel=1e-9)
    centred = sample - np.mean(sample)
    n = len(sample)
    expected = np.sqrt((np.mean(centred**4) - variance**2 * (n - 3) / (n - 1)) / n)
    assert variance_error == pytest.approx(expected, rel=1e-9)


def test_error_of_the_variance_is_what_samples_scatter():
    draws = RNG.normal(3.0, 2.0, (4000, 50))
    estimates = np.array([tallies.variance(tallies.moments(row)) for row in draws])
    assert np.std(estimates[:, 0]) == pytest.approx(4.0 * np.sqrt(2.0 / 49.0), rel=0.06)  # 5 sigma
    assert np.sqrt(np.mean(estimates[:, 1] ** 2)) == pytest.approx(np.std(estimates[:, 0]), rel=0.1)


def test_too_few_values_have_no_error():
    assert np.all(np.isnan(tallies.mean(tallies.moments(np.array([])))))
    value, error = tallies.mean(tallies.moments(np.array([3.0])))
    assert value == 3.0
    assert np.isnan(error)
    assert np.all(np.isnan(tallies.variance(tallies.moments(np.array([3.0])))))


def test_fractions():
    value, error = tallies.fraction(30, 100)
    assert value == 0.3
    assert error == pytest.approx(np.sqrt(0.3 * 0.7 / 100), rel=0.02)
    for part in (0, 100):
        assert tallies.fraction(part, 100)[1] == pytest.approx(0.01, rel=0.05)
    assert np.all(np.isnan(tallies.fraction(0, 0)))


def batches_of(sums, sizes):
    totals = sum(tallies.batch_sums(x, n) for x, n in zip(sums, sizes, strict=True))
    return tallies.batch_ratio(totals, np.array([len(sizes), np.sum(sizes), np.sum(np.square(sizes))]))


def test_ratio_of_equal_batches_is_mean_and_error_of_the_mean():
    sums = RNG.poisson(40.0, (30, 2, 3))
    ratio, error = batches_of(sums, [100] * 30)
    np.testing.assert_allclose(ratio, sums.mean(axis=0) / 100)
    np.testing.assert_allclose(error, sums.std(axis=0, ddof=1) / np.sqrt(30) / 100, rtol=1e-9)


def test_ratio_of_unequal_batches():
    sizes = np.array([100] * 9 + [30])
    sums = RNG.poisson(0.4 * sizes)[:, None]
    ratio, error = batches_of(sums, sizes)
    assert ratio[0] == pytest.approx(sums.sum() / 930)
    scatter = np.sum((sums[:, 0] - ratio[0] * sizes) ** 2)
    assert error[0] == pytest.approx(np.sqrt(scatter * 10 / 9) / 930)


def test_one_batch_has_no_error():
    ratio, error = batches_of([np.array([5, 6])], [10])
    np.testing.assert_allclose(ratio, [0.5, 0.6])
    assert np.all(np.isnan(error))
