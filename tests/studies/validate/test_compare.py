import numpy as np
import pytest

from mcsn.studies.validate import compare
from mcsn.studies.validate.compare import FALSE_ALARM, Z

RNG = np.random.default_rng(8)
SAMPLE = RNG.exponential(size=400_000)


def test_chance_is_allowed_its_standard_errors():
    """A difference passes up to Z standard errors, and no further."""
    for share, passed in ((0.99, True), (-0.99, True), (1.01, False), (-1.01, False)):
        row = compare.number("x", 10.0, 10.0 + share * Z * 0.005, 0.005)
        assert row.passed == passed
        assert row.standard_errors == pytest.approx(share * Z)
        assert row.percent == pytest.approx(10.0 * share * Z * 0.005)
    assert pytest.approx(4.26, abs=0.01) == Z


def test_few_packets_do_not_pass():
    row = compare.number("x", 10.0, 10.0, 0.02)
    assert row.resolution > row.tolerance
    assert not row.passed
    assert row.widened(4.0).passed


def test_an_approximate_theory_is_allowed_its_error():
    assert not compare.number("x", 10.0, 10.03, 0.001).passed
    assert compare.number("x", 10.0, 10.03, 0.001, allowance=0.3).passed


def test_nothing_random_must_be_exact():
    same, other = (compare.number("x", 2.0, value, 0.0) for value in (2.0, 2.0 + 1e-12))
    assert same.passed
    assert not other.passed
    assert other.standard_errors == np.inf
    assert not same.random


def test_percent_of_nothing_are_of_a_scale():
    row = compare.number("correlation", 0.0, 0.001, 0.001, scale=1.0)
    assert row.percent == pytest.approx(0.1)
    assert row.passed


def test_means_and_shares():
    assert compare.mean("mean", 1.0, SAMPLE, tolerance=0.7).passed
    assert not compare.mean("mean", 1.02, SAMPLE, tolerance=0.7).passed
    part = int(np.sum(SAMPLE > 1.0))
    assert compare.share("share", float(np.exp(-1.0)), part, SAMPLE.size, tolerance=1.0).passed
    assert not compare.share("share", float(np.exp(-0.98)), part, SAMPLE.size, tolerance=1.0).passed


def test_laws():
    right = compare.law("law", lambda x: -np.expm1(-x), SAMPLE)
    wrong = compare.law("law", lambda x: -np.expm1(-1.02 * x), SAMPLE)
    assert right.passed
    assert not wrong.passed
    assert wrong.standard_errors > Z > right.standard_errors
    assert wrong.percent == pytest.approx(100.0 * 0.02 * np.exp(-1.0), rel=0.4)


def test_the_tests_have_their_false_alarm_rate():
    """Kolmogorov's critical value is that of the stated probability: p-values beside it agree."""
    sample = np.linspace(0.0, 1.0, 2001)[1:] - 0.5 / 2000
    base = compare.law("law", lambda x: np.clip(x, 0.0, 1.0), sample)
    shifted = compare.law("law", lambda x: np.clip(x + base.resolution / 100.0, 0.0, 1.0), sample)
    assert shifted.standard_errors == pytest.approx(Z, abs=0.03)
    assert pytest.approx(0.01) == FALSE_ALARM * 500


@pytest.mark.parametrize(
    "differ",
    [
        lambda x: compare.mean("mean", 0.5, x),
        lambda x: compare.law("law", lambda y: np.clip(y, 0.0, 1.0), x),
    ],
)
def test_the_spread_is_what_chance_makes_of_differences(differ):
    """Root mean squares of 500 samples: known to 3.2 % or better; 5 errors, a false alarm in 1e6."""
    rng = np.random.default_rng(9)
    rows = [differ(rng.random(400)) for _ in range(500)]
    made, stated = (
        np.sqrt(np.mean(np.square(values)))
        for values in zip(*((row.percent, row.spread) for row in rows), strict=True)
    )
    assert made == pytest.approx(stated, rel=0.16)


def test_what_is_allowed_is_chance_and_the_error_of_theory():
    row = compare.number("x", 10.0, 10.0, 0.01, allowance=0.3)
    assert (row.spread, row.chance) == pytest.approx((0.1, 0.1 * Z))
    assert row.resolution == pytest.approx(0.3 + 0.1 * Z)
    assert row.random
    assert not compare.number("x", 10.0, 10.0, 0.0, allowance=0.3).random


def test_what_must_be_equal():
    assert compare.equal("counts", [1, 2, 3], [1, 2, 3]).passed
    differing = compare.equal("counts", [1, 2, 3, 4], [1, 2, 3, 5])
    assert not differing.passed
    assert (differing.found, differing.percent) == (1.0, 25.0)
    assert not compare.equal("counts", [1, 2], [1, 2, 3]).passed
    nan = np.array([np.nan, 1.0])
    assert compare.equal("bytes", compare.bits([nan]), compare.bits([nan.copy()])).passed


def test_thermal_law():
    """Means of E/T in equilibrium: 7 pi^4/(180 zeta(3)) by number, 2700 zeta(5)/(7 pi^4) by energy."""
    x = np.geomspace(1e-6, 100.0, 20_001)
    for power, mean in ((2, 3.15137), (3, 4.10596)):
        assert np.trapezoid(1.0 - compare.thermal_law(power)(x), x) == pytest.approx(mean, rel=3e-6)


def test_cumulative():
    cdf = compare.cumulative(lambda x: x * np.exp(-x), 1e-6, 60.0)
    x = np.array([0.1, 1.0, 5.0])
    np.testing.assert_allclose(cdf(x), 1.0 - (1.0 + x) * np.exp(-x), atol=1e-7)
