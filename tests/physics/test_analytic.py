import math

import numpy as np
import pytest
from scipy.integrate import quad

from mcsn.constants import ERG_PER_MEV, SPEED_OF_LIGHT
from mcsn.physics import analytic


def test_diffusion_time():
    # (1 x 2 + (4 - 1) x 3)/c = 11/c
    assert analytic.diffusion_time([1.0, 2.0], [2.0, 3.0]) == pytest.approx(11 / SPEED_OF_LIGHT)


def test_diffusion_time_of_the_paper_star():
    radius = 1e3 * np.array([5, 7.5, 10, 15, 17.5, 20])
    # Mean inverse mean free paths of nu_mu to three digits, with Pauli blocking; Eq. 6 of them is 0.969 s.
    inverse_mfp = [0.249, 0.655, 1.67, 1.38, 0.216, 0.0091]
    assert analytic.diffusion_time(radius, inverse_mfp) == pytest.approx(0.969, abs=0.003)


def test_cooling_time():
    # Twice the heat of one neutrino gas, by 3/pi^2 of it: R^2 <1/lambda>/c of 1 s.
    assert analytic.cooling_time(1.0, 2.0 * np.pi**2, 3.0) == pytest.approx(1.0)
    # The star of the paper: 8.2e52 and 3.46e51 erg.
    assert analytic.cooling_time(0.969, 8.2e52, 3.46e51) == pytest.approx(3.5, abs=0.05)


# Exact mean path from the centre of a uniform sphere in mean free paths.
@pytest.mark.parametrize(("radius", "path"), [(5, 16.2928), (10, 57.3070), (30, 471.483)])
def test_walk_time_tends_to_the_exact_one(radius, path):
    walked = analytic.walk_time([float(radius)], [1.0]) * SPEED_OF_LIGHT
    # What the diffusion limit leaves out is a fraction of one mean free path.
    assert 0 < path - walked < 0.25


def test_walk_time_does_not_see_how_a_uniform_star_is_cut():
    whole = analytic.walk_time([100.0], [2.0])
    assert analytic.walk_time([10.0, 60.0, 100.0], [2.0, 2.0, 2.0]) == pytest.approx(whole)
    assert whole * SPEED_OF_LIGHT == pytest.approx(100**2 + 71.04)


def test_fixed_steps_take_equation_6():
    eq6 = analytic.diffusion_time([30.0, 100.0], [1.0, 2.0])
    walked = analytic.fixed_walk_time([30.0, 100.0], [1.0, 2.0])
    assert (walked - eq6) * SPEED_OF_LIGHT == pytest.approx(0.5959 * 100.0)


def test_boson_diffusion_time():
    uniform = analytic.uniform_boson_diffusion_time(20e3, 100.0, 1e-6)
    assert uniform == pytest.approx(0.04)
    # Eq. 21: N steps of ell take one sqrt(N) ell away.
    assert math.sqrt(uniform / 1e-6) * 100.0 == pytest.approx(20e3)
    assert analytic.boson_diffusion_time([5e3, 20e3], [100.0] * 2, [1e-6] * 2) == pytest.approx(
        float(uniform)
    )
    # 1 x 3/4 + 3 x 5/25
    assert analytic.boson_diffusion_time([1.0, 2.0], [2.0, 5.0], [3.0, 5.0]) == pytest.approx(1.35)


def test_boson_luminosity():
    expected = 4 * np.pi / 3 * (1 * 2 + 7 * 3) * ERG_PER_MEV
    assert analytic.boson_luminosity([1.0, 2.0], [2.0, 3.0]) == pytest.approx(expected)


@pytest.mark.parametrize("radius", [[], [1.0, 1.0], [2.0, 1.0], [-1.0, 1.0], [math.nan], 3.0])
def test_bad_radii(radius):
    with pytest.raises(ValueError, match="radii"):
        analytic.diffusion_time(radius, np.ones(np.size(radius)))


@pytest.mark.parametrize("tau", [1e-6, 0.01, 0.5, 3.0, 40.0])
def test_escape_fraction(tau):
    """Average of exp(-distance to the surface) over points and directions, by Gauss quadrature."""
    x, w = np.polynomial.legendre.leggauss(200)
    # r = tau (1 - z^2) gathers points near the surface, where a thick sphere radiates from.
    z, cosine = (x[:, None] + 1) / 2, x[None, :]
    r = tau * (1 - z**2)
    distance = -r * cosine + np.sqrt(tau**2 - r**2 * (1 - cosine**2))
    weight = (w / 2)[:, None] * 2 * z * tau * r**2 * (w / 2)[None, :]
    expected = np.sum(weight * np.exp(-distance)) * 3 / tau**3
    assert analytic.escape_fraction(tau) == pytest.approx(expected, rel=1e-5)


def test_escape_fraction_limits():
    tau = np.array([0.0, 1e-9, 1e-3, 0.7, 1e6])
    closed = 3 / (8 * 0.7**3) * (2 * 0.7**2 - 1 + (1 + 2 * 0.7) * math.exp(-2 * 0.7))
    expected = [1.0, 1 - 0.75e-9, 1 - 0.75e-3 + 0.4e-6, closed, 3 / (4 * 1e6)]
    np.testing.assert_allclose(analytic.escape_fraction(tau), expected, rtol=1e-9)


@pytest.mark.parametrize("t", [1e-6, 0.3, 1.0, 20.0])
def test_mean_square_displacement(t):
    # Velocities forget each other as e^-|t1 - t2|.
    expected = 2 * quad(lambda s: (t - s) * math.exp(-s), 0, t, epsabs=0, epsrel=1e-11)[0]
    assert analytic.mean_square_displacement(t) == pytest.approx(expected, rel=1e-10)


def test_mean_square_displacement_limits():
    np.testing.assert_allclose(
        analytic.mean_square_displacement([0.0, 1e-9, 1e8]), [0.0, 1e-18, 2e8 - 2], rtol=1e-9
    )


def test_first_passage_survival():
    s = np.array([0.0, 1e-6, 0.01, 0.1, 0.5, 3.0, 200.0])
    survival = analytic.first_passage_survival(s)
    n = np.arange(1, 400)[:, None]
    series = 2 * np.sum((-1.0) ** (n + 1) * np.exp(-((n * np.pi) ** 2) * s[2:]), axis=0)
    np.testing.assert_allclose(survival[:2], 1.0, rtol=1e-15)
    np.testing.assert_allclose(survival[2:], series, rtol=1e-12)
    joint = analytic.first_passage_survival(1 / np.pi + np.array([-1e-15, 1e-15]))
    assert joint[0] == pytest.approx(joint[1], rel=1e-13)


def test_first_passage_moments():
    mean = quad(analytic.first_passage_survival, 0, 4, points=[1 / np.pi], epsabs=1e-12)[0]
    square = quad(
        lambda s: 2 * s * analytic.first_passage_survival(s), 0, 4, points=[1 / np.pi], epsabs=1e-12
    )[0]
    assert mean == pytest.approx(1 / 6, rel=1e-9)
    assert square - mean**2 == pytest.approx(1 / 90, rel=1e-8)
