from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from mcsn.constants import HBAR_C_MEV_FM
from mcsn.physics import matter
from mcsn.physics.fermi import fermi_dirac


def test_table_densities(table1):
    """The rounded chemical potentials of Table I give back its densities and proton fractions."""
    temperature, mass = table1["temperature_MeV"], table1["m_N_MeV"]
    n = matter.nucleon_density(table1["mu_n_MeV"], temperature, mass)
    p = matter.nucleon_density(table1["mu_p_MeV"], temperature, mass)
    np.testing.assert_allclose(n + p, table1["baryon_density_fm3"], rtol=3e-3)
    np.testing.assert_allclose(p / (n + p), table1["Y_p"], rtol=5e-3)


@pytest.mark.parametrize("temperature", [0.5, 7.0, 33.0, 100.0])
@pytest.mark.parametrize("mu", [-200.0, 50.0, 496.6, 917.2, 1500.0])
@pytest.mark.parametrize("mass", [249.6, 915.9])
def test_density_matches_adaptive_quadrature(mu, temperature, mass):
    def integrand(k):
        energy = np.hypot(k, mass)
        return k**2 * (fermi_dirac((energy - mu) / temperature) - fermi_dirac((energy + mu) / temperature))

    steps = np.array([-60, -25, -10, -4, -1, 0, 1, 4, 10, 25, 60, 120])
    edges = np.unique(np.maximum(max(abs(mu), mass) + steps * temperature, mass))
    momenta = np.unique(np.append(0.0, np.sqrt(edges**2 - mass**2)))
    integral = sum(quad(integrand, *ends, epsabs=0, epsrel=1e-12)[0] for ends in pairwise(momenta))
    expected = integral / (np.pi**2 * HBAR_C_MEV_FM**3)
    assert matter.nucleon_density(mu, temperature, mass) == pytest.approx(expected, rel=1e-9, abs=0)


def test_antiparticles_mirror_particles():
    assert matter.nucleon_density(0.0, 20.0, 300.0) == 0.0
    assert matter.nucleon_density(-400.0, 20.0, 300.0) == -matter.nucleon_density(400.0, 20.0, 300.0)


def test_cold_gas_fills_the_fermi_sphere():
    expected = (700.0**2 - 500.0**2) ** 1.5 / (3 * np.pi**2 * HBAR_C_MEV_FM**3)
    assert matter.nucleon_density(700.0, 1e-3, 500.0) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("mu", [0.0, 300.0, 500.0, 900.0])
@pytest.mark.parametrize("temperature", [2.0, 20.0, 100.0])
def test_susceptibility_is_the_derivative_of_the_density(mu, temperature):
    mass, h = 450.0, 1e-3 * temperature
    below, above = matter.nucleon_density([mu - h, mu + h], temperature, mass)
    expected = temperature * (above - below) / (2 * h)
    assert matter.susceptibility(mu, temperature, mass) == pytest.approx(expected, rel=1e-6, abs=0)


def test_susceptibility_of_a_dilute_gas_is_its_density():
    assert matter.susceptibility(600.0, 7.0, 900.0) == pytest.approx(
        matter.nucleon_density(600.0, 7.0, 900.0), rel=1e-12
    )


@settings(derandomize=True, deadline=None)
@given(
    density=st.floats(1e-9, 3.0),
    temperature=st.floats(0.05, 60.0),
    mass=st.floats(200.0, 1000.0),
)
def test_chemical_potential_inverts_the_density(density, temperature, mass):
    mu = matter.kinetic_chemical_potential(density, temperature, mass)
    assert matter.nucleon_density(mu, temperature, mass) == pytest.approx(density, rel=1e-8, abs=0)


def test_chemical_potential_over_shells(table1):
    temperature, mass = table1["temperature_MeV"], table1["m_N_MeV"]
    density = matter.nucleon_density(table1["mu_p_MeV"], temperature, mass)
    mu = matter.kinetic_chemical_potential(density, temperature, mass)
    np.testing.assert_allclose(mu, table1["mu_p_MeV"], rtol=1e-10)
    assert matter.kinetic_chemical_potential(0.0, 10.0, 900.0) == 0.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-0.1, 10.0, 900.0), "density"),
        ((np.nan, 10.0, 900.0), "density"),
        ((0.1, 0.0, 900.0), "temperature"),
        ((0.1, 10.0, [900.0, -1.0]), "effective mass"),
    ],
)
def test_chemical_potential_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        matter.kinetic_chemical_potential(*arguments)
