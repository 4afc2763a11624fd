from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from mcsn.constants import ERG_PER_MEV
from mcsn.physics import fermi


def test_fermi_dirac_neither_overflows_nor_loses_its_tail():
    x = np.array([-np.inf, -1e4, 0.0, 1.0, 700.0, np.inf])
    np.testing.assert_allclose(
        fermi.fermi_dirac(x), [1, 1, 0.5, 1 / (np.e + 1), np.exp(-700.0), 0], rtol=1e-13, atol=0
    )


# -Gamma(k+1) Li_{k+1}(-e^eta), 16 digits from an arbitrary-precision library.
@pytest.mark.parametrize(
    ("k", "eta", "expected"),
    [
        (0, -700.0, 9.85967654375977e-305),
        (0, -1.0, 0.3132616875182228),
        (0, 0.0, 0.6931471805599453),
        (0, 0.5, 0.9740769841801067),
        (0, 10.0, 10.000045398899218),
        (0, 10000.0, 10000.0),
        (1, -700.0, 9.85967654375977e-305),
        (1, -1.0, 0.33864799640345217),
        (1, 0.0, 0.8224670334241132),
        (1, 0.5, 1.2367167868533453),
        (1, 10.0, 51.64488866743374),
        (1, 10000.0, 50000001.644934066),
        (2, -700.0, 1.971935308751954e-304),
        (2, -1.0, 0.7051297585956156),
        (2, 0.0, 1.8030853547393915),
        (2, 0.5, 2.8209692224994485),
        (2, 10.0, 366.2321054696421),
        (2, 10000.0, 333333366232.01465),
    ],
)
def test_fermi_integral_matches_the_polylogarithm(k, eta, expected):
    assert fermi.fermi_integral(k, eta) == pytest.approx(expected, rel=1e-13, abs=0)


@settings(derandomize=True, deadline=None)
@given(k=st.integers(0, 2), eta=st.floats(-30, 60))
def test_fermi_integral_matches_quadrature(k, eta):
    edges = sorted({0.0, max(eta - 20, 0), max(eta, 0), max(eta, 0) + 20, max(eta, 0) + 60})
    expected = sum(
        quad(lambda x: x**k * fermi.fermi_dirac(x - eta), a, b, epsabs=0, epsrel=1e-12)[0]
        for a, b in pairwise(edges)
    )
    assert fermi.fermi_integral(k, eta) == pytest.approx(expected, rel=1e-11, abs=0)


def test_fermi_integral_keeps_the_shape_and_rejects_other_orders():
    assert fermi.fermi_integral(2, np.zeros((3, 1, 2))).shape == (3, 1, 2)
    with pytest.raises(ValueError, match="not 3"):
        fermi.fermi_integral(3, 0.0)


def test_moments():
    assert fermi.moment(0) == pytest.approx(np.log(2), rel=1e-14)
    assert fermi.moment(3) == pytest.approx(7 * np.pi**4 / 120, rel=1e-14)
    expected = quad(lambda x: np.sqrt(x) * fermi.fermi_dirac(x), 0, 60, epsrel=1e-12)[0]
    assert fermi.moment(0.5) == pytest.approx(expected, rel=1e-10)
    with pytest.raises(ValueError, match="negative"):
        fermi.moment(-1)


def test_mean_energies():
    np.testing.assert_allclose(fermi.mean_energy([1.0, 10.0]), [3.1514, 31.514], rtol=1e-5)
    np.testing.assert_allclose(fermi.mean_square_energy([1.0, 10.0]), [12.939, 1293.9], rtol=5e-5)


def test_low_energy_fractions():
    np.testing.assert_allclose(fermi.fraction_below([1.0, 1 / 3]), [0.0596, 0.00300], rtol=2e-3)
    np.testing.assert_allclose(fermi.fraction_below_boltzmann([1.0, 1 / 3]), [0.080, 0.0048], rtol=5e-3)


def test_fraction_below_has_the_right_limits():
    small = 1e-6
    assert fermi.fraction_below(small) == pytest.approx(small**3 / 6 / fermi.moment(2), rel=1e-5)
    np.testing.assert_allclose(fermi.fraction_below([0.0, 80.0, np.inf]), [0, 1, 1], rtol=1e-14)
    expected = quad(lambda x: x**2 * fermi.fermi_dirac(x), 0, 4)[0] / fermi.moment(2)
    assert fermi.fraction_below(4.0) == pytest.approx(expected, rel=1e-12)


def test_neutrino_energy_of_the_star(table1):
    """Four species over Table I hold 3.46e51 erg; the paper rounds to 3e51."""
    outer_radius = table1["outer_radius_km"] * 1e3
    volume = 4 / 3 * np.pi * np.diff(outer_radius**3, prepend=0.0)
    energy = np.sum(4 * volume * fermi.neutrino_energy_density(table1["temperature_MeV"])) * ERG_PER_MEV
    assert energy == pytest.approx(3.46e51, rel=0.005 / 3.46)
